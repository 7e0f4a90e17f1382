"""An office over each kind of database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.store.engine import SqlStore
from tests.migrated import Copies
from tests.scenarios.office import Office, office_store


@contextmanager
def shared(copies: Copies, kind: str, folder: Path) -> Iterator[SqlStore]:
    """One database for all stories: each office is an organisation of its own."""
    with copies(kind, folder) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def store(
    request: pytest.FixtureRequest, migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SqlStore]:
    """A database of each kind."""
    with shared(migrated_copies, request.param, tmp_path_factory.mktemp("both")) as opened:
        yield opened


@pytest.fixture(scope="session")
def sqlite(migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """SQLite alone."""
    with shared(migrated_copies, "sqlite", tmp_path_factory.mktemp("stories")) as opened:
        yield opened


@pytest.fixture
def story(sqlite: SqlStore) -> Callable[..., Office]:
    """Makes an office on SQLite whose customers hear from it on days 5, 15 and 30."""

    def begin(moment: str = "2026-09-01T09:00", **settings: Any) -> Office:
        return Office(sqlite, moment, **({"policy": "three"} | settings))

    return begin


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    """A real mail server on loopback."""
    with Catcher() as listening:
        yield listening


@pytest.fixture
def smtp(catcher: Catcher) -> Iterator[SmtpChannel]:
    """The real channel to it."""
    with SmtpChannel(catcher.url) as channel:
        yield channel


@pytest.fixture
def by_smtp(sqlite: SqlStore, smtp: SmtpChannel) -> Callable[..., Office]:
    """As `story`, with mail that leaves by SMTP."""

    def begin(**settings: Any) -> Office:
        return Office(sqlite, channel=smtp, **({"policy": "three"} | settings))

    return begin


@pytest.fixture
def office(store: SqlStore) -> Office:
    """An organisation in the mode auto on Tuesday 1 September 2026, 09:00 in Paris."""
    return Office(store)
