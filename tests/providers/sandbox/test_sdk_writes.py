"""The official client's less usual writes, and what the stand-in refuses of them."""

import pytest
import stripe

from providers.sandbox import Handle
from tests.providers.sandbox.official import client


def _customer(api: stripe.StripeClient) -> str:
    return api.v1.customers.create({"name": "Acme", "address": {"country": "FR", "city": "Nantes"}}).id


def _draft(api: stripe.StripeClient, customer: str) -> stripe.Invoice:
    return api.v1.invoices.create(
        {"customer": customer, "collection_method": "send_invoice", "days_until_due": 30}
    )


def test_a_draft_is_changed_and_deleted(sandbox: Handle) -> None:
    api = client(sandbox)
    draft = _draft(api, _customer(api))

    changed = api.v1.invoices.update(
        draft.id, {"description": "Autumn", "days_until_due": 10, "metadata": {"a": "b"}}
    )
    deleted = api.v1.invoices.delete(draft.id)

    assert changed.description == "Autumn"
    assert changed.to_dict()["metadata"] == {"a": "b"}
    assert changed.due_date == draft.created + 10 * 86_400
    assert deleted.deleted
    assert api.v1.invoices.list().data == []


def test_the_due_date_of_a_final_invoice_stays(sandbox: Handle) -> None:
    api = client(sandbox)
    customer = _customer(api)
    draft = _draft(api, customer)
    api.v1.invoice_items.create({"customer": customer, "invoice": draft.id, "amount": 100})
    api.v1.invoices.finalize_invoice(draft.id)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.invoices.update(draft.id, {"days_until_due": 10})

    assert refused.value.code == "invoice_not_editable"


def test_waiting_items_join_the_next_invoice_where_asked(sandbox: Handle) -> None:
    api = client(sandbox)
    customer = _customer(api)
    api.v1.invoice_items.create({"customer": customer, "amount": 700, "currency": "eur"})

    left_out = api.v1.invoices.create({"customer": customer})
    taken = api.v1.invoices.create({"customer": customer, "pending_invoice_items_behavior": "include"})

    assert (left_out.total, taken.total) == (0, 700)
    assert (taken.collection_method, taken.due_date) == ("charge_automatically", None)


def test_sending_finalises_a_draft(sandbox: Handle) -> None:
    api = client(sandbox)
    customer = _customer(api)
    draft = _draft(api, customer)
    api.v1.invoice_items.create({"customer": customer, "invoice": draft.id, "amount": 100})

    assert api.v1.invoices.send_invoice(draft.id).status == "open"


def test_nothing_to_pay_is_paid_at_finalisation(sandbox: Handle) -> None:
    api = client(sandbox)

    assert api.v1.invoices.finalize_invoice(_draft(api, _customer(api)).id).status == "paid"


def test_an_invoice_that_is_sent_needs_a_due_date(sandbox: Handle) -> None:
    api = client(sandbox)

    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.invoices.create({"customer": _customer(api), "collection_method": "send_invoice"})

    assert refused.value.param == "days_until_due"


def test_what_is_closed_cannot_be_closed_again(sandbox: Handle) -> None:
    api = client(sandbox)
    paid = api.v1.invoices.finalize_invoice(_draft(api, _customer(api)).id).id

    for move in (
        api.v1.invoices.finalize_invoice,
        api.v1.invoices.pay,
        api.v1.invoices.void_invoice,
        api.v1.invoices.mark_uncollectible,
        api.v1.invoices.delete,
    ):
        with pytest.raises(stripe.InvalidRequestError):
            move(paid)

    assert api.v1.invoices.retrieve(paid).status == "paid"


def test_a_customer_is_changed_in_the_fields_given_alone(sandbox: Handle) -> None:
    api = client(sandbox)
    customer = _customer(api)

    changed = api.v1.customers.update(
        customer, {"preferred_locales": ["fr-FR", "en"], "metadata": {"k": "v"}}
    )

    assert (changed.name, changed.preferred_locales) == ("Acme", ["fr-FR", "en"])
    assert changed.to_dict()["metadata"] == {"k": "v"}
    assert changed.address is not None
    assert changed.address.country == "FR"
