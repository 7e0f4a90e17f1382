"""How the last ledger file was read, and what it means to read it otherwise, on both databases."""

from datetime import timedelta

from connector.core.invoice import Status
from connector.core.ledger import MergeReport
from connector.core.source import Batch, SourceInvoice
from connector.core.wishes import Remembered, Wishes
from tests.store.desk import NOON, Desk, days, line, owed


def test_how_a_file_was_read_is_remembered_until_another_is_read(desk: Desk) -> None:
    first = Remembered(("Numéro", "Reste dû"), Wishes({"Reste dû": "open"}, "dmy"))
    second = Remembered(("Nr",), Wishes(all_open=True), {"open": "Reste dû"}, {"due_on": "dmy"})
    with desk.reading() as unit:
        assert unit.connections.remembered(desk.connection.id) is None

    for how in (first, second):
        with desk.writing() as unit:
            unit.connections.remember(desk.connection.id, how)
        with desk.reading() as unit:
            assert unit.connections.remembered(desk.connection.id) == how


def reread(desk: Desk, *invoices: SourceInvoice, day: int = 1) -> MergeReport:
    pages = iter([Batch(invoices=invoices)])
    with desk.writing() as unit:
        at = NOON + timedelta(days=day)
        return unit.ledger.merge(desk.connection, pages, at, days(day), is_whole=True, is_reread=True)


class TestReadOtherwise:
    def test_what_is_smaller_is_as_of_a_first_import(self, desk: Desk) -> None:
        desk.merge(owed())

        reread(desk, owed(open=4000))

        (paid,) = desk.facts().history.payments
        assert (paid.amount, paid.is_first_import, paid.is_partial) == (6000, True, True)
        assert desk.facts().history.contacts() == ()
        with desk.reading() as unit:
            assert unit.ledger.payments_known_on() is None
            assert unit.past.received(days(-9)) == ()
            assert unit.reports.came_in(days(-9), days(9)) == []

    def test_what_was_not_known_to_be_late_and_nothing_was_said_of_is_a_cold_start(self, desk: Desk) -> None:
        known = ("undated", "noticed", "reminded", "leaving", "late before")
        desk.merge(
            *(owed(n, due_on=None, issued_on=None) for n in known[:-1]), owed(known[-1], due_on=days(0))
        )
        desk.sent(line(desk.invoice("noticed"), "notice", offset=-5))
        desk.sent(line(desk.invoice("reminded")))
        desk.sending(line(desk.invoice("leaving")), language="en")

        reread(desk, *(owed(n, due_on=days(0)) for n in known), owed("not due", due_on=days(1)))

        judged = {n: desk.invoice(n).cold_start_on == days(1) for n in (*known, "not due")}
        assert judged == {
            "undated": True, "noticed": True, "reminded": False, "leaving": False, "late before": False,
            "not due": False,
        }  # fmt: skip

    def test_what_was_closed_and_never_reminded_is_new_and_was_not_returned(self, desk: Desk) -> None:
        desk.merge(owed(due_on=days(0), open=0, status=Status.PAID))

        report = reread(desk, owed(due_on=days(0)))

        assert (report.reopened, report.returned) == (("F-1",), ())
        assert desk.invoice().cold_start_on == days(1)

    def test_judged_once_it_keeps_its_day(self, desk: Desk) -> None:
        desk.merge(owed(due_on=days(-9)))

        reread(desk, owed(due_on=days(-3)))

        assert desk.invoice().cold_start_on == days(0)
