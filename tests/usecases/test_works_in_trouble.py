"""A work about many where something fails, or where whoever began it may do so no longer."""

from dataclasses import fields

import pytest

from connector.core.bulk import Stopped
from connector.usecases import bulk, people, works
from connector.usecases.application import Application, Step
from tests.scenarios.office import Office
from tests.usecases.many import (
    GENTLE,
    Story,
    begun,
    chosen,
    ended,
    failing,
    four,
    look,
    over,
    paused,
    started,
    told,
    turn,
    what_waits,
)


@pytest.fixture
def office(story: Story, monkeypatch: pytest.MonkeyPatch) -> Office:
    return four(story, monkeypatch)


@pytest.fixture
def later(office: Office) -> list[tuple[str, Step]]:
    return what_waits(office)


class TestTrouble:
    def test_a_fault_leaves_nobody_out_and_the_next_turn_goes_on(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The database was locked for a moment: nothing was decided about anybody by that."""
        work_id = begun(office)
        second = list(bulk.by_customer(chosen(office)))[1][0].customer
        with monkeypatch.context() as troubled:
            over(office, troubled, second, RuntimeError("database is locked"))
            assert not turn(office, work_id)
        found = look(office, work_id)
        assert (len(found.parts), found.left_out, found.work.tries) == (1, (), 1)

        works.go_on(office.app, office.id)

        found = look(office, work_id)
        assert (found.work.done, found.work.left_out, found.work.tries) == (4, 0, 0)
        assert [str(x) for x in office.faults] == ["database is locked"]

    def test_one_who_always_fails_keeps_nobody_else_waiting(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """And in the end it is stopped, which is told: nothing is tried for ever."""
        over(office, monkeypatch, chosen(office)[0].customer, RuntimeError("a fault of ours"))
        work_id = begun(office)

        turns = 0
        while look(office, work_id).work.is_under_way:
            turn(office, work_id)
            turns += 1

        found = look(office, work_id)
        assert (paused(office), len(found.waiting), found.left_out, turns < 12) == (3, 1, (), True)
        assert (found.work.stopped, found.work.cancelled_by) == (Stopped.TROUBLE, works.AUTHOR)
        assert [(x.what, x.facts.get("stopped")) for x in told(office)][1:] == [
            ("bulk.cancelled", "trouble"),
            ("bulk.done", None),
        ]

    def test_where_nothing_can_be_done_it_is_tried_so_many_times(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(people, "hold_in", failing(RuntimeError("a fault of ours")))
        work_id = begun(office)

        for n in range(1, works.TRIES):
            assert (turn(office, work_id), look(office, work_id).work.tries) == (False, n)
        turn(office, work_id)

        assert look(office, work_id).work.stopped is Stopped.TROUBLE
        assert len(office.faults) == works.TRIES

    def test_taking_back_goes_on_after_a_fault_too(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        work_id = started(office)
        works.take_back(office.app, office.id, work_id, "Bruno")
        with monkeypatch.context() as troubled:
            troubled.setattr(people, "end_in", failing(RuntimeError("database is locked")))
            assert not turn(office, work_id)
        assert (look(office, work_id).kept, look(office, work_id).work.tries) == ((), 1)

        works.go_on(office.app, office.id)

        assert (paused(office), look(office, work_id).work.tries) == (0, 0)

    def test_what_cannot_be_taken_back_at_all_can_be_tried_anew_later(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        work_id = started(office)
        works.take_back(office.app, office.id, work_id, "Bruno")
        with monkeypatch.context() as troubled:
            troubled.setattr(people, "end_in", failing(RuntimeError("a fault of ours")))
            for _ in range(works.TRIES):
                turn(office, work_id)
        found = look(office, work_id)
        assert (found.work.is_taken_back, found.work.undo_stopped, found.still_done) == (
            *(False, Stopped.TROUBLE, 4),
        )

        works.take_back(office.app, office.id, work_id, "Carla")
        works.start(office.app, office.id, work_id)

        assert (paused(office), look(office, work_id).work.undo_stopped) == (0, None)
        assert [(x.what, x.who) for x in told(office)][2:] == [
            ("bulk.undo_asked", "Bruno"),
            ("bulk.undo_stopped", works.AUTHOR),
            ("bulk.undo_asked", "Carla"),
            ("bulk.undone", "Carla"),
        ]


class TestWhoLostHisRole:
    def test_an_application_that_knows_no_user_goes_on_with_nothing(self, office: Office) -> None:
        work_id = begun(office)
        own = (x for x in fields(Application) if x.name != "keeps_books")
        office.app = Application(**{x.name: getattr(office.app, x.name) for x in own})

        assert not turn(office, work_id)

        assert (paused(office), look(office, work_id).work.stopped) == (0, Stopped.ROLE)

    def test_what_he_began_is_stopped_at_the_next_turn_and_told(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = started(office)
        office.app = office.make_app(keeps_books=lambda place, email: email != "Anna")

        works.go_on(office.app, office.id)

        found = look(office, work_id)
        assert (paused(office), found.work.not_begun, found.work.stopped) == (2, 2, Stopped.ROLE)
        assert [(x.what, x.who, x.facts.get("stopped")) for x in told(office)][1:] == [
            ("bulk.cancelled", works.AUTHOR, "role"),
            ("bulk.done", "Anna", None),
        ]

    def test_what_he_was_taking_back_stays_until_somebody_else_asks(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = ended(office)
        works.take_back(office.app, office.id, work_id, "Bruno")
        assert turn(office, work_id)
        office.app = office.make_app(keeps_books=lambda place, email: email != "Bruno")

        assert not turn(office, work_id)

        found = look(office, work_id)
        assert (paused(office), found.is_undoable, found.work.undo_stopped) == (2, True, Stopped.ROLE)
        works._Turn(office.app, office.id, work_id)._stop_undo(Stopped.ROLE)
        assert [(x.what, x.facts.get("stopped")) for x in told(office)][3:] == [("bulk.undo_stopped", "role")]

    def test_what_another_asked_to_be_taken_back_as_well_is(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        """It was under way when he pressed the button: nobody presses it twice to be heard."""
        work_id = ended(office)
        other = ended(office, GENTLE)
        for who, which in (("Anna", work_id), ("Bruno", other), ("Carla", work_id), ("Carla", work_id)):
            works.take_back(office.app, office.id, which, who)
        assert turn(office, work_id)
        office.app = office.make_app(keeps_books=lambda place, email: email == "Carla")

        works.go_on(office.app, office.id)

        found = look(office, work_id)
        assert (paused(office), found.work.undo_stopped, found.work.undo_by) == (0, None, "Carla")
        assert [(x.what, x.who) for x in told(office) if x.facts["work"] == work_id][2:] == [
            ("bulk.undo_asked", "Anna"),
            ("bulk.undo_asked", "Carla"),
            ("bulk.undone", "Carla"),
        ]
        assert look(office, other).work.undo_stopped is Stopped.ROLE

    def test_who_asks_in_the_moment_in_which_it_is_stopped_is_heard(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = ended(office)
        works.take_back(office.app, office.id, work_id, "Anna")

        def keeps(place: str, email: str) -> bool:
            if email == "Anna":
                works.take_back(office.app, office.id, work_id, "Bruno")
            return email == "Bruno"

        office.app = office.make_app(keeps_books=keeps)

        works.go_on(office.app, office.id)

        assert (paused(office), look(office, work_id).work.undo_by) == (0, "Bruno")

    def test_what_another_takes_back_while_it_is_done_is_not_lost_with_the_first_one(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = started(office)
        works.take_back(office.app, office.id, work_id, "Bruno")
        office.app = office.make_app(keeps_books=lambda place, email: email != "Anna")

        works.go_on(office.app, office.id)

        assert (paused(office), look(office, work_id).work.is_under_way) == (0, False)
