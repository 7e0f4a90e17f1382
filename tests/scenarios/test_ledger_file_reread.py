"""A ledger file whose columns are read otherwise than before: what it says now was so all along."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from connector.core.invoice import Invoice, Status
from connector.core.past import Received
from connector.core.wishes import Remembered, Wishes
from connector.usecases import people
from connector.usecases.sync import foresee_import
from tests.scenarios.handed import planned
from tests.scenarios.listening import heard, listen
from tests.scenarios.office import Office

Story = Callable[..., Office]

SHORT = {"number": "Nr", "total": "TTC"}
DUE = SHORT | {"due_on": "Échéance"}
OPEN = DUE | {"open": "Reste dû"}


def how(columns: dict[str, str], **orders: str) -> Remembered:
    return Remembered(("Nr", "TTC", "Échéance", "Reste dû"), Wishes(), columns, orders)


def only(office: Office) -> Invoice:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_invoices("F-1")[0]


def received(office: Office) -> tuple[Received, ...]:
    with office.store.reading(office.id) as unit:
        return tuple(unit.past.received(date(2026, 1, 1)))


@pytest.fixture
def undated(story: Story) -> Office:
    """F-1, three weeks late, was read without its due date."""
    office = story("2026-09-29T09:00")
    office.invoice("F-1", "2026-09-08")
    office.change("F-1", due_on=None)
    office.import_file("F-1", how=how(SHORT))
    office.change("F-1", due_on=date(2026, 9, 8))
    return office


def test_a_due_date_that_is_learnt_late_is_told_in_neutral_words_first(undated: Office) -> None:
    """Section 5, cold start: nobody has ever told this customer that it is late."""
    report = undated.import_file("F-1", how=how(DUE))

    assert report.is_reread
    assert only(undated).cold_start_on == date(2026, 9, 29)
    assert planned(undated) == [("friendly", "first_contact")]


def test_read_from_the_same_columns_a_later_due_date_is_news(undated: Office) -> None:
    """Section 5: a cold start is judged once, at the first reading."""
    report = undated.import_file("F-1", how=how(SHORT))

    assert not report.is_reread
    assert planned(undated) == [("firm", "step_due")]


def test_days_that_were_read_in_the_wrong_order_are_a_first_reading(story: Story) -> None:
    office = story("2026-09-29T09:00")
    office.invoice("F-1", "2026-09-08")
    office.change("F-1", due_on=date(2027, 8, 9))
    office.import_file("F-1", how=how(DUE, due_on="mdy"))
    office.change("F-1", due_on=date(2026, 9, 8))

    office.import_file("F-1", how=how(DUE, due_on="dmy"))

    assert planned(office) == [("friendly", "first_contact")]


def test_who_was_reminded_before_goes_on_from_there(undated: Office) -> None:
    people.record(undated.app, undated.id, "F-1", "friendly", date(2026, 9, 14), "Anna")

    undated.import_file("F-1", how=how(DUE))

    assert only(undated).cold_start_on is None
    assert planned(undated) == [("firm", "step_due")]


def test_what_was_late_all_along_goes_its_way(story: Story) -> None:
    """Only what is open was read anew: its due date passed here."""
    office = story("2026-09-01T09:00")
    office.invoice("F-1", "2026-09-08")
    office.import_file("F-1", how=how(DUE))
    office.at("2026-09-24")
    office.change("F-1", open=40_00)

    office.import_file("F-1", how=how(OPEN))

    assert only(office).cold_start_on is None
    assert planned(office) == [("firm", "step_due")]


def test_judged_cold_before_it_keeps_its_day(story: Story) -> None:
    office = story("2026-09-29T09:00")
    office.invoice("F-1", "2026-09-08")
    office.import_file("F-1", how=how(DUE))
    office.at("2026-09-30")
    office.change("F-1", due_on=date(2026, 9, 9))

    office.import_file("F-1", how=how(DUE | {"due_on": "À payer avant"}))

    assert only(office).cold_start_on == date(2026, 9, 29)


def test_a_balance_that_is_learnt_late_is_no_money_that_came_in(office: Office) -> None:
    office.invoice("F-1", "2026-09-03")
    office.import_file("F-1", how=how(DUE))
    ear = listen(office)
    office.change("F-1", open=40_00)

    office.import_file("F-1", how=how(OPEN))

    with office.store.reading(office.id) as unit:
        (facts,) = unit.ledger.facts()
        assert unit.ledger.payments_known_on() is None
    assert (facts.invoices[0].open, facts.history.contacts()) == (40_00, ())
    assert received(office) == ()
    assert heard(office, ear) == []


def test_money_that_comes_after_it_counts_again(office: Office) -> None:
    office.invoice("F-1", "2026-09-03")
    office.import_file("F-1", how=how(DUE))
    office.change("F-1", open=40_00)
    office.import_file("F-1", how=how(OPEN))
    office.change("F-1", open=10_00)

    office.import_file("F-1", how=how(OPEN))

    assert [x.amount for x in received(office)] == [30_00]


def test_what_it_shows_to_be_paid_is_told_as_closed_without_money(office: Office) -> None:
    """It was paid before, on a day that nobody can tell: neither in time nor late."""
    office.invoice("F-1", "2026-08-20")
    office.import_file("F-1", how=how(DUE))
    ear = listen(office)
    office.change("F-1", open=0, status=Status.PAID)

    report = office.import_file("F-1", how=how(OPEN))

    (told,) = heard(office, ear)
    assert (told["type"], told["data"]["received"]) == ("invoice.paid", "0.00")
    assert [x.number for x in report.closed] == ["F-1"]
    assert received(office) == ()
    with office.store.reading(office.id) as unit:
        (customer,) = unit.ledger.find_customers("Dupont")
    assert (customer.behaviour.settled, customer.behaviour.settled_late) == (0, 0)


@pytest.mark.parametrize("is_told", [False, True])
def test_what_was_taken_for_paid_was_not_returned_unless_somebody_was_reminded(
    story: Story, is_told: bool
) -> None:
    office = story("2026-09-14T09:00")
    office.invoice("F-1", "2026-09-08")
    if is_told:
        office.import_file("F-1", how=how(OPEN))
        people.record(office.app, office.id, "F-1", "friendly", date(2026, 9, 14), "Anna")
    office.at("2026-09-29")
    office.change("F-1", open=0, status=Status.PAID)
    office.import_file("F-1", how=how(OPEN | {"open": "Solde"}))
    office.change("F-1", open=100_00, status=Status.OPEN)

    office.import_file("F-1", how=how(OPEN))

    expected: list[Any] = [(None, "needs_person")] if is_told else [("friendly", "first_contact")]
    assert planned(office) == expected


def test_what_it_would_change_is_foreseen_likewise(undated: Office) -> None:
    foreseen = foresee_import(undated.app, undated.id, "a-file", [], how(DUE))

    assert foreseen.is_reread and only(undated).cold_start_on is None


@pytest.mark.parametrize("before", [None, Remembered(("Nr",), Wishes())])
def test_of_a_file_of_which_no_columns_were_kept_nothing_is_known(
    story: Story, before: Remembered | None
) -> None:
    office = story("2026-09-29T09:00")
    office.invoice("F-1", "2026-09-08")
    office.import_file("F-1", how=before)

    assert not office.import_file("F-1", how=how(DUE)).is_reread
