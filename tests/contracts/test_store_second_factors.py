"""What the store promises about the second factor, on each kind of database."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from connector.core.accounts import User
from connector.core.errors import Refused
from connector.core.second_factor import HALF_OPEN_FOR, HalfOpen, SecondFactor
from connector.store.engine import SqlStore, open_store
from connector.store.schema_factors import second_factors
from tests.contracts.test_store_accounts import a_user
from tests.store.desk import NOON, Hand

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def anna(store: SqlStore) -> User:
    return added(store)


def added(store: SqlStore) -> User:
    made = a_user()
    with store.accounts.writing() as unit:
        unit.add_user(made)
    return made


def factor(user: User, **fields: Any) -> SecondFactor:
    known: dict[str, Any] = {"secret": SECRET, "last_step": 0, "began_at": NOON} | fields
    return SecondFactor(user.id, **known)


def test_one_is_kept_as_it_is_and_sealed(store: SqlStore, anna: User) -> None:
    made = factor(anna, last_step=58_000_000, confirmed_at=NOON + timedelta(seconds=9))

    with store.accounts.writing() as unit:
        unit.factors.put(factor(anna))
        unit.factors.put(made)

    with store.accounts.reading() as unit:
        assert unit.factors.of(anna.id) == made
        assert unit.factors.of("nobody") is None
    with store.engine.connect() as connection:
        assert SECRET not in str(connection.execute(select(second_factors)).all())
    assert SECRET not in repr(made)


def test_a_secret_that_was_moved_to_another_user_opens_for_nobody(store: SqlStore, anna: User) -> None:
    thief = added(store)
    with store.accounts.writing() as unit:
        unit.factors.put(factor(anna))
        unit.factors.put(factor(thief, secret="A" * 32))
    mine = second_factors.c.user_id == thief.id
    with store.engine.connect() as connection, connection.begin():
        sealed = connection.execute(select(second_factors.c.sealed_secret).where(mine)).scalar_one()
        hers = update(second_factors).where(second_factors.c.user_id == anna.id)
        connection.execute(hers.values(sealed_secret=sealed))

    with store.accounts.reading() as unit, pytest.raises(Refused, match="cannot be opened"):
        unit.factors.of(anna.id)
    with store.accounts.writing() as unit:
        unit.factors.remove(anna.id)


def test_without_a_key_none_is_kept(shared_url: str, store: SqlStore, anna: User, hand: Hand) -> None:
    without = open_store(shared_url, lease_clock=hand)

    with pytest.raises(Refused, match="RELANCE_SECRET_KEY"), without.accounts.writing() as unit:
        unit.factors.put(factor(anna))

    without.close()


def test_a_recovery_code_is_spent_once_and_by_its_user(store: SqlStore, anna: User) -> None:
    other = added(store)
    with store.accounts.writing() as unit:
        unit.factors.set_recovery(anna.id, ["old"])
        unit.factors.set_recovery(anna.id, ["a", "b"])
        unit.factors.set_recovery(other.id, ["a"])

        spent = [unit.factors.spend_recovery(anna.id, x) for x in ("a", "a", "old")]

        assert spent == [True, False, False]
        assert [unit.factors.recovery_left(x.id) for x in (anna, other)] == [1, 1]


def test_what_is_removed_is_gone_with_its_codes(store: SqlStore, anna: User) -> None:
    with store.accounts.writing() as unit:
        unit.factors.put(factor(anna))
        unit.factors.set_recovery(anna.id, ["a"])

        unit.factors.remove(anna.id)

        assert unit.factors.of(anna.id) is None
        assert unit.factors.recovery_left(anna.id) == 0


def test_half_a_sign_in_is_found_by_its_token_until_it_ends(store: SqlStore, anna: User, hand: Hand) -> None:
    halves = [HalfOpen(uuid4().hex, anna.id, hand(), "The provider", hand()) for _ in range(2)]
    old = HalfOpen(uuid4().hex, anna.id, hand() - HALF_OPEN_FOR)
    with store.accounts.writing() as unit:
        for each in (*halves, old):
            unit.factors.open_half(each)
        found = unit.factors.half(halves[0].token_hash)

        unit.sweep()
        swept = unit.factors.half(old.token_hash)
        unit.factors.end_halves(anna.id)

        assert (found, swept) == (halves[0], None)
        assert [unit.factors.half(x.token_hash) for x in halves] == [None, None]


def test_with_a_user_all_of_it_goes(store: SqlStore, anna: User, hand: Hand) -> None:
    half = HalfOpen(uuid4().hex, anna.id, hand())
    with store.accounts.writing() as unit:
        unit.factors.put(factor(anna))
        unit.factors.set_recovery(anna.id, ["a"])
        unit.factors.open_half(half)

        unit.remove_user(anna.id)

        assert unit.factors.of(anna.id) is None
        assert (unit.factors.recovery_left(anna.id), unit.factors.half(half.token_hash)) == (0, None)
