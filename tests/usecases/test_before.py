"""What was before: who is late, and what was already said."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from connector.core.errors import Refused
from connector.usecases.before import late_customers, record_before
from connector.usecases.unfit import Why
from tests.scenarios.office import Office

Story = Callable[..., Office]
LONG_AGO = date(2026, 8, 20)


@pytest.fixture
def office(story: Story) -> Office:
    """Dupont owes 100 and 50 since August, Durand 900; Duval is not late, Dumas has no due date."""
    office = story(policy="standard")
    office.invoice("F-1", "2026-07-31")
    office.invoice("F-2", "2026-08-20", 50_00)
    office.invoice("F-3", "2026-08-25", 900_00, customer="Durand")
    office.invoice("F-4", "2026-09-20", customer="Duval")
    office.invoice("F-5", "2026-08-01", customer="Dumas")
    office.change("F-5", due_on=None)
    office.sync()
    return office


def id_of(office: Office, name: str) -> str:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_customers(name)[0].id


def test_who_is_late_stands_largest_first_with_what_he_can_have_heard(office: Office) -> None:
    found, count = late_customers(office.app, office.id, 10)

    assert [(x.customer.name, x.late) for x in found] == [
        ("Durand", (("EUR", 900_00),)),
        ("Dupont", (("EUR", 150_00),)),
    ]
    assert [(x.invoice.number, x.days_late) for x in found[1].invoices] == [("F-1", 32), ("F-2", 12)]
    assert found[0].steps == ("friendly", "firm", "formal")
    assert count == 2
    assert [x.customer.name for x in late_customers(office.app, office.id, 1)[0]] == ["Durand"]


def test_a_step_is_noted_for_all_his_late_invoices_and_the_next_follows_from_it(office: Office) -> None:
    whose = id_of(office, "Dupont")

    done = record_before(office.app, office.id, whose, "", "firm", LONG_AGO, "anna")

    assert (done.count, done.refused) == (2, ())
    again = record_before(office.app, office.id, whose, "", "firm", LONG_AGO, "anna")
    assert (again.count, again.refused) == (0, ())
    found, _ = late_customers(office.app, office.id, 10)
    assert {(x.step_id, x.said_on) for x in found[1].invoices} == {("firm", LONG_AGO)}
    office.cycle()
    assert [x[1] for x in office.sent()] == ["Durand"]


def test_or_for_one_of_them(office: Office) -> None:
    whose = id_of(office, "Dupont")

    assert record_before(office.app, office.id, whose, "F-2", "friendly", LONG_AGO, "anna").count == 1
    assert record_before(office.app, office.id, whose, "F-3", "friendly", LONG_AGO, "anna").count == 0


def test_what_cannot_be_noted_says_why_for_each_invoice(office: Office) -> None:
    tomorrow = date(2026, 9, 1) + timedelta(days=1)

    found = record_before(office.app, office.id, id_of(office, "Dupont"), "", "firm", tomorrow, "anna")

    assert found.count == 0
    assert found.refused == (("F-1", Why.NOT_YET), ("F-2", Why.NOT_YET))


def test_of_another_organisation_nobody_is_known(office: Office, story: Story) -> None:
    other, whose = story(), id_of(office, "Durand")

    with pytest.raises(Refused, match="no customer"):
        record_before(other.app, other.id, whose, "", "firm", LONG_AGO, "anna")
