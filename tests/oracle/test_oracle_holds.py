"""The stories of the holds, told against the oracle itself."""

from __future__ import annotations

import pytest

from tests.oracle.told import Story


def after_the_friendly_step() -> Story:
    """F-1 was due on Wednesday 2 September and got its friendly reminder on the 7th."""
    return Story("standard").invoice().line("friendly", "2026-09-07")


def test_a_promise_for_a_wednesday_is_silent_to_fridays_end() -> None:
    story = after_the_friendly_step().hold("promise", "2026-09-07", "2026-09-09")

    assert story.says("2026-09-09") == ("hold", "promise", None, "2026-09-14")
    assert story.says("2026-09-11")[:2] == ("hold", "promise")
    assert story.says("2026-09-12") == ("wait", "not_due", "firm", "2026-09-14")


def test_a_broken_promise_brings_the_next_step_before_its_date_once() -> None:
    story = after_the_friendly_step().hold("promise", "2026-09-07", "2026-09-09")
    assert story.says("2026-09-14") == ("send", "step_due", "firm", "2026-09-14")

    story.line("firm", "2026-09-14")

    assert story.says("2026-09-15") == ("wait", "not_due", "call", "2026-09-22")


def test_a_broken_promise_forces_a_call_but_keeps_the_gap() -> None:
    story = after_the_friendly_step().line("firm", "2026-09-11").hold("promise", "2026-09-09", "2026-09-10")

    assert story.says("2026-09-15") == ("task", "call_due", "call", "2026-09-15")
    story.payment(100, "2026-09-15")
    assert story.says("2026-09-15") == ("wait", "gap", "call", "2026-09-18")


def test_a_broken_promise_leaves_the_formal_notice_on_its_date() -> None:
    story = after_the_friendly_step().line("firm", "2026-09-17").line("call", "2026-09-22", state="done")

    story.hold("promise", "2026-09-22", "2026-09-23")

    assert story.says("2026-09-28") == ("wait", "not_due", "formal", "2026-10-02")


def test_a_promise_before_the_due_date_forces_nothing_before_it() -> None:
    story = Story("standard").invoice(due_on="2026-10-02").hold("promise", "2026-09-07", "2026-09-09")

    assert story.says("2026-09-14") == ("wait", "not_due", "notice", "2026-09-25")


@pytest.mark.parametrize(("paid", "reason"), [(5000, "not_due"), (4999, "step_due")])
def test_a_promise_of_an_amount_is_kept_by_that_amount(paid: int, reason: str) -> None:
    story = after_the_friendly_step().change(open=12000 - paid)

    story.hold("promise", "2026-09-07", "2026-09-09", amount=5000, open_then=12000)

    assert story.says("2026-09-14")[1] == reason


def test_a_third_promise_needs_a_person_until_it_is_released() -> None:
    story = after_the_friendly_step().hold("promise", "2026-09-07", "2026-09-08", ended_on="2026-09-08")
    story.hold("promise", "2026-09-14", "2026-09-15").hold("promise", "2026-09-21", "2026-09-22")

    assert story.says("2026-09-21") == ("task", "needs_person", None, "2026-09-21")
    assert story.says("2026-10-21")[1] == "needs_person"
    story.facts["holds"][-1]["ended_on"] = "2026-10-22"
    assert story.says("2026-10-22")[:3] == ("send", "step_due", "firm")


def test_a_dispute_on_one_invoice_leaves_the_others_alone() -> None:
    story = Story().invoice("F-1").invoice("F-2").invoice("F-3").hold("dispute", "2026-09-01")

    assert story.says("2026-09-07", "F-1") == ("hold", "dispute", None, None)
    assert story.item("2026-09-07", "F-2")["invoices"] == ["F-2", "F-3"]


def test_of_a_part_in_dispute_the_rest_is_asked() -> None:
    story = Story().invoice(total=10000).hold("dispute", "2026-09-01", amount=3000)

    item = story.item("2026-09-07")

    assert (item["action"], item["amount"]) == ("send", "70.00")


