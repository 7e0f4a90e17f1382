"""An explanation names the steps that were left out."""

from datetime import date

import pytest

from connector.store.engine import SqlStore
from connector.usecases import people
from connector.usecases.explain import explain
from tests.scenarios.office import Office
from tests.scenarios.test_charges_told import fail


@pytest.fixture
def office(sqlite: SqlStore) -> Office:
    return Office(sqlite)


def left_out(office: Office, number: str = "F-1") -> list[tuple[str, str, str | None]]:
    told = explain(office.app, office.id, number)
    return [(x.step.id, x.why.value, x.by.id if x.by else None) for x in told.left_out]


def test_the_call_that_gave_way_to_the_formal_notice_is_named(office: Office) -> None:
    office.invoice("F-1", "2026-09-03")
    office.sync()
    people.record(office.app, office.id, "F-1", "friendly", date(2026, 9, 1), "Anna")
    office.cycle("2026-10-02")
    office.cycle("2026-10-05")
    told = explain(office.app, office.id, "F-1")

    assert [x.step.id for x in told.newly_left_out] == ["call"]
    assert ("call", "later_due", "formal") in left_out(office)


def test_what_has_no_due_date_and_a_failed_charge_have_none(office: Office) -> None:
    office.invoice("N-1", "2026-09-03")
    office.change("N-1", due_on=None, issued_on=None)
    fail(office, "2026-09-01", "lost_card")
    office.sync()
    with office.store.reading(office.id) as unit:
        numbers = [x.invoice.number for x in unit.listing.numbered("", 9)]

    assert len(numbers) == 2
    assert [left_out(office, x) for x in numbers] == [[], []]


def test_of_a_closed_invoice_nothing_is_left_out(office: Office) -> None:
    office.invoice("F-1", "2026-08-03")
    office.sync()
    office.account.pay("F-1")
    office.sync()

    assert left_out(office) == []
