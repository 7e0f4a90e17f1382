"""Invoice payments, payment intents and charges: what was tried, and what came of it."""

from dataclasses import dataclass

from . import charging, collecting
from .book import Book, Invoice, Payment, newest_first
from .call import Call, Routes
from .errors import ApiError, missing
from .money import Charge
from .paging import Page
from .params import Params
from .wire import Json, list_json, payment_json

ROUTES = Routes()
_STATUSES = ("open", "paid", "canceled")
_TYPES = ("payment_intent", "payment_record", "charge")


@dataclass(frozen=True)
class _Paid:
    """One invoice payment with its invoice, for lists."""

    invoice: Invoice
    payment: Payment

    @property
    def id(self) -> str:
        return self.payment.id

    @property
    def created(self) -> int:
        return self.payment.created or self.payment.paid_at or 0


def _everything(book: Book) -> list[_Paid]:
    return newest_first(_Paid(i, payment) for i in book.invoices.values() for payment in i.payments)


@ROUTES.add("GET", "/v1/invoice_payments", "invoice")
def list_invoice_payments(call: Call) -> Json:
    params, everything = call.params, _everything(call.book)
    invoice, status = params.text("invoice"), params.choice("status", _STATUSES)
    intent = _sought_intent(params)
    page, created = Page.taken_from(params), params.span("created")
    paths = call.expansions("invoice_payment", is_list=True)
    params.done()
    rows = [
        row
        for row in everything
        if invoice in (None, row.invoice.id)
        and status in (None, row.payment.status)
        and intent in (None, row.payment.intent)
        and created.holds(row.created)
    ]
    shown, has_more = page.cut(rows, everything, "invoice_payment")
    found = [call.view.expand(payment_json(row.invoice, row.payment), paths) for row in shown]
    return list_json("/v1/invoice_payments", found, has_more=has_more)


def _sought_intent(params: Params) -> str | None:
    if not params.has("payment"):
        return None
    sought = params.part("payment")
    kind, intent = sought.choice("type", _TYPES), sought.text("payment_intent")
    record = sought.text("payment_record")
    if kind is None:
        raise ApiError(
            400, "Missing required param: payment[type].", code="parameter_missing", param="payment[type]"
        )
    return intent or record or ""


@ROUTES.add("GET", "/v1/invoice_payments/{id}", "invoice")
def read_invoice_payment(call: Call) -> Json:
    paths = call.expansions("invoice_payment")
    call.params.done()
    for row in _everything(call.book):
        if row.id == call.sought:
            return call.view.expand(payment_json(row.invoice, row.payment), paths)
    raise missing("invoice_payment", call.sought)


@ROUTES.add("GET", "/v1/payment_intents", "payment_intent")
def list_intents(call: Call) -> Json:
    customer = call.params.text("customer")
    rows = newest_first(call.book.intents.values())
    return call.listed(
        "/v1/payment_intents", "payment_intent", rows, lambda row: customer in (None, row.customer)
    )


@ROUTES.add("GET", "/v1/payment_intents/{id}", "payment_intent")
def read_intent(call: Call) -> Json:
    call.params.text("client_secret")
    return call.read(call.book.intents, "payment_intent")


@ROUTES.add("POST", "/v1/payment_intents/{id}", "payment_intent")
def update_intent(call: Call) -> Json:
    """Any change clears the last error, as Stripe warns."""
    intent = call.it(call.book.intents, "payment_intent")
    metadata, paths = call.params.metadata(intent.metadata), call.expansions("payment_intent")
    call.params.done()
    intent.metadata, intent.last_error = metadata, None
    return call.answer(intent, paths)


@ROUTES.add("POST", "/v1/payment_intents/{id}/confirm", "payment_intent")
def confirm_intent(call: Call) -> Json:
    """Tries at once, with the customer away unless `off_session=false`."""
    book, params = call.book, call.params
    intent = call.it(book.intents, "payment_intent")
    named, is_away = params.text("payment_method"), params.flag("off_session")
    params.text("return_url")
    paths = call.expansions("payment_intent")
    params.done()
    invoice = book.invoices[intent.invoice]
    if intent.status not in ("requires_payment_method", "requires_confirmation", "requires_action"):
        raise ApiError(
            400,
            f"This PaymentIntent is {intent.status} and cannot be confirmed.",
            code="payment_intent_unexpected_state",
            extra={"payment_intent": call.view.show(intent)},
        )
    method = charging.method_named(book, named, intent.customer) if named else charging.chosen(book, invoice)
    if method is None:
        raise ApiError(
            400, "A payment method is needed to confirm this PaymentIntent.", param="payment_method"
        )
    is_counted = invoice.attempt_count == 0
    collecting.collect(book, invoice, method, is_counted=is_counted, is_customer_there=is_away is False)
    collecting.refuse_declined(book, intent)
    return call.answer(intent, paths)


@ROUTES.add("GET", "/v1/charges", "charge")
def list_charges(call: Call) -> Json:
    customer, intent = call.params.text("customer"), call.params.text("payment_intent")

    def keep(row: Charge) -> bool:
        return customer in (None, row.customer) and intent in (None, row.intent)

    return call.listed("/v1/charges", "charge", newest_first(call.book.charges.values()), keep)


@ROUTES.add("GET", "/v1/charges/{id}", "charge")
def read_charge(call: Call) -> Json:
    return call.read(call.book.charges, "charge")
