"""Replaced: what stands in the place of a message that nobody sends any more."""

from dataclasses import dataclass

from connector.core.history import UNFINISHED
from connector.core.message import Reminder
from connector.usecases.application import Application


@dataclass(frozen=True, slots=True)
class Replaced:
    """A message that can no longer leave from the list; `by` is the one that speaks of its invoices now."""

    reminder: Reminder
    customer: str
    by: Reminder | None


def replaced(app: Application, organisation_id: str, reminder_id: str) -> Replaced | None:
    """None where this organisation has no such message, or it has not ended."""
    with app.store.reading(organisation_id) as unit:
        reminder = unit.reminders.get(reminder_id)
        if reminder is None or reminder.is_task or reminder.state in UNFINISHED:
            return None
        about = {x.invoice_id for x in reminder.lines}
        others = unit.reminders.of_customer(reminder.customer_id)
        by = (x for x in others if x.state in UNFINISHED and not x.is_task and _speaks_of(x, about))
        name = unit.ledger.customer(reminder.customer_id).name
        return Replaced(reminder, name, next(by, None))


def _speaks_of(reminder: Reminder, about: set[str]) -> bool:
    return any(x.invoice_id in about for x in reminder.live_lines)
