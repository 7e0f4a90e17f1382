"""Which fields may be expanded, and what of: a noun, a part of the object, or a list."""

from dataclasses import dataclass
from typing import Any

from .errors import ApiError
from .versions import is_old


@dataclass(frozen=True)
class Listing:
    """A list of `noun`; one `is_on_demand` is left out of the object until it is asked for."""

    noun: str
    is_on_demand: bool = False


_ERROR = {"charge": "charge", "payment_method": "payment_method"}
FIELDS: dict[str, dict[str, Any]] = {
    "charge": {
        "balance_transaction": "balance_transaction",
        "customer": "customer",
        "invoice": "invoice",
        "payment_intent": "payment_intent",
        "refunds": Listing("refund", is_on_demand=True),
    },
    "credit_note": {
        "customer": "customer",
        "customer_balance_transaction": "customer_balance_transaction",
        "invoice": "invoice",
    },
    "customer": {
        "default_source": "source",
        "invoice_settings": {"default_payment_method": "payment_method"},
        "subscriptions": Listing("subscription", is_on_demand=True),
    },
    "customer_balance_transaction": {
        "credit_note": "credit_note",
        "customer": "customer",
        "invoice": "invoice",
    },
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "invoice": {
        "application": "application",
        "charge": "charge",
        "customer": "customer",
        "default_payment_method": "payment_method",
        "discounts": "discount",
        "lines": Listing("line_item"),
        "parent": {"subscription_details": {"subscription": "subscription"}},
        "payment_intent": "payment_intent",
        "payments": Listing("invoice_payment", is_on_demand=True),
        "subscription": "subscription",
    },
    "invoice_payment": {
        "invoice": "invoice",
        "payment": {"charge": "charge", "payment_intent": "payment_intent"},
    },
    "invoiceitem": {"customer": "customer", "invoice": "invoice"},
    "line_item": {
        "pricing": {"price_details": {"price": "price"}},
        "price": "price",
        "subscription": "subscription",
    },
    "payment_intent": {
        "customer": "customer",
        "invoice": "invoice",
        "last_payment_error": _ERROR,
        "latest_charge": "charge",
        "payment_method": "payment_method",
    },
    "payment_method": {"customer": "customer"},
    "price": {"product": "product"},
    "product": {"default_price": "price"},
    "refund": {"charge": "charge", "payment_intent": "payment_intent"},
    "subscription": {
        "customer": "customer",
        "default_payment_method": "payment_method",
        "default_source": "source",
        "discounts": "discount",
        "items": Listing("subscription_item"),
        "latest_invoice": "invoice",
    },
    "subscription_item": {"price": "price"},
}
#: Fields that only one side of basil has.
_OLD = {("invoice", "charge"), ("invoice", "payment_intent"), ("invoice", "subscription")}
_OLD |= {("charge", "invoice"), ("payment_intent", "invoice"), ("line_item", "price")}
_NEW = {("invoice", "parent"), ("invoice", "payments"), ("line_item", "pricing")}


def checked(noun: str, word: str, version: str, levels: int, *, is_list: bool) -> list[str]:
    """The path an `expand[]` names, below each row of a list. ApiError names what cannot be expanded."""
    parts = word.split(".")
    if len(parts) > levels:
        raise ApiError(
            400, f"You cannot expand more than {levels} levels of a property ({word}).", param="expand"
        )
    if is_list:
        if parts[0] != "data" or len(parts) == 1:
            raise _not_expandable(word)
        parts = parts[1:]
    _check(noun, FIELDS.get(noun, {}), parts, word, is_old(version))
    return parts


def _check(noun: str, table: dict[str, Any], path: list[str], word: str, is_older: bool) -> None:
    head, rest = path[0], path[1:]
    missing = _NEW if is_older else _OLD
    if head not in table or (noun, head) in missing:
        raise _not_expandable(word)
    step = table[head]
    if isinstance(step, dict):
        if not rest:
            raise _not_expandable(word)
        _check("", step, rest, word, is_older)
    elif isinstance(step, Listing):
        _check_listing(step, rest, word, is_older)
    elif rest:
        _check(step, FIELDS.get(step, {}), rest, word, is_older)


def _check_listing(listing: Listing, rest: list[str], word: str, is_older: bool) -> None:
    if rest and rest[0] != "data":
        raise _not_expandable(word)
    if rest[1:]:
        _check(listing.noun, FIELDS[listing.noun], rest[1:], word, is_older)


def _not_expandable(word: str) -> ApiError:
    return ApiError(400, f"This property cannot be expanded ({word}).", param="expand")
