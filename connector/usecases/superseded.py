"""Superseded: a question about an address, or about what a customer said, closes by itself once its cause
is gone."""

from connector.core.history import PastLine, State
from connector.core.ledger import CustomerFacts
from connector.core.ports import UnitOfWork
from connector.core.tasks import Task, TaskKind
from connector.usecases.outlook import Outlook

#: What a customer said about one invoice; once that is closed there is nothing to sort.
_OF_INVOICE = (TaskKind.DISPUTED, TaskKind.ASKS_PLAN, TaskKind.WROTE_AGAIN)


def is_superseded(view: Outlook, unit: UnitOfWork, facts: CustomerFacts, task: Task) -> bool:
    """Whether what was refused has left since, or there is nothing left to ask for."""
    if task.kind is TaskKind.DELIVERY_FAILED:
        return _has_been_said(view, facts, task)
    if task.kind in _OF_INVOICE:
        return task.invoice_id is not None and task.invoice_id not in {x.id for x in facts.invoices}
    if task.kind is TaskKind.FIND_CONTACT:
        return not facts.invoices or _has_new_address(unit, facts, task)
    return False


def _has_been_said(view: Outlook, facts: CustomerFacts, task: Task) -> bool:
    """Each invoice of the refused reminder is closed, or something about it left after all."""
    still_open = {x.id for x in facts.invoices}
    refused = [x for x in facts.history.lines if x.reminder_id == task.reminder_id]
    return all(_left_since(view, facts, x) for x in refused if x.invoice_id in still_open)


def _left_since(view: Outlook, facts: CustomerFacts, refused: PastLine) -> bool:
    failed_on = view.calendar(facts.customer).day(refused.failed_at or view.now)
    same = (x for x in facts.history.lines if x.invoice_id == refused.invoice_id)
    return any(x.is_taken and x.taken_on >= failed_on for x in same)


def _has_new_address(unit: UnitOfWork, facts: CustomerFacts, task: Task) -> bool:
    """His addresses were corrected since, and something left to him after that."""
    changed_at = facts.customer.address_changed_at
    if changed_at is None or changed_at < task.opened_at:
        return False
    others = (x for x in unit.reminders.of_customer(facts.customer.id) if x.id != task.reminder_id)
    left = (x.left_at for x in others if x.state is State.SENT and not x.is_task)
    return any(at is not None and at >= changed_at for at in left)
