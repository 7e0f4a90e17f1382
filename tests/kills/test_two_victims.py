"""Two processes send at once: one is killed, or sleeps past its claim, and the other goes on."""

import pytest

from connector.core.history import State
from tests.kills.stage import CLAIM_RUN_OUT, Scene

#: Here the one holds a transaction open, and the other may have to wait until it is dead.
IN_A_TRANSACTION = (
    "add, not committed",
    "claim, not committed",
    "rendered",
    "intend, not committed",
    "conclude, not committed",
)
#: PostgreSQL lets two write at once; on SQLite, where one waits for the other, in `make prove`.
pytestmark = pytest.mark.parametrize(
    "stage", [pytest.param("sqlite", marks=pytest.mark.prove), "postgresql"], indirect=True, scope="package"
)
BETWEEN_TRANSACTIONS = ("add, committed", "claim, committed", "balance read", "DATA answered")


@pytest.mark.parametrize("stop", IN_A_TRANSACTION)
def test_one_is_killed_while_the_other_waits_for_it(scene: Scene, stop: str) -> None:
    one = scene.begin(stop)
    assert one.stops()
    other = scene.begin()

    one.kill()
    other.ends()
    scene.to_the_end()

    assert scene.broken() == []


@pytest.mark.parametrize("stop", BETWEEN_TRANSACTIONS)
def test_one_is_killed_after_the_other_has_sent_what_is_free(scene: Scene, stop: str) -> None:
    one = scene.begin(stop)
    assert one.stops()

    sent = scene.begin().ends()["states"]
    one.kill()
    scene.to_the_end()

    assert State.SENT in sent
    assert scene.broken() == []


def test_who_slept_past_its_claim_may_not_send(scene: Scene) -> None:
    sleeper = scene.begin("store_message, committed")
    told = sleeper.stops()
    assert told is not None
    mine = told.reminder_id
    scene.begin(lease_ahead=CLAIM_RUN_OUT).ends()

    sleeper.wake()
    states = sleeper.ends()["states"]
    scene.to_the_end()

    assert State.SENT not in states
    assert (scene.state(mine), scene.arrivals()[mine]) == (State.SENT, 1)
    assert scene.broken() == []


def test_who_slept_after_the_intent_sends_and_nobody_else(scene: Scene) -> None:
    sleeper = scene.begin("intend, committed")
    told = sleeper.stops()
    assert told is not None
    mine = told.reminder_id
    scene.begin(lease_ahead=CLAIM_RUN_OUT).ends()

    sleeper.wake()
    sleeper.ends()
    scene.to_the_end()

    assert (scene.state(mine), scene.arrivals()[mine]) == (State.UNKNOWN, 1)
    assert scene.asked_about() == {mine}
    assert scene.broken() == []
