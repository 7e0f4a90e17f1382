"""The business's own mail server: one kept connection, one attempt at a time, each phase told apart.

What broke before the server said 354 has not left; what broke after may have.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from types import TracebackType

from connector.channels.addresses import Mailbox, on_the_wire
from connector.channels.answers import (
    Reply,
    answer_of,
    ended,
    mail_refused,
    nobody_took_it,
    not_now,
    refused_whole,
    taken,
)
from connector.channels.compose import addresses_of, billing_of, composed, needs_utf8
from connector.channels.connection import LONGEST_IDLE, TIMEOUT, BrokenOff, Conversation, Opener
from connector.channels.reasons import REASONS, DeliveryReason
from connector.channels.server import SmtpServer, parse_smtp_url
from connector.core.message import Outcome, Outgoing, RecipientAnswer, Verdict
from connector.log import logger

_NO_ADDRESS = Reply(553, "5.1.3 This is not a mail address")
_NO_SENDER = Reply(553, "5.1.7 The sender is not a mail address")
_NEEDS_UTF8 = Reply(553, "5.6.7 The mail server takes no address with letters outside ASCII before the @")


class SmtpChannel:
    """Implements the port Channel. Safe to share between threads, which then take turns.

    `sender` stands in where a message names none; `ca_file` replaces the system's certificates;
    `timeout` is in seconds, for each answer. Raises Refused for an address that is wrong.
    """

    def __init__(
        self,
        server: SmtpServer | str,
        sender: Mailbox | None = None,
        *,
        ca_file: Path | None = None,
        timeout: float = TIMEOUT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.server = parse_smtp_url(server) if isinstance(server, str) else server
        self._sender = sender
        self._opener = Opener(self.server, ca_file, timeout)
        self._monotonic = monotonic
        self._lock = Lock()
        self._open: Conversation | None = None
        self._used_at = 0.0

    def deliver(self, message: Outgoing) -> Outcome:
        """One attempt at all recipients together; the server keeps it or does not, we never try twice."""
        if not message.to:
            return ended(DeliveryReason.NO_RECIPIENT)
        with self._lock:
            return self._attempt(self._with_sender(message))

    def check(self) -> str | None:
        """Connects and signs in anew; None if all is well, else a sentence for the owner."""
        with self._lock:
            try:
                self._reopen()
            except BrokenOff as broken:
                return f"{REASONS[broken.reason].sentence} ({broken.detail})"
            return None

    def close(self) -> None:
        """Takes leave of the server. The next message opens a new connection."""
        with self._lock:
            self._drop(politely=True)

    def __enter__(self) -> "SmtpChannel":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _with_sender(self, message: Outgoing) -> Outgoing:
        if message.sender or self._sender is None:
            return message
        name = message.sender_name or self._sender.name
        return replace(message, sender=self._sender.address, sender_name=name)

    def _attempt(self, message: Outgoing) -> Outcome:
        try:
            outcome = self._hand_over(message)
        except BrokenOff as broken:
            self._drop()
            logger(__name__).warning("mail_not_handed_over", reason=broken.reason.value, detail=broken.detail)
            return not_now(broken.reason, addresses_of(message), broken.reply)
        except BaseException:
            self._drop()  # half a message may have been said, and the next one must not go on with it
            raise
        self._used_at = self._monotonic()
        return outcome

    def _hand_over(self, message: Outgoing) -> Outcome:
        has_attachments = bool(message.attachments)
        talk, content, reply = self._begun(message)
        if not reply.is_yes:
            return mail_refused(reply, addresses_of(message), has_attachments)
        billing = billing_of(message)
        answers = _answers(talk, billing, has_attachments)
        if all(answer.verdict is not Verdict.ACCEPTED for answer in answers):
            return nobody_took_it(answers, has_attachments)
        copies = [address for address in addresses_of(message) if address not in billing]
        answers += _answers(talk, copies, has_attachments)
        reply = talk.data()
        if reply.code != 354:
            return _not_asked_for(reply, answers, has_attachments)
        return self._concluded(talk, content, answers, has_attachments)

    def _concluded(
        self, talk: Conversation, content: bytes, answers: list[RecipientAnswer], has_attachments: bool
    ) -> Outcome:
        try:
            reply = talk.hand_over(content)
        except BrokenOff as broken:
            self._drop()
            logger(__name__).error("mail_outcome_unknown", reason=broken.reason.value, detail=broken.detail)
            return ended(broken.reason, answers)
        return taken(reply, answers) if reply.is_yes else refused_whole(reply, answers, has_attachments)

    def _begun(self, message: Outgoing) -> tuple[Conversation, bytes, Reply]:
        """MAIL FROM over the kept connection, or over a new one where that is gone or closing."""
        if self._open is not None and self._monotonic() - self._used_at < LONGEST_IDLE:
            try:
                self._open.reset()
                return _begun_over(self._open, message)
            except BrokenOff as broken:
                logger(__name__).info("mail_connection_renewed", detail=broken.detail)
        return _begun_over(self._reopen(), message)

    def _reopen(self) -> Conversation:
        self._drop()
        self._open = self._opener.open()
        return self._open

    def _drop(self, politely: bool = False) -> None:
        kept, self._open = self._open, None
        if kept is not None:
            kept.close(politely)


def _begun_over(talk: Conversation, message: Outgoing) -> tuple[Conversation, bytes, Reply]:
    sender = on_the_wire(message.sender)
    is_utf8 = talk.takes_utf8 and needs_utf8(message)
    if sender is None:
        return talk, b"", _NO_SENDER
    if not (is_utf8 or sender.isascii()):
        return talk, b"", _NEEDS_UTF8
    content = composed(message, is_utf8)
    return talk, content, talk.mail(sender, len(content), is_utf8)


def _answers(talk: Conversation, addresses: Iterable[str], has_attachments: bool) -> list[RecipientAnswer]:
    return [answer_of(address, _rcpt(talk, address), has_attachments) for address in addresses]


def _rcpt(talk: Conversation, address: str) -> Reply:
    wire = on_the_wire(address)
    if wire is None:
        return _NO_ADDRESS
    if not (talk.takes_utf8 or wire.isascii()):
        return _NEEDS_UTF8
    return talk.rcpt(wire)


def _not_asked_for(reply: Reply, answers: list[RecipientAnswer], has_attachments: bool) -> Outcome:
    """DATA was answered, but not with 354: nothing has left."""
    if not (reply.is_not_now or reply.is_never):
        raise BrokenOff(DeliveryReason.PROTOCOL, f"DATA: {reply.code} {reply.text}", reply)
    return refused_whole(reply, answers, has_attachments)
