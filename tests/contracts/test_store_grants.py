"""Grants: their tokens are exchanged by one holder, once, and never seen in clear, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from connector.core.errors import Refused
from connector.core.grants import LASTING, Grant, Tokens, lease_of
from connector.core.source import Connection, ConnectionKind
from connector.store.engine import SqlStore
from connector.store.schema import connections
from connector.store.vault import Vault
from tests.store.desk import NOON, Desk, Hand

HOUR = timedelta(hours=1)
FIRST = Tokens("access-1", NOON + HOUR, "refresh-1", NOON + timedelta(days=60), NOON + timedelta(days=1800))
SECOND = Tokens("access-2", NOON + 2 * HOUR, "refresh-2", NOON + timedelta(days=61))


@pytest.fixture
def grant(store: SqlStore) -> Grant:
    return store.grants.add("acme", "anna", FIRST, NOON)


def exchanged(store: SqlStore, grant: Grant, tokens: Tokens = SECOND, owner: str = "one") -> bool:
    store.leases.take(lease_of(grant.id), owner, 60)
    return store.grants.replace(grant, tokens, NOON + HOUR, owner)


def test_a_consent_comes_back_as_it_was_given(store: SqlStore, grant: Grant) -> None:
    expected = Grant(grant.id, "acme", "anna", 1, NOON, FIRST.refresh_until, FIRST.dies_at)

    assert grant == expected
    assert store.grants.get(grant.id) == expected
    assert store.grants.held(grant.id) == (expected, FIRST)


def test_a_token_without_an_end_stays_without_one(store: SqlStore) -> None:
    lasting = Tokens("access-1", LASTING, "refresh-1")

    kept = store.grants.add("acme", "anna", lasting, NOON)

    assert store.grants.held(kept.id) == (kept, lasting)


def test_one_that_is_not_there_is_refused(store: SqlStore) -> None:
    with pytest.raises(Refused, match="connect the account again"):
        store.grants.held("nothing")


def test_new_tokens_take_the_place_of_the_old(store: SqlStore, grant: Grant) -> None:
    assert exchanged(store, grant)

    after, tokens = store.grants.held(grant.id)
    assert tokens == SECOND
    assert (after.version, after.refreshed_at, after.dies_at) == (2, NOON + HOUR, None)


def test_only_the_present_version_is_replaced(store: SqlStore, grant: Grant) -> None:
    exchanged(store, grant)

    assert not exchanged(store, grant, replace(SECOND, access="late"))
    assert store.grants.held(grant.id)[1] == SECOND


def test_only_the_holder_of_the_lease_replaces(store: SqlStore, grant: Grant) -> None:
    assert not store.grants.replace(grant, SECOND, NOON, "nobody")
    store.leases.take(lease_of(grant.id), "one", 60)

    assert not store.grants.replace(grant, SECOND, NOON, "two")
    assert store.grants.held(grant.id)[1] == FIRST


def test_who_slept_through_his_lease_does_not_replace(store: SqlStore, grant: Grant, hand: Hand) -> None:
    store.leases.take(lease_of(grant.id), "one", 60)

    hand.forward(60)

    assert not store.grants.replace(grant, SECOND, NOON, "one")


def test_a_new_consent_holds_whoever_refreshes_meanwhile(store: SqlStore, grant: Grant) -> None:
    store.leases.take(lease_of(grant.id), "one", 60)
    store.grants.end(grant, "revoked")

    again = store.grants.give_again(grant.id, SECOND, NOON)

    assert (again.version, again.problem) == (2, None)
    assert not store.grants.replace(grant, FIRST, NOON, "one")
    assert store.grants.held(grant.id) == (again, SECOND)


def test_the_end_of_a_consent_is_kept_with_its_reason(store: SqlStore, grant: Grant) -> None:
    assert store.grants.end(grant, "The owner disconnected Relance.")

    assert store.grants.get(grant.id).problem == "The owner disconnected Relance."


def test_a_refusal_of_old_tokens_ends_nothing(store: SqlStore, grant: Grant) -> None:
    exchanged(store, grant)

    assert not store.grants.end(grant, "invalid_grant")
    assert store.grants.get(grant.id).problem is None


def test_those_that_lie_idle_are_found_longest_first(store: SqlStore) -> None:
    long_ago, lately = NOON - timedelta(days=30), NOON - timedelta(days=10)
    later = store.grants.add("idle", None, FIRST, lately)
    first = store.grants.add("idle", None, FIRST, long_ago)
    over = store.grants.add("idle", None, FIRST, long_ago)
    store.grants.end(over, "revoked")
    store.grants.add("idle", None, FIRST, NOON)

    found = [x for x in store.grants.idle_since(NOON - timedelta(days=7)) if x.provider == "idle"]

    assert found == [first, later]


def test_one_that_is_forgotten_leaves_its_connections_without_it(
    store: SqlStore, desk: Desk, grant: Grant
) -> None:
    with desk.writing() as unit:
        unit.connections.add(Connection("on-it", "acme", "Acme", ConnectionKind.ACCOUNT))
        stood = connections.update().where(connections.c.id == "on-it")
        unit._scope.run(stood.values(grant_id=grant.id))

    store.grants.forget(grant.id)

    with pytest.raises(Refused):
        store.grants.get(grant.id)
    with desk.reading() as unit:
        assert unit._scope.run(connections.select().where(connections.c.id == "on-it")).one().grant_id is None


def test_no_token_lies_in_the_database_in_clear(store: SqlStore, grant: Grant) -> None:
    with store.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM grants WHERE id = :id"), {"id": grant.id}).one()

    assert "access-1" not in str(tuple(row))
    assert "refresh-1" not in str(tuple(row))
    assert "access-1" not in repr(FIRST)


def test_tokens_cannot_be_moved_to_another_consent(store: SqlStore, grant: Grant) -> None:
    other = store.grants.add("acme", "ben", SECOND, NOON)
    with store.engine.connect() as connection, connection.begin():
        moved = (
            "UPDATE grants SET sealed_tokens = (SELECT sealed_tokens FROM grants WHERE id = :a) WHERE id = :b"
        )
        connection.execute(text(moved), {"a": grant.id, "b": other.id})

    with pytest.raises(Refused, match="cannot be opened"):
        store.grants.held(other.id)


def test_without_a_secret_key_no_consent_is_kept(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.grants, "_vault", None)

    with pytest.raises(Refused, match="RELANCE_SECRET_KEY"):
        store.grants.add("acme", None, FIRST, NOON)


def test_tokens_sealed_with_an_older_key_stay_readable(
    store: SqlStore, grant: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.grants, "_vault", Vault({"1": b"k" * 32, "2": b"n" * 32}))

    assert store.grants.held(grant.id)[1] == FIRST
