"""The ladder, told by the calendar (scenarios.md, 1 to 6a)."""

from dataclasses import replace

import pytest

from connector.core.decision import Reason
from connector.core.history import State
from tests.core.builders import (
    BY_EMAIL,
    FIRM,
    FRIENDLY,
    STANDARD,
    a_customer,
    a_line,
    an_invoice,
    an_organisation,
    at,
    day,
)
from tests.core.story import Story


def test_on_day_four_nothing_is_due() -> None:
    """Scenario 1."""
    story = Story(an_invoice(due_on="2026-09-02"))

    assert story.says("2026-09-06") == "wait friendly until 2026-09-07, not_due"


def test_on_day_five_one_friendly_reminder_leaves() -> None:
    """Scenario 1."""
    story = Story(an_invoice(due_on="2026-09-02"))

    assert story.says("2026-09-07") == "send friendly, step_due"


@pytest.mark.parametrize("time", ["00:00", "09:00", "09:01", "17:00", "23:59"])
def test_a_reminder_that_has_left_does_not_leave_again_that_day(time: str) -> None:
    """Scenario 1: run again the same day, every minute."""
    story = Story()
    story.sent_on("2026-09-07")

    assert story.says("2026-09-07", time=time) == "wait firm until 2026-09-17, not_due"


def test_three_runs_give_three_reminders_of_rising_tone() -> None:
    """Scenario 2."""
    story = Story()

    sent = [step for text in ("2026-09-07", "2026-09-17", "2026-10-02") for step in story.sent_on(text)]

    assert sent == ["F-1 friendly", "F-1 firm", "F-1 last"]


def test_a_daily_run_sends_each_step_on_its_day_and_then_no_more_for_a_year() -> None:
    """Scenario 2: day 31 to 400, nothing more."""
    story = Story()

    sent = story.walk("2026-08-20", "2027-10-08")

    assert sent == ["2026-09-07 F-1 friendly", "2026-09-17 F-1 firm", "2026-10-02 F-1 last"]


def test_after_its_last_step_the_ladder_is_finished_and_says_so() -> None:
    """Scenario 2."""
    story = Story()
    story.walk("2026-09-07", "2026-10-02")

    assert story.says("2026-10-03") == "stop, ladder_finished"
    assert story.decisions["F-1"].on is None


def test_a_paid_invoice_is_never_reminded_again() -> None:
    """Scenario 3."""
    story = Story()
    story.sent_on("2026-09-07")
    story.pay(on="2026-09-09")

    assert story.walk("2026-09-09", "2027-09-09") == []
    assert story.says("2026-09-17") == "stop, paid"


@pytest.mark.parametrize("state", [State.PLANNED, State.AWAITING_APPROVAL, State.APPROVED, State.RETRY])
def test_a_reminder_that_has_not_left_does_not_advance_the_ladder(state: State) -> None:
    """Scenario 4: however long it waits for approval."""
    story = Story(history=[a_line(FRIENDLY, None, state=state)])

    assert story.says("2026-09-16") == "send friendly, step_due"


def test_a_missed_reminder_is_planned_again() -> None:
    """Scenario 4: approved and not left for three business days."""
    story = Story(history=[a_line(FRIENDLY, None, state=State.MISSED)])

    assert story.says("2026-09-10") == "send friendly, step_due"


@pytest.mark.parametrize("state", [State.FAILED, State.BOUNCED])
def test_a_step_that_did_not_arrive_waits_until_its_cause_has_changed(state: State) -> None:
    """Scenario 5."""
    failed_at = at("2026-09-07T09:00")
    story = Story(history=[a_line(FRIENDLY, "2026-09-07", state=state, failed_at=failed_at)])

    assert story.says("2026-09-20") == "hold, delivery_failed"


