"""The official Stripe client works against the stand-in: what it reads, makes, and is refused."""

import http.client
import time
from typing import Any, ClassVar, get_args, get_origin

import pytest
import stripe

from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.stripe import entry
from providers.sandbox.stripe.wire import API_VERSION
from tests.providers.sandbox.official import client


def _customer(api: stripe.StripeClient) -> stripe.Customer:
    return api.v1.customers.create({"name": "Acme", "email": "ap@acme.example"})


def _draft(api: stripe.StripeClient, amount: int = 12_000, currency: str = "eur") -> stripe.Invoice:
    customer = _customer(api)
    invoice = api.v1.invoices.create(
        {
            "customer": customer.id,
            "collection_method": "send_invoice",
            "days_until_due": 30,
            "currency": currency,
        }
    )
    api.v1.invoice_items.create(
        {"customer": customer.id, "invoice": invoice.id, "amount": amount, "currency": currency}
    )
    return api.v1.invoices.retrieve(invoice.id)


def _open(api: stripe.StripeClient, amount: int = 12_000) -> stripe.Invoice:
    return api.v1.invoices.finalize_invoice(_draft(api, amount).id)


def test_the_stand_in_speaks_the_version_the_client_pins() -> None:
    assert stripe.api_version == API_VERSION


def test_a_page_holds_ten_invoices_unless_asked_otherwise(seeded: Handle) -> None:
    page = client(seeded).v1.invoices.list()

    assert len(page.data) == 10
    assert page.has_more
    assert page.url == "/v1/invoices"


def test_paging_forwards_reaches_every_invoice_once_newest_first(seeded: Handle) -> None:
    invoices = list(client(seeded).v1.invoices.list({"limit": 7}).auto_paging_iter())

    assert {invoice.id for invoice in invoices} == set(seeded.stripe.book.invoices)
    assert len(invoices) > 40
    assert [i.created for i in invoices] == sorted((i.created for i in invoices), reverse=True)


def test_paging_backwards_reaches_every_newer_invoice(seeded: Handle) -> None:
    api = client(seeded)
    forwards = [invoice.id for invoice in api.v1.invoices.list({"limit": 100}).data]

    page = api.v1.invoices.list({"limit": 7, "ending_before": forwards[-1]})

    assert [i.id for i in page.auto_paging_iter()] == forwards[-2::-1]


@pytest.mark.parametrize("status", ["draft", "open", "paid", "uncollectible", "void"])
def test_the_status_filter_shows_that_status_alone(seeded: Handle, status: Any) -> None:
    book = seeded.stripe.book

    found = client(seeded).v1.invoices.list({"status": status, "limit": 100}).data

    assert {i.id for i in found} == {i.id for i in book.invoices.values() if i.status == status}
    assert found


def test_filters_by_collection_customer_and_dates_hold_together(seeded: Handle) -> None:
    api, book = client(seeded), seeded.stripe.book
    one = next(i for i in book.newest_invoices() if i.due_date is not None)

    found = api.v1.invoices.list(
        {
            "collection_method": "send_invoice",
            "customer": one.customer,
            "created": {"gte": one.created, "lt": one.created + 1},
            "due_date": {"gt": (one.due_date or 0) - 1, "lte": one.due_date or 0},
        }
    )

    assert one.id in [i.id for i in found.data]
    assert all(i.customer == one.customer and i.created == one.created for i in found.data)


def test_the_customer_is_expanded_where_asked(seeded: Handle) -> None:
    invoice = client(seeded).v1.invoices.list({"limit": 1, "expand": ["data.customer"]}).data[0]

    assert isinstance(invoice.customer, stripe.Customer)
    assert invoice.customer.email == invoice.customer_email
    assert invoice.customer.address is not None


def test_a_deleted_customer_is_a_stub(sandbox: Handle) -> None:
    api = client(sandbox)
    invoice = _open(api)
    assert isinstance(invoice.customer, str)
    api.v1.customers.delete(invoice.customer)

    alone = api.v1.customers.retrieve(invoice.customer)
    within = api.v1.invoices.retrieve(invoice.id, {"expand": ["customer"]}).customer

    assert alone.deleted
    assert isinstance(within, stripe.Customer)
    assert within.deleted
    assert api.v1.customers.list().data == []


