"""The pictures of one organisation: what people said moves money, wherever it was said."""

from datetime import date, timedelta

import pytest

from connector.core.cash import Cash
from connector.core.declines import Failure
from connector.core.figures import Age
from connector.core.recovery import Tally
from connector.store.engine import SqlStore
from connector.usecases.pictures import Pictures, pictures
from tests.scenarios.linked import dupont
from tests.scenarios.office import Office


@pytest.fixture
def office(sqlite: SqlStore) -> Office:
    return Office(sqlite)


def shown(office: Office) -> Pictures:
    (found,) = pictures(office.app, office.id).books
    return found


def cash(office: Office) -> Cash:
    found = shown(office).cash
    assert found is not None
    return found


def weeks(office: Office) -> list[tuple[int, int]]:
    return [(x.due, x.promised) for x in cash(office).weeks]


def test_an_empty_organisation_has_none(office: Office) -> None:
    assert pictures(office.app, office.id).books == ()


class TestCash:
    """Today is Tuesday 1 September 2026."""

    def test_a_promise_for_one_invoice_moves_that_one_alone(self, office: Office) -> None:
        office.invoice("F-1", "2026-08-20")
        office.invoice("F-2", "2026-08-20", 50_00)
        office.invoice("F-3", "2026-09-04", 20_00)
        office.sync()
        office.hold("promise", "F-1", until="2026-09-09")

        assert (cash(office).overdue, weeks(office)[:2]) == (50_00, [(20_00, 0), (0, 100_00)])

    def test_a_dispute_of_a_customer_is_apart_and_a_pause_changes_nothing(self, office: Office) -> None:
        office.invoice("F-1", "2026-08-20")
        office.invoice("F-2", "2026-09-04", 50_00, customer="Durand")
        office.sync()
        office.hold("dispute", "F-1")
        office.hold("pause", customer="Durand")

        assert (cash(office).apart, cash(office).overdue, weeks(office)[0]) == (100_00, 0, (50_00, 0))

    def test_one_debt_in_two_connections_is_expected_once(self, sqlite: SqlStore) -> None:
        office = dupont(sqlite)
        office.also("F-1")
        office.sync()
        for name in ("Dupont", "Dupont (card)"):
            office.hold("promise", customer=name, until="2026-09-09")

        assert (cash(office).total, weeks(office)[:2]) == (100_00, [(0, 0), (0, 100_00)])

    def test_what_was_promised_for_a_customer_holds_for_who_is_one_with_him(self, sqlite: SqlStore) -> None:
        office = dupont(sqlite)
        office.card_invoice("C-1")
        office.sync()
        office.link()
        office.hold("promise", customer="Dupont", until="2026-09-09")

        assert weeks(office)[:2] == [(0, 0), (0, 149_00)]


def test_each_picture_stands_where_there_is_something_to_show(office: Office) -> None:
    office.invoice("F-1", "2026-08-20")
    office.invoice("P-1", "2026-10-01", 70_00, currency="GBP")
    failure = Failure("do_not_honor", date(2026, 9, 1))
    office.invoice("C-1", "2026-09-01", 49_00, is_charge=True, failure=failure, currency="USD")
    office.sync()
    office.account.pay("P-1")
    office.account.pay("C-1", on=date(2026, 9, 3))
    office.at("2026-09-10")
    office.sync()

    found = pictures(office.app, office.id)
    euro, pound, dollar = found.books

    assert (found.on, found.since, found.known_on) == (date(2026, 9, 10), date(2026, 9, 1), date(2026, 9, 10))
    assert [x.currency for x in found.books] == ["EUR", "GBP", "USD"]
    assert euro.ageing is not None and euro.ageing.parts[Age.TO_30].open == 100_00
    assert (euro.recovery, pound.ageing, pound.cash) == (None, None, None)
    assert [(x.on, x.owed, x.dso) for x in euro.points] == [(found.on, 100_00, None)]
    assert dollar.recovery is not None
    assert dollar.recovery.months[-1].recovered == Tally(1, 49_00)
    assert dollar.recovery.months[-1].within == (1, 1, 1)


def test_the_ends_of_the_months_are_points_once_they_are_known(office: Office) -> None:
    office.sync()
    for month in (9, 10, 11):
        on = date(2026, month, 10)
        office.invoice(f"F-{month}", str(on + timedelta(days=60)), 100_00, issued_on=on)
    office.at("2026-11-15")
    office.sync()

    points = [(str(x.on), x.owed, str(x.dso)) for x in shown(office).points]

    assert points == [
        ("2026-09-30", 100_00, "21.0"), ("2026-10-31", 200_00, "52.0"), ("2026-11-15", 300_00, "67.0"),
    ]  # fmt: skip
