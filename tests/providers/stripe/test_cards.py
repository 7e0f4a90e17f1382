"""Cards that subscriptions are charged to and that end soon, over real HTTP (scenario 50)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import requests
import stripe as official

from connector.core.card import Card
from connector.core.errors import Malformed
from connector.core.invoice import Status
from connector.core.source import SourceInvoice
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.stripe import entry
from providers.sandbox.stripe.billing import Subscription
from providers.sandbox.stripe.methods import renew_by_network
from providers.sandbox.stripe.money import Method
from tests.providers.stripe.connected import connect, together

#: Of the card that ends in December, beside which the clock stands at 21 November 2026.
DECEMBER = Card("Visa", "4242", date(2026, 12, 31))


def subscribed(sandbox: Handle, month: int = 12, year: int = 2026, **card: Any) -> Subscription:
    """A subscriber who paid his first month with a card that ends with a month."""
    book = sandbox.stripe.book
    customer = entry.add_customer(book, name="Acme", email="ap@acme.example")
    entry.add_card(book, customer, exp_month=month, exp_year=year, **card)
    return entry.add_subscription(book, customer.id, 4_900)


def method_of(sandbox: Handle, subscription: Subscription) -> Method:
    customer = sandbox.stripe.book.customers[subscription.customer]
    return sandbox.stripe.book.methods[customer.default_payment_method or ""]


def cards(sandbox: Handle) -> tuple[SourceInvoice, ...]:
    return tuple(x for x in together(connect(sandbox).open_invoices()).invoices if x.card is not None)


def test_a_card_that_ends_soon_arrives_and_owes_nothing(sandbox: Handle) -> None:
    subscription = subscribed(sandbox)
    method = method_of(sandbox, subscription)

    (found,) = cards(sandbox)

    assert found == SourceInvoice(
        source_id=f"card:{subscription.customer}:{method.id}:2026-12",
        customer_source_id=subscription.customer,
        number="Visa 4242 12/2026",
        currency="EUR",
        total=0,
        open=0,
        card=DECEMBER,
    )


def test_read_singly_it_says_the_same(sandbox: Handle) -> None:
    subscribed(sandbox)
    (listed,) = cards(sandbox)

    assert connect(sandbox).read([listed.source_id]) == (listed,)


@pytest.mark.parametrize(
    ("month", "year", "is_shown"),
    [(11, 2026, True), (12, 2026, True), (1, 2027, False), (12, 2034, False)],
)
def test_only_those_that_end_within_two_months_arrive(
    sandbox: Handle, month: int, year: int, is_shown: bool
) -> None:
    subscribed(sandbox, month, year)

    assert bool(cards(sandbox)) is is_shown


def test_one_that_has_ended_is_gone(sandbox: Handle) -> None:
    subscribed(sandbox, 11)
    (listed,) = cards(sandbox)
    sandbox.clock.advance(timedelta(days=10))

    assert cards(sandbox) == ()
    assert [x.status for x in connect(sandbox).read([listed.source_id])] == [Status.DELETED]


def _renewed(sandbox: Handle, subscription: Subscription) -> None:
    renew_by_network(sandbox.stripe.book, method_of(sandbox, subscription), 12, 2030)


def _replaced(sandbox: Handle, subscription: Subscription) -> None:
    customer = sandbox.stripe.book.customers[subscription.customer]
    entry.add_card(sandbox.stripe.book, customer)


def _own_card(sandbox: Handle, subscription: Subscription) -> None:
    customer = sandbox.stripe.book.customers[subscription.customer]
    subscription.default_payment_method = entry.add_card(sandbox.stripe.book, customer, is_default=False).id


def _by_debit(sandbox: Handle, subscription: Subscription) -> None:
    customer = sandbox.stripe.book.customers[subscription.customer]
    entry.add_card(sandbox.stripe.book, customer, type="sepa_debit")


def _changed(**fields: Any) -> Any:
    def change(sandbox: Handle, subscription: Subscription) -> None:
        for name, value in fields.items():
            assert hasattr(subscription, name)
            setattr(subscription, name, value)

    return change


CANCELLED = int(datetime(2026, 12, 20, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(_renewed, id="renewed by its network"),
        pytest.param(_replaced, id="replaced by another"),
        pytest.param(_own_card, id="not the subscription's own"),
        pytest.param(_by_debit, id="a debit instead"),
        pytest.param(_changed(status="canceled"), id="cancelled"),
        pytest.param(_changed(status="unpaid"), id="unpaid"),
        pytest.param(_changed(status="incomplete"), id="not begun"),
        pytest.param(_changed(status="paused"), id="paused"),
        pytest.param(_changed(pause_behavior="void"), id="collection paused"),
        pytest.param(_changed(is_ending=True), id="ends with its period"),
        pytest.param(_changed(cancel_at=CANCELLED), id="ends before the card"),
        pytest.param(_changed(collection_method="send_invoice"), id="paid by invoice"),
    ],
)
def test_nothing_is_said_of_a_card_that_will_not_be_charged(sandbox: Handle, what: Any) -> None:
    subscription = subscribed(sandbox)
    (listed,) = cards(sandbox)

    what(sandbox, subscription)

    assert cards(sandbox) == ()
    (again,) = connect(sandbox).read([listed.source_id])
    assert (again.source_id, again.status) == (listed.source_id, Status.DELETED)


def test_one_that_was_renewed_for_a_month_is_another(sandbox: Handle) -> None:
    subscription = subscribed(sandbox, 11)
    (listed,) = cards(sandbox)

    renew_by_network(sandbox.stripe.book, method_of(sandbox, subscription), 12, 2026)

    assert [x.card for x in cards(sandbox)] == [DECEMBER]
    assert [x.status for x in connect(sandbox).read([listed.source_id])] == [Status.DELETED]


def test_the_other_card_of_a_customer_does_not_stand_in_for_it(sandbox: Handle) -> None:
    subscription = subscribed(sandbox)
    (listed,) = cards(sandbox)
    customer = sandbox.stripe.book.customers[subscription.customer]
    entry.add_card(sandbox.stripe.book, customer, exp_month=12, exp_year=2026, last4="1881")

    assert [x.number for x in cards(sandbox)] == ["Visa 1881 12/2026"]
    assert [x.status for x in connect(sandbox).read([listed.source_id])] == [Status.DELETED]


@pytest.mark.parametrize("what", [_changed(status="past_due"), _changed(cancel_at=CANCELLED + 20 * 86_400)])
def test_one_that_goes_on_after_the_card_is_said(sandbox: Handle, what: Any) -> None:
    what(sandbox, subscribed(sandbox))

    assert [x.card for x in cards(sandbox)] == [DECEMBER]


def test_the_subscriptions_own_card_counts_before_the_customers(sandbox: Handle) -> None:
    subscription = subscribed(sandbox, 12, 2034)
    customer = sandbox.stripe.book.customers[subscription.customer]
    own = entry.add_card(
        sandbox.stripe.book,
        customer,
        is_default=False,
        exp_month=12,
        exp_year=2026,
        brand="amex",
        last4="0005",
    )
    subscription.default_payment_method = own.id

    assert [x.number for x in cards(sandbox)] == ["American Express 0005 12/2026"]


def test_a_card_of_several_subscriptions_arrives_once(sandbox: Handle) -> None:
    subscription = subscribed(sandbox)
    entry.add_subscription(sandbox.stripe.book, subscription.customer, 900)

    assert len(cards(sandbox)) == 1


def test_every_page_is_read(sandbox: Handle) -> None:
    for _ in range(101):
        subscribed(sandbox)

    assert len({x.source_id for x in cards(sandbox)}) == 101
    assert sum(x.path == "/v1/subscriptions" for x in sandbox.stripe.seen) == 2


def test_a_notice_costs_one_call_and_an_idle_reading_none(sandbox: Handle) -> None:
    subscribed(sandbox)
    source = connect(sandbox)
    batches = list(source.open_invoices())
    (card,) = [x for batch in batches for x in batch.invoices if x.card is not None]
    before = len(sandbox.stripe.seen)

    source.read([card.source_id])
    once = len(sandbox.stripe.seen)
    list(source.changes(batches[-1].cursor or ""))

    assert (once - before, len(sandbox.stripe.seen) - once) == (1, 1)


def test_a_key_that_may_not_read_subscriptions_says_so_and_reads_all_else(sandbox: Handle) -> None:
    subscription = subscribed(sandbox)
    entry.add_invoice(sandbox.stripe.book, subscription.customer, 100)
    sandbox.stripe.denied["rk_test_narrow"] = {"subscription_read"}
    narrow = connect(sandbox, "rk_test_narrow")

    batch = together(narrow.open_invoices())

    assert [x.open for x in batch.invoices] == [100]
    assert batch.alarms[0].startswith("Which cards end soon cannot be read at Stripe:")
    with pytest.raises(Malformed, match="Whether a card still ends cannot be read at Stripe"):
        narrow.read([f"card:{subscription.customer}:pm_1:2026-12"])


def test_a_subscription_that_cannot_be_read_costs_an_alarm_and_no_notice(sandbox: Handle) -> None:
    spoilt, _ = subscribed(sandbox), subscribed(sandbox)
    spoilt.overrides["status"] = 7

    batch = together(connect(sandbox).open_invoices())

    assert len(batch.invoices) == 1
    assert f"{spoilt.id} cannot be read" in batch.alarms[0]
    with pytest.raises(Malformed):
        connect(sandbox).read([f"card:{spoilt.customer}:{method_of(sandbox, spoilt).id}:2026-12"])


def test_half_an_answer_is_no_answer(sandbox: Handle) -> None:
    subscribed(sandbox)
    sandbox.faults.plan(Fault("html", path="/v1/subscriptions"))

    with pytest.raises(Malformed):
        list(connect(sandbox).open_invoices())


def test_its_page_takes_another_card_and_nothing_is_charged(sandbox: Handle) -> None:
    subscribed(sandbox)
    (listed,) = cards(sandbox)
    source, before = connect(sandbox), len(sandbox.stripe.book.charges)
    page = source.card_page(listed.source_id, "https://relance.example/done", "https://relance.example/back")

    typed = {"number": "4242 4242 4242 4242", "expiry": "12/30", "cvc": "123"}
    answer = requests.post(f"{page}/card", data=typed, allow_redirects=False, timeout=10)

    assert answer.headers["Location"] == "https://relance.example/done"
    assert source.read([listed.source_id])[0].status is Status.DELETED
    assert len(sandbox.stripe.book.charges) == before


def told_by_the_official_client(sandbox: Handle) -> set[tuple[str, str, str | None, int, int]]:
    """Customer, brand, last digits, year and month of the card of each subscription."""
    client = official.StripeClient(
        "rk_test_oracle",
        base_addresses={"api": sandbox.stripe_url},
        max_network_retries=0,
        http_client=official.RequestsClient(timeout=10),
    )
    listed = client.v1.subscriptions.list(
        {
            "collection_method": "charge_automatically",
            "expand": ["data.customer.invoice_settings.default_payment_method"],
        }
    )

    told: set[tuple[str, str, str | None, int, int]] = set()
    for row in listed.auto_paging_iter():
        assert isinstance(row.customer, official.Customer)
        settings = row.customer.invoice_settings
        assert settings is not None
        method = settings.default_payment_method
        assert isinstance(method, official.PaymentMethod)
        card = method.card
        assert card is not None
        told.add((row.customer.id, card.brand, card.last4, card.exp_year, card.exp_month))
    return told


def test_the_official_client_reads_the_same(sandbox: Handle) -> None:
    for month, year in ((11, 2026), (12, 2026), (1, 2027), (3, 2027)):
        subscribed(sandbox, month, year)

    told = told_by_the_official_client(sandbox)

    ours = {
        (
            x.customer_source_id,
            x.card.brand.lower(),
            x.card.last4,
            x.card.expires_on.year,
            x.card.expires_on.month,
        )
        for x in cards(sandbox)
        if x.card is not None
    }
    assert ours == {x for x in told if (x[3], x[4]) <= (2026, 12)}
    assert len(told) == 4
