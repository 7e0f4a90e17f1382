"""Bulk: one decision about many invoices or customers, kept by customer so that it can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from connector.core.invoice import HoldReason
from connector.core.views import ListOf


class Deed(StrEnum):
    """What is decided about many at once."""

    PAUSE = "pause"
    HOLD = "hold"
    RELEASE = "release"
    POLICY = "policy"
    EXCLUDE = "exclude"
    INCLUDE = "include"
    RECORD = "record"


class Stopped(StrEnum):
    """Why nobody goes on with a work, where no person said so."""

    #: It was confirmed too long ago.
    STALE = "stale"
    #: Whoever wants it keeps these books no longer.
    ROLE = "role"
    #: Turn after turn ended in a fault.
    TROUBLE = "trouble"


#: What may be decided about many of each.
DEEDS_OF_INVOICES = (Deed.PAUSE, Deed.HOLD, Deed.RELEASE, Deed.POLICY, Deed.RECORD)
DEEDS_OF_CUSTOMERS = (Deed.PAUSE, Deed.HOLD, Deed.RELEASE, Deed.POLICY, Deed.EXCLUDE, Deed.INCLUDE)


@dataclass(frozen=True, slots=True)
class Order:
    """What is decided, and by whom; of the other fields those that its deed needs.

    `until_on` is silent through its day; `reason` is that of the hold that is made or ended; `policy`
    None is the one that would be followed otherwise.
    """

    deed: Deed
    by: str
    reason: HoldReason = HoldReason.PAUSE
    until_on: date | None = None
    note: str = ""
    policy: str | None = None
    step_id: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """One invoice, or a customer as a whole where `invoice_id` is None; `name` is its number or his name."""

    customer_id: str
    name: str
    customer: str
    invoice_id: str | None = None

    @property
    def id(self) -> str:
        return self.invoice_id or self.customer_id


@dataclass(frozen=True, slots=True)
class Work:
    """One order about many, as it was confirmed, and how far it is.

    `count` is of rows, `customers` of whom they are; `more` match as well and nobody was shown them.
    Once it has ended `done` and `left_out` are how many rows each came to; what is neither was
    not begun when somebody cancelled it. It is taken back once `undo_at` is set, and was by `undone_at`.
    `stopped` and `undo_stopped` say why we cancelled it, or its taking back, ourselves; `tries` how many
    turns in a row came to nothing by a fault.
    """

    id: str
    of: ListOf
    order: Order
    begun_at: datetime
    count: int
    customers: int
    more: int = 0
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    ended_at: datetime | None = None
    done: int = 0
    left_out: int = 0
    undo_at: datetime | None = None
    undo_by: str | None = None
    undone_at: datetime | None = None
    stopped: Stopped | None = None
    undo_stopped: Stopped | None = None
    tries: int = 0

    @property
    def is_taken_back(self) -> bool:
        """Or is being so."""
        return self.undo_at is not None

    @property
    def is_under_way(self) -> bool:
        """Whether something of it is still to be done, or still to be taken back."""
        return self.ended_at is None or (self.undo_at is not None and self.undone_at is None)

    @property
    def not_begun(self) -> int:
        """Of one that has ended: rows that were left as they are."""
        return self.count - self.done - self.left_out


@dataclass(frozen=True, slots=True)
class Part:
    """What one work has done with one customer. `facts` are plain values, enough to take it back.

    `left_out` is the code of why nothing was done with him. `is_kept`: when it was taken back something of
    it had been set anew, and stays.
    """

    work_id: str
    customer_id: str
    deed: Deed
    who: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    left_out: str | None = None
    undone_at: datetime | None = None
    is_kept: bool = False

    @property
    def count(self) -> int:
        """Of rows: his invoices, or himself."""
        return len(self.facts.get("numbers", ())) or 1


class Bulk(Protocol):
    """The works of one organisation, and what they did by customer."""

    def begin(self, work: Work, rows: Sequence[Chosen]) -> bool:
        """False where it was begun already."""

    def get(self, work_id: str) -> Work | None: ...

    def lock(self, work_id: str) -> Work | None:
        """The same; nobody else goes on with it, or ends it, until the unit ends."""

    def rows(self, work_id: str) -> tuple[Chosen, ...]:
        """As they were confirmed."""

    def change(self, work_id: str, **fields: Any) -> None:
        """Sets how far it is."""

    def under_way(self) -> tuple[str, ...]:
        """Ids of those of which something is still to be done, oldest first."""

    def latest(self, limit: int, offset: int = 0) -> tuple[Work, ...]:
        """Newest first."""

    def how_many(self) -> int: ...

    def add(self, part: Part) -> bool:
        """False where that work has had its turn with him already."""

    def parts(self, work_id: str) -> tuple[Part, ...]:
        """In the order in which they were done."""

    def undo(self, work_id: str, customer_id: str, at: datetime) -> bool:
        """False where it was taken back before."""

    def keep(self, work_id: str, customer_id: str) -> None:
        """Notes that something of what was taken back stays."""
