"""Sync: brings the local ledger in line with its sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from connector.core.errors import Malformed, ProviderError, Refused
from connector.core.ports import MergeReport, UnitOfWork
from connector.core.source import Batch, Connection, ConnectionKind, Source, SourceInvoice
from connector.usecases.application import Application
from connector.usecases.outlook import readings
from connector.usecases.returned import hold_returned

#: One reading of an account takes at most this long before another process may take over.
LEASE_SECONDS = 600
#: What the owner is told of a fault of ours.
UNEXPECTED = "It could not be read, by a fault in Relance itself ({}): the log says more."


@dataclass(frozen=True, slots=True)
class Synced:
    """What one connection's sync came to; `problem` is the sentence for the owner if it failed."""

    connection: Connection
    report: MergeReport | None
    problem: str | None = None


def import_ledger(
    app: Application, organisation_id: str, provider: str, batches: Iterable[Batch]
) -> MergeReport:
    """Takes a whole ledger file in, all or nothing; what is missing from it is closed and reported."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        connection = _file_connection(unit, provider)
        today = now.astimezone(ZoneInfo(unit.organisation().timezone)).date()
        report = unit.ledger.merge(connection, iter(batches), now, today, is_whole=True)
        hold_returned(app, unit, report)
        _mark_read(app, unit, connection, now)
        unit.audit(now, "import", "ledger.imported", new=report.new, changed=report.changed)
    return report


def _file_connection(unit: UnitOfWork, provider: str) -> Connection:
    for connection in unit.connections.all():
        if connection.kind is ConnectionKind.FILE and connection.provider == provider:
            return connection
    connection = Connection(str(uuid4()), provider, "ledger file", ConnectionKind.FILE)
    unit.connections.add(connection)
    return connection


def connect(app: Application, organisation_id: str, provider: str, name: str, secret: str) -> Connection:
    """Keeps an account's key, sealed. Raises Refused when the account is connected already."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        if any(c.provider == provider and c.name == name for c in unit.connections.all()):
            raise Refused(f"{provider} account {name} is connected already.")
        connection = Connection(str(uuid4()), provider, name, ConnectionKind.ACCOUNT)
        unit.connections.add(connection, secret)
        unit.audit(now, "connect", "connection.added", provider=provider, name=name)
    return connection


def sync(app: Application, organisation_id: str) -> list[Synced]:
    """Reads every connected account in full; one that fails is named and does not stop the others."""
    with app.store.reading(organisation_id) as unit:
        accounts = [c for c in unit.connections.all() if c.kind is ConnectionKind.ACCOUNT]
    return [_sync_account(app, organisation_id, connection) for connection in accounts]


def sync_what_is_old(app: Application, organisation_id: str, age: timedelta) -> list[Synced]:
    """Reads the accounts whose last reading is older than `age`."""
    now = app.clock.now()
    with app.store.reading(organisation_id) as unit:
        old = [
            c
            for c in unit.connections.all()
            if c.kind is ConnectionKind.ACCOUNT and (c.read_at is None or now - c.read_at >= age)
        ]
    return [_sync_account(app, organisation_id, connection) for connection in old]


def _sync_account(app: Application, organisation_id: str, connection: Connection) -> Synced:
    owner = str(uuid4())
    name = f"sync:{connection.id}"
    if not app.store.leases.take(name, owner, LEASE_SECONDS):
        return Synced(connection, None, "is being read by another process")
    try:
        return _read_account(app, organisation_id, connection)
    except (ProviderError, Refused) as error:
        return _alarmed(app, organisation_id, connection, str(error))
    except Exception as error:  # noqa: BLE001 - the loop over connections ends here
        app.fault(f"connection {connection.id}", error)
        return _alarmed(app, organisation_id, connection, UNEXPECTED.format(type(error).__name__))
    finally:
        app.store.leases.give_back(name, owner)


def _alarmed(app: Application, organisation_id: str, connection: Connection, problem: str) -> Synced:
    with app.store.writing(organisation_id) as unit:
        unit.connections.alarm(connection.id, problem)
    return Synced(connection, None, problem)


def _read_account(app: Application, organisation_id: str, connection: Connection) -> Synced:
    """Reads the open set, then singly what is open here and not in it; each outside a transaction."""
    now = app.clock.now()
    with app.store.reading(organisation_id) as unit:
        secret = unit.connections.secret(connection.id)
        today = now.astimezone(ZoneInfo(unit.organisation().timezone)).date()
    source = app.sources(connection, secret)
    pages = list(source.open_invoices())
    with app.store.writing(organisation_id) as unit:
        report = unit.ledger.merge(connection, iter(pages), now, today, is_whole=False)
        hold_returned(app, unit, report)
        missing = [x.source_id for x in unit.ledger.missing(connection.id, now) if x.source_id]
    closings = _read_singly(source, missing)
    with app.store.writing(organisation_id) as unit:
        closed = unit.ledger.merge(connection, iter([closings]), now, today, is_whole=False)
        both = _together(report, closed)
        _mark_read(app, unit, connection, now)
        unit.connections.alarm(connection.id, both.alarms[0] if both.alarms else None)
    return Synced(connection, both)


def _mark_read(app: Application, unit: UnitOfWork, connection: Connection, now: datetime) -> None:
    """Where the last reading was too old to trust, whoever waited for this one is looked at."""
    last = readings(app, unit.organisation(), [connection]).get(connection.id)
    if last is None or now >= last.trusted_until:
        unit.raise_revision()
    unit.connections.mark_read(connection.id, now)


def _read_singly(source: Source, source_ids: Iterable[str]) -> Batch:
    """One that cannot be read becomes an alarm, stays as it is here, and does not stop the rest."""
    found: list[SourceInvoice] = []
    alarms = []
    for source_id in source_ids:
        try:
            found += source.read([source_id])
        except Malformed as error:
            alarms.append(str(error))
    return Batch(invoices=tuple(found), alarms=tuple(alarms))


def _together(first: MergeReport, second: MergeReport) -> MergeReport:
    return MergeReport(
        new=first.new + second.new,
        changed=first.changed + second.changed,
        unchanged=first.unchanged + second.unchanged,
        closed=first.closed + second.closed,
        reopened=first.reopened + second.reopened,
        alarms=first.alarms + second.alarms,
        returned=first.returned + second.returned,
    )
