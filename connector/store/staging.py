"""What a source said, laid beside the ledger in one transaction before anything is changed."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Dialect,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    and_,
    bindparam,
    delete,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.schema import CreateTable

from connector.core.declines import Failure
from connector.core.invoice import Status
from connector.core.source import Batch, SourceCustomer, SourceInvoice
from connector.store.schema import OPEN, customer_sources, invoices
from connector.store.scope import Row, Scope, chunked, insert_into, own, query_by, values_of
from connector.store.types import Instant

#: Rows compared at a time.
PAGE = 1000

_staging = MetaData()
#: They stay with their connection to the database, emptied: made anew for each page, they would make
#: SQLite prepare every statement again.
_TEMPORARY: dict[str, Any] = {"prefixes": ["TEMPORARY"], "postgresql_on_commit": "DELETE ROWS"}

staged_invoices = Table(
    "staged_invoices",
    _staging,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("source_id", Text, nullable=False, unique=True),
    Column("customer_source_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("said", LargeBinary, nullable=False),
    Column("content_hash", String(32), nullable=False),
    **_TEMPORARY,
)

staged_customers = Table(
    "staged_customers",
    _staging,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("source_id", Text, nullable=False, unique=True),
    Column("said", Text, nullable=False),
    Column("bill_to", Text),
    Column("content_hash", String(32), nullable=False),
    **_TEMPORARY,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger holds of an invoice already."""

    id: str
    total: int
    open: int
    status: Status
    customer_id: str
    promised_on: date | None
    failure: Failure | None
    expected_on: date | None
    closed_on: date | None
    is_paid_late: bool | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An invoice as its source shows it, whose it is, and what is known of it; None: nothing yet.

    The owner is None before his customers are merged, where he is new too.
    """

    said: SourceInvoice
    content_hash: str
    owner_id: str
    known: Known | None

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Shown":
        _, said, content_hash, owner_id, known_id, *known = row
        before = None if known_id is None else Known(known_id, *known)
        return cls(_codec().read(said), content_hash, owner_id, before)


_CONNECTION: BindParameter[Any] = bindparam("of_connection")
_ASKED: BindParameter[Any] = bindparam("asked_at", type_=Instant())
_NOW: BindParameter[Any] = bindparam("now", type_=Instant())
_AFTER: BindParameter[Any] = bindparam("after")


def is_open_to() -> ColumnElement[bool]:
    """The condition that nothing newer is known of an invoice than what was asked for at `asked_at`.

    What was shown later than `now` comes from a clock that has been set back: it keeps nothing out.
    """
    shown_at = invoices.c.shown_at
    return or_(shown_at.is_(None), shown_at <= _ASKED, shown_at > _NOW)


def is_shown() -> ColumnElement[bool]:
    """The condition that an invoice of the ledger was shown."""
    return invoices.c.source_id.in_(select(staged_invoices.c.source_id))


def _known_customers(source_id: ColumnElement[str]) -> ColumnElement[bool]:
    here = customer_sources.c.connection_id == _CONNECTION
    return and_(own(customer_sources), here, customer_sources.c.source_id == source_id)


def _paged(differing: Select[Any], table: Table) -> Select[Any]:
    # By position, not by one open cursor: the pages change the tables they are compared with.
    return differing.where(table.c.position > _AFTER).order_by(table.c.position).limit(PAGE)


def _differing_customers() -> Select[Any]:
    staged, known = staged_customers.c, customer_sources.c
    columns = (known.customer_id, staged.source_id, staged.said, staged.content_hash)
    joined = staged_customers.outerjoin(customer_sources, _known_customers(staged.source_id))
    found = select(staged.position, *columns, known.said.label("said_before")).select_from(joined)
    return _paged(found.where(known.content_hash.is_distinct_from(staged.content_hash)), staged_customers)


def _differing_invoices() -> Select[Any]:
    staged = staged_invoices.c
    here = and_(
        own(invoices), invoices.c.connection_id == _CONNECTION, invoices.c.source_id == staged.source_id
    )
    known = _known_customers(staged.customer_source_id)
    before = (invoices.c[name] for name in Known.__dataclass_fields__)
    columns = (staged.said, staged.content_hash, customer_sources.c.customer_id, *before)
    joined = staged_invoices.outerjoin(customer_sources, known).outerjoin(invoices, here)
    differs = invoices.c.content_hash.is_distinct_from(staged.content_hash)
    found = select(staged.position, *columns).select_from(joined)
    return _paged(found.where(differs, is_open_to()), staged_invoices)


def _nameless() -> Select[Any]:
    named, known = staged_invoices.c.customer_source_id, customer_sources.c.customer_id
    joined = staged_invoices.outerjoin(customer_sources, _known_customers(named))
    found = select(named, func.min(staged_invoices.c.number)).select_from(joined).where(known.is_(None))
    return found.group_by(named).order_by(named)


_CUSTOMERS, _INVOICES, _NAMELESS = _differing_customers(), _differing_invoices(), _nameless()
_BILLED_ELSEWHERE = select(staged_customers.c.source_id, staged_customers.c.bill_to).where(
    staged_customers.c.bill_to.is_not(None)
)
_SHOWN = select(func.count()).select_from(staged_invoices)
_GONE = query_by(
    "ix_invoices_open_here", invoices, invoices.c.id, invoices.c.number, invoices.c.customer_id
).where(invoices.c.status == OPEN, invoices.c.connection_id == _CONNECTION, not_(is_shown()))


class Staging:
    """The staged rows of one merge of one connection; the last word on a row counts.

    The source was asked for them at `asked_at`: what is known from later is not compared with them.
    """

    def __init__(self, scope: Scope, connection_id: str, asked_at: datetime, now: datetime) -> None:
        self._scope = scope
        self._connection_id = connection_id
        self.moments = {_ASKED.key: asked_at, _NOW.key: now}
        self._position = 0
        self.has_customers = False
        #: Source ids of what the source no longer knows: nothing else may be said of them.
        self.deleted: list[str] = []

    @property
    def is_empty(self) -> bool:
        return not self._position and not self.deleted

    def fill(self, batch: Batch) -> None:
        self.has_customers = self.has_customers or bool(batch.customers)
        self._put(staged_customers, map(_customer_row, batch.customers))
        known = [x for x in batch.invoices if x.status is not Status.DELETED]
        self._put(staged_invoices, map(_invoice_row, known))
        self.deleted += [x.source_id for x in batch.invoices if x.status is Status.DELETED]

    def _put(self, table: Table, rows: Iterable[Row]) -> None:
        for chunk in chunked(rows, PAGE):
            for row in chunk:
                self._position += 1
                row["position"] = self._position
            self._scope.run(_upsert(self._scope.dialect, table), chunk)

    def customers(self) -> Iterator[list[Any]]:
        """Pages of customers that are new or say something else: id, source id, said, said before."""
        return self._pages(_CUSTOMERS) if self.has_customers else iter(())

    def billed_elsewhere(self) -> list[tuple[str, str]]:
        """Customers whose bills another gets: source id, the other's source id."""
        if not self.has_customers:
            return []
        return [(source_id, bill_to) for source_id, bill_to in self._scope.run(_BILLED_ELSEWHERE)]

    def nameless(self) -> list[tuple[str, str]]:
        """Customers that invoices name and that the source never showed: source id, an invoice number."""
        return [(source_id, number) for source_id, number in self._ask(_NAMELESS)]

    def invoices(self) -> Iterator[list[Shown]]:
        """Pages of invoices that are new or say something else, beside what the ledger holds."""
        for page in self._pages(_INVOICES, **self.moments):
            yield list(map(Shown.of, page))

    def shown(self) -> int:
        """How many invoices the source showed."""
        return int(self._scope.run(_SHOWN).scalar_one())

    def owners(self, is_whole: bool) -> set[str]:
        """Known customers whose facts this merge may change."""
        found: set[str | None] = {row.customer_id for page in self.customers() for row in page}
        for page in self.invoices():
            found.update(x.owner_id for x in page)
            found.update(x.known.customer_id for x in page if x.known is not None)
        if is_whole:
            found.update(customer_id for _, _, customer_id in self.gone())
        return {customer_id for customer_id in found if customer_id is not None}

    def gone(self) -> list[tuple[str, str, str]]:
        """Open invoices of this connection that the source did not show: id, number, customer's id."""
        return [(invoice_id, number, owner) for invoice_id, number, owner in self._ask(_GONE)]

    def _pages(self, made: Select[Any], **values: Any) -> Iterator[list[Any]]:
        last = 0
        while rows := self._ask(made, after=last, **values).all():
            yield list(rows)
            last = rows[-1].position

    def _ask(self, made: Select[Any], **values: Any) -> Any:
        return self._scope.ask(made, of_connection=self._connection_id, **values)


