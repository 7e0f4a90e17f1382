"""What the stand-in remembers of one company. Amounts are Decimal in the object's own currency."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from threading import RLock
from typing import Any, Literal, TypeVar

from ..clock import SandboxClock
from .errors import ApiError, missing
from .shelf import Row, Shelf

Operation = Literal["Create", "Update", "Delete", "Merge", "Void", "Emailed"]
EmailStatus = Literal["NotSet", "NeedToSend", "EmailSent"]
#: What a realm that is closed to the app answers, by reason.
Closed = Literal["no_access", "subscription_ended"]
#: What a payment's line may name.
Kind = Literal["Invoice", "CreditMemo"]
ZERO = Decimal(0)
CURRENCIES = {
    "AUD": "Australian Dollar",
    "CAD": "Canadian Dollar",
    "CHF": "Swiss Franc",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "JPY": "Japanese Yen",
    "USD": "United States Dollar",
}


@dataclass(kw_only=True)
class Term(Row):
    """Due so many days after the issue, or on a day of the month."""

    name: str
    due_days: int | None = None
    day_of_month_due: int | None = None
    due_next_month_days: int | None = None
    is_active: bool = True


@dataclass(kw_only=True)
class Customer(Row):
    """A customer, or a job of one when it has a parent. `email` may hold several addresses with commas."""

    display_name: str
    currency: str
    company_name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    email: str | None = None
    phone: str | None = None
    address: dict[str, str] | None = None
    parent: str | None = None
    is_billed_with_parent: bool = False
    is_active: bool = True
    term: str | None = None
    notes: str | None = None
    delivery: str = "Email"
    transactions: dict[str, "Invoice | Payment | CreditMemo"] = field(default_factory=dict, repr=False)
    jobs: dict[str, "Customer"] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Line:
    description: str | None
    amount: Decimal


@dataclass(kw_only=True)
class Invoice(Row):
    """`applied` is what each payment brought, by its Id; an applied credit memo brings a payment as well."""

    customer: str
    currency: str
    issued_on: date
    rate: Decimal = Decimal(1)
    number: str | None = None
    due_on: date | None = None
    lines: list[Line] = field(default_factory=list)
    tax: Decimal = ZERO
    deposit: Decimal = ZERO
    bill_email: str | None = None
    bill_email_cc: str | None = None
    term: str | None = None
    email_status: EmailStatus = "NotSet"
    delivered: int | None = None
    is_payable_online: bool = False
    private_note: str | None = None
    customer_memo: str | None = None
    applied: dict[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), self.tax)

    @property
    def balance(self) -> Decimal:
        return self.total - self.deposit - sum(self.applied.values(), ZERO)


@dataclass(frozen=True)
class Applied:
    """One line of a payment: money to an invoice, or from a credit memo."""

    kind: Kind
    id: str
    amount: Decimal


@dataclass(kw_only=True)
class Payment(Row):
    customer: str
    currency: str
    paid_on: date
    total: Decimal
    rate: Decimal = Decimal(1)
    lines: list[Applied] = field(default_factory=list)
    reference: str | None = None
    private_note: str | None = None

    @property
    def unapplied(self) -> Decimal:
        used = sum((line.amount if line.kind == "Invoice" else -line.amount for line in self.lines), ZERO)
        return self.total - used


@dataclass(kw_only=True)
class CreditMemo(Row):
    """`used` is what each payment took of it, by the payment's Id."""

    customer: str
    currency: str
    issued_on: date
    rate: Decimal = Decimal(1)
    number: str | None = None
    lines: list[Line] = field(default_factory=list)
    bill_email: str | None = None
    private_note: str | None = None
    used: dict[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)

    @property
    def remaining(self) -> Decimal:
        return self.total - sum(self.used.values(), ZERO)


def customer_balance(customer: Customer) -> Decimal:
    """What is open, less what came in and no invoice has used."""
    owed = ZERO
    for row in customer.transactions.values():
        if isinstance(row, Invoice):
            owed += row.balance
        else:
            owed -= row.unapplied if isinstance(row, Payment) else row.remaining
    return owed


