"""Sums too small to write about (scenarios.md, 18)."""

from dataclasses import replace

import pytest

from connector.core.invoice import Invoice, Organisation, Status
from tests.core.builders import (
    FIRM,
    FRIENDLY,
    STANDARD,
    a_hold,
    a_line,
    an_invoice,
    an_organisation,
    reasons,
)
from tests.core.story import Story


@pytest.mark.parametrize(
    ("opens", "expected"),
    [
        ([14_900], {"F-1": "below_minimum"}),
        ([15_000], {"F-1": "step_due"}),
        ([14_900, 99], {"F-1": "below_minimum", "F-2": "below_minimum"}),
        ([14_900, 100], {"F-1": "step_due", "F-2": "step_due"}),
        ([14_900, 600], {"F-1": "step_due", "F-2": "step_due"}),
    ],
)
def test_small_sums_wait_until_they_are_worth_a_message(opens: list[int], expected: dict[str, str]) -> None:
    """Scenario 18: 149 with a minimum of 150; a second invoice brings 155."""
    invoices = [an_invoice(f"F-{n}", total=total) for n, total in enumerate(opens, start=1)]
    story = Story(*invoices, organisation=an_organisation(minimums={"EUR": 15_000}))

    assert reasons(story.day("2026-09-07")) == expected


def test_an_overdue_invoice_that_is_not_due_for_a_step_helps_to_reach_the_minimum() -> None:
    """Section 5, minimum: overdue, or asked in this message."""
    other = an_invoice("F-2", due_on="2026-09-04", total=600)
    organisation = an_organisation(minimums={"EUR": 15_000})
    story = Story(an_invoice(total=14_900), other, organisation=organisation)

    assert reasons(story.day("2026-09-07")) == {"F-1": "step_due", "F-2": "not_due"}


@pytest.mark.parametrize(
    "other",
    [
        an_invoice("F-2", due_on="2026-09-07", total=600),
        an_invoice("F-2", currency="USD", total=600),
        an_invoice("F-2", total=600, is_autopay=True),
        an_invoice("F-2", total=600, status=Status.WRITTEN_OFF),
    ],
    ids=["due today", "in dollars", "held", "stopped"],
)
def test_what_is_not_asked_does_not_count_towards_the_minimum(other: Invoice) -> None:
    """Section 5, minimum: unheld, of the currency, overdue; stopped and held invoices do not count."""
    organisation = an_organisation(minimums={"EUR": 15_000})
    story = Story(an_invoice(total=14_900), other, organisation=organisation)

    assert story.says("2026-09-07") == "stop, below_minimum"


def test_a_finished_ladder_does_not_count_towards_the_minimum() -> None:
    """Section 5, minimum: ladder_finished is a stop."""
    finished = an_invoice("F-2", due_on="2026-07-01")
    policy = replace(STANDARD, steps=(FRIENDLY, FIRM))
    said = a_line(FIRM, "2026-07-16", "F-2")
    organisation = an_organisation(minimums={"EUR": 15_000})
    story = Story(
        an_invoice(total=14_900), finished, policy=policy, history=[said], organisation=organisation
    )

    assert reasons(story.day("2026-09-07")) == {"F-1": "below_minimum", "F-2": "ladder_finished"}


def test_two_notices_reach_the_minimum_together_before_they_are_due() -> None:
    """Section 5, minimum: or would be asked in this message."""
    organisation = an_organisation(minimums={"EUR": 15_000})
    story = Story(
        an_invoice(total=14_900), an_invoice("F-2", total=600), policy=STANDARD, organisation=organisation
    )

    assert reasons(story.day("2026-08-28")) == {"F-1": "coming_due", "F-2": "coming_due"}


def test_a_notice_does_not_bring_a_call_to_the_minimum() -> None:
    """Section 5, minimum: not overdue, and not asked in this message."""
    organisation = an_organisation(minimums={"EUR": 15_000})
    said = [a_line(FRIENDLY, "2026-09-07"), a_line(FIRM, "2026-09-15")]
    notice = an_invoice("F-2", due_on="2026-09-27", total=600)
    story = Story(an_invoice(total=14_900), notice, policy=STANDARD, organisation=organisation, history=said)

    assert reasons(story.day("2026-09-22")) == {"F-1": "below_minimum", "F-2": "coming_due"}


def test_the_minimum_counts_what_is_asked_and_not_what_is_disputed() -> None:
    """Section 5: the open amount less the disputed part."""
    part = a_hold("dispute", "2026-09-01", amount=1)
    story = Story(
        an_invoice(total=15_000), organisation=an_organisation(minimums={"EUR": 15_000}), holds=[part]
    )

    assert story.says("2026-09-07") == "stop, below_minimum"


def test_the_minimum_is_looked_at_only_when_a_step_is_due() -> None:
    """Section 5, minimum: after its own day and spacing."""
    story = Story(an_invoice(total=100), organisation=an_organisation(minimums={"EUR": 15_000}))

    assert story.says("2026-09-04") == "wait friendly until 2026-09-07, not_due"


def test_the_minimum_comes_before_the_gap() -> None:
    """Section 5, minimum: and before the age of the ledger."""
    organisation = an_organisation(minimums={"EUR": 15_000})
    story = Story(
        an_invoice(total=100), organisation=organisation, history=[a_line(FIRM, "2026-09-06", "F-9")]
    )
    story.readings = {}

    assert story.says("2026-09-07") == "stop, below_minimum"


@pytest.mark.parametrize(
    ("currency", "total", "said"),
    [
        ("EUR", 999, "stop, below_minimum"),
        ("EUR", 1_000, "send friendly, step_due"),
        ("GBP", 999, "stop, below_minimum"),
        ("USD", 999, "stop, below_minimum"),
        ("CHF", 999, "stop, below_minimum"),
        ("CAD", 999, "stop, below_minimum"),
        ("AUD", 999, "stop, below_minimum"),
        ("SEK", 1, "send friendly, step_due"),
        ("JPY", 1, "send friendly, step_due"),
    ],
)
def test_ten_is_the_minimum_of_six_currencies_and_others_have_none(
    currency: str, total: int, said: str
) -> None:
    """Section 5, minimum: the defaults."""
    shipped = Organisation("org", "Le Fournil", "FR", "Europe/Paris", "fr", "EUR")
    story = Story(an_invoice(currency=currency, total=total), organisation=shipped)

    assert story.says("2026-09-07") == said
