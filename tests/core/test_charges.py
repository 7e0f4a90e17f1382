"""Failed charges (scenarios 44 to 51, section 5): a ladder of their own, counted from the failure.

In the stories 1 September 2026 is a Tuesday and France has no holiday until November.
"""

import pytest

from connector.core.declines import Need, decline_of
from connector.core.history import Sort, State
from tests.core.builders import (
    CALL,
    FAILED_CHARGE,
    LADDER_5_15_30,
    a_calendar,
    a_charge,
    a_credit,
    a_customer,
    a_hold,
    a_ladder,
    a_line,
    an_email,
    an_invoice,
    an_organisation,
    day,
    policies,
    reasons,
)
from tests.core.story import Story

BOTH = policies(LADDER_5_15_30, FAILED_CHARGE)
SATURDAY, SUNDAY, MONDAY = "2026-09-05", "2026-09-06", "2026-09-07"


def charged(*invoices: object, **facts: object) -> Story:
    return Story(*invoices, policy=BOTH, **facts)  # type: ignore[arg-type]


def retried(failed: str = "2026-09-01", until: str | None = "2026-09-15") -> Story:
    """A soft decline that the provider tries again until a day."""
    return charged(a_charge(failed, "insufficient_funds", until))


# ---------------------------------------------------------------- 44: a soft decline


def test_a_soft_decline_is_told_once_and_then_left_to_the_provider() -> None:
    story = retried()

    said = story.walk("2026-09-01", "2026-09-15")

    assert said == ["2026-09-01 C-1 failed"]
    assert story.says("2026-09-08", "C-1") == "hold until 2026-09-16, autopay"


def test_once_nobody_tries_again_the_ladder_goes_on() -> None:
    story = retried()
    story.walk("2026-09-01", "2026-09-15")

    assert story.says("2026-09-16", "C-1") == "send again, step_due"


def test_a_retry_that_succeeds_ends_it() -> None:
    story = retried()
    story.walk("2026-09-01", "2026-09-03")
    story.pay(number="C-1")

    assert story.says("2026-09-04", "C-1") == "stop, paid"


def test_each_failed_retry_prolongs_the_silence() -> None:
    story = retried(until="2026-09-04")
    story.walk("2026-09-01", "2026-09-04")
    story.invoices["C-1"] = a_charge("2026-09-01", "insufficient_funds", "2026-09-11")

    assert story.says("2026-09-09", "C-1") == "hold until 2026-09-14, autopay"


def test_a_retry_that_was_promised_and_not_made_is_not_waited_for() -> None:
    story = retried(until="2026-09-04")
    story.walk("2026-09-01", "2026-09-04")

    assert story.says("2026-09-05", "C-1") == "wait again until 2026-09-08, not_due"


# ---------------------------------------------------------------- 45, 46, 48: no waiting


@pytest.mark.parametrize("code", ["expired_card", "lost_card", "authentication_required", "fraudulent"])
def test_a_hard_decline_waits_for_no_retry(code: str) -> None:
    story = charged(a_charge("2026-09-01", code, "2026-09-30"))

    said = story.walk("2026-09-01", "2026-10-31")

    assert said == ["2026-09-01 C-1 failed", "2026-09-08 C-1 again", "2026-09-22 C-1 last"]


def test_the_banks_advice_counts_more_than_the_code() -> None:
    story = charged(a_charge("2026-09-01", "generic_decline", "2026-09-30", advice="do_not_try_again"))

    assert story.walk("2026-09-01", "2026-09-08") == ["2026-09-01 C-1 failed", "2026-09-08 C-1 again"]


def test_a_charge_that_only_a_person_can_judge_is_a_task() -> None:
    assert decline_of("debit_not_authorized").need is Need.PERSON
    story = charged(a_charge("2026-09-01", "debit_not_authorized"))

    assert story.says("2026-09-01", "C-1") == "task, needs_person"


def test_a_charge_that_has_not_failed_is_silent() -> None:
    story = charged(an_invoice("C-1", due_on=None, is_charge=True, is_autopay=True))

    assert story.says("2026-09-01", "C-1") == "hold, autopay"


# ---------------------------------------------------------------- the first message


def test_the_first_message_leaves_at_once_whatever_day_it_is() -> None:
    story = charged(a_charge(SATURDAY))

    assert story.says(SATURDAY, "C-1") == "send failed, charge_failed"


