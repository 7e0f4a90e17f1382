"""What is read of Xero's objects (XeroAPI/Xero-OpenAPI 16.1); the rest of each is ignored."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

from msgspec import Struct, field


class AddressJson(Struct):
    type: str | None = field(default=None, name="AddressType")
    region: str | None = field(default=None, name="Region")
    country: str | None = field(default=None, name="Country")


class PhoneJson(Struct):
    type: str | None = field(default=None, name="PhoneType")
    number: str | None = field(default=None, name="PhoneNumber")
    area: str | None = field(default=None, name="PhoneAreaCode")
    country: str | None = field(default=None, name="PhoneCountryCode")


class PersonJson(Struct):
    email: str | None = field(default=None, name="EmailAddress")
    is_included: bool | None = field(default=None, name="IncludeInEmails")


class ContactJson(Struct):
    """A contact; only pages, `IDs` and single reads show its persons."""

    id: str = field(name="ContactID")
    updated: str | None = field(default=None, name="UpdatedDateUTC")
    status: str | None = field(default=None, name="ContactStatus")
    name: str | None = field(default=None, name="Name")
    first_name: str | None = field(default=None, name="FirstName")
    last_name: str | None = field(default=None, name="LastName")
    email: str | None = field(default=None, name="EmailAddress")
    persons: list[PersonJson] | None = field(default=None, name="ContactPersons")
    phones: list[PhoneJson] | None = field(default=None, name="Phones")
    addresses: list[AddressJson] | None = field(default=None, name="Addresses")
    is_customer: bool | None = field(default=None, name="IsCustomer")
    is_supplier: bool | None = field(default=None, name="IsSupplier")
    tax_number: str | None = field(default=None, name="TaxNumber")


class ContactRefJson(Struct):
    id: str | None = field(default=None, name="ContactID")


class PaymentJson(Struct):
    """A payment as its invoice shows it."""

    date: str | None = field(default=None, name="Date")
    status: str | None = field(default=None, name="Status")


class AppliedJson(Struct):
    """Money that came before, used for an invoice."""

    date: str | None = field(default=None, name="Date")


class InvoiceJson(Struct):
    """An invoice; amounts in major units, days as milliseconds of a UTC midnight."""

    id: str = field(name="InvoiceID")
    updated: str | None = field(default=None, name="UpdatedDateUTC")
    type: str | None = field(default=None, name="Type")
    status: str | None = field(default=None, name="Status")
    number: str | None = field(default=None, name="InvoiceNumber")
    contact: ContactRefJson | None = field(default=None, name="Contact")
    currency: str | None = field(default=None, name="CurrencyCode")
    total: Decimal | None = field(default=None, name="Total")
    due: Decimal | None = field(default=None, name="AmountDue")
    paid: Decimal | None = field(default=None, name="AmountPaid")
    credited: Decimal | None = field(default=None, name="AmountCredited")
    date: str | None = field(default=None, name="Date")
    date_twin: str | None = field(default=None, name="DateString")
    due_date: str | None = field(default=None, name="DueDate")
    due_date_twin: str | None = field(default=None, name="DueDateString")
    expected_date: str | None = field(default=None, name="ExpectedPaymentDate")
    paid_off_date: str | None = field(default=None, name="FullyPaidOnDate")
    payments: list[PaymentJson] | None = field(default=None, name="Payments")
    overpayments: list[AppliedJson] | None = field(default=None, name="Overpayments")
    prepayments: list[AppliedJson] | None = field(default=None, name="Prepayments")


class CreditJson(Struct):
    """A credit note, an overpayment or a prepayment: one of the three ids is there."""

    credit_note: str | None = field(default=None, name="CreditNoteID")
    overpayment: str | None = field(default=None, name="OverpaymentID")
    prepayment: str | None = field(default=None, name="PrepaymentID")
    updated: str | None = field(default=None, name="UpdatedDateUTC")
    type: str | None = field(default=None, name="Type")
    status: str | None = field(default=None, name="Status")
    contact: ContactRefJson | None = field(default=None, name="Contact")
    currency: str | None = field(default=None, name="CurrencyCode")
    number: str | None = field(default=None, name="CreditNoteNumber")
    total: Decimal | None = field(default=None, name="Total")
    remaining: Decimal | None = field(default=None, name="RemainingCredit")
    date: str | None = field(default=None, name="Date")
    date_twin: str | None = field(default=None, name="DateString")

    @property
    def id(self) -> str:
        return self.credit_note or self.overpayment or self.prepayment or ""


class ConnectionJson(Struct):
    """One tenant that a consent opened; `id` is that of its being open, and of nothing else."""

    id: str
    tenant: str = field(name="tenantId")
    type: str | None = field(default=None, name="tenantType")
    name: str | None = field(default=None, name="tenantName")


Row = TypeVar("Row", ContactJson, InvoiceJson, CreditJson)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page that could be read, and a sentence for each that could not.

    `told_at` is the answer's own moment; `total` how many rows the list has, on its first page.
    """

    rows: tuple[Row, ...]
    alarms: tuple[str, ...]
    told_at: datetime
    total: int | None = None
