"""What `expand` puts in an id's place, and the shape of an invoice before and after basil."""

from typing import Any

import pytest
import requests
import stripe

from providers.sandbox import Handle
from providers.sandbox.stripe.versions import API_VERSION
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import Subscriber, renewed, subscribed

OLD = "2024-06-20"


def _get(sandbox: Handle, path: str, version: str | None = None) -> requests.Response:
    headers = {"Authorization": "Bearer rk_test_sandbox"} | ({"Stripe-Version": version} if version else {})
    return requests.get(f"{sandbox.stripe_url}/v1/{path}", headers=headers, timeout=10)


@pytest.fixture
def failed(sandbox: Handle) -> Subscriber:
    return renewed(sandbox, "pm_card_chargeDeclinedInsufficientFunds")


def test_the_way_from_an_invoice_to_its_decline_code(failed: Subscriber) -> None:
    invoice = failed.latest_invoice("payments.data.payment.payment_intent")

    assert invoice.payments is not None
    payment = invoice.payments.data[0]
    assert (payment.status, payment.amount_requested, payment.amount_paid) == ("open", 4_900, None)
    assert isinstance(payment.payment.payment_intent, stripe.PaymentIntent)
    assert payment.payment.payment_intent.last_payment_error is not None
    assert payment.payment.payment_intent.last_payment_error.decline_code == "insufficient_funds"


def test_the_way_from_the_invoice_payments_to_the_decline_code(failed: Subscriber) -> None:
    listed = failed.api.v1.invoice_payments.list(
        {
            "invoice": failed.latest_invoice().id,
            "status": "open",
            "expand": ["data.payment.payment_intent.latest_charge"],
        }
    )

    intent: Any = listed.data[0].payment.payment_intent
    assert intent.latest_charge.outcome.reason == "insufficient_funds"


def test_the_way_back_from_an_intent_to_its_invoice(failed: Subscriber) -> None:
    invoice = failed.latest_invoice("payments")
    assert invoice.payments is not None
    intent = str(invoice.payments.data[0].payment.payment_intent)

    found = failed.api.v1.invoice_payments.list(
        {"payment": {"type": "payment_intent", "payment_intent": intent}}
    ).data

    assert [row.invoice for row in found] == [invoice.id]
    assert failed.api.v1.invoice_payments.retrieve(found[0].id).payment.payment_intent == intent


def test_the_payments_are_left_out_until_they_are_asked_for(failed: Subscriber) -> None:
    assert "payments" not in failed.latest_invoice().to_dict()


def test_the_subscription_is_expanded_below_parent(failed: Subscriber) -> None:
    invoice = failed.latest_invoice("parent.subscription_details.subscription", "customer")

    assert invoice.parent is not None
    assert invoice.parent.subscription_details is not None
    assert isinstance(invoice.parent.subscription_details.subscription, stripe.Subscription)
    assert isinstance(invoice.customer, stripe.Customer)


def test_a_subscription_brings_its_invoice_and_the_customers_card(failed: Subscriber) -> None:
    subscription = failed.api.v1.subscriptions.retrieve(
        failed.subscription,
        {"expand": ["latest_invoice.payments", "customer.invoice_settings.default_payment_method"]},
    )

    invoice: Any = subscription.latest_invoice
    customer: Any = subscription.customer
    assert len(invoice.payments.data) == 1
    assert customer.invoice_settings.default_payment_method.card.last4 == "0341"


@pytest.mark.parametrize(
    "word",
    [
        "subscription",
        "payment_intent",
        "parent",
        "payments.payment",
        "payments.data.payment.nothing",
        "payments.data.payment.payment_intent.latest_charge",
    ],
)
def test_what_cannot_be_expanded_is_refused(failed: Subscriber, word: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        failed.latest_invoice(word)

    assert refused.value.param == "expand"


def test_before_basil_the_invoice_itself_has_subscription_intent_and_charge(
    sandbox: Handle, failed: Subscriber
) -> None:
    invoice = failed.latest_invoice().id

    shown = _get(sandbox, f"invoices/{invoice}?expand[]=payment_intent&expand[]=charge", OLD).json()

    assert shown["subscription"] == failed.subscription
    assert shown["payment_intent"]["last_payment_error"]["decline_code"] == "insufficient_funds"
    assert shown["payment_intent"]["invoice"] == shown["charge"]["invoice"] == invoice
    assert (shown["paid"], shown["paid_out_of_band"]) == (False, False)
    assert not {"parent", "payments", "status_details"} & set(shown)
    assert shown["lines"]["data"][0]["type"] == "subscription"
    assert shown["lines"]["data"][0]["price"]["unit_amount"] == 4_900


def test_before_basil_the_period_lies_on_the_subscription(sandbox: Handle, failed: Subscriber) -> None:
    new = _get(sandbox, f"subscriptions/{failed.subscription}").json()
    old = _get(sandbox, f"subscriptions/{failed.subscription}", OLD).json()

    assert "current_period_end" not in new
    assert old["current_period_end"] == new["items"]["data"][0]["current_period_end"]


def test_the_version_asked_for_is_answered(sandbox: Handle) -> None:
    asked, default = _get(sandbox, "invoices", OLD), _get(sandbox, "invoices")

    assert asked.headers["Stripe-Version"] == OLD
    assert default.headers["Stripe-Version"] == API_VERSION


def test_an_unknown_version_is_refused(sandbox: Handle) -> None:
    refused = _get(sandbox, "invoices", "2026-13-01.nothing")

    assert refused.status_code == 400
    assert "2026-13-01.nothing" in refused.json()["error"]["message"]


def test_an_account_may_be_old_unless_the_client_says_otherwise(sandbox: Handle, failed: Subscriber) -> None:
    requests.post(f"{sandbox.url}/_sandbox/stripe/rules", json={"api_version": OLD}, timeout=10)

    shown = _get(sandbox, "invoices").json()["data"][0]

    assert shown["subscription"] == failed.subscription
    assert "parent" in client(sandbox).v1.invoices.list().data[0]


def test_an_invoice_without_a_subscription_has_no_parent(sandbox: Handle) -> None:
    api = client(sandbox)
    api.v1.invoices.create({"customer": subscribed(sandbox).customer})

    assert api.v1.invoices.list({"limit": 1}).data[0].parent is None
