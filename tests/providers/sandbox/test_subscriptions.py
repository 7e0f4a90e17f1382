"""A subscription lives by the sandbox's clock, as the official client sees it."""

from typing import Any

import pytest
import stripe

from providers.sandbox import Handle
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import PRICE, pass_days, renewed, subscribed

DAY = 86_400


def _price(api: stripe.StripeClient) -> str:
    return api.v1.prices.create(PRICE).id  # type: ignore[arg-type]


def test_the_first_month_is_charged_at_once(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)

    subscription, invoice = subscriber.now(), subscriber.latest_invoice()

    assert subscription.status == "active"
    assert (invoice.status, invoice.billing_reason, invoice.total) == ("paid", "subscription_create", 4_900)
    assert invoice.parent is not None
    assert invoice.parent.subscription_details is not None
    assert invoice.parent.subscription_details.subscription == subscription.id


def test_a_renewal_is_a_draft_for_an_hour_and_then_charged(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)

    pass_days(sandbox, 30)
    draft = subscriber.latest_invoice()
    pass_days(sandbox, 1 / 24)
    paid = subscriber.latest_invoice()

    assert (draft.status, draft.billing_reason) == ("draft", "subscription_cycle")
    assert draft.automatically_finalizes_at == draft.created + 3_600
    assert (paid.id, paid.status, paid.attempt_count) == (draft.id, "paid", 1)


def test_the_period_lies_on_the_items_and_follows_the_calendar(sandbox: Handle) -> None:
    sandbox.clock.set(sandbox.clock.now().replace(year=2027, month=1, day=31))
    subscriber = subscribed(sandbox)

    ends = []
    for _ in range(3):
        item = subscriber.now()["items"]["data"][0]
        ends.append(item["current_period_end"])
        sandbox.clock.set(sandbox.clock.now().fromtimestamp(ends[-1], sandbox.clock.now().tzinfo))

    days = [
        sandbox.clock.now().fromtimestamp(end, sandbox.clock.now().tzinfo).strftime("%m-%d") for end in ends
    ]
    assert days == ["02-28", "03-31", "04-30"]


def test_nothing_depends_on_how_the_clock_was_moved(sandbox: Handle) -> None:
    def story(steps: list[float]) -> list[tuple[str, int]]:
        sandbox.reset(seed=None)
        renewed(sandbox, "pm_card_chargeDeclinedInsufficientFunds")
        for step in steps:
            pass_days(sandbox, step)
            client(sandbox).v1.events.list()
        return [(event.type, event.created) for event in client(sandbox).v1.events.list({"limit": 100}).data]

    assert story([12.0]) == story([0.5] * 24)


def test_a_trial_is_billed_when_it_ends(sandbox: Handle) -> None:
    api = client(sandbox)
    subscriber = subscribed(sandbox, trial_period_days=14)
    trial = subscriber.now()

    pass_days(sandbox, 12)
    warned = "customer.subscription.trial_will_end" in subscriber.told()
    pass_days(sandbox, 2.1)

    assert (trial.status, trial.trial_end) == ("trialing", trial.created + 14 * DAY)
    assert warned
    assert subscriber.now().status == "active"
    assert subscriber.latest_invoice().amount_paid == 4_900
    assert [i.total for i in api.v1.invoices.list({"subscription": subscriber.subscription}).data] == [
        4_900,
        0,
    ]


def test_a_first_charge_that_fails_leaves_the_subscription_incomplete_for_23_hours(sandbox: Handle) -> None:
    api = client(sandbox)
    subscriber = subscribed(sandbox, "pm_card_chargeDeclined")
    made = api.v1.subscriptions.create({"customer": subscriber.customer, "items": [{"price": _price(api)}]})

    pass_days(sandbox, 22 / 24)
    before = api.v1.subscriptions.retrieve(made.id).status
    pass_days(sandbox, 1 / 24)
    after = api.v1.subscriptions.retrieve(made.id, {"expand": ["latest_invoice"]})

    assert (made.status, before, after.status) == ("incomplete", "incomplete", "incomplete_expired")
    assert isinstance(after.latest_invoice, stripe.Invoice)
    assert after.latest_invoice.status == "void"


def test_an_incomplete_subscription_begins_with_its_payment(sandbox: Handle) -> None:
    api = client(sandbox)
    subscriber = subscribed(sandbox, "pm_card_chargeDeclined")
    made = api.v1.subscriptions.create({"customer": subscriber.customer, "items": [{"price": _price(api)}]})
    assert isinstance(made.latest_invoice, str)

    api.v1.invoices.pay(made.latest_invoice, {"payment_method": "pm_card_visa"})

    assert api.v1.subscriptions.retrieve(made.id).status == "active"


def test_a_first_charge_that_must_succeed_makes_nothing_when_it_fails(sandbox: Handle) -> None:
    api = client(sandbox)
    subscriber = subscribed(sandbox, "pm_card_chargeDeclinedLostCard")

    with pytest.raises(stripe.CardError) as refused:
        api.v1.subscriptions.create(
            {
                "customer": subscriber.customer,
                "items": [{"price": _price(api)}],
                "payment_behavior": "error_if_incomplete",
            }
        )

    assert refused.value.http_status == 402
    assert [s.id for s in api.v1.subscriptions.list({"status": "all"}).data] == [subscriber.subscription]


