"""The facts: organisations, customers, invoices, payments, credits and holds, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from connector.core.behaviour import NO_BEHAVIOUR, Behaviour
from connector.core.card import Card
from connector.core.declines import Failure
from connector.core.late_terms import LateTerms
from connector.core.plan_limits import USUAL, PlanLimits
from connector.core.values import value


class Status(StrEnum):
    """Where an invoice stands; everything but OPEN is closed, and says why."""

    OPEN = "open"
    PAID = "paid"
    CREDITED = "credited"
    VOID = "void"
    DELETED = "deleted"
    WRITTEN_OFF = "written_off"
    NO_LONGER_IN_LEDGER = "no_longer_in_ledger"


class CustomerType(StrEnum):
    """Unknown counts as consumer for fees, interest and predictions."""

    BUSINESS = "business"
    CONSUMER = "consumer"
    PUBLIC_BODY = "public_body"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What a contact is for; a step names the roles it writes to."""

    BILLING = "billing"
    COPY = "copy"
    ESCALATION = "escalation"
    LEGAL = "legal"


class Mode(StrEnum):
    """How far the machine goes alone: plan only, send what a person released, send."""

    SHADOW = "shadow"
    APPROVE = "approve"
    AUTO = "auto"


class PostingGuard(StrEnum):
    """What happens when payments were last posted more than five business days ago."""

    OFF = "off"
    WARN = "warn"
    APPROVE = "approve"


class FinalAction(StrEnum):
    """What becomes of a subscription whose charge stays unpaid after the last step."""

    LEAVE = "leave"
    PAUSE = "pause"
    CANCEL = "cancel"


#: Below these open amounts (minor units) nothing is asked; other currencies have no minimum.
DEFAULT_MINIMUMS: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(("EUR", "GBP", "USD", "CHF", "CAD", "AUD"), 1000)
)


#: Due dates outside these years are what some exports write for "none" (0001-01-01, 9999-12-31).
SENSIBLE_YEARS = range(1900, 3000)
#: Terms of more days than ten years are a typing mistake.
LONGEST_TERMS = 3650


