"""What happened, as the Events API tells it."""

from typing import Any

import pytest
import stripe

from providers.sandbox import Handle
from providers.sandbox.stripe import entry
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import Subscriber, pass_days, renewed, subscribed


def _of(subscriber: Subscriber, *types: str) -> list[Any]:
    """The oldest first."""
    listed: Any = subscriber.api.v1.events.list({"types": list(types), "limit": 100})
    return list(listed.data)[::-1]


def test_a_failed_renewal_is_told_step_by_step(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")

    assert subscriber.told() == [
        "invoice.created",
        "customer.subscription.updated",
        "invoice.updated",
        "invoice.finalized",
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
        "customer.updated",
        "invoice.updated",
        "invoice.payment_failed",
        "customer.subscription.updated",
    ]


def test_a_payment_is_told_of_the_charge_the_invoice_and_the_subscription(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    before = len(subscriber.told())

    subscriber.api.v1.invoices.pay(subscriber.latest_invoice().id, {"payment_method": "pm_card_visa"})

    assert subscriber.told()[before:] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "customer.updated",
        "invoice.updated",
        "invoice_payment.paid",
        "invoice.paid",
        "invoice.payment_succeeded",
        "customer.subscription.updated",
    ]


def test_a_change_says_what_was_before(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")

    status = _of(subscriber, "customer.subscription.updated")[-1]
    invoice = _of(subscriber, "invoice.updated")[-1]

    assert status.data.previous_attributes.to_dict() == {"status": "active"}
    assert status.data.object["status"] == "past_due"
    assert set(invoice.data.previous_attributes.to_dict()) == {
        "attempt_count",
        "attempted",
        "next_payment_attempt",
    }


def test_an_event_holds_its_object_as_it_was(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    pass_days(sandbox, 5)
    subscriber.now()

    first, *later = _of(subscriber, "invoice.payment_failed")

    assert first.data.object["attempt_count"] == 1
    assert [event.data.object["attempt_count"] for event in later] == [2, 3, 4]
    assert "payments" not in first.data.object


def test_the_past_is_told_at_its_own_moment(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    finalised = subscriber.latest_invoice().status_transitions.finalized_at

    assert _of(subscriber, "invoice.payment_failed")[0].created == finalised


def test_events_are_filtered_by_type_and_moment(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    moment = subscriber.latest_invoice().created
    events: Any = subscriber.api.v1.events

    starred = events.list({"type": "charge.*"}).data
    recent = events.list({"created": {"gte": moment}, "limit": 100}).data

    assert {event.type for event in starred} == {"charge.failed"}
    assert all(event.created >= moment for event in recent)
    assert len(recent) == 11


def test_a_reader_goes_on_from_the_last_event_it_knows(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox, "pm_card_chargeDeclined")
    pass_days(sandbox, 25)
    last = subscriber.api.v1.events.list({"limit": 1}).data[0].id
    pass_days(sandbox, 4 + 23 / 24)
    assert list(subscriber.api.v1.events.list({"ending_before": last})) == []
    pass_days(sandbox, 1 / 24)

    newer = list(subscriber.api.v1.events.list({"ending_before": last, "limit": 3}).auto_paging_iter())

    assert [event.type for event in newer][:2] == ["invoice.created", "customer.subscription.updated"]
    assert newer[-1].id == subscriber.api.v1.events.list({"limit": 1}).data[0].id


def test_events_are_kept_thirty_days(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    old = subscriber.api.v1.events.list({"limit": 1}).data[0].id
    subscriber.api.v1.subscriptions.cancel(subscriber.subscription)

    pass_days(sandbox, 31)

    assert subscriber.api.v1.events.list().data == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        subscriber.api.v1.events.retrieve(old)
    assert refused.value.http_status == 404


def test_an_event_names_the_request_that_made_it(sandbox: Handle) -> None:
    api = client(sandbox)

    made = api.v1.customers.create({"name": "Acme"}, {"idempotency_key": "reminder-1/1"})

    event = api.v1.events.list({"type": "customer.created"}).data[0]
    assert event.request is not None
    assert made.last_response is not None
    assert event.request.id == made.last_response.request_id
    assert event.request.idempotency_key == "reminder-1/1"


def test_what_the_clock_does_was_asked_for_by_no_one(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_visa")

    event = _of(subscriber, "charge.succeeded")[-1]

    assert event.request.id is None


def test_an_own_note_on_an_invoice_is_told_too(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    update: Any = subscriber.api.v1.invoices.update

    update(
        subscriber.latest_invoice().id, {"metadata": {"dun_last_reminder": "r1"}}, {"idempotency_key": "r1"}
    )

    event = _of(subscriber, "invoice.updated")[-1]
    assert event.data.previous_attributes.to_dict() == {"metadata": {"dun_last_reminder": None}}
    assert event.request.idempotency_key == "r1"


def test_at_most_twenty_types_are_asked_for(sandbox: Handle) -> None:
    names: Any = [f"invoice.{n}" for n in range(21)]

    with pytest.raises(stripe.InvalidRequestError) as refused:
        client(sandbox).v1.events.list({"types": names})

    assert refused.value.param == "types"


def test_what_is_entered_from_outside_is_told_at_once(sandbox: Handle) -> None:
    book = sandbox.stripe.book
    customer = entry.add_customer(book, name="Acme").id
    entry.take_payment(book, entry.add_invoice(book, customer, 900), amount=400)

    told = [event.type for event in client(sandbox).v1.events.list().data][::-1]

    assert told == [
        "customer.created",
        "invoice.created",
        "invoice.finalized",
        "invoice.updated",
        "invoice_payment.paid",
    ]


def test_due_dates_are_announced_where_the_account_asks_for_it(sandbox: Handle) -> None:
    sandbox.stripe.book.rules.announces_due = True
    subscriber = subscribed(sandbox, collection_method="send_invoice", days_until_due=10)

    pass_days(sandbox, 11)

    told = subscriber.told()
    assert told.index("invoice.will_be_due") < told.index("invoice.overdue")
