"""What the numbers of a book mean: paid in part, credited, voided, merged, billed with a parent."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import requests

from providers.sandbox import Handle, Sandbox
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book, CreditMemo, Customer, Invoice
from providers.sandbox.quickbooks.errors import ApiError
from tests.providers.sandbox.quickbooks.official import Api


@pytest.fixture
def customer(book: Book) -> Customer:
    return entry.add_customer(book, "Acme", "ap@acme.example")


def _read(api: Api, entity: str, sought: str) -> Any:
    return api.get(f"/{entity.lower()}/{sought}").json()[entity]


def test_a_balance_is_net_of_deposit_payments_and_credit(api: Api, book: Book, customer: Customer) -> None:
    invoice = entry.add_invoice(book, customer.id, 100, tax=20, deposit=10)
    lifecycle.pay(book, invoice, "30.55")
    lifecycle.apply_credit(book, entry.add_credit_memo(book, customer.id, 15), invoice)

    read = _read(api, "Invoice", invoice.id)

    assert (read["TotalAmt"], read["Deposit"], read["Balance"]) == (120, 10, 64.45)
    assert read["TxnTaxDetail"] == {"TotalTax": 20}
    assert [link["TxnType"] for link in read["LinkedTxn"]] == ["Payment", "Payment"]


def test_an_applied_credit_is_a_payment_of_nothing_that_names_both(
    api: Api, book: Book, customer: Customer
) -> None:
    memo = entry.add_credit_memo(book, customer.id, 60)
    invoice = entry.add_invoice(book, customer.id, 45)

    tie = _read(api, "Payment", lifecycle.apply_credit(book, memo, invoice).id)

    assert (tie["TotalAmt"], tie["UnappliedAmt"]) == (0, 0)
    assert [(line["Amount"], line["LinkedTxn"][0]["TxnType"]) for line in tie["Line"]] == [
        (45, "Invoice"),
        (45, "CreditMemo"),
    ]
    assert _read(api, "CreditMemo", memo.id)["RemainingCredit"] == 15


def test_a_payment_moves_the_time_and_version_of_its_invoice(
    api: Api, book: Book, customer: Customer, sandbox: Handle
) -> None:
    invoice = entry.add_invoice(book, customer.id, 45)
    sandbox.clock.advance(timedelta(minutes=7))

    lifecycle.pay(book, invoice)

    read = _read(api, "Invoice", invoice.id)
    assert (read["SyncToken"], read["MetaData"]["LastUpdatedTime"]) == ("1", "2026-11-21T04:07:00-08:00")
    assert read["MetaData"]["CreateTime"] == "2026-11-21T04:00:00-08:00"


def test_unapplied_money_is_used_later(api: Api, book: Book, customer: Customer) -> None:
    payment = lifecycle.pay_unapplied(book, customer.id, 100)
    invoice = entry.add_invoice(book, customer.id, 70)
    before = _read(api, "Payment", payment.id)["UnappliedAmt"]

    lifecycle.apply_payment(book, payment, invoice)

    assert (before, _read(api, "Payment", payment.id)["UnappliedAmt"]) == (100, 30)
    assert _read(api, "Invoice", invoice.id)["Balance"] == 0
    assert _read(api, "Customer", customer.id)["Balance"] == -30


@pytest.mark.parametrize("amount", ["45.01", "0", "-1"])
def test_no_more_is_applied_than_is_open(book: Book, customer: Customer, amount: str) -> None:
    invoice = entry.add_invoice(book, customer.id, 45)

    with pytest.raises(ApiError):
        lifecycle.pay(book, invoice, amount)

    assert (invoice.balance, invoice.sync_token) == (Decimal(45), 0)
    assert not book.payments.rows


def test_no_more_is_applied_than_was_paid(book: Book, customer: Customer) -> None:
    invoice = entry.add_invoice(book, customer.id, 45)

    with pytest.raises(ApiError):
        lifecycle.pay(book, invoice, 45, received=40)

    assert invoice.balance == 45


def test_a_payment_whose_lines_do_not_fit_keeps_those_it_had(
    api: Api, book: Book, customer: Customer
) -> None:
    invoice, other = (entry.add_invoice(book, customer.id, 45) for _ in range(2))
    payment = lifecycle.pay(book, invoice, 45)
    line = {"Amount": 46, "LinkedTxn": [{"TxnId": other.id, "TxnType": "Invoice"}]}
    body = {"Id": payment.id, "SyncToken": "0", "sparse": True, "Line": [line]}

    refused = api.ask("POST", "/payment", json=body)

    assert refused.status_code == 400
    assert [invoice.balance, other.balance, payment.unapplied] == [0, 45, 0]


def test_voiding_an_invoice_frees_its_payment_and_its_credit(
    api: Api, book: Book, customer: Customer
) -> None:
    invoice = entry.add_invoice(book, customer.id, 100)
    payment = lifecycle.pay(book, invoice, 60)
    memo = entry.add_credit_memo(book, customer.id, 15)
    tie = lifecycle.apply_credit(book, memo, invoice)

    lifecycle.void(book, invoice)

    read = _read(api, "Invoice", invoice.id)
    assert (read["TotalAmt"], read["Balance"], read["PrivateNote"], read["LinkedTxn"]) == (0, 0, "Voided", [])
    assert _read(api, "Payment", payment.id)["UnappliedAmt"] == 60
    assert _read(api, "CreditMemo", memo.id)["Balance"] == 15
    assert tie.id in book.payments.deleted


@pytest.mark.parametrize("kind", ["Payment", "CreditMemo"])
def test_deleting_what_settled_an_invoice_opens_it_again(
    api: Api, book: Book, customer: Customer, kind: str
) -> None:
    invoice = entry.add_invoice(book, customer.id, 100)
    if kind == "Payment":
        lifecycle.delete(book, lifecycle.pay(book, invoice))
    else:
        memo = entry.add_credit_memo(book, customer.id, 100)
        lifecycle.apply_credit(book, memo, invoice)
        lifecycle.delete(book, memo)

    assert _read(api, "Invoice", invoice.id)["Balance"] == 100
    assert api.get("/query", query="select * from Payment").json()["QueryResponse"] == {}


@pytest.mark.parametrize("is_silent", [False, True])
def test_a_merged_customer_is_inactive_and_what_it_had_is_anothers(
    api: Api, book: Book, customer: Customer, sandbox: Handle, is_silent: bool
) -> None:
    gone = entry.add_customer(book, "Acme Inc")
    job = entry.add_customer(book, "Kitchen", parent=gone.id)
    invoice = entry.add_invoice(book, gone.id, 100)
    sandbox.clock.advance(timedelta(minutes=7))

    lifecycle.merge(book, gone, customer, is_silent=is_silent)

    read = _read(api, "Invoice", invoice.id)
    assert read["CustomerRef"] == {"value": customer.id, "name": "Acme"}
    assert read["SyncToken"] == ("0" if is_silent else "1")
    assert _read(api, "Customer", gone.id)["Active"] is False
    assert _read(api, "Customer", gone.id)["Balance"] == 0
    assert _read(api, "Customer", customer.id)["Balance"] == 100
    assert _read(api, "Customer", job.id)["ParentRef"] == {"value": customer.id}
    assert [row["Id"] for row in api.rows("select * from Customer where Job = false")] == [customer.id]


def test_customers_of_two_currencies_do_not_merge(book: Book, customer: Customer) -> None:
    with pytest.raises(ApiError):
        lifecycle.merge(book, entry.add_customer(book, "Other", currency="EUR"), customer)

    assert customer.is_active


def test_an_inactive_customer_takes_no_invoice_and_one_that_owes_stays(
    book: Book, customer: Customer
) -> None:
    idle = entry.add_customer(book, "Idle")
    entry.add_invoice(book, customer.id, 10)
    lifecycle.deactivate(book, idle)

    with pytest.raises(ApiError) as refused:
        entry.add_invoice(book, idle.id, 10)
    with pytest.raises(ApiError):
        lifecycle.deactivate(book, customer)

    assert refused.value.code == "2500"


def test_a_foreign_invoice_shows_both_currencies(api: Api, book: Book) -> None:
    foreign = entry.add_customer(book, "Hinode", currency="JPY")
    invoice = entry.add_invoice(book, foreign.id, 10_000, rate="0.0067")
    lifecycle.pay(book, invoice, 4_000)

    read = _read(api, "Invoice", invoice.id)

    assert (read["CurrencyRef"]["value"], read["Balance"], read["HomeBalance"]) == ("JPY", 6000, 40.2)


def test_a_job_is_billed_in_its_parents_currency(book: Book) -> None:
    parent = entry.add_customer(book, "Harrow", currency="GBP")

    assert entry.add_customer(book, "Annex", parent=parent.id).currency == "GBP"


@pytest.mark.parametrize(("term", "due"), [
    ("1", "2026-11-21"),
    ("3", "2026-12-21"),
    ("day 15", "2026-12-15"),
    ("day 31", "2026-11-30"),
])  # fmt: skip
def test_terms_set_the_due_date(api: Api, book: Book, customer: Customer, term: str, due: str) -> None:
    if term.startswith("day"):
        term = entry.add_term(book, term, day_of_month=int(term[4:])).id
    invoice = entry.add_invoice(book, customer.id, 10, due_on=date(2027, 1, 1))

    entry.set_term(book, invoice, term)

    assert _read(api, "Invoice", invoice.id)["DueDate"] == due


def test_the_month_after_a_short_one_is_found(book: Book) -> None:
    term = entry.add_term(book, "Day 31", day_of_month=31)

    assert entry.due_by(term, date(2026, 1, 31)) == date(2026, 2, 28)
    assert entry.due_by(term, date(2026, 12, 31)) == date(2027, 1, 31)


def test_a_changed_address_leaves_the_invoices_alone(api: Api, book: Book, customer: Customer) -> None:
    invoice = entry.add_invoice(book, customer.id, 10, bill_email="ap@acme.example")

    entry.change_email(book, customer, "new@acme.example, boss@acme.example")

    assert _read(api, "Customer", customer.id)["PrimaryEmailAddr"] == {
        "Address": "new@acme.example, boss@acme.example"
    }
    assert _read(api, "Invoice", invoice.id)["BillEmail"] == {"Address": "ap@acme.example"}


def test_a_promised_payment_comes_when_the_clock_does(
    api: Api, book: Book, customer: Customer, sandbox: Handle
) -> None:
    invoice = entry.add_invoice(book, customer.id, 10)
    lifecycle.promise(book, invoice, book.now() + 600)
    before = _read(api, "Invoice", invoice.id)["Balance"]

    sandbox.clock.advance(timedelta(minutes=11))

    read = _read(api, "Invoice", invoice.id)
    assert (before, read["Balance"]) == (10, 0)
    assert read["MetaData"]["LastUpdatedTime"] == "2026-11-21T04:10:00-08:00"


def test_the_page_behind_the_link_takes_the_payment(api: Api, book: Book) -> None:
    customer = entry.add_customer(book, "<script>alert(1)</script>")
    invoice = entry.add_invoice(
        book, customer.id, 99, is_payable_online=True, bill_email="ap@acme.example", number="R-1"
    )
    link = api.get(f"/invoice/{invoice.id}", include="invoiceLink").json()["Invoice"]["InvoiceLink"]

    page = requests.get(link, timeout=10)
    paid = requests.post(link, timeout=10)
    again = requests.post(link, timeout=10)

    assert "99.00 of 99.00 USD open" in page.text
    assert "<script>" not in page.text
    assert "0.00 of 99.00 USD open" in paid.text
    assert "button" not in paid.text
    assert (again.status_code, len(book.payments.rows)) == (200, 1)
    assert requests.get(f"{link}9", timeout=10).status_code == 404


def test_the_seeded_books_are_the_same_in_every_run_and_hold_every_kind(sandbox: Handle) -> None:
    first, second = (Sandbox(sandbox.clock.now).quickbooks.book for _ in range(2))
    invoices = list(first.invoices.rows.values())

    assert list(second.invoices.rows.values()) == invoices
    assert any(row.private_note == "Voided" for row in invoices)
    assert any(0 < row.balance < row.total for row in invoices)
    assert any(row.due_on is None for row in invoices)
    assert any(row.number is None for row in invoices)
    assert any(row.bill_email is None for row in invoices)
    assert any("," in (row.bill_email or "") for row in invoices)
    assert len({row.currency for row in invoices}) > 2
    assert any(row.unapplied > 0 for row in first.payments.rows.values())
    assert {row.remaining > 0 for row in first.credit_memos.rows.values()} == {True, False}
    assert {row.is_billed_with_parent for row in first.customers.rows.values() if row.parent} == {True, False}
    assert not all(row.is_active for row in first.customers.rows.values())
    assert first.invoices.deleted


def test_a_book_finds_only_what_it_holds(book: Book, customer: Customer) -> None:
    with pytest.raises(ApiError):
        book.find(CreditMemo, "1")
    with pytest.raises(ApiError):
        book.invoice_numbered("R-1")

    assert book.find(Customer, customer.id) is customer
    assert book.find(Invoice, entry.add_invoice(book, customer.id, 1).id).balance == 1
