"""Every object has the fields that the official client knows, and none besides."""

from collections.abc import Iterator
from typing import Any, ClassVar, get_args, get_origin

import pytest
import stripe

from providers.sandbox import Handle
from providers.sandbox.stripe import corrections
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import pass_days, renewed

KINDS: dict[str, Any] = {
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "price": stripe.Price,
    "product": stripe.Product,
    "invoice": stripe.Invoice,
    "line_item": stripe.InvoiceLineItem,
    "invoice_payment": stripe.InvoicePayment,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "dispute": stripe.Dispute,
    "credit_note": stripe.CreditNote,
    "customer_balance_transaction": stripe.CustomerBalanceTransaction,
    "event": stripe.Event,
    "webhook_endpoint": stripe.WebhookEndpoint,
    "billing_portal.session": stripe.billing_portal.Session,
}


def _needed(kind: Any) -> set[str]:
    return {
        name
        for name, hint in kind.__annotations__.items()
        if type(None) not in get_args(hint) and get_origin(hint) is not ClassVar
    }


def _every(sandbox: Handle) -> Iterator[Any]:
    """One of each at least, a failed and a paid renewal among them."""
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    api = subscriber.api
    failed = subscriber.latest_invoice("payments.data.payment.payment_intent")
    assert failed.payments is not None
    api.v1.invoices.pay(failed.id, {"payment_method": "pm_card_visa"})
    pass_days(sandbox, 1)
    yield from (
        failed,
        *failed["lines"]["data"],
        *failed.payments.data,
        failed.payments.data[0].payment.payment_intent,
    )
    charges = api.v1.charges.list().data
    yield from charges
    paid = next(charge for charge in charges if charge.paid)
    book = sandbox.stripe.book
    made = corrections.contest(book, book.charges[paid.id])
    yield api.v1.disputes.retrieve(made.id)
    yield api.v1.credit_notes.create({"invoice": failed.id, "amount": 100, "credit_amount": 100})
    yield api.v1.refunds.create({"charge": paid.id, "amount": 100})
    yield from api.v1.customers.balance_transactions.list(subscriber.customer).data
    yield subscriber.now()
    yield from subscriber.now()["items"]["data"]
    yield from api.v1.products.list().data
    yield from api.v1.prices.list().data
    yield from api.v1.payment_methods.list({"customer": subscriber.customer}).data
    yield from api.v1.events.list().data
    yield api.v1.webhook_endpoints.create({"url": "https://a.example", "enabled_events": ["*"]})
    yield api.v1.billing_portal.sessions.create({"customer": subscriber.customer})


@pytest.fixture
def shown(sandbox: Handle) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _every(sandbox):
        found.setdefault(row["object"], []).append(row.to_dict())
    return found


def test_every_kind_is_known_field_by_field(shown: dict[str, list[dict[str, Any]]]) -> None:
    assert set(shown) == set(KINDS)
    for noun, rows in shown.items():
        known = set(KINDS[noun].__annotations__)
        for row in rows:
            assert set(row) <= known, (noun, set(row) - known)
            assert _needed(KINDS[noun]) <= set(row), (noun, _needed(KINDS[noun]) - set(row))


def test_every_event_is_one_that_the_client_knows(seeded: Handle) -> None:
    book = seeded.stripe.book
    book.rules.announces_due = True
    pass_days(seeded, 90)
    client(seeded).v1.invoices.list()

    told = {event.type for event in book.events.values()}

    assert len(told) > 15
    assert told <= set(_words(stripe.Event.__annotations__["type"]))


def _words(hint: Any) -> Iterator[str]:
    """Every word of a Literal, however deep it lies."""
    for part in get_args(hint):
        if isinstance(part, str):
            yield part
        else:
            yield from _words(part)
