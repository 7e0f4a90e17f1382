"""The official client, which nobody here wrote, reads the same answers: field by field they say the same."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connector.core.invoice import Status
from connector.core.money import decimal_text
from connector.core.source import SourceInvoice
from providers._http import Key
from providers.sandbox import Handle
from providers.sandbox.xero import entry
from providers.sandbox.xero.book import Book
from providers.sandbox.xero.rows import CreditKind
from tests.providers.sandbox.clients import CLIENTS
from tests.providers.sandbox.xero_sdk import Sdk
from tests.providers.xero.connected import book, connect, together

DECIMALS = {"JPY": 0, "KWD": 3}


@pytest.fixture
def oracle(seeded: Handle) -> Iterator[Sdk]:
    """On a book with invoices at every stage, in several currencies."""
    shelf = book(seeded)
    people = list(shelf.contacts.rows.values())
    for n, currency in enumerate(("JPY", "USD", "KWD")):
        due_on = date(2026, 12, n + 1)
        made = entry.add_invoice(shelf, people[n], 120_00 * (n + 1), currency=currency, due_on=due_on)
        entry.pay(shelf, made, 20_00)
    _settle_by(shelf, "credit_note")
    _settle_by(shelf, "overpayment")
    with CLIENTS:
        yield Sdk(seeded)


def _settle_by(shelf: Book, kind: CreditKind) -> None:
    """One invoice is settled by credit alone."""
    rows = [x for x in shelf.invoices.rows.values() if x.status == "AUTHORISED" and x.type == "ACCREC"]
    whole = next(x for x in rows if x.amount_due == x.total)
    owner = shelf.contacts.rows[whole.contact]
    entry.allocate(shelf, entry.add_credit(shelf, owner, whole.total, kind, currency=whole.currency), whole)


def _day(said: Any) -> date | None:
    """The client makes a day of one field, an instant of another."""
    return said.date() if isinstance(said, datetime) else said


def _currency(row: Any) -> str:
    return str(getattr(row.currency_code, "value", row.currency_code))


def _major(amount: Any, currency: str) -> str:
    return f"{Decimal(str(amount)):.{DECIMALS.get(currency, 2)}f}"


def _word(row: Any) -> Status:
    if row.status == "AUTHORISED":
        return Status.OPEN
    if row.status == "PAID":
        is_by_note = not row.amount_paid and not row.overpayments and not row.prepayments
        return Status.CREDITED if is_by_note else Status.PAID
    return Status.VOID if row.status == "VOIDED" else Status.DELETED


def _paid_on(row: Any) -> date | None:
    if _word(row) not in (Status.OPEN, Status.PAID):
        return None
    return _day(row.fully_paid_on_date) or max((_day(x.date) for x in row.payments or ()), default=None)  # type: ignore[type-var]


def _told_by_the_oracle(row: Any) -> dict[str, Any]:
    currency = _currency(row)
    word = _word(row)
    return {
        "id": row.invoice_id,
        "customer": row.contact.contact_id,
        "number": row.invoice_number,
        "currency": currency,
        "total": _major(row.total, currency),
        "open": _major(row.amount_due, currency),
        "status": word,
        "issued_on": _day(row.date),
        "due_on": _day(row.due_date),
        "paid_on": _paid_on(row),
        "promised_on": _day(row.expected_payment_date) if word is Status.OPEN else None,
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
        "promised_on": invoice.promised_on,
    }


def _sales(oracle: Sdk, **asked: Any) -> list[Any]:
    where = 'Type=="ACCREC"'
    rows: list[Any] = oracle.accounting.get_invoices(
        oracle.tenant, where=where, page=1, page_size=1000, **asked
    ).invoices
    return rows


def _by_id(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["id"]))


def test_both_read_the_same_open_invoices(seeded: Handle, oracle: Sdk) -> None:
    expected = [_told_by_the_oracle(row) for row in _sales(oracle, statuses=["AUTHORISED"])]

    ours = together(connect(seeded, Key(oracle.token["access_token"])).open_invoices()).invoices

    assert _by_id([_told_by_us(x) for x in ours]) == _by_id(expected)
    assert {row["currency"] for row in expected} == {"EUR", "GBP", "USD", "JPY", "KWD"}
    for name in ("paid_on", "promised_on", "due_on"):
        assert {row[name] is None for row in expected} == {True, False}


def test_both_read_every_invoice_alike_whatever_became_of_it(seeded: Handle, oracle: Sdk) -> None:
    theirs = _sales(oracle)
    not_owed = {row.invoice_id for row in theirs if _word(row) is Status.DELETED}

    ours = connect(seeded).read([row.invoice_id for row in theirs])

    told = [_told_by_us(x) for x in ours if x.source_id not in not_owed]
    assert told == [_told_by_the_oracle(row) for row in theirs if row.invoice_id not in not_owed]
    assert {x.status for x in ours if x.source_id in not_owed} == {Status.DELETED}
    assert {x.status for x in ours} == {
        Status.OPEN, Status.PAID, Status.CREDITED, Status.VOID, Status.DELETED
    }  # fmt: skip


def test_both_are_told_the_same_changes(seeded: Handle, oracle: Sdk) -> None:
    since = seeded.clock.now() + timedelta(minutes=1)
    seeded.clock.advance(timedelta(minutes=20))
    shelf = book(seeded)
    entry.void(shelf, entry.add_invoice(shelf, next(iter(shelf.contacts.rows.values())), 100))
    entry.pay(shelf, next(x for x in shelf.invoices.rows.values() if x.status == "AUTHORISED"))

    expected = [_told_by_the_oracle(row) for row in _sales(oracle, if_modified_since=since)]
    ours = together(connect(seeded).changes(since.isoformat())).invoices

    assert _by_id([_told_by_us(x) for x in ours]) == _by_id(expected)
    assert len(expected) == 2


def test_both_know_the_same_customers(seeded: Handle, oracle: Sdk) -> None:
    theirs = oracle.accounting.get_contacts(
        oracle.tenant, include_archived=True, page=1, page_size=1000
    ).contacts

    ours = {x.source_id: x for x in together(connect(seeded).open_invoices()).customers}

    assert ours.keys() == {row.contact_id for row in theirs}
    for row in theirs:
        persons = [x.email_address for x in row.contact_persons or () if x.include_in_emails]
        written = tuple(x for x in (row.email_address, *persons) if x)
        numbers = [x.phone_number for x in row.phones if x.phone_type == "DEFAULT"]
        is_erased = row.contact_status == "GDPRREQUEST"
        found = ours[row.contact_id]
        assert (found.name, found.emails) == (row.name, () if is_erased else written)
        assert found.phone == (None if is_erased else numbers[0] or None)
    assert {row.contact_status for row in theirs} == {"ACTIVE", "ARCHIVED", "GDPRREQUEST"}


def test_both_know_the_same_unused_credit(seeded: Handle, oracle: Sdk) -> None:
    api, asked = oracle.accounting, {"page": 1, "page_size": 1000}
    rows = [
        *((x.credit_note_id, x) for x in api.get_credit_notes(oracle.tenant, **asked).credit_notes),
        *((x.overpayment_id, x) for x in api.get_overpayments(oracle.tenant, **asked).overpayments),
        *((x.prepayment_id, x) for x in api.get_prepayments(oracle.tenant, **asked).prepayments),
    ]
    expected = {
        (key, x.contact.contact_id, _currency(x), _day(x.date), _major(x.remaining_credit, _currency(x)))
        for key, x in rows
        if x.remaining_credit
    }

    ours = together(connect(seeded).open_invoices()).credits

    told = {
        (x.source_id, x.customer_source_id, x.currency, x.dated_on, decimal_text(x.amount, x.currency))
        for x in ours
    }
    assert told == expected
    assert len(expected) == 3


def test_where_the_client_gives_up_a_whole_page_we_leave_out_one_row(seeded: Handle, oracle: Sdk) -> None:
    """40: it refuses all invoices for one word that is new."""
    shelf = book(seeded)
    owed = [x for x in shelf.invoices.rows.values() if x.status == "AUTHORISED" and x.type == "ACCREC"]
    entry.spoil(shelf, owed[0], {"Status": "IN_COURT"})

    with pytest.raises(ValueError, match="IN_COURT"):
        _sales(oracle, statuses=["AUTHORISED"])
    read = together(connect(seeded).open_invoices())

    assert len(read.invoices) == len(owed) - 1
    assert owed[0].number in read.alarms[0]
