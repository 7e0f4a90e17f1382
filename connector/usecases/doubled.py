"""Doubled: one debt in two connections is chased in one of them, and the other one says so."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import uuid4

from connector.core.invoice import Hold, HoldReason, Invoice, Scope, Twin
from connector.core.ledger import MergeReport
from connector.core.ports import UnitOfWork
from connector.core.twins import Followed, follow
from connector.usecases.application import Application

#: Who notes it.
AUTHOR = "sync"
#: Invoices looked at together.
CHUNK = 200


def hold_doubled(app: Application, unit: UnitOfWork, report: MergeReport) -> None:
    """Holds what is chased in another connection, and asks about what was closed there."""
    if report.doubled:
        _hold_followers(app, unit, report.doubled)
    if report.parted:
        _hold_left(app, unit, report.parted)


def _hold_followers(app: Application, unit: UnitOfWork, doubled: Sequence[tuple[str, str]]) -> None:
    twins = defaultdict(list)
    for newcomer, known in doubled:
        twins[newcomer].append(known)
    newcomers = list(twins)
    for start in range(0, len(newcomers), CHUNK):
        _hold_some(app, unit, {x: twins[x] for x in newcomers[start : start + CHUNK]})


def _hold_some(app: Application, unit: UnitOfWork, twins: Mapping[str, Sequence[str]]) -> None:
    now, today = app.clock.now(), _today(app, unit)
    ids = list(dict.fromkeys([*twins, *(known for each in twins.values() for known in each)]))
    standings = unit.ledger.standings(ids, today)
    found: list[Followed] = []
    for newcomer, known in twins.items():
        found += follow(standings[newcomer], tuple(standings[x] for x in known))
    invoices = {x.id: x for x in unit.ledger.invoices(ids)}
    places = {x.id: x.name for x in unit.connections.all()}
    holds = [_hold(invoices[x.invoice_id], invoices[x.by], places, today) for x in found]
    unit.holds.add_all(holds, now)
    pairs = [[x.invoice_id, x.by, x.why.value] for x in found]
    unit.audit(now, AUTHOR, "debt.doubled", held_for_and_why=pairs)


def _hold_left(app: Application, unit: UnitOfWork, parted: Sequence[tuple[str, str]]) -> None:
    """What was chased for both is still open: whether it is owed is for a person to say."""
    now, today = app.clock.now(), _today(app, unit)
    invoices = {x.id: x for x in unit.ledger.invoices([x for pair in parted for x in pair])}
    places = {x.id: x.name for x in unit.connections.all()}
    holds = [_hold(invoices[left], invoices[twin], places, today, until_on=today) for left, twin in parted]
    unit.holds.add_all(holds, now)
    unit.audit(now, AUTHOR, "debt.closed_elsewhere", held_for=[list(pair) for pair in parted])


def _hold(
    invoice: Invoice, twin: Invoice, places: Mapping[str, str], today: date, until_on: date | None = None
) -> Hold:
    return Hold(
        str(uuid4()),
        HoldReason.DUPLICATE_SOURCE,
        Scope.INVOICE,
        # Some customer's day is still yesterday: it holds for him too.
        today - timedelta(days=1),
        until_on=until_on,
        customer_id=invoice.customer_id,
        invoice_id=invoice.id,
        open_then=invoice.open,
        author=AUTHOR,
        note=places.get(twin.connection_id, ""),
        twin=Twin(twin.id),
    )


def _today(app: Application, unit: UnitOfWork) -> date:
    return unit.organisation().day(app.clock.now())
