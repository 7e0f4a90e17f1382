"""Credits: a credit note by its number, what is left of it, and which invoices it keeps silent."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from connector.core.invoice import Invoice
from connector.core.listing import ListedCredit
from connector.core.ports import UnitOfWork
from connector.usecases.application import Application
from connector.usecases.outlook import outlook

#: So many of one number are told apart.
MOST = 20


@dataclass(frozen=True, slots=True)
class FoundCredit:
    """`silenced` are the open invoices that it probably pays: nothing is said of them while it stands."""

    listed: ListedCredit
    silenced: tuple[Invoice, ...] = ()

    @property
    def told(self) -> str:
        """The word for what it does now."""
        if not self.listed.left:
            return "credit_used"
        return "credit_silences" if self.silenced else "credit_shown"


def credits_called(app: Application, organisation_id: str, number: str) -> tuple[FoundCredit, ...]:
    """Those of that very number, in capitals or not."""
    with app.store.reading(organisation_id) as unit:
        found = unit.listing.credits_numbered(number, MOST)
        meant = [x for x in found if x.credit.number.casefold() == number.casefold()]
        return with_what_they_silence(app, unit, meant)


def with_what_they_silence(
    app: Application, unit: UnitOfWork, found: Sequence[ListedCredit]
) -> tuple[FoundCredit, ...]:
    """As it is decided for the customers of what is left; nothing is decided where nothing is."""
    if not any(x.left for x in found):
        return tuple(FoundCredit(x) for x in found)
    view = outlook(app, unit, app.clock.now())
    silenced: dict[str | None, list[Invoice]] = defaultdict(list)
    for facts in unit.ledger.facts(sorted({x.credit.customer_id for x in found if x.left})):
        for decision in view.decide_anyway(facts):
            silenced[decision.credit_id].append(decision.invoice)
    return tuple(FoundCredit(x, tuple(silenced.get(x.credit.id, ()))) for x in found)
