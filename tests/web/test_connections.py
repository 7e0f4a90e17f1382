"""Connecting on the pages: who may, what is shown, and what leads nowhere."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from connector.core.accounts import UserRole
from connector.core.errors import AuthExpired
from connector.core.source import Connection
from connector.opener import Opener
from connector.usecases import accounts
from connector.usecases.application import Application
from connector.usecases.sync import sync
from providers.sandbox import Handle
from providers.sandbox.addresses import settings_of
from tests.consenting import BRINDILLE, GLENMORE, answered, register, settings_at
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, csrf, entrance_of, pages_over, sign_in, user, visitor

OURS = {"origin": ADDRESS}


@pytest.fixture
def sandbox(empty_sandbox: Handle) -> Handle:
    return empty_sandbox


@pytest.fixture
def settings(sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> dict[str, Mapping[str, str]]:
    register(monkeypatch)
    return dict(settings_at(sandbox))


@pytest.fixture
def app(office: Office, settings: dict[str, Mapping[str, str]], sandbox: Handle) -> Application:
    office.clock.moment = sandbox.clock.now()
    opener = Opener(lambda name: settings.get(name, {}), office.store, office.clock)
    return replace(office.app, systems=opener, can_send=opener.can_send, page_link=ADDRESS)


class Desk:
    """A browser in which somebody is signed in, at the connections of one organisation."""

    def __init__(self, app: Application, office: Office, role: UserRole = UserRole.OWNER, **at: Any) -> None:
        self.office = office
        self.client = visitor(pages_over(app, office.store), **at)
        email = f"{role}@atelier.example"
        sign_in(self.client, office.store, user(office.store, email, role, office.id))

    def path(self, rest: str = "") -> str:
        return f"/o/{self.office.id}/connections{rest}"

    def page(self, rest: str = "") -> str:
        return unescape(self.client.get(self.path(rest)).text).replace("\xa0", " ").replace("\u202f", " ")

    def post(self, rest: str, **fields: str) -> Any:
        form = {"csrf": csrf(self.client.get(self.path()).text)} | fields
        return self.client.post(self.path(rest), data=form, headers=OURS)

    def address(self, rest: str) -> str:
        """The link that leads to the provider."""
        return link(self.post(rest).text)

    def come_back(self, address: str, provider: str, **said: Any) -> Any:
        return self.client.get(f"/connect/{provider}/callback", params=answered(address, **said))

    def connected(self) -> list[Connection]:
        with self.office.store.reading(self.office.id) as unit:
            return [x for x in unit.connections.all() if x.provider != "elsewhere"]

    def connect(self, provider: str, **said: Any) -> Connection:
        self.come_back(self.address(f"/add/{provider}"), provider, **said)
        return self.connected()[-1]


def link(page: str) -> str:
    found = re.search(r'<a href="([^"]+)" rel="noreferrer">', page)
    assert found, page
    return unescape(found[1])


@pytest.fixture
def desk(app: Application, office: Office) -> Desk:
    return Desk(app, office)


class TestTheList:
    def test_shows_what_can_be_connected(self, desk: Desk) -> None:
        page = desk.page()

        assert "Several Books" in page and "Single Books" in page and "Connecter avec une clé" in page

    def test_says_what_is_not_set_up(self, desk: Desk, settings: dict[str, Any]) -> None:
        settings["single"] = {"api_url": settings["single"]["api_url"]}

        page = desk.page()

        assert "RELANCE_SINGLE_CLIENT_ID" in page
        assert "add/single" not in page

    def test_says_how_each_stands(self, desk: Desk, app: Application) -> None:
        made = desk.connect("single")
        before = desk.page()
        desk.office.account.error = AuthExpired("The consent is over.")
        sync(app, desk.office.id)

        after = desk.page()

        assert made.name in before and "lu d'ici une minute" in before
        assert "vous attend" in after and "The consent is over." in after
        assert "Rien n'est lu et rien ne part" in after

    def test_says_which_account_mails_invoices_and_what_that_means(
        self, app: Application, office: Office
    ) -> None:
        silent = Desk(app, office, UserRole.VIEWER).page()

        page = Desk(replace(app, can_send=lambda _: True), office).page()

        assert "Aucun texte de vous" in page and "Aucun texte de vous" not in silent

    @pytest.mark.parametrize("role", [UserRole.VIEWER, UserRole.APPROVER])
    def test_offers_nothing_to_who_may_not(self, app: Application, office: Office, role: UserRole) -> None:
        page = Desk(app, office, role).page()

        assert "account" in page and "/reconnect" not in page and "/disconnect" not in page
        assert "/add/" not in page and "Propriétaires et comptables" in page

    def test_is_in_the_menu(self, desk: Desk) -> None:
        assert f'href="{desk.path()}" aria-current="page"' in desk.page()


class TestAConsent:
    def test_is_asked_for_by_a_link_and_comes_back(self, desk: Desk) -> None:
        left = desk.post("/add/single")

        back = desk.come_back(link(left.text), "single")

        assert left.status_code == 200
        assert (back.status_code, back.headers["location"]) == (303, desk.path("?done=connected"))
        assert "Le compte est connecté" in desk.page("?done=connected")
        assert [x.provider for x in desk.connected()] == ["single"]

    def test_that_opens_several_leads_to_a_choice(self, desk: Desk) -> None:
        back = desk.come_back(desk.address("/add/several"), "several")
        choice = back.headers["location"].removeprefix(desk.path())
        page = desk.page(choice)
        tenant = re.search(rf'value="([^"]+)" required> {GLENMORE}', page)
        assert tenant

        done = desk.post(choice, tenant=tenant[1])

        assert done.headers["location"] == desk.path("?done=connected")
        assert [x.name for x in desk.connected()] == [GLENMORE]
        assert desk.client.get(desk.path(choice)).status_code == 409

    def test_given_before_is_offered_again(self, desk: Desk) -> None:
        back = desk.come_back(desk.address("/add/several"), "several")
        choice = back.headers["location"].removeprefix(desk.path())
        tenant = re.search(rf'value="([^"]+)" required> {BRINDILLE}', desk.page(choice))
        assert tenant
        desk.post(choice, tenant=tenant[1])

        grant = re.search(r'name="grant" value="([^"]+)"', desk.post("/add/several").text)
        assert grant
        again = desk.post("/add/several/again", grant=grant[1])
        page = desk.page(again.headers["location"].removeprefix(desk.path()))

        assert "déjà connecté" in page and re.search(rf"required> {GLENMORE}", page)
        assert desk.post("/add/several/again", grant="another's").status_code == 409

    def test_denied_is_a_clear_page(self, desk: Desk) -> None:
        back = desk.come_back(desk.address("/add/single"), "single", allow=False)

        assert back.status_code == 409
        assert "L'accès n'a pas été autorisé chez Single Books" in unescape(back.text)
        assert desk.connected() == []

    def test_answered_in_another_browser_is_not_taken(self, desk: Desk, app: Application) -> None:
        given = answered(desk.address("/add/single"))
        other = Desk(app, desk.office)

        back = other.client.get("/connect/single/callback", params=given)

        assert back.status_code == 409 and "n'est plus ouvert" in unescape(back.text)
        assert given["code"] not in back.text and given["state"] not in back.text
        assert desk.connected() == []
        assert desk.client.get("/connect/single/callback", params=given).status_code == 303

    def test_of_an_organisation_that_he_may_not_connect_to_looks_like_none(
        self, desk: Desk, app: Application
    ) -> None:
        given = answered(desk.address("/add/single"))

        for role in (UserRole.VIEWER, UserRole.APPROVER):
            theirs = Desk(app, desk.office, role).client
            told = theirs.get("/connect/single/callback", params=given)
            unknown = theirs.get("/connect/single/callback", params=given | {"state": "made-up"})
            assert (told.status_code, told.text) == (unknown.status_code, unknown.text)
        stranger = Desk(app, Office(desk.office.store)).client
        assert stranger.get("/connect/single/callback", params=given).status_code == 409
        assert desk.connected() == []

    def test_whose_role_was_taken_meanwhile_connects_nothing(self, app: Application, office: Office) -> None:
        desk = Desk(app, office, UserRole.BOOKKEEPER)
        given = answered(desk.address("/add/single"))
        entrance = entrance_of(office.store)
        accounts.give_role(entrance, "bookkeeper@atelier.example", UserRole.VIEWER, office.id, "test")

        back = desk.client.get("/connect/single/callback", params=given)

        assert back.status_code == 409 and "n'est plus ouvert" in unescape(back.text)
        assert desk.connected() == []

    def test_whoever_signed_out_meanwhile_signs_in_and_the_code_goes_nowhere(
        self, app: Application, office: Office
    ) -> None:
        nobody = visitor(pages_over(app, office.store))

        back = nobody.get("/connect/single/callback?code=secret&state=secret")

        assert (back.status_code, back.headers["location"]) == (303, "/sign-in")

    def test_begins_at_our_own_address_only(self, app: Application, office: Office) -> None:
        desk = Desk(app, office, address="http://127.0.0.1:8123")
        form = {"csrf": csrf(desk.client.get(desk.path()).text)}

        left = desk.client.post(
            desk.path("/add/single"), data=form, headers={"origin": "http://127.0.0.1:8123"}
        )

        assert left.status_code == 409 and f"Ouvrez Relance à l'adresse {ADDRESS}" in unescape(left.text)

    def test_no_secret_stands_on_any_page_but_in_the_link(self, desk: Desk) -> None:
        left = desk.post("/add/several")
        given = answered(link(left.text))
        back = desk.client.get("/connect/several/callback", params=given)

        told = "".join(
            (
                *map(str, back.headers.values()),
                back.text,
                desk.page(),
                desk.client.get(back.headers["location"]).text,
            )
        )

        assert given["code"] not in told and given["state"] not in told
        assert left.text.count(given["state"]) == 1
        assert "code_verifier" not in left.text
        assert "http" not in left.headers["content-security-policy"]


class TestReconnecting:
    def test_gives_new_tokens(self, desk: Desk, app: Application) -> None:
        made = desk.connect("single")

        back = desk.come_back(desk.address(f"/{made.id}/reconnect"), "single", tenants=made.tenant)

        assert back.status_code == 303
        assert app.store.grants.get(made.grant_id or "").version == 2

    def test_the_wrong_company_is_said(self, desk: Desk) -> None:
        back = desk.come_back(desk.address("/add/several"), "several")
        choice = back.headers["location"].removeprefix(desk.path())
        ids = {b: a for a, b in re.findall(r'value="([^"]+)" required> ([^<]+)<', desk.page(choice))}
        desk.post(choice, tenant=ids[BRINDILLE])
        (made,) = desk.connected()

        wrong = desk.come_back(
            desk.address(f"/{made.id}/reconnect"), "several", tenants=ids[GLENMORE], user="else@x.example"
        )

        assert wrong.status_code == 409
        assert f"L'accord ouvre {GLENMORE}, non {BRINDILLE}" in unescape(wrong.text)

    def test_an_account_with_a_key_asks_for_another_key(self, desk: Desk) -> None:
        desk.post("/add/keyed", key="rk_1")
        (made,) = desk.connected()

        asked = desk.post(f"/{made.id}/reconnect")

        assert asked.headers["location"] == desk.path("/add/keyed")

    def test_its_own_address_leads_to_the_connections(self, desk: Desk, app: Application) -> None:
        one = desk.client.get("/connect/single")
        assert one.headers["location"] == desk.path()

        owner = visitor(pages_over(app, desk.office.store))
        Office(desk.office.store)
        sign_in(owner, desk.office.store)
        several = owner.get("/connect/single")
        assert several.status_code == 200 and desk.path() in several.text
        assert owner.get("/connect/nobody").status_code == 404


class TestAKey:
    def test_is_tried_and_never_shown_again(self, desk: Desk) -> None:
        assert 'type="password"' in desk.page("/add/keyed")

        wrong = desk.post("/add/keyed", key="sk_secret-1")
        right = desk.post("/add/keyed", key=" rk_secret-2 ")

        assert wrong.status_code == 409 and "begins with rk_" in wrong.text
        assert right.headers["location"] == desk.path("?done=connected")
        assert "secret-" not in wrong.text + desk.page() + desk.page("/add/keyed")

    def test_is_not_asked_for_where_a_consent_is(self, desk: Desk) -> None:
        assert desk.client.get(desk.path("/add/single")).headers["location"] == desk.path()
        assert desk.client.get(desk.path("/add/nobody")).status_code == 404


class TestDisconnecting:
    def test_is_asked_first_and_then_done(self, desk: Desk) -> None:
        made = desk.connect("single")
        page = desk.page(f"/{made.id}/disconnect")

        done = desk.post(f"/{made.id}/disconnect")

        assert made.name in page and len(desk.connected()) == 0
        assert done.headers["location"] == desk.path("?done=revoked")
        assert "l'accord est révoqué" in desk.page("?done=revoked")
        assert desk.client.get(desk.path(f"/{made.id}/disconnect")).status_code == 409

    def test_a_made_up_result_is_not_shown(self, desk: Desk) -> None:
        assert 'role="status"' not in desk.page("?done=<b>")


class TestEitherWay:
    """Stripe, where the operator has a platform: a click or a key."""

    @pytest.fixture
    def settings(self, sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> dict[str, Mapping[str, str]]:
        register(monkeypatch)
        return {"stripe": settings_of(sandbox.url)["stripe"]}

    def card(self, desk: Desk) -> str:
        """What the page offers of Stripe."""
        found = re.search(r'<li class="card"><h2>Stripe</h2>(.*?)</li>', desk.page(), re.DOTALL)
        assert found
        return found[1]

    def test_both_are_offered(self, desk: Desk) -> None:
        card = self.card(desk)

        assert "<button>Connecter<" in card and "Connecter avec une clé" in card
        assert 'type="password"' in desk.page("/add/stripe")

    def test_without_a_platform_there_is_the_key_alone(self, desk: Desk, settings: dict[str, Any]) -> None:
        settings["stripe"] = {"API_URL": settings["stripe"]["API_URL"]}

        card = self.card(desk)

        assert "n un clic" not in card and "Connecter avec une clé" in card
        assert desk.post("/add/stripe").status_code == 409

    def test_what_is_set_wrongly_is_said_beside_the_key(self, desk: Desk, settings: dict[str, Any]) -> None:
        settings["stripe"] = {**settings["stripe"], "CLIENT_SECRET": "rk_test_Restricted"}

        card = self.card(desk)

        assert "Pas encore en un clic : RELANCE_STRIPE_CLIENT_SECRET n'est pas la clé" in card
        assert "<button" not in card and "Connecter avec une clé" in card and "Restricted" not in card

    def test_a_click_comes_back_connected_and_is_given_again_by_one(self, desk: Desk) -> None:
        back = desk.come_back(desk.address("/add/stripe"), "stripe")
        (made,) = desk.connected()
        page = desk.page()
        again = desk.come_back(desk.address(f"/{made.id}/reconnect"), "stripe")

        assert back.headers["location"] == again.headers["location"] == desk.path("?done=connected")
        assert "Reconnecter" in page and f"{ADDRESS}/webhooks/stripe/app" in page
        assert "l'accord est révoqué" in desk.page(
            desk.post(f"/{made.id}/disconnect").headers["location"][-13:]
        )

    def test_a_key_in_its_place_is_asked_for_again_as_a_key(self, desk: Desk) -> None:
        desk.connect("stripe")
        desk.post("/add/stripe", key="rk_test_ofthetests")
        (made,) = desk.connected()

        asked = desk.post(f"/{made.id}/reconnect")

        assert asked.headers["location"] == desk.path("/add/stripe")
        assert f"{ADDRESS}/webhooks/stripe/{made.id}" in desk.page()

    def test_no_page_shows_a_secret_of_the_platform(self, desk: Desk, settings: dict[str, Any]) -> None:
        shown = desk.post("/add/stripe").text + desk.page() + desk.page("/add/stripe")

        assert settings["stripe"]["CLIENT_SECRET"] not in shown
