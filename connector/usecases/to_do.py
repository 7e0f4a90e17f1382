"""What waits for a person, and his word on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from connector.core.errors import Refused
from connector.core.handed import HandedFile
from connector.core.history import State
from connector.core.invoice import Customer, FinalAction
from connector.core.message import Reminder
from connector.core.policy import Channel
from connector.core.ports import UnitOfWork
from connector.core.tasks import Task, TaskKind
from connector.usecases.application import Application
from connector.usecases.approve import SHORTEST_ID
from connector.usecases.conclude import tell_of
from connector.usecases.ending import end_subscription
from connector.usecases.outlook import outlook
from connector.usecases.sentences import say

#: What has come to its end.
_ENDS = (TaskKind.LADDER_FINISHED, TaskKind.FINAL_ACTION)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person: a question, or a call or letter to be done.

    `kind` is a TaskKind, or the channel of what is to be done; `detail` is the task's `text`. Where it
    `has_words`, usecases.guide makes them. `answers` are what a person may say became of it. Where it
    `stays_silent`, its invoice is silent until somebody releases it, whatever he says here. `files` are what
    its customer added. What `wants_address` ends with one: see usecases.finding.
    """

    id: str
    kind: str
    customer: str
    invoices: Sequence[str] = ()
    step_id: str = ""
    detail: str = ""
    has_words: bool = False
    answers: Sequence[str] = ("done",)
    stays_silent: bool = False
    customer_id: str | None = None
    files: Sequence[HandedFile] = ()
    wants_address: bool = False


def ids(app: Application, organisation_id: str) -> list[str]:
    """Of everything that waits for a person: what is to be done first, what has come to its end last."""
    with app.store.reading(organisation_id) as unit:
        return list(_listed(unit))


def tasks(app: Application, organisation_id: str, of: Sequence[str] | None = None) -> list[Waiting]:
    """The same, all of it or those of these ids that still wait, in their order."""
    with app.store.reading(organisation_id) as unit:
        listed = _listed(unit)
        wanted = listed if of is None else [x for x in of if x in listed]
        return [_waiting(unit, x, listed[x]) for x in wanted]


def _listed(unit: UnitOfWork) -> dict[str, Task | None]:
    """The questions, and None for each call or letter to be done, by the id that a person is shown."""
    asked = sorted(unit.tasks.waiting(), key=lambda x: x.kind in _ENDS)
    return dict.fromkeys(unit.reminders.to_do()) | {_shown(x): x for x in asked}


def _shown(task: Task) -> str:
    """Two tasks may speak of one reminder; only that of an unknown one is settled by the reminder's id."""
    return (task.reminder_id if task.kind is TaskKind.UNKNOWN else None) or task.id


def _waiting(unit: UnitOfWork, shown: str, task: Task | None) -> Waiting:
    if task is not None:
        return _question(unit, task)
    (reminder,) = unit.reminders.find(shown)
    return _to_do(unit, reminder)


def _question(unit: UnitOfWork, task: Task) -> Waiting:
    customer = unit.ledger.customer(task.customer_id).name if task.customer_id else ""
    about = unit.reminders.get(task.reminder_id) if task.reminder_id else None
    if about is not None:
        numbers, step_id = [x.number for x in about.live_lines], about.step_id
    else:
        numbers, step_id = [x.number for x in unit.ledger.invoices(_ids(task))], ""
    answers = _ANSWERS.get(task.kind, ("done",))
    return Waiting(
        _shown(task), task.kind, customer, numbers, step_id, task.text, answers=answers,
        stays_silent=task.kind in _SILENT, customer_id=task.customer_id, files=_files(unit, task),
        wants_address=task.kind is TaskKind.FIND_CONTACT,
    )  # fmt: skip


def _files(unit: UnitOfWork, task: Task) -> Sequence[HandedFile]:
    """What its customer added to what he disputes of this invoice."""
    if task.kind not in (TaskKind.DISPUTED, TaskKind.WROTE_AGAIN) or task.customer_id is None:
        return ()
    there = unit.handed_files.of_customers([task.customer_id])
    return [x for x in there if x.invoice_id == task.invoice_id]


def _ids(task: Task) -> tuple[str, ...]:
    return () if task.invoice_id is None else (task.invoice_id,)


def _to_do(unit: UnitOfWork, reminder: Reminder) -> Waiting:
    customer = unit.ledger.customer(reminder.customer_id)
    numbers = [x.number for x in reminder.live_lines]
    has_words = reminder.state is State.AWAITING_APPROVAL
    return Waiting(
        reminder.id, reminder.channel, customer.name, numbers, reminder.step_id, has_words=has_words,
        answers=_words_for(reminder), customer_id=reminder.customer_id,
        wants_address=waits_for_address(reminder, customer),
    )  # fmt: skip