@dataclass(frozen=True, slots=True)
class Organisation:
    """One business whose receivables are collected.

    `gap_days` are calendar days between contacts; `window_*` are local hours of the customer;
    `closures` are days on which nothing leaves; `minimums` are minor units by currency, `four_eyes` those
    from which on two people release a message. `mandate_by` is who agreed, on `mandate_on`, that a bookkeeper
    writes in its name; None where nobody said so. `late_terms` are what its owner confirmed
    about late payment.
    """

    id: str
    name: str
    country: str
    timezone: str
    language: str
    currency: str
    mode: Mode = Mode.SHADOW
    region: str | None = None
    policy: str = "standard"
    contact: str | None = None
    sender: str | None = None
    reply_to: str | None = None
    copy_to: str | None = None
    owner_email: str | None = None
    iban: str | None = None
    iban_changed_on: date | None = None
    gap_days: int = 3
    window_start: time = time(9)
    window_end: time = time(17)
    closures: frozenset[date] = frozenset()
    minimums: Mapping[str, int] = field(default_factory=lambda: DEFAULT_MINIMUMS)
    excluded_currencies: frozenset[str] = frozenset()
    four_eyes: Mapping[str, int] = field(default_factory=dict)
    daily_cap: int | None = None
    first_wave_cap: int = 20
    posting_guard: PostingGuard = PostingGuard.WARN
    auto_submitted: bool = True
    final_action: FinalAction = FinalAction.LEAVE
    is_auto_from_start: bool = False
    sender_changed_at: datetime | None = None
    left_shadow_at: datetime | None = None
    mandate_by: str | None = None
    mandate_on: date | None = None
    plan_limits: PlanLimits = USUAL
    late_terms: LateTerms | None = None

    def day(self, at: datetime) -> date:
        """Its own day at an instant."""
        return at.astimezone(ZoneInfo(self.timezone)).date()

    def wants_two(self, currency: str, asked: int) -> bool:
        """Whether two people must release what asks for so much."""
        return currency in self.four_eyes and asked >= self.four_eyes[currency]


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or address of a customer. A suppressed address is kept but never written to."""

    email: str
    role: Role = Role.BILLING
    name: str | None = None
    suppressed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """The debtor. Country, zone and language fall back to the organisation's where None.

    `links_series` is how often the links he was sent were taken back; `known_since` the day of his first
    invoice; `sector` what he does, in the owner's words.
    """

    id: str
    name: str
    country: str | None = None
    region: str | None = None
    timezone: str | None = None
    language: str | None = None
    type: CustomerType = CustomerType.UNKNOWN
    phone: str | None = None
    contacts: tuple[Contact, ...] = ()
    tags: frozenset[str] = frozenset()
    policy: str | None = None
    is_excluded: bool = False
    pays_by_direct_debit: bool = False
    opted_out: frozenset[str] = frozenset()
    address_changed_at: datetime | None = None
    behaviour: Behaviour = NO_BEHAVIOUR
    links_series: int = 0
    sector: str | None = None
    known_since: date | None = None

    def addresses(self, roles: tuple[str, ...] = (Role.BILLING,)) -> tuple[str, ...]:
        """The usable addresses for `roles`, in order, each once."""
        found = (c.email for c in self.contacts if c.role in roles and c.suppressed_at is None)
        return tuple(dict.fromkeys(found))

    def written_to(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """Whom a message is written to: these roles, else whoever gets the bills."""
        return self.addresses(roles) or self.addresses()

    def readers(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """The same, and who gets a copy: all who are named on the message, each once."""
        return tuple(dict.fromkeys((*self.written_to(roles), *self.addresses((Role.COPY,)))))


def expected_on(issued_on: date | None, due_on: date | None, terms: int | None) -> date | None:
    """The due date that counts: the given one, else issue date plus terms, else none.

    A due date before the issue date, or in a year that only stands for none, counts as missing.
    """
    if due_on is not None and (issued_on is None or due_on >= issued_on):
        return due_on if due_on.year in SENSIBLE_YEARS else None
    if issued_on is not None and terms is not None and 0 <= terms <= LONGEST_TERMS:
        return issued_on + timedelta(days=terms)
    return None


@value
class Invoice:
    """What is owed. Amounts are minor units of `currency`; `terms` are days.

    `cold_start_on` is the day on which the invoice was judged to be late already at its first
    sync (or when the organisation left shadow); `released_on` the day a person released it.
    `is_charge`: its source collects it by itself; `failure` says that it could not.
    With `card` nothing is owed: its holder is to hear, once, that the card ends.
    """

    id: str
    customer_id: str
    connection_id: str
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
    policy: str | None = None
    cycle: int = 1
    cold_start_on: date | None = None
    released_on: date | None = None
    pay_link: str | None = None
    pdf_link: str | None = None
    source_id: str | None = None
    failure: Failure | None = None
    card: Card | None = None

    @property
    def counts_from(self) -> date | None:
        """The day that its steps are counted from: the failure, a card's last day, else the due date."""
        if self.card is not None:
            return self.card.expires_on
        if self.failure is not None:
            return self.failure.failed_on
        return expected_on(self.issued_on, self.due_on, self.terms)

    @property
    def expected_on(self) -> date | None:
        """See the function of this name."""
        return expected_on(self.issued_on, self.due_on, self.terms)


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in for an invoice, in minor units.

    `seen_on` is the day of the sync that first showed it; `is_partial` says that something
    stayed open; `is_first_import` that it came with the first load, which starts no gap.
    """

    invoice_id: str
    amount: int
    paid_on: date | None
    seen_on: date
    is_partial: bool = False
    is_first_import: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """Money of a customer that is not yet matched to an invoice (minor units, positive).

    A credit note has a `number`; `total` is what it was of at first, where that is known.
    """

    id: str
    customer_id: str
    currency: str
    amount: int
    dated_on: date
    seen_on: date
    number: str = ""
    total: int | None = None


class HoldReason(StrEnum):
    """Why a person, or a fact, keeps us silent."""

    INSOLVENCY = "insolvency"
    DISPUTE = "dispute"
    RETURNED_DEBIT = "returned_debit"
    PAUSE = "pause"
    REPLY = "reply"
    SAID_PAID = "said_paid"
    PROMISE = "promise"
    PLAN = "plan"
    DUPLICATE_SOURCE = "duplicate_source"
    FACTORED = "factored"
    HANDED_OVER = "handed_over"


class Scope(StrEnum):
    """What a hold covers."""

    ORGANISATION = "organisation"
    CUSTOMER = "customer"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of a payment plan: `amount` minor units by `due_on`."""

    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Twin:
    """The other invoice of one debt, in another connection.

    `closed_on` is the day on which it was closed; `is_gone`: its connection was disconnected.
    """

    invoice_id: str
    closed_on: date | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing is sent for now.

    `until_on` is silent through that day (for a promise: the promised day, grace comes on top);
    `amount` is the disputed or promised part; `open_then` the open amount when it was made.
    A duplicate that was found, not told, names its `twin`: that one is chased instead, or was closed
    on `until_on`, which leaves open whether this one is owed.
    """

    id: str
    reason: HoldReason
    scope: Scope
    since_on: date
    customer_id: str | None = None
    invoice_id: str | None = None
    until_on: date | None = None
    amount: int | None = None
    open_then: int | None = None
    ended_on: date | None = None
    instalments: tuple[Instalment, ...] = ()
    author: str = ""
    note: str = ""
    twin: Twin | None = None

    @property
    def stops_everything(self) -> bool:
        """Whether nothing of the organisation leaves until a person ends it."""
        return self.scope is Scope.ORGANISATION and self.until_on is None and self.ended_on is None

    def covers(self, invoice: Invoice) -> bool:
        """Whether this hold speaks of `invoice`; a reply about one speaks of all the customer's."""
        return self.reaches(invoice.id, invoice.customer_id)

    def reaches(self, invoice_id: str, customer_id: str) -> bool:
        """The same of an invoice and its customer by their ids."""
        if self.scope is Scope.ORGANISATION:
            return True
        if self.is_of_customer:
            return self.customer_id == customer_id
        return self.invoice_id == invoice_id

    @property
    def is_of_customer(self) -> bool:
        """Whether it covers all that one customer owes, and so what he owes under other records."""
        is_reply = self.reason is HoldReason.REPLY and self.scope is Scope.INVOICE
        return self.scope is Scope.CUSTOMER or is_reply


@dataclass(frozen=True, slots=True)
class Reading:
    """When a connection was last read in full, and until when that may be trusted.

    `can_send`: the account mails an invoice to its customer by itself.
    """

    at: datetime
    trusted_until: datetime
    can_send: bool = False
