"""The business's own mailbox: where it is, how far it was read, and what reading it again brought."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


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
