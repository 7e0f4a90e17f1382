"""Portfolio: all clients of a bookkeeper in one list, who needs him most first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from connector.core.invoice import Organisation, PostingGuard
from connector.core.money import Money
from connector.core.portfolio import Client, Need, Snapshot, Sum
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.figures import Book, figures_of
from connector.usecases.outlook import readings
from connector.usecases.reconcile import POSTING_DAYS

#: The schedule keeps new figures so often: they cost what is open, not what is due.
KEPT_FOR = timedelta(minutes=10)
#: So old they may stand on a page; older ones are reckoned for it.
SHOWN_FOR = timedelta(minutes=30)
#: Without a run for so long something is wrong.
QUIET_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Row:
    """One client: what he is owed, what waits, and why somebody should look at him.

    `ran_at` is his last run that came to its end; `figures` are of that run, or of this moment.
    """

    organisation: Organisation
    client: Client
    figures: Snapshot
    ran_at: datetime | None
    needs: tuple[Need, ...] = ()

    @property
    def late(self) -> Decimal:
        """Amounts of several currencies as numbers."""
        return sum((Money(x.late, x.currency).decimal for x in self.figures.sums), Decimal(0))


@dataclass(frozen=True, slots=True)
class _View:
    """What all rows share. `is_shared`: somebody works for several here."""

    app: Application
    now: datetime
    is_shared: bool

    def sender_of(self, one: Organisation) -> str | None:
        """As senders.sender_of says, asked once for all."""
        return one.sender or (None if self.is_shared else self.app.sender)


def portfolio(app: Application, organisations: Sequence[Organisation]) -> list[Row]:
    """One row for each of these, which whoever asks may see; who needs most comes first."""
    now = app.clock.now()
    known = app.store.portfolio.clients([x.id for x in organisations])
    view = _View(app, now, app.store.directory.count() > 1)
    rows = (_row(view, x, known[x.id]) for x in organisations if x.id in known)
    return sorted(rows, key=_urgency)


def note_run(app: Application, organisation_id: str) -> None:
    """A run has come to its end: its figures are kept, unless they are fresh."""
    now = app.clock.now()
    known = app.store.portfolio.snapshot(organisation_id)
    if known is not None and timedelta(0) <= now - known.reckoned_at < KEPT_FOR:
        return
    with app.store.reading(organisation_id) as unit:
        figures = reckon(unit, unit.organisation().day(now), now)
    app.store.portfolio.keep(organisation_id, figures)


def reckon(unit: UnitOfWork, on: date, now: datetime) -> Snapshot:
    """What is owed on that day, by currency, that of the business first."""
    return Snapshot(now, tuple(map(_sum, figures_of(unit, on).books)))


def _sum(book: Book) -> Sum:
    total, late = book.ageing.total, book.ageing.overdue
    dso = None if book.dso is None else round(book.dso)
    return Sum(book.currency, total.open, late.open, total.count, late.count, dso)


def _row(view: _View, one: Organisation, client: Client) -> Row:
    now = view.now
    ran_at = None if client.figures is None else client.figures.reckoned_at
    figures = client.figures
    if figures is None or not _is_fresh(one, figures, now):
        with view.app.store.reading(one.id) as unit:
            figures = reckon(unit, one.day(now), now)
    row = Row(one, client, figures, ran_at)
    return replace(row, needs=tuple(_needs(view, row)))


def _is_fresh(one: Organisation, figures: Snapshot, now: datetime) -> bool:
    is_today = one.day(figures.reckoned_at) == one.day(now)
    return is_today and timedelta(0) <= now - figures.reckoned_at < SHOWN_FOR


def _urgency(row: Row) -> tuple[int, int, int, Decimal, str]:
    first = list(Need).index(row.needs[0]) if row.needs else len(Need)
    return (first, -row.client.waiting, -row.client.tasks, -row.late, row.organisation.name.casefold())


# ---------------------------------------------------------------- what he needs somebody for


def _needs(view: _View, row: Row) -> Iterator[Need]:
    """In the order of `Need`."""
    client, one, app, now = row.client, row.organisation, view.app, view.now
    if any(x.stopped_at is not None or x.id in client.troubled for x in client.connections):
        yield Need.RECONNECT
    if view.sender_of(one) is None:
        yield Need.NO_SENDER
    if not client.connections:
        yield Need.NO_CONNECTION
    elif _is_too_old(app, one, client, now):
        yield Need.TOO_OLD
    if row.ran_at is None or now - row.ran_at >= QUIET_FOR:
        yield Need.NOT_RUN
    yield from _work(client)
    if is_posted_late(app, one, client, now):
        yield Need.NOT_POSTED
    if client.is_stopped:
        yield Need.STOPPED
    if view.is_shared and one.mandate_by is None:
        yield Need.NO_MANDATE


def _work(client: Client) -> Iterable[Need]:
    if client.waiting:
        yield Need.APPROVALS
    if client.tasks:
        yield Need.TASKS


def _is_too_old(app: Application, one: Organisation, client: Client, now: datetime) -> bool:
    """Whether something was never read, or so long ago that nothing is written about it."""
    trusted = readings(app, one, client.connections)
    return any(x.id not in trusted or now >= trusted[x.id].trusted_until for x in client.connections)


def is_posted_late(app: Application, one: Organisation, client: Client, now: datetime) -> bool:
    """Whether the last payment was posted too long ago, where its owner wants to know."""
    if one.posting_guard is PostingGuard.OFF or client.posted_until is None:
        return False
    business = app.calendars.business_days(one.country, one.region)
    return business.after(client.posted_until, POSTING_DAYS) < one.day(now)
