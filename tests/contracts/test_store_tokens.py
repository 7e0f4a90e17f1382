"""What the store promises about the tokens of machines, on each kind of database."""

import threading
from dataclasses import replace
from uuid import uuid4

import pytest

from connector.core.tokens import CARRIED_OUT_SECONDS, KEPT_SECONDS, Answered, Permit, Token
from connector.store.engine import SqlStore, open_store
from tests.store.desk import NOON, Desk, Hand


def a_token(name: str = "Cash book") -> Token:
    allowed = frozenset({Permit.READ, Permit.APPROVE})
    return Token(str(uuid4()), name, "relance_abcdefgh", uuid4().hex, allowed, "anna", NOON)


@pytest.fixture
def machine(desk: Desk) -> Token:
    """A token."""
    made = a_token()
    with desk.writing() as unit:
        assert unit.tokens.add(made)
    return made


class TestTokens:
    def test_one_is_kept_as_it_is(self, desk: Desk, store: SqlStore, machine: Token) -> None:
        with desk.reading() as unit:
            assert unit.tokens.all() == [machine]
            assert unit.tokens.shown(machine.token_hash) == machine
            assert unit.tokens.shown("nothing") is None

        assert store.directory.of_token(machine.token_hash) == desk.id
        assert store.directory.of_token("nothing") is None

    def test_one_that_is_made_twice_is_made_once(self, desk: Desk, machine: Token) -> None:
        with desk.writing() as unit:
            assert not unit.tokens.add(replace(machine, name="Another", token_hash="other"))
            assert unit.tokens.all() == [machine]

    def test_it_is_known_when_it_was_used_and_revoked(self, desk: Desk, hand: Hand, machine: Token) -> None:
        with desk.writing() as unit:
            now = unit.tokens.now
            unit.tokens.use(machine.id)
            assert unit.tokens.revoke(machine.id)
            assert not unit.tokens.revoke(machine.id)
            (found,) = unit.tokens.all()

        assert found == replace(machine, last_used_at=now, revoked_at=now)

    def test_without_a_clock_of_its_own_the_time_is_the_real_one(self, shared_url: str, desk: Desk) -> None:
        store = open_store(shared_url)

        with store.reading(desk.id) as unit:
            assert unit.tokens.now > NOON.replace(year=2026, month=1)
        store.close()


class TestAnswers:
    def test_a_request_is_begun_once_and_its_answer_kept(self, desk: Desk, machine: Token) -> None:
        with desk.writing() as unit:
            assert unit.tokens.begin(machine.id, "key", "request")
            assert not unit.tokens.begin(machine.id, "key", "another")
            assert unit.tokens.answered(machine.id, "key") == Answered("request")

            unit.tokens.answer(machine.id, "key", 201, "{}")
            unit.tokens.forget(machine.id, "key")

            assert unit.tokens.answered(machine.id, "key") == Answered("request", 201, "{}")
            assert unit.tokens.answered(machine.id, "other") is None

    def test_one_that_came_to_nothing_is_begun_anew(self, desk: Desk, machine: Token) -> None:
        with desk.writing() as unit:
            unit.tokens.begin(machine.id, "key", "request")
            unit.tokens.forget(machine.id, "key")

            assert unit.tokens.begin(machine.id, "key", "another")

    def test_of_whoever_died_it_is_taken_over(self, desk: Desk, hand: Hand, machine: Token) -> None:
        begun = []
        with desk.writing() as unit:
            begun.append(unit.tokens.begin(machine.id, "key", "request"))
        for seconds in (CARRIED_OUT_SECONDS - 1, 1):
            hand.forward(seconds)
            with desk.writing() as unit:
                begun.append(unit.tokens.begin(machine.id, "key", "request"))

        assert begun == [True, False, True]

    def test_an_answer_is_kept_for_a_day(self, desk: Desk, hand: Hand, machine: Token) -> None:
        with desk.writing() as unit:
            unit.tokens.begin(machine.id, "key", "request")
            unit.tokens.answer(machine.id, "key", 201, "{}")
        begun = []
        for seconds in (KEPT_SECONDS - 1, 1):
            hand.forward(seconds)
            with desk.writing() as unit:
                begun.append(unit.tokens.begin(machine.id, "key", "another"))

        assert begun == [False, True]

    def test_of_many_at_once_one_begins(self, desk: Desk, machine: Token) -> None:
        begun: list[bool] = []
        gate = threading.Barrier(4)

        def begin() -> None:
            gate.wait()
            with desk.writing() as unit:
                begun.append(unit.tokens.begin(machine.id, "key", "request"))

        threads = [threading.Thread(target=begin) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(begun) == [False, False, False, True]
