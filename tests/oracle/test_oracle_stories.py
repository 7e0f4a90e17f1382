"""The stories of the ladder and of sending, told against the oracle itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.told import FRIENDLY, Story


def test_nothing_is_said_before_the_first_step() -> None:
    story = Story().invoice()

    assert story.says("2026-09-06") == ("wait", "not_due", "friendly", "2026-09-07")


def test_the_fifth_day_brings_one_friendly_reminder() -> None:
    story = Story().invoice()

    (item,) = story.on("2026-09-07")

    assert item == {
        "customer": "Atelier Bleu",
        "invoices": ["F-1"],
        "currency": "EUR",
        "amount": "120.00",
        "action": "send",
        "step": "friendly",
        "channel": "email",
        "reason": "step_due",
        "on": "2026-09-07",
        "lines": [["F-1", "friendly"]],
    }


def test_asked_again_the_same_day_it_waits_for_the_next_step() -> None:
    story = Story().invoice().line("friendly", "2026-09-07")

    assert story.says("2026-09-07") == ("wait", "not_due", "firm", "2026-09-17")


def test_three_steps_on_their_days_and_then_never_again() -> None:
    story = Story().invoice()

    assert story.sent_between("2026-08-20", "2027-10-10") == [
        ("2026-09-07", [["F-1", "friendly"]]),
        ("2026-09-17", [["F-1", "firm"]]),
        ("2026-10-02", [["F-1", "last"]]),
    ]


def test_a_finished_ladder_says_so() -> None:
    story = Story().invoice().line("last", "2026-10-02")

    assert story.says("2026-10-12") == ("stop", "ladder_finished", None, None)


@pytest.mark.parametrize(
    "changes", [{"status": "paid", "open": 0}, {"open": 0}, {"open": -500}, {"status": "void"}]
)
def test_a_closed_invoice_is_not_listed(changes: dict[str, Any]) -> None:
    story = Story().invoice(**changes)

    assert story.on("2026-09-07") == []


@pytest.mark.parametrize("state", ["awaiting_approval", "approved", "missed", "cancelled"])
def test_what_has_not_left_does_not_advance_the_ladder(state: str) -> None:
    story = Story().invoice().line("friendly", None, state=state)

    assert story.says("2026-09-08") == ("send", "step_due", "friendly", "2026-09-08")


@pytest.mark.parametrize("state", ["sent", "done", "unknown"])
def test_what_was_sent_or_done_or_is_unknown_advances_it(state: str) -> None:
    story = Story().invoice().line("friendly", "2026-09-07", state=state)

    assert story.says("2026-09-17") == ("send", "step_due", "firm", "2026-09-17")


def test_a_bounced_step_waits_for_its_cause_to_change() -> None:
    story = Story().invoice().line("friendly", "2026-09-07", state="bounced", failed_on="2026-09-08")

    assert story.says("2026-09-09") == ("hold", "delivery_failed", None, None)
    story.customer(address_changed_on="2026-09-08")
    assert story.says("2026-09-10")[0] == "send"
    story.customer(address_changed_on="2026-09-10")
    assert story.says("2026-09-10") == ("send", "step_due", "friendly", "2026-09-10")


def test_a_failed_step_is_planned_again_when_a_person_releases_it() -> None:
    story = Story().invoice().line("friendly", None, state="failed", failed_on="2026-09-07")

    story.change(released_on="2026-09-08")

    assert story.says("2026-09-09") == ("send", "step_due", "friendly", "2026-09-09")


def test_after_a_gap_only_the_latest_step_is_taken() -> None:
    story = Story().invoice()

    assert story.sent_between("2026-09-23", "2026-12-01") == [
        ("2026-09-23", [["F-1", "firm"]]),
        ("2026-10-02", [["F-1", "last"]]),
    ]


def test_first_seen_late_it_starts_with_the_first_step_in_neutral_words() -> None:
    story = Story("standard").invoice(cold_start_on="2026-11-23")

    assert story.says("2026-11-23") == ("send", "first_contact", "friendly", "2026-11-23")


def test_a_cold_start_reaches_the_formal_notice_only_through_the_firm_step() -> None:
    story = Story("standard").invoice(cold_start_on="2026-11-23").line("friendly", "2026-11-23")

    assert story.says("2026-11-24") == ("wait", "spacing", "firm", "2026-11-30")
    story.line("firm", "2026-11-30")
    assert story.says("2026-12-01") == ("wait", "spacing", "formal", "2026-12-08")
    assert story.says("2026-12-07") == ("wait", "deadline_running", "formal", "2026-12-08")
    assert story.says("2026-12-08") == ("task", "letter_due", "formal", "2026-12-08")


def test_first_seen_after_half_a_year_it_waits_for_release() -> None:
    story = Story("standard").invoice(cold_start_on="2027-03-02")
    assert story.says("2027-03-02") == ("hold", "old_first_contact", None, None)

    story.change(released_on="2027-03-02")

    assert story.says("2027-03-03") == ("send", "first_contact", "friendly", "2027-03-03")


def test_half_a_year_is_judged_once() -> None:
    story = Story("standard").invoice(cold_start_on="2027-03-01")

    assert story.says("2027-03-05")[:2] == ("send", "first_contact")


def test_what_was_said_before_relance_is_where_a_cold_start_goes_on_from() -> None:
    story = Story("standard").invoice(cold_start_on="2026-11-23")

    story.line("friendly", "2026-09-10").line("firm", "2026-10-10", state="done")

    assert story.says("2026-11-23") == ("task", "letter_due", "formal", "2026-11-23")


def test_a_before_due_step_on_a_sunday_goes_out_on_the_friday_before() -> None:
    story = Story("standard").invoice(due_on="2026-09-11")

    assert story.says("2026-09-04") == ("send", "coming_due", "notice", "2026-09-04")


def test_a_before_due_step_is_skipped_for_a_short_term_or_a_passed_due_date() -> None:
    short = Story("standard").invoice(issued_on="2026-08-24")
    long_enough = Story("standard").invoice(issued_on="2026-08-23")
    passed = Story("standard").invoice()

    assert short.says("2026-08-28") == ("wait", "not_due", "friendly", "2026-09-07")
    assert long_enough.says("2026-08-28")[2] == "notice"
    assert passed.says("2026-09-02") == ("send", "coming_due", "notice", "2026-09-02")
    assert passed.says("2026-09-03") == ("wait", "not_due", "friendly", "2026-09-07")


@pytest.mark.parametrize(
    ("country", "region", "due_on", "own_on"),
    [
        ("FR", None, "2026-04-26", "2026-05-04"),
        ("FR", None, "2026-03-29", "2026-04-03"),
        ("FR", "57", "2026-03-29", "2026-04-07"),
        ("GB", None, "2026-04-01", "2026-04-07"),
        ("GB", "SCT", "2026-04-01", "2026-04-06"),
        ("GB", None, "2025-12-28", "2026-01-02"),
        ("GB", "SCT", "2025-12-28", "2026-01-05"),
        ("US", None, "2026-02-25", "2026-03-02"),
        ("US", "TX", "2026-02-25", "2026-03-03"),
    ],
)
def test_the_friendly_step_keeps_the_holidays_of_country_and_region(
    country: str, region: str | None, due_on: str, own_on: str
) -> None:
    story = Story().customer(country=country, region=region).invoice(due_on=due_on)

    assert story.says(due_on) == ("wait", "not_due", "friendly", own_on)


@pytest.mark.parametrize(
    ("zone", "time", "action"),
    [
        ("Pacific/Auckland", "13:59", "wait"),
        ("Pacific/Auckland", "14:01", "send"),
        ("America/New_York", "05:59", "wait"),
        ("America/New_York", "06:01", "send"),
    ],
)
def test_a_day_begins_at_the_customers_midnight(zone: str, time: str, action: str) -> None:
    country = "NZ" if "Auckland" in zone else "US"
    story = Story().customer(timezone=zone, country=country).invoice(due_on="2026-09-03")
    asked_on = "2026-09-07" if country == "NZ" else "2026-09-08"

    item = story.item(asked_on, time=time)

    assert (item["action"], item["on"]) == (action, "2026-09-08")


def test_a_customer_without_a_zone_lives_by_his_regions() -> None:
    story = Story().customer(country="US", region="HI").invoice(due_on="2026-09-03")

    assert story.item("2026-09-08")["action"] == "wait"
    assert story.item("2026-09-09")["on"] == "2026-09-08"


@pytest.mark.parametrize("due_on", ["2027-08-31", "2028-02-29", "2027-03-28", "2027-10-31", "2026-12-31"])
def test_month_ends_leap_days_and_clock_changes_give_each_step_once(due_on: str) -> None:
    story = Story().invoice(due_on=due_on)

    sent = story.sent_between(due_on, f"{int(due_on[:4]) + 1}-06-30")

    assert [lines[0][1] for _, lines in sent] == ["friendly", "firm", "last"]


def test_a_closure_moves_the_day_but_not_the_step() -> None:
    story = Story(closures=["2026-09-07", "2026-09-08"]).invoice()

    assert story.says("2026-09-07") == ("wait", "not_due", "friendly", "2026-09-09")


def test_the_day_of_the_due_date_is_not_late() -> None:
    story = Story("zero").invoice(due_on="2026-09-06")

    assert story.says("2026-09-04") == ("wait", "not_due", "today", "2026-09-07")
    assert story.says("2026-09-07") == ("send", "step_due", "today", "2026-09-07")


def test_a_missing_or_impossible_due_date_follows_from_the_terms_or_holds() -> None:
    missing = Story().invoice(due_on=None, issued_on="2026-08-03", terms=30)
    impossible = Story().invoice(due_on="2026-08-01", issued_on="2026-08-03", terms=None)

    assert missing.says("2026-09-07")[2] == "friendly"
    assert impossible.says("2026-09-07") == ("hold", "no_due_date", None, None)


def test_steps_already_sent_stay_sent_when_the_policy_changes() -> None:
    story = Story("long-terms").invoice().line("friendly", "2026-09-07").line("firm", "2026-09-17")

    assert story.says("2026-09-28") == ("wait", "not_due", "formal", "2026-10-22")


def test_on_another_policy_it_enters_at_the_rung_that_fits() -> None:
    story = Story("standard").invoice().line("soft", "2026-09-09", offset=7, severity=1)

    assert story.says("2026-09-16") == ("wait", "not_due", "firm", "2026-09-17")


def test_a_step_the_policy_lacks_stands_no_higher_than_its_own_offset() -> None:
    story = Story("standard").invoice().line("stern", "2026-09-09", offset=7, severity=2)

    assert story.says("2026-09-17") == ("send", "step_due", "firm", "2026-09-17")


def test_terms_of_sixty_days_use_the_longer_ladder_unless_someone_chose() -> None:
    by_terms = Story("standard").invoice(terms=60)
    by_dates = Story("standard").invoice(terms=None, issued_on="2026-07-19")
    chosen = Story("standard").customer(policy="three").invoice(terms=60)

    assert by_terms.says("2026-09-07") == ("wait", "not_due", "friendly", "2026-09-14")
    assert by_dates.says("2026-09-07")[3] == "2026-09-14"
    assert chosen.says("2026-09-07")[:3] == ("send", "step_due", "friendly")


def test_a_call_is_a_task_and_never_blocks() -> None:
    story = Story("standard").invoice().line("friendly", "2026-09-07").line("firm", "2026-09-17")

    assert story.says("2026-09-22") == ("task", "call_due", "call", "2026-09-22")
    assert story.says("2026-10-01")[2] == "call"
    assert story.says("2026-10-02") == ("task", "letter_due", "formal", "2026-10-02")


def test_a_call_waits_for_the_message_that_leaves_the_same_day() -> None:
    story = Story("standard").invoice().line("friendly", "2026-09-07").line("firm", "2026-09-17")
    story.invoice("F-2", "2026-09-17")

    assert story.says("2026-09-22", "F-2") == ("send", "step_due", "friendly", "2026-09-22")
    assert story.says("2026-09-22", "F-1") == ("wait", "gap", "call", "2026-09-25")


def test_a_done_call_never_skips_a_message() -> None:
    story = Story("standard").invoice().line("friendly", "2026-09-07")

    story.line("call", "2026-09-22", state="done")

    assert story.says("2026-09-25") == ("wait", "spacing", "firm", "2026-09-28")
    assert story.says("2026-09-28") == ("send", "step_due", "firm", "2026-09-28")


def test_a_call_nobody_answered_is_no_contact_but_a_step_taken() -> None:
    story = Story("standard").invoice().line("friendly", "2026-09-07").line("firm", "2026-09-17")
    story.line("call", "2026-09-22", state="done", is_contact=False).invoice("F-2", "2026-09-17")

    assert story.says("2026-09-22", "F-2")[0] == "send"
    assert story.says("2026-09-23", "F-1") == ("wait", "not_due", "formal", "2026-10-02")


def test_two_calls_may_fall_on_one_day() -> None:
    story = Story("standard").invoice().line("firm", "2026-09-17")
    story.invoice("F-2").line("firm", "2026-09-17", "F-2")

    assert {item["reason"] for item in story.on("2026-09-22")} == {"call_due"}
    story.line("call", "2026-09-22", state="done")
    assert story.says("2026-09-22", "F-2") == ("task", "call_due", "call", "2026-09-22")


def test_an_unknown_firm_step_leaves_the_formal_notice_to_a_person() -> None:
    story = Story("standard").invoice().line("friendly", "2026-09-07")
    story.line("firm", "2026-09-17", state="unknown")

    item = story.item("2026-10-05")

    assert (item["action"], item["reason"], item["channel"]) == ("task", "needs_person", "task")
    assert item["step"] == "formal"


def test_a_person_need_not_wait_for_the_deadline_of_an_unknown_step() -> None:
    story = Story("standard").invoice().line("firm", "2026-09-30", state="unknown")

    assert story.says("2026-10-06") == ("wait", "spacing", "formal", "2026-10-07")
    assert story.says("2026-10-07") == ("task", "needs_person", "formal", "2026-10-07")


def test_a_ladder_older_than_six_hours_or_past_the_next_business_day_sends_nothing() -> None:
    account = Story().invoice().reading("2026-09-07T02:00", "account")
    friday = Story().invoice().reading("2026-09-04T18:00")

    assert account.says("2026-09-07") == ("wait", "ledger_too_old", "friendly", None)
    assert friday.says("2026-09-07")[0] == "send"
    assert friday.says("2026-09-08") == ("wait", "ledger_too_old", "friendly", None)
    assert Story().invoice().reading("2026-09-01T18:00").says("2026-09-04")[1] == "not_due"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"email": []}, "no_address"), ({"opted_out": ["email"]}, "opted_out")],
)
def test_no_way_to_write_is_a_task_and_not_silence(changes: dict[str, Any], reason: str) -> None:
    story = Story().customer(**changes).invoice()

    item = story.item("2026-09-07")

    assert (item["action"], item["reason"]) == ("task", reason)
    assert (item["step"], item["channel"]) == ("friendly", "task")


def test_twenty_first_messages_a_day_the_largest_first() -> None:
    story = Story(first_wave_cap=2)
    for place, open_amount in enumerate([5000, 9000, 7000, 6000, 8000]):
        story.customer(f"C-{place}")
        story.invoice(f"F-{place}", customer=f"C-{place}", total=open_amount, cold_start_on="2026-11-19")

    days = {item["customer"]: (item["reason"], item["on"]) for item in story.on("2026-11-19")}

    assert days == {
        "C-1": ("first_contact", "2026-11-19"),
        "C-4": ("first_contact", "2026-11-19"),
        "C-2": ("cap", "2026-11-20"),
        "C-3": ("cap", "2026-11-20"),
        "C-0": ("cap", "2026-11-23"),
    }


def test_the_first_wave_counts_what_already_left_today() -> None:
    story = Story(first_wave_cap=1).customer("B").invoice(cold_start_on="2026-11-19")
    story.invoice("F-2", customer="B", cold_start_on="2026-11-19").line("friendly", "2026-11-19")

    assert story.says("2026-11-19", "F-2") == ("wait", "cap", "friendly", "2026-11-20")
    story.change(status="paid", open=0)
    assert story.says("2026-11-19", "F-2")[1] == "cap"


def test_a_daily_cap_counts_every_message() -> None:
    story = Story(daily_cap=1).customer("B").invoice(total=5000).invoice("F-2", customer="B")

    assert story.says("2026-09-07", "F-2")[0] == "send"
    assert story.says("2026-09-07", "F-1") == ("wait", "cap", "friendly", "2026-09-08")


def test_a_text_message_falls_back_on_e_mail_and_leaves_in_one_voice() -> None:
    story = Story().customer(opted_out=["email"], phone=["+33600000000"]).invoice()

    assert story.item("2026-09-07")["channel"] == "sms"
    story.customer(opted_out=["sms"])
    assert story.item("2026-09-07")["channel"] == "email"


def test_two_channels_due_on_one_day_are_one_message_and_a_wait() -> None:
    story = Story().customer(phone=["+33600000000"]).invoice("F-1").invoice("F-2", policy="texts")
    story.facts["policies"]["texts"] = [{**FRIENDLY, "channel": "sms"}]

    assert story.item("2026-09-07", "F-1")["channel"] == "email"
    assert story.says("2026-09-07", "F-2") == ("wait", "gap", "friendly", "2026-09-10")
