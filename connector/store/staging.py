"""What a source said, laid beside the ledger in one transaction before anything is changed."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    func,
    not_,
    select,
)

from connector.core.invoice import Status
from connector.core.source import Batch, SourceCustomer, SourceInvoice
from connector.store.schema import OPEN, customer_sources, invoices
from connector.store.scope import Row, Scope, chunked, values_of
from connector.store.types import Day, Failed, Minor, Word

#: Rows compared at a time.
PAGE = 1000

_staging = MetaData()

staged_invoices = Table(
    "staged_invoices",
    _staging,
    Column("source_id", Text, primary_key=True),
    Column("position", Integer, nullable=False, index=True),
    Column("customer_source_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("total", Minor, nullable=False),
    Column("open", Minor, nullable=False),
    Column("status", Word(Status), nullable=False),
    Column("issued_on", Day),
    Column("due_on", Day),
    Column("terms", Integer),
    Column("paid_on", Day),
    Column("is_charge", Boolean, nullable=False),
    Column("is_autopay", Boolean, nullable=False),
    Column("pay_link", Text),
    Column("pdf_link", Text),
    Column("promised_on", Day),
    Column("failure", Failed),
    Column("content_hash", String(32), nullable=False),
    prefixes=["TEMPORARY"],
)

staged_customers = Table(
    "staged_customers",
    _staging,
    Column("source_id", Text, primary_key=True),
    Column("position", Integer, nullable=False, index=True),
    Column("said", Text, nullable=False),
    Column("bill_to", Text),
    Column("content_hash", String(32), nullable=False),
    prefixes=["TEMPORARY"],
)


class Staging:
    """The staged rows of one merge of one connection; the last word on a row counts."""

    def __init__(self, scope: Scope, connection_id: str) -> None:
        self._scope = scope
        self._connection_id = connection_id
        self._position = 0
        #: Source ids of what the source no longer knows: nothing else may be said of them.
        self.deleted: list[str] = []

    def fill(self, batch: Batch) -> None:
        self._put(staged_customers, map(_customer_row, batch.customers))
        known = [x for x in batch.invoices if x.status is not Status.DELETED]
        self._put(staged_invoices, map(_invoice_row, known))
        self.deleted += [x.source_id for x in batch.invoices if x.status is Status.DELETED]

    def _put(self, table: Table, rows: Iterable[Row]) -> None:
        for chunk in chunked(rows, PAGE):
            for row in chunk:
                self._position += 1
                row["position"] = self._position
            self._scope.run(self._upsert(table), chunk)

    def _upsert(self, table: Table) -> Any:
        fresh = self._scope.insert(table)
        newer = {column.name: fresh.excluded[column.name] for column in table.c if not column.primary_key}
        return fresh.on_conflict_do_update(index_elements=["source_id"], set_=newer)

    def customers(self) -> Iterator[list[Any]]:
        """Pages of customers that are new or say something else: id, source id, said, said before."""
        known = self._known_customers(staged_customers.c.source_id)
        columns = (
            staged_customers.c.position,
            customer_sources.c.customer_id,
            staged_customers.c.source_id,
            staged_customers.c.said,
            staged_customers.c.content_hash,
            customer_sources.c.said.label("said_before"),
        )
        differing = customer_sources.c.content_hash.is_distinct_from(staged_customers.c.content_hash)
        joined = staged_customers.outerjoin(customer_sources, known)
        return self._pages(select(*columns).select_from(joined).where(differing), staged_customers)

    def billed_elsewhere(self) -> list[tuple[str, str]]:
        """Customers whose bills another gets: source id, the other's source id."""
        parents = (staged_customers.c.source_id, staged_customers.c.bill_to)
        found = select(*parents).where(staged_customers.c.bill_to.is_not(None))
        return [(source_id, bill_to) for source_id, bill_to in self._scope.run(found)]

    def nameless(self) -> list[tuple[str, str]]:
        """Customers that invoices name and that the source never showed: source id, an invoice number."""
        known = self._known_customers(staged_invoices.c.customer_source_id)
        missing = (
            select(staged_invoices.c.customer_source_id, func.min(staged_invoices.c.number))
            .select_from(staged_invoices.outerjoin(customer_sources, known))
            .where(customer_sources.c.customer_id.is_(None))
            .group_by(staged_invoices.c.customer_source_id)
            .order_by(staged_invoices.c.customer_source_id)
        )
        return [(source_id, number) for source_id, number in self._scope.run(missing)]

    def invoices(self) -> Iterator[list[Any]]:
        """Pages of invoices that are new or say something else, beside what the ledger holds."""
        known = self._known_customers(staged_invoices.c.customer_source_id)
        here = self._here(staged_invoices.c.source_id)
        joined = staged_invoices.outerjoin(customer_sources, known).outerjoin(invoices, here)
        before = ("id", "total", "open", "status", "customer_id", "cold_start_on", "promised_on", "failure")
        columns = (
            *staged_invoices.c,
            customer_sources.c.customer_id.label("owner_id"),
            *(invoices.c[name].label(f"old_{name}") for name in before),
        )
        differing = invoices.c.content_hash.is_distinct_from(staged_invoices.c.content_hash)
        return self._pages(select(*columns).select_from(joined).where(differing), staged_invoices)

    def shown(self) -> int:
        """How many invoices the source showed."""
        return int(self._scope.run(select(func.count()).select_from(staged_invoices)).scalar_one())

    def owners(self, is_whole: bool) -> set[str]:
        """Known customers whose facts this merge may change."""
        found = {row.customer_id for page in self.customers() for row in page}
        for page in self.invoices():
            found.update(owner for row in page for owner in (row.owner_id, row.old_customer_id))
        if is_whole:
            found |= set(self._scope.run(self.gone(invoices.c.customer_id)).scalars())
        return found - {None}

    def gone(self, *columns: Any) -> Any:
        """The query for open invoices of this connection that the source did not show."""
        return self._scope.by("ix_invoices_open_here", invoices, *columns).where(
            invoices.c.status == OPEN,
            invoices.c.connection_id == self._connection_id,
            not_(self.is_shown()),
        )

    def is_shown(self) -> ColumnElement[bool]:
        """The condition that an invoice of the ledger was shown."""
        return invoices.c.source_id.in_(select(staged_invoices.c.source_id))

    def _pages(self, differing: Any, table: Table) -> Iterator[list[Any]]:
        # By position, not by one open cursor: the pages change the tables they are compared with.
        last = 0
        page = differing.order_by(table.c.position).limit(PAGE)
        while rows := self._scope.run(page.where(table.c.position > last)).all():
            yield list(rows)
            last = rows[-1].position

    def _known_customers(self, source_id: ColumnElement[str]) -> ColumnElement[bool]:
        return and_(
            self._scope.own(customer_sources),
            customer_sources.c.connection_id == self._connection_id,
            customer_sources.c.source_id == source_id,
        )

    def _here(self, source_id: ColumnElement[str]) -> ColumnElement[bool]:
        return and_(
            self._scope.own(invoices),
            invoices.c.connection_id == self._connection_id,
            invoices.c.source_id == source_id,
        )


@contextmanager
def staging(scope: Scope, connection_id: str) -> Iterator[Staging]:
    """Temporary tables of this transaction alone; a rollback takes them away too."""
    _staging.create_all(scope.connection, checkfirst=False)
    yield Staging(scope, connection_id)
    _staging.drop_all(scope.connection, checkfirst=False)


def _invoice_row(invoice: SourceInvoice) -> Row:
    row = values_of(invoice)
    row["content_hash"] = digest(repr(tuple(row.values())))
    return row


def _customer_row(customer: SourceCustomer) -> Row:
    said = json.dumps(values_of(customer), ensure_ascii=False, sort_keys=True)
    return {
        "source_id": customer.source_id,
        "said": said,
        "bill_to": customer.bill_to,
        "content_hash": digest(said),
    }


def digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16).hexdigest()
