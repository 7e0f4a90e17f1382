"""Trail: what was done in one organisation, by whom and when, as it was written down; newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from connector.core.past import Event


@dataclass(frozen=True, slots=True)
class TrailWanted:
    """Which events; what is left out lets all pass.

    `who` and `what` are as they were written down; `since` is the first instant, `until` the first one that
    is too late. Of `customers`, by id, one is enough; an empty list lets nothing pass.
    """

    who: str | None = None
    what: str | None = None
    customers: Sequence[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """One event, and the customer whom it is about, where it is about one."""

    event: Event
    customer_id: str | None = None
    customer: str | None = None


class Trail(Protocol):
    """The log of one organisation. Nothing in it is ever changed; a page costs what it shows."""

    def page(self, wanted: TrailWanted, limit: int, after: Event | None = None) -> tuple[Noted, ...]:
        """Newest first; those alone that are older than `after`."""

    def each(self, wanted: TrailWanted) -> Iterator[Noted]:
        """All of them, streamed, newest first."""

    def people(self) -> tuple[str, ...]:
        """Everybody by whom something was done, sorted; machines of ours among them."""
