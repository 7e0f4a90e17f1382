"""A channel that keeps what it is given, for tests and for previews: no server, the same answers."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock

from connector.channels.addresses import on_the_wire
from connector.channels.answers import Reply, answer_of, ended, nobody_took_it, refused_whole, taken
from connector.channels.compose import addresses_of, billing_of
from connector.channels.reasons import DeliveryReason
from connector.core.message import Outcome, Outgoing, RecipientAnswer, Verdict

#: Stands for the answer after the last dot where a script speaks of addresses.
WHOLE_MESSAGE = "."


class Script:
    """What a server that is not one will say: replies by address, each once or for ever."""

    def __init__(self) -> None:
        self._once: dict[str, deque[str]] = {}
        self._always: dict[str, str] = {}

    def say(self, address: str, *replies: str) -> None:
        """Each of these once, in turn, then acceptance again: `say(a, "451 4.7.1 Greylisted")`."""
        self._once.setdefault(address, deque()).extend(replies)

    def always_say(self, address: str, reply: str) -> None:
        """This every time, from now on."""
        self._always[address] = reply

    def next(self, address: str) -> str | None:
        """The reply to give now; None to accept."""
        waiting = self._once.get(address)
        return waiting.popleft() if waiting else self._always.get(address)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that was taken, and for whom."""

    message: Outgoing
    accepted: tuple[str, ...]


class MemoryChannel:
    """Implements the port Channel without a server; `script` says whom to refuse, and with which reply."""

    def __init__(self) -> None:
        self.delivered: list[Delivered] = []
        self.script = Script()
        self._breaks: deque[DeliveryReason] = deque()
        self._lock = Lock()

    def break_off(self, reason: DeliveryReason) -> None:
        """The next attempt ends like this; after 354 nobody knows, so it is not in `delivered`."""
        self._breaks.append(reason)

    def deliver(self, message: Outgoing) -> Outcome:
        """One attempt, answered as the script says."""
        if not message.to:
            return ended(DeliveryReason.NO_RECIPIENT)
        with self._lock:
            return ended(self._breaks.popleft()) if self._breaks else self._answered(message)

    def _answered(self, message: Outgoing) -> Outcome:
        has_attachments = bool(message.attachments)
        billing = billing_of(message)
        answers = self._answers(billing, has_attachments)
        if not _accepted(answers):
            return nobody_took_it(answers, has_attachments)
        copies = [address for address in addresses_of(message) if address not in billing]
        answers += self._answers(copies, has_attachments)
        return self._concluded(message, answers)

    def _answers(self, addresses: Iterable[str], has_attachments: bool) -> list[RecipientAnswer]:
        return [answer_of(address, self._reply(address), has_attachments) for address in addresses]

    def _reply(self, address: str) -> Reply:
        if on_the_wire(address) is None:
            return Reply(553, "5.1.3 This is not a mail address")
        return Reply.of(self.script.next(address) or "250 OK")

    def _concluded(self, message: Outgoing, answers: list[RecipientAnswer]) -> Outcome:
        reply = Reply.of(self.script.next(WHOLE_MESSAGE) or f"250 OK queued as {len(self.delivered) + 1}")
        if not reply.is_yes:
            return refused_whole(reply, answers, bool(message.attachments))
        self.delivered.append(Delivered(message, _accepted(answers)))
        return taken(reply, answers)


def _accepted(answers: Iterable[RecipientAnswer]) -> tuple[str, ...]:
    return tuple(answer.address for answer in answers if answer.verdict is Verdict.ACCEPTED)
