"""What was really said: the lines of past reminders, from which every rung is derived."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from connector.core.invoice import Payment
from connector.core.policy import Channel, Severity
from connector.core.values import value


class State(StrEnum):
    """The states of a reminder, in the order in which it goes through them."""

    PLANNED = "planned"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    RETRY = "retry"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    MISSED = "missed"
    #: Of a single line only: refused by every billing recipient after it was accepted.
    BOUNCED = "bounced"


#: States in which a reminder may still leave.
UNFINISHED = frozenset(
    {State.PLANNED, State.AWAITING_APPROVAL, State.APPROVED, State.CLAIMED, State.SENDING, State.RETRY}
)
#: States in which a line no longer stands in the way of the same step.
NOT_LIVE = frozenset({State.CANCELLED, State.MISSED, State.FAILED, State.BOUNCED})
#: The reason of what was released and has not left in time, though nothing kept it back.
LATE = "late"
#: The reason of what a person has taken back: it waits for him, whatever the mode.
TAKEN_BACK = "taken_back"
#: The reason of what asks for so much that two people must release it, and was released by fewer.
TWO_NEEDED = "two_needed"
#: States that count as a step taken; unknown until a person or a proof resolves it.
TAKEN = frozenset({State.SENT, State.UNKNOWN})


class Sort(StrEnum):
    """What kind of message it is: two sorts to one customer may leave on one day."""

    REMINDER = "reminder"
    FORMAL = "formal"
    CHARGE = "charge"
    CARD = "card"
    PLAN = "plan"
    CALL = "call"


@value
class PastLine:
    """One invoice in one past (or still unfinished) reminder.

    `left_on` is the day it left, in the customer's zone (of a task: the day it was done);
    `is_contact` is False for a call that reached nobody.
    """

    invoice_id: str
    step_id: str
    offset: int
    severity: Severity
    channel: Channel
    state: State
    cycle: int
    currency: str
    language: str
    sort: Sort
    left_on: date | None = None
    deadline_on: date | None = None
    is_contact: bool = True
    failed_at: datetime | None = None
    reminder_id: str = ""

    @property
    def is_taken(self) -> bool:
        return self.state in TAKEN and self.left_on is not None

    @property
    def is_of_plan(self) -> bool:
        """What a payment plan says stands beside the ladder, on no rung."""
        return self.step_id.startswith("plan:")

    @property
    def taken_on(self) -> date:
        """The day a taken line left; of one that was not taken the first day there is."""
        return self.left_on or date.min

    @property
    def is_after_due(self) -> bool:
        """Said after the due date: a rung behind it, or the reminder of a missed instalment."""
        return self.offset > 0 or self.step_id.endswith(":missed")

    @property
    def has_failed(self) -> bool:
        return self.state is State.FAILED or self.state is State.BOUNCED


class Through(StrEnum):
    """With whom else a contact was made; its value is the sentence that says so."""

    #: Another customer, who reads the same address.
    ADDRESS = "heard_beside"
    #: The same customer, under another record.
    LINK = "heard_linked"


@dataclass(frozen=True, slots=True)
class ContactMade:
    """A day on which the customer heard from us, or we from his bank."""

    on: date
    #: (currency, language, sort) of the message; None for a partial payment.
    voice: tuple[str, str, Sort] | None
    through: Through | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Everything said to, and paid by, one customer.

    `beside` are contacts made with him under another record, or with others at an address of his.
    `charges_first`: the connections of failed charges whose first notice is about to leave under another
    record.
    """

    lines: tuple[PastLine, ...] = ()
    payments: tuple[Payment, ...] = ()
    beside: tuple[ContactMade, ...] = ()
    charges_first: frozenset[str] = frozenset()

    def contacts(self) -> tuple[ContactMade, ...]:
        """Every contact on any channel; a partial payment counts as one."""
        if not (self.lines or self.payments or self.beside):
            return ()
        said = (
            ContactMade(line.left_on, (line.currency, line.language, line.sort))
            for line in self.lines
            if line.is_taken and line.is_contact and line.left_on is not None
        )
        paid = (contact for payment in self.payments for contact in contact_of(payment))
        return tuple(dict.fromkeys((*said, *paid, *self.beside)))


def contact_of(payment: Payment, through: Through | None = None) -> tuple[ContactMade, ...]:
    """A partial payment is a contact, but not one that came with the first import."""
    if not payment.is_partial or payment.is_first_import:
        return ()
    return (ContactMade(payment.paid_on or payment.seen_on, None, through),)


NO_HISTORY = History()
