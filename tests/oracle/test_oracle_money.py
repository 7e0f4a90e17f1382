"""The stories of money and of one voice, told against the oracle itself."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.money import as_text
from tests.oracle.told import Story


def sends(story: Story, day: str) -> list[tuple[str, str, str, list[list[str]]]]:
    """Currency, amount, step and lines of what leaves on the day."""
    items = [item for item in story.on(day) if item["action"] == "send"]
    return [(item["currency"], item["amount"], item["step"], item["lines"]) for item in items]


def test_after_a_partial_payment_the_rest_is_asked_to_the_cent() -> None:
    story = Story().invoice(open=7001).line("friendly", "2026-09-07").payment(4999, "2026-09-10")

    assert sends(story, "2026-09-17") == [("EUR", "70.01", "firm", [["F-1", "firm"]])]


def test_an_unapplied_credit_holds_the_invoice_of_exactly_its_amount() -> None:
    story = Story().invoice("F-1", total=30000).invoice("F-2", total=50000).credit(50000, "2026-09-07")

    assert sends(story, "2026-09-07") == [("EUR", "300.00", "friendly", [["F-1", "friendly"]])]
    assert story.says("2026-09-07", "F-2") == ("hold", "money_seen", None, None)


def test_else_it_holds_from_the_oldest_on_what_it_wholly_covers() -> None:
    story = Story().invoice("F-1", "2026-09-02", total=40000).invoice("F-2", "2026-08-03", total=60000)
    story.invoice("F-3", "2026-10-02", total=10000).credit(50000, "2026-09-07")

    held = {item["invoices"][0] for item in story.on("2026-09-07") if item["reason"] == "money_seen"}

    assert held == {"F-1", "F-3"}


def test_one_credit_holds_one_of_two_equal_invoices_and_no_more_than_it_covers() -> None:
    equal = Story().invoice("F-1", total=5000).invoice("F-2", total=5000).credit(5000, "2026-09-07")
    covered = Story().invoice("F-1", total=3000).invoice("F-2", total=3000).credit(5000, "2026-09-07")

    for story in (equal, covered):
        assert story.says("2026-09-07", "F-1")[1] == "money_seen"
        assert story.says("2026-09-07", "F-2")[0] == "send"


def test_a_second_credit_holds_what_the_first_left() -> None:
    story = Story().invoice("F-1", total=5000).invoice("F-2", total=5000)
    story.credit(5000, "2026-09-07", dated_on="2026-09-05").credit(5000, "2026-09-07")

    assert {item["reason"] for item in story.on("2026-09-07")} == {"money_seen"}


def test_after_five_business_days_a_person_matches_the_credit_and_silence_goes_on() -> None:
    story = Story().invoice().credit(12000, "2026-09-07")

    assert story.says("2026-09-14")[:2] == ("hold", "money_seen")
    assert story.says("2026-09-15") == ("task", "needs_person", None, "2026-09-15")
    assert story.says("2026-12-15")[1] == "needs_person"


def test_a_credit_of_another_currency_holds_nothing() -> None:
    story = Story().invoice().credit(12000, "2026-09-07", currency="USD")

    assert story.says("2026-09-07")[0] == "send"


def test_of_two_invoices_in_one_message_the_unpaid_one_goes_on_alone() -> None:
    story = Story().invoice("F-1").invoice("F-2", total=8000)
    assert sends(story, "2026-09-07") == [
        ("EUR", "200.00", "friendly", [["F-1", "friendly"], ["F-2", "friendly"]])
    ]

    story.line("friendly", "2026-09-07", "F-1").line("friendly", "2026-09-07", "F-2")
    story.change("F-1", status="paid", open=0)

    assert sends(story, "2026-09-17") == [("EUR", "80.00", "firm", [["F-2", "firm"]])]


def test_each_younger_invoice_goes_on_from_its_own_rung() -> None:
    story = Story().invoice("F-1", status="paid", open=0).line("last", "2026-10-02")
    story.invoice("F-2", "2026-09-17").line("friendly", "2026-09-22", "F-2").invoice("F-3", "2026-10-01")

    assert story.says("2026-10-05", "F-2") == ("send", "step_due", "firm", "2026-10-05")
    assert story.says("2026-10-05", "F-3") == ("wait", "not_due", "friendly", "2026-10-06")


def test_steps_due_together_are_one_message_in_the_severest_words() -> None:
    story = Story("standard").invoice("F-1").line("friendly", "2026-09-07")
    story.invoice("F-2", "2026-09-11").invoice("F-3", "2026-08-18").line("firm", "2026-09-02", "F-3")

    assert sends(story, "2026-09-17") == [("EUR", "240.00", "firm", [["F-1", "firm"], ["F-2", "friendly"]])]
    letter = story.item("2026-09-17", "F-3")
    assert (letter["reason"], letter["lines"]) == ("letter_due", [["F-3", "formal"]])


def test_a_formal_letter_groups_the_invoices_that_reached_it() -> None:
    story = (
        Story("standard")
        .invoice("F-1")
        .line("firm", "2026-09-17")
        .invoice("F-2")
        .line("firm", "2026-09-17", "F-2")
    )

    (item,) = story.on("2026-10-02")

    assert (item["action"], item["channel"], item["amount"]) == ("task", "letter", "240.00")
    assert item["lines"] == [["F-1", "formal"], ["F-2", "formal"]]


def test_a_formal_e_mail_leaves_beside_the_reminder_of_the_day() -> None:
    story = Story("e-mails").invoice("F-1").line("firm", "2026-09-17").invoice("F-2", "2026-09-27")

    assert [(step, lines) for _, _, step, lines in sends(story, "2026-10-02")] == [
        ("formal", [["F-1", "formal"]]),
        ("friendly", [["F-2", "friendly"]]),
    ]


def test_a_coming_notice_joins_the_overdue_message() -> None:
    story = Story("standard").invoice("F-1").invoice("F-2", "2026-09-11", total=500)

    (item,) = story.on("2026-09-07")

    assert (item["reason"], item["step"], item["amount"]) == ("step_due", "friendly", "125.00")
    assert item["lines"] == [["F-1", "friendly"], ["F-2", "notice"]]


def test_notices_go_together_among_themselves() -> None:
    story = Story("standard").invoice("F-1").invoice("F-2", "2026-09-03")

    (item,) = story.on("2026-08-31")

    assert (item["reason"], item["step"], item["invoices"]) == ("coming_due", "notice", ["F-1", "F-2"])


def test_a_notice_of_this_morning_keeps_a_reminder_back_until_the_gap_is_over() -> None:
    story = Story("standard").invoice("F-1", "2026-09-11").line("notice", "2026-09-07").invoice("F-2")

    assert story.says("2026-09-07", "F-2") == ("wait", "gap", "friendly", "2026-09-10")


def test_currencies_are_apart_and_may_leave_the_same_day() -> None:
    story = Story().invoice("F-1").invoice("F-2", currency="USD", total=9900)
    assert [item["currency"] for item in story.on("2026-09-07")] == ["EUR", "USD"]

    story.line("friendly", "2026-09-07")

    assert story.says("2026-09-07", "F-2")[0] == "send"
    assert story.says("2026-09-08", "F-2") == ("wait", "gap", "friendly", "2026-09-10")


def test_a_second_message_of_the_same_voice_waits_for_the_gap() -> None:
    story = Story().invoice("F-1").line("friendly", "2026-09-07").invoice("F-2")

    assert story.says("2026-09-07", "F-2") == ("wait", "gap", "friendly", "2026-09-10")
    assert story.says("2026-09-09", "F-2")[:2] == ("wait", "gap")
    assert story.says("2026-09-10", "F-2")[0] == "send"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"paid_on": "2026-09-06"}, ("wait", "gap", "friendly", "2026-09-09")),
        ({"paid_on": "2026-09-04"}, ("send", "step_due", "friendly", "2026-09-07")),
        ({}, ("wait", "gap", "friendly", "2026-09-10")),
        ({"is_first_import": True}, ("send", "step_due", "friendly", "2026-09-07")),
        ({"is_partial": False}, ("send", "step_due", "friendly", "2026-09-07")),
    ],
)
def test_a_partial_payment_is_a_contact(changes: dict[str, Any], says: tuple[str, ...]) -> None:
    story = Story().invoice().payment(1000, "2026-09-07", **changes)

    assert story.says("2026-09-07") == says


def test_below_the_minimum_nothing_until_a_second_invoice_lifts_it() -> None:
    story = Story(minimums={"EUR": 15000}).invoice("F-1", total=14900)
    assert story.says("2026-09-07") == ("stop", "below_minimum", None, None)

    story.invoice("F-2", total=600)

    assert sends(story, "2026-09-07") == [
        ("EUR", "155.00", "friendly", [["F-1", "friendly"], ["F-2", "friendly"]])
    ]


def test_the_minimum_counts_what_is_overdue_or_asked_and_unheld() -> None:
    overdue = (
        Story(minimums={"EUR": 15000}).invoice("F-1", total=14900).invoice("F-2", "2026-09-04", total=600)
    )
    to_come = (
        Story(minimums={"EUR": 15000}).invoice("F-1", total=14900).invoice("F-2", "2026-10-04", total=600)
    )
    held = Story(minimums={"EUR": 15000}).invoice("F-1", total=600).invoice("F-2", total=14900)
    held.hold("dispute", "2026-09-01")

    assert overdue.says("2026-09-07", "F-1")[0] == "send"
    assert to_come.says("2026-09-07", "F-1")[1] == "below_minimum"
    assert held.says("2026-09-07", "F-2")[1] == "below_minimum"


def test_the_minimum_is_asked_only_when_a_step_is_due_and_before_the_gap() -> None:
    story = Story().invoice(total=999)

    assert story.says("2026-09-06")[1] == "not_due"
    story.payment(100, "2026-09-07")
    assert story.says("2026-09-07")[1] == "below_minimum"


def test_the_default_minimum_is_ten_where_there_is_one() -> None:
    assert Story().invoice(total=1000).says("2026-09-07")[0] == "send"
    assert Story().invoice(total=999, currency="SEK").says("2026-09-07")[0] == "send"
    assert Story(minimums={"EUR": None}).invoice(total=999).says("2026-09-07")[0] == "send"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (7001, "EUR", "70.01"),
        (5, "EUR", "0.05"),
        (120000, "JPY", "120000"),
        (1234, "KWD", "1.234"),
        (999999999999, "EUR", "9999999999.99"),
    ],
)
def test_amounts_are_exact_in_the_decimals_of_their_currency(amount: int, currency: str, text: str) -> None:
    assert as_text(amount, currency) == text


def test_amounts_of_several_currencies_are_compared_as_numbers() -> None:
    story = Story(first_wave_cap=1).customer("A").customer("B")
    story.invoice("F-1", customer="A", currency="JPY", total=5000, cold_start_on="2026-11-19")
    story.invoice("F-2", customer="B", currency="EUR", total=400000, cold_start_on="2026-11-19")

    assert story.says("2026-11-19", "F-1")[0] == "send"
    assert story.says("2026-11-19", "F-2")[1] == "cap"


def test_a_currency_can_be_left_out() -> None:
    story = Story(excluded_currencies=["USD"]).invoice(currency="USD")

    assert story.says("2026-09-07") == ("stop", "currency_excluded", None, None)
