"""What a source gives: its customers, invoices and credits, and the connection they come through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from connector.core.invoice import CustomerType, Invoice, Status
from connector.core.message import Attachment


@dataclass(frozen=True, slots=True)
class SourceCustomer:
    """A customer as one source knows him. `source_id` is unique within the connection."""

    source_id: str
    name: str
    emails: tuple[str, ...] = ()
    phone: str | None = None
    language: str | None = None
    country: str | None = None
    region: str | None = None
    timezone: str | None = None
    type: CustomerType | None = None


@dataclass(frozen=True, slots=True)
class SourceInvoice:
    """An invoice as one source knows it; amounts in minor units of `currency`."""

    source_id: str
    customer_source_id: str
    number: str
    currency: str
    total: int
    open: int
    status: Status = Status.OPEN
    issued_on: date | None = None
    due_on: date | None = None
    terms: int | None = None
    paid_on: date | None = None
    is_charge: bool = False
    is_autopay: bool = False
    pay_link: str | None = None
    pdf_link: str | None = None


@dataclass(frozen=True, slots=True)
class SourceCredit:
    """Unmatched money of a customer, positive minor units."""

    source_id: str
    customer_source_id: str
    currency: str
    amount: int
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of what a source holds; `alarms` are sentences about rows that cannot be read."""

    customers: tuple[SourceCustomer, ...] = ()
    invoices: tuple[SourceInvoice, ...] = ()
    credits: tuple[SourceCredit, ...] = ()
    alarms: tuple[str, ...] = ()


class Source(Protocol):
    """A provider account that can be read."""

    def open_invoices(self) -> Iterator[Batch]:
        """The whole open set, page by page. Raises ProviderError."""

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        """These invoices as they are now; one that is gone comes back DELETED. Raises ProviderError."""


class Documents(Protocol):
    """Fetches what goes with a message."""

    def pdf(self, invoice: Invoice) -> Attachment | None:
        """The invoice's PDF, or None where there is none. Raises ProviderError."""


class ConnectionKind(StrEnum):
    FILE = "file"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Connection:
    """Binds one account or ledger file to one organisation.

    `read_at` is the last complete reading; `alarm` what the owner must know about it.
    """

    id: str
    provider: str
    name: str
    kind: ConnectionKind
    read_at: datetime | None = None
    alarm: str | None = None