def test_an_invoice_goes_from_draft_to_paid(sandbox: Handle) -> None:
    api = client(sandbox)
    draft = _draft(api)

    final = api.v1.invoices.finalize_invoice(draft.id)
    paid = api.v1.invoices.pay(draft.id, {"paid_out_of_band": True})

    assert (draft.status, draft.number, draft.hosted_invoice_url) == ("draft", None, None)
    assert (final.status, final.amount_remaining, final.due_date) == (
        "open",
        12_000,
        draft.created + 30 * 86_400,
    )
    assert final.number is not None
    assert final.number.endswith("-0001")
    assert (paid.status, paid.amount_remaining, paid.amount_paid) == ("paid", 0, 12_000)
    assert paid.status_transitions.paid_at == int(sandbox.clock.now().timestamp())


def test_a_void_and_a_written_off_invoice_say_so(sandbox: Handle) -> None:
    api = client(sandbox)

    void = api.v1.invoices.void_invoice(_open(api).id)
    written_off = api.v1.invoices.mark_uncollectible(_open(api).id)

    assert void.status == "void"
    assert void.status_transitions.voided_at is not None
    assert written_off.status == "uncollectible"


def test_a_partial_payment_leaves_the_rest_and_is_listed(sandbox: Handle) -> None:
    api = client(sandbox)
    invoice = _open(api)
    book = sandbox.stripe.book
    entry.take_payment(book, book.invoice(invoice.id), amount=5_000)

    shown = api.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})

    assert (shown.status, shown.amount_paid, shown.amount_remaining) == ("open", 5_000, 7_000)
    assert shown.payments is not None
    assert [payment.amount_paid for payment in shown.payments.data] == [5_000]


def test_credit_of_the_customer_is_used_at_finalisation(sandbox: Handle) -> None:
    api = client(sandbox)
    draft = _draft(api, 10_000)
    assert isinstance(draft.customer, str)
    api.v1.customers.update(draft.customer, {"balance": -4_000})

    final = api.v1.invoices.finalize_invoice(draft.id)

    assert (final.total, final.amount_due, final.amount_remaining) == (10_000, 6_000, 6_000)
    assert (final.starting_balance, final.ending_balance) == (-4_000, 0)
    assert api.v1.customers.retrieve(draft.customer).balance == 0


def test_a_declined_card_is_a_card_error(sandbox: Handle) -> None:
    api = client(sandbox)
    invoice = _open(api)

    with pytest.raises(stripe.CardError) as refused:
        api.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_chargeDeclined"})

    assert refused.value.http_status == 402
    assert refused.value.code == "card_declined"
    assert api.v1.invoices.retrieve(invoice.id).attempt_count == 1


def test_an_unknown_invoice_is_a_missing_resource(sandbox: Handle) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client(sandbox).v1.invoices.retrieve("in_nothere")

    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


