"""Reminders as they are planned, rendered and handed over; plain values without any effect."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from connector.core.card import Card
from connector.core.declines import Need, Wording
from connector.core.history import Sort, State
from connector.core.policy import BY_PERSON, Channel, Severity


@dataclass(frozen=True, slots=True)
class Line:
    """One invoice in one reminder: what is asked (minor units) and the step it takes.

    `state` is the line's own: it may be cancelled while the reminder leaves for the others.
    """

    invoice_id: str
    number: str
    step_id: str
    offset: int
    severity: Severity
    asked: int
    cycle: int
    deadline_days: int | None
    is_first_contact: bool = False
    state: State = State.PLANNED
    reason: str | None = None


def asked_now(lines: Iterable[tuple[int, bool]]) -> int:
    """What a message asks, of amounts and whether each is only shown as coming due.

    A notice before the due date that goes along is shown; where nothing else is in the message, it is asked.
    """
    known = list(lines)
    return sum(asked for asked, is_coming in known if not is_coming) or sum(asked for asked, _ in known)


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to one customer, or one task to be done by a person, with a line per invoice.

    `planned_on` is the customer's day it was planned for; `left_on` the day it left. Where two release it,
    `first_*` say who was the first one, and the seal of what he was shown.
    """

    id: str
    customer_id: str
    currency: str
    language: str
    sort: Sort
    channel: Channel
    step_id: str
    severity: Severity
    template: str
    roles: tuple[str, ...]
    policy: str
    policy_version: str
    state: State
    planned_on: date
    planned_at: datetime
    lines: tuple[Line, ...]
    is_first_wave: bool = False
    reason: str | None = None
    message_id: str | None = None
    attempt: int = 1
    is_without_pdf: bool = False
    approved_at: datetime | None = None
    approved_by: str | None = None
    approved_recipients: tuple[str, ...] = ()
    first_approved_at: datetime | None = None
    first_approved_by: str | None = None
    first_seal: str | None = None
    retry_at: datetime | None = None
    claim_token: str | None = None
    left_at: datetime | None = None
    left_on: date | None = None
    recipients: tuple[str, ...] = ()
    subject: str | None = None
    text: str | None = None
    html: str | None = None

    @property
    def live_lines(self) -> tuple[Line, ...]:
        """The lines that were not taken out."""
        return tuple(x for x in self.lines if x.state is not State.CANCELLED)

    @property
    def asked(self) -> int:
        """All that its lines come to, in minor units of its currency."""
        return sum(line.asked for line in self.live_lines)

    @property
    def asked_now(self) -> int:
        """What it asks its customer to pay, in minor units."""
        return asked_now((x.asked, x.offset < 0) for x in self.live_lines)

    @property
    def is_of_two(self) -> bool:
        """Whether two different people have released it."""
        both = (self.first_approved_by, self.approved_by)
        return None not in both and both[0] != both[1]

    @property
    def is_task(self) -> bool:
        """Done by a person: nothing of it is ever handed to a mail server."""
        return self.channel in BY_PERSON


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """What a customer reads about a failed charge: what helps, what may be said of the cause.

    `retried_on` is the next try, where waiting for it helps.
    """

    failed_on: date
    need: Need
    wording: Wording
    retried_on: date | None = None


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What a customer reads about one invoice; amounts in minor units of the message's currency.

    Of a failed charge `due_on` is the day on which it failed, of a card that ends its last day.
    """

    number: str
    issued_on: date | None
    due_on: date
    total: int
    open: int
    asked: int
    disputed: int
    days_late: int
    pay_link: str | None = None
    is_coming_due: bool = False
    charge: ChargeFacts | None = None
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class FeesFacts:
    """What the law has added to the invoices of a message by the day it leaves, beside what is asked.

    Minor units of its currency; `articles` of the law, empty where a contract says so; `each` is the
    indemnity of one invoice, where there are several and all have the same.
    """

    interest: int
    indemnity: int
    articles: str
    each: int | None = None


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """Everything a template may speak of.

    `deadline_on` is None before the due date; `asked` is the total of `lines`; `also_open` are
    other overdue invoices that do not move; `credit` is unapplied money shown (minor units);
    `payments_known_on` the day up to which payments are known; `bank_details_unchanged` is False
    for 180 days after they changed; `answer_to` the address for replies; `page_link` the customer's own
    page, where he could open it; `fees` what the law adds, said as a fact; `house` is the organisation's own
    language.
    """

    template: str
    language: str
    severity: Severity
    organisation: str
    contact: str | None
    customer: str
    currency: str
    lines: tuple[LineFacts, ...]
    also_open: tuple[LineFacts, ...]
    asked: int
    credit: int
    sent_on: date
    deadline_on: date | None
    payments_known_on: date
    is_first_contact: bool
    iban: str | None
    bank_details_unchanged: bool
    answer_to: str | None
    page_link: str | None = None
    instalment: int | None = None
    instalment_due_on: date | None = None
    instalment_amount: int | None = None
    fees: FeesFacts | None = None
    house: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as the customer reads it. `version` is the hash of the templates it was made from."""

    subject: str
    text: str
    html: str
    version: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go with a message."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to be handed over, exactly as it will leave.

    `only_for`, where it is not empty, is who gets it: the others it names have it already.
    """

    message_id: str
    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    date: datetime
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    is_auto_submitted: bool = True
    attachments: tuple[Attachment, ...] = ()
    only_for: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What a mail server said about one recipient."""

    ACCEPTED = "accepted"
    BAD_ADDRESS = "bad_address"
    REFUSED = "refused"
    LATER = "later"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class RecipientAnswer:
    """The server's answer for one address: the verdict, its code and words.

    `at` is when the message was handed over, as stored; None in a fresh answer.
    """

    address: str
    verdict: Verdict
    code: int
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one hand-over.

    `state` is SENT (accepted for one recipient at least), RETRY, FAILED or UNKNOWN;
    `is_too_large` asks for another try without attachments; `relay_id` is the server's own id;
    `retry_at` the instant before which another try is not welcome; `words` what the other side said
    about it as a whole.
    """

    state: State
    reason: str
    answers: tuple[RecipientAnswer, ...] = field(default=())
    is_too_large: bool = False
    relay_id: str | None = None
    retry_at: datetime | None = None
    words: str = ""
