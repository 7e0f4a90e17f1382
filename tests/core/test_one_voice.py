"""One message per customer, currency and language, days between contacts (scenarios.md, 15 to 17)."""

import pytest

from connector.core.decision import Reason, items
from connector.core.history import PastLine
from connector.core.policy import Severity
from tests.core.builders import (
    BY_EMAIL,
    FIRM,
    FORMAL,
    FRIENDLY,
    LAST,
    NOTICE,
    STANDARD,
    a_customer,
    a_line,
    an_invoice,
    an_organisation,
    day,
)
from tests.core.story import Story


def test_when_one_of_two_is_paid_the_other_goes_on_alone() -> None:
    """Scenario 15."""
    story = Story(an_invoice("F-1"), an_invoice("F-2"))
    assert story.sent_on("2026-09-07") == ["F-1 friendly", "F-2 friendly"]
    story.pay(number="F-1", on="2026-09-09")

    sent = story.walk("2026-09-09", "2026-12-31")

    assert sent == ["2026-09-17 F-2 firm", "2026-10-02 F-2 last"]


def test_when_the_oldest_is_paid_each_of_the_younger_goes_on_from_its_own_rung() -> None:
    """Scenario 16: none skipped, none repeated."""
    story = Story(
        an_invoice("F-1"), an_invoice("F-2", due_on="2026-09-09"), an_invoice("F-3", due_on="2026-09-16")
    )
    story.walk("2026-09-07", "2026-09-18")
    story.pay(number="F-1", on="2026-09-18")

    sent = story.walk("2026-09-19", "2026-12-31")

    assert [line for line in sent if "F-2" in line] == ["2026-09-24 F-2 firm", "2026-10-09 F-2 last"]
    assert [line for line in sent if "F-3" in line] == [
        "2026-09-21 F-3 friendly",
        "2026-10-01 F-3 firm",
        "2026-10-16 F-3 last",
    ]


def test_a_firm_and_a_friendly_step_go_together_in_firm_words() -> None:
    """Scenario 16a: each line with its own step."""
    firm, friendly = an_invoice("F-1"), an_invoice("F-2", due_on="2026-09-12", total=2_500)
    story = Story(firm, friendly, policy=BY_EMAIL, history=[a_line(FRIENDLY, "2026-09-07")])

    (message,) = story.messages("2026-09-17")

    assert message.head.step == FIRM
    assert [(line.invoice.number, line.step) for line in message.decisions] == [
        ("F-1", FIRM),
        ("F-2", FRIENDLY),
    ]
    assert message.asked == 12_500


def test_what_went_together_does_not_appear_the_next_day() -> None:
    """Scenario 16a."""
    story = Story(
        an_invoice("F-1"), an_invoice("F-2", due_on="2026-09-12"), history=[a_line(FRIENDLY, "2026-09-07")]
    )
    assert story.sent_on("2026-09-17") == ["F-1 firm", "F-2 friendly"]

    assert story.walk("2026-09-18", "2026-09-23") == []


def test_a_formal_notice_lists_only_the_invoices_that_reached_it() -> None:
    """Scenario 16a: and leaves the same day as the e-mail beside it."""
    formal, friendly = an_invoice("F-3"), an_invoice("F-4", due_on="2026-09-25")
    story = Story(formal, friendly, policy=BY_EMAIL, history=[a_line(FIRM, "2026-09-17", "F-3")])

    messages = story.messages("2026-10-02")

    assert [(item.numbers, item.head.step and item.head.step.id) for item in messages] == [
        (("F-3",), "formal"),
        (("F-4",), "friendly"),
    ]


def test_an_email_still_leaves_on_the_day_a_formal_notice_has_left() -> None:
    """Section 5, gap: a formal notice beside an e-mail."""
    story = Story(an_invoice("F-4", due_on="2026-09-25"), history=[a_line(FORMAL, "2026-10-02", "F-3")])

    assert story.says("2026-10-02", "F-4") == "send friendly, step_due"


def test_messages_in_two_languages_leave_the_same_day() -> None:
    """Section 5, gap: the customer's language was changed at noon."""
    english = a_line(FRIENDLY, "2026-09-07", "F-9", language="en")

    assert Story(history=[english]).says("2026-09-07") == "send friendly, step_due"


def test_the_same_voice_is_not_heard_twice_on_one_day() -> None:
    """Section 5, gap: another invoice, the same message."""
    story = Story(history=[a_line(FIRM, "2026-09-07", "F-9")])

    assert story.says("2026-09-07") == "wait friendly until 2026-09-10, gap"


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("2026-09-04", "send friendly, step_due"),
        ("2026-09-05", "wait friendly until 2026-09-08, gap"),
        ("2026-09-07", "wait friendly until 2026-09-10, gap"),
    ],
)
def test_three_days_lie_between_two_contacts(contact: str, said: str) -> None:
    """Section 5, gap: calendar days."""
    assert Story(history=[a_line(FIRM, contact, "F-9")]).says("2026-09-07") == said


