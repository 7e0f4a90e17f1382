"""An office with its pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from connector.store.engine import SqlStore
from tests.migrated import Copies
from tests.scenarios.office import Office, office_store
from tests.web.browsing import browser


@pytest.fixture(scope="package", autouse=True)
def _one_loop() -> Iterator[None]:
    """One event loop for all questions: else each begins and ends its own, with its threads."""
    with TestClient(Starlette()) as running, pytest.MonkeyPatch.context() as patched:
        patched.setattr(TestClient, "portal", running.portal)
        yield


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty database."""
    with migrated_copies("sqlite", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture
def office(store: SqlStore) -> Office:
    """An organisation in the mode auto on Tuesday 1 September 2026, 09:00 in Paris."""
    return Office(store)


@pytest.fixture
def visit(office: Office) -> Callable[[str], str]:
    """The words of a page of the office; its own address stands for `~`."""
    client = browser(office)

    def get(path: str) -> str:
        answer = client.get(path.replace("~", f"/o/{office.id}"))
        assert answer.status_code == 200, answer.text
        return answer.text

    return get


@pytest.fixture(scope="module")
def shared_store(migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """One database for a whole file."""
    with migrated_copies("sqlite", tmp_path_factory.mktemp("pages")) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def shared_office(shared_store: SqlStore) -> Office:
    return Office(shared_store)
