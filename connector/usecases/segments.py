"""Segments: the one list of rules of an organisation, whom each catches, and who would move."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from connector.core.invoice import Customer
from connector.core.ledger import CustomerFacts
from connector.core.policy import Choice
from connector.core.segments import Segment
from connector.core.texts import RULES, SEGMENTS, TextKind
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.texts import Which, save, written_with
from connector.usecases.would_change import LOOKED_AT

#: The text of them, in versions as those of policies are.
WHICH = Which(TextKind.SEGMENTS, SEGMENTS)


@dataclass(frozen=True, slots=True)
class Move:
    """An invoice that would follow another policy, or bear another name, than it does now."""

    customer: Customer
    number: str
    before: Choice
    after: Choice


@dataclass(frozen=True, slots=True)
class Catch:
    """Whom each segment catches today, and what would change: `customers` were looked at, `is_all` of them.

    `caught` is a number of customers by the segment's name, `rest` of those whom none catches with any
    invoice. One with invoices in several segments counts in each.
    """

    caught: Mapping[str, int]
    rest: int
    moves: tuple[Move, ...]
    customers: int
    is_all: bool


def segments(app: Application, organisation_id: str) -> tuple[Segment, ...]:
    """In their order. Raises Refused where a policy or a segment is wrong."""
    with app.store.reading(organisation_id) as unit:
        return outlook(app, unit, app.clock.now()).policies.segments


def set_segments(app: Application, organisation_id: str, text: str, by: str, note: str = "") -> int:
    """Adds a version and says its number; raises what save raises. Nothing but space takes them all away."""
    return save(app, organisation_id, WHICH, {RULES: text} if text.strip() else {}, by, note=note)


def catch(app: Application, organisation_id: str, text: str | None = None) -> Catch:
    """Of the customers who owe something now; `text` stands for the segments that count.

    Raises Refused when it is wrong. Nothing is written.
    """
    with app.store.reading(organisation_id) as unit:
        now = app.clock.now()
        view = after = outlook(app, unit, now)
        if text is not None:
            after = outlook(app, unit, now, written_with(app, unit, WHICH, {RULES: text}))
        counting = _Counting(view, after)
        everyone = unit.ledger.facts()
        is_all = counting.looked_through(everyone)
    return counting.told(is_all)


class _Counting:
    def __init__(self, view: Outlook, after: Outlook) -> None:
        self._view = view
        self._after = after
        self._caught = Counter({x.name: 0 for x in after.policies.segments})
        self._rest = 0
        self._moves: list[Move] = []
        self._customers = 0

    def looked_through(self, everyone: Iterator[CustomerFacts]) -> bool:
        """Whether it was all of them."""
        for facts in everyone:
            if self._customers == LOOKED_AT:
                return False
            self._look(facts)
        return True

    def _look(self, facts: CustomerFacts) -> None:
        self._customers += 1
        was, will = self._view.position(facts), self._after.position(facts)
        names = set()
        for invoice in facts.invoices:
            after = self._after.choice(facts, invoice, will)
            names.add(after.segment.name if after.segment else None)
            before = self._view.choice(facts, invoice, was)
            if (before.policy.name, before.signer) != (after.policy.name, after.signer):
                self._moves.append(Move(facts.customer, invoice.number, before, after))
        caught = {x for x in names if x is not None}
        self._caught.update(caught)
        self._rest += not caught

    def told(self, is_all: bool) -> Catch:
        order = sorted(self._moves, key=lambda x: (x.customer.name, x.number))
        return Catch(self._caught, self._rest, tuple(order), self._customers, is_all)
