"""The first days after leaving shadow: what would leave, what would wait, and what looks odd.

It is judged as it would be on leaving shadow now; nothing is kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from statistics import median

from connector.core.decision import Action
from connector.core.holds import OLD_DAYS
from connector.core.invoice import Invoice, Mode, Organisation, PostingGuard
from connector.core.ledger import CustomerFacts
from connector.core.policy import Severity
from connector.usecases.application import Application
from connector.usecases.organisations import change_organisation
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.plan import plan
from connector.usecases.reconcile import posted_too_long_ago
from connector.usecases.simulate import Foreseen, walk
from connector.usecases.turns import Turns

#: Days that are looked ahead, today included.
DAYS = 7
#: Unusually large: so many times the middle one of the open invoices in its currency, from so many on.
LARGE_TIMES = 10
LARGE_FROM = 5

#: Minor units by currency, sorted.
Sums = tuple[tuple[str, int], ...]


class OddKind(StrEnum):
    """What a person should look at before the first message leaves."""

    OLD = "old"
    NO_ADDRESS = "no_address"
    SHARED_ADDRESS = "shared_address"
    LARGE = "large"
    NO_DUE_DATE = "no_due_date"


@dataclass(frozen=True, slots=True)
class Odd:
    """One customer's invoices that look odd; `about` is the address that several have."""

    kind: OddKind
    customer: str
    invoices: tuple[Invoice, ...]
    about: str = ""

    @property
    def sums(self) -> Sums:
        return _sums((x.currency, x.open) for x in self.invoices)


@dataclass(frozen=True, slots=True)
class Day:
    """What leaves on one day; `first_wave` of them are first messages about what was late before."""

    on: date
    count: int
    first_wave: int
    sums: Sums


@dataclass(frozen=True, slots=True)
class FirstWave:
    """The messages of the next days; `waiting` of them need a person's word even in the mode auto."""

    messages: tuple[Foreseen, ...]
    days: tuple[Day, ...]
    waiting: int
    odd: tuple[Odd, ...]

    @property
    def sums(self) -> Sums:
        return _sums((x.planned.item.currency, x.planned.item.asked_now) for x in self.messages)

    @property
    def seal(self) -> str:
        """Stands for the numbers that were shown."""
        return sha256(repr((len(self.messages), self.waiting, self.sums)).encode()).hexdigest()[:32]


class _Undo(Exception):
    """Takes back what was only judged to be looked at."""


def first_wave(app: Application, organisation_id: str) -> FirstWave:
    """What the next days would bring if the organisation left shadow now."""
    view, everyone, taken, is_guarded = _facts(app, organisation_id)
    messages = tuple(x for x in walk(view, everyone, taken, DAYS) if _is_message(x))
    own = view.organisation
    waiting = sum(_is_for_two(own, x) or _waits(x, own.is_auto_from_start, is_guarded) for x in messages)
    return FirstWave(messages, tuple(_days(messages)), waiting, tuple(_odd(everyone)))


def _facts(app: Application, organisation_id: str) -> tuple[Outlook, list[CustomerFacts], Turns, bool]:
    """Everybody as he would be judged; the last says whether the posting guard asks for a person."""
    found = []
    try:
        with app.store.writing(organisation_id) as unit:
            unit.lock_organisation(is_shared=False)
            view = outlook(app, unit, app.clock.now())
            if view.organisation.mode is Mode.SHADOW:
                unit.ledger.judge_cold_starts(view.today)
            asks = view.organisation.posting_guard is PostingGuard.APPROVE and posted_too_long_ago(view, unit)
            found.append((view, list(unit.ledger.facts()), Turns.on(unit, view, view.today), asks))
            raise _Undo
    except _Undo:
        return found[0]


def _is_message(foreseen: Foreseen) -> bool:
    return foreseen.planned.item.head.action is Action.SEND


def _is_for_two(own: Organisation, foreseen: Foreseen) -> bool:
    return own.wants_two(foreseen.planned.item.currency, foreseen.planned.item.asked)


