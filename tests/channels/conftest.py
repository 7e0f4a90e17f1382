"""Servers and certificates that several tests of this room use."""

from collections.abc import Iterator

import pytest

from connector.channels.catcher import Catcher
from tests.certificates import Certificate, certified

__all__ = ["Certificate"]


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    with Catcher() as listening:
        yield listening


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certified(tmp_path_factory.mktemp("certificate"))
