"""Approve: a person releases what waits for him."""

from collections.abc import Sequence

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.message import Reminder
from connector.core.ports import Approval, UnitOfWork
from connector.usecases.application import Application

#: So many letters of an id name a reminder on the command line.
SHORTEST_ID = 4


def approve(app: Application, organisation_id: str, ids: Sequence[str], by: str) -> list[Reminder]:
    """Releases the reminders whose ids begin as given; all or none.

    Raises Refused for an id that names none or several, or one that does not wait for approval.
    """
    with app.store.writing(organisation_id) as unit:
        chosen = [_the_one(unit, prefix) for prefix in ids]
        for reminder in chosen:
            if not _approve(app, unit, reminder, by):
                raise Refused(f"Reminder {reminder.id} was changed meanwhile: look at it again.")
    return chosen


def approve_all(app: Application, organisation_id: str, by: str) -> list[Reminder]:
    """Releases every message that waits for approval; calls and letters are done, not released.

    What somebody else released or took back meanwhile is left out.
    """
    with app.store.writing(organisation_id) as unit:
        waiting = unit.reminders.in_states((State.AWAITING_APPROVAL,))
        return [x for x in waiting if not x.is_task and _approve(app, unit, x, by)]


def _the_one(unit: UnitOfWork, prefix: str) -> Reminder:
    reminder = the_reminder(unit, prefix)
    if reminder.is_task:
        raise Refused(
            f"{prefix} is a {reminder.channel} to be done: say so with `relance resolve {prefix} done`."
        )
    if reminder.state is not State.AWAITING_APPROVAL:
        raise Refused(
            f"Reminder {prefix} does not wait for approval, it is {reminder.state}: "
            "`relance approve` lists what waits."
        )
    return reminder


def the_reminder(unit: UnitOfWork, prefix: str) -> Reminder:
    """The one reminder whose id begins with `prefix`; Refused for none, several or too few letters."""
    found = unit.reminders.find(prefix) if len(prefix) >= SHORTEST_ID else ()
    if not found:
        raise Refused(
            f"No reminder begins with «{prefix}»: `relance approve` lists what waits, "
            f"with at least {SHORTEST_ID} letters of each id."
        )
    if len(found) > 1:
        raise Refused(f"{len(found)} reminders begin with «{prefix}»: write more of the id.")
    return found[0]


def _approve(app: Application, unit: UnitOfWork, reminder: Reminder, by: str) -> bool:
    now = app.clock.now()
    recipients = unit.ledger.customer(reminder.customer_id).addresses(reminder.roles)
    if not unit.reminders.approve(reminder.id, Approval(by, now, recipients)):
        return False
    unit.audit(now, by, "reminder.approved", reminder=reminder.id, asked=reminder.asked)
    return True