@cache
def _upsert(dialect: str, table: Table) -> Any:
    fresh = insert_into(dialect, table)
    newer = {column.name: fresh.excluded[column.name] for column in table.c if not column.unique}
    return fresh.on_conflict_do_update(index_elements=["source_id"], set_=newer)


@contextmanager
def staging(scope: Scope, connection_id: str, asked_at: datetime, now: datetime) -> Iterator[Staging]:
    """Empty when it begins and after it ends; a rollback takes back what was laid there too."""
    for made in _making(scope.connection.dialect):
        scope.connection.exec_driver_sql(made)
    staged = Staging(scope, connection_id, asked_at, now)
    yield staged
    if not staged.is_empty:
        for emptied in _EMPTIED:
            scope.run(emptied)


@lru_cache(maxsize=2)
def _making(dialect: Dialect) -> tuple[str, ...]:
    made = (CreateTable(table, if_not_exists=True) for table in _staging.sorted_tables)
    return tuple(str(statement.compile(dialect=dialect)) for statement in made)


_EMPTIED = tuple(delete(table) for table in _staging.sorted_tables)


class _Codec(NamedTuple):
    written: Callable[[SourceInvoice], bytes]
    read: Callable[[bytes], SourceInvoice]


@cache
def _codec() -> _Codec:
    import msgspec  # a short command merges nothing

    return _Codec(msgspec.msgpack.encode, msgspec.msgpack.Decoder(SourceInvoice).decode)


def _invoice_row(invoice: SourceInvoice) -> Row:
    if invoice.number != invoice.number.strip():
        # As it is compared with those of other connections.
        invoice = replace(invoice, number=invoice.number.strip())
    said = _codec().written(invoice)
    return {
        "source_id": invoice.source_id,
        "customer_source_id": invoice.customer_source_id,
        "number": invoice.number,
        "said": said,
        "content_hash": _digest(said),
    }


def _customer_row(customer: SourceCustomer) -> Row:
    said = json.dumps(values_of(customer), ensure_ascii=False, sort_keys=True)
    return {
        "source_id": customer.source_id,
        "said": said,
        "bill_to": customer.bill_to,
        "content_hash": _digest(said.encode("utf-8", "backslashreplace")),
    }


def _digest(said: bytes) -> str:
    return blake2b(said, digest_size=16).hexdigest()
