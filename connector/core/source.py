"""What a source gives: its customers, invoices and credits, and the connection they come through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from connector.core.card import Card
from connector.core.declines import Failure
from connector.core.invoice import CustomerType, FinalAction, Invoice, Status
from connector.core.message import Attachment
from connector.core.wishes import Remembered


@dataclass(frozen=True, slots=True)
class SourceCustomer:
    """A customer as one source knows him. `source_id` is unique within the connection.

    `bill_to` is the source id of another who gets his bills and is the debtor; `tax_number` his number
    for VAT or another tax, as it is written there.
    """

    source_id: str
    name: str
    emails: tuple[str, ...] = ()
    phone: str | None = None
    language: str | None = None
    country: str | None = None
    region: str | None = None
    timezone: str | None = None
    type: CustomerType | None = None
    bill_to: str | None = None
    tax_number: str | None = None


@dataclass(frozen=True, slots=True)
class SourceInvoice:
    """An invoice as one source knows it; amounts in minor units of `currency`.

    `promised_on` is the day for which the customer has announced his payment there; `failure` of what
    is collected by itself (`is_charge`) the last try that failed. With `card` it is no invoice: nothing is
    owed (amounts 0), and the card that subscriptions are charged to is about to end.
    """

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
    promised_on: date | None = None
    failure: Failure | None = None
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class SourceCredit:
    """Unmatched money of a customer, minor units; 0 or less: there is none any more.

    The customer may be empty where it is 0: a source that has deleted it no longer says whose it was.
    `number` is what people call it, `total` what it was of at first, where the source says so.
    """

    source_id: str
    customer_source_id: str
    currency: str
    amount: int
    dated_on: date | None = None
    number: str = ""
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of what a source holds; `alarms` are sentences about rows that cannot be read.

    `cursor` is where to go on from once this page is kept; None leaves it where it was. `expected`
    is how many invoices the reading will show in all, where the source says so.
    """

    customers: tuple[SourceCustomer, ...] = ()
    invoices: tuple[SourceInvoice, ...] = ()
    credits: tuple[SourceCredit, ...] = ()
    alarms: tuple[str, ...] = ()
    cursor: str | None = None
    expected: int | None = None


class Source(Protocol):
    """A provider account that can be read. Every method raises ProviderError.

    No page is asked for before it is taken: who takes it knows how old it may be.
    """

    def open_invoices(self) -> Iterator[Batch]:
        """The whole open set and all standing credit, page by page.

        The last page bears the cursor from which `changes` shows all that happens from the moment
        the reading began; a source without `changes` bears none.
        """

    def changes(self, cursor: str) -> Iterator[Batch]:
        """What has changed since, whatever its status now. Raises CursorLost: read everything again."""

    def read_customers(self, source_ids: Sequence[str]) -> tuple[SourceCustomer, ...]:
        """These customers; one that is gone is left out."""

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        """These invoices as they are now; one that is gone comes back DELETED."""


class Documents(Protocol):
    """Fetches what goes with a message."""

    def pdf(self, invoice: Invoice) -> Attachment | None:
        """The invoice's PDF, or None where there is none. Raises ProviderError."""

    def pay_link(self, invoice: Invoice) -> str | None:
        """Where it can be paid online, or None where it cannot. Raises ProviderError."""


class ProviderSender(Protocol):
    """An account that mails an invoice to its customer, in the provider's own words."""

    def send(self, invoice: Invoice, key: str) -> tuple[str, ...]:
        """Once the provider says that it has: to whom, where it tells.

        `key` stands for this one attempt: the provider does what bears it once. Raises ProviderError:
        Ambiguous or Malformed where nobody knows whether it left; after any other nothing has.
        """


class NoteTaker(Protocol):
    """An account that keeps a history of each invoice."""

    def note(self, invoice: Invoice, text: str, key: str) -> None:
        """Adds a line to it; of one key once for each invoice. Raises ProviderError."""


class Recovery(Protocol):
    """What can be done about a failed charge at its source. Every method raises ProviderError.

    Each may be repeated: done twice it is done once.
    """

    def card_page(self, source_id: str, done_url: str, back_url: str) -> str:
        """The address, good for minutes, of a page on which the customer of an invoice or a card changes it.

        It leads to `done_url` once he has, and to `back_url` where he has not.
        """

    def retry(self, source_id: str) -> bool:
        """Charges an unpaid invoice at once, where its customer has another card than the one that failed.

        Whether it was tried; what came of it is read with the invoice.
        """

    def end(self, source_id: str, action: FinalAction) -> None:
        """Carries the action out on the subscription of an invoice. Rejected where it has none."""


class ConnectionKind(StrEnum):
    FILE = "file"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Connection:
    """Binds one account or ledger file to one organisation.

    `read_at` is the last complete reading, `whole_at` the last one of everything, `cursor` where its
    changes go on from. `alarm` says why it cannot be read, `remark` what of it could not; since
    `stopped_at` it waits for the owner. An account that was consented to stands on a grant and names
    its `tenant` there. Since `ended_at` it is disconnected: nothing of it is read or asked for.
    """

    id: str
    provider: str
    name: str
    kind: ConnectionKind
    read_at: datetime | None = None
    alarm: str | None = None
    grant_id: str | None = None
    tenant: str | None = None
    cursor: str | None = None
    whole_at: datetime | None = None
    stopped_at: datetime | None = None
    remark: str | None = None
    ended_at: datetime | None = None

    @property
    def troubles(self) -> tuple[str, ...]:
        """What the owner must know about it."""
        return tuple(text for text in (self.alarm, self.remark) if text is not None)


class Connections(Protocol):
    """Connections of one organisation."""

    def all(self) -> tuple[Connection, ...]:
        """Those that are connected, sorted by provider and name."""

    def former(self) -> tuple[Connection, ...]:
        """Those that were disconnected, likewise."""

    def told(self) -> frozenset[str]:
        """Ids of those that a webhook has told something of since their last reading began."""

    def add(self, connection: Connection, secret: str | None = None) -> None:
        """Raises Refused where another connection of the installation stands on this tenant."""

    def check_free(self, provider: str, account: str) -> None:
        """Raises NotConnected where another organisation reads this account, by a key or a consent."""

    def secret(self, connection_id: str) -> str | None:
        """The unsealed key; never logged. Raises Refused when it cannot be opened."""

    def keep_secret(self, connection_id: str, secret: str | None) -> None:
        """Another key in the place of the one before; None forgets it."""

    def remembered(self, connection_id: str) -> Remembered | None:
        """How its last file was read; None where there was none."""

    def remember(self, connection_id: str, how: Remembered) -> None:
        """In the place of what was remembered before."""

    def change(self, connection_id: str, **fields: Any) -> None:
        """Sets given fields (read_at, whole_at, cursor, alarm, remark, stopped_at, ended_at, grant_id, name,
        tenant).

        Raises Refused as add does.
        """
