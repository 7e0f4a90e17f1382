"""SIGKILL at every change of state of a single try: he gets the message once, or never again."""

from typing import Any

import pytest

from connector.core.history import State
from connector.store.redeliveries import SqlRedeliveries
from tests.kills.stage import CLAIM_RUN_OUT, DUPONTS, Scene

CHEF = DUPONTS[1]
#: It has not left for him: whoever comes once the claim has run out delivers it.
BEFORE_THE_INTENT = (
    "single claim, not committed",
    "single claim, committed",
    "balance read",
    "merge, not committed",
    "merge, committed",
    "single intend, not committed",
)
#: It may have left: nobody tries it again, and a person is asked. How often it lies in his mailbox.
AFTER_THE_INTENT = {
    "single intend, committed": 0,
    "EHLO answered": 0,
    "RCPT answered": 0,
    "DATA answered": 0,
    "half a message sent": 0,
    "message answered, unread": 1,
    "outcome known": 1,
    "single conclude, not committed": 1,
}


#: On both kinds of database in `make prove`; of whole messages every point is tried on both in any case.
pytestmark = pytest.mark.parametrize(
    "stage", ["sqlite", pytest.param("postgresql", marks=pytest.mark.prove)], indirect=True, scope="package"
)


@pytest.fixture
def left_out(scene: Scene) -> Scene:
    scene.leave_one_out()
    assert [one.state for one in scene.owed()] == [State.RETRY]
    return scene


def end(scene: Scene, mine: str) -> tuple[State, int]:
    """Where his retry ended, and how often he got the message; the reminder itself stays sent."""
    (one,) = [x for x in scene.owed() if x.reminder_id == mine]
    assert scene.state(mine) is State.SENT
    assert scene.reached(mine, DUPONTS[0]) == 1
    return one.state, scene.reached(mine, CHEF)


@pytest.mark.parametrize("stop", BEFORE_THE_INTENT)
def test_killed_before_the_intent_he_gets_it_once(left_out: Scene, stop: str) -> None:
    mine = left_out.kill_at(stop)
    left_out.go_on("2026-09-02T09:16")
    held = left_out.owed()[0].state
    left_out.to_the_end()

    assert held is (State.SENT if stop == "single claim, not committed" else State.CLAIMED)
    assert end(left_out, mine) == (State.SENT, 1)
    assert left_out.broken() == []


@pytest.mark.parametrize("stop", AFTER_THE_INTENT)
def test_killed_after_the_intent_he_is_never_tried_again(left_out: Scene, stop: str) -> None:
    mine = left_out.kill_at(stop)
    left_out.go_on("2026-09-02T09:16")
    held = left_out.owed()[0].state
    left_out.to_the_end()

    assert held is State.SENDING
    assert end(left_out, mine) == (State.UNKNOWN, AFTER_THE_INTENT[stop])
    assert left_out.broken() == []


def test_killed_once_the_outcome_is_written_he_has_it(left_out: Scene) -> None:
    mine = left_out.kill_at("single conclude, committed")
    left_out.to_the_end()

    assert end(left_out, mine) == (State.SENT, 1)
    assert left_out.broken() == []


@pytest.mark.parametrize(
    "stop", ["single claim, committed", "single end, not committed", "single end, committed"]
)
def test_killed_and_paid_he_never_gets_it(left_out: Scene, stop: str) -> None:
    left_out.account.pay_all(left_out.numbers)

    mine = left_out.kill_at(stop)
    left_out.to_the_end()

    assert end(left_out, mine) == (State.CANCELLED, 0)
    assert left_out.broken() == []


@pytest.mark.parametrize(
    "stop", ["single claim, not committed", "single intend, not committed", "DATA answered"]
)
def test_one_is_killed_while_another_tries_the_same(left_out: Scene, stop: str) -> None:
    one = left_out.begin(stop)
    assert one.stops()
    other = left_out.begin()

    one.kill()
    other.ends()
    left_out.to_the_end()

    assert left_out.broken() == []


def test_who_slept_past_its_claim_may_not_deliver(left_out: Scene) -> None:
    sleeper = left_out.begin("balance read")
    told = sleeper.stops()
    assert told is not None
    left_out.begin(lease_ahead=CLAIM_RUN_OUT).ends()

    sleeper.wake()
    sleeper.ends()
    left_out.to_the_end()

    assert end(left_out, told.reminder_id) == (State.SENT, 1)
    assert left_out.broken() == []


# ---------------------------------------------------------------- the harness sees what it is there to see


def test_it_sees_a_double_where_the_intent_is_forgotten(
    left_out: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_back(redeliveries: Any) -> tuple[()]:
        for state in (State.CLAIMED, State.SENDING):
            for one in redeliveries._those():
                redeliveries._move(one, state, State.RETRY, claim_token=None, claim_until=None)
        return ()

    mine = left_out.kill_at("outcome known")
    monkeypatch.setattr(SqlRedeliveries, "expire", give_back)
    left_out.to_the_end()

    assert left_out.reached(mine, CHEF) == 2
    assert [x for x in left_out.broken() if x.startswith("twice: <") and CHEF in x]


def test_it_sees_a_retry_left_in_dead_hands(left_out: Scene) -> None:
    left_out.kill_at("balance read")
    left_out.go_on("2026-09-02T11:00", "2026-09-03")

    assert left_out.broken() == [f"without an end: {CHEF} is claimed"]


def test_it_sees_that_nobody_is_asked(left_out: Scene) -> None:
    mine = left_out.kill_at("outcome known")
    left_out.to_the_end()

    with left_out.stage.store.writing(left_out.office.id) as unit:
        key, now = f"unknown_recipient:{mine}:{CHEF}", left_out.office.clock.now()
        assert unit.tasks.close_key(key, "forgotten", now)

    assert left_out.broken() == [f"nobody is asked about {CHEF}, or without need: it is unknown"]
