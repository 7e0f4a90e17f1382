"""Finding: the address that a task asks for, given on the task itself."""

from datetime import datetime

from connector.core.errors import Refused
from connector.core.ports import UnitOfWork
from connector.core.tasks import SUPERSEDED, TaskKind
from connector.usecases.application import Application
from connector.usecases.outlook import facts_of
from connector.usecases.people import add_address_in
from connector.usecases.sentences import say
from connector.usecases.to_do import tasks, waits_for_address
from connector.usecases.unfit import Unfit, Why


def give_address(app: Application, organisation_id: str, task_id: str, address: str, by: str) -> None:
    """Adds it for his bills, ends what asked for it, and has his next step planned anew.

    Raises Refused where the task asks for none, or no more; Unfit for an address that was refused before, or
    that he has already.
    """
    now = app.clock.now()
    found = [x for x in tasks(app, organisation_id, [task_id]) if x.wants_address and x.customer_id]
    if not found:
        raise Refused(say("wants_no_address"))
    with app.store.writing(organisation_id) as unit:
        customer_id = str(found[0].customer_id)
        unit.ledger.lock_customer(customer_id)
        waited = _what_waits(unit, customer_id)
        before = unit.ledger.customer(customer_id)
        add_address_in(unit, before, address, by, now)
        if set(unit.ledger.customer(customer_id).addresses()) <= set(before.addresses()):
            raise Unfit(Why.SUPPRESSED, f"{address} was given before, and refused: add another one.")
        for reminder_id in waited:
            unit.reminders.cancel(reminder_id, SUPERSEDED, now)
        _end_questions(unit, customer_id, by, now)


def _what_waits(unit: UnitOfWork, customer_id: str) -> list[str]:
    facts = facts_of(unit, customer_id)
    return [x.id for x in facts.reminders if waits_for_address(x, facts.customer)]


def _end_questions(unit: UnitOfWork, customer_id: str, by: str, now: datetime) -> None:
    for task in unit.tasks.waiting([customer_id]):
        if task.kind is TaskKind.FIND_CONTACT:
            unit.tasks.close(task.id, "done", now)
            unit.audit(now, by, "task.closed", task=task.id, outcome="done")
