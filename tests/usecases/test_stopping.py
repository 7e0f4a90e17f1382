"""Everything at once: stopped, started again, and each message as it would leave meanwhile."""

import pytest

from connector.core.errors import Refused
from connector.core.invoice import Mode
from connector.usecases.send import preview_one
from connector.usecases.stopping import resume, stop, what_stops
from tests.scenarios.office import Office


@pytest.fixture
def late(office: Office) -> Office:
    """F-1 is due for its friendly step on 2 September."""
    office.invoice("F-1", "2026-08-28")
    office.sync()
    office.at("2026-09-02")
    return office


def test_nothing_leaves_until_it_is_started_again(late: Office) -> None:
    stop(late.app, late.id, "Anna")
    late.cycle()
    stopped = late.steps()

    assert resume(late.app, late.id, "Bruno")
    late.cycle()

    assert stopped == []
    assert late.steps() == [("2026-09-02", "F-1", "friendly")]


def test_what_is_stopped_already_is_stopped_once(late: Office) -> None:
    for _ in range(2):
        stop(late.app, late.id, "Anna")

    assert [x.author for x in what_stops(late.app, late.id)] == ["Anna"]
    assert [resume(late.app, late.id, "Anna") for _ in range(2)] == [True, False]


def test_a_pause_with_a_day_is_neither_begun_nor_ended_by_it(late: Office) -> None:
    late.hold("pause", is_all=True, until="2026-09-30")
    assert what_stops(late.app, late.id) == ()

    stop(late.app, late.id, "Anna")
    resume(late.app, late.id, "Anna")
    late.cycle()

    assert late.steps() == []


def test_it_stops_where_a_policy_cannot_be_read(late: Office) -> None:
    class Wrong:
        def policies(self, default: str, written: object) -> None:
            raise Refused("standard.yaml, line 3: no offset")

    app = late.make_app(policies=Wrong())

    stop(app, late.id, "Anna")
    assert what_stops(app, late.id)
    assert resume(app, late.id, "Anna")


class TestOneMessage:
    @pytest.fixture
    def late(self, late: Office) -> Office:
        late.set_mode(Mode.APPROVE)
        late.sync()
        late.plan()
        return late

    def test_it_is_shown_as_it_would_leave(self, late: Office) -> None:
        (mine,) = late.reminders()

        found = preview_one(late.app, late.id, mine.id)

        assert found is not None and found.message is not None
        assert (found.customer, found.message.to) == ("Dupont", ("dupont@dupont.example",))
        assert (found.reason, found.is_more) == ("step_due", False)

    def test_stopped_or_not(self, late: Office) -> None:
        (mine,) = late.reminders()
        stop(late.app, late.id, "Anna")

        found = preview_one(late.app, late.id, mine.id)

        assert found is not None and found.message is not None
        assert found.reason == "stopped"

    def test_where_more_is_due_by_now_it_says_so(self, late: Office) -> None:
        (mine,) = late.reminders()
        late.invoice("F-2", "2026-08-28")
        late.sync()

        found = preview_one(late.app, late.id, mine.id)

        assert found is not None and found.is_more

    def test_what_has_left_or_never_was_is_not_shown(self, late: Office) -> None:
        (mine,) = late.reminders()
        late.approve()
        late.cycle()

        assert preview_one(late.app, late.id, mine.id) is None
        assert preview_one(late.app, late.id, "nobody") is None
