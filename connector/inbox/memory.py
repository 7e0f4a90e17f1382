"""A mailbox that is none, for tests: what arrives is put into it, and it is read as a real one is."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from connector.core.errors import ProviderError
from connector.core.mailbox import Fetched, MailboxAccess, Place, Round
from connector.inbox.bounds import ALTOGETHER, LARGEST, MESSAGES


@dataclass(frozen=True, slots=True)
class _Lying:
    uid: int
    raw: bytes
    at: datetime
    is_withheld: bool = False


class MemoryMailReader:
    """Implements the port MailReader without a server; whoever reads it reads the same folder."""

    def __init__(self) -> None:
        self._lying: list[_Lying] = []
        self._uid_validity = 1
        self._next = 1
        self._errors: deque[ProviderError] = deque()

    def arrives(self, raw: bytes, at: datetime) -> int:
        """A message comes in at a moment; its UID."""
        self._lying.append(_Lying(self._next, raw, at))
        self._next += 1
        return self._next - 1

    def withheld(self, at: datetime) -> int:
        """A message comes in that the server will not hand over; its UID."""
        uid = self.arrives(b"", at)
        self._lying[-1] = _Lying(uid, b"", at, is_withheld=True)
        return uid

    def leaves(self, uid: int) -> None:
        """Somebody moves or deletes it."""
        self._lying = [x for x in self._lying if x.uid != uid]

    def renumbered(self) -> None:
        """The same messages in the same order, under other numbers."""
        self._uid_validity += 1
        lying, self._lying, self._next = self._lying, [], 1
        for x in lying:
            self._lying.append(_Lying(self._next, x.raw, x.at, x.is_withheld))
            self._next += 1

    def fails(self, error: ProviderError) -> None:
        """The next reading ends like this."""
        self._errors.append(error)

    def read(self, access: MailboxAccess, place: Place | None, since: datetime) -> Round:
        self._fail()
        goes_on = place if place and place.uid_validity == self._uid_validity else None
        dealt = goes_on.last_uid if goes_on else 0
        waiting = [x for x in self._lying if x.uid > dealt and (goes_on or x.at >= since)]
        mails: list[Fetched] = []
        for lying in waiting[:MESSAGES]:
            if sum(len(x.raw) for x in mails) > ALTOGETHER - LARGEST:
                break
            mails.append(_fetched(lying))
        is_more = len(mails) < len(waiting)
        last = mails[-1].uid if is_more else self._next - 1
        return Round(Place(self._uid_validity, last), tuple(mails), is_more)

    def check(self, access: MailboxAccess) -> int:
        self._fail()
        return len(self._lying)

    def _fail(self) -> None:
        if self._errors:
            raise self._errors.popleft()


def _fetched(lying: _Lying) -> Fetched:
    if lying.is_withheld:
        return Fetched(lying.uid, b"", None, is_cut=True)
    return Fetched(lying.uid, lying.raw[:LARGEST], lying.at, len(lying.raw) > LARGEST)
