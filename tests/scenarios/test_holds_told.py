"""Holds, told through the use cases; the numbers are those of the scenarios."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from connector.core.history import State
from connector.core.invoice import Instalment, Mode
from connector.usecases import people, to_do
from connector.usecases.explain import explain
from connector.usecases.organisations import change_organisation
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

Story = Callable[..., Office]


def due(office: Office, *numbers: str, on: str = "2026-09-03", amount: int = 100_00) -> None:
    """Invoices of that day, known before it."""
    for number in numbers:
        office.invoice(number, on, amount)
    office.sync()


def days_of(office: Office, *days: str) -> list[tuple[str, str, str]]:
    for day in days:
        office.cycle(day)
    return office.steps()


def test_a_broken_promise_brings_the_next_step_on_monday_though_its_own_day_is_later(story: Story) -> None:
    """21. Promised for Wednesday 16 September: silence to Friday's end."""
    office = story()
    due(office, "F-1")
    office.cycle("2026-09-09")
    office.hold("promise", "F-1", until="2026-09-16")

    silent = days_of(office, "2026-09-17", "2026-09-18")
    left = days_of(office, "2026-09-19", "2026-09-21")

    assert silent == [("2026-09-09", "F-1", "friendly")]
    assert left[1:] == [("2026-09-21", "F-1", "firm")]


def test_a_broken_promise_does_not_hurry_a_formal_notice(story: Story) -> None:
    """21."""
    office = story(policy="formal-mail")
    due(office, "F-1")
    office.cycle("2026-09-08")
    office.hold("promise", "F-1", until="2026-09-09")

    days_of(office, "2026-09-14", "2026-09-22", "2026-09-23")

    assert [str(x.planned_on) for x in office.reminders()] == ["2026-09-08", "2026-09-23"]


def test_a_promise_that_is_half_kept_is_broken_for_the_rest(story: Story) -> None:
    """21."""
    office = story()
    due(office, "F-1")
    office.cycle("2026-09-08")
    office.hold("promise", "F-1", until="2026-09-16", amount=100_00)

    office.account.pay("F-1", 50_00, date(2026, 9, 16))
    left = days_of(office, "2026-09-16", "2026-09-21")

    assert left[1:] == [("2026-09-21", "F-1", "firm")]
    assert office.reminders()[-1].asked == 50_00


def test_a_third_promise_needs_a_person(story: Story) -> None:
    """21. The customer's record counts it."""
    office = story()
    due(office, "F-1")
    for until in ("2026-09-09", "2026-09-10", "2026-09-11"):
        office.hold("promise", "F-1", until=until)

    office.cycle("2026-09-21")

    assert (office.reason("F-1"), office.tasks()) == ("needs_person", ["needs_person"])


def test_a_dispute_on_one_of_three_leaves_the_other_two(story: Story) -> None:
    """22. The disputed one is not mentioned, not even as still open."""
    office = story()
    due(office, "F-1", "F-2", "F-3")
    office.hold("dispute", "F-2")

    office.cycle("2026-09-08")

    assert office.steps() == [("2026-09-08", "F-1", "friendly"), ("2026-09-08", "F-3", "friendly")]
    assert "F-2" not in office.mail.delivered[0].message.text


def test_of_a_part_in_dispute_the_rest_is_asked(story: Story) -> None:
    """22."""
    office = story()
    due(office, "F-1")
    office.hold("dispute", "F-1", amount=30_00)

    office.cycle("2026-09-08")

    assert [x.asked for x in office.reminders()] == [70_00]
    assert "70,00" in office.mail.delivered[0].message.text


def test_a_reply_before_the_window_opens_keeps_everything_in(story: Story) -> None:
    """23. Here the reply is noted by a person; a task waits."""
    office = story()
    due(office, "F-1", "F-2")
    office.cycle("2026-09-08T08:30")
    planned = [x.state for x in office.reminders()]

    office.at("2026-09-08T08:59")
    office.hold("reply", customer="Dupont")
    office.cycle("2026-09-08T09:00")

    assert planned == [State.APPROVED]
    assert (office.steps(), office.reason("F-1")) == ([], "reply")
    assert office.tasks() == ["sort_reply", "sort_reply"]


def test_an_absence_moves_the_next_step_to_the_day_of_return(story: Story) -> None:
    """24. Back on Monday 14 September: silent through the day before, and no task."""
    office = story()
    due(office, "F-1")
    office.hold("pause", customer="Dupont", until="2026-09-13")

    office.cycle("2026-09-11")
    tasks = office.tasks()

    assert days_of(office, "2026-09-14") == [("2026-09-14", "F-1", "friendly")]
    assert tasks == []


