"""One month of one business, as its bookkeeper hands it over."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.errors import Refused
from connector.core.figures import Age
from connector.core.reports import Call, CameIn, Month, Report, Said, Standing, standing
from connector.usecases.report import monthly
from tests.scenarios.office import Office

Story = Callable[..., Office]


@pytest.fixture
def office(story: Story) -> Office:
    """In September F-1 was asked for and half paid, F-2 was disputed, F-3 promised; F-4 is due in October."""
    office = story(policy="standard")
    office.invoice("F-1", "2026-09-03", 100_00)
    office.invoice("F-2", "2026-09-03", 200_00, customer="Durand")
    office.invoice("F-3", "2026-09-03", 300_00, customer="Duval")
    office.invoice("F-4", "2026-10-30", 400_00, customer="Duval")
    office.sync()
    office.hold("dispute", "F-2")
    office.hold("promise", "F-3", until="2026-09-10")
    office.cycle("2026-09-08")
    office.at("2026-09-15")
    office.account.pay("F-1", 50_00, on=date(2026, 9, 14))
    office.sync()
    office.at("2026-10-02")
    office.sync()
    return office


def of(office: Office, month: str = "2026-09") -> Report:
    return monthly(office.app, office.id, Month.named(month))


def test_it_tells_what_was_owed_sent_paid_and_said(office: Office) -> None:
    found = of(office)

    assert (found.on, found.made_on) == (date(2026, 9, 30), date(2026, 10, 2))
    assert found.known_on == date(2026, 9, 14)
    (ageing,) = found.ageings
    assert (ageing.parts[Age.TO_30].open, ageing.parts[Age.NOT_DUE].open) == (550_00, 400_00)
    assert found.said == (Said("friendly", "EUR", 1, 100_00),)
    assert found.came_in == (CameIn("EUR", 1, 50_00, 1, 50_00),)
    assert [(x.number, standing(x, found.on)) for x in found.promises] == [("F-3", Standing.BROKEN)]
    assert [(x.number, standing(x, found.on)) for x in found.disputes] == [("F-2", Standing.OPEN)]
    assert [(x.customer, x.late) for x in found.owes] == [
        ("Duval", 300_00),
        ("Durand", 200_00),
        ("Dupont", 50_00),
    ]


def test_a_month_that_lasts_is_told_to_this_day(office: Office) -> None:
    found = of(office, "2026-10")

    assert (found.on, found.made_on) == (date(2026, 10, 2), date(2026, 10, 2))
    assert (found.said, found.came_in, found.promises) == ((), (), ())


def test_one_to_come_is_refused(office: Office) -> None:
    with pytest.raises(Refused, match="has not begun"):
        of(office, "2026-11")


def test_who_is_to_be_called_is_named(story: Story) -> None:
    office = story(policy="standard")
    office.invoice("F-1", "2026-09-03")
    office.sync()
    for day in ("2026-09-08", "2026-09-18", "2026-09-23", "2026-09-25"):
        office.cycle(day)

    assert of(office).calls == (Call("Dupont", ("F-1",)),)


def test_who_owes_nothing_late_is_not_named(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-10-30")
    office.sync()

    assert of(office).owes == ()
