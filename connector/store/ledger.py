"""The ledger of one organisation: customers, invoices, payments and credits."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, update

from connector.core.errors import NotThere
from connector.core.history import TAKEN
from connector.core.invoice import Contact, Customer, Invoice
from connector.core.ledger import CustomerFacts, MergeReport
from connector.core.linked import name_key
from connector.core.renamed import Face, Found, Recognised, Record
from connector.core.source import Batch, Connection
from connector.core.twins import Standing
from connector.store import renaming
from connector.store.customers import customers_of
from connector.store.facts import stream
from connector.store.holds import chased_for
from connector.store.linking import one_with
from connector.store.merge import Merge, begin_reading
from connector.store.merge_credits import end_credits_but
from connector.store.merge_customers import contact_row, email_key, keep_suppressed, strangers
from connector.store.schema import OPEN, contacts, customers, invoices, payments, suppressions
from connector.store.schema_sending import reminder_lines
from connector.store.scope import IDS, Row, Scope, chunked, columns_of, own, query, query_by
from connector.store.telling import Telling
from connector.store.twins import standings

_INVOICE = columns_of(Invoice, invoices)
_CHANGEABLE = frozenset(
    "name country region timezone language type phone tags policy is_excluded pays_by_direct_debit "
    "opted_out address_changed_at links_series sector".split()
)
_CHANGEABLE_INVOICE = frozenset("policy released_on cycle cold_start_on".split())

_MISSING = query_by("ix_invoices_open_here", invoices, *_INVOICE).where(
    invoices.c.status == OPEN,
    invoices.c.connection_id == bindparam("connection"),
    or_(invoices.c.shown_at.is_(None), invoices.c.shown_at < bindparam("since")),
)
_NUMBERED = query(invoices, *_INVOICE).where(invoices.c.number == bindparam("number"))
_BY_ID = query(invoices, *_INVOICE).where(invoices.c.id.in_(IDS))
_BY_PREFIX = query(invoices, *_INVOICE).where(
    invoices.c.id >= bindparam("first"), invoices.c.id < bindparam("last")
)
_CUSTOMERS = query(customers, customers.c.id)
_NAMED = _CUSTOMERS.where(customers.c.name_key == bindparam("name"))
_DUE = (
    _CUSTOMERS.where(customers.c.look_at <= bindparam("by"))
    .order_by(customers.c.look_at, customers.c.id)
    .limit(bindparam("most"))
)
_LOOKED_AT = (
    update(customers)
    .where(own(customers), customers.c.id == bindparam("customer"))
    .values(look_at=bindparam("moment"), revision=bindparam("seen"))
)
_STALE = (
    _CUSTOMERS.where(customers.c.revision < bindparam("seen"))
    .order_by(customers.c.revision)
    .limit(bindparam("most"))
)
_BEARERS = query(contacts, contacts.c.customer_id).where(contacts.c.email_key.in_(IDS))
_LAST_POSTED = (
    query(payments, payments.c.posted_on)
    .where(payments.c.posted_on.is_not(None))
    .order_by(payments.c.posted_on.desc())
    .limit(1)
)


class SqlLedger:
    """The Ledger port."""

    def __init__(self, scope: Scope, telling: Telling) -> None:
        self._scope = scope
        self._telling = telling

    def merge(
        self,
        connection: Connection,
        batches: Iterator[Batch],
        at: datetime,
        on: date,
        is_whole: bool,
        asked_at: datetime | None = None,
        is_reread: bool = False,
    ) -> MergeReport:
        merge = Merge(self._scope, connection, asked_at or at, at, on, is_whole, is_reread)
        report = merge.run(batches)
        self._telling.of_turns(merge.turns, at)
        return report

    def faces(self, connection_id: str) -> tuple[Face, ...]:
        return renaming.faces(self._scope, connection_id)

    def records(self, connection_id: str) -> tuple[Record, ...]:
        return renaming.records(self._scope, connection_id)

    def rename(self, connection_id: str, found: Found, recognised: Recognised) -> None:
        renaming.rename(self._scope, connection_id, found, recognised)

    def begin_reading(self, connection_id: str, at: datetime) -> None:
        begin_reading(self._scope, connection_id, at)

    def strangers(self, connection_id: str, batch: Batch) -> tuple[str, ...]:
        return strangers(self._scope, connection_id, batch)

    def end_credits_but(self, connection_id: str, source_ids: Collection[str], at: datetime) -> None:
        end_credits_but(self._scope, connection_id, source_ids, at)

    def missing(self, connection_id: str, since: datetime) -> tuple[Invoice, ...]:
        """Open here, and not shown by the reading begun at `since`; ask before the next merge."""
        return _sorted(self._scope.rows(_MISSING, connection=connection_id, since=since))

    def facts(self, customer_ids: Sequence[str] | None = None) -> Iterator[CustomerFacts]:
        return stream(self._scope, customer_ids)

    def customers_to_look_at(self, by: datetime, limit: int) -> tuple[str, ...]:
        """Those whose look_at has come, earliest first; then those not seen since a revision."""
        found = dict.fromkeys(self._scope.ask(_DUE, by=by, most=limit).scalars().all())
        if len(found) < limit:
            stale = self._scope.ask(_STALE, seen=self._scope.revision(), most=limit)
            found |= dict.fromkeys(stale.scalars().all())
        return tuple(found)[:limit]

    def unwritten_cold_starts(self) -> tuple[str, ...]:
        """Looked for among all open invoices: for who asks about one of them."""
        line = reminder_lines.c
        said = exists().where(
            self._scope.own(reminder_lines),
            line.invoice_id == invoices.c.id,
            line.cycle == invoices.c.cycle,
            line.state.in_(TAKEN),
            line.offset > 0,
        )
        cold = self._scope.by("ix_invoices_open", invoices, invoices.c.customer_id).where(
            invoices.c.status == OPEN, invoices.c.cold_start_on.is_not(None), ~said
        )
        return tuple(sorted(set(self._scope.run(cold).scalars())))

    def look_again(self, moments: Mapping[str, datetime | None], seen: int | None = None) -> None:
        """Call it in the writing unit that read the facts: else a change between them is missed."""
        if seen is None:
            seen = self._scope.revision()
        rows = [{"customer": i, "moment": moments[i], "seen": seen} for i in sorted(moments)]
        if rows:
            self._scope.ask_each(_LOOKED_AT, rows)

    def customer(self, customer_id: str) -> Customer:
        """Raises NotThere when there is none."""
        found = customers_of(self._scope, [customer_id])
        if not found:
            raise NotThere(f"There is no customer with the id «{customer_id}» in this organisation.")
        return found[0]

    def find_customers(self, name: str) -> tuple[Customer, ...]:
        same = self._scope.ask(_NAMED, name=name_key(name))
        return tuple(customers_of(self._scope, list(same.scalars())))

    def find_invoices(self, number: str) -> tuple[Invoice, ...]:
        return _sorted(self._scope.rows(_NUMBERED, number=number))

    def find_invoices_by_id(self, prefix: str) -> tuple[Invoice, ...]:
        # "~" sorts after every sign of an id; a range uses the key.
        return _sorted(self._scope.rows(_BY_PREFIX, first=prefix, last=f"{prefix}~"))

    def invoices(self, ids: Sequence[str]) -> tuple[Invoice, ...]:
        """In the order of `ids`; what this organisation does not have is left out."""
        found: dict[str, Invoice] = {}
        for chunk in chunked(dict.fromkeys(ids)):
            found |= {invoice.id: invoice for invoice in _sorted(self._scope.rows(_BY_ID, ids=chunk))}
        return tuple(found[i] for i in dict.fromkeys(ids) if i in found)

    def change_customer(self, customer_id: str, **fields: Any) -> None:
        _check(fields, _CHANGEABLE)
        row = dict(fields)
        if "name" in row:
            row["name_key"] = name_key(row["name"])
        row |= {name: sorted(row[name]) for name in ("tags", "opted_out") if name in row}
        whom = one_with(self._scope, [customer_id]) if "is_excluded" in row else {customer_id}
        self._scope.look_now(whom)
        self._scope.run(self._scope.update(customers).where(customers.c.id == customer_id).values(**row))

    def change_invoice(self, invoice_id: str, **fields: Any) -> None:
        _check(fields, _CHANGEABLE_INVOICE)
        mine = invoices.c.id == invoice_id
        owner = self._scope.run(self._scope.select(invoices, invoices.c.customer_id).where(mine)).scalar()
        if owner is not None:
            self._scope.look_now([owner])
            self._scope.run(self._scope.update(invoices).where(mine).values(**fields))

    def keep_pay_links(self, links: Mapping[str, str]) -> None:
        rows = [{"invoice": i, "link": links[i]} for i in sorted(links)]
        mine = self._scope.update(invoices).where(invoices.c.id == bindparam("invoice"))
        self._scope.run(mine.values(pay_link=bindparam("link")), rows)

    def add_contact(self, customer_id: str, contact: Contact, at: datetime) -> None:
        """After those he has; a new address is a reason to try again what failed."""
        theirs = contacts.c.customer_id == customer_id
        last = self._scope.select(contacts, func.max(contacts.c.position)).where(theirs)
        position = self._scope.run(last).scalar()
        row = contact_row(customer_id, contact.email, 0 if position is None else position + 1, None)
        row |= {"role": contact.role, "name": contact.name, "suppressed_at": contact.suppressed_at}
        keep_suppressed(self._scope, [row])
        self._scope.add(contacts, [row])
        self.change_customer(customer_id, address_changed_at=at)

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        key = email_key(address)
        row: Row = {"email_key": key, "reason": reason, "suppressed_at": at}
        fresh = self._scope.insert(suppressions).on_conflict_do_nothing()
        stored = fresh.values(self._scope.owned([row])).returning(suppressions.c.email_key)
        is_new = self._scope.run(stored).first() is not None
        bearers = self._bearers([key])
        self._scope.look_now(bearers)
        bearing = contacts.c.email_key == key
        usable = self._scope.update(contacts).where(bearing, contacts.c.suppressed_at.is_(None))
        self._scope.run(usable.values(suppressed_at=at))
        if is_new:
            self._telling.of_address(address, bearers, at)

    def _bearers(self, keys: Iterable[str]) -> list[str]:
        wanted = list(keys)
        return list(self._scope.ask(_BEARERS, ids=wanted).scalars()) if wanted else []

    def standings(self, invoice_ids: Sequence[str], on: date) -> Mapping[str, Standing]:
        return standings(self._scope, invoice_ids, on)

    def judge_cold_starts(self, on: date) -> int:
        line = reminder_lines.c
        written_to = exists().where(
            self._scope.own(reminder_lines),
            line.invoice_id == invoices.c.id,
            line.cycle == invoices.c.cycle,
            line.state.in_(TAKEN),
        )
        is_late = or_(invoices.c.expected_on < on, invoices.c.failure.is_not(None))
        late = self._scope.update(invoices).where(invoices.c.status == OPEN, is_late)
        judged: int = self._scope.run(late.where(~written_to).values(cold_start_on=on)).rowcount
        self._scope.raise_revision()
        return judged

    def payments_known_on(self) -> date | None:
        found: date | None = self._scope.ask(_LAST_POSTED).scalar()
        return found

    def lock_customer(self, customer_id: str, bearers_of: Sequence[str] = ()) -> None:
        """The organisation's row is shared with other senders, but not with who holds all of it."""
        if self._scope.is_sqlite:
            return
        self._scope.lock_organisation(is_shared=True)
        whom = one_with(self._scope, [customer_id])
        others = customers_of(self._scope, sorted(whom - {customer_id})) if bearers_of else []
        keys = {email_key(x) for x in (*bearers_of, *(y for other in others for y in other.addresses()))}
        self._scope.lock_customers([*whom, *chased_for(self._scope, whom), *self._bearers(keys)])


def _sorted(rows: Sequence[Any]) -> tuple[Invoice, ...]:
    """By number; asked for it in the query, SQLite would read the whole ledger in that order."""
    return tuple(sorted((Invoice(*row) for row in rows), key=lambda x: (x.number, x.id)))


def _check(fields: Mapping[str, Any], allowed: frozenset[str]) -> None:
    if unknown := set(fields) - allowed:
        raise TypeError(f"not a field that can be set: {', '.join(sorted(unknown))}")
