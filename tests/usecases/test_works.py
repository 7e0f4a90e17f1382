"""What was confirmed about many: written down, done in turns by whoever finds it, cancelled, taken back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from connector.core.bulk import Deed, Order
from connector.core.errors import Refused
from connector.core.invoice import HoldReason
from connector.usecases import people, works, works_seen
from connector.usecases.application import Step
from connector.usecases.unfit import NotThere
from tests.scenarios.office import Office
from tests.usecases.many import (
    GENTLE,
    Story,
    begun,
    chosen,
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


class TestDoing:
    def test_it_is_written_down_before_anything_is_done(self, office: Office) -> None:
        work_id = begun(office)

        assert (paused(office), look(office, work_id).steps) == (0, (0, 4))
        assert [(x.what, x.who, x.facts) for x in told(office)] == [
            ("bulk.begun", "Anna", {"work": work_id, "deed": "pause", "count": 4})
        ]

    def test_few_are_done_when_the_page_answers_and_the_others_beside(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = started(office)
        assert (paused(office), look(office, work_id).steps, look(office, work_id).work.is_under_way) == (
            *(2, (2, 4)),
            True,
        )

        ((name, step),) = later
        assert (name, step(), step()) == (f"work:{office.id}:{work_id}", False, False)

        assert (paused(office), look(office, work_id).work.is_under_way) == (4, False)
        assert [(x.what, x.facts.get("done"), x.facts.get("left_out")) for x in told(office)] == [
            ("bulk.begun", None, None),
            ("bulk.done", 4, 0),
        ]

    def test_what_fits_into_one_turn_is_done_at_once(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = begun(office, rows=chosen(office)[:2])

        works.start(office.app, office.id, work_id)

        assert (later, look(office, work_id).work.ended_at is None) == ([], False)

    def test_nobody_left_to_decide_about_is_an_end_too(self, office: Office) -> None:
        work_id = begun(office, rows=[])

        works.start(office.app, office.id, work_id)

        assert (look(office, work_id).work.is_under_way, look(office, work_id).is_undoable) == (False, False)

    def test_who_is_refused_without_a_code_is_left_out_and_stops_nobody_else(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        over(office, monkeypatch, "Dupont", Refused("He is gone."))

        found = look(office, started(office))

        assert [(found.names[x.customer_id], x.left_out) for x in found.left_out] == [("Dupont", "refused")]
        assert (paused(office), office.faults) == (3, [])

    def test_a_work_that_never_was_is_not_there(self, office: Office) -> None:
        for do in (works.cancel, works.take_back):
            with pytest.raises(NotThere):
                do(office.app, office.id, "none", "Anna")
        with pytest.raises(NotThere):
            turn(office, "none")


class TestAfterTheProcessDied:
    def test_the_schedule_of_the_next_one_goes_on(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = started(office)

        works.go_on(office.make_app(), office.id)

        assert (paused(office), look(office, work_id).work.is_under_way) == (4, False)
        assert [x.what for x in told(office)] == ["bulk.begun", "bulk.done"]
        works.go_on(office.app, office.id)
        assert len(later) == 1

    def test_one_that_died_before_its_first_turn_too(self, office: Office) -> None:
        work_id = begun(office)

        works.go_on(office.app, office.id)

        assert look(office, work_id).work.done == 4

    def test_one_that_died_over_a_customer_has_done_nothing_with_him(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Killed(BaseException):
            pass

        def die(*_: Any) -> None:
            raise Killed

        work_id = begun(office)
        with monkeypatch.context() as dying:
            dying.setattr(works, "_part", die)
            with pytest.raises(Killed):
                turn(office, work_id)
        assert paused(office) == 0

        works.go_on(office.app, office.id)

        assert (paused(office), look(office, work_id).work.done) == (4, 4)

    def test_what_was_confirmed_days_ago_is_not_gone_on_with(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        """It was decided about the rows of that day: a hold may have been made since."""
        work_id = started(office)
        office.clock.moment += timedelta(days=2)

        works.go_on(office.make_app(), office.id)

        found = look(office, work_id)
        assert (paused(office), found.work.not_begun, found.work.cancelled_by) == (2, 2, works.AUTHOR)
        assert [x.what for x in told(office)] == ["bulk.begun", "bulk.cancelled", "bulk.done"]


class TestAtTheLastMoment:
    def test_what_is_taken_back_while_its_last_turn_ends_does_not_wait_for_the_schedule(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        """The turn of another has seen nothing of it, and gives the work back only now."""
        work_id = begun(office)
        while turn(office, work_id):
            pass
        turns = f"work:{office.id}:{work_id}"
        assert office.store.leases.take(turns, "the last turn", 60)
        works.take_back(office.app, office.id, work_id, "Bruno")
        works.start(office.app, office.id, work_id)
        assert paused(office) == 4
        office.store.leases.give_back(turns, "the last turn")

        ((_, step),) = later
        while step():
            pass

        assert paused(office) == 0


class TestTwoProcesses:
    def test_while_one_has_its_turn_the_other_does_nothing(self, office: Office) -> None:
        work_id = begun(office)
        turns = f"work:{office.id}:{work_id}"
        assert office.store.leases.take(turns, "another process", 60)

        assert not turn(office, work_id)
        assert paused(office) == 0

        office.store.leases.give_back(turns, "another process")
        assert turn(office, work_id)

    def test_one_that_comes_late_does_nothing_twice(self, office: Office) -> None:
        """A turn that outlasted its lease: it looked before the other one was done."""
        work_id = begun(office, GENTLE)
        before = look(office, work_id)
        while turn(office, work_id):
            pass

        works._Turn(office.app, office.id, work_id).do(before)

        found = look(office, work_id)
        assert ([x.left_out for x in found.parts], found.work.done) == ([None] * 4, 4)
        assert [x.what for x in told(office)] == ["bulk.begun", "bulk.done"]

    def test_of_two_in_the_middle_each_customer_is_done_by_one(self, office: Office) -> None:
        """What somebody holds anew after the first one released it is not released by the second one."""
        for n in range(4):
            office.hold("dispute", f"F-{n}")
        work_id = begun(office, Order(Deed.RELEASE, "Anna", HoldReason.DISPUTE))
        before = look(office, work_id)
        assert turn(office, work_id)
        for n in range(4):
            office.hold("dispute", f"F-{n}", author="Bruno")
        standing = paused(office)

        assert works._Turn(office.app, office.id, work_id).do(before)

        assert (len(look(office, work_id).done), paused(office)) == (2, standing)


class TestCancelling:
    def test_what_is_done_stays_and_the_others_are_left_as_they_are(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = started(office)

        works.cancel(office.app, office.id, work_id, "Bruno")
        works.cancel(office.app, office.id, work_id, "Carla")
        assert not later[0][1]()

        found = look(office, work_id)
        assert (paused(office), found.work.done, found.work.not_begun, len(found.waiting)) == (2, 2, 2, 2)
        assert [(x.what, x.who) for x in told(office)] == [
            ("bulk.begun", "Anna"),
            ("bulk.cancelled", "Bruno"),
            ("bulk.done", "Anna"),
        ]

    def test_it_counts_from_the_very_next_customer_on(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        work_id = begun(office)
        usual = works._done

        def cancelled_meanwhile(*given: Any) -> Any:
            given[1].bulk.change(work_id, cancelled_at=office.now(), cancelled_by="Bruno")
            return usual(*given)

        monkeypatch.setattr(works, "_done", cancelled_meanwhile)

        assert not turn(office, work_id)
        assert (paused(office), look(office, work_id).work.not_begun) == (1, 3)

    def test_what_has_ended_is_cancelled_no_more(self, office: Office) -> None:
        work_id = started(office)

        works.cancel(office.app, office.id, work_id, "Bruno")

        assert look(office, work_id).work.cancelled_at is None

    def test_what_was_cancelled_is_taken_back(self, office: Office, later: list[tuple[str, Step]]) -> None:
        work_id = started(office)
        works.cancel(office.app, office.id, work_id, "Bruno")
        works.start(office.app, office.id, work_id)
        assert look(office, work_id).is_undoable

        works.take_back(office.app, office.id, work_id, "Bruno")
        works.start(office.app, office.id, work_id)

        assert (paused(office), look(office, work_id).work.is_under_way) == (0, False)


class TestTakingBack:
    def test_it_has_its_turns_as_well_and_is_told_once(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = started(office)
        later.pop()[1]()
        works.take_back(office.app, office.id, work_id, "Bruno")
        works.start(office.app, office.id, work_id)
        assert (paused(office), look(office, work_id).steps) == (2, (2, 4))

        works.take_back(office.app, office.id, work_id, "Carla")
        works.go_on(office.make_app(), office.id)
        works.start(office.app, office.id, work_id)

        assert (paused(office), look(office, work_id).steps) == (0, (4, 4))
        assert [(x.what, x.who) for x in told(office)][2:] == [
            ("bulk.undo_asked", "Bruno"),
            ("bulk.undo_asked", "Carla"),
            ("bulk.undone", "Bruno"),
        ]

    def test_one_that_is_under_way_is_cancelled_first(
        self, office: Office, later: list[tuple[str, Step]]
    ) -> None:
        work_id = started(office)

        works.take_back(office.app, office.id, work_id, "Bruno")
        works.go_on(office.make_app(), office.id)

        assert paused(office) == 0
        assert [x.what.partition(".")[2] for x in told(office)] == [
            *("begun", "cancelled", "undo_asked", "done", "undone"),
        ]

    def test_what_cannot_be_taken_back_stays_and_stops_nobody_else(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        work_id = started(office)
        usual = people.end_in
        first = next(iter(look(office, work_id).done)).facts["holds"][0]

        def fail(*given: Any) -> Any:
            if first in given:
                raise Refused("It is gone.")
            return usual(*given)

        monkeypatch.setattr(people, "end_in", fail)
        works.take_back(office.app, office.id, work_id, "Anna")
        works.start(office.app, office.id, work_id)

        found = look(office, work_id)
        assert (paused(office), len(found.kept), found.work.is_under_way) == (1, 1, False)
        assert told(office)[-1].facts["kept"] == 1

    def test_both_processes_take_it_back_once(self, office: Office) -> None:
        work_id = started(office)
        works.take_back(office.app, office.id, work_id, "Anna")
        before = look(office, work_id)
        while turn(office, work_id):
            pass

        slow = works._Turn(office.app, office.id, work_id)
        while slow.take_back(before):
            before = replace(before, parts=before.parts[2:])

        assert [x.what for x in told(office)].count("bulk.undone") == 1
        assert len(look(office, work_id).kept) == 0


class TestTheList:
    def test_it_is_newest_first_a_page_at_a_time(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(works_seen, "PAGE", 2)
        ids = []
        for _ in range(3):
            ids.append(begun(office, rows=[]))
            office.clock.moment += timedelta(minutes=1)

        def listed(page: int) -> tuple[list[str], int]:
            found = works_seen.works(office.app, office.id, page)
            return [x.id for x in found.works], found.pages

        assert listed(1) == ([ids[2], ids[1]], 2)
        assert listed(2) == listed(99) == ([ids[0]], 2)
        assert listed(-1) == listed(1)

    def test_there_is_a_page_where_there_is_no_work(self, office: Office) -> None:
        assert works_seen.works(office.app, office.id, 1) == works_seen.WorksPage((), 1, 1)
