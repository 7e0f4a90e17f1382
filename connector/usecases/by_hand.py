"""By hand: a reminder that left without us, and what waited to say the same."""

from datetime import date
from uuid import uuid4

from connector.core.climber import sort_of
from connector.core.decision import Reason
from connector.core.history import State
from connector.core.invoice import Invoice
from connector.core.message import Line, Reminder
from connector.core.policy import Policy, Step
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook

BY_HAND = "by_hand"
#: What has not been handed over yet and may be taken back.
_TAKEN_BACK = (State.PLANNED, State.AWAITING_APPROVAL, State.APPROVED, State.RETRY)


def supersede(unit: UnitOfWork, invoice: Invoice, step_id: str, app: Application) -> None:
    """What waits to say the same is taken back."""
    for reminder in unit.reminders.of_invoice(invoice.id):
        says_it = any(x.invoice_id == invoice.id and x.step_id == step_id for x in reminder.live_lines)
        if says_it and reminder.state in _TAKEN_BACK:
            unit.reminders.cancel(reminder.id, Reason.CHANGED.value, app.clock.now())


def sent_by_hand(
    view: Outlook, invoice: Invoice, language: str, policy: Policy, step: Step, on: date
) -> Reminder:
    """A reminder that left on `on` without us."""
    deadline = step.deadline_days if step.is_after_due and step.is_message else None
    line = Line(
        invoice_id=invoice.id,
        number=invoice.number,
        step_id=step.id,
        offset=step.offset,
        severity=step.severity,
        asked=invoice.open,
        cycle=invoice.cycle,
        deadline_days=deadline,
        state=State.SENT,
    )
    return Reminder(
        id=str(uuid4()),
        customer_id=invoice.customer_id,
        currency=invoice.currency,
        language=language,
        sort=sort_of(step, invoice),
        channel=step.channel,
        step_id=step.id,
        severity=step.severity,
        template=step.template,
        roles=step.roles,
        policy=policy.name,
        policy_version=policy.version,
        state=State.SENT,
        planned_on=on,
        planned_at=view.now,
        lines=(line,),
        reason=BY_HAND,
        left_at=view.now,
        left_on=on,
    )
