"""Reading: one account page by page, each kept in one transaction with the place to go on from."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from connector.core.budgets import Priority
from connector.core.errors import CursorLost, LeaseLost
from connector.core.ledger import MergeReport
from connector.core.ports import UnitOfWork
from connector.core.source import Batch, Connection, Source
from connector.usecases.application import Application
from connector.usecases.outlook import readings
from connector.usecases.promised import hold_as_told
from connector.usecases.readable import read_each

#: A reader that has kept no page for so long is taken for dead.
LEASE_SECONDS: Final = 600
#: Everything is read again once a day: what no change has told is found then.
WHOLE_EVERY: Final = timedelta(hours=24)
#: What is missing from the open set is read so many at a time.
SINGLY: Final = 50

#: Told after each page: the account, invoices shown so far, how many there will be where it is known.
Watch = Callable[[Connection, int, int | None], None]


def unwatched(connection: Connection, shown: int, expected: int | None) -> None:
    """Nobody looks on."""


class ReadingAccount:
    """One reading of one account. No transaction is open while the account is asked.

    `owner` has the lease `sync:<connection>`, which each page renews.
    """

    def __init__(
        self, app: Application, organisation_id: str, connection: Connection, owner: str, watch: Watch
    ) -> None:
        self._app = app
        self._organisation_id = organisation_id
        self._connection = connection
        self._owner = owner
        self._watch = watch
        self._now = app.clock.now()
        self._report = MergeReport()
        self._credits: set[str] = set()
        self._shown = 0
        self._onward: str | None = None

    def run(self) -> MergeReport:
        """What has changed since the last reading, or everything. Raises ProviderError and Refused."""
        with self._app.store.reading(self._organisation_id) as unit:
            secret = unit.connections.secret(self._connection.id)
            self._today = unit.organisation().day(self._now)
        first = self._connection.read_at is None
        source = self._app.sources(self._connection, secret, Priority.BACKFILL if first else Priority.POLL)
        is_whole = self._is_whole_due() or not self._has_followed(source)
        if is_whole:
            self._read_everything(source)
        with self._app.store.writing(self._organisation_id) as unit:
            self._finish(unit, is_whole)
        return self._report

    def _is_whole_due(self) -> bool:
        last = self._connection.whole_at
        return self._connection.cursor is None or last is None or self._now - last >= WHOLE_EVERY

    def _has_followed(self, source: Source) -> bool:
        """False where the source no longer knows what has changed: everything is to be read."""
        try:
            self._keep_all(source, source.changes(self._connection.cursor or ""))
        except CursorLost:
            return False
        return True

    def _read_everything(self, source: Source) -> None:
        """The open set, then singly what is open here and not in it."""
        with self._app.store.writing(self._organisation_id) as unit:
            unit.ledger.begin_reading(self._connection.id, self._now)
        self._keep_all(source, self._held_back(source.open_invoices()))
        with self._app.store.reading(self._organisation_id) as unit:
            gone = [x.source_id for x in unit.ledger.missing(self._connection.id, self._now) if x.source_id]
        for start in range(0, len(gone), SINGLY):
            asked_at = self._app.clock.now()
            found, alarms = read_each(source, gone[start : start + SINGLY])
            self._keep(source, Batch(invoices=found, alarms=tuple(alarms.values())), asked_at)

    def _held_back(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The place to go on from counts once what is missing was read too: no change tells of it again."""
        for batch in batches:
            self._onward = batch.cursor or self._onward
            yield replace(batch, cursor=None)

    def _keep_all(self, source: Source, batches: Iterator[Batch]) -> None:
        expected: int | None = None
        asked_at = self._app.clock.now()
        for batch in batches:
            self._keep(source, batch, asked_at)
            self._shown += len(batch.invoices)
            expected = batch.expected if batch.expected is not None else expected
            self._watch(self._connection, self._shown, expected)
            asked_at = self._app.clock.now()

    def _keep(self, source: Source, batch: Batch, asked_at: datetime) -> None:
        with self._app.store.reading(self._organisation_id) as unit:
            strangers = unit.ledger.strangers(self._connection.id, batch)
        if strangers:
            batch = replace(batch, customers=(*batch.customers, *source.read_customers(strangers)))
        if not self._app.store.leases.take(f"sync:{self._connection.id}", self._owner, LEASE_SECONDS):
            raise LeaseLost("Another process has begun to read this account.")
        self._credits.update(x.source_id for x in batch.credits)
        with self._app.store.writing(self._organisation_id) as unit:
            self._report = together(self._report, self._merge(unit, batch, asked_at))

    def _merge(self, unit: UnitOfWork, batch: Batch, asked_at: datetime) -> MergeReport:
        now, pages = self._app.clock.now(), iter((batch,))
        merged = unit.ledger.merge(
            self._connection, pages, now, self._today, is_whole=False, asked_at=asked_at
        )
        hold_as_told(self._app, unit, merged)
        if batch.cursor is not None:
            unit.connections.change(self._connection.id, cursor=batch.cursor)
        return merged

    def _finish(self, unit: UnitOfWork, is_whole: bool) -> None:
        known: dict[str, object] = {"alarm": None, "stopped_at": None}
        if is_whole:
            unit.ledger.end_credits_but(self._connection.id, self._credits, self._now)
            known |= {"whole_at": self._now, "remark": None}
            known |= {"cursor": self._onward} if self._onward is not None else {}
        if self._report.alarms:
            known["remark"] = self._report.alarms[0]
        mark_read(self._app, unit, self._connection, self._now)
        unit.connections.change(self._connection.id, **known)


def mark_read(app: Application, unit: UnitOfWork, connection: Connection, now: datetime) -> None:
    """Where the last reading was too old to trust, whoever waited for this one is looked at."""
    last = readings(app, unit.organisation(), [connection]).get(connection.id)
    if last is None or now >= last.trusted_until:
        unit.raise_revision()
    unit.connections.change(connection.id, read_at=now)


def together(first: MergeReport, second: MergeReport) -> MergeReport:
    """What two merges came to."""
    return MergeReport(
        new=first.new + second.new,
        changed=first.changed + second.changed,
        unchanged=first.unchanged + second.unchanged,
        closed=first.closed + second.closed,
        reopened=first.reopened + second.reopened,
        alarms=first.alarms + second.alarms,
        returned=first.returned + second.returned,
        promised=first.promised + second.promised,
        doubled=first.doubled + second.doubled,
        parted=first.parted + second.parted,
    )
