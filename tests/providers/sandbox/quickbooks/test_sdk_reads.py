"""python-quickbooks reads the stand-in: lists, pages, filters, counts, changes, single objects, PDFs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from quickbooks import QuickBooks
from quickbooks.cdc import change_data_capture
from quickbooks.objects import CreditMemo, Customer, Invoice, Payment, Term
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.preferences import Preferences

from providers.sandbox import Handle
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book
from providers.sandbox.quickbooks.seed import REALM
from tests.providers.sandbox.quickbooks.official import client

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_an_empty_company_lists_nothing(qb: QuickBooks) -> None:
    assert Invoice.all(qb=qb) == []
    assert Invoice.count(qb=qb) == 0


def test_a_page_holds_a_hundred_rows_unless_asked_otherwise(qb: QuickBooks, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    for _ in range(120):
        entry.add_invoice(book, customer.id, 10)

    assert len(Invoice.query("select * from Invoice", qb=qb)) == 100
    assert len(Invoice.all(max_results=1000, qb=qb)) == 120


def test_paging_by_position_reaches_every_invoice_once(seeded: Handle) -> None:
    qb, found = client(seeded), list[Invoice]()
    while page := Invoice.all(start_position=len(found) + 1, max_results=7, qb=qb):
        found += page

    assert [invoice.Id for invoice in found] == list(seeded.quickbooks.book.invoices.rows)
    assert Invoice.count(qb=qb) == len(found)


def test_paging_by_last_change_reaches_every_invoice(seeded: Handle) -> None:
    qb, seen, since = client(seeded), dict[str, Invoice](), "2020-01-01T00:00:00-08:00"
    while True:
        page = Invoice.where(
            f"MetaData.LastUpdatedTime >= '{since}'",
            order_by="MetaData.LastUpdatedTime",
            max_results=20,
            qb=qb,
        )
        if {row.Id for row in page} <= set(seen):
            break
        seen |= {row.Id: row for row in page}
        since = page[-1].MetaData.LastUpdatedTime

    assert set(seen) == set(seeded.quickbooks.book.invoices.rows)


def test_open_invoices_are_those_with_a_balance(seeded: Handle) -> None:
    held = seeded.quickbooks.book.invoices.rows.values()

    found = Invoice.where("Balance > '0'", max_results=1000, qb=client(seeded))

    assert {invoice.Id for invoice in found} == {row.id for row in held if row.balance > 0}
    assert 0 < len(found) < len(held)


def test_filter_and_choose_write_the_statements_themselves(qb: QuickBooks, book: Book) -> None:
    for name in ("O'Leary", "Acme", "Zenith"):
        entry.add_customer(book, name)

    assert [row.DisplayName for row in Customer.filter(DisplayName="O'Leary", qb=qb)] == ["O'Leary"]
    assert [row.DisplayName for row in Customer.filter(Active=True, order_by="DisplayName DESC", qb=qb)] == [
        "Zenith",
        "O'Leary",
        "Acme",
    ]
    assert [row.Id for row in Customer.choose(["1", "3"], qb=qb)] == ["1", "3"]
    assert [row.Id for row in Customer.choose([2, 3], qb=qb)] == ["2", "3"]


def test_a_count_follows_its_condition(qb: QuickBooks, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    for amount in (10, 20, 30):
        entry.add_invoice(book, customer.id, amount)

    assert Invoice.count("TotalAmt >= '20'", qb=qb) == 2
    assert Customer.count(qb=qb) == 1


def test_every_field_of_an_invoice_arrives(qb: QuickBooks, book: Book, sandbox: Handle) -> None:
    parent = entry.add_customer(book, "Acme GmbH", "ap@acme.example", currency="EUR")
    job = entry.add_customer(book, "Berlin", parent=parent.id, is_billed_with_parent=True)
    made = entry.add_invoice(
        book,
        job.id,
        "362.07",
        number="1043",
        issued_on=date(2026, 9, 1),
        term="3",
        rate="1.0834",
        bill_email="ap@acme.example, owner@acme.example",
        bill_email_cc="cfo@acme.example",
        is_payable_online=True,
        private_note="internal",
        customer_memo="printed",
    )
    sandbox.clock.advance(timedelta(minutes=30))
    lifecycle.pay(book, made, 200)

    invoice = Invoice.get(made.id, qb)

    assert (invoice.Id, invoice.SyncToken, invoice.domain, invoice.sparse) == ("101", "1", "QBO", False)
    assert (invoice.DocNumber, invoice.TxnDate, invoice.DueDate) == ("1043", "2026-09-01", "2026-10-01")
    assert (invoice.TotalAmt, invoice.Balance, invoice.Deposit) == (362.07, 162.07, 0)
    assert (invoice.CurrencyRef.value, invoice.ExchangeRate) == ("EUR", 1.0834)
    assert (invoice.HomeTotalAmt, invoice.HomeBalance) == (392.27, 175.59)
    assert (invoice.CustomerRef.value, invoice.CustomerRef.name) == (job.id, "Acme GmbH:Berlin")
    assert invoice.BillEmail.Address == "ap@acme.example, owner@acme.example"
    assert invoice.BillEmailCc.Address == "cfo@acme.example"
    assert (invoice.SalesTermRef.value, invoice.SalesTermRef.name) == ("3", "Net 30")
    assert (invoice.EmailStatus, invoice.email_sent, invoice.DeliveryInfo) == ("NotSet", False, None)
    assert (invoice.AllowOnlineCreditCardPayment, invoice.AllowOnlineACHPayment) == (True, True)
    assert (invoice.PrivateNote, invoice.CustomerMemo.value) == ("internal", "printed")
    assert [(row.TxnId, row.TxnType) for row in invoice.LinkedTxn] == [("102", "Payment")]
    assert (invoice.Line[0].Amount, invoice.Line[0].SalesItemLineDetail.UnitPrice) == (362.07, 362.07)
    assert invoice.MetaData.CreateTime == "2026-11-21T04:00:00-08:00"
    assert invoice.MetaData.LastUpdatedTime == "2026-11-21T04:30:00-08:00"


def test_the_offset_of_summer_is_another(qb: QuickBooks, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    made = int(datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp())
    invoice = entry.add_invoice(book, customer.id, 10, made=made)

    assert Invoice.get(invoice.id, qb).MetaData.CreateTime == "2026-07-01T05:00:00-07:00"


def test_what_has_no_value_is_not_there(qb: QuickBooks, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    bare = entry.add_invoice(book, customer.id, 10)

    invoice = Invoice.get(bare.id, qb)

    assert (invoice.DocNumber, invoice.DueDate, invoice.BillEmail) == (None, "", None)
    assert (invoice.SalesTermRef, invoice.DeliveryInfo, invoice.PrivateNote) == (None, None, "")


def test_amounts_can_be_read_as_decimals(sandbox: Handle, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    made = entry.add_invoice(book, customer.id, "12345678.91")

    invoice = Invoice.get(made.id, client(sandbox, use_decimal=True))

    assert invoice.Balance == Decimal("12345678.91")


def test_every_field_of_a_customer_arrives(qb: QuickBooks, book: Book) -> None:
    parent = entry.add_customer(
        book, "Acme", "ap@acme.example", phone="+1 520 555 0103", company_name="Acme Inc", term="2", notes="n"
    )
    job = entry.add_customer(book, "Kitchen", parent=parent.id)
    entry.add_invoice(book, parent.id, 100)
    entry.add_invoice(book, job.id, 50)

    above, below = Customer.get(parent.id, qb), Customer.get(job.id, qb)

    assert (above.DisplayName, above.CompanyName, above.FullyQualifiedName) == ("Acme", "Acme Inc", "Acme")
    assert above.PrimaryEmailAddr.Address == "ap@acme.example"
    assert above.PrimaryPhone.FreeFormNumber == "+1 520 555 0103"
    assert (above.Balance, above.BalanceWithJobs, above.Notes) == (100, 150, "n")
    assert (above.Active, above.Job, above.ParentRef, above.SalesTermRef.name) == (
        True,
        False,
        None,
        "Net 15",
    )
    assert (below.Job, below.ParentRef.value, below.BillWithParent) == (True, parent.id, False)
    assert (below.FullyQualifiedName, below.Level, below.CurrencyRef.value) == ("Acme:Kitchen", 1, "USD")


def test_every_field_of_a_payment_arrives(qb: QuickBooks, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    invoice = entry.add_invoice(book, customer.id, 100)
    made = lifecycle.pay(book, invoice, 80, received=120, paid_on=date(2026, 11, 20))

    payment = Payment.get(made.id, qb)

    assert (payment.TotalAmt, payment.UnappliedAmt, payment.TxnDate) == (120, 40, "2026-11-20")
    assert payment.CustomerRef.value == customer.id
    assert payment.Line[0].Amount == 80
    assert payment.Line[0].LinkedTxn[0].TxnId == invoice.id
    assert payment.Line[0].LinkedTxn[0].TxnType == "Invoice"


def test_every_field_of_a_credit_memo_arrives(qb: QuickBooks, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    made = entry.add_credit_memo(book, customer.id, 60, number="CM-1")
    lifecycle.apply_credit(book, made, entry.add_invoice(book, customer.id, 45))

    memo = CreditMemo.get(made.id, qb)

    assert (memo.DocNumber, memo.TotalAmt, memo.RemainingCredit, memo.Balance) == ("CM-1", 60, 15, 15)
    assert memo.CustomerRef.name == "Acme"


def test_terms_preferences_and_the_company_are_there(qb: QuickBooks) -> None:
    terms = Term.all(qb=qb)

    assert [(term.Name, term.DueDays) for term in terms][1:3] == [("Net 15", 15), ("Net 30", 30)]
    assert Preferences.get(qb=qb).CurrencyPrefs.HomeCurrency.value == "USD"
    assert Preferences.get(qb=qb).CurrencyPrefs.MultiCurrencyEnabled is True
    assert CompanyInfo.get(REALM, qb).CompanyName == "Sandbox Company"
    assert CompanyInfo.all(qb=qb)[0].Country == "US"


def test_change_data_capture_tells_of_every_kind_at_once(qb: QuickBooks, book: Book, sandbox: Handle) -> None:
    customer = entry.add_customer(book, "Acme")
    old = entry.add_invoice(book, customer.id, 10)
    gone = entry.add_invoice(book, customer.id, 20)
    sandbox.clock.advance(timedelta(minutes=30))
    paid = entry.add_invoice(book, customer.id, 30)
    lifecycle.pay(book, paid)
    lifecycle.delete(book, gone)

    heard = change_data_capture([Invoice, Payment, CreditMemo], "2026-11-21T04:30:00-08:00", qb=qb)

    assert [(row.Id, row.Balance) for row in heard.Invoice if not hasattr(row, "status")] == [(paid.id, 0)]
    stubs = [row for row in heard.Invoice if getattr(row, "status", "") == "Deleted"]
    assert [(row.Id, row.MetaData.LastUpdatedTime) for row in stubs] == [
        (gone.id, "2026-11-21T04:30:00-08:00")
    ]
    assert [row.TotalAmt for row in heard.Payment] == [30]
    assert not hasattr(heard, "CreditMemo")
    assert heard.time == "2026-11-21T04:30:00.000-08:00"
    assert old.id not in [row.Id for row in heard.Invoice]


def test_an_instant_without_offset_is_pacific(qb: QuickBooks, book: Book) -> None:
    entry.add_customer(book, "Acme")

    heard = change_data_capture([Customer], datetime(2026, 11, 21, 4, 0, 0), qb=qb)  # noqa: DTZ001 (as it sends it)
    unheard = change_data_capture([Customer], datetime(2026, 11, 21, 4, 0, 1), qb=qb)  # noqa: DTZ001

    assert len(heard.Customer) == 1
    assert not hasattr(unheard, "Customer")


def test_a_pdf_is_downloaded(qb: QuickBooks, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    made = entry.add_invoice(book, customer.id, 10, number="R-(1)")

    body = Invoice.get(made.id, qb).download_pdf(qb)

    assert body.startswith(b"%PDF-1.4")
    assert body.endswith(b"%%EOF\n")
    assert rb"R-\(1\)" in body


@pytest.mark.parametrize(("is_payable", "email", "is_there"), [
    (True, "ap@acme.example", True),
    (True, None, False),
    (False, "ap@acme.example", False),
])  # fmt: skip
def test_a_pay_link_needs_online_payment_and_an_address(
    qb: QuickBooks, book: Book, is_payable: bool, email: str | None, is_there: bool
) -> None:
    customer = entry.add_customer(book, "Acme")
    made = entry.add_invoice(book, customer.id, 10, is_payable_online=is_payable, bill_email=email)

    plain = Invoice.get(made.id, qb)
    linked = Invoice.get(made.id, qb, params={"include": "invoiceLink"})

    assert plain.InvoiceLink == ""
    assert bool(linked.InvoiceLink) is is_there
