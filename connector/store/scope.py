"""What every part of a unit of work shares: the transaction, and the organisation it is bound to."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Executable,
    FromClause,
    Interval,
    Select,
    Table,
    Update,
    bindparam,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from connector.store.schema import customers, organisations, revisions
from connector.store.types import Instant

LeaseClock = Callable[[], datetime]
Row = dict[str, Any]
Item = TypeVar("Item")

#: look_at of a customer whose facts have changed.
LOOK_NOW = datetime(1970, 1, 1, tzinfo=UTC)
#: Ids in one query: large enough to be few queries, small enough for a bounded memory.
CHUNK = 500
#: Stands for a list of ids in a query that is made once.
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
#: Stands for the organisation in it; whoever asks it does so through a Scope, which says which one.
_OWNER: BindParameter[Any] = bindparam("of_organisation")


@dataclass(frozen=True, slots=True)
class Scope:
    """One transaction of one organisation. Every statement is built here, or asked here, bound to it."""

    connection: Connection
    organisation_id: str
    is_writing: bool
    lease_clock: LeaseClock | None

    def own(self, table: FromClause) -> ColumnElement[bool]:
        """The condition that a row belongs to this organisation."""
        return table.c.organisation_id == self.organisation_id

    def select(self, table: Table, *columns: Any) -> Select[Any]:
        return select(*(columns or (table,))).where(self.own(table))

    def by(self, index: str, table: Table, *columns: Any) -> Select[Any]:
        """A query that SQLite must answer by this index.

        Without statistics it takes the organisation for the rarer condition and reads all of it.
        """
        return self.select(table, *columns).with_hint(table, f"INDEXED BY {index}", "sqlite")

    def update(self, table: Table) -> Update:
        return update(table).where(self.own(table))

    def insert(self, table: Table) -> Any:
        return insert_into(self.dialect, table)

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Inserts rows of this organisation; all must have the same keys."""
        if rows:
            self.connection.execute(self.insert(table), self.owned(rows))

    def owned(self, rows: Iterable[Row]) -> list[Row]:
        return [{"organisation_id": self.organisation_id, **row} for row in rows]

    def run(self, statement: Any, rows: Any = None) -> Any:
        """The result; what a row holds is said by the statement, not by a type."""
        return self.connection.execute(statement, rows)

    def ask(self, made: Executable, **values: Any) -> Any:
        """The result of a statement that was made once, by `own` or `query`, with its parameters' values."""
        return self.connection.execute(made, {_OWNER.key: self.organisation_id, **values})

    def ask_each(self, made: Executable, rows: Iterable[Row]) -> None:
        """A statement that changes something, once with the values of each row."""
        self.connection.execute(made, [{_OWNER.key: self.organisation_id, **row} for row in rows])

    def rows(self, statement: Any, **values: Any) -> Sequence[Any]:
        """All rows at once, which costs less for each than reading on."""
        found: Sequence[Any] = self.ask(statement, **values).all()
        return found

    def cells(self, made: Select[Any], **values: Any) -> list[Sequence[Any]]:
        """The columns of the result of a query of `query`, one sequence each; none where there is no row.

        For what is read by the hundred thousand: `map(Invoice, *cells)` has no step in Python for
        each row, and takes two thirds of the time of `rows`.
        """
        with self.ask(made, **values) as result:
            found = list(zip(*result.cursor.fetchall(), strict=True))
        for n, process in _processors(made, self.connection.dialect) if found else ():
            found[n] = tuple(map(process, found[n]))
        return list(found)

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    @property
    def is_sqlite(self) -> bool:
        return self.dialect == "sqlite"

    def lease_now(self, plus_seconds: int = 0) -> ColumnElement[Any]:
        """Real time for claims: the database's own on PostgreSQL, unless a clock was given."""
        later = timedelta(seconds=plus_seconds)
        if self.lease_clock is not None:
            return literal(self.lease_clock() + later, Instant())
        return func.clock_timestamp(type_=DateTime(timezone=True)) + literal(later, Interval())

    @property
    def lease_moment(self) -> Row:
        """Real time for a statement that was made with `moment_of_leases`."""
        return {} if self.lease_clock is None else {"lease_moment": self.lease_clock()}

    def lock_customers(self, ids: Iterable[str]) -> None:
        """Locks customers in the order of their ids; on SQLite the writing unit is the lock."""
        if self.is_sqlite or not self.is_writing:
            return
        for chunk in chunked(sorted(set(ids))):
            self.ask(_LOCKED, ids=chunk)

    def lock_organisation(self, is_shared: bool) -> None:
        """Shared by those who send, exclusive for who holds the organisation as a whole."""
        if not self.is_sqlite and self.is_writing:
            self.ask(_HELD.with_for_update(read=is_shared, key_share=not is_shared))

    def look_now(self, customer_ids: Iterable[str]) -> None:
        """Facts of these customers changed: the next sweep looks at them."""
        for chunk in chunked(sorted(set(customer_ids))):
            self.lock_customers(chunk)
            self.ask(_LOOKED_AT, ids=chunk)

    def revision(self) -> int:
        return int(self.ask(_REVISION).scalar() or 0)

    def raise_revision(self) -> None:
        """Makes every customer due for another look, without touching their rows."""
        self.run(_raised(self.dialect), {"organisation_id": self.organisation_id, "number": 1})


