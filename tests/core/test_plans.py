"""Payment plans, kept and missed (scenarios.md, 25)."""

from dataclasses import replace

import pytest

from connector.core.decision import Reason
from connector.core.history import ContactMade, Sort, State, Through
from connector.core.holds import numbered_instalment
from tests.core.builders import (
    BY_EMAIL,
    FAILED_CHARGE,
    FIRM,
    FRIENDLY,
    STANDARD,
    a_calendar,
    a_charge,
    a_credit,
    a_hold,
    a_line,
    an_email,
    an_invoice,
    an_organisation,
    day,
    instalments,
    policies,
)
from tests.core.story import Story

SAID = (a_line(FRIENDLY, "2026-09-07"),)
THREE_PARTS = {"2026-09-14": 4_000, "2026-10-14": 3_000, "2026-11-13": 3_000}
PLAN = a_hold("plan", "2026-09-08", instalments=instalments(THREE_PARTS), open_then=10_000)


def test_a_plan_is_silence_but_for_its_notices() -> None:
    """Scenario 25: two calendar days before each, moved backward; each instalment is paid in time."""
    story = Story(history=SAID, holds=[PLAN])
    sent = []
    for part in PLAN.instalments:
        sent += story.walk(str(max(part.due_on.replace(day=1), day("2026-09-08"))), str(part.due_on))
        story.pay(part.amount, on=str(part.due_on))

    assert sent == [
        "2026-09-11 F-1 plan:1:notice",  # the 12th is a Saturday
        "2026-10-12 F-1 plan:2:notice",
        "2026-11-10 F-1 plan:3:notice",  # the 11th is a holiday
    ]
    assert story.says("2026-11-13") == "stop, paid"


def test_a_plan_s_notice_says_that_something_comes_due() -> None:
    """Section 5, plan: own step ids, reason coming_due."""
    story = Story(history=SAID, holds=[PLAN])

    assert story.says("2026-09-10") == "hold until 2026-11-18, plan"
    assert story.says("2026-09-11") == "send plan:1:notice, coming_due"
    assert story.decisions["F-1"].sort is Sort.PLAN


def test_a_plan_that_is_made_on_the_day_of_its_first_notice_says_it() -> None:
    """Section 5, plan: a notice two days before each, the first included."""
    plan = replace(PLAN, since_on=day("2026-09-11"))

    assert Story(history=SAID, holds=[plan]).says("2026-09-11") == "send plan:1:notice, coming_due"


@pytest.mark.parametrize(
    ("today", "template"), [("2026-09-11", "plan_notice"), ("2026-09-17", "plan_missed")]
)
def test_a_plan_speaks_in_words_of_its_own(today: str, template: str) -> None:
    """Section 4: templates/<language>/plan_notice and plan_missed."""
    step = Story(history=SAID, holds=[PLAN]).day(today)["F-1"].step

    assert step is not None
    assert step.template == template


def test_a_notice_that_could_not_leave_before_its_instalment_is_left_out() -> None:
    """Section 5, plan: on the day after the instalment only its grace is left."""
    story = Story(history=SAID, holds=[PLAN])

    assert story.says("2026-09-14") == "send plan:1:notice, coming_due"
    assert story.says("2026-09-15") == "hold until 2026-11-18, plan"


def test_a_notice_whose_day_passes_in_the_gap_gives_way_to_what_is_said_then() -> None:
    """Due on Monday the 14th; a part of it came on the 12th, and he hears nothing before the 15th."""
    plan = replace(PLAN, since_on=day("2026-09-08"))
    story = Story(history=SAID, holds=[plan])
    story.day("2026-09-12")
    story.pay(1_000, on="2026-09-12")

    assert story.says("2026-09-12") == "wait plan:1:missed until 2026-09-17, not_due"
    assert story.says("2026-09-14") == "wait plan:1:missed until 2026-09-17, gap"
    assert story.says("2026-09-15") == "hold until 2026-11-18, plan"
    assert story.says("2026-09-17") == "send plan:1:missed, step_due"


def test_a_notice_on_a_sunday_waits_for_the_day_of_its_instalment() -> None:
    story = Story(history=SAID, holds=[PLAN])

    assert story.says("2026-09-13") == "wait plan:1:notice until 2026-09-14, not_due"


