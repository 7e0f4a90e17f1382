"""Ports: what the use cases ask of the world. Each is small and declared here, by its consumer."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from connector.core.calendar import BusinessDays
from connector.core.consents import Consents
from connector.core.daily import DailyFacts
from connector.core.grants import GrantStore
from connector.core.history import History, State
from connector.core.holds import Holds
from connector.core.invoice import Contact, Credit, Customer, Hold, Invoice, Organisation, Status
from connector.core.leases import Lease
from connector.core.linked import Linking
from connector.core.listing import Listing
from connector.core.message import Line, MessageFacts, Outcome, Outgoing, RecipientAnswer, Reminder, Rendered
from connector.core.past import Past
from connector.core.policy import Policies
from connector.core.redelivery import Redeliveries, Stated
from connector.core.source import Batch, Connection, Connections
from connector.core.tasks import Tasks
from connector.core.twins import Standing
from connector.core.webhooks import WebhookEvents


class Clock(Protocol):
    """What time it is for the facts; leases never ask it."""

    def now(self) -> datetime:
        """An aware UTC instant."""


# ---------------------------------------------------------------- sending


class Channel(Protocol):
    """Hands a message over. Never raises for what the other side said: that is an Outcome."""

    def deliver(self, message: Outgoing) -> Outcome:
        """One attempt at all recipients together."""


class Renderer(Protocol):
    """Makes the words of a message from its facts."""

    def render(self, facts: MessageFacts) -> Rendered:
        """Raises Refused when a template is wrong, naming file and line."""

    def render_daily(self, facts: DailyFacts) -> Rendered:
        """The owner's daily mail. Raises Refused as render does."""


class Calendars(Protocol):
    """Business days by country and region, zones by country and region."""

    def business_days(self, country: str, region: str | None) -> BusinessDays:
        """Raises Refused for a country or region without a calendar."""

    def timezone(self, country: str, region: str | None) -> str | None:
        """The zone name of a region or of a country with one zone, else None."""


class PolicyShelf(Protocol):
    """The policies of an organisation, read afresh when their files change."""

    def policies(self, default: str) -> Policies:
        """Raises Refused when a policy is wrong, naming file, line and column."""


# ---------------------------------------------------------------- storing


@dataclass(frozen=True, slots=True)
class Closed:
    """An invoice that a sync closed, and why."""

    number: str
    customer: str
    status: Status


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a sync changed in the ledger.

    `closed` and `reopened` are for people; `returned` are the ids of invoices that were PAID and
    are open again, `promised` of those for which another day of payment was announced, or none.
    `doubled` are pairs of ids that are one debt and not held yet, first the one that was merged; `parted`
    the ids of what is open and was chased for both, each with its twin that was closed.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: tuple[Closed, ...] = ()
    reopened: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    promised: tuple[tuple[str, date | None], ...] = ()
    doubled: tuple[tuple[str, str], ...] = ()
    parted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """All that deciding about one customer needs.

    `invoices` are the open ones; `holds` include the organisation's; `reminders` are unfinished.
    """

    customer: Customer
    invoices: tuple[Invoice, ...]
    history: History
    holds: tuple[Hold, ...]
    credits: tuple[Credit, ...]
    reminders: tuple[Reminder, ...]


