"""Plan: decide for every customer, and keep what is due now as reminders and tasks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from connector.core.decision import Action, Decision, Item, Reason, items
from connector.core.invoice import Customer
from connector.core.money import decimal_text
from connector.core.policy import Channel
from connector.core.ports import CustomerFacts, UnitOfWork
from connector.usecases.application import Application
from connector.usecases.moments import look_again_at
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.reconcile import reconcile

#: Customers planned in one writing unit of work.
CHUNK = 200
#: Customers looked at by one sweep.
SWEEP = 5000


@dataclass(frozen=True, slots=True)
class Planned:
    """One item of the plan of one customer."""

    customer: Customer
    item: Item


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
        planned, moments = _decide_all(view, unit.ledger.facts(ids))
        taken = Turns.of(unit, view)
    capped = cap(view, planned, taken)
    if is_stored:
        _keep(app, organisation_id, view, capped, moments)
    return sorted(capped, key=lambda p: (p.customer.name, p.item.currency, p.item.numbers[0]))


def _decide_all(
    view: Outlook, stream: Iterator[CustomerFacts]
) -> tuple[list[Planned], dict[str, datetime | None]]:
    planned = []
    moments: dict[str, datetime | None] = {}
    for facts in stream:
        decisions = view.decide(facts)
        customer = facts.customer
        moments[customer.id] = look_again_at(decisions, facts.reminders, view.calendar(customer), view.now)
        planned += [Planned(customer, item) for item in items(decisions)]
    return planned, moments


# ---------------------------------------------------------------- the cap


@dataclass(slots=True)
class Turns:
    """How many messages of the first wave, and in all, already have this day."""

    first_wave: int
    in_all: int

    @classmethod
    def of(cls, unit: UnitOfWork, view: Outlook) -> "Turns":
        """Counts what left on this day; what waits unfinished is planned again and counted there."""
        since = view.now - timedelta(days=2)
        left = [x for x in unit.reminders.left_since(since) if not x.is_task]
        today = [x for x in left if x.left_on == view.today]
        return cls(sum(x.is_first_wave for x in today), len(today))


def cap(view: Outlook, planned: Sequence[Planned], taken: Turns) -> list[Planned]:
    """Who is over the day's number of messages waits for the day of his turn, largest first."""
    turns = sorted(
        (p for p in planned if p.item.decisions[0].action is Action.SEND),
        key=lambda p: (-p.item.asked, p.customer.name, p.item.currency),
    )
    late = _days_late(view, turns, taken)
    capped = []
    for p in planned:
        days = late.get(id(p), 0)
        capped += [p] if days == 0 else _wait_for_turn(view, p, days)
    return capped


def _days_late(view: Outlook, turns: Sequence[Planned], taken: Turns) -> dict[int, int]:
    wave, in_all = taken.first_wave, taken.in_all
    most_wave, most = view.organisation.first_wave_cap, view.organisation.daily_cap
    late = {}
    for p in turns:
        days = in_all // most if most else 0
        if p.item.is_first_wave:
            days = max(days, wave // most_wave)
            wave += 1
        in_all += 1
        late[id(p)] = days
    return late


def _wait_for_turn(view: Outlook, planned: Planned, days: int) -> list[Planned]:
    calendar = view.calendar(planned.customer)
    day = calendar.day(view.now)
    for _ in range(days):
        day = calendar.next_open(day + timedelta(days=1))
    return [
        Planned(planned.customer, Item((replace(d, action=Action.WAIT, reason=Reason.CAP, on=day),)))
        for d in planned.item.decisions
    ]


# ---------------------------------------------------------------- keeping what is due


def _keep(
    app: Application,
    organisation_id: str,
    view: Outlook,
    planned: Sequence[Planned],
    moments: Mapping[str, datetime | None],
) -> None:
    waiting = {d.invoice.id for p in planned for d in p.item.decisions if d.reason is Reason.CAP}
    ids = sorted(moments)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        with app.store.writing(organisation_id) as unit:
            asked = frozenset(task.key for task in unit.tasks.waiting())
            for facts in unit.ledger.facts(chunk):
                reconcile(view, unit, facts, _today(view, facts, waiting), asked)
            unit.ledger.look_again({key: moments[key] for key in chunk})


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
