"""An empty sandbox whose clock stands at a Saturday noon in November."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from providers.sandbox import Handle, serve

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def _served() -> Iterator[Handle]:
    with serve(now=lambda: NOON, seed=None) as handle:
        yield handle


@pytest.fixture
def sandbox(_served: Handle) -> Handle:
    _served.reset(seed=None)
    return _served
