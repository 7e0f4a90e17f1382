"""Portfolio: how each of several businesses stands, side by side, for whoever looks after all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from connector.core.source import Connection


@dataclass(frozen=True, slots=True)
class Sum:
    """What is open in one currency, minor units, and how many invoices that are.

    `dso`: days for which sales stand open, where that can be told.
    """

    currency: str
    open: int
    late: int
    count: int
    late_count: int
    dso: int | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one business was owed at an instant, by currency."""

    reckoned_at: datetime
    sums: tuple[Sum, ...] = ()


@dataclass(frozen=True, slots=True)
class Client:
    """What stands in the ledger of one business and costs little to ask.

    `waiting` messages wait for approval, `tasks` for a person; `troubled` are ids of connections whose
    consent is at an end. `figures` are those of its last run; None before the first.
    """

    organisation_id: str
    waiting: int = 0
    tasks: int = 0
    is_stopped: bool = False
    posted_until: date | None = None
    connections: tuple[Connection, ...] = ()
    troubled: frozenset[str] = frozenset()
    figures: Snapshot | None = None


class Need(StrEnum):
    """Why somebody should look at a business; the first ones keep most from being done."""

    RECONNECT = "reconnect"
    NO_SENDER = "no_sender"
    NO_CONNECTION = "no_connection"
    TOO_OLD = "too_old"
    NOT_RUN = "not_run"
    APPROVALS = "approvals"
    TASKS = "tasks"
    NOT_POSTED = "not_posted"
    STOPPED = "stopped"
    NO_MANDATE = "no_mandate"


class Portfolio(Protocol):
    """The only reader of several organisations at once: each row bears its own."""

    def clients(self, organisation_ids: Sequence[str]) -> Mapping[str, Client]:
        """These and no others, by their ids."""

    def snapshot(self, organisation_id: str) -> Snapshot | None:
        """Those of its last run."""

    def keep(self, organisation_id: str, figures: Snapshot) -> None:
        """In the place of the ones before."""
