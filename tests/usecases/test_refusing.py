"""A message that a person does not want: it is not sent, its step is not taken, and it can go on again."""

import pytest

from connector.core.history import State
from connector.core.invoice import Mode
from connector.usecases.approve import approve_all, desk
from connector.usecases.refusing import go_on_after_all, refuse, refused
from tests.scenarios.office import Office


@pytest.fixture
def waiting(office: Office) -> Office:
    """A message to Dupont about two invoices waits for approval."""
    office.set_mode(Mode.APPROVE)
    office.invoice("F-1", "2026-08-27", 120_00)
    office.invoice("F-2", "2026-08-27", 900_00)
    office.sync()
    office.plan()
    return office


def the_one(office: Office) -> str:
    (found,) = desk(office.app, office.id).waiting
    return found.reminder.id


def test_it_leaves_neither_now_nor_later(waiting: Office) -> None:
    mine = the_one(waiting)

    assert refuse(waiting.app, waiting.id, mine, "Anna")

    assert [(x.state, x.reason) for x in waiting.reminders()] == [(State.CANCELLED, "pause")]
    waiting.days("2026-09-02", "2026-09-04")
    approve_all(waiting.app, waiting.id, "Anna")
    waiting.days("2026-09-05", "2026-09-20")
    assert waiting.steps() == []
    assert waiting.mail.delivered == []


def test_said_twice_is_said_once(waiting: Office) -> None:
    mine = the_one(waiting)
    refuse(waiting.app, waiting.id, mine, "Anna")

    assert not refuse(waiting.app, waiting.id, mine, "Anna")
    with waiting.store.reading(waiting.id) as unit:
        assert len(unit.holds.active()) == 2


def test_it_goes_on_where_it_was_once_somebody_says_so(waiting: Office) -> None:
    mine = the_one(waiting)
    refuse(waiting.app, waiting.id, mine, "Anna")
    found = refused(waiting.app, waiting.id, mine)
    assert found is not None and found[1] == "Dupont"

    assert go_on_after_all(waiting.app, waiting.id, mine, "Bruno")
    assert not go_on_after_all(waiting.app, waiting.id, mine, "Bruno")

    assert refused(waiting.app, waiting.id, mine) is None
    waiting.plan()
    assert the_one(waiting) != mine
    waiting.approve()
    waiting.cycle()
    assert [x[1:] for x in waiting.steps()] == [("F-1", "friendly"), ("F-2", "friendly")]


def test_what_was_released_or_is_not_there_is_not_refused(waiting: Office) -> None:
    mine = the_one(waiting)
    waiting.approve()

    assert not refuse(waiting.app, waiting.id, mine, "Anna")
    assert not refuse(waiting.app, waiting.id, "nobody", "Anna")
    assert not go_on_after_all(waiting.app, waiting.id, "nobody", "Anna")
    assert refused(waiting.app, waiting.id, "nobody") is None
    assert [x.state for x in waiting.reminders()] == [State.APPROVED]
