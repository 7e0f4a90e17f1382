"""SIGKILL while an account is made to mail an invoice by itself, on both databases.

It keeps on the disk what it was made to mail, so that no kill takes it back.
"""

import pytest

from connector.core.history import State
from tests.kills.stage import AccountScene, Stage

BEFORE_THE_INTENT = ("claim, committed", "balance read", "store_message, committed", "intend, not committed")
#: How often the account has mailed it by then.
AFTER_THE_INTENT = {
    "intend, committed": 0,
    "account asked": 0,
    "account has mailed": 1,
    "outcome known": 1,
    "conclude, not committed": 1,
}


@pytest.fixture
def scene(stage: Stage) -> AccountScene:
    return AccountScene(stage)


@pytest.mark.parametrize("stop", BEFORE_THE_INTENT)
def test_killed_before_the_intent_it_is_mailed_once(scene: AccountScene, stop: str) -> None:
    mine = scene.kill_at(stop)
    scene.to_the_end()

    assert (scene.state(mine), scene.arrivals()[mine]) == (State.SENT, 1)
    assert sorted(number for number, _ in scene.account.mailed_by_all()) == ["F-1", "F-2"]
    assert scene.broken() == []


@pytest.mark.parametrize("stop", AFTER_THE_INTENT)
def test_killed_after_the_intent_the_account_is_never_asked_again(scene: AccountScene, stop: str) -> None:
    """Although the key of the attempt would let it: nobody knows for how long the account remembers it."""
    mine = scene.kill_at(stop)
    scene.to_the_end()

    assert scene.state(mine) is State.UNKNOWN
    assert scene.asked_about() == {mine}
    assert scene.arrivals()[mine] == AFTER_THE_INTENT[stop]
    assert scene.broken() == []


@pytest.mark.parametrize("stop", ["conclude, committed", "account has mailed"])
def test_the_next_step_is_said_once_by_our_own_mailer(scene: AccountScene, stop: str) -> None:
    scene.kill_at(stop)
    scene.to_the_end()
    scene.to_the_next_step()

    assert sorted(x.step_id for x in scene.reminders().values()) == ["firm", "firm", "friendly", "friendly"]
    assert len(scene.account.mailed_by_all()) == 2
    assert len(scene.stage.catcher.all()) == 2
    assert scene.broken() == []
