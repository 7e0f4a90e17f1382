"""What the stand-in remembers of one Stripe account. Amounts in minor units, instants in Unix seconds."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, Literal, TypeVar

from ..clock import SandboxClock
from .errors import ApiError, missing

Status = Literal["draft", "open", "paid", "uncollectible", "void"]
Collection = Literal["charge_automatically", "send_invoice"]
STATUSES: tuple[Status, ...] = ("draft", "open", "paid", "uncollectible", "void")
COLLECTIONS: tuple[Collection, ...] = ("charge_automatically", "send_invoice")
ADDRESS_PARTS = ("line1", "line2", "city", "postal_code", "state", "country")
DAY = 86_400


@dataclass
class Customer:
    """`balance` below zero is credit that no invoice has used; `card` is None, "ok" or a decline code."""

    id: str
    created: int
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    preferred_locales: list[str] = field(default_factory=list)
    address: dict[str, str | None] | None = None
    currency: str | None = None
    balance: int = 0
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    invoice_prefix: str = ""
    next_invoice_sequence: int = 1
    card: str | None = None
    is_deleted: bool = False
    overrides: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One line of an invoice, or one that waits for an invoice (`invoice` is then None)."""

    id: str
    customer: str
    amount: int
    currency: str
    description: str | None
    created: int
    invoice: str | None


@dataclass(frozen=True)
class Payment:
    """One amount that reached an invoice; `is_outside` when it did not go through Stripe."""

    id: str
    amount: int
    paid_at: int
    is_outside: bool


@dataclass
class Invoice:
    """One invoice through its life; the customer's name, address and e-mail freeze at finalisation."""

    id: str
    customer: str
    created: int
    currency: str
    collection_method: Collection
    status: Status = "draft"
    number: str | None = None
    due_date: int | None = None
    effective_at: int | None = None
    finalized_at: int | None = None
    paid_at: int | None = None
    marked_uncollectible_at: int | None = None
    voided_at: int | None = None
    auto_advance: bool = False
    attempt_count: int = 0
    next_payment_attempt: int | None = None
    starting_balance: int = 0
    ending_balance: int | None = None
    credit_notes: int = 0
    description: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    frozen: dict[str, Any] = field(default_factory=dict)
    pays_at: list[tuple[int, int | None]] = field(default_factory=list)
    overrides: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(item.amount for item in self.items)

    @property
    def amount_due(self) -> int:
        after_credit_notes = self.total - self.credit_notes
        applied = self.starting_balance - (self.ending_balance if self.ending_balance is not None else 0)
        return max(0, after_credit_notes + applied)

    @property
    def amount_paid(self) -> int:
        return sum(payment.amount for payment in self.payments)

    @property
    def amount_remaining(self) -> int:
        return self.amount_due - self.amount_paid


class Book:
    """One account's customers and invoices. Hold `lock` around reads and writes from another thread."""

    def __init__(
        self, account: str, clock: SandboxClock, *, name: str, country: str, currency: str, zone: str
    ) -> None:
        self.account = account
        self.name = name
        self.country = country
        self.currency = currency
        self.zone = zone
        self.clock = clock
        self.lock = RLock()
        self.customers: dict[str, Customer] = {}
        self.invoices: dict[str, Invoice] = {}
        self.pending: list[Item] = []
        self._made = 0

    def new_id(self, prefix: str) -> str:
        """Ids that look like Stripe's and are the same in every run."""
        self._made += 1
        return f"{prefix}_1S{hashlib.sha256(f'{self.account}/{self._made}'.encode()).hexdigest()[:22]}"

    def now(self) -> int:
        return self.clock.seconds()

    def add_customer(self, customer: Customer) -> Customer:
        customer.invoice_prefix = customer.invoice_prefix or customer.id[-8:].upper()
        self.customers[customer.id] = customer
        return customer

    def customer(self, sought: str, *, param: str = "id", status: int = 404) -> Customer:
        """The customer, a deleted one included."""
        try:
            return self.customers[sought]
        except KeyError:
            raise missing("customer", sought, param=param, status=status) from None

    def live_customer(self, sought: str) -> Customer:
        """The customer that may be written to; an unknown or deleted one is refused."""
        customer = self.customer(sought, param="customer", status=400)
        if customer.is_deleted:
            raise missing("customer", sought, param="customer", status=400)
        return customer

    def invoice(self, sought: str) -> Invoice:
        """By id, or by number, which only the sandbox's own endpoints use."""
        for invoice in self.invoices.values() if not sought.startswith("in_") else ():
            if invoice.number == sought:
                return invoice
        try:
            return self.invoices[sought]
        except KeyError:
            raise missing("invoice", sought) from None

    def newest_invoices(self) -> list[Invoice]:
        return newest_first(self.invoices.values())

    def newest_customers(self) -> list[Customer]:
        return newest_first(customer for customer in self.customers.values() if not customer.is_deleted)

    def delinquent_customers(self) -> frozenset[str]:
        """Ids of those with an open invoice past its due date."""
        now = self.now()
        return frozenset(
            invoice.customer
            for invoice in self.invoices.values()
            if invoice.status == "open" and invoice.due_date is not None and invoice.due_date < now
        )

    def delete_customer(self, customer: Customer) -> None:
        """Its open invoices stay; its drafts go."""
        customer.is_deleted = True
        for draft in [i for i in self.invoices.values() if i.customer == customer.id and i.status == "draft"]:
            del self.invoices[draft.id]

    def delete_draft(self, invoice: Invoice) -> None:
        if invoice.status != "draft":
            raise ApiError(400, "Only draft invoices can be deleted; void this one instead.", param="id")
        del self.invoices[invoice.id]


_Row = TypeVar("_Row", Customer, Invoice)


def newest_first(rows: Iterable[_Row]) -> list[_Row]:
    """By creation, the later made first among those of one second."""
    ranked = sorted(enumerate(rows), key=lambda made: (made[1].created, made[0]), reverse=True)
    return [row for _, row in ranked]
