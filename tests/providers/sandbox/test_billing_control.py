"""What a test or the demo changes in subscriptions and cards, over HTTP and in the same process."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import requests

from providers.sandbox import Handle, Sandbox, demo
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import pass_days, subscribed

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def _post(sandbox: Handle, place: str, /, **form: Any) -> requests.Response:
    return requests.post(f"{sandbox.url}/_sandbox/stripe/{place}", json=form, timeout=10)


def _customer(sandbox: Handle) -> str:
    made: str = _post(sandbox, "customers", name="Acme", email="ap@acme.example").json()["id"]
    return made


def test_a_subscription_is_added_with_the_past_it_would_have_had(sandbox: Handle) -> None:
    customer = _customer(sandbox)
    card = _post(sandbox, f"customers/{customer}/cards", last4="1111", brand="mastercard").json()["id"]

    began = (NOON - timedelta(days=70)).isoformat()
    made = _post(sandbox, "subscriptions", customer=customer, amount=900, name="Atelier", began=began).json()

    invoices = client(sandbox).v1.invoices.list({"subscription": made["id"]}).data
    assert made["status"] == "active"
    assert [(i.status, i.amount_paid) for i in invoices] == [("paid", 900)] * 3
    assert [i.created for i in invoices] == sorted({i.created for i in invoices}, reverse=True)
    charges = client(sandbox).v1.charges.list({"customer": customer}).data
    assert {charge.payment_method for charge in charges} == {card}


def test_a_card_turns_and_the_charge_is_tried_at_once(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox)
    change = {"decline": "stolen_card"}
    requests.patch(f"{sandbox.url}/_sandbox/stripe/cards/{subscriber.card}", json=change, timeout=10)
    pass_days(sandbox, 31)
    invoice = subscriber.latest_invoice().id

    before = _post(sandbox, f"invoices/{invoice}/try").json()
    requests.patch(
        f"{sandbox.url}/_sandbox/stripe/cards/{subscriber.card}", json={"decline": None}, timeout=10
    )
    confirmed = _post(sandbox, f"invoices/{invoice}/confirm").json()

    assert (before["status"], before["attempt_count"]) == ("open", 2)
    assert before["payment_intent"] == "requires_payment_method"
    assert (confirmed["status"], confirmed["payment_intent"]) == ("paid", "succeeded")
    assert _post(sandbox, f"invoices/{invoice}/try").status_code == 400


def test_the_accounts_settings_are_changed_one_by_one(sandbox: Handle) -> None:
    rules = _post(sandbox, "rules", retry_gaps_days=[3, 5], after_retries="unpaid").json()

    assert (rules["retry_gaps_days"], rules["after_retries"], rules["draft_hours"]) == ([3, 5], "unpaid", 1)
    assert _post(sandbox, "rules", api_version="yesterday").status_code == 400
    assert _post(sandbox, "rules", after_retries="forgive").status_code == 422


def test_events_are_shown_oldest_first(sandbox: Handle) -> None:
    _customer(sandbox)
    _customer(sandbox)

    shown = requests.get(f"{sandbox.url}/_sandbox/stripe/events", timeout=10).json()

    ids = [event["id"] for event in client(sandbox).v1.events.list().data]
    assert [event["id"] for event in shown] == ids[::-1]


def test_two_sandboxes_tell_the_same_story() -> None:
    first, second = Sandbox(lambda: NOON), Sandbox(lambda: NOON)

    assert first.stripe.book.subscriptions == second.stripe.book.subscriptions
    assert list(first.stripe.book.events.values()) == list(second.stripe.book.events.values())


def test_the_demos_account_fails_charges_and_takes_a_new_card() -> None:
    moment = [NOON]
    with demo.start(lambda: moment[0]) as account:
        customer = account.add_customer(
            "Acme", "ap@acme.example", language="fr", country="FR", currency="EUR"
        )
        then = {"decline": "expired_card"}
        account.add_subscription(customer, "Atelier", 4_900, began_on=date(2026, 10, 25), then=then)
        moment[0] = NOON + timedelta(days=5)
        account.charge()
        book = account._book
        (subscription,) = book.subscriptions.values()
        failed = subscription.status
        account.add_card(customer)
        moment[0] = NOON + timedelta(days=7)
        account.charge()

        assert (failed, subscription.status) == ("past_due", "active")


def test_a_card_has_no_other_facts(sandbox: Handle) -> None:
    with pytest.raises(ValueError, match="no colour"), demo.start(lambda: NOON) as account:
        customer = account.add_customer("Acme", "a@acme.example", language="fr", country="FR", currency="EUR")
        account.turn_card(account.add_card(customer), colour="red")
