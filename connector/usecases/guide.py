"""Guide: the words for what a person does himself: a letter to print, what to say on the telephone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from connector.core.decision import Action, Decision
from connector.core.errors import Refused
from connector.core.message import Line, Reminder, Rendered
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.approve import the_reminder
from connector.usecases.compose import message_facts
from connector.usecases.outlook import facts_of, outlook
from connector.usecases.sentences import say
from connector.usecases.verify import Unread, is_judged_otherwise, read_again, without


@dataclass(frozen=True, slots=True)
class Guide:
    """What waits to be done, for whom, and the words as they are true now."""

    reminder: Reminder
    customer: str
    words: Rendered


def guide(app: Application, organisation_id: str, prefix: str) -> Guide:
    """Reads the balances again first: a letter is not posted for what was paid this morning.

    Raises Refused for an id that names no call or letter to be done, for one that is no longer due,
    and while the balances cannot be read.
    """
    with app.store.reading(organisation_id) as unit:
        reminder = _to_be_done(unit, prefix)
    unread = read_again(app, organisation_id, reminder)
    if isinstance(unread, Unread):
        raise Refused(say("balances_unread", why=unread.why))
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, app.clock.now())
        whole = facts_of(unit, reminder.customer_id)
        facts = without(whole, unread)
        if is_judged_otherwise(view, whole, facts):
            raise Refused(say("balances_unread", why=say("rule_unread")))
        due = {d.invoice.id: d for d in view.decide(facts, fresh=True)}
        lines = tuple(x for x in reminder.live_lines if _is_due(x, due.get(x.invoice_id)))
        if not lines:
            raise Refused(_why_not(reminder, due))
        facts_now = message_facts(view, unit, replace(reminder, lines=lines), facts)
        return Guide(reminder, facts.customer.name, view.render(facts_now))


def _to_be_done(unit: UnitOfWork, prefix: str) -> Reminder:
    reminder = the_reminder(unit, prefix)
    if not reminder.is_task:
        raise Refused(say("show_words"))
    return reminder


def _is_due(line: Line, decision: Decision | None) -> bool:
    if decision is None or decision.action is not Action.TASK or decision.step is None:
        return False
    return decision.step.id == line.step_id


def _why_not(reminder: Reminder, due: Mapping[str, Decision]) -> str:
    waits = [d for x in reminder.live_lines if (d := due.get(x.invoice_id)) and d.action is Action.WAIT]
    if waits and waits[0].on is not None:
        return say("from_day", on=waits[0].on)
    return say("no_longer_due")
