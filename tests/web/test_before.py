"""Who is left out and what was said before, on the page."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.web.browsing import browser, post


@pytest.fixture
def office(shared_store: SqlStore) -> Office:
    office = Office(shared_store, mode=Mode.SHADOW, policy="standard")
    office.invoice("F-1", "2026-08-01", 900_00)
    office.invoice("F-2", "2026-08-10", 100_00)
    office.sync()
    return office


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def page(client: TestClient, office: Office) -> str:
    text = html.unescape(client.get(f"/o/{office.id}/before").text)
    return text.replace("\xa0", " ").replace("\u202f", " ")


def dupont(office: Office) -> str:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_customers("Dupont")[0].id


def test_a_customer_is_left_out_and_let_in_again(client: TestClient, office: Office) -> None:
    address, whose = f"/o/{office.id}/before", dupont(office)
    assert "1 000,00 €" in page(client, office)

    assert post(client, f"{address}/exclude", customer=whose, is_excluded="1").headers["location"] == address
    assert "jamais relancé" in page(client, office)
    assert re.search(r"/changes/\d+/undo", client.get(f"/o/{office.id}/customers/{whose}").text)

    post(client, f"{address}/exclude", customer=whose, is_excluded="0")
    assert "jamais relancé" not in page(client, office)


def test_what_was_said_is_noted(client: TestClient, office: Office) -> None:
    address = f"/o/{office.id}/before"
    said = {"customer": dupont(office), "step": "friendly", "on": "2026-08-20"}

    noted = post(client, f"{address}/record", **said)

    assert noted.headers["location"] == f"{address}?noted=2"
    assert page(client, office).count("20 août 2026") == 2


@pytest.mark.parametrize("on", ["", "yesterday", "2026-12-24"])
def test_a_day_that_cannot_be_is_said_and_what_was_typed_is_kept(
    client: TestClient, office: Office, on: str
) -> None:
    answer = post(client, f"/o/{office.id}/before/record", customer=dupont(office), step="firm", on=on)

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text and "<details open>" in answer.text
    assert f'value="{on}"' in answer.text


def test_why_not_is_said_in_french_of_each_invoice(client: TestClient, office: Office) -> None:
    form = {"customer": dupont(office), "step": "firm", "on": "2026-12-24"}

    text = html.unescape(post(client, f"/o/{office.id}/before/record", **form).text)

    assert re.findall(r"(F-\d)\xa0: Ce jour n'est pas encore venu", text) == ["F-1", "F-2"]
