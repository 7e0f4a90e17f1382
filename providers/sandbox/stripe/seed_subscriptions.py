"""Subscribers for the made-up book: one for each way that a charge fails, and some that pay."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from . import entry, timeline
from .billing import Subscription
from .book import DAY, Book, Customer

#: The newest invoice of each was made so many days before the book's now.
_LAST_RENEWAL_DAYS = 3
_MONTHS = 3


@dataclass(frozen=True)
class _Subscriber:
    """`card` is how it behaves at the newest renewal; it paid before."""

    name: str
    email: str
    locale: str
    country: str
    currency: str
    amount: int
    plan: str
    card: dict[str, Any] = field(default_factory=dict)
    kind: str = "card"


_SUBSCRIBERS = (
    _Subscriber("Studio Lichen", "bonjour@studiolichen.example", "fr-FR", "FR", "eur", 4_900, "Atelier"),
    _Subscriber(
        "Coworking Les Halles", "gestion@leshalles.example", "fr-FR", "FR", "eur", 12_900, "Salle",
        {"decline": "insufficient_funds", "declines_left": 4},
    ),
    _Subscriber(
        "Fennimore Coaching", "hello@fennimore.example", "en-GB", "GB", "gbp", 3_900, "Solo",
        {"decline": "lost_card"},
    ),
    _Subscriber(
        "Bäckerei Sonntag", "backstube@sonntag.example", "de", "DE", "eur", 5_900, "Filiale",
        {"needs_confirmation": True},
    ),
    _Subscriber(
        "Torrent Fitness", "desk@torrentfitness.example", "en-US", "US", "usd", 8_900, "Studio",
        {"decline": "expired_card"},
    ),
    _Subscriber(
        "Librairie Tournesol", "caisse@tournesol.example", "fr-BE", "BE", "eur", 2_900, "Solo",
        {"is_expiring": True},
    ),
    _Subscriber(
        "Kollektiv Nord", "kasse@kollektivnord.example", "de", "DE", "eur", 7_500, "Team",
        {"settles_days": 5.0}, "sepa_debit",
    ),
)  # fmt: skip


def add_subscriptions(book: Book) -> None:
    """Each subscribed some months ago; their cards turn just before the newest renewal."""
    now = book.now()
    started = [_begin(book, subscriber, now) for subscriber in _SUBSCRIBERS]
    with book.at(now - (_LAST_RENEWAL_DAYS + 1) * DAY):
        for subscriber, subscription in zip(_SUBSCRIBERS, started, strict=True):
            _turn(book, subscriber, subscription, now)
    timeline.catch_up(book)


def _begin(book: Book, subscriber: _Subscriber, now: int) -> Subscription:
    began = _months_before(now - _LAST_RENEWAL_DAYS * DAY, _MONTHS)
    with book.at(began), book.quietly():
        customer = _customer(book, subscriber)
        debit: dict[str, Any] = {
            "type": "sepa_debit",
            "brand": "",
            "last4": "3000",
            "country": subscriber.country,
        }
        entry.add_card(book, customer, **(debit if subscriber.kind == "sepa_debit" else {}))
        return entry.add_subscription(book, customer.id, subscriber.amount, name=subscriber.plan)


def _customer(book: Book, subscriber: _Subscriber) -> Customer:
    return entry.add_customer(
        book,
        name=subscriber.name,
        email=subscriber.email,
        preferred_locales=[subscriber.locale],
        country=subscriber.country,
        currency=subscriber.currency,
    )


def _months_before(moment: int, months: int) -> int:
    there = datetime.fromtimestamp(moment, UTC)
    years, month = divmod(there.month - 1 - months, 12)
    return int(there.replace(year=there.year + years, month=month + 1, day=min(there.day, 28)).timestamp())


def _turn(book: Book, subscriber: _Subscriber, subscription: Subscription, now: int) -> None:
    method = book.methods[book.customers[subscription.customer].default_payment_method or ""]
    facts = dict(subscriber.card)
    if facts.pop("is_expiring", False):
        soon = datetime.fromtimestamp(now + 20 * DAY, UTC)
        facts |= {"exp_month": soon.month, "exp_year": soon.year}
    entry.turn_card(book, method.id, **facts)
