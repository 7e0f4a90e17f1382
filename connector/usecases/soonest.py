"""Soonest: who hears from us first, without planning everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from connector.core.decision import Decision
from connector.core.history import UNFINISHED
from connector.core.ports import CustomerFacts, UnitOfWork
from connector.usecases.application import Application
from connector.usecases.outlook import outlook
from connector.usecases.turns import FEW_OTHERS, decide_several

#: Customers that are looked at, of each kind: several times what a page shows.
LOOKED_AT = 20
#: Later than anything that is foreseen.
EVER = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One customer and what is decided now about each of his open invoices."""

    facts: CustomerFacts
    decisions: Sequence[Decision]


def soonest(app: Application, organisation_id: str) -> list[Foreseen]:
    """Those with a message that has not left yet, and those whom the sweep looks at next.

    What is said of each is what the plan of everybody says. Nobody whose next step comes sooner is left
    out as long as those who are looked at on one day are few; the whole of it is what `plan` says.
    """
    now = app.clock.now()
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, now)
        facts = [x for x in unit.ledger.facts(_whom(unit, app)) if x.invoices]
        decided = decide_several(view, unit, facts, FEW_OTHERS)
    return [Foreseen(x, decided[x.customer.id]) for x in facts]


def _whom(unit: UnitOfWork, app: Application) -> list[str]:
    unfinished = unit.reminders.in_states(tuple(UNFINISHED), LOOKED_AT)
    next_ones = unit.ledger.customers_to_look_at(app.clock.now() + EVER, LOOKED_AT)
    return sorted({*(x.customer_id for x in unfinished), *next_ones})