def test_a_dispute_of_everything_holds() -> None:
    story = Story().invoice(total=10000).hold("dispute", "2026-09-01", amount=10000)

    assert story.says("2026-09-07")[:2] == ("hold", "dispute")


def test_a_reply_on_one_invoice_silences_the_customer_until_it_is_sorted() -> None:
    story = Story().invoice("F-1").invoice("F-2").hold("reply", "2026-09-07")

    assert story.says("2026-09-07", "F-2") == ("hold", "reply", None, None)
    story.facts["holds"][0]["ended_on"] = "2026-09-08"
    assert story.says("2026-09-08", "F-2")[0] == "send"


def test_an_absence_is_a_pause_through_the_day_before_the_return() -> None:
    story = (
        Story().invoice().hold("pause", "2026-09-07", "2026-09-20", scope="customer", customer="Atelier Bleu")
    )

    assert story.says("2026-09-08") == ("hold", "pause", None, "2026-09-21")
    assert story.says("2026-09-21")[0] == "send"


@pytest.mark.parametrize(
    ("scope", "until_on", "on"),
    [
        ("organisation", "2026-09-30", "2026-10-01"),
        ("customer", "2026-10-02", "2026-10-05"),
        ("invoice", None, None),
    ],
)
def test_a_pause_of_any_scope_is_honoured_and_shown(scope: str, until_on: str | None, on: str | None) -> None:
    story = Story().invoice().hold("pause", "2026-09-01", until_on, scope=scope, customer="Atelier Bleu")

    assert story.says("2026-09-07") == ("hold", "pause", None, on)


def test_two_pauses_end_when_both_have_ended() -> None:
    story = (
        Story().invoice().hold("pause", "2026-09-01", "2026-09-30").hold("pause", "2026-09-01", "2026-09-10")
    )

    assert story.says("2026-09-07")[3] == "2026-10-01"
    story.hold("pause", "2026-09-01")
    assert story.says("2026-09-07")[3] is None


def test_a_pause_to_come_moves_the_day_a_wait_ends() -> None:
    story = Story().invoice().hold("pause", "2026-09-05", "2026-09-10")

    assert story.says("2026-09-04") == ("wait", "not_due", "friendly", "2026-09-11")


def test_said_paid_is_five_business_days_of_silence_and_then_a_task() -> None:
    story = Story().invoice().hold("said_paid", "2026-09-07")

    assert story.says("2026-09-14") == ("hold", "said_paid", None, None)
    assert story.says("2026-09-15") == ("task", "needs_person", None, "2026-09-15")


def test_a_direct_debit_is_awaited_five_business_days() -> None:
    story = Story().customer(direct_debit=True).invoice()

    assert story.says("2026-09-09") == ("hold", "autopay", None, "2026-09-10")
    assert story.says("2026-09-10")[0] == "send"
    assert Story().invoice(autopay=True).says("2026-09-07") == ("hold", "autopay", None, None)


def a_plan() -> Story:
    """Three instalments of 40.00, on 21 September, 5 and 19 October; agreed on 10 September."""
    story = after_the_friendly_step()
    parts = [{"due_on": day, "amount": 4000} for day in ("2026-09-21", "2026-10-05", "2026-10-19")]
    return story.hold("plan", "2026-09-10", open_then=12000, instalments=parts)


def test_a_plan_writes_two_days_before_each_instalment_and_is_silent_besides() -> None:
    story = a_plan()
    assert story.says("2026-09-17") == ("hold", "plan", None, "2026-10-22")
    assert story.says("2026-09-18") == ("send", "coming_due", "plan:1:notice", "2026-09-18")

    story.line("plan:1:notice", "2026-09-18", sort="plan").change(open=8000)

    assert story.says("2026-09-21")[:2] == ("hold", "plan")
    assert story.says("2026-10-02") == ("send", "coming_due", "plan:2:notice", "2026-10-02")


