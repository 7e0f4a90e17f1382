"""Collecting an invoice: by hand, by the clock's retries, on the hosted page; and what a failure starts."""

from . import charging, lifecycle, standing
from .book import DAY, Book, Invoice
from .errors import ApiError
from .events import changing, emit
from .money import Intent, Method
from .wire import Json
from .wire_money import decline_json, intent_json


def pay(book: Book, invoice: Invoice, *, method: str | None = None, is_outside: bool = False) -> None:
    """Asked for by the API. ApiError 402 when the money does not come."""
    if invoice.status == "draft":
        lifecycle.finalize(book, invoice)
        if invoice.amount_due == 0:
            return
    if invoice.status == "paid":
        raise ApiError(400, "Invoice is already paid", code="invoice_already_paid")
    if invoice.status == "void":
        raise ApiError(400, "A void invoice cannot be paid.", code="invoice_not_payable")
    if is_outside:
        lifecycle.receive(book, invoice, invoice.amount_remaining)
        return
    used = charging.method_named(book, method, invoice.customer) if method else charging.chosen(book, invoice)
    if used is None:
        raise ApiError(400, "This customer has no default payment method.", param="payment_method")
    _refuse_under_way(book, invoice)
    intent = collect(book, invoice, used, is_counted=invoice.attempt_count == 0)
    _refuse_unpaid(book, intent)


def _refuse_under_way(book: Book, invoice: Invoice) -> None:
    if invoice.intent is not None and book.intents[invoice.intent].status == "processing":
        raise ApiError(
            400, "A payment of this invoice is still processing.", code="payment_intent_unexpected_state"
        )


def _refuse_unpaid(book: Book, intent: Intent) -> None:
    shown = {"payment_intent": intent_json(book, intent)}
    if intent.status == "requires_action":
        raise ApiError(
            402,
            "The customer must confirm this payment before it can be completed.",
            type="card_error",
            code="invoice_payment_intent_requires_action",
            extra=shown,
        )
    refuse_declined(book, intent)


def refuse_declined(book: Book, intent: Intent) -> None:
    """ApiError 402 with the bank's reason, where the last try was declined."""
    shown = {"payment_intent": intent_json(book, intent)}
    if intent.status != "requires_payment_method" or intent.latest_charge is None:
        return
    said = decline_json(book, book.charges[intent.latest_charge])
    code, message = said.pop("code"), said.pop("message")
    extra: Json = {name: value for name, value in said.items() if name not in ("type", "doc_url")}
    raise ApiError(402, message, type="card_error", code=code, extra=extra | shown)


def collect(
    book: Book, invoice: Invoice, method: Method, *, is_counted: bool, is_customer_there: bool = False
) -> Intent:
    """One try with this payment method, with all that is told of it."""
    with changing(book, book.customer(invoice.customer), invoice):
        if is_counted:
            invoice.attempt_count += 1
        intent = charging.try_to_collect(book, invoice, method, is_customer_there=is_customer_there)
        _plan_next(book, invoice, intent, is_counted=is_counted)
    _tell(book, invoice, intent)
    return intent


def _plan_next(book: Book, invoice: Invoice, intent: Intent, *, is_counted: bool) -> None:
    if intent.status == "processing":
        invoice.next_payment_attempt = None
    elif is_counted and invoice.status == "open":
        invoice.next_payment_attempt = _next_attempt(book, invoice)


def _next_attempt(book: Book, invoice: Invoice) -> int | None:
    """When the clock tries again; None when that was the last time, or before the subscription began."""
    gaps, subscription = book.rules.retry_gaps_days, book.subscription_of(invoice)
    if subscription is not None and subscription.status not in ("active", "trialing", "past_due"):
        return None
    if not 1 <= invoice.attempt_count <= len(gaps):
        return None
    return book.now() + int(gaps[invoice.attempt_count - 1] * DAY)


def _tell(book: Book, invoice: Invoice, intent: Intent) -> None:
    if intent.status == "succeeded":
        paid = next(payment for payment in invoice.payments if payment.intent == intent.id)
        lifecycle.announce_paid(book, invoice, paid)
    elif intent.status == "processing":
        standing.charge_is_under_way(book, invoice)
    else:
        if intent.status == "requires_action":
            emit(book, "invoice.payment_action_required", invoice)
        tell_failure(book, invoice)


def tell_failure(book: Book, invoice: Invoice) -> None:
    """The failed charge, its subscription, and the end of it all when there is no next try."""
    emit(book, "invoice.payment_failed", invoice)
    standing.charge_failed(book, invoice)
    _end_if_over(book, invoice)


def _end_if_over(book: Book, invoice: Invoice) -> None:
    if invoice.next_payment_attempt is not None or invoice.attempt_count <= len(book.rules.retry_gaps_days):
        return
    if book.rules.writes_off_after_retries and invoice.status == "open":
        lifecycle.write_off(book, invoice, "max_payment_attempts")
    with changing(book, invoice):
        invoice.auto_advance = False
    standing.retries_are_over(book, invoice)


def retry(book: Book, invoice: Invoice) -> None:
    """The clock's own try. After a hard decline it counts, and is made only with another payment method."""
    method = charging.chosen(book, invoice)
    if method is None:
        _fail_without_method(book, invoice)
    elif invoice.hard_declined_on == method.id:
        with changing(book, invoice):
            invoice.attempt_count += 1
            invoice.next_payment_attempt = _next_attempt(book, invoice)
        _end_if_over(book, invoice)
    else:
        collect(book, invoice, method, is_counted=True)


def _fail_without_method(book: Book, invoice: Invoice) -> None:
    """Nothing to charge: it is not tried again."""
    with changing(book, book.customer(invoice.customer), invoice):
        invoice.attempt_count += 1
        invoice.next_payment_attempt = None
    emit(book, "invoice.payment_failed", invoice)
    standing.charge_failed(book, invoice)


def settle_debit(book: Book, intent: Intent) -> None:
    """The bank's answer to a debit."""
    invoice, charge = book.invoices[intent.invoice], book.charges[intent.charges[-1]]
    reason = charging.settlement(book, book.methods[charge.method])
    with changing(book, book.customer(invoice.customer), invoice):
        if reason is None:
            charging.succeed(book, invoice, intent, charge)
        else:
            charging.fail(book, invoice, intent, charge, reason)
            _plan_next(book, invoice, intent, is_counted=True)
    _tell(book, invoice, intent)


def pay_on_page(book: Book, invoice: Invoice) -> None:
    """The customer confirms what waits for it, or pays with a card that pays."""
    if invoice.status not in ("open", "uncollectible"):
        return
    intent = book.intents[invoice.intent] if invoice.intent else None
    waiting = intent is not None and intent.status == "requires_action" and intent.method is not None
    used = book.methods[intent.method or ""] if intent and waiting else charging.page_card(book, invoice)
    if intent is None or intent.status != "processing":
        collect(book, invoice, used, is_counted=False, is_customer_there=True)