def _waits(foreseen: Foreseen, is_auto_from_start: bool, is_guarded: bool) -> bool:
    item = foreseen.planned.item
    steps = [d.step for d in item.decisions if d.step is not None]
    is_formal = any(step.severity is Severity.FORMAL for step in steps)
    is_first = item.is_first_wave and not is_auto_from_start
    return is_formal or is_first or (is_guarded and any(step.is_after_due for step in steps))


def _days(messages: Sequence[Foreseen]) -> Iterator[Day]:
    by_day: dict[date, list[Foreseen]] = defaultdict(list)
    for one in messages:
        by_day[one.on].append(one)
    for on, ones in sorted(by_day.items()):
        first = sum(x.planned.item.is_first_wave for x in ones)
        yield Day(
            on, len(ones), first, _sums((x.planned.item.currency, x.planned.item.asked_now) for x in ones)
        )


def _sums(amounts: Iterable[tuple[str, int]]) -> Sums:
    total: Counter[str] = Counter()
    for currency, minor in amounts:
        total[currency] += minor
    return tuple(sorted(total.items()))


# ---------------------------------------------------------------- what looks odd


def _odd(everyone: Sequence[CustomerFacts]) -> Iterator[Odd]:
    """By kind, the largest first; who is never written to is not looked at."""
    known = [(x, _owed(x)) for x in everyone if not x.customer.is_excluded]
    limits = _limits(invoice for _, owed in known for invoice in owed)
    shared = _shared(x for x, owed in known if owed)
    found: list[Odd] = []
    for facts, owed in known:
        name, addresses = facts.customer.name, facts.customer.addresses()
        about = next((x for x in addresses if x.casefold() in shared), "")
        for kind, mine in (
            (OddKind.OLD, [x for x in owed if _is_old(x)]),
            (OddKind.NO_ADDRESS, [] if addresses else owed),
            (OddKind.SHARED_ADDRESS, owed if about else []),
            (OddKind.LARGE, [x for x in owed if x.open > limits.get(x.currency, x.open)]),
            (OddKind.NO_DUE_DATE, [x for x in owed if x.expected_on is None]),
        ):
            if mine:
                found.append(Odd(kind, name, tuple(mine), about if kind is OddKind.SHARED_ADDRESS else ""))
    order = list(OddKind)
    yield from sorted(
        found, key=lambda x: (order.index(x.kind), x.about, -max(y for _, y in x.sums), x.customer)
    )


def _owed(facts: CustomerFacts) -> list[Invoice]:
    return [x for x in facts.invoices if x.card is None]


def _is_old(invoice: Invoice) -> bool:
    due_on, cold_on = invoice.expected_on, invoice.cold_start_on
    is_cold = due_on is not None and cold_on is not None and cold_on - due_on > timedelta(days=OLD_DAYS)
    return is_cold and invoice.released_on is None


def _limits(invoices: Iterable[Invoice]) -> dict[str, int]:
    """Above how much an invoice is unusually large, by currency; none where there are too few to say."""
    amounts: dict[str, list[int]] = defaultdict(list)
    for invoice in invoices:
        amounts[invoice.currency].append(invoice.open)
    return {x: int(median(each) * LARGE_TIMES) for x, each in amounts.items() if len(each) >= LARGE_FROM}


def _shared(everyone: Iterable[CustomerFacts]) -> frozenset[str]:
    """Addresses under which several customers are written to."""
    count = Counter(x for facts in everyone for x in {y.casefold() for y in facts.customer.addresses()})
    return frozenset(x for x, times in count.items() if times > 1)


# ---------------------------------------------------------------- the start


def start(app: Application, organisation_id: str, mode: Mode, by: str) -> None:
    """Changes the mode; what is due now is planned at once, so that it can be looked at."""
    with app.store.reading(organisation_id) as unit:
        if unit.organisation().mode is mode:
            return
    change_organisation(app, organisation_id, by, mode=mode)
    plan(app, organisation_id)
