"""Conclude: records what became of a hand-over, and asks a person where one is needed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from connector.core.happenings import of_reminder
from connector.core.history import State
from connector.core.hooks import Happening
from connector.core.message import Outcome, RecipientAnswer, Reminder, Verdict
from connector.core.ports import UnitOfWork
from connector.core.redelivery import Redelivery
from connector.core.tasks import Task, TaskKind

#: How long the next try waits, by the number of tries so far.
WAITS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
#: What is told of a reminder, by the state in which it ends.
HAPPENED = {
    State.SENT: Happening.REMINDER_SENT,
    State.FAILED: Happening.REMINDER_FAILED,
    State.UNKNOWN: Happening.REMINDER_UNKNOWN,
}
#: Who is refused with one of these while another is accepted is tried again singly.
_LEFT_OUT = (Verdict.LATER, Verdict.TOO_LARGE)


def conclude(unit: UnitOfWork, reminder: Reminder, token: str, outcome: Outcome, now: datetime) -> None:
    """Records the outcome, suppresses bad addresses, opens the tasks it calls for.

    Where one recipient was accepted, the others are tried again singly if they were refused for now.
    """
    _lock(unit, reminder, outcome)
    unit.reminders.conclude(reminder.id, token, outcome, _retry_at(reminder.attempt, outcome, now))
    told = {"reminder": reminder.id, "reason": outcome.reason} | (
        {"words": outcome.words} if outcome.words else {}
    )
    unit.audit(now, "send", f"reminder.{outcome.state}", **told)
    _suppress(unit, reminder, outcome, now)
    if outcome.state is State.SENT:
        _try_singly(unit, reminder, outcome, now)
    if outcome.state is State.FAILED:
        unit.tasks.open(_failed_task(reminder, outcome, now))
    if outcome.state is State.UNKNOWN:
        open_unknowns(unit, (reminder.id,), now)
    elif outcome.state in HAPPENED:
        tell_of(unit, reminder, outcome.state, outcome.reason, now)


def conclude_again(
    unit: UnitOfWork, reminder: Reminder, one: Redelivery, token: str, outcome: Outcome, now: datetime
) -> None:
    """The same for one recipient who was left out; his reminder stays as it is."""
    _lock(unit, reminder, outcome)
    unit.redeliveries.conclude(one, token, outcome, _retry_at(one.attempt, outcome, now))
    told = {"reminder": reminder.id, "address": one.address, "reason": outcome.reason}
    unit.audit(now, "send", f"redelivery.{outcome.state}", **told)
    _suppress(unit, reminder, outcome, now)
    if outcome.state is State.FAILED:
        ask_for_contact(unit, reminder, one.address, now)
    if outcome.state is State.UNKNOWN:
        ask_about(unit, (one,), now)


def tell_of(unit: UnitOfWork, reminder: Reminder, state: State, reason: str, now: datetime) -> None:
    """Tells whoever listens in which state a reminder has ended, and why."""

    def made() -> Mapping[str, object]:
        return of_reminder(reminder, unit.ledger.customer(reminder.customer_id).name, reason)

    unit.hooks.tell(HAPPENED[state], now, made)


def _lock(unit: UnitOfWork, reminder: Reminder, outcome: Outcome) -> None:
    """All at once whom it concerns: two senders never wait for each other crosswise, for what left
    must not end as unknown."""
    bad = [x.address for x in outcome.answers if x.verdict is Verdict.BAD_ADDRESS]
    unit.ledger.lock_customer(reminder.customer_id, bearers_of=bad)


def _retry_at(attempt: int, outcome: Outcome, now: datetime) -> datetime | None:
    if outcome.state is not State.RETRY:
        return None
    # Too large: at once, and without the PDF; without one the channel never asks for it again.
    waited = now if outcome.is_too_large else now + _wait_after(attempt)
    return max(waited, outcome.retry_at or waited)


def _wait_after(attempt: int) -> timedelta:
    return WAITS[min(attempt, len(WAITS)) - 1]


def _try_singly(unit: UnitOfWork, reminder: Reminder, outcome: Outcome, now: datetime) -> None:
    for position, answer in enumerate(outcome.answers):
        if answer.verdict in _LEFT_OUT:
            unit.redeliveries.open(_left_out(reminder, position, answer, now))


def _left_out(reminder: Reminder, position: int, answer: RecipientAnswer, now: datetime) -> Redelivery:
    is_too_large = answer.verdict is Verdict.TOO_LARGE
    return Redelivery(
        reminder.id,
        answer.address,
        position,
        attempt=reminder.attempt + 1,
        retry_at=now if is_too_large else now + _wait_after(reminder.attempt),
        reason=answer.verdict.value,
        is_without_pdf=is_too_large,
    )


def _suppress(unit: UnitOfWork, reminder: Reminder, outcome: Outcome, now: datetime) -> None:
    for answer in outcome.answers:
        if answer.verdict is Verdict.BAD_ADDRESS:
            unit.ledger.suppress(answer.address, f"{answer.code} {answer.text}", now)
        if answer.verdict in (Verdict.BAD_ADDRESS, Verdict.REFUSED):
            unit.tasks.open(_contact_task(reminder, answer.address, answer.text, now))


def ask_for_contact(unit: UnitOfWork, reminder: Reminder, address: str, now: datetime) -> None:
    """Who could not be reached for good, or for too long, is shown with what was answered for him last."""
    words = [x.text for x in unit.reminders.answers(reminder.id) if x.address == address]
    unit.tasks.open(_contact_task(reminder, address, words[-1], now))


def _contact_task(reminder: Reminder, address: str, words: str, now: datetime) -> Task:
    text = f"{address}: {words}"
    key = f"{TaskKind.FIND_CONTACT}:{reminder.customer_id}:{address}"
    return Task(str(uuid4()), TaskKind.FIND_CONTACT, key, text, now, reminder.customer_id, None, reminder.id)


def _failed_task(reminder: Reminder, outcome: Outcome, now: datetime) -> Task:
    kind, key = TaskKind.DELIVERY_FAILED, f"{TaskKind.DELIVERY_FAILED}:{reminder.id}"
    said = outcome.words or outcome.reason
    return Task(str(uuid4()), kind, key, said, now, reminder.customer_id, None, reminder.id)


def ask_about(unit: UnitOfWork, lost: Sequence[Redelivery], now: datetime) -> None:
    """Each recipient of whom nobody knows whether it reached him is shown to a person."""
    for one in lost:
        reminder = unit.reminders.get(one.reminder_id)
        if reminder is None:
            continue
        kind, key = TaskKind.UNKNOWN_RECIPIENT, f"{TaskKind.UNKNOWN_RECIPIENT}:{reminder.id}:{one.address}"
        unit.tasks.open(
            Task(str(uuid4()), kind, key, one.address, now, reminder.customer_id, None, reminder.id)
        )


def open_unknowns(unit: UnitOfWork, ids: Sequence[str], now: datetime) -> None:
    """Each reminder of which nobody knows whether it left is shown to a person."""
    for reminder_id in ids:
        reminder = unit.reminders.get(reminder_id)
        if reminder is None:
            continue
        key = f"{TaskKind.UNKNOWN}:{reminder.id}"
        unit.tasks.open(
            Task(str(uuid4()), TaskKind.UNKNOWN, key, "", now, reminder.customer_id, None, reminder.id)
        )
        tell_of(unit, reminder, State.UNKNOWN, reminder.reason or "", now)
