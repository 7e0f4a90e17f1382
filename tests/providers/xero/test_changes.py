"""What has changed since the last reading, in five calls when nothing has."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from connector.core.errors import CursorLost, Malformed
from connector.core.invoice import Status
from connector.core.source import Batch, SourceCredit
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.xero import entry
from providers.sandbox.xero.book import Book
from providers.sandbox.xero.rows import Contact, Invoice
from tests.providers.xero.connected import book, calls, connect, forget, together

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SINCE = "2026-11-21T12:30:00+00:00"


@pytest.fixture
def acme(sandbox: Handle) -> Contact:
    return entry.add_contact(book(sandbox), "Acme", "ap@acme.example")


@pytest.fixture
def invoice(sandbox: Handle, acme: Contact) -> Invoice:
    return entry.add_invoice(book(sandbox), acme, 10_000, number="A")


def _an_hour_later(sandbox: Handle) -> Batch:
    sandbox.clock.advance(timedelta(minutes=1))
    return together(connect(sandbox).changes(SINCE))


def _later(sandbox: Handle) -> None:
    sandbox.clock.advance(timedelta(hours=1))


def test_nothing_has_changed_in_five_calls(sandbox: Handle, invoice: Invoice) -> None:
    _later(sandbox)
    forget(sandbox)

    read = _an_hour_later(sandbox)

    assert read == Batch(cursor="2026-11-21T12:56:00+00:00", expected=0)
    assert [call.partition("?")[0] for call in calls(sandbox)] == [
        "/Contacts",
        "/Invoices",
        "/CreditNotes",
        "/Overpayments",
        "/Prepayments",
    ]
    since = {seen.headers.get("if-modified-since") for seen in sandbox.xero.front.seen}
    assert since == {"2026-11-21T12:30:00"}


def _credit_all(book: Book, invoice: Invoice) -> None:
    note = entry.add_credit(book, book.contacts.rows[invoice.contact], invoice.total)
    entry.allocate(book, note, invoice)


@pytest.mark.parametrize(
    ("happening", "found"),
    [
        (entry.pay, (Status.PAID, 0, date(2026, 11, 21))),
        (lambda book, invoice: entry.pay(book, invoice, 4_000), (Status.OPEN, 6_000, date(2026, 11, 21))),
        (entry.void, (Status.VOID, 0, None)),
        (_credit_all, (Status.CREDITED, 0, None)),
        (lambda book, invoice: entry.expect(book, invoice, date(2026, 12, 1)), (Status.OPEN, 10_000, None)),
    ],
    ids=["paid", "partly paid", "voided", "credited", "promised"],
)
def test_what_became_of_an_invoice_is_told(
    sandbox: Handle,
    invoice: Invoice,
    happening: Callable[[Book, Invoice], object],
    found: tuple[Status, int, date | None],
) -> None:
    """37."""
    _later(sandbox)
    happening(book(sandbox), invoice)

    changed = _an_hour_later(sandbox).invoices

    assert [(x.source_id, x.status, x.open, x.paid_on) for x in changed] == [(invoice.id, *found)]


def test_a_draft_that_is_deleted_is_gone(sandbox: Handle, acme: Contact) -> None:
    draft = entry.add_invoice(book(sandbox), acme, 100, status="DRAFT")
    _later(sandbox)
    entry.delete(book(sandbox), draft)

    assert [(x.source_id, x.status) for x in _an_hour_later(sandbox).invoices] == [(draft.id, Status.DELETED)]


def test_a_bill_is_none_of_ours(sandbox: Handle, acme: Contact) -> None:
    _later(sandbox)
    entry.add_invoice(book(sandbox), acme, 100, is_bill=True)

    assert _an_hour_later(sandbox).invoices == ()


def test_credit_that_is_used_up_or_void_comes_as_nothing(
    sandbox: Handle, invoice: Invoice, acme: Contact
) -> None:
    """14."""
    used, void = (entry.add_credit(book(sandbox), acme, 500) for _ in range(2))
    half = entry.add_credit(book(sandbox), acme, 500, "prepayment", dated_on=date(2026, 11, 3))
    _later(sandbox)
    entry.allocate(book(sandbox), used, invoice)
    entry.allocate(book(sandbox), half, invoice, 100)
    void.is_void = True
    book(sandbox).touch(void)

    assert set(_an_hour_later(sandbox).credits) == {
        SourceCredit(used.id, "", "EUR", 0),
        SourceCredit(void.id, "", "EUR", 0),
        SourceCredit(half.id, acme.id, "EUR", 400, date(2026, 11, 3), total=500),
    }


def test_a_contact_that_is_renamed_archived_or_forgotten_is_told(sandbox: Handle, acme: Contact) -> None:
    closed = entry.add_contact(book(sandbox), "Closed", "old@closed.example")
    person = entry.add_contact(book(sandbox), "Jo Rowe", "jo@rowe.example", phone="5")
    _later(sandbox)
    entry.rename(book(sandbox), acme, name="Acme SAS", email="new@acme.example")
    entry.archive(book(sandbox), closed)
    entry.erase(book(sandbox), person)

    changed = {x.source_id: (x.name, x.emails, x.phone) for x in _an_hour_later(sandbox).customers}

    assert changed == {
        acme.id: ("Acme SAS", ("new@acme.example",), None),
        closed.id: ("Closed", ("old@closed.example",), None),
        person.id: ("Jo Rowe", (), None),
    }


def test_the_invoices_of_a_contact_that_was_merged_follow(
    sandbox: Handle, invoice: Invoice, acme: Contact
) -> None:
    into = entry.add_contact(book(sandbox), "Acme Group")
    _later(sandbox)
    entry.merge(book(sandbox), acme, into)

    changed = _an_hour_later(sandbox).invoices

    assert [(x.source_id, x.customer_source_id) for x in changed] == [(invoice.id, into.id)]


def test_what_changes_while_it_is_read_is_told_the_next_time(sandbox: Handle, invoice: Invoice) -> None:
    _later(sandbox)
    batches = connect(sandbox).changes(SINCE)
    next(batches)
    next(batches)
    entry.pay(book(sandbox), invoice)
    sandbox.clock.advance(timedelta(minutes=10))
    cursor = together(batches).cursor

    assert cursor is not None
    assert [x.status for x in together(connect(sandbox).changes(cursor)).invoices] == [Status.PAID]


def test_many_changes_come_page_by_page_and_none_is_skipped(sandbox: Handle, acme: Contact) -> None:
    _later(sandbox)
    made = []
    for n in range(1_500):
        sandbox.clock.advance(timedelta(seconds=1))
        made.append(entry.add_invoice(book(sandbox), acme, 100 + n))
    read: list[str] = []
    for batch in connect(sandbox).changes(SINCE):
        read += [invoice.source_id for invoice in batch.invoices]
        if len(read) == 1_000:
            for early in made[:30]:
                sandbox.clock.advance(timedelta(seconds=1))
                entry.pay(book(sandbox), early)

    assert set(read) == {invoice.id for invoice in made}
    assert len(read) == 1_530


@pytest.mark.parametrize("cursor", ["", "3", "yesterday", "2026-11-21T12:30:00", "2026-11-21"])
def test_a_cursor_that_is_not_ours_is_lost(sandbox: Handle, cursor: str) -> None:
    with pytest.raises(CursorLost):
        next(connect(sandbox).changes(cursor))


def test_a_page_of_which_nothing_can_be_read_bears_no_cursor(sandbox: Handle, invoice: Invoice) -> None:
    """40."""
    _later(sandbox)
    entry.spoil(book(sandbox), invoice, {"CurrencyCode": "??"})
    read: list[Batch] = []

    with pytest.raises(Malformed):
        read.extend(connect(sandbox).changes(SINCE))

    assert [batch.cursor for batch in read] == [None]


@pytest.mark.parametrize("call", range(5))
def test_a_fault_on_any_call_leaves_the_cursor_where_it_was(
    sandbox: Handle, invoice: Invoice, call: int
) -> None:
    sandbox.faults.plan(Fault("half_page", path="/api.xro", skip=call))
    read: list[Batch] = []

    with pytest.raises(Malformed):
        read.extend(connect(sandbox).changes(SINCE))

    assert len(read) == call
    assert all(batch.cursor is None for batch in read)
