"""Reports: one month of one business, told by its ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from connector.core.errors import Refused
from connector.core.figures import Ageing, DueDay
from connector.core.invoice import HoldReason


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month."""

    first: date

    @property
    def last(self) -> date:
        return _first_after(self.first) - timedelta(days=1)

    @classmethod
    def named(cls, text: str) -> "Month":
        """`2026-10`. Raises Refused for anything else."""
        try:
            first = date.fromisoformat(f"{text}-01")
        except ValueError:
            raise Refused(f"«{text}» is not a month: write it as 2026-10.") from None
        if not date.min < first < date(date.max.year, 1, 1):
            raise Refused(f"«{text}» is not a month: write it as 2026-10.")
        return cls(first)

    @property
    def text(self) -> str:
        return f"{self.first:%Y-%m}"


def _first_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Said:
    """How many messages and calls of one step in one currency, and what they asked (minor units)."""

    step_id: str
    currency: str
    count: int
    asked: int


@dataclass(frozen=True, slots=True)
class CameIn:
    """Money of one currency, minor units. `after`: what came for invoices that had been asked for before."""

    currency: str
    count: int
    amount: int
    after_count: int
    after: int


@dataclass(frozen=True, slots=True)
class Told:
    """A promise or a dispute about one invoice. `amount` is what it is about, in minor units."""

    reason: HoldReason
    customer: str
    number: str
    currency: str
    amount: int
    since_on: date
    until_on: date | None
    is_ended: bool
    is_closed: bool


class Standing(StrEnum):
    """What has become of it by the day of the report."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    SETTLED = "settled"


def standing(told: Told, on: date) -> Standing:
    """A promise is kept once its invoice is closed, and broken after its day; a dispute is settled."""
    if told.reason is HoldReason.DISPUTE:
        return Standing.SETTLED if told.is_ended or told.is_closed else Standing.OPEN
    if told.is_closed:
        return Standing.KEPT
    is_over = told.until_on is not None and told.until_on < on
    return Standing.BROKEN if is_over else Standing.OPEN


@dataclass(frozen=True, slots=True)
class Call:
    """Who needs a call, and about which invoices."""

    customer: str
    invoices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owes:
    """Who owes most that is late, in one currency."""

    customer: str
    currency: str
    late: int
    oldest_due_on: date | None


@dataclass(frozen=True, slots=True)
class Report:
    """One month. `on` is its last day, or the present one while it lasts; `known_on` the last day for which
    payments are known. Calls and debtors are those of the day it was made."""

    organisation: str
    country: str
    language: str
    month: Month
    on: date
    made_on: date
    known_on: date | None
    ageings: tuple[Ageing, ...]
    said: tuple[Said, ...]
    came_in: tuple[CameIn, ...]
    promises: tuple[Told, ...]
    disputes: tuple[Told, ...]
    calls: tuple[Call, ...]
    owes: tuple[Owes, ...]


class Reports(Protocol):
    """What the ledger of one organisation tells of a span of days, both included."""

    def owed_on(self, day: date) -> Sequence[DueDay]:
        """What was open at the end of a past day, by currency and due date, as it is known now."""

    def said(self, first: date, last: date) -> Sequence[Said]:
        """What left, or may have left."""

    def came_in(self, first: date, last: date) -> Sequence[CameIn]:
        """By the day it was paid, else first seen; what a first reading brought apart."""

    def told(self, first: date, last: date) -> Sequence[Told]:
        """Promises and disputes that began on these days, the oldest first."""