class Ledger(Protocol):
    """Customers, invoices, payments and credits of one organisation."""

    def merge(
        self,
        connection: Connection,
        batches: Iterator[Batch],
        at: datetime,
        on: date,
        is_whole: bool,
        asked_at: datetime | None = None,
    ) -> MergeReport:
        """Upserts what differs; with `is_whole`, closes what is missing as no_longer_in_ledger.

        `at` is now, `on` the organisation's day. The source was asked at `asked_at` (`at` where it is
        not given): what another reading has learnt since of one of these invoices stays. A smaller
        open amount becomes a payment; an invoice first seen after its due date becomes a cold start.
        Resets look_at of touched customers.
        """

    def begin_reading(self, connection_id: str, at: datetime) -> None:
        """A reading of everything begins, in any number of merges of the same `at`."""

    def missing(self, connection_id: str, since: datetime) -> tuple[Invoice, ...]:
        """Invoices open here that no merge of the reading begun at `since` has shown."""

    def strangers(self, connection_id: str, batch: Batch) -> tuple[str, ...]:
        """Source ids of customers whom a batch names, and whom neither it nor the ledger knows."""

    def end_credits_but(self, connection_id: str, source_ids: Collection[str], at: datetime) -> None:
        """A reading of everything has shown these: what else stood is used up."""

    def facts(self, customer_ids: Sequence[str] | None = None) -> Iterator[CustomerFacts]:
        """Every customer with an open invoice, or just these, streamed, sorted by id."""

    def unwritten_cold_starts(self) -> tuple[str, ...]:
        """Ids of customers with an open cold start that nothing was said about after its due date."""

    def customers_to_look_at(self, by: datetime, limit: int) -> tuple[str, ...]:
        """Customers whose look_at has come, earliest first."""

    def look_again(self, moments: Mapping[str, datetime | None], seen: int | None = None) -> None:
        """Sets look_at by customer id; None means not before a fact changes.

        `seen` is the revision that was read before the facts: a later one makes them be looked at
        again.
        """

    def customer(self, customer_id: str) -> Customer: ...

    def find_customers(self, name: str) -> tuple[Customer, ...]:
        """By name, trimmed and case-folded."""

    def find_invoices(self, number: str) -> tuple[Invoice, ...]:
        """By number, closed ones included."""

    def find_invoices_by_id(self, prefix: str) -> tuple[Invoice, ...]:
        """By the beginning of an id, closed ones included."""

    def invoices(self, ids: Sequence[str]) -> tuple[Invoice, ...]: ...

    def change_customer(self, customer_id: str, **fields: Any) -> None:
        """Sets given fields (policy, is_excluded, language, …) and resets look_at."""

    def change_invoice(self, invoice_id: str, **fields: Any) -> None:
        """Sets given fields (policy, released_on, cycle, cold_start_on) and resets look_at."""

    def keep_pay_links(self, links: Mapping[str, str]) -> None:
        """By invoice id, until the source itself names another; nothing is decided anew for them."""

    def add_contact(self, customer_id: str, contact: Contact, at: datetime) -> None: ...

    def suppress(self, address: str, reason: str, at: datetime) -> None:
        """The address is never written to again in this organisation until a person lifts it."""

    def standings(self, invoice_ids: Sequence[str], on: date) -> Mapping[str, Standing]:
        """What tells which of several is chased on that day, by invoice id; for a few hundred."""

    def judge_cold_starts(self, on: date) -> int:
        """Leaving shadow: every open, late invoice not written to becomes a cold start of `on`."""

    def payments_known_on(self) -> date | None:
        """The latest day for which a payment was posted, None if there was none."""

    def lock_customer(self, customer_id: str, bearers_of: Sequence[str] = ()) -> None:
        """With all who are one with him, and, where addresses are given, whoever bears one of these or of
        theirs. Held to the end of the unit of work; who writes a hold takes the same lock."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who released a reminder, when, and to whom it was to go."""

    by: str
    at: datetime
    recipients: tuple[str, ...] = ()


