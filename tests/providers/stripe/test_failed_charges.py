"""What is read of charges that Stripe makes by itself and that fail."""

from datetime import date, timedelta
from typing import Any

import pytest

from connector.core.declines import Failure, Need
from connector.core.source import SourceInvoice
from providers.sandbox import Handle
from providers.sandbox.stripe import entry, lifecycle
from providers.stripe.answers import Said
from tests.providers.stripe.connected import connect, together

#: The renewal of a subscription that began on Saturday 21 November 2026.
RENEWED_ON = date(2026, 12, 21)


def renewed(sandbox: Handle, **card: Any) -> str:
    """A subscriber who paid his first month; `card` is how his card behaves at the renewal."""
    book = sandbox.stripe.book
    kind = {"type": card.pop("type")} if "type" in card else {}
    customer = entry.add_customer(book, name="Acme", email="ap@acme.example", card=None if kind else "ok")
    if kind:
        entry.add_card(book, customer, **kind)
    entry.add_subscription(book, customer.id, 4_900)
    sandbox.clock.advance(timedelta(days=10))
    entry.turn_card(book, customer.default_payment_method or "", **card)
    sandbox.clock.advance(timedelta(days=20, hours=2))
    return customer.id


def swept(sandbox: Handle) -> SourceInvoice:
    """The one invoice that is open."""
    (invoice,) = together(connect(sandbox).open_invoices()).invoices
    return invoice


def failure(sandbox: Handle) -> Failure:
    found = swept(sandbox).failure
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("decline", "need"),
    [
        ("insufficient_funds", Need.WAIT),
        ("expired_card", Need.NEW_CARD),
        ("lost_card", Need.NEW_CARD),
        ("authentication_required", Need.CONFIRM),
        ("a_code_of_tomorrow", Need.WAIT),
    ],
)
def test_a_declined_renewal_says_why_and_what_brings_the_money(
    sandbox: Handle, decline: str, need: Need
) -> None:
    renewed(sandbox, decline=decline)

    found = failure(sandbox)

    assert (found.code, found.failed_on) == (decline, RENEWED_ON)
    assert found.next_attempt_on == RENEWED_ON + timedelta(days=1)
    assert found.need_on(RENEWED_ON) is need


def test_read_singly_it_says_the_same(sandbox: Handle) -> None:
    renewed(sandbox, decline="insufficient_funds")
    listed = swept(sandbox)

    assert connect(sandbox).read([listed.source_id]) == (listed,)


def test_an_event_brings_it(sandbox: Handle) -> None:
    customer = entry.add_customer(sandbox.stripe.book, name="Acme", card="ok")
    entry.add_subscription(sandbox.stripe.book, customer.id, 4_900)
    sandbox.clock.advance(timedelta(days=20))
    entry.add_customer(sandbox.stripe.book, name="The last thing that happened before")
    cursor = list(connect(sandbox).open_invoices())[-1].cursor
    entry.turn_card(sandbox.stripe.book, customer.default_payment_method or "", decline="lost_card")
    sandbox.clock.advance(timedelta(days=10, hours=2))

    changed = together(connect(sandbox).changes(cursor or "")).invoices

    assert [x.failure and x.failure.code for x in changed] == ["lost_card"]


def test_a_decline_that_the_intent_forgot_is_known_by_its_charge(sandbox: Handle) -> None:
    renewed(sandbox, decline="insufficient_funds")
    before = failure(sandbox)
    for intent in sandbox.stripe.book.intents.values():
        intent.last_error = None

    assert failure(sandbox) == before


def test_a_charge_that_waits_for_its_customer_needs_his_confirmation(sandbox: Handle) -> None:
    renewed(sandbox, needs_confirmation=True)

    assert failure(sandbox).decline.need is Need.CONFIRM
    assert swept(sandbox).pay_link


