"""What a running sandbox holds, for whoever changes it: the tests, the demo, `/_sandbox`."""

from collections.abc import Callable
from datetime import UTC, datetime

from .clock import SandboxClock
from .faults import Faults
from .quickbooks.mounted import mounted as mounted_quickbooks
from .stand_in import StandIn
from .stripe.mounted import mounted as mounted_stripe
from .xero.mounted import mounted as mounted_xero


def real_time() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """The stand-ins' clock, planned faults and books. `seed` makes up the books; None makes empty ones."""

    def __init__(self, now: Callable[[], datetime] = real_time, *, seed: int | None = 7) -> None:
        self.clock = SandboxClock(now)
        self.faults = Faults()
        self.stripe, stripe = mounted_stripe(self.clock, self.faults, seed)
        self.xero, xero = mounted_xero(self.clock, self.faults, seed)
        self.quickbooks, quickbooks = mounted_quickbooks(self.clock, self.faults, seed)
        #: What `/<provider>` and `/_sandbox` serve, in this order.
        self.stand_ins: tuple[StandIn, ...] = (stripe, xero, quickbooks)

    def reset(self, seed: int | None = 7) -> None:
        """As at the start, perhaps with another seed."""
        self.clock.follow()
        self.faults.clear()
        for stand_in in self.stand_ins:
            stand_in.reset(seed)
