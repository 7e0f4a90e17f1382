"""Figures: what is owed by age, and how many days of sales it comes to.

They are sums of the ledger, never of decisions. Currencies are never added together. Amounts are minor units.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from connector.core.recovery import FailedDay, months_to

#: Up to so many days late, and of what age that is.
_LATE_UP_TO = 30, 60, 90


class Age(StrEnum):
    """How long ago an invoice was due; due on the very day is not late. `undated`: nobody knows when."""

    NOT_DUE = "not_due"
    TO_30 = "to_30"
    TO_60 = "to_60"
    TO_90 = "to_90"
    OVER_90 = "over_90"
    UNDATED = "undated"


#: From the day after the due date on.
LATE = (Age.TO_30, Age.TO_60, Age.TO_90, Age.OVER_90)


@dataclass(frozen=True, slots=True)
class DueDay:
    """What is open of one currency and was due, or will be, on one day; None for what has no due date."""

    currency: str
    due_on: date | None
    count: int
    open: int


@dataclass(frozen=True, slots=True)
class Movement:
    """What one day changed of one currency, as the ledger knows it now.

    `sold`: the totals of the invoices of that day. `change`: by how much more was owed at its end than
    at its beginning.
    """

    currency: str
    on: date
    sold: int
    change: int


@dataclass(frozen=True, slots=True)
class Part:
    """How many invoices, and what is open of them."""

    count: int = 0
    open: int = 0

    def plus(self, other: "DueDay | Part") -> "Part":
        return Part(self.count + other.count, self.open + other.open)


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is open of one currency, by how late it is; every age is there."""

    currency: str
    parts: Mapping[Age, Part]

    @property
    def total(self) -> Part:
        return _sum(self.parts.values())

    @property
    def overdue(self) -> Part:
        return _sum(self.parts[age] for age in LATE)


@dataclass(frozen=True, slots=True)
class Point:
    """What was owed of one currency at the end of a day, and how many days of sales that came to."""

    currency: str
    on: date
    owed: int
    dso: Decimal | None


class Figures(Protocol):
    """Sums over the ledger of one organisation.

    What came through a connection that was disconnected counts nowhere, and of one debt in two
    connections the one that is chased.
    """

    def due_days(self) -> tuple[DueDay, ...]:
        """All that is open, by currency and due date."""

    def whole_since(self) -> date | None:
        """The first reading of the connection that came last: all that was owed or sold after that day is
        known. None before anything was read."""

    def movements(self, after: date) -> tuple[Movement, ...]:
        """Of the days after that one, sorted by currency and day; a day without any is left out."""

    def owed(self) -> Mapping[str, int]:
        """What is open of invoices with an issue date, by currency; `movements` lead up to it."""

    def kept(self, on: date) -> tuple[Point, ...] | None:
        """What was worked out on that day, sorted by currency and day; None where nothing was that day."""

    def keep(self, points: Sequence[Point], on: date) -> None:
        """In the place of whatever was kept before."""

    def failed_days(self, since: date) -> tuple[FailedDay, ...]:
        """The charges that failed first on that day or later."""


def age_of(due_on: date | None, on: date) -> Age:
    """How late that is on a day."""
    if due_on is None:
        return Age.UNDATED
    days = (on - due_on).days
    if days <= 0:
        return Age.NOT_DUE
    return next((age for age, most in zip(LATE, _LATE_UP_TO, strict=False) if days <= most), Age.OVER_90)


def ageings(days: Iterable[DueDay], on: date) -> tuple[Ageing, ...]:
    """By currency, sorted; see `Ageing`."""
    found: dict[str, dict[Age, Part]] = defaultdict(lambda: {age: Part() for age in Age})
    for day in days:
        parts, age = found[day.currency], age_of(day.due_on, on)
        parts[age] = parts[age].plus(day)
    return tuple(Ageing(currency, found[currency]) for currency in sorted(found))


def owed_on(day: date, owed_now: int, movements: Sequence[Movement]) -> int:
    """What was owed in one currency at the end of a day: all that changed since is taken back."""
    return owed_now - sum(x.change for x in movements if x.on > day)


def points(
    owed_now: Mapping[str, int], movements: Sequence[Movement], on: date, since: date
) -> tuple[Point, ...]:
    """Of each currency the ends of the last twelve months and `on`, as far as they lie after `since`."""
    ends = [first - timedelta(days=1) for first in months_to(on)]
    days = [day for day in (*ends, on) if day > since]
    found = []
    for currency in sorted({*owed_now, *(x.currency for x in movements)}):
        mine = [x for x in movements if x.currency == currency]
        for day in days:
            owed = owed_on(day, owed_now.get(currency, 0), mine)
            found.append(Point(currency, day, owed, days_of_sales(owed, mine, day, since)))
    return tuple(found)


def days_of_sales(owed: int, movements: Sequence[Movement], on: date, since: date) -> Decimal | None:
    """DSO by count-back: how many days of sales, from `on` backwards, what is owed comes to; a tenth exact.

    Each day's sales are taken off until nothing is left; of the last day counts the share that was needed.
    None where that day is not after `since`: what was sold until then is not all known.
    """
    sold = {x.on: x.sold for x in movements}
    days, day, rest = 0, on, owed
    while rest > 0:
        if day <= since:
            return None
        of_day = sold.get(day, 0)
        if rest <= of_day:
            return _in_tenths(days + Fraction(rest, of_day))
        days, day, rest = days + 1, day - timedelta(days=1), rest - of_day
    return Decimal("0.0")


def _in_tenths(days: Fraction) -> Decimal:
    tenths = Decimal(10 * days.numerator) / days.denominator
    return tenths.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-1)


def _sum(parts: Iterable[Part]) -> Part:
    found = Part()
    for part in parts:
        found = found.plus(part)
    return found
