"""Incoming mail: what one message in the business's own mailbox turns out to be.

Message-IDs stand without their angle brackets, addresses in lower case, texts on lines that end in `\n`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class IncomingKind(StrEnum):
    """A delay that a server still works on is a bounce in which no address is refused."""

    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    REPLY = "reply"


class BounceKind(StrEnum):
    """What a refusal says of its address: domain.md of the field knows these five."""

    BAD_ADDRESS = "bad_address"
    PASSING = "passing"
    TOO_LARGE = "too_large"
    POLICY = "policy"
    UNCLEAR = "unclear"


class ReplySort(StrEnum):
    """What a person seems to say; a suggestion to whoever reads it, never an act."""

    PROMISE = "promise"
    DISPUTE = "dispute"
    PAID = "paid"
    WRONG_PERSON = "wrong_person"
    PLAN = "plan"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Bounced:
    """One address that a server gave back. `status` is the code of RFC 3463, empty where there is none."""

    address: str
    kind: BounceKind
    status: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SortedReply:
    """The sort, the sentence that decided (empty for OTHER), and the day of a promise where one is named."""

    sort: ReplySort
    sentence: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message, read. `answers` are the Message-IDs it refers to, nearest first; of a bounce that of the
    message that came back alone. `relay_ids` are names that a server in between gave that message.
    `written_to` are the addresses it was brought to, as they stand: a token in one keeps its capitals.
    `text` is what its writer wrote, without what he quoted. `back_on` is the first day on which somebody
    who is away reads again. Of a message that `is_cut` the end was not there to be read."""

    kind: IncomingKind
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    answers: tuple[str, ...] = ()
    relay_ids: tuple[str, ...] = ()
    written_to: tuple[str, ...] = ()
    text: str = ""
    bounced: tuple[Bounced, ...] = ()
    back_on: date | None = None
    sorted: SortedReply | None = None
    is_cut: bool = False
