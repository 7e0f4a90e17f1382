"""What the stand-in remembers of payment methods, payment intents, charges, refunds and disputes."""

from dataclasses import dataclass, field
from typing import Any, Literal

MethodType = Literal["card", "sepa_debit"]
IntentStatus = Literal[
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "succeeded",
    "canceled",
]
ChargeStatus = Literal["succeeded", "pending", "failed"]


@dataclass
class Method:
    """A card or a bank account, and how it behaves.

    `decline` is the code it fails with, `declines_left` how often it still does so (None: always);
    `needs_confirmation` asks the customer at each charge; a debit is settled after `settles_days`.
    """

    id: str
    created: int
    type: MethodType = "card"
    customer: str | None = None
    brand: str = "visa"
    last4: str = "4242"
    exp_month: int = 12
    exp_year: int = 2034
    country: str = "FR"
    name: str | None = None
    email: str | None = None
    decline: str | None = None
    declines_left: int | None = None
    needs_confirmation: bool = False
    settles_days: float = 5
    metadata: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, Any] = field(default_factory=dict)


@dataclass
class Intent:
    """The attempt to collect one amount, through every try."""

    id: str
    created: int
    customer: str
    amount: int
    currency: str
    invoice: str
    status: IntentStatus = "requires_payment_method"
    method: str | None = None
    charges: list[str] = field(default_factory=list)
    last_error: dict[str, Any] | None = None
    settles_at: int | None = None
    canceled_at: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def latest_charge(self) -> str | None:
        return self.charges[-1] if self.charges else None


@dataclass
class Charge:
    """One try; `failure` is the decline code."""

    id: str
    created: int
    customer: str
    amount: int
    currency: str
    intent: str
    invoice: str
    method: str
    status: ChargeStatus
    failure: str | None = None
    refunded: int = 0
    is_disputed: bool = False
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass
class Refund:
    """Money given back."""

    id: str
    created: int
    charge: str
    amount: int
    currency: str
    reason: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass
class Dispute:
    """A charge the customer contests at his bank."""

    id: str
    created: int
    charge: str
    amount: int
    currency: str
    reason: str = "fraudulent"
    status: str = "needs_response"
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass
class CreditNote:
    """What is taken off an invoice; before its payment it lowers what is due."""

    id: str
    created: int
    invoice: str
    customer: str
    number: str
    amount: int
    currency: str
    before_payment: int
    refunds: list[tuple[str, int]] = field(default_factory=list)
    to_balance: int = 0
    outside: int = 0
    balance_transaction: str | None = None
    reason: str | None = None
    memo: str | None = None
    voided_at: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BalanceEntry:
    """One change of a customer's balance; below zero the customer gained credit."""

    id: str
    created: int
    customer: str
    amount: int
    currency: str
    ending_balance: int
    type: str = "adjustment"
    description: str | None = None
    invoice: str | None = None
    credit_note: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)


@dataclass
class PortalSession:
    """A customer's short way into the page where the card is replaced."""

    id: str
    created: int
    customer: str
    secret: str
    return_url: str | None
    flow: str | None
    after_redirect: str | None = None
    locale: str | None = None
    opened_at: int | None = None
