"""What a mail server's replies mean; pure. The codes are those of RFC 5321 and RFC 3463."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from connector.channels.reasons import REASONS, DeliveryReason
from connector.core.history import State
from connector.core.message import Outcome, RecipientAnswer, Verdict
from connector.core.refusals import (
    BAD_ADDRESS,
    EMPTY,
    ENHANCED,
    FULL,
    PASSING,
    TOO_LARGE,
    code_of,
    is_no_such_user,
)

_NEEDS_SIGNING_IN = {530, 534, 535, 538}
_GREY = re.compile(r"gr[ea]y.?list", re.IGNORECASE)
_RELAY_IDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bqueued as ([^\s;,>]+)",
        r"\bInternalId=(\d+)",
        r"\bid=([^\s;,>]+)",
        r"\bOK\s+\d+ (\S+) - gsmtp",
        r"(?:^|\s)(\S+) Message accepted",
        r"^(?:2\.0\.0 )?Ok ([\w-]{20,})$",
    )
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its three digits and its words."""

    code: int
    text: str = ""

    @classmethod
    def of(cls, line: str) -> "Reply":
        """From one line as a server writes it, `550 5.1.1 No such user`."""
        return cls(int(line[:3]), line[4:])

    @property
    def enhanced(self) -> str | None:
        """The code of RFC 3463, None where there is none or it contradicts the three digits."""
        found = ENHANCED.match(self.text)
        if found is None or found[1] != str(self.code)[:1]:
            return None
        return code_of(found)

    @property
    def is_yes(self) -> bool:
        return 200 <= self.code < 300

    @property
    def is_not_now(self) -> bool:
        return 400 <= self.code < 500

    @property
    def is_never(self) -> bool:
        return 500 <= self.code < 600


def verdict_of(reply: Reply, has_attachments: bool) -> Verdict:
    """What a reply says about one recipient, or about the message as a whole."""
    if reply.is_yes:
        return Verdict.ACCEPTED
    if not reply.is_never or reply.enhanced in PASSING:
        return Verdict.LATER
    if reply.enhanced in TOO_LARGE:
        return Verdict.TOO_LARGE
    if reply.enhanced in BAD_ADDRESS:
        return Verdict.BAD_ADDRESS
    if reply.enhanced is not None and reply.enhanced not in EMPTY:
        return Verdict.REFUSED
    return _verdict_of_bare(reply, has_attachments)


def _verdict_of_bare(reply: Reply, has_attachments: bool) -> Verdict:
    if reply.code == 552:
        return Verdict.TOO_LARGE if has_attachments else Verdict.LATER
    return Verdict.BAD_ADDRESS if is_no_such_user(reply.text) else Verdict.REFUSED


def answer_of(address: str, reply: Reply, has_attachments: bool) -> RecipientAnswer:
    """The reply to RCPT as the recipient's own answer."""
    return RecipientAnswer(address, verdict_of(reply, has_attachments), reply.code, reply.text)


def ended(reason: DeliveryReason, answers: Sequence[RecipientAnswer] = ()) -> Outcome:
    """An outcome in the state that its reason stands for."""
    return Outcome(REASONS[reason].state, reason.value, tuple(answers))


def not_now(reason: DeliveryReason, addresses: Iterable[str], reply: Reply | None) -> Outcome:
    """The conversation ended before anything could leave; the server's words, if any, for everyone."""
    if reply is None:
        return ended(reason)
    return ended(reason, [RecipientAnswer(a, Verdict.LATER, reply.code, reply.text) for a in addresses])


def too_large(answers: Sequence[RecipientAnswer], has_attachments: bool) -> Outcome:
    """Another try without the attachments, where there are any; else it has failed."""
    outcome = ended(DeliveryReason.TOO_LARGE, answers)
    if has_attachments:
        return replace(outcome, is_too_large=True)
    return replace(outcome, state=State.FAILED)


def mail_refused(reply: Reply, addresses: Iterable[str], has_attachments: bool) -> Outcome:
    """MAIL FROM was not taken: nothing can leave, and no recipient is to blame."""
    if reply.code in _NEEDS_SIGNING_IN:
        return not_now(DeliveryReason.SMTP_AUTH, addresses, reply)
    verdict = verdict_of(reply, has_attachments=True)
    if verdict is Verdict.LATER:
        return not_now(_why_later(reply.code, reply.text), addresses, reply)
    if verdict is not Verdict.TOO_LARGE:
        verdict = Verdict.REFUSED
    answers = [RecipientAnswer(a, verdict, reply.code, reply.text) for a in addresses]
    if verdict is Verdict.TOO_LARGE:
        return too_large(answers, has_attachments)
    return ended(DeliveryReason.SENDER_REFUSED, answers)


def nobody_took_it(answers: Sequence[RecipientAnswer], has_attachments: bool) -> Outcome:
    """No billing recipient was accepted; `answers` are theirs."""
    verdicts = {answer.verdict for answer in answers}
    if Verdict.TOO_LARGE in verdicts and (has_attachments or Verdict.LATER not in verdicts):
        return too_large(answers, has_attachments)
    for answer in answers:
        if answer.code in _NEEDS_SIGNING_IN:
            return ended(DeliveryReason.SMTP_AUTH, answers)
        if answer.verdict is Verdict.LATER:
            return ended(_why_later(answer.code, answer.text), answers)
    is_bad = verdicts == {Verdict.BAD_ADDRESS}
    return ended(DeliveryReason.BAD_ADDRESS if is_bad else DeliveryReason.REFUSED, answers)


def refused_whole(reply: Reply, answers: Sequence[RecipientAnswer], has_attachments: bool) -> Outcome:
    """DATA, or the message after its last dot, was refused: that is the answer of all who were accepted."""
    accepted = sum(answer.verdict is Verdict.ACCEPTED for answer in answers)
    verdict = verdict_of(reply, has_attachments)
    if verdict is Verdict.BAD_ADDRESS and accepted > 1:
        verdict = Verdict.REFUSED  # nobody can tell whose address is meant
    final = RecipientAnswer("", verdict, reply.code, reply.text)
    outcome = nobody_took_it([final], has_attachments)
    return replace(outcome, answers=tuple(_finally(answer, final) for answer in answers))


def _finally(answer: RecipientAnswer, final: RecipientAnswer) -> RecipientAnswer:
    return replace(final, address=answer.address) if answer.verdict is Verdict.ACCEPTED else answer


def _why_later(code: int, text: str) -> DeliveryReason:
    reply = Reply(code, text)
    if code == 421:
        return DeliveryReason.BUSY
    if code == 552 or (reply.enhanced or "")[1:] == ".2.2" or FULL.search(text):
        return DeliveryReason.MAILBOX_FULL
    return DeliveryReason.GREYLISTED if _GREY.search(text) else DeliveryReason.TRY_LATER


def taken(reply: Reply, answers: Sequence[RecipientAnswer]) -> Outcome:
    """The server took the message; it is now its to deliver."""
    return replace(ended(DeliveryReason.SENT, answers), relay_id=relay_id(reply.text))


def relay_id(text: str) -> str | None:
    """The server's own id, as the common servers write it after the last dot."""
    for pattern in _RELAY_IDS:
        if found := pattern.search(text):
            return found[1].rstrip(".")
    return None