Transaction = Invoice | Payment | CreditMemo
_Row = TypeVar("_Row", bound=Row)


@dataclass(frozen=True)
class Change:
    """What a webhook tells: no more than what changed."""

    realm: str
    kind: str
    id: str
    operation: Operation
    at: int
    deleted_id: str | None = None


class Book:
    """One company. Hold `lock` around reads and writes from another thread."""

    def __init__(
        self, realm: str, clock: SandboxClock, *, name: str, country: str = "US", currency: str = "USD"
    ) -> None:
        self.realm = realm
        self.name = name
        self.country = country
        self.currency = currency
        self.clock = clock
        self.lock = RLock()
        self.closed: Closed | None = None
        self.created = clock.seconds()
        self.customers: Shelf[Customer] = Shelf()
        self.terms: Shelf[Term] = Shelf()
        self.invoices: Shelf[Invoice] = Shelf()
        self.payments: Shelf[Payment] = Shelf()
        self.credit_memos: Shelf[CreditMemo] = Shelf()
        self._shelves: dict[type[Any], Shelf[Any]] = {
            Customer: self.customers,
            Term: self.terms,
            Invoice: self.invoices,
            Payment: self.payments,
            CreditMemo: self.credit_memos,
        }
        #: Told of every change, once someone listens.
        self.listener: Callable[[Change], None] | None = None
        #: Payments promised for an instant to come: (Unix seconds, invoice, amount or None for the rest).
        self.promised: list[tuple[int, str, Decimal | None]] = []
        self._made = {"transaction": 100, "name": 0, "term": 0}

    def new_id(self, group: str) -> str:
        """Transactions share one sequence, as in QuickBooks; customers and terms have their own."""
        self._made[group] += 1
        return str(self._made[group])

    def now(self) -> int:
        return self.clock.seconds()

    def shelf(self, kind: type[_Row]) -> Shelf[_Row]:
        return self._shelves[kind]

    def find(self, kind: type[_Row], sought: str) -> _Row:
        try:
            return self.shelf(kind).rows[sought]
        except KeyError:
            raise missing(kind.__name__, sought) from None

    def live_customer(self, sought: str) -> Customer:
        """One that a transaction may name; an inactive or unknown one is refused."""
        customer = self.customers.rows.get(sought)
        if customer is None or not customer.is_active:
            detail = f"Invalid Reference Id : the customer {sought} is inactive or unknown."
            raise ApiError("2500", "Invalid Reference Id", detail, element="CustomerRef")
        return customer

    def invoice_numbered(self, number: str) -> Invoice:
        """By DocNumber or Id; for the sandbox's own endpoints."""
        for invoice in self.invoices.rows.values():
            if invoice.number == number:
                return invoice
        return self.find(Invoice, number)

    def put(self, row: _Row) -> _Row:
        self.shelf(type(row)).put(row)
        if isinstance(row, Invoice | Payment | CreditMemo):
            self.customers.rows[row.customer].transactions[row.id] = row
        if isinstance(row, Customer) and row.parent is not None:
            self.customers.rows[row.parent].jobs[row.id] = row
        self._tell(row, "Create")
        return row

    def touch(self, row: Row, operation: Operation = "Update", *, at: int | None = None) -> None:
        """A new version of it, now or at a given instant."""
        self.shelf(type(row)).touch(row, self.now() if at is None else at)
        self._tell(row, operation)

    def merged(self, kept: Customer, gone: Customer) -> None:
        """The one that was merged away and the one it went into are both another version now."""
        self.customers.touch(gone, self.now())
        self.customers.touch(kept, self.now())
        self._tell(kept, "Merge", deleted_id=gone.id)

    def remove(self, row: Row) -> None:
        self.shelf(type(row)).remove(row, self.now())
        if isinstance(row, Invoice | Payment | CreditMemo):
            del self.customers.rows[row.customer].transactions[row.id]
        row.updated = self.now()
        self._tell(row, "Delete")

    def _tell(self, row: Row, operation: Operation, *, deleted_id: str | None = None) -> None:
        if self.listener is not None:
            kind = type(row).__name__
            self.listener(Change(self.realm, kind, row.id, operation, row.updated, deleted_id))
