"""What is read of Stripe's objects, in API version 2026-10-28.endive; the rest of each is ignored."""

from dataclasses import dataclass
from typing import Any

import msgspec


class AddressJson(msgspec.Struct):
    country: str | None = None
    state: str | None = None


class CardJson(msgspec.Struct):
    brand: str | None = None
    last4: str | None = None
    exp_month: int | None = None
    exp_year: int | None = None


class MethodJson(msgspec.Struct):
    """What a charge is made to; an older kind of card bears its data itself."""

    id: str
    object: str = ""
    card: CardJson | None = None
    brand: str | None = None
    last4: str | None = None
    exp_month: int | None = None
    exp_year: int | None = None

    def as_card(self) -> CardJson:
        return CardJson(self.brand, self.last4, self.exp_month, self.exp_year)


class InvoicingJson(msgspec.Struct):
    """How a customer pays unless something else was said."""

    default_payment_method: MethodJson | str | None = None


class SubscriptionOfJson(msgspec.Struct):
    subscription: str | None = None


class ParentJson(msgspec.Struct):
    """What an invoice was made for."""

    subscription_details: SubscriptionOfJson | None = None


class CustomerJson(msgspec.Struct):
    """A customer; of a deleted one only the id is left."""

    id: str
    name: str | None = None
    business_name: str | None = None
    individual_name: str | None = None
    email: str | None = None
    phone: str | None = None
    preferred_locales: list[str] | None = None
    address: AddressJson | None = None
    balance: int = 0
    currency: str | None = None
    invoice_settings: InvoicingJson | None = None
    default_source: MethodJson | str | None = None


class TransitionsJson(msgspec.Struct):
    finalized_at: int | None = None
    paid_at: int | None = None


class TaxIdJson(msgspec.Struct):
    """A tax number of a customer, as it stood when the invoice was made."""

    value: str | None = None


class InvoiceJson(msgspec.Struct):
    """An invoice: amounts in Stripe's minor units, instants in Unix seconds."""

    id: str
    status: str | None
    customer: CustomerJson | str
    currency: str
    total: int
    amount_due: int
    amount_remaining: int
    collection_method: str
    created: int
    number: str | None = None
    due_date: int | None = None
    effective_at: int | None = None
    customer_name: str | None = None
    customer_email: str | None = None
    customer_phone: str | None = None
    customer_address: AddressJson | None = None
    customer_tax_ids: list[TaxIdJson] | None = None
    billing_reason: str | None = None
    attempted: bool = False
    next_payment_attempt: int | None = None
    parent: ParentJson | None = None
    hosted_invoice_url: str | None = None
    invoice_pdf: str | None = None
    status_transitions: TransitionsJson = msgspec.field(default_factory=TransitionsJson)


class SubscriptionJson(msgspec.Struct):
    """What is charged again and again, and to what; `pause_collection` says only whether it is there."""

    id: str
    status: str
    collection_method: str
    currency: str
    customer: CustomerJson | str
    default_payment_method: MethodJson | str | None = None
    default_source: MethodJson | str | None = None
    cancel_at_period_end: bool = False
    cancel_at: int | None = None
    pause_collection: Any = None


class OutcomeJson(msgspec.Struct):
    """What the bank said of a charge; `reason` is its decline code."""

    reason: str | None = None
    advice_code: str | None = None


class ChargeJson(msgspec.Struct):
    """One try: the lasting record of why it failed."""

    id: str
    created: int
    status: str | None = None
    failure_code: str | None = None
    payment_method: str | None = None
    outcome: OutcomeJson | None = None


class ErrorJson(msgspec.Struct):
    """Why the last try failed; gone once anything of its payment intent is changed."""

    code: str | None = None
    decline_code: str | None = None
    advice_code: str | None = None


class IntentJson(msgspec.Struct):
    id: str
    status: str | None = None
    last_payment_error: ErrorJson | None = None
    payment_method: str | None = None
    latest_charge: ChargeJson | str | None = None


class PaidByJson(msgspec.Struct):
    """What a payment was made by; a record of money from elsewhere bears no intent."""

    payment_intent: IntentJson | str | None = None


class InvoicePaymentJson(msgspec.Struct):
    """One payment of an invoice, made or still to come."""

    id: str
    status: str | None = None
    is_default: bool = False
    payment: PaidByJson = msgspec.field(default_factory=PaidByJson)


class PageJson(msgspec.Struct):
    """A page of Stripe's for one customer."""

    url: str


class InvoicePaymentsJson(msgspec.Struct):
    data: list[InvoicePaymentJson]


class DashboardJson(msgspec.Struct):
    display_name: str | None = None
    timezone: str | None = None


class SettingsJson(msgspec.Struct):
    dashboard: DashboardJson = msgspec.field(default_factory=DashboardJson)


class AccountJson(msgspec.Struct):
    id: str
    default_currency: str | None = None
    settings: SettingsJson = msgspec.field(default_factory=SettingsJson)


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page that could be read, and a sentence for each that could not."""

    invoices: tuple[InvoiceJson, ...]
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The rows of one page that could be read, and a sentence for each that could not."""

    read: tuple[SubscriptionJson, ...]
    alarms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Events:
    """A page of what happened, the newest first; `newest` is the id of the first, read or not."""

    read: tuple["EventJson", ...]
    newest: str | None
    alarms: tuple[str, ...]


class TouchedJson(msgspec.Struct):
    """What an event is about: an invoice, or what names one; a customer, or what names one."""

    id: str
    object: str
    invoice: Any = None
    status: str | None = None

    @property
    def invoice_id(self) -> str | None:
        """None where no invoice that is owed, or was, is concerned."""
        if self.object == "invoice":
            return None if self.status == "draft" else self.id
        return self.invoice if isinstance(self.invoice, str) else None


class EventDataJson(msgspec.Struct):
    object: TouchedJson


class EventJson(msgspec.Struct):
    """Something happened; `created` in Unix seconds. Its object may be of an older API version."""

    id: str
    type: str
    created: int
    data: EventDataJson


class SentJson(msgspec.Struct):
    """An invoice after it was mailed, to `customer_email`."""

    id: str
    object: str
    customer_email: str | None = None