@pytest.mark.parametrize("state", [State.FAILED, State.BOUNCED])
def test_a_new_address_lets_the_failed_step_be_taken_again(state: State) -> None:
    """Scenario 5: it was no step taken, and the cause has changed."""
    failed = a_line(FRIENDLY, "2026-09-07", state=state, failed_at=at("2026-09-07T09:00"))
    customer = a_customer(address_changed_at=at("2026-09-08T10:00"))
    story = Story(customer=customer, history=[failed])

    assert story.says("2026-09-08") == "send friendly, step_due"


def test_a_new_sender_lets_the_failed_step_be_taken_again() -> None:
    """Section 5: address, sender, settings."""
    failed = a_line(FRIENDLY, None, state=State.FAILED, failed_at=at("2026-09-07T09:00"))
    organisation = an_organisation(sender_changed_at=at("2026-09-07T09:01"))
    story = Story(organisation=organisation, history=[failed])

    assert story.says("2026-09-08") == "send friendly, step_due"


def test_an_address_that_changed_before_the_failure_changes_nothing() -> None:
    """Section 5: only after its cause changed."""
    failed = a_line(FRIENDLY, None, state=State.FAILED, failed_at=at("2026-09-07T09:00"))
    story = Story(customer=a_customer(address_changed_at=at("2026-09-07T08:59")), history=[failed])

    assert story.says("2026-09-08") == "hold, delivery_failed"


@pytest.mark.parametrize(
    ("released", "said"),
    [("2026-09-06", "hold, delivery_failed"), ("2026-09-07", "send friendly, step_due")],
)
def test_a_person_may_have_a_failed_step_planned_again(released: str, said: str) -> None:
    """Section 5: or by a person."""
    failed = a_line(FRIENDLY, None, state=State.FAILED, failed_at=at("2026-09-07T09:00"))
    story = Story(an_invoice(released_on=day(released)), history=[failed])

    assert story.says("2026-09-08") == said


@pytest.mark.parametrize("left", ["2026-09-07", "2026-09-08"])
def test_a_failure_is_forgotten_once_a_reminder_has_left_after_it(left: str) -> None:
    """Section 5: by a person, here by hand."""
    failed = a_line(FRIENDLY, None, state=State.FAILED, failed_at=at("2026-09-07T09:00"))
    story = Story(history=[failed, a_line(FRIENDLY, left)])

    assert story.says("2026-09-17") == "send firm, step_due"


def test_the_last_of_two_failures_counts() -> None:
    """Section 5: the address was changed in between, and the new one failed too."""
    failures = [
        a_line(FRIENDLY, None, state=State.BOUNCED, failed_at=at(f"{text}T09:00"))
        for text in ("2026-09-07", "2026-09-10")
    ]
    story = Story(customer=a_customer(address_changed_at=at("2026-09-08T09:00")), history=failures)

    assert story.says("2026-09-11") == "hold, delivery_failed"


def test_a_failure_after_a_step_that_was_sent_still_holds() -> None:
    """Section 5: the later step failed, whatever left before it."""
    failed = a_line(FIRM, None, state=State.FAILED, failed_at=at("2026-09-17T09:00"))
    story = Story(history=[a_line(FRIENDLY, "2026-09-07"), failed])

    assert story.says("2026-09-21") == "hold, delivery_failed"


def test_a_cancelled_reminder_is_no_step_taken() -> None:
    """Scenario 5."""
    story = Story(history=[a_line(FRIENDLY, None, state=State.CANCELLED)])

    assert story.says("2026-09-08") == "send friendly, step_due"


def test_a_reminder_that_was_tried_and_then_cancelled_has_not_failed() -> None:
    """Section 5: refused for now at nine, and taken back by a person before it was tried again."""
    cancelled = a_line(FRIENDLY, None, state=State.CANCELLED, failed_at=at("2026-09-07T09:00"))

    assert Story(history=[cancelled]).says("2026-09-08") == "send friendly, step_due"


def test_a_reminder_sent_by_hand_is_a_step_taken() -> None:
    """Scenario 5."""
    story = Story(history=[a_line(FRIENDLY, "2026-09-03")])

    assert story.says("2026-09-07") == "wait firm until 2026-09-17, not_due"


