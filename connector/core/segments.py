"""Segments: rules over facts that say which policy a customer follows, and who signs what he reads."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from connector.core.behaviour import NO_BEHAVIOUR, Behaviour
from connector.core.invoice import Customer, Invoice, Status


class Condition(Protocol):
    """What policies and steps ask too."""

    def hold_for(self, invoice: Invoice, customer: Customer, language: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Signer:
    """The named person under a message. Whoever answers it writes to `reply_to`, else where all do."""

    name: str
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a customer stands on a day, as segments read it.

    `country` is his own, else the organisation's. `owed` is what is open of his invoices, `overdue` the part
    of it that is late: minor units by currency, failed charges and cards apart. `relation_months` are the
    calendar months since that of his first known invoice; None where none bears a day. `year` is how he paid
    what he settled from the first day of this month a year ago. `late_next_on`: the next of his invoices is
    late from then on.
    """

    on: date
    country: str
    owed: Mapping[str, int] = field(default_factory=dict)
    overdue: Mapping[str, int] = field(default_factory=dict)
    relation_months: int | None = None
    year: Behaviour = NO_BEHAVIOUR
    late_next_on: date | None = None

    @classmethod
    def of(cls, customer: Customer, invoices: Iterable[Invoice], on: date, country: str) -> "Position":
        """`invoices` are his open ones; `country` the organisation's."""
        owed: Counter[str] = Counter()
        overdue: Counter[str] = Counter()
        ahead = []
        for invoice in invoices:
            if not _is_owed(invoice):
                continue
            due_on = invoice.expected_on
            owed[invoice.currency] += invoice.open
            if due_on is not None and due_on < on:
                overdue[invoice.currency] += invoice.open
            elif due_on is not None:
                ahead.append(due_on)
        late_next_on = min(ahead) + timedelta(days=1) if ahead else None
        months = None if customer.known_since is None else _months(customer.known_since, on)
        year = customer.behaviour.in_year(on)
        return cls(on, customer.country or country, owed, overdue, months, year, late_next_on)

    def overdue_share(self, currency: str) -> float | None:
        """The part (0 to 1) of what he owes in a currency that is late; None where he owes nothing in it."""
        owed = self.owed.get(currency, 0)
        return self.overdue.get(currency, 0) / owed if owed > 0 else None


def _is_owed(invoice: Invoice) -> bool:
    return invoice.status is Status.OPEN and invoice.failure is None and invoice.card is None


def _months(first: date, on: date) -> int:
    return max(0, (on.year - first.year) * 12 + on.month - first.month)


#: Where no segment asks.
NO_POSITION = Position(date.min, "")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What of a position must hold; what is left empty always holds.

    Amounts are minor units by currency, shares 0 to 1. What a bound speaks of and nobody knows does not hold.
    """

    countries: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    min_relation_months: int | None = None
    max_relation_months: int | None = None
    min_owed: Mapping[str, int] | None = None
    max_owed: Mapping[str, int] | None = None
    min_overdue_share: float | None = None
    max_overdue_share: float | None = None
    min_year_settled: int | None = None
    min_year_late: int | None = None
    max_year_late: int | None = None
    min_year_late_share: float | None = None
    max_year_late_share: float | None = None

    def hold_for(self, currency: str, customer: Customer, position: Position) -> bool:
        """Whether all of them hold for what this customer owes in this currency."""
        return (
            (not self.countries or position.country in self.countries)
            and (not self.sectors or customer.sector in self.sectors)
            and within(position.relation_months, self.min_relation_months, self.max_relation_months)
            and self._owed_holds(currency, position)
            and self._year_holds(position.year)
        )

    def _owed_holds(self, currency: str, position: Position) -> bool:
        least = (self.min_owed or {}).get(currency)
        most = (self.max_owed or {}).get(currency)
        share = position.overdue_share(currency)
        return within(position.owed.get(currency, 0), least, most) and within(
            share, self.min_overdue_share, self.max_overdue_share
        )

    def _year_holds(self, year: Behaviour) -> bool:
        return (
            within(year.settled, self.min_year_settled, None)
            and within(year.settled_late, self.min_year_late, self.max_year_late)
            and within(year.late_share, self.min_year_late_share, self.max_year_late_share)
        )

    @property
    def turns_by_month(self) -> bool:
        """Whether the turn of a month alone may change what it says."""
        asked = (self.min_relation_months, self.max_relation_months, self.min_year_settled)
        late = (self.min_year_late, self.max_year_late, self.min_year_late_share, self.max_year_late_share)
        return any(x is not None for x in (*asked, *late))

    @property
    def turns_by_due_date(self) -> bool:
        """Whether a due date that passes may."""
        return self.min_overdue_share is not None or self.max_overdue_share is not None


def within(value: float | None, least: float | None, most: float | None) -> bool:
    """Whether a value lies between two bounds, both included; one that is not known lies between none."""
    if least is None and most is None:
        return True
    if value is None:
        return False
    return (least is None or value >= least) and (most is None or value <= most)


@dataclass(frozen=True, slots=True)
class Segment:
    """A rule: for whom, which policy, and who signs. Without `policy` he follows what he would without it."""

    name: str
    bounds: Bounds = Bounds()
    conditions: Condition | None = None
    policy: str | None = None
    signer: Signer | None = None

    def holds_for(self, invoice: Invoice, customer: Customer, language: str, position: Position) -> bool:
        """Whether it is the rule for this invoice of this customer, where none before it is."""
        return self.bounds.hold_for(invoice.currency, customer, position) and (
            self.conditions is None or self.conditions.hold_for(invoice, customer, language)
        )


def turns_on(segments: Sequence[Segment], position: Position) -> date | None:
    """The next day on which the calendar alone may put the customer under another rule; None: never."""
    days = []
    if any(x.bounds.turns_by_month for x in segments):
        first = position.on.replace(day=1)
        days.append((first + timedelta(days=32)).replace(day=1))
    if position.late_next_on is not None and any(x.bounds.turns_by_due_date for x in segments):
        days.append(position.late_next_on)
    return min(days, default=None)
