"""Past: what happened around a customer, and what was written down of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from connector.core.invoice import Credit, Hold, Invoice, Payment
from connector.core.linked import Link
from connector.core.tasks import Task


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did, as it was written down; never changed. `facts` are plain values."""

    number: int
    at: datetime
    who: str
    what: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A hold, with the instants at which it was made and ended."""

    hold: Hold
    made_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """Money that came in for one invoice, in minor units; `is_settled`: nothing of it is open any more."""

    customer_id: str
    customer: str
    number: str
    amount: int
    currency: str
    paid_on: date | None
    seen_on: date
    is_settled: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise of what is still open. Of all that a customer owes, the invoice's fields are empty.

    `amount`, in minor units, is what was promised, else what is open.
    """

    customer_id: str
    customer: str
    until_on: date
    since_on: date
    author: str
    number: str | None = None
    amount: int | None = None
    currency: str | None = None


class Past(Protocol):
    """All that ever was with some customers of one organisation; for a handful of them, oldest first."""

    def events(self, customer_ids: Sequence[str]) -> tuple[Event, ...]:
        """What was written down about them by their ids."""

    def event(self, number: int) -> Event | None: ...

    def holds(self, customer_ids: Sequence[str]) -> tuple[Held, ...]:
        """Of them and of their invoices, ended ones included."""

    def tasks(self, customer_ids: Sequence[str]) -> tuple[Task, ...]:
        """Closed ones included."""

    def invoices(self, customer_ids: Sequence[str]) -> tuple[Invoice, ...]:
        """Closed ones included."""

    def payments(self, customer_ids: Sequence[str]) -> tuple[Payment, ...]: ...

    def received(self, since: date) -> tuple[Received, ...]:
        """From anybody, first seen on that day or later, newest first; what a first import brought apart."""

    def promised(self, today: date, until: date, since: date, limit: int) -> tuple[Promised, ...]:
        """For a day from `today` on: those for `until` at the latest, or made on `since` or later; by day."""

    def credits(self, customer_ids: Sequence[str]) -> tuple[Credit, ...]:
        """Used ones included."""

    def links(self, customer_ids: Sequence[str]) -> tuple[Link, ...]:
        """What was said of them and stands."""
