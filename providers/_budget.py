"""A meter before every call: the account's budget in small blocks, its calls in flight as leases."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from connector.core.budgets import Block, Budgets, Limit, Priority
from connector.core.errors import RateLimited
from connector.core.leases import Lease
from connector.core.ports import Clock
from providers._sentences import say

#: Calls taken at a time: few enough to be lost, many enough to spare the database.
BLOCK: Final = 5
#: Longer than a call may take; what a dead process held is free again after it.
IN_FLIGHT_SECONDS: Final = 60
#: When all places are taken, one is free again about then.
SOON: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a provider allows one account; `in_flight` calls at once, None for any number.

    `headers` name, by unit, the header that says how many calls are left.
    """

    spans: tuple[Limit, ...]
    in_flight: int | None = None
    headers: Mapping[str, str] | None = None


class Meter:
    """Counts the calls of one account for one purpose. Not for several threads at once."""

    def __init__(
        self,
        account: str,
        limits: Limits,
        budgets: Budgets,
        leases: Lease,
        clock: Clock,
        priority: Priority = Priority.POLL,
    ) -> None:
        self._account = account
        self._limits = limits
        self._budgets = budgets
        self._leases = leases
        self._clock = clock
        self._priority = priority
        self._block: Block | None = None
        self._used = 0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call. Raises RateLimited, before anything is sent, when there is none left."""
        self._spend()
        place = self._place()
        try:
            yield
        finally:
            if place is not None:
                self._leases.give_back(*place)

    def heard(self, headers: Mapping[str, str]) -> None:
        """What the answer says is left; written down where it differs from what we believe."""
        for limit in self._limits.spans:
            said = headers.get((self._limits.headers or {}).get(limit.unit, ""), "")
            if said.isdecimal() and self._is_news(limit, int(said)):
                self._budgets.learn(self._account, limit, int(said), self._clock.now())
                self._block = None

    def paused(self, until: datetime) -> None:
        """The provider asked for a pause."""
        self._budgets.shut(self._account, until)
        self._block = None

    def _spend(self) -> None:
        now = self._clock.now()
        if self._block is None or self._used >= self._block.calls or now >= self._block.until:
            self._block = self._budgets.take(self._account, self._limits.spans, self._priority, BLOCK, now)
            self._used = 0
        self._used += 1

    def _place(self) -> tuple[str, str] | None:
        if self._limits.in_flight is None:
            return None
        owner = str(uuid4())
        for n in range(self._limits.in_flight):
            name = f"call:{self._account}:{n}"
            if self._leases.take(name, owner, IN_FLIGHT_SECONDS):
                return name, owner
        self._used -= 1
        raise RateLimited(say("busy"), self._clock.now() + SOON)

    def _is_news(self, limit: Limit, left: int) -> bool:
        """Blocks that others hold unused make a small difference that means nothing."""
        if self._block is None:
            return True
        believed = self._block.left[limit.unit] + self._block.calls - self._used
        return abs(left - believed) > 2 * BLOCK
