"""QuickBooks as the sandbox mounts it."""

from typing import Any

from ..clock import SandboxClock
from ..faults import Faults
from ..stand_in import StandIn
from .control import control
from .dialect import QuickBooksSandbox
from .seed import books


def mounted(clock: SandboxClock, faults: Faults, seed: int | None) -> tuple[QuickBooksSandbox, StandIn]:
    """The dialect with its books, and what `/quickbooks` and `/_sandbox/quickbooks` need of it."""
    quickbooks = QuickBooksSandbox(clock, faults)
    quickbooks.start_over(*books(clock, seed))

    def about() -> dict[str, Any]:
        book = quickbooks.book
        counts = {"customers": len(book.customers.rows), "invoices": len(book.invoices.rows)}
        return {"realm": book.realm, "realms": list(quickbooks.companies), **counts}

    return quickbooks, StandIn(
        provider="quickbooks",
        app=quickbooks.front,
        seen=quickbooks.front.seen,
        about=about,
        control=lambda: control(quickbooks),
        reset=lambda seed: quickbooks.start_over(*books(clock, seed)),
        oauth=quickbooks.oauth,
    )
