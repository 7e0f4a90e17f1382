"""Approve: a person releases what waits for him."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.message import Reminder
from connector.core.money import Money
from connector.core.ports import Approval, UnitOfWork
from connector.usecases.application import Application

#: So many letters of an id name a reminder on the command line.
SHORTEST_ID = 4


#: What may still be taken back, and what is being handed over at this moment.
_ON_ITS_WAY = (State.APPROVED, State.RETRY, State.CLAIMED, State.SENDING)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a person sees it before it leaves: whose it is, who would read it, and its seal."""

    reminder: Reminder
    customer: str
    to: tuple[str, ...]
    seal: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for approval, and what is released and has not left: the largest of each, and how many
    there are in all."""

    waiting: Sequence[Shown]
    waiting_count: int
    released: Sequence[Shown]
    released_count: int


def desk(app: Application, organisation_id: str, most: int) -> Desk:
    """At most so many of each."""
    with app.store.reading(organisation_id) as unit:
        waiting = _messages(unit, (State.AWAITING_APPROVAL,))
        released = _messages(unit, _ON_ITS_WAY)
        return Desk(
            [_shown(unit, x) for x in waiting[:most]],
            len(waiting),
            [_shown(unit, x) for x in released[:most]],
            len(released),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """One of those that wait, and where it stands among them: the ids of all, in their order."""

    shown: Shown
    ids: Sequence[str]


def place(app: Application, organisation_id: str, reminder_id: str) -> Place | None:
    """None where it does not wait for approval."""
    with app.store.reading(organisation_id) as unit:
        waiting = {x.id: x for x in _messages(unit, (State.AWAITING_APPROVAL,))}
        if reminder_id not in waiting:
            return None
        return Place(_shown(unit, waiting[reminder_id]), tuple(waiting))


def _messages(unit: UnitOfWork, states: Sequence[State]) -> list[Reminder]:
    found = (x for x in unit.reminders.in_states(states) if not x.is_task)
    return sorted(found, key=lambda x: (-Money(x.asked, x.currency).decimal, x.id))


def _shown(unit: UnitOfWork, reminder: Reminder) -> Shown:
    customer = unit.ledger.customer(reminder.customer_id)
    to = customer.readers(reminder.roles)
    return Shown(reminder, customer.name, to, _seal(reminder, to))


def _seal(reminder: Reminder, to: tuple[str, ...]) -> str:
    """Another one for whatever else it would say, or to whom else: its id outlives both."""
    lines = sorted((x.invoice_id, x.step_id, x.cycle, x.asked) for x in reminder.live_lines)
    voice = (reminder.currency, reminder.language, reminder.sort.value, reminder.channel.value)
    said = (lines, voice, reminder.template, reminder.policy, reminder.policy_version, to)
    return sha256(repr(said).encode()).hexdigest()[:16]


def approve_shown(app: Application, organisation_id: str, seals: Mapping[str, str], by: str) -> int:
    """Releases messages as they were shown: those that still bear their seal, by the reminder's id.

    Returns how many; the others are to be looked at again.
    """
    released = 0
    with app.store.writing(organisation_id) as unit:
        for reminder_id in sorted(seals):
            reminder = unit.reminders.get(reminder_id)
            if reminder is None or reminder.is_task:
                continue
            shown = _shown(unit, reminder)
            released += shown.seal == seals[reminder_id] and _release(app, unit, shown, by)
    return released


class TakenBack(StrEnum):
    """What became of a message that somebody wanted back."""

    DONE = "done"
    LEAVING = "leaving"
    GONE = "gone"


def take_back(app: Application, organisation_id: str, reminder_id: str, by: str) -> TakenBack:
    """What has not left waits for approval, until a person releases it."""
    with app.store.writing(organisation_id) as unit:
        if unit.reminders.take_back(reminder_id):
            unit.audit(app.clock.now(), by, "reminder.taken_back", reminder=reminder_id)
            return TakenBack.DONE
        reminder = unit.reminders.get(reminder_id)
    is_leaving = reminder is not None and reminder.state in _ON_ITS_WAY
    return TakenBack.LEAVING if is_leaving else TakenBack.GONE


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
    return _release(app, unit, _shown(unit, reminder), by)


def _release(app: Application, unit: UnitOfWork, shown: Shown, by: str) -> bool:
    """To those who are shown: whoever is added later needs another approval."""
    now, reminder = app.clock.now(), shown.reminder
    if not unit.reminders.approve(reminder.id, Approval(by, now, shown.to)):
        return False
    told = {"reminder": reminder.id, "asked": reminder.asked, "currency": reminder.currency}
    unit.audit(now, by, "reminder.approved", **told)
    return True
