"""The customer's own page, to which nobody signs in."""

import re

import pytest
from starlette.testclient import TestClient

from connector.core.errors import Ambiguous, Rejected, Unavailable
from connector.core.invoice import Status
from connector.core.links import Links
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.scenarios.test_charges_told import fail, said
from tests.web.browsing import pages_over

HOME = "https://relance.example"


@pytest.fixture
def office(store: SqlStore) -> Office:
    """Its customer was told of an expired card."""
    office = Office(store, policy="three")
    office.app = office.make_app(links=Links(b"k" * 32), page_link=HOME)
    fail(office, "2026-09-01", "expired_card")
    office.cycle("2026-09-01")
    return office


@pytest.fixture
def customer(office: Office, store: SqlStore) -> TestClient:
    """A browser that nobody has signed in with."""
    web = pages_over(office.app, store)
    return TestClient(web, base_url=HOME, headers={"accept-language": "fr"}, follow_redirects=False)


@pytest.fixture
def path(office: Office) -> str:
    found = re.search(r"https://relance\.example(/r/[\w-]+)", said(office))
    assert found is not None
    return found[1]


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_it_shows_what_is_open_and_leads_to_the_card(customer: TestClient, path: str, office: Office) -> None:
    answer = customer.get(path)

    assert answer.status_code == 200
    assert "49,00 €" in plain(answer.text) and "C-1" in answer.text
    assert f'href="{path}/card"' in answer.text
    assert "Dupont" not in answer.text


def test_the_card_is_changed_at_the_source(customer: TestClient, path: str) -> None:
    answer = customer.get(f"{path}/card")

    assert answer.status_code == 303
    assert answer.headers["location"] == (
        f"https://cards.example/C-1?done={HOME}{path}/back&back={HOME}{path}"
    )


@pytest.mark.parametrize("error", [Rejected("It may not."), Unavailable("It cannot be reached.")])
def test_where_no_such_page_can_be_had_the_invoice_takes_the_money(
    customer: TestClient, path: str, office: Office, error: Exception
) -> None:
    office.account.error = error

    answer = customer.get(f"{path}/card")

    assert (answer.status_code, answer.headers["location"]) == (303, "https://pay.example/C-1")


def test_without_any_page_he_is_asked_to_come_again(customer: TestClient, path: str, office: Office) -> None:
    office.change("C-1", pay_link="javascript:nothing")
    office.sync()
    office.account.error = Unavailable("It cannot be reached.")

    answer = customer.get(f"{path}/card")

    assert answer.status_code == 503
    assert "merci de réessayer" in plain(answer.text)


def test_whoever_comes_back_with_another_card_has_paid(
    customer: TestClient, path: str, office: Office
) -> None:
    office.account.has_new_card = True

    back, later = customer.get(f"{path}/back"), customer.get(path)

    assert "c'est payé" in plain(back.text).replace("&#39;", "'")
    assert "c'est payé" in plain(later.text).replace("&#39;", "'")
    assert f"{path}/card" not in later.text


def test_whoever_comes_back_without_one_may_try_again(customer: TestClient, path: str) -> None:
    page = plain(customer.get(f"{path}/back").text)

    assert "Aucune autre carte" in page
    assert f'href="{path}/card"' in page


def test_a_source_that_cannot_be_reached_then_is_not_his_trouble(
    customer: TestClient, path: str, office: Office
) -> None:
    office.account.error = Unavailable("It cannot be reached.")

    answer = customer.get(f"{path}/back")

    assert answer.status_code == 200
    assert "cannot be reached" not in answer.text
    assert "merci de réessayer" in plain(answer.text)


def test_a_try_of_which_nobody_knows_is_under_way(customer: TestClient, path: str, office: Office) -> None:
    office.account.error = Ambiguous("It broke off.")

    assert "est en cours" in plain(customer.get(f"{path}/back").text)


def test_what_is_held_is_not_charged_and_says_so(customer: TestClient, path: str, office: Office) -> None:
    office.account.has_new_card = True
    office.hold("pause", "C-1")

    assert "Rien n'a été prélevé" in plain(customer.get(f"{path}/back").text).replace("&#39;", "'")


def test_what_is_void_is_not_called_paid(customer: TestClient, path: str, office: Office) -> None:
    office.change("C-1", status=Status.VOID, open=0)
    office.sync()

    page = plain(customer.get(path).text).replace("&#39;", "'")

    assert "plus rien à payer" in page
    assert "c'est payé" not in page


@pytest.mark.parametrize("what", ["", "/card", "/back"])
def test_a_link_that_is_not_ours_or_has_run_out_says_the_same(
    customer: TestClient, path: str, office: Office, what: str
) -> None:
    forged = customer.get(f"{path[:-3]}AAA{what}")
    office.at("2026-11-15")
    too_old = customer.get(f"{path}{what}")

    assert (forged.status_code, too_old.status_code) == (404, 404)
    assert forged.text == too_old.text
    assert "n'est plus valable" in plain(forged.text).replace("&#39;", "'")


def test_it_leaves_no_cookie_and_no_trace_of_who_reads(customer: TestClient, path: str) -> None:
    assert customer.get(path).headers.get("set-cookie") is None
