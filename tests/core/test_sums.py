"""What is asked, in which currency, to the cent (scenarios.md, 13, 17, 19, 20)."""

from dataclasses import replace

import pytest

from connector.core.invoice import Status
from connector.core.policy import Channel
from tests.core.builders import (
    FIRM,
    FRIENDLY,
    a_customer,
    a_hold,
    a_ladder,
    a_line,
    an_invoice,
    day,
)
from tests.core.story import Story


def test_after_a_partial_payment_the_rest_is_asked_to_the_cent() -> None:
    """Scenario 13."""
    story = Story(an_invoice(total=10_000))
    story.sent_on("2026-09-07")
    story.pay(3_333, on="2026-09-10")

    (item,) = story.messages("2026-09-17")

    assert (item.asked, item.head.step) == (6_667, FIRM)


def test_a_partial_payment_is_a_contact_on_the_day_it_was_paid() -> None:
    """Section 5, gap: paid on the 15th, the firm reminder of the 17th waits until the 18th."""
    story = Story(history=[a_line(FRIENDLY, "2026-09-07")])
    story.pay(3_333, on="2026-09-15")

    assert story.says("2026-09-17") == "wait firm until 2026-09-18, gap"


def test_a_partial_payment_that_is_posted_late_counts_on_the_day_it_was_paid() -> None:
    """Section 5, gap: on its paid_on, else on the day of the sync that first showed it."""
    story = Story(history=[a_line(FRIENDLY, "2026-09-07")])
    story.pay(3_333, on="2026-09-10")
    story.payments = [replace(payment, seen_on=day("2026-09-16")) for payment in story.payments]

    assert story.says("2026-09-17") == "send firm, step_due"


def test_a_partial_payment_without_its_day_counts_from_the_sync_that_showed_it() -> None:
    """Section 5, gap."""
    story = Story(history=[a_line(FRIENDLY, "2026-09-07")])
    story.day("2026-09-17")
    story.pay(3_333)

    assert story.payments[0].seen_on == day("2026-09-16")
    assert story.says("2026-09-17") == "wait firm until 2026-09-21, gap"


def test_a_partial_payment_of_today_starts_the_gap_for_every_message() -> None:
    """Section 5, gap: there is no voice to share the day with."""
    story = Story()
    story.pay(3_333, on="2026-09-07")

    assert story.says("2026-09-07") == "wait friendly until 2026-09-10, gap"


def test_the_payments_of_a_first_import_start_no_gap() -> None:
    """Section 5, gap."""
    story = Story()
    story.pay(3_333, on="2026-09-07")
    story.payments = [replace(payment, is_first_import=True) for payment in story.payments]

    assert story.says("2026-09-07") == "send friendly, step_due"


def test_a_payment_in_full_of_another_invoice_starts_no_gap() -> None:
    """Section 5, gap: only a partial payment is a contact."""
    story = Story(an_invoice(), an_invoice("F-2"))
    story.pay(number="F-2", on="2026-09-07")

    assert story.says("2026-09-07") == "send friendly, step_due"


def test_a_payment_dated_ahead_is_no_contact_yet() -> None:
    """Section 5, gap: the last contact lies behind us."""
    story = Story()
    story.pay(3_333, on="2026-09-08")

    assert story.says("2026-09-07") == "send friendly, step_due"


def test_a_credit_note_that_was_applied_closes_the_invoice() -> None:
    """Scenario 14."""
    story = Story(an_invoice(open=0, status=Status.CREDITED))

    assert story.says("2026-09-07") == "stop, credited"


def test_euros_and_dollars_of_one_customer_make_two_messages() -> None:
    """Scenario 17: two ladders, amounts never added."""
    story = Story(an_invoice("F-1", total=10_000), an_invoice("F-2", currency="USD", total=20_000))

    messages = story.messages("2026-09-07")

    assert [(item.currency, item.asked) for item in messages] == [("EUR", 10_000), ("USD", 20_000)]


def test_messages_in_two_currencies_leave_the_same_day_whatever_goes_first() -> None:
    """Section 5, gap: the euros have left an hour ago."""
    story = Story(an_invoice(), an_invoice("F-2", currency="USD"), history=[a_line(FRIENDLY, "2026-09-07")])

    assert story.says("2026-09-07", "F-2") == "send friendly, step_due"


def test_what_left_yesterday_in_one_currency_keeps_back_the_other() -> None:
    """Section 5, gap: 3 days after the last contact on any channel."""
    story = Story(
        an_invoice("F-2", due_on="2026-09-03", currency="USD"), history=[a_line(FRIENDLY, "2026-09-07")]
    )

    assert story.says("2026-09-08", "F-2") == "wait friendly until 2026-09-10, gap"


def test_a_returned_debit_waits_for_a_person_and_then_goes_on_from_its_old_rung() -> None:
    """Scenario 19."""
    returned = a_hold("returned_debit", "2026-09-14")
    story = Story(history=[a_line(FRIENDLY, "2026-09-07")], holds=[returned])

    assert story.says("2026-09-17") == "task, needs_person"
    assert story.decisions["F-1"].channel is Channel.TASK
    story.release("2026-09-17")
    assert story.says("2026-09-17") == "send firm, step_due"


def test_a_chargeback_is_a_dispute() -> None:
    """Scenario 19: no reminder."""
    story = Story(holds=[a_hold("dispute", "2026-09-03", note="chargeback")])

    assert story.walk("2026-09-03", "2026-12-31") == []


@pytest.mark.parametrize("open_", [0, -1, -250_000])
def test_what_is_overpaid_or_paid_to_the_cent_is_paid(open_: int) -> None:
    """Scenario 20: whatever the status says."""
    assert Story(an_invoice(open=open_)).says("2026-09-07") == "stop, paid"


def test_a_sum_of_twelve_digits_is_asked_exactly() -> None:
    """Scenario 20."""
    story = Story(an_invoice(total=999_999_999_999), an_invoice("F-2", total=1))

    (item,) = story.messages("2026-09-07")

    assert item.asked == 1_000_000_000_000


def test_an_overpaid_invoice_is_not_set_against_another() -> None:
    """Scenario 20: each invoice stands for itself."""
    story = Story(an_invoice(), an_invoice("F-2", open=-5_000))

    (item,) = story.messages("2026-09-07")

    assert (item.numbers, item.asked) == (("F-1",), 10_000)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.OPEN])
def test_a_closed_invoice_says_why_it_is_closed(status: Status) -> None:
    """Section 5, reasons: whatever else holds."""
    story = Story(
        an_invoice(status=status),
        customer=a_customer(is_excluded=True),
        holds=[a_hold("insolvency", "2026-09-01")],
        policy=a_ladder(FRIENDLY),
    )

    assert story.says("2026-09-07") == f"stop, {status}"
