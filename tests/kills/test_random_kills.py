"""Kills at seeded moments, each statement being one: a victim, several in turn, or two at once."""

from collections import Counter
from random import Random

import pytest

from connector.core.history import State
from tests.kills.moments import STATEMENT
from tests.kills.stage import CLAIM_RUN_OUT, Scene, Stage, Told, Victim
from tests.kills.test_kills import GREYLISTED, NO_SUCH_USER

SEED = 20260902


class Course:
    """One scene gone wrong, as its seed will have it; `moments` is what an unharmed sender passes."""

    def __init__(self, stage: Stage, random: Random, moments: list[str]) -> None:
        self.scene, self._random, self._moments = Scene(stage), random, moments
        self.kills: Counter[str] = Counter()

    def run(self) -> list[str]:
        """What does not hold afterwards."""
        reply = self._random.choice(["", "", "", GREYLISTED, NO_SUCH_USER])
        if reply:
            self.scene.say(reply)
        for turn in range(self._random.randint(1, 3)):
            self._strike(turn)
        may_have_left = {x: self.scene.arrivals()[x] for x in self._handed_over()}
        self.scene.to_the_end()
        self.scene.to_the_next_step()
        again = [x for x, came in may_have_left.items() if self.scene.arrivals()[x] != came]
        return self.scene.broken() + [f"sent after its intent: {x}" for x in again]

    def ends(self) -> Counter[str]:
        return Counter(x.state.value for x in self.scene.reminders().values())

    def _strike(self, turn: int) -> None:
        self.scene.office.at(f"2026-09-02T09:{20 * turn:02}")
        if self._random.random() < 0.2:
            self.scene.account.pay_all(self._random.sample(self.scene.numbers, 1))
        one = self._victim(turn)
        told = one.stops()
        if self._random.random() < 0.4:
            # The other runs meanwhile, and may have to wait for a lock of the one until it is dead.
            other = self._victim(turn)
            self._kill(one, told)
            one, told = other, other.stops()
        self._kill(one, told)

    def _victim(self, turn: int) -> Victim:
        stops = list(range(1, len(self._moments) + 1))
        if self._random.random() < 0.6:
            stops = [n for n in stops if not self._moments[n - 1].startswith(STATEMENT)]
        return self.scene.begin(self._random.choice(stops), lease_ahead=turn * CLAIM_RUN_OUT)

    def _kill(self, victim: Victim, told: Told | None) -> None:
        if told is not None:
            victim.kill()
            self.kills[told.at] += 1

    def _handed_over(self) -> list[str]:
        unsure = (State.SENDING, State.UNKNOWN)
        return [x.id for x in self.scene.reminders().values() if x.state in unsure]


def play(stage: Stage, seed: int, kills: int) -> tuple[Counter[str], Counter[str]]:
    """Courses until that many were killed: kills by moment, reminders by their end."""
    random = Random(seed)
    moments = Scene(stage).begin().ends()["moments"]
    killed: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    while killed.total() < kills:
        course = Course(stage, random, moments)
        assert course.run() == [], f"seed {seed}, after {killed.total()} kills"
        killed += course.kills
        ends += course.ends()
    return killed, ends


def test_no_kill_at_any_moment_breaks_a_promise(stage: Stage) -> None:
    killed, ends = play(stage, SEED, 3)

    assert killed.total() >= 3
    assert set(ends) <= {"sent", "failed", "cancelled", "missed", "unknown"}


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(SEED + 1, SEED + 5))
def test_the_same_at_length(stage: Stage, seed: int) -> None:
    killed, ends = play(stage, seed, 25)

    print(f"\n{stage.store.engine.dialect.name}, seed {seed}: {killed.total()} kills, ends {dict(ends)}")
    print(*(f"  {n} × {moment}" for moment, n in killed.most_common()), sep="\n")
    assert killed.total() >= 25
