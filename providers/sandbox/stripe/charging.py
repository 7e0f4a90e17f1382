"""One try to collect an invoice: which payment method, how it behaves, and what that leaves behind."""

from calendar import monthrange
from datetime import UTC, datetime

from .book import DAY, Book, Invoice, found
from .declines import HARD
from .errors import ApiError
from .events import emit
from .lifecycle import close_if_paid, open_intent
from .money import Charge, ChargeStatus, Intent, Method
from .testcards import named
from .wire_money import decline_json


def chosen(book: Book, invoice: Invoice) -> Method | None:
    """In Stripe's order: the invoice's own, the subscription's, the customer's default."""
    subscription = book.subscription_of(invoice)
    customer = book.customer(invoice.customer)
    wanted = (
        invoice.default_payment_method,
        subscription.default_payment_method if subscription else None,
        customer.default_payment_method,
    )
    return next((book.methods[name] for name in wanted if name in book.methods), None)


def method_named(book: Book, word: str, customer: str) -> Method:
    """By id, or a test payment method, which becomes one of this book. ApiError when it may not be used."""
    card = named(word)
    if card is not None:
        made = Method(id=book.new_id("pm"), created=book.now(), **card.facts)
        book.methods[made.id] = made
        return made
    method = found(book.methods, word, "PaymentMethod", param="payment_method", status=400)
    if method.customer not in (None, customer):
        raise ApiError(400, "This payment method belongs to another customer.", param="payment_method")
    return method


def try_to_collect(
    book: Book, invoice: Invoice, method: Method, *, is_customer_there: bool = False
) -> Intent:
    """Charge all that remains; the invoice's own events are the caller's."""
    intent = open_intent(book, invoice)
    intent.amount, intent.method, intent.last_error = invoice.amount_remaining, method.id, None
    for payment in invoice.payments:
        if payment.intent == intent.id and payment.status == "open":
            payment.amount = intent.amount
    if method.needs_confirmation and not is_customer_there:
        intent.status = "requires_action"
        invoice.hard_declined_on = method.id
        emit(book, "payment_intent.requires_action", intent)
        return intent
    code = None if method.type == "sepa_debit" else _used(book, method)
    if method.type == "sepa_debit":
        _debit(book, invoice, intent, method)
    elif code is None:
        succeed(book, invoice, intent, _charged(book, invoice, intent, method, "succeeded"))
    else:
        fail(book, invoice, intent, _charged(book, invoice, intent, method, "failed"), code)
    return intent


def refusal(method: Method, now: int) -> str | None:
    """The decline code that a try would meet now; None when it would go through."""
    if method.decline is not None and method.declines_left != 0:
        return method.decline
    return "expired_card" if method.type == "card" and _is_over(method, now) else None


def _used(book: Book, method: Method) -> str | None:
    code = refusal(method, book.now())
    if method.declines_left:
        method.declines_left -= 1
    return code


def _is_over(method: Method, now: int) -> bool:
    last_day = monthrange(method.exp_year, method.exp_month)[1]
    end = datetime(method.exp_year, method.exp_month, last_day, tzinfo=UTC).timestamp() + DAY
    return now >= end


def _charged(book: Book, invoice: Invoice, intent: Intent, method: Method, status: ChargeStatus) -> Charge:
    charge = Charge(
        id=book.new_id("ch" if method.type == "card" else "py"),
        created=book.now(),
        customer=invoice.customer,
        amount=intent.amount,
        currency=intent.currency,
        intent=intent.id,
        invoice=invoice.id,
        method=method.id,
        status=status,
        description="Subscription update" if invoice.subscription else "Payment for Invoice",
    )
    book.charges[charge.id] = charge
    intent.charges.append(charge.id)
    return charge


def _debit(book: Book, invoice: Invoice, intent: Intent, method: Method) -> None:
    """On its way: the bank's answer comes in days."""
    charge = _charged(book, invoice, intent, method, "pending")
    intent.status = "processing"
    intent.settles_at = book.now() + int(method.settles_days * DAY)
    emit(book, "charge.pending", charge)
    emit(book, "payment_intent.processing", intent)


def succeed(book: Book, invoice: Invoice, intent: Intent, charge: Charge) -> None:
    """The money is there: on the charge, the intent and the invoice."""
    charge.status, charge.failure = "succeeded", None
    intent.status, intent.settles_at = "succeeded", None
    for payment in invoice.payments:
        if payment.intent == intent.id and payment.status == "open":
            payment.paid_at = book.now()
    invoice.hard_declined_on = None
    close_if_paid(book, invoice)
    emit(book, "charge.succeeded", charge)
    emit(book, "payment_intent.succeeded", intent)


def fail(book: Book, invoice: Invoice, intent: Intent, charge: Charge, code: str) -> None:
    """Refused: the reason stays on the charge, and on the intent until it changes."""
    charge.status, charge.failure = "failed", code
    intent.status, intent.settles_at = "requires_payment_method", None
    intent.last_error = decline_json(book, charge)
    invoice.hard_declined_on = charge.method if code in HARD else None
    emit(book, "charge.failed", charge)
    emit(book, "payment_intent.payment_failed", intent)


def settlement(book: Book, method: Method) -> str | None:
    """What the bank says of a debit when its days are over: None is money, else a reason."""
    return _used(book, method)


def page_card(book: Book, invoice: Invoice) -> Method:
    """The card a customer types on the hosted page: one that pays."""
    customer = book.customer(invoice.customer)
    typed = Method(id=book.new_id("pm"), created=book.now(), name=customer.name, email=customer.email)
    book.methods[typed.id] = typed
    return typed
