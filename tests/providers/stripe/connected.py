"""The provider, connected to a sandbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from connector.core.source import Batch
from providers._http import Key
from providers._opened import Opened
from providers.sandbox import Handle
from providers.sandbox.clock import SandboxClock
from providers.stripe import Stripe

KEY = "rk_test_ofthetests"


@dataclass(frozen=True)
class SandboxTime:
    """The core's clock, kept at the sandbox's moment."""

    clock: SandboxClock

    def now(self) -> datetime:
        return self.clock.now()


def connect(sandbox: Handle, key: str = KEY, time_out: float = 10) -> Stripe:
    settings = {"API_URL": sandbox.stripe_url}
    return Stripe(Opened(Key(key), settings, SandboxTime(sandbox.clock), time_out=time_out))


def together(batches: Iterable[Batch]) -> Batch:
    """All pages as one."""
    every = list(batches)
    return Batch(
        tuple(row for batch in every for row in batch.customers),
        tuple(row for batch in every for row in batch.invoices),
        tuple(row for batch in every for row in batch.credits),
        tuple(alarm for batch in every for alarm in batch.alarms),
    )
