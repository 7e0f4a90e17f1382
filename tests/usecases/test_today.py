"""The day of one organisation: what only a person can put right, and what came in."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from connector.core.invoice import Hold, HoldReason, Mode, PostingGuard, Scope
from connector.core.source import SourceCustomer
from connector.store.engine import SqlStore
from connector.usecases import today as today_module
from connector.usecases.organisations import change_organisation
from connector.usecases.people import hold
from connector.usecases.soonest import Hours, soonest
from connector.usecases.standing import stands_of
from connector.usecases.today import today
from connector.usecases.whom import Whom
from tests.scenarios.office import Office
from tests.scenarios.test_charges_told import fail

DAY, PARIS = date(2026, 9, 1), ZoneInfo("Europe/Paris")


@pytest.fixture
def office(sqlite: SqlStore) -> Office:
    office = Office(sqlite, mode=Mode.APPROVE)
    office.invoice("F-1", "2026-08-20", 120_00, customer="Dupont")
    office.invoice("F-2", "2026-08-20", 80_00, customer="Durand")
    office.cycle()
    return office


def test_what_came_in_since_yesterday_is_added_up(office: Office) -> None:
    office.at("2026-09-02")
    office.account.pay("F-1")
    office.sync()

    assert [
        (x.customer, x.number, x.amount, x.is_settled) for x in today(office.app, office.id).received
    ] == [("Dupont", "F-1", 120_00, True)]
    assert today(office.app, office.id).sums == (("EUR", 120_00),)

    office.at("2026-09-03")
    assert today(office.app, office.id).sums == (("EUR", 120_00),)
    office.at("2026-09-04")
    assert today(office.app, office.id).received == ()


def test_what_was_promised_is_told_while_it_is_new_or_near(office: Office) -> None:
    office.hold("promise", "F-1", until="2026-09-15")
    office.hold("promise", "F-2", until="2026-09-03")

    def told(on: str) -> list[tuple[str | None, date]]:
        office.at(on)
        return [(x.number, x.until_on) for x in today(office.app, office.id).promised]

    assert told("2026-09-01") == [("F-2", date(2026, 9, 3)), ("F-1", date(2026, 9, 15))]
    assert told("2026-09-03") == [("F-2", date(2026, 9, 3))]
    assert told("2026-09-04") == []
    assert told("2026-09-08") == [("F-1", date(2026, 9, 15))]


def test_a_reading_that_is_too_old_is_told(office: Office) -> None:
    assert today(office.app, office.id).too_old == ()

    office.at("2026-09-02")

    (one,) = today(office.app, office.id).too_old
    assert one == stands_of(office.app, office.id)[0].connection


def test_whom_only_the_owner_can_help_is_told_apart(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.at("2026-09-02")
    stopped = [
        replace(x, connection=replace(x.connection, stopped_at=office.clock.moment))
        for x in stands_of(office.app, office.id)
    ]
    monkeypatch.setattr(today_module, "stands", lambda app, found: tuple(stopped))

    day = today(office.app, office.id)

    assert (day.stands, day.too_old) == (tuple(stopped), ())


def test_payments_that_were_posted_too_long_ago_are_told_unless_nobody_asks(office: Office) -> None:
    office.account.pay("F-1")
    office.sync()
    office.at("2026-09-20")

    told = today(office.app, office.id).posted_until
    change_organisation(office.app, office.id, "anna", posting_guard=PostingGuard.OFF)

    assert told == date(2026, 9, 1)
    assert today(office.app, office.id).posted_until is None


def test_hours_are_those_of_the_customer(sqlite: SqlStore) -> None:
    office = Office(sqlite, "2026-09-01T10:00", mode=Mode.APPROVE)
    office.account.customers["Far"] = SourceCustomer(
        "Far", "Far", ("far@far.example",), country="US", region="CA"
    )
    office.invoice("F-1", "2026-08-20", customer="Far")
    office.invoice("F-2", "2026-10-20", customer="Near")
    office.cycle()

    far, near = hours_of(office)["F-1"], hours_of(office)["F-2"]

    assert far is not None and near is not None
    assert far.opens_at == datetime.combine(date(2026, 9, 1), time(9), ZoneInfo("America/Los_Angeles"))
    assert (far.is_today, near.is_today) == (True, False)


def test_a_failed_charge_is_told_of_at_its_own_hours_and_what_is_held_at_none(sqlite: SqlStore) -> None:
    office = Office(sqlite, "2026-09-01T07:00", mode=Mode.APPROVE)
    fail(office, "2026-09-01", "insufficient_funds", customer="Charged")
    office.invoice("F-1", "2026-08-20", customer="Silent")
    office.cycle()
    hold(office.app, office.id, Whom(number="F-1"), Hold("", HoldReason.DISPUTE, Scope.INVOICE, DAY))

    charged, held = hours_of(office)["C-1"], hours_of(office)["F-1"]

    assert charged is not None and held is None
    assert [x.astimezone(PARIS).hour for x in (charged.opens_at, charged.closes_at)] == [8, 20]


def hours_of(office: Office) -> dict[str, Hours | None]:
    return {
        d.invoice.number: hours
        for x in soonest(office.app, office.id).of
        for d, hours in zip(x.decisions, x.hours, strict=True)
    }
