"""An invoice that its source gives to another customer takes its past with it (two customers were one)."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.history import State
from connector.core.invoice import Mode
from connector.usecases import to_do
from tests.scenarios.office import Office

Story = Callable[..., Office]


def at_dupont(office: Office, due_on: str = "2026-09-03") -> Office:
    """F-1 is Dupont's; Durand owes F-2, due later."""
    office.invoice("F-1", due_on)
    office.invoice("F-2", "2026-09-05", customer="Durand")
    office.sync()
    return office


def move(office: Office, *numbers: str, to: str = "Durand") -> None:
    """Somebody merges two customers at the provider."""
    for number in numbers or ("F-1",):
        office.change(number, customer_source_id=to)


def days(office: Office, *days: str) -> list[tuple[str, str, str]]:
    for day in days:
        office.cycle(day)
    return office.steps()


def test_its_steps_are_not_taken_again(office: Office) -> None:
    """10, 11, and promise 1: the rung follows from what was really said of this invoice."""
    at_dupont(office)
    days(office, "2026-09-08")

    move(office)
    office.cycle("2026-09-09")
    told = (office.reason("F-1"), office.tasks())
    left = days(office, "2026-09-11", "2026-09-18")

    assert told == ("not_due", [])
    assert [x for x in left if x[1] == "F-1"] == [
        ("2026-09-08", "F-1", "friendly"),
        ("2026-09-18", "F-1", "firm"),
    ]
    assert office.sent()[-1][1] == "Durand"


def test_who_was_written_to_keeps_his_gap_and_so_does_who_has_it_now(office: Office) -> None:
    """Section 5, gap: 3 days after the last contact; two names may be one person."""
    at_dupont(office)
    office.invoice("F-3", "2026-09-04")
    days(office, "2026-09-08")

    move(office)
    left = days(office, "2026-09-09", "2026-09-10", "2026-09-11")

    assert left[0] == ("2026-09-08", "F-1", "friendly")
    assert sorted(left[1:]) == [("2026-09-11", "F-2", "friendly"), ("2026-09-11", "F-3", "friendly")]


def test_its_partial_payment_is_a_contact_of_its_new_customer(office: Office) -> None:
    """Section 5, gap: a partial payment counts as a contact on its day."""
    at_dupont(office, due_on="2026-10-03")
    office.at("2026-09-09")
    office.account.pay("F-1", 40_00, date(2026, 9, 9))
    office.sync()

    move(office)
    left = days(office, "2026-09-10", "2026-09-11", "2026-09-14")

    assert left == [("2026-09-14", "F-2", "friendly")]


def test_what_waited_to_be_said_of_it_to_the_old_one_is_said_to_the_new_one(office: Office) -> None:
    office.set_mode(Mode.APPROVE)
    at_dupont(office)
    days(office, "2026-09-08")
    before = [x.state for x in office.reminders()]

    move(office)
    days(office, "2026-09-09", "2026-09-10")

    waiting = [x for x in office.reminders() if x.state is State.AWAITING_APPROVAL]
    assert before == [State.AWAITING_APPROVAL]
    assert [x.number for reminder in waiting for x in reminder.live_lines] == ["F-1", "F-2"]
    assert office.tasks() == []


def test_what_was_released_to_the_old_one_goes_on_without_it(office: Office) -> None:
    """29. One of two is gone: made again for the other, without a new approval."""
    office.set_mode(Mode.APPROVE)
    at_dupont(office)
    office.invoice("F-3", "2026-09-03")
    days(office, "2026-09-08T08:00")
    office.approve()

    move(office)
    left = days(office, "2026-09-08T09:00")

    assert left == [("2026-09-08", "F-3", "friendly")]
    assert office.tasks() == []


@pytest.mark.parametrize("reason", ["dispute", "reply"])
def test_a_hold_on_it_holds_with_the_new_customer(office: Office, reason: str) -> None:
    """22, 23. A reply about one of his invoices speaks of all of them."""
    at_dupont(office)
    office.hold(reason, "F-1")

    move(office)
    left = days(office, "2026-09-10")

    assert [x[1] for x in left] == ([] if reason == "reply" else ["F-2"])
    assert office.reason("F-1") == reason


def test_a_question_about_it_is_asked_once_under_its_new_customer(office: Office) -> None:
    """28."""
    at_dupont(office)
    office.hold("insolvency", "F-1")
    days(office, "2026-09-08")

    move(office)
    days(office, "2026-09-09", "2026-09-09T10:00")

    assert [(x.kind, x.customer) for x in to_do.tasks(office.app, office.id)] == [("insolvency", "Durand")]


def test_what_could_not_be_delivered_to_the_old_customer_is_said_to_the_new_one(office: Office) -> None:
    at_dupont(office)
    office.mail.script.say("dupont@dupont.example", "550 5.7.1 Not you")
    days(office, "2026-09-08")
    assert office.reason("F-1") == "delivery_failed"

    move(office)
    said = days(office, "2026-09-09", "2026-09-10")

    assert [(x.customer_id, x.state) for x in office.reminders() if x.state is State.SENT] != []
    assert any("F-1" in str(step) for step in said)
    assert office.tasks() == []
