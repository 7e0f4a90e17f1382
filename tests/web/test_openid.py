"""Signing in at an identity provider as a browser meets it; it is a real one on loopback."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.identity.client import App, OpenIdClient
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from connector.usecases import invitations
from connector.usecases.invitations import Wanted
from connector.usecases.sign_in import FRESH
from connector.usecases.sign_in import visitor as visitor_of
from tests.identity.idp import CALLBACK, CLIENT, SECRET, Idp, standing
from tests.migrated import Copies
from tests.scenarios.office import Office
from tests.store.desk import Hand
from tests.store.emptied import nobody_is_there
from tests.web.browsing import (
    ADDRESS,
    OWNER,
    PASSWORD,
    csrf,
    entrance_of,
    is_marked,
    pages_of,
    post,
    section,
    sign_in,
    user,
    visitor,
)

SESSION = "relance-session-8000"
BRUNO: dict[str, Any] = {"sub": "bruno-there", "email": "bruno@atelier.example", "email_verified": True}


@pytest.fixture(scope="module")
def hand() -> Hand:
    return Hand()


@pytest.fixture(scope="module")
def shared_store(
    migrated_copies: Copies, tmp_path_factory: pytest.TempPathFactory, hand: Hand
) -> Iterator[SqlStore]:
    with migrated_copies("sqlite", tmp_path_factory.mktemp("openid")) as url:
        opened = open_store(url, lease_clock=hand, vault=Vault({"1": b"k" * 32}))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def open_idp() -> Iterator[Idp]:
    with standing() as idp:
        yield idp


@pytest.fixture
def idp(open_idp: Idp) -> Idp:
    vars(open_idp).update(vars(Idp(open_idp.url)))
    return open_idp


@pytest.fixture
def office(shared_store: SqlStore, shared_office: Office) -> Office:
    nobody_is_there(shared_store)
    user(shared_store)
    return shared_office


@pytest.fixture
def pages(office: Office, idp: Idp, hand: Hand) -> Any:
    app = App("Maison <b>&</b>", idp.url, CLIENT, SECRET, CALLBACK)
    idp.now = hand()
    return pages_of(office, openid=OpenIdClient(app, hand))


@pytest.fixture
def nobody(pages: Any) -> TestClient:
    return visitor(pages)


@pytest.fixture
def inside(pages: Any, office: Office) -> TestClient:
    client = visitor(pages)
    sign_in(client, office.store, OWNER)
    return client


def onward(answer: Any) -> str:
    """Where the page leads by itself; its link says the same."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'content="0; url=([^"]+)"', answer.text)
    assert found and f'<a href="{found[1]}"' in answer.text
    return found[1].replace("&amp;", "&")


def brought(address: str) -> dict[str, str]:
    """What the browser brings back."""
    sent = requests.get(address, allow_redirects=False, timeout=5)
    return dict(parse_qsl(urlsplit(sent.headers["Location"]).query))


def left(
    client: TestClient, page: str = "/sign-in", path: str = "/sign-in/openid", **fields: str
) -> dict[str, str]:
    return brought(onward(post(client, path, page, **fields)))


def came(client: TestClient, given: dict[str, str]) -> Any:
    return client.get("/sign-in/openid/callback", params=given)


class TestSigningIn:
    def test_goes_on_to_the_page_that_was_asked_for(self, nobody: TestClient, office: Office) -> None:
        page = nobody.get("/sign-in", params={"next": f"/o/{office.id}/sent?page=2"}).text
        assert "Se connecter avec Maison &lt;b&gt;&amp;&lt;/b&gt;" in page

        answer = came(nobody, left(nobody, next=f"/o/{office.id}/sent?page=2"))

        assert answer.headers["location"] == f"/o/{office.id}/sent?page=2"
        assert OWNER in nobody.get("/account").text

    def test_never_leads_elsewhere(self, nobody: TestClient) -> None:
        assert came(nobody, left(nobody, next="//evil.example")).headers["location"] == "/"

    @pytest.mark.gate
    def test_makes_a_new_session_and_a_planted_one_is_gone(self, nobody: TestClient) -> None:
        nobody.cookies.set(SESSION, "planted", "127.0.0.1")

        answer = came(nobody, left(nobody))

        assert nobody.cookies[SESSION] != "planted" and "HttpOnly" in answer.headers["set-cookie"]

    def test_anothers_answer_opens_nothing_here(self, nobody: TestClient, pages: Any) -> None:
        thief = visitor(pages)
        given = left(thief)
        nobody.get("/sign-in")

        answer = came(nobody, given)

        assert answer.status_code == 403 and "Recommencez" in answer.text and SESSION not in nobody.cookies

    def test_a_forged_form_does_not_begin_it(self, nobody: TestClient, idp: Idp) -> None:
        nobody.get("/sign-in")

        answer = nobody.post("/sign-in/openid", data={"next": "/"}, headers={"origin": ADDRESS})

        assert answer.status_code == 403 and idp.codes == {}

    def test_somebody_unknown_is_told_so(self, nobody: TestClient, idp: Idp) -> None:
        idp.person = BRUNO

        answer = came(nobody, left(nobody, next="/tasks"))

        assert answer.status_code == 403 and "Personne ici n'a l'adresse bruno@atelier.example" in unescape(
            answer.text
        )
        assert 'href="/tasks"' in answer.text and SESSION not in nobody.cookies

    def test_no_is_told_and_so_is_an_idp_that_is_down(self, nobody: TestClient, idp: Idp) -> None:
        given = {"state": left(nobody)["state"], "error": "access_denied"}
        denied, again = came(nobody, given), came(nobody, given)
        late = left(nobody)
        idp.answers["/token"] = (503, {}, b"")

        said = [x.text for x in (denied, again, came(nobody, late))]

        words = ("ne vous a pas laissé entrer", "Recommencez", "est injoignable")
        assert [word in text for word, text in zip(words, said, strict=True)] == [True] * 3

    @pytest.mark.gate
    def test_from_another_address_it_says_where(self, nobody: TestClient, pages: Any) -> None:
        other = visitor(pages, "http://localhost:8000")

        answer = post(other, "/sign-in/openid", "/sign-in")

        assert answer.status_code == 403 and f"ouvrez Relance à l'adresse {ADDRESS}" in unescape(answer.text)


class TestSomebodyInvited:
    def test_comes_in_without_a_password_and_may_choose_one(
        self, nobody: TestClient, idp: Idp, office: Office
    ) -> None:
        entrance, idp.person = entrance_of(office.store), BRUNO
        made = invitations.invite_by_command(
            entrance, "root", Wanted(BRUNO["email"], UserRole.VIEWER, office.id)
        )
        page = f"/invitation/{made.token}"

        answer = came(nobody, left(nobody, page, invitation=made.token))

        assert answer.headers["location"] == "/"
        account = unescape(nobody.get("/account").text)
        assert "Vous n'en avez pas encore" in account and 'name="old"' not in account
        assert 'name="password"' not in nobody.get("/account/second-factor").text
        answer = post(nobody, "/account/password", password=PASSWORD, again=PASSWORD)
        changed = unescape(nobody.get(answer.headers["location"]).text)
        assert 'name="old"' in changed and "vous connecte toujours" in changed
        assert nobody.get(page).status_code == 404

    def test_later_shows_first_who_he_is(
        self, nobody: TestClient, idp: Idp, office: Office, hand: Hand
    ) -> None:
        entrance, idp.person = entrance_of(office.store), BRUNO
        made = invitations.invite_by_command(
            entrance, "root", Wanted(BRUNO["email"], UserRole.VIEWER, office.id)
        )
        came(nobody, left(nobody, f"/invitation/{made.token}", invitation=made.token))
        hand.forward(int(FRESH.total_seconds()))
        idp.now = hand()

        for page in ("/account", "/account/second-factor"):
            text = unescape(nobody.get(page).text)
            assert "Se reconnecter avec Maison" in text and "Prouvez d'abord votre identité" in text
            assert 'action="/account/password"' not in text and "/begin" not in text
        refused = post(nobody, "/account/password", "/account", password=PASSWORD, again=PASSWORD)
        assert "reconnectez-vous d'abord" in unescape(refused.text)
        idp.asks_nobody_anew = True
        answer = came(nobody, left(nobody, "/account", next="/account", anew="yes"))
        assert answer.status_code == 403 and "ne confirme pas" in answer.text
        idp.asks_nobody_anew = False
        came(nobody, left(nobody, "/account", next="/account", anew="yes"))

        assert 'action="/account/password"' in nobody.get("/account").text
        assert "/begin" in nobody.get("/account/second-factor").text


class TestOnesAccount:
    def bind(self, client: TestClient, **fields: str) -> Any:
        return post(client, "/account/openid/bind", **({"openid_password": PASSWORD} | fields))

    def test_is_bound_and_unbound(self, inside: TestClient, idp: Idp) -> None:
        idp.person = BRUNO
        answer = came(inside, brought(onward(self.bind(inside))))

        assert answer.headers["location"] == "/account?done=openid"
        page = inside.get("/account?done=openid").text
        assert "Le compte est associé." in page and BRUNO["email"] in page
        assert "Connexion avec Maison" in inside.get("/users").text

        gone = post(inside, "/account/openid/unbind")
        assert BRUNO["email"] not in inside.get(gone.headers["location"]).text

    def test_asks_for_the_password_and_says_what_is_wrong(self, inside: TestClient) -> None:
        answer = self.bind(inside, openid_password="wrong")

        assert answer.status_code == 403 and answer.text.count('role="alert"') == 1
        assert "incorrect" in section(answer.text, "/account/openid/bind")
        assert [is_marked(answer.text, x) for x in ("openid_password", "old")] == [True, False]

    def test_another_address_is_said_beside_its_form_and_marks_no_field(self, inside: TestClient) -> None:
        form = {"csrf": csrf(inside.get("/account").text), "openid_password": PASSWORD}
        elsewhere = {"host": "localhost:8000", "origin": "http://localhost:8000"}

        answer = inside.post("/account/openid/bind", data=form, headers=elsewhere)

        assert "ouvrez Relance" in section(unescape(answer.text), "/account/openid/bind")
        assert "aria-invalid" not in answer.text

    @pytest.mark.gate
    def test_an_owner_unbinds_another(
        self, inside: TestClient, nobody: TestClient, idp: Idp, office: Office
    ) -> None:
        idp.person = BRUNO
        bruno = user(office.store, BRUNO["email"], UserRole.VIEWER, office.id)
        came(nobody, left(nobody))
        known = visitor_of(entrance_of(office.store), nobody.cookies[SESSION])
        assert known is not None and known.user.email == bruno
        path = f"/users/{known.user.id}"

        assert "Associé depuis le" in inside.get(path).text
        answer = post(inside, f"{path}/openid")

        assert "Aucun compte associé" in inside.get(answer.headers["location"]).text
        assert post(nobody, f"{path}/openid").status_code == 403
        assert post(inside, "/users/made-up/openid").status_code == 404


def test_where_no_idp_is_set_there_is_no_button_and_no_way(office: Office) -> None:
    client = visitor(pages_of(office))

    page = client.get("/sign-in").text
    said = [
        client.get("/sign-in/openid/callback", params={"state": "x"}),
        post(client, "/sign-in/openid", "/sign-in"),
    ]

    assert "/sign-in/openid" not in page and [x.status_code for x in said] == [404, 404]
