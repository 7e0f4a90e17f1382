"""The choice of a policy, by reading it."""

import html

import pytest
from starlette.testclient import TestClient

from connector.store.engine import SqlStore
from connector.web.guard import MESSAGE_POLICY
from tests.scenarios.office import Office
from tests.web.browsing import browser, post


@pytest.fixture(scope="module")
def office(shared_store: SqlStore) -> Office:
    office = Office(shared_store)
    office.invoice("F-1", "2026-08-01", 900_00)
    office.sync()
    return office


@pytest.fixture(scope="module")
def client(office: Office) -> TestClient:
    return browser(office)


def test_the_ladder_in_force_stands_with_its_days_and_its_messages(
    client: TestClient, office: Office
) -> None:
    page = html.unescape(client.get(f"/o/{office.id}/policy").text)

    assert "5 jours avant l'échéance" in page and "15 jours après l'échéance" in page
    assert page.count("<iframe") == 4
    assert "Une personne s'en charge" in page


def test_each_message_speaks_of_a_real_invoice_in_a_frame_that_may_do_nothing(
    client: TestClient, office: Office
) -> None:
    answer = client.get(f"/o/{office.id}/policy/gentle/friendly/html")

    assert "F-1" in answer.text
    assert answer.headers["content-security-policy"] == MESSAGE_POLICY


def test_another_is_followed_once_it_is_chosen(client: TestClient, office: Office) -> None:
    address = f"/o/{office.id}/policy"

    assert post(client, address, policy="gentle").headers["location"] == f"{address}?done=1"

    with office.store.reading(office.id) as unit:
        assert unit.organisation().policy == "gentle"
    assert "Vos factures suivent" in client.get(f"{address}?done=1").text


@pytest.mark.parametrize("name", ["", "none", "failed-charge", "../standard"])
def test_one_that_cannot_be_chosen_is_not_there(client: TestClient, office: Office, name: str) -> None:
    assert post(client, f"/o/{office.id}/policy", policy=name).status_code == 404
    assert client.get(f"/o/{office.id}/policy", params={"show": name or "none"}).status_code == 404
