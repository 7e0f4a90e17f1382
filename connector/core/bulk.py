"""Bulk: one decision about many invoices or customers, kept by customer so that it can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Deed(StrEnum):
    """What is decided about many at once."""

    PAUSE = "pause"
    HOLD = "hold"
    RELEASE = "release"
    POLICY = "policy"
    EXCLUDE = "exclude"
    INCLUDE = "include"
    RECORD = "record"


#: What may be decided about many of each.
DEEDS_OF_INVOICES = (Deed.PAUSE, Deed.HOLD, Deed.RELEASE, Deed.POLICY, Deed.RECORD)
DEEDS_OF_CUSTOMERS = (Deed.PAUSE, Deed.HOLD, Deed.RELEASE, Deed.POLICY, Deed.EXCLUDE, Deed.INCLUDE)


@dataclass(frozen=True, slots=True)
class Part:
    """What one work has done with one customer. `facts` are plain values, enough to take it back.

    `left_out` is the code of why nothing was done with him.
    """

    work_id: str
    customer_id: str
    deed: Deed
    who: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    left_out: str | None = None
    undone_at: datetime | None = None


class Bulk(Protocol):
    """The works of one organisation, by customer."""

    def add(self, part: Part) -> bool:
        """False where that work has had its turn with him already."""

    def parts(self, work_id: str) -> tuple[Part, ...]:
        """In the order in which they were done."""

    def undo(self, work_id: str, customer_id: str, at: datetime) -> bool:
        """False where it was taken back before."""
