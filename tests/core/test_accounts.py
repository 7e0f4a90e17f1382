"""Roles, the life of a session, and how guessing slows down."""

from datetime import UTC, datetime, timedelta

import pytest

from connector.core.accounts import (
    ACCOUNT,
    ADDRESS,
    DEVICE,
    FORGOTTEN_AFTER,
    IDLE,
    LIFETIME,
    Attempts,
    Session,
    Slowing,
    UserRole,
)

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (UserRole.VIEWER, {UserRole.VIEWER}),
        (UserRole.APPROVER, {UserRole.VIEWER, UserRole.APPROVER}),
        (UserRole.BOOKKEEPER, {UserRole.VIEWER, UserRole.APPROVER, UserRole.BOOKKEEPER}),
        (UserRole.OWNER, set(UserRole)),
    ],
)
def test_each_role_may_what_the_ones_before_it_may(role: UserRole, may: set[UserRole]) -> None:
    assert {needed for needed in UserRole if role.may(needed)} == may


def session(created: timedelta = timedelta(), seen: timedelta = timedelta()) -> Session:
    return Session("s", "u", "hash", NOON - created, NOON - seen)


class TestASession:
    def test_it_ends_when_nobody_uses_it(self) -> None:
        assert session(IDLE, IDLE - INSTANT).is_live(NOON)
        assert not session(IDLE, IDLE).is_live(NOON)

    def test_it_ends_however_much_it_is_used(self) -> None:
        assert session(LIFETIME - INSTANT).is_live(NOON)
        assert not session(LIFETIME).is_live(NOON)

    def test_it_outlives_a_weekend(self) -> None:
        friday_evening, monday_morning = NOON, NOON + timedelta(hours=64)

        assert Session("s", "u", "hash", friday_evening, friday_evening).is_live(monday_morning)

    def test_it_does_not_show_its_hash(self) -> None:
        assert "hash'" not in repr(session())


class TestGuessing:
    @pytest.mark.parametrize(
        ("failures", "seconds"),
        [(1, 0), (5, 0), (6, 1), (7, 2), (8, 4), (11, 32), (12, 60), (13, 60), (10_000, 60)],
    )
    def test_after_five_failures_each_waits_twice_as_long(self, failures: int, seconds: int) -> None:
        next_at = ACCOUNT.next_at(Attempts(failures, NOON), NOON)

        assert next_at == NOON + timedelta(seconds=seconds)

    def test_the_first_waits_for_nothing(self) -> None:
        assert ACCOUNT.next_at(None, NOON) == NOON

    def test_after_a_quiet_day_all_is_forgotten(self) -> None:
        later = NOON + FORGOTTEN_AFTER

        assert Slowing(0, FORGOTTEN_AFTER * 9).next_at(Attempts(30, NOON), later) == later

    @pytest.mark.parametrize("slowing", [ACCOUNT, ADDRESS, DEVICE])
    def test_a_delay_is_never_a_ban(self, slowing: Slowing) -> None:
        assert slowing.longest <= timedelta(minutes=1)
