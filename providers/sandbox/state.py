"""What a running sandbox holds, for whoever changes it: the tests, the demo, `/_sandbox`."""

from collections.abc import Callable
from datetime import UTC, datetime

from .clock import SandboxClock
from .faults import Faults
from .stripe.book import Book
from .stripe.dialect import StripeSandbox
from .stripe.seed import empty_book, seeded_book


def real_time() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """The stand-ins' clock, planned faults and books. `seed` makes up a book; None makes an empty one."""

    def __init__(self, now: Callable[[], datetime] = real_time, *, seed: int | None = 7) -> None:
        self.clock = SandboxClock(now)
        self.faults = Faults()
        self.stripe = StripeSandbox(_book(self.clock, seed), self.faults)

    def reset(self, seed: int | None = 7) -> None:
        """As at the start, perhaps with another seed."""
        self.clock.follow()
        self.faults.clear()
        self.stripe.start_over(_book(self.clock, seed))


def _book(clock: SandboxClock, seed: int | None) -> Book:
    return empty_book("acct_1SandboxRelance", clock) if seed is None else seeded_book(clock, seed)
