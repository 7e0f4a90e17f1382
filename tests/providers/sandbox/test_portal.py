"""The billing portal: a short-lived link behind which the customer's card is replaced."""

from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import requests
import stripe

from providers.sandbox import Handle
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import Subscriber, renewed, subscribed

GOOD = {"number": "4242 4242 4242 4242", "expiry": "08/31", "cvc": "123"}


def _session(subscriber: Subscriber, **more: Any) -> stripe.billing_portal.Session:
    wish: Any = {
        "customer": subscriber.customer,
        "return_url": "https://acme.example/account",
        "flow_data": {"type": "payment_method_update"},
    }
    return subscriber.api.v1.billing_portal.sessions.create(wish | more)


class _Words(HTMLParser):
    """What stands in each element that has an id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open = dict(attrs).get("id") or ""

    def handle_data(self, data: str) -> None:
        self.found[self._open] = self.found.get(self._open, "") + data


def _save(url: str, form: dict[str, str]) -> requests.Response:
    return requests.post(f"{url}/card", data=form, timeout=10, allow_redirects=False)


def test_a_new_card_pays_what_the_old_one_did_not(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclinedLostCard")
    url = _session(subscriber).url
    before = _Words(requests.get(url, timeout=10).text).found["card"]

    saved = _save(url, GOOD)
    after = _Words(requests.get(url, timeout=10).text).found["card"]
    paid = subscriber.api.v1.invoices.pay(subscriber.latest_invoice().id)

    assert saved.status_code == 303
    assert (before, after) == ("Visa •••• 0341, expires 12/34", "Visa •••• 4242, expires 08/31")
    assert paid.status == "paid"
    assert subscriber.now().status == "active"


def test_the_new_card_is_the_default_and_told(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    subscriber.api.v1.subscriptions.update(
        subscriber.subscription, {"default_payment_method": subscriber.card}
    )
    before = len(subscriber.told())

    _save(_session(subscriber).url, GOOD)

    expanded = subscriber.api.v1.customers.retrieve(
        subscriber.customer, {"expand": ["invoice_settings.default_payment_method"]}
    )
    assert expanded.invoice_settings is not None
    card: Any = expanded.invoice_settings.default_payment_method
    assert (card.card.last4, card.card.exp_month, card.card.exp_year) == ("4242", 8, 2031)
    assert subscriber.now().default_payment_method == card.id
    assert subscriber.told()[before:] == [
        "payment_method.attached",
        "customer.updated",
        "customer.subscription.updated",
    ]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"number": "4000000000000002"}, "declined"),
        ({"number": "4000000000000069"}, "expired"),
        ({"number": "1234"}, "number is incorrect"),
        ({"expiry": "13/31"}, "expiration date"),
        ({"expiry": ""}, "expiration date"),
    ],
)
def test_a_card_that_the_bank_refuses_changes_nothing(
    sandbox: Handle, change: dict[str, str], word: str
) -> None:
    subscriber = subscribed(sandbox)

    refused = _save(_session(subscriber).url, GOOD | change)

    assert refused.status_code in (400, 402)
    assert word in _Words(refused.text).found["problem"]
    assert len(subscriber.api.v1.customers.payment_methods.list(subscriber.customer).data) == 1


def test_a_link_unopened_for_five_minutes_is_dead(sandbox: Handle) -> None:
    url = _session(subscribed(sandbox)).url

    sandbox.clock.advance(timedelta(minutes=5))

    assert requests.get(url, timeout=10).status_code == 404


def test_an_opened_page_lives_for_an_hour(sandbox: Handle) -> None:
    url = _session(subscribed(sandbox)).url
    requests.get(url, timeout=10)

    sandbox.clock.advance(timedelta(minutes=59))
    still = requests.get(url, timeout=10).status_code
    sandbox.clock.advance(timedelta(minutes=1))

    assert (still, _save(url, GOOD).status_code) == (200, 404)


def test_the_customer_is_led_back_where_asked(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    after = {"type": "redirect", "redirect": {"return_url": "https://acme.example/thanks"}}
    session = _session(subscriber, flow_data={"type": "payment_method_update", "after_completion": after})

    saved = _save(session.url, GOOD)

    assert saved.headers["Location"] == "https://acme.example/thanks"
    assert 'href="https://acme.example/account"' in requests.get(session.url, timeout=10).text


def test_a_link_back_that_is_no_web_address_is_refused(sandbox: Handle) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        _session(subscribed(sandbox), return_url="javascript:alert(1)")

    assert refused.value.param == "return_url"


def test_a_hostile_name_stays_a_name(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    client(sandbox).v1.customers.update(subscriber.customer, {"name": "<script>alert(1)</script>"})

    assert "<script>" not in requests.get(_session(subscriber).url, timeout=10).text


def test_an_unknown_session_is_not_found(sandbox: Handle) -> None:
    assert requests.get(f"{sandbox.stripe_url}/p/session/test_nothing", timeout=10).status_code == 404
