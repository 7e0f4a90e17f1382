"""What the tests of failed charges share: a subscriber made by the official client, and days that pass."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import stripe

from providers.sandbox import Handle
from tests.providers.sandbox.official import client

PRICE = {
    "currency": "eur",
    "unit_amount": 4_900,
    "recurring": {"interval": "month"},
    "product_data": {"name": "Atelier"},
}


@dataclass
class Subscriber:
    """One customer with one monthly subscription."""

    sandbox: Handle
    api: stripe.StripeClient
    customer: str
    card: str
    subscription: str

    def now(self) -> stripe.Subscription:
        return self.api.v1.subscriptions.retrieve(self.subscription)

    def latest_invoice(self, *expand: str) -> stripe.Invoice:
        named = self.now().latest_invoice
        assert isinstance(named, str)
        return self.api.v1.invoices.retrieve(named, {"expand": list(expand)})

    def change_card(self, test_card: str) -> str:
        card = self.api.v1.payment_methods.attach(test_card, {"customer": self.customer}).id
        self.api.v1.customers.update(self.customer, {"invoice_settings": {"default_payment_method": card}})
        self.card = card
        return card

    def told(self) -> list[str]:
        """Types of the events there are, the oldest first."""
        found = [str(event.type) for event in self.api.v1.events.list({"limit": 100}).auto_paging_iter()]
        return found[::-1]


def pass_days(sandbox: Handle, days: float) -> None:
    sandbox.clock.advance(timedelta(days=days))


def subscribed(sandbox: Handle, card: str = "pm_card_visa", **wish: Any) -> Subscriber:
    """Paid for the first month with a card that pays; `card` is the one from then on."""
    api = client(sandbox)
    customer = api.v1.customers.create({"name": "Acme", "email": "ap@acme.example"}).id
    first = api.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    api.v1.customers.update(customer, {"invoice_settings": {"default_payment_method": first}})
    price = api.v1.prices.create(PRICE).id  # type: ignore[arg-type]
    wished: Any = {"customer": customer, "items": [{"price": price}], **wish}
    made = api.v1.subscriptions.create(wished)
    subscriber = Subscriber(sandbox, api, customer, first, made.id)
    if card != "pm_card_visa":
        subscriber.change_card(card)
    return subscriber


def renewed(sandbox: Handle, card: str, **wish: Any) -> Subscriber:
    """A month and two hours later: the renewal has been charged, with `card`."""
    subscriber = subscribed(sandbox, card, **wish)
    pass_days(sandbox, 30 + 2 / 24)
    return subscriber
