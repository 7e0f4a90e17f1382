"""What reading invoices by their ids brings, just before a message leaves, and their PDFs."""

from datetime import date

import pytest

from connector.core.errors import Malformed, RateLimited, Unavailable
from connector.core.invoice import Invoice, Status
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.xero import entry
from providers.sandbox.xero.rows import Contact
from providers.sandbox.xero.rows import Invoice as XeroInvoice
from tests.providers.xero.connected import book, calls, connect, forget, together

UNKNOWN = "00000000-0000-4000-a000-000000000000"


@pytest.fixture
def acme(sandbox: Handle) -> Contact:
    return entry.add_contact(book(sandbox), "Acme", "ap@acme.example")


@pytest.fixture
def invoice(sandbox: Handle, acme: Contact) -> XeroInvoice:
    return entry.add_invoice(book(sandbox), acme, 9_000, number="A/1", due_on=date(2026, 11, 1))


def _ours(invoice: XeroInvoice, source_id: str | None = None) -> Invoice:
    return Invoice("1", "c", "k", invoice.number, "EUR", 9_000, 9_000, source_id=source_id or invoice.id)


def test_an_open_invoice_reads_as_the_sweep_read_it(sandbox: Handle, invoice: XeroInvoice) -> None:
    entry.pay(book(sandbox), invoice, 1_000)
    xero = connect(sandbox)

    assert xero.read([invoice.id]) == together(xero.open_invoices()).invoices


def test_a_payment_is_seen_at_once(sandbox: Handle, invoice: XeroInvoice) -> None:
    xero = connect(sandbox)
    list(xero.open_invoices())
    entry.pay(book(sandbox), invoice)

    read = xero.read([invoice.id])[0]

    assert (read.status, read.open, read.paid_on) == (Status.PAID, 0, date(2026, 11, 21))


def test_a_hundred_are_read_in_two_calls(sandbox: Handle, acme: Contact) -> None:
    made = [entry.add_invoice(book(sandbox), acme, 100 + n) for n in range(100)]
    xero = connect(sandbox)
    forget(sandbox)

    read = xero.read([each.id for each in made])

    assert [x.open for x in read] == [100 + n for n in range(100)]
    assert len(calls(sandbox)) == 2
    assert max(len(call) for call in calls(sandbox)) < 2_048 + len("/api.xro/2.0")


def test_they_come_back_in_the_order_asked_whatever_they_are_now(
    sandbox: Handle, acme: Contact, invoice: XeroInvoice
) -> None:
    voided, draft = (entry.add_invoice(book(sandbox), acme, 500, status=x) for x in ("AUTHORISED", "DRAFT"))
    entry.void(book(sandbox), voided)

    read = connect(sandbox).read([voided.id, UNKNOWN, invoice.id, draft.id])

    assert [(x.source_id, x.status) for x in read] == [
        (voided.id, Status.VOID),
        (UNKNOWN, Status.DELETED),
        (invoice.id, Status.OPEN),
        (draft.id, Status.DELETED),
    ]


def test_one_that_is_gone_is_asked_for_singly_and_comes_back_deleted(
    sandbox: Handle, invoice: XeroInvoice
) -> None:
    del book(sandbox).invoices.rows[invoice.id]
    book(sandbox).invoices.changed(invoice)
    forget(sandbox)

    read = connect(sandbox).read([invoice.id])[0]

    assert (read.source_id, read.status, read.open) == (invoice.id, Status.DELETED, 0)
    assert [call.partition("?")[0] for call in calls(sandbox)] == ["/Invoices", f"/Invoices/{invoice.id}"]


def test_nothing_is_asked_for_nothing(sandbox: Handle) -> None:
    assert (connect(sandbox).read([]), connect(sandbox).read_customers([])) == ((), ())
    assert calls(sandbox) == []


@pytest.mark.parametrize(
    "change", [{"Status": "IN_COURT"}, {"Status": None}, {"Total": "x"}, {"AmountDue": "(dropped)"}]
)
def test_nothing_is_built_on_a_reading_that_is_not_understood(
    sandbox: Handle, acme: Contact, invoice: XeroInvoice, change: dict[str, object]
) -> None:
    """40: not even where others beside it can be read."""
    other = entry.add_invoice(book(sandbox), acme, 500)
    entry.spoil(book(sandbox), invoice, change)

    with pytest.raises(Malformed):
        connect(sandbox).read([invoice.id])
    with pytest.raises(Malformed):
        connect(sandbox).read([other.id, invoice.id])


def test_a_number_in_the_place_of_an_id_opens_no_other_invoice(sandbox: Handle, invoice: XeroInvoice) -> None:
    invoice.number = "A-1"
    book(sandbox).touch(invoice)

    with pytest.raises(Malformed, match="gave another"):
        connect(sandbox).read(["A-1"])


