"""Several businesses side by side, and what was asked of one, on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from connector.core.batches import GOOD_FOR, Answer, Asked, Batch
from connector.core.history import State
from connector.core.invoice import Hold, HoldReason, Scope
from connector.core.policy import Channel
from connector.core.portfolio import Client, Snapshot, Sum
from connector.core.tasks import Task, TaskKind
from connector.store.engine import SqlStore
from tests.store.desk import NOON, TODAY, Desk, Hand, line, owed

SNAPSHOT = Snapshot(NOON, (Sum("EUR", 150_00, 100_00, 2, 1, 31), Sum("JPY", 5, 0, 1, 0)))


def client(desk: Desk) -> Client:
    return desk.store.portfolio.clients([desk.id])[desk.id]


class TestPortfolio:
    def test_of_a_new_business_nothing_is_there(self, desk: Desk) -> None:
        with desk.reading() as unit:
            connections = unit.connections.all()

        assert client(desk) == Client(desk.id, connections=connections)

    def test_what_waits_for_approval_and_for_a_person_is_counted_apart(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"), owed("F-3"))
        for number, channel in (("F-1", Channel.EMAIL), ("F-2", Channel.CALL), ("F-3", Channel.LETTER)):
            desk.planned(line(desk.invoice(number)), state=State.AWAITING_APPROVAL, channel=channel)
        with desk.writing() as unit:
            unit.tasks.open(Task("open", TaskKind.NEEDS_PERSON, "k", "", NOON))
            unit.tasks.open(Task("closed", TaskKind.NEEDS_PERSON, "l", "", NOON))
            unit.tasks.close("closed", "done", NOON)

        assert (client(desk).waiting, client(desk).tasks) == (1, 3)

    def test_it_is_stopped_by_a_pause_without_an_end(self, desk: Desk) -> None:
        pause = Hold("until", HoldReason.PAUSE, Scope.ORGANISATION, TODAY, until_on=TODAY)
        with desk.writing() as unit:
            unit.holds.add(replace(pause, id=f"u-{desk.id[:30]}"), NOON)
        assert not client(desk).is_stopped

        with desk.writing() as unit:
            unit.holds.add(replace(pause, id=f"e-{desk.id[:30]}", until_on=None), NOON)

        assert client(desk).is_stopped

    def test_payments_are_known_to_the_last_day_that_was_posted(self, desk: Desk) -> None:
        desk.merge(owed("F-1"))
        desk.merge(owed("F-1", open=1), day=1)

        with desk.reading() as unit:
            assert client(desk).posted_until == unit.ledger.payments_known_on() is not None

    def test_the_figures_of_a_run_take_the_place_of_those_before(self, desk: Desk) -> None:
        for at in (NOON - timedelta(hours=1), NOON):
            desk.store.portfolio.keep(desk.id, replace(SNAPSHOT, reckoned_at=at))

        assert desk.store.portfolio.snapshot(desk.id) == SNAPSHOT
        assert client(desk).figures == SNAPSHOT

    def test_each_bears_its_own_and_nobody_else_is_shown(self, desk: Desk, hand: Hand) -> None:
        other = Desk(desk.store, hand)
        desk.store.portfolio.keep(desk.id, SNAPSHOT)

        assert set(desk.store.portfolio.clients([other.id, "nobody"])) == {other.id}
        assert client(other).figures is None
        assert desk.store.portfolio.snapshot(other.id) is None
        assert {x.id for x in client(desk).connections} == {desk.connection.id}

    def test_nobody_is_asked_for(self, store: SqlStore) -> None:
        assert store.portfolio.clients([]) == {}

    def test_it_goes_by_indexes(self, desk: Desk) -> None:
        """SQLite's own plan: no table that grows is read from end to end."""
        if desk.store.engine.dialect.name != "sqlite":
            return
        heard: list[str] = []

        def hear(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            heard.append(statement)

        event.listen(desk.store.reader, "before_cursor_execute", hear)
        desk.store.portfolio.clients([desk.id])
        event.remove(desk.store.reader, "before_cursor_execute", hear)

        with desk.store.reader.connect() as connection:
            plans = [
                row[3]
                for each in heard
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", ("x",) * each.count("?"))
            ]
        assert len(heard) == 2
        assert [step for step in plans if step.startswith("SCAN") and "CONSTANT" not in step] == []


class TestBatches:
    def asked(self, desk: Desk) -> Batch:
        """Two messages that wait."""
        desk.merge(owed("F-1"), owed("F-2"))
        ids = []
        for number, language in (("F-1", "fr"), ("F-2", "en")):
            one = desk.planned(line(desk.invoice(number)), language=language)
            ids.append(one.id)
        messages = tuple(Asked(x, f"seal-{n}") for n, x in enumerate(sorted(ids)))
        batch = Batch(f"b-{desk.id[:30]}", "bo@cabinet.example", NOON, NOON + GOOD_FOR, messages)
        with desk.writing() as unit:
            unit.batches.add(batch)
        return batch

    def test_it_comes_back_as_it_was_asked(self, desk: Desk) -> None:
        batch = self.asked(desk)

        with desk.reading() as unit:
            assert unit.batches.get(batch.id) == batch
            assert unit.batches.get("nobody") is None
            assert list(unit.batches.latest(9)) == [batch]
            assert list(unit.batches.latest(0)) == []

    def test_each_message_is_answered_once(self, desk: Desk) -> None:
        batch = self.asked(desk)
        one, other = (x.reminder_id for x in batch.messages)
        with desk.writing() as unit:
            assert unit.batches.answer(batch.id, one, Answer.REFUSED, "They paid in cash.", NOON)
            assert not unit.batches.answer(batch.id, one, Answer.RELEASED, None, NOON)
            assert not unit.batches.answer(batch.id, "nobody", Answer.RELEASED, None, NOON)

        with desk.reading() as unit:
            found = unit.batches.get(batch.id)
        assert found is not None
        assert [x.reminder_id for x in found.unanswered] == [other]
        said = next(x for x in found.messages if x.reminder_id == one)
        assert (said.answer, said.words, said.answered_at) == (Answer.REFUSED, "They paid in cash.", NOON)

    def test_it_is_taken_back_once(self, desk: Desk) -> None:
        batch = self.asked(desk)
        with desk.writing() as unit:
            assert unit.batches.undo(batch.id, "bo", NOON)
            assert not unit.batches.undo(batch.id, "somebody", NOON + timedelta(hours=1))

        with desk.reading() as unit:
            found = unit.batches.get(batch.id)
        assert found is not None
        assert (found.undone_by, found.undone_at, found.is_open(NOON)) == ("bo", NOON, False)
        assert batch.is_open(NOON) and not batch.is_open(NOON + GOOD_FOR)
