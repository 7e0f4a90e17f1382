"""An office that connects by consent, at the sandbox's own OAuth servers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connector.core.source import Connection
from connector.opener import Opener
from connector.store.engine import SqlStore
from connector.usecases import connecting
from connector.usecases.application import Application
from connector.usecases.connecting import Asker, Choice
from providers.sandbox import Handle
from tests.consenting import answered, register, settings_at
from tests.migrated import Copies
from tests.scenarios.office import Office, office_store

ANNA = Asker("anna@atelier.example", "session of Anna")
BEN = Asker("ben@atelier.example", "session of Ben")
Settings = dict[str, Mapping[str, str]]


@pytest.fixture
def sandbox(empty_sandbox: Handle) -> Handle:
    return empty_sandbox


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    with migrated_copies("sqlite", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture
def settings(sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> Settings:
    register(monkeypatch)
    return dict(settings_at(sandbox))


@pytest.fixture
def office(store: SqlStore, sandbox: Handle) -> Office:
    made = Office(store)
    made.clock.moment = sandbox.clock.now()
    return made


@pytest.fixture
def app(office: Office, settings: Settings) -> Application:
    opener = Opener(lambda name: settings.get(name, {}), office.store, office.clock)
    return replace(office.app, systems=opener)


Connecting = Callable[..., Connection | Choice]


@pytest.fixture
def connect(app: Application, office: Office) -> Connecting:
    """Goes all the way; `fields` are said on the consent page."""

    def go(provider: str, office: Office = office, who: Asker = ANNA, **said: Any) -> Connection | Choice:
        address = connecting.start(app, office.id, provider, who)
        return connecting.finish(app, office.id, provider, answered(address, **said), who)

    return go


@pytest.fixture
def again(app: Application, office: Office) -> Callable[..., Connection | Choice]:
    def go(connection: Connection, **said: Any) -> Connection | Choice:
        address = connecting.reconnect(app, office.id, connection.id, ANNA)
        return connecting.finish(app, office.id, connection.provider, answered(address, **said), ANNA)

    return go


def connected(office: Office) -> list[Connection]:
    """Without the account that every office has."""
    with office.store.reading(office.id) as unit:
        return [x for x in unit.connections.all() if x.provider != "elsewhere"]


def grants(app: Application) -> int:
    return len(app.store.grants.idle_since(app.clock.now().replace(year=2999)))


def audited(office: Office) -> list[str]:
    with office.store.engine.connect() as made:
        return [x for (x,) in made.exec_driver_sql("SELECT what FROM audit_events ORDER BY rowid")]


def chosen(app: Application, office: Office, choice: Connection | Choice, name: str) -> Connection:
    assert isinstance(choice, Choice)
    tenant = next(x for x in choice.tenants if x.name == name)
    return connecting.choose(app, office.id, choice.consent_id, tenant.id, ANNA)


class Refusing:
    """The systems with one thing that goes wrong."""

    def __init__(self, systems: Any, **wrong: Any) -> None:
        self._systems = systems
        self._wrong = wrong

    def __getattr__(self, name: str) -> Any:
        if name not in self._wrong:
            return getattr(self._systems, name)
        found = self._wrong[name]
        if not isinstance(found, Exception):
            return lambda *_: found

        def fail(*_: Any) -> Any:
            raise found

        return fail
