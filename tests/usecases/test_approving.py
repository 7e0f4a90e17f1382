"""A person releases what he was shown, and takes it back while it has not left."""

import pytest

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.invoice import Mode
from connector.usecases.approve import Desk, approve_all, approve_shown, desk, take_back
from tests.scenarios.office import Office


@pytest.fixture
def waiting(office: Office) -> Office:
    """Messages to Dupont (120.00 EUR) and to Durand (900.00 EUR) wait for approval."""
    office.set_mode(Mode.APPROVE)
    office.invoice("F-1", "2026-08-27", 120_00)
    office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    office.sync()
    office.plan()
    return office


def on_the_desk(office: Office, most: int = 9) -> Desk:
    return desk(office.app, office.id, most)


def as_shown(office: Office) -> dict[str, tuple[str, ...]]:
    return {x.reminder.id: x.to for x in on_the_desk(office).waiting}


def states(office: Office) -> list[State]:
    return sorted(x.state for x in office.reminders())


def test_the_largest_is_shown_first_with_whom_it_would_go_to(waiting: Office) -> None:
    found = on_the_desk(waiting)

    assert [(x.customer, x.to) for x in found.waiting] == [
        ("Durand", ("durand@durand.example",)),
        ("Dupont", ("dupont@dupont.example",)),
    ]
    assert (found.waiting_count, found.released, found.released_count) == (2, [], 0)


def test_of_many_the_first_are_shown_and_all_are_counted(waiting: Office) -> None:
    found = on_the_desk(waiting, most=1)

    assert [x.customer for x in found.waiting] == ["Durand"]
    assert found.waiting_count == 2


def test_what_was_shown_is_released(waiting: Office) -> None:
    shown = as_shown(waiting)

    assert approve_shown(waiting.app, waiting.id, shown, "Anna") == (2, 0)

    found = on_the_desk(waiting)
    assert (found.waiting, found.released_count) == ([], 2)
    assert {(x.reminder.approved_by, x.reminder.approved_recipients) for x in found.released} == {
        ("Anna", to) for to in shown.values()
    }


def test_what_would_go_to_another_address_by_now_is_looked_at_again(waiting: Office) -> None:
    shown = as_shown(waiting)
    waiting.add_address("Dupont", "new@dupont.example")

    assert approve_shown(waiting.app, waiting.id, shown, "Anna") == (1, 1)
    assert [x.customer for x in on_the_desk(waiting).waiting] == ["Dupont"]


def test_what_asks_for_another_amount_by_now_is_another_message(waiting: Office) -> None:
    shown = as_shown(waiting)
    waiting.account.pay("F-2", 100_00)
    for day in ("2026-09-01", "2026-09-04"):  # the payment is a contact: he is left alone for three days
        waiting.at(day)
        waiting.sync()
        waiting.plan()

    assert approve_shown(waiting.app, waiting.id, shown, "Anna") == (1, 1)


def test_nothing_else_is_released_that_way(waiting: Office) -> None:
    """Neither what is no message of this organisation, nor what was released already."""
    shown = as_shown(waiting)
    approve_all(waiting.app, waiting.id, "Bruno")

    assert approve_shown(waiting.app, waiting.id, shown | {"nobody": ()}, "Anna") == (0, 3)
    assert {x.approved_by for x in waiting.reminders()} == {"Bruno"}


def test_a_call_is_done_and_not_released(office: Office) -> None:
    office.invoice("F-1", "2026-09-01")
    office.sync()
    office.days("2026-09-02", "2026-09-22")
    calls = [x for x in office.reminders() if x.is_task]

    assert calls
    assert approve_shown(office.app, office.id, {calls[0].id: ()}, "Anna") == (0, 1)
    assert on_the_desk(office).waiting_count == 0


class TestTakingBack:
    def test_it_waits_again_and_does_not_leave(self, waiting: Office) -> None:
        approve_shown(waiting.app, waiting.id, as_shown(waiting), "Anna")
        mine = on_the_desk(waiting).released[0].reminder

        take_back(waiting.app, waiting.id, mine.id, "Bruno")
        waiting.cycle()

        assert [x.customer for x in on_the_desk(waiting).waiting] == ["Durand"]
        assert states(waiting) == [State.AWAITING_APPROVAL, State.SENT]
        again = on_the_desk(waiting).waiting[0].reminder
        assert (again.approved_by, again.approved_at, again.approved_recipients) == (None, None, ())
        assert {x.state for x in again.lines} == {State.AWAITING_APPROVAL}

    def test_and_may_be_released_again(self, waiting: Office) -> None:
        for _ in range(2):
            approve_shown(waiting.app, waiting.id, as_shown(waiting), "Anna")
            for one in on_the_desk(waiting).released:
                take_back(waiting.app, waiting.id, one.reminder.id, "Anna")
        approve_shown(waiting.app, waiting.id, as_shown(waiting), "Anna")
        waiting.cycle()

        assert states(waiting) == [State.SENT, State.SENT]

    def test_what_has_left_cannot_be_taken_back(self, waiting: Office) -> None:
        approve_shown(waiting.app, waiting.id, as_shown(waiting), "Anna")
        mine = on_the_desk(waiting).released[0].reminder
        waiting.cycle()

        for gone in (mine.id, "nobody"):
            with pytest.raises(Refused, match="no longer"):
                take_back(waiting.app, waiting.id, gone, "Anna")

    def test_where_the_machine_would_release_it_again_it_is_to_be_held(self, waiting: Office) -> None:
        approve_shown(waiting.app, waiting.id, as_shown(waiting), "Anna")
        mine = on_the_desk(waiting).released[0].reminder
        waiting.set_mode(Mode.AUTO)

        with pytest.raises(Refused, match="hold its invoices"):
            take_back(waiting.app, waiting.id, mine.id, "Anna")
