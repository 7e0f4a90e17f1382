"""Redelivery: the same message, singly, to who was refused for now while another was accepted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from connector.core.history import State
from connector.core.message import ChargeFacts, MessageFacts, Outcome, Outgoing


@dataclass(frozen=True, slots=True)
class Redelivery:
    """The message of a reminder that has left, still owed to one of its recipients.

    `state` is RETRY until `retry_at`, then CLAIMED and SENDING; it ends SENT, FAILED, UNKNOWN,
    CANCELLED (for `reason`) or MISSED. `attempt` is the number of the coming try, counted on from
    the reminder's own; `position` is his place among the reminder's answers.
    """

    reminder_id: str
    address: str
    position: int
    attempt: int
    state: State = State.RETRY
    retry_at: datetime | None = None
    reason: str | None = None
    is_without_pdf: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """What a message says that may no longer be true later.

    `invoices` are all it names: number, what is asked (minor units), whether it is not late yet;
    `instalment` the day and the amount that were agreed, where it speaks of one; `charges` what helps each
    failed charge it names, and the day of its next try; `has_fees` that the law adds something.
    """

    invoices: tuple[tuple[str, int, bool], ...]
    credit: int
    iban: str | None
    instalment: tuple[str, int] | None = None
    charges: tuple[tuple[str, str, str | None], ...] = ()
    has_fees: bool = False

    @classmethod
    def by(cls, facts: MessageFacts) -> "Stated":
        said = (*facts.lines, *facts.also_open)
        named = ((x.number, x.asked, x.charge is None and x.due_on >= facts.sent_on) for x in said)
        day, amount = facts.instalment_due_on, facts.instalment_amount
        agreed = (day.isoformat(), amount) if day is not None and amount is not None else None
        charges = sorted(_helped(x.number, x.charge) for x in facts.lines if x.charge is not None)
        has_fees = facts.fees is not None
        return cls(tuple(sorted(named)), facts.credit, facts.iban, agreed, tuple(charges), has_fees)

    def is_true_beside(self, now: "Stated") -> bool:
        """Whether all of it would still be said now; that more could be said does not matter."""
        same = (self.credit, self.iban, self.instalment) == (now.credit, now.iban, now.instalment)
        is_added = now.has_fees or not self.has_fees
        return (
            same
            and is_added
            and self.charges == now.charges
            and Counter(self.invoices) <= Counter(now.invoices)
        )


def _helped(number: str, charge: ChargeFacts) -> tuple[str, str, str | None]:
    on = charge.retried_on
    return number, charge.need.value, None if on is None else on.isoformat()


class Redeliveries(Protocol):
    """What is still to be delivered, by recipient. Every change of state is a compare-and-set."""

    def open(self, redelivery: Redelivery) -> None:
        """He waits for his first single try."""

    def due(self, at: datetime) -> tuple[Redelivery, ...]:
        """Those whose retry_at has come, the earliest first."""

    def of_reminder(self, reminder_id: str) -> tuple[Redelivery, ...]:
        """Every recipient who was left out, whatever became of him."""

    def stored(self, redelivery: Redelivery) -> tuple[Outgoing, Stated]:
        """The message word for word as it left, for him alone and without attachments; what it states."""

    def claim(self, redelivery: Redelivery, token: str, seconds: int) -> bool:
        """retry → claimed until `seconds` of real time from now; False where another try came between."""

    def release(self, redelivery: Redelivery, token: str, reason: str) -> None:
        """claimed → retry: not now."""

    def end(self, redelivery: Redelivery, token: str, state: State, reason: str, at: datetime) -> None:
        """claimed → cancelled or missed."""

    def intend(self, redelivery: Redelivery, token: str, at: datetime) -> None:
        """claimed → sending, only while the claim is ours and has not run out; else LeaseLost."""

    def conclude(
        self, redelivery: Redelivery, token: str, outcome: Outcome, retry_at: datetime | None
    ) -> None:
        """sending → the outcome's state, his answer recorded."""

    def expire(self) -> Sequence[Redelivery]:
        """Claims that ran out: claimed → retry; sending → unknown. Returns the unknown ones."""

    def take_back(self, reason: str, at: datetime) -> int:
        """retry → cancelled, all of them."""