def test_an_unknown_outcome_counts_as_a_step_taken_and_as_a_contact() -> None:
    """Section 5: until it is resolved."""
    unknown = a_line(FRIENDLY, "2026-09-16", state=State.UNKNOWN)
    story = Story(an_invoice(), an_invoice("F-2", due_on="2026-09-11"), history=[unknown])

    assert story.says("2026-09-17") == "wait firm until 2026-09-23, spacing"
    assert story.says("2026-09-17", "F-2") == "wait friendly until 2026-09-21, gap"


def test_the_lines_of_an_earlier_cycle_are_no_steps_of_this_one() -> None:
    """Section 7: the cycle rises when a finished ladder starts again."""
    story = Story(an_invoice(cycle=2), history=[a_line(FRIENDLY, "2026-08-07", cycle=1)])

    assert story.says("2026-09-07") == "send friendly, step_due"


def test_after_a_gap_only_the_latest_due_step_is_taken() -> None:
    """Scenario 6: machine off on days 4 to 20, then the day-15 step, then day 30 on its day."""
    story = Story()

    sent = story.walk("2026-09-23", "2026-10-31")

    assert sent == ["2026-09-23 F-1 firm", "2026-10-02 F-1 last"]


def test_a_step_keeps_seven_days_from_the_step_really_taken() -> None:
    """Section 5, spacing: the smaller of 7 days and the distance between the offsets."""
    story = Story(history=[a_line(FRIENDLY, "2026-09-15")])

    assert story.says("2026-09-17") == "wait firm until 2026-09-22, spacing"
    assert story.says("2026-09-22") == "send firm, step_due"


def test_two_steps_that_are_close_keep_only_their_own_distance() -> None:
    """Section 5, spacing: +5 and +9 lie four days apart."""
    second = replace(FIRM, id="second", offset=9)
    policy = replace(STANDARD, steps=(FRIENDLY, second))
    story = Story(policy=policy, history=[a_line(FRIENDLY, "2026-09-11")])

    assert story.says("2026-09-11") == "wait second until 2026-09-15, spacing"
    assert story.says("2026-09-15") == "send second, step_due"


def test_spacing_that_ends_on_a_weekend_moves_to_monday() -> None:
    """Section 5, spacing: moved forward to a business day."""
    second = replace(FIRM, id="second", offset=9)
    policy = replace(STANDARD, steps=(FRIENDLY, second))
    story = Story(policy=policy, history=[a_line(FRIENDLY, "2026-09-15")])

    assert story.says("2026-09-16") == "wait second until 2026-09-21, spacing"


def test_spacing_counts_from_the_last_step_taken_not_from_the_severest() -> None:
    """Section 5: the day the last step really taken for this invoice left."""
    story = Story(history=[a_line(FIRM, "2026-09-17"), a_line(FRIENDLY, "2026-09-29")])

    assert story.says("2026-10-02") == "wait last until 2026-10-06, spacing"


def test_an_invoice_first_seen_on_day_200_waits_for_release() -> None:
    """Scenario 6a."""
    story = Story(an_invoice(due_on="2026-02-19", cold_start_on=day("2026-09-07")))

    assert story.says("2026-09-07") == "hold, old_first_contact"


def test_a_notice_recorded_from_before_does_not_make_an_old_invoice_known() -> None:
    """Section 5, cold start: nothing was said after the due date."""
    notice = replace(FRIENDLY, id="notice", offset=-5)
    invoice = an_invoice(due_on="2026-02-19", cold_start_on=day("2026-09-07"))

    assert (
        Story(invoice, history=[a_line(notice, "2026-02-14")]).says("2026-09-07") == "hold, old_first_contact"
    )


