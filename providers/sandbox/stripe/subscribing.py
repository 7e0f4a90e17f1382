"""A subscription's life: begun, billed for each period, paused, resumed, ended."""

from dataclasses import dataclass

from . import charging, collecting, lifecycle, periods, standing
from .billing import Part, Subscription
from .book import DAY, Book, Invoice, Item
from .declines import Decline
from .errors import ApiError
from .events import changing, emit
from .money import Method

_HOUR = 3_600


@dataclass(frozen=True)
class Wish:
    """What a new subscription is to be."""

    customer: str
    parts: tuple[tuple[str, int], ...]
    collection_method: str = "charge_automatically"
    days_until_due: int | None = None
    default_payment_method: str | None = None
    trial_end: int | None = None
    payment_behavior: str = "allow_incomplete"


def begin(book: Book, wish: Wish) -> Subscription:
    """Made and billed at once, or after its trial. ApiError 402 when the first payment must come at once."""
    is_charged = wish.collection_method != "send_invoice" and wish.trial_end is None
    method = _first_method(book, wish) if is_charged else None
    subscription = _made(book, wish)
    book.subscriptions[subscription.id] = subscription
    if wish.trial_end is not None:
        subscription.status = "trialing"
    elif not is_charged:
        subscription.status = "active"
    with book.quietly():
        invoice = bill(book, subscription, "subscription_create")
    emit(book, "customer.subscription.created", subscription)
    emit(book, "invoice.created", invoice)
    if is_charged or wish.trial_end is not None:
        lifecycle.finalize(book, invoice)
    if method is not None and invoice.status == "open":
        collecting.collect(book, invoice, method, is_counted=True)
    return subscription


def _first_method(book: Book, wish: Wish) -> Method | None:
    """What the first payment is taken from; None when it is left to a later confirmation."""
    if wish.payment_behavior == "default_incomplete":
        return None
    default = book.customer(wish.customer).default_payment_method
    method = book.methods.get(wish.default_payment_method or default or "")
    if method is None:
        message = "This customer has no attached payment source or default payment method."
        raise ApiError(400, message, code="resource_missing")
    refused = charging.refusal(method, book.now())
    if wish.payment_behavior == "error_if_incomplete" and (refused or method.needs_confirmation):
        decline = Decline(refused or "authentication_required")
        raise ApiError(
            402, decline.message, type="card_error", code=decline.code, extra={"decline_code": decline.reason}
        )
    return method


def _made(book: Book, wish: Wish) -> Subscription:
    prices = [book.prices[price] for price, _ in wish.parts]
    subscription = Subscription(
        id=book.new_id("sub"),
        created=book.now(),
        customer=wish.customer,
        currency=prices[0].currency,
        parts=[Part(book.new_id("si"), book.now(), price, quantity) for price, quantity in wish.parts],
        period_start=book.now(),
        period_end=wish.trial_end or 0,
        anchor=wish.trial_end or book.now(),
        collection_method="send_invoice"
        if wish.collection_method == "send_invoice"
        else "charge_automatically",
        days_until_due=wish.days_until_due,
        default_payment_method=wish.default_payment_method,
        trial_start=book.now() if wish.trial_end else None,
        trial_end=wish.trial_end,
        payment_behavior=wish.payment_behavior,
    )
    subscription.period_end = wish.trial_end or periods.next_end(subscription, prices[0], book.now())
    return subscription


def bill(book: Book, subscription: Subscription, reason: str) -> Invoice:
    """The draft for the period that has begun; Stripe makes it final an hour later."""
    is_sent = subscription.collection_method == "send_invoice"
    is_held = subscription.pause_behavior == "keep_as_draft" or subscription.status == "unpaid"
    invoice = Invoice(
        id=book.new_id("in"),
        customer=subscription.customer,
        created=book.now(),
        currency=subscription.currency,
        collection_method=subscription.collection_method,
        due_date=book.now() + (subscription.days_until_due or 30) * DAY if is_sent else None,
        auto_advance=not is_held,
        subscription=subscription.id,
        billing_reason=reason,
        period_start=subscription.period_start,
        period_end=subscription.period_end,
        finalizes_at=None if is_held else book.now() + int(book.rules.draft_hours * _HOUR),
    )
    invoice.items = [_line(book, subscription, invoice, part) for part in subscription.parts]
    book.invoices[invoice.id] = invoice
    subscription.latest_invoice = invoice.id
    emit(book, "invoice.created", invoice)
    return invoice


def _line(book: Book, subscription: Subscription, invoice: Invoice, part: Part) -> Item:
    price = book.prices[part.price]
    name = book.products[price.product].name
    is_trial = subscription.status == "trialing"
    return Item(
        id=book.new_id("ii"),
        customer=subscription.customer,
        amount=0 if is_trial else price.amount * part.quantity,
        currency=price.currency,
        description=f"Trial period for {name}" if is_trial else f"{part.quantity} × {name}",
        created=subscription.period_start,
        invoice=invoice.id,
        part=part.id,
        price=price.id,
        quantity=part.quantity,
        ends=subscription.period_end,
    )


def renew(book: Book, subscription: Subscription) -> None:
    """The period is over: ended if so wished, else billed for the next one."""
    if subscription.is_ending:
        standing.end(book, subscription, "cancellation_requested")
        return
    price = book.prices[subscription.parts[0].price]
    with changing(book, subscription):
        subscription.period_start = subscription.period_end
        subscription.period_end = periods.next_end(subscription, price, subscription.period_start)
        if subscription.status == "trialing":
            subscription.status = "active"
        bill(book, subscription, "subscription_cycle")


def advance(book: Book, invoice: Invoice) -> None:
    """The draft's hour is over: final, and charged at once where it is charged automatically."""
    lifecycle.finalize(book, invoice)
    subscription = book.subscription_of(invoice)
    behavior = subscription.pause_behavior if subscription else None
    if invoice.status != "open":
        return
    if behavior == "void":
        lifecycle.void(book, invoice)
    elif behavior == "mark_uncollectible":
        lifecycle.write_off(book, invoice, "subscription_paused")
    elif invoice.collection_method == "charge_automatically":
        collecting.retry(book, invoice)
    else:
        emit(book, "invoice.sent", invoice)


def pause(book: Book, subscription: Subscription) -> None:
    if subscription.status not in ("active", "past_due", "trialing", "unpaid"):
        raise ApiError(400, f"A subscription that is {subscription.status} cannot be paused.", param="id")
    subscription.status, subscription.paused_at = "paused", book.now()
    emit(book, "customer.subscription.paused", subscription)


def resume(book: Book, subscription: Subscription) -> None:
    """A new period begins now, with its invoice."""
    if subscription.status != "paused":
        raise ApiError(400, f"A subscription that is {subscription.status} cannot be resumed.", param="id")
    price = book.prices[subscription.parts[0].price]
    subscription.status, subscription.paused_at = "active", None
    subscription.anchor = subscription.period_start = book.now()
    subscription.period_end = periods.next_end(subscription, price, book.now())
    invoice = bill(book, subscription, "subscription_update")
    emit(book, "customer.subscription.resumed", subscription)
    advance(book, invoice)


def expire(book: Book, subscription: Subscription) -> None:
    """The first payment did not come in time: its invoice is void."""
    for invoice in book.invoices_of(subscription):
        if invoice.status == "open":
            lifecycle.void(book, invoice)
    standing.end(book, subscription, "payment_failed", status="incomplete_expired")
