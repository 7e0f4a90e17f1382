"""Merging what a source said into the ledger: facts are appended, what is gone is closed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam, func, update

from connector.core.declines import Failure
from connector.core.happenings import ended_as
from connector.core.hooks import Happening
from connector.core.invoice import Status, expected_on
from connector.core.ledger import Closed, MergeReport
from connector.core.source import Batch, Connection, SourceInvoice
from connector.store.families import Families
from connector.store.habits import count_settled, note_first_invoices
from connector.store.merge_credits import CreditMerge
from connector.store.merge_customers import CustomerMerge
from connector.store.rereading import has_moved, not_reminded
from connector.store.schema import OPEN, connections, customers, holds, invoices, payments
from connector.store.schema_sending import tasks
from connector.store.scope import IDS, Row, Scope, chunked, insert_into, own, query
from connector.store.staging import Known, Shown, Staging, is_open_to, is_shown, staging
from connector.store.telling import Turn
from connector.store.twins import Twins

#: A charge that failed longer ago than this when first seen was late before we knew it.
FRESH_CHARGE = timedelta(days=3)
#: What the source owns of an invoice; the rest belongs to people and to the ladder.
_SOURCE_OWNED = (
    *("customer_id", "number", "currency", "total", "open", "status", "issued_on", "due_on", "terms"),
    *("paid_on", "is_charge", "is_autopay", "pay_link", "pdf_link", "expected_on", "closed_on"),
    *("is_paid_late", "content_hash", "shown_at", "promised_on", "failure", "card"),
)
_HERE = (own(invoices), invoices.c.connection_id == bindparam("of_connection"), invoices.c.status == OPEN)
_STILL_SHOWN = (
    update(invoices)
    .where(*_HERE, is_shown(), is_open_to(), invoices.c.shown_at.is_distinct_from(bindparam("asked_at")))
    .values(shown_at=bindparam("asked_at"))
)
_DELETED = query(invoices, invoices.c.id, invoices.c.number, invoices.c.customer_id).where(
    *_HERE[1:], is_open_to(), invoices.c.source_id.in_(IDS)
)
_THIS = connections.c.id == bindparam("of_connection")
_MERGED_AT = query(connections, connections.c.merged_at).where(_THIS)
_FIRST_READ = update(connections).where(own(connections), _THIS, connections.c.first_read_on.is_(None))
_BEGUN = update(connections).where(own(connections), _THIS)
_FORGOTTEN = update(invoices).where(*_HERE, invoices.c.shown_at >= bindparam("since")).values(shown_at=None)


class Merge:
    """One merge of one connection, within one transaction.

    The source was asked at `asked_at`; `at` is now. What another reading has learnt of an invoice in
    between is newer, and stays.
    """

    def __init__(
        self,
        scope: Scope,
        connection: Connection,
        asked_at: datetime,
        at: datetime,
        on: date,
        is_whole: bool,
        is_reread: bool = False,
    ) -> None:
        self._scope = scope
        self._connection_id = connection.id
        self._asked_at = asked_at
        self._at = at
        self._on = on
        self._is_whole = is_whole
        self._is_reread = is_reread
        #: Of what is read otherwise now, the ids of what nothing was said about: as seen for the first time.
        self._as_new: frozenset[str] = frozenset()
        self._touched: set[str] = set()
        self._settled: set[str] = set()
        #: Who has an invoice that he had not before.
        self._given: set[str] = set()
        self._new = 0
        self._changed = 0
        self._closed: list[tuple[str, str, Status]] = []
        self._reopened: list[str] = []
        self._returned: list[str] = []
        self._promised: list[tuple[str, date | None]] = []
        #: Ids of what has changed and is open; of what was closed or opened again.
        self._open: list[str] = []
        #: What is told to whoever listens.
        self.turns: list[Turn] = []
        self._turned: list[str] = []

    def run(self, batches: Iterator[Batch]) -> MergeReport:
        """Stages every batch, then merges customers, invoices and credits."""
        alarms: list[str] = []
        self._ask(_FIRST_READ, first_read_on=self._on)
        credits = CreditMerge(self._scope, self._connection_id, self._at, self._on)
        with staging(self._scope, self._connection_id, self._asked_at, self._at) as staged:
            for batch in batches:
                staged.fill(batch)
                credits.fill(batch)
                alarms.extend(batch.alarms)
            if staged.is_empty and credits.is_empty and not self._is_whole:
                return self._report(0, alarms)
            twins = self._begin(staged)
            people = CustomerMerge(self._scope, self._connection_id, self._at)
            alarms.extend(people.run(staged))
            self._close_deleted(staged)
            self._merge_invoices(staged)
            alarms.extend(credits.run(self._is_whole))
            unchanged = staged.shown() + len(staged.deleted) - self._new - self._changed
        self._touched |= people.touched | credits.touched
        count_settled(self._scope, self._settled)
        note_first_invoices(self._scope, self._given)
        self._scope.look_now(self._touched | twins.followers(self._turned))
        return replace(
            self._report(unchanged, alarms),
            doubled=tuple(twins.doubled(self._open)),
            parted=tuple(twins.parted(self._turned)),
        )

    def _begin(self, staged: Staging) -> Twins:
        # Who leaves shadow judges all invoices: not beside a merge.
        self._scope.lock_organisation(is_shared=True)
        twins = Twins(self._scope, self._connection_id)
        if not self._scope.is_sqlite:
            # All at once, by id: a sweep and a merge never wait for each other crosswise.
            families = Families(self._scope, self._connection_id, staged.billed_elsewhere())
            beside = twins.beside(self._is_whole or bool(staged.deleted))
            known = beside | set(families.customers.values())
            self._scope.lock_customers(staged.owners(self._is_whole) | known)
        if self._is_whole:
            begin_reading(self._scope, self._connection_id, self._at)
        return twins

    def _merge_invoices(self, staged: Staging) -> None:
        for page in staged.invoices():
            self._merge_page(page)
        self._ask(_STILL_SHOWN, **staged.moments)
        if self._is_whole:
            self._close(staged.gone(), Status.NO_LONGER_IN_LEDGER)

    def _merge_page(self, page: Sequence[Shown]) -> None:
        rows, paid = [], []
        if self._is_reread:
            self._as_new = not_reminded(self._scope, (x.known.id for x in page if x.known))
        for shown in page:
            row = self._row(shown)
            rows.append(row)
            if (payment := self._payment(shown, row)) is not None:
                paid.append(payment)
            self._note(shown, row)
            came_in = payment["amount"] if payment and not self._is_reread else 0
            self.turns += self._turns(shown, row["id"], came_in)
        self._scope.run(_upsert(self._scope.dialect), rows)
        self._scope.add(payments, paid)

    def _row(self, shown: Shown) -> Row:
        said, known = shown.said, shown.known
        due_on = expected_on(said.issued_on, said.due_on, said.terms)
        is_open = said.status is Status.OPEN
        is_late = is_open and (_is_before(due_on, self._on) or self._has_long_failed(said.failure))
        return {
            "organisation_id": self._scope.organisation_id,
            "id": str(uuid4()) if known is None else known.id,
            "connection_id": self._connection_id,
            "source_id": said.source_id,
            "customer_id": shown.owner_id,
            "number": said.number,
            "currency": said.currency,
            "total": said.total,
            "open": 0 if said.status is Status.PAID else said.open,
            "status": said.status,
            "issued_on": said.issued_on,
            "due_on": said.due_on,
            "terms": said.terms,
            "paid_on": said.paid_on,
            "is_charge": said.is_charge,
            "is_autopay": said.is_autopay,
            "pay_link": said.pay_link,
            "pdf_link": said.pdf_link,
            "promised_on": said.promised_on,
            "failure": _since_first(said.failure, None if known is None else known.failure),
            "card": said.card,
            "failed_on": None if said.failure is None else said.failure.failed_on,
            "expected_on": due_on,
            "cold_start_on": self._on if is_late and self._is_new(known, due_on) else None,
            "closed_on": None if is_open else self._closed_on(said, known),
            "is_paid_late": self._is_paid_late(said, due_on, known),
            "content_hash": shown.content_hash,
            "shown_at": self._asked_at,
            "cycle": 1,
        }

    def _is_first(self, known: Known | None) -> bool:
        """Whether what it says was so before, on a day that nobody can tell."""
        return known is None or self._is_reread

    def _is_new(self, known: Known | None, due_on: date | None) -> bool:
        """Whether this due date was not known, and nothing was said about the invoice."""
        return known is None or (known.id in self._as_new and has_moved(known, due_on))

    def _has_long_failed(self, failure: Failure | None) -> bool:
        """A charge is seldom seen on its very day: an hour past midnight it would be late already."""
        return failure is not None and _is_before(failure.failed_on, self._on - FRESH_CHARGE)

    def _closed_on(self, said: SourceInvoice, known: Known | None) -> date:
        """What changes of it afterwards does not close it once more."""
        before = known.closed_on if known is not None and known.status is said.status else None
        return before or self._on

    def _is_paid_late(self, said: SourceInvoice, due_on: date | None, known: Known | None) -> bool | None:
        """None when it is not settled, or when nobody can say on which day it was."""
        if said.status is not Status.PAID or due_on is None:
            return None
        if said.paid_on is not None:
            return said.paid_on > due_on
        if known is not None and known.status is Status.PAID:
            return known.is_paid_late
        return None if self._is_first(known) else self._on > due_on

    def _payment(self, shown: Shown, row: Row) -> Row | None:
        """What came in since the last merge, from the amounts paid then and now."""
        said, known = shown.said, shown.known
        if said.status not in (Status.OPEN, Status.PAID):
            return None
        paid_before = 0 if known is None else known.total - known.open
        amount = row["total"] - row["open"] - paid_before
        if amount <= 0:
            return None
        return {
            "id": str(uuid4()),
            "customer_id": shown.owner_id,
            "invoice_id": row["id"],
            "amount": amount,
            "paid_on": said.paid_on,
            "seen_on": self._on,
            "posted_on": said.paid_on or (None if self._is_first(known) else self._on),
            "is_partial": said.status is Status.OPEN and row["open"] > 0,
            "is_first_import": self._is_first(known),
        }

    def _note(self, shown: Shown, row: Row) -> None:
        said, known = shown.said, shown.known
        self._touched.add(shown.owner_id)
        self._given.add(shown.owner_id)
        was_paid = known is not None and known.status is Status.PAID
        if row["is_paid_late"] is not None or was_paid:
            self._settled.add(shown.owner_id)
        if said.status is Status.OPEN:
            self._open.append(row["id"])
        if said.promised_on != (None if known is None else known.promised_on):
            self._promised.append((row["id"], said.promised_on))
        if known is None:
            self._new += 1
            return
        self._changed += 1
        if known.customer_id != shown.owner_id:
            self._move(known, shown.owner_id)
        if (known.status is Status.OPEN) is not (said.status is Status.OPEN):
            self._turned.append(known.id)
        if known.status is Status.OPEN and said.status is not Status.OPEN:
            self._closed.append((said.number, shown.owner_id, said.status))
        elif known.status is not Status.OPEN and said.status is Status.OPEN:
            self._reopened.append(said.number)
            if was_paid and known.id not in self._as_new:
                self._returned.append(known.id)

    def _turns(self, shown: Shown, invoice_id: str, came_in: int) -> Iterator[Turn]:
        """What is news of it; of an invoice that was not known before, that its charge has just failed."""
        said, known = shown.said, shown.known
        if known is None:
            if said.failure is not None and not self._has_long_failed(said.failure):
                yield Turn(Happening.CHARGE_FAILED, invoice_id)
            return
        was_open, is_open = known.status is Status.OPEN, said.status is Status.OPEN
        if is_open and not was_open:
            yield Turn(Happening.INVOICE_REOPENED, invoice_id)
        elif was_open and not is_open:
            yield Turn(ended_as(said.status), invoice_id, came_in)
        elif is_open and came_in > 0:
            yield Turn(Happening.INVOICE_PART_PAID, invoice_id, came_in)
        if is_open and said.failure is not None and _is_another(said.failure, known.failure):
            yield Turn(Happening.CHARGE_FAILED, invoice_id)
        if known.failure is not None and was_open and said.status is Status.PAID:
            yield Turn(Happening.CHARGE_RECOVERED, invoice_id)

    def _move(self, known: Known, owner_id: str) -> None:
        """The source gave an invoice to another customer: what is known about it goes with it.

        What was said of it stays with whom it was said to; see facts.
        """
        self._touched.add(known.customer_id)
        self._given.add(known.customer_id)
        if known.status is Status.PAID:
            self._settled.add(known.customer_id)
        new = {"customer_id": owner_id}
        for table, row in ((holds, new | {"held_customer_id": owner_id}), (payments, new), (tasks, new)):
            theirs = self._scope.update(table).where(table.c.invoice_id == known.id)
            self._scope.run(theirs.values(**row))

    def _close_deleted(self, staged: Staging) -> None:
        """What the source no longer knows keeps its number, customer and amounts here."""
        for chunk in chunked(sorted(set(staged.deleted))):
            found = self._ask(_DELETED, ids=chunk, **staged.moments).all()
            self._close(found, Status.DELETED)
            self._changed += len(found)

    def _close(self, found: Sequence[Any], status: Status) -> None:
        for chunk in chunked(invoice_id for invoice_id, _, _ in found):
            # Without its hash, so that it counts as changed when the source shows it again.
            closing = self._scope.update(invoices).where(invoices.c.id.in_(chunk))
            closed = {"status": status, "closed_on": self._on, "content_hash": None}
            self._scope.run(closing.values(shown_at=self._asked_at, **closed))
        self._turned.extend(invoice_id for invoice_id, _, _ in found)
        self.turns.extend(Turn(ended_as(status), invoice_id) for invoice_id, _, _ in found)
        self._closed.extend((number, customer_id, status) for _, number, customer_id in found)
        self._touched.update(customer_id for _, _, customer_id in found)

    def _ask(self, made: Any, **values: Any) -> Any:
        return self._scope.ask(made, of_connection=self._connection_id, **values)

    def _report(self, unchanged: int, alarms: list[str]) -> MergeReport:
        names: dict[str, str] = {}
        for chunk in chunked({customer_id for _, customer_id, _ in self._closed}):
            named = self._scope.select(customers, customers.c.id, customers.c.name)
            names |= dict(self._scope.run(named.where(customers.c.id.in_(chunk))).all())
        closed = sorted((Closed(n, names[c], status) for n, c, status in self._closed), key=_by_number)
        reopened = tuple(sorted(self._reopened))
        return MergeReport(
            self._new,
            self._changed,
            unchanged,
            tuple(closed),
            reopened,
            tuple(alarms),
            tuple(sorted(self._returned)),
            tuple(self._promised),
        )


def _is_before(day: date | None, other: date) -> bool:
    return day is not None and day < other


def _since_first(failure: Failure | None, before: Failure | None) -> Failure | None:
    """As it stands now, with the day on which it first failed: a source tells of its last try alone."""
    if failure is None or before is None:
        return failure
    return replace(failure, failed_on=min(failure.failed_on, before.failed_on))


def _is_another(failure: Failure, before: Failure | None) -> bool:
    """Whether a charge failed once more: for another reason, or its next try is on another day."""
    if before is None:
        return True
    return (failure.code, failure.next_attempt_on) != (before.code, before.next_attempt_on)


def _by_number(closed: Closed) -> tuple[str, str]:
    return closed.number, closed.customer


@cache
def _upsert(dialect: str) -> Any:
    fresh = insert_into(dialect, invoices)
    newer = {name: fresh.excluded[name] for name in _SOURCE_OWNED}
    # A source that does not tell the link was asked for it singly.
    newer["pay_link"] = func.coalesce(newer["pay_link"], invoices.c.pay_link)
    # A charge that was paid since tells of no failure: that it failed, and when first, stays.
    newer["failed_on"] = func.coalesce(invoices.c.failed_on, fresh.excluded.failed_on)
    # The day on which it was judged first stays.
    newer["cold_start_on"] = func.coalesce(invoices.c.cold_start_on, fresh.excluded.cold_start_on)
    return fresh.on_conflict_do_update(
        index_elements=["organisation_id", "connection_id", "source_id"], set_=newer
    )


def begin_reading(scope: Scope, connection_id: str, at: datetime) -> None:
    """Forgets what an earlier reading of this very instant showed: it must not hide what is gone."""
    before = scope.ask(_MERGED_AT, of_connection=connection_id).scalar()
    if before is not None and before >= at:
        scope.ask(_FORGOTTEN, of_connection=connection_id, since=at)
    scope.ask(_BEGUN, of_connection=connection_id, merged_at=at)
