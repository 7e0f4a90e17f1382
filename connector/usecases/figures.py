"""Figures of one organisation on its own day: ageing, what is overdue, days of sales outstanding."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from connector.core.figures import Ageing, Point, ageings, points
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application

#: Sales are looked for no further back.
LOOKED_BACK = timedelta(days=730)


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
    dso = {x.currency: x.dso for x in past_of(unit, on) if x.on == on}
    books = [Book(x, dso.get(x.currency)) for x in ageings(unit.figures.due_days(), on)]
    own = unit.organisation().currency
    known_on, since = unit.ledger.payments_known_on(), unit.figures.whole_since()
    return FiguresOf(on, known_on, since, tuple(sorted(books, key=lambda x: (x.currency != own, x.currency))))


def past_of(unit: UnitOfWork, on: date) -> tuple[Point, ...]:
    """The ends of the last months and `on`, the day of now: as kept on that day, else worked out."""
    since = unit.figures.whole_since()
    if since is None or on <= since:
        return ()
    kept = unit.figures.kept(on)
    return _worked_out(unit, on, since) if kept is None else kept


def _worked_out(unit: UnitOfWork, on: date, since: date) -> tuple[Point, ...]:
    after = max(since, on - LOOKED_BACK)
    return points(unit.figures.owed(), unit.figures.movements(after), on, after)


def keep_figures(app: Application, organisation_id: str) -> bool:
    """Once a day: works out what was owed in the past, so that no page has to; False where it is kept.

    It goes through all invoices and payments of two years. False too where there was nothing to keep.
    """
    with app.store.reading(organisation_id) as unit:
        on = unit.organisation().day(app.clock.now())
        since = unit.figures.whole_since()
        if since is None or on <= since or unit.figures.kept(on) is not None:
            return False
        found = _worked_out(unit, on, since)
    with app.store.writing(organisation_id) as unit:
        unit.figures.keep(found, on)
    return bool(found)
