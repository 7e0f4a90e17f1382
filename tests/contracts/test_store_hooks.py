"""Endpoints, events and deliveries, on both databases."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from connector.core.errors import Refused
from connector.core.hooks import Answer, Delivery, DeliveryState, Endpoint, Happening, Said, WhyOff
from connector.core.tasks import Task, TaskKind
from connector.store.engine import open_store
from connector.store.schema_hooks import hook_deliveries, hook_endpoints, hook_events
from tests.store.desk import NOON, Desk

FIRST, SECOND = "whsec_Zmlyc3Q=", "whsec_c2Vjb25k"
KIND = Happening.MODE_CHANGED
MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(days=400)
REFUSED = Answer(Said.ANSWERED, 500, "Sorry.")


def endpoint(desk: Desk, *kinds: Happening, at: datetime = NOON) -> str:
    """A new one, which listens to these."""
    made = Endpoint(str(uuid4()), "https://hooks.example/", tuple(x.value for x in kinds), at)
    with desk.writing() as unit:
        unit.hooks.add(made, FIRST)
    return made.id


def tell(desk: Desk, *values: int, at: datetime = NOON, key: str | None = None) -> None:
    with desk.writing() as unit:
        for value in values:
            unit.hooks.tell(KIND, at, lambda value=value: {"n": value}, key)  # type: ignore[misc]


def log(desk: Desk, endpoint_id: str, **known: Any) -> list[Delivery]:
    with desk.reading() as unit:
        return list(unit.hooks.log(endpoint_id, 99, **known))


def numbers(deliveries: Any) -> list[int]:
    return [x.body["data"]["n"] for x in deliveries]


def rows(desk: Desk, table: Any) -> int:
    with desk.store.engine.connect() as connection:
        mine = select(func.count()).select_from(table).where(table.c.organisation_id == desk.id)
        return int(connection.execute(mine).scalar_one())


class TestTelling:
    def test_where_nobody_listens_nothing_is_written_nor_made(self, desk: Desk) -> None:
        endpoint(desk, Happening.TASK_OPENED)

        with desk.writing() as unit:
            unit.hooks.tell(KIND, NOON, lambda: 1 / 0)  # type: ignore[arg-type, return-value]
            heard = [unit.hooks.hears(x) for x in (KIND, Happening.TASK_OPENED)]

        assert heard == [False, True]
        assert rows(desk, hook_events) == 0

    def test_each_who_listens_is_told_the_same_and_in_order(self, desk: Desk) -> None:
        ears = [endpoint(desk), endpoint(desk, KIND)]

        tell(desk, 1, 2)

        both = [log(desk, x) for x in ears]
        assert [numbers(x) for x in both] == [[2, 1], [2, 1]]
        assert [x.event_id for x in both[0]] == [x.event_id for x in both[1]]
        assert rows(desk, hook_events) == 2

    def test_the_envelope_bears_the_id_and_the_organisation(self, desk: Desk) -> None:
        ear = endpoint(desk)

        tell(desk, 1)

        (told,) = log(desk, ear)
        assert told.body["id"] == told.event_id
        assert told.body["organisation"] == {"id": desk.id, "name": desk.organisation.name}

    def test_what_bears_a_key_is_told_once(self, desk: Desk) -> None:
        ear = endpoint(desk)

        tell(desk, 1, key="promise:1")
        tell(desk, 2, key="promise:1")

        assert numbers(log(desk, ear)) == [1]

    def test_a_test_goes_to_one_alone_whatever_it_listens_to(self, desk: Desk) -> None:
        one, other = endpoint(desk, KIND), endpoint(desk)

        with desk.writing() as unit:
            event_id = unit.hooks.tell_one(one, NOON)

        assert [x.event_id for x in log(desk, one)] == [event_id]
        assert log(desk, other) == []

    def test_an_endpoint_that_is_off_is_told_nothing(self, desk: Desk) -> None:
        ear = endpoint(desk)
        with desk.writing() as unit:
            unit.hooks.change(ear, off_at=NOON, why_off=WhyOff.BY_HAND)
            unit.hooks.tell(KIND, NOON, dict)

        assert log(desk, ear) == []

    def test_one_removed_since_it_was_asked_for_harms_nobody(self, desk: Desk) -> None:
        has_one_writer = desk.store.engine.dialect.name == "sqlite"
        gone, stays = endpoint(desk), endpoint(desk)

        with desk.writing() as unit:
            assert unit.hooks.hears(KIND)
            with nullcontext(unit) if has_one_writer else desk.writing() as other:
                other.hooks.remove(gone)
            for n in (1, 2):
                unit.hooks.tell(KIND, NOON, lambda n=n: {"n": n})  # type: ignore[misc]

        assert numbers(log(desk, stays)) == [2, 1]
        assert log(desk, gone) == []

    def test_a_task_that_is_there_already_is_no_news(self, desk: Desk) -> None:
        ear = endpoint(desk, Happening.TASK_OPENED, Happening.TASK_CLOSED)
        with desk.writing() as unit:
            for n in range(2):
                unit.tasks.open(Task(f"{n}-{desk.id}"[:36], TaskKind.RELEASE, "k", "words", NOON))
            unit.tasks.close_key("k", "done", NOON)
            unit.tasks.close_key("k", "done", NOON)

        assert [x.kind.value for x in log(desk, ear)] == ["task.closed", "task.opened"]
        assert log(desk, ear)[0].body["data"]["customer"] is None

    def test_an_address_is_told_once_though_it_is_refused_twice(self, desk: Desk) -> None:
        ear = endpoint(desk)
        with desk.writing() as unit:
            for _ in range(2):
                unit.ledger.suppress("nobody@nowhere.example", "550", NOON)

        assert [x.body["data"]["customers"] for x in log(desk, ear)] == [[]]


class TestEndpoints:
    def test_come_back_as_they_were_oldest_first(self, desk: Desk) -> None:
        newer, older = endpoint(desk, KIND), endpoint(desk, at=NOON - MINUTE)

        with desk.writing() as unit:
            unit.hooks.change(newer, kinds=("task.opened",), rest_until=NOON, failing_since=NOON)
            found = unit.hooks.endpoints()
            one, none = unit.hooks.get(newer), unit.hooks.get("nobody")

        assert [x.id for x in found] == [older, newer]
        assert one == found[1]
        assert (found[1].kinds, found[1].rest_until, none) == (("task.opened",), NOON, None)

    def test_only_known_fields_can_be_set(self, desk: Desk) -> None:
        with desk.writing() as unit, pytest.raises(TypeError, match="sealed_secret"):
            unit.hooks.change(endpoint_id="x", sealed_secret="x")

    def test_its_secret_is_sealed_for_its_place_and_comes_back(self, desk: Desk) -> None:
        one, other = endpoint(desk), endpoint(desk)
        with desk.store.engine.connect() as connection, connection.begin():
            column = hook_endpoints.c.sealed_secret
            sealed = connection.execute(select(column).where(hook_endpoints.c.id == one)).scalar_one()
            moved = update(hook_endpoints).where(hook_endpoints.c.id == other)
            connection.execute(moved.values(sealed_secret=sealed))

        assert "Zmlyc3Q" not in sealed
        with desk.reading() as unit:
            assert unit.hooks.secrets(one, NOON) == (FIRST,)
            with pytest.raises(Refused, match="cannot be opened"):
                unit.hooks.secrets(other, NOON)

    def test_the_secret_before_signs_too_until_its_end(self, desk: Desk) -> None:
        ear = endpoint(desk)

        with desk.writing() as unit:
            unit.hooks.rotate(ear, SECOND, NOON + MINUTE)
            unit.hooks.rotate("nobody", SECOND, NOON)
            during, after = (unit.hooks.secrets(ear, NOON + n * MINUTE) for n in (0, 1))

        assert (during, after) == ((SECOND, FIRST), (SECOND,))

    def test_without_a_vault_none_can_be_kept_and_of_none_there_is_none(
        self, desk: Desk, shared_url: str
    ) -> None:
        plain = open_store(shared_url)
        with plain.writing(desk.id) as unit, pytest.raises(Refused, match="RELANCE_SECRET_KEY"):
            unit.hooks.add(Endpoint("x", "https://x.example/", (), NOON), FIRST)
        plain.close()

        with desk.reading() as unit, pytest.raises(Refused, match="removed"):
            unit.hooks.secrets("nobody", NOON)

    def test_one_that_is_removed_takes_what_it_was_to_be_told_along(self, desk: Desk) -> None:
        ear = endpoint(desk)
        tell(desk, 1)

        with desk.writing() as unit:
            removed = [unit.hooks.remove(ear), unit.hooks.remove(ear)]

        assert removed == [True, False]
        assert rows(desk, hook_deliveries) == 0


class TestDeliveries:
    def test_are_due_in_the_order_in_which_it_happened(self, desk: Desk) -> None:
        ear = endpoint(desk)
        tell(desk, 1, 2, 3)
        tell(desk, 4, at=NOON + MINUTE)

        with desk.reading() as unit:
            now, few, later = (
                unit.hooks.due(ear, at, most) for at, most in ((NOON, 9), (NOON, 2), (NOON + MINUTE, 9))
            )

        assert [numbers(x) for x in (now, few, later)] == [[1, 2, 3], [1, 2], [1, 2, 3, 4]]

    def test_only_endpoints_that_are_on_and_do_not_rest_are_due(self, desk: Desk) -> None:
        ears = [endpoint(desk, at=NOON + n * MINUTE) for n in range(4)]
        tell(desk, 1, at=NOON + 9 * MINUTE)
        with desk.writing() as unit:
            unit.hooks.change(ears[1], off_at=NOON)
            unit.hooks.change(ears[2], rest_until=NOON + 10 * MINUTE)
            found = [unit.hooks.due_endpoints(NOON + n * MINUTE) for n in (8, 9, 10)]

        assert found == [(), (ears[0], ears[3]), (ears[0], ears[2], ears[3])]

    def test_a_try_is_recorded_once_and_what_was_answered_stays(self, desk: Desk) -> None:
        ear = endpoint(desk)
        tell(desk, 1)
        (waiting,) = log(desk, ear)

        with desk.writing() as unit:
            recorded = [
                unit.hooks.record(waiting, DeliveryState.WAITING, REFUSED, NOON, NOON + MINUTE)
                for _ in range(2)
            ]
            found = unit.hooks.delivery(ear, waiting.event_id)
            nothing = unit.hooks.delivery(ear, "nothing")

        assert (recorded, nothing) == ([True, False], None)
        assert found is not None
        assert (found.attempts, found.due_at, found.tried_at) == (1, NOON + MINUTE, NOON)
        assert (found.said, found.status, found.words) == (Said.ANSWERED, 500, "Sorry.")

    def test_what_was_given_up_is_counted_and_can_wait_anew(self, desk: Desk) -> None:
        ear = endpoint(desk)
        tell(desk, 1, 2)
        with desk.writing() as unit:
            for one in unit.hooks.due(ear, NOON, 9):
                unit.hooks.record(one, DeliveryState.DEAD, REFUSED, NOON, None)
            dead = [unit.hooks.dead_since(at) for at in (NOON, NOON + MINUTE)]
            again = unit.hooks.again(ear, one.event_id, NOON + MINUTE)
            (due,) = unit.hooks.due(ear, NOON + MINUTE, 9)
            none = unit.hooks.again(ear, "nothing", NOON)

        assert dead == [{ear: 2}, {}]
        assert (again, none) == (True, False)
        assert (due.event_id, due.attempts) == (one.event_id, 0)

    def test_the_log_goes_on_from_the_last_one_shown(self, desk: Desk) -> None:
        ear = endpoint(desk)
        tell(desk, 1, 2, 3)

        with desk.reading() as unit:
            first = unit.hooks.log(ear, 2)
            rest = unit.hooks.log(ear, 2, before=first[-1].number)

        assert (numbers(first), numbers(rest)) == ([3, 2], [1])

    def test_what_is_old_is_forgotten_but_not_what_waits_nor_that_it_was_told(self, desk: Desk) -> None:
        ear = endpoint(desk)
        tell(desk, 1, 2)
        tell(desk, 3, key="promise:1")
        with desk.writing() as unit:
            for one in unit.hooks.due(ear, NOON, 9)[1:]:
                unit.hooks.record(one, DeliveryState.DELIVERED, Answer(Said.TAKEN, 200), NOON, None)
            unit.hooks.forget(NOON)
            kept = unit.hooks.log(ear, 9)
            unit.hooks.forget(LATER)

        assert numbers(kept) == [3, 2, 1]
        assert numbers(log(desk, ear)) == [1]
        assert rows(desk, hook_events) == 2
        tell(desk, 4, key="promise:1")
        assert numbers(log(desk, ear)) == [1]
