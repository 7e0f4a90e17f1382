"""What runs beside the pages: turn by turn, one thread for all, and nothing of it stops the rest."""

from collections.abc import Iterator
from threading import Event

import pytest

from connector.beside import Beside

#: So long may a busy machine take; nothing waits for it when all is well.
PATIENCE = 60


class Heard:
    """What was done, in order, and the faults that were told."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.faults: list[str] = []

    def fault(self, what: str, error: Exception) -> None:
        self.faults.append(f"{what}: {error}")


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def beside(heard: Heard) -> Iterator[Beside]:
    made = Beside(heard.fault)
    yield made
    made.stop()


class Turns:
    """A work of so many turns; the first one waits until it may begin."""

    def __init__(self, heard: Heard, name: str, turns: int, begins: Event | None = None) -> None:
        self.heard, self.name, self.left, self.begins = heard, name, turns, begins
        self.has_begun = Event()

    def __call__(self) -> bool:
        self.has_begun.set()
        if self.begins is not None:
            assert self.begins.wait(PATIENCE)
        self.heard.done.append(self.name)
        self.left -= 1
        return self.left > 0


def test_two_works_have_their_turns_one_after_the_other(beside: Beside, heard: Heard) -> None:
    begins = Event()
    beside("a", Turns(heard, "a", 3, begins))
    beside("b", Turns(heard, "b", 2))
    begins.set()

    beside.wait()

    assert (sorted(heard.done), heard.done[:2]) == (["a", "a", "a", "b", "b"], ["a", "b"])


def test_a_work_that_fails_is_told_and_does_not_stop_the_others(beside: Beside, heard: Heard) -> None:
    def fail() -> bool:
        raise RuntimeError("broken")

    beside("bad", fail)
    beside("good", Turns(heard, "good", 2))
    beside.wait()

    assert (heard.faults, heard.done) == (["work bad: broken"], ["good", "good"])


def test_what_is_asked_for_twice_waits_once(beside: Beside, heard: Heard) -> None:
    begins = Event()
    first = Turns(heard, "a", 1, begins)
    beside("a", first)
    assert first.has_begun.wait(PATIENCE)
    for _ in range(3):
        beside("b", Turns(heard, "b", 1))
    begins.set()

    beside.wait()

    assert heard.done == ["a", "b"]


def test_it_begins_again_after_it_was_through(beside: Beside, heard: Heard) -> None:
    for _ in range(2):
        beside("a", Turns(heard, "a", 1))
        beside.wait()

    assert heard.done == ["a", "a"]


def test_stopping_lets_the_turn_under_way_finish_and_begins_none(heard: Heard) -> None:
    beside, begins = Beside(heard.fault), Event()
    first = Turns(heard, "a", 99, begins)
    beside("a", first)
    assert first.has_begun.wait(PATIENCE)

    beside._is_stopping = True
    begins.set()
    beside.stop()
    beside("b", Turns(heard, "b", 1))
    beside.wait()

    assert heard.done == ["a"]