def waits_for_address(reminder: Reminder, customer: Customer) -> bool:
    """Whether its step is a task only since nobody knows where to write."""
    is_open = reminder.channel is Channel.TASK and reminder.state is State.AWAITING_APPROVAL
    is_mail_wanted = Channel.EMAIL not in customer.opted_out
    return is_open and is_mail_wanted and not customer.written_to(reminder.roles)


#: What a person may decide about an unpaid subscription.
ENDINGS = tuple(FinalAction)
#: Asked of what is held: their answer ends no hold.
_SILENT = (
    *(TaskKind.RELEASE, TaskKind.SORT_REPLY, TaskKind.NEEDS_PERSON, TaskKind.INSOLVENCY),
    *(TaskKind.DISPUTED, TaskKind.ASKS_PLAN, TaskKind.CLIENT_REFUSES),
)
#: Of these a person says something else than that it is done.
_ANSWERS = {
    TaskKind.UNKNOWN: ("sent", "not-sent"),
    TaskKind.FINAL_ACTION: ENDINGS,
}
#: What a person may say became of a task, and what it makes of its reminder.
WORDS = {
    "sent": State.SENT,
    "done": State.SENT,
    "posted": State.SENT,
    "reached": State.SENT,
    "not-reached": State.SENT,
    "not-sent": State.FAILED,
}


def resolve(app: Application, organisation_id: str, prefix: str, word: str, by: str) -> Waiting:
    """A person's word on a task or an unknown; returns what waited. Raises Refused for a wrong one.

    A call that reached nobody is a step taken, but no contact.
    """
    now = app.clock.now()
    if len(prefix) < SHORTEST_ID:
        raise Refused(say("short_id", id=prefix, count=SHORTEST_ID))
    if word in ENDINGS:
        return _end(app, organisation_id, prefix, FinalAction(word), by)
    with app.store.writing(organisation_id) as unit:
        view = outlook(app, unit, now)
        reminders = unit.reminders.find(prefix)
        if len(reminders) == 1 and reminders[0].state in (State.UNKNOWN, State.AWAITING_APPROVAL):
            customer = unit.ledger.customer(reminders[0].customer_id)
            return _settle(unit, reminders[0], word, by, app, view.day_of(customer))
        found = [x for x in unit.tasks.waiting() if x.id.startswith(prefix)]
        if len(found) != 1:
            raise Refused(say("many_tasks", count=len(found), id=prefix))
        if word not in WORDS:
            raise Refused(say("no_word", word=word))
        unit.tasks.close(found[0].id, word, now)
        unit.audit(now, by, "task.closed", task=found[0].id, outcome=word)
        return _question(unit, found[0])


def _end(app: Application, organisation_id: str, prefix: str, action: FinalAction, by: str) -> Waiting:
    """Nothing is locked while the source is asked."""
    with app.store.reading(organisation_id) as unit:
        found = [x for x in unit.tasks.waiting() if x.id.startswith(prefix)]
        if len(found) != 1 or found[0].kind is not TaskKind.FINAL_ACTION:
            raise Refused(say("of_subscription", word=action))
        waited = _question(unit, found[0])
    end_subscription(app, organisation_id, found[0].id, action, by)
    return waited


def _settle(
    unit: UnitOfWork, reminder: Reminder, word: str, by: str, app: Application, today: date
) -> Waiting:
    now = app.clock.now()
    allowed = _words_for(reminder)
    if word not in allowed:
        raise Refused(say("one_of", words=", ".join(allowed)))
    on = reminder.left_on or today
    settled = _to_do(unit, reminder)
    unit.ledger.lock_customer(reminder.customer_id)
    if not unit.reminders.settle(reminder.id, WORDS[word], word, now, on):
        raise Refused(say("meanwhile"))
    unit.tasks.close_key(f"unknown:{reminder.id}", word, now)
    tell_of(unit, reminder, WORDS[word], word, now)
    if word == "not-sent":
        for line in reminder.live_lines:
            unit.ledger.change_invoice(line.invoice_id, released_on=today)
    unit.audit(now, by, "reminder.settled", reminder=reminder.id, word=word)
    return settled


def _words_for(reminder: Reminder) -> tuple[str, ...]:
    if reminder.state is State.UNKNOWN:
        return _ANSWERS[TaskKind.UNKNOWN]
    if reminder.channel is Channel.CALL:
        return ("reached", "not-reached", "done")
    if reminder.channel is Channel.LETTER:
        return ("posted", "done")
    if reminder.is_task:
        return ("done",)
    raise Refused(say("is_message"))
