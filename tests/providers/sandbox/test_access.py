"""Keys and what they may do, connected accounts, and limits, as the official client meets them."""

from collections.abc import Callable
from typing import Any, cast

import pytest
import requests
import stripe

from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import subscribed

NEEDED = {
    "invoice_read": lambda api: api.v1.invoices.list(),
    "customer_read": lambda api: api.v1.customers.list(),
    "subscription_read": lambda api: api.v1.subscriptions.list(),
    "subscription_write": lambda api: api.v1.subscriptions.cancel("sub_x"),
    "invoice_write": lambda api: api.v1.invoices.pay("in_x"),
    "payment_intent_read": lambda api: api.v1.payment_intents.list(),
    "charge_read": lambda api: api.v1.charges.list(),
    "payment_method_read": lambda api: api.v1.payment_methods.list(),
    "credit_note_read": lambda api: api.v1.credit_notes.list(),
    "event_read": lambda api: api.v1.events.list(),
    "customer_portal_write": lambda api: api.v1.billing_portal.sessions.create({"customer": "cus_x"}),
    "webhook_write": lambda api: api.v1.webhook_endpoints.delete("we_x"),
    "account_read": lambda api: api.v1.accounts.retrieve_current(),
}


def _set(sandbox: Handle, place: str, /, **form: Any) -> None:
    requests.post(f"{sandbox.url}/_sandbox/stripe/{place}", json=form, timeout=10).raise_for_status()


@pytest.mark.parametrize("permission", NEEDED)
def test_a_missing_permission_is_named(sandbox: Handle, permission: str) -> None:
    _set(sandbox, "keys", key="rk_test_narrow", deny=[permission])

    with pytest.raises(stripe.PermissionError) as refused:
        NEEDED[permission](client(sandbox, "rk_test_narrow"))

    assert refused.value.http_status == 403
    assert f"rak_{permission}" in str(refused.value)


def test_a_key_may_be_given_nothing_but_what_is_named(sandbox: Handle) -> None:
    _set(sandbox, "keys", key="rk_test_reader", allow=["invoice_read"])
    api = client(sandbox, "rk_test_reader")

    assert api.v1.invoices.list().data == []
    with pytest.raises(stripe.PermissionError):
        api.v1.customers.list()


def test_a_platform_reads_a_connected_account_by_its_header(sandbox: Handle) -> None:
    _set(sandbox, "keys", key="sk_test_platform", connected=["acct_shop"])
    there: Any = {"stripe_account": "acct_shop"}
    api = client(sandbox, "sk_test_platform")

    made = api.v1.customers.create({"name": "Acme"}, there)

    assert [c.id for c in api.v1.customers.list({}, there).data] == [made.id]
    assert api.v1.customers.list().data == []


def test_another_ones_account_is_refused(sandbox: Handle) -> None:
    _set(sandbox, "keys", key="sk_test_platform", connected=["acct_shop"])
    there: Any = {"stripe_account": "acct_shop"}

    with pytest.raises(stripe.PermissionError) as refused:
        client(sandbox, "rk_test_stranger").v1.customers.list({}, there)

    assert refused.value.error is not None
    assert refused.value.error.code == "account_invalid"


def test_a_platform_whose_access_was_revoked_is_refused(sandbox: Handle) -> None:
    there: Any = {"stripe_account": "acct_shop"}
    _set(sandbox, "keys", key="sk_test_platform", connected=["acct_shop"])
    client(sandbox, "sk_test_platform").v1.customers.list({}, there)

    _set(sandbox, "keys", key="sk_test_platform", connected=[])

    with pytest.raises(stripe.PermissionError):
        client(sandbox, "sk_test_platform").v1.customers.list({}, there)


def test_too_many_in_one_second_are_refused_until_the_next(sandbox: Handle) -> None:
    _set(sandbox, "limit", a_second=2)
    api = client(sandbox)
    api.v1.customers.list()
    api.v1.customers.list()

    with pytest.raises(stripe.RateLimitError) as refused:
        api.v1.customers.list()
    sandbox.clock.set(sandbox.clock.now().replace(second=1))

    assert refused.value.error is not None
    assert (refused.value.http_status, refused.value.error.code) == (429, "rate_limit")
    assert refused.value.headers is not None
    assert refused.value.headers["Stripe-Rate-Limited-Reason"] == "global-rate"
    assert api.v1.customers.list().data == []


def test_a_locked_object_is_a_rate_limit_with_a_code_of_its_own(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    sandbox.faults.plan(Fault("rate_limited", method="POST", path="/v1/subscriptions", code="lock_timeout"))
    pause: Any = subscriber.api.v1.subscriptions.pause

    with pytest.raises(stripe.RateLimitError) as refused:
        pause(subscriber.subscription, {}, {"idempotency_key": "k"})

    assert refused.value.error is not None
    assert refused.value.error.code == "lock_timeout"
    assert pause(subscriber.subscription, {}, {"idempotency_key": "k"}).status == "paused"


@pytest.mark.parametrize("write", ["pay", "pause", "cancel", "portal", "attach"])
def test_every_new_write_happens_once_under_its_key(sandbox: Handle, write: str) -> None:
    subscriber = subscribed(sandbox, "pm_card_chargeDeclined")
    api, customer, key = (
        subscriber.api,
        subscriber.customer,
        cast(Any, {"idempotency_key": f"reminder-1/{write}"}),
    )
    draft = api.v1.invoices.create({"customer": customer}).id
    api.v1.invoice_items.create({"customer": customer, "invoice": draft, "amount": 500})
    calls: dict[str, Callable[[], Any]] = {
        "pay": lambda: api.v1.invoices.pay(draft, {"payment_method": "pm_card_visa"}, key),
        "pause": lambda: api.v1.subscriptions.pause(subscriber.subscription, {}, key),
        "cancel": lambda: api.v1.subscriptions.update(
            subscriber.subscription, {"cancel_at_period_end": True}, key
        ),
        "portal": lambda: api.v1.billing_portal.sessions.create({"customer": customer}, key),
        "attach": lambda: api.v1.payment_methods.attach("pm_card_visa", {"customer": customer}, key),
    }
    sandbox.faults.plan(Fault("dropped", method="POST", is_after=True))
    with pytest.raises(stripe.APIConnectionError):
        calls[write]()
    told = subscriber.told()

    again = calls[write]()

    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert subscriber.told() == told


def test_a_key_used_for_another_write_is_an_idempotency_error(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    key: Any = {"idempotency_key": "k"}
    subscriber.api.v1.subscriptions.pause(subscriber.subscription, {}, key)

    with pytest.raises(stripe.IdempotencyError):
        subscriber.api.v1.subscriptions.resume(subscriber.subscription, {}, key)
