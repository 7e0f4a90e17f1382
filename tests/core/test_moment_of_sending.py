"""What the core can tell just before a message leaves, by the facts of now (scenarios.md, 29, 31)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.core.calendar import ACCOUNT_TRUST, file_trusted_until
from connector.core.invoice import Reading, Status
from tests.core.builders import (
    FIRM,
    FRANCE,
    FRIENDLY,
    a_calendar,
    a_credit,
    a_customer,
    a_hold,
    a_line,
    an_invoice,
    an_organisation,
    at,
)
from tests.core.story import Story


def _file_imported(story: Story, text: str) -> None:
    imported_at = at(text)
    until = file_trusted_until(imported_at, FRANCE.business, FRANCE.zone)
    story.readings = {"file": Reading(imported_at, until)}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"open": 0, "status": Status.PAID}, "stop, paid"),
        ({"status": Status.VOID}, "stop, void"),
        ({"open": 100}, "stop, below_minimum"),
    ],
)
def test_what_changed_since_planning_takes_the_invoice_out(change: dict[str, Any], said: str) -> None:
    """Scenario 29: decided again under the facts of now."""
    story = Story(organisation=an_organisation(minimums={"EUR": 1_000}))
    assert story.says("2026-09-07") == "send friendly, step_due"

    story.change(**change)

    assert story.says("2026-09-07") == said


def test_a_dispute_that_came_in_between_takes_the_invoice_out() -> None:
    """Scenario 29."""
    story = Story()
    assert story.says("2026-09-07") == "send friendly, step_due"

    story.hold(a_hold("dispute", "2026-09-07"))

    assert story.says("2026-09-07") == "hold, dispute"


def test_a_customer_who_was_excluded_in_between_is_not_written_to() -> None:
    """Scenario 29."""
    story = Story()
    assert story.says("2026-09-07") == "send friendly, step_due"

    story.customer = replace(story.customer, is_excluded=True)

    assert story.says("2026-09-07") == "stop, excluded"


def test_money_that_was_seen_in_between_takes_the_invoice_out() -> None:
    """Scenario 29."""
    story = Story()
    assert story.says("2026-09-07") == "send friendly, step_due"

    story.credits.append(a_credit(10_000, "2026-09-07"))

    assert story.says("2026-09-07") == "hold, money_seen"


def test_one_of_three_was_paid_and_two_are_left() -> None:
    """Scenario 29: the message is made again for two."""
    story = Story(*map(an_invoice, ("F-1", "F-2", "F-3")))
    story.pay(number="F-2", on="2026-09-07")

    (message,) = story.messages("2026-09-07")

    assert (message.numbers, message.asked) == (("F-1", "F-3"), 20_000)


def test_without_its_firm_line_the_message_is_made_at_the_severest_that_remains() -> None:
    """Section 6: at the severest remaining step."""
    firm, friendly = an_invoice("F-1"), an_invoice("F-2", due_on="2026-09-12")
    story = Story(firm, friendly, history=[a_line(FRIENDLY, "2026-09-07")])
    story.pay(number="F-1", on="2026-09-17")

    (message,) = story.messages("2026-09-17")

    assert message.head.step == FRIENDLY


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(hours=5, minutes=59), "send friendly, step_due"),
        (timedelta(hours=6), "wait friendly, ledger_too_old"),
        (timedelta(hours=7), "wait friendly, ledger_too_old"),
    ],
)
def test_an_account_not_read_for_six_hours_sends_nothing(age: timedelta, said: str) -> None:
    """Scenario 31: the last good sync is 7 hours old."""
    story = Story()
    read_at = at("2026-09-07T09:00") - age
    story.readings = {"file": Reading(read_at, read_at + ACCOUNT_TRUST)}

    assert story.says("2026-09-07") == said
    assert (story.decisions["F-1"].on is None) == (said.startswith("wait"))


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-09-07T16:00", "send friendly, step_due"),
        ("2026-09-07T23:59", "send friendly, step_due"),
        ("2026-09-08T00:00", "wait friendly, ledger_too_old"),
        ("2026-09-08T09:00", "wait friendly, ledger_too_old"),
    ],
)
def test_a_file_imported_on_friday_is_trusted_to_monday_s_end(now: str, said: str) -> None:
    """Scenario 31."""
    story = Story()
    _file_imported(story, "2026-09-04T10:00")

    today, time = now.split("T")

    assert story.says(today, time=time) == said


def test_a_connection_that_was_never_read_sends_nothing() -> None:
    """Promise 2: a ledger that is too old to trust sends nothing."""
    story = Story()
    story.readings = {}

    assert story.says("2026-09-07") == "wait friendly, ledger_too_old"


def test_an_old_ledger_is_spoken_of_only_where_a_step_is_due() -> None:
    """Section 5, reasons: ledger_too_old is said only where a step is due on this day."""
    story = Story()
    story.readings = {}

    assert story.says("2026-09-04") == "wait friendly until 2026-09-07, not_due"


def test_an_old_ledger_comes_before_the_gap() -> None:
    """Section 5, reasons: a wait bears the first code of the list."""
    story = Story(history=[a_line(FIRM, "2026-09-07", "F-9")])
    story.readings = {}

    assert story.says("2026-09-07") == "wait friendly, ledger_too_old"


def test_each_connection_is_trusted_by_itself() -> None:
    """Section 6: the account is old, the file is fresh."""
    story = Story(an_invoice("F-1"), an_invoice("F-2", connection_id="account"))
    _file_imported(story, "2026-09-07T08:00")

    (message,) = story.messages("2026-09-07")

    assert message.numbers == ("F-1",)


@pytest.mark.parametrize(
    ("imported", "until"),
    [
        ("2026-09-04T10:00", "2026-09-08T00:00"),  # Friday: to Monday's end
        ("2026-09-05T10:00", "2026-09-08T00:00"),  # Saturday: the same
        ("2026-09-07T23:59", "2026-09-09T00:00"),
        ("2026-09-08T00:00", "2026-09-10T00:00"),
        ("2026-07-13T10:00", "2026-07-16T00:00"),  # the 14th is a holiday
        ("2026-03-27T10:00", "2026-03-31T00:00"),  # over the night of the clocks
    ],
)
def test_a_file_is_trusted_to_the_end_of_the_next_business_day(imported: str, until: str) -> None:
    """Section 6."""
    assert file_trusted_until(at(imported), FRANCE.business, FRANCE.zone) == at(until)


def test_the_day_of_an_import_is_a_day_of_the_zone() -> None:
    """Section 6: 23:30 UTC on Sunday is Monday in Paris."""
    imported_at = datetime.fromisoformat("2026-09-06T23:30+00:00")

    assert file_trusted_until(imported_at, FRANCE.business, FRANCE.zone) == at("2026-09-09T00:00")


def test_the_hour_is_not_judged_here() -> None:
    """Section 5: decide speaks of days; only the verb send judges the hour."""
    calendar = a_calendar(zone="America/New_York")
    story = Story(customer=a_customer(timezone="America/New_York"), calendar=calendar)

    assert {story.says("2026-09-07", time=time) for time in ("00:00", "03:00", "23:59")} == {
        "send friendly, step_due"
    }
