"""Calls and other tasks: they never block, and never share a day with a message (section 5)."""

from dataclasses import replace

import pytest

from connector.core.history import Sort
from connector.core.policy import Channel
from tests.core.builders import (
    BY_EMAIL,
    CALL,
    FIRM,
    FORMAL,
    FRIENDLY,
    NOTICE,
    STANDARD,
    a_calendar,
    a_ladder,
    a_line,
    an_email,
    an_invoice,
    day,
)
from tests.core.story import Story

SAID = (a_line(FRIENDLY, "2026-09-07"), a_line(FIRM, "2026-09-15"))
#: As STANDARD, with the formal notice by e-mail, so that walking needs no person at the letter box.
WITH_CALL = a_ladder(NOTICE, FRIENDLY, FIRM, CALL, BY_EMAIL.steps[-1])


def test_a_call_is_a_task_on_its_day() -> None:
    """Section 5: +20 is Tuesday 22 September."""
    story = Story(policy=STANDARD, history=SAID)

    assert story.says("2026-09-21") == "wait call until 2026-09-22, not_due"
    assert story.says("2026-09-22") == "task call, call_due"
    assert story.decisions["F-1"].channel is Channel.CALL


def test_a_call_that_is_not_made_does_not_hold_up_the_ladder() -> None:
    """Scenario 27a: the later steps go on."""
    story = Story(policy=WITH_CALL)

    sent = story.walk("2026-08-20", "2026-11-30")

    assert sent == [
        "2026-08-28 F-1 notice",
        "2026-09-07 F-1 friendly",
        "2026-09-17 F-1 firm",
        "2026-10-02 F-1 formal",
    ]


def test_a_call_is_asked_for_until_the_day_of_the_step_after_it() -> None:
    """Section 5: skipped from the own day of any step after it."""
    story = Story(policy=STANDARD, history=SAID)

    assert story.says("2026-10-01") == "task call, call_due"
    assert story.says("2026-10-02") == "task formal, letter_due"


def test_a_call_is_skipped_even_while_the_step_after_it_is_kept_back() -> None:
    """Section 5: whatever still keeps that step back, here a deadline that runs."""
    story = Story(policy=STANDARD, history=[a_line(FIRM, "2026-09-25")])

    assert story.says("2026-10-02") == "wait formal until 2026-10-05, deadline_running"


def test_a_call_is_skipped_once_a_step_after_it_was_taken() -> None:
    """Section 5: here a formal notice that a person sent early."""
    story = Story(policy=STANDARD, history=[*SAID, a_line(FORMAL, "2026-09-18")])

    assert story.says("2026-09-22") == "stop, ladder_finished"


def test_a_call_that_was_made_skips_no_message() -> None:
    """Section 5: the bookkeeper rang early; the firm reminder still leaves."""
    story = Story(policy=STANDARD, history=[a_line(FRIENDLY, "2026-09-07"), a_line(CALL, "2026-09-10")])

    assert story.says("2026-09-17") == "send firm, step_due"


def test_a_call_that_was_made_is_not_asked_for_again() -> None:
    """Section 5: counted once marked done."""
    story = Story(policy=STANDARD, history=SAID)
    story.day("2026-09-22")
    story.send(tasks=True)

    assert story.says("2026-09-23") == "wait formal until 2026-10-02, not_due"


def test_a_message_goes_before_a_call_that_is_due_on_the_same_day() -> None:
    """Section 5: the firm reminder was late; the call then keeps spacing, which is 5 days here."""
    story = Story(policy=STANDARD, history=[a_line(FRIENDLY, "2026-09-07")])

    assert story.sent_on("2026-09-22") == ["F-1 firm"]
    assert story.says("2026-09-23") == "wait call until 2026-09-28, spacing"


def test_a_call_waits_for_the_message_about_another_invoice() -> None:
    """Section 5: a call never shares a day with a message; it then keeps the gap."""
    story = Story(an_invoice(), an_invoice("F-2", due_on="2026-09-17"), policy=STANDARD, history=SAID)

    assert story.says("2026-09-22", "F-2") == "send friendly, step_due"
    assert story.says("2026-09-22") == "wait call until 2026-09-25, gap"
    story.send()
    assert story.says("2026-09-22") == "wait call until 2026-09-25, gap"


def test_a_message_waits_for_the_gap_after_a_call_that_was_made_today() -> None:
    """Section 5: they never share a day, whichever came first."""
    made = a_line(CALL, "2026-09-22")
    story = Story(an_invoice("F-2", due_on="2026-09-17"), policy=STANDARD, history=[made])

    assert story.says("2026-09-22", "F-2") == "wait friendly until 2026-09-25, gap"


def test_two_calls_may_share_a_day() -> None:
    """Section 5: one telephone call can speak of both."""
    other = [replace(line, invoice_id="F-2") for line in SAID]
    story = Story(an_invoice(), an_invoice("F-2"), policy=STANDARD, history=[*SAID, *other])

    story.lines.append(a_line(CALL, "2026-09-22"))

    assert story.says("2026-09-22", "F-2") == "task call, call_due"


