"""Charges that fail, in every way that there is, as the official client sees them (scenarios 44 to 50)."""

from typing import Any

import pytest
import requests
import stripe

from providers.sandbox import Handle
from providers.sandbox.stripe import entry
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import Subscriber, pass_days, renewed, subscribed

DAY = 86_400
INTENT = "payments.data.payment.payment_intent"


def _intent(invoice: stripe.Invoice) -> stripe.PaymentIntent:
    assert invoice.payments is not None
    found = invoice.payments.data[0].payment.payment_intent
    assert isinstance(found, stripe.PaymentIntent)
    return found


def _error(subscriber: Subscriber) -> Any:
    error = _intent(subscriber.latest_invoice(INTENT)).last_payment_error
    assert error is not None
    return error


def _charges(subscriber: Subscriber) -> list[stripe.Charge]:
    return subscriber.api.v1.charges.list({"customer": subscriber.customer, "limit": 100}).data


def test_a_failed_renewal_leaves_an_open_invoice_and_a_past_due_subscription(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclinedInsufficientFunds")

    invoice = subscriber.latest_invoice()

    assert (invoice.status, invoice.amount_remaining, invoice.attempt_count) == ("open", 4_900, 1)
    assert invoice.attempted
    assert invoice.due_date is None
    assert invoice.status_transitions.finalized_at is not None
    assert invoice.next_payment_attempt == invoice.status_transitions.finalized_at + DAY
    assert subscriber.now().status == "past_due"
    assert subscriber.api.v1.customers.retrieve(subscriber.customer).delinquent


@pytest.mark.parametrize(
    ("decline", "code", "advice"),
    [
        ("insufficient_funds", "card_declined", "try_again_later"),
        ("expired_card", "expired_card", "confirm_card_data"),
        ("lost_card", "card_declined", "do_not_try_again"),
        ("authentication_required", "authentication_required", "do_not_try_again"),
        ("a_code_of_tomorrow", "card_declined", "try_again_later"),
    ],
)
def test_the_decline_is_on_the_intent_and_for_good_on_the_charge(
    sandbox: Handle, decline: str, code: str, advice: str
) -> None:
    subscriber = renewed(sandbox, f"pm_card_declined_{decline}")

    error, charge = _error(subscriber), _charges(subscriber)[0]

    assert (error.type, error.code, error.decline_code, error.advice_code) == (
        "card_error",
        code,
        decline,
        advice,
    )
    assert (error.charge, error.payment_method_type) == (charge.id, "card")
    assert error.payment_method.id == subscriber.card
    assert (charge.status, charge.paid, charge.failure_code) == ("failed", False, code)
    assert charge.outcome is not None
    assert (charge.outcome.type, charge.outcome.reason) == ("issuer_declined", decline)
    assert charge.outcome.network_decline_code == error.network_decline_code


def test_the_error_is_gone_once_the_intent_is_touched(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    intent = _intent(subscriber.latest_invoice(INTENT))

    touched = subscriber.api.v1.payment_intents.update(intent.id, {"metadata": {"seen": "yes"}})

    assert touched.last_payment_error is None
    assert _charges(subscriber)[0].failure_code == "card_declined"


def test_the_retries_stop_when_one_succeeds(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclinedInsufficientFunds")
    entry.turn_card(sandbox.stripe.book, subscriber.card, declines_left=1)

    pass_days(sandbox, 3)

    invoice = subscriber.latest_invoice()
    assert (invoice.status, invoice.attempt_count, invoice.next_payment_attempt) == ("paid", 3, None)
    assert subscriber.now().status == "active"
    assert not subscriber.api.v1.customers.retrieve(subscriber.customer).delinquent
    assert [charge.status for charge in _charges(subscriber)][:3] == ["succeeded", "failed", "failed"]


def test_each_failure_plans_the_next_one_by_the_accounts_schedule(sandbox: Handle) -> None:
    sandbox.stripe.book.rules.retry_gaps_days = (3, 5, 7)
    subscriber = renewed(sandbox, "pm_card_chargeDeclinedInsufficientFunds")
    finalised = subscriber.latest_invoice().status_transitions.finalized_at or 0

    planned = []
    for wait in (0, 3, 5, 7):
        pass_days(sandbox, wait)
        invoice = subscriber.latest_invoice()
        planned.append((invoice.attempt_count, invoice.next_payment_attempt))

    assert planned == [
        (1, finalised + 3 * DAY),
        (2, finalised + 8 * DAY),
        (3, finalised + 15 * DAY),
        (4, None),
    ]


def test_after_a_hard_decline_the_tries_are_counted_and_not_made(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclinedLostCard")
    tried = len(_charges(subscriber))

    pass_days(sandbox, 4)

    invoice = subscriber.latest_invoice()
    assert invoice.attempt_count == 4
    assert invoice.next_payment_attempt is not None
    assert len(_charges(subscriber)) == tried


def test_after_a_hard_decline_a_new_card_is_charged_at_the_next_try(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclinedLostCard")
    subscriber.change_card("pm_card_visa")

    pass_days(sandbox, 1)

    assert subscriber.latest_invoice().status == "paid"


@pytest.mark.parametrize(
    ("after", "status", "reason"),
    [("cancel", "canceled", "payment_failed"), ("unpaid", "unpaid", None), ("past_due", "past_due", None)],
)
def test_after_the_last_retry_the_accounts_setting_decides(
    sandbox: Handle, after: Any, status: str, reason: str | None
) -> None:
    sandbox.stripe.book.rules.after_retries = after
    subscriber = renewed(sandbox, "pm_card_chargeDeclinedInsufficientFunds")

    pass_days(sandbox, 15)

    subscription, invoice = subscriber.now(), subscriber.latest_invoice()
    assert subscription.status == status
    assert subscription.cancellation_details is not None
    assert subscription.cancellation_details.reason == reason
    assert (invoice.status, invoice.attempt_count, invoice.next_payment_attempt) == ("open", 9, None)


def test_an_unpaid_subscription_is_billed_in_drafts_and_comes_back_with_its_payment(sandbox: Handle) -> None:
    sandbox.stripe.book.rules.after_retries = "unpaid"
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    pass_days(sandbox, 15)
    owed = subscriber.latest_invoice().id
    pass_days(sandbox, 20)

    draft = subscriber.latest_invoice()
    subscriber.api.v1.invoices.pay(owed, {"payment_method": "pm_card_visa"})

    assert (draft.status, draft.auto_advance) == ("draft", False)
    assert subscriber.now().status == "active"


def test_what_is_written_off_after_the_retries_says_why(sandbox: Handle) -> None:
    sandbox.stripe.book.rules.writes_off_after_retries = True
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")

    pass_days(sandbox, 15)

    invoice = subscriber.latest_invoice()
    assert invoice.status == "uncollectible"
    assert invoice.status_details is not None
    assert invoice.status_details.uncollectible is not None
    assert invoice.status_details.uncollectible.reason == "max_payment_attempts"


def test_a_payment_that_must_be_confirmed_waits_for_the_customer(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_authenticationRequired")
    waiting = subscriber.latest_invoice(INTENT)
    assert waiting.hosted_invoice_url is not None

    page = requests.get(waiting.hosted_invoice_url, timeout=10).text
    requests.post(f"{waiting.hosted_invoice_url}/pay", timeout=10)

    intent = _intent(waiting)
    assert intent.status == "requires_action"
    assert intent.next_action is not None
    assert intent.next_action.type == "redirect_to_url"
    assert "invoice.payment_action_required" in subscriber.told()
    assert "Confirm the payment" in page
    assert subscriber.latest_invoice().status == "paid"
    assert _charges(subscriber)[0].payment_method == subscriber.card


def test_paying_what_must_be_confirmed_is_refused_as_such(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_authenticationRequired")

    with pytest.raises(stripe.CardError) as refused:
        subscriber.api.v1.invoices.pay(subscriber.latest_invoice().id)

    assert (refused.value.http_status, refused.value.code) == (402, "invoice_payment_intent_requires_action")


def test_a_declined_payment_tells_all_that_the_bank_told(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclinedStolenCard")

    with pytest.raises(stripe.CardError) as refused:
        subscriber.api.v1.invoices.pay(subscriber.latest_invoice().id)

    said = refused.value.error
    assert said is not None
    assert (said.code, said.decline_code, said.advice_code) == (
        "card_declined",
        "stolen_card",
        "do_not_try_again",
    )
    assert said.network_decline_code == "43"
    assert said.charge == _charges(subscriber)[0].id
    assert said.payment_intent is not None
    assert said.payment_intent.status == "requires_payment_method"


def test_a_try_by_hand_leaves_the_schedule_alone(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    before = subscriber.latest_invoice()

    with pytest.raises(stripe.CardError):
        subscriber.api.v1.invoices.pay(before.id)

    after = subscriber.latest_invoice()
    assert (after.attempt_count, after.next_payment_attempt) == (1, before.next_payment_attempt)


def test_a_declined_payment_is_answered_alike_under_its_key(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    invoice, key = subscriber.latest_invoice().id, {"idempotency_key": "retry-1"}
    pay: Any = subscriber.api.v1.invoices.pay
    with pytest.raises(stripe.CardError) as first:
        pay(invoice, {}, key)
    tried = len(_charges(subscriber))

    with pytest.raises(stripe.CardError) as again:
        pay(invoice, {}, key)

    assert again.value.json_body == first.value.json_body
    assert len(_charges(subscriber)) == tried


def test_an_invoice_without_a_card_fails_and_is_not_tried_again(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    subscriber.api.v1.payment_methods.detach(subscriber.card)

    pass_days(sandbox, 31)

    invoice = subscriber.latest_invoice()
    assert (invoice.status, invoice.attempt_count, invoice.next_payment_attempt) == ("open", 1, None)
    assert _charges(subscriber)[0].status == "succeeded"
    assert subscriber.now().status == "past_due"


def test_a_card_declines_once_its_month_is_over(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    subscriber.api.v1.payment_methods.update(subscriber.card, {"card": {"exp_month": 11, "exp_year": 2026}})

    pass_days(sandbox, 31)

    assert _error(subscriber).decline_code == "expired_card"


def test_a_card_that_its_network_renewed_pays_again(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    subscriber.api.v1.payment_methods.update(subscriber.card, {"card": {"exp_month": 11, "exp_year": 2026}})
    url = f"{sandbox.url}/_sandbox/stripe/cards/{subscriber.card}/renew"
    requests.post(url, json={"exp_month": 6, "exp_year": 2030}, timeout=10)
    told = subscriber.told()

    pass_days(sandbox, 31)

    assert told[-1] == "payment_method.automatically_updated"
    assert subscriber.latest_invoice().status == "paid"


def test_a_bank_debit_is_under_way_for_days_and_then_paid(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_sepaDebit")
    under_way = subscriber.latest_invoice(INTENT)

    pass_days(sandbox, 5)

    assert (under_way.status, under_way.next_payment_attempt) == ("open", None)
    assert _intent(under_way).status == "processing"
    assert subscriber.now().status == "active"
    assert subscriber.latest_invoice().status == "paid"


def test_a_bank_debit_may_come_back_after_days(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_sepa_debit_failed_insufficient_funds")

    pass_days(sandbox, 5)

    error = _error(subscriber)
    assert (error.code, error.payment_method_type) == ("insufficient_funds", "sepa_debit")
    assert "decline_code" not in error
    assert subscriber.now().status == "past_due"


def test_nothing_is_paid_twice_while_a_debit_is_under_way(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_sepaDebit")

    with pytest.raises(stripe.InvalidRequestError):
        subscriber.api.v1.invoices.pay(subscriber.latest_invoice().id)


@pytest.mark.parametrize(("move", "intent"), [("void_invoice", "canceled"), ("mark_uncollectible", None)])
def test_giving_the_invoice_up_brings_the_subscription_back(
    sandbox: Handle, move: str, intent: str | None
) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")

    getattr(subscriber.api.v1.invoices, move)(subscriber.latest_invoice().id)

    assert subscriber.now().status == "active"
    assert _intent(subscriber.latest_invoice(INTENT)).status == (intent or "requires_payment_method")


def test_the_intent_is_confirmed_with_another_card(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    intent = _intent(subscriber.latest_invoice(INTENT))

    done = subscriber.api.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})

    assert done.status == "succeeded"
    assert subscriber.latest_invoice().status == "paid"


def test_the_subscriptions_own_card_goes_before_the_customers(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    own = subscriber.api.v1.payment_methods.attach("pm_card_mastercard", {"customer": subscriber.customer}).id
    subscriber.api.v1.subscriptions.update(subscriber.subscription, {"default_payment_method": own})

    pass_days(sandbox, 31)

    assert _charges(subscriber)[0].payment_method == own


def test_the_seeded_book_has_a_charge_of_every_fate(seeded: Handle) -> None:
    found = client(seeded).v1.invoices.list(
        {"limit": 100, "expand": ["data.payments"], "collection_method": "charge_automatically"}
    )
    intents = [
        client(seeded).v1.payment_intents.retrieve(str(payment.payment.payment_intent))
        for invoice in found.data
        if invoice.billing_reason == "subscription_cycle" and invoice.payments is not None
        for payment in invoice.payments.data
    ]

    reasons = {i.last_payment_error.decline_code for i in intents if i.last_payment_error is not None}
    assert reasons == {"insufficient_funds", "lost_card", "expired_card"}
    assert {i.status for i in intents} == {
        "succeeded",
        "processing",
        "requires_action",
        "requires_payment_method",
    }
