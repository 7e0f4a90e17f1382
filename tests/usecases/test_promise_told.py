"""An explanation tells the promise that keeps an invoice silent, and no other."""

from datetime import date

import pytest

from connector.core.invoice import Hold, HoldReason, Instalment, Scope
from connector.store.engine import SqlStore
from connector.usecases import people
from connector.usecases.explain import Promise, explain
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

PROMISED = Promise(date(2026, 9, 16))


@pytest.fixture
def office(sqlite: SqlStore) -> Office:
    """Dupont promised on Friday, 11 September, to pay F-1 on the 16th."""
    office = Office(sqlite)
    office.invoice("F-1", "2026-09-03")
    office.at("2026-09-11")
    office.sync()
    office.hold("promise", "F-1", "2026-09-16")
    return office


def told(office: Office) -> tuple[str, Promise | None]:
    found = explain(office.app, office.id, "F-1")
    return found.why, found.promise


def release(office: Office) -> None:
    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")


def test_the_day_that_was_promised_is_told(office: Office) -> None:
    assert told(office) == ("promise", PROMISED)


def test_one_that_ends_today_still_holds_where_it_is_yesterday(office: Office) -> None:
    people.change_customer(office.app, office.id, "Dupont", "Anna", timezone="America/Los_Angeles")
    office.at("2026-09-14T08:30")
    release(office)

    assert told(office) == ("promise", PROMISED)


def test_one_that_was_released_since_is_told_of_the_day_before(office: Office) -> None:
    office.at("2026-09-14")
    release(office)
    office.at("2026-09-12")

    assert told(office) == ("promise", PROMISED)


def test_where_something_else_is_silent_longer_its_grace_is_not_told(office: Office) -> None:
    parts = (Instalment(date(2026, 10, 30), 100_00),)
    office.hold("plan", "F-1", instalments=parts)

    assert told(office)[1] is None


def test_one_that_nobody_released_and_whose_grace_is_over_is_not_told(office: Office) -> None:
    office.at("2026-09-22")

    assert told(office)[1] is None


def test_one_without_a_day_has_no_grace(office: Office) -> None:
    release(office)
    with office.store.writing(office.id) as unit:
        (invoice,) = unit.ledger.find_invoices("F-1")
        asked = Hold(
            "h", HoldReason.PROMISE, Scope.INVOICE, date(2026, 9, 11), invoice.customer_id, invoice.id
        )
        unit.holds.add(asked, office.now())

    assert told(office) == ("promise", None)
