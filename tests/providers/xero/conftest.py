"""A sandbox whose clock stands at a Saturday noon in November, and an app connected to it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from providers.sandbox import Handle, serve
from tests.providers.xero.connected import lift_limits

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
    sandbox.reset(seed=7)
    lift_limits(sandbox)
    return sandbox
