"""The formal notice: what must have been said before, and which deadlines must have passed (section 5)."""

from dataclasses import replace

import pytest

from connector.core.history import PastLine, State
from connector.core.policy import Channel, Severity
from tests.core.builders import (
    BY_EMAIL,
    CALL,
    FIRM,
    FORMAL,
    FRIENDLY,
    NOTICE,
    STANDARD,
    a_ladder,
    a_line,
    an_email,
    an_invoice,
    day,
)
from tests.core.story import Story

LATE_FIRM = "2026-09-28"
NOTHING_FIRM = a_ladder(FRIENDLY, FORMAL)


def test_a_formal_notice_leaves_after_the_firm_reminder_and_its_deadline() -> None:
    """Section 5, deadlines: firm on the 17th, its deadline long past on the notice's own day."""
    story = Story(policy=BY_EMAIL, history=[a_line(FIRM, "2026-09-17")])

    assert story.says("2026-10-02") == "send formal, step_due"


def test_a_formal_notice_waits_while_a_deadline_runs() -> None:
    """Section 5: the firm reminder left on Monday the 28th, its deadline is 5 October, past on the 6th."""
    story = Story(policy=BY_EMAIL, history=[a_line(FIRM, LATE_FIRM)])

    assert story.says("2026-10-05") == "wait formal until 2026-10-06, deadline_running"
    assert story.says("2026-10-06") == "send formal, step_due"


def test_a_formal_notice_waits_for_every_deadline_that_was_named() -> None:
    """Section 5: here a mild reminder sent by hand after the firm one."""
    by_hand = a_line(FRIENDLY, "2026-09-30")
    story = Story(policy=BY_EMAIL, history=[a_line(FIRM, "2026-09-17"), by_hand])

    assert story.says("2026-10-07") == "wait formal until 2026-10-08, deadline_running"


def test_a_policy_may_give_a_longer_deadline() -> None:
    """Section 5: 7 days unless the policy says otherwise."""
    patient = replace(FIRM, deadline_days=20)
    policy = replace(BY_EMAIL, steps=(FRIENDLY, patient, BY_EMAIL.steps[-1]))
    story = Story(policy=policy)

    sent = story.walk("2026-09-07", "2026-10-31")

    assert sent[-1] == "2026-10-08 F-1 formal"


def test_a_formal_notice_without_the_firm_reminder_is_preceded_by_it() -> None:
    """Section 5: what is missing comes first."""
    story = Story(policy=STANDARD, history=[a_line(FRIENDLY, "2026-09-07")])

    assert story.says("2026-10-02") == "send firm, step_due"


def test_after_a_long_absence_the_firm_reminder_leaves_and_then_the_formal_notice() -> None:
    """Section 5: late is not now."""
    story = Story(policy=BY_EMAIL)

    sent = story.walk("2026-10-12", "2026-12-01")

    assert sent == ["2026-10-12 F-1 firm", "2026-10-20 F-1 formal"]


def test_the_severest_of_the_missing_steps_comes_first() -> None:
    """Section 5: the severest message step below it, the latest among equals."""
    second = an_email("second-firm", 22, Severity.FIRM)
    story = Story(policy=a_ladder(FRIENDLY, FIRM, second, FORMAL))

    assert story.says("2026-10-12") == "send second-firm, step_due"


def test_a_ladder_without_a_firm_step_needs_a_friendly_one() -> None:
    """Section 5, deadlines."""
    said = Story(policy=NOTHING_FIRM, history=[a_line(FRIENDLY, "2026-09-07")])
    unsaid = Story(policy=NOTHING_FIRM)

    assert said.says("2026-10-02") == "task formal, letter_due"
    assert unsaid.says("2026-10-02") == "send friendly, step_due"


def test_the_reminder_of_a_missed_instalment_is_no_friendly_step() -> None:
    """Section 5, plan: it has its own step id and stands on no rung."""
    missed = a_line(an_email("plan:1:missed", 0), "2026-09-17")

    assert Story(policy=NOTHING_FIRM, history=[missed]).says("2026-10-02") == "send friendly, step_due"


def test_a_friendly_reminder_is_not_enough_where_the_ladder_has_a_firm_one() -> None:
    """Section 5: the missing firm step lies below the last one taken, so a person decides."""
    above = an_email("kind", 20)
    policy = a_ladder(FIRM, above, FORMAL)
    story = Story(policy=policy, history=[a_line(above, "2026-09-22")])

    assert story.says("2026-10-02") == "task formal, needs_person"


def test_after_an_unknown_firm_reminder_a_friendly_one_does_not_take_its_place() -> None:
    """Section 5: its outcome is unknown, so a person decides."""
    kind = an_email("kind", 20)
    unknown = a_line(FIRM, "2026-09-17", state=State.UNKNOWN)
    story = Story(policy=a_ladder(FIRM, kind, FORMAL), history=[unknown])

    assert story.says("2026-10-02") == "task formal, needs_person"


def test_a_reminder_before_the_due_date_can_no_longer_be_made_up_for() -> None:
    """Section 5: if the missing step can no longer be taken, it is a task."""
    early = an_email("early", -2)

    assert Story(policy=a_ladder(early, FORMAL)).says("2026-10-02") == "task formal, needs_person"


def test_what_is_missing_before_a_second_formal_notice_is_never_the_first_one() -> None:
    """Section 5: a formal notice needs the firm step taken; none was, so the firm one comes first."""
    second = replace(FORMAL, id="second-formal", offset=45)
    story = Story(policy=a_ladder(FRIENDLY, FIRM, FORMAL, second))

    assert story.says("2026-10-19") == "send firm, step_due"


