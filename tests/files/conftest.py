"""What the tests of this room share: policies written into a folder, and the shipped tables."""

from collections.abc import Callable
from pathlib import Path

import pytest

from connector.files.calendars import HolidayCalendars
from connector.files.whereabouts import data_root

WritePolicy = Callable[..., Path]


@pytest.fixture
def write_policy(tmp_path: Path) -> WritePolicy:
    """Writes a policy file into the owner's folder and gives its path."""

    def write(text: str | bytes, name: str = "own.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture(scope="session")
def calendars() -> HolidayCalendars:
    return HolidayCalendars(data_root() / "config")
