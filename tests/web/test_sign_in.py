"""The pages of signing in, of one's account and of the users, as a browser meets them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import ACCOUNT, UserRole
from connector.store.engine import SqlStore
from connector.usecases import accounts
from connector.web.browsers import browser_named
from connector.web.sign_in import safe_path
from tests.scenarios.office import Office
from tests.store.emptied import nobody_is_there
from tests.web.browsing import (
    ADDRESS,
    OWNER,
    PASSWORD,
    browser,
    csrf,
    entrance_of,
    is_marked,
    pages_of,
    pages_over,
    post,
    section,
    sign_in,
    user,
    visitor,
)

CODE = "abcde-fghij"
TWICE = {"password": PASSWORD, "again": PASSWORD}
SESSION = "relance-session-8000"


@pytest.fixture
def store(shared_store: SqlStore) -> SqlStore:
    nobody_is_there(shared_store)
    return shared_store


@pytest.fixture
def office(store: SqlStore, shared_office: Office) -> Office:
    return shared_office


@pytest.fixture
def fresh(office: Office) -> TestClient:
    """An installation in which nobody is yet."""
    return visitor(pages_over(office.app, office.store, setup_code=CODE))


@pytest.fixture
def nobody(office: Office, fresh: TestClient) -> TestClient:
    user(office.store)
    return fresh


def typed(client: TestClient, email: str = OWNER, password: str = PASSWORD, **more: str) -> Any:
    return post(client, "/sign-in", "/sign-in", email=email, password=password, **more)


def first(client: TestClient, **fields: str) -> Any:
    known = {"code": CODE, "email": OWNER, "password": PASSWORD, "again": PASSWORD}
    return post(client, "/first-user", "/first-user", **(known | fields))


class TestTheFirstUser:
    def test_everything_leads_to_making_him(self, fresh: TestClient) -> None:
        asked = fresh.get("/")
        form = fresh.get(asked.headers["location"])

        assert form.headers["location"] == "/first-user"
        assert "Code d&#39;installation" in fresh.get("/first-user").text

    def test_with_the_code_he_is_made_and_signed_in(self, fresh: TestClient, office: Office) -> None:
        answer = first(fresh, code=" ABCDE-fghij ")

        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert fresh.get(f"/o/{office.id}").status_code == 200
        assert fresh.get("/users").status_code == 200

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"code": "other"}, "pas le code"),
            ({"code": ""}, "pas le code"),
            ({"password": "short", "again": "short"}, "au moins 12 caractères"),
            ({"again": "something else"}, "ne sont pas les mêmes"),
            ({"email": "anna"}, "Écrivez une adresse"),
        ],
    )
    def test_what_is_wrong_is_said_and_nobody_is_made(
        self, fresh: TestClient, office: Office, fields: dict[str, str], sentence: str
    ) -> None:
        answer = first(fresh, **fields)

        assert answer.status_code == 403
        assert sentence in answer.text
        assert PASSWORD not in answer.text
        assert not accounts.has_users(entrance_of(office.store))

    def test_who_guesses_at_the_code_keeps_nobody_waiting(self, fresh: TestClient) -> None:
        said = {first(fresh, code="other").status_code for _ in range(30)}

        assert (said, first(fresh).status_code) == ({403}, 303)

    def test_without_a_code_the_command_line_is_named(self, office: Office) -> None:
        client = visitor(pages_of(office))

        page = client.get("/first-user").text

        assert "relance user add" in page and "<form" not in page

    def test_without_a_code_none_fits(self, office: Office, fresh: TestClient) -> None:
        fields = {"csrf": csrf(fresh.get("/first-user").text), "code": "", "email": OWNER}
        without = visitor(pages_of(office))
        without.cookies = fresh.cookies

        answer = without.post("/first-user", data=fields, headers={"origin": ADDRESS})

        assert answer.status_code == 403
        assert not accounts.has_users(entrance_of(office.store))

    def test_once_there_is_one_the_page_is_over(self, fresh: TestClient, office: Office) -> None:
        form = csrf(fresh.get("/first-user").text)
        user(office.store)

        again = fresh.post(
            "/first-user", headers={"origin": ADDRESS},
            data={"csrf": form, "code": CODE, "email": "m@x.example"} | TWICE,
        )  # fmt: skip

        assert fresh.get("/first-user").headers["location"] == "/sign-in"
        assert again.status_code == 403
        assert len(accounts.everyone(entrance_of(office.store))) == 1


class TestSigningIn:
    def test_the_right_password_leads_to_the_page_that_was_asked_for(
        self, nobody: TestClient, office: Office
    ) -> None:
        asked = nobody.get(f"/o/{office.id}/sent?page=2").headers["location"]
        back = re.search(r'name="next" value="([^"]+)"', nobody.get(asked).text)
        assert back

        answer = typed(nobody, next=back[1])

        assert answer.headers["location"] == f"/o/{office.id}/sent?page=2"
        assert nobody.get(answer.headers["location"]).status_code == 200

    def test_a_wrong_one_says_so_and_keeps_the_address(self, nobody: TestClient) -> None:
        answer = typed(nobody, password="wrong")

        assert answer.status_code == 403
        assert 'role="alert"' in answer.text and "incorrect" in answer.text
        assert f'value="{OWNER}"' in answer.text and "wrong" not in answer.text.replace("wrongly", "")

    def test_a_user_that_is_not_there_is_told_the_same(self, nobody: TestClient) -> None:
        wrong, unknown = typed(nobody, password="wrong"), typed(nobody, email="x@y.example")

        told = [x.text.replace(OWNER, "~").replace("x@y.example", "~") for x in (wrong, unknown)]
        assert told[0] == told[1]

    def test_guessing_is_told_to_wait(self, nobody: TestClient) -> None:
        said = [typed(nobody, password="wrong") for _ in range(ACCOUNT.free + 2)]

        assert [x.status_code for x in said] == [403] * (ACCOUNT.free + 1) + [429]
        assert "Réessayez dans 1 s ; rien" in said[-1].text.replace("\xa0", " ").replace("\u202f", " ")

    def test_a_browser_that_was_signed_in_is_not_kept_out(self, nobody: TestClient, office: Office) -> None:
        assert typed(nobody).status_code == 303
        assert post(nobody, "/sign-out").status_code == 303
        stranger = visitor(pages_of(office))
        for _ in range(ACCOUNT.free + 2):
            typed(stranger, password="wrong")

        assert typed(stranger).status_code == 429
        assert typed(nobody).status_code == 303

    def test_who_is_in_already_goes_on(self, nobody: TestClient) -> None:
        typed(nobody)

        assert nobody.get("/sign-in?next=/account").headers["location"] == "/account"

    def test_the_token_is_new_each_time(self, nobody: TestClient) -> None:
        nobody.cookies.set(SESSION, "planted", "127.0.0.1")
        typed(nobody)

        assert nobody.cookies[SESSION] != "planted"

    @pytest.mark.parametrize("agent", ["", "x" * 5000, "<script>alert(1)</script>"])
    def test_any_browser_may_come(self, nobody: TestClient, agent: str) -> None:
        nobody.headers["user-agent"] = agent

        assert typed(nobody).status_code == 303
        page = nobody.get("/account")
        assert page.status_code == 200 and "<script>" not in page.text

    def test_the_page_speaks_as_the_browser_does(self, nobody: TestClient) -> None:
        pages = [nobody.get("/sign-in", headers={"accept-language": x}).text for x in ("fr", "en-GB", "de")]

        assert ["Mot de passe" in x for x in pages] == [True, False, False]
        assert ['<html lang="en">' in x for x in pages] == [False, True, True]


@pytest.mark.parametrize(
    ("back", "led"),
    [
        ("/", "/"), ("/o/1?show=send&page=2", "/o/1?show=send&page=2"), ("", "/"), ("account", "/"),
        ("//evil.example", "/"), ("///evil.example", "/"), ("/\\evil.example", "/"), ("/\tx", "/"),
        ("https://evil.example/", "/"), ("javascript:alert(1)", "/"), ("/\r\nset-cookie: a=b", "/"),
        ("//[", "/"), ("//a\u2100b", "/"), ("/[", "/["),
    ],
)  # fmt: skip
def test_it_never_leads_elsewhere(back: str, led: str) -> None:
    assert safe_path(back) == led


def test_a_form_that_somebody_signed_in_sends_keeps_his_token_out_of_its_cookie(office: Office) -> None:
    client = browser(office)
    token = client.cookies[SESSION]
    fields = {"csrf": csrf(client.get("/account").text), "email": OWNER, "password": "wrong"}

    answer = client.post("/sign-in", data=fields, headers={"origin": ADDRESS})

    assert answer.status_code == 403
    assert token not in answer.headers.get("set-cookie", "")


class TestSigningOut:
    def test_the_session_and_its_cookie_are_gone(self, office: Office) -> None:
        client = browser(office)
        token = client.cookies[SESSION]

        answer = post(client, "/sign-out")

        assert answer.headers["location"] == "/sign-in"
        assert SESSION not in client.cookies
        client.cookies.set(SESSION, token, "127.0.0.1")
        assert client.get("/").status_code == 303

    def test_everywhere_is_everywhere(self, office: Office) -> None:
        here, there = browser(office), browser(office)

        post(here, "/account/sign-out-everywhere")

        assert [x.get("/").status_code for x in (here, there)] == [303, 303]

    def test_one_browser_can_be_signed_out_from_another(self, office: Office) -> None:
        here, there = browser(office), browser(office)
        (other,) = re.findall(r"/account/sessions/([0-9a-f-]+)", here.get("/account").text)

        first, second = post(here, f"/account/sessions/{other}"), post(here, f"/account/sessions/{other}")

        assert (first.headers["location"], second.status_code) == ("/account?done=session", 404)
        assert [x.get("/").status_code for x in (here, there)] == [200, 303]

    def test_nobody_signs_another_out(self, office: Office) -> None:
        here = browser(office)
        bruno = visitor(pages_of(office))
        sign_in(bruno, office.store, user(office.store, "bruno@a.example", UserRole.OWNER))
        sign_in(bruno, office.store, "bruno@a.example")
        (theirs,) = re.findall(r"/account/sessions/([0-9a-f-]+)", bruno.get("/account").text)

        assert post(here, f"/account/sessions/{theirs}").status_code == 404
        assert bruno.get("/").status_code == 200


class TestTheAccount:
    def test_a_language_is_chosen_for_every_browser(self, office: Office) -> None:
        client = browser(office)

        answer = post(client, "/account/language", language="en")

        assert "The language is changed." in client.get(answer.headers["location"]).text
        assert '<html lang="en">' in browser(office).get("/").text

    def test_there_are_two(self, office: Office) -> None:
        assert post(browser(office), "/account/language", language="de").status_code == 404

    def test_the_password_is_changed_and_the_others_are_out(self, office: Office) -> None:
        here, there = browser(office), browser(office)
        fields = {"old": PASSWORD, "password": "another good one", "again": "another good one"}

        answer = post(here, "/account/password", **fields)

        assert answer.headers["location"] == "/account?done=password"
        assert [x.get("/").status_code for x in (here, there)] == [200, 303]
        assert typed(there, password="another good one").status_code == 303

    @pytest.mark.parametrize(
        ("fields", "sentence", "field"),
        [
            ({"old": "wrong"}, "incorrect", "old"),
            ({"again": "something else"}, "ne sont pas les mêmes", "again"),
            ({"password": "short", "again": "short"}, "au moins 12", "password"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, office: Office, fields: dict[str, str], sentence: str, field: str
    ) -> None:
        client = browser(office)
        known = {"old": PASSWORD, "password": "another good one", "again": "another good one"}

        answer = post(client, "/account/password", **(known | fields))

        assert answer.status_code == 403 and sentence in section(answer.text, "/account/password")
        assert [x for x in ("old", "password", "again") if is_marked(answer.text, x)] == [field]
        assert typed(visitor(pages_of(office))).status_code == 303

    def test_it_says_where_one_is_signed_in(self, office: Office) -> None:
        page = browser(office).get("/account").text

        assert "Firefox" in page and "192.0.2.7" in page and "ce navigateur" in page

    def test_what_was_done_is_one_of_a_few_words(self, office: Office) -> None:
        assert "evil" not in browser(office).get("/account?done=evil").text


class TestTheUsers:
    def test_each_stands_with_his_roles(self, office: Office, store: SqlStore) -> None:
        user(store, "bruno@a.example", UserRole.BOOKKEEPER, office.id)

        page = browser(office).get("/users").text

        assert "bruno@a.example" in page and "Comptable" in page and "Propriétaire de l" in page

    def test_refused_attempts_are_shown(self, office: Office, nobody: TestClient) -> None:
        typed(nobody, password="wrong")
        typed(nobody, email="my password by mistake")

        page = browser(office).get("/users").text

        assert page.count("connexion refusée") == 2
        assert "quelqu&#39;un d&#39;inconnu" in page
        assert "by mistake" not in page

    def test_what_happened_is_told_with_its_facts(self, office: Office, store: SqlStore) -> None:
        user(store, "bruno@a.example", UserRole.BOOKKEEPER, office.id)
        accounts.take_role(entrance_of(store), "bruno@a.example", office.id, "anna")

        page = browser(office).get("/users").text

        assert "rôle retiré" in page and "bruno@a.example, Atelier" in page


@pytest.mark.parametrize(
    ("word", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5.0", "curl"),
        ("something else", "something else"),
        ("", "–"),
    ],
)
def test_a_browser_is_called_as_people_call_it(word: str, name: str) -> None:
    assert browser_named(word) == name


def test_a_session_that_ran_out_leads_to_signing_in(office: Office, store: SqlStore) -> None:
    client = browser(office)
    with store.engine.connect() as made, made.begin():
        long_ago = office.clock.now() - timedelta(days=400)
        made.exec_driver_sql(
            f"UPDATE sessions SET last_seen_at = '{long_ago:%Y-%m-%d} 00:00:00.000000+00:00'"
        )

    assert client.get("/").headers["location"] == "/sign-in"
