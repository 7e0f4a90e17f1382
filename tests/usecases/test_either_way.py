"""A system that takes a key or a consent: either takes the place of the other, and one account stays one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.consents import NotConnected, WhyNot
from connector.core.errors import AuthExpired, Refused, Unavailable
from connector.core.source import Connection, Source
from connector.store.engine import SqlStore
from connector.usecases import connecting
from connector.usecases.application import Application
from connector.usecases.disconnecting import Ending, disconnect
from connector.usecases.keys import try_and_connect
from connector.usecases.sync import sync
from connector.usecases.tending import tend
from providers.sandbox import Handle
from providers.sandbox.addresses import settings_of
from providers.sandbox.faults import Fault
from tests.consenting import register, settings_at
from tests.scenarios.office import Office
from tests.usecases.consents import (
    ANNA,
    Connecting,
    Settings,
    again,
    app,
    audited,
    connect,
    connected,
    grants,
    office,
    sandbox,
    store,
)

__all__ = ["again", "app", "connect", "office", "sandbox", "store"]

KEY = "rk_test_ofthetests"
ACCOUNT = "acct_1SandboxRelance (test)"


@pytest.fixture
def settings(sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The operator has a platform at Stripe."""
    register(monkeypatch)
    return dict(settings_at(sandbox)) | {"stripe": settings_of(sandbox.url)["stripe"]}


def with_key(app: Application, office: Office, key: str = KEY) -> Connection:
    return try_and_connect(app, office.id, "stripe", key, "anna")


def key_of(office: Office, connection: Connection) -> str | None:
    with office.store.reading(office.id) as unit:
        return unit.connections.secret(connection.id)


def ended_there(sandbox: Handle) -> list[bool]:
    return [x.is_revoked for x in sandbox.stripe.oauth.grants]


def test_an_account_is_connected_with_a_click(
    app: Application, office: Office, connect: Connecting, sandbox: Handle
) -> None:
    connect("stripe")

    (made,) = connected(office)
    grant = app.store.grants.get(made.grant_id or "")
    assert made.tenant == ACCOUNT and made.name.endswith("(test)") and made.name != ACCOUNT
    assert (grant.person, grant.refresh_until, grant.dies_at) == (ANNA.person, None, None)
    assert key_of(office, made) is None


def test_a_consent_takes_the_place_of_a_key(app: Application, office: Office, connect: Connecting) -> None:
    before = with_key(app, office)
    with office.store.writing(office.id) as unit:
        unit.connections.change(before.id, stopped_at=office.now(), alarm="revoked", cursor="evt_1")

    connect("stripe")

    (after,) = connected(office)
    assert (after.id, after.tenant, after.cursor) == (before.id, ACCOUNT, "evt_1")
    assert (after.stopped_at, after.alarm, key_of(office, after)) == (None, None, None)
    assert after.grant_id is not None and audited(office)[-1] == "connection.reconnected"


def test_a_key_takes_the_place_of_a_consent_which_is_ended(
    app: Application, office: Office, connect: Connecting, sandbox: Handle
) -> None:
    before = connect("stripe")
    assert isinstance(before, Connection)

    made = with_key(app, office)

    (after,) = connected(office)
    assert (after.id, after.name) == (before.id, ACCOUNT) == (made.id, made.name)
    assert (after.tenant, after.grant_id, key_of(office, after)) == (None, None, KEY)
    assert (ended_there(sandbox), grants(app)) == ([True], 0)


def test_a_refusal_of_what_it_stood_on_before_stops_nothing(
    app: Application, office: Office, connect: Connecting
) -> None:
    """A reading began by the consent, and hears that it is over after the key took its place."""
    connect("stripe")

    def refused_late(connection: Connection, *_: object) -> Source:
        if connection.provider == "stripe":
            with_key(app, office)
        raise AuthExpired("The consent is over.")

    others, late = sync(replace(app, sources=refused_late), office.id)

    (after,) = connected(office)
    assert (others.problem, late.problem) == ("The consent is over.", "The consent is over.")
    assert (after.alarm, after.stopped_at, key_of(office, after)) == (None, None, KEY)


def test_a_second_consent_takes_the_place_of_the_first_and_ends_nothing(
    app: Application, office: Office, connect: Connecting, sandbox: Handle
) -> None:
    connect("stripe")
    (before,) = connected(office)

    connect("stripe")

    (after,) = connected(office)
    assert after.id == before.id and after.grant_id != before.grant_id
    office.clock.moment += timedelta(hours=2)
    tend(app)
    assert (grants(app), ended_there(sandbox)) == (1, [False, False])


