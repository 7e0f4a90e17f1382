"""Promises, kept and broken (scenarios.md, 21)."""

from dataclasses import replace

import pytest

from connector.core.holds import is_kept, promise_ends_on
from connector.core.invoice import Hold
from tests.core.builders import (
    BY_EMAIL,
    CALL,
    FIRM,
    FRANCE,
    FRIENDLY,
    STANDARD,
    a_hold,
    a_ladder,
    a_line,
    an_email,
    an_invoice,
    day,
)
from tests.core.story import Story

#: Wednesday the 9th is promised on Tuesday the 8th; Friday the 11th is the last silent day.
PROMISE = a_hold("promise", "2026-09-08", "2026-09-09")
SAID = (a_line(FRIENDLY, "2026-09-07"),)


def _a_part(amount: int) -> Hold:
    return replace(PROMISE, amount=amount, open_then=10_000)


def test_a_promise_for_a_wednesday_is_silence_to_friday_s_end() -> None:
    """Scenario 21: two business days."""
    story = Story(history=SAID, holds=[PROMISE])

    assert story.says("2026-09-08") == "hold until 2026-09-14, promise"
    assert story.says("2026-09-11", time="23:59") == "hold until 2026-09-14, promise"


def test_a_broken_promise_lets_the_next_step_leave_on_monday_before_its_date() -> None:
    """Scenario 21: the firm step's own day is the 17th."""
    story = Story(history=SAID, holds=[PROMISE])

    assert story.says("2026-09-12") == "wait firm until 2026-09-14, not_due"
    assert story.says("2026-09-14") == "send firm, step_due"


def test_a_broken_promise_does_not_wait_for_spacing() -> None:
    """Section 5, promise: even if its own date or spacing is later."""
    story = Story(history=[a_line(FRIENDLY, "2026-09-08")], holds=[PROMISE])

    assert story.says("2026-09-14") == "send firm, step_due"


def test_a_broken_promise_waits_for_the_last_contact_plus_the_gap() -> None:
    """Scenario 21: money came in on Saturday the 12th."""
    story = Story(history=SAID, holds=[PROMISE])
    story.pay(1_000, on="2026-09-12")

    assert story.says("2026-09-14") == "wait firm until 2026-09-15, gap"


def test_after_a_broken_promise_a_formal_notice_keeps_its_date() -> None:
    """Scenario 21: the notice's own day is 2 October."""
    promise = a_hold("promise", "2026-09-18", "2026-09-22")
    story = Story(policy=BY_EMAIL, history=[*SAID, a_line(FIRM, "2026-09-17")], holds=[promise])

    assert story.says("2026-09-25") == "wait formal until 2026-10-02, not_due"
    assert story.says("2026-10-02") == "send formal, step_due"


def test_after_a_broken_promise_a_formal_notice_keeps_its_spacing() -> None:
    """Section 5, promise: except a formal notice, which has its date and its deadlines."""
    promise = a_hold("promise", "2026-09-29", "2026-09-30")
    story = Story(policy=BY_EMAIL, history=[a_line(FIRM, "2026-09-28")], holds=[promise])

    assert story.says("2026-10-05") == "wait formal until 2026-10-06, deadline_running"


def test_after_a_broken_promise_a_formal_notice_keeps_its_distance_from_a_call() -> None:
    """Section 5, promise: called on 30 September, the notice follows 7 days later."""
    promise = a_hold("promise", "2026-09-29", "2026-09-30")
    said = [a_line(FIRM, "2026-09-17"), a_line(CALL, "2026-09-30")]
    story = Story(policy=STANDARD, history=said, holds=[promise])

    assert story.says("2026-10-05") == "wait formal until 2026-10-07, spacing"


def test_a_step_that_is_due_leaves_spacing_aside_after_a_broken_promise() -> None:
    """Section 5, promise: its own day is the 17th, its spacing the 22nd."""
    promise = a_hold("promise", "2026-09-16", "2026-09-16")
    story = Story(history=[a_line(FRIENDLY, "2026-09-15")], holds=[promise])

    assert story.says("2026-09-21") == "send firm, step_due"


def test_what_is_missing_before_a_formal_notice_is_forced_by_a_broken_promise() -> None:
    """Section 5, promise: the missing firm reminder is the next step, and no formal notice."""
    promise = a_hold("promise", "2026-09-29", "2026-09-30")
    story = Story(policy=BY_EMAIL, history=[a_line(FRIENDLY, "2026-09-29")], holds=[promise])

    assert story.says("2026-10-05") == "send firm, step_due"


