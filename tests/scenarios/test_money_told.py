"""Money, told through the use cases; the numbers are those of the scenarios."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from connector.core.invoice import Status
from connector.core.source import SourceCredit
from connector.usecases import people
from connector.usecases.plan import plan_row
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

Story = Callable[..., Office]


def due(office: Office, *numbers: str, on: str = "2026-09-03", amount: int = 100_00, **known: Any) -> None:
    """Invoices of that day, known before it."""
    for number in numbers:
        office.invoice(number, on, amount, **known)
    office.sync()


def asked(office: Office) -> list[int]:
    return [x.asked for x in office.reminders() if x.left_on is not None]


def test_after_a_partial_payment_the_rest_is_asked_to_the_cent(story: Story) -> None:
    """13."""
    office = story()
    due(office, "F-1", amount=100_01)
    office.cycle("2026-09-08")

    office.account.pay("F-1", 33_34, date(2026, 9, 11))
    office.cycle("2026-09-11")
    office.cycle("2026-09-18")

    assert asked(office) == [100_01, 66_67]
    assert "66,67" in office.mail.delivered[-1].message.text


def test_a_credit_note_that_is_applied_closes(story: Story) -> None:
    """14."""
    office = story()
    due(office, "F-1")

    office.change("F-1", status=Status.CREDITED, open=0)
    office.cycle("2026-09-08")

    assert (office.steps(), office.reason("F-1")) == ([], "credited")


def test_money_not_yet_matched_holds_the_invoice_of_exactly_its_amount(story: Story) -> None:
    """14."""
    office = story()
    due(office, "F-1", amount=300_00)
    due(office, "F-2", amount=500_00)

    office.credit("C-1", 500_00, "2026-09-07")
    office.cycle("2026-09-08")

    assert office.steps() == [("2026-09-08", "F-1", "friendly")]
    assert office.reason("F-2") == "money_seen"
    assert "500,00" in office.mail.delivered[0].message.text


def test_money_that_fits_no_amount_holds_the_oldest_it_wholly_covers(story: Story) -> None:
    """14."""
    office = story()
    due(office, "F-1", on="2026-09-02", amount=300_00)
    due(office, "F-2", on="2026-09-03", amount=400_00)

    office.credit("C-1", 500_00, "2026-09-07")
    office.cycle("2026-09-08")

    assert office.reason("F-1") == "money_seen"
    assert office.steps() == [("2026-09-08", "F-2", "friendly")]


def test_after_five_business_days_a_person_matches_the_money(story: Story) -> None:
    """14."""
    office = story()
    due(office, "F-1")
    office.credit("C-1", 100_00, "2026-09-07")
    office.cycle("2026-09-07")

    office.cycle("2026-09-14")
    before = office.tasks()
    office.cycle("2026-09-15")
    asked_for = office.tasks()
    office.account.credits["C-1"] = SourceCredit("C-1", "Dupont", "EUR", 0)
    office.cycle("2026-09-16")

    assert (before, asked_for, office.tasks()) == ([], ["needs_person"], [])
    assert office.steps() == [("2026-09-16", "F-1", "friendly")]


def test_of_two_invoices_in_one_message_one_is_paid_and_the_other_goes_on_alone(story: Story) -> None:
    """15."""
    office = story()
    due(office, "F-1", "F-2")
    office.cycle("2026-09-08")

    office.account.pay("F-1")
    office.cycle("2026-09-18")

    assert [lines for _, _, lines in office.sent()] == [
        (("F-1", "friendly"), ("F-2", "friendly")),
        (("F-2", "firm"),),
    ]


def test_the_oldest_is_paid_and_the_younger_ones_go_on_from_their_own_rungs(story: Story) -> None:
    """16."""
    office = story()
    due(office, "F-1", on="2026-09-01")
    due(office, "F-2", on="2026-09-11")
    for day in ("2026-09-07", "2026-09-16"):
        office.cycle(day)

    office.account.pay("F-1")
    for day in ("2026-09-17", "2026-09-23", "2026-09-28", "2026-10-12"):
        office.cycle(day)

    assert [step for _, number, step in office.steps() if number == "F-2"] == ["friendly", "firm", "last"]
    assert [step for _, number, step in office.steps() if number == "F-1"] == ["friendly", "firm"]


def test_two_rungs_due_together_make_one_message_in_firm_words(story: Story) -> None:
    """16a."""
    office = story()
    due(office, "F-1", on="2026-09-01")
    due(office, "F-2", on="2026-09-11")
    office.cycle("2026-09-07")

    office.cycle("2026-09-16")
    office.cycle("2026-09-17")
    together = office.reminders()[-1]

    assert office.sent()[1:] == [("2026-09-16", "Dupont", (("F-1", "firm"), ("F-2", "friendly")))]
    assert (together.step_id, together.template) == ("firm", "firm")


def test_a_formal_notice_lists_only_what_reached_it(story: Story) -> None:
    """16a."""
    office = story(policy="standard")
    due(office, "F-2", "F-3", on="2026-09-01")
    for day in ("2026-09-07", "2026-09-16"):
        office.cycle(day)
    due(office, "F-1", on="2026-09-25")

    office.cycle("2026-10-01")
    letter = next(x for x in office.reminders() if x.step_id == "formal")

    assert [(x.number, x.step_id) for x in letter.lines] == [("F-2", "formal"), ("F-3", "formal")]


def test_euros_and_dollars_are_two_messages_and_are_never_added(story: Story) -> None:
    """17. JPY has no cents, KWD has three."""
    office = story()
    for currency in ("EUR", "USD", "JPY", "KWD"):
        due(office, f"F-{currency}", currency=currency, amount=123456)

    office.cycle("2026-09-08")
    rows = {row["currency"]: row["amount"] for row in map(plan_row, office.plan())}

    assert sorted(x.currency for x in office.reminders()) == ["EUR", "JPY", "KWD", "USD"]
    assert asked(office) == [123456] * 4
    assert rows == {"EUR": "1234.56", "USD": "1234.56", "JPY": "123456", "KWD": "123.456"}


def test_below_the_minimum_nothing_leaves_and_above_it_both_are_listed(story: Story) -> None:
    """18."""
    office = story(minimums={"EUR": 150_00})
    due(office, "F-1", on="2026-09-03", amount=149_00)
    office.cycle("2026-09-08")
    silent = office.reason("F-1")

    due(office, "F-2", on="2026-09-04", amount=6_00)
    office.cycle("2026-09-09")

    assert silent == "below_minimum"
    assert office.sent() == [("2026-09-09", "Dupont", (("F-1", "friendly"), ("F-2", "friendly")))]


def test_after_a_returned_payment_a_person_looks_and_then_it_goes_on_from_its_old_rung(story: Story) -> None:
    """19."""
    office = story()
    due(office, "F-1")
    office.cycle("2026-09-08")
    office.account.pay("F-1")
    office.cycle("2026-09-10")

    office.change("F-1", open=100_00, status=Status.OPEN)
    office.cycle("2026-09-18")
    seen = (office.reason("F-1"), office.tasks())
    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")
    office.cycle("2026-09-21")

    assert seen == ("needs_person", ["needs_person"])
    assert office.steps() == [("2026-09-08", "F-1", "friendly"), ("2026-09-21", "F-1", "firm")]


def test_a_payment_that_comes_back_after_the_last_step_begins_the_ladder_again(story: Story) -> None:
    """19."""
    office = story()
    due(office, "F-1")
    for day in ("2026-09-08", "2026-09-18", "2026-10-05"):
        office.cycle(day)
    office.account.pay("F-1")
    office.cycle("2026-10-07")

    office.change("F-1", open=100_00, status=Status.OPEN)
    office.cycle("2026-10-14")
    people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")
    office.cycle("2026-10-15")

    assert [step for _, _, step in office.steps()] == ["friendly", "firm", "last", "last"]
    assert [x.lines[0].cycle for x in office.reminders()] == [1, 1, 1, 2]


def test_a_returned_payment_without_a_due_date_stays_in_its_cycle(story: Story) -> None:
    """19."""
    office = story()
    due(office, "F-1")
    office.change("F-1", status=Status.PAID, open=0, due_on=None)
    office.cycle("2026-09-08")

    office.change("F-1", status=Status.OPEN, open=100_00)
    office.cycle("2026-09-09")

    assert office.reason("F-1") == "needs_person"


def test_a_file_that_shows_a_paid_invoice_open_again_is_looked_at_by_a_person(story: Story) -> None:
    """19."""
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.import_file("F-1")
    paid = replace(office.account.invoices["F-1"], status=Status.PAID, open=0)
    office.account.invoices["F-1"] = paid
    office.import_file("F-1")

    office.change("F-1", status=Status.OPEN, open=100_00)
    office.import_file("F-1")

    assert office.reason("F-1") == "needs_person"


@pytest.mark.parametrize(
    ("total", "still_open", "said"),
    [
        (100_00, -20_00, "paid"),
        (100_00, 0, "paid"),
        (999_999_999_999, 999_999_999_999, "friendly"),
    ],
)
def test_odd_amounts_are_exact(story: Story, total: int, still_open: int, said: str) -> None:
    """20. Overpaid, zero, and twelve digits."""
    office = story()
    due(office, "F-1", amount=total)

    office.change("F-1", open=still_open)
    office.cycle("2026-09-08")
    left = [x.asked for x in office.reminders()]

    assert left == ([still_open] if said == "friendly" else [])
    assert said == "friendly" or office.reason("F-1") == said
