"""Ports: what the use cases ask of the world. Each is small and declared here, by its consumer."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from connector.core.batches import Batches
from connector.core.bulk import Bulk
from connector.core.calendar import BusinessDays
from connector.core.consents import Consents
from connector.core.daily import DailyFacts
from connector.core.drafts import PolicyTexts, SegmentTexts, TemplateTexts
from connector.core.figures import Figures
from connector.core.grants import GrantStore
from connector.core.handed import HandedFiles
from connector.core.history import State
from connector.core.holds import Holds
from connector.core.hooks import Hooks
from connector.core.invoice import Organisation
from connector.core.leases import Lease
from connector.core.ledger import Ledger
from connector.core.linked import Linking
from connector.core.listing import Listing
from connector.core.mailbox import Mailboxes
from connector.core.message import Line, MessageFacts, Outcome, Outgoing, RecipientAnswer, Reminder, Rendered
from connector.core.past import Past
from connector.core.policy import Policies
from connector.core.portfolio import Portfolio
from connector.core.redelivery import Redeliveries, Stated
from connector.core.reports import Reports
from connector.core.source import Connections
from connector.core.tasks import Tasks
from connector.core.texts import NOTHING_WRITTEN, SharedTexts, Texts, Written
from connector.core.tokens import Tokens
from connector.core.trail import Trail
from connector.core.views import Views
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


class Renderer(TemplateTexts, Protocol):
    """Makes the words of a message from its facts."""

    def render(self, facts: MessageFacts, written: Written = NOTHING_WRITTEN) -> Rendered:
        """In the words that were written, else in those of the files.

        Raises Refused when a template is wrong, naming file and line.
        """

    def render_daily(self, facts: DailyFacts, written: Written = NOTHING_WRITTEN) -> Rendered:
        """The owner's daily mail. Raises Refused as render does."""


class Calendars(Protocol):
    """Business days and zones by country and region, languages by country."""

    def business_days(self, country: str, region: str | None) -> BusinessDays:
        """Raises Refused for a country or region without a calendar."""

    def timezone(self, country: str, region: str | None) -> str | None:
        """The zone name of a region or of a country with one zone, else None."""

    def languages(self, country: str) -> tuple[str, ...]:
        """Those spoken in all of a country that customers are written to in, the most spoken first."""


class PolicyShelf(PolicyTexts, SegmentTexts, Protocol):
    """The policies of an organisation, read afresh when their files change."""

    def policies(self, default: str, written: Written = NOTHING_WRITTEN) -> Policies:
        """What was written takes the place of the file of its name.

        Raises Refused when a policy is wrong, naming file, line and column.
        """


# ---------------------------------------------------------------- storing


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

    def after(self, reminder_id: str, states: Sequence[State], limit: int) -> tuple[Reminder, ...]:
        """By their ids, from behind this one: what stays in these states is met once."""

    def of_customer(self, customer_id: str) -> tuple[Reminder, ...]:
        """Everything ever planned for him, oldest first."""

    def of_invoice(self, invoice_id: str) -> tuple[Reminder, ...]: ...

    def approve(self, reminder_id: str, approval: Approval) -> bool:
        """awaiting_approval → approved, by one alone."""

    def approve_first(self, reminder_id: str, approval: Approval, seal: str) -> bool:
        """It goes on waiting, for a second person; False where what bears this seal was approved before."""

    def approve_second(self, reminder_id: str, approval: Approval, seal: str) -> bool:
        """awaiting_approval → approved, where somebody else approved what bears this seal first."""

    def take_back(self, reminder_id: str) -> bool:
        """approved, retry, or approved by one of two → awaiting_approval, where it stays until a person
        releases it."""

    def ask_two(self, reminder_id: str, mark: str) -> bool:
        """approved or retry → awaiting_approval, where two must release it and have not, under this mark:
        the end of the seal that the first approval kept."""

    def unapprove(self, reminder_id: str, token: str, lines: Sequence[Line], reason: str) -> None:
        """claimed → awaiting_approval with these lines: more is asked than a person released."""

    def cancel(self, reminder_id: str, reason: str, at: datetime) -> bool:
        """Any state before sending → cancelled, its lines too."""

    def miss(self, reminder_id: str, at: datetime) -> bool:
        """approved or retry → missed, for what kept it back last, else `late`."""

    def claim(self, reminder_id: str, token: str, seconds: int) -> bool:
        """approved → claimed until `seconds` of real time from now; never what lacks one of two people."""

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

    def bounce(self, reminder_id: str, reason: str, at: datetime) -> bool:
        """What left came back from everybody it was for: its lines → bounced; the reminder stays sent."""

    def settle(self, reminder_id: str, state: State, reason: str, at: datetime, on: date) -> bool:
        """A person's word: unknown → sent or failed; an open task → sent (done) or cancelled."""

    def record(self, reminder: Reminder) -> bool:
        """Stores a reminder that was sent by hand, already final."""

    def thread(self, customer_id: str, before: datetime) -> tuple[str, ...]:
        """Message-IDs of what left to him before, formal notices and charges apart, oldest first."""

    def left_since(self, at: datetime) -> tuple[Reminder, ...]:
        """What left (or may have left) since an instant."""

    def gone(self, since: datetime, most: int, skipped: int = 0) -> tuple[Reminder, ...]:
        """What left since an instant, or may have, and whatever was refused, newest first."""

    def count_gone(self, since: datetime) -> int:
        """How many they are."""

    def to_do(self) -> tuple[str, ...]:
        """Ids of the calls and letters that wait for a person, the oldest first."""

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
    def figures(self) -> Figures: ...

    @property
    def tasks(self) -> Tasks: ...

    @property
    def batches(self) -> Batches: ...

    @property
    def reports(self) -> Reports: ...

    @property
    def past(self) -> Past: ...

    @property
    def trail(self) -> Trail: ...

    @property
    def texts(self) -> Texts: ...

    @property
    def connections(self) -> Connections: ...

    @property
    def bulk(self) -> Bulk: ...

    @property
    def views(self) -> Views: ...

    @property
    def handed_files(self) -> HandedFiles: ...

    @property
    def consents(self) -> Consents: ...

    @property
    def tokens(self) -> Tokens: ...

    @property
    def hooks(self) -> Hooks: ...

    @property
    def mailbox(self) -> Mailboxes: ...

    def organisation(self) -> Organisation: ...

    def is_alone(self) -> bool:
        """Whether there is no other organisation in the installation."""

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

    def count(self) -> int:
        """How many there are."""

    def of_consent(self, state_hash: str) -> str | None:
        """The id of the one for which a consent with this state was begun."""

    def of_token(self, token_hash: str) -> str | None:
        """The id of the one at whose door this token may be shown, whether or not it still counts."""


class Store(Protocol):
    """Opens units of work. Writing ones begin at once; none stays open during a network call."""

    @property
    def directory(self) -> Directory: ...

    @property
    def leases(self) -> Lease: ...

    @property
    def grants(self) -> GrantStore: ...

    @property
    def portfolio(self) -> Portfolio: ...

    @property
    def webhook_events(self) -> WebhookEvents: ...

    @property
    def shared_texts(self) -> SharedTexts: ...

    def reading(self, organisation_id: str) -> AbstractContextManager[UnitOfWork]: ...

    def writing(self, organisation_id: str) -> AbstractContextManager[UnitOfWork]:
        """Commits at the end, rolls back on an exception."""
