"""A ledger file whose numbers are others than in the last one: nobody hears of an invoice twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from connector.core.invoice import HoldReason, Status
from connector.core.source import Batch, SourceCustomer
from connector.core.wishes import Remembered, Wishes
from connector.usecases.renaming import NotFoundAgain
from connector.usecases.sync import foresee_import, import_ledger
from tests.scenarios.handed import (
    BY_NUMBER,
    BY_REFERENCE,
    coded,
    customers,
    handed_in,
    invoice,
    line,
    planned,
    told_once,
)
from tests.scenarios.office import Office

Story = Callable[..., Office]


@pytest.fixture
def told(story: Story) -> Office:
    return told_once(story("2026-09-14T09:00"))


def test_a_number_from_another_column_is_the_same_invoice(told: Office) -> None:
    """Promise one: he heard of it, and goes on from there."""
    before = invoice(told, "F-1")

    report = handed_in(told, BY_REFERENCE, line("R-17"))

    assert (report.new, report.changed, report.renumbered, report.closed) == (0, 1, 1, ())
    assert invoice(told, "R-17").id == before.id
    assert planned(told) == [("firm", "step_due")]


def test_what_it_would_change_is_foreseen_and_nothing_is_done(told: Office) -> None:
    how = Remembered(("Nr",), Wishes(), BY_REFERENCE)
    batch = Batch((SourceCustomer("dupont", "Dupont"),), (line("R-17"),))

    assert foresee_import(told.app, told.id, "a-file", [batch], how).renumbered == 1
    assert invoice(told, "F-1").status is Status.OPEN


def test_and_back_again(told: Office) -> None:
    before = invoice(told, "F-1")
    handed_in(told, BY_REFERENCE, line("R-17"))

    handed_in(told, BY_NUMBER, line("F-1"))

    assert invoice(told, "F-1").id == before.id


def test_two_that_look_alike_are_not_guessed(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2"))

    with pytest.raises(
        NotFoundAgain, match=r"F-1, F-2\. Read the number from «Nr», as last time .*Nr=number"
    ):
        handed_in(told, BY_REFERENCE, line("R-17"), line("R-18"))

    assert invoice(told, "F-1").status is Status.OPEN


def test_as_it_stands_only_what_cannot_be_told_apart_is_new(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2"), line("F-3", "2026-10-20"))
    third = invoice(told, "F-3")

    report = handed_in(
        told, BY_REFERENCE, line("R-1"), line("R-2"), line("R-3", "2026-10-20"), as_it_stands=True
    )

    assert (report.new, report.renumbered) == (2, 1)
    assert [x.number for x in report.closed] == ["F-1", "F-2"]
    assert invoice(told, "R-3").id == third.id


def test_two_that_look_alike_and_keep_their_numbers_are_the_same(told: Office) -> None:
    """The column is only called otherwise."""
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2"))

    report = handed_in(told, BY_REFERENCE, line("F-1"), line("F-2"))

    assert (report.new, report.changed, report.renumbered) == (0, 0, 0)


def test_a_number_that_was_another_invoice_s_before_is_not_that_one(told: Office) -> None:
    """Order numbers and invoice numbers may be the same figures."""
    handed_in(told, BY_NUMBER, line("17"), line("18", "2026-10-05", 70_00), as_it_stands=True)
    ids = {x: invoice(told, x).id for x in ("17", "18")}

    handed_in(told, BY_REFERENCE, line("18"), line("17", "2026-10-05", 70_00))

    assert {x: invoice(told, x).id for x in ("18", "17")} == {"18": ids["17"], "17": ids["18"]}


def test_nor_where_that_one_is_gone(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("17"), line("18", "2026-10-05", 70_00), as_it_stands=True)
    before = invoice(told, "17")

    report = handed_in(told, BY_REFERENCE, line("18"))

    assert [x.number for x in report.closed] == ["18"]
    with told.store.reading(told.id) as unit:
        (still_open,) = [x for x in unit.ledger.find_invoices("18") if x.status is Status.OPEN]
    assert still_open.id == before.id


def test_nor_where_that_one_is_new(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("17"), line("18", "2026-10-05", 70_00), as_it_stands=True)
    kept = invoice(told, "18").id

    report = handed_in(
        told, BY_REFERENCE, line("20", "2026-10-05", 70_00), line("17", "2026-11-05", 5_00, "Durand")
    )

    assert (report.new, report.renumbered, [x.number for x in report.closed]) == (1, 1, ["17"])
    assert invoice(told, "20").id == kept


def test_what_only_changed_stays_the_same_under_another_header(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2", total=40_00))
    before = invoice(told, "F-1")

    report = handed_in(told, BY_REFERENCE, line("F-1", total=90_00), line("F-2", total=40_00))

    assert report.closed == () and invoice(told, "F-1").id == before.id


def test_what_changed_and_has_another_column_s_number_is_not_guessed(told: Office) -> None:
    """Its day was put off; it would be closed, and begin anew under its other number."""
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2", "2026-10-20", 70_00))

    with pytest.raises(NotFoundAgain, match=r": F-1\."):
        handed_in(told, BY_REFERENCE, line("R-1", "2026-09-28"), line("R-2", "2026-10-20", 70_00))


def test_the_next_one_of_a_subscription_is_plainly_another(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2", "2026-10-20", 70_00))
    next_one = line("R-1", "2026-10-08", issued_on=date(2026, 9, 1))

    report = handed_in(told, BY_REFERENCE, next_one, line("R-2", "2026-10-20", 70_00))

    assert (report.new, [x.number for x in report.closed]) == (1, ["F-1"])


def test_nor_is_the_next_one_whose_number_it_had(told: Office) -> None:
    """Of the same customer and sum, but of other days: it must not inherit what was said of the first."""
    handed_in(told, BY_NUMBER, line("17"), line("18", "2026-10-20", 70_00), as_it_stands=True)
    next_one = line("17", "2026-10-08", issued_on=date(2026, 9, 1))

    with pytest.raises(NotFoundAgain, match=r": 17\."):
        handed_in(told, BY_REFERENCE, next_one, line("5", "2026-10-20", 70_00))


def test_a_currency_that_was_not_read_before_makes_no_other_invoice(told: Office) -> None:
    before = invoice(told, "F-1").id

    report = handed_in(told, BY_REFERENCE | {"currency": "Devise"}, line("F-1", currency="USD"))

    assert (report.new, invoice(told, "F-1").id) == (0, before)


def test_where_nothing_is_found_again_it_is_refused(told: Office) -> None:
    """All of it may have been paid. Only its owner knows."""
    with pytest.raises(NotFoundAgain, match="F-1"):
        handed_in(told, BY_REFERENCE, line("R-1", "2026-11-01", 5_00))

    handed_in(told, BY_REFERENCE, line("R-1", "2026-11-01", 5_00), as_it_stands=True)
    assert invoice(told, "F-1").status is Status.NO_LONGER_IN_LEDGER


def test_where_the_total_is_another_column_too_the_rest_must_do(told: Office) -> None:
    before = invoice(told, "F-1")

    handed_in(told, BY_REFERENCE | {"total": "HT"}, line("R-1", total=80_00))

    assert invoice(told, "R-1").id == before.id


def test_where_the_customer_is_another_column_too_the_rest_must_do(told: Office) -> None:
    before = invoice(told, "F-1")

    report = handed_in(told, BY_REFERENCE | {"customer": "Nom"}, line("R-1", customer="Dupont SARL"))

    assert (report.renumbered, report.renamed) == (1, 1)
    assert invoice(told, "R-1") == replace(before, number="R-1", source_id="R-1")


def test_where_the_days_are_another_column_too_nothing_can_be_told(told: Office) -> None:
    moved = {"due_on": "Payable", "issued_on": "Date"}
    with pytest.raises(NotFoundAgain):
        handed_in(told, BY_REFERENCE | moved, line("R-1", "2026-09-30", issued_on=date(2026, 8, 2)))


def test_where_every_column_has_another_name_what_is_all_the_same_is_found(told: Office) -> None:
    """Another system's export: the numbers are those of the papers."""
    columns = {
        "number": "No",
        "customer": "Account",
        "total": "Amount",
        "due_on": "Due",
        "issued_on": "Issued",
    }

    report = handed_in(told, columns, line("F-1"))

    assert (report.new, report.changed, report.renumbered, report.closed) == (0, 0, 0, ())