@pytest.mark.parametrize(
    ("gap_days", "waits_for"), [(3, "notice until 2026-09-14"), (4, "missed until 2026-09-17")]
)
def test_a_notice_waits_for_what_is_said_of_a_failed_charge_on_its_day(gap_days: int, waits_for: str) -> None:
    """Both on Friday the 11th; the instalment is due on Monday the 14th."""
    story = Story(
        an_invoice(),
        a_charge("2026-09-11"),
        policy=policies(STANDARD, FAILED_CHARGE),
        organisation=an_organisation(gap_days=gap_days),
        history=SAID,
        holds=[PLAN],
    )

    assert story.says("2026-09-11") == f"wait plan:1:{waits_for}, gap"


@pytest.mark.parametrize("gap_days", [3, 90, 365])
def test_however_long_the_gap_the_step_after_it_is_foreseen(gap_days: int) -> None:
    organisation = an_organisation(gap_days=gap_days)
    story = Story(history=SAID, holds=[PLAN], organisation=organisation)
    story.day("2026-09-10")
    story.pay(1_000, on="2026-09-10")
    foreseen = story.day("2026-09-11")["F-1"]

    assert foreseen.on is not None and foreseen.step is not None
    assert story.says(foreseen.on).startswith(f"send {foreseen.step.id}")


def test_what_is_foreseen_of_a_plan_knows_the_pause_that_begins_meanwhile() -> None:
    story = Story(history=SAID, holds=[PLAN, a_hold("pause", "2026-09-12", "2026-09-14")])
    story.day("2026-09-10")
    story.pay(1_000, on="2026-09-10")

    assert story.says("2026-09-11") == "wait plan:1:missed until 2026-09-17, gap"


def test_where_a_pause_without_an_end_begins_nothing_else_is_foreseen() -> None:
    story = Story(history=SAID, holds=[PLAN, a_hold("pause", "2026-09-12")])
    story.day("2026-09-10")
    story.pay(1_000, on="2026-09-10")

    assert story.says("2026-09-11") == "wait plan:1:notice, gap"


def test_a_notice_shares_the_day_with_another_voice_of_another_record() -> None:
    """The instalment is due on Wednesday the 16th; something was paid on Monday under the other record."""
    beside = [
        ContactMade(day("2026-09-14"), None, Through.LINK),
        ContactMade(day("2026-09-15"), ("USD", "fr", Sort.REMINDER), Through.LINK),
    ]
    plan = replace(PLAN, instalments=instalments({"2026-09-16": 10_000}))
    organisation = an_organisation(gap_days=1)
    story = Story(history=SAID, holds=[plan], beside=beside, organisation=organisation)

    assert story.says("2026-09-14") == "wait plan:1:notice until 2026-09-15, gap"


def test_a_notice_leaves_once_and_then_the_plan_is_silent_again() -> None:
    """Section 5, plan: a notice two days before each."""
    story = Story(history=SAID, holds=[PLAN])
    story.sent_on("2026-09-11")

    assert story.says("2026-09-11") == "hold until 2026-11-18, plan"


def test_a_notice_that_was_cancelled_is_planned_again() -> None:
    """Section 5: what was cancelled is no step taken."""
    cancelled = a_line(an_email("plan:1:notice", 0), None, state=State.CANCELLED)
    story = Story(history=[*SAID, cancelled], holds=[PLAN])

    assert story.says("2026-09-11") == "send plan:1:notice, coming_due"


def test_an_instalment_that_is_paid_early_has_no_notice() -> None:
    """Section 5, plan: cumulative paid against cumulative due."""
    story = Story(history=SAID, holds=[PLAN])
    story.pay(7_000, on="2026-09-09")

    assert story.walk("2026-09-09", "2026-11-09") == []
    assert story.says("2026-11-10") == "send plan:3:notice, coming_due"


def test_a_missed_instalment_ends_the_silence_with_one_new_reminder() -> None:
    """Scenario 25: due Monday the 14th, two business days of grace; the notice left on the 11th."""
    story = Story(policy=BY_EMAIL, history=SAID, holds=[PLAN])

    sent = story.walk("2026-09-08", "2026-12-31")

    assert sent == [
        "2026-09-11 F-1 plan:1:notice",
        "2026-09-18 F-1 plan:1:missed",  # spacing after the notice is 7 days
        "2026-09-25 F-1 firm",
        "2026-10-05 F-1 formal",
    ]


@pytest.mark.parametrize(
    ("today", "said"),
    [("2026-09-16", "hold until 2026-11-18, plan"), ("2026-09-17", "send plan:1:missed, step_due")],
)
def test_two_business_days_of_grace_follow_an_instalment(today: str, said: str) -> None:
    """Section 5, plan: the 14th is a Monday, grace ends with Wednesday."""
    assert Story(history=SAID, holds=[PLAN]).says(today) == said


