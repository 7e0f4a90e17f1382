"""The subscription endpoints: list, read, create, change, pause, resume, cancel."""

from . import standing, subscribing
from .billing import PAUSES, SUBSCRIPTION_STATUSES, Price, Subscription
from .book import COLLECTIONS, DAY, Book, found, newest_first
from .call import Call, Routes
from .catalogue import keep_price, price_from
from .errors import ApiError
from .events import changing
from .params import Params
from .wire import Json

ROUTES = Routes()
_BEHAVIORS = ("allow_incomplete", "default_incomplete", "error_if_incomplete", "pending_if_incomplete")
_ASKED = (*SUBSCRIPTION_STATUSES, "all", "ended")


@ROUTES.add("GET", "/v1/subscriptions", "subscription")
def list_subscriptions(call: Call) -> Json:
    """Without `status` the ended ones are left out."""
    params = call.params
    status, customer, price = params.choice("status", _ASKED), params.text("customer"), params.text("price")
    collection = params.choice("collection_method", COLLECTIONS)
    period_end = params.span("current_period_end")

    def keep(row: Subscription) -> bool:
        return (
            _has_status(row, status)
            and customer in (None, row.customer)
            and collection in (None, row.collection_method)
            and (price is None or price in [part.price for part in row.parts])
            and period_end.holds(row.period_end)
        )

    return call.listed(
        "/v1/subscriptions", "subscription", newest_first(call.book.subscriptions.values()), keep
    )


def _has_status(row: Subscription, status: str | None) -> bool:
    if status is None:
        return row.is_live
    return status in ("all", row.status) or (status == "ended" and not row.is_live)


@ROUTES.add("GET", "/v1/subscriptions/{id}", "subscription")
def read_subscription(call: Call) -> Json:
    return call.read(call.book.subscriptions, "subscription")


@ROUTES.add("POST", "/v1/subscriptions", "subscription")
def create_subscription(call: Call) -> Json:
    params, book = call.params, call.book
    customer = book.live_customer(params.needed("customer"))
    rows = params.parts("items")
    prices = [_price(row, book) for row in rows]
    wish = subscribing.Wish(
        customer=customer.id,
        parts=tuple(
            (price.id, row.integer("quantity", 0) or 1) for price, row in zip(prices, rows, strict=True)
        ),
        collection_method=params.choice("collection_method", COLLECTIONS) or "charge_automatically",
        days_until_due=params.integer("days_until_due", 0),
        default_payment_method=_method(params, book),
        trial_end=_trial_end(params, book.now()),
        payment_behavior=params.choice("payment_behavior", _BEHAVIORS) or "allow_incomplete",
    )
    described, is_ending = params.text("description"), params.flag("cancel_at_period_end") or False
    metadata, paths = params.metadata({}), call.expansions("subscription")
    params.flag("off_session")
    params.done()
    if not rows:
        raise ApiError(400, "Missing required param: items.", code="parameter_missing", param="items")
    subscription = subscribing.begin(book, wish)
    subscription.description, subscription.is_ending, subscription.metadata = described, is_ending, metadata
    return call.answer(subscription, paths)


def _price(row: Params, book: Book) -> Price:
    if row.has("price_data"):
        return keep_price(book, price_from(row.part("price_data"), book))
    price = found(book.prices, row.needed("price"), "price", param="items[0][price]", status=400)
    if price.interval is None:
        raise ApiError(400, "A subscription needs a recurring price.", param="items[0][price]")
    return price


def _method(params: Params, book: Book) -> str | None:
    named = params.text("default_payment_method")
    if named is not None:
        found(book.methods, named, "PaymentMethod", param="default_payment_method", status=400)
    return named


def _trial_end(params: Params, now: int) -> int | None:
    days, end = params.integer("trial_period_days", 1), params.text("trial_end")
    if days is not None:
        return now + days * DAY
    return int(end) if end and end.isdigit() else None