def test_an_instalment_paid_early_is_not_announced() -> None:
    story = a_plan().change(open=8000)

    assert story.says("2026-09-18")[:2] == ("hold", "plan")


def test_a_missed_instalment_ends_the_plan_with_one_new_reminder_before_anything_formal() -> None:
    story = a_plan().line("plan:1:notice", "2026-09-14", sort="plan")
    assert story.says("2026-09-23")[:2] == ("hold", "plan")
    assert story.says("2026-09-24") == ("send", "step_due", "plan:1:missed", "2026-09-24")

    story.line("plan:1:missed", "2026-09-24")

    assert story.says("2026-09-25") == ("wait", "spacing", "firm", "2026-10-01")
    assert story.says("2026-10-02") == ("send", "step_due", "firm", "2026-10-02")


def test_a_second_plan_replaces_the_first_and_counts_on_from_it() -> None:
    story = a_plan().line("plan:1:missed", "2026-09-24")
    parts = [{"due_on": "2026-10-15", "amount": 12000}]
    story.hold("plan", "2026-09-24", open_then=12000, instalments=parts)

    assert story.says("2026-10-02") == ("hold", "plan", None, "2026-10-20")
    assert story.says("2026-10-13") == ("send", "coming_due", "plan:4:notice", "2026-10-13")

    story.line("plan:4:notice", "2026-10-13", sort="plan")

    assert story.says("2026-10-14") == ("hold", "plan", None, "2026-10-20")
    assert story.says("2026-10-20") == ("send", "step_due", "plan:4:missed", "2026-10-20")


def test_after_a_plans_notice_seven_days_pass() -> None:
    story = a_plan().line("plan:1:notice", "2026-09-18", sort="plan")

    assert story.says("2026-09-24") == ("wait", "spacing", "plan:1:missed", "2026-09-25")


@pytest.mark.parametrize("reason", ["handed_over", "factored"])
def test_what_is_not_ours_to_chase_is_stopped(reason: str) -> None:
    story = Story().invoice().hold(reason, "2026-09-01").hold("dispute", "2026-09-01")

    assert story.says("2026-09-07") == ("stop", reason, None, None)


def test_an_excluded_customer_is_stopped_and_insolvency_comes_before_other_holds() -> None:
    assert Story().customer(excluded=True).invoice().says("2026-09-07")[:2] == ("stop", "excluded")
    story = Story().invoice().hold("dispute", "2026-09-01")

    story.hold("insolvency", "2026-09-01", scope="customer", customer="Atelier Bleu")

    assert story.says("2026-09-07") == ("hold", "insolvency", None, None)


def test_a_returned_debit_waits_for_a_look_and_goes_on_from_its_old_rung() -> None:
    story = after_the_friendly_step().hold("returned_debit", "2026-09-15")
    assert story.says("2026-09-17") == ("task", "needs_person", None, "2026-09-17")

    story.facts["holds"][0]["ended_on"] = "2026-09-18"

    assert story.says("2026-09-18") == ("send", "step_due", "firm", "2026-09-18")


def test_a_chargeback_is_a_dispute_and_a_second_source_is_silent() -> None:
    assert Story().invoice().hold("chargeback", "2026-09-01").says("2026-09-07")[:2] == ("hold", "dispute")
    assert (
        Story().invoice().hold("duplicate_source", "2026-09-01").says("2026-09-07")[1] == "duplicate_source"
    )


def test_holds_come_before_the_minimum_and_the_end_of_the_ladder() -> None:
    small = Story().invoice(total=500).hold("dispute", "2026-09-01")
    finished = Story().invoice().line("last", "2026-10-02").hold("dispute", "2026-09-01")

    assert small.says("2026-09-07")[1] == "dispute"
    assert finished.says("2026-10-20")[1] == "dispute"


def test_an_unknown_reason_is_refused_aloud() -> None:
    with pytest.raises(ValueError, match="no hold for the reason 'mood'"):
        Story().invoice().hold("mood", "2026-09-01").says("2026-09-07")
