"""What the stand-in remembers of products, prices and subscriptions."""

from dataclasses import dataclass, field
from typing import Any, Literal

Interval = Literal["day", "week", "month", "year"]
SubscriptionStatus = Literal[
    "incomplete", "incomplete_expired", "trialing", "active", "past_due", "unpaid", "canceled", "paused"
]
SUBSCRIPTION_STATUSES: tuple[SubscriptionStatus, ...] = (
    "incomplete",
    "incomplete_expired",
    "trialing",
    "active",
    "past_due",
    "unpaid",
    "canceled",
    "paused",
)
INTERVALS: tuple[Interval, ...] = ("day", "week", "month", "year")
PAUSES = ("keep_as_draft", "mark_uncollectible", "void")
ENDED = ("canceled", "incomplete_expired")


@dataclass
class Product:
    """What is sold."""

    id: str
    created: int
    name: str
    description: str | None = None
    is_active: bool = True
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass
class Price:
    """What it costs, once or for each interval."""

    id: str
    created: int
    product: str
    currency: str
    amount: int
    interval: Interval | None = "month"
    interval_count: int = 1
    nickname: str | None = None
    is_active: bool = True
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass
class Part:
    """One item of a subscription."""

    id: str
    created: int
    price: str
    quantity: int = 1
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass
class Subscription:
    """One customer's contract; its period is the same for all its items."""

    id: str
    created: int
    customer: str
    currency: str
    parts: list[Part]
    period_start: int
    period_end: int
    anchor: int
    status: SubscriptionStatus = "incomplete"
    collection_method: Literal["charge_automatically", "send_invoice"] = "charge_automatically"
    days_until_due: int | None = None
    default_payment_method: str | None = None
    latest_invoice: str | None = None
    description: str | None = None
    trial_start: int | None = None
    trial_end: int | None = None
    is_trial_end_near: bool = False
    cancel_at: int | None = None
    is_ending: bool = False
    canceled_at: int | None = None
    ended_at: int | None = None
    cancel_reason: str | None = None
    cancel_comment: str | None = None
    cancel_feedback: str | None = None
    pause_behavior: str | None = None
    pause_resumes_at: int | None = None
    paused_at: int | None = None
    payment_behavior: str = "allow_incomplete"
    metadata: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, Any] = field(default_factory=dict)

    @property
    def is_live(self) -> bool:
        return self.status not in ENDED
