"""A file with a dispute on the customer's own page, and how staff get it: saved, never shown."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.core import handed
from connector.core.accounts import UserRole
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.scenarios.test_page_links_told import HOME, LINKS, text_of, token_in
from tests.web.browsing import ADDRESS, browser, csrf, pages_of, pages_over, sign_in, user, visitor

PDF = b"%PDF-1.4\n<script>alert(1)</script>\n--boundary\r\n"


@pytest.fixture
def office(store: SqlStore) -> Office:
    office = Office(store, policy="three", reply_to="compta@atelier.example")
    office.app = office.make_app(links=LINKS, page_link=HOME)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")
    return office


@pytest.fixture
def customer(office: Office) -> TestClient:
    web = pages_over(office.app, office.store)
    return TestClient(web, base_url=HOME, headers={"accept-language": "fr"}, follow_redirects=False)


@pytest.fixture
def path(office: Office) -> str:
    return f"/c/{token_in(text_of(office))}/dispute"


def dispute(client: TestClient, path: str, content: bytes, name: str = "photo.pdf", **more: str) -> Any:
    page = client.get(path).text
    invoice = re.search(r'name="invoice" value="([\w-]{36})"', page)
    known = {
        "csrf": csrf(page),
        "invoice": invoice[1] if invoice else "",
        "about": "goods",
        "words": "Broken.",
    }
    return client.post(path, data=known | more, files={"file": (name, content)}, headers={"origin": HOME})


def files(office: Office) -> list[str]:
    text = browser(office, page_link=ADDRESS).get(f"/o/{office.id}/tasks").text
    return re.findall(rf'href="(/o/{office.id}/files/[^"]+)"', text)


def test_it_is_taken_and_saved_as_it_came(customer: TestClient, office: Office, path: str) -> None:
    answer = dispute(customer, path, PDF, '../../etc/passwd";filename*=x.html')

    assert answer.status_code == 303
    (address,) = files(office)
    saved = browser(office, page_link=ADDRESS).get(address)
    assert saved.content == PDF
    assert saved.headers["content-type"] == "application/pdf"
    assert re.fullmatch(
        r'attachment; filename="2026-09-08-[0-9a-f]{8}\.pdf"', saved.headers["content-disposition"]
    )
    assert saved.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert saved.headers["x-content-type-options"] == "nosniff"
    shown = browser(office, page_link=ADDRESS).get(f"/o/{office.id}/invoices/F-1").text
    assert "passwd" not in shown + browser(office, page_link=ADDRESS).get(f"/o/{office.id}/tasks").text


def test_the_form_goes_without_a_file_too(customer: TestClient, office: Office, path: str) -> None:
    assert dispute(customer, path, b"", "").status_code == 303
    assert files(office) == []


@pytest.mark.parametrize("name", ["a.pdf", "a.png"])
def test_what_it_is_called_does_not_count(customer: TestClient, office: Office, path: str, name: str) -> None:
    answer = dispute(customer, path, b"<html><script>alert(1)</script>", name)

    assert answer.status_code == 422
    assert "Choisissez un PDF, un PNG ou un JPEG" in answer.text
    assert "Broken." in answer.text
    assert files(office) == []


def test_what_is_too_large_is_refused_before_it_is_read_whole(
    customer: TestClient, office: Office, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handed, "LARGEST", 100)

    answer = dispute(customer, path, b"%PDF-" + b" " * 70_000)

    assert answer.status_code == 422
    assert "Ce fichier est trop lourd" in answer.text
    assert files(office) == []


def test_nothing_is_read_of_a_link_that_opens_nothing(customer: TestClient, path: str) -> None:
    page = customer.get(path).text
    forged = path.replace("/dispute", "")[:-4] + "AAAA/dispute"

    answer = customer.post(
        forged, data={"csrf": csrf(page)}, files={"file": ("a.pdf", PDF)}, headers={"origin": HOME}
    )

    assert answer.status_code == 404


def test_a_form_of_another_page_brings_nothing(customer: TestClient, office: Office, path: str) -> None:
    assert dispute(customer, path, PDF, csrf="0" * 64).status_code == 403
    assert dispute(customer, path, PDF, words="x" * 70_000).status_code == 413
    assert files(office) == []


def test_nobody_else_gets_it(customer: TestClient, office: Office, path: str) -> None:
    dispute(customer, path, PDF)
    (address,) = files(office)
    other = Office(office.store)
    stranger = visitor(pages_of(office, page_link=ADDRESS))
    sign_in(stranger, office.store, user(office.store, "eve@there.example", UserRole.OWNER, other.id))

    assert visitor(pages_of(office, page_link=ADDRESS)).get(address).status_code == 303
    assert stranger.get(address).status_code == 404
    assert stranger.get(address.replace(office.id, other.id)).status_code == 404
