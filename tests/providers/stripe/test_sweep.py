"""What a sweep of the open invoices brings, over real HTTP."""

from datetime import UTC, date, datetime, timedelta

import pytest

from connector.core.errors import Malformed
from connector.core.invoice import Status
from connector.core.source import SourceCredit, SourceCustomer, SourceInvoice
from providers.sandbox import Handle
from providers.sandbox.stripe import entry, lifecycle
from tests.providers.stripe.connected import connect, together

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _customer(sandbox: Handle, **fields: object) -> str:
    given = {"name": "Acme", "email": "ap@acme.example", **fields}
    return entry.add_customer(sandbox.stripe.book, **given).id  # type: ignore[arg-type]


def test_an_open_invoice_arrives_with_all_that_a_reminder_needs(sandbox: Handle) -> None:
    book = sandbox.stripe.book
    customer = _customer(sandbox, country="US", state="TX", preferred_locales=["fr-CA", "en"], phone="+1555")
    invoice = entry.add_invoice(
        book, customer, 36_207, number="A-1", created=NOON - timedelta(days=40), due=NOON - timedelta(days=10)
    )
    entry.take_payment(book, invoice, amount=20_000)

    batch = together(connect(sandbox).open_invoices())

    assert batch.customers == (
        SourceCustomer(
            customer, "Acme", ("ap@acme.example",), phone="+1555", language="fr", country="US", region="TX"
        ),
    )
    assert batch.invoices == (
        SourceInvoice(
            source_id=invoice.id,
            customer_source_id=customer,
            number="A-1",
            currency="EUR",
            total=36_207,
            open=16_207,
            status=Status.OPEN,
            issued_on=date(2026, 10, 12),
            due_on=date(2026, 11, 11),
            pay_link=f"{sandbox.stripe_url}/i/{book.account}/{invoice.id}",
            pdf_link=f"{sandbox.stripe_url}/i/{book.account}/{invoice.id}/pdf?s=ap",
        ),
    )
    assert batch.credits == (SourceCredit(f"{customer}:balance", customer, "EUR", 0),)
    assert batch.alarms == ()


def test_what_is_not_open_does_not_arrive(sandbox: Handle) -> None:
    book, customer = sandbox.stripe.book, _customer(sandbox)
    entry.add_invoice(book, customer, 100, is_draft=True)
    lifecycle.void(book, entry.add_invoice(book, customer, 100))
    lifecycle.write_off(book, entry.add_invoice(book, customer, 100))
    entry.take_payment(book, entry.add_invoice(book, customer, 100))

    assert together(connect(sandbox).open_invoices()).invoices == ()


def test_an_empty_account_is_empty_pages_and_a_place_to_go_on_from(sandbox: Handle) -> None:
    batches = list(connect(sandbox).open_invoices())

    assert together(batches).invoices == ()
    assert batches[-1].cursor is not None


def test_every_page_is_read_and_each_invoice_once(sandbox: Handle) -> None:
    customer = _customer(sandbox)
    made = [entry.add_invoice(sandbox.stripe.book, customer, 100 + n).id for n in range(250)]

    batches = list(connect(sandbox).open_invoices())

    assert [len(batch.invoices) for batch in batches] == [100, 100, 50, 0]
    assert [batch.cursor is None for batch in batches] == [True, True, True, False]
    assert [i.source_id for i in together(batches).invoices] == made[::-1]


def test_a_customer_of_many_invoices_arrives_once_a_page(sandbox: Handle) -> None:
    customer = _customer(sandbox)
    for _ in range(3):
        entry.add_invoice(sandbox.stripe.book, customer, 100)

    assert len(together(connect(sandbox).open_invoices()).customers) == 1


def test_every_request_pins_the_version_and_asks_a_hundred_a_page(sandbox: Handle) -> None:
    list(connect(sandbox).open_invoices())

    seen = [request for request in sandbox.stripe.seen if request.path == "/v1/invoices"]
    assert seen[0].query == "status=open&limit=100&expand%5B%5D=data.customer"
    assert {request.headers["stripe-version"] for request in seen} == {"2026-10-28.endive"}


def test_an_invoice_that_is_charged_automatically_is_autopay_and_has_no_due_date(sandbox: Handle) -> None:
    customer = _customer(sandbox)
    entry.add_invoice(sandbox.stripe.book, customer, 100, collection_method="charge_automatically")

    invoice = together(connect(sandbox).open_invoices()).invoices[0]

    assert invoice.is_autopay
    assert invoice.due_on is None


def test_a_balance_below_zero_is_unused_credit(sandbox: Handle) -> None:
    customer = _customer(sandbox, currency="gbp")
    entry.add_invoice(sandbox.stripe.book, customer, 9_000)
    sandbox.stripe.book.customers[customer].balance = -2_500

    batch = together(connect(sandbox).open_invoices())

    assert batch.credits == (SourceCredit(f"{customer}:balance", customer, "GBP", 2_500),)
    assert batch.invoices[0].open == 9_000


def test_credit_applied_at_finalisation_lowers_what_is_open(sandbox: Handle) -> None:
    customer = _customer(sandbox, balance=-2_500)
    entry.add_invoice(sandbox.stripe.book, customer, 9_000, credit_notes=500)

    batch = together(connect(sandbox).open_invoices())

    assert (batch.invoices[0].total, batch.invoices[0].open) == (9_000, 6_000)
    assert [credit.amount for credit in batch.credits] == [0]


def test_an_earlier_debt_added_at_finalisation_is_part_of_the_total(sandbox: Handle) -> None:
    customer = _customer(sandbox, balance=1_000)
    entry.add_invoice(sandbox.stripe.book, customer, 9_000)

    invoice = together(connect(sandbox).open_invoices()).invoices[0]

    assert (invoice.total, invoice.open) == (10_000, 10_000)


