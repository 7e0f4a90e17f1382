"""Above an amount two different people release a message, whatever changes meanwhile, in every mode."""

from collections.abc import Mapping
from typing import Any

import pytest

from connector.core.history import TAKEN_BACK, TWO_NEEDED, State
from connector.core.invoice import Mode
from connector.core.message import Reminder
from connector.core.ports import Approval
from connector.core.source import Source
from connector.usecases.approve import Approved, Shown, TakenBack, approve_shown, desk, take_back
from connector.usecases.organisations import change_organisation
from connector.usecases.reconcile import MACHINE
from connector.usecases.send import send
from tests.scenarios.office import Office

ANNA, BRUNO = "anna@atelier.example", "bruno@atelier.example"
LIMIT = {"EUR": 500_00}


@pytest.fixture
def two(office: Office) -> Office:
    """From 500.00 EUR on two release: Dupont's message asks for 120.00, Durand's for 900.00. In mode auto."""
    say(office, LIMIT)
    office.invoice("F-1", "2026-08-27", 120_00)
    office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    office.sync()
    office.plan()
    return office


def say(office: Office, amounts: Mapping[str, int | None]) -> None:
    change_organisation(office.app, office.id, "Olga", four_eyes=amounts)


def waiting(office: Office) -> list[Shown]:
    return list(desk(office.app, office.id).waiting)


def approve(office: Office, who: str) -> Approved:
    """All that waits, as it is shown now."""
    return approve_shown(office.app, office.id, {x.reminder.id: x.seal for x in waiting(office)}, who)


def counts(done: Approved) -> tuple[int, int, int]:
    return len(done.released), len(done.halves), len(done.own)


def of_durand(office: Office) -> Reminder:
    return max(office.reminders(), key=lambda x: x.asked)


def sent(office: Office) -> list[str]:
    return sorted(number for _, _, lines in office.sent() for number, _ in lines)


def events(office: Office) -> list[tuple[str, str]]:
    with office.store.reading(office.id) as unit:
        found = unit.past.events([x.customer_id for x in office.reminders()])
    return [(x.who, x.what) for x in found if x.what.startswith("reminder.approved")]


def test_in_the_mode_auto_it_waits_and_less_leaves(two: Office) -> None:
    two.cycle()

    assert sent(two) == ["F-1"]
    assert [(x.customer, x.wants_two, x.first_by) for x in waiting(two)] == [("Durand", True, None)]


def test_the_first_approval_is_kept_and_lets_nothing_leave(two: Office) -> None:
    assert counts(approve(two, ANNA)) == (0, 1, 0)
    two.cycle()

    assert sent(two) == ["F-1"]
    assert [x.first_by for x in waiting(two)] == [ANNA]
    assert events(two) == [(ANNA, "reminder.approved_first")]


def test_somebody_else_lets_it_leave(two: Office) -> None:
    approve(two, ANNA)
    assert counts(approve(two, BRUNO)) == (1, 0, 0)
    two.cycle()

    assert sent(two) == ["F-1", "F-2"]
    assert events(two) == [(ANNA, "reminder.approved_first"), (BRUNO, "reminder.approved")]
    assert (of_durand(two).first_approved_by, of_durand(two).approved_by) == (ANNA, BRUNO)


def test_the_same_person_twice_is_one_person(two: Office) -> None:
    approve(two, ANNA)

    assert counts(approve(two, ANNA)) == (0, 0, 1)
    two.cycle()
    assert sent(two) == ["F-1"]


def test_in_the_mode_approve_too(office: Office) -> None:
    say(office, LIMIT)
    office.set_mode(Mode.APPROVE)
    office.invoice("F-1", "2026-08-27", 120_00)
    office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    office.sync()
    office.plan()

    assert counts(approve(office, ANNA)) == (1, 1, 0)
    office.cycle()
    assert sent(office) == ["F-1"]


