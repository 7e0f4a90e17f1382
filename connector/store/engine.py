"""Opens the database: SQLite by default, PostgreSQL by another URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from connector.core.errors import Refused
from connector.store.accounts import SqlAccounts
from connector.store.budgets import SqlBudgets
from connector.store.directory import SqlDirectory
from connector.store.grants import SqlGrants
from connector.store.leases import SqlLeases
from connector.store.portfolio import SqlPortfolio
from connector.store.scope import LeaseClock, Scope
from connector.store.texts import Kept, SqlSharedTexts
from connector.store.unit import SqlUnit
from connector.store.vault import Vault
from connector.store.webhooks import SqlWebhookEvents

#: How long a writer waits for another one before it gives up.
BUSY_SECONDS = 30
#: As many connections as the web has threads: none waits for another's unit of work.
POOL_SIZE = 40
#: Statements that a connection to SQLite remembers: more than there are.
STATEMENTS = 512
_SNAPSHOT: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def open_store(url: str, lease_clock: LeaseClock | None = None, vault: Vault | None = None) -> "SqlStore":
    """Opens a database that `migrate` has brought up to date.

    `lease_clock` replaces real time for leases and claims (tests); without a `vault` no secret
    of a connection can be kept. Raises Refused for a URL that is no SQLite file or PostgreSQL.
    """
    return SqlStore(make_engine(url), lease_clock, vault)


class SqlStore:
    """The store over one database; safe to share between threads."""

    def __init__(self, engine: Engine, lease_clock: LeaseClock | None, vault: Vault | None) -> None:
        self.engine = engine
        self.reader = _reader_of(engine)
        self._vault = vault
        self._lease_clock = lease_clock
        self._snapshot = _SNAPSHOT if engine.dialect.name == "postgresql" else {}
        if lease_clock is None and engine.dialect.name == "sqlite":
            self._lease_clock = _real_time
        self.directory = SqlDirectory(self._reading, self._writing)
        self.leases = SqlLeases(self._writing, self._lease_clock)
        self.grants = SqlGrants(self._reading, self._writing, self._lease_clock, vault)
        self.portfolio = SqlPortfolio(self._reading, self._writing)
        self.webhook_events = SqlWebhookEvents(self._reading, self._writing)
        self.budgets = SqlBudgets(self._writing)
        self.accounts = SqlAccounts(self._reading, self._writing, self._lease_clock, vault)
        self.shared_texts = SqlSharedTexts(self._reading, self._writing)
        self._kept_texts: Kept = {}

    @contextmanager
    def reading(self, organisation_id: str) -> Iterator[SqlUnit]:
        """One consistent snapshot in which nothing can be written."""
        with self._reading() as connection:
            yield self._unit(connection, organisation_id, is_writing=False)

    @contextmanager
    def writing(self, organisation_id: str) -> Iterator[SqlUnit]:
        """Commits at the end, rolls back on an exception."""
        with self._writing() as connection:
            yield self._unit(connection, organisation_id, is_writing=True)

    def close(self) -> None:
        """Gives every connection back to the database."""
        self.engine.dispose()
        self.reader.dispose()

    def _unit(self, connection: Connection, organisation_id: str, is_writing: bool) -> SqlUnit:
        scope = Scope(connection, organisation_id, is_writing, self._lease_clock)
        return SqlUnit(scope, self._vault, self._kept_texts)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.reader.connect().execution_options(**self._snapshot) as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self.engine.connect() as connection, connection.begin():
            yield connection


def make_engine(url: str, foreign_keys: bool = True) -> Engine:
    """An engine for writing, with the guarantees of the ledger; foreign keys are off only in a migration."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, foreign_keys)
    engine = create_engine(parsed, pool_size=POOL_SIZE, max_overflow=0, pool_pre_ping=True)
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Refused(_NO_DATABASE) from None
    backend = parsed.get_backend_name()
    if backend in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise Refused(_NO_DATABASE)
    return parsed.set(drivername="sqlite")


_NO_DATABASE = (
    "The database URL is not one that can be used: write sqlite:////path/to/relance.sqlite "
    "or postgresql://user:password@host/name."
)


def _reader_of(engine: Engine) -> Engine:
    """The engine for reading: on SQLite with connections of its own, in which nothing can be written.

    Forbidding and allowing it by turns on one connection makes SQLite forget every statement it knows.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    return _sqlite(engine.url, foreign_keys=True, is_reading=True) if is_sqlite else engine


def _sqlite(url: URL, foreign_keys: bool, is_reading: bool = False) -> Engine:
    patience = {"timeout": BUSY_SECONDS, "cached_statements": STATEMENTS}
    engine = create_engine(url, pool_size=POOL_SIZE, max_overflow=0, connect_args=patience)
    pragmas = (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "synchronous = FULL",
        f"foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        f"query_only = {'ON' if is_reading else 'OFF'}",
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _: Any) -> None:
        raw.isolation_level = None  # the driver's own BEGIN comes too late for a snapshot
        _write_ahead(raw)
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")

    # Not by the event "begin": where anybody listens to an engine, each of its statements costs more.
    begin = "BEGIN" if is_reading else "BEGIN IMMEDIATE"
    engine.dialect.do_begin = partial(_execute, begin)  # type: ignore[method-assign]
    engine.dialect.statement_compiler = _HintingCompiler
    return engine


#: The part of an error's code that says of which kind it is.
_PRIMARY = 0xFF


def _write_ahead(raw: Any) -> None:
    """Of several that open a new file at once SQLite refuses all but one without waiting: so we wait."""
    ends = monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY or monotonic() >= ends:
                raise
            sleep(0.01)


class _HintingCompiler(SQLiteCompiler):
    """Writes the hints of `Scope.by`, which SQLAlchemy knows but leaves out for SQLite."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


def _execute(statement: str, raw: Any) -> None:
    raw.execute(statement)


def _prepare_postgresql(raw: Any, _: Any) -> None:
    raw.execute("SET synchronous_commit = on")
    raw.execute("SET timezone = 'UTC'")
    raw.commit()


def _real_time() -> datetime:
    return datetime.now(UTC)