def test_it_keeps_the_closures_of_the_organisation() -> None:
    story = charged(a_charge(SATURDAY), calendar=a_calendar(closures=[SATURDAY, SUNDAY]))

    assert story.says(SATURDAY, "C-1") == f"wait failed until {MONDAY}, not_due"


def test_the_others_keep_business_days() -> None:
    story = charged(a_charge(SATURDAY))

    assert story.walk(SATURDAY, "2026-09-30") == [
        "2026-09-05 C-1 failed",
        "2026-09-14 C-1 again",
        "2026-09-28 C-1 last",
    ]


def test_it_ignores_the_gap() -> None:
    story = charged(a_charge("2026-09-01"), an_invoice(due_on="2026-08-27"))
    story.lines.append(a_line(LADDER_5_15_30.steps[0], "2026-09-01"))

    assert story.says("2026-09-01", "C-1") == "send failed, charge_failed"


def test_a_charge_of_which_nothing_was_said_begins_with_the_first_message_however_late() -> None:
    story = charged(a_charge("2026-09-01"))

    assert story.says("2026-09-24", "C-1") == "send failed, charge_failed"


def test_a_charge_that_failed_tomorrow_over_there_waits_until_then() -> None:
    story = charged(a_charge("2026-09-02"))

    assert story.says("2026-09-01", "C-1") == "wait failed until 2026-09-02, not_due"


def test_a_cold_start_begins_with_the_first_message_as_a_first_contact() -> None:
    story = charged(a_charge("2026-08-10", cold_start_on=day("2026-09-01")))

    assert story.says("2026-09-01", "C-1") == "send failed, first_contact"
    story.send()
    assert not story.day("2026-09-10")["C-1"].is_first_contact


def test_a_charge_that_failed_very_long_ago_waits_for_its_release() -> None:
    story = charged(a_charge("2026-01-10", cold_start_on=day("2026-09-01")))

    assert story.says("2026-09-01", "C-1") == "hold, old_first_contact"


# ---------------------------------------------------------------- beside invoices


def test_the_invoice_reminder_of_the_same_day_waits_for_the_gap() -> None:
    """51."""
    story = charged(a_charge(MONDAY), an_invoice(due_on="2026-09-02"))

    assert reasons(story.day(MONDAY)) == {"C-1": "charge_failed", "F-1": "gap"}
    assert story.says(MONDAY) == "wait friendly until 2026-09-10, gap"
    story.send()
    assert story.walk("2026-09-08", "2026-09-11") == ["2026-09-10 F-1 friendly"]


def test_an_invoice_reminder_of_this_morning_does_not_share_its_day_with_a_later_step() -> None:
    story = charged(a_charge("2026-09-01"), an_invoice(due_on="2026-09-03"))
    story.lines.append(a_line(FAILED_CHARGE.steps[0], "2026-09-01", "C-1", sort=Sort.CHARGE))
    story.lines.append(a_line(LADDER_5_15_30.steps[0], "2026-09-08"))

    assert story.says("2026-09-08", "C-1") == "wait again until 2026-09-11, gap"


def test_charges_and_reminders_are_never_one_message() -> None:
    story = charged(a_charge("2026-09-01"), an_invoice(due_on="2026-09-03"))
    story.lines.append(a_line(FAILED_CHARGE.steps[0], "2026-09-01", "C-1", sort=Sort.CHARGE))

    (message,) = story.messages("2026-09-08")

    assert (message.numbers, message.head.sort) == (("C-1",), Sort.CHARGE)


def test_two_charges_of_one_day_are_one_message() -> None:
    story = charged(a_charge("2026-09-01"), a_charge("2026-09-01", number="C-2"))

    assert [x.numbers for x in story.messages("2026-09-01")] == [("C-1", "C-2")]


def test_charges_in_two_currencies_leave_on_one_day() -> None:
    dollars = a_charge("2026-09-01", number="C-2", currency="USD")
    story = charged(a_charge("2026-09-01"), dollars)

    assert story.walk("2026-09-01", "2026-09-08") == [
        *("2026-09-01 C-1 failed", "2026-09-01 C-2 failed"),
        *("2026-09-08 C-1 again", "2026-09-08 C-2 again"),
    ]


