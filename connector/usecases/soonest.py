"""Soonest: who hears from us first, without planning everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.core.decision import Decision, Reason
from connector.core.history import UNFINISHED, Sort
from connector.core.invoice import Customer
from connector.core.ledger import CustomerFacts
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.turns import FEW_OTHERS, decide_several
from connector.usecases.verify import CHARGE_HOURS

#: Customers that are asked for, of each kind; fewer are looked at where they owe many invoices.
MOST, AT_ONCE = 200, 20
#: Once so many invoices are decided about, nobody else is looked at.
ENOUGH = 200
#: Later than anything that is foreseen.
EVER = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when a message may leave on its day, which is the customer's own; `is_today` there.

    `reopens_at` is when it leaves instead, where the hours of today are over.
    """

    opens_at: datetime
    closes_at: datetime
    is_today: bool
    reopens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One customer and what is decided now about each of his open invoices, with the hours of its day.

    `hours` are None where no day is known.
    """

    facts: CustomerFacts
    decisions: Sequence[Decision]
    hours: Sequence[Hours | None]


@dataclass(frozen=True, slots=True)
class Soonest:
    """Who was looked at; not `is_all` where somebody whose next step comes as soon may be left out, or has no
    day because many wait for their turn. `plan` leaves out nobody."""

    of: tuple[Foreseen, ...]
    is_all: bool


def soonest(app: Application, organisation_id: str) -> Soonest:
    """Those with a message that has not left yet, and those whom the sweep looks at next.

    What is said of each is what the plan of everybody says.
    """
    now = app.clock.now()
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, now)
        ids, is_everybody = _whom(unit, now)
        facts, looked_at = _enough(unit, ids)
        decided = decide_several(view, unit, facts, FEW_OTHERS)
    of = tuple(_foreseen(view, x, decided[x.customer.id]) for x in facts)
    has_days = not any(d.reason is Reason.CAP and d.on is None for x in of for d in x.decisions)
    return Soonest(of, is_everybody and looked_at >= len(ids) and has_days)


def _foreseen(view: Outlook, facts: CustomerFacts, decisions: Sequence[Decision]) -> Foreseen:
    return Foreseen(facts, decisions, [_hours(view, facts.customer, d) for d in decisions])


def _hours(view: Outlook, customer: Customer, decision: Decision) -> Hours | None:
    on, calendar, own = decision.on, view.calendar(customer), view.organisation
    if on is None:
        return None
    is_charge = _opens_a_charge(decision)
    opens, closes = CHARGE_HOURS if is_charge else (own.window_start, own.window_end)
    opens_at, closes_at = (datetime.combine(on, hour, calendar.zone) for hour in (opens, closes))
    is_today = on == calendar.day(view.now)
    if not is_today or view.now < closes_at:
        return Hours(opens_at, closes_at, is_today)
    following = on + timedelta(days=1)
    then = calendar.next_unclosed(following) if is_charge else calendar.next_open(following)
    return Hours(opens_at, closes_at, is_today, datetime.combine(then, opens, calendar.zone))


def _opens_a_charge(decision: Decision) -> bool:
    return decision.sort is Sort.CHARGE and decision.step is not None and decision.step.offset == 0


def _whom(unit: UnitOfWork, now: datetime) -> tuple[list[str], bool]:
    """Their ids, and whether there is nobody else."""
    unfinished = unit.reminders.in_states(tuple(UNFINISHED), MOST)
    next_ones = unit.ledger.customers_to_look_at(now + EVER, MOST)
    ids = dict.fromkeys((*(x.customer_id for x in unfinished), *next_ones))
    return list(ids), max(len(unfinished), len(next_ones)) < MOST


def _enough(unit: UnitOfWork, ids: Sequence[str]) -> tuple[list[CustomerFacts], int]:
    """Those who owe, and how many were looked at for them."""
    found: list[CustomerFacts] = []
    looked_at = 0
    while looked_at < len(ids) and sum(len(x.invoices) for x in found) < ENOUGH:
        found += [x for x in unit.ledger.facts(ids[looked_at : looked_at + AT_ONCE]) if x.invoices]
        looked_at += AT_ONCE
    return found, looked_at
