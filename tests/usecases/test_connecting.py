"""Connecting by consent, at the sandbox's own OAuth servers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from connector.core.consents import TERMINAL, NotConnected, WhyNot
from connector.core.errors import AuthExpired, Refused, Rejected, Unavailable
from connector.core.source import Connection
from connector.opener import Opener
from connector.store.engine import SqlStore
from connector.usecases import connecting
from connector.usecases.application import Application
from connector.usecases.connecting import Asker, Choice
from connector.usecases.disconnecting import Ending, disconnect
from connector.usecases.explain import explain
from connector.usecases.standing import stands_of
from connector.usecases.sync import sync
from providers.sandbox import Handle, serve
from tests.consenting import BRINDILLE, GLENMORE, answered, register, settings_at
from tests.scenarios.office import Office, database

ANNA = Asker("anna@atelier.example", "session of Anna")
BEN = Asker("ben@atelier.example", "session of Ben")
Settings = dict[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def shared_sandbox() -> Iterator[Handle]:
    with serve(seed=None) as handle:
        yield handle


@pytest.fixture
def sandbox(shared_sandbox: Handle) -> Handle:
    shared_sandbox.reset(None)
    return shared_sandbox


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    opened = database(f"sqlite:///{tmp_path / 'relance.sqlite'}")
    yield opened
    opened.close()
    database.cache_clear()


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


class TestOneCompany:
    def test_is_connected_at_once(self, app: Application, office: Office, connect: Connecting) -> None:
        made = connect("single")

        (kept,) = connected(office)
        assert isinstance(made, Connection)
        assert (kept.id, kept.provider, kept.name) == (made.id, "single", f"Company {kept.tenant}")
        assert app.store.grants.get(kept.grant_id or "").person == ANNA.person
        assert audited(office)[-2:] == ["consent.begun", "connection.added"]

    def test_says_when_the_consent_ends_at_the_latest(
        self, app: Application, office: Office, connect: Connecting
    ) -> None:
        connect("single")

        stand = next(x for x in stands_of(app, office.id) if x.grant)

        assert stand.ends_at is not None and stand.ends_at.year == office.now().year + 5
        assert not stand.ends_soon

    def test_is_not_connected_twice(self, office: Office, connect: Connecting, app: Application) -> None:
        connect("single")

        with pytest.raises(NotConnected, match="reconnect it where it is listed"):
            connect("single")
        assert len(connected(office)) == grants(app) == 1

    def test_is_not_connected_in_another_organisation_either(
        self, store: SqlStore, connect: Connecting, app: Application
    ) -> None:
        other = Office(store)
        connect("single")

        with pytest.raises(NotConnected, match="in another organisation"):
            connect("single", other)
        assert connected(other) == []
        assert grants(app) == 1


class TestSeveral:
    def test_are_offered_and_one_is_chosen(
        self, app: Application, office: Office, connect: Connecting
    ) -> None:
        choice = connect("several")
        assert isinstance(choice, Choice)
        assert connected(office) == []
        shown = connecting.offered(app, office.id, choice.consent_id, ANNA)

        made = chosen(app, office, choice, GLENMORE)

        assert {x.name for x in shown.tenants} == {BRINDILLE, GLENMORE}
        assert [(x.name, x.grant_id) for x in connected(office)] == [(GLENMORE, made.grant_id)]

    def test_one_alone_needs_no_choice(self, connect: Connecting, sandbox: Handle) -> None:
        choice = connect("several")
        assert isinstance(choice, Choice)

        made = connect("several", tenants=choice.tenants[0].id, user="someone@else.example")

        assert isinstance(made, Connection)

    @pytest.mark.parametrize("who", [BEN, replace(ANNA, session="another")])
    def test_the_choice_is_his_own(
        self, app: Application, office: Office, connect: Connecting, who: Asker
    ) -> None:
        choice = connect("several")
        assert isinstance(choice, Choice)

        for ask in (
            lambda: connecting.offered(app, office.id, choice.consent_id, who),
            lambda: connecting.choose(app, office.id, choice.consent_id, choice.tenants[0].id, who),
        ):
            with pytest.raises(NotConnected):
                ask()
        assert chosen(app, office, choice, BRINDILLE).name == BRINDILLE

    def test_what_was_not_offered_cannot_be_chosen(
        self, app: Application, office: Office, connect: Connecting
    ) -> None:
        choice = connect("several")
        assert isinstance(choice, Choice)

        with pytest.raises(NotConnected):
            connecting.choose(app, office.id, choice.consent_id, "not offered", ANNA)
        assert chosen(app, office, choice, BRINDILLE).name == BRINDILLE

    def test_the_choice_is_made_once(self, app: Application, office: Office, connect: Connecting) -> None:
        choice = connect("several")
        chosen(app, office, choice, BRINDILLE)

        with pytest.raises(NotConnected):
            chosen(app, office, choice, GLENMORE)

    def test_the_next_one_needs_no_other_consent(
        self, app: Application, office: Office, store: SqlStore, connect: Connecting
    ) -> None:
        first = chosen(app, office, connect("several"), BRINDILLE)
        other = Office(store)
        (mine,) = connecting.reusable(app, "several", ANNA)

        choice = connecting.use_again(app, other.id, "several", mine.id, ANNA)
        second = chosen(app, other, choice, GLENMORE)

        assert first.grant_id == second.grant_id == mine.id
        assert grants(app) == 1

    def test_nobody_uses_another_s_consent(
        self, app: Application, office: Office, connect: Connecting
    ) -> None:
        made = chosen(app, office, connect("several"), BRINDILLE)

        assert connecting.reusable(app, "several", BEN) == ()
        assert connecting.reusable(app, "single", ANNA) == ()
        with pytest.raises(NotConnected):
            connecting.use_again(app, office.id, "several", made.grant_id or "", BEN)

    def test_a_consent_that_opens_nothing_any_more_offers_nothing(
        self, app: Application, office: Office, connect: Connecting
    ) -> None:
        made = chosen(app, office, connect("several"), BRINDILLE)
        empty = replace(app, systems=Refusing(app.systems, tenants=()))

        with pytest.raises(NotConnected, match="opens no organisation"):
            connecting.use_again(empty, office.id, "several", made.grant_id or "", ANNA)
        assert grants(app) == 1


class TestTheAnswer:
    def test_is_taken_once(self, app: Application, office: Office) -> None:
        given = answered(connecting.start(app, office.id, "single", ANNA))
        connecting.finish(app, office.id, "single", given, ANNA)

        with pytest.raises(NotConnected) as refused:
            connecting.finish(app, office.id, "single", given, ANNA)
        assert refused.value.why is WhyNot.NOT_OPEN
        assert len(connected(office)) == 1

    @pytest.mark.parametrize("who", [BEN, replace(ANNA, session="another")])
    def test_belongs_to_the_session_that_asked(self, app: Application, office: Office, who: Asker) -> None:
        given = answered(connecting.start(app, office.id, "single", ANNA))

        with pytest.raises(NotConnected, match="not open"):
            connecting.finish(app, office.id, "single", given, who)

        assert (connected(office), grants(app)) == ([], 0)
        connecting.finish(app, office.id, "single", given, ANNA)
        assert len(connected(office)) == 1

    def test_belongs_to_the_organisation(self, app: Application, office: Office, store: SqlStore) -> None:
        given = answered(connecting.start(app, office.id, "single", ANNA))
        other = Office(store)

        with pytest.raises(NotConnected, match="not open"):
            connecting.finish(app, other.id, "single", given, ANNA)

        assert connecting.organisation_of(app, given["state"]) == office.id
        assert connecting.organisation_of(app, "made up") is None
        assert (connected(other), grants(app)) == ([], 0)

    def test_belongs_to_the_provider(self, app: Application, office: Office) -> None:
        given = answered(connecting.start(app, office.id, "single", ANNA))

        with pytest.raises(NotConnected, match="not open"):
            connecting.finish(app, office.id, "several", given, ANNA)
        assert grants(app) == 0

    @pytest.mark.parametrize("given", [{}, {"state": "made up", "code": "x"}, {"state": "\ud800"}])
    def test_of_a_state_that_nobody_made_is_refused(
        self, app: Application, office: Office, given: dict[str, str]
    ) -> None:
        with pytest.raises(NotConnected, match="not open"):
            connecting.finish(app, office.id, "single", given, ANNA)

    def test_to_the_command_line_is_to_be_pasted_there(self, app: Application, office: Office) -> None:
        keyboard = Asker("anna", TERMINAL)
        given = answered(connecting.start(app, office.id, "single", keyboard))

        with pytest.raises(NotConnected, match="paste the address"):
            connecting.finish(app, office.id, "single", given, ANNA)

        connecting.finish(app, office.id, "single", given, keyboard)
        assert len(connected(office)) == 1

    @pytest.mark.parametrize(
        ("said", "why", "shown"),
        [
            ({"error": "access_denied"}, WhyNot.DENIED, "not allowed at Single Books"),
            ({"error": "invalid_scope"}, WhyNot.ANSWERED_OTHERWISE, "«invalid_scope»"),
            ({"error": "<b>Click here</b>"}, WhyNot.ANSWERED_OTHERWISE, "«?»"),
            ({"error": ""}, WhyNot.ANSWERED_OTHERWISE, "«?»"),
            ({"code": ""}, WhyNot.ANSWERED_OTHERWISE, "«?»"),
        ],
    )
    def test_that_is_no_consent_connects_nothing(
        self, app: Application, office: Office, said: dict[str, str], why: WhyNot, shown: str
    ) -> None:
        given = answered(connecting.start(app, office.id, "single", ANNA)) | said

        with pytest.raises(NotConnected, match=shown.replace("?", r"\?")) as refused:
            connecting.finish(app, office.id, "single", given, ANNA)

        assert refused.value.why is why
        assert (connected(office), grants(app)) == ([], 0)

    def test_of_somebody_who_says_no(self, connect: Connecting, office: Office) -> None:
        with pytest.raises(NotConnected, match="not allowed"):
            connect("several", allow=False)
        assert connected(office) == []

    def test_with_a_forged_code_connects_nothing(self, app: Application, office: Office) -> None:
        given = answered(connecting.start(app, office.id, "several", ANNA)) | {"code": "forged-code"}

        with pytest.raises(Rejected) as refused:
            connecting.finish(app, office.id, "several", given, ANNA)

        assert "forged-code" not in str(refused.value)
        assert (connected(office), grants(app)) == ([], 0)

    def test_another_s_code_does_not_fit_the_verifier(self, app: Application, office: Office) -> None:
        mine, theirs = (answered(connecting.start(app, office.id, "several", x)) for x in (ANNA, BEN))

        with pytest.raises(Rejected):
            connecting.finish(app, office.id, "several", mine | {"code": theirs["code"]}, ANNA)
        assert grants(app) == 0

    @pytest.mark.parametrize("error", [Unavailable("gone"), RuntimeError("a defect")])
    def test_no_token_is_kept_where_the_tenants_cannot_be_read(
        self, app: Application, office: Office, error: Exception
    ) -> None:
        broken = replace(app, systems=Refusing(app.systems, tenants=error))
        given = answered(connecting.start(app, office.id, "several", ANNA))

        with pytest.raises(type(error)):
            connecting.finish(broken, office.id, "several", given, ANNA)
        assert grants(app) == 0

    def test_that_opens_nothing_connects_nothing(self, app: Application, office: Office) -> None:
        empty = replace(app, systems=Refusing(app.systems, tenants=()))
        given = answered(connecting.start(app, office.id, "several", ANNA))

        with pytest.raises(NotConnected, match="opens no organisation at Several Books"):
            connecting.finish(empty, office.id, "several", given, ANNA)
        assert grants(app) == 0


class TestBeginning:
    def test_needs_an_app_that_the_owner_registered(
        self, app: Application, office: Office, settings: Settings
    ) -> None:
        settings["single"] = {"api_url": settings["single"]["api_url"]}

        with pytest.raises(Refused, match="RELANCE_SINGLE_CLIENT_ID"):
            connecting.start(app, office.id, "single", ANNA)

    @pytest.mark.parametrize(
        ("provider", "says"), [("keyed", "with a key"), ("nobody", "cannot be connected")]
    )
    def test_needs_a_system_that_asks_for_consent(
        self, app: Application, office: Office, provider: str, says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            connecting.start(app, office.id, provider, ANNA)

    def test_leads_back_to_the_address_of_the_pages(self, app: Application) -> None:
        own = replace(app, page_link="https://relance.example")

        assert connecting.callback_address(own, "single") == "https://relance.example/connect/single/callback"
        assert connecting.callback_address(app, "single").startswith("http://127.0.0.1:8000/connect/")

    def test_of_a_connection_that_is_not_there_is_refused(self, app: Application, office: Office) -> None:
        with pytest.raises(NotConnected):
            connecting.reconnect(app, office.id, "nothing", ANNA)


class TestAgain:
    def test_it_waits_for_the_owner_no_longer(
        self, app: Application, office: Office, connect: Connecting, again: Connecting, sandbox: Handle
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)
        office.account.error = AuthExpired("The consent is over.")
        sync(app, office.id)
        (waits,) = connected(office)

        again(made, tenants=made.tenant)

        (after,) = connected(office)
        assert waits.stopped_at is not None and waits.alarm == "The consent is over."
        assert (after.stopped_at, after.alarm, after.grant_id) == (None, None, made.grant_id)
        assert app.store.grants.get(made.grant_id or "").version == 2
        assert grants(app) == 1
        assert audited(office)[-1] == "connection.reconnected"

    def test_another_company_chosen_by_mistake_changes_nothing(
        self, app: Application, office: Office, connect: Connecting, again: Connecting
    ) -> None:
        choice = connect("several")
        assert isinstance(choice, Choice)
        made = chosen(app, office, choice, BRINDILLE)
        other = next(x for x in choice.tenants if x.name == GLENMORE)

        with pytest.raises(NotConnected, match=f"opens {GLENMORE}, not {BRINDILLE}") as refused:
            again(made, tenants=other.id, user="someone@else.example")

        assert refused.value.why is WhyNot.ANOTHER_ACCOUNT
        assert app.store.grants.get(made.grant_id or "").version == 1
        assert (connected(office), grants(app)) == ([made], 1)

    def test_what_no_longer_opens_the_others_leaves_them_their_grant(
        self, app: Application, office: Office, store: SqlStore, connect: Connecting, again: Connecting
    ) -> None:
        mine = chosen(app, office, connect("several"), BRINDILLE)
        other = Office(store)
        choice = connecting.use_again(app, other.id, "several", mine.grant_id or "", ANNA)
        theirs = chosen(app, other, choice, GLENMORE)

        again(mine, tenants=mine.tenant, user="someone@else.example")

        (after,) = connected(office)
        assert after.grant_id != mine.grant_id
        assert app.store.grants.tenants_on(mine.grant_id or "") == (theirs.tenant,)

    def test_one_that_was_disconnected_meanwhile_is_not_revived(
        self, app: Application, office: Office, connect: Connecting
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)
        given = answered(connecting.reconnect(app, office.id, made.id, ANNA))
        disconnect(app, office.id, made.id, "anna")

        with pytest.raises(NotConnected, match="not connected any more"):
            connecting.finish(app, office.id, "single", given, ANNA)
        assert grants(app) == 0


class TestDisconnecting:
    def test_revokes_and_forgets(
        self, app: Application, office: Office, connect: Connecting, sandbox: Handle
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)

        assert disconnect(app, office.id, made.id, "anna") is Ending.REVOKED

        assert (connected(office), grants(app)) == ([], 0)
        assert [x.is_revoked for x in sandbox.quickbooks.oauth.grants] == [True]
        assert audited(office)[-1] == "connection.ended"

    def test_keeps_what_others_stand_on(
        self, app: Application, office: Office, store: SqlStore, connect: Connecting, sandbox: Handle
    ) -> None:
        mine = chosen(app, office, connect("several"), BRINDILLE)
        other = Office(store)
        choice = connecting.use_again(app, other.id, "several", mine.grant_id or "", ANNA)
        theirs = chosen(app, other, choice, GLENMORE)

        assert disconnect(app, office.id, mine.id, "anna") is Ending.STILL_USED
        assert grants(app) == 1
        assert disconnect(app, other.id, theirs.id, "anna") is Ending.REVOKED

    def test_does_not_end_what_the_same_person_gave_elsewhere(
        self, app: Application, office: Office, store: SqlStore, connect: Connecting, sandbox: Handle
    ) -> None:
        other = Office(store)
        mine = chosen(app, office, connect("several"), BRINDILLE)
        chosen(app, other, connect("several", other), GLENMORE)

        assert disconnect(app, office.id, mine.id, "anna") is Ending.OTHERS_USE_IT

        assert not any(x.is_revoked for x in sandbox.xero.oauth.grants)
        assert grants(app) == 1

    def test_forgets_also_where_the_provider_does_not_answer(
        self, app: Application, office: Office, connect: Connecting, settings: Settings
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)
        settings["single"] = {**settings["single"], "api_url": "http://127.0.0.1:1"}

        assert disconnect(app, office.id, made.id, "anna") is Ending.OUT_OF_REACH
        assert grants(app) == 0

    def test_a_key_is_forgotten(self, app: Application, office: Office) -> None:
        assert disconnect(app, office.id, office.connection.id, "anna") is Ending.KEY_FORGOTTEN

        with office.store.reading(office.id) as unit:
            assert unit.connections.secret(office.connection.id) is None

    def test_its_invoices_stay_and_nothing_is_read_or_sent_about_them(
        self, app: Application, office: Office
    ) -> None:
        office.at("2026-09-01")
        office.invoice("F-1", "2026-09-03")
        office.sync()
        reads = office.account.reads
        disconnect(app, office.id, office.connection.id, "anna")

        sent = office.cycle("2026-09-08")

        assert (sent, office.account.reads) == ([], reads)
        assert explain(app, office.id, "F-1").decision is None
        assert explain(app, office.id, "F-1").invoice.status == "open"

    def test_what_waited_for_approval_is_taken_back(self, app: Application, office: Office) -> None:
        office.at("2026-09-01")
        office.invoice("F-1", "2026-09-03")
        office.sync()
        office.at("2026-09-08T18:00")
        office.plan()
        office.cycle()
        disconnect(app, office.id, office.connection.id, "anna")

        office.cycle("2026-09-09")

        assert [x.state for x in office.reminders()] == ["cancelled"]

    def test_connected_again_it_goes_on_where_it_was(
        self, app: Application, office: Office, connect: Connecting
    ) -> None:
        made = connect("single")
        assert isinstance(made, Connection)
        office.invoice("F-1", "2027-01-01")
        sync(app, office.id)
        disconnect(app, office.id, made.id, "anna")

        connect("single")
        sync(app, office.id)

        (back,) = connected(office)
        assert back.id == made.id
        with office.store.reading(office.id) as unit:
            kept = [x for x in unit.ledger.find_invoices("F-1") if x.connection_id == made.id]
        assert len(kept) == 1

    def test_a_file_is_not_disconnected(self, app: Application, office: Office) -> None:
        office.invoice("F-1", "2026-09-03")
        office.import_file("F-1")

        with pytest.raises(NotConnected):
            disconnect(app, office.id, office.file_connection().id, "anna")


def test_no_secret_of_a_consent_is_stored_in_clear(
    app: Application, office: Office, connect: Connecting, tmp_path: Path
) -> None:
    address = connecting.start(app, office.id, "several", ANNA)
    given = answered(address)
    connecting.finish(app, office.id, "several", given, ANNA)
    office.store.close()

    kept = b"".join(x.read_bytes() for x in tmp_path.rglob("*") if x.is_file())

    assert given["state"].encode() not in kept
    assert given["code"].encode() not in kept
