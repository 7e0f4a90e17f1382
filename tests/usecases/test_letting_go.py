"""A person lets one invoice go on: from what its page says, and from nothing else."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.errors import Refused
from connector.usecases.letting_go import let_go
from tests.scenarios.office import Office

Story = Callable[..., Office]


def due(story: Story, on: str = "2026-09-03") -> Office:
    office = story()
    office.invoice("F-1", on)
    office.sync()
    return office


def go(office: Office) -> None:
    let_go(office.app, office.id, "F-1", "Anna")


def holds(office: Office) -> list[str]:
    with office.store.reading(office.id) as unit:
        return sorted(x.reason for x in unit.holds.active())


def test_money_that_was_seen_is_let_go_and_the_disputed_part_stays(story: Story) -> None:
    """Of the 100.00 the disputed 40.00 are not asked."""
    office = due(story)
    office.credit("C-1", 100_00, "2026-09-07")
    office.hold("dispute", "F-1", amount=40_00)
    office.at("2026-09-08")
    office.sync()
    before = office.reason("F-1")

    go(office)
    office.cycle("2026-09-08")

    assert (before, holds(office)) == ("money_seen", ["dispute"])
    assert [x.asked for x in office.reminders()] == [60_00]


@pytest.mark.parametrize("reason", ["said_paid", "promise"])
def test_what_ran_out_ends_and_what_else_was_said_stays(story: Story, reason: str) -> None:
    office = due(story)
    for _ in range(1 if reason == "said_paid" else 3):
        office.hold(reason, "F-1", until="2026-09-04" if reason == "promise" else None, author=f"A{_}")
    office.hold("dispute", "F-1", amount=40_00)
    office.at("2026-09-11")
    office.sync()
    before = office.reason("F-1")

    go(office)

    assert (before, holds(office)) == ("needs_person", ["dispute"])
    assert office.reason("F-1") == "step_due"


def test_one_question_at_a_time_is_answered(story: Story) -> None:
    """He said that he has paid, and that was not looked at; then money was seen."""
    office = due(story)
    office.hold("said_paid", "F-1")
    office.at("2026-09-11")
    office.credit("C-1", 100_00, "2026-09-10")
    office.sync()

    go(office)
    then = office.reason("F-1")
    go(office)

    assert (then, office.reason("F-1"), holds(office)) == ("money_seen", "step_due", [])


def test_money_that_nobody_has_matched_is_let_go_before_what_ranks_behind_it(story: Story) -> None:
    office = due(story)
    office.credit("C-1", 100_00, "2026-09-02")
    office.sync()
    office.hold("returned_debit", "F-1")
    office.at("2026-09-14")
    office.sync()

    go(office)

    assert (holds(office), office.reason("F-1")) == (["returned_debit"], "needs_person")
    go(office)
    assert holds(office) == []


def test_what_holds_all_of_him_is_not_ended_by_one_invoice(story: Story) -> None:
    office = due(story)
    office.hold("said_paid", customer="Dupont")
    office.at("2026-09-11")
    office.sync()

    with pytest.raises(Refused, match="does not wait"):
        go(office)

    assert holds(office) == ["said_paid"]


def test_a_very_late_one_is_let_go_once(story: Story) -> None:
    office = due(story, "2025-09-03")

    go(office)

    with pytest.raises(Refused, match="does not wait"):
        go(office)


def test_what_is_held_for_a_known_reason_does_not_wait_for_a_person(story: Story) -> None:
    office = due(story)
    office.hold("pause", "F-1", until=str(date(2026, 10, 1)))

    with pytest.raises(Refused, match="does not wait"):
        go(office)

    assert holds(office) == ["pause"]