def test_days_are_those_of_the_account(sandbox: Handle) -> None:
    sandbox.stripe.book.zone = "America/New_York"
    due = datetime(2026, 12, 1, 4, 59, 59, tzinfo=UTC)
    entry.add_invoice(sandbox.stripe.book, _customer(sandbox), 100, due=due)

    invoice = together(connect(sandbox).open_invoices()).invoices[0]

    assert invoice.due_on == date(2026, 11, 30)


def test_days_are_those_of_utc_where_the_account_may_not_be_read(sandbox: Handle) -> None:
    sandbox.stripe.denied["rk_test_narrow"] = {"account_read"}
    due = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    entry.add_invoice(sandbox.stripe.book, _customer(sandbox), 100, due=due)

    invoice = together(connect(sandbox, "rk_test_narrow").open_invoices()).invoices[0]

    assert invoice.due_on == date(2026, 12, 1)


def test_an_unknown_time_zone_costs_that_field(sandbox: Handle) -> None:
    sandbox.stripe.book.zone = "Mars/Olympus"
    entry.add_invoice(sandbox.stripe.book, _customer(sandbox), 100, due=NOON)

    assert together(connect(sandbox).open_invoices()).invoices[0].due_on == date(2026, 11, 21)


def test_the_present_address_of_a_customer_goes_before_the_frozen_one(sandbox: Handle) -> None:
    customer = _customer(sandbox, email="old@acme.example")
    entry.add_invoice(sandbox.stripe.book, customer, 100)
    sandbox.stripe.book.customers[customer].email = "new@acme.example"

    assert together(connect(sandbox).open_invoices()).customers[0].emails == ("new@acme.example",)


def test_a_deleted_customer_is_known_by_what_his_invoice_froze(sandbox: Handle) -> None:
    customer = _customer(sandbox, country="FR")
    entry.add_invoice(sandbox.stripe.book, customer, 100)
    sandbox.stripe.book.delete_customer(sandbox.stripe.book.customers[customer])

    assert together(connect(sandbox).open_invoices()).customers == (
        SourceCustomer(customer, "Acme", ("ap@acme.example",), country="FR"),
    )


def test_one_row_that_cannot_be_read_costs_an_alarm(sandbox: Handle) -> None:
    book, customer = sandbox.stripe.book, _customer(sandbox)
    good, bad = entry.add_invoice(book, customer, 100), entry.add_invoice(book, customer, 200)
    entry.spoil(bad, {"amount_remaining": "many"})

    batch = together(connect(sandbox).open_invoices())

    assert [invoice.source_id for invoice in batch.invoices] == [good.id]
    assert len(batch.alarms) == 1
    assert bad.id in batch.alarms[0]
    assert "amount_remaining" in batch.alarms[0]


@pytest.mark.parametrize("field", ["currency", "customer", "amount_remaining", "total", "created"])
def test_a_row_without_what_a_debt_needs_costs_an_alarm(sandbox: Handle, field: str) -> None:
    book, customer = sandbox.stripe.book, _customer(sandbox)
    entry.add_invoice(book, customer, 100)
    entry.spoil(entry.add_invoice(book, customer, 200), {field: "(dropped)"})

    batch = together(connect(sandbox).open_invoices())

    assert (len(batch.invoices), len(batch.alarms)) == (1, 1)


@pytest.mark.parametrize("change", [{"currency": "euros"}, {"due_date": 10**30}, {"effective_at": 10**15}])
def test_a_row_that_makes_no_sense_costs_an_alarm(sandbox: Handle, change: dict[str, object]) -> None:
    book, customer = sandbox.stripe.book, _customer(sandbox)
    entry.add_invoice(book, customer, 100)
    entry.spoil(entry.add_invoice(book, customer, 200), change)

    batch = together(connect(sandbox).open_invoices())

    assert (len(batch.invoices), len(batch.alarms)) == (1, 1)


@pytest.mark.parametrize("change", [{"amount_remaining": "many"}, {"currency": "euros"}])
def test_a_page_of_which_no_row_can_be_read_is_malformed(sandbox: Handle, change: dict[str, object]) -> None:
    entry.spoil(entry.add_invoice(sandbox.stripe.book, _customer(sandbox), 100), change)

    with pytest.raises(Malformed):
        list(connect(sandbox).open_invoices())


def test_an_unreadable_last_row_does_not_end_the_sweep(sandbox: Handle) -> None:
    customer = _customer(sandbox)
    made = [entry.add_invoice(sandbox.stripe.book, customer, 100) for _ in range(150)]
    entry.spoil(made[50], {"id": "(dropped)"})

    batch = together(connect(sandbox).open_invoices())

    assert {i.source_id for i in batch.invoices} == {i.id for i in made} - {made[50].id}
    assert any("number 100" in alarm for alarm in batch.alarms)


def test_an_unknown_status_costs_that_field_and_an_alarm(sandbox: Handle) -> None:
    invoice = entry.add_invoice(sandbox.stripe.book, _customer(sandbox), 100, number="A-1")
    entry.spoil(invoice, {"status": "in_arbitration"})

    batch = together(connect(sandbox).open_invoices())

    assert batch.invoices[0].status is Status.OPEN
    assert batch.alarms == ("Stripe's invoice A-1 has the unknown status «in_arbitration».",)


def test_an_unknown_way_of_collecting_is_taken_for_autopay(sandbox: Handle) -> None:
    invoice = entry.add_invoice(sandbox.stripe.book, _customer(sandbox), 100, number="A-1")
    entry.spoil(invoice, {"collection_method": "by_pigeon"})

    batch = together(connect(sandbox).open_invoices())

    assert batch.invoices[0].is_autopay
    assert "by_pigeon" in batch.alarms[0]