@ROUTES.add("POST", "/v1/subscriptions/{id}", "subscription")
def update_subscription(call: Call) -> Json:
    subscription = call.it(call.book.subscriptions, "subscription")
    changes, paths = _changes(call.params, subscription, call.book), call.expansions("subscription")
    call.params.done()
    if not subscription.is_live:
        raise ApiError(400, "A canceled subscription can only be updated in its metadata.", param="id")
    with changing(call.book, subscription):
        for name, value in changes.items():
            setattr(subscription, name, value)
    return call.answer(subscription, paths)


def _changes(params: Params, subscription: Subscription, book: Book) -> Json:
    changes: Json = {"metadata": params.metadata(subscription.metadata)}
    if params.has("default_payment_method"):
        changes["default_payment_method"] = _method(params, book)
    if params.has("description"):
        changes["description"] = params.text("description")
    if params.has("collection_method"):
        changes["collection_method"] = params.choice("collection_method", COLLECTIONS)
    if params.has("days_until_due"):
        changes["days_until_due"] = params.integer("days_until_due", 0)
    if params.has("cancel_at"):
        changes["cancel_at"] = params.integer("cancel_at")
    params.choice("proration_behavior", ("always_invoice", "create_prorations", "none"))
    details = params.part("cancellation_details")
    return changes | _ending(params, book) | _pausing(params) | _said(details)


def _ending(params: Params, book: Book) -> Json:
    is_ending = params.flag("cancel_at_period_end")
    if is_ending is None:
        return {}
    return {
        "is_ending": is_ending,
        "canceled_at": book.now() if is_ending else None,
        "cancel_reason": "cancellation_requested" if is_ending else None,
    }


def _pausing(params: Params) -> Json:
    """`pause_collection=""` collects again."""
    if not params.has("pause_collection"):
        return {}
    wish = params.part("pause_collection")
    behavior, resumes_at = wish.choice("behavior", PAUSES), wish.integer("resumes_at")
    return {"pause_behavior": behavior, "pause_resumes_at": resumes_at if behavior else None}


def _said(details: Params) -> Json:
    said = {f"cancel_{name}": details.text(name) for name in ("comment", "feedback") if details.has(name)}
    return dict(said)


@ROUTES.add("DELETE", "/v1/subscriptions/{id}", "subscription")
def cancel_subscription(call: Call) -> Json:
    subscription = call.it(call.book.subscriptions, "subscription")
    call.params.flag("invoice_now")
    call.params.flag("prorate")
    said = _said(call.params.part("cancellation_details"))
    paths = call.expansions("subscription")
    call.params.done()
    if not subscription.is_live:
        raise ApiError(404, f"No such subscription: '{call.sought}'", code="resource_missing", param="id")
    comment, feedback = said.get("cancel_comment"), said.get("cancel_feedback")
    standing.end(call.book, subscription, "cancellation_requested", comment=comment, feedback=feedback)
    return call.answer(subscription, paths)


@ROUTES.add("POST", "/v1/subscriptions/{id}/pause", "subscription")
def pause_subscription(call: Call) -> Json:
    """Nothing is credited for the rest of the period: what `bill_for` asks is not worked out here."""
    subscription, params = call.it(call.book.subscriptions, "subscription"), call.params
    params.choice("type", ("subscription",))
    params.choice("invoicing_behavior", ("invoice", "pending_invoice_item"))
    paths = call.expansions("subscription")
    params.done()
    subscribing.pause(call.book, subscription)
    return call.answer(subscription, paths)


@ROUTES.add("POST", "/v1/subscriptions/{id}/resume", "subscription")
def resume_subscription(call: Call) -> Json:
    subscription, params = call.it(call.book.subscriptions, "subscription"), call.params
    if params.has("billing_cycle_anchor"):
        params.part("billing_cycle_anchor").choice("type", ("now",))
    params.choice("payment_behavior", ("resume_on_payment_attempt",))
    params.choice("proration_behavior", ("none",))
    paths = call.expansions("subscription")
    params.done()
    subscribing.resume(call.book, subscription)
    return call.answer(subscription, paths)
