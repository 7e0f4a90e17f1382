"""A sandbox in real time for whoever needs one: starting it takes longer than most of what is tried on it."""

from collections.abc import Iterator

import pytest

from providers.sandbox import Handle, serve


@pytest.fixture(scope="session")
def _one_sandbox() -> Iterator[Handle]:
    with serve(seed=None) as handle:
        yield handle


@pytest.fixture
def empty_sandbox(_one_sandbox: Handle) -> Handle:
    """As it was started, with empty books."""
    _one_sandbox.reset(None)
    return _one_sandbox
