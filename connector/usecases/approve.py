"""Approve: a person releases what waits for him."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.invoice import Organisation
from connector.core.message import Reminder
from connector.core.money import Money
from connector.core.ports import Approval, UnitOfWork
from connector.usecases.application import Application
from connector.usecases.seals import kept_seal, mark_of, seal_of
from connector.usecases.sentences import say
from connector.usecases.signing import Signing

#: So many letters of an id name a reminder on the command line.
SHORTEST_ID = 4


#: What may still be taken back, and what is being handed over at this moment.
_ON_ITS_WAY = (State.APPROVED, State.RETRY, State.CLAIMED, State.SENDING)
_LEFT = (State.SENT, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a person sees it before it leaves: whose it is, who would read it, and its seal.

    `wants_two`: all that it lists comes to so much that two people must release it, where `asks_less` what
    it asks now alone does not; `first_by` has done so already, as it is shown now. `kept` is the seal as the
    first approval keeps it.
    """

    reminder: Reminder
    customer: str
    to: tuple[str, ...]
    seal: str
    wants_two: bool = False
    asks_less: bool = False
    first_by: str | None = None
    kept: str = ""

    @property
    def waits(self) -> bool:
        """Whether it is a message that nobody has released or cancelled."""
        return self.reminder.state is State.AWAITING_APPROVAL and not self.reminder.is_task


