"""An office over each kind of database."""

from collections.abc import Iterator

import pytest

from connector.store.engine import SqlStore
from tests.scenarios.office import Office, database


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    """An empty database, on each kind."""
    opened = database(database_url)
    yield opened
    opened.close()
    database.cache_clear()


@pytest.fixture
def office(store: SqlStore) -> Office:
    """An organisation in the mode auto on Tuesday 1 September 2026, 09:00 in Paris."""
    return Office(store)
