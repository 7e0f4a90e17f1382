"""What waits for its next try, and why the mail server did not take it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connector.core.history import State
from connector.core.message import Reminder
from connector.core.ports import UnitOfWork
from connector.core.trail import TrailWanted
from connector.usecases.application import Application

#: Why a mail server takes nothing of us, whoever it is for: a person sees to it.
SERVER = ("smtp_auth", "tls", "connection", "timeout", "protocol")
#: So many tries are looked at to say since when.
LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """So many messages that were not taken for one reason, and when the first of them is tried again.

    `since` is the first try of those that wait that ended so.
    """

    reason: str
    count: int
    since: datetime
    next_at: datetime

    @property
    def is_server(self) -> bool:
        return self.reason in SERVER


def tried_again(app: Application, organisation_id: str) -> tuple[TriedAgain, ...]:
    """By reason, what is tried first standing first."""
    with app.store.reading(organisation_id) as unit:
        return waiting_again(unit)


def waiting_again(unit: UnitOfWork) -> tuple[TriedAgain, ...]:
    """The same, in a unit that is open."""
    by_reason: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in unit.reminders.in_states((State.RETRY,)):
        by_reason[reminder.reason or ""].append(reminder)
    found = [_alike(unit, reason, alike) for reason, alike in by_reason.items()]
    return tuple(sorted(found, key=lambda x: (x.next_at, x.reason)))


def _alike(unit: UnitOfWork, reason: str, alike: Sequence[Reminder]) -> TriedAgain:
    next_at = min(x.retry_at or x.planned_at for x in alike)
    customers = sorted({x.customer_id for x in alike})
    tries = unit.trail.page(TrailWanted(what="reminder.retry", customers=customers), LOOKED_AT)
    ids = {x.id for x in alike}
    ended_so = (x.event for x in tries if x.event.facts.get("reason") == reason)
    since = min((x.at for x in ended_so if x.facts.get("reminder") in ids), default=next_at)
    return TriedAgain(reason, len(alike), since, next_at)
