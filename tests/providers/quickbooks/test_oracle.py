"""The official client as oracle: the same objects read by both give the same facts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from quickbooks import QuickBooks as Official
from quickbooks.cdc import change_data_capture
from quickbooks.objects import CreditMemo, Customer, Invoice, Payment

from connector.core.invoice import Status
from connector.core.money import decimal_text
from connector.core.source import SourceCredit, SourceInvoice
from providers.sandbox import Handle
from providers.sandbox.quickbooks import entry, lifecycle
from tests.providers.quickbooks.connected import connect, together
from tests.providers.sandbox.quickbooks.official import client

DECIMALS = {"JPY": 0}
COUNTRIES = {"US", "CA", "GB", "DE", "JP"}


@pytest.fixture
def oracle(sandbox: Handle, monkeypatch: pytest.MonkeyPatch) -> Official:
    """On a made-up book of five currencies, with invoices at every stage."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    sandbox.reset(seed=11)
    sandbox.quickbooks.limits.per_minute = None
    made = client(sandbox)
    sandbox.clock.advance(timedelta(minutes=1))
    return made


def _amount(amount: Any, currency: str) -> str:
    return f"{Decimal(str(amount or 0)):.{DECIMALS.get(currency, 2)}f}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _status(invoice: Any, payments: list[Any]) -> Status:
    if getattr(invoice, "status", None) == "Deleted":
        return Status.DELETED
    if invoice.Balance:
        return Status.OPEN
    if not invoice.TotalAmt:
        return Status.VOID
    return Status.PAID if any(payment.TotalAmt for payment in payments) else Status.CREDITED


def _told_by_the_oracle(invoice: Any, oracle: Official) -> dict[str, Any]:
    payments = [Payment.get(link.TxnId, qb=oracle) for link in invoice.LinkedTxn]
    currency = invoice.CurrencyRef.value
    days = [_day(payment.TxnDate) for payment in payments if payment.TotalAmt]
    return {
        "id": invoice.Id,
        "customer": invoice.CustomerRef.value,
        "number": invoice.DocNumber or invoice.Id,
        "currency": currency,
        "total": _amount(invoice.TotalAmt, currency),
        "open": _amount(invoice.Balance, currency),
        "status": _status(invoice, payments),
        "issued_on": _day(invoice.TxnDate),
        "due_on": _day(invoice.DueDate),
        "paid_on": max((day for day in days if day), default=None),
    }


def _told_by_us(invoice: SourceInvoice) -> dict[str, Any]:
    return {
        "id": invoice.source_id,
        "customer": invoice.customer_source_id,
        "number": invoice.number,
        "currency": invoice.currency,
        "total": decimal_text(invoice.total, invoice.currency),
        "open": decimal_text(invoice.open, invoice.currency),
        "status": invoice.status,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "paid_on": invoice.paid_on,
    }


def _every(kind: Any, oracle: Official, where: str = "") -> list[Any]:
    found = kind.query(f"select * from {kind.qbo_object_name} {where} maxresults 1000", qb=oracle)
    return list(found)


def _by_id(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: int(row["id"]))


def test_both_read_the_same_open_invoices(sandbox: Handle, oracle: Official) -> None:
    theirs = [_told_by_the_oracle(x, oracle) for x in _every(Invoice, oracle, "where Balance > '0'")]

    ours = together(connect(sandbox).open_invoices()).invoices

    assert _by_id([_told_by_us(x) for x in ours]) == _by_id(theirs)
    assert {x["currency"] for x in theirs} == {"USD", "CAD", "GBP", "EUR", "JPY"}
    assert any(x["open"] != x["total"] for x in theirs)
    assert any(x["number"] == x["id"] for x in theirs)


def test_both_read_every_invoice_alike(sandbox: Handle, oracle: Official) -> None:
    book = sandbox.quickbooks.book
    credited = entry.add_invoice(book, "1", "50.00")
    lifecycle.apply_credit(book, entry.add_credit_memo(book, "1", "50.00"), credited)
    theirs = [_told_by_the_oracle(x, oracle) for x in _every(Invoice, oracle)]

    ours = connect(sandbox).read([x["id"] for x in theirs])

    assert [_told_by_us(x) for x in ours] == theirs
    assert {x.status for x in ours} == {Status.OPEN, Status.PAID, Status.VOID, Status.CREDITED}


def test_both_know_the_same_unused_money(sandbox: Handle, oracle: Official) -> None:
    expected = {
        (f"payment:{x.Id}", x.CustomerRef.value, _amount(x.UnappliedAmt, "USD"), _day(x.TxnDate))
        for x in _every(Payment, oracle)
        if x.UnappliedAmt
    } | {
        (f"credit_memo:{x.Id}", x.CustomerRef.value, _amount(x.RemainingCredit, "USD"), _day(x.TxnDate))
        for x in _every(CreditMemo, oracle)
        if x.RemainingCredit
    }

    ours = together(connect(sandbox).open_invoices()).credits

    assert {_credit(x) for x in ours} == expected
    assert len(expected) == 3


def _credit(credit: SourceCredit) -> tuple[str, str, str, date | None]:
    amount = decimal_text(credit.amount, credit.currency)
    return credit.source_id, credit.customer_source_id, amount, credit.dated_on


def test_both_know_the_same_customers(sandbox: Handle, oracle: Official) -> None:
    theirs = {x.Id: x for x in _every(Customer, oracle, "where Active IN (true, false)")}

    ours = together(connect(sandbox).open_invoices()).customers

    assert {x.source_id for x in ours} == set(theirs)
    for x in ours:
        them = theirs[x.source_id]
        email = them.PrimaryEmailAddr.Address if them.PrimaryEmailAddr else ""
        phone = them.PrimaryPhone.FreeFormNumber if them.PrimaryPhone else None
        address = them.BillAddr
        assert (x.name, ", ".join(x.emails), x.phone) == (them.DisplayName, email, phone or None)
        assert (x.country, x.region) == (
            (address.Country, address.CountrySubDivisionCode or None) if address else (None, None)
        )
        assert x.bill_to == (them.ParentRef.value if them.BillWithParent else None)
    assert {x.country for x in ours} >= COUNTRIES
    assert any(x.bill_to for x in ours)


def test_both_follow_the_same_changes(sandbox: Handle, oracle: Official) -> None:
    book = sandbox.quickbooks.book
    since = sandbox.clock.now()
    open_ones = [x for x in book.invoices.rows.values() if x.balance > 20 and x.currency == "USD"]
    lifecycle.pay(book, open_ones[0])
    lifecycle.pay(book, open_ones[1], "10.00")
    lifecycle.void(book, open_ones[2])
    lifecycle.delete(book, open_ones[3])
    changes: Any = change_data_capture([Invoice], since.isoformat(), qb=oracle)
    listed = changes.Invoice._object_list

    ours = {x.source_id: x for x in together(connect(sandbox).changes(since.isoformat())).invoices}

    assert set(ours) == {x.Id for x in listed}
    for them in listed:
        us = ours[them.Id]
        if getattr(them, "status", None) == "Deleted":
            assert us.status is Status.DELETED
        else:
            assert _told_by_us(us) == _told_by_the_oracle(them, oracle)
    assert {x.status for x in ours.values()} >= {Status.PAID, Status.OPEN, Status.VOID, Status.DELETED}
