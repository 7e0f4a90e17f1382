"""Budgets: how many calls a provider's account may still get, shared by every process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction
from typing import Protocol


class Priority(Enum):
    """What a call is for; each leaves a part of the budget to those that matter more."""

    SEND = Fraction(0)
    POLL = Fraction(1, 10)
    BACKFILL = Fraction(3, 10)

    @property
    def leaves(self) -> Fraction:
        """The part of a budget that it does not touch."""
        return self.value


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in a span, counted from the first one; `unit` names it (minute, day)."""

    unit: str
    calls: int
    span: timedelta


@dataclass(frozen=True, slots=True)
class Block:
    """Calls taken out of a budget, to be made before `until`; `left` is what remained, by unit."""

    calls: int
    until: datetime
    left: Mapping[str, int]


class Budgets(Protocol):
    """What each account has left; `account` is the provider and the tenant, `now` the caller's clock."""

    def take(
        self, account: str, limits: Sequence[Limit], priority: Priority, calls: int, now: datetime
    ) -> Block:
        """At most `calls`, one at least. Raises RateLimited with the moment from which there are some."""

    def learn(self, account: str, limit: Limit, left: int, now: datetime) -> None:
        """The provider says that so many are left: that is the truth. More than we knew: a new span began."""

    def shut(self, account: str, until: datetime) -> None:
        """The provider asked for a pause: nobody calls before `until`."""
