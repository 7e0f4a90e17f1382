"""Customers of two connections whom a person has said to be one (architecture section 8; scenario 51).

F-1 of Dupont in the books is due on 3 September 2026, its friendly reminder on Tuesday the 8th. In the cards'
account he is called otherwise, and has another address.
"""

from dataclasses import replace

import pytest

from connector.core.errors import Unavailable
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from connector.usecases import linking
from tests.scenarios.linked import Linked, dupont


@pytest.fixture
def office(store: SqlStore) -> Linked:
    return dupont(store)


def test_the_first_notice_of_a_charge_leaves_at_once_and_the_invoice_waits(office: Linked) -> None:
    """51."""
    office.charge(failed_on="2026-09-07")
    office.at("2026-09-07")
    office.sync()
    office.link()

    office.days("2026-09-07", "2026-09-10")

    assert office.left() == [("2026-09-07", "C-1"), ("2026-09-10", "F-1")]


def test_of_both_on_one_day_the_charge_goes_first(office: Linked) -> None:
    """The reminder asks for more, and would leave before it."""
    office.charge()
    office.at("2026-09-08")
    office.sync()
    office.link()

    office.days("2026-09-08", "2026-09-11")

    assert office.left() == [("2026-09-08", "C-1"), ("2026-09-11", "F-1")]


def test_a_charge_is_told_at_once_though_a_reminder_left_the_day_before(office: Linked) -> None:
    office.charge(failed_on="2026-09-09")
    office.sync()
    office.link()

    office.days("2026-09-08", "2026-09-09")

    assert office.left() == [("2026-09-08", "F-1"), ("2026-09-09", "C-1")]


def test_of_two_charges_under_two_records_each_is_told_at_once(office: Linked) -> None:
    office.charge()
    failed = office.cards.invoices["C-1"].failure
    office.account.invoices.pop("F-1")
    office.invoice("F-2", "2026-09-08", is_charge=True, is_autopay=True, failure=failed)
    office.at("2026-09-08")
    office.sync()
    office.link()

    office.cycle("2026-09-08")

    assert sorted(office.left()) == [("2026-09-08", "C-1"), ("2026-09-08", "F-2")]


def test_a_charge_that_only_a_person_can_tell_keeps_no_reminder_back(office: Linked) -> None:
    """Section 5: tasks never block. At the cards' account he has no address."""
    office.charge()
    office.cards.customers["Dupont (card)"] = replace(office.cards.customers["Dupont (card)"], emails=())
    office.at("2026-09-08")
    office.sync()
    office.link()

    office.days("2026-09-08", "2026-09-09")

    assert office.left() == [("2026-09-08", "F-1")]
    assert office.told("C-1").why == "no_address"


def test_a_charge_whose_account_no_longer_answers_keeps_no_reminder_back(office: Linked) -> None:
    """It waits for a person, and then for its ledger."""
    office.set_mode(Mode.APPROVE)
    office.charge(failed_on="2026-09-07")
    office.cycle("2026-09-07")
    office.link()
    office.cards.error = Unavailable("It does not answer.")

    office.cycle("2026-09-08")
    office.approve()
    office.cycle("2026-09-08T11:00")

    assert office.left() == [("2026-09-08", "F-1")]
    assert office.told("C-1").why == "ledger_too_old"


def test_where_his_other_record_lives_it_may_be_tomorrow_already(office: Linked) -> None:
    """Nine in the morning in Sydney, half past four on the day before in Los Angeles."""
    office.card_invoice(total=490_00, open=490_00)
    lives = {"Dupont": ("US", "America/Los_Angeles"), "Dupont (card)": ("AU", "Australia/Sydney")}
    for known in (office.account.customers, office.cards.customers):
        for name in known.keys() & lives.keys():
            country, zone = lives[name]
            known[name] = replace(known[name], country=country, timezone=zone)
    office.at("2026-09-09T01:30")
    office.sync()
    office.link()

    office.plan()
    office.send()

    assert office.left() == [("2026-09-09", "C-1")]
    assert office.told("F-1").why == "heard_linked"


def test_two_reminders_of_one_day_wait_for_each_other_whatever_their_addresses(office: Linked) -> None:
    office.card_invoice()
    office.sync()
    office.link()

    office.days("2026-09-08", "2026-09-12")

    (first, _), (second, _) = office.left()
    assert (first, second) == ("2026-09-08", "2026-09-11")
    assert sorted(number for _, number in office.left()) == ["C-1", "F-1"]


@pytest.mark.parametrize("is_one", [None, False])
def test_who_is_not_linked_has_his_own_gap(office: Linked, is_one: bool | None) -> None:
    """Nothing is linked without a person, however alike they are."""
    office.card_invoice()
    office.sync()
    if is_one is not None:
        office.link(is_one=is_one)

    office.cycle("2026-09-08")

    assert [day for day, _ in office.left()] == ["2026-09-08"] * 2


def test_what_was_said_is_taken_back_and_asked_again(office: Linked) -> None:
    office.card_invoice()
    office.sync()
    office.link()
    office.unlink()

    office.cycle("2026-09-08")

    assert [day for day, _ in office.left()] == ["2026-09-08"] * 2
    assert linking.how_many(office.app, office.id) == 1
    assert office.events() == ["Anna customers.linked", "Bruno customers.link_undone"]


def test_who_is_kept_apart_is_not_asked_of_again(office: Linked) -> None:
    office.card_invoice()
    office.sync()
    office.link(is_one=False)

    assert linking.how_many(office.app, office.id) == 0
    assert office.events() == ["Anna customers.kept_apart"]
