"""Approve: a person releases what waits for him."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.message import Reminder
from connector.core.money import Money
from connector.core.ports import Approval, UnitOfWork
from connector.usecases.application import Application
from connector.usecases.outlook import outlook
from connector.usecases.reconcile import MACHINE, needs_approval

#: So many letters of an id name a reminder on the command line.
SHORTEST_ID = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a person sees it before it leaves: whose it is, and to whom it would go."""

    reminder: Reminder
    customer: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for approval, and what a person released that has not left: the largest of each, and how
    many there are in all."""

    waiting: Sequence[Shown]
    waiting_count: int
    released: Sequence[Shown]
    released_count: int


def desk(app: Application, organisation_id: str, most: int) -> Desk:
    """At most so many of each."""
    with app.store.reading(organisation_id) as unit:
        found = unit.reminders.in_states((State.AWAITING_APPROVAL, State.APPROVED))
        messages = sorted((x for x in found if not x.is_task), key=_largest_first)
        waiting = [x for x in messages if x.state is State.AWAITING_APPROVAL]
        released = [x for x in messages if x.approved_by not in (None, MACHINE)]
        return Desk(
            [_shown(unit, x) for x in waiting[:most]],
            len(waiting),
            [_shown(unit, x) for x in released[:most]],
            len(released),
        )


def _largest_first(reminder: Reminder) -> tuple[object, ...]:
    return (-Money(reminder.asked, reminder.currency).decimal, reminder.id)


def _shown(unit: UnitOfWork, reminder: Reminder) -> Shown:
    customer = unit.ledger.customer(reminder.customer_id)
    return Shown(reminder, customer.name, customer.addresses(reminder.roles))


def approve_shown(
    app: Application, organisation_id: str, recipients: Mapping[str, tuple[str, ...]], by: str
) -> tuple[int, int]:
    """Releases messages as they were shown, to these recipients by the reminder's id.

    How many were released, and how many were changed meanwhile: those are to be looked at again.
    """
    released = 0
    with app.store.writing(organisation_id) as unit:
        for reminder_id in sorted(recipients):
            reminder = unit.reminders.get(reminder_id)
            if reminder is None or reminder.is_task or reminder.state is not State.AWAITING_APPROVAL:
                continue
            is_same = _shown(unit, reminder).to == recipients[reminder_id]
            released += is_same and _approve(app, unit, reminder, by)
    return released, len(recipients) - released


def take_back(app: Application, organisation_id: str, reminder_id: str, by: str) -> None:
    """What a person released waits for approval again. Raises Refused once it is leaving, or where
    nothing would wait for a person."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        reminder = unit.reminders.get(reminder_id)
        if reminder is not None and not needs_approval(outlook(app, unit, now), unit, reminder):
            raise Refused("Here nothing of this sort waits for approval: hold its invoices instead.")
        if reminder is None or not unit.reminders.take_back(reminder.id):
            raise Refused("It has left, or is leaving at this moment: it can no longer be taken back.")
        unit.audit(now, by, "reminder.taken_back", reminder=reminder_id)


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
