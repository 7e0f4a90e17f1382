"""Turns: so many messages a day, so many of the first wave; who is over waits for his day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from connector.core.decision import Action, Decision, Item, Reason, items
from connector.core.invoice import Customer
from connector.core.ledger import CustomerFacts
from connector.core.listing import CustomersWanted
from connector.core.money import Money
from connector.core.ports import UnitOfWork
from connector.core.values import value
from connector.usecases.outlook import Outlook

#: What left on a day left within this time, whatever the customer's zone.
LOOK_BACK = timedelta(days=2)
#: So many others a page asks, to tell on which day the turn of each comes.
FEW_OTHERS = 50


@value
class Planned:
    """One item of the plan of one customer."""

    customer: Customer
    item: Item


@dataclass(frozen=True, slots=True)
class Turns:
    """How many messages of the first wave, and in all, already left on a day."""

    first_wave: int
    in_all: int

    @classmethod
    def on(cls, unit: UnitOfWork, view: Outlook, day: date) -> "Turns":
        """What left by us; what was sent by hand has no Message-ID and takes nobody's turn."""
        return cls(*unit.reminders.count_left(view.now - LOOK_BACK, day))


def decide_in_turn(
    view: Outlook, unit: UnitOfWork, facts: CustomerFacts, most: int | None = None
) -> list[Decision]:
    """What the plan of everybody says about one customer; see `decide_several`."""
    return decide_several(view, unit, [facts], most)[facts.customer.id]


def decide_several(
    view: Outlook, unit: UnitOfWork, several: Sequence[CustomerFacts], most: int | None = None
) -> dict[str, list[Decision]]:
    """What the plan of everybody says about these, by id, asking no more of the others than it must.

    Only who speaks today can be over a number, and only those can be before him who come under the
    same number: everybody for the daily one, for the first wave those it was not yet written to. Where
    these are more than `most`, who has his turn is told by the messages that are planned already, and
    on which day the turn of the others comes is left open.
    """
    decisions = {facts.customer.id: view.decide_anyway(facts) for facts in several}
    planned = [Planned(x.customer, item) for x in several for item in items(decisions[x.customer.id])]
    counted = {p.customer.id for p in planned if _is_counted(view, p.item)}
    if not counted:
        return decisions
    others = None if view.organisation.daily_cap else unit.ledger.unwritten_cold_starts()
    if most is not None and _how_many(view, unit, others) > most:
        capped = _as_planned(view, planned, several)
    else:
        left = None if others is None else [x for x in others if x not in decisions]
        planned += [
            Planned(other.customer, item)
            for other in unit.ledger.facts(left)
            if other.customer.id not in decisions
            for item in items(view.decide_anyway(other))
        ]
        capped = cap(view, planned, Turns.on(unit, view, view.today))
    in_turn = {x: [d for p in capped if p.customer.id == x for d in p.item.decisions] for x in counted}
    return decisions | in_turn


def _how_many(view: Outlook, unit: UnitOfWork, others: Sequence[str] | None) -> int:
    return unit.listing.count_customers(CustomersWanted(view.today)) if others is None else len(others)


def _as_planned(view: Outlook, planned: Sequence[Planned], several: Sequence[CustomerFacts]) -> list[Planned]:
    """Who comes under a number and has no message planned waits for his turn, until a day left open."""
    kept = (x for facts in several for x in facts.reminders if not x.is_task)
    has_turn = {line.invoice_id for reminder in kept for line in reminder.live_lines}
    return [
        p
        if not _is_counted(view, p.item) or any(d.invoice.id in has_turn for d in p.item.decisions)
        else Planned(p.customer, _waiting_item(p.item, None))
        for p in planned
    ]


def _waiting_item(item: Item, on: date | None) -> Item:
    return Item(tuple(replace(d, action=Action.WAIT, reason=Reason.CAP, on=on) for d in item.decisions))


def _is_counted(view: Outlook, item: Item) -> bool:
    is_sent = item.head.action is Action.SEND
    return is_sent and (item.is_first_wave or view.organisation.daily_cap is not None)


def cap(view: Outlook, planned: Sequence[Planned], taken: Turns) -> list[Planned]:
    """Who is over the day's number of messages waits for the day of his turn, largest first.

    Amounts of several currencies are compared as numbers.
    """
    turns = sorted(
        (p for p in planned if p.item.head.action is Action.SEND),
        key=lambda p: (-_number(p.item), p.customer.name, p.item.currency),
    )
    late = _days_late(view, turns, taken)
    capped = []
    for p in planned:
        days = late.get(id(p), 0)
        capped += [p] if days == 0 else _wait_for_turn(view, p, days)
    return capped


def _number(item: Item) -> Decimal:
    return Money(item.asked, item.currency).decimal


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
    return [Planned(planned.customer, _waiting_item(Item((d,)), day)) for d in planned.item.decisions]
