"""Recovered charges: what became of the charges that failed, month by month."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from connector.core.invoice import Status

#: The month of today and those before it.
MONTHS = 12
#: Recovered within so many days of the first try that failed.
WITHIN = (7, 14, 30)


class Fate(StrEnum):
    """What became of a charge that failed; `lost` is closed without having been paid."""

    RECOVERED = "recovered"
    OPEN = "open"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class FailedDay:
    """Charges of one currency that failed first on one day and came to the same end on one day."""

    currency: str
    failed_on: date
    status: Status
    ended_on: date | None
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many charges, and their totals in minor units."""

    count: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """The charges that failed first in the month that begins on `since`.

    `within`: how many of the recovered were paid within so many days of `WITHIN`, each including the ones
    before it.
    """

    since: date
    recovered: Tally
    open: Tally
    lost: Tally
    within: tuple[int, ...]

    @property
    def failed(self) -> Tally:
        parts = (self.recovered, self.open, self.lost)
        return Tally(sum(x.count for x in parts), sum(x.amount for x in parts))


@dataclass(frozen=True, slots=True)
class Recovery:
    """One currency; every month of the last `MONTHS` is there, the oldest first."""

    currency: str
    months: tuple[Month, ...]


def months_to(on: date, count: int = MONTHS) -> list[date]:
    """The first days of the last `count` months, that of `on` the last one."""
    number = 12 * on.year + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(number - count + 1, number + 1)]


def recoveries(days: Iterable[FailedDay], on: date) -> list[Recovery]:
    """By currency, sorted; what failed before the first month is left out."""
    months = months_to(on)
    found: dict[str, dict[date, list[FailedDay]]] = defaultdict(lambda: defaultdict(list))
    for day in days:
        if day.failed_on >= months[0]:
            found[day.currency][day.failed_on.replace(day=1)].append(day)
    return [Recovery(x, tuple(_month(m, found[x][m]) for m in months)) for x in sorted(found)]


def _month(since: date, days: list[FailedDay]) -> Month:
    tallies = {fate: _tally(x for x in days if _fate(x) is fate) for fate in Fate}
    took = [((x.ended_on - x.failed_on), x.count) for x in days if _fate(x) is Fate.RECOVERED and x.ended_on]
    within = tuple(sum(count for days, count in took if days <= timedelta(days=most)) for most in WITHIN)
    return Month(since, tallies[Fate.RECOVERED], tallies[Fate.OPEN], tallies[Fate.LOST], within)


def _tally(days: Iterable[FailedDay]) -> Tally:
    mine = list(days)
    return Tally(sum(x.count for x in mine), sum(x.total for x in mine))


def _fate(day: FailedDay) -> Fate:
    if day.status is Status.OPEN:
        return Fate.OPEN
    return Fate.RECOVERED if day.status is Status.PAID else Fate.LOST
