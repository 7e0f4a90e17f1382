"""What the store promises about users and their sessions, on each kind of database."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from connector.core.accounts import (
    FORGOTTEN_AFTER,
    IDLE,
    LIFETIME,
    REFUSALS_KEPT,
    Membership,
    Session,
    User,
    UserRole,
    What,
)
from connector.core.errors import Refused
from connector.store.accounts import SqlAccountUnit
from connector.store.engine import SqlStore, open_store
from tests.store.desk import NOON, Desk, Hand


def a_user(email: str | None = None, **fields: Any) -> User:
    known: dict[str, Any] = {"is_owner": False, "created_at": NOON, "password_changed_at": NOON} | fields
    name = email or f"{uuid4()}@atelier.example"
    return User(str(uuid4()), name, "hash", "key", **known)


def a_session(user: User, at: datetime, **fields: Any) -> Session:
    known: dict[str, Any] = {"token_hash": uuid4().hex, "created_at": at, "last_seen_at": at} | fields
    return Session(str(uuid4()), user.id, **known)


@pytest.fixture
def anna(store: SqlStore) -> User:
    """A user."""
    made = a_user()
    with store.accounts.writing() as unit:
        unit.add_user(made)
    return made


class TestUsers:
    def test_a_user_is_kept_as_he_is(self, store: SqlStore) -> None:
        made = a_user(language="fr", is_owner=True)

        with store.accounts.writing() as unit:
            unit.add_user(made)

        with store.accounts.reading() as unit:
            assert unit.user(made.id) == made
            assert made in unit.users()

    def test_he_is_found_by_his_address_in_whatever_case(self, store: SqlStore) -> None:
        name = uuid4().hex
        made = a_user(f"Müller-{name}@Straße.example")
        with store.accounts.writing() as unit:
            unit.add_user(made)

        with store.accounts.reading() as unit:
            found = unit.user_named(f"  MÜLLER-{name.upper()}@STRASSE.EXAMPLE ")
            assert found == made
            assert unit.user_named("nobody@atelier.example") is None

    def test_an_address_is_taken_once(self, store: SqlStore, anna: User) -> None:
        with pytest.raises(Refused, match="already"), store.accounts.writing() as unit:
            unit.add_user(a_user(anna.email.upper()))

    def test_they_are_sorted_by_address(self, store: SqlStore, anna: User) -> None:
        with store.accounts.writing() as unit:
            unit.add_user(a_user(anna.email.replace("@", "-2@").upper()))
            unit.add_user(a_user(f"a-{anna.email}"))

        with store.accounts.reading() as unit:
            found = [x.email.casefold() for x in unit.users()]
            assert found == sorted(found)

    def test_a_change_is_kept(self, store: SqlStore, anna: User) -> None:
        with store.accounts.writing() as unit:
            unit.change_user(anna.id, language="en", password_hash="other")

        with store.accounts.reading() as unit:
            found = unit.user(anna.id)
            assert found is not None
            assert (found.language, found.password_hash) == ("en", "other")

    def test_with_him_go_memberships_and_sessions(self, store: SqlStore, anna: User, desk: Desk) -> None:
        open_one = a_session(anna, NOON)
        with store.accounts.writing() as unit:
            unit.set_membership(Membership(desk.id, anna.id, UserRole.VIEWER))
            unit.add_session(open_one)

            unit.remove_user(anna.id)

            assert unit.user(anna.id) is None
            assert unit.memberships(anna.id) == ()
            assert unit.session(open_one.token_hash) is None

    def test_a_unit_that_reads_writes_nothing(self, store: SqlStore, anna: User) -> None:
        with pytest.raises(DBAPIError), store.accounts.reading() as unit:
            unit.change_user(anna.id, language="en")

    def test_a_unit_that_fails_leaves_nothing(self, store: SqlStore, anna: User) -> None:
        with pytest.raises(ZeroDivisionError), store.accounts.writing() as unit:
            unit.remove_user(anna.id)
            _ = 1 / 0

        with store.accounts.reading() as unit:
            assert unit.user(anna.id) == anna


class TestMemberships:
    def test_one_role_in_each_organisation(self, store: SqlStore, hand: Hand, anna: User) -> None:
        one, other = Desk(store, hand), Desk(store, hand)
        with store.accounts.writing() as unit:
            unit.set_membership(Membership(one.id, anna.id, UserRole.VIEWER))
            unit.set_membership(Membership(other.id, anna.id, UserRole.APPROVER))
            unit.set_membership(Membership(one.id, anna.id, UserRole.BOOKKEEPER))

            roles = {x.organisation_id: x.role for x in unit.memberships(anna.id)}

        assert roles == {one.id: UserRole.BOOKKEEPER, other.id: UserRole.APPROVER}

    def test_all_of_them_are_listed(self, store: SqlStore, anna: User, desk: Desk) -> None:
        made = Membership(desk.id, anna.id, UserRole.VIEWER)
        with store.accounts.writing() as unit:
            unit.set_membership(made)

            assert made in unit.memberships()

    def test_one_is_taken_and_the_others_stay(self, store: SqlStore, hand: Hand, anna: User) -> None:
        one, other = Desk(store, hand), Desk(store, hand)
        with store.accounts.writing() as unit:
            for each in (one, other):
                unit.set_membership(Membership(each.id, anna.id, UserRole.VIEWER))

            first, second = (unit.remove_membership(anna.id, one.id) for _ in range(2))

            assert (first, second) == (True, False)
            assert [x.organisation_id for x in unit.memberships(anna.id)] == [other.id]

    @pytest.mark.parametrize("gone", ["user", "organisation"])
    def test_there_is_none_without_both(self, store: SqlStore, anna: User, desk: Desk, gone: str) -> None:
        ids = {"user": (desk.id, "nobody"), "organisation": ("nowhere", anna.id)}[gone]

        with pytest.raises(DBAPIError), store.accounts.writing() as unit:
            unit.set_membership(Membership(*ids, UserRole.VIEWER))


class TestSessions:
    def test_it_is_found_by_the_hash_of_its_token(self, store: SqlStore, anna: User) -> None:
        made = a_session(anna, NOON, address="192.0.2.7", browser="Firefox", proven_at=NOON)
        with store.accounts.writing() as unit:
            unit.add_session(made)

            assert unit.session(made.token_hash) == made
            assert unit.session("other") is None

    def test_a_hash_is_there_once(self, store: SqlStore, anna: User) -> None:
        made = a_session(anna, NOON)
        with pytest.raises(DBAPIError), store.accounts.writing() as unit:
            unit.add_session(made)
            unit.add_session(a_session(anna, NOON, token_hash=made.token_hash))

    def test_the_last_seen_comes_first(self, store: SqlStore, hand: Hand, anna: User) -> None:
        one, other = a_session(anna, hand.now), a_session(anna, hand.now)
        with store.accounts.writing() as unit:
            unit.add_session(one)
            unit.add_session(other)
        hand.forward(60)

        with store.accounts.writing() as unit:
            unit.see_session(one.id)

            assert [x.id for x in unit.sessions(anna.id)] == [one.id, other.id]
            assert unit.sessions(anna.id)[0].last_seen_at == hand.now

    @pytest.mark.parametrize(
        ("which", "left"),
        [({}, set()), ({"only": "a"}, {"b", "c"})],
        ids=["all", "one"],
    )
    def test_they_end(self, store: SqlStore, which: dict[str, str], left: set[str]) -> None:
        anna, other = a_user(), a_user()
        ids = {name: str(uuid4()) for name in "abc"}
        with store.accounts.writing() as unit:
            for user in (anna, other):
                unit.add_user(user)
            for name in "abc":
                unit.add_session(Session(ids[name], anna.id, uuid4().hex, NOON, NOON))
            unit.add_session(a_session(other, NOON))

            count = unit.end_sessions(anna.id, **{key: ids[name] for key, name in which.items()})

            assert {x.id for x in unit.sessions(anna.id)} == {ids[name] for name in left}
            assert count == 3 - len(left)
            assert len(unit.sessions(other.id)) == 1

    def test_nobody_ends_another_s(self, store: SqlStore, anna: User) -> None:
        bruno = a_user()
        theirs = a_session(bruno, NOON)
        with store.accounts.writing() as unit:
            unit.add_user(bruno)
            unit.add_session(theirs)

            assert unit.end_sessions(anna.id, only=theirs.id) == 0
            assert unit.session(theirs.token_hash) == theirs

    def test_what_ran_out_is_swept_away(self, store: SqlStore, hand: Hand, anna: User) -> None:
        moment = timedelta(microseconds=1)
        kept = a_session(anna, hand.now - LIFETIME + moment, last_seen_at=hand.now - IDLE + moment)
        idle = a_session(anna, hand.now, last_seen_at=hand.now - IDLE)
        old = a_session(anna, hand.now - LIFETIME, last_seen_at=hand.now)
        with store.accounts.writing() as unit:
            for each in (kept, idle, old):
                unit.add_session(each)

            unit.sweep()

            assert unit.sessions(anna.id) == (kept,)


class TestAttempts:
    def test_they_are_counted_with_their_moment(self, store: SqlStore, hand: Hand) -> None:
        key = f"account:{uuid4()}"
        with store.accounts.writing() as unit:
            unit.count_attempt(key, 1)
        hand.forward(5)
        with store.accounts.writing() as unit:
            unit.count_attempt(key, 2)

            found = unit.attempts([key, "address:nobody"])

        assert list(found) == [key]
        assert (found[key].failures, found[key].last_at) == (2, hand.now)

    def test_none_forgets_the_key(self, store: SqlStore) -> None:
        key = f"account:{uuid4()}"
        with store.accounts.writing() as unit:
            unit.count_attempt(key, 1)
            unit.count_attempt(key, 0)

            assert unit.attempts([key]) == {}

    def test_old_ones_are_swept_away(self, store: SqlStore, hand: Hand) -> None:
        old, fresh = f"account:{uuid4()}", f"account:{uuid4()}"
        with store.accounts.writing() as unit:
            unit.count_attempt(old, 9)
        hand.forward(int(FORGOTTEN_AFTER.total_seconds()))
        with store.accounts.writing() as unit:
            unit.count_attempt(fresh, 1)

            unit.sweep()

            assert list(unit.attempts([old, fresh])) == [fresh]

    def test_units_that_write_come_one_after_the_other(self, store: SqlStore) -> None:
        key = f"account:{uuid4()}"
        faults: list[Exception] = []

        def guess() -> None:
            try:
                with store.accounts.writing() as unit:
                    known = unit.attempts([key]).get(key)
                    unit.count_attempt(key, 1 + (known.failures if known else 0))
            except Exception as error:  # noqa: BLE001
                faults.append(error)

        run_at_once(guess, 8)

        with store.accounts.reading() as unit:
            assert faults == []
            assert unit.attempts([key])[key].failures == 8


def run_at_once(act: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class TestTheAudit:
    def test_the_newest_comes_first(self, store: SqlStore, hand: Hand) -> None:
        with store.accounts.writing() as unit:
            unit.audit("anna", What.SIGNED_IN, address="192.0.2.7")
            unit.audit("anna", What.SIGNED_OUT)

            last, before = unit.events(2)

        assert (last.what, last.facts) == (What.SIGNED_OUT, {})
        assert (before.who, before.at, before.facts) == ("anna", hand.now, {"address": "192.0.2.7"})

    @pytest.mark.parametrize("refusal", [What.REFUSED, What.CODE_REFUSED, What.OPENID_REFUSED])
    def test_only_old_refusals_are_swept_away(self, store: SqlStore, hand: Hand, refusal: What) -> None:
        with store.accounts.writing() as unit:
            unit.audit("somebody", refusal)
            unit.audit("anna", What.USER_ADDED)
        hand.forward(int(REFUSALS_KEPT.total_seconds()))
        with store.accounts.writing() as unit:
            unit.audit("somebody else", What.REFUSED)

            unit.sweep()

            assert [x.who for x in unit.events(2)] == ["somebody else", "anna"]


def test_without_a_clock_of_ours_the_moment_is_real(shared_url: str) -> None:
    opened = open_store(shared_url)
    with opened.accounts.reading() as unit:
        assert isinstance(unit, SqlAccountUnit)
        earlier = datetime.now().astimezone()
        assert abs(unit.now - earlier) < timedelta(minutes=1)
        assert unit.now == unit.now
    opened.close()


def test_no_token_and_no_password_is_readable_in_the_tables(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        columns = connection.execute(text("SELECT * FROM sessions")).keys()

    assert "token" not in columns
