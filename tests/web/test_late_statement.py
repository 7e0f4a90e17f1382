"""The late statement as files of a customer's page, and what a program is told of it."""

import html

import pytest
from starlette.testclient import TestClient

from connector.core.invoice import CustomerType
from connector.store.engine import SqlStore
from connector.usecases.late_fees import confirm_late_terms
from tests.printing import needs_pdf
from tests.scenarios.office import Office
from tests.scenarios.test_late_fees_told import customer_id
from tests.web.browsing import browser


@pytest.fixture
def office(store: SqlStore) -> Office:
    made = Office(store, "2026-08-15T09:00")
    made.customer("Dupont", type=CustomerType.BUSINESS)
    made.invoice("F-1", "2026-05-31", 1_000_00)
    made.sync()
    return made


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def confirm(office: Office) -> None:
    confirm_late_terms(office.app, office.id, "owner@atelier.example", "FR")


def place(office: Office, ending: str = "") -> str:
    return f"/o/{office.id}/customers/{customer_id(office)}{ending}"


def test_his_page_offers_both_files_once_the_terms_are_confirmed(client: TestClient, office: Office) -> None:
    assert "late-payment.csv" not in client.get(place(office)).text
    confirm(office)

    assert "late-payment.csv" in client.get(place(office)).text

    answer = client.get(place(office, "/late-payment.csv"))
    assert answer.headers["content-disposition"].endswith('"late-payment-2026-08-15.csv"')
    assert "Dupont,F-1,2026-05-31,2026-06-01,2026-06-30,30,1000.00,12.15,9.99,40.00,EUR" in answer.text


def test_it_is_a_pdf_too(client: TestClient, office: Office) -> None:
    needs_pdf()
    confirm(office)

    answer = client.get(place(office, "/late-payment.pdf"))

    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize("ending", ["csv", "pdf"])
def test_where_there_is_nothing_to_say_it_says_why(client: TestClient, office: Office, ending: str) -> None:
    answer = client.get(place(office, f"/late-payment.{ending}"))

    assert answer.status_code == 404
    assert "Personne n'a confirmé" in html.unescape(answer.text).replace("’", "'")


def test_an_invoice_says_when_its_claim_may_be_out_of_time(client: TestClient, office: Office) -> None:
    text = " ".join(html.unescape(client.get(f"/o/{office.id}/invoices/F-1").text).split())

    told = text.partition("En principe le ")[2].replace("\u00a0", " ")
    assert " mai 2031" in told[:16] and "art. L110-4" in told
