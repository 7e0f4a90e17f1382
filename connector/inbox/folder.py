"""A folder that is open to be looked at: which messages wait in it, and each of them."""

import imaplib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from imapclient.exceptions import ProtocolError

from connector.core.mailbox import Fetched
from connector.inbox.bounds import LARGEST, MESSAGES
from connector.inbox.troubles import is_throttling, text_of
from connector.inbox.wire import Client

#: As many numbers fit in one line of an answer.
_WINDOW = 50_000
_BODY = b"BODY[]<0>"
_HEAD = ("INTERNALDATE", "RFC822.SIZE")


class Folder:
    """`uid_validity`, `known` (the highest UID that counts) and `exists` (messages) are of its opening."""

    def __init__(self, client: Client, opened: Mapping[bytes, Any]) -> None:
        self._client = client
        self.uid_validity = int(opened[b"UIDVALIDITY"])
        self.exists = int(opened[b"EXISTS"])
        self.has_next = b"UIDNEXT" in opened
        self.known = int(opened[b"UIDNEXT"]) - 1 if self.has_next else self._highest()

    def _highest(self) -> int:
        """For a server that does not say which number comes next (RFC 3501, 6.3.1)."""
        return max(self._client.search("UID *"), default=0) if self.exists else 0

    def waiting(self, after: int, since: datetime | None) -> tuple[list[int], bool]:
        """The lowest UIDs above `after`, as many as a round may bring; and whether there are more.

        With `since`, those that arrived from about then on: a server knows days of its own alone.
        """
        found: list[int] = []
        if self.exists and after < self.known:
            asked = f"UID {after + 1}:{self.known}"
            if since is not None:
                asked += f" SINCE {_day(since)}"
            for part in self._parts():
                uids = {x for x in self._client.search(part + asked) if after < x <= self.known}
                found = sorted({*uids, *found})[: MESSAGES + 1]
        return found[:MESSAGES], len(found) > MESSAGES

    def _parts(self) -> Iterator[str]:
        """The folder in parts whose numbers fit in a line.

        The last part first: what is removed meanwhile moves the others down, into parts still to come.
        """
        if self.exists <= _WINDOW:
            yield ""
            return
        for last in range(self.exists, 0, -_WINDOW):
            end = "*" if last == self.exists else str(last)
            yield f"{max(1, last - _WINDOW + 1)}:{end} "

    def older(self, uids: Sequence[int], since: datetime) -> set[int]:
        """Which of these arrived before. A server that does not tell is asked again with each message."""
        try:
            heads = self._client.fetch(uids, _HEAD)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error:
            return set()
        return {uid for uid, head in heads.items() if is_before(_arrived(head), since)}

    def mail(self, uid: int) -> Fetched | None:
        """A message; None where it is not there any more. Raises Withheld where it is refused."""
        try:
            said = self._client.fetch([uid], (*_HEAD, f"BODY.PEEK[]<0.{LARGEST}>")).get(uid, {})
        except (imaplib.IMAP4.abort, ProtocolError):
            raise
        except imaplib.IMAP4.error as fault:
            text = text_of(fault)
            if "[EXPUNGEISSUED]" in text.upper():
                return None
            if is_throttling(text):
                raise imaplib.IMAP4.abort(text) from None
            raise Withheld(text) from None
        key = _BODY if _BODY in said else b"BODY[]"
        return _fetched(uid, said[key], said) if key in said else None


class Withheld(Exception):
    """The server refuses this message, in these words, and goes on."""


def is_before(at: datetime | None, since: datetime) -> bool:
    return at is not None and at < since


def _fetched(uid: int, body: object, said: Mapping[bytes, Any]) -> Fetched:
    raw = body[:LARGEST] if isinstance(body, bytes) else b""
    size = said.get(b"RFC822.SIZE")
    # Servers guess at sizes: one that does not fill what it may fill has come whole.
    is_cut = size != len(raw) if len(raw) == LARGEST else not raw and size != 0
    return Fetched(uid, raw, _arrived(said), is_cut)


def _arrived(said: Mapping[bytes, Any]) -> datetime | None:
    at = said.get(b"INTERNALDATE")
    try:
        return at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None  # an offset of days, or a year before the first


def _day(since: datetime) -> str:
    """The day before: the server's own day may have begun earlier, and it does not say which is its own."""
    day = since.astimezone(UTC).date()
    day -= timedelta(days=min(1, day.toordinal() - 1))
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{day.day:02d}-{months[day.month - 1]}-{day.year:04d}"