def test_a_firm_call_is_no_firm_reminder() -> None:
    """Section 5: the ladder is one without a firm message, so the friendly one is enough."""
    firm_call = replace(CALL, severity=Severity.FIRM)
    story = Story(policy=a_ladder(FRIENDLY, firm_call, FORMAL), history=[a_line(FRIENDLY, "2026-09-07")])

    assert story.says("2026-10-02") == "task formal, letter_due"


def test_an_earlier_formal_notice_does_not_stand_for_the_firm_reminder() -> None:
    """Section 5: a second notice, and the first was sent by hand without any reminder."""
    second = replace(FORMAL, id="second-formal", offset=45)
    story = Story(policy=a_ladder(FRIENDLY, FIRM, FORMAL, second), history=[a_line(FORMAL, "2026-10-02")])

    assert story.says("2026-10-19") == "task second-formal, needs_person"


def test_a_firm_reminder_whose_outcome_is_unknown_needs_a_person() -> None:
    """Section 5: not as the earlier reminder of a formal notice."""
    story = Story(policy=BY_EMAIL, history=[a_line(FIRM, "2026-09-17", state=State.UNKNOWN)])

    assert story.says("2026-10-02") == "task formal, needs_person"
    assert story.decisions["F-1"].channel is Channel.TASK


def test_a_person_is_asked_for_a_notice_at_its_distance_and_need_not_wait_for_the_deadline() -> None:
    """Section 5: if only a deadline still runs it waits, and here a reminder is missing as well."""
    story = Story(policy=BY_EMAIL, history=[a_line(FIRM, LATE_FIRM, state=State.UNKNOWN)])

    assert story.says("2026-10-02") == "wait formal until 2026-10-05, spacing"
    assert story.says("2026-10-05") == "task formal, needs_person"


def test_an_unknown_firm_reminder_that_is_resolved_lets_the_formal_notice_go() -> None:
    """Section 5: until it is resolved."""
    story = Story(policy=BY_EMAIL, history=[a_line(FIRM, "2026-09-17", state=State.UNKNOWN)])

    story.lines = [replace(line, state=State.SENT) for line in story.lines]

    assert story.says("2026-10-02") == "send formal, step_due"


def test_before_its_own_day_a_formal_notice_simply_waits() -> None:
    """Section 5: whatever is missing is looked at when it is due."""
    story = Story(policy=BY_EMAIL, history=[a_line(FIRM, "2026-09-17", state=State.UNKNOWN)])

    assert story.says("2026-10-01") == "wait formal until 2026-10-02, not_due"


@pytest.mark.parametrize(
    "line",
    [
        a_line(NOTICE, "2026-08-28"),
        a_line(CALL, "2026-09-22"),
        a_line(FIRM, None, state=State.CANCELLED),
        a_line(FIRM, "2026-08-20", cycle=2),
    ],
)
def test_only_a_reminder_that_really_left_prepares_a_formal_notice(line: PastLine) -> None:
    """Section 5: a call is none, nor is a notice, nor what was cancelled."""
    story = Story(policy=BY_EMAIL, history=[line])

    assert story.says("2026-10-05") == "send firm, step_due"


def test_a_ladder_of_notices_alone_never_reaches_its_formal_notice_by_itself() -> None:
    """Section 5: the friendly step can no longer be taken, so a person decides."""
    story = Story(policy=a_ladder(NOTICE, FORMAL))

    assert story.says("2026-10-02") == "task formal, needs_person"


def test_a_firm_letter_that_was_posted_counts_from_the_day_of_its_posting() -> None:
    """Section 5: a step done as a task counts as sent, with its deadline from that day."""
    letter = replace(FIRM, channel=Channel.LETTER)
    policy = a_ladder(FRIENDLY, letter, replace(FORMAL, channel=Channel.EMAIL))
    story = Story(policy=policy, history=[a_line(letter, LATE_FIRM)])

    assert story.says("2026-10-05") == "wait formal until 2026-10-06, deadline_running"
    assert story.says("2026-10-06") == "send formal, step_due"


def test_a_formal_notice_is_a_letter_that_a_person_approves_and_posts() -> None:
    """Section 5, tasks: one letter, counted once it is posted."""
    story = Story(policy=STANDARD, history=[a_line(FIRM, "2026-09-17")])

    assert story.says("2026-10-02") == "task formal, letter_due"
    assert story.says("2026-11-16") == "task formal, letter_due"
    story.send(tasks=True)
    assert story.says("2026-11-17") == "stop, ladder_finished"


def test_the_first_message_to_a_late_invoice_is_never_a_formal_notice() -> None:
    """Section 5, cold start: nothing was said, and nothing but the notice can be."""
    invoice = an_invoice(due_on="2026-07-01", cold_start_on=day("2026-09-07"))

    assert Story(invoice, policy=a_ladder(NOTICE, FORMAL)).says("2026-09-07") == "task formal, needs_person"


def test_a_wait_for_a_deadline_ends_on_the_day_of_a_step_after_the_notice() -> None:
    """Section 5, late is not now: only the latest due message is taken; `on` is the day it leaves."""
    patient = replace(FIRM, deadline_days=14)
    ladder = a_ladder(FRIENDLY, patient, replace(BY_EMAIL.steps[-1], offset=20), an_email("again", 25))
    story = Story(policy=ladder, history=[a_line(patient, "2026-09-17")])

    assert story.says("2026-09-22") == "wait again until 2026-09-28, deadline_running"
    assert story.says("2026-09-28") == "send again, step_due"
