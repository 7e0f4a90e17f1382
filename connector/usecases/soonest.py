"""Soonest: who hears from us first, without planning everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.core.decision import Decision
from connector.core.history import UNFINISHED
from connector.core.ports import CustomerFacts, UnitOfWork
from connector.usecases.application import Application
from connector.usecases.outlook import outlook
from connector.usecases.turns import FEW_OTHERS, decide_several

#: Customers that are asked for, of each kind; fewer are looked at where they owe many invoices.
MOST, AT_ONCE = 200, 20
#: Once so many invoices are decided about, nobody else is looked at.
ENOUGH = 400
#: Later than anything that is foreseen.
EVER = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One customer and what is decided now about each of his open invoices."""

    facts: CustomerFacts
    decisions: Sequence[Decision]


def soonest(app: Application, organisation_id: str) -> list[Foreseen]:
    """Those with a message that has not left yet, and those whom the sweep looks at next.

    What is said of each is what the plan of everybody says. Where more is owed than is looked at here,
    somebody whose next step comes as soon may be left out; `plan` leaves out nobody.
    """
    now = app.clock.now()
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, now)
        facts = _enough(unit, _whom(unit, now))
        decided = decide_several(view, unit, facts, FEW_OTHERS)
    return [Foreseen(x, decided[x.customer.id]) for x in facts]


def _whom(unit: UnitOfWork, now: datetime) -> list[str]:
    unfinished = unit.reminders.in_states(tuple(UNFINISHED), MOST)
    next_ones = unit.ledger.customers_to_look_at(now + EVER, MOST)
    return list(dict.fromkeys((*(x.customer_id for x in unfinished), *next_ones)))


def _enough(unit: UnitOfWork, ids: Sequence[str]) -> list[CustomerFacts]:
    found: list[CustomerFacts] = []
    for start in range(0, len(ids), AT_ONCE):
        if sum(len(x.invoices) for x in found) >= ENOUGH:
            break
        found += [x for x in unit.ledger.facts(ids[start : start + AT_ONCE]) if x.invoices]
    return found