def test_a_payment_plan_is_noticed_two_days_before_each_instalment(story: Story) -> None:
    """25. The first is paid in time, the second is not: one new reminder, two business days after."""
    office = story()
    due(office, "F-1", amount=300_00)
    parts = [Instalment(date(2026, month, 15), 100_00) for month in (9, 10, 11)]
    office.hold("plan", "F-1", instalments=tuple(parts))

    office.cycle("2026-09-11")
    office.account.pay("F-1", 100_00, date(2026, 9, 15))
    days_of(office, "2026-09-15", "2026-09-18", "2026-10-12", "2026-10-13", "2026-10-19", "2026-10-20")

    assert office.steps() == [
        ("2026-09-11", "F-1", "plan:1:notice"),
        ("2026-10-13", "F-1", "plan:2:notice"),
        ("2026-10-20", "F-1", "plan:2:missed"),
    ]
    assert "100,00" in office.mail.delivered[0].message.text


def test_after_a_missed_instalment_the_ladder_goes_on_from_its_rung(story: Story) -> None:
    """25."""
    office = story()
    due(office, "F-1", amount=300_00)
    office.hold("plan", "F-1", instalments=(Instalment(date(2026, 9, 15), 300_00),))

    days_of(office, "2026-09-11", "2026-09-18", "2026-09-25", "2026-09-28")

    assert [step for _, _, step in office.steps()] == ["plan:1:notice", "plan:1:missed", "firm"]


def test_a_second_payment_plan_is_noticed_and_missed_as_the_first_was(story: Story) -> None:
    """25. Agreed on the very day on which the first one's missed instalment was reminded of."""
    office = story()
    due(office, "F-1", amount=300_00)
    office.hold("plan", "F-1", instalments=tuple(Instalment(date(2026, 9, n), 150_00) for n in (15, 29)))
    days_of(office, "2026-09-11", "2026-09-18")

    office.hold("plan", "F-1", instalments=(Instalment(date(2026, 10, 15), 300_00),))
    days_of(office, "2026-10-12", "2026-10-13", "2026-10-19", "2026-10-20")

    assert office.steps() == [
        ("2026-09-11", "F-1", "plan:1:notice"),
        ("2026-09-18", "F-1", "plan:1:missed"),
        ("2026-10-13", "F-1", "plan:3:notice"),
        ("2026-10-20", "F-1", "plan:3:missed"),
    ]
    assert "15 octobre" in office.mail.delivered[2].message.text
    assert office.tasks() == []


def test_an_invoice_that_will_be_charged_by_itself_is_not_asked_for(story: Story) -> None:
    """26."""
    office = story()
    due(office, "F-1")
    office.change("F-1", is_autopay=True)

    office.cycle("2026-09-08")

    assert (office.steps(), office.reason("F-1")) == ([], "autopay")


@pytest.mark.parametrize(
    "whom", [{"customer": "Dupont"}, {"is_all": True}, {"number": "F-1"}], ids=["customer", "all", "invoice"]
)
def test_a_pause_is_honoured_through_its_day_and_shown(story: Story, whom: dict[str, Any]) -> None:
    """27."""
    office = story()
    due(office, "F-1")
    office.hold("pause", until="2026-09-13", **whom)

    office.cycle("2026-09-11")
    told = explain(office.app, office.id, "F-1")
    left = days_of(office, "2026-09-14")

    assert told.decision is not None
    assert (told.decision.reason, told.decision.on) == ("pause", date(2026, 9, 14))
    assert [x.until_on for x in told.holds] == [date(2026, 9, 13)]
    assert left == [("2026-09-14", "F-1", "friendly")]


def test_an_invoice_paused_for_ever_stays_silent_while_the_others_go_on(story: Story) -> None:
    """27."""
    office = story()
    due(office, "F-1", "F-2")
    office.hold("pause", "F-1")

    left = days_of(office, "2026-09-08", "2026-09-18")

    assert {number for _, number, _ in left} == {"F-2"}
    assert office.reason("F-1") == "pause"


