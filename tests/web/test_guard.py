"""The door: from where the pages may be asked, and what each answer tells the browser."""

import pytest
from fastapi import APIRouter

from connector.web.guard import HEADERS
from connector.web.site import Extras, Site
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, browser


def with_a_button(site: Site) -> APIRouter:
    """An extension that changes something."""
    router = APIRouter()

    @router.post("/press")
    def press() -> str:
        return "pressed"

    return router


BUTTON = Extras(routers=(with_a_button,), doors={"/press": "for these tests"})


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

    without = client.post("/press")
    ours = client.post("/press", headers={"origin": ADDRESS})

    assert (without.status_code, ours.status_code) == (403, 200)


@pytest.mark.parametrize("path", ["/", "/no/such/page", "/static/relance.css", "/healthz"])
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


def test_no_script_and_no_address_beyond_this_machine_is_allowed() -> None:
    policy = HEADERS["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "http" not in policy
