"""Tasks: what a person is asked to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class TaskKind(StrEnum):
    """Why a person is asked to look. Call and letter tasks are reminders and not in here."""

    UNKNOWN = "unknown"
    UNKNOWN_RECIPIENT = "unknown_recipient"
    FIND_CONTACT = "find_contact"
    DELIVERY_FAILED = "delivery_failed"
    NO_DUE_DATE = "no_due_date"
    INSOLVENCY = "insolvency"
    SORT_REPLY = "sort_reply"
    LADDER_FINISHED = "ladder_finished"
    NEEDS_PERSON = "needs_person"
    RELEASE = "release"
    CHARGEBACK = "chargeback"
    FINAL_ACTION = "final_action"
    DISPUTED = "disputed"
    ASKS_PLAN = "asks_plan"
    NAMES_CONTACT = "names_contact"
    WROTE_AGAIN = "wrote_again"
    CLIENT_REFUSES = "client_refuses"


#: The outcome of a task that has answered itself; every other one is a person's.
SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person does. `key` keeps the same question from being asked twice.

    `text` is what the kind does not say, such as an address and what its server said of it or a
    reason code, else empty; where a customer has said something on his page, that, in lines. The sentence
    is made by whoever shows the task, in his reader's language; the first versions kept a whole one here.
    """

    id: str
    kind: TaskKind
    key: str
    text: str
    opened_at: datetime
    customer_id: str | None = None
    invoice_id: str | None = None
    reminder_id: str | None = None
    closed_at: datetime | None = None
    outcome: str | None = None


class Tasks(Protocol):
    """Tasks of one organisation."""

    def open(self, task: Task) -> bool:
        """False when a task with the same key is already open."""

    def close(self, task_id: str, outcome: str, at: datetime) -> bool: ...

    def close_key(self, key: str, outcome: str, at: datetime) -> bool: ...

    def answered(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of `keys` whose question a person has answered."""

    def waiting(self, customer_ids: Sequence[str] | None = None) -> tuple[Task, ...]:
        """Open ones, of everybody or of these customers, oldest first."""