def test_a_small_charge_is_below_no_minimum() -> None:
    story = charged(a_charge(MONDAY), organisation=an_organisation(minimums={"EUR": 10_000}))

    assert story.says(MONDAY, "C-1") == "send failed, charge_failed"


def test_a_charge_of_today_lifts_no_invoice_above_the_minimum() -> None:
    story = charged(
        a_charge(MONDAY),
        an_invoice(due_on="2026-09-02", total=9_000),
        organisation=an_organisation(minimums={"EUR": 10_000}),
    )

    assert reasons(story.day(MONDAY)) == {"C-1": "charge_failed", "F-1": "below_minimum"}


def test_an_overdue_charge_adds_nothing_to_what_the_invoices_come_to() -> None:
    story = charged(
        a_charge("2026-09-01"),
        an_invoice(due_on="2026-09-02", total=9_000),
        organisation=an_organisation(minimums={"EUR": 10_000}),
    )
    story.walk("2026-09-01", "2026-09-03")

    assert story.says("2026-09-10") == "stop, below_minimum"


def test_neither_the_customers_policy_nor_his_terms_touch_a_charge() -> None:
    story = charged(a_charge("2026-09-01"), customer=a_customer(policy="standard", pays_by_direct_debit=True))

    assert story.says("2026-09-01", "C-1") == "send failed, charge_failed"


def test_the_policy_of_charges_follows_no_invoice() -> None:
    story = charged(an_invoice(policy="failed-charge"), customer=a_customer(policy="failed-charge"))

    assert story.says("2026-09-07") == "send friendly, step_due"


def test_without_a_policy_nothing_follows_a_charge() -> None:
    story = Story(a_charge("2026-09-01"), policy=LADDER_5_15_30)

    assert story.says("2026-09-01", "C-1") == "stop, ladder_finished"


# ---------------------------------------------------------------- silences and the end


@pytest.mark.parametrize("reason", ["dispute", "pause", "reply", "insolvency"])
def test_what_silences_an_invoice_silences_a_charge(reason: str) -> None:
    story = charged(a_charge("2026-09-01"), holds=[a_hold(reason, "2026-09-01", invoice_id="C-1")])

    assert story.says("2026-09-01", "C-1") == f"hold, {reason}"


def test_money_that_is_seen_silences_a_charge() -> None:
    story = charged(a_charge("2026-09-01"), credits=[a_credit(4_900, "2026-09-01")])

    assert story.says("2026-09-01", "C-1") == "hold, money_seen"


def test_an_account_that_was_not_read_keeps_the_first_message_back() -> None:
    story = charged(a_charge("2026-09-01"))
    story.readings = {}

    assert story.says("2026-09-01", "C-1") == "wait failed, ledger_too_old"


def test_what_was_cancelled_was_not_said() -> None:
    story = charged(a_charge("2026-09-01"))
    story.day("2026-09-01")
    story.send(state=State.CANCELLED)

    assert story.says("2026-09-02", "C-1") == "send failed, charge_failed"


def test_the_ladder_ends_when_the_last_day_that_was_named_has_passed() -> None:
    """49."""
    story = charged(a_charge("2026-09-01"))
    story.walk("2026-09-01", "2026-09-22")

    assert story.says("2026-09-23", "C-1") == "wait until 2026-09-30, deadline_running"
    assert story.says("2026-09-29", "C-1") == "wait until 2026-09-30, deadline_running"
    assert story.says("2026-09-30", "C-1") == "stop, ladder_finished"


def test_a_ladder_that_is_nothing_but_the_first_message_ends_with_it() -> None:
    story = Story(
        a_charge("2026-09-01"),
        policy=policies(LADDER_5_15_30, a_ladder(FAILED_CHARGE.steps[0], name="failed-charge")),
    )
    story.walk("2026-09-01", "2026-09-01")

    assert story.says("2026-09-02", "C-1") == "stop, ladder_finished"


def test_an_owner_may_begin_later_and_call() -> None:
    ladder = a_ladder(an_email("failed", 2), CALL, name="failed-charge")
    story = Story(a_charge("2026-09-03"), policy=policies(LADDER_5_15_30, ladder))

    assert story.says("2026-09-03", "C-1") == "wait failed until 2026-09-07, not_due"
    story.sent_on(MONDAY)
    assert story.day("2026-09-23")["C-1"].sort is Sort.CALL
    assert story.says("2026-09-23", "C-1") == "task call, call_due"
