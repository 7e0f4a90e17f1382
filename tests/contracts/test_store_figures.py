"""What is owed by age, and what was owed on each day, on both databases; a plain ledger is the oracle."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from random import Random
from uuid import uuid4

import pytest

from connector.core.card import Card
from connector.core.declines import Failure
from connector.core.figures import Point, owed_on
from connector.core.invoice import Hold, HoldReason, Invoice, Scope, Status, Twin
from connector.core.source import Connection, ConnectionKind, SourceInvoice
from tests.store.desk import NOON, TODAY, Desk, days, owed


def due_days(desk: Desk) -> list[tuple[str, date | None, int, int]]:
    with desk.reading() as unit:
        return [(x.currency, x.due_on, x.count, x.open) for x in unit.figures.due_days()]


class TestDueDays:
    def test_what_is_open_is_summed_by_currency_and_day(self, desk: Desk) -> None:
        desk.merge(
            owed("F-1"), owed("F-2", open=2500), owed("F-3", due_on=None),
            replace(owed("Y-1", due_on=days(-3)), currency="JPY"),
            owed("P-1", open=0, status=Status.PAID),
        )  # fmt: skip

        assert due_days(desk) == [
            ("EUR", days(10), 2, 12500), ("EUR", None, 1, 10000), ("JPY", days(-3), 1, 10000),
        ]  # fmt: skip

    def test_a_card_that_ends_is_no_debt(self, desk: Desk) -> None:
        desk.merge(owed("C-1", total=0, card=Card("visa", "4242", days(20))))

        assert due_days(desk) == []

    def test_what_was_disconnected_does_not_count(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        with desk.writing() as unit:
            unit.connections.change(desk.connection.id, ended_at=NOON)

        assert due_days(desk) == []
        with desk.reading() as unit:
            assert unit.figures.whole_since() is None
            assert (unit.figures.owed(), unit.figures.movements(days(-9))) == ({}, ())

    def test_one_debt_in_several_connections_counts_once(self, desk: Desk) -> None:
        desk.merge(*(owed(x, issued_on=days(-2)) for x in ("F-1", "F-2", "F-3")))
        one, other, third = (desk.invoice(x) for x in ("F-1", "F-2", "F-3"))
        with desk.writing() as unit:
            unit.holds.add_all([_pair(one, other), _pair(one, third), _pair(other, third)], NOON)

        assert due_days(desk) == [("EUR", days(10), 1, 10000)]
        with desk.reading() as unit:
            assert unit.figures.owed() == {"EUR": 10000}
            assert [x.sold for x in unit.figures.movements(days(-9))] == [10000]


def _pair(silent: Invoice, chased: Invoice) -> Hold:
    whose = {"customer_id": silent.customer_id, "invoice_id": silent.id, "twin": Twin(chased.id)}
    return Hold(str(uuid4()), HoldReason.DUPLICATE_SOURCE, Scope.INVOICE, TODAY, **whose)  # type: ignore[arg-type]


class TestSince:
    def test_it_is_the_day_of_the_first_reading_however_often_it_is_read(self, desk: Desk) -> None:
        with desk.reading() as unit:
            assert unit.figures.whole_since() is None
        for day in (0, 3):
            desk.merge(owed("F-1"), day=day)

        with desk.reading() as unit:
            assert unit.figures.whole_since() == TODAY

    def test_of_several_connections_the_one_that_came_last_counts(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        second = Connection(str(uuid4()), "ledger_file", "other", ConnectionKind.FILE)
        with desk.writing() as unit:
            unit.connections.add(second)
        desk.connection = second
        desk.merge(owed("F-2"), day=5)

        with desk.reading() as unit:
            assert unit.figures.whole_since() == days(5)


class TestFailedCharges:
    def test_that_a_charge_failed_is_kept_once_it_is_paid(self, desk: Desk) -> None:
        first, again = Failure("do_not_honor", days(-4)), Failure("do_not_honor", days(2))
        desk.merge(
            owed("C-1", is_charge=True, failure=first), owed("C-2", is_charge=True, failure=first),
            owed("C-3", is_charge=True), day=-4,
        )  # fmt: skip
        desk.merge(owed("C-1", is_charge=True, failure=again), day=2, is_whole=False)
        desk.merge(owed("C-1", is_charge=True, open=0, status=Status.PAID), day=3, is_whole=False)

        with desk.reading() as unit:
            found = unit.figures.failed_days(days(-4))
            assert [(x.failed_on, x.status, x.ended_on, x.count, x.total) for x in found] == [
                (days(-4), Status.OPEN, None, 1, 10000), (days(-4), Status.PAID, days(3), 1, 10000),
            ]  # fmt: skip
            assert unit.figures.failed_days(days(-3)) == ()


class TestKept:
    def test_what_was_worked_out_on_a_day_replaces_what_was_before(self, desk: Desk) -> None:
        euro, pound = Point("EUR", TODAY, 500, Decimal("30.3")), Point("GBP", days(-1), 0, None)
        with desk.writing() as unit:
            unit.figures.keep([Point("EUR", days(-9), 1, None)], days(-1))
            unit.figures.keep([pound, euro], TODAY)

        with desk.reading() as unit:
            assert unit.figures.kept(TODAY) == (euro, pound)
            assert unit.figures.kept(days(-1)) is None

    def test_that_there_was_nothing_is_kept_too(self, desk: Desk) -> None:
        with desk.writing() as unit:
            unit.figures.keep([Point("EUR", days(-9), 1, None)], days(-1))
            unit.figures.keep([], TODAY)

        with desk.reading() as unit:
            assert (unit.figures.kept(TODAY), unit.figures.kept(days(-1))) == ((), None)


# ---------------------------------------------------------------- the past, and its oracle


@dataclass
class Debt:
    """One invoice as a bookkeeper would keep it: what he knows of it today."""

    said: SourceInvoice
    paid: list[tuple[date, int]] = field(default_factory=list)
    closed_on: date | None = None

    def owed_on(self, day: date) -> int:
        """Walked through day by day backwards: what is left today, and whatever came in later."""
        said = self.said
        if said.issued_on is None or said.issued_on > day or said.status in (Status.VOID, Status.CREDITED):
            return 0
        later = sum(amount for on, amount in self.paid if on > day)
        if said.status is Status.OPEN:
            return min(said.total, said.open + later)
        if said.status is Status.PAID:
            return min(said.total, later)
        assert self.closed_on is not None
        left = max(0, said.total - sum(amount for _, amount in self.paid)) if self.closed_on > day else 0
        return min(said.total, left + later)


class Bookkeeper:
    """A random history, merged day by day, and the same kept by hand."""

    def __init__(self, desk: Desk, dice: Random) -> None:
        self.desk = desk
        self.dice = dice
        self.debts: dict[str, Debt] = {}

    def live(self, last: int) -> None:
        for day in range(last + 1):
            for _ in range(self.dice.randint(0, 3)):
                self.issue(day)
            for number in list(self.debts):
                if self.dice.random() < 0.3:
                    self.dice.choice((self.pay, self.pay, self.pay, self.take_back, self.close))(number, day)
            self.desk.merge(*(x.said for x in self.debts.values()), day=day, is_whole=False)

    def issue(self, day: int) -> None:
        number = f"F-{len(self.debts)}"
        issued = self.dice.choice((None, *(days(day - back) for back in (0, 0, 1, 7))))
        said = owed(number, total=self.dice.randint(1, 900) * 100, issued_on=issued, due_on=days(day + 10))
        self.debts[number] = Debt(replace(said, currency=self.dice.choice(("EUR", "EUR", "GBP"))))

    def pay(self, number: str, day: int) -> None:
        debt = self.debts[number]
        said = debt.said
        if said.status is not Status.OPEN:
            return
        amount = self.dice.choice((said.open, self.dice.randint(1, said.open)))
        on = self.dice.choice((None, days(day), days(day - 2), days(day + 3)))
        debt.paid.append((min(on or days(day), days(day)), amount))
        left = said.open - amount
        status = Status.OPEN if left else Status.PAID
        debt.said = replace(said, open=left, status=status, paid_on=on)

    def take_back(self, number: str, day: int) -> None:
        """The bank returned all that had come; the ledger keeps no trace of when."""
        debt = self.debts[number]
        if debt.said.status in (Status.OPEN, Status.PAID) and all(on < days(day) for on, _ in debt.paid):
            debt.said = replace(debt.said, open=debt.said.total, status=Status.OPEN, paid_on=None)

    def close(self, number: str, day: int) -> None:
        debt = self.debts[number]
        if debt.said.status is Status.OPEN and all(on < days(day) for on, _ in debt.paid):
            ends = (Status.WRITTEN_OFF, Status.VOID, Status.CREDITED)
            debt.said = replace(debt.said, status=self.dice.choice(ends))
            debt.closed_on = days(day)


@pytest.mark.parametrize("seed", [0, 2, 4])
def test_what_was_owed_and_sold_on_each_day_is_true_to_the_cent(desk: Desk, seed: int) -> None:
    book = Bookkeeper(desk, Random(seed))
    book.live(12)

    with desk.reading() as unit:
        since = unit.figures.whole_since()
        assert since == TODAY
        for after in (since, days(5)):
            moved, now = unit.figures.movements(after), unit.figures.owed()
            for currency in ("EUR", "GBP"):
                mine = [x for x in moved if x.currency == currency]
                debts = [x for x in book.debts.values() if x.said.currency == currency]
                for day in (days(n) for n in range((after - TODAY).days, 13)):
                    told = owed_on(day, now.get(currency, 0), mine)
                    assert told == sum(x.owed_on(day) for x in debts), (currency, day)
                sold = Counter({x.on: x.sold for x in mine if x.sold})
                assert sold == _sold(debts, after)


def _sold(debts: list[Debt], after: date) -> Counter[date]:
    found: Counter[date] = Counter()
    for said in (x.said for x in debts):
        if said.issued_on and said.issued_on > after and said.status not in (Status.VOID, Status.CREDITED):
            found[said.issued_on] += said.total
    return found
