"""Conclude: records what became of a hand-over, and asks a person where one is needed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from connector.core.history import State
from connector.core.message import Outcome, Reminder, Verdict
from connector.core.ports import Task, TaskKind, UnitOfWork

#: How long the next try waits, by the number of tries so far.
WAITS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))


def conclude(unit: UnitOfWork, reminder: Reminder, token: str, outcome: Outcome, now: datetime) -> None:
    """Records the outcome, suppresses bad addresses, opens the tasks it calls for."""
    retry_at = _retry_at(reminder, outcome, now) if outcome.state is State.RETRY else None
    unit.reminders.conclude(reminder.id, token, outcome, retry_at)
    unit.audit(now, "send", f"reminder.{outcome.state}", reminder=reminder.id, reason=outcome.reason)
    _suppress(unit, reminder, outcome, now)
    if outcome.state is State.FAILED:
        unit.tasks.open(_failed_task(unit, reminder, outcome, now))
    if outcome.state is State.UNKNOWN:
        open_unknowns(unit, (reminder.id,), now)


def _retry_at(reminder: Reminder, outcome: Outcome, now: datetime) -> datetime:
    if outcome.is_too_large:
        # At once, and without the PDF; without one the channel never asks for it again.
        return now
    return now + WAITS[min(reminder.attempt, len(WAITS)) - 1]


def _suppress(unit: UnitOfWork, reminder: Reminder, outcome: Outcome, now: datetime) -> None:
    for answer in outcome.answers:
        if answer.verdict is Verdict.BAD_ADDRESS:
            unit.ledger.suppress(answer.address, f"{answer.code} {answer.text}", now)
        is_left_out = answer.verdict is Verdict.LATER and outcome.state is State.SENT
        if is_left_out or answer.verdict in (Verdict.BAD_ADDRESS, Verdict.REFUSED):
            unit.tasks.open(_contact_task(unit, reminder, answer.address, answer.text, now))


def _contact_task(unit: UnitOfWork, reminder: Reminder, address: str, words: str, now: datetime) -> Task:
    name = unit.ledger.customer(reminder.customer_id).name
    text = f"Find a contact for {name}: {address} was refused ({words})."
    key = f"{TaskKind.FIND_CONTACT}:{reminder.customer_id}:{address}"
    return Task(str(uuid4()), TaskKind.FIND_CONTACT, key, text, now, reminder.customer_id, None, reminder.id)


def _failed_task(unit: UnitOfWork, reminder: Reminder, outcome: Outcome, now: datetime) -> Task:
    name = unit.ledger.customer(reminder.customer_id).name
    numbers = ", ".join(x.number for x in reminder.live_lines)
    text = (
        f"The reminder to {name} ({numbers}) was refused: {outcome.reason}. Change the address or the sender."
    )
    key = f"{TaskKind.DELIVERY_FAILED}:{reminder.id}"
    return Task(
        str(uuid4()), TaskKind.DELIVERY_FAILED, key, text, now, reminder.customer_id, None, reminder.id
    )


def open_unknowns(unit: UnitOfWork, ids: Sequence[str], now: datetime) -> None:
    """Each reminder of which nobody knows whether it left is shown to a person."""
    for reminder_id in ids:
        reminder = unit.reminders.get(reminder_id)
        if reminder is None:
            continue
        name = unit.ledger.customer(reminder.customer_id).name
        numbers = ", ".join(x.number for x in reminder.live_lines)
        text = (
            f"Nobody knows whether the {reminder.step_id} reminder to {name} ({numbers}) left: look at the "
            f"mail server, then `relance resolve {reminder.id[:8]} sent` or `not-sent`."
        )
        key = f"{TaskKind.UNKNOWN}:{reminder.id}"
        unit.tasks.open(
            Task(str(uuid4()), TaskKind.UNKNOWN, key, text, now, reminder.customer_id, None, reminder.id)
        )
