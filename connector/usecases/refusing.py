"""Refusing: a message that waits is not sent, and its invoices are paused until a person lets them go on."""

from datetime import date
from uuid import NAMESPACE_OID, uuid5

from connector.core.history import State
from connector.core.invoice import Hold, HoldReason, Scope
from connector.core.message import Reminder
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application


def refuse(app: Application, organisation_id: str, reminder_id: str, by: str) -> bool:
    """Takes it off the list and pauses its invoices; False where it does not wait for approval any more.

    The step is not taken: once the pause is lifted it is planned again, as it is then.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        found = unit.reminders.get(reminder_id)
        if found is None or found.is_task:
            return False
        unit.ledger.lock_customer(found.customer_id)
        reminder = unit.reminders.get(reminder_id)
        if reminder is None or reminder.state is not State.AWAITING_APPROVAL:
            return False
        for hold in _pauses(unit.organisation().day(now), reminder, by):
            unit.holds.add(hold, now)
            told = {"hold": hold.id, "until": "None", "customer": reminder.customer_id}
            unit.audit(now, by, "hold.pause", **told)
        unit.reminders.cancel(reminder_id, HoldReason.PAUSE.value, now)
        unit.audit(now, by, "reminder.refused", reminder=reminder_id, customer=reminder.customer_id)
    return True


def go_on_after_all(app: Application, organisation_id: str, reminder_id: str, by: str) -> bool:
    """Lifts the pauses that came of refusing it; False where none of them stands."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        standing = _standing(unit, reminder_id)
        for hold in standing:
            unit.ledger.lock_customer(str(hold.customer_id))
            unit.holds.end(hold.id, unit.organisation().day(now), now)
            told = {"holds": [hold.id], "invoice": hold.invoice_id, "customer": hold.customer_id}
            unit.audit(now, by, "hold.released", **told)
    return bool(standing)


def refused(app: Application, organisation_id: str, reminder_id: str) -> tuple[Reminder, str] | None:
    """A message that was refused and whose invoices are still paused for it, and its customer's name."""
    with app.store.reading(organisation_id) as unit:
        reminder = unit.reminders.get(reminder_id)
        if reminder is None or not _standing(unit, reminder_id):
            return None
        return reminder, unit.ledger.customer(reminder.customer_id).name


def _pauses(since: date, reminder: Reminder, by: str) -> list[Hold]:
    return [
        Hold(
            _hold_id(reminder.id, line.invoice_id), HoldReason.PAUSE, Scope.INVOICE, since,
            reminder.customer_id, line.invoice_id, author=by,
        )
        for line in reminder.live_lines
    ]  # fmt: skip


def _standing(unit: UnitOfWork, reminder_id: str) -> list[Hold]:
    reminder = unit.reminders.get(reminder_id)
    lines = reminder.lines if reminder is not None else ()
    found = (unit.holds.get(_hold_id(reminder_id, x.invoice_id)) for x in lines)
    return [x for x in found if x is not None and x.ended_on is None]


def _hold_id(reminder_id: str, invoice_id: str) -> str:
    """The pause of an invoice that comes of refusing a message: one alone, however often it is said."""
    return str(uuid5(NAMESPACE_OID, f"{reminder_id}:{invoice_id}"))