def test_a_file_without_open_invoices_is_taken_in(told: Office) -> None:
    report = handed_in(told, BY_REFERENCE, line("R-9", "2026-01-01", open=0, status=Status.PAID))

    assert [x.number for x in report.closed] == ["F-1"]


def test_where_nothing_was_open_another_column_s_number_is_no_paid_invoice_s_either(told: Office) -> None:
    """What was said and paid of 17 is not told of another customer's order of that number."""
    handed_in(told, BY_NUMBER, line("17", open=0, status=Status.PAID))
    paid = invoice(told, "17")

    report = handed_in(told, BY_REFERENCE, line("17", "2026-11-05", 5_00, "Durand"))

    assert (report.new, report.reopened) == (1, ())
    with told.store.reading(told.id) as unit:
        assert {x.id: x.status for x in unit.ledger.find_invoices("17")}[paid.id] is Status.PAID


def test_nothing_is_asked_where_nothing_was_open(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-1", open=0, status=Status.PAID))

    report = handed_in(told, BY_REFERENCE, line("R-1", "2026-11-05", 5_00))

    assert (report.new, report.renumbered) == (1, 0)


def test_numbers_that_lost_their_zeros_are_the_same_invoices(told: Office) -> None:
    """A spreadsheet that opens a CSV file takes «0017» for 17."""
    handed_in(told, BY_NUMBER, line("0017", "2026-09-09"), line("0018", "2026-09-10"), as_it_stands=True)
    ids = [invoice(told, x).id for x in ("0017", "0018")]

    report = handed_in(told, BY_NUMBER, line("17", "2026-09-09"), line("18", "2026-09-10"))

    assert report.renumbered == 2
    assert [invoice(told, x).id for x in ("17", "18")] == ids


def test_two_alike_that_lost_their_zeros_are_told_by_the_rest_of_their_numbers(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("0017"), line("0018"), as_it_stands=True)
    ids = [invoice(told, x).id for x in ("0017", "0018")]

    handed_in(told, BY_NUMBER, line("17"), line("18"))

    assert [invoice(told, x).id for x in ("17", "18")] == ids


def test_a_number_loses_its_zeros_beside_one_that_has_none(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("0999"), line("1000", "2026-10-20"), as_it_stands=True)
    before = invoice(told, "0999").id

    report = handed_in(told, BY_NUMBER, line("999"), line("1000", "2026-10-20"))

    assert (report.new, report.renumbered, invoice(told, "999").id) == (0, 1, before)


def test_zeros_do_not_make_two_invoices_one(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("017"), line("0017", "2026-10-20"), line("F-1"))

    report = handed_in(told, BY_NUMBER, line("17", "2026-10-20"), line("F-1"))

    assert (report.new, report.renumbered) == (1, 0)


def test_two_alike_whose_numbers_are_written_otherwise_are_not_guessed(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-17"), line("F-18"), as_it_stands=True)

    with pytest.raises(NotFoundAgain, match="with their zeros"):
        handed_in(told, BY_NUMBER, line("17"), line("18"))


def test_next_month_s_invoice_is_no_other_number_of_this_one(told: Office) -> None:
    report = handed_in(told, BY_NUMBER, line("F-2", "2026-10-08", issued_on=date(2026, 9, 1)))

    assert (report.new, report.renumbered, [x.number for x in report.closed]) == (1, 0, ["F-1"])


def test_while_one_of_them_keeps_its_number_another_number_is_another_invoice(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2", "2026-10-20"))

    report = handed_in(told, BY_NUMBER, line("F-1"), line("F-3", "2026-10-20"))

    assert (report.new, report.renumbered, [x.number for x in report.closed]) == (1, 0, ["F-2"])


def test_what_is_held_stays_held_under_its_other_number_and_customer(told: Office) -> None:
    (before,) = customers(told, "Dupont")
    told.hold("dispute", number="F-1")

    handed_in(told, BY_REFERENCE | {"customer_id": "Code"}, coded("R-17", "c-7"), called={"c-7": "Dupont"})

    with told.store.reading(told.id) as unit:
        (facts,) = unit.ledger.facts([before.id])
    assert [x.reason for x in facts.holds] == [HoldReason.DISPUTE]
    assert planned(told) == [(None, "dispute")]


def test_of_many_that_are_unclear_some_are_named(told: Office) -> None:
    numbers = [f"F-{n}" for n in range(1, 6)]
    handed_in(told, BY_NUMBER, *map(line, numbers))

    with pytest.raises(NotFoundAgain) as refused:
        handed_in(told, BY_REFERENCE, *(line(f"R-{n}") for n in range(1, 6)))

    assert "F-1, F-2, F-3 and 2 more. Read" in str(refused.value)
    told_on_page = refused.value.args[0].page
    assert "--map" not in told_on_page and "tick «Numbers and customers count as they stand»" in told_on_page
    assert "et 2 de plus" in told_on_page.others["fr"] and "cochez" in told_on_page.others["fr"]


def test_a_column_that_is_gone_is_not_asked_for(told: Office) -> None:
    batch = Batch((SourceCustomer("dupont", "Dupont"),), (line("R-1", "2026-11-01", 5_00),))
    how = Remembered(("Référence", "Client", "TTC", "Échéance"), Wishes(), BY_REFERENCE)

    with pytest.raises(NotFoundAgain, match=r"«Nr», which was read last time, is not in this file\. If"):
        import_ledger(told.app, told.id, "a-file", [batch], how=how)
