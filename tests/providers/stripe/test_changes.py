"""What the events since the last reading bring, and what that costs in calls."""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from connector.core.errors import CursorLost, Malformed, Unavailable
from connector.core.invoice import Status
from connector.core.source import Batch
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.stripe import corrections, entry, lifecycle
from providers.sandbox.stripe.book import Customer
from providers.sandbox.stripe.book import Invoice as StripeInvoice
from providers.sandbox.stripe.events import changing
from tests.providers.stripe.connected import connect, together

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def acme(sandbox: Handle) -> Customer:
    return entry.add_customer(sandbox.stripe.book, name="Acme", email="ap@acme.example")


@pytest.fixture
def invoice(sandbox: Handle, acme: Customer) -> StripeInvoice:
    return entry.add_invoice(sandbox.stripe.book, acme.id, 9_000, number="A/1", due=NOON)


def begun(sandbox: Handle) -> str:
    """The cursor after everything has been read."""
    cursor = list(connect(sandbox).open_invoices())[-1].cursor
    assert cursor is not None
    return cursor


def changes(sandbox: Handle, cursor: str) -> Batch:
    return together(connect(sandbox).changes(cursor))


def asked(sandbox: Handle) -> list[str]:
    """The paths of the calls since the last time, without the base address."""
    seen = f"{sandbox.url}/_sandbox/requests"
    paths = [x["path"] for x in requests.get(seen, params={"provider": "stripe"}, timeout=10).json()]
    requests.delete(seen, timeout=10)
    return paths


def test_nothing_new_costs_one_call(sandbox: Handle, invoice: StripeInvoice) -> None:
    cursor = begun(sandbox)
    asked(sandbox)

    batch = changes(sandbox, cursor)

    assert batch == Batch()
    assert asked(sandbox) == ["/v1/events"]


@pytest.mark.parametrize(
    ("what", "status"),
    [
        (entry.take_payment, Status.PAID),
        (lifecycle.void, Status.VOID),
        (lifecycle.write_off, Status.WRITTEN_OFF),
    ],
)
def test_what_closes_an_invoice_is_followed(
    sandbox: Handle, invoice: StripeInvoice, what: object, status: Status
) -> None:
    cursor = begun(sandbox)
    what(sandbox.stripe.book, invoice)  # type: ignore[operator]

    batch = changes(sandbox, cursor)

    assert [(x.source_id, x.status) for x in batch.invoices] == [(invoice.id, status)]
    assert [x.name for x in batch.customers] == ["Acme"]


def test_a_part_and_a_credit_note_lower_what_is_open(sandbox: Handle, invoice: StripeInvoice) -> None:
    book = sandbox.stripe.book
    cursor = begun(sandbox)
    lifecycle.receive(book, invoice, 2_000)
    corrections.credit_invoice(book, invoice, 1_000)

    assert [x.open for x in changes(sandbox, cursor).invoices] == [6_000]


def test_a_new_invoice_comes_with_its_customer(sandbox: Handle) -> None:
    book = sandbox.stripe.book
    entry.add_customer(book, name="First")
    cursor = begun(sandbox)
    new = entry.add_customer(book, name="New", email="new@new.example")
    entry.add_invoice(book, new.id, 500, number="N/1")

    batch = changes(sandbox, cursor)

    assert [x.number for x in batch.invoices] == ["N/1"]
    assert [(x.name, x.emails) for x in batch.customers] == [("New", ("new@new.example",))]


def test_a_customer_who_changes_is_read_though_no_invoice_of_his_does(
    sandbox: Handle, acme: Customer, invoice: StripeInvoice
) -> None:
    cursor = begun(sandbox)
    with changing(sandbox.stripe.book, acme):
        acme.email = "other@acme.example"
        acme.balance = -700

    batch = changes(sandbox, cursor)

    assert batch.invoices == ()
    assert [x.emails for x in batch.customers] == [("other@acme.example",)]
    assert [(x.customer_source_id, x.amount) for x in batch.credits] == [(acme.id, 700)]


def test_a_draft_is_not_owed(sandbox: Handle, acme: Customer, invoice: StripeInvoice) -> None:
    cursor = begun(sandbox)
    entry.add_invoice(sandbox.stripe.book, acme.id, 500, is_draft=True)

    assert changes(sandbox, cursor).invoices == ()


