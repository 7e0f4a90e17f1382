"""Which day a step falls on, and which ladder an invoice climbs (scenarios.md, 7 to 12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.invoice import Invoice
from connector.core.policy import Severity
from tests.core.builders import (
    FIRM,
    FRIENDLY,
    LADDER_5_15_30,
    LAST,
    LONG_TERMS,
    NOTICE,
    STANDARD,
    a_calendar,
    a_customer,
    a_ladder,
    a_line,
    an_email,
    an_invoice,
    an_organisation,
    day,
    policies,
)
from tests.core.story import Story

TODAY = an_email("today", 0)
WITH_TODAY = a_ladder(NOTICE, TODAY, FRIENDLY, FIRM, LAST)


def test_a_notice_for_a_sunday_leaves_on_the_friday_before() -> None:
    """Scenario 7: due Friday 11 September, -5 is Sunday the 6th."""
    story = Story(an_invoice(due_on="2026-09-11"), policy=STANDARD)

    assert story.says("2026-09-03") == "wait notice until 2026-09-04, not_due"
    assert story.says("2026-09-04") == "send notice, coming_due"


def test_a_step_for_the_first_of_may_leaves_on_the_next_working_day() -> None:
    """Scenario 7: Friday 1 May is a holiday in France, the 4th is a Monday."""
    story = Story(an_invoice(due_on="2026-04-26"))

    assert story.says("2026-05-01") == "wait friendly until 2026-05-04, not_due"


@pytest.mark.parametrize(
    ("country", "region", "due_on", "leaves_on"),
    [
        ("FR", None, "2026-03-29", "2026-04-03"),  # Good Friday is a working day in Paris
        ("FR", "6AE", "2026-03-29", "2026-04-07"),  # and a holiday in Alsace, as is the Monday after
        ("GB", "ENG", "2025-12-28", "2026-01-02"),
        ("GB", "SCT", "2025-12-28", "2026-01-05"),  # 2 January is a holiday in Scotland
        ("GB", "ENG", "2026-08-26", "2026-09-01"),  # the late summer holiday is England's
        ("GB", "SCT", "2026-08-26", "2026-08-31"),
        ("US", None, "2026-02-25", "2026-03-02"),
        ("US", "TX", "2026-02-25", "2026-03-03"),  # Texas Independence Day
    ],
)
def test_regions_differ_from_their_neighbours(
    country: str, region: str | None, due_on: str, leaves_on: str
) -> None:
    """Scenario 7."""
    calendar = a_calendar(country, region)
    story = Story(an_invoice(due_on=due_on), calendar=calendar)

    (sent,) = story.walk(due_on, str(day(due_on) + timedelta(days=14)))

    assert sent == f"{leaves_on} F-1 friendly"


@pytest.mark.parametrize("zone", ["Europe/Paris", "Europe/London", "America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize(
    ("due_on", "days"),
    [
        ("2025-08-31", "2025-08-26 2025-09-05 2025-09-15 2025-09-30"),
        ("2025-12-31", "2025-12-26 2026-01-05 2026-01-15 2026-01-30"),
        ("2026-01-31", "2026-01-26 2026-02-05 2026-02-16 2026-03-02"),
        ("2026-02-28", "2026-02-23 2026-03-05 2026-03-16 2026-03-30"),
        ("2028-02-24", "2028-02-18 2028-02-29 2028-03-10 2028-03-27"),
        ("2028-02-29", "2028-02-24 2028-03-06 2028-03-15 2028-03-30"),
        # The clocks change on 29 March and 25 October in Europe, on 8 March and 1 November in New York,
        # on 5 April and 27 September in Auckland.
        ("2026-03-24", "2026-03-19 2026-03-30 2026-04-08 2026-04-23"),
        ("2026-03-03", "2026-02-26 2026-03-09 2026-03-18 2026-04-02"),
        ("2026-03-31", "2026-03-26 2026-04-07 2026-04-15 2026-04-30"),
        ("2026-09-22", "2026-09-17 2026-09-28 2026-10-07 2026-10-22"),
        ("2026-10-20", "2026-10-15 2026-10-26 2026-11-04 2026-11-19"),
        ("2026-10-27", "2026-10-22 2026-11-02 2026-11-12 2026-11-26"),
    ],
)
def test_each_step_leaves_once_on_the_customers_day(zone: str, due_on: str, days: str) -> None:
    """Scenario 8: month ends, leap days and nights on which the clocks change."""
    policy = a_ladder(NOTICE, FRIENDLY, FIRM, LAST)
    story = Story(an_invoice(due_on=due_on), policy=policy, calendar=a_calendar(zone=zone))

    sent = story.walk(str(day(due_on) - timedelta(days=10)), str(day(due_on) + timedelta(days=45)))

    steps = zip(days.split(), ("notice", "friendly", "firm", "last"), strict=True)
    assert sent == [f"{on} F-1 {step}" for on, step in steps]


def test_a_step_on_the_due_date_that_is_a_sunday_leaves_on_monday() -> None:
    """Scenario 9: its text does not say late, so it has a step of its own."""
    story = Story(an_invoice(due_on="2026-09-06"), policy=WITH_TODAY)

    assert story.says("2026-09-06") == "wait today until 2026-09-07, not_due"
    assert story.says("2026-09-07") == "send today, step_due"


@pytest.mark.parametrize(
    ("issued_on", "due_on"),
    [("2026-08-03", None), ("2026-08-03", "2026-08-02"), ("2026-08-03", "2025-09-02")],
)
def test_without_a_usable_due_date_the_known_terms_count(issued_on: str, due_on: str | None) -> None:
    """Scenario 9: 30 days from 3 August are 2 September."""
    story = Story(an_invoice(due_on=due_on, issued_on=day(issued_on), terms=30))

    assert story.says("2026-09-06") == "wait friendly until 2026-09-07, not_due"


@pytest.mark.parametrize(
    "invoice",
    [
        an_invoice(due_on=None),
        an_invoice(due_on=None, terms=30),
        an_invoice(due_on=None, issued_on=day("2026-08-03")),
        an_invoice(due_on="2026-08-02", issued_on=day("2026-08-03")),
    ],
)
def test_without_due_date_and_terms_the_invoice_is_held(invoice: Invoice) -> None:
    """Scenario 9: never a crash, never "today"."""
    story = Story(invoice)

    assert story.says("2026-12-01") == "hold, no_due_date"


@pytest.mark.parametrize("due_on", ["9999-12-31", "0001-01-01"])
def test_a_due_date_that_stands_for_none_crashes_nothing(due_on: str) -> None:
    """Scenario 9: the last and the first day there are, as some exports write them."""
    story = Story(an_invoice(due_on=due_on, issued_on=None), an_invoice("F-2"), policy=WITH_TODAY)

    assert story.says("2026-09-07", "F-2") == "send friendly, step_due"


def test_an_invoice_due_on_the_day_it_was_issued_has_a_due_date() -> None:
    """Scenario 9: before the issue date, not on it."""
    story = Story(an_invoice(due_on="2026-09-02", issued_on=day("2026-09-02")))

    assert story.says("2026-09-07") == "send friendly, step_due"


@pytest.mark.parametrize(
    ("issued_on", "said"),
    [("2026-08-23", "send notice, coming_due"), ("2026-08-24", "wait friendly until 2026-09-07, not_due")],
)
def test_a_notice_is_skipped_when_the_invoice_is_nine_days_old_at_its_due_date(
    issued_on: str, said: str
) -> None:
    """Section 5: issued less than 10 days before the due date."""
    story = Story(an_invoice(issued_on=day(issued_on)), policy=STANDARD)

    assert story.says("2026-08-28") == said


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2026-09-02", "send notice, coming_due"),
        ("2026-09-03", "wait friendly until 2026-09-07, not_due"),
    ],
)
def test_a_notice_is_skipped_once_the_due_date_has_passed(today: str, said: str) -> None:
    """Section 5: a before-due step, on the due date and on the day after."""
    assert Story(policy=STANDARD).says(today) == said


def test_a_notice_that_the_gap_pushes_past_the_due_date_gives_way() -> None:
    """Section 5: what is said of a wait is the step of the day on which it ends."""
    contact = a_line(FIRM, "2026-08-31", "F-0")
    story = Story(policy=STANDARD, history=[contact])

    assert story.says("2026-08-31") == "wait friendly until 2026-09-07, gap"


def test_a_closure_of_the_business_moves_the_step() -> None:
    """Section 11: a closure is no day to write on."""
    story = Story(calendar=a_calendar(closures=["2026-09-07", "2026-09-08"]))

    assert story.says("2026-09-07") == "wait friendly until 2026-09-09, not_due"
    assert story.says("2026-09-09") == "send friendly, step_due"


def test_the_day_is_the_customers_and_not_the_business_s() -> None:
    """Scenario 8: 09:00 in Auckland is still the evening before in Paris."""
    story = Story(calendar=a_calendar("NZ", "AUK", "Pacific/Auckland"))

    assert story.says("2026-09-06", time="23:59") == "wait friendly until 2026-09-07, not_due"
    assert story.says("2026-09-07", time="00:00") == "send friendly, step_due"


def test_a_changed_policy_replays_no_step_that_was_sent() -> None:
    """Scenario 10: +5 became +8, and a step at +12 was added."""
    later = a_ladder(replace(FRIENDLY, offset=8), an_email("second", 12), FIRM)
    story = Story(policy=later, history=[a_line(FRIENDLY, "2026-09-07")])

    assert story.says("2026-09-10") == "wait second until 2026-09-14, not_due"


def test_a_step_that_was_renamed_is_not_replayed() -> None:
    """Scenario 10: what was sent stands where its offset and severity fit."""
    renamed = a_ladder(replace(FRIENDLY, id="hello"), FIRM)
    story = Story(policy=renamed, history=[a_line(FRIENDLY, "2026-09-07")])

    assert story.says("2026-09-08") == "wait firm until 2026-09-17, not_due"


def test_a_step_added_below_what_was_sent_is_not_made_up_for() -> None:
    """Scenario 10."""
    richer = a_ladder(an_email("early", 2), FRIENDLY, FIRM)
    story = Story(policy=richer, history=[a_line(FRIENDLY, "2026-09-07")])

    assert story.says("2026-09-08") == "wait firm until 2026-09-17, not_due"


def test_a_decision_names_the_policy_and_version_it_was_made_with() -> None:
    """Scenario 10."""
    second = replace(LADDER_5_15_30, version="2")
    decision = Story(policy=second).day("2026-09-07")["F-1"]

    assert decision.policy is not None
    assert (decision.policy.name, decision.policy.version) == ("standard", "2")


def test_a_customer_moved_to_another_policy_enters_at_the_rung_that_fits() -> None:
    """Scenario 11: the firm words of +15 stand on the new ladder's second rung."""
    new = a_ladder(
        an_email("first", 3), an_email("second", 12, Severity.FIRM), an_email("third", 20, Severity.FIRM)
    )
    story = Story(policy=new, history=[a_line(FIRM, "2026-09-17")])

    assert story.says("2026-09-21") == "wait third until 2026-09-22, not_due"