def test_a_charge_without_a_card_needs_one(sandbox: Handle) -> None:
    customer = entry.add_customer(sandbox.stripe.book, name="Acme", card="ok")
    entry.add_subscription(sandbox.stripe.book, customer.id, 4_900)
    customer.default_payment_method = None
    sandbox.clock.advance(timedelta(days=30, hours=2))

    found = failure(sandbox)

    assert (found.code, found.next_attempt_on) == ("no_payment_method", None)
    assert found.need_on(RENEWED_ON) is Need.NEW_CARD


def test_a_bank_debit_on_its_way_has_not_failed_and_one_that_came_back_has(sandbox: Handle) -> None:
    renewed(sandbox, type="sepa_debit", decline="insufficient_funds")
    on_its_way = swept(sandbox)

    sandbox.clock.advance(timedelta(days=5))

    assert on_its_way.is_autopay and on_its_way.failure is None
    assert failure(sandbox).code == "insufficient_funds"


def test_the_first_payment_of_a_subscription_is_not_chased(sandbox: Handle) -> None:
    customer = entry.add_customer(sandbox.stripe.book, name="Acme", card="lost_card")
    entry.add_subscription(sandbox.stripe.book, customer.id, 4_900)

    invoice = swept(sandbox)

    assert invoice.is_charge and invoice.failure is None


def test_once_the_retries_are_over_nothing_more_is_tried(sandbox: Handle) -> None:
    sandbox.stripe.book.rules.retry_gaps_days = (3,)
    sandbox.stripe.book.rules.after_retries = "past_due"
    renewed(sandbox, decline="insufficient_funds")

    sandbox.clock.advance(timedelta(days=4))

    last = failure(sandbox)
    assert last.next_attempt_on is None
    assert last.need_on(RENEWED_ON) is Need.NEW_CARD


def test_an_invoice_that_is_sent_costs_no_call_about_its_charge(sandbox: Handle) -> None:
    customer = entry.add_customer(sandbox.stripe.book, name="Acme")
    invoice = entry.add_invoice(sandbox.stripe.book, customer.id, 4_900)
    sandbox.stripe.denied["rk_test_narrow"] = {"invoice_payment_read"}

    (read,) = connect(sandbox).read([invoice.id])

    assert (read.is_charge, read.failure) == (False, None)


def test_a_paid_charge_has_not_failed(sandbox: Handle) -> None:
    renewed(sandbox, decline="insufficient_funds")
    invoice = swept(sandbox)
    entry.take_payment(sandbox.stripe.book, sandbox.stripe.book.invoices[invoice.source_id])

    (read,) = connect(sandbox).read([invoice.source_id])

    assert (read.status, read.failure) == ("paid", None)


def test_a_voided_charge_has_not_failed(sandbox: Handle) -> None:
    renewed(sandbox, decline="insufficient_funds")
    invoice = swept(sandbox)
    lifecycle.void(sandbox.stripe.book, sandbox.stripe.book.invoices[invoice.source_id])

    assert connect(sandbox).read([invoice.source_id])[0].failure is None


def test_a_key_that_may_not_read_why_costs_an_alarm_and_the_rest_is_read(
    sandbox: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed(sandbox, decline="insufficient_funds")
    entry.add_invoice(sandbox.stripe.book, next(iter(sandbox.stripe.book.customers)), 100, number="S-1")
    stripe = connect(sandbox)

    def refused(*_: object) -> None:
        raise Said("The key may not.")

    monkeypatch.setattr(type(stripe._client), "intent_of", refused)
    batch = together(stripe.open_invoices())

    read = stripe.read([x.source_id for x in batch.invoices])

    assert read == batch.invoices
    assert batch.alarms == ("Why Stripe's charges failed cannot be read: The key may not.",)
    assert [(x.is_autopay, x.failure) for x in batch.invoices] == [(False, None), (True, None)]


def test_payments_that_make_no_sense_cost_that_charge_an_alarm(sandbox: Handle) -> None:
    renewed(sandbox, decline="insufficient_funds")
    swept(sandbox)
    for charge in sandbox.stripe.book.charges.values():
        charge.created = 10**15

    batch = together(connect(sandbox).open_invoices())

    assert [x.failure for x in batch.invoices] == [None]
    assert "is not a moment in time" in batch.alarms[0]
