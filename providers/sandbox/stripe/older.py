"""The same objects as API versions before basil (2025-03-31) wrote them."""

from collections.abc import Callable

from .book import Book
from .wire import Json
from .wire_billing import price_json

_NEW_ON_INVOICE = (
    "amount_overpaid",
    "amount_paid_off_stripe",
    "automatically_finalizes_at",
    "confirmation_secret",
    "customer_account",
    "parent",
    "payments",
    "status_details",
    "total_taxes",
)


def _old_invoice(book: Book, shown: Json) -> Json:
    invoice = book.invoices.get(shown["id"])
    kept = {name: value for name, value in shown.items() if name not in _NEW_ON_INVOICE}
    if invoice is None:
        return kept
    intent = book.intents.get(invoice.intent or "")
    subscription = book.subscription_of(invoice)
    is_outside = any(payment.is_outside for payment in invoice.payments)
    kept |= {
        "charge": intent.latest_charge if intent else None,
        "paid": invoice.status == "paid",
        "paid_out_of_band": invoice.status == "paid" and is_outside,
        "payment_intent": intent.id if intent else None,
        "quote": None,
        "subscription": invoice.subscription,
        "subscription_details": {"metadata": subscription.metadata} if subscription else None,
        "tax": None,
        "total_tax_amounts": [],
    }
    kept["lines"] = shown["lines"] | {"data": [_old_line(book, row) for row in shown["lines"]["data"]]}
    return kept


def _old_line(book: Book, line: Json) -> Json:
    named = (line["pricing"] or {}).get("price_details", {}).get("price")
    details = line["parent"]["subscription_item_details"]
    kept = {
        name: value for name, value in line.items() if name not in ("parent", "pricing", "taxes", "subtotal")
    }
    return kept | {
        "price": price_json(book, book.prices[named]) if named else None,
        "proration": False,
        "subscription_item": details["subscription_item"] if details else None,
        "tax_amounts": [],
        "type": "subscription" if details else "invoiceitem",
    }


def _old_subscription(_: Book, shown: Json) -> Json:
    """With the period on the subscription, and not on its items."""
    period = ("current_period_start", "current_period_end")
    rows = shown["items"]["data"]
    kept = {name: rows[0][name] for name in period} if rows else {}
    bare = [{name: value for name, value in row.items() if name not in period} for row in rows]
    without = {
        name: value for name, value in shown.items() if name not in ("billing_mode", "billing_schedules")
    }
    return without | kept | {"items": shown["items"] | {"data": bare}}


def _with_invoice(book: Book, shown: Json) -> Json:
    """An intent or a charge with the invoice it was for."""
    intent = book.intents.get(shown["id"]) or book.intents.get(str(shown.get("payment_intent")))
    return shown | {"invoice": intent.invoice if intent else None}


OLDER: dict[str, Callable[[Book, Json], Json]] = {
    "invoice": _old_invoice,
    "subscription": _old_subscription,
    "payment_intent": _with_invoice,
    "charge": _with_invoice,
}