@pytest.mark.parametrize(
    ("due_on", "reason"),
    [("2026-03-11", Reason.FIRST_CONTACT), ("2026-03-10", Reason.OLD_FIRST_CONTACT)],
)
def test_more_than_180_days_late_at_the_first_sync_is_old(due_on: str, reason: Reason) -> None:
    """Section 5, cold start: 7 September is 180 days after 11 March."""
    story = Story(an_invoice(due_on=due_on, cold_start_on=day("2026-09-07")))

    assert story.day("2026-09-28")["F-1"].reason is reason


def test_a_released_old_invoice_starts_with_the_first_step_after_its_due_date() -> None:
    """Scenario 6a: in neutral words, for which the decision says first_contact."""
    story = Story(an_invoice(due_on="2026-02-19", cold_start_on=day("2026-09-07")), policy=STANDARD)
    story.release("2026-09-08")

    assert story.says("2026-09-08") == "send friendly, first_contact"
    assert story.decisions["F-1"].is_first_contact


def test_the_later_steps_of_an_old_invoice_keep_their_distance() -> None:
    """Scenario 6a: 7 days apart; the formal notice after the deadline of the firm reminder."""
    story = Story(an_invoice(due_on="2026-02-19", cold_start_on=day("2026-09-07")), policy=BY_EMAIL)
    story.release("2026-09-08")

    sent = story.walk("2026-09-08", "2026-12-31")

    assert sent == ["2026-09-08 F-1 friendly", "2026-09-15 F-1 firm", "2026-09-23 F-1 formal"]


def test_a_cold_start_takes_the_first_step_even_where_later_ones_are_due() -> None:
    """Section 5, cold start: whatever its age."""
    story = Story(an_invoice(due_on="2026-07-01", cold_start_on=day("2026-09-07")))

    assert story.says("2026-09-07") == "send friendly, first_contact"


def test_a_cold_start_that_is_barely_late_waits_for_its_first_step() -> None:
    """Section 5, cold start: the first after-due step, on its day."""
    story = Story(an_invoice(due_on="2026-09-04", cold_start_on=day("2026-09-07")))

    assert story.says("2026-09-07") == "wait friendly until 2026-09-09, not_due"


def test_a_cold_start_does_not_begin_on_the_due_date() -> None:
    """Section 5, cold start: an offset of 0 is no after-due step."""
    policy = replace(STANDARD, steps=(replace(FRIENDLY, id="today", offset=0), FRIENDLY, FIRM))
    story = Story(an_invoice(cold_start_on=day("2026-09-03")), policy=policy)

    assert story.says("2026-09-03") == "wait friendly until 2026-09-07, not_due"


@pytest.mark.parametrize("offset", [-5, 0])
def test_a_notice_recorded_from_before_does_not_skip_the_first_step_of_a_cold_start(offset: int) -> None:
    """Section 5, cold start: it starts with the first after-due step, whatever its age."""
    notice = replace(FRIENDLY, id="notice", offset=offset)
    policy = replace(STANDARD, steps=(notice, FRIENDLY, FIRM))
    invoice = an_invoice(due_on="2026-07-01", cold_start_on=day("2026-09-07"))
    story = Story(invoice, policy=policy, history=[a_line(notice, "2026-07-01")])

    assert story.says("2026-09-07").startswith("send friendly")


def test_what_was_sent_before_relance_can_be_recorded() -> None:
    """Section 5, cold start: it is then no first contact any more, nor old."""
    invoice = an_invoice(due_on="2026-02-19", cold_start_on=day("2026-09-07"))
    story = Story(invoice, history=[a_line(FRIENDLY, "2026-03-02")])

    assert story.says("2026-09-07") == "send last, step_due"


def test_the_second_message_to_a_cold_start_invoice_is_no_first_contact() -> None:
    """Section 5: first_contact is the first message."""
    story = Story(an_invoice(cold_start_on=day("2026-09-03")))
    story.sent_on("2026-09-07")

    assert story.says("2026-09-17") == "send firm, step_due"
    assert not story.decisions["F-1"].is_first_contact
