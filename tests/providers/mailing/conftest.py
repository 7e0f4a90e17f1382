"""A sandbox whose clock stands at a Tuesday and whose mail arrives; one SQLite database for all stories."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import delete, update

from connector.channels.catcher import Catcher
from connector.store.engine import SqlStore, open_store
from connector.store.schema import account_budgets, connections
from connector.store.vault import Vault
from providers.sandbox import Handle, serve
from tests.migrated import Copies
from tests.providers.mailing.stage import DIALECTS, TUESDAY, Stage


@pytest.fixture(scope="session")
def _served() -> Iterator[Handle]:
    with serve(now=lambda: TUESDAY, seed=None) as handle:
        yield handle


@pytest.fixture
def catcher() -> Iterator[Catcher]:
    running = Catcher().start()
    yield running
    running.stop()


@pytest.fixture
def sandbox(_served: Handle, catcher: Catcher) -> Handle:
    """Empty books; its clock stands, so that no minute of calls ends."""
    _served.reset(seed=None)
    _served.faults.clear()
    _served.quickbooks.limits.per_minute = None
    limits = _served.xero.limits
    limits.at_once = limits.per_minute = limits.per_day = limits.app_per_minute = None
    _served.mail_through(catcher.port)
    return _served


@pytest.fixture(scope="session")
def store(migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    with migrated_copies("sqlite", tmp_path_factory.mktemp("mailing")) as url:
        opened = open_store(url, vault=Vault({"1": b"k" * 32}))
        yield opened
        opened.close()


@pytest.fixture
def empty(store: SqlStore) -> SqlStore:
    """No call was made today, and nothing is connected."""
    with store.engine.connect() as made, made.begin():
        made.execute(delete(account_budgets))
        made.execute(update(connections).values(ended_at=TUESDAY))
    return store


@pytest.fixture
def staged(sandbox: Handle, empty: SqlStore, catcher: Catcher) -> Iterator[Callable[..., Stage]]:
    """A stage by the name of its provider."""
    found: list[Stage] = []

    def made(name: str, **settings: str) -> Stage:
        found.append(Stage(DIALECTS[name], sandbox, empty, catcher, **settings))
        return found[-1]

    yield made
    for stage in found:
        stage.mailer.close()


@pytest.fixture(params=sorted(DIALECTS))
def stage(request: pytest.FixtureRequest, staged: Callable[..., Stage]) -> Stage:
    """Each of the three in turn, an organisation of its own connected to it."""
    found = staged(request.param)
    found.begin()
    return found
