"""Sync: brings the local ledger in line with its sources."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from connector.core.errors import AuthExpired, LeaseLost, ProviderError, RateLimited, Refused
from connector.core.happenings import of_connection
from connector.core.hooks import Happening
from connector.core.ledger import MergeReport
from connector.core.ports import UnitOfWork
from connector.core.source import Batch, Connection, ConnectionKind
from connector.core.wishes import Remembered, Wishes
from connector.usecases.application import Application
from connector.usecases.leasing import leased
from connector.usecases.promised import hold_as_told
from connector.usecases.reading import LEASE_SECONDS, ReadingAccount, Watch, mark_read, unwatched
from connector.usecases.renaming import find_again
from connector.usecases.sentences import say

ELSEWHERE = "is being read by another process"
#: Of a first file, and of one that an earlier version took in.
NOTHING_KEPT: Final = Remembered((), Wishes())


@dataclass(frozen=True, slots=True)
class Synced:
    """What one connection's sync came to; `problem` is the sentence for the owner if it failed."""

    connection: Connection
    report: MergeReport | None
    problem: str | None = None


class ReadMeanwhile(Refused):
    """A newer file was taken in since this one was looked at: look at it again."""


def import_ledger(
    app: Application,
    organisation_id: str,
    provider: str,
    batches: Iterable[Batch],
    by: str = "import",
    seal: str | None = None,
    how: Remembered | None = None,
) -> MergeReport:
    """Takes a whole ledger file in, all or nothing; what is missing from it is closed and reported.

    `how` it was read is remembered for the next one; where that is otherwise than the last one, what differs
    did not happen since. `seal` is what `file_seal` said when it was looked at.
    Raises ReadMeanwhile where it says otherwise now, NotFoundAgain for what cannot be told apart in it.
    """
    with app.store.writing(organisation_id) as unit:
        if seal is not None:
            unit.lock_organisation(is_shared=False)
            if seal != _seal(unit, provider):
                raise ReadMeanwhile("Another file was taken in meanwhile: look at this one again.")
        return _import(app, unit, provider, batches, by, how)


def file_seal(app: Application, organisation_id: str, provider: str) -> str:
    """Stands for the last file of that provider that was taken in."""
    with app.store.reading(organisation_id) as unit:
        return _seal(unit, provider)


def _seal(unit: UnitOfWork, provider: str) -> str:
    last = _known_file(unit, provider)
    return "none" if last is None else f"{last.id} {last.read_at}"


class _Foreseen(Exception):
    """Undoes all that was done to learn this."""

    def __init__(self, report: MergeReport) -> None:
        super().__init__()
        self.report = report


def foresee_import(
    app: Application,
    organisation_id: str,
    provider: str,
    batches: Iterable[Batch],
    how: Remembered | None = None,
) -> MergeReport:
    """What `import_ledger` would change: it is done, and undone."""
    try:
        with app.store.writing(organisation_id) as unit:
            raise _Foreseen(_import(app, unit, provider, batches, "", how))
    except _Foreseen as foreseen:
        return foreseen.report


def _import(
    app: Application,
    unit: UnitOfWork,
    provider: str,
    batches: Iterable[Batch],
    by: str,
    how: Remembered | None,
) -> MergeReport:
    now = app.clock.now()
    connection = _file_connection(unit, provider)
    today = unit.organisation().day(now)
    is_reread = False
    renumbered = renamed = 0
    if how is not None:
        last = unit.connections.remembered(connection.id) or NOTHING_KEPT
        is_reread = how.is_otherwise_than(last)
        batches = tuple(batches)
        renumbered, renamed = find_again(unit, connection, batches, how, last)
    merged = unit.ledger.merge(connection, iter(batches), now, today, is_whole=True, is_reread=is_reread)
    report = replace(merged, is_reread=is_reread, renumbered=renumbered, renamed=renamed)
    hold_as_told(app, unit, report)
    mark_read(app, unit, connection, now)
    if how is not None:
        unit.connections.remember(connection.id, how)
    unit.audit(now, by, "ledger.imported", new=report.new, changed=report.changed, **_read_as(how, report))
    return report


