"""Connecting by consent, at the sandbox's own OAuth servers."""

from dataclasses import replace

import pytest

from connector.core.consents import TERMINAL, NotConnected, WhyNot
from connector.core.errors import Refused, Rejected, Unavailable
from connector.core.source import Connection
from connector.store.engine import SqlStore
from connector.usecases import connecting
from connector.usecases.application import Application
from connector.usecases.connecting import Asker, Choice
from connector.usecases.standing import stands_of
from providers.sandbox import Handle
from tests.consenting import BRINDILLE, GLENMORE, answered
from tests.scenarios.office import Office
from tests.usecases.consents import (
    ANNA,
    BEN,
    Connecting,
    Refusing,
    Settings,
    again,
    app,
    audited,
    chosen,
    connect,
    connected,
    grants,
    office,
    sandbox,
    settings,
    store,
)

__all__ = ["again", "app", "connect", "office", "sandbox", "settings", "store"]


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
