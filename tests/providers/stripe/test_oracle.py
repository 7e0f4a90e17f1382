"""The official client as oracle: the same invoices read by both give the same facts."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import stripe as official

from connector.core.invoice import Status
from connector.core.money import decimal_text
from providers.sandbox import Handle
from tests.providers.stripe.connected import connect, together

ZONE = ZoneInfo("Europe/Paris")
WORDS = {
    "open": Status.OPEN,
    "paid": Status.PAID,
    "void": Status.VOID,
    "uncollectible": Status.WRITTEN_OFF,
}
DECIMALS = {"jpy": 0, "kwd": 3}


@pytest.fixture
def oracle(sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> official.StripeClient:
    """On a made-up book of several currencies, with invoices at every stage."""
    sandbox.reset(seed=11)
    monkeypatch.setattr(official, "enable_telemetry", False)
    return official.StripeClient(
        "rk_test_oracle",
        base_addresses={"api": sandbox.stripe_url},
        max_network_retries=0,
        http_client=official.RequestsClient(timeout=10),
    )


def _major(amount: int, currency: str) -> str:
    decimals = DECIMALS.get(currency, 2)
    return f"{Decimal(amount) / 10**decimals:.{decimals}f}"


def _day(seconds: int | None) -> str | None:
    return None if seconds is None else str(datetime.fromtimestamp(seconds, UTC).astimezone(ZONE).date())


def _told_by_the_oracle(invoice: official.Invoice) -> dict[str, Any]:
    customer = invoice.customer
    return {
        "id": invoice.id,
        "customer": customer.id if isinstance(customer, official.Customer) else customer,
        "number": invoice.number,
        "currency": invoice.currency.upper(),
        "total": _major(invoice.total, invoice.currency),
        "open": _major(invoice.amount_remaining, invoice.currency),
        "status": WORDS[invoice.status or ""],
        "issued_on": _day(invoice.effective_at),
        "due_on": _day(invoice.due_date),
        "paid_on": _day(invoice.status_transitions.paid_at),
        "autopay": invoice.collection_method == "charge_automatically",
        "pay_link": invoice.hosted_invoice_url,
        "pdf_link": invoice.invoice_pdf,
    }


def _told_by_us(invoice: Any) -> dict[str, Any]:
    return {
        "id": invoice.source_id,
        "customer": invoice.customer_source_id,
        "number": invoice.number,
        "currency": invoice.currency,
        "total": decimal_text(invoice.total, invoice.currency),
        "open": decimal_text(invoice.open, invoice.currency),
        "status": invoice.status,
        "issued_on": str(invoice.issued_on),
        "due_on": str(invoice.due_on) if invoice.due_on else None,
        "paid_on": str(invoice.paid_on) if invoice.paid_on else None,
        "autopay": invoice.is_autopay,
        "pay_link": invoice.pay_link,
        "pdf_link": invoice.pdf_link,
    }


def test_both_read_the_same_open_invoices(sandbox: Handle, oracle: official.StripeClient) -> None:
    theirs = oracle.v1.invoices.list({"status": "open", "expand": ["data.customer"]}).auto_paging_iter()
    expected = [_told_by_the_oracle(invoice) for invoice in theirs]

    ours = together(connect(sandbox).open_invoices()).invoices

    assert [_told_by_us(invoice) for invoice in ours if invoice.card is None] == expected
    assert {invoice["currency"] for invoice in expected} >= {"EUR", "GBP", "JPY", "KWD"}


def test_both_read_every_closed_invoice_alike(sandbox: Handle, oracle: official.StripeClient) -> None:
    theirs = [i for i in oracle.v1.invoices.list({"limit": 100}).data if i.status != "draft"]

    ours = connect(sandbox).read([invoice.id for invoice in theirs])

    assert [_told_by_us(invoice) for invoice in ours] == [_told_by_the_oracle(i) for i in theirs]
    assert {invoice.status for invoice in ours} == set(WORDS.values())


def test_both_know_the_same_customers_and_their_credit(
    sandbox: Handle, oracle: official.StripeClient
) -> None:
    everyone = {customer.id: customer for customer in oracle.v1.customers.list({"limit": 100}).data}

    batch = together(connect(sandbox).open_invoices())

    assert batch.customers
    for ours in batch.customers:
        theirs = everyone[ours.source_id]
        locales, address = theirs.preferred_locales or [], theirs.address
        assert (ours.name, ours.emails, ours.phone) == (theirs.name, (theirs.email,), theirs.phone)
        assert (ours.language, ours.country) == (locales[0][:2], address and address.country)
    assert {(c.customer_source_id, c.amount) for c in batch.credits} == {
        (ours.source_id, max(0, -(everyone[ours.source_id].balance or 0))) for ours in batch.customers
    }
    assert any(credit.amount for credit in batch.credits)
