"""Cash due: in which week what is open is expected, by due dates, promises and plans.

Nothing is predicted: a week holds what falls due in it and what was announced for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from connector.core.figures import DueDay
from connector.core.holds import in_force, is_silent
from connector.core.invoice import Hold, HoldReason, Invoice

#: From the one of today on.
WEEKS = 12
#: Nobody knows when, or whether, this comes.
APART = frozenset(
    {
        HoldReason.DISPUTE, HoldReason.INSOLVENCY, HoldReason.RETURNED_DEBIT, HoldReason.SAID_PAID,
        HoldReason.FACTORED, HoldReason.HANDED_OVER,
    }
)  # fmt: skip
#: What moves money out of the week of its due date; other holds silence reminders and no more.
MOVES = APART | {HoldReason.PROMISE, HoldReason.PLAN}


class Expected(StrEnum):
    """What a part of an amount waits for: its due date, the day announced for it, or a person's word."""

    DUE = "due"
    PROMISED = "promised"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what is open of an invoice; `on` its day, where there is one."""

    expected: Expected
    amount: int
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """From Monday `since` on; what falls due in it, and what was promised for it or is its instalments."""

    since: date
    due: int = 0
    promised: int = 0

    @property
    def total(self) -> int:
        return self.due + self.promised


@dataclass(frozen=True, slots=True)
class Cash:
    """What is open of one currency; all of it stands in one place.

    `overdue`: late, and nobody has announced a day that is still to come. `apart`: disputed, or held for
    another reason of `APART`. The first week is that of today.
    """

    currency: str
    overdue: int
    weeks: tuple[Week, ...]
    later: int
    undated: int
    apart: int

    @property
    def total(self) -> int:
        return self.overdue + sum(x.total for x in self.weeks) + self.later + self.undated + self.apart


@dataclass(slots=True)
class _Sums:
    """One currency while it is summed up; the weeks by their Monday."""

    overdue: int = 0
    due: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    promised: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    undated: int = 0
    apart: int = 0

    def add(self, share: Share, on: date, sign: int = 1) -> None:
        amount = sign * share.amount
        if share.expected is Expected.APART:
            self.apart += amount
        elif share.on is None:
            self.undated += amount
        elif share.on < on:
            self.overdue += amount
        else:
            weeks = self.due if share.expected is Expected.DUE else self.promised
            weeks[monday(share.on)] += amount

    def cash(self, currency: str, on: date) -> Cash:
        first = monday(on)
        starts = [first + timedelta(weeks=n) for n in range(WEEKS)]
        weeks = tuple(Week(x, self.due.get(x, 0), self.promised.get(x, 0)) for x in starts)
        every = sum(self.due.values()) + sum(self.promised.values())
        later = every - sum(x.total for x in weeks)
        return Cash(currency, self.overdue, weeks, later, self.undated, self.apart)


def monday(day: date) -> date:
    """The first day of its week (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def cash_due(days: Iterable[DueDay], said: Iterable[tuple[Invoice, Sequence[Hold]]], on: date) -> list[Cash]:
    """By currency, sorted. `days` is all that is open; `said` those of its invoices of which people have
    said something, with the holds that cover each."""
    sums: dict[str, _Sums] = defaultdict(_Sums)
    for day in days:
        sums[day.currency].add(Share(Expected.DUE, day.open, day.due_on), on)
    for invoice, holds in said:
        mine = sums[invoice.currency]
        mine.add(Share(Expected.DUE, invoice.open, invoice.expected_on), on, -1)
        for share in shares(invoice, holds, on):
            mine.add(share, on)
    return [sums[currency].cash(currency, on) for currency in sorted(sums)]


def shares(invoice: Invoice, holds: Sequence[Hold], on: date) -> Iterator[Share]:
    """What is open of an invoice, part by part: what is apart first, then what was announced, then the rest.

    A day that was announced and has passed says nothing any more.
    """
    standing = [x for x in holds if in_force(x, on)]
    left = invoice.open
    apart = min(left, sum(_apart(x, invoice.open) for x in standing if is_silent(x, on)))
    if apart:
        yield Share(Expected.APART, apart)
    left -= apart
    for day, amount in _announced(invoice, standing, on):
        part = min(left, amount)
        if part:
            yield Share(Expected.PROMISED, part, day)
        left -= part
    if left:
        yield Share(Expected.DUE, left, invoice.expected_on)


def _apart(hold: Hold, open_now: int) -> int:
    if hold.reason not in APART:
        return 0
    is_part = hold.reason is HoldReason.DISPUTE and hold.amount is not None
    return hold.amount or 0 if is_part else open_now


def _announced(invoice: Invoice, standing: Sequence[Hold], on: date) -> list[tuple[date, int]]:
    """The days to come of the last plan, else of the last promise, with what is left of each."""
    plans = [x for x in standing if x.reason is HoldReason.PLAN and x.instalments]
    if plans:
        plan = max(plans, key=lambda x: x.since_on)
        return [(day, amount) for day, amount in _instalments(plan, invoice) if day >= on]
    promises = [x for x in standing if x.reason is HoldReason.PROMISE]
    last = max(promises, key=lambda x: (x.since_on, x.until_on or date.min), default=None)
    if last is None or last.until_on is None or last.until_on < on:
        return []
    promised = invoice.open if last.amount is None else last.amount - _paid_since(last, invoice)
    return [(last.until_on, max(promised, 0))]


def _instalments(plan: Hold, invoice: Invoice) -> Iterator[tuple[date, int]]:
    """What is left of each once what was paid is taken off the first ones."""
    paid = _paid_since(plan, invoice)
    for part in plan.instalments:
        covered = min(paid, part.amount)
        paid -= covered
        yield part.due_on, part.amount - covered


def _paid_since(hold: Hold, invoice: Invoice) -> int:
    then = invoice.total if hold.open_then is None else hold.open_then
    return max(then - invoice.open, 0)