def test_a_broken_promise_may_bring_the_call_forward() -> None:
    """Section 5, promise: the next step of the ladder, whatever it is."""
    promise = a_hold("promise", "2026-09-16", "2026-09-16")
    story = Story(policy=STANDARD, history=[a_line(FIRM, "2026-09-16")], holds=[promise])

    assert story.says("2026-09-21") == "task call, call_due"


def test_a_call_that_is_due_leaves_spacing_aside_after_a_broken_promise() -> None:
    """Section 5, promise: its own day is the 22nd, its spacing the 28th."""
    promise = a_hold("promise", "2026-09-21", "2026-09-21")
    story = Story(policy=STANDARD, history=[a_line(FIRM, "2026-09-21")], holds=[promise])

    assert story.says("2026-09-24") == "task call, call_due"


def test_a_broken_promise_forces_one_step_and_no_more() -> None:
    """Section 5, promise: the next step leaves; the one after it has its own day again."""
    story = Story(history=SAID, holds=[PROMISE])

    sent = story.walk("2026-09-08", "2026-10-31")

    assert sent == ["2026-09-14 F-1 firm", "2026-10-02 F-1 last"]


def test_the_step_that_left_on_the_first_day_after_a_broken_promise_is_the_one() -> None:
    """Section 5, promise: promised for Monday the 7th, firm words on Thursday the 10th, then the ladder."""
    story = Story(history=SAID, holds=[a_hold("promise", "2026-09-07", "2026-09-07")])

    assert story.sent_on("2026-09-10") == ["F-1 firm"]
    assert story.says("2026-09-14") == "wait last until 2026-10-02, not_due"


def test_what_was_sent_by_hand_during_the_silence_is_not_the_forced_step() -> None:
    """Section 5, promise: the next step leaves once the silence is over."""
    story = Story(history=[*SAID, a_line(FIRM, "2026-09-11")], holds=[PROMISE])

    assert story.says("2026-09-14") == "send last, step_due"


def test_of_a_call_and_a_message_on_one_day_a_broken_promise_forces_the_message() -> None:
    """Section 5: the message goes first; both fall on Monday the 14th."""
    ladder = a_ladder(FRIENDLY, replace(CALL, offset=10), an_email("second", 11))
    story = Story(policy=ladder, history=SAID, holds=[a_hold("promise", "2026-09-07", "2026-09-08")])

    assert story.says("2026-09-11") == "send second, step_due"


def test_a_promise_broken_before_the_due_date_forces_nothing() -> None:
    """Section 5, promise: the next step of an overdue invoice."""
    story = Story(an_invoice(due_on="2026-10-02"), policy=STANDARD, holds=[PROMISE])

    assert story.says("2026-09-14") == "wait notice until 2026-09-25, not_due"


def test_on_the_due_date_itself_nothing_is_overdue() -> None:
    """Section 5, promise: the day after is."""
    story = Story(an_invoice(due_on="2026-09-14"), policy=a_ladder(an_email("second", 5)), holds=[PROMISE])

    assert story.says("2026-09-14") == "wait second until 2026-09-21, not_due"
    assert story.says("2026-09-15") == "send second, step_due"


def test_a_released_promise_forces_nothing() -> None:
    """Section 5, holds: a release undoes it."""
    story = Story(history=SAID, holds=[replace(PROMISE, ended_on=day("2026-09-09"))])

    assert story.says("2026-09-09") == "wait firm until 2026-09-17, not_due"
    assert story.says("2026-09-14") == "wait firm until 2026-09-17, not_due"


@pytest.mark.parametrize(
    ("paid", "said"),
    [(4_000, "wait firm until 2026-09-17, not_due"), (3_999, "send firm, step_due")],
)
def test_a_promised_part_is_kept_to_the_cent(paid: int, said: str) -> None:
    """Scenario 21: partly kept, the rest is broken."""
    story = Story(history=SAID, holds=[_a_part(4_000)])
    story.pay(paid, on="2026-09-09")

    assert story.says("2026-09-14") == said


def test_a_promise_of_all_of_which_half_is_paid_is_broken() -> None:
    """Scenario 21: half paid."""
    story = Story(history=SAID, holds=[PROMISE])
    story.pay(5_000, on="2026-09-09")

    assert story.says("2026-09-14") == "send firm, step_due"
    assert story.decisions["F-1"].asked == 5_000


