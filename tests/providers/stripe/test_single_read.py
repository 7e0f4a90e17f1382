"""What reading invoices singly brings, just before a message leaves, and their PDFs."""

from datetime import UTC, date, datetime

import pytest

from connector.core.errors import Malformed, Rejected
from connector.core.invoice import Invoice, Status
from providers.sandbox import Handle
from providers.sandbox.stripe import entry, lifecycle
from providers.sandbox.stripe.book import Invoice as StripeInvoice
from tests.providers.stripe.connected import connect, together

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def invoice(sandbox: Handle) -> StripeInvoice:
    book = sandbox.stripe.book
    customer = entry.add_customer(book, name="Acme", email="ap@acme.example")
    return entry.add_invoice(book, customer.id, 9_000, number="A/1", due=NOON)


def _ours(invoice: StripeInvoice, link: str | None) -> Invoice:
    number = invoice.number or ""
    return Invoice("1", "c", "k", number, "EUR", 9_000, 9_000, pdf_link=link, source_id=invoice.id)


def test_an_open_invoice_reads_as_the_sweep_read_it(sandbox: Handle, invoice: StripeInvoice) -> None:
    stripe = connect(sandbox)

    assert stripe.read([invoice.id]) == together(stripe.open_invoices()).invoices


def test_a_payment_is_seen_at_once(sandbox: Handle, invoice: StripeInvoice) -> None:
    stripe = connect(sandbox)
    list(stripe.open_invoices())
    entry.take_payment(sandbox.stripe.book, invoice)

    read = stripe.read([invoice.id])[0]

    assert (read.status, read.open, read.paid_on) == (Status.PAID, 0, date(2026, 11, 21))


def test_a_void_invoice_says_so(sandbox: Handle, invoice: StripeInvoice) -> None:
    lifecycle.void(sandbox.stripe.book, invoice)

    assert connect(sandbox).read([invoice.id])[0].status is Status.VOID


def test_an_uncollectible_invoice_is_written_off(sandbox: Handle, invoice: StripeInvoice) -> None:
    lifecycle.write_off(sandbox.stripe.book, invoice)

    assert connect(sandbox).read([invoice.id])[0].status is Status.WRITTEN_OFF


def test_an_invoice_that_is_gone_comes_back_deleted(sandbox: Handle, invoice: StripeInvoice) -> None:
    del sandbox.stripe.book.invoices[invoice.id]

    read = connect(sandbox).read([invoice.id])[0]

    assert (read.source_id, read.status, read.open) == (invoice.id, Status.DELETED, 0)


def test_several_come_back_in_the_order_asked(sandbox: Handle, invoice: StripeInvoice) -> None:
    other = entry.add_invoice(sandbox.stripe.book, invoice.customer, 500)

    read = connect(sandbox).read([other.id, "in_nothere", invoice.id])

    assert [row.source_id for row in read] == [other.id, "in_nothere", invoice.id]


@pytest.mark.parametrize("change", [{"status": "in_arbitration"}, {"status": None}, {"total": "x"}])
def test_nothing_is_built_on_a_reading_that_is_not_understood(
    sandbox: Handle, invoice: StripeInvoice, change: dict[str, object]
) -> None:
    entry.spoil(invoice, change)

    with pytest.raises(Malformed):
        connect(sandbox).read([invoice.id])


def test_an_id_is_never_taken_for_a_path(sandbox: Handle, invoice: StripeInvoice) -> None:
    with pytest.raises(Rejected):
        connect(sandbox).read([f"{invoice.id}/../../account"])


def test_the_pdf_is_fetched_by_its_link(sandbox: Handle, invoice: StripeInvoice) -> None:
    stripe = connect(sandbox)
    link = stripe.read([invoice.id])[0].pdf_link

    pdf = stripe.pdf(_ours(invoice, link))

    assert pdf is not None
    assert (pdf.name, pdf.media_type) == ("A-1.pdf", "application/pdf")
    assert pdf.content.startswith(b"%PDF-1.4")


def test_the_key_does_not_travel_to_the_link(sandbox: Handle, invoice: StripeInvoice) -> None:
    stripe = connect(sandbox)
    stripe.pdf(_ours(invoice, stripe.read([invoice.id])[0].pdf_link))

    seen = [request for request in sandbox.stripe.seen if request.path.endswith("/pdf")]
    assert [request.headers["authorization"] for request in seen] == ["Bearer ***"]


def test_an_invoice_without_a_link_has_no_pdf(sandbox: Handle, invoice: StripeInvoice) -> None:
    assert connect(sandbox).pdf(_ours(invoice, None)) is None


def test_a_page_in_the_place_of_the_pdf_is_malformed(sandbox: Handle, invoice: StripeInvoice) -> None:
    stripe = connect(sandbox)

    with pytest.raises(Malformed):
        stripe.pdf(_ours(invoice, stripe.read([invoice.id])[0].pay_link))
