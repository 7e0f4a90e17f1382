"""The door: from where the pages may be asked, and what each answer tells the browser."""

from dataclasses import replace

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from connector.web.doors import SIGNED_IN
from connector.web.guard import HEADERS
from connector.web.site import Extras, Site
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, OWNER, PASSWORD, browser, csrf, pages_of, pages_over, user, visitor


def with_a_button(site: Site) -> APIRouter:
    """An extension that changes something."""
    router = APIRouter()

    @router.post("/press")
    def press() -> str:
        return "pressed"

    return router


BUTTON = Extras(routers=(with_a_button,), doors={"POST /press": SIGNED_IN})


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_this_machine_may_ask(office: Office, host: str) -> None:
    assert browser(office).get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8000", "evil.example@x", "", "[::1", "10.0.0.5:8000"]
)
def test_a_forged_host_is_refused(office: Office, host: str) -> None:
    answer = browser(office).get("/", headers={"host": host})

    assert answer.status_code == 403
    assert "Atelier" not in answer.text


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:8000"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_page_s_origin_is_refused(office: Office, origin: str, method: str) -> None:
    answer = browser(office, BUTTON).request(method, "/press", headers={"origin": origin})

    assert answer.status_code == 403


def test_what_changes_something_needs_our_own_origin(office: Office) -> None:
    client = browser(office, BUTTON)

    fields = {"csrf": csrf(client.get("/account").text)}
    without = client.post("/press", data=fields)
    ours = client.post("/press", data=fields, headers={"origin": ADDRESS})

    assert (without.status_code, ours.status_code) == (403, 200)


@pytest.mark.parametrize(
    "path", ["/", "/no/such/page", "/static/relance.css", "/healthz", "/sign-in", "/account"]
)
def test_every_answer_bears_the_headers(office: Office, path: str) -> None:
    answer = browser(office).get(path)

    assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)


def test_a_fault_bears_them_too_and_shows_no_traceback(office: Office) -> None:
    class Broken:
        @property
        def directory(self) -> None:
            raise RuntimeError("secret words")

    answer = browser(office, store=Broken()).get("/")

    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert "secret words" not in answer.text


def test_nothing_beyond_this_machine_is_allowed_and_no_script_but_our_own() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy


@pytest.mark.parametrize("base", ["https://localhost", "https://127.0.0.1:8443"])
def test_https_on_this_machine_is_a_page_of_ours_too(office: Office, base: str) -> None:
    user(office.store)
    pages = pages_over(replace(office.app, page_link=base), office.store)
    client = visitor(pages, base.replace("https", "http"))
    page = client.get("/sign-in")
    fields = {"csrf": csrf(page.text), "email": OWNER, "password": PASSWORD}
    jar = page.headers["set-cookie"].partition(";")[0]

    said = [
        client.post("/sign-in", data=fields, headers={"origin": origin, "cookie": jar}).status_code
        for origin in ("https://evil.example", base)
    ]

    assert said == [403, 303]


def test_a_slash_too_many_leads_nowhere(office: Office) -> None:
    assert browser(office).get("/account/").status_code == 404


class TestBehindAProxyThatEncrypts:
    """People open https://relance.example; the proxy asks in plain http, with their Host."""

    @pytest.fixture
    def client(self, office: Office) -> TestClient:
        app = replace(office.app, page_link="https://relance.example")
        return visitor(pages_over(app, office.store), "http://relance.example")

    @pytest.mark.parametrize(
        ("host", "status"),
        [
            ("relance.example", 200),
            ("RELANCE.example:443", 200),
            ("127.0.0.1:8000", 200),
            ("evil.example", 403),
            ("relance.example.evil.example", 403),
            ("10.0.0.5", 403),
        ],
    )
    def test_it_answers_under_its_own_name_and_on_the_machine(
        self, client: TestClient, host: str, status: int
    ) -> None:
        assert client.get("/healthz", headers={"host": host}).status_code == status

    def test_the_headers_of_a_proxy_are_not_believed(self, client: TestClient) -> None:
        forged = {
            "host": "evil.example",
            "x-forwarded-host": "relance.example",
            "forwarded": "host=127.0.0.1",
        }

        assert client.get("/healthz", headers=forged).status_code == 403

    @pytest.mark.parametrize(
        ("origin", "status"),
        [("https://relance.example", 303), ("http://relance.example", 403), ("https://evil.example", 403)],
    )
    def test_a_form_comes_from_the_https_page(
        self, client: TestClient, office: Office, origin: str, status: int
    ) -> None:
        user(office.store)
        page = client.get("/sign-in")
        fields = {"csrf": csrf(page.text), "email": OWNER, "password": PASSWORD}
        jar = page.headers["set-cookie"].partition(";")[0]

        answer = client.post("/sign-in", data=fields, headers={"origin": origin, "cookie": jar})

        assert answer.status_code == status

    def test_its_cookies_are_secure_and_of_this_host_alone(self, client: TestClient, office: Office) -> None:
        user(office.store)
        page = client.get("/sign-in")
        fields = {"csrf": csrf(page.text), "email": OWNER, "password": PASSWORD}
        jar = page.headers["set-cookie"].partition(";")[0]

        answer = client.post(
            "/sign-in", data=fields, headers={"origin": "https://relance.example", "cookie": jar}
        )

        made = [page.headers["set-cookie"], *answer.headers.get_list("set-cookie")]
        assert [x.partition("=")[0] for x in made] == [
            "__Host-relance-form", "__Host-relance-session", "__Host-relance-device"
        ]  # fmt: skip
        for cookie in made:
            attributes = {x.strip().lower() for x in cookie.split(";")[1:]}
            assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes
            assert not any(x.startswith("domain") for x in attributes)


def test_on_this_machine_cookies_are_plain_and_bear_the_port(office: Office) -> None:
    user(office.store)

    cookie = visitor(pages_of(office)).get("/sign-in").headers["set-cookie"]

    assert cookie.startswith("relance-form-8000=")
    assert "secure" not in cookie.lower() and "httponly" in cookie.lower()