def test_a_promise_that_is_kept_early_stays_silence_to_its_end() -> None:
    """Section 5, promise: silence to Friday's end, then the ladder as before."""
    story = Story(history=SAID, holds=[_a_part(4_000)])
    story.pay(4_000, on="2026-09-08")

    assert story.says("2026-09-09") == "hold until 2026-09-14, promise"


def test_a_second_promise_replaces_the_silence_of_the_first() -> None:
    """Section 5, promise: Monday the 21st is the promised day, Wednesday the last silent one."""
    second = a_hold("promise", "2026-09-10", "2026-09-21")
    story = Story(history=SAID, holds=[PROMISE, second])

    assert story.says("2026-09-14") == "hold until 2026-09-24, promise"
    assert story.says("2026-09-24") == "send firm, step_due"


def test_of_two_promises_the_one_for_the_later_day_is_the_last_word() -> None:
    """Scenario 21: 10 came by the 10th as promised, the 40 promised for the 18th did not."""
    later = a_hold("promise", "2026-09-08", "2026-09-18", amount=4_000, open_then=10_000)
    sooner = a_hold("promise", "2026-09-09", "2026-09-10", amount=1_000, open_then=10_000)
    story = Story(history=[*SAID, a_line(FIRM, "2026-09-08")], holds=[later, sooner])
    story.pay(1_000, on="2026-09-10")

    assert story.says("2026-09-23") == "send last, step_due"


def test_of_two_promises_that_ran_out_the_later_one_counts() -> None:
    """Scenario 21: 40 came as promised, the 60 promised next did not."""
    second = a_hold("promise", "2026-09-10", "2026-09-16", amount=6_000, open_then=6_000)
    story = Story(history=[*SAID, a_line(FIRM, "2026-09-17")], holds=[_a_part(4_000), second])
    story.pay(4_000, on="2026-09-09")

    assert story.says("2026-09-21") == "send last, step_due"


def test_a_third_promise_for_one_invoice_needs_a_person() -> None:
    """Section 5, promise: released ones count, and silence goes on."""
    earlier = [
        a_hold("promise", "2026-08-01", "2026-08-03", ended_on=day("2026-08-05")),
        a_hold("promise", "2026-08-10", "2026-08-12", ended_on=day("2026-08-15")),
    ]
    story = Story(history=SAID, holds=[*earlier, PROMISE])

    assert story.says("2026-09-08") == "task, needs_person"
    assert story.says("2026-12-01") == "task, needs_person"
    story.release("2026-12-02")
    assert story.says("2026-12-02") == "send last, step_due"


def test_a_promise_noted_for_later_does_not_count_yet() -> None:
    """Section 5, promise: two were made, the third begins on the 30th."""
    first = a_hold("promise", "2026-08-01", "2026-08-03", ended_on=day("2026-08-05"))
    story = Story(history=SAID, holds=[first, PROMISE, a_hold("promise", "2026-09-30", "2026-10-01")])

    assert story.says("2026-09-08") == "hold until 2026-09-14, promise"


def test_promises_for_other_invoices_do_not_count() -> None:
    """Section 5, promise: a third promise for one invoice."""
    others = [replace(PROMISE, id=number, invoice_id=number) for number in ("F-7", "F-8", "F-9")]

    assert (
        Story(history=SAID, holds=[*others, PROMISE]).says("2026-09-08") == "hold until 2026-09-14, promise"
    )


def test_a_promise_that_is_still_to_be_made_is_no_promise() -> None:
    """Section 5: same facts, same moment; a hold begins on its day."""
    assert Story(holds=[PROMISE]).says("2026-09-07") == "send friendly, step_due"


@pytest.mark.parametrize(
    ("promised", "silent_through"),
    [("2026-09-16", "2026-09-18"), ("2026-09-18", "2026-09-22"), ("2026-09-19", "2026-09-22")],
)
def test_two_business_days_follow_the_promised_day(promised: str, silent_through: str) -> None:
    """Section 5, promise: Wednesday, Friday, Saturday."""
    promise = a_hold("promise", "2026-09-08", promised)

    assert promise_ends_on(promise, FRANCE) == day(silent_through)


def test_a_promise_without_a_day_is_silence_until_it_is_released() -> None:
    """Section 2: a hold is why nothing is sent for now."""
    assert Story(history=SAID, holds=[a_hold("promise", "2026-09-08")]).says("2026-10-08") == "hold, promise"


def test_a_promise_without_an_amount_is_kept_only_by_paying_all() -> None:
    """Section 5, promise."""
    assert not is_kept(PROMISE, an_invoice(open=1))
    assert is_kept(PROMISE, an_invoice(open=0))
