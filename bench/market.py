"""The simulated market: customers who buy, pay when they will, answer, and complain; and the books of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bench.tempers import (
    BOOKED_WITHIN,
    COMPLAINS,
    COMPLAINS_OF_REPEATS,
    COMPLAINS_UNHEARD,
    COMPLAINS_WHEN_PAID,
    PAYS_WITHIN,
    REPEATS_COUNTED,
    SETTLED_WITHIN,
    SPEAKS_UNASKED_AFTER,
    TEMPERS,
    WEARS_BY,
    Temper,
)
from connector.core.invoice import Status
from connector.core.policy import Severity
from connector.core.source import Batch, SourceCustomer, SourceInvoice

TERMS = 30
#: Each customer buys with this chance on each business day: some eight times a year.
BUYS = 8 / 260
LEAST, MOST = 80_00, 6_000_00
PROMISES_WITHIN = 12


@dataclass
class Bill:
    """One invoice, what its customer means to do about it, and what was said of it."""

    number: str
    customer: str
    temper: Temper
    amount: int
    issued_on: date
    due_on: date
    is_disputed: bool
    pays_on: date | None
    paid_on: date | None = None
    booked_on: date | None = None
    disputed_on: date | None = None
    promised_for: date | None = None
    heard: Counter[Severity] = field(default_factory=Counter)

    def is_open(self, day: date) -> bool:
        return self.issued_on <= day and (self.paid_on is None or self.paid_on > day)

    def is_open_in_books(self, day: date) -> bool:
        return self.issued_on <= day and (self.booked_on is None or self.booked_on > day)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer says to a message about one invoice: that it is wrong, or until when he pays."""

    number: str
    until_on: date | None


