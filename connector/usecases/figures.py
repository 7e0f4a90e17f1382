"""Figures of one organisation on its own day: ageing, what is overdue, days of sales outstanding."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from connector.core.figures import Ageing, Movement, ageings, days_of_sales, owed_on
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application


@dataclass(frozen=True, slots=True)
class Book:
    """One currency. `dso` in days of sales; None where what was sold is not known far enough back."""

    ageing: Ageing
    dso: Decimal | None

    @property
    def currency(self) -> str:
        return self.ageing.currency

    @property
    def overdue(self) -> int:
        """Minor units."""
        return self.ageing.overdue.open


@dataclass(frozen=True, slots=True)
class FiguresOf:
    """One organisation on a day, the currency of its own first.

    `known_on`: the latest day for which a payment is posted. `since`: see `Figures.whole_since`.
    """

    on: date
    known_on: date | None
    since: date | None
    books: tuple[Book, ...]


def figures(app: Application, organisation_id: str) -> FiguresOf:
    """On the organisation's own day of now."""
    with app.store.reading(organisation_id) as unit:
        return figures_of(unit, unit.organisation().day(app.clock.now()))


def figures_of(unit: UnitOfWork, on: date) -> FiguresOf:
    """The same, of a unit that is open already; `on` is the day of now."""
    since = unit.figures.whole_since()
    owed = unit.figures.owed()
    moved = () if since is None else unit.figures.movements(since)
    known_on = unit.ledger.payments_known_on()
    books = []
    for ageing in ageings(unit.figures.due_days(), on):
        mine = [x for x in moved if x.currency == ageing.currency]
        books.append(Book(ageing, _dso(owed.get(ageing.currency, 0), mine, on, since)))
    own = unit.organisation().currency
    return FiguresOf(on, known_on, since, tuple(sorted(books, key=lambda x: (x.currency != own, x.currency))))


def _dso(owed_now: int, moved: list[Movement], on: date, since: date | None) -> Decimal | None:
    if since is None or on <= since:
        return None
    return days_of_sales(owed_on(on, owed_now, moved), moved, on, since)
