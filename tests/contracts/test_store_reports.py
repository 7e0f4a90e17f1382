"""A span of days summed up, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

from connector.core.figures import DueDay
from connector.core.invoice import Hold, HoldReason, Scope, Status
from connector.core.reports import CameIn, Said
from tests.store.desk import NOON, TODAY, Desk, days, line, owed


def owed_on(desk: Desk, n: int) -> list[tuple[str, int, int]]:
    with desk.reading() as unit:
        return sorted((x.currency, x.count, x.open) for x in unit.reports.owed_on(days(n)))


class TestOwed:
    def test_what_came_or_was_given_up_since_was_owed_then(self, desk: Desk) -> None:
        issued = {"issued_on": days(-40)}
        every = [owed(f"F-{n}", **issued) for n in range(4)]
        desk.merge(*every)
        desk.merge(
            replace(every[0], open=40_00, paid_on=days(3)),
            replace(every[1], open=0, status=Status.PAID, paid_on=days(4)),
            replace(every[2], status=Status.WRITTEN_OFF), replace(every[3], status=Status.VOID), day=5,
        )  # fmt: skip

        assert owed_on(desk, 1) == [("EUR", 3, 300_00)]
        assert owed_on(desk, 6) == [("EUR", 1, 40_00)]

    def test_what_was_issued_later_was_not(self, desk: Desk) -> None:
        desk.merge(owed("F-1", issued_on=days(2)), owed("F-2", due_on=None))

        assert owed_on(desk, 1) == [("EUR", 1, 100_00)]
        with desk.reading() as unit:
            assert DueDay("EUR", None, 1, 100_00) in unit.reports.owed_on(days(1))

    def test_what_was_disconnected_is_not(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        with desk.writing() as unit:
            unit.connections.change(desk.connection.id, ended_at=NOON)

        assert owed_on(desk, 1) == []


def span(desk: Desk, first: int = -10, last: int = 10) -> tuple[date, date]:
    return days(first), days(last)


class TestSaid:
    def test_what_left_is_counted_by_step_and_currency(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"), owed("F-3"))
        desk.sent(line(desk.invoice("F-1")), line(desk.invoice("F-2")))
        desk.planned(line(desk.invoice("F-3")), language="en")

        with desk.reading() as unit:
            assert unit.reports.said(*span(desk)) == [Said("friendly", "EUR", 1, 200_00)]
            assert unit.reports.said(days(1), days(9)) == []


class TestCameIn:
    def test_what_came_after_a_reminder_is_told_apart(self, desk: Desk) -> None:
        every = [owed("F-1"), owed("F-2")]
        desk.merge(*every)
        desk.sent(line(desk.invoice("F-1")))
        desk.merge(*(replace(x, open=70_00, paid_on=days(2)) for x in every), day=3)

        with desk.reading() as unit:
            assert unit.reports.came_in(*span(desk)) == [CameIn("EUR", 2, 60_00, 1, 30_00)]
            assert unit.reports.came_in(days(3), days(9)) == []

    def test_what_a_first_reading_brought_did_not_come_then(self, desk: Desk) -> None:
        desk.merge(owed("F-1", open=70_00, paid_on=days(-1)))

        with desk.reading() as unit:
            assert unit.reports.came_in(*span(desk)) == []


class TestTold:
    def test_promises_and_disputes_that_began_then(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"))
        one, other = desk.invoice("F-1"), desk.invoice("F-2")
        promise = Hold(
            f"p-{desk.id[:30]}", HoldReason.PROMISE, Scope.INVOICE, TODAY, one.customer_id, one.id,
            until_on=days(5), open_then=90_00,
        )  # fmt: skip
        dispute = replace(
            promise, id=f"d-{desk.id[:30]}", reason=HoldReason.DISPUTE, invoice_id=other.id, amount=20_00
        )
        with desk.writing() as unit:
            unit.holds.add(promise, NOON)
            unit.holds.add(dispute, NOON)
            unit.holds.add(replace(promise, id=f"x-{desk.id[:30]}", reason=HoldReason.PAUSE), NOON)
            unit.holds.end(dispute.id, days(1), NOON + timedelta(days=1))

        with desk.reading() as unit:
            found = unit.reports.told(*span(desk))
            assert unit.reports.told(days(1), days(9)) == []
        assert [(x.reason, x.number, x.amount, x.is_ended, x.is_closed) for x in found] == [
            (HoldReason.PROMISE, "F-1", 90_00, False, False),
            (HoldReason.DISPUTE, "F-2", 20_00, True, False),
        ]
