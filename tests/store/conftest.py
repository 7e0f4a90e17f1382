"""A migrated database of each kind for a whole file of tests; every test has an organisation of its own."""

from collections.abc import Iterator

import pytest

from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from tests.migrated import Copies
from tests.store.desk import Desk, Hand


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_url(
    request: pytest.FixtureRequest, migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A migrated database for all tests of one file."""
    with migrated_copies(request.param, tmp_path_factory.mktemp("store")) as url:
        yield url


@pytest.fixture(scope="module")
def hand() -> Hand:
    """The clock of leases and claims."""
    return Hand()


@pytest.fixture(scope="module")
def store(shared_url: str, hand: Hand) -> Iterator[SqlStore]:
    opened = open_store(shared_url, lease_clock=hand, vault=Vault({"1": b"k" * 32}))
    yield opened
    opened.close()


@pytest.fixture
def desk(store: SqlStore, hand: Hand) -> Desk:
    """A new organisation with one connection, and nothing in its ledger."""
    return Desk(store, hand)