def test_a_subscription_may_be_sent_instead_of_charged(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox, collection_method="send_invoice", days_until_due=14)

    pass_days(sandbox, 1)
    sent = subscriber.latest_invoice()
    pass_days(sandbox, 14)

    assert (sent.status, sent.due_date, sent.next_payment_attempt) == ("open", sent.created + 14 * DAY, None)
    assert subscriber.now().status == "past_due"


@pytest.mark.parametrize(
    ("behavior", "status"),
    [("keep_as_draft", "draft"), ("mark_uncollectible", "uncollectible"), ("void", "void")],
)
def test_paused_collection_bills_and_does_not_charge(sandbox: Handle, behavior: Any, status: str) -> None:
    subscriber = subscribed(sandbox)
    subscriber.api.v1.subscriptions.update(
        subscriber.subscription, {"pause_collection": {"behavior": behavior}}
    )

    pass_days(sandbox, 31)

    assert subscriber.now().status == "active"
    assert subscriber.latest_invoice().status == status


def test_collection_goes_on_at_the_day_given_or_when_asked(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    update = subscriber.api.v1.subscriptions.update
    resumes_at = subscriber.now().created + 5 * DAY

    paused = update(
        subscriber.subscription, {"pause_collection": {"behavior": "void", "resumes_at": resumes_at}}
    )
    pass_days(sandbox, 6)
    resumed = subscriber.now()
    update(subscriber.subscription, {"pause_collection": {"behavior": "void"}})
    asked = update(subscriber.subscription, {"pause_collection": ""})

    assert paused.pause_collection is not None
    assert paused.pause_collection.resumes_at == resumes_at
    assert (resumed.pause_collection, asked.pause_collection) == (None, None)


def test_a_paused_subscription_bills_nothing_until_it_is_resumed(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    calls = subscriber.api.v1.subscriptions
    before = subscriber.now().latest_invoice

    paused = calls.pause(subscriber.subscription, {"type": "subscription"})
    pass_days(sandbox, 40)
    meanwhile = subscriber.now().latest_invoice
    resumed = calls.resume(subscriber.subscription, {"billing_cycle_anchor": {"type": "now"}})

    assert paused.status == "paused"
    assert paused.status_details is not None
    assert paused.status_details.paused.subscription.type == "pause_requested"
    assert meanwhile == before
    assert resumed.status == "active"
    assert resumed.latest_invoice != before


def test_a_cancelled_subscription_is_over_at_once(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)

    ended = subscriber.api.v1.subscriptions.cancel(
        subscriber.subscription,
        {"cancellation_details": {"comment": "Too dear", "feedback": "too_expensive"}},
    )
    pass_days(sandbox, 40)

    assert ended.status == "canceled"
    assert ended.cancellation_details is not None
    assert ended.cancellation_details.reason == "cancellation_requested"
    assert (ended.cancellation_details.comment, ended.cancellation_details.feedback) == (
        "Too dear",
        "too_expensive",
    )
    assert subscriber.now().latest_invoice == ended.latest_invoice
    assert subscriber.api.v1.subscriptions.list().data == []


def test_cancelling_at_the_end_of_the_period_can_be_taken_back(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    update = subscriber.api.v1.subscriptions.update

    ending = update(subscriber.subscription, {"cancel_at_period_end": True})
    taken_back = update(subscriber.subscription, {"cancel_at_period_end": False})
    update(subscriber.subscription, {"cancel_at_period_end": True})
    pass_days(sandbox, 30)

    assert (ending.status, ending.cancel_at_period_end) == ("active", True)
    assert (taken_back.cancel_at, taken_back.canceled_at) == (None, None)
    assert subscriber.now().status == "canceled"


def test_the_deleted_customers_subscription_ends(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)

    subscriber.api.v1.customers.delete(subscriber.customer)

    assert subscriber.now().status == "canceled"


@pytest.mark.parametrize(("status", "days"), [("active", 0), ("past_due", 0), ("canceled", 20)])
def test_subscriptions_are_listed_by_status(seeded: Handle, status: Any, days: int) -> None:
    pass_days(seeded, days)
    api = client(seeded)

    found = api.v1.subscriptions.list({"status": status}).data
    everything = api.v1.subscriptions.list({"status": "all"}).data

    assert found
    assert {s.id for s in found} == {s.id for s in everything if s.status == status}


def test_products_and_prices_are_read_back(sandbox: Handle) -> None:
    api = client(sandbox)
    product = api.v1.products.create({"name": "Atelier", "metadata": {"a": "b"}})
    price = api.v1.prices.create(
        {"product": product.id, "currency": "jpy", "unit_amount": 500, "recurring": {"interval": "year"}}
    )

    shown = api.v1.prices.retrieve(price.id, {"expand": ["product"]})

    assert isinstance(shown.product, stripe.Product)
    assert shown.product.name == "Atelier"
    assert shown.recurring is not None
    assert (shown.recurring.interval, shown.unit_amount) == ("year", 500)
    assert [p.id for p in api.v1.prices.list({"product": product.id}).data] == [price.id]
