"""Money that is seen and matched to nothing yet (scenarios.md, 14)."""

import pytest

from connector.core.invoice import Credit, Status
from tests.core.builders import (
    a_credit,
    an_invoice,
    day,
    reasons,
)
from tests.core.story import Story


def test_an_unapplied_credit_holds_the_invoice_of_exactly_its_amount() -> None:
    """Scenario 14: not the oldest, which it would cover too."""
    oldest = an_invoice("F-1", due_on="2026-08-20", total=20_000)
    exact = an_invoice("F-2", total=50_000)
    story = Story(oldest, exact, credits=[a_credit(50_000, "2026-09-04")])

    decisions = story.day("2026-09-07")

    assert reasons(decisions) == {"F-1": "step_due", "F-2": "money_seen"}
    assert [decisions[x].credit_id for x in ("F-1", "F-2")] == [None, "credit 2026-09-04"]


def test_an_unapplied_credit_else_holds_the_oldest_that_it_wholly_covers() -> None:
    """Scenario 14: and goes on with the remainder; what is not due yet is included."""
    invoices = [
        an_invoice("F-1", due_on="2026-08-28", total=60_000),
        an_invoice("F-2", due_on="2026-08-31", total=30_000),
        an_invoice("F-3", due_on="2026-09-02", total=25_000),
        an_invoice("F-4", due_on="2026-12-31", total=20_000),
    ]
    story = Story(*invoices, credits=[a_credit(50_000, "2026-09-04")])

    found = reasons(story.day("2026-09-07"))

    assert found == {"F-1": "step_due", "F-2": "money_seen", "F-3": "step_due", "F-4": "money_seen"}


def test_each_of_two_credits_holds_the_invoice_of_its_amount() -> None:
    """Section 5, money seen: each unapplied credit."""
    credits = [a_credit(20_000, "2026-09-03"), a_credit(50_000, "2026-09-04")]
    story = Story(an_invoice("F-1", total=20_000), an_invoice("F-2", total=50_000), credits=credits)

    assert reasons(story.day("2026-09-07")) == {"F-1": "money_seen", "F-2": "money_seen"}


def test_a_single_yen_that_is_seen_holds_the_invoice_of_a_yen() -> None:
    """Section 5, money seen: an invoice of exactly its amount, however small."""
    yen = a_credit(1, "2026-09-04", currency="JPY")

    assert Story(an_invoice(total=1, currency="JPY"), credits=[yen]).says("2026-09-07") == "hold, money_seen"


def test_credits_are_taken_in_the_order_of_their_dates() -> None:
    """Section 5, money seen: the older credit takes the older invoice, the younger one the next."""
    invoices = [an_invoice(f"F-{n}", due_on=f"2026-09-0{n}", total=10_000 * n) for n in (1, 2)]
    credits = [
        a_credit(25_000, "2026-09-04", id="a"),
        a_credit(11_000, "2026-09-04", id="z", dated_on=day("2026-08-01")),
    ]

    found = reasons(Story(*invoices, credits=credits).day("2026-09-07"))

    assert found == {"F-1": "money_seen", "F-2": "money_seen"}


@pytest.mark.parametrize(
    "credit",
    [a_credit(9_999, "2026-09-04"), a_credit(10_000, "2026-09-04", currency="USD")],
    ids=["a cent short", "another currency"],
)
def test_a_credit_that_covers_no_invoice_holds_none(credit: Credit) -> None:
    """Section 5, money seen: wholly, and in the same currency."""
    assert Story(credits=[credit]).says("2026-09-07") == "send friendly, step_due"


def test_after_five_business_days_unmatched_money_is_a_task() -> None:
    """Scenario 14: seen on Friday the 4th, the fifth business day after it is Friday the 11th."""
    story = Story(credits=[a_credit(10_000, "2026-09-04")])

    assert story.says("2026-09-11") == "hold, money_seen"
    assert story.says("2026-09-12") == "task, needs_person"
    assert story.says("2026-12-01") == "task, needs_person"


def test_a_person_may_release_an_invoice_that_unmatched_money_holds() -> None:
    """Section 5: silence goes on until a person decides; `release` ends a hold."""
    story = Story(credits=[a_credit(10_000, "2026-09-04")])
    story.release("2026-09-14")

    assert story.says("2026-09-14") == "send friendly, step_due"


def test_who_releases_an_invoice_on_the_day_the_money_is_seen_has_decided() -> None:
    """Section 5: `release` ends a hold, on its first day as well."""
    story = Story(credits=[a_credit(10_000, "2026-09-07")])
    story.release("2026-09-07")

    assert story.says("2026-09-07") == "send friendly, step_due"


def test_a_credit_holds_no_closed_invoice() -> None:
    """Section 5, money seen: the paid one is left out, the open one is held."""
    paid = an_invoice("F-1", due_on="2026-08-01", open=10_000, status=Status.VOID)
    story = Story(paid, an_invoice("F-2"), credits=[a_credit(10_000, "2026-09-04")])

    assert reasons(story.day("2026-09-07")) == {"F-1": "void", "F-2": "money_seen"}


def test_an_overpaid_invoice_adds_nothing_to_a_credit() -> None:
    """Section 5, money seen: 60 of credit cover no invoice of 100."""
    overpaid = an_invoice("F-1", due_on="2026-08-20", open=-5_000)
    story = Story(overpaid, an_invoice("F-2"), credits=[a_credit(6_000, "2026-09-04")])

    assert reasons(story.day("2026-09-07")) == {"F-1": "paid", "F-2": "step_due"}


def test_an_invoice_without_due_date_is_the_last_to_be_covered() -> None:
    """Section 5, money seen: from the oldest due date on."""
    undated, dated = an_invoice("F-1", due_on=None, total=8_000), an_invoice("F-2", total=9_000)
    story = Story(undated, dated, credits=[a_credit(10_000, "2026-09-04")])

    assert reasons(story.day("2026-09-07")) == {"F-1": "no_due_date", "F-2": "money_seen"}
