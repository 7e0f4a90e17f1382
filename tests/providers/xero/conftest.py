"""A sandbox whose clock stands at a Saturday noon in November, and an app connected to it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, update

from connector.store.engine import SqlStore, open_store
from connector.store.schema import account_budgets, connections, webhook_events
from connector.store.vault import Vault
from providers.sandbox import Handle, serve
from tests.providers.xero.connected import lift_limits
from tests.providers.xero.installation import Installation
from tests.store import conftest as stores

__all__ = ["shared_url"]

shared_url = stores.shared_url

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def _served() -> Iterator[Handle]:
    with serve(now=lambda: NOON, seed=None) as handle:
        yield handle


@pytest.fixture
def sandbox(_served: Handle) -> Iterator[Handle]:
    """Empty books, without limits: its clock stands, and no minute ends."""
    _served.reset(seed=None)
    lift_limits(_served)
    yield _served
    _served.faults.clear()


@pytest.fixture
def seeded(sandbox: Handle) -> Handle:
    sandbox.xero.start_over(7)
    lift_limits(sandbox)
    return sandbox


@pytest.fixture(scope="module")
def store(shared_url: str) -> Iterator[SqlStore]:
    """A database of each kind for a whole file."""
    opened = open_store(shared_url, vault=Vault({"1": b"k" * 32}))
    yield opened
    opened.close()


@pytest.fixture
def installation(store: SqlStore, seeded: Handle) -> Installation:
    """Over a book with a past; no call has been made today, nothing is connected, and nothing was told."""
    with store.engine.connect() as made, made.begin():
        made.execute(delete(account_budgets))
        made.execute(delete(webhook_events))
        made.execute(update(connections).values(ended_at=NOON))
    return Installation(store, seeded)