def test_an_instalment_that_lacks_a_cent_is_missed() -> None:
    """Section 5, plan: cumulative paid against cumulative due."""
    story = Story(history=SAID, holds=[PLAN])
    story.pay(3_999, on="2026-09-11")

    assert story.says("2026-09-17") == "send plan:1:missed, step_due"


def test_the_second_instalment_may_be_the_one_that_is_missed() -> None:
    """Section 5, plan: n is the instalment."""
    story = Story(history=SAID, holds=[PLAN])
    story.pay(4_000, on="2026-09-14")

    assert story.says("2026-10-19") == "send plan:2:missed, step_due"


def test_a_plan_that_was_missed_is_over_even_if_the_instalment_comes_late() -> None:
    """Scenario 25: a missed one ends the hold."""
    story = Story(
        history=[*SAID, a_line(an_email("plan:1:missed", 0), "2026-09-17", sort=Sort.PLAN)], holds=[PLAN]
    )
    story.pay(4_000, on="2026-09-18")

    assert story.says("2026-09-24") == "send firm, step_due"


def test_a_missed_instalment_s_reminder_goes_together_with_the_others() -> None:
    """Section 5, one voice: it is a reminder; only plan notices are a sort of their own (section 7)."""
    story = Story(an_invoice(), an_invoice("F-2", due_on="2026-09-12"), history=SAID, holds=[PLAN])

    (message,) = story.messages("2026-09-17")

    assert message.numbers == ("F-1", "F-2")


def test_after_a_plan_was_paid_in_full_the_rest_of_the_invoice_goes_on() -> None:
    """Section 5, plan: the plan was made for 70 of 100; its last grace ends on 16 October."""
    plan = replace(PLAN, instalments=instalments({"2026-09-14": 4_000, "2026-10-14": 3_000}))
    story = Story(history=SAID, holds=[plan])
    story.pay(7_000, on="2026-09-11")

    assert story.says("2026-10-16") == "hold until 2026-10-19, plan"
    assert story.says("2026-10-17") == "wait last until 2026-10-19, not_due"


def test_what_was_paid_before_the_plan_does_not_count_for_it() -> None:
    """Section 5, plan: 60 were open when it was made."""
    plan = replace(PLAN, open_then=6_000)
    story = Story(an_invoice(open=6_000), history=SAID, holds=[plan])

    assert story.says("2026-09-17") == "send plan:1:missed, step_due"


def test_a_plan_that_does_not_know_what_was_open_counts_from_the_total() -> None:
    """Section 5, plan: cumulative paid."""
    plan = replace(PLAN, open_then=None)
    story = Story(an_invoice(open=6_000), history=SAID, holds=[plan])

    assert story.says("2026-09-17") == "hold until 2026-11-18, plan"


def test_a_new_plan_replaces_the_old_one() -> None:
    """Section 5, plan: agreed anew on the 15th."""
    newer = replace(
        PLAN, id="newer", since_on=day("2026-09-15"), instalments=instalments({"2026-12-01": 10_000})
    )
    story = Story(history=SAID, holds=[newer, PLAN])

    assert story.says("2026-09-21") == "hold until 2026-12-04, plan"


def test_a_new_plan_s_instalments_are_numbered_on_from_the_old_one_s() -> None:
    """Section 5, plan: n the instalment; section 7: no invoice stands twice at one step."""
    newer = replace(
        PLAN, id="newer", since_on=day("2026-09-17"), instalments=instalments({"2026-10-01": 10_000})
    )
    said = a_line(an_email("plan:1:missed", 0), "2026-09-17")
    story = Story(history=[*SAID, said], holds=[replace(PLAN, ended_on=day("2026-09-17")), newer])

    assert story.says("2026-09-18") == "hold until 2026-10-06, plan"
    assert story.says("2026-09-29") == "send plan:4:notice, coming_due"
    assert story.says("2026-10-06") == "send plan:4:missed, step_due"