class Market:
    """The same customers and sales for every way to ask: what may happen is drawn apart for each."""

    def __init__(self, seed: int, customers: int, first: date, days: int) -> None:
        self.seed = seed
        self.tempers = {f"c{n:03}": _temper(n, customers) for n in range(customers)}
        self.bills: dict[str, Bill] = {}
        self.complaints = 0
        #: What was said since somebody took it.
        self._answers: list[Answer] = []
        for n in range(days):
            day = first + timedelta(days=n)
            if day.isoweekday() <= 5:
                self._sell(day)

    def _chance(self, *what: object) -> Random:
        return Random(" ".join(map(str, (self.seed, *what))))

    def _sell(self, day: date) -> None:
        for customer, temper in self.tempers.items():
            dice = self._chance(customer, day)
            if dice.random() >= BUYS:
                continue
            due_on = day + timedelta(days=TERMS)
            unasked = due_on + timedelta(days=dice.randint(*temper.unasked))
            number = f"F{len(self.bills) + 1:05}"
            self.bills[number] = Bill(
                number=number,
                customer=customer,
                temper=temper,
                amount=round(LEAST * (MOST / LEAST) ** dice.random()),
                issued_on=day,
                due_on=due_on,
                is_disputed=dice.random() < temper.disputes,
                pays_on=None if dice.random() < temper.never else unasked,
            )

    # ------------------------------------------------------------ what the days bring

    def live(self, day: date) -> None:
        """Who pays today does, and who was not asked says by himself what is wrong."""
        for bill in self.bills.values():
            if not bill.is_open(day):
                continue
            if bill.is_disputed and bill.disputed_on is None:
                if (day - bill.due_on).days >= SPEAKS_UNASKED_AFTER and bill.temper.is_reachable:
                    self._dispute(bill, day)
            elif bill.disputed_on is not None and day < self.settled_on(bill):
                continue
            elif bill.pays_on is not None and bill.pays_on <= day:
                bill.paid_on = day
                late = self._chance(bill.number, "booked").randint(1, BOOKED_WITHIN)
                bill.booked_on = day + timedelta(days=late)

    def settled_on(self, bill: Bill) -> date:
        """The day on which owner and customer are at one about it."""
        if bill.disputed_on is None:
            raise ValueError(f"{bill.number} is not disputed")
        return bill.disputed_on + timedelta(days=SETTLED_WITHIN)

    def take_answers(self) -> list[Answer]:
        """What customers said since the last time, by themselves or to a message."""
        taken, self._answers = self._answers, []
        return taken

    def hear(self, day: date, numbers: Sequence[str], tones: Sequence[Severity]) -> None:
        """A customer reads one message about these invoices, in these tones, where it reaches him."""
        if not self.bills[numbers[0]].temper.is_reachable:
            return
        complains = COMPLAINS
        for number, tone in zip(numbers, tones, strict=True):
            complains += self._annoyance(self.bills[number], day, tone)
            self._read(self.bills[number], day, tone)
        if self._chance(day, *numbers, "complains").random() < complains:
            self.complaints += 1

    def _annoyance(self, bill: Bill, day: date, tone: Severity) -> float:
        if not bill.is_open(day):
            return COMPLAINS_WHEN_PAID
        is_promised = bill.promised_for is not None and day <= bill.promised_for
        is_unsettled = bill.disputed_on is not None and day < self.settled_on(bill)
        unheard = COMPLAINS_UNHEARD if is_promised or is_unsettled else 0.0
        return unheard + COMPLAINS_OF_REPEATS * min(max(0, bill.heard[tone] - 1), REPEATS_COUNTED)

    def _read(self, bill: Bill, day: date, tone: Severity) -> None:
        bill.heard[tone] += 1
        if not bill.is_open(day) or (tone is Severity.NOTICE and bill.is_disputed):
            return
        if bill.is_disputed and bill.disputed_on is None:
            self._dispute(bill, day)
            return
        dice = self._chance(bill.number, tone, bill.heard[tone])
        if dice.random() < bill.temper.moved[tone] * WEARS_BY ** (bill.heard[tone] - 1):
            self._pays_by(bill, max(day, bill.due_on) + timedelta(days=dice.randint(1, PAYS_WITHIN)))
        elif bill.promised_for is None and dice.random() < bill.temper.promises:
            self._promise(bill, day, dice)

    def _dispute(self, bill: Bill, day: date) -> None:
        bill.disputed_on = day
        self._answers.append(Answer(bill.number, None))

    def _promise(self, bill: Bill, day: date, dice: Random) -> None:
        bill.promised_for = day + timedelta(days=dice.randint(3, PROMISES_WITHIN))
        if dice.random() < bill.temper.keeps:
            self._pays_by(bill, bill.promised_for)
        self._answers.append(Answer(bill.number, bill.promised_for))

    def _pays_by(self, bill: Bill, day: date) -> None:
        bill.pays_on = day if bill.pays_on is None else min(bill.pays_on, day)

    # ------------------------------------------------------------ the books

    def books(self, day: date) -> Batch:
        """The whole ledger file of a morning: what is open in it, and what was closed in the last days."""
        shown = [x for x in self.bills.values() if x.issued_on <= day and not self._is_old(x, day)]
        customers = tuple(
            SourceCustomer(name, f"Customer {name}", (f"{name}@customers.example",), country="FR")
            for name in sorted({x.customer for x in shown})
        )
        return Batch(customers, tuple(self._row(x, day) for x in shown))

    def _is_old(self, bill: Bill, day: date) -> bool:
        return bill.booked_on is not None and bill.booked_on < day - timedelta(days=7)

    def _row(self, bill: Bill, day: date) -> SourceInvoice:
        is_open = bill.is_open_in_books(day)
        return SourceInvoice(
            source_id=bill.number,
            customer_source_id=bill.customer,
            number=bill.number,
            currency="EUR",
            total=bill.amount,
            open=bill.amount if is_open else 0,
            status=Status.OPEN if is_open else Status.PAID,
            issued_on=bill.issued_on,
            due_on=bill.due_on,
            paid_on=None if is_open else bill.paid_on,
        )


def _temper(n: int, customers: int) -> Temper:
    """In the shares of the table, for any number of customers."""
    rank = (n * 100 + 50) // customers
    for temper in TEMPERS:
        if rank < temper.percent:
            return temper
        rank -= temper.percent
    return TEMPERS[-1]
