"""Simulate: what would be sent over the next days if nothing were paid; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connector.core.decision import Action, Decision, Item, items
from connector.core.history import ContactMade, PastLine, State, Through
from connector.core.ledger import CustomerFacts
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.reconcile import names_deadline, spoken
from connector.usecases.turns import Planned, Turns, cap


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One message or task that would leave on `on`."""

    on: date
    planned: Planned


def simulate(app: Application, organisation_id: str, days: int) -> list[Foreseen]:
    """Walks the next `days` days at 09:00, today included, taking the ledger as fresh.

    Every message is taken as sent on its day; calls and letters are shown on their first day, invoice by
    invoice, and left undone.
    """
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, app.clock.now())
        everyone = list(unit.ledger.facts())
        taken = Turns.on(unit, view, view.today)
    return walk(view, everyone, taken, days)


def walk(view: Outlook, everyone: Sequence[CustomerFacts], taken: Turns, days: int) -> list[Foreseen]:
    """The same of these facts; `taken` are the turns of today that are gone."""
    zone = ZoneInfo(view.organisation.timezone)
    foreseen: list[Foreseen] = []
    shown: set[tuple[str, str]] = set()
    for n in range(days):
        day = view.today + timedelta(days=n)
        morning = view.at(datetime.combine(day, time(9), zone))
        everyone = _one_day(morning, day, taken if n == 0 else Turns(0, 0), everyone, foreseen, shown)
    return foreseen


def _one_day(
    view: Outlook,
    day: date,
    taken: Turns,
    everyone: Sequence[CustomerFacts],
    foreseen: list[Foreseen],
    shown: set[tuple[str, str]],
) -> list[CustomerFacts]:
    planned = [
        Planned(facts.customer, item)
        for facts in everyone
        for item in items(view.decide_anyway(facts, fresh=True))
        if item.head.action in (Action.SEND, Action.TASK)
    ]
    leaving: dict[str, list[Item]] = {}
    for p in cap(view, planned, taken):
        if p.item.head.action is Action.SEND:
            leaving.setdefault(p.customer.id, []).append(p.item)
            foreseen.append(Foreseen(day, p))
        elif p.item.head.action is Action.TASK and (new := _not_shown(p.item, shown)):
            foreseen.append(Foreseen(day, replace(p, item=Item(new))))
    told = (_charge_told(view, facts) for facts in everyone)
    return [_as_sent(view, facts, leaving.get(facts.customer.id, ())) for facts in told]


def _not_shown(item: Item, shown: set[tuple[str, str]]) -> tuple[Decision, ...]:
    """The lines of a task that no earlier day has shown: it is undone still, and does not come twice."""
    keys = {(d.invoice.id, d.step.id if d.step else d.reason.value): d for d in item.decisions}
    new = tuple(d for key, d in keys.items() if key not in shown)
    shown.update(keys)
    return new


def _charge_told(view: Outlook, facts: CustomerFacts) -> CustomerFacts:
    """The notice that goes first under another record is taken as sent on this day, whatever it says."""
    if not facts.history.charges_first:
        return facts
    told = ContactMade(view.calendar(facts.customer).day(view.now), None, Through.LINK)
    history = replace(facts.history, charges_first=frozenset(), beside=(*facts.history.beside, told))
    return replace(facts, history=history)


def _as_sent(view: Outlook, facts: CustomerFacts, leaving: Sequence[Item]) -> CustomerFacts:
    if not leaving:
        return facts
    today = view.calendar(facts.customer).day(view.now)
    lines = tuple(_line(d, today) for item in leaving for d in item.decisions if d.step is not None)
    return replace(facts, history=replace(facts.history, lines=facts.history.lines + lines))


def _line(decision: Decision, today: date) -> PastLine:
    step, _ = spoken(decision)
    deadline = today + timedelta(days=step.deadline_days) if names_deadline(decision) else None
    return PastLine(
        decision.invoice.id,
        step.id,
        step.offset,
        step.severity,
        decision.channel or step.channel,
        State.SENT,
        decision.invoice.cycle,
        decision.invoice.currency,
        decision.language,
        decision.sort,
        today,
        deadline,
    )
