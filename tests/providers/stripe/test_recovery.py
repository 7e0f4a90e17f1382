"""What is done at Stripe about a failed charge: another card, a try with it, the end of a subscription."""

from datetime import timedelta
from typing import Any

import pytest
import requests

from connector.core.errors import Ambiguous, Rejected
from connector.core.invoice import FinalAction, Status
from connector.core.source import Recovery
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.stripe import entry
from providers.sandbox.stripe.billing import Subscription
from providers.stripe import Stripe
from tests.providers.stripe.connected import connect
from tests.providers.stripe.test_failed_charges import renewed, swept

DONE, BACK = "https://relance.example/done", "https://relance.example/back"


@pytest.fixture
def failed(sandbox: Handle) -> str:
    """The id of an invoice whose card was reported lost."""
    renewed(sandbox, decline="lost_card")
    return swept(sandbox).source_id


@pytest.fixture
def stripe(sandbox: Handle) -> Stripe:
    return connect(sandbox)


def subscription(sandbox: Handle) -> Subscription:
    (found,) = sandbox.stripe.book.subscriptions.values()
    return found


def change_card(sandbox: Handle, **card: Any) -> None:
    (customer,) = sandbox.stripe.book.customers.values()
    entry.add_card(sandbox.stripe.book, customer, **card)


def tries(sandbox: Handle) -> int:
    return len(sandbox.stripe.book.charges)


def test_it_is_the_port_that_the_core_asks_for(stripe: Stripe) -> None:
    port: Recovery = stripe

    assert port is stripe


def test_the_page_takes_a_new_card_and_leads_back(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    page = stripe.card_page(failed, DONE, BACK)
    typed = {"number": "4242 4242 4242 4242", "expiry": "12/30", "cvc": "123"}

    answer = requests.post(f"{page}/card", data=typed, allow_redirects=False, timeout=10)

    assert (answer.status_code, answer.headers["Location"]) == (303, DONE)
    assert f'id=back href="{BACK}"' in requests.get(page, timeout=10).text


def test_each_click_gets_a_page_of_its_own(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    first = stripe.card_page(failed, DONE, BACK)
    sandbox.clock.advance(timedelta(days=9))

    second = stripe.card_page(failed, DONE, BACK)

    assert requests.get(first, timeout=10).status_code == 404
    assert requests.get(second, timeout=10).status_code == 200


def test_another_card_pays_the_open_invoice_at_once(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    """47."""
    change_card(sandbox)

    assert stripe.retry(failed)
    assert stripe.read([failed])[0].status is Status.PAID


def test_the_card_that_failed_is_not_tried_again(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    before = tries(sandbox)

    assert not stripe.retry(failed)
    assert tries(sandbox) == before


def test_one_that_waits_for_its_customer_is_not_tried_again(sandbox: Handle, stripe: Stripe) -> None:
    renewed(sandbox, needs_confirmation=True)

    assert not stripe.retry(swept(sandbox).source_id)


def test_a_card_that_is_declined_too_was_tried_once(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    before = tries(sandbox)
    change_card(sandbox, decline="insufficient_funds")

    assert [stripe.retry(failed), stripe.retry(failed)] == [True, False]
    assert tries(sandbox) == before + 1
    found = swept(sandbox).failure
    assert found is not None and found.code == "insufficient_funds"


def test_nothing_is_charged_twice(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    change_card(sandbox)
    stripe.retry(failed)
    before = tries(sandbox)

    assert not stripe.retry(failed)
    assert tries(sandbox) == before


def test_a_try_whose_answer_is_lost_is_not_made_again(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    change_card(sandbox)
    before = tries(sandbox)
    sandbox.faults.plan(Fault("dropped", method="POST", is_after=True))

    with pytest.raises(Ambiguous):
        stripe.retry(failed)

    assert not stripe.retry(failed)
    assert tries(sandbox) == before + 1


def test_a_subscription_is_cancelled_once(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    """49."""
    stripe.end(failed, FinalAction.CANCEL)
    stripe.end(failed, FinalAction.CANCEL)

    assert subscription(sandbox).status == "canceled"


def test_a_paused_subscription_collects_nothing(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    stripe.end(failed, FinalAction.PAUSE)

    assert subscription(sandbox).pause_behavior == "void"


def test_one_that_is_left_stays_as_it_is(sandbox: Handle, stripe: Stripe, failed: str) -> None:
    before = subscription(sandbox).status

    stripe.end(failed, FinalAction.LEAVE)

    assert (subscription(sandbox).status, subscription(sandbox).pause_behavior) == (before, None)


def test_an_invoice_without_a_subscription_has_none_to_end(sandbox: Handle, stripe: Stripe) -> None:
    customer = entry.add_customer(sandbox.stripe.book, name="Acme")
    invoice = entry.add_invoice(sandbox.stripe.book, customer.id, 100)

    with pytest.raises(Rejected, match="no subscription"):
        stripe.end(invoice.id, FinalAction.CANCEL)


def test_an_invoice_that_is_gone_is_said(stripe: Stripe) -> None:
    with pytest.raises(Rejected, match="no longer knows"):
        stripe.card_page("in_gone", DONE, BACK)


def test_a_key_that_may_only_read_is_told_what_it_lacks(sandbox: Handle, failed: str) -> None:
    sandbox.stripe.denied["rk_test_narrow"] = {"customer_portal_write", "subscription_write"}
    narrow = connect(sandbox, "rk_test_narrow")

    with pytest.raises(Rejected, match="customer_portal_write"):
        narrow.card_page(failed, DONE, BACK)
    with pytest.raises(Rejected, match="subscription_write"):
        narrow.end(failed, FinalAction.CANCEL)
