"""Refunds, credit notes, disputes, customers' balances, and invoices sent by mail."""

from typing import Any

import pytest
import requests
import stripe

from providers.sandbox import Handle
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import Subscriber, pass_days, renewed, subscribed


@pytest.fixture
def paid(sandbox: Handle) -> Subscriber:
    return subscribed(sandbox)


def _charge(subscriber: Subscriber) -> stripe.Charge:
    return subscriber.api.v1.charges.list({"customer": subscriber.customer}).data[0]


def test_a_charge_is_given_back_in_part_and_then_whole(paid: Subscriber) -> None:
    first = paid.api.v1.refunds.create({"charge": _charge(paid).id, "amount": 1_000})
    part = _charge(paid)
    paid.api.v1.refunds.create({"payment_intent": str(part.payment_intent)})
    whole = paid.api.v1.charges.retrieve(part.id, {"expand": ["refunds"]})

    assert (first.status, first.amount) == ("succeeded", 1_000)
    assert (part.amount_refunded, part.refunded) == (1_000, False)
    assert (whole.amount_refunded, whole.refunded) == (4_900, True)
    assert whole.refunds is not None
    assert [refund.amount for refund in whole.refunds.data] == [3_900, 1_000]
    assert paid.told().count("charge.refunded") == 2


def test_more_than_was_paid_is_not_given_back(paid: Subscriber) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        paid.api.v1.refunds.create({"charge": _charge(paid).id, "amount": 4_901})

    assert refused.value.param == "amount"


def test_a_credit_note_lowers_what_is_due_and_pays_it_when_it_is_all(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    invoice = subscriber.latest_invoice().id

    part = subscriber.api.v1.credit_notes.create({"invoice": invoice, "amount": 900})
    lowered = subscriber.latest_invoice()
    subscriber.api.v1.credit_notes.create({"invoice": invoice, "amount": 4_000})

    assert (part.type, part.pre_payment_amount, part.status) == ("pre_payment", 900, "issued")
    assert (lowered.total, lowered.amount_remaining) == (4_900, 4_000)
    assert lowered.pre_payment_credit_notes_amount == 900
    assert subscriber.latest_invoice().status == "paid"
    assert subscriber.now().status == "active"


def test_a_void_credit_note_is_taken_back(sandbox: Handle) -> None:
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    note = subscriber.api.v1.credit_notes.create({"invoice": subscriber.latest_invoice().id, "amount": 900})

    void = subscriber.api.v1.credit_notes.void_credit_note(note.id)

    assert void.status == "void"
    assert subscriber.latest_invoice().amount_remaining == 4_900


def test_a_credit_note_on_a_paid_invoice_says_where_the_money_goes(paid: Subscriber) -> None:
    invoice = paid.latest_invoice().id

    note = paid.api.v1.credit_notes.create(
        {"invoice": invoice, "amount": 1_500, "credit_amount": 1_000, "refund_amount": 500}
    )
    listed = paid.api.v1.credit_notes.list({"invoice": invoice}).data

    assert (note.type, note.post_payment_amount) == ("post_payment", 1_500)
    assert paid.api.v1.customers.retrieve(paid.customer).balance == -1_000
    assert _charge(paid).amount_refunded == 500
    assert paid.latest_invoice().post_payment_credit_notes_amount == 1_500
    assert [one.id for one in listed] == [note.id]
    with pytest.raises(stripe.InvalidRequestError):
        paid.api.v1.credit_notes.create({"invoice": invoice, "amount": 1_500})


def test_credit_is_kept_by_entry_and_used_by_the_next_invoice(sandbox: Handle, paid: Subscriber) -> None:
    entries = paid.api.v1.customers.balance_transactions
    entries.create(paid.customer, {"amount": -2_000, "currency": "eur", "description": "Sorry"})

    pass_days(sandbox, 31)

    invoice = paid.latest_invoice()
    assert (invoice.starting_balance, invoice.ending_balance, invoice.amount_due) == (-2_000, 0, 2_900)
    assert [(row.type, row.amount, row.ending_balance) for row in entries.list(paid.customer).data] == [
        ("applied_to_invoice", 2_000, 0),
        ("adjustment", -2_000, -2_000),
    ]


def test_a_disputed_charge_says_so_until_it_is_decided(sandbox: Handle, paid: Subscriber) -> None:
    url = f"{sandbox.url}/_sandbox/stripe/disputes"
    made = requests.post(url, json={"invoice": paid.latest_invoice().id}, timeout=10).json()["id"]

    dispute = paid.api.v1.disputes.retrieve(made, {"expand": ["charge"]})
    requests.post(f"{url}/{made}/lost", timeout=10)

    charge: Any = dispute.charge
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 4_900)
    assert charge.disputed
    assert paid.api.v1.disputes.list({"charge": charge.id}).data[0].status == "lost"
    assert paid.told()[-4:] == [
        "charge.updated",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
    ]


def test_a_sent_invoice_is_mailed_to_whoever_catches_it(sandbox: Handle) -> None:
    caught: list[tuple[str, str, str]] = []
    sandbox.stripe.book.mail = lambda to, subject, text: caught.append((to, subject, text))
    subscriber = subscribed(sandbox, collection_method="send_invoice", days_until_due=14)
    pass_days(sandbox, 1)
    invoice = subscriber.latest_invoice()

    subscriber.api.v1.invoices.send_invoice(invoice.id)

    to, subject, text = caught[0]
    assert to == "ap@acme.example"
    assert str(invoice.number) in subject
    assert str(invoice.hosted_invoice_url) in text


def test_a_sent_invoice_is_told_and_not_mailed_by_itself(sandbox: Handle) -> None:
    subscriber = subscribed(sandbox, collection_method="send_invoice", days_until_due=14)
    pass_days(sandbox, 1)

    subscriber.api.v1.invoices.send_invoice(subscriber.latest_invoice().id)

    assert subscriber.told()[-1] == "invoice.sent"


def test_a_default_must_be_attached_first(sandbox: Handle) -> None:
    api = client(sandbox)
    mine, other = subscribed(sandbox), subscribed(sandbox)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.customers.update(mine.customer, {"invoice_settings": {"default_payment_method": other.card}})

    assert refused.value.param == "invoice_settings[default_payment_method]"


def test_metadata_is_added_taken_out_and_emptied(paid: Subscriber) -> None:
    update = paid.api.v1.subscriptions.update

    update(paid.subscription, {"metadata": {"a": "1", "b": "2"}})
    one = update(paid.subscription, {"metadata": {"a": ""}}).to_dict()["metadata"]
    none = update(paid.subscription, {"metadata": ""}).to_dict()["metadata"]

    assert (one, none) == ({"b": "2"}, {})
    with pytest.raises(stripe.InvalidRequestError):
        update(paid.subscription, {"metadata": {"k" * 41: "v"}})
