"""What a customer heard under another record, or at an address that he shares (section 5, contact gap).

In the stories Monday 7 September 2026 is the own day of F-1's friendly step; the gap is three days.
"""

import pytest

from connector.core.history import ContactMade, Sort, Through
from connector.core.policy import Severity
from tests.core.builders import (
    CALL,
    FAILED_CHARGE,
    FIRM,
    LADDER_5_15_30,
    a_charge,
    a_ladder,
    an_email,
    an_invoice,
    an_organisation,
    day,
    policies,
)
from tests.core.story import Story

LINK, ADDRESS, HIMSELF = Through.LINK, Through.ADDRESS, None
EUROS, DOLLARS = ("EUR", "fr", Sort.REMINDER), ("USD", "fr", Sort.REMINDER)
SUNDAY, MONDAY, TUESDAY = "2026-09-06", "2026-09-07", "2026-09-08"
BOTH = policies(LADDER_5_15_30, FAILED_CHARGE)


def heard(on: str, through: Through | None, voice: tuple[str, str, Sort] | None = EUROS) -> ContactMade:
    return ContactMade(day(on), voice, through)


# ---------------------------------------------------------------- the gap, and through whom


@pytest.mark.parametrize(
    ("contacts", "says", "through"),
    [
        ([heard("2026-09-05", LINK)], "wait friendly until 2026-09-08, gap", LINK),
        ([heard("2026-09-05", ADDRESS)], "wait friendly until 2026-09-08, gap", ADDRESS),
        ([heard("2026-09-05", ADDRESS), heard(SUNDAY, LINK)], "wait friendly until 2026-09-09, gap", LINK),
        ([heard(SUNDAY, LINK), heard("2026-09-05", HIMSELF)], "wait friendly until 2026-09-09, gap", HIMSELF),
        # What lies three days back is far enough, and is not what keeps him waiting.
        ([heard("2026-09-04", LINK)], "send friendly, step_due", None),
        ([heard(SUNDAY, ADDRESS), heard("2026-09-04", LINK)], "wait friendly until 2026-09-09, gap", ADDRESS),
        # Two voices share a day, but not the days after.
        ([heard(MONDAY, LINK, DOLLARS)], "send friendly, step_due", None),
        ([heard(SUNDAY, LINK, DOLLARS)], "wait friendly until 2026-09-09, gap", LINK),
        (
            [heard(MONDAY, LINK, DOLLARS), heard(SUNDAY, ADDRESS)],
            "wait friendly until 2026-09-10, gap",
            ADDRESS,
        ),
        ([heard(MONDAY, LINK)], "wait friendly until 2026-09-10, gap", LINK),
    ],
)
def test_what_was_said_elsewhere_keeps_silent_like_what_was_said_to_him(
    contacts: list[ContactMade], says: str, through: Through | None
) -> None:
    story = Story(beside=contacts)

    assert story.says(MONDAY) == says
    assert story.decisions["F-1"].heard is through


def test_what_waits_for_another_reason_does_not_speak_of_them() -> None:
    story = Story(beside=[heard("2026-09-03", LINK)])

    assert story.says("2026-09-04") == "wait friendly until 2026-09-07, not_due"
    assert story.decisions["F-1"].heard is None


def test_what_waits_for_his_own_message_of_the_day_does_not_either() -> None:
    """The first notice of a failed charge leaves whatever was heard before."""
    story = Story(an_invoice(), a_charge(MONDAY), policy=BOTH, beside=[heard(SUNDAY, LINK)])

    assert story.says(MONDAY, "C-1") == "send failed, charge_failed"
    assert story.says(MONDAY) == "wait friendly until 2026-09-10, gap"
    assert story.decisions["F-1"].heard is None


# ---------------------------------------------------------------- where it is tomorrow already


@pytest.mark.parametrize(
    ("contact", "says"),
    [
        (heard(TUESDAY, LINK), "wait friendly until 2026-09-11, gap"),
        (heard(TUESDAY, ADDRESS), "wait friendly until 2026-09-11, gap"),
        # A payment is dated by the bank, and what is said under this record by its own clock.
        (heard(TUESDAY, LINK, voice=None), "send friendly, step_due"),
        (heard(TUESDAY, HIMSELF), "send friendly, step_due"),
        (heard("2026-09-09", LINK), "send friendly, step_due"),
    ],
)
def test_a_message_of_another_record_may_be_of_tomorrow(contact: ContactMade, says: str) -> None:
    """Records of one customer may lie in time zones a day apart."""
    assert Story(beside=[contact]).says(MONDAY) == says


@pytest.mark.parametrize(
    ("voice", "says"),
    [(DOLLARS, f"wait firm until {TUESDAY}, gap"), (EUROS, "wait firm until 2026-09-09, gap")],
    ids=["another voice", "the same voice"],
)
def test_the_day_on_which_it_goes_on_is_judged_by_what_is_said_then(
    voice: tuple[str, str, Sort], says: str
) -> None:
    """Today a call, which waits for the notice of the charge; tomorrow a message."""
    soon = a_ladder(
        an_email("call", 5, Severity.CALL, channel=CALL.channel), an_email("firm", 6, FIRM.severity)
    )
    story = Story(
        an_invoice(),
        a_charge(MONDAY),
        policy=policies(soon, FAILED_CHARGE),
        organisation=an_organisation(gap_days=1),
        beside=[heard(TUESDAY, LINK, voice)],
    )

    assert story.says(MONDAY) == says
    assert story.decisions["F-1"].sort is Sort.REMINDER


# ---------------------------------------------------------------- a failed charge under another record


def test_a_reminder_waits_for_the_notice_of_a_charge_under_another_record() -> None:
    story = Story(charges_first=["file"])

    assert story.says(MONDAY) == "wait friendly until 2026-09-10, gap"
    assert story.decisions["F-1"].heard is LINK


def test_it_does_not_wait_for_a_charge_whose_account_cannot_be_read() -> None:
    assert Story(charges_first=["stripe"]).says(MONDAY) == "send friendly, step_due"


def test_two_charges_under_two_records_do_not_wait_for_each_other() -> None:
    story = Story(a_charge(MONDAY), policy=BOTH, charges_first=["file"])

    assert story.says(MONDAY, "C-1") == "send failed, charge_failed"


def test_what_was_said_of_a_charge_itself_waits_for_the_other() -> None:
    """Only the first notice leaves at once."""
    story = Story(a_charge("2026-08-31"), policy=BOTH)
    assert story.sent_on("2026-08-31") == ["C-1 failed"]
    story.charges_first = frozenset({"file"})

    assert story.says(MONDAY, "C-1") == "wait again until 2026-09-10, gap"
