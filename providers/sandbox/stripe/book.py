"""What the stand-in remembers of one Stripe account. Amounts in minor units, instants in Unix seconds."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, Literal, Protocol, TypeVar

from ..clock import SandboxClock
from .billing import Price, Product, Subscription
from .errors import missing
from .money import BalanceEntry, Charge, CreditNote, Dispute, Intent, Method, PortalSession, Refund
from .notices import Delivery, Endpoint, Event
from .rules import Rules

Status = Literal["draft", "open", "paid", "uncollectible", "void"]
Collection = Literal["charge_automatically", "send_invoice"]
STATUSES: tuple[Status, ...] = ("draft", "open", "paid", "uncollectible", "void")
COLLECTIONS: tuple[Collection, ...] = ("charge_automatically", "send_invoice")
ADDRESS_PARTS = ("line1", "line2", "city", "postal_code", "state", "country")
DAY = 86_400


@dataclass
class Customer:
    """`balance` below zero is credit that no invoice has used."""

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
    default_payment_method: str | None = None
    is_deleted: bool = False
    overrides: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """One line of an invoice, or one that waits for an invoice (`invoice` is then None).

    `part` is the subscription's item and `price` its price where the line bills a period.
    """

    id: str
    customer: str
    amount: int
    currency: str
    description: str | None
    created: int
    invoice: str | None
    part: str | None = None
    price: str | None = None
    quantity: int = 1
    ends: int | None = None


@dataclass
class Payment:
    """One amount that reached an invoice, or is to reach it through `intent` (`paid_at` is then None).

    `is_outside` when it did not go through Stripe.
    """

    id: str
    amount: int
    paid_at: int | None
    is_outside: bool
    intent: str | None = None
    created: int = 0
    canceled_at: int | None = None

    @property
    def status(self) -> Literal["open", "paid", "canceled"]:
        if self.canceled_at is not None:
            return "canceled"
        return "open" if self.paid_at is None else "paid"


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
    subscription: str | None = None
    billing_reason: str = "manual"
    period_start: int | None = None
    period_end: int | None = None
    finalizes_at: int | None = None
    default_payment_method: str | None = None
    hard_declined_on: str | None = None
    written_off_because: str | None = None
    credited_after: int = 0
    announced: list[str] = field(default_factory=list)
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
        return sum(payment.amount for payment in self.payments if payment.status == "paid")

    @property
    def amount_remaining(self) -> int:
        return max(0, self.amount_due - self.amount_paid)

    @property
    def intent(self) -> str | None:
        """The payment intent through which it is collected, if there has been one."""
        through = [p.intent for p in self.payments if p.intent is not None and p.canceled_at is None]
        return through[0] if through else None


class Book:
    """One account and all that is in it. Hold `lock` around reads and writes from another thread."""

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
        self.rules = Rules()
        #: Where the stand-in answers: pay pages, PDFs and the portal are below it.
        self.base_url = "http://127.0.0.1/stripe"
        #: (to, subject, text): shows what Stripe would mail. In test mode it mails nothing.
        self.mail: Callable[[str, str, str], None] | None = None
        #: (request id, idempotency key) of the request under way, for its events.
        self.asked_by: tuple[str | None, str | None] = (None, None)
        #: While true nothing is told: no events.
        self.is_quiet = False
        self.customers: dict[str, Customer] = {}
        self.invoices: dict[str, Invoice] = {}
        self.pending: list[Item] = []
        self.products: dict[str, Product] = {}
        self.prices: dict[str, Price] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.methods: dict[str, Method] = {}
        self.intents: dict[str, Intent] = {}
        self.charges: dict[str, Charge] = {}
        self.refunds: dict[str, Refund] = {}
        self.disputes: dict[str, Dispute] = {}
        self.credit_notes: dict[str, CreditNote] = {}
        self.balance_entries: dict[str, BalanceEntry] = {}
        self.sessions: dict[str, PortalSession] = {}
        self.events: dict[str, Event] = {}
        self.endpoints: dict[str, Endpoint] = {}
        self.deliveries: list[Delivery] = []
        self._made: Counter[str] = Counter()
        #: How far the clock's own doings have been done.
        self.played_until = 0
        self._moment: int | None = None

    def new_id(self, prefix: str) -> str:
        """Ids that look like Stripe's and are the same in every run."""
        self._made[prefix] += 1
        seed = f"{self.account}/{prefix}/{self._made[prefix]}"
        return f"{prefix}_1S{hashlib.sha256(seed.encode()).hexdigest()[:22]}"

    def now(self) -> int:
        """The clock's second, or the one that is being caught up with."""
        return self.clock.seconds() if self._moment is None else self._moment

    @contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """What is done inside happens at `moment`."""
        earlier, self._moment = self._moment, moment
        try:
            yield
        finally:
            self._moment = earlier

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """What is done inside is not told."""
        earlier, self.is_quiet = self.is_quiet, True
        try:
            yield
        finally:
            self.is_quiet = earlier

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
        """Ids of those with an open invoice past its due date, or whose charge has failed."""
        now = self.now()
        return frozenset(
            invoice.customer
            for invoice in self.invoices.values()
            if invoice.status == "open"
            and (
                (invoice.due_date is not None and invoice.due_date < now)
                or (invoice.due_date is None and invoice.attempt_count > 0)
            )
        )

    def delete_customer(self, customer: Customer) -> None:
        """Its open invoices stay; its drafts go."""
        customer.is_deleted = True
        for draft in [i for i in self.invoices.values() if i.customer == customer.id and i.status == "draft"]:
            del self.invoices[draft.id]

    def invoices_of(self, subscription: Subscription) -> list[Invoice]:
        return [i for i in self.invoices.values() if i.subscription == subscription.id]

    def subscription_of(self, invoice: Invoice) -> Subscription | None:
        return self.subscriptions.get(invoice.subscription or "")


class Row(Protocol):
    """Whatever is listed."""

    @property
    def id(self) -> str: ...

    @property
    def created(self) -> int: ...


_Row = TypeVar("_Row", bound=Row)
_Thing = TypeVar("_Thing")


def found(
    shelf: dict[str, _Thing], sought: str, noun: str, *, param: str = "id", status: int = 404
) -> _Thing:
    """The one with this id; refused in Stripe's words when there is none."""
    try:
        return shelf[sought]
    except KeyError:
        raise missing(noun, sought, param=param, status=status) from None


def newest_first(rows: Iterable[_Row]) -> list[_Row]:
    """By creation, the later made first among those of one second."""
    ranked = sorted(enumerate(rows), key=lambda made: (made[1].created, made[0]), reverse=True)
    return [row for _, row in ranked]
