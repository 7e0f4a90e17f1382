"""Plan: decide for every customer, and keep what is due now as reminders and tasks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from connector.core.decision import Action, Decision, Reason, items
from connector.core.ledger import CustomerFacts
from connector.core.money import decimal_text
from connector.core.policy import Channel
from connector.core.ports import UnitOfWork
from connector.core.tasks import Task
from connector.usecases.application import Application
from connector.usecases.judging import judge_promises
from connector.usecases.moments import AFTER_FAULT, look_again_at
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
        _Keeping(app, organisation_id, now, _waiting(capped)).keep(looked_at)
    return sorted(capped, key=lambda p: (p.customer.name, p.item.currency, p.item.first_number))


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
        planned += [Planned(facts.customer, item) for item in items(view.decide_anyway(facts))]
    return planned, looked_at


# ---------------------------------------------------------------- keeping what is due


class _Faulty(Exception):
    """What nobody expected of this customer; nothing of his unit of work is kept."""

    def __init__(self, customer_id: str, error: Exception) -> None:
        super().__init__(customer_id)
        self.customer_id = customer_id
        self.error = error


@dataclass(frozen=True, slots=True)
class _Keeping:
    """Keeps what is due at `now`; `waiting` are the invoices that wait for their turn."""

    app: Application
    organisation_id: str
    now: datetime
    waiting: frozenset[str]

    def keep(self, looked_at: Sequence[str]) -> None:
        ids = sorted(looked_at)
        for start in range(0, len(ids), CHUNK):
            self._keep_sound(ids[start : start + CHUNK])

    def _keep_sound(self, ids: list[str]) -> None:
        """Leaves out who is faulty, and begins again with the others."""
        while ids:
            try:
                self._keep_all(ids)
                return
            except _Faulty as faulty:
                self.app.fault(f"customer {faulty.customer_id}", faulty.error)
                ids = [x for x in ids if x != faulty.customer_id]
                self._look_later(faulty.customer_id)

    def _look_later(self, customer_id: str) -> None:
        with self.app.store.writing(self.organisation_id) as unit:
            unit.ledger.look_again({customer_id: self.now + AFTER_FAULT})

    def _keep_all(self, ids: Sequence[str]) -> None:
        """Decides once more under the write lock, by the mode, policies and readings of this moment:
        what changed meanwhile is never overlooked."""
        with self.app.store.writing(self.organisation_id) as unit:
            unit.lock_organisation(is_shared=True)
            seen = unit.revision()
            view = outlook(self.app, unit, self.now)
            asked = defaultdict(list)
            for task in unit.tasks.waiting(ids):
                asked[task.customer_id].append(task)
            moments = {
                facts.customer.id: self._keep_one(view, unit, facts, asked[facts.customer.id])
                for facts in unit.ledger.facts(ids)
            }
            unit.ledger.look_again(moments, seen)

    def _keep_one(
        self, view: Outlook, unit: UnitOfWork, facts: CustomerFacts, asked: Sequence[Task]
    ) -> datetime | None:
        """Says when to look at him again."""
        decisions = view.decide_anyway(facts)
        if any(d.reason is Reason.NOT_DECIDED for d in decisions):
            return self.now + AFTER_FAULT
        try:
            decisions = [self._in_turn(decision) for decision in decisions]
            reconcile(view, unit, facts, decisions, asked)
            judge_promises(view, unit, facts)
            turns_on = view.policies.turns_on(view.position(facts))
            calendar = view.calendar(facts.customer)
            return look_again_at(decisions, facts.reminders, calendar, self.now, turns_on)
        except Exception as error:
            raise _Faulty(facts.customer.id, error) from error

    def _in_turn(self, decision: Decision) -> Decision:
        """Who waits for his turn goes on waiting."""
        if decision.action is Action.SEND and decision.invoice.id in self.waiting:
            return replace(decision, action=Action.WAIT, reason=Reason.CAP)
        return decision


def _waiting(planned: Iterable[Planned]) -> frozenset[str]:
    return frozenset(d.invoice.id for p in planned for d in p.item.decisions if d.reason is Reason.CAP)


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
