"""Pictures: what the figures of one organisation look like, one set for each currency."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from connector.core.cash import MOVES, Cash, cash_due
from connector.core.figures import Ageing, Point, ageings
from connector.core.invoice import Hold, HoldReason, Invoice
from connector.core.ports import UnitOfWork
from connector.core.recovery import Recovery, months_to, recoveries
from connector.usecases.application import Application
from connector.usecases.figures import past_of
from connector.usecases.linking import one_with


@dataclass(frozen=True, slots=True)
class Pictures:
    """One currency; None where there is nothing to show: nothing is open, no charge has ever failed.

    `points` are the ends of months and today, the oldest first.
    """

    currency: str
    ageing: Ageing | None
    cash: Cash | None
    points: tuple[Point, ...]
    recovery: Recovery | None


@dataclass(frozen=True, slots=True)
class PicturesOf:
    """One organisation on its day, the currency of its own first; see `FiguresOf`."""

    on: date
    known_on: date | None
    since: date | None
    books: tuple[Pictures, ...]


def pictures(app: Application, organisation_id: str) -> PicturesOf:
    """On the organisation's own day of now. What people said is read of those alone of whom they did."""
    with app.store.reading(organisation_id) as unit:
        organisation = unit.organisation()
        on = organisation.day(app.clock.now())
        days, past = unit.figures.due_days(), past_of(unit, on)
        aged = {x.currency: x for x in ageings(days, on)}
        cash = {x.currency: x for x in cash_due(days, _said(unit), on)}
        failed = {x.currency: x for x in recoveries(unit.figures.failed_days(months_to(on)[0]), on)}
        known_on, since = unit.ledger.payments_known_on(), unit.figures.whole_since()
    every = {*aged, *failed, *(x.currency for x in past)}
    books = [
        Pictures(x, aged.get(x), cash.get(x), tuple(y for y in past if y.currency == x), failed.get(x))
        for x in sorted(every, key=lambda x: (x != organisation.currency, x))
    ]
    return PicturesOf(on, known_on, since, tuple(books))


def _said(unit: UnitOfWork) -> Iterator[tuple[Invoice, list[Hold]]]:
    """What is open of whom a person said something that moves its day, with the holds that cover it."""
    whom = {x.customer_id for x in unit.holds.active() if x.reason in MOVES and x.customer_id is not None}
    for facts in unit.ledger.facts(sorted(one_with(unit, sorted(whom)))):
        for invoice in facts.invoices:
            mine = [x for x in facts.holds if x.covers(invoice)]
            if invoice.open > 0 and not any(_is_doubled(x) for x in mine):
                yield invoice, mine


def _is_doubled(hold: Hold) -> bool:
    """That its twin is chased, and counts, in its place."""
    is_pair = hold.reason is HoldReason.DUPLICATE_SOURCE and hold.twin is not None
    return is_pair and hold.until_on is None and hold.ended_on is None