def test_milder_words_at_a_later_day_do_not_reach_the_firmer_rung() -> None:
    """Scenario 11: the rung that fits is not above what was said."""
    new = a_ladder(an_email("first", 3), an_email("second", 12, Severity.FIRM))
    story = Story(policy=new, history=[a_line(replace(FRIENDLY, id="other", offset=14), "2026-09-16")])

    assert story.says("2026-09-17") == "wait second until 2026-09-21, spacing"


def test_what_was_sent_before_the_first_rung_of_a_new_ladder_leaves_it_whole() -> None:
    """Scenario 11: whatever its words were."""
    new = a_ladder(an_email("first", 10), an_email("second", 20))
    story = Story(policy=new, history=[a_line(replace(FIRM, id="other", offset=2), "2026-09-04")])

    assert story.says("2026-09-07") == "wait first until 2026-09-14, not_due"


@pytest.mark.parametrize(
    ("terms", "first_on"), [(60, "2026-09-14"), (45, "2026-09-14"), (44, "2026-09-07"), (None, "2026-09-07")]
)
def test_long_terms_use_the_longer_ladder(terms: int | None, first_on: str) -> None:
    """Scenario 12: from 45 days, +10 instead of +5."""
    story = Story(an_invoice(issued_on=None, terms=terms), policy=policies(STANDARD, LONG_TERMS))

    assert story.says("2026-09-03") == f"wait friendly until {first_on}, not_due"