def _read_as(how: Remembered | None, report: MergeReport) -> dict[str, Any]:
    """What the log keeps of how a file was read."""
    if how is None:
        return {}
    said = {
        "columns": dict(how.columns or {}),
        "dates": how.wishes.dates,
        "all_open": how.wishes.all_open,
        "as_it_stands": how.wishes.as_it_stands,
        "is_reread": report.is_reread,
        "renumbered": report.renumbered,
        "renamed": report.renamed,
    }
    return {name: value for name, value in said.items() if value}


def _file_connection(unit: UnitOfWork, provider: str) -> Connection:
    known = _known_file(unit, provider)
    if known is not None:
        return known
    connection = Connection(str(uuid4()), provider, "ledger file", ConnectionKind.FILE)
    unit.connections.add(connection)
    return connection


def _known_file(unit: UnitOfWork, provider: str) -> Connection | None:
    files = (x for x in unit.connections.all() if x.kind is ConnectionKind.FILE)
    return next((x for x in files if x.provider == provider), None)


def sync(app: Application, organisation_id: str, watch: Watch = unwatched) -> list[Synced]:
    """Reads every connected account; one that fails is named and does not stop the others."""
    with app.store.reading(organisation_id) as unit:
        accounts = [c for c in unit.connections.all() if c.kind is ConnectionKind.ACCOUNT]
    return [_sync_account(app, organisation_id, connection, watch) for connection in accounts]


def sync_what_is_old(app: Application, organisation_id: str, age: timedelta) -> list[Synced]:
    """Reads the accounts whose last reading is older than `age`, and those that a webhook has told of;
    not those that wait for their owner."""
    now = app.clock.now()
    with app.store.reading(organisation_id) as unit:
        told = unit.connections.told()
        old = [
            c
            for c in unit.connections.all()
            if c.kind is ConnectionKind.ACCOUNT
            and c.stopped_at is None
            and (c.read_at is None or now - c.read_at >= age or c.id in told)
        ]
    return [_sync_account(app, organisation_id, connection, unwatched) for connection in old]


def _sync_account(app: Application, organisation_id: str, connection: Connection, watch: Watch) -> Synced:
    with leased(app, f"sync:{connection.id}", LEASE_SECONDS) as owner:
        if owner is None:
            return Synced(connection, None, ELSEWHERE)
        return _read_account(app, organisation_id, connection, owner, watch)


def _read_account(
    app: Application, organisation_id: str, connection: Connection, owner: str, watch: Watch
) -> Synced:
    try:
        report = ReadingAccount(app, organisation_id, connection, owner, watch).run()
    except LeaseLost:
        return Synced(connection, None, ELSEWHERE)
    except RateLimited as error:
        # The account's budget remembers until when; the owner hears of it once his ledger is too old.
        return Synced(connection, None, str(error))
    except (ProviderError, Refused) as error:
        return _alarmed(app, organisation_id, connection, str(error), isinstance(error, AuthExpired))
    except Exception as error:  # noqa: BLE001 - the loop over connections ends here
        app.fault(f"connection {connection.id}", error)
        return _alarmed(app, organisation_id, connection, say("unexpected", fault=type(error).__name__))
    return Synced(connection, report)


def _alarmed(
    app: Application, organisation_id: str, connection: Connection, problem: str, is_over: bool = False
) -> Synced:
    """The owner is told; where only he can help, the schedule waits for him.

    Not where it was opened otherwise meanwhile: what was refused is not what it stands on now.
    """
    stopped = {"stopped_at": app.clock.now()} if is_over else {}
    with app.store.writing(organisation_id) as unit:
        if any((x.id, x.grant_id) == (connection.id, connection.grant_id) for x in unit.connections.all()):
            unit.connections.change(connection.id, alarm=problem, **stopped)
            if is_over and connection.stopped_at is None:
                now = app.clock.now()
                unit.hooks.tell(Happening.CONNECTION_STOPPED, now, lambda: of_connection(connection))
    return Synced(connection, None, problem)
