"""What a person is asked, once: his answer stands until something new raises the question again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connector.core.invoice import HoldReason
from connector.usecases import people, to_do
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

Story = Callable[..., Office]


def asked(story: Story, due_on: str = "2026-09-03", **known: Any) -> Office:
    """One invoice of Dupont; 8 September."""
    office = story()
    office.invoice("F-1", due_on, **known)
    office.sync()
    office.at("2026-09-08")
    office.sync()
    return office


def answer(office: Office) -> None:
    """Says of every task that it is done."""
    for task in to_do.tasks(office.app, office.id):
        to_do.resolve(office.app, office.id, task.id, "done", "Anna")


def said_paid(story: Story) -> Office:
    office = asked(story)
    office.hold("said_paid", "F-1", until="2026-09-08")
    office.at("2026-09-09")
    return office


def three_promises(story: Story) -> Office:
    office = asked(story)
    for until in ("2026-09-08", "2026-09-09", "2026-09-10"):
        office.hold("promise", "F-1", until=until)
    return office


def money_seen(story: Story) -> Office:
    office = asked(story)
    office.credit("C-1", 100_00, "2026-09-08")
    office.cycle("2026-09-08")
    office.at("2026-09-16")
    return office


def held(reason: str) -> Callable[[Story], Office]:
    def begin(story: Story) -> Office:
        office = asked(story)
        office.hold(reason, "F-1")
        return office

    return begin


def without_due_date(story: Story) -> Office:
    office = asked(story)
    office.change("F-1", due_on=None, issued_on=None)
    office.sync()
    return office


def very_late(story: Story) -> Office:
    return asked(story, due_on="2025-09-03")


def finished(story: Story) -> Office:
    office = asked(story)
    for day in ("2026-09-08", "2026-09-18", "2026-10-05"):
        office.cycle(day)
    office.at("2026-10-06")
    return office


QUESTIONS = [
    (said_paid, "needs_person"),
    (three_promises, "needs_person"),
    (money_seen, "needs_person"),
    (held("insolvency"), "insolvency"),
    (held("reply"), "sort_reply"),
    (without_due_date, "no_due_date"),
    (very_late, "release"),
    (finished, "ladder_finished"),
]


@pytest.mark.parametrize(("raised", "kind"), QUESTIONS, ids=[f"{x.__name__}-{y}" for x, y in QUESTIONS])
def test_a_question_that_a_person_has_answered_is_not_asked_again(
    story: Story, raised: Callable[[Story], Office], kind: str
) -> None:
    office = raised(story)
    office.cycle()
    before = office.tasks()

    answer(office)
    office.plan()
    office.plan()

    assert (before, office.tasks()) == ([kind], [])


def test_another_reply_is_another_question(story: Story) -> None:
    office = held("reply")(story)
    office.cycle()
    answer(office)

    office.hold("reply", "F-1")
    office.plan()

    assert office.tasks() == ["sort_reply"]


def test_what_needs_a_person_for_another_reason_is_asked_again(story: Story) -> None:
    office = said_paid(story)
    office.cycle()
    answer(office)

    office.credit("C-1", 100_00, "2026-09-09")
    office.cycle("2026-09-17")

    assert office.tasks() == ["needs_person"]


def test_another_due_date_that_cannot_be_used_is_asked_about_again(story: Story) -> None:
    office = without_due_date(story)
    office.cycle()
    answer(office)

    office.change("F-1", issued_on=date(2026, 9, 4), due_on=date(2026, 9, 3))
    office.cycle()

    assert office.tasks() == ["no_due_date"]


def test_a_question_that_nobody_answered_comes_back_after_a_pause(story: Story) -> None:
    office = finished(story)
    office.cycle()
    office.hold("pause", "F-1")
    office.plan()
    paused = office.tasks()

    people.release(office.app, office.id, Whom(number="F-1"), HoldReason.PAUSE, "Anna")
    office.plan()

    assert (paused, office.tasks()) == ([], ["ladder_finished"])


def test_money_that_now_waits_for_another_invoice_is_a_new_question(story: Story) -> None:
    """F-1 waited for A, was asked about and answered; A went to F-2, and it is B that F-1 waits for."""
    office = asked(story)
    office.invoice("F-2", "2026-09-04")
    office.sync()
    office.credit("A", 100_00, "2026-09-07")
    office.cycle()
    office.at("2026-09-09")
    office.credit("B", 100_00, "2026-09-09")
    office.cycle()
    office.at("2026-09-16")
    office.cycle()
    answer(office)

    office.account.pay("F-2")
    office.account.credits["A"] = replace(office.account.credits["A"], amount=0)
    office.cycle("2026-09-17")
    office.cycle("2026-09-30")

    assert office.reason("F-1") == "needs_person"
    assert office.tasks() == ["needs_person"]