@cache
def moment_of_leases(is_by_database: bool) -> ColumnElement[Any]:
    """Real time in a statement that is made once: the database's own where no clock is given."""
    if is_by_database:
        return func.clock_timestamp(type_=DateTime(timezone=True))
    return bindparam("lease_moment", type_=Instant())


def own(table: FromClause) -> ColumnElement[bool]:
    """The condition that a row belongs to the organisation of the Scope that asks."""
    return table.c.organisation_id == _OWNER


def query(table: Table, *columns: Any) -> Select[Any]:
    """A query made once, for `Scope.ask`, `rows` and `cells`.

    What is asked for each message is made so: making a query anew takes four times as long as asking it.
    """
    return select(*(columns or (table,))).where(own(table))


def query_by(index: str, table: Table, *columns: Any) -> Select[Any]:
    """The same for what SQLite must answer by this index."""
    return query(table, *columns).with_hint(table, f"INDEXED BY {index}", "sqlite")


_LOCKED = query(customers, customers.c.id).where(customers.c.id.in_(IDS))
_LOCKED = _LOCKED.order_by(customers.c.id).with_for_update(key_share=True)
_HELD = select(organisations.c.id).where(organisations.c.id == _OWNER)
_LOOKED_AT = update(customers).where(own(customers), customers.c.id.in_(IDS)).values(look_at=LOOK_NOW)
_REVISION = query(revisions, revisions.c.number)


@cache
def _raised(dialect: str) -> Any:
    more = {"number": revisions.c.number + 1}
    return insert_into(dialect, revisions).on_conflict_do_update(
        index_elements=["organisation_id"], set_=more
    )


def _processors(made: Select[Any], dialect: Dialect) -> list[tuple[int, Callable[[Any], Any]]]:
    """By number of column, what turns its cells into values; none for most."""
    key = (made, dialect.name)
    if key not in _PROCESSORS:
        kinds = [column.type.dialect_impl(dialect) for column in made.selected_columns]
        found = [(n, kind.result_processor(dialect, None)) for n, kind in enumerate(kinds)]
        _PROCESSORS[key] = [(n, process) for n, process in found if process is not None]
    return _PROCESSORS[key]


#: Looking them up for each of few rows costs more than the rows.
_PROCESSORS: dict[tuple[Select[Any], str], list[tuple[int, Callable[[Any], Any]]]] = {}


@cache
def insert_into(dialect: str, table: Table) -> Any:
    """The database's own insert, which knows `on conflict`."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # with all its drivers; most installations need none

    return postgresql.insert(table)


def chunked(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Lists of at most `size`."""
    chunk: list[Item] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def values_of(fact: Any) -> Row:
    """The fields of a dataclass, not copied."""
    kind = type(fact)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(fact))
    return {name: getattr(fact, name) for name in _NAMES[kind]}


#: Field names by dataclass: asking anew for each of many thousand rows costs more than the rows.
_NAMES: dict[Any, tuple[str, ...]] = {}


def columns_of(fact: type[Any], table: Table) -> list[Any]:
    """The columns named like the fields of a dataclass, in their order: `fact(*row)` fits."""
    return [table.c[field.name] for field in fields(fact)]
