"""A message that was planned again: its old id leads to the one that stands in its place."""

import pytest

from connector.core.history import State
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from connector.usecases.approve import approve_all, desk
from connector.usecases.replaced import replaced
from tests.scenarios.office import Office


@pytest.fixture
def office(store: SqlStore) -> Office:
    """A message to Dupont about one invoice waits for approval."""
    office = Office(store, mode=Mode.APPROVE)
    office.invoice("F-1", "2026-08-27", 120_00)
    office.sync()
    office.plan()
    return office


def the_one(office: Office) -> str:
    (found,) = desk(office.app, office.id).waiting
    return found.reminder.id


def test_the_new_one_stands_in_its_place(office: Office) -> None:
    old = the_one(office)
    office.invoice("F-2", "2026-08-27", 900_00)
    office.sync()
    office.plan()

    found = replaced(office.app, office.id, old)

    assert found is not None and found.by is not None
    assert (found.customer, found.reminder.state) == ("Dupont", State.CANCELLED)
    assert found.by.id == the_one(office) != old


def test_what_is_paid_has_nothing_in_its_place(office: Office) -> None:
    old = the_one(office)
    office.account.pay("F-1")
    office.invoice("F-2", "2026-08-27", 900_00)
    office.sync()
    office.plan()

    found = replaced(office.app, office.id, old)

    assert found is not None
    assert (found.by, found.reminder.reason) == (None, "paid")


def test_what_may_still_leave_was_not_replaced(office: Office) -> None:
    old = the_one(office)
    before = replaced(office.app, office.id, old)
    approve_all(office.app, office.id, "Anna")

    assert (before, replaced(office.app, office.id, old)) == (None, None)
    assert replaced(office.app, office.id, "nobody") is None


def test_nothing_is_told_to_another_organisation(office: Office, store: SqlStore) -> None:
    old = the_one(office)
    office.account.pay("F-1")
    office.sync()
    office.plan()

    assert replaced(office.app, Office(store).id, old) is None
    assert replaced(office.app, office.id, old) is not None