def test_a_gap_that_ends_on_a_saturday_lets_the_step_go_on_monday() -> None:
    """Section 5, reasons: the first day on which none of its causes holds any more."""
    story = Story(an_invoice(due_on="2026-09-04"), history=[a_line(FIRM, "2026-09-09", "F-9")])

    assert story.says("2026-09-09") == "wait friendly until 2026-09-14, gap"


def test_an_organisation_may_choose_a_longer_gap() -> None:
    """Section 2: the gap is the organisation's."""
    story = Story(organisation=an_organisation(gap_days=10), history=[a_line(FIRM, "2026-09-04", "F-9")])

    assert story.says("2026-09-07") == "wait friendly until 2026-09-14, gap"


def test_a_wait_bears_the_first_cause_of_the_list() -> None:
    """Section 5, reasons: spacing comes before the gap, and the day is free of both."""
    story = Story(history=[a_line(FRIENDLY, "2026-09-16"), a_line(FIRM, "2026-09-22", "F-9")])

    assert story.says("2026-09-22") == "wait firm until 2026-09-25, spacing"


def test_notices_of_one_customer_go_together() -> None:
    """Section 5, one voice."""
    story = Story(an_invoice("F-1"), an_invoice("F-2"), policy=STANDARD)

    (message,) = story.messages("2026-08-28")

    assert message.numbers == ("F-1", "F-2")
    assert message.reason is Reason.COMING_DUE


def test_a_notice_goes_into_the_overdue_message_of_the_day() -> None:
    """Section 5, one voice: shown as coming due, it counts as sent."""
    coming_due = an_invoice("F-2", due_on="2026-09-12")
    story = Story(an_invoice("F-1"), coming_due, policy=STANDARD)

    (message,) = story.messages("2026-09-07")

    assert [str(line.reason) for line in message.decisions] == ["step_due", "coming_due"]
    assert message.head.step == FRIENDLY


def test_a_message_bears_the_first_reason_that_one_of_its_lines_has() -> None:
    """Section 5, reasons: step_due comes before first_contact."""
    late = an_invoice("F-2", cold_start_on=day("2026-09-03"))

    (message,) = Story(an_invoice("F-1"), late).messages("2026-09-07")

    assert message.reason is Reason.STEP_DUE
    assert message.is_first_wave


def test_a_message_without_a_first_contact_is_not_of_the_first_wave() -> None:
    """Section 5, cold start."""
    (message,) = Story().messages("2026-09-07")

    assert not message.is_first_wave


def test_the_latest_rung_words_a_message_of_equal_severity() -> None:
    """Section 11: the step of an item is the severest."""
    last, firm = an_invoice("F-2"), an_invoice("F-1", due_on="2026-09-17")
    story = Story(
        last, firm, history=[a_line(FIRM, "2026-09-17", "F-2"), a_line(FRIENDLY, "2026-09-22", "F-1")]
    )

    (message,) = story.messages("2026-10-02")

    assert message.head.step == LAST


def test_what_is_not_sent_stands_alone() -> None:
    """Section 11: each open invoice stands in exactly one item."""
    story = Story(an_invoice("F-2"), an_invoice("F-1"), an_invoice("F-3", is_autopay=True))

    assert [item.numbers for item in story.items("2026-09-03")] == [("F-1",), ("F-2",), ("F-3",)]


def test_items_are_sorted_by_currency_and_first_invoice() -> None:
    """Section 11, plan --json."""
    invoices = [an_invoice("F-3", currency="EUR"), an_invoice("F-1", currency="USD"), an_invoice("F-2")]

    found = items(list(Story(*invoices).day("2026-09-07").values()))

    assert [(item.currency, item.numbers) for item in found] == [("EUR", ("F-2", "F-3")), ("USD", ("F-1",))]


def test_an_item_of_an_invoice_without_a_step_is_worded_by_none() -> None:
    """Section 11: hold and stop bear no step."""
    (item,) = Story(an_invoice(is_autopay=True)).items("2026-09-07")

    assert (item.head.step, item.head.channel) == (None, None)


@pytest.mark.parametrize("line", [a_line(NOTICE, "2026-09-07", "F-9"), a_line(FRIENDLY, "2026-09-07", "F-9")])
def test_every_message_is_a_contact(line: PastLine) -> None:
    """Section 5, gap: a notice as much as a reminder."""
    assert Story(history=[line]).says("2026-09-08") == "wait friendly until 2026-09-10, gap"


def test_another_customer_s_words_are_his_own() -> None:
    """Section 5, one voice: decisions are made for one customer; his language is his."""
    german = a_customer(language="de")

    (message,) = Story(customer=german).messages("2026-09-07")

    assert message.head.language == "de"
    assert message.head.step is not None
    assert message.head.step.severity is Severity.FRIENDLY