def test_an_id_is_never_taken_for_a_path(sandbox: Handle, invoice: XeroInvoice) -> None:
    read = connect(sandbox).read([f"{invoice.id}/../../Organisation"])

    assert [x.status for x in read] == [Status.DELETED]
    assert all(call.startswith("/Invoices/") for call in calls(sandbox))


class TestCustomers:
    def test_are_read_by_their_ids_archived_ones_included(self, sandbox: Handle, acme: Contact) -> None:
        entry.archive(book(sandbox), acme)

        read = connect(sandbox).read_customers([UNKNOWN, acme.id])

        assert [(x.source_id, x.name, x.emails) for x in read] == [(acme.id, "Acme", ("ap@acme.example",))]

    def test_are_read_fifty_in_a_call(self, sandbox: Handle) -> None:
        made = [entry.add_contact(book(sandbox), f"Customer {n}").id for n in range(101)]

        assert {x.source_id for x in connect(sandbox).read_customers(made)} == set(made)
        assert len(calls(sandbox)) == 3

    def test_one_that_cannot_be_read_is_left_out(self, sandbox: Handle, acme: Contact) -> None:
        odd = entry.add_contact(book(sandbox), "Odd")
        entry.spoil(book(sandbox), odd, {"ContactPersons": 5})

        assert [x.name for x in connect(sandbox).read_customers([odd.id, acme.id])] == ["Acme"]

    def test_a_supplier_whom_an_invoice_names_is_a_customer(self, sandbox: Handle, acme: Contact) -> None:
        entry.spoil(book(sandbox), acme, {"IsSupplier": True, "IsCustomer": False})

        assert [x.name for x in connect(sandbox).read_customers([acme.id])] == ["Acme"]
        assert together(connect(sandbox).open_invoices()).customers == ()


class TestThePdf:
    def test_is_fetched_and_named_after_the_invoice(self, sandbox: Handle, invoice: XeroInvoice) -> None:
        forget(sandbox)

        pdf = connect(sandbox).pdf(_ours(invoice))

        assert pdf is not None
        assert (pdf.name, pdf.media_type) == ("A-1.pdf", "application/pdf")
        assert pdf.content.startswith(b"%PDF")
        assert calls(sandbox) == [f"/Invoices/{invoice.id}?"]

    @pytest.mark.parametrize(
        "fault", [Fault("html"), Fault("error_in_200"), Fault("server_error", status=406)], ids=str
    )
    def test_is_asked_for_the_other_way_where_the_first_gives_none(
        self, sandbox: Handle, invoice: XeroInvoice, fault: Fault
    ) -> None:
        sandbox.faults.plan(fault)

        pdf = connect(sandbox).pdf(_ours(invoice))

        assert pdf is not None
        assert [call.partition("?")[0] for call in calls(sandbox)][-1] == f"/Invoices/{invoice.id}/pdf"

    def test_of_an_invoice_that_is_gone_there_is_none(self, sandbox: Handle, invoice: XeroInvoice) -> None:
        assert connect(sandbox).pdf(_ours(invoice, UNKNOWN)) is None

    def test_a_page_in_its_place_is_malformed(self, sandbox: Handle, invoice: XeroInvoice) -> None:
        sandbox.faults.plan(Fault("html", path="/api.xro", times=2))

        with pytest.raises(Malformed, match="PDF of invoice A/1"):
            connect(sandbox).pdf(_ours(invoice))

    def test_trouble_is_trouble(self, sandbox: Handle, invoice: XeroInvoice) -> None:
        sandbox.faults.plan(Fault("server_error", status=503, path="/api.xro"))

        with pytest.raises(Unavailable):
            connect(sandbox).pdf(_ours(invoice))


class TestThePayLink:
    def test_is_fetched_in_one_call(self, sandbox: Handle, invoice: XeroInvoice) -> None:
        forget(sandbox)

        link = connect(sandbox).pay_link(_ours(invoice))

        assert link == f"{sandbox.xero_url}/in/{book(sandbox).organisation.id}/{invoice.id}"
        assert calls(sandbox) == [f"/Invoices/{invoice.id}/OnlineInvoice?"]

    def test_of_an_invoice_that_is_gone_or_has_no_page_there_is_none(
        self, sandbox: Handle, invoice: XeroInvoice
    ) -> None:
        entry.void(book(sandbox), invoice)

        assert connect(sandbox).pay_link(_ours(invoice)) is None
        assert connect(sandbox).pay_link(_ours(invoice, UNKNOWN)) is None

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (Fault("html"), Malformed),
            (Fault("error_in_200"), Malformed),
            (Fault("server_error", status=503), Unavailable),
            (Fault("rate_limited"), RateLimited),
            (Fault("dropped"), Unavailable),
        ],
        ids=str,
    )
    def test_trouble_is_trouble(
        self, sandbox: Handle, invoice: XeroInvoice, fault: Fault, error: type[Exception]
    ) -> None:
        sandbox.faults.plan(fault)

        with pytest.raises(error):
            connect(sandbox).pay_link(_ours(invoice))
