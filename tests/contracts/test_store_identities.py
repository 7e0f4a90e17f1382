"""What the store promises about who users are at an identity provider, on each kind of database."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from connector.core.accounts import User
from connector.core.errors import Refused
from connector.core.openid import AWAY_FOR, Identity, Leaving
from connector.store import identities as identities_there
from connector.store.engine import SqlStore, open_store
from connector.store.schema_openid import openid_sign_ins
from tests.contracts.test_store_accounts import a_user
from tests.store.desk import NOON, Hand

ISSUER, OTHER = "https://id.atelier.example", "https://id.elsewhere.example"


@pytest.fixture
def anna(store: SqlStore) -> User:
    return added(store)


def added(store: SqlStore) -> User:
    made = a_user()
    with store.accounts.writing() as unit:
        unit.add_user(made)
    return made


def identity(user: User, issuer: str = ISSUER) -> Identity:
    return Identity(issuer, uuid4().hex, user.id, user.email, NOON)


def leaving(hand: Hand, user: User | None = None) -> Leaving:
    way = ("verifier", "/o/1?page=2", "link")
    return Leaving(uuid4().hex, "browser", way[0], hand(), way[1], way[2], user.id if user else None)


def test_one_is_found_by_its_subject_and_by_its_user(store: SqlStore, anna: User) -> None:
    made = identity(anna)

    with store.accounts.writing() as unit:
        unit.identities.bind(made)

    with store.accounts.reading() as unit:
        known = unit.identities
        assert [known.of_subject(ISSUER, made.subject), known.of_user(anna.id, ISSUER)] == [made, made]
        assert known.all(ISSUER)[anna.id] == made and anna.id not in known.all(OTHER)
        assert [known.of_subject(OTHER, made.subject), known.of_user(anna.id, OTHER)] == [None, None]


def test_a_subject_is_one_user_and_a_user_one_subject_of_each_idp(store: SqlStore, anna: User) -> None:
    mine, bruno = identity(anna), added(store)
    with store.accounts.writing() as unit:
        unit.identities.bind(mine)
        unit.identities.bind(identity(anna, OTHER))

    for twice in (replace(mine, user_id=bruno.id), identity(anna)):
        with pytest.raises(Refused, match="bound already"), store.accounts.writing() as unit:
            unit.identities.bind(twice)

    with store.accounts.reading() as unit:
        assert unit.identities.of_user(anna.id, ISSUER) == mine


def test_what_is_unbound_is_gone_there_alone(store: SqlStore, anna: User) -> None:
    elsewhere = identity(anna, OTHER)
    with store.accounts.writing() as unit:
        unit.identities.bind(identity(anna))
        unit.identities.bind(elsewhere)

        unit.identities.unbind(anna.id, ISSUER)

        assert unit.identities.of_user(anna.id, ISSUER) is None
        assert unit.identities.of_user(anna.id, OTHER) == elsewhere


def test_who_left_comes_back_once(store: SqlStore, anna: User, hand: Hand) -> None:
    gone = leaving(hand, anna)
    with store.accounts.writing() as unit:
        unit.identities.leave(gone)

    with store.accounts.writing() as unit:
        assert unit.identities.back("another") is None
        assert [unit.identities.back(gone.state_hash) for _ in range(2)] == [gone, None]


def test_what_he_must_bring_back_is_sealed(store: SqlStore, hand: Hand) -> None:
    gone = leaving(hand)
    with store.accounts.writing() as unit:
        unit.identities.leave(gone)

    with store.engine.connect() as connection:
        kept = str(connection.execute(select(openid_sign_ins)).all())
    assert not [x for x in ("verifier", "page=2", "link") if x in kept + repr(gone)]


def test_without_a_key_nobody_leaves(shared_url: str, store: SqlStore, hand: Hand) -> None:
    without = open_store(shared_url, lease_clock=hand)

    with pytest.raises(Refused, match="RELANCE_SECRET_KEY"), without.accounts.writing() as unit:
        unit.identities.leave(leaving(hand))

    without.close()


def test_who_stays_away_too_long_is_swept_away(store: SqlStore, hand: Hand) -> None:
    late, fresh = replace(leaving(hand), began_at=hand() - AWAY_FOR), leaving(hand)
    with store.accounts.writing() as unit:
        for each in (late, fresh):
            unit.identities.leave(each)

        unit.sweep()

        assert unit.identities.back(late.state_hash) is None
        assert unit.identities.back(fresh.state_hash) == fresh


def test_a_flood_takes_the_place_of_who_left_first(
    store: SqlStore, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities_there, "MOST_AWAY", 2)
    left = [replace(leaving(hand), began_at=hand() + timedelta(seconds=n)) for n in (1, 2, 3)]
    with store.accounts.writing() as unit:
        for each in left:
            unit.identities.leave(each)

        unit.sweep()

        assert [unit.identities.back(x.state_hash) for x in left] == [None, *left[1:]]


def test_that_he_is_to_be_asked_anew_goes_along(store: SqlStore, hand: Hand) -> None:
    gone = replace(leaving(hand), is_anew=True)
    with store.accounts.writing() as unit:
        unit.identities.leave(gone)

        assert unit.identities.back(gone.state_hash) == gone


def test_with_a_user_all_of_it_goes(store: SqlStore, anna: User, hand: Hand) -> None:
    made, gone = identity(anna), leaving(hand, anna)
    with store.accounts.writing() as unit:
        unit.identities.bind(made)
        unit.identities.leave(gone)

        unit.remove_user(anna.id)

        assert unit.identities.of_subject(ISSUER, made.subject) is None
        assert unit.identities.back(gone.state_hash) is None