@dataclass(frozen=True, slots=True)
class Approved:
    """What became of the messages that somebody approved.

    `halves` wait for a second person now; for `own` ones they waited before, and he is the first. `again`
    were released by him before, as they are shown: his button was pressed twice.
    """

    released: tuple[Reminder, ...] = ()
    halves: tuple[Reminder, ...] = ()
    own: tuple[Reminder, ...] = ()
    again: tuple[Reminder, ...] = ()

    def __add__(self, other: "Approved") -> "Approved":
        return Approved(
            self.released + other.released,
            self.halves + other.halves,
            self.own + other.own,
            self.again + other.again,
        )

    @property
    def count(self) -> int:
        """Of those that waited, and were as he saw them."""
        return len(self.released) + len(self.halves) + len(self.own)


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for approval, and what is released and has not left: the largest of each, and how many
    there are in all."""

    waiting: Sequence[Shown]
    waiting_count: int
    released: Sequence[Shown]
    released_count: int


def desk(app: Application, organisation_id: str, most: int | None = None) -> Desk:
    """At most so many of each, or all."""
    with app.store.reading(organisation_id) as unit:
        own, signing = unit.organisation(), Signing(app, unit)
        waiting = _messages(unit, (State.AWAITING_APPROVAL,))
        released = _messages(unit, _ON_ITS_WAY)
        return Desk(
            [_shown(unit, signing, own, x) for x in waiting[:most]],
            len(waiting),
            [_shown(unit, signing, own, x) for x in released[:most]],
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
        shown = _shown(unit, Signing(app, unit), unit.organisation(), waiting[reminder_id])
        return Place(shown, tuple(waiting))


def following(app: Application, organisation_id: str, reminder_id: str) -> str | None:
    """The message that is read after this one, waiting or released; the first where this was the last."""
    with app.store.reading(organisation_id) as unit:
        read = unit.reminders.get(reminder_id)
        waiting = [x for x in _messages(unit, (State.AWAITING_APPROVAL,)) if x.id != reminder_id]
    behind = [x for x in waiting if read is not None and _order(x) > _order(read)]
    return next((x.id for x in (*behind, *waiting)), None)


def waiting_ids(app: Application, organisation_id: str) -> tuple[str, ...]:
    """Of all that wait for approval, the largest first."""
    with app.store.reading(organisation_id) as unit:
        return tuple(x.id for x in _messages(unit, (State.AWAITING_APPROVAL,)))


def sealed(app: Application, unit: UnitOfWork, most: int) -> list[Shown]:
    """What waits for approval as it is now, the largest first."""
    own, signing = unit.organisation(), Signing(app, unit)
    return [_shown(unit, signing, own, x) for x in _messages(unit, (State.AWAITING_APPROVAL,))[:most]]


def sealed_one(unit: UnitOfWork, signing: Signing, reminder_id: str) -> Shown | None:
    """One message, whether it waits or not; None where it is not there."""
    found = unit.reminders.get(reminder_id)
    return None if found is None else _shown(unit, signing, unit.organisation(), found)


def _messages(unit: UnitOfWork, states: Sequence[State]) -> list[Reminder]:
    found = (x for x in unit.reminders.in_states(states) if not x.is_task)
    return sorted(found, key=_order)


def _order(reminder: Reminder) -> tuple[Decimal, str]:
    return (-Money(reminder.asked, reminder.currency).decimal, reminder.id)


def _shown(unit: UnitOfWork, signing: Signing, own: Organisation, reminder: Reminder) -> Shown:
    customer = unit.ledger.customer(reminder.customer_id)
    to = customer.readers(reminder.roles)
    written = unit.texts.written()
    mark = mark_of(own, written, customer, signing.of(reminder))
    seal = seal_of(reminder, to, mark + written.policies_mark)
    kept = kept_seal(seal, mark)
    wants_two = not reminder.is_task and own.wants_two(reminder.currency, reminder.asked)
    asks_less = wants_two and not own.wants_two(reminder.currency, reminder.asked_now)
    first_by = reminder.first_approved_by if wants_two and reminder.first_seal == kept else None
    return Shown(reminder, customer.name, to, seal, wants_two, asks_less, first_by, kept)


def approve_shown(
    app: Application, organisation_id: str, seals: Mapping[str, str], by: str, *, by_one: bool = False
) -> Approved:
    """Releases messages as they were shown: those that still bear their seal, by the reminder's id.

    The others are to be looked at again. With `by_one` what two must release is left out: `by` is not a
    person of the house.
    """
    done = Approved()
    with app.store.writing(organisation_id) as unit:
        own, signing = _held(unit), Signing(app, unit)
        for reminder_id in sorted(seals):
            reminder = unit.reminders.get(reminder_id)
            if reminder is None or reminder.is_task:
                continue
            shown = _shown(unit, signing, own, reminder)
            if shown.seal == seals[reminder_id] and not (by_one and shown.wants_two):
                done += _again(shown, by) or _release(app, unit, shown, by)
    return done


def _again(shown: Shown, by: str) -> Approved | None:
    """None where it is not he who has released it."""
    reminder = shown.reminder
    is_his = reminder.approved_by == by and reminder.state in (*_ON_ITS_WAY, *_LEFT)
    return Approved(again=(reminder,)) if is_his else None


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


def approve(app: Application, organisation_id: str, ids: Sequence[str], by: str) -> Approved:
    """Releases the reminders whose ids begin as given; all or none.

    Raises Refused for an id that names none or several, one that does not wait for approval, or one that
    waits for somebody else than `by`.
    """
    done = Approved()
    with app.store.writing(organisation_id) as unit:
        own, signing = _held(unit), Signing(app, unit)
        for reminder in [_the_one(unit, prefix) for prefix in ids]:
            one = _release(app, unit, _shown(unit, signing, own, reminder), by)
            if not one.count:
                raise Refused(say("reminder_changed", id=reminder.id))
            if one.own:
                raise Refused(say("approved_alone", id=reminder.id))
            done += one
    return done


def approve_all(app: Application, organisation_id: str, by: str) -> Approved:
    """Releases every message that waits for approval; calls and letters are done, not released.

    What somebody else released or took back meanwhile is left out.
    """
    done = Approved()
    with app.store.writing(organisation_id) as unit:
        own, signing = _held(unit), Signing(app, unit)
        for reminder in unit.reminders.in_states((State.AWAITING_APPROVAL,)):
            if not reminder.is_task:
                done += _release(app, unit, _shown(unit, signing, own, reminder), by)
    return done


def _the_one(unit: UnitOfWork, prefix: str) -> Reminder:
    reminder = the_reminder(unit, prefix)
    if reminder.is_task:
        raise Refused(say("to_be_done", id=prefix, channel=reminder.channel))
    if reminder.state is not State.AWAITING_APPROVAL:
        raise Refused(say("not_waiting", id=prefix, state=reminder.state))
    return reminder


def the_reminder(unit: UnitOfWork, prefix: str) -> Reminder:
    """The one reminder whose id begins with `prefix`; Refused for none, several or too few letters."""
    found = unit.reminders.find(prefix) if len(prefix) >= SHORTEST_ID else ()
    if not found:
        raise Refused(say("no_reminder", id=prefix, count=SHORTEST_ID))
    if len(found) > 1:
        raise Refused(say("many_reminders", count=len(found), id=prefix))
    return found[0]


def _held(unit: UnitOfWork) -> Organisation:
    """The organisation, whose settings nobody changes meanwhile."""
    unit.lock_organisation(is_shared=True)
    return unit.organisation()


def _release(app: Application, unit: UnitOfWork, shown: Shown, by: str) -> Approved:
    """To those who are shown: whoever is added later needs another approval. Nothing where it is no longer
    waiting."""
    now, reminder = app.clock.now(), shown.reminder
    given = Approval(by, now, shown.to)
    told = {"reminder": reminder.id, "asked": reminder.asked, "currency": reminder.currency}
    if shown.wants_two and shown.first_by is None:
        if not unit.reminders.approve_first(reminder.id, given, shown.kept):
            return Approved()
        unit.audit(now, by, "reminder.approved_first", **told)
        return Approved(halves=(reminder,))
    if shown.wants_two and shown.first_by == by:
        return Approved(own=(reminder,)) if reminder.state is State.AWAITING_APPROVAL else Approved()
    is_done = (
        unit.reminders.approve_second(reminder.id, given, shown.kept)
        if shown.wants_two
        else unit.reminders.approve(reminder.id, given)
    )
    if not is_done:
        return Approved()
    first = {"first": shown.first_by} if shown.first_by is not None else {}
    unit.audit(now, by, "reminder.approved", **told, **first)
    return Approved(released=(reminder,))