@pytest.mark.parametrize(
    ("params", "param"),
    [
        ({"limit": 101}, "limit"),
        ({"limit": 0}, "limit"),
        ({"status": "overdue"}, "status"),
        ({"starting_after": "in_nothere"}, "starting_after"),
        ({"modified_since": 1}, "modified_since"),
        ({"expand": ["data.everything"]}, "expand"),
        ({"created": {"after": 1}}, "created[after]"),
    ],
)
def test_a_wrong_parameter_is_named(sandbox: Handle, params: Any, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client(sandbox).v1.invoices.list(params)

    assert (refused.value.http_status, refused.value.param) == (400, param)


@pytest.mark.parametrize("key", ["rk_live_x", "pk_test_x", "nonsense"])
def test_a_key_of_another_kind_is_refused(sandbox: Handle, key: str) -> None:
    with pytest.raises(stripe.AuthenticationError):
        client(sandbox, key).v1.invoices.list()


def test_a_secret_key_is_taken_as_the_real_one_takes_it(sandbox: Handle) -> None:
    assert client(sandbox, "sk_test_x").v1.invoices.list().data == []


def test_a_restricted_key_is_held_to_its_permissions(sandbox: Handle) -> None:
    sandbox.stripe.denied["rk_test_narrow"] = {"customer_read"}

    with pytest.raises(stripe.PermissionError) as refused:
        client(sandbox, "rk_test_narrow").v1.customers.list()

    assert refused.value.http_status == 403
    assert client(sandbox, "rk_test_narrow").v1.invoices.list().data == []


def test_the_account_names_its_time_zone(sandbox: Handle) -> None:
    account = client(sandbox).v1.accounts.retrieve_current()

    assert account.id == sandbox.stripe.book.account
    assert account.settings is not None
    assert account.settings.dashboard.timezone == "Europe/Paris"


def test_a_post_under_one_key_happens_once(sandbox: Handle) -> None:
    api = client(sandbox)

    first = api.v1.customers.create({"name": "Acme"}, {"idempotency_key": "reminder-1/1"})
    again = api.v1.customers.create({"name": "Acme"}, {"idempotency_key": "reminder-1/1"})

    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(sandbox.stripe.book.customers) == 1


def test_a_key_with_other_parameters_is_an_idempotency_error(sandbox: Handle) -> None:
    api = client(sandbox)
    api.v1.customers.create({"name": "Acme"}, {"idempotency_key": "k"})

    with pytest.raises(stripe.IdempotencyError) as refused:
        api.v1.customers.create({"name": "Other"}, {"idempotency_key": "k"})

    assert refused.value.http_status == 400


def test_a_refused_request_leaves_its_key_free(sandbox: Handle) -> None:
    api = client(sandbox)
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.invoices.create({"customer": "cus_nothere"}, {"idempotency_key": "k"})
    _customer(api)

    made = api.v1.customers.create({"name": "Acme"}, {"idempotency_key": "k"})

    assert made.name == "Acme"


def test_a_key_is_forgotten_after_a_day(sandbox: Handle) -> None:
    api = client(sandbox)
    first = api.v1.customers.create({"name": "Acme"}, {"idempotency_key": "k"})
    sandbox.clock.set(sandbox.clock.now().replace(day=23))

    later = api.v1.customers.create({"name": "Acme"}, {"idempotency_key": "k"})

    assert later.id != first.id


def test_two_requests_under_one_key_at_once_conflict(sandbox: Handle) -> None:
    sandbox.faults.plan(Fault("slow", method="POST"))
    first = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
    headers = {"Authorization": "Bearer rk_test_sandbox", "Idempotency-Key": "k"}
    first.request("POST", "/stripe/v1/customers", body="name=Acme", headers=headers)
    while sandbox.faults.planned:
        time.sleep(0)

    with pytest.raises(stripe.APIError) as refused:
        client(sandbox).v1.customers.create({"name": "Acme"}, {"idempotency_key": "k"})

    first.close()
    assert refused.value.http_status == 409


def test_a_lost_answer_is_given_again_under_its_key(sandbox: Handle) -> None:
    api = client(sandbox)
    sandbox.faults.plan(Fault("dropped", method="POST", is_after=True))
    with pytest.raises(stripe.APIConnectionError):
        api.v1.customers.create({"name": "Acme"}, {"idempotency_key": "k"})

    again = api.v1.customers.create({"name": "Acme"}, {"idempotency_key": "k"})

    assert list(sandbox.stripe.book.customers) == [again.id]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("rate_limited", retry_after="30"), stripe.RateLimitError),
        (Fault("server_error"), stripe.APIError),
        (Fault("server_error", status=503), stripe.APIError),
        (Fault("html"), stripe.APIError),
        (Fault("half_page"), stripe.APIError),
        (Fault("broken_page"), stripe.APIConnectionError),
        (Fault("dropped"), stripe.APIConnectionError),
    ],
)
def test_each_fault_reaches_the_client_as_its_kind(
    seeded: Handle, fault: Fault, error: type[stripe.StripeError]
) -> None:
    seeded.faults.plan(fault)

    with pytest.raises(error):
        client(seeded).v1.invoices.list()

    assert len(client(seeded).v1.invoices.list().data) == 10


def test_a_slow_answer_outlasts_the_clients_patience(sandbox: Handle) -> None:
    sandbox.faults.plan(Fault("slow"))

    with pytest.raises(stripe.APIConnectionError):
        client(sandbox, timeout=0.05).v1.invoices.list()


@pytest.mark.parametrize("kind", [stripe.Invoice, stripe.Customer])
def test_every_field_shown_is_one_the_client_knows(seeded: Handle, kind: type[stripe.StripeObject]) -> None:
    api = client(seeded)
    rows: list[Any] = [*api.v1.invoices.list().data, *api.v1.customers.list().data]
    known = kind.__annotations__

    for row in (row for row in rows if isinstance(row, kind)):
        assert set(row.to_dict()) <= set(known), set(row.to_dict()) - set(known)


def test_every_field_that_is_never_null_is_shown(seeded: Handle) -> None:
    needed = {name for name, hint in stripe.Invoice.__annotations__.items() if not _may_be_null(hint)}

    invoice = client(seeded).v1.invoices.list({"limit": 1}).data[0]

    assert needed <= set(invoice.to_dict())
    assert len(needed) > 25


def _may_be_null(hint: Any) -> bool:
    return type(None) in get_args(hint) or get_origin(hint) is ClassVar