def test_an_invoice_that_is_gone_comes_back_deleted(sandbox: Handle, invoice: StripeInvoice) -> None:
    cursor = begun(sandbox)
    lifecycle.receive(sandbox.stripe.book, invoice, 2_000)
    del sandbox.stripe.book.invoices[invoice.id]

    assert [x.status for x in changes(sandbox, cursor).invoices] == [Status.DELETED]


def test_many_changes_come_page_by_page_each_with_its_own_cursor(sandbox: Handle, acme: Customer) -> None:
    book = sandbox.stripe.book
    many = [entry.add_invoice(book, acme.id, 9_000) for _ in range(150)]
    cursor = begun(sandbox)
    for one in many:
        lifecycle.void(book, one)

    batches = list(connect(sandbox).changes(cursor))
    halfway = batches[0].cursor
    assert halfway is not None
    rest = changes(sandbox, halfway)

    assert len(batches) > 1
    assert {x.source_id for x in together(batches).invoices} == {x.id for x in many}
    assert rest.invoices == together(batches[1:]).invoices
    assert changes(sandbox, batches[-1].cursor or "") == Batch()


def test_an_event_too_old_to_be_known_loses_the_thread(sandbox: Handle, invoice: StripeInvoice) -> None:
    cursor = begun(sandbox)
    sandbox.clock.advance(timedelta(days=31))

    with pytest.raises(CursorLost):
        changes(sandbox, cursor)


def test_an_account_where_nothing_ever_happened_has_a_beginning(sandbox: Handle) -> None:
    cursor = begun(sandbox)
    nothing = changes(sandbox, cursor)
    entry.add_customer(sandbox.stripe.book, name="First")

    with pytest.raises(CursorLost):
        changes(sandbox, cursor)
    assert nothing == Batch()


def test_a_key_that_may_not_read_events_reads_everything_each_time(
    sandbox: Handle, invoice: StripeInvoice
) -> None:
    sandbox.stripe.denied["rk_test_narrow"] = {"event_read"}

    *pages, last = connect(sandbox, "rk_test_narrow").open_invoices()

    assert (last.cursor, sum(len(x.invoices) for x in pages)) == (None, 1)


@pytest.mark.parametrize("change", [{"status": "unheard_of"}, {"total": "many"}])
def test_one_that_cannot_be_read_costs_an_alarm(
    sandbox: Handle, acme: Customer, invoice: StripeInvoice, change: dict[str, object]
) -> None:
    other = entry.add_invoice(sandbox.stripe.book, acme.id, 500, number="A/2")
    cursor = begun(sandbox)
    lifecycle.receive(sandbox.stripe.book, invoice, 2_000)
    lifecycle.receive(sandbox.stripe.book, other, 200)
    entry.spoil(invoice, change)

    batch = changes(sandbox, cursor)

    assert [x.number for x in batch.invoices] == ["A/2"]
    assert ["A/1" in alarm or invoice.id in alarm for alarm in batch.alarms] == [True]


def test_a_customer_who_cannot_be_read_costs_an_alarm(
    sandbox: Handle, acme: Customer, invoice: StripeInvoice
) -> None:
    other = entry.add_customer(sandbox.stripe.book, name="Other")
    cursor = begun(sandbox)
    for customer in (acme, other):
        with changing(sandbox.stripe.book, customer):
            customer.email = "new@new.example"
    entry.spoil(acme, {"email": 7})

    batch = changes(sandbox, cursor)

    assert [x.source_id for x in batch.customers] == [other.id]
    assert [acme.id in alarm for alarm in batch.alarms] == [True]


@pytest.mark.parametrize(
    ("fault", "error"), [(Fault("half_page"), Malformed), (Fault("server_error"), Unavailable)]
)
@pytest.mark.parametrize("path", ["/v1/events", "/v1/invoices"])
def test_a_fault_is_no_page(
    sandbox: Handle, invoice: StripeInvoice, fault: Fault, error: type[Exception], path: str
) -> None:
    cursor = begun(sandbox)
    lifecycle.receive(sandbox.stripe.book, invoice, 2_000)
    sandbox.faults.plan(Fault(fault.kind, path=path))

    with pytest.raises(error):
        changes(sandbox, cursor)
    assert len(changes(sandbox, cursor).invoices) == 1
