"""Who pays the company by card each month: some cards fail, and not every owner does something about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from connector.demo.account import Account
from connector.demo.names import slug


@dataclass(frozen=True, slots=True)
class Subscriber:
    """He is charged `renews_in` days from the first one; `card` is how it behaves then, as the account
    says it. `new_card_in` is the day on which he has another one.
    """

    name: str
    country: str
    language: str
    currency: str
    plan: str
    amount: int
    renews_in: int
    card: Mapping[str, Any] = field(default_factory=dict)
    new_card_in: int | None = None


SUBSCRIBERS = (
    Subscriber(
        "Coworking Les Halles", "FR", "fr", "EUR", "Salle de réunion", 129_00, -1,
        {"decline": "insufficient_funds", "declines_left": 2},
    ),
    Subscriber("Fennimore Coaching Ltd", "GB", "en", "GBP", "Solo", 39_00, -1, {"decline": "lost_card"}),
    Subscriber(
        "Torrent Fitness LLC", "US", "en", "USD", "Studio", 89_00, 1, {"decline": "expired_card"}, 5
    ),
    Subscriber("Bäckerei Sonntag", "DE", "de", "EUR", "Filiale", 59_00, 2, {"needs_confirmation": True}),
    Subscriber("Studio Lichen", "FR", "fr", "EUR", "Atelier", 49_00, 3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewCard:
    """A customer of the account has another card from that day on."""

    on: date
    customer: str


def subscribe(account: Account, today: date) -> Sequence[NewCard]:
    """Each subscribed a month before his next charge, with a card that was good."""
    return [
        NewCard(today + timedelta(days=one.new_card_in), customer)
        for one in SUBSCRIBERS
        for customer in [_subscribe(account, one, today + timedelta(days=one.renews_in))]
        if one.new_card_in is not None
    ]


def _subscribe(account: Account, one: Subscriber, renews_on: date) -> str:
    customer = account.add_customer(
        one.name,
        f"billing@{slug(one.name)}.example",
        language=one.language,
        country=one.country,
        currency=one.currency,
    )
    began_on = _a_month_before(renews_on)
    account.add_subscription(customer, one.plan, one.amount, began_on=began_on, then=one.card)
    return customer


def _a_month_before(day: date) -> date:
    before = day.replace(day=1) - timedelta(days=1)
    return before.replace(day=min(day.day, before.day))
