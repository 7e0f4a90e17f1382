"""What following the changes brings: one call while little happens, all that happened whenever asked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from connector.core.errors import CursorLost, Malformed
from connector.core.invoice import Status
from connector.core.source import Batch, SourceCredit
from providers.quickbooks import QuickBooks
from providers.sandbox import Handle
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book, Invoice
from tests.providers.quickbooks.connected import asked, connect, together

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def acme(book: Book) -> str:
    return entry.add_customer(book, "Acme", "ap@acme.example").id


@pytest.fixture
def invoice(sandbox: Handle, book: Book, acme: str) -> Invoice:
    """Made long before anything is followed."""
    made = entry.add_invoice(book, acme, "100.00", number="A-1")
    sandbox.clock.advance(timedelta(hours=1))
    return made


def follow(sandbox: Handle, since: timedelta = timedelta(minutes=10)) -> Batch:
    cursor = (sandbox.clock.now() - since).isoformat()
    return together(connect(sandbox).changes(cursor))


def test_while_nothing_happens_it_is_one_call(sandbox: Handle, invoice: Invoice) -> None:
    read = follow(sandbox)

    assert read == Batch(cursor="2026-11-21T04:55:00-08:00")
    assert [call.partition("?")[0] for call in asked(sandbox)] == ["cdc"]
    assert "Invoice%2CPayment%2CCreditMemo%2CCustomer" in asked(sandbox)[0]


def test_the_cursor_is_never_put_back(sandbox: Handle, invoice: Invoice) -> None:
    assert follow(sandbox, timedelta(minutes=1)).cursor == "2026-11-21T12:59:00+00:00"


def test_the_company_s_clock_counts_and_not_ours(sandbox: Handle, invoice: Invoice) -> None:
    class Slow:
        def now(self) -> datetime:
            return NOON - timedelta(days=3)

    quickbooks = connect(sandbox)
    quickbooks._now = Slow().now
    lifecycle.pay(sandbox.quickbooks.book, invoice)

    read = together(quickbooks.changes(NOON.isoformat()))

    assert read.cursor == "2026-11-21T04:55:00-08:00"
    assert len(read.invoices) == 1


def test_a_payment_closes_its_invoice_on_its_day(sandbox: Handle, book: Book, invoice: Invoice) -> None:
    lifecycle.pay(book, invoice, paid_on=date(2026, 11, 18))

    (read,) = follow(sandbox).invoices

    assert (read.status, read.open, read.paid_on) == (Status.PAID, 0, date(2026, 11, 18))
    assert len(asked(sandbox)) == 1


def test_a_part_leaves_the_rest_open(sandbox: Handle, book: Book, invoice: Invoice) -> None:
    lifecycle.pay(book, invoice, "30.00", paid_on=date(2026, 11, 18))

    (read,) = follow(sandbox).invoices

    assert (read.status, read.open, read.paid_on) == (Status.OPEN, 7_000, date(2026, 11, 18))


def test_an_earlier_payment_is_asked_for(sandbox: Handle, book: Book, invoice: Invoice) -> None:
    lifecycle.pay(book, invoice, paid_on=date(2026, 11, 18))
    sandbox.clock.advance(timedelta(hours=1))
    entry.spoil(book, invoice, {"PrivateNote": "thanks"})

    (read,) = follow(sandbox).invoices

    assert (read.status, read.paid_on) == (Status.PAID, date(2026, 11, 18))
    assert len(asked(sandbox)) == 2


def test_one_settled_by_a_credit_memo_alone_is_credited(
    sandbox: Handle, book: Book, invoice: Invoice, acme: str
) -> None:
    memo = entry.add_credit_memo(book, acme, "130.00")
    lifecycle.apply_credit(book, memo, invoice)

    read = follow(sandbox)

    assert [(x.status, x.open, x.paid_on) for x in read.invoices] == [(Status.CREDITED, 0, None)]
    assert {(x.source_id, x.amount) for x in read.credits} == {
        (f"credit_memo:{memo.id}", 3_000),
        (f"payment:{next(iter(invoice.applied))}", 0),
    }


def test_one_settled_by_credit_and_money_is_paid(
    sandbox: Handle, book: Book, invoice: Invoice, acme: str
) -> None:
    lifecycle.apply_credit(book, entry.add_credit_memo(book, acme, "30.00"), invoice)
    lifecycle.pay(book, invoice, paid_on=date(2026, 11, 18))

    (read,) = follow(sandbox).invoices

    assert (read.status, read.paid_on) == (Status.PAID, date(2026, 11, 18))


def test_a_void_invoice_says_so_and_is_not_paid(sandbox: Handle, book: Book, invoice: Invoice) -> None:
    lifecycle.void(book, invoice)

    (read,) = follow(sandbox).invoices

    assert (read.status, read.total, read.open) == (Status.VOID, 0, 0)


def test_a_note_that_says_voided_voids_nothing(sandbox: Handle, book: Book, invoice: Invoice) -> None:
    entry.spoil(book, invoice, {"PrivateNote": "Voided"})

    assert follow(sandbox).invoices[0].status is Status.OPEN


def test_a_deleted_invoice_is_gone(sandbox: Handle, book: Book, invoice: Invoice) -> None:
    lifecycle.delete(book, invoice)

    (read,) = follow(sandbox).invoices

    assert (read.source_id, read.status, read.open) == (invoice.id, Status.DELETED, 0)


def test_money_that_is_used_up_or_deleted_stands_no_more(
    sandbox: Handle, book: Book, invoice: Invoice, acme: str
) -> None:
    used = lifecycle.pay_unapplied(book, acme, "40.00")
    gone = lifecycle.pay_unapplied(book, acme, "50.00")
    memo = entry.add_credit_memo(book, acme, "60.00")
    sandbox.clock.advance(timedelta(hours=1))
    lifecycle.apply_payment(book, used, invoice)
    lifecycle.delete(book, gone)
    lifecycle.delete(book, memo)

    credits = {x.source_id: x for x in follow(sandbox).credits}

    assert credits[f"payment:{used.id}"].amount == 0
    assert credits[f"payment:{gone.id}"] == SourceCredit(f"payment:{gone.id}", "", "XXX", 0)
    assert credits[f"credit_memo:{memo.id}"] == SourceCredit(f"credit_memo:{memo.id}", "", "XXX", 0)


def test_a_payment_brings_its_invoice_along_where_that_does_not_count_as_changed(
    sandbox: Handle, book: Book, invoice: Invoice
) -> None:
    payment = lifecycle.pay(book, invoice)
    book.invoices.touch(invoice, invoice.created)

    read = follow(sandbox)

    assert [x.source_id for x in read.credits] == [f"payment:{payment.id}"]
    assert [(x.source_id, x.status) for x in read.invoices] == [(invoice.id, Status.PAID)]


def test_a_customer_s_new_name_and_address_arrive(sandbox: Handle, book: Book, invoice: Invoice) -> None:
    customer = book.customers.rows[invoice.customer]
    customer.display_name = "Acme Ltd"
    entry.change_email(book, customer, "new@acme.example")

    (read,) = follow(sandbox).customers

    assert (read.name, read.emails) == ("Acme Ltd", ("new@acme.example",))


def test_a_customer_who_lost_his_address_is_written_to_at_his_invoice_s(
    sandbox: Handle, book: Book, invoice: Invoice
) -> None:
    entry.change_bill_email(book, invoice, "desk@acme.example")
    sandbox.clock.advance(timedelta(hours=1))
    entry.change_email(book, book.customers.rows[invoice.customer], None)

    assert follow(sandbox).customers[0].emails == ("desk@acme.example",)


def test_a_merged_customer_s_invoices_go_to_the_other(sandbox: Handle, book: Book, invoice: Invoice) -> None:
    kept = entry.add_customer(book, "Acme Group", "ap@group.example")
    lifecycle.merge(book, book.customers.rows[invoice.customer], kept)

    read = follow(sandbox)

    assert [x.customer_source_id for x in read.invoices] == [kept.id]
    assert {x.name for x in read.customers} == {"Acme Group", "Acme (deleted)"}


class TestManyChanges:
    def test_a_full_answer_is_read_again_by_queries(
        self, sandbox: Handle, book: Book, invoice: Invoice, acme: str
    ) -> None:
        paid = lifecycle.pay(book, invoice, paid_on=date(2026, 11, 18))
        made = [entry.add_invoice(book, acme, 1).id for _ in range(1_400)]
        memo = entry.add_credit_memo(book, acme, 5)
        entry.add_customer(book, "New", "new@acme.example")

        batches = list(connect(sandbox).changes(NOON.isoformat()))

        read = together(batches)
        assert {x.source_id for x in read.invoices} == {invoice.id, *made}
        assert {(x.source_id, x.amount) for x in read.credits} == {
            (f"payment:{paid.id}", 0),
            (f"credit_memo:{memo.id}", 500),
        }
        assert {x.name for x in read.customers} == {"Acme", "New"}
        assert [page.cursor for page in batches[:-1]] == [None] * (len(batches) - 1)
        assert batches[-1].cursor == "2026-11-21T04:55:00-08:00"

    def test_one_of_less_than_a_thousand_is_not(self, sandbox: Handle, book: Book, invoice: Invoice) -> None:
        for _ in range(999):
            entry.add_invoice(book, invoice.customer, 1)

        assert len(follow(sandbox).invoices) == 999
        assert len(asked(sandbox)) == 1

    def test_what_was_deleted_and_is_shown_counts(
        self, sandbox: Handle, book: Book, invoice: Invoice, acme: str
    ) -> None:
        for _ in range(990):
            entry.add_invoice(book, acme, 1)
        lifecycle.delete(book, invoice)
        for _ in range(10):
            lifecycle.pay_unapplied(book, acme, 1)

        read = follow(sandbox)

        assert len(asked(sandbox)) > 1
        assert [x.source_id for x in read.invoices if x.status is Status.DELETED] == [invoice.id]


class TestTheThreadIsLost:
    @pytest.mark.parametrize("days", [29.01, 30, 400])
    def test_where_it_lies_too_far_back(self, sandbox: Handle, invoice: Invoice, days: float) -> None:
        with pytest.raises(CursorLost):
            follow(sandbox, timedelta(days=days))
        assert asked(sandbox) == []

    def test_where_our_clock_does_not_know_it(self, sandbox: Handle, invoice: Invoice) -> None:
        quickbooks = connect(sandbox)
        quickbooks._now = lambda: NOON - timedelta(days=300)

        with pytest.raises(CursorLost):
            list(quickbooks.changes((NOON - timedelta(days=29.5)).isoformat()))

    @pytest.mark.parametrize("cursor", ["", "7", "2026-11-21T12:00:00", "2026-11-21"])
    def test_where_it_is_no_instant(self, quickbooks: QuickBooks, cursor: str) -> None:
        with pytest.raises(CursorLost):
            list(quickbooks.changes(cursor))


class TestWhatCannotBeRead:
    @pytest.mark.parametrize("change", [{"Balance": "many"}, {"DueDate": "soon"}], ids=str)
    def test_one_row_costs_an_alarm(
        self, sandbox: Handle, book: Book, invoice: Invoice, change: dict[str, Any]
    ) -> None:
        bad, good = (entry.add_invoice(book, invoice.customer, 5) for _ in range(2))
        entry.spoil(book, bad, change)

        read = follow(sandbox)

        assert [x.source_id for x in read.invoices] == [good.id]
        assert [bad.id in alarm for alarm in read.alarms] == [True]

    @pytest.mark.parametrize("change", [{"Balance": "many"}, {"DueDate": "soon"}], ids=str)
    def test_nothing_but_such_rows_is_malformed(
        self, sandbox: Handle, book: Book, invoice: Invoice, change: dict[str, Any]
    ) -> None:
        entry.spoil(book, invoice, change)

        with pytest.raises(Malformed, match="None of"):
            follow(sandbox)
