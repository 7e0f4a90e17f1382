"""Reads a mailbox over IMAP and leaves no trace: it is examined, never selected, and only peeked into."""

import imaplib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from unicodedata import category

from connector.core.errors import AuthExpired, Rejected, Unavailable
from connector.core.hosts import is_loopback
from connector.core.mailbox import Fetched, MailboxAccess, Place, Round, Security
from connector.inbox.bounds import ALTOGETHER, LARGEST, TIMEOUT, Allowance
from connector.inbox.folder import Folder, Withheld, is_before
from connector.inbox.sentences import say
from connector.inbox.troubles import not_in, telling, text_of, where, words
from connector.inbox.wire import FAULTS, Client

_NAMED = 10


class ImapMailReader:
    """Implements the port MailReader. Safe to share between threads: each reading has its own connection.

    `ca_file` replaces the system's certificates; `timeout` is in seconds, for each wait.
    """

    def __init__(
        self,
        *,
        ca_file: Path | None = None,
        timeout: float = TIMEOUT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ca_file = ca_file
        self._timeout = timeout
        self._monotonic = monotonic

    def read(self, access: MailboxAccess, place: Place | None, since: datetime) -> Round:
        """At most 200 messages, 20 MiB and 60 seconds; of each its first MiB.

        Where the connection breaks after some were read, these are what the round brought, and more waits.
        """
        with self._reading(access) as (client, folder):
            return _Reading(access, client, folder, place, since).round()

    def check(self, access: MailboxAccess) -> int:
        """How many messages stand in the folder. Raises as `read` does."""
        with self._reading(access) as (_, folder):
            return folder.exists

    @contextmanager
    def _reading(self, access: MailboxAccess) -> Iterator[tuple[Client, Folder]]:
        _refuse_unsafe(access)
        context = _trusting(self._ca_file)
        with telling(access):
            client = Client(access, context, Allowance(self._monotonic, self._timeout))
            is_well = False
            try:
                _encrypt(client, access, context)
                _sign_in(client, access)
                yield client, _opened(client, access)
                is_well = not client.is_broken
            finally:
                client.leave(politely=is_well)


@dataclass
class _Reading:
    """One round, as far as it has come: `dealt` is the highest UID that needs no further look."""

    access: MailboxAccess
    client: Client
    folder: Folder
    place: Place | None
    since: datetime
    mails: list[Fetched] = field(default_factory=list)
    dealt: int = 0
    is_more: bool = False
    refusal: str | None = None

    def round(self) -> Round:
        since = None if self._goes_on() else self.since
        self.dealt = start = self.place.last_uid if self.place and since is None else 0
        uids, self.is_more = self.folder.waiting(start, since)
        try:
            self._take(uids, self.folder.older(uids, since) if uids and since else set(), since)
        except FAULTS:
            if self.dealt == start:
                raise
            self.client.is_broken = self.is_more = True
        if self.refusal is not None and all(not x.raw for x in self.mails):
            said = words(self.refusal, self.access)
            raise Unavailable(
                say("withheld", where=where(self.access), folder=self.access.folder, words=said)
            )
        last = self.dealt if self.is_more else max(self.folder.known, start)
        return Round(Place(self.folder.uid_validity, last), tuple(self.mails), self.is_more)

    def _goes_on(self) -> bool:
        """A folder that counts less far than it did was put back from a copy: its numbers mean others now."""
        place, folder = self.place, self.folder
        if place is None or place.uid_validity != folder.uid_validity:
            return False
        return folder.known >= place.last_uid or not folder.has_next

    def _take(self, uids: list[int], older: set[int], since: datetime | None) -> None:
        for uid in uids:
            if sum(len(x.raw) for x in self.mails) > ALTOGETHER - LARGEST:
                self.is_more = True
                return
            mail = None if uid in older else self._mail(uid)
            if mail is not None and not (since and is_before(mail.received_at, since)):
                self.mails.append(mail)
            self.dealt = uid

    def _mail(self, uid: int) -> Fetched | None:
        try:
            return self.folder.mail(uid)
        except Withheld as refusal:
            self.refusal = str(refusal)
            return Fetched(uid, b"", is_cut=True)


@cache
def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Made once: reading all that a machine trusts takes a while."""
    return ssl.create_default_context(cafile=ca_file)


def _refuse_unsafe(access: MailboxAccess) -> None:
    """Before anything is said."""
    if access.security is Security.NONE and not is_loopback(access.host):
        raise Rejected(say("in_clear", where=where(access)))
    if any(category(x) in ("Cc", "Cs") for x in access.user + access.password + access.folder):
        raise AuthExpired(say("unfit", where=where(access)))


def _encrypt(client: Client, access: MailboxAccess, context: ssl.SSLContext) -> None:
    if access.security is not Security.STARTTLS:
        return
    if not client.has_capability("STARTTLS"):
        raise Rejected(say("no_starttls", where=where(access)))
    client.starttls(context)


def _sign_in(client: Client, access: MailboxAccess) -> None:
    if client.wire.state == "AUTH":
        return  # the greeting said that this connection is known
    is_plain = client.has_capability("AUTH=PLAIN")
    if not is_plain and client.has_capability("LOGINDISABLED"):
        raise Rejected(say("no_passwords", where=where(access)))
    secret = f"\0{access.user}\0{access.password}".encode()
    try:
        # Not by imapclient, which keeps a log of who signs in.
        if is_plain:
            client.wire.authenticate("PLAIN", lambda _: secret)
        else:
            client.wire.login(access.user, access.password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as refused:
        if "command error: " in str(refused):
            raise
        told = not_in(text_of(refused), access)
    else:
        return
    raise told from None


def _opened(client: Client, access: MailboxAccess) -> Folder:
    try:
        opened = client.select_folder(access.folder, readonly=True)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as refused:
        text = text_of(refused)
    else:
        return Folder(client, opened)
    there = _folders(client)
    if _has(there, access.folder):
        said = words(text, access)
        raise Unavailable(say("closed", where=where(access), folder=access.folder, words=said))
    if not there:
        raise Rejected(say("no_folders", where=where(access), folder=access.folder))
    names = ", ".join(there[:_NAMED]) + (", …" if len(there) > _NAMED else "")
    raise Rejected(say("no_folder", where=where(access), folder=access.folder, there=names))


def _folders(client: Client) -> list[str]:
    """Those that hold messages, as the server lists them."""
    listed = client.list_folders()
    return [name for flags, _, name in listed if not {b"\\Noselect", b"\\NonExistent"} & {*flags}]


def _has(there: list[str], folder: str) -> bool:
    return folder in there or (folder.upper() == "INBOX" and "INBOX" in (x.upper() for x in there))