def test_an_instalment_is_found_by_its_number_over_all_plans() -> None:
    """Section 5, plan: the fourth of all is the first of the second plan, in whatever order they are told."""
    second = replace(
        PLAN, id="newer", since_on=day("2026-09-15"), instalments=instalments({"2026-12-01": 10_000})
    )
    pause = a_hold("pause", "2026-09-01", instalments=PLAN.instalments)

    told = [second, pause, PLAN]
    on = day("2026-09-20")

    assert numbered_instalment(told, 1, on) == (1, PLAN.instalments[0])
    assert numbered_instalment(told, 3, on) == (3, PLAN.instalments[2])
    assert numbered_instalment(told, 4, on) == (1, second.instalments[0])


def test_an_instalment_of_a_plan_that_a_person_ended_is_agreed_no_longer() -> None:
    """Scenario 25: whatever is said about it again would be wrong, though a newer plan stands."""
    ended = replace(PLAN, ended_on=day("2026-09-15"))
    newer = replace(PLAN, id="newer", since_on=day("2026-09-15"))

    assert numbered_instalment([ended, newer], 1, day("2026-09-14")) == (1, PLAN.instalments[0])
    assert numbered_instalment([ended, newer], 1, day("2026-09-15")) is None
    assert numbered_instalment([ended, newer], 4, day("2026-09-15")) == (1, PLAN.instalments[0])


def test_of_two_plans_of_one_day_the_one_made_last_counts() -> None:
    """Section 5, plan: a slip of the pen, corrected at once."""
    corrected = replace(PLAN, id="corrected", instalments=instalments({"2026-12-01": 10_000}))
    story = Story(history=SAID, holds=[PLAN, corrected])

    assert story.says("2026-09-21") == "hold until 2026-12-04, plan"


def test_a_plan_without_instalments_is_silent_through_its_day() -> None:
    """Section 11: `hold --reason plan --until D` is silent through D."""
    story = Story(history=SAID, holds=[a_hold("plan", "2026-09-08", "2026-09-30")])

    assert story.says("2026-09-30") == "hold until 2026-10-01, plan"
    assert story.says("2026-10-01") == "send firm, step_due"


def test_a_missed_instalment_waits_for_the_gap() -> None:
    """Section 5, gap: 3 days after the last contact on any channel."""
    story = Story(history=[*SAID, a_line(FIRM, "2026-09-16", "F-9")], holds=[PLAN])

    assert story.says("2026-09-17") == "wait plan:1:missed until 2026-09-21, gap"


def test_a_missed_instalment_keeps_no_distance_from_the_ladder() -> None:
    """Section 5, plan: firm words left by hand the same morning, so the gap alone keeps it back."""
    story = Story(history=[*SAID, a_line(FIRM, "2026-09-17")], holds=[PLAN])

    assert story.says("2026-09-17") == "wait plan:1:missed until 2026-09-21, gap"


def test_a_missed_instalment_s_reminder_says_step_due_even_for_a_late_start() -> None:
    """Section 5, plan: plan:<n>:missed bears the reason step_due."""
    story = Story(an_invoice(cold_start_on=day("2026-09-07")), holds=[PLAN])

    assert story.day("2026-09-17")["F-1"].reason is Reason.STEP_DUE


def test_after_a_plan_s_reminder_a_late_start_is_no_first_contact_any_more() -> None:
    """Section 5: first_contact is the first message to a cold-start invoice; then the latest due step."""
    missed = a_line(an_email("plan:1:missed", 0), "2026-09-17")
    story = Story(an_invoice(cold_start_on=day("2026-09-07")), holds=[PLAN], history=[missed])

    assert story.says("2026-09-24") == "send firm, step_due"


def test_what_a_plan_says_stands_on_no_rung() -> None:
    """Section 5, plan: own step ids; the notice of the due date still follows, 7 days on."""
    missed = a_line(an_email("plan:1:missed", 0), "2026-09-17")
    story = Story(an_invoice(due_on="2026-09-25"), policy=BY_EMAIL, holds=[PLAN], history=[missed])

    assert story.says("2026-09-18") == "wait notice until 2026-09-24, spacing"


def test_money_seen_silences_a_plan_s_notice_too() -> None:
    """Section 5, money seen: it is held, whatever else is agreed."""
    story = Story(history=SAID, holds=[PLAN], credits=[a_credit(10_000, "2026-09-10")])

    assert story.says("2026-09-11") == "hold, money_seen"


def test_a_plan_notice_keeps_closures() -> None:
    """Section 5: nothing leaves on a closure; the notice follows on the next open day."""
    story = Story(history=SAID, holds=[PLAN], calendar=a_calendar(closures=["2026-09-11"]))

    assert story.says("2026-09-11") == "wait plan:1:notice until 2026-09-14, not_due"
