"""What an organisation's books hold. Amounts in hundredths, days as dates, instants in UTC."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

InvoiceStatus = Literal["DRAFT", "SUBMITTED", "DELETED", "AUTHORISED", "PAID", "VOIDED"]
ContactStatus = Literal["ACTIVE", "ARCHIVED", "GDPRREQUEST"]
CreditKind = Literal["credit_note", "overpayment", "prepayment"]
TermType = Literal["DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH"]


@dataclass
class Row:
    """Anything with an id that was changed at some instant.

    `overrides` replaces fields of the JSON shown; `shown` keeps that JSON until the row changes.
    """

    id: str
    updated_at: datetime
    overrides: dict[str, Any] = field(default_factory=dict, kw_only=True)
    shown: dict[str, bytes] = field(default_factory=dict, kw_only=True, repr=False, compare=False)


@dataclass(frozen=True)
class Person:
    """Someone else at the customer; gets the invoice mails too if `is_included`."""

    first_name: str
    last_name: str
    email: str
    is_included: bool = True


@dataclass
class Contact(Row):
    """A customer. `merged_into` is the contact that took its place."""

    name: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    persons: list[Person] = field(default_factory=list)
    status: ContactStatus = "ACTIVE"
    phone: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    tax_number: str = ""
    currency: str = ""
    terms: tuple[int, TermType] | None = None
    merged_into: str | None = None


@dataclass(frozen=True)
class Line:
    """One line of an invoice, tax not included."""

    description: str
    amount: int


@dataclass
class Payment(Row):
    """Money that reached an invoice; `is_deleted` when it was taken back."""

    invoice: str
    amount: int
    paid_on: date
    reference: str = ""
    is_deleted: bool = False


@dataclass(frozen=True)
class Allocation:
    """A part of a credit used for an invoice."""

    id: str
    kind: CreditKind
    credit: str
    invoice: str
    amount: int
    allocated_on: date


@dataclass(frozen=True)
class Note:
    """One entry of an invoice's history."""

    at: datetime
    changes: str
    details: str
    user: str


@dataclass
class Invoice(Row):
    """A sale, or a bill where `type` is ACCPAY. `created_by` is the app that made it."""

    number: str
    contact: str
    currency: str
    total: int
    issued_on: date | None
    due_on: date | None
    type: Literal["ACCREC", "ACCPAY"] = "ACCREC"
    status: InvoiceStatus = "AUTHORISED"
    reference: str = ""
    expected_on: date | None = None
    is_sent: bool = False
    total_tax: int = 0
    paid_off_on: date | None = None
    created_by: str | None = None
    lines: list[Line] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)
    history: list[Note] = field(default_factory=list)

    @property
    def amount_paid(self) -> int:
        return sum(payment.amount for payment in self.payments if not payment.is_deleted)

    @property
    def amount_credited(self) -> int:
        """Credit notes, overpayments and prepayments alike."""
        return sum(allocation.amount for allocation in self.allocations)

    @property
    def amount_due(self) -> int:
        if self.status in ("VOIDED", "DELETED"):
            return 0
        return self.total - self.amount_paid - self.amount_credited


@dataclass
class Credit(Row):
    """A credit note, an overpayment or a prepayment, with what of it was used."""

    kind: CreditKind
    contact: str
    currency: str
    total: int
    dated_on: date
    number: str = ""
    reference: str = ""
    is_void: bool = False
    allocations: list[Allocation] = field(default_factory=list)

    @property
    def remaining(self) -> int:
        return 0 if self.is_void else self.total - sum(each.amount for each in self.allocations)

    @property
    def status(self) -> InvoiceStatus:
        if self.is_void:
            return "VOIDED"
        return "AUTHORISED" if self.remaining else "PAID"
