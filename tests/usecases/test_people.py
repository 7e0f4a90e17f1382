"""What people decide, and what they are told when it cannot be."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from typing import Any

import pytest

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.invoice import HoldReason, Instalment, Mode
from connector.usecases import people
from connector.usecases.approve import approve
from connector.usecases.whom import Whom, the_invoice
from tests.scenarios.office import Office

Story = Callable[..., Office]


def due(story: Story, **settings: object) -> Office:
    """F-1 of Dupont, due for its first step on 8 September."""
    office = story(**settings)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    return office


def twins(story: Story) -> Office:
    """Two customers of one name, with an invoice of one number each, from two connections."""
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.import_file("F-1")
    return office


# ---------------------------------------------------------------- finding


@pytest.mark.parametrize("whom", [Whom(number="F-9"), Whom(customer="Nobody"), Whom()])
def test_what_is_not_there_is_refused(story: Story, whom: Whom) -> None:
    office = due(story)

    with pytest.raises(Refused, match=r"No invoice has|No customer is called"):
        people.release(office.app, office.id, whom, None, "Anna") if whom != Whom() else office.hold("pause")


@pytest.mark.parametrize("whom", [Whom(number="F-1"), Whom(customer="dupont ")])
def test_what_is_there_twice_is_refused(story: Story, whom: Whom) -> None:
    office = twins(story)

    with pytest.raises(Refused, match=r"2 (invoices|customers)"):
        people.release(office.app, office.id, whom, None, "Anna")


def test_what_is_closed_needs_no_hold(story: Story) -> None:
    office = due(story)
    office.account.pay("F-1")
    office.sync()

    with pytest.raises(Refused, match=r"F-1 is closed \(paid\): there is nothing to hold"):
        office.hold("pause", "F-1")


def test_of_two_invoices_with_one_number_the_open_one_is_meant(story: Story) -> None:
    office = twins(story)
    office.account.pay("F-1")
    office.sync()

    with office.store.reading(office.id) as unit:
        assert the_invoice(unit, "F-1").status == "open"


# ---------------------------------------------------------------- holds


@pytest.mark.parametrize(
    ("reason", "known", "says"),
    [
        ("promise", {"number": "F-1"}, "needs its day"),
        ("pause", {"number": "F-1", "until": "2026-08-31"}, "is past"),
        ("pause", {"number": "F-1", "until": "9026-09-01"}, "too far away"),
        ("plan", {"number": "F-1"}, "--instalment"),
        ("plan", {"customer": "Dupont", "instalments": (Instalment(date(2026, 10, 1), 1),)}, "one invoice"),
        ("dispute", {"customer": "Dupont", "amount": 1}, "belongs to one invoice"),
        ("dispute", {"number": "F-1", "amount": 100_01}, "at most what is open"),
        ("dispute", {"number": "F-1", "amount": 0}, "more than nothing"),
        ("plan", {"number": "F-1", "instalments": (Instalment(date(2026, 10, 1), 100_01),)}, "more than is"),
    ],
)
def test_a_hold_that_makes_no_sense_is_refused(
    story: Story, reason: str, known: dict[str, Any], says: str
) -> None:
    office = due(story)

    with pytest.raises(Refused, match=says):
        office.hold(reason, **known)

    with office.store.reading(office.id) as unit:
        assert unit.holds.active() == ()


def test_the_parts_of_a_plan_are_kept_in_the_order_of_their_days(story: Story) -> None:
    office = due(story)
    late, early = Instalment(date(2026, 11, 2), 60_00), Instalment(date(2026, 10, 1), 40_00)

    made = office.hold("plan", "F-1", instalments=(late, early))

    assert made.instalments == (early, late)


def test_nothing_to_release_is_refused(story: Story) -> None:
    office = due(story)

    with pytest.raises(Refused, match="Nothing holds it"):
        people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")


def test_only_holds_of_exactly_this_scope_and_reason_are_released(story: Story) -> None:
    office = due(story)
    office.hold("pause", "F-1")
    office.hold("dispute", "F-1")
    office.hold("pause", customer="Dupont")
    office.hold("pause", is_all=True)

    one = people.release(office.app, office.id, Whom(number="F-1"), HoldReason.PAUSE, "Anna")
    his = people.release(office.app, office.id, Whom(customer="Dupont"), None, "Anna")
    all_of_it = people.release(office.app, office.id, Whom(is_all=True), HoldReason.PAUSE, "Anna")

    assert (one, his, all_of_it) == (1, 1, 1)
    assert office.reason("F-1") == "dispute"


def test_an_old_first_contact_is_let_go_once(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2025-09-03")
    office.sync()

    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")

    with pytest.raises(Refused, match="Nothing holds it"):
        people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")


# ---------------------------------------------------------------- customers


def test_an_unknown_policy_of_a_customer_is_refused_with_those_there_are(story: Story) -> None:
    office = due(story)

    with pytest.raises(Refused, match=r"No policy is called «gentel»: there are .*gentle"):
        people.change_customer(office.app, office.id, "Dupont", "Anna", policy="gentel")


def test_a_language_set_for_a_customer_is_the_one_he_reads(story: Story) -> None:
    office = due(story)

    changed = people.change_customer(office.app, office.id, "Dupont", "Anna", language="en")
    office.cycle("2026-09-08")

    assert changed.language == "en"
    assert "Reminder" in office.mail.delivered[0].message.subject


def test_an_address_that_a_person_adds_is_written_to(story: Story) -> None:
    office = story()
    office.customer("Dupont", email="")
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")

    people.add_address(office.app, office.id, "Dupont", "new@dupont.example", "Anna")
    office.cycle("2026-09-09")

    assert office.tasks() == []
    assert [x.accepted for x in office.mail.delivered] == [("new@dupont.example",)]


# ---------------------------------------------------------------- by hand


@pytest.mark.parametrize(
    ("step", "on", "says"),
    [
        ("friendly", date(2026, 9, 2), "has not come yet"),
        ("friendly", date(2026, 8, 3), "is before the invoice"),
        ("frendly", date(2026, 9, 1), "Policy three has no step «frendly»: it has friendly, firm, last"),
    ],
)
def test_what_cannot_have_been_sent_by_hand_is_refused(story: Story, step: str, on: date, says: str) -> None:
    office = due(story)

    with pytest.raises(Refused, match=says):
        people.record(office.app, office.id, "F-1", step, on, "Anna")


@pytest.mark.parametrize(("on", "is_taken"), [(date(2026, 1, 1), True), (date(206, 9, 1), False)])
def test_of_an_invoice_without_a_day_any_likely_one_will_do(story: Story, on: date, is_taken: bool) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03", issued_on=None)
    office.sync()

    with nullcontext() if is_taken else pytest.raises(Refused, match="is before the invoice"):
        people.record(office.app, office.id, "F-1", "friendly", on, "Anna")


def test_a_step_is_recorded_once(story: Story) -> None:
    office = due(story)
    people.record(office.app, office.id, "F-1", "friendly", date(2026, 9, 1), "Anna")

    with pytest.raises(Refused, match="was already taken"):
        people.record(office.app, office.id, "F-1", "friendly", date(2026, 9, 1), "Anna")


def test_what_waits_to_say_the_same_is_taken_back(story: Story) -> None:
    office = due(story, mode=Mode.APPROVE)
    office.cycle("2026-09-08")

    people.record(office.app, office.id, "F-1", "friendly", date(2026, 9, 8), "Anna")

    assert sorted(x.state for x in office.reminders()) == [State.CANCELLED, State.SENT]


def test_what_waits_to_say_something_else_is_left(story: Story) -> None:
    office = due(story, mode=Mode.APPROVE)
    office.cycle("2026-09-08")

    people.record(office.app, office.id, "F-1", "firm", date(2026, 9, 8), "Anna")

    assert sorted(x.state for x in office.reminders()) == [State.AWAITING_APPROVAL, State.SENT]


def test_a_call_recorded_by_hand_names_no_deadline(story: Story) -> None:
    office = due(story, policy="standard")
    office.at("2026-09-24")

    made = people.record(office.app, office.id, "F-1", "call", date(2026, 9, 24), "Anna")

    assert made.lines[0].deadline_days is None


# ---------------------------------------------------------------- approving


def waiting(story: Story) -> tuple[Office, str]:
    office = due(story, mode=Mode.APPROVE)
    office.cycle("2026-09-08")
    return office, office.reminders()[0].id


def test_one_is_released_by_the_beginning_of_its_id(story: Story) -> None:
    office, reminder = waiting(story)

    approve(office.app, office.id, [reminder[:8]], "Anna")

    assert [(x.state, x.approved_by) for x in office.reminders()] == [(State.APPROVED, "Anna")]


@pytest.mark.parametrize("prefix", ["zzzz", "ab"])
def test_an_id_that_names_none_is_refused(story: Story, prefix: str) -> None:
    office, _ = waiting(story)

    with pytest.raises(Refused, match=f"No reminder begins with «{prefix}»"):
        approve(office.app, office.id, [prefix], "Anna")


def test_all_are_released_or_none(story: Story) -> None:
    office, reminder = waiting(story)

    with pytest.raises(Refused, match="zzzz"):
        approve(office.app, office.id, [reminder, "zzzz"], "Anna")

    assert [x.state for x in office.reminders()] == [State.AWAITING_APPROVAL]


def test_one_that_waits_no_longer_is_refused(story: Story) -> None:
    office, reminder = waiting(story)
    approve(office.app, office.id, [reminder], "Anna")

    with pytest.raises(Refused, match="it is approved"):
        approve(office.app, office.id, [reminder], "Anna")


def test_the_same_one_named_twice_is_refused(story: Story) -> None:
    office, reminder = waiting(story)

    with pytest.raises(Refused, match="changed meanwhile"):
        approve(office.app, office.id, [reminder, reminder[:8]], "Anna")