def test_a_business_that_closes_for_august_is_silent_in_august(story: Story) -> None:
    """27."""
    office = story("2026-07-01T09:00")
    closed = frozenset(date(2026, 8, n) for n in range(1, 32))
    change_organisation(office.app, office.id, "Anna", closures=closed)
    due(office, "F-1", on="2026-08-05")

    left = days_of(office, "2026-08-10", "2026-08-20", "2026-08-31", "2026-09-01")

    assert left == [("2026-09-01", "F-1", "firm")]


def test_a_call_that_is_not_done_closes_when_the_next_step_goes_on(story: Story) -> None:
    """27a."""
    office = story(policy="standard")
    due(office, "F-1", on="2026-09-03")
    days_of(office, "2026-09-08", "2026-09-18", "2026-09-25")
    calls = office.tasks()

    office.cycle("2026-10-05")
    call = next(x for x in office.reminders() if x.step_id == "call")

    assert calls == ["call"]
    assert office.tasks() == ["letter"]
    assert (call.state, call.reason) == (State.CANCELLED, "superseded")


def test_a_call_closes_when_the_debt_is_paid(story: Story) -> None:
    """27a."""
    office = story(policy="standard")
    due(office, "F-1", on="2026-09-03")
    days_of(office, "2026-09-08", "2026-09-18", "2026-09-25")

    office.account.pay("F-1")
    office.cycle("2026-09-28")

    assert office.tasks() == []


@pytest.mark.parametrize(("word", "day"), [("reached", "2026-09-28"), ("not-reached", "2026-09-25")])
def test_a_call_is_a_contact_only_if_somebody_was_reached(story: Story, word: str, day: str) -> None:
    """27a. A second invoice of the customer waits for the gap, or does not."""
    office = story(policy="standard")
    due(office, "F-1", on="2026-09-03")
    due(office, "F-2", on="2026-09-20")
    days_of(office, "2026-09-08", "2026-09-15", "2026-09-18", "2026-09-24")
    call = next(x for x in to_do.tasks(office.app, office.id) if x.kind == "call")

    to_do.resolve(office.app, office.id, call.id, word, "Anna")
    left = days_of(office, "2026-09-25", "2026-09-28")

    assert [on for on, number, step in left if (number, step) == ("F-2", "friendly")] == [day]


def test_insolvency_stops_every_step_and_a_task_says_why(story: Story) -> None:
    """28."""
    office = story()
    due(office, "F-1")
    office.hold("insolvency", customer="Dupont")

    left = days_of(office, "2026-09-08", "2026-10-05")
    task = to_do.tasks(office.app, office.id)[0]

    assert left == []
    assert (task.kind, task.customer, task.invoices) == ("insolvency", "Dupont", ["F-1"])


def test_what_is_said_to_be_paid_is_silent_for_five_business_days_then_a_task(story: Story) -> None:
    """Said paid, of the design's page: it runs out into a person's decision."""
    office = story()
    due(office, "F-1")
    office.at("2026-09-07")
    office.hold("said_paid", "F-1")

    office.cycle("2026-09-14")
    silent = (office.reason("F-1"), office.tasks())
    office.cycle("2026-09-15")

    assert silent == ("said_paid", [])
    assert (office.reason("F-1"), office.tasks()) == ("needs_person", ["needs_person"])


def test_what_waits_for_approval_is_taken_back_by_a_hold_and_says_why(story: Story) -> None:
    """22."""
    office = story(mode=Mode.APPROVE)
    due(office, "F-1")
    office.cycle("2026-09-08")

    office.hold("dispute", "F-1")
    office.cycle("2026-09-08T10:00")

    assert [(x.state, x.reason) for x in office.reminders()] == [(State.CANCELLED, "dispute")]


def test_a_hold_that_is_released_lets_it_go_on(story: Story) -> None:
    """Undo."""
    office = story()
    due(office, "F-1")
    office.hold("dispute", "F-1")
    office.cycle("2026-09-08")

    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")
    left = days_of(office, "2026-09-09")

    assert left == [("2026-09-09", "F-1", "friendly")]


def test_a_promise_is_explained_with_its_day_and_its_grace(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-08-20")
    office.sync()
    before = explain(office.app, office.id, "F-1").promise
    office.hold("promise", "F-1", until="2026-09-02")
    office.hold("promise", "F-1", until="2026-09-04")
    told = explain(office.app, office.id, "F-1")

    assert before is None
    assert told.promise is not None and told.decision is not None
    assert (told.promise.on, told.promise.grace_days) == (date(2026, 9, 4), 2)
    assert told.decision.on == date(2026, 9, 9)
