"""The harness itself: what it is there to see, it sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from connector.core.history import State
from connector.store.engine import SqlStore
from tests.kills.stage import AccountScene, Scene, Stage


class ForgetfulStore:
    """Broken on purpose: what was being handed over when its sender died is handed over again."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.directory, self.leases, self.reading = store.directory, store.leases, store.reading

    @contextmanager
    def writing(self, organisation_id: str) -> Iterator[Any]:
        with self._store.writing(organisation_id) as unit:
            reminders: Any = unit.reminders
            reminders.expire = lambda: _give_back(reminders)
            yield unit


def _give_back(reminders: Any) -> tuple[str, ...]:
    for reminder_id in [x.id for x in reminders.in_states((State.SENDING,))]:
        reminders._move(reminder_id, (State.SENDING,), State.APPROVED, claim_token=None, claim_until=None)
    return ()


def test_it_sees_a_double(scene: Scene) -> None:
    mine = scene.kill_at("outcome known")
    scene.office.app = scene.office.make_app(store=ForgetfulStore(scene.stage.store))
    scene.to_the_end()

    assert scene.arrivals()[mine] == 2
    assert [x for x in scene.broken() if x.startswith(f"twice: <{mine}@")]
    assert [x for x in scene.broken() if x.startswith("twice: ('friendly of F-")]


def test_it_sees_that_an_account_has_mailed_twice(stage: Stage) -> None:
    scene = AccountScene(stage)
    mine = scene.kill_at("outcome known")
    scene.office.app = scene.office.make_app(store=ForgetfulStore(scene.stage.store))
    scene.to_the_end()

    assert scene.arrivals()[mine] == 2
    assert [x for x in scene.broken() if x.startswith("twice: the account has mailed F-")]


def test_it_sees_a_reminder_left_in_dead_hands(scene: Scene) -> None:
    mine = scene.kill_at("balance read")
    scene.go_on("2026-09-02T11:00", "2026-09-03")

    assert scene.broken() == [f"without an end: {mine} is claimed"]


def test_it_sees_that_nobody_is_asked(scene: Scene) -> None:
    mine = scene.kill_at("outcome known")
    scene.to_the_end()

    with scene.stage.store.writing(scene.office.id) as unit:
        assert unit.tasks.close_key(f"unknown:{mine}", "forgotten", scene.office.clock.now())

    assert scene.broken() == [f"nobody is asked about {mine}, or without need: it is unknown"]


def test_it_sees_a_message_that_never_came(scene: Scene) -> None:
    mine = scene.kill_at("conclude, committed")
    scene.stage.catcher.clear()

    scene.to_the_end()

    assert scene.broken() == [f"untrue: {mine} is sent and arrived 0 times"]
