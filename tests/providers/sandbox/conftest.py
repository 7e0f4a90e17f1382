"""A sandbox with an empty book, or a seeded one, its clock standing at a Saturday noon in November."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import stripe

from providers.sandbox import Handle, serve
from tests.providers.sandbox.clients import CLIENTS

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def _served() -> Iterator[Handle]:
    with serve(now=lambda: NOON, seed=None) as handle:
        yield handle


@pytest.fixture
def sandbox(_served: Handle) -> Handle:
    _served.reset(seed=None)
    return _served


@pytest.fixture
def seeded(_served: Handle) -> Handle:
    _served.reset(seed=7)
    return _served


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    """Clients that a test opened keep no connection."""
    with CLIENTS:
        yield


@pytest.fixture(autouse=True)
def _without_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)