class TestWhatChangesMeanwhile:
    def test_more_is_due_after_the_first(self, two: Office) -> None:
        approve(two, ANNA)
        two.invoice("F-3", "2026-08-27", 50_00, customer="Durand")
        two.sync()
        two.plan()

        assert [x.first_by for x in waiting(two)] == [None]
        assert counts(approve(two, BRUNO)) == (0, 1, 0)
        two.cycle()
        assert sent(two) == ["F-1"]

    def test_more_is_due_after_both(self, two: Office) -> None:
        approve(two, ANNA)
        approve(two, BRUNO)
        two.change("F-2", open=950_00, total=950_00)
        two.cycle()

        assert sent(two) == ["F-1"]
        assert [(x.reminder.asked, x.first_by) for x in waiting(two)] == [(950_00, None)]

    def test_less_is_due_after_both(self, two: Office) -> None:
        approve(two, ANNA)
        approve(two, BRUNO)
        two.hold("dispute", "F-2", amount=100_00)
        two.send()

        assert sent(two) == ["F-1", "F-2"]

    def test_somebody_else_would_read_it(self, two: Office) -> None:
        approve(two, ANNA)
        two.add_address("Durand", "new@durand.example")

        assert [x.first_by for x in waiting(two)] == [None]
        assert counts(approve(two, BRUNO)) == (0, 1, 0)
        assert counts(approve(two, ANNA)) == (1, 0, 0)

    def test_what_asked_for_less_by_itself_asks_for_so_much_when_it_leaves(self, office: Office) -> None:
        say(office, LIMIT)
        office.invoice("F-1", "2026-08-27", 400_00)
        office.sync()
        office.plan()
        office.change("F-1", open=600_00, total=600_00)
        office.send()

        assert office.sent() == []
        (one,) = waiting(office)
        assert (one.reminder.reason, one.reminder.asked, one.wants_two) == (TWO_NEEDED, 600_00, True)

    def test_the_mode(self, office: Office) -> None:
        say(office, LIMIT)
        office.set_mode(Mode.APPROVE)
        office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
        office.sync()
        office.plan()
        approve(office, ANNA)
        office.set_mode(Mode.AUTO)
        office.cycle()

        assert office.sent() == []
        assert [x.first_by for x in waiting(office)] == [ANNA]

    def test_shadow_and_back_begins_anew(self, two: Office) -> None:
        approve(two, ANNA)
        two.set_mode(Mode.SHADOW)
        two.set_mode(Mode.AUTO)
        two.cycle()

        assert "F-2" not in sent(two)
        assert {x.first_by for x in waiting(two)} <= {None}

    def test_the_amount_is_said_after_one_released_it(self, office: Office) -> None:
        office.set_mode(Mode.APPROVE)
        office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
        office.sync()
        office.plan()
        assert counts(approve(office, ANNA)) == (1, 0, 0)
        say(office, LIMIT)
        office.cycle()

        assert office.sent() == []
        (one,) = waiting(office)
        assert (one.reminder.reason, one.reminder.approved_by, one.first_by) == (TWO_NEEDED, None, None)

    def test_the_amount_is_said_while_a_sender_reads_again(self, office: Office) -> None:
        office.set_mode(Mode.APPROVE)
        office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
        office.sync()
        office.plan()
        approve(office, ANNA)

        def reads(*asked: Any) -> Source:
            say(office, LIMIT)
            return office.app.sources(*asked)

        (told,) = send(office.make_app(sources=reads), office.id)

        assert (told.state, told.reason) == (State.AWAITING_APPROVAL, TWO_NEEDED)
        assert office.sent() == []
        assert of_durand(office).approved_by is None

    def test_the_amount_is_said_after_the_machine_released_it(self, office: Office) -> None:
        office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
        office.sync()
        office.plan()
        assert of_durand(office).approved_by == MACHINE
        say(office, LIMIT)
        office.cycle()

        assert office.sent() == []

    def test_the_amount_is_lifted(self, two: Office) -> None:
        approve(two, ANNA)
        say(two, {"EUR": None})
        two.cycle()

        assert sent(two) == ["F-1", "F-2"]

    def test_the_amount_is_lifted_and_said_again(self, two: Office) -> None:
        """What the machine released in between waits for both, and the first one's word has fallen."""
        approve(two, ANNA)
        say(two, {"EUR": None})
        two.plan()
        say(two, LIMIT)

        assert counts(approve(two, BRUNO)) == (0, 1, 0)
        two.cycle()
        assert sent(two) == ["F-1"]


class TestTakingBack:
    def test_both_fall(self, two: Office) -> None:
        approve(two, ANNA)
        approve(two, BRUNO)

        assert take_back(two.app, two.id, of_durand(two).id, BRUNO) is TakenBack.DONE
        two.cycle()

        assert sent(two) == ["F-1"]
        (one,) = waiting(two)
        assert (one.first_by, one.reminder.reason) == (None, TAKEN_BACK)
        assert counts(approve(two, BRUNO)) == (0, 1, 0)

    def test_the_first_may_be_taken_back_alone(self, two: Office) -> None:
        approve(two, ANNA)

        assert take_back(two.app, two.id, of_durand(two).id, ANNA) is TakenBack.DONE
        assert take_back(two.app, two.id, of_durand(two).id, ANNA) is TakenBack.GONE
        assert counts(approve(two, BRUNO)) == (0, 1, 0)


def test_whoever_goes_past_the_page_still_makes_nothing_leave(two: Office) -> None:
    """One approval by code that forgot the second: the claim refuses it, and it is asked for."""
    with two.store.writing(two.id) as unit:
        assert unit.reminders.approve(
            of_durand(two).id, Approval(ANNA, two.now(), ("durand@durand.example",))
        )
    told = {x.customer: (x.state, x.reason) for x in two.send()}

    assert told["Durand"] == (State.AWAITING_APPROVAL, TWO_NEEDED)
    assert sent(two) == ["F-1"]
    assert of_durand(two).approved_by is None


def test_what_is_shown_and_approved_by_two_at_once_counts_each_once(two: Office) -> None:
    """Both looked before either approved: the second one is the second."""
    (seen,) = waiting(two)
    shown = {seen.reminder.id: seen.seal}

    assert counts(approve_shown(two.app, two.id, shown, ANNA)) == (0, 1, 0)
    assert counts(approve_shown(two.app, two.id, shown, BRUNO)) == (1, 0, 0)
    assert counts(approve_shown(two.app, two.id, shown, "Clara")) == (0, 0, 0)
