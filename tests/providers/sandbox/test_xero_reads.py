"""The official Xero client reads connections, single invoices, money, papers and links."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import requests
from xero_python.exceptions import HTTPStatusException

from providers.sandbox import Handle
from providers.sandbox.xero import entry
from providers.sandbox.xero.seed import GLENMORE, PRACTICE
from tests.providers.sandbox.conftest import NOON
from tests.providers.sandbox.xero_books import DUE, open_book
from tests.providers.sandbox.xero_sdk import Sdk


def test_the_client_sees_both_organisations_and_the_practice(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)

    rows = sdk.identity.get_connections()

    assert [row.tenant_type for row in rows] == ["ORGANISATION", "ORGANISATION", "PRACTICE"]
    assert {row.auth_event_id for row in rows} == {sandbox.xero.oauth.grants[0].id}
    assert rows[0].created_date_utc == NOON


def test_connections_have_seven_digits_and_no_zone(sandbox: Handle) -> None:
    rows = requests.get(f"{sandbox.xero_url}/connections", headers=Sdk(sandbox).headers(), timeout=10).json()

    assert rows[0]["createdDateUtc"] == "2026-11-21T12:00:00.0000000"


def test_one_token_opens_what_older_consents_opened_and_each_consent_can_be_told_apart(
    sandbox: Handle,
) -> None:
    first = Sdk(sandbox)
    sandbox.clock.advance(timedelta(minutes=10))
    second = Sdk(sandbox)

    events = [grant.id for grant in sandbox.xero.oauth.grants]

    assert len(first.identity.get_connections()) == 3
    assert first.identity.get_connections(auth_event_id=events[0]) == []
    assert len(second.identity.get_connections(auth_event_id=events[1])) == 3
    assert second.identity.get_connections()[0].created_date_utc == NOON


def test_a_practice_has_no_books(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)

    with pytest.raises(HTTPStatusException) as refused:
        sdk.accounting.get_organisations(PRACTICE.id)

    assert refused.value.status == 403


def test_each_organisation_has_books_of_its_own(seeded: Handle) -> None:
    sdk = Sdk(seeded)

    here = {row.invoice_id for row in sdk.accounting.get_invoices(sdk.tenant, page=1).invoices}
    there = {row.invoice_id for row in sdk.accounting.get_invoices(GLENMORE.id, page=1).invoices}

    assert len(here) == len(there) == 48
    assert not here & there


def test_a_day_is_the_utc_midnight_and_its_twin_has_no_zone(sandbox: Handle) -> None:
    open_book(sandbox)
    entry.expect(sandbox.xero.book, sandbox.xero.book.invoice("A"), DUE)

    row = Sdk(sandbox).get("/Invoices/A").json()["Invoices"][0]

    assert row["DueDate"] == "/Date(1796083200000+0000)/"
    assert row["DueDateString"] == "2026-12-01T00:00:00"
    assert row["ExpectedPaymentDate"] == row["DueDate"]
    assert row["UpdatedDateUTC"] == "/Date(1795262400000+0000)/"
    assert row["UpdatedDateUTCString"] == "2026-11-21T12:00:00Z"


def test_a_list_shows_no_address_and_one_invoice_does(sandbox: Handle) -> None:
    open_book(sandbox)
    sdk = Sdk(sandbox)

    listed = sdk.accounting.get_invoices(sdk.tenant, invoice_numbers=["A"], page=1).invoices[0]
    alone = sdk.accounting.get_invoice(sdk.tenant, listed.invoice_id).invoices[0]

    assert (listed.contact.name, listed.contact.email_address) == ("Acme & Sons", None)
    assert alone.contact.email_address == "ap@acme.example"


def test_a_summary_leaves_out_payments_credits_and_lines(seeded: Handle) -> None:
    sdk = Sdk(seeded)

    row = sdk.accounting.get_invoices(sdk.tenant, invoice_numbers=["INV-CREDIT"], summary_only=True, page=1)

    light = row.invoices[0]
    assert (light.amount_due, light.amount_credited) == (Decimal(300), Decimal(200))
    assert (light.credit_notes, light.payments, light.line_items) == (None, None, None)


def test_money_that_came_in_names_its_invoice_and_what_is_left(seeded: Handle) -> None:
    sdk = Sdk(seeded)

    note = sdk.accounting.get_credit_notes(sdk.tenant, where='CreditNoteNumber=="CN-0001"').credit_notes[0]
    over = sdk.accounting.get_overpayments(sdk.tenant, page=1).overpayments[0]
    pre = sdk.accounting.get_prepayments(sdk.tenant, page=1).prepayments[0]

    assert (note.status, note.remaining_credit) == ("PAID", 0)
    assert [each.invoice.invoice_number for each in note.allocations] == ["INV-CREDIT"]
    assert (over.type, over.remaining_credit) == ("RECEIVE-OVERPAYMENT", Decimal(25))
    assert (pre.type, pre.remaining_credit) == ("RECEIVE-PREPAYMENT", Decimal(99))


@pytest.mark.parametrize("place", ["/Invoices/INV-CREDIT", "/Invoices/INV-CREDIT/pdf"])
def test_the_pdf_comes_by_the_header_and_by_its_own_address(seeded: Handle, place: str) -> None:
    answer = Sdk(seeded).get(place, Accept="application/pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.4")


def test_the_client_gets_the_pdf_as_a_file(seeded: Handle) -> None:
    sdk = Sdk(seeded)

    path = Path(sdk.accounting.get_invoice_as_pdf(sdk.tenant, seeded.xero.book.invoice("INV-CREDIT").id))

    try:
        assert b"INV-CREDIT" in path.read_bytes()
    finally:
        path.unlink()


def test_the_link_leads_to_a_page_where_the_invoice_is_paid(seeded: Handle) -> None:
    sdk = Sdk(seeded)
    link = sdk.accounting.get_online_invoice(sdk.tenant, "INV-CREDIT").online_invoices[0].online_invoice_url

    page = requests.get(link, timeout=10).text
    paid = requests.post(f"{link}/pay", timeout=10).text

    assert "300.00 EUR of 500.00 EUR" in page
    assert "PAID: 0.00 EUR" in paid
    assert sdk.accounting.get_invoice(sdk.tenant, "INV-CREDIT").invoices[0].status == "PAID"


@pytest.mark.parametrize("number", ["BILL-7", "INV-VOID"])
def test_what_nobody_is_to_pay_has_no_link(seeded: Handle, number: str) -> None:
    assert Sdk(seeded).get(f"/Invoices/{number}/OnlineInvoice").status_code == 404
