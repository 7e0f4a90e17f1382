"""The business's own mailbox: where it is, how far it was read, and what reading it again brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from connector.core.incoming import BounceKind, IncomingKind, ReplySort


class Security(StrEnum):
    """How the connection is protected: from its first byte, by STARTTLS, or (this machine alone) not."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailboxAccess:
    """What it takes to read a mailbox. `password` is never shown, logged or part of a repr."""

    host: str
    port: int
    security: Security
    user: str
    password: str
    folder: str = "INBOX"

    def __repr__(self) -> str:
        return f"MailboxAccess({self.user} at {self.host}:{self.port}, {self.security}, {self.folder})"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a folder was read: messages up to `last_uid` (RFC 3501, 2.3.1.1)."""

    uid_validity: int
    last_uid: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message of the folder. `raw` holds its first bytes: all of them, unless `is_cut`."""

    uid: int
    raw: bytes
    received_at: datetime | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """What one reading brought, oldest first; the place after it, and whether more waits behind it."""

    place: Place
    mails: tuple[Fetched, ...] = ()
    is_more: bool = False


class MailReader(Protocol):
    """Reads a folder without leaving a trace in it: nothing is marked as read, moved or deleted."""

    def read(self, access: MailboxAccess, place: Place | None, since: datetime) -> Round:
        """What has arrived after `place`; from `since` on where there is none, or the folder was renumbered.

        Bounded in messages, in bytes of each and in all, and in time. Raises AuthExpired where the server
        does not take the name and password, Rejected where the folder or what we ask for is not there,
        Unavailable for all else; each with a sentence for the owner.
        """

    def check(self, access: MailboxAccess) -> int:
        """How many messages stand in the folder, for who asks whether what he typed is right.

        Raises as `read` does.
        """


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The one mailbox of an organisation, without its password.

    `read_at` is when it was last read to its end, `tried_at` when that was tried last; `trouble` is why it
    did not work then, empty where it did. What arrived before `connected_at` is never looked at.
    """

    host: str
    port: int
    security: Security
    user: str
    folder: str
    connected_at: datetime
    place: Place | None = None
    read_at: datetime | None = None
    tried_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A message of the mailbox that answers what we sent, kept once under its `key`.

    One that speaks of several customers is kept for each. `sorted_as`, `sentence` and `day` are what a
    person seems to say; `day` that of his promise or the first on which he reads again.
    """

    id: str
    key: str
    kind: IncomingKind
    customer_id: str
    received_at: datetime
    sender: str = ""
    subject: str = ""
    text: str = ""
    message_id: str = ""
    reminder_id: str | None = None
    sorted_as: ReplySort | None = None
    sentence: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class CameBack:
    """One address, in lower case, that a message of ours came back from."""

    reminder_id: str
    address: str
    kind: BounceKind
    status: str
    at: datetime


class Mailboxes(Protocol):
    """The mailbox of one organisation, and what of it concerns what we sent."""

    def get(self) -> Mailbox | None: ...

    def access(self) -> MailboxAccess | None:
        """With its password. Raises Refused where the key that sealed it is missing."""

    def connect(self, access: MailboxAccess, at: datetime) -> None:
        """In the place of whatever mailbox there was; read from `at` on, unless it is the same folder."""

    def disconnect(self) -> bool:
        """False where there is none; what was kept of it stays."""

    def was_read(self, before: Mailbox, place: Place, tried_at: datetime, is_whole: bool) -> bool:
        """Moves its place, by compare-and-set; `is_whole` where nothing more waited."""

    def was_not_read(self, trouble: str, tried_at: datetime) -> None: ...

    def keep(self, mail: IncomingMail) -> bool:
        """False, and nothing is done, where the same is there for the same customer."""

    def of_customer(self, customer_id: str, most: int) -> tuple[IncomingMail, ...]:
        """The latest first."""

    def came_back(self, what: CameBack) -> bool:
        """False where this message is known to have come back from there."""

    def back_since(self, address: str, since: datetime) -> tuple[CameBack, ...]:
        """What came back from an address from `since` on."""

    def back_from(self, reminder_id: str) -> frozenset[str]:
        """The addresses that one message came back from."""

    def answered(self, message_ids: Sequence[str], relay_ids: Sequence[str]) -> str | None:
        """The id of the reminder that bears one of these, the nearest first; Message-IDs before relays'."""

    def written_to(self, address: str, since: datetime) -> tuple[str, ...]:
        """Ids of the reminders that left to an address since then, the latest first, one of each customer."""
