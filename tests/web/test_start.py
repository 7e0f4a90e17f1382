"""The last step on the page: a look at the first messages, and the mode."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.history import State
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.web.browsing import browser, csrf, pages_of, post, sign_in, user, visitor


@pytest.fixture
def office(shared_store: SqlStore) -> Office:
    office = Office(shared_store, mode=Mode.SHADOW, policy="standard")
    office.invoice("F-1", "2026-08-01", 900_00)
    office.invoice("F-2", "2026-09-05", 100_00, customer="Durand")
    office.invoice("F-3", "2025-08-05", 77_00, customer="Ancien")
    office.sync()
    return office


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def mode_of(office: Office) -> Mode:
    with office.store.reading(office.id) as unit:
        return unit.organisation().mode


def words(text: str) -> str:
    return html.unescape(text).replace("\xa0", " ").replace("\u202f", " ")


def test_the_first_days_stand_with_their_sums_and_what_is_odd(client: TestClient, office: Office) -> None:
    page = words(client.get(f"/o/{office.id}/start").text)

    assert "Messages en 7 jours" in page and "900,00 €" in page
    assert "Factures très anciennes (1)" in page and "Ancien" in page
    assert "180 jours" in page
    assert office.reminders() == ()


def test_approve_leads_to_the_messages_that_wait(client: TestClient, office: Office) -> None:
    answer = post(client, f"/o/{office.id}/mode", mode="approve")

    assert answer.headers["location"] == f"/o/{office.id}/approvals"
    assert [x.state for x in office.reminders()] == [State.AWAITING_APPROVAL] * 2
    assert "Dupont" in client.get(answer.headers["location"]).text


def test_auto_is_asked_again_with_the_count_and_the_sum(client: TestClient, office: Office) -> None:
    address = f"/o/{office.id}/mode"

    asked = post(client, address, mode="auto")
    assert asked.status_code == 200 and mode_of(office) is Mode.SHADOW
    assert "2 messages demandent 1 000,00 €" in words(re.sub(r"<[^>]+>", "", asked.text))

    seal = re.findall(r'name="seal" value="(\w+)"', asked.text)[0]
    assert post(client, address, mode="auto", seal=seal).headers["location"] == f"/o/{office.id}/next"
    assert mode_of(office) is Mode.AUTO


def test_where_the_numbers_changed_meanwhile_it_is_asked_anew(client: TestClient, office: Office) -> None:
    seal = re.findall(r'name="seal" value="(\w+)"', post(client, f"/o/{office.id}/mode", mode="auto").text)[0]
    office.change("F-1", open=899_00)
    office.sync()

    answer = post(client, f"/o/{office.id}/mode", mode="auto", seal=seal)

    assert answer.status_code == 409 and "Les chiffres ont changé" in answer.text
    assert mode_of(office) is Mode.SHADOW


def test_back_to_shadow_is_one_click_from_anywhere(client: TestClient, office: Office) -> None:
    office.set_mode(Mode.AUTO)

    assert post(client, f"/o/{office.id}/mode", mode="shadow").status_code == 303
    assert mode_of(office) is Mode.SHADOW


def test_a_mode_that_is_none_is_refused(client: TestClient, office: Office) -> None:
    assert post(client, f"/o/{office.id}/mode", mode="loud").status_code == 400


def test_a_bookkeeper_looks_and_the_owner_chooses(office: Office) -> None:
    bookkeeper = visitor(pages_of(office))
    sign_in(bookkeeper, office.store, user(office.store, "b@nord.example", UserRole.BOOKKEEPER, office.id))

    page = bookkeeper.get(f"/o/{office.id}/start").text
    assert "propriétaire" in page and 'name="mode"' not in page

    form = {"csrf": csrf(page), "mode": "approve"}
    refused = bookkeeper.post(f"/o/{office.id}/mode", data=form, headers={"origin": str(bookkeeper.base_url)})
    assert refused.status_code == 403 and mode_of(office) is Mode.SHADOW
