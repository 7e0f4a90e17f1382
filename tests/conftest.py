"""What every room's tests share; a room's own fixtures stand in tests/<room>/conftest.py."""

import gc
import os
from pathlib import Path
from shutil import disk_usage

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.nothing_skipped",
    "tests.postgres",
    "tests.migrated",
    "tests.measured",
    "tests.compiled_once",
    "tests.proven",
    "tests.sandboxes",
    "tests.turns",
]

#: Bytes that a whole run may need, and more.
ROOM = 2 * 1024**3

# No deadline and no "too slow": a busy machine is not a defect.
_calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("quick", _calm, derandomize=True, max_examples=40, stateful_step_count=20)
settings.register_profile("prove", _calm, max_examples=3000, stateful_step_count=60)
settings.load_profile("quick")


def pytest_configure() -> None:
    """Temporary files lie in memory where there is room: SQLite writes through at every step."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and disk_usage(memory).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_finish() -> None:
    """Thousands of tests and all they import stay to the end: nobody looks through them for garbage again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("RELANCE_")]:
        if not name.startswith("RELANCE_TEST_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """Where the one server of `httpserver` listens; starting and stopping one takes half a second."""
    return "127.0.0.1", 0


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data directory, as `RELANCE_DATA_DIR` would name it."""
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    return made