def test_terms_that_are_not_given_are_counted_from_issue_to_due_date() -> None:
    """Scenario 12."""
    invoice = an_invoice(issued_on=day("2026-07-04"))
    story = Story(invoice, policy=policies(STANDARD, LONG_TERMS))

    sent = story.walk("2026-09-03", "2026-10-05")

    assert sent == ["2026-09-14 F-1 friendly", "2026-09-28 F-1 firm"]


def test_the_invoice_s_own_policy_comes_before_the_customer_s() -> None:
    """Section 5, which policy."""
    shelf = policies(STANDARD, a_ladder(TODAY, name="own"), a_ladder(an_email("later", 9), name="theirs"))
    customer = a_customer(policy="theirs")

    assert "today" in Story(an_invoice(policy="own"), customer=customer, policy=shelf).says("2026-09-02")
    assert "later" in Story(an_invoice(), customer=customer, policy=shelf).says("2026-09-02")


def test_the_language_of_a_message_falls_back_to_the_organisation_s() -> None:
    """Section 2: a customer has a language, else the organisation's counts."""
    english = Story(customer=a_customer(language="en")).day("2026-09-07")["F-1"]
    silent = Story(organisation=an_organisation(language="de")).day("2026-09-07")["F-1"]

    assert (english.language, silent.language) == ("en", "de")


def test_a_notice_that_the_gap_keeps_back_past_the_due_date_is_the_end_of_its_ladder() -> None:
    """Section 5: a before-due step is skipped when the due date has passed; nothing follows here."""
    story = Story(policy=a_ladder(NOTICE), history=[a_line(FRIENDLY, "2026-09-01", "F-9")])

    assert story.says("2026-09-02") == "wait notice until 2026-09-04, gap"
    assert story.says("2026-09-04") == "stop, ladder_finished"
