"""What was decided about many at once, on both databases."""

from datetime import timedelta
from uuid import uuid4

from connector.core.bulk import Deed, Part
from connector.core.hooks import Happening
from connector.core.invoice import Hold, HoldReason, Scope
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
