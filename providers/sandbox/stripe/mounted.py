"""Stripe as the sandbox mounts it."""

from typing import Any

from ..clock import SandboxClock
from ..faults import Faults
from ..stand_in import StandIn
from .book import Book
from .control import control
from .dialect import StripeSandbox
from .seed import empty_book, seeded_book


def mounted(clock: SandboxClock, faults: Faults, seed: int | None) -> tuple[StripeSandbox, StandIn]:
    """The dialect with its book, and what `/stripe` and `/_sandbox/stripe` need of it."""
    stripe = StripeSandbox(_book(clock, seed), faults)

    def about() -> dict[str, Any]:
        book = stripe.book
        return {"account": book.account, "customers": len(book.customers), "invoices": len(book.invoices)}

    return stripe, StandIn(
        provider="stripe",
        app=stripe,
        seen=stripe.seen,
        about=about,
        control=lambda: control(stripe),
        reset=lambda seed: stripe.start_over(_book(clock, seed)),
        oauth=stripe.oauth,
    )


def _book(clock: SandboxClock, seed: int | None) -> Book:
    return empty_book("acct_1SandboxRelance", clock) if seed is None else seeded_book(clock, seed)
