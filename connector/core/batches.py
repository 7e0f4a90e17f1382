"""Batches: messages that a business is asked to release itself, each as it was sealed when he was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

#: A batch can be answered for so long.
GOOD_FOR = timedelta(days=7)
#: Who answered, in the audit and on the message.
BY_CLIENT = "client"
#: So many messages stand in one batch, as on the page of approvals.
MOST = 200
#: Signs of what a client writes of one message.
LONGEST_WORDS = 1000


class Answer(StrEnum):
    """What the business said of one message; each is said once."""

    RELEASED = "released"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """One message of a batch: its seal when he was asked, and what he said of it."""

    reminder_id: str
    seal: str
    answer: Answer | None = None
    answered_at: datetime | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What was asked of a business by somebody who works for it."""

    id: str
    asked_by: str
    asked_at: datetime
    until: datetime
    messages: tuple[Asked, ...] = ()
    undone_by: str | None = None
    undone_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether its link still opens anything."""
        return self.undone_at is None and now < self.until

    @property
    def unanswered(self) -> tuple[Asked, ...]:
        return tuple(x for x in self.messages if x.answer is None)


class Batches(Protocol):
    """Those of one organisation."""

    def add(self, batch: Batch) -> None: ...

    def get(self, batch_id: str) -> Batch | None: ...

    def latest(self, count: int) -> Sequence[Batch]:
        """The last ones that were asked, newest first."""

    def answer(
        self, batch_id: str, reminder_id: str, answer: Answer, words: str | None, at: datetime
    ) -> bool:
        """False where it was answered before, or is not in there."""

    def undo(self, batch_id: str, by: str, at: datetime) -> bool:
        """Its link opens nothing from now on; False where that was said before."""
