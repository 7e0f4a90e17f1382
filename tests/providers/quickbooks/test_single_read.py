"""What reading invoices just before a message leaves brings, and their PDFs."""

from datetime import date
from typing import Any

import pytest

from connector.core.errors import Malformed, RateLimited, Rejected, Unavailable
from connector.core.invoice import Invoice, Status
from providers.quickbooks import QuickBooks
from providers.quickbooks.client import Client
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book
from providers.sandbox.quickbooks.book import Invoice as QuickBooksInvoice
from tests.providers.quickbooks.connected import asked, opened, together


@pytest.fixture
def acme(book: Book) -> str:
    return entry.add_customer(book, "Acme", "ap@acme.example").id


@pytest.fixture
def invoice(book: Book, acme: str) -> QuickBooksInvoice:
    return entry.add_invoice(book, acme, "90.00", number="A/1", due_on=date(2026, 11, 1))


def _ours(source_id: str) -> Invoice:
    return Invoice("1", "c", "k", "A/1", "USD", 9_000, 9_000, source_id=source_id)


def test_an_open_invoice_reads_as_the_whole_reading_read_it(
    quickbooks: QuickBooks, book: Book, invoice: QuickBooksInvoice
) -> None:
    lifecycle.pay(book, invoice, "10.00", paid_on=date(2026, 11, 3))

    assert quickbooks.read([invoice.id]) == together(quickbooks.open_invoices()).invoices


def test_a_hundred_invoices_are_one_call(
    sandbox: Handle, quickbooks: QuickBooks, book: Book, acme: str
) -> None:
    made = [entry.add_invoice(book, acme, 1).id for _ in range(100)]

    read = quickbooks.read(made)

    assert [x.source_id for x in read] == made
    assert len(asked(sandbox)) == 1


def test_with_payments_it_is_two(sandbox: Handle, quickbooks: QuickBooks, book: Book, acme: str) -> None:
    made = [entry.add_invoice(book, acme, 2) for _ in range(100)]
    for each in made:
        lifecycle.pay(book, each, 1, paid_on=date(2026, 11, 3))

    read = quickbooks.read([x.id for x in made])

    assert {(x.open, x.paid_on) for x in read} == {(100, date(2026, 11, 3))}
    assert len(asked(sandbox)) == 2


def test_many_are_asked_for_in_addresses_of_a_fair_length(
    sandbox: Handle, quickbooks: QuickBooks, book: Book, acme: str
) -> None:
    made = [entry.add_invoice(book, acme, 1).id for _ in range(450)]

    assert [x.source_id for x in quickbooks.read(made)] == made
    assert len(asked(sandbox)) == 3
    assert max(map(len, asked(sandbox))) < 4_000


def test_a_payment_is_seen_at_once(quickbooks: QuickBooks, book: Book, invoice: QuickBooksInvoice) -> None:
    list(quickbooks.open_invoices())
    lifecycle.pay(book, invoice, paid_on=date(2026, 11, 20))

    (read,) = quickbooks.read([invoice.id])

    assert (read.status, read.open, read.paid_on) == (Status.PAID, 0, date(2026, 11, 20))


def test_a_void_invoice_says_so(quickbooks: QuickBooks, book: Book, invoice: QuickBooksInvoice) -> None:
    lifecycle.void(book, invoice)

    assert quickbooks.read([invoice.id])[0].status is Status.VOID


def test_an_invoice_that_is_gone_comes_back_deleted(
    quickbooks: QuickBooks, book: Book, invoice: QuickBooksInvoice
) -> None:
    lifecycle.delete(book, invoice)

    (read,) = quickbooks.read([invoice.id])

    assert (read.source_id, read.status, read.open) == (invoice.id, Status.DELETED, 0)


def test_what_a_query_does_not_show_is_found_by_its_id(
    sandbox: Handle, acme: str, invoice: QuickBooksInvoice
) -> None:
    client = Client(opened(sandbox))

    found, owner = client.invoice(invoice.id), client.customer(acme)

    assert found is not None and owner is not None
    assert (found.id, found.doc_number, owner.id, owner.display_name) == (invoice.id, "A/1", acme, "Acme")