class Reminders(Protocol):
    """The append-only reminder ledger of one organisation.

    Every change of state is a compare-and-set: it returns False (or raises LeaseLost where a
    claim token is given) when the reminder was no longer in the state it was expected in.
    """

    def add(self, reminder: Reminder) -> bool:
        """False when a live line for the same step, or an unfinished message of its sort, exists."""

    def get(self, reminder_id: str) -> Reminder | None: ...

    def find(self, prefix: str) -> tuple[Reminder, ...]:
        """By the beginning of an id."""

    def in_states(self, states: Sequence[State], limit: int | None = None) -> tuple[Reminder, ...]:
        """Oldest plan first."""

    def of_customer(self, customer_id: str) -> tuple[Reminder, ...]:
        """Everything ever planned for him, oldest first."""

    def of_invoice(self, invoice_id: str) -> tuple[Reminder, ...]: ...

    def approve(self, reminder_id: str, approval: Approval) -> bool:
        """awaiting_approval → approved."""

    def take_back(self, reminder_id: str) -> bool:
        """approved or retry → awaiting_approval, where it stays until a person releases it."""

    def unapprove(self, reminder_id: str, token: str, lines: Sequence[Line], reason: str) -> None:
        """claimed → awaiting_approval with these lines: more is asked than a person released."""

    def cancel(self, reminder_id: str, reason: str, at: datetime) -> bool:
        """Any state before sending → cancelled, its lines too."""

    def miss(self, reminder_id: str, at: datetime) -> bool:
        """approved or retry → missed, for what kept it back last, else `late`."""

    def claim(self, reminder_id: str, token: str, seconds: int) -> bool:
        """approved → claimed until `seconds` of real time from now."""

    def release(self, reminder_id: str, token: str, reason: str) -> None:
        """claimed → approved: not now."""

    def drop(self, reminder_id: str, token: str, reason: str, at: datetime) -> None:
        """claimed → cancelled."""

    def rewrite(self, reminder_id: str, token: str, reminder: Reminder) -> None:
        """Stores new lines, step and template of a claimed reminder; lines taken out stay, cancelled."""

    def store_message(
        self, reminder_id: str, token: str, message: Outgoing, template_version: str, stated: Stated
    ) -> None:
        """The message exactly as it will leave, and what it states."""

    def intend(self, reminder_id: str, token: str, at: datetime, on: date) -> None:
        """claimed → sending, only while the claim is ours and has not run out; else LeaseLost.

        `at` and `on` become left_at and left_on if it leaves.
        """

    def conclude(self, reminder_id: str, token: str, outcome: Outcome, retry_at: datetime | None) -> None:
        """sending → the outcome's state, each line likewise, the recipients' answers recorded."""

    def wake(self, at: datetime) -> int:
        """retry → approved where retry_at has come."""

    def expire(self) -> tuple[str, ...]:
        """Claims that ran out: claimed → approved; sending → unknown. Returns the unknown ids."""

    def settle(self, reminder_id: str, state: State, reason: str, at: datetime, on: date) -> bool:
        """A person's word: unknown → sent or failed; an open task → sent (done) or cancelled."""

    def record(self, reminder: Reminder) -> bool:
        """Stores a reminder that was sent by hand, already final."""

    def thread(self, customer_id: str, before: datetime) -> tuple[str, ...]:
        """Message-IDs of what left to him before, formal notices and charges apart, oldest first."""

    def left_since(self, at: datetime) -> tuple[Reminder, ...]:
        """What left (or may have left) since an instant."""

    def count_left(self, since: datetime, on: date) -> tuple[int, int]:
        """Messages of ours that left on a day, looked for from `since` on: of the first wave, in all."""

    def answers(self, reminder_id: str) -> tuple[RecipientAnswer, ...]: ...


class UnitOfWork(Protocol):
    """One transaction, bound to one organisation: nothing of another can be reached."""

    @property
    def organisation_id(self) -> str: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def reminders(self) -> Reminders: ...

    @property
    def redeliveries(self) -> Redeliveries: ...

    @property
    def holds(self) -> Holds: ...

    @property
    def linking(self) -> Linking: ...

    @property
    def listing(self) -> Listing: ...

    @property
    def tasks(self) -> Tasks: ...

    @property
    def past(self) -> Past: ...

    @property
    def connections(self) -> Connections: ...

    @property
    def consents(self) -> Consents: ...

    def organisation(self) -> Organisation: ...

    def change_organisation(self, **fields: Any) -> None:
        """Sets given fields; a change of mode, policy, closures or sender makes all be looked at again."""

    def audit(self, at: datetime, who: str, what: str, **facts: Any) -> None:
        """Appends one event; facts are plain JSON values, never secrets. `customer` among them is the id
        of whom it is about."""

    def revision(self) -> int:
        """The number that `raise_revision` raises."""

    def raise_revision(self) -> None:
        """Makes the sweep look at every customer again, in bounded batches."""

    def lock_organisation(self, is_shared: bool) -> None:
        """Held to the end: shared by who acts in its present mode, alone for who changes it.

        Before any customer is locked.
        """


class Directory(Protocol):
    """The organisations of the installation."""

    def add(self, organisation: Organisation, at: datetime) -> None:
        """Raises Refused when the name is taken."""

    def all(self) -> tuple[Organisation, ...]: ...

    def of_consent(self, state_hash: str) -> str | None:
        """The id of the one for which a consent with this state was begun."""


class Store(Protocol):
    """Opens units of work. Writing ones begin at once; none stays open during a network call."""

    @property
    def directory(self) -> Directory: ...

    @property
    def leases(self) -> Lease: ...

    @property
    def grants(self) -> GrantStore: ...

    @property
    def webhook_events(self) -> WebhookEvents: ...

    def reading(self, organisation_id: str) -> AbstractContextManager[UnitOfWork]: ...

    def writing(self, organisation_id: str) -> AbstractContextManager[UnitOfWork]:
        """Commits at the end, rolls back on an exception."""
