"""Connecting with a key: tried first, sealed, replaced where the account is known."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connector.core.errors import AuthExpired, Refused
from connector.core.source import Connection
from connector.opener import Opener
from connector.store.engine import SqlStore
from connector.usecases.application import Application
from connector.usecases.disconnecting import disconnect
from connector.usecases.keys import try_and_connect
from connector.usecases.sync import sync
from tests.consenting import register
from tests.migrated import Copies
from tests.scenarios.office import Office, office_store

KEY = "rk_acct1"


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    with migrated_copies("sqlite", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture
def office(store: SqlStore) -> Office:
    return Office(store)


@pytest.fixture
def app(office: Office, monkeypatch: pytest.MonkeyPatch) -> Application:
    register(monkeypatch)
    return replace(office.app, systems=Opener(lambda _: {"client_id": "app"}, office.store, office.clock))


def connected(app: Application, office: Office, key: str = KEY) -> Connection:
    return try_and_connect(app, office.id, "keyed", key, "anna")


def kept(office: Office, connection: Connection) -> tuple[Connection | None, str | None]:
    with office.store.reading(office.id) as unit:
        found = next((x for x in unit.connections.all() if x.id == connection.id), None)
        return found, unit.connections.secret(connection.id)


def test_it_is_tried_and_kept(app: Application, office: Office) -> None:
    made = connected(app, office)

    assert made.name == "rk_acct1"
    assert kept(office, made) == (made, KEY)


def test_a_wrong_one_is_refused_and_not_kept(app: Application, office: Office) -> None:
    with pytest.raises(Refused, match="begins with rk_"):
        connected(app, office, "sk_1")

    with office.store.reading(office.id) as unit:
        assert [x.provider for x in unit.connections.all()] == ["elsewhere"]


def test_a_new_one_takes_the_place_of_the_old_and_the_account_is_read_again(
    app: Application, office: Office
) -> None:
    made = connected(app, office)
    office.account.error = AuthExpired("The key no longer opens the account.")
    sync(app, office.id)
    waits, _ = kept(office, made)

    again = connected(app, office, f"{KEY}-new")

    after, key = kept(office, made)
    assert waits is not None and waits.stopped_at is not None
    assert after is not None and (after.stopped_at, after.alarm) == (None, None)
    assert (again.id, key) == (made.id, f"{KEY}-new")


def test_one_that_may_not_read_the_account_replaces_none(app: Application, office: Office) -> None:
    made = connected(app, office, "rk_1-anonymous")

    with pytest.raises(Refused, match="nobody can tell whether it is the same"):
        connected(app, office, "rk_2-anonymous")
    assert kept(office, made)[1] == "rk_1-anonymous"


def test_an_account_that_was_disconnected_goes_on(app: Application, office: Office) -> None:
    made = connected(app, office)
    disconnect(app, office.id, made.id, "anna")

    again = connected(app, office)

    assert again.id == made.id
    after, key = kept(office, made)
    assert after is not None and (after.ended_at, key) == (None, KEY)


def test_a_system_that_asks_for_consent_takes_no_key(app: Application, office: Office) -> None:
    with pytest.raises(Refused, match="by a consent"):
        try_and_connect(app, office.id, "single", KEY, "anna")
