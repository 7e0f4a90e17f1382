"""Plan: decide for every customer, and keep what is due now as reminders and tasks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from connector.core.decision import Action, Decision, Reason, items
from connector.core.money import decimal_text
from connector.core.policy import Channel
from connector.core.ports import CustomerFacts, UnitOfWork
from connector.usecases.application import Application
from connector.usecases.moments import look_again_at
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.reconcile import reconcile
from connector.usecases.turns import Planned, Turns, cap

#: Customers planned in one writing unit of work.
CHUNK = 200
#: Customers looked at by one sweep.
SWEEP = 5000


def plan(app: Application, organisation_id: str, *, is_stored: bool = True) -> list[Planned]:
    """What every customer should hear, sorted by customer, currency and first invoice.

    With `is_stored` what is due now is kept as reminders and tasks. Planning is idempotent.
    """
    return _plan(app, organisation_id, None, is_stored=is_stored)


def sweep(app: Application, organisation_id: str) -> int:
    """Plans only for customers whose moment has come; says how many were looked at."""
    with app.store.reading(organisation_id) as unit:
        ids = unit.ledger.customers_to_look_at(app.clock.now(), SWEEP)
    if ids:
        _plan(app, organisation_id, ids, is_stored=True)
    return len(ids)


def _plan(
    app: Application, organisation_id: str, ids: Sequence[str] | None, *, is_stored: bool
) -> list[Planned]:
    now = app.clock.now()
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, now)
        planned, looked_at = _decide_all(view, _facts(unit, ids, now))
        taken = Turns.on(unit, view, view.today)
    capped = cap(view, planned, taken)
    if is_stored:
        _keep(app, organisation_id, view, capped, looked_at)
    return sorted(capped, key=lambda p: (p.customer.name, p.item.currency, p.item.numbers[0]))


def _facts(unit: UnitOfWork, ids: Sequence[str] | None, now: datetime) -> Iterator[CustomerFacts]:
    """These customers; of all, those too who have nothing open any more but were just changed."""
    if ids is not None:
        yield from unit.ledger.facts(ids)
        return
    changed = set(unit.ledger.customers_to_look_at(now, SWEEP))
    for facts in unit.ledger.facts():
        changed.discard(facts.customer.id)
        yield facts
    yield from unit.ledger.facts(sorted(changed))


def _decide_all(view: Outlook, stream: Iterator[CustomerFacts]) -> tuple[list[Planned], list[str]]:
    """The plan, and the ids of everybody who was looked at."""
    planned, looked_at = [], []
    for facts in stream:
        looked_at.append(facts.customer.id)
        planned += [Planned(facts.customer, item) for item in items(view.decide(facts))]
    return planned, looked_at


# ---------------------------------------------------------------- keeping what is due


def _keep(
    app: Application,
    organisation_id: str,
    view: Outlook,
    planned: Sequence[Planned],
    looked_at: Sequence[str],
) -> None:
    """Decides once more under the write lock: what a merge changed meanwhile is never overlooked."""
    waiting = {d.invoice.id for p in planned for d in p.item.decisions if d.reason is Reason.CAP}
    ids = sorted(looked_at)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        with app.store.writing(organisation_id) as unit:
            asked = unit.tasks.waiting()
            moments = {}
            for facts in unit.ledger.facts(chunk):
                mine = [task for task in asked if task.customer_id == facts.customer.id]
                decisions = _today(view, facts, waiting)
                reconcile(view, unit, facts, decisions, mine)
                moments[facts.customer.id] = look_again_at(
                    decisions, facts.reminders, view.calendar(facts.customer), view.now
                )
            unit.ledger.look_again(moments)


def _today(view: Outlook, facts: CustomerFacts, waiting: set[str]) -> list[Decision]:
    """Decided again under the write lock; who waits for his turn goes on waiting."""
    return [
        replace(d, action=Action.WAIT, reason=Reason.CAP)
        if d.invoice.id in waiting and d.action is Action.SEND
        else d
        for d in view.decide(facts)
    ]


def plan_row(planned: Planned) -> dict[str, object]:
    """One item as `plan --json` prints it."""
    head, item = planned.item.head, planned.item
    is_silent = head.action in (Action.HOLD, Action.STOP)
    return {
        "customer": planned.customer.name,
        "invoices": list(item.numbers),
        "currency": item.currency,
        "amount": decimal_text(item.asked, item.currency),
        "action": head.action.value,
        "step": None if is_silent or head.step is None else head.step.id,
        "channel": None if is_silent else _text(head.channel),
        "reason": item.reason.value,
        "on": _day(head.on),
    }


def _text(channel: Channel | None) -> str | None:
    return None if channel is None else channel.value


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
