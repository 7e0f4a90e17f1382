"""The customer's own page about a card that ends: it opens the provider's page, and nothing is charged."""

import re

import pytest
from starlette.testclient import TestClient

from connector.core.errors import Unavailable
from connector.core.links import Links
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.scenarios.test_charges_told import said
from tests.scenarios.test_expiring_told import VISA, end, renew
from tests.web.browsing import browser, pages_over
from tests.web.test_customer import HOME, plain


@pytest.fixture
def office(store: SqlStore) -> Office:
    office = Office(store, policy="three")
    office.app = office.make_app(links=Links(b"k" * 32), page_link=HOME)
    end(office)
    office.cycle("2026-10-01")
    return office


@pytest.fixture
def customer(office: Office, store: SqlStore) -> TestClient:
    web = pages_over(office.app, store)
    return TestClient(web, base_url=HOME, headers={"accept-language": "fr"}, follow_redirects=False)


@pytest.fixture
def path(office: Office) -> str:
    found = re.search(r"https://relance\.example(/r/[\w-]+)", said(office))
    assert found is not None
    return found[1]


def test_it_names_the_card_and_no_amount(customer: TestClient, path: str) -> None:
    page = plain(customer.get(path).text)

    assert "Visa •••• 4242, valable jusqu" in page and "31 oct. 2026" in page
    assert "€" not in page
    assert "Rien n" in page and f'href="{path}/card"' in page


def test_the_card_is_changed_at_the_source(customer: TestClient, path: str) -> None:
    answer = customer.get(f"{path}/card")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("https://cards.example/")


def test_whoever_comes_back_with_another_card_is_thanked(
    customer: TestClient, path: str, office: Office
) -> None:
    renew(office)

    back, later = customer.get(f"{path}/back"), customer.get(path)

    for page in (back.text, later.text):
        assert "plus rien à faire pour cette carte" in page
        assert f"{path}/card" not in page


def test_whoever_comes_back_without_one_may_try_again(customer: TestClient, path: str) -> None:
    page = plain(customer.get(f"{path}/back").text)

    assert "Aucune autre carte" in page
    assert f'href="{path}/card"' in page


def test_where_no_page_can_be_had_he_is_asked_to_come_again(
    customer: TestClient, path: str, office: Office
) -> None:
    office.account.error = Unavailable("It cannot be reached.")

    assert customer.get(f"{path}/card").status_code == 503
    assert VISA not in customer.get(f"{path}/back").text


@pytest.fixture
def plain_office(store: SqlStore) -> Office:
    """One whose pages are this machine's alone."""
    office = Office(store, policy="three")
    end(office)
    office.cycle("2026-10-01")
    return office


def test_the_owner_sees_a_card_and_no_invoice(plain_office: Office) -> None:
    web = browser(plain_office)

    listed = plain(web.get(f"/o/{plain_office.id}/invoices").text)
    shown = plain(web.get(f"/o/{plain_office.id}/invoices/{VISA}").text)

    assert VISA in listed and "31 oct. 2026" in listed and "0,00" not in listed
    assert f"Carte {VISA}" in shown and "Carte qui expire" in shown and "0,00" not in shown


def test_no_sum_speaks_of_it(plain_office: Office) -> None:
    assert "0,00" not in plain(browser(plain_office).get(f"/o/{plain_office.id}").text)


def test_the_owner_reads_why_nothing_is_said_of_it_any_more(plain_office: Office) -> None:
    renew(plain_office)
    plain_office.sync()

    page = plain(browser(plain_office).get(f"/o/{plain_office.id}/invoices/{VISA}").text)

    assert "renouvelée ou remplacée" in page
