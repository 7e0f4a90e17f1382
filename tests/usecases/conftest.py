"""The offices of the stories, and the entrance of an empty installation."""

from collections.abc import Iterator

import pytest

from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from tests.scenarios.conftest import office, sqlite, store, story
from tests.store import conftest as stores
from tests.store.desk import Hand
from tests.store.emptied import nobody_is_there
from tests.usecases.gate import Gate

__all__ = ["gate", "hand", "office", "shared_store", "shared_url", "sqlite", "store", "story"]

hand = stores.hand
shared_url = stores.shared_url


@pytest.fixture(scope="module")
def shared_store(shared_url: str, hand: Hand) -> Iterator[SqlStore]:
    """A database of each kind for a whole file."""
    opened = open_store(shared_url, lease_clock=hand, vault=Vault({"1": b"k" * 32}))
    yield opened
    opened.close()


@pytest.fixture
def gate(shared_store: SqlStore, hand: Hand) -> Gate:
    """Nobody is a user yet."""
    nobody_is_there(shared_store)
    return Gate(shared_store, hand)
