"""What would change: the next days with the ladder that counts, and with the one somebody is writing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from connector.core.decision import Decision
from connector.core.invoice import Customer
from connector.core.ledger import CustomerFacts
from connector.core.policy import Channel
from connector.core.texts import LADDER
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.simulate import Foreseen, walk
from connector.usecases.texts import Which, written_with
from connector.usecases.turns import Turns

DAYS = 30
#: Customers who are looked at, and invoices whose days are walked through: two seconds of a processor.
LOOKED_AT, ENOUGH = 3000, 300

#: Invoice and step.
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """One step of one invoice: on which day and how it would be taken, before and after; None: not at all."""

    customer_id: str
    customer: str
    number: str
    step_id: str
    asked: int
    currency: str
    before: date | None
    after: date | None
    channel_before: Channel | None
    channel_after: Channel | None

    @property
    def what(self) -> str:
        """`added`, `gone`, `moved` to another day, or `other`: the same day by another way."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "gone"
        return "moved" if self.before != self.after else "other"


@dataclass(frozen=True, slots=True)
class WouldChange:
    """What differs, by day. `is_all` is False where more customers follow the policy than were looked at.

    `customers` were looked at; messages and tasks of theirs were counted with either ladder.
    """

    rows: tuple[Moved, ...]
    customers: int
    is_all: bool
    messages_before: int
    messages_after: int

    def count(self, what: str) -> int:
        return sum(x.what == what for x in self.rows)


def would_change(app: Application, organisation_id: str, which: Which, text: str) -> WouldChange:
    """The next 30 days of those whom the policy concerns, as if nothing were paid; nothing is written.

    Raises Refused when the text is wrong. What was shared counts for this organisation alone.
    """
    with app.store.reading(organisation_id) as unit:
        now = app.clock.now()
        view = outlook(app, unit, now)
        new = outlook(app, unit, now, written_with(app, unit, which, {LADDER: text}))
        chosen, is_all = _chosen(unit.ledger.facts(), (view, new), which.name)
        taken = Turns.on(unit, view, view.today)
    before, after = (walk(one, chosen, taken, DAYS) for one in (view, new))
    return WouldChange(_compared(before, after), len(chosen), is_all, len(before), len(after))


def _chosen(
    everyone: Iterator[CustomerFacts], views: Sequence[Outlook], name: str
) -> tuple[list[CustomerFacts], bool]:
    """Whom the policy concerns, and whether that is all of them."""
    chosen: list[CustomerFacts] = []
    count = 0
    for n, facts in enumerate(everyone):
        if count >= ENOUGH or n == LOOKED_AT:
            return chosen, False
        if any(_concerns(one, facts, name) for one in views):
            chosen.append(facts)
            count += len(facts.invoices)
    return chosen, True


def _concerns(view: Outlook, facts: CustomerFacts, name: str) -> bool:
    position = view.position(facts)
    return any(view.choice(facts, x, position).policy.name == name for x in facts.invoices)


def _compared(before: Sequence[Foreseen], after: Sequence[Foreseen]) -> tuple[Moved, ...]:
    was, will = _by_step(before), _by_step(after)
    rows = [
        _moved(key[1], will.get(key) or was[key], was.get(key), will.get(key))
        for key in was.keys() | will.keys()
    ]
    differing = (x for x in rows if x.before != x.after or x.channel_before != x.channel_after)
    return tuple(sorted(differing, key=lambda x: (x.after or x.before, x.customer, x.number, x.step_id)))


@dataclass(frozen=True, slots=True)
class _Taken:
    """One step of one invoice on its day."""

    on: date
    customer: Customer
    decision: Decision


def _by_step(foreseen: Sequence[Foreseen]) -> dict[_Key, _Taken]:
    """The first time that each step is taken for each invoice."""
    every = [
        ((x.invoice.id, x.step.id), _Taken(one.on, one.planned.customer, x))
        for one in foreseen
        for x in one.planned.item.decisions
        if x.step is not None
    ]
    return dict(reversed(every))


def _moved(step_id: str, known: _Taken, was: _Taken | None, will: _Taken | None) -> Moved:
    return Moved(
        known.customer.id,
        known.customer.name,
        known.decision.invoice.number,
        step_id,
        known.decision.asked,
        known.decision.invoice.currency,
        was.on if was else None,
        will.on if will else None,
        was.decision.channel if was else None,
        will.decision.channel if will else None,
    )
