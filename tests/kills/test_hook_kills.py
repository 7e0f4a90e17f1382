"""SIGKILL between an event that arrived and the word that it did: told again with the same id, never lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from connector.core.hooks import DeliveryState, Endpoint, Happening
from connector.usecases.delivering import LEASE_SECONDS, deliver
from tests.ears import Ear, listening
from tests.kills.hook_victim import delivering, store_at
from tests.migrated import Copies
from tests.store.desk import NOON, Desk, Hand

ROOT = Path(__file__).parents[2]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def killed_over(ear: Ear, url: str, organisation_id: str) -> int:
    """The exit code of a process that is killed as soon as its first event has arrived."""
    victim: list[Any] = []
    ear.came = lambda: os.kill(victim[0].pid, signal.SIGKILL)
    command = [sys.executable, "-m", "tests.kills.hook_victim", url, organisation_id]
    victim.append(subprocess.Popen(command, cwd=ROOT))
    code: int = victim[0].wait()
    ear.came = lambda: None
    return code


def test_what_had_arrived_is_told_again_with_the_same_id_and_nothing_is_lost(
    migrated_copies: Copies, tmp_path: Path
) -> None:
    with migrated_copies("sqlite", tmp_path) as url, listening() as ear:
        desk = Desk(store_at(url), Hand())
        with desk.writing() as unit:
            unit.hooks.add(Endpoint("ear", ear.address, (), NOON), SECRET)
            for _ in range(2):
                unit.hooks.tell(Happening.MODE_CHANGED, NOON, dict)

        code = killed_over(ear, url, desk.id)
        deliver(delivering(desk.store), desk.id)
        while_its_lease_runs = len(ear.heard)
        later = store_at(url, LEASE_SECONDS + 1)
        deliver(delivering(later), desk.id)

        with later.reading(desk.id) as unit:
            told = list(reversed(unit.hooks.log("ear", 9)))
        for store in (desk.store, later):
            store.close()

    assert (code, while_its_lease_runs) == (-signal.SIGKILL, 1)
    ids = [x.event_id for x in told]
    assert [x.headers["webhook-id"] for x in ear.heard] == [ids[0], ids[0], ids[1]]
    assert ear.heard[0].body == ear.heard[1].body
    assert {x.state for x in told} == {DeliveryState.DELIVERED}
