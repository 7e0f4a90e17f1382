"""Ending: a person decides what becomes of a subscription whose charge stayed unpaid, and it is done once."""

from dataclasses import dataclass

from connector.core.budgets import Priority
from connector.core.errors import Refused
from connector.core.invoice import FinalAction, Invoice, Status
from connector.core.source import Connection
from connector.core.tasks import Task, TaskKind
from connector.usecases.application import Application
from connector.usecases.leasing import leased
from connector.usecases.sentences import say

#: Real seconds in which the source answers, or the next one may try.
LEASE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class _Unpaid:
    """The question, its invoice, and the account that the subscription is at."""

    task: Task
    invoice: Invoice
    connection: Connection
    secret: str | None


def end_subscription(
    app: Application, organisation_id: str, task_id: str, action: FinalAction, by: str
) -> Invoice:
    """Pauses, cancels or leaves the subscription of an unpaid charge, and closes its question.

    The charge is read again first: nobody loses what he has just paid for. No transaction is open
    meanwhile; doing it again does nothing more. Raises Refused and ProviderError.
    """
    with leased(app, f"ending:{task_id}", LEASE_SECONDS) as owner:
        if owner is None:
            raise Refused(say("being_decided"))
        found = _unpaid(app, organisation_id, task_id)
        if action is not FinalAction.LEAVE:
            _carry_out(app, found, action)
        _close(app, organisation_id, found, action, by)
        return found.invoice


def _unpaid(app: Application, organisation_id: str, task_id: str) -> _Unpaid:
    with app.store.reading(organisation_id) as unit:
        task = next((x for x in unit.tasks.waiting() if x.id == task_id), None)
        if task is None or task.kind is not TaskKind.FINAL_ACTION or task.invoice_id is None:
            raise Refused(say("decided"))
        (invoice,) = unit.ledger.invoices([task.invoice_id])
        connection = next((x for x in unit.connections.all() if x.id == invoice.connection_id), None)
        if connection is None:
            raise Refused(say("decide_there", number=invoice.number))
        return _Unpaid(task, invoice, connection, unit.connections.secret(connection.id))


def _carry_out(app: Application, found: _Unpaid, action: FinalAction) -> None:
    source_id = found.invoice.source_id or ""
    (now,) = app.sources(found.connection, found.secret, Priority.SEND).read([source_id])
    if now.status is not Status.OPEN or now.failure is None:
        raise Refused(say("no_longer_unpaid", number=found.invoice.number))
    app.recoveries(found.connection, found.secret).end(source_id, action)


def _close(app: Application, organisation_id: str, found: _Unpaid, action: FinalAction, by: str) -> None:
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        unit.tasks.close(found.task.id, action.value, now)
        facts = {"invoice": found.invoice.id, "action": action.value}
        unit.audit(now, by, "subscription.decided", **facts)
