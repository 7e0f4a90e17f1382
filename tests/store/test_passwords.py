"""Passwords are kept as argon2id, and nobody who is not there answers faster."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY

from connector.store.passwords import Argon2Passwords

CHEAP = Argon2Passwords(CHEAPEST)


def test_the_right_one_matches_and_no_other() -> None:
    stored = CHEAP.hashed("correct horse battery")

    assert CHEAP.matches("correct horse battery", stored)
    assert not CHEAP.matches("correct horse batterY", stored)


def test_the_same_one_never_looks_the_same_twice() -> None:
    assert CHEAP.hashed("correct horse battery") != CHEAP.hashed("correct horse battery")


def test_it_is_argon2id_at_the_cost_of_rfc_9106() -> None:
    stored = Argon2Passwords().hashed("correct horse battery")

    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_for_a_user_that_is_not_there_the_same_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Argon2Passwords(CHEAPEST)
    stored = passwords.hashed("correct horse battery")
    costs: list[str] = []
    ends: list[type[Exception]] = []
    verify = passwords._hasher.verify

    def noted(hashed: str | bytes, password: str | bytes) -> bool:
        costs.append(str(hashed).rsplit("$", 2)[0])
        try:
            return verify(hashed, password)
        except Exception as error:
            ends.append(type(error))
            raise

    monkeypatch.setattr(passwords, "_hasher", _Noting(noted))
    answers = [passwords.matches("wrong", stored), passwords.matches("wrong", None)]

    assert answers == [False, False]
    assert len(costs) == 2 and len(set(costs)) == 1
    # Not InvalidHashError, which comes at once.
    assert ends == [VerifyMismatchError, VerifyMismatchError]


@dataclass
class _Noting:
    verify: Callable[[str | bytes, str | bytes], bool]


def test_one_made_at_another_cost_is_stale() -> None:
    today = Argon2Passwords(RFC_9106_LOW_MEMORY)

    assert today.is_stale(CHEAP.hashed("correct horse battery"))
    assert not CHEAP.is_stale(CHEAP.hashed("correct horse battery"))


@pytest.mark.parametrize("broken", ["", "plain", "$argon2id$v=19$"])
def test_a_broken_hash_matches_nothing(broken: str) -> None:
    assert not CHEAP.matches("plain", broken)


def test_one_made_at_another_cost_still_matches() -> None:
    dearer = Argon2Passwords(replace(CHEAPEST, time_cost=2))

    assert dearer.matches("correct horse battery", CHEAP.hashed("correct horse battery"))
