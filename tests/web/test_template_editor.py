"""Templates are written on a page."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.texts import TextKind
from connector.store.engine import SqlStore
from connector.usecases.texts import Origin, Which, standing
from connector.web.guard import MESSAGE_POLICY
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, browser, pages_of, post, sign_in, user, visitor

FIRM = Which(TextKind.TEMPLATE, "fr/firm")


@pytest.fixture
def office(store: SqlStore) -> Office:
    made = Office(store, policy="standard")
    made.invoice("F-1", "2026-09-04", 900_00)
    made.invoice("F-2", "2026-09-04", 100_00, customer="Durand")
    made.sync()
    return made


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


@pytest.fixture
def address(office: Office) -> str:
    return f"/o/{office.id}/templates/fr/firm"


def form(client: TestClient, address: str, **changes: str) -> dict[str, str]:
    """The form as a browser would send it."""
    page = client.get(address).text
    found = dict(re.findall(r'<textarea id="\w+" name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL))
    (seen,) = re.findall(r'name="seen" value="(\d+)"', page)
    return {k: html.unescape(v) for k, v in found.items()} | {"seen": seen} | changes


def words(office: Office, part: str = "subject.txt") -> str:
    return standing(office.app, office.id, FIRM).parts[part]


@pytest.mark.gate
def test_every_template_is_listed_in_every_language(client: TestClient, office: Office) -> None:
    page = client.get(f"/o/{office.id}/templates").text
    for name in ("fr/firm", "en/firm", "fr/card-ends", "en/formal"):
        assert f'href="/o/{office.id}/templates/{name}"' in page
    assert "owner_daily" not in page


def test_each_template_is_called_as_its_step_is(client: TestClient, office: Office) -> None:
    page = (
        html.unescape(client.get(f"/o/{office.id}/templates").text)
        .replace("\u202f", " ")
        .replace("\xa0", " ")
    )

    for name in ("Prélèvement échoué : premier avis", "Dernière relance", "Versement : rappel"):
        assert f"<strong>{name}</strong>" in page
    assert "{n}" not in page


@pytest.mark.gate
def test_it_is_read_as_it_would_arrive(client: TestClient, office: Office, address: str) -> None:
    page = html.unescape(client.get(address).text)

    assert page.count("<iframe") == 3 and "Facture F-1" in page and "payments_known_on" in page
    (durand,) = re.findall(r'<option value="([\w-]+)">Durand', page)
    for look in ("light", "dark", "phone"):
        answer = client.get(f"{address}/look?look={look}&customer={durand}")
        assert "F-2" in answer.text and answer.headers["content-security-policy"] == MESSAGE_POLICY


def test_it_is_saved_told_and_undone(client: TestClient, office: Office, address: str) -> None:
    answer = post(client, address, **form(client, address, subject="La {{ numbers }}"), do="save")

    assert answer.headers["location"] == f"{address}?saved=1"
    assert words(office) == "La {{ numbers }}\n"
    assert list(standing(office.app, office.id, FIRM).versions[0].parts) == ["subject.txt"]
    page = html.unescape(client.get(f"{address}?saved=1").text)
    assert "La F-1" in page and "Enregistré\xa0: version 1" in page
    post(client, f"{address}/restore", number="0")
    assert standing(office.app, office.id, FIRM).origin is Origin.FILE


def test_what_is_typed_is_looked_at_before_it_is_saved(
    client: TestClient, office: Office, address: str
) -> None:
    typed = form(client, address, subject="Essai {{ numbers }}")
    typed["html"] = typed["html"].replace(
        "{% block opening %}", "{% block opening %}<p>Nouveau {{ customer }}</p>"
    )

    piece = post(client, f"{address}/check", **typed)
    frame = post(client, f"{address}/look?as_=dark", **typed)

    assert "Essai F-1" in piece.text and "<html" not in piece.text
    assert "Nouveau Dupont" in frame.text and "(min-width: 0)" in frame.text
    assert frame.headers["content-security-policy"] == MESSAGE_POLICY
    assert standing(office.app, office.id, FIRM).number == 0


@pytest.mark.gate
def test_what_is_wrong_is_told_by_part_and_line_and_not_saved(
    client: TestClient, office: Office, address: str
) -> None:
    answer = post(client, address, **form(client, address, body="Bonjour\n{{ custmer }}"), do="save")

    page = html.unescape(answer.text).replace("\xa0", " ").replace("\u202f", " ")
    assert answer.status_code == 422 and "body.txt, ligne 2" in page and "« custmer »" in page
    (field,) = re.findall(r'<textarea id="body"[^>]*>', page)
    assert 'aria-invalid="true"' in field and "{{ custmer }}" in page
    assert standing(office.app, office.id, FIRM).number == 0
    frame = post(client, f"{address}/look?as_=light", **form(client, address, body="{{ custmer }}"))
    assert "custmer" in frame.text and frame.headers["content-security-policy"] == MESSAGE_POLICY


@pytest.mark.gate
def test_what_a_message_may_not_lose_keeps_it_from_being_saved(client: TestClient, address: str) -> None:
    answer = post(client, address, **form(client, address, html="<p>{{ total }}</p>"), do="save")
    page = html.unescape(answer.text)
    assert answer.status_code == 422 and "IBAN" in page and "numéro de carte" in page


@pytest.mark.gate
def test_nothing_that_was_written_acts_on_the_page(client: TestClient, address: str) -> None:
    typed = form(client, address, subject="<script>alert(1)</script>")
    for path in (f"{address}/check", address):
        assert "<script>alert" not in post(client, path, **typed, do="check").text


@pytest.mark.gate
def test_versions_are_compared_and_had_back(client: TestClient, office: Office, address: str) -> None:
    for said in ("Un {{ numbers }}", "Deux {{ numbers }}"):
        post(client, address, **form(client, address, subject=said), do="save")

    page = html.unescape(client.get(f"{address}?before=1&after=2").text)
    assert 'class="less">- Un {{ numbers }}' in page and 'class="more">+ Deux {{ numbers }}' in page
    post(client, f"{address}/restore", number="1")
    assert words(office) == "Un {{ numbers }}\n"
    for wrong in ("9", "x", ""):
        assert post(client, f"{address}/restore", number=wrong).status_code == 404


@pytest.mark.gate
def test_who_was_overtaken_is_told(client: TestClient, office: Office, address: str) -> None:
    mine = form(client, address, subject="Un {{ numbers }}")
    post(client, address, **form(client, address, subject="Deux {{ numbers }}"), do="save")

    answer = post(client, address, **mine, do="save")

    assert answer.status_code == 409 and "Un {{ numbers }}" in html.unescape(answer.text)
    assert words(office) == "Deux {{ numbers }}\n"


@pytest.mark.gate
def test_one_of_ones_own_begins_with_another_and_goes_again(client: TestClient, office: Office) -> None:
    listed = f"/o/{office.id}/templates"
    new = client.get(f"{listed}?language=DE&template=chat&begin=de/firm").headers["location"]
    assert new == f"{listed}/de/chat?begin=de%2Ffirm"
    post(client, f"{listed}/de/chat", **form(client, new), do="save")
    assert f"{listed}/de/chat" in client.get(listed).text

    assert post(client, f"{listed}/de/chat/restore", number="0").headers["location"] == listed
    assert client.get(f"{listed}/de/chat").status_code == 404
    assert client.get(f"{listed}/de/chat?begin=xx/none").status_code == 404


@pytest.mark.gate
def test_one_that_a_step_speaks_by_does_not_go(client: TestClient, office: Office) -> None:
    own = f"/o/{office.id}/templates/en/chat"
    post(client, own, **form(client, f"{own}?begin=en/firm"), do="save")
    text = "steps:\n  - {id: chat, offset: 8, channel: email, severity: firm, template: chat}\n"
    assert post(client, f"/o/{office.id}/policies/chatty", text=text, do="save").status_code == 303

    answer = post(client, f"{own}/restore", number="0")

    assert answer.status_code == 409 and "Une étape d'un scénario" in html.unescape(answer.text)


@pytest.mark.gate
def test_a_version_that_no_longer_fits_is_not_had_back(client: TestClient, office: Office) -> None:
    """What it built on is gone."""
    listed, base = f"/o/{office.id}/templates", f"/o/{office.id}/templates/en/base"
    post(client, base, **form(client, f"{base}?begin=en/firm"), do="save")
    own = f"{listed}/en/chat"
    typed = form(client, f"{own}?begin=en/firm", body='{% extends "en/base/body.txt" %}')
    post(client, own, **typed, do="save")
    post(client, own, **form(client, own, body='{% extends "en/_mail.txt" %}'), do="save")
    post(client, f"{base}/restore", number="0")

    answer = post(client, f"{own}/restore", number="1")

    assert answer.status_code == 422 and "manque" in answer.text


@pytest.mark.gate
def test_what_is_shared_counts_for_all_and_is_changed_by_who_owns_the_installation(
    client: TestClient, office: Office
) -> None:
    other = Office(office.store, policy="standard")
    everyones = f"/o/{office.id}/shared-templates/fr/firm"
    post(client, everyones, **form(client, everyones, subject="Tous {{ numbers }}"), do="save")

    assert {words(office), words(other)} == {"Tous {{ numbers }}\n"}
    assert "commun à l'installation" in html.unescape(client.get(f"/o/{other.id}/templates").text)

    theirs = visitor(pages_of(office))
    sign_in(theirs, office.store, user(office.store, "bea@atelier.example", UserRole.OWNER, office.id))
    for path in (everyones, f"{everyones}/check", f"{everyones}/look", f"{everyones}/restore"):
        assert post(theirs, path, subject="x", number="0", do="save").status_code == 403


@pytest.mark.parametrize("field", ["seen", "number"])
def test_a_number_of_any_length_is_no_fault(client: TestClient, address: str, field: str) -> None:
    many = {field: "9" * 5000}
    wrong = post(client, f"{address}/restore", **many) if field == "number" else None

    saved = post(client, address, **{**form(client, address, subject="La {{ numbers }}"), **many}, do="save")

    assert saved.status_code == 303 and (wrong is None or wrong.status_code == 404)


def test_a_bookkeeper_tries_words_and_the_owner_alone_saves_them(office: Office, address: str) -> None:
    client = visitor(pages_of(office))
    sign_in(
        client, office.store, user(office.store, "compta@atelier.example", UserRole.BOOKKEEPER, office.id)
    )
    (csrf,) = set(re.findall(r'name="csrf" value="([^"]+)"', client.get(address).text))
    page = client.get(address).text
    assert 'value="save"' not in page and f'formaction="{address}/look?as_=light"' in page

    asked = {**form(browser(office), address, subject="La {{ numbers }}"), "csrf": csrf}
    origin = {"origin": ADDRESS}
    for path, status in (("/check", 200), ("/look", 200), ("", 403), ("/restore", 403)):
        answer = client.post(f"{address}{path}", data=asked | {"do": "save", "number": "0"}, headers=origin)
        assert answer.status_code == status, path
    assert standing(office.app, office.id, FIRM).versions == ()
