"""The ledger: what merging a source does to it, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.behaviour import Behaviour
from connector.core.invoice import Contact, Payment, Status
from connector.core.listing import InvoicesWanted, Shown
from connector.core.source import Batch, SourceCustomer, SourceInvoice
from tests.store.desk import DUPONT, NOON, TODAY, Desk, days, line, owed


class TestMerging:
    def test_what_is_new_is_stored_with_its_customer(self, desk: Desk) -> None:
        report = desk.merge(owed(issued_on=days(-20), terms=30, pay_link="https://pay.example/1"))

        facts = desk.facts()
        (invoice,) = facts.invoices
        assert (report.new, report.changed, report.unchanged) == (1, 0, 0)
        assert facts.customer.name == "Dupont SA"
        assert facts.customer.contacts == (Contact("billing@dupont.example"),)
        assert (invoice.number, invoice.total, invoice.open) == ("F-1", 10000, 10000)
        assert (invoice.due_on, invoice.issued_on, invoice.terms) == (days(10), days(-20), 30)
        assert (invoice.pay_link, invoice.cycle, invoice.status) == ("https://pay.example/1", 1, Status.OPEN)

    def test_the_same_file_twice_changes_nothing(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"))
        before = desk.facts()

        report = desk.merge(owed("F-1"), owed("F-2"), day=1)

        assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
        assert desk.facts() == before

    def test_the_last_word_on_an_invoice_counts(self, desk: Desk) -> None:
        desk.merge(owed(total=100), owed(total=200))

        assert desk.invoice().total == 200

    def test_amounts_of_twelve_digits_are_exact(self, desk: Desk) -> None:
        desk.merge(owed(total=999_999_999_999), owed("F-2", total=-5), owed("F-3", total=0))

        assert [desk.invoice(n).open for n in ("F-1", "F-2", "F-3")] == [999_999_999_999, -5, 0]

    def test_hostile_names_come_back_as_they_were(self, desk: Desk) -> None:
        name = "Smith\r\nBcc: all@example.com'; DROP TABLE invoices; -- {{ config }} 🙂" + "م" * 300

        desk.merge(owed(), customers=(replace(DUPONT, name=name),))

        with desk.reading() as unit:
            assert [c.name for c in unit.ledger.find_customers(name)] == [name]

    def test_more_than_a_page_is_merged_in_one_go(self, desk: Desk) -> None:
        many = [owed(f"F-{n:04}") for n in range(2100)]

        first, second = desk.merge(*many), desk.merge(*many[:-1], owed("F-2099", open=1), day=1)

        assert (first.new, second.unchanged, second.changed) == (2100, 2099, 1)

    def test_alarms_of_the_source_are_passed_on(self, desk: Desk) -> None:
        report = desk.merge(owed(), alarms=("Row 7 cannot be read.",))

        assert report.alarms == ("Row 7 cannot be read.",)

    def test_an_invoice_of_an_unknown_customer_is_kept_and_said(self, desk: Desk) -> None:
        report = desk.merge(owed(customer_source_id="ghost"))

        assert report.alarms == (
            "Invoice F-1 belongs to customer «ghost», whom the source does not describe.",
        )
        with desk.reading() as unit:
            (customer,) = unit.ledger.find_customers("ghost")
            assert [x.number for x in next(unit.ledger.facts([customer.id])).invoices] == ["F-1"]

    def test_a_merge_that_breaks_off_leaves_nothing(self, desk: Desk) -> None:
        def broken() -> Iterator[Batch]:
            yield Batch((DUPONT,), (owed(),))
            raise OSError("the file ends here")

        with pytest.raises(OSError, match="ends here"), desk.writing() as unit:
            unit.ledger.merge(desk.connection, broken(), NOON, TODAY, is_whole=True)

        with desk.reading() as unit:
            assert list(unit.ledger.facts()) == []
        assert desk.merge(owed()).new == 1


class TestMoneyThatCameIn:
    def test_a_smaller_open_amount_is_a_partial_payment(self, desk: Desk) -> None:
        desk.merge(owed())

        desk.merge(owed(open=4000, paid_on=days(2)), day=3)

        (paid,) = desk.facts().history.payments
        assert paid == Payment(desk.invoice().id, 6000, days(2), days(3), is_partial=True)

    def test_each_payment_is_appended(self, desk: Desk) -> None:
        for day, still_open in enumerate((10000, 7000, 2500)):
            desk.merge(owed(open=still_open), day=day)

        assert [p.amount for p in desk.facts().history.payments] == [3000, 4500]

    def test_what_was_paid_before_the_first_sight_starts_no_gap(self, desk: Desk) -> None:
        desk.merge(owed(open=4000))

        facts = desk.facts()
        (paid,) = facts.history.payments
        assert (paid.amount, paid.is_first_import, paid.is_partial) == (6000, True, True)
        assert facts.history.contacts() == ()

    def test_a_paid_invoice_is_closed_with_a_payment_of_the_rest(self, desk: Desk) -> None:
        desk.merge(owed(open=4000))

        report = desk.merge(owed(open=4000, status=Status.PAID, paid_on=days(1)), day=1)

        assert [(c.number, c.customer, c.status) for c in report.closed] == [
            ("F-1", "Dupont SA", Status.PAID)
        ]
        assert (desk.invoice().status, desk.invoice().open) == (Status.PAID, 0)
        with desk.reading() as unit:
            assert unit.ledger.payments_known_on() == days(1)
        assert desk.facts().invoices == ()

    @pytest.mark.parametrize("status", [Status.CREDITED, Status.VOID, Status.DELETED, Status.WRITTEN_OFF])
    def test_an_invoice_closed_otherwise_was_not_paid(self, desk: Desk, status: Status) -> None:
        desk.merge(owed())

        report = desk.merge(owed(open=0, status=status), day=1)

        assert [c.status for c in report.closed] == [status]
        with desk.reading() as unit:
            assert unit.ledger.payments_known_on() is None

    def test_a_corrected_total_is_no_payment(self, desk: Desk) -> None:
        desk.merge(owed(total=10000))

        desk.merge(owed(total=8000), day=1)

        assert desk.facts().history.payments == ()

    def test_without_a_date_a_payment_was_posted_on_the_day_it_was_seen(self, desk: Desk) -> None:
        desk.merge(owed())

        desk.merge(owed(open=1), day=4)

        with desk.reading() as unit:
            assert unit.ledger.payments_known_on() == days(4)

    def test_how_a_customer_pays_is_counted(self, desk: Desk) -> None:
        desk.merge(owed("late", due_on=days(-9)), owed("early", due_on=days(9)), owed("still open"))

        desk.merge(
            owed("late", due_on=days(-9), status=Status.PAID),
            owed("early", due_on=days(9), status=Status.PAID),
            owed("still open"),
            day=1,
        )

        assert desk.facts().customer.behaviour == Behaviour(2, 1, "2026-09:2/1")

    def test_since_when_a_customer_is_known_is_the_day_of_his_first_invoice(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2", issued_on=days(-40)))
        first = desk.facts().customer.known_since

        desk.merge(owed("F-1"), owed("F-2", issued_on=days(-40)), owed("F-3", issued_on=days(-90)), day=1)

        assert (first, desk.facts().customer.known_since) == (days(-40), days(-90))

    def test_months_of_payments_are_kept_in_their_order_and_no_more_than_two_years(self, desk: Desk) -> None:
        paid = {"status": Status.PAID, "open": 0, "due_on": TODAY}
        ages = [owed(f"F-{n}", paid_on=TODAY.replace(year=2026 - n // 12, month=12 - n % 12), **paid)
                for n in range(4, 34)]  # fmt: skip

        desk.merge(*ages, owed("F-99"))

        months = desk.facts().customer.behaviour.months.split()
        assert (len(months), months[-1], months == sorted(months)) == (24, "2026-08:1/0", True)

    def test_what_changes_of_a_paid_one_neither_pays_nor_closes_it_once_more(self, desk: Desk) -> None:
        """Nobody knows on which day the first was paid; the second was, in time."""
        paid = {"open": 0, "status": Status.PAID}
        desk.merge(owed("F-0", **paid), owed("F-1", due_on=days(9)), owed("F-9"))
        desk.merge(owed("F-0", **paid), owed("F-1", due_on=days(9), **paid), owed("F-9"), day=1)

        late = {"pdf_link": "https://other.example", **paid}
        desk.merge(owed("F-0", **late), owed("F-1", due_on=days(9), **late), owed("F-9"), day=20)

        assert desk.facts().customer.behaviour == Behaviour(1, 0, "2026-09:1/0")
        with desk.reading() as unit:
            closed = unit.listing.invoices(InvoicesWanted(on=days(20), shown=Shown.CLOSED), 9)
        assert {x.invoice.number: x.closed_on for x in closed} == {"F-0": TODAY, "F-1": days(1)}

    def test_what_another_customer_gets_is_counted_with_him(self, desk: Desk) -> None:
        durand = SourceCustomer("c-2", "Durand")
        desk.merge(owed(status=Status.PAID, open=0, paid_on=days(-1)), customers=(DUPONT, durand))
        before = desk.facts().customer.behaviour

        moved = owed(status=Status.PAID, open=0, paid_on=days(-1), customer_source_id="c-2")
        desk.merge(moved, customers=(DUPONT, durand), day=1)

        with desk.reading() as unit:
            (now,) = unit.ledger.find_customers("Durand")
        assert before == now.behaviour == Behaviour(1, 0, "2026-08:1/0")
        assert desk.facts().customer.behaviour == Behaviour()

    def test_a_reopened_invoice_is_not_settled(self, desk: Desk) -> None:
        desk.merge(owed())
        desk.merge(owed(status=Status.PAID), day=1)

        report = desk.merge(owed(), day=2)

        assert report.reopened == ("F-1",)
        assert desk.facts().customer.behaviour == Behaviour()
        assert desk.invoice().cycle == 1


class TestWhatIsGone:
    def test_what_a_whole_ledger_no_longer_holds_is_closed_and_said(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"))

        report = desk.merge(owed("F-1"), day=1)

        assert [(c.number, c.status) for c in report.closed] == [("F-2", Status.NO_LONGER_IN_LEDGER)]
        assert desk.invoice("F-2").status is Status.NO_LONGER_IN_LEDGER
        assert [x.number for x in desk.facts().invoices] == ["F-1"]

    def test_what_comes_back_is_open_again(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"))
        desk.merge(owed("F-1"), day=1)

        report = desk.merge(owed("F-1"), owed("F-2"), day=2)

        assert report.reopened == ("F-2",)
        assert desk.invoice("F-2").status is Status.OPEN

    def test_a_payment_that_was_taken_back_is_named_by_its_invoice(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        desk.merge(replace(owed("F-1"), open=0, status=Status.PAID), day=1)

        report = desk.merge(owed("F-1"), day=2)

        assert report.returned == (desk.invoice("F-1").id,)

    def test_what_the_source_no_longer_knows_keeps_its_number_and_customer(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        before = desk.invoice("F-1")
        gone = SourceInvoice(before.source_id or "", "", "?", "XXX", 0, 0, Status.DELETED)

        report = desk.merge(gone, day=1, is_whole=False)

        after = desk.invoice("F-1")
        kept = (after.number, after.customer_id, after.total)
        assert kept == (before.number, before.customer_id, before.total)
        assert after.status is Status.DELETED
        assert [(x.number, x.status) for x in report.closed] == [("F-1", Status.DELETED)]

    def test_part_of_a_ledger_closes_nothing(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"))

        report = desk.merge(owed("F-1"), day=1, is_whole=False)

        assert report.closed == ()
        assert desk.invoice("F-2").status is Status.OPEN

    def test_another_connection_is_left_alone(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        other = replace(desk.connection, id="other", name="other")
        with desk.writing() as unit:
            unit.connections.add(other)

            unit.ledger.merge(other, iter([Batch((DUPONT,), (owed("F-2"),))]), NOON, TODAY, is_whole=True)

        assert desk.invoice("F-1").status is Status.OPEN

    @pytest.mark.parametrize("later", [0, 1])
    def test_what_a_sweep_did_not_show_is_missing(self, desk: Desk, later: int) -> None:
        """Also where the clock stands still, as it does for a command's moment."""
        with desk.writing() as unit:
            unit.ledger.begin_reading(desk.connection.id, NOON)
        desk.merge(owed("F-1"), owed("F-2"), is_whole=False)

        since = NOON + timedelta(days=later)
        with desk.writing() as unit:
            unit.ledger.begin_reading(desk.connection.id, since)
        desk.merge(owed("F-1"), day=later, is_whole=False)

        with desk.reading() as unit:
            assert [x.number for x in unit.ledger.missing(desk.connection.id, since)] == ["F-2"]

    def test_what_is_closed_is_not_missing(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"))
        desk.merge(owed("F-1", status=Status.VOID), day=1, is_whole=False)

        with desk.reading() as unit:
            missing = unit.ledger.missing(desk.connection.id, NOON + timedelta(days=2))

        assert [x.number for x in missing] == ["F-2"]


class TestColdStart:
    def test_what_is_late_at_first_sight_is_a_cold_start(self, desk: Desk) -> None:
        desk.merge(owed("late", due_on=days(-1)), owed("today", due_on=days(0)))

        assert (desk.invoice("late").cold_start_on, desk.invoice("today").cold_start_on) == (TODAY, None)

    def test_what_becomes_late_here_is_none(self, desk: Desk) -> None:
        desk.merge(owed(due_on=days(1)))

        desk.merge(owed(due_on=days(1), open=1), day=5)

        assert desk.invoice().cold_start_on is None

    def test_the_due_date_may_come_from_the_terms(self, desk: Desk) -> None:
        desk.merge(owed(due_on=None, issued_on=days(-40), terms=30))

        assert desk.invoice().cold_start_on == TODAY

    def test_who_was_not_written_to_about_it_is_known(self, desk: Desk) -> None:
        desk.merge(owed(due_on=days(-1)), owed("F-2"))
        customer = desk.facts().customer.id

        with desk.reading() as unit:
            before = unit.ledger.unwritten_cold_starts()
        desk.sent(line(desk.invoice(), "notice", offset=-5))
        with desk.reading() as unit:
            noticed = unit.ledger.unwritten_cold_starts()
        desk.sent(line(desk.invoice()), language="en")
        with desk.reading() as unit:
            reminded = unit.ledger.unwritten_cold_starts()

        assert (before, noticed, reminded) == ((customer,), (customer,), ())

    def test_leaving_shadow_judges_what_was_not_written_to(self, desk: Desk) -> None:
        desk.merge(owed("silent", due_on=days(1)), owed("written", due_on=days(1)), owed("not due"))
        desk.sent(line(desk.invoice("written")))

        with desk.writing() as unit:
            judged = unit.ledger.judge_cold_starts(days(5))

        assert judged == 1
        judged_on = {n: desk.invoice(n).cold_start_on for n in ("silent", "written", "not due")}
        assert judged_on == {"silent": days(5), "written": None, "not due": None}
