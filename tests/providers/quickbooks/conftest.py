"""An empty company of the sandbox, whose clock stands at a Saturday noon in November."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from providers.quickbooks import QuickBooks
from providers.sandbox import Handle, serve
from providers.sandbox.quickbooks.book import Book
from tests.providers.quickbooks.connected import connect

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def _served() -> Iterator[Handle]:
    with serve(now=lambda: NOON, seed=None) as handle:
        yield handle


@pytest.fixture
def sandbox(_served: Handle) -> Handle:
    """Its clock stands still, which would never end a minute: it does not count calls."""
    _served.reset(seed=None)
    _served.faults.clear()
    _served.quickbooks.limits.per_minute = None
    return _served


@pytest.fixture
def book(sandbox: Handle) -> Book:
    return sandbox.quickbooks.book


@pytest.fixture
def quickbooks(sandbox: Handle) -> QuickBooks:
    """The provider, connected to that company."""
    return connect(sandbox)
