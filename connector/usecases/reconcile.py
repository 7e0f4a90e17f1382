"""Brings the stored reminders and tasks of one customer in line with what was decided."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import cast
from uuid import uuid4

from connector.core.calendar import Calendar
from connector.core.decision import Action, Decision, Item, Reason, items
from connector.core.history import TAKEN_BACK, State
from connector.core.invoice import HoldReason, Mode, PostingGuard
from connector.core.ledger import CustomerFacts
from connector.core.message import Line, Reminder
from connector.core.policy import Channel, Policy, Step
from connector.core.ports import Approval, UnitOfWork
from connector.core.tasks import SUPERSEDED, Task, TaskKind
from connector.usecases.outlook import Outlook
from connector.usecases.superseded import is_superseded

#: An approved reminder that has not left within this many business days is missed.
DAYS_UNTIL_MISSED = 3
#: Payments posted longer ago than this many business days are worth a warning.
POSTING_DAYS = 5
#: Who approves in the mode auto.
MACHINE = "auto"

_BEFORE_APPROVAL = (State.PLANNED, State.AWAITING_APPROVAL)
_IN_HAND = (State.CLAIMED, State.SENDING)
#: Waiting for these is not being late.
_PATIENT = (Reason.GAP, Reason.CAP)

_QUESTIONS = {
    Reason.NEEDS_PERSON: TaskKind.NEEDS_PERSON,
    Reason.NO_DUE_DATE: TaskKind.NO_DUE_DATE,
    Reason.INSOLVENCY: TaskKind.INSOLVENCY,
    Reason.OLD_FIRST_CONTACT: TaskKind.RELEASE,
    Reason.REPLY: TaskKind.SORT_REPLY,
    Reason.LADDER_FINISHED: TaskKind.LADDER_FINISHED,
}
#: The holds out of which a question comes.
_RAISED_BY = {
    TaskKind.NEEDS_PERSON: (
        HoldReason.SAID_PAID,
        HoldReason.PROMISE,
        HoldReason.RETURNED_DEBIT,
        HoldReason.DUPLICATE_SOURCE,
    ),
    TaskKind.INSOLVENCY: (HoldReason.INSOLVENCY,),
    TaskKind.SORT_REPLY: (HoldReason.REPLY,),
}
#: What is asked here, and closed here once it has answered itself.
_ASKED_HERE = frozenset((*_QUESTIONS.values(), TaskKind.FINAL_ACTION))


def reconcile(
    view: Outlook,
    unit: UnitOfWork,
    facts: CustomerFacts,
    decisions: Sequence[Decision],
    asked: Sequence[Task] = (),
) -> None:
    """Keeps what fits, takes back what no longer does, adds what is due. Same facts: no change.

    `asked` are the customer's tasks that are open already.
    """
    wanted = [item for item in items(decisions) if _is_kept(item)]
    by_invoice = {d.invoice.id: d for d in decisions}
    standing = []
    for reminder in facts.reminders:
        if reminder.state in _IN_HAND or _still_stands(view, unit, facts, reminder, wanted, by_invoice):
            standing.append(reminder)
    for item in wanted:
        if not any(_same_voice(reminder, item) for reminder in standing):
            # What was said is in the history: only something unfinished can still be in its way, in
            # another language or of whom the invoice was. That ends by itself.
            made = new_reminder(view, unit, facts, item)
            unit.reminders.add(_kept_back(made) if _was_taken_back(facts, item) else made)
    _ask(view, unit, facts, decisions, asked)


def _was_taken_back(facts: CustomerFacts, item: Item) -> bool:
    """Whether a person has taken back what spoke of this before: what takes its place waits for him too."""
    return any(x.reason == TAKEN_BACK and _same_voice(x, item) for x in facts.reminders)


def _kept_back(made: Reminder) -> Reminder:
    waits = replace(made, state=State.AWAITING_APPROVAL, reason=TAKEN_BACK)
    unreleased = replace(waits, approved_at=None, approved_by=None, approved_recipients=())
    return made if made.state is State.PLANNED else unreleased


def _is_kept(item: Item) -> bool:
    return item.head.action in (Action.SEND, Action.TASK) and item.reason is not Reason.NEEDS_PERSON


def _still_stands(
    view: Outlook,
    unit: UnitOfWork,
    facts: CustomerFacts,
    reminder: Reminder,
    wanted: Sequence[Item],
    by_invoice: dict[str, Decision],
) -> bool:
    """Whether an unfinished reminder may stay; otherwise it is cancelled or missed here."""
    now = view.now
    mine = [by_invoice[x.invoice_id] for x in reminder.live_lines if x.invoice_id in by_invoice]
    if reminder.state in _BEFORE_APPROVAL:
        if any(_is_made_of(reminder, item) for item in wanted) or _only_waits(reminder, mine):
            _release_by_mode(view, unit, facts, reminder)
            return True
        unit.reminders.cancel(reminder.id, _why_gone(unit, reminder, mine), now)
        return False
    calendar = view.calendar(facts.customer)
    is_patient = any(d.reason in _PATIENT for d in mine)
    if not is_patient and is_late(calendar, reminder, calendar.day(now)):
        unit.reminders.miss(reminder.id, now)
        return False
    return True


def _release_by_mode(view: Outlook, unit: UnitOfWork, facts: CustomerFacts, reminder: Reminder) -> None:
    """What waited for a person in the mode approve needs none once the organisation is in auto."""
    if reminder.state is not State.AWAITING_APPROVAL or reminder.is_task or reminder.reason == TAKEN_BACK:
        return
    if not needs_approval(view, unit, reminder):
        to = facts.customer.readers(reminder.roles)
        unit.reminders.approve(reminder.id, Approval(MACHINE, view.now, to))


def _is_made_of(reminder: Reminder, item: Item) -> bool:
    """The same voice saying the same: every line with its step, cycle and amount, by the same template."""
    if not _same_voice(reminder, item):
        return False
    if not reminder.is_task and spoken(item.head)[0].template != reminder.template:
        return False
    lines = {(x.invoice_id, x.step_id, x.cycle, x.asked) for x in reminder.live_lines}
    return lines == {(d.invoice.id, d.step and d.step.id, d.invoice.cycle, d.asked) for d in item.decisions}


def _same_voice(reminder: Reminder, item: Item) -> bool:
    head = item.head
    same = (reminder.currency, reminder.language, reminder.sort, reminder.channel)
    if same != (item.currency, head.language, head.sort, head.channel):
        return False
    if not reminder.is_task:
        return True
    steps = {(x.invoice_id, x.step_id) for x in reminder.live_lines}
    return any((d.invoice.id, d.step and d.step.id) in steps for d in item.decisions)


def _only_waits(reminder: Reminder, decisions: Sequence[Decision]) -> bool:
    """Every line would still take its step, only not today."""
    steps = {x.invoice_id: x.step_id for x in reminder.live_lines}
    return len(decisions) == len(steps) and all(
        d.action is Action.WAIT and d.step is not None and steps[d.invoice.id] == d.step.id for d in decisions
    )


def _why_gone(unit: UnitOfWork, reminder: Reminder, decisions: Sequence[Decision]) -> str:
    reasons = [d.reason for d in decisions if d.action in (Action.STOP, Action.HOLD)]
    if len(decisions) == len(reasons) > 0:
        return reasons[0].value
    if not decisions:
        return why_closed(unit, reminder)
    return SUPERSEDED if reminder.is_task else Reason.CHANGED.value


def why_closed(unit: UnitOfWork, reminder: Reminder) -> str:
    """Why nothing of what a reminder asks for is open any more: as its first invoice was closed."""
    invoices = unit.ledger.invoices([x.invoice_id for x in reminder.live_lines])
    return next((x.status.value for x in invoices if x.status != "open"), Reason.CHANGED.value)


def is_late(calendar: Calendar, reminder: Reminder, today: date) -> bool:
    """Whether it was released so long ago that it is missed, unless it waits for the gap or the cap."""
    if reminder.approved_at is None or reminder.reason in _PATIENT:
        return False
    return today > calendar.business.after(calendar.day(reminder.approved_at), DAYS_UNTIL_MISSED)


# ---------------------------------------------------------------- making a reminder


def new_reminder(view: Outlook, unit: UnitOfWork, facts: CustomerFacts, item: Item) -> Reminder:
    """The reminder of one item, in the state that the mode allows."""
    head = item.head
    step, policy = spoken(head)
    draft = Reminder(
        id=str(uuid4()),
        customer_id=facts.customer.id,
        currency=item.currency,
        language=head.language,
        sort=head.sort,
        channel=head.channel or step.channel,
        step_id=step.id,
        severity=step.severity,
        template=step.template,
        roles=step.roles,
        policy=policy.name,
        policy_version=policy.version,
        state=State.PLANNED,
        planned_on=view.calendar(facts.customer).day(view.now),
        planned_at=view.now,
        lines=lines_of(item.decisions),
        is_first_wave=item.is_first_wave,
    )
    return _with_state(view, unit, facts, draft)


def spoken(decision: Decision) -> tuple[Step, Policy]:
    """The step that is taken, and its policy: who sends, or does a step as a task, has both."""
    return cast(Step, decision.step), cast(Policy, decision.policy)


def lines_of(decisions: Iterable[Decision]) -> tuple[Line, ...]:
    """The lines that decisions make."""
    return tuple(
        Line(
            invoice_id=d.invoice.id,
            number=d.invoice.number,
            step_id=d.step.id,
            offset=d.step.offset,
            severity=d.step.severity,
            asked=d.asked,
            cycle=d.invoice.cycle,
            deadline_days=d.step.deadline_days if names_deadline(d) else None,
            is_first_contact=d.is_first_contact,
        )
        for d in decisions
        if d.step is not None
    )


def names_deadline(decision: Decision) -> bool:
    """Every message of ours after the due date names a day to pay by; what a provider writes does not."""
    step = decision.step if decision.channel is not Channel.PROVIDER else None
    is_late = step is not None and (step.is_after_due or step.id.endswith(":missed"))
    return is_late and step is not None and step.is_message


def _with_state(view: Outlook, unit: UnitOfWork, facts: CustomerFacts, draft: Reminder) -> Reminder:
    if draft.is_task:
        return replace(draft, state=State.AWAITING_APPROVAL)
    if view.organisation.mode is Mode.SHADOW:
        return draft
    if needs_approval(view, unit, draft):
        return replace(draft, state=State.AWAITING_APPROVAL)
    return replace(
        draft,
        state=State.APPROVED,
        approved_at=view.now,
        approved_by=MACHINE,
        approved_recipients=facts.customer.readers(draft.roles),
    )


def needs_approval(view: Outlook, unit: UnitOfWork, draft: Reminder) -> bool:
    """Whether a person must release it: by mode, first wave, formal notice, amount or the posting guard."""
    organisation = view.organisation
    if organisation.mode is not Mode.AUTO or any(x.severity == 4 for x in draft.lines):
        return True
    if organisation.wants_two(draft.currency, draft.asked):
        return True
    if draft.is_first_wave and not organisation.is_auto_from_start:
        return True
    is_after_due = any(x.offset > 0 for x in draft.lines)
    return (
        is_after_due
        and organisation.posting_guard is PostingGuard.APPROVE
        and posted_too_long_ago(view, unit)
    )


def posted_too_long_ago(view: Outlook, unit: UnitOfWork) -> bool:
    """Whether the latest payment was posted more than five business days back."""
    known_on = unit.ledger.payments_known_on()
    organisation = view.organisation
    business = view.app.calendars.business_days(organisation.country, organisation.region)
    return known_on is not None and business.after(known_on, POSTING_DAYS) < view.today


# ---------------------------------------------------------------- questions for a person


def _ask(
    view: Outlook,
    unit: UnitOfWork,
    facts: CustomerFacts,
    decisions: Sequence[Decision],
    asked: Sequence[Task],
) -> None:
    """Opens one task per question, and closes those that have answered themselves.

    What a person has answered is not asked again.
    """
    wanted = {_key(d, facts): d for d in decisions if _is_question(d)}
    for task in asked:
        is_answered = task.kind in _ASKED_HERE and task.key not in wanted
        if is_answered or is_superseded(view, unit, facts, task):
            unit.tasks.close_key(task.key, SUPERSEDED, view.now)
    unasked = wanted.keys() - {task.key for task in asked}
    for key in sorted(unasked - unit.tasks.answered(tuple(unasked))):
        unit.tasks.open(_question(view, facts, wanted[key], key))


def _is_question(decision: Decision) -> bool:
    """Once its holder was told of it, nothing is to be done about a card that ends."""
    is_told = decision.invoice.card is not None and decision.reason is Reason.LADDER_FINISHED
    return decision.reason in _QUESTIONS and not is_told


def _key(decision: Decision, facts: CustomerFacts) -> str:
    """A question bears what raised it: only something new raises it anew."""
    invoice, kind = decision.invoice, _kind(decision)
    step = decision.step.id if decision.step is not None else ""
    raised_by = _raised_by(kind, decision, facts)
    return ":".join(map(str, (kind, invoice.id, invoice.cycle, step, *raised_by)))


def _kind(decision: Decision) -> TaskKind:
    """The end of a ladder asks what to do; of a charge, what becomes of its subscription."""
    is_charge = decision.invoice.failure is not None
    is_end = decision.reason is Reason.LADDER_FINISHED
    return TaskKind.FINAL_ACTION if is_charge and is_end else _QUESTIONS[decision.reason]


def _raised_by(kind: TaskKind, decision: Decision, facts: CustomerFacts) -> Iterable[object]:
    """How many holds raised it so far, and the money that it waits for; or the facts of the invoice."""
    invoice = decision.invoice
    if kind is TaskKind.NO_DUE_DATE:
        return invoice.issued_on, invoice.due_on, invoice.terms
    if kind is TaskKind.RELEASE:
        return (invoice.cold_start_on,)
    holds = sum(x.reason in _RAISED_BY.get(kind, ()) and x.covers(invoice) for x in facts.holds)
    is_about_money = kind is TaskKind.NEEDS_PERSON and decision.credit_id is not None
    return (holds, decision.credit_id) if is_about_money else (holds,)


def _question(view: Outlook, facts: CustomerFacts, decision: Decision, key: str) -> Task:
    kind = _kind(decision)
    text = f"final_{view.organisation.final_action}" if kind is TaskKind.FINAL_ACTION else ""
    return Task(str(uuid4()), kind, key, text, view.now, facts.customer.id, decision.invoice.id)
