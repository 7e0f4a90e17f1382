"""What changes while a password is looked at counts, whoever is looking."""

import threading
from collections.abc import Callable

import pytest
from argon2.profiles import CHEAPEST

from connector.core.accounts import AccountRefused, Why
from connector.store.one_time_codes import TimedCodes
from connector.store.passwords import Argon2Passwords
from connector.usecases import accounts
from connector.usecases.accounts import Entrance
from connector.usecases.sign_in import change_password, sign_in, sign_out_everywhere, visitor
from tests.usecases.gate import HERE, PASSWORD, Gate

ANNA = "anna@atelier.example"
OWNERS = "the owner's new password"


class Slow(Argon2Passwords):
    """Something happens while a password is looked at."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__(CHEAPEST)
        self._meanwhile = meanwhile

    def matches(self, password: str, stored: str | None) -> bool:
        self._meanwhile()
        return super().matches(password, stored)


def slow(gate: Gate, meanwhile: Callable[[], object]) -> Entrance:
    return Entrance(gate.store.accounts, Slow(meanwhile), TimedCodes())


def removed(gate: Gate) -> None:
    accounts.remove_user(gate.entrance, ANNA, "owner")


def reset(gate: Gate) -> None:
    accounts.set_password(gate.entrance, ANNA, OWNERS, "owner")


@pytest.fixture
def anna(gate: Gate) -> Gate:
    gate.user("owner@atelier.example")
    gate.user()
    return gate


@pytest.mark.parametrize("happens", [removed, reset])
def test_a_sign_in_that_was_overtaken_is_refused(anna: Gate, happens: Callable[[Gate], None]) -> None:
    with pytest.raises(AccountRefused) as caught:
        sign_in(slow(anna, lambda: happens(anna)), ANNA, PASSWORD, HERE)

    assert caught.value.why is Why.WRONG


@pytest.mark.parametrize("happens", [removed, reset])
def test_a_thief_does_not_undo_what_the_owner_set(anna: Gate, happens: Callable[[Gate], None]) -> None:
    thief = anna.sign_in()

    with pytest.raises(AccountRefused) as caught:
        change_password(
            slow(anna, lambda: happens(anna)), thief.visitor, PASSWORD, "the thief's password", HERE
        )

    assert caught.value.why is Why.WRONG
    assert visitor(anna.entrance, thief.token) is None


def test_who_was_signed_out_meanwhile_changes_nothing(anna: Gate) -> None:
    thief, owner = anna.sign_in(), anna.sign_in()

    with pytest.raises(AccountRefused):
        change_password(
            slow(anna, lambda: sign_out_everywhere(anna.entrance, owner.visitor)),
            thief.visitor,
            PASSWORD,
            "the thief's password",
            HERE,
        )

    assert visitor(anna.entrance, thief.token) is None
    assert anna.sign_in().token


def test_a_password_that_is_set_during_the_last_step_stays_set(anna: Gate) -> None:
    """The unit that opens the session and the one that sets the password never lie beside each other."""
    owner = threading.Thread(target=reset, args=(anna,))

    with anna.store.accounts.writing() as unit:
        owner.start()
        user = unit.user_named(ANNA)
        assert user is not None
        owner.join(timeout=0.2)
        assert owner.is_alive()
        unit.change_user(user.id, password_hash=user.password_hash)
    owner.join()

    assert sign_in(anna.entrance, ANNA, OWNERS, HERE).token
