"""What was decided about many at once, on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from connector.core.bulk import Chosen, Deed, Order, Part, Stopped, Work
from connector.core.hooks import Happening
from connector.core.invoice import Hold, HoldReason, Scope
from connector.core.views import ListOf
from tests.contracts.test_store_hooks import endpoint, log
from tests.store.desk import NOON, TODAY, Desk, owed


def test_a_work_has_its_turn_with_each_customer_once(desk: Desk) -> None:
    desk.merge(owed("F-1"))
    whose, work = desk.facts().customer.id, str(uuid4())
    part = Part(work, whose, Deed.PAUSE, "anna", NOON, {"numbers": ["F-1"]}, None)

    with desk.writing() as unit:
        assert unit.bulk.add(part)
        assert not unit.bulk.add(part)

    with desk.reading() as unit:
        assert unit.bulk.parts(work) == (part,)
        assert unit.bulk.parts(str(uuid4())) == ()


def test_it_is_taken_back_once(desk: Desk) -> None:
    desk.merge(owed("F-1"))
    whose, work, later = desk.facts().customer.id, str(uuid4()), NOON + timedelta(hours=1)

    with desk.writing() as unit:
        unit.bulk.add(Part(work, whose, Deed.POLICY, "anna", NOON, left_out="same"))
        assert unit.bulk.undo(work, whose, later)
        assert not unit.bulk.undo(work, whose, later)

    with desk.reading() as unit:
        (found,) = unit.bulk.parts(work)
    assert (found.undone_at, found.left_out) == (later, "same")


def test_a_hold_that_has_ended_stands_again(desk: Desk) -> None:
    desk.merge(owed("F-1"))
    made = Hold(str(uuid4()), HoldReason.PAUSE, Scope.CUSTOMER, TODAY, desk.facts().customer.id)
    with desk.writing() as unit:
        unit.holds.add(made, NOON)
        assert not unit.holds.stand_again(made.id, NOON)
        unit.holds.end(made.id, TODAY, NOON)

        assert unit.holds.stand_again(made.id, NOON)

        assert [x.id for x in unit.holds.active()] == [made.id]
        assert unit.past.holds([str(made.customer_id)])[0].ended_at is None


def test_whoever_was_told_that_a_hold_ended_is_told_that_it_stands_again(desk: Desk) -> None:
    desk.merge(owed("F-1"))
    ear = endpoint(desk, Happening.HOLD_MADE, Happening.HOLD_ENDED)
    made = Hold(str(uuid4()), HoldReason.PAUSE, Scope.CUSTOMER, TODAY, desk.facts().customer.id)

    with desk.writing() as unit:
        unit.holds.add(made, NOON)
        unit.holds.end(made.id, TODAY, NOON)
        unit.holds.stand_again(made.id, NOON)
        unit.holds.stand_again(made.id, NOON)

    told = [(x.kind, x.body["data"]["hold"]["id"]) for x in reversed(log(desk, ear))]
    assert told == [("hold.made", made.id), ("hold.ended", made.id), ("hold.made", made.id)]


def a_work(work_id: str, minutes: int = 0) -> Work:
    order = Order(Deed.PAUSE, "anna", until_on=TODAY, note="summer")
    return Work(work_id, ListOf.INVOICES, order, NOON + timedelta(minutes=minutes), 2, 1)


def test_a_work_is_begun_once_and_keeps_what_was_confirmed(desk: Desk) -> None:
    work = a_work(str(uuid4()))
    rows = (Chosen("c", "F-1", "Dupont", "i"), Chosen("c", "Dupont", "Dupont"))

    with desk.writing() as unit:
        assert unit.bulk.begin(work, rows)
        assert not unit.bulk.begin(replace(work, count=9), rows[:1])

        assert unit.bulk.lock(work.id) == work
    with desk.reading() as unit:
        assert (unit.bulk.get(work.id), unit.bulk.rows(work.id)) == (work, rows)
        assert (unit.bulk.get("none"), unit.bulk.rows("none")) == (None, ())
    with desk.writing() as unit:
        assert unit.bulk.lock("none") is None


def test_works_are_listed_newest_first(desk: Desk) -> None:
    works = [a_work(str(uuid4()), n) for n in range(3)]
    with desk.writing() as unit:
        for work in works:
            unit.bulk.begin(work, ())

    with desk.reading() as unit:
        assert unit.bulk.latest(2) == (works[2], works[1])
        assert unit.bulk.latest(2, 2) == (works[0],)
        assert unit.bulk.how_many() == 3


def test_what_is_still_to_be_done_is_found_oldest_first(desk: Desk) -> None:
    ids = [str(uuid4()) for _ in range(4)]
    with desk.writing() as unit:
        for n, work_id in enumerate(ids):
            unit.bulk.begin(a_work(work_id, n), ())
        unit.bulk.change(ids[1], ended_at=NOON, done=2)
        unit.bulk.change(ids[2], ended_at=NOON, undo_at=NOON, undo_by="anna")
        unit.bulk.change(ids[3], ended_at=NOON, undo_at=NOON, undo_by="anna", undone_at=NOON)

    with desk.reading() as unit:
        assert unit.bulk.under_way() == (ids[0], ids[2])
        found = [unit.bulk.get(x) for x in ids]
    assert [x and x.is_under_way for x in found] == [True, False, True, False]


def test_what_stays_of_what_was_taken_back_is_noted(desk: Desk) -> None:
    desk.merge(owed("F-1"))
    whose, work = desk.facts().customer.id, str(uuid4())

    with desk.writing() as unit:
        unit.bulk.add(Part(work, whose, Deed.POLICY, "anna", NOON))
        unit.bulk.keep(work, whose)

        assert [x.is_kept for x in unit.bulk.parts(work)] == [True]


def test_why_it_was_stopped_is_kept_and_how_often_it_was_tried(desk: Desk) -> None:
    work = a_work(str(uuid4()))
    stopped: dict[str, Any] = {"stopped": Stopped.ROLE, "undo_stopped": Stopped.TROUBLE, "tries": 3}

    with desk.writing() as unit:
        unit.bulk.begin(work, ())
        unit.bulk.change(work.id, **stopped)

        assert unit.bulk.get(work.id) == replace(work, **stopped)
