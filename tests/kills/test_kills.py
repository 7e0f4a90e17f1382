"""SIGKILL on a process of its own at every change of a reminder's state, on both databases.

What must hold afterwards is counted at a real mail server, by Message-ID, and read from the ledger.
"""

import pytest

from connector.core.history import State
from tests.kills.stage import CLAIM_RUN_OUT, Scene

#: It has not left: whoever comes once the claim has run out sends it. At the how-manieth reminder.
BEFORE_THE_INTENT = {
    "claim, not committed": 2,
    "claim, committed": 1,
    "balance read": 2,
    "merge, not committed": 1,
    "merge, committed": 2,
    "rendered": 1,
    "store_message, not committed": 2,
    "store_message, committed": 1,
    "intend, not committed": 2,
}
#: It may have left: nobody sends it again, and a person is asked. How often it lies at the server.
AFTER_THE_INTENT = {
    "intend, committed": 0,
    "EHLO answered": 0,
    "MAIL answered": 0,
    "RCPT answered": 0,
    "DATA answered": 0,
    "half a message sent": 0,
    "message answered, unread": 1,
    "message answered": 1,
    "outcome known": 1,
    "conclude, not committed": 1,
}
GREYLISTED = "451 4.7.1 Greylisted, try again later"
NO_SUCH_USER = "550 5.1.1 No such user"


@pytest.mark.parametrize("stop", BEFORE_THE_INTENT)
def test_killed_before_the_intent_it_is_sent_once(scene: Scene, stop: str) -> None:
    mine = scene.kill_at(stop, BEFORE_THE_INTENT[stop])
    scene.go_on("2026-09-02T09:01")
    held = scene.state(mine)
    scene.to_the_end()

    assert held is (State.SENT if stop == "claim, not committed" else State.CLAIMED)
    assert scene.state(mine) is State.SENT
    assert scene.arrivals()[mine] == 1
    assert scene.broken() == []


@pytest.mark.parametrize("stop", ["add, not committed", "add, committed"])
def test_killed_while_planning_everything_is_sent_once(scene: Scene, stop: str) -> None:
    scene.kill_at(stop)
    scene.to_the_end()

    assert [x.state for x in scene.reminders().values()] == [State.SENT] * 2
    assert scene.broken() == []


@pytest.mark.parametrize("stop", AFTER_THE_INTENT)
def test_killed_after_the_intent_it_is_never_sent_again(scene: Scene, stop: str) -> None:
    mine = scene.kill_at(stop)
    scene.go_on("2026-09-02T09:01")
    held = scene.state(mine)
    scene.to_the_end()

    assert held is State.SENDING
    assert scene.state(mine) is State.UNKNOWN
    assert scene.asked_about() == {mine}
    assert scene.arrivals()[mine] == AFTER_THE_INTENT[stop]
    assert scene.broken() == []


@pytest.mark.parametrize("stop", ["rendered", "half a message sent"])
def test_killed_on_one_step_the_next_one_is_said_once(scene: Scene, stop: str) -> None:
    scene.kill_at(stop)
    scene.to_the_end()
    scene.to_the_next_step()

    assert sorted(x.step_id for x in scene.reminders().values()) == ["firm", "firm", "friendly", "friendly"]
    assert scene.broken() == []


def test_killed_once_the_outcome_is_written_it_is_sent(scene: Scene) -> None:
    mine = scene.kill_at("conclude, committed")
    scene.to_the_end()

    assert scene.state(mine) is State.SENT
    assert scene.arrivals()[mine] == 1
    assert scene.broken() == []


@pytest.mark.parametrize(
    ("reply", "stop", "end", "came"),
    [
        (GREYLISTED, "conclude, not committed", State.UNKNOWN, 0),
        (GREYLISTED, "conclude, committed", State.SENT, 1),
        (NO_SUCH_USER, "conclude, not committed", State.UNKNOWN, 0),
        (NO_SUCH_USER, "conclude, committed", State.FAILED, 0),
    ],
)
def test_killed_over_a_refusal(scene: Scene, reply: str, stop: str, end: State, came: int) -> None:
    scene.say(reply)

    mine = scene.kill_at(stop)
    scene.to_the_end()

    assert (scene.state(mine), scene.arrivals()[mine]) == (end, came)
    assert scene.broken() == []


@pytest.mark.parametrize("stop", ["claim, committed", "drop, not committed", "drop, committed"])
def test_killed_and_paid_it_is_never_sent(scene: Scene, stop: str) -> None:
    scene.account.pay_all(scene.numbers)

    mine = scene.kill_at(stop)
    scene.to_the_end()

    assert scene.state(mine) is State.CANCELLED
    assert scene.arrivals() == {}
    assert scene.broken() == []


@pytest.mark.parametrize("stop", ["single expire, not committed", "single expire, committed"])
@pytest.mark.parametrize(
    ("first", "end"), [("claim, committed", State.SENT), ("outcome known", State.UNKNOWN)]
)
def test_killed_while_taking_over_from_the_dead(scene: Scene, first: str, end: State, stop: str) -> None:
    mine = scene.kill_at(first)
    scene.office.at("2026-09-02T10:00")
    scene.kill_at(stop, lease_ahead=CLAIM_RUN_OUT)
    scene.to_the_end()

    assert (scene.state(mine), scene.arrivals()[mine]) == (end, 1)
    assert scene.broken() == []
