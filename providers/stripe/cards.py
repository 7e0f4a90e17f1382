"""Cards that subscriptions are charged to and that end soon. Pure: no clock, no network."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from connector.core.card import Card
from connector.core.source import SourceInvoice

from .charges import AUTOMATIC
from .shapes import CardJson, CustomerJson, MethodJson, SubscriptionJson

#: Cards that end later than this are not shown: each would be a line in the ledger, for years.
SOON = timedelta(days=62)
#: Of the others nothing is collected: they have ended, wait for the first payment, or stand still.
_CHARGED = ("active", "trialing", "past_due")
_PREFIX = "card"
_BRANDS = MappingProxyType(
    {
        "amex": "American Express",
        "diners": "Diners Club",
        "jcb": "JCB",
        "unionpay": "UnionPay",
        "eftpos_au": "eftpos",
        "unknown": "Card",
    }
)


def ending_cards(rows: Iterable[SubscriptionJson], today: date) -> dict[str, SourceInvoice]:
    """Each card that pays today, ends within SOON, and will be charged after that; by its source id.

    A card of subscriptions in several currencies is shown in the first of them: one notice is enough.
    """
    found: dict[str, SourceInvoice] = {}
    for row in rows:
        card = _ending(row, today)
        if card is not None and card.currency <= found.get(card.source_id, card).currency:
            found[card.source_id] = card
    return found


def is_card(source_id: str) -> bool:
    return source_id.startswith(f"{_PREFIX}:")


def holder_of(source_id: str) -> str:
    """The customer whose card it is."""
    return source_id.split(":")[1]


def _ending(row: SubscriptionJson, today: date) -> SourceInvoice | None:
    method = _charged_to(row)
    known = _card_of(method) if method is not None else None
    if method is None or known is None:
        return None
    card, month = known
    if not today <= card.expires_on <= today + SOON or not _charges_after(row, card.expires_on):
        return None
    holder = row.customer.id if isinstance(row.customer, CustomerJson) else row.customer
    return SourceInvoice(
        source_id=f"{_PREFIX}:{holder}:{method.id}:{card.expires_on:%Y-%m}",
        customer_source_id=holder,
        number=f"{card.brand} {card.last4} {month}",
        currency=row.currency.upper(),
        total=0,
        open=0,
        card=card,
    )


def _charges_after(row: SubscriptionJson, day: date) -> bool:
    """Whether it is collected by itself and goes on after `day`: what ends asks for no card."""
    goes_on = row.status in _CHARGED and row.collection_method == AUTOMATIC and row.pause_collection is None
    if not goes_on or row.cancel_at_period_end:
        return False
    return row.cancel_at is None or datetime.fromtimestamp(row.cancel_at, UTC).date() > day


def _charged_to(row: SubscriptionJson) -> MethodJson | None:
    """What the next charge is made to, in Stripe's order: the subscription's own, else its customer's."""
    customer = row.customer if isinstance(row.customer, CustomerJson) else None
    settings = customer.invoice_settings if customer else None
    ways = (
        row.default_payment_method,
        row.default_source,
        settings.default_payment_method if settings else None,
        customer.default_source if customer else None,
    )
    first = next((way for way in ways if way is not None), None)
    return first if isinstance(first, MethodJson) else None


def _card_of(method: MethodJson) -> tuple[Card, str] | None:
    """The card, and its month as it is printed on it; None for whatever is no card."""
    shown = method.card or (method.as_card() if method.object == "card" else None)
    if shown is None or not shown.exp_month or not shown.exp_year:
        return None
    return _card(shown, shown.exp_month, shown.exp_year)


def _card(shown: CardJson, month: int, year: int) -> tuple[Card, str] | None:
    try:
        last = date(year, month, monthrange(year, month)[1])
    except ValueError:
        return None
    brand = shown.brand or "unknown"
    return Card(_BRANDS.get(brand.lower(), brand.title()), shown.last4 or "····", last), f"{month:02}/{year}"