def test_several_come_back_in_the_order_asked(
    quickbooks: QuickBooks, book: Book, invoice: QuickBooksInvoice
) -> None:
    other = entry.add_invoice(book, invoice.customer, 5)

    read = quickbooks.read([other.id, "99999", invoice.id])

    assert [x.source_id for x in read] == [other.id, "99999", invoice.id]


@pytest.mark.parametrize("change", [{"Balance": "many"}, {"TotalAmt": "(dropped)"}, {"Balance": -1}], ids=str)
def test_nothing_is_built_on_a_reading_that_is_not_understood(
    quickbooks: QuickBooks, book: Book, invoice: QuickBooksInvoice, change: dict[str, Any]
) -> None:
    other = entry.add_invoice(book, invoice.customer, 5)
    entry.spoil(book, invoice, change)

    with pytest.raises(Malformed):
        quickbooks.read([other.id, invoice.id])


@pytest.mark.parametrize("id_", ["7' or Id > '0", "7\\", "77"])
def test_an_id_is_never_taken_for_a_question(
    quickbooks: QuickBooks, invoice: QuickBooksInvoice, id_: str
) -> None:
    assert [x.status for x in quickbooks.read([id_])] == [Status.DELETED]


@pytest.mark.parametrize("id_", ["../customer/1", "1/../../../x"])
def test_an_id_is_never_taken_for_a_path(
    quickbooks: QuickBooks, invoice: QuickBooksInvoice, id_: str
) -> None:
    with pytest.raises(Rejected, match="Unsupported"):
        quickbooks.read([id_])


def test_the_pdf_comes_with_its_number(quickbooks: QuickBooks, invoice: QuickBooksInvoice) -> None:
    pdf = quickbooks.pdf(_ours(invoice.id))

    assert pdf is not None
    assert (pdf.name, pdf.media_type) == ("A-1.pdf", "application/pdf")
    assert pdf.content.startswith(b"%PDF-1.4")


def test_an_invoice_that_is_gone_has_no_pdf(
    quickbooks: QuickBooks, book: Book, invoice: QuickBooksInvoice
) -> None:
    lifecycle.delete(book, invoice)

    assert quickbooks.pdf(_ours(invoice.id)) is None


class TestThePayLink:
    @pytest.fixture
    def payable(self, book: Book, acme: str) -> QuickBooksInvoice:
        return entry.add_invoice(
            book, acme, 90, number="A/2", bill_email="ap@acme.example", is_payable_online=True
        )

    def test_is_fetched_in_one_call(
        self, sandbox: Handle, quickbooks: QuickBooks, payable: QuickBooksInvoice
    ) -> None:
        sandbox.quickbooks.front.seen.clear()

        link = quickbooks.pay_link(_ours(payable.id))

        assert link is not None and link.endswith(f"/{payable.id}")
        assert asked(sandbox) == [f"invoice/{payable.id}?include=invoiceLink&minorversion=75"]

    def test_is_missing_where_online_payment_is_not_on(
        self, quickbooks: QuickBooks, invoice: QuickBooksInvoice
    ) -> None:
        assert quickbooks.pay_link(_ours(invoice.id)) is None

    def test_of_an_invoice_that_is_gone_there_is_none(
        self, quickbooks: QuickBooks, book: Book, payable: QuickBooksInvoice
    ) -> None:
        lifecycle.delete(book, payable)

        assert quickbooks.pay_link(_ours(payable.id)) is None

    @pytest.mark.parametrize("change", [{"InvoiceLink": 5}, {"Id": "4711"}, {"Id": "(dropped)"}], ids=str)
    def test_of_another_invoice_or_no_text_is_malformed(
        self, quickbooks: QuickBooks, book: Book, invoice: QuickBooksInvoice, change: dict[str, Any]
    ) -> None:
        entry.spoil(book, invoice, change)

        with pytest.raises(Malformed):
            quickbooks.pay_link(_ours(invoice.id))

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (Fault("html"), Malformed),
            (Fault("server_error"), Unavailable),
            (Fault("rate_limited"), RateLimited),
            (Fault("dropped"), Unavailable),
        ],
        ids=str,
    )
    def test_trouble_is_trouble(
        self,
        sandbox: Handle,
        quickbooks: QuickBooks,
        payable: QuickBooksInvoice,
        fault: Fault,
        error: type[Exception],
    ) -> None:
        sandbox.faults.plan(fault)

        with pytest.raises(error):
            quickbooks.pay_link(_ours(payable.id))