def test_reconnecting_gives_the_same_consent_new_tokens(
    app: Application, office: Office, connect: Connecting, again: Connecting
) -> None:
    made = connect("stripe")
    assert isinstance(made, Connection)

    again(made)

    (after,) = connected(office)
    assert (after.id, after.grant_id, grants(app)) == (made.id, made.grant_id, 1)
    assert app.store.grants.get(made.grant_id or "").version == 2


def test_disconnected_it_is_ended_there_and_goes_on_by_either_way(
    app: Application, office: Office, connect: Connecting, sandbox: Handle
) -> None:
    made = connect("stripe")
    assert isinstance(made, Connection)

    assert disconnect(app, office.id, made.id, "anna") is Ending.REVOKED
    by_key = with_key(app, office)
    (first,) = connected(office)
    assert disconnect(app, office.id, made.id, "anna") is Ending.KEY_FORGOTTEN
    connect("stripe")
    (second,) = connected(office)

    assert {made.id, by_key.id, first.id, second.id} == {made.id}
    assert (first.tenant, second.tenant) == (None, ACCOUNT)
    assert ended_there(sandbox) == [True, False]


def test_what_is_ended_there_already_is_not_called_revoked(
    app: Application, office: Office, connect: Connecting, sandbox: Handle
) -> None:
    made = connect("stripe")
    assert isinstance(made, Connection)
    sandbox.stripe.oauth.revoke(sandbox.stripe.oauth.grants[0])

    assert disconnect(app, office.id, made.id, "anna") is Ending.OUT_OF_REACH
    assert grants(app) == 0


def test_in_another_organisation_it_is_refused_and_the_first_goes_on(
    app: Application, office: Office, store: SqlStore, connect: Connecting, sandbox: Handle
) -> None:
    other = Office(store)
    connect("stripe")

    with pytest.raises(NotConnected) as refused:
        connect("stripe", other)

    assert refused.value.why is WhyNot.CONNECTED_ELSEWHERE
    assert (connected(other), len(connected(office)), grants(app)) == ([], 1, 1)
    assert not any(ended_there(sandbox))


@pytest.mark.parametrize("first", ["key", "consent"])
@pytest.mark.parametrize("second", ["key", "consent"])
def test_one_account_is_read_in_one_organisation_whichever_way_it_is_opened(
    app: Application, office: Office, store: SqlStore, connect: Connecting, first: str, second: str
) -> None:
    """Its customers would hear of each invoice from both."""
    other = Office(store)
    ways: dict[str, Callable[[Office], object]] = {
        "key": lambda where: with_key(app, where),
        "consent": lambda where: connect("stripe", where),
    }
    ways[first](office)

    with pytest.raises(NotConnected) as refused:
        ways[second](other)

    assert refused.value.why is WhyNot.CONNECTED_ELSEWHERE
    assert (connected(other), len(connected(office))) == ([], 1)
    disconnect(app, office.id, connected(office)[0].id, "anna")
    ways[second](other)
    assert len(connected(other)) == 1


def test_a_key_that_may_not_read_its_account_is_taken_in_each(
    app: Application, office: Office, store: SqlStore, sandbox: Handle
) -> None:
    """Nobody can tell whose it is: both bear the same name."""
    sandbox.faults.plan(Fault("server_error", path="/v1/account", provider="stripe", status=403, times=2))
    other = Office(store)

    assert with_key(app, office).name == with_key(app, other).name == "Stripe"


def test_who_says_no_is_told_so(office: Office, connect: Connecting) -> None:
    with pytest.raises(NotConnected, match="Access was not allowed at Stripe"):
        connect("stripe", allow=False)
    assert connected(office) == []


def test_without_a_platform_there_is_the_key_alone(
    app: Application, office: Office, settings: Settings
) -> None:
    settings["stripe"] = {"API_URL": settings["stripe"]["API_URL"]}

    system = app.systems.get("stripe")

    assert (system.is_consented, system.takes_key, system.problem) == (False, True, None)
    with pytest.raises(Refused, match="with a key here"):
        connecting.start(app, office.id, "stripe", ANNA)


def test_a_key_that_cannot_be_tried_leaves_the_consent(
    app: Application, office: Office, connect: Connecting, settings: Settings, sandbox: Handle
) -> None:
    connect("stripe")
    settings["stripe"] = {**settings["stripe"], "API_URL": "http://127.0.0.1:1"}

    with pytest.raises(Unavailable):
        with_key(app, office)

    (after,) = connected(office)
    assert after.tenant == ACCOUNT and ended_there(sandbox) == [False]