def test_a_call_that_reached_nobody_is_no_contact() -> None:
    """Section 5: a call counts as a contact only if someone was reached."""
    made = a_line(CALL, "2026-09-22", is_contact=False)
    story = Story(an_invoice("F-2", due_on="2026-09-17"), policy=STANDARD, history=[made])

    assert story.says("2026-09-22", "F-2") == "send friendly, step_due"


def test_a_call_keeps_the_gap_after_a_message() -> None:
    """Section 5: tasks keep business days and the gap."""
    story = Story(policy=STANDARD, history=[*SAID, a_line(FIRM, "2026-09-21", "F-9")])

    assert story.says("2026-09-22") == "wait call until 2026-09-24, gap"


def test_a_call_keeps_business_days() -> None:
    """Section 5: due 8 September, +20 is Monday the 28th, closed here."""
    story = Story(
        an_invoice(due_on="2026-09-08"),
        policy=STANDARD,
        history=SAID,
        calendar=a_calendar(closures=["2026-09-28"]),
    )

    assert story.says("2026-09-28") == "wait call until 2026-09-29, not_due"


def test_of_two_calls_that_are_due_the_later_one_is_made() -> None:
    """Section 5: the first is skipped from the own day of the second."""
    second = replace(CALL, id="second-call", offset=22)
    story = Story(policy=a_ladder(FRIENDLY, FIRM, CALL, second, FORMAL), history=SAID)

    assert story.says("2026-09-22") == "task call, call_due"
    assert story.says("2026-09-24") == "task second-call, call_due"


def test_a_call_and_a_step_moved_to_the_same_monday_make_one_message() -> None:
    """Section 5: the call is skipped from the own day of the step after it."""
    weekend = a_ladder(FRIENDLY, replace(CALL, offset=10), an_email("second", 11))
    story = Story(policy=weekend, history=[a_line(FRIENDLY, "2026-09-07")])

    assert story.says("2026-09-11") == "wait second until 2026-09-14, not_due"


def test_a_call_is_skipped_from_the_day_of_a_notice_that_is_itself_skipped() -> None:
    """Section 5: from the own day of any step after it; the invoice is too young for its notice."""
    early = a_ladder(replace(CALL, offset=-8), NOTICE, FRIENDLY)
    story = Story(an_invoice(issued_on=day("2026-08-24")), policy=early)

    assert story.says("2026-08-27") == "task call, call_due"
    assert story.says("2026-08-28") == "wait friendly until 2026-09-07, not_due"


def test_a_call_that_falls_on_the_day_of_a_skipped_notice_is_skipped_too() -> None:
    """Section 5: from the own day on; the 29th is a Saturday, so both fall on Friday the 28th."""
    early = a_ladder(replace(CALL, offset=-5), replace(NOTICE, offset=-4), FRIENDLY)
    story = Story(an_invoice(issued_on=day("2026-08-24")), policy=early)

    assert story.says("2026-08-28") == "wait friendly until 2026-09-07, not_due"


def test_a_call_may_be_the_first_step_of_all() -> None:
    """Section 5: a call is a rung as any other."""
    story = Story(policy=a_ladder(replace(CALL, offset=2), FRIENDLY))

    assert story.says("2026-09-03") == "wait call until 2026-09-04, not_due"
    assert story.says("2026-09-04") == "task call, call_due"


@pytest.mark.parametrize("letters", [1, 2])
def test_letters_to_one_customer_go_into_one_envelope(letters: int) -> None:
    """Section 11: only send items and letters hold several invoices."""
    numbers = ["F-1", "F-2"][:letters]
    history = [a_line(FIRM, "2026-09-17", number) for number in numbers]
    story = Story(*map(an_invoice, numbers), policy=STANDARD, history=history)

    (item,) = story.items("2026-10-02")

    assert item.numbers == tuple(numbers)
    assert item.head.sort is Sort.FORMAL


def test_a_letter_that_waits_for_its_posting_keeps_no_call_back() -> None:
    """Section 5: tasks never block; only a message that leaves goes before the call."""
    other = [replace(line, invoice_id="F-2") for line in SAID]
    story = Story(
        an_invoice("F-1"),
        an_invoice("F-2", due_on="2026-09-12"),
        policy=STANDARD,
        history=[a_line(FIRM, "2026-09-17"), *other],
    )

    assert story.says("2026-10-05", "F-1") == "task formal, letter_due"
    assert story.says("2026-10-05", "F-2") == "task call, call_due"


def test_calls_stand_alone() -> None:
    """Section 11: everything but messages and letters holds one invoice."""
    other = [replace(line, invoice_id="F-2") for line in SAID]
    story = Story(an_invoice(), an_invoice("F-2"), policy=STANDARD, history=[*SAID, *other])

    assert [item.numbers for item in story.items("2026-09-22")] == [("F-1",), ("F-2",)]
