"""Invitations: what their links give, to whom, and for how long."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from argon2.profiles import CHEAPEST
from sqlalchemy import select

from connector.core.accounts import (
    ADDRESS,
    ANYWHERE,
    INVITED_FOR,
    WAITING_AT_ONCE,
    AccountRefused,
    UserRole,
    What,
    Why,
)
from connector.store.passwords import Argon2Passwords
from connector.store.schema_invitations import invitations as rows
from connector.usecases import invitations, members
from connector.usecases.invitations import Invited, Wanted, accept, accept_as_new, invite, offer, take_back
from connector.usecases.sign_in import visitor
from tests.contracts.test_store_accounts import run_at_once
from tests.usecases.gate import HERE, STRANGER
from tests.usecases.test_members import House, house

__all__ = ["house"]

VIEWER, BOOKKEEPER, OWNER = UserRole.VIEWER, UserRole.BOOKKEEPER, UserRole.OWNER
EVA = "Eva@a.example"
SECONDS = int(INVITED_FOR.total_seconds())
HERS = "eva's own password"


def wanted(house: House, email: str = EVA, role: UserRole = BOOKKEEPER, place: str | None = "") -> Wanted:
    return Wanted(email, role, house.place if place == "" else place)


def invited(house: House, by: str = "olga", **fields: Any) -> Invited:
    return invite(house.gate.entrance, house.person(by), wanted(house, **fields))


def why(act: Callable[[], object]) -> Why:
    with pytest.raises(AccountRefused) as caught:
        act()
    return caught.value.why


class TestInviting:
    def test_a_link_is_made_and_only_its_hash_kept(self, house: House) -> None:
        made = invited(house)

        with house.gate.store.engine.connect() as connection:
            row = str(connection.execute(select(rows)).one())
        assert len(made.token) == 43
        assert made.token not in row + str(house.gate.events()) + repr(made)

    def test_it_waits_where_it_is_listed(self, house: House) -> None:
        first, second = invited(house), invited(house, "anna", email="max@a.example")

        assert list(invitations.waiting(house.gate.entrance)) in (
            [first.invitation, second.invitation], [second.invitation, first.invitation]
        )  # fmt: skip

    def test_another_one_to_the_same_place_takes_its_place(self, house: House) -> None:
        old, new = invited(house), invited(house, email="eva@A.example")
        everywhere = [invited(house, "anna", place=None, role=OWNER) for _ in range(2)]

        entrance = house.gate.entrance
        assert {x.id for x in invitations.waiting(entrance)} == {
            new.invitation.id,
            everywhere[1].invitation.id,
        }
        assert why(lambda: offer(entrance, old.token, HERE)) is Why.NO_INVITATION

    @pytest.mark.parametrize(
        ("by", "fields", "reason"),
        [
            ("olga", {"place": None, "role": OWNER}, Why.NOT_YOURS),
            ("olga", {"place": "other"}, Why.NOT_YOURS),
            ("bruno", {}, Why.NOT_YOURS),
            ("theo", {"role": VIEWER}, Why.NOT_YOURS),
            ("anna", {"place": None}, Why.NO_ORGANISATION),
            ("anna", {"email": "eva"}, Why.NO_EMAIL),
            ("olga", {"email": "BRUNO@a.example"}, Why.MEMBER_ALREADY),
            ("olga", {"email": "anna@a.example"}, Why.IS_OWNER),
        ],
    )
    def test_nobody_gives_what_he_has_not(
        self, house: House, by: str, fields: dict[str, Any], reason: Why
    ) -> None:
        known = fields | ({"place": house.other} if fields.get("place") == "other" else {})

        assert why(lambda: invited(house, by, **known)) is reason
        assert invitations.waiting(house.gate.entrance) == ()

    def test_an_owner_of_one_learns_not_who_else_is_a_user(self, house: House) -> None:
        known, unknown = invited(house, email="theo@a.example"), invited(house)

        assert known.invitation.role is unknown.invitation.role is BOOKKEEPER

    def test_there_is_an_end_to_them(self, house: House) -> None:
        for number in range(WAITING_AT_ONCE):
            by_command(house, email=f"{number}@a.example")

        assert why(lambda: invited(house)) is Why.TOO_MANY
        house.gate.hand.forward(SECONDS)
        assert invited(house).token
        assert len(invitations.waiting(house.gate.entrance)) == 1

    def test_what_was_done_is_written_down(self, house: House) -> None:
        made = invited(house)
        take_back(house.gate.entrance, house.person("olga"), made.invitation.id, house.place)

        back, done = [x for x in house.gate.events() if x.what is not What.SIGNED_IN][:2]
        facts = {"user": EVA, "role": "bookkeeper", "organisation": house.place}
        assert (done.what, done.who, done.facts) == (What.INVITED, "olga@a.example", facts)
        assert (back.what, back.facts) == (What.INVITATION_TAKEN_BACK, facts)


def by_command(house: House, **fields: Any) -> Invited:
    return invitations.invite_by_command(house.gate.entrance, "root", wanted(house, **fields))


class TestTakingBack:
    def test_its_link_is_good_no_more(self, house: House) -> None:
        made, entrance = invited(house), house.gate.entrance

        for _ in range(2):
            take_back(entrance, house.person("anna"), made.invitation.id, None)

        assert why(lambda: offer(entrance, made.token, HERE)) is Why.NO_INVITATION
        assert [x.what for x in house.gate.events()].count(What.INVITATION_TAKEN_BACK) == 1

    def test_one_to_elsewhere_is_not_his(self, house: House) -> None:
        theirs = invited(house, "anna", place=house.other)
        whole = invited(house, "anna", place=None, role=OWNER)

        for one in (theirs, whole):
            take_back(house.gate.entrance, house.person("olga"), one.invitation.id, house.place)

        assert len(invitations.waiting(house.gate.entrance)) == 2
        take = lambda: take_back(house.gate.entrance, house.person("olga"), whole.invitation.id, None)  # noqa: E731
        assert why(take) is Why.NOT_YOURS

    def test_the_command_takes_back_all_of_an_address(self, house: House) -> None:
        invited(house)
        by_command(house, place=None, role=OWNER)
        by_command(house, email="max@a.example")

        count = invitations.take_back_by_command(house.gate.entrance, "root", " eva@A.example ")

        assert count == 2
        assert [x.email for x in invitations.waiting(house.gate.entrance)] == ["max@a.example"]


class TestSomebodyNew:
    def test_is_made_with_the_password_and_signed_in(self, house: House) -> None:
        made, entrance = invited(house), house.gate.entrance
        found = offer(entrance, made.token, HERE)

        opened = accept_as_new(entrance, made.token, HERS, HERE)

        assert (found.invitation, found.has_account) == (made.invitation, False)
        inside = visitor(entrance, opened.token)
        assert inside is not None and inside.standing.roles == {house.place: BOOKKEEPER}
        assert inside.user.invited_by == "olga@a.example"
        assert house.gate.events()[1].what is What.INVITATION_ACCEPTED

    def test_becomes_an_owner_where_the_installation_invites(self, house: House) -> None:
        made = by_command(house, place=None, role=OWNER)

        opened = accept_as_new(house.gate.entrance, made.token, HERS, HERE)

        assert opened.visitor.user.is_owner

    def test_a_link_is_good_once(self, house: House) -> None:
        made, entrance = invited(house), house.gate.entrance
        accept_as_new(entrance, made.token, HERS, HERE)

        acts = [
            lambda: offer(entrance, made.token, HERE),
            lambda: accept_as_new(entrance, made.token, "somebody else's", STRANGER),
            lambda: accept(entrance, made.token, house.person("bruno"), HERE),
        ]

        assert [why(act) for act in acts] == [Why.NO_INVITATION] * 3

    def test_of_many_beside_each_other_one_is_made(self, house: House) -> None:
        made, told = invited(house), list[Why | None]()

        def race() -> None:
            try:
                accept_as_new(house.gate.entrance, made.token, HERS, HERE)
                told.append(None)
            except AccountRefused as error:
                told.append(error.why)

        run_at_once(race, 4)

        assert sorted(map(str, told)) == sorted(["None", *["no_invitation"] * 3])

    def test_what_is_taken_back_while_the_password_is_hashed_makes_nobody(self, house: House) -> None:
        made = invited(house)

        class Slow(Argon2Passwords):
            def hashed(self, password: str) -> str:
                invitations.take_back_by_command(house.gate.entrance, "olga", EVA)
                return super().hashed(password)

        slow = replace(house.gate.entrance, passwords=Slow(CHEAPEST))

        assert why(lambda: accept_as_new(slow, made.token, HERS, HERE)) is Why.NO_INVITATION
        with house.gate.entrance.accounts.reading() as unit:
            assert unit.user_named(EVA) is None

    @pytest.mark.gate
    def test_too_short_a_password_uses_nothing_up(self, house: House) -> None:
        made, entrance = invited(house), house.gate.entrance

        assert why(lambda: accept_as_new(entrance, made.token, "short", HERE)) is Why.TOO_SHORT
        assert accept_as_new(entrance, made.token, HERS, HERE).token

    def test_who_holds_it_for_a_known_address_sets_no_password(self, house: House) -> None:
        made, entrance = invited(house, email="theo@a.example"), house.gate.entrance

        assert offer(entrance, made.token, HERE).has_account
        assert why(lambda: accept_as_new(entrance, made.token, HERS, STRANGER)) is Why.HAS_ACCOUNT
        assert house.gate.sign_in("theo@a.example").token

    def test_it_runs_out_after_seven_days(self, house: House) -> None:
        made, entrance = invited(house), house.gate.entrance
        house.gate.hand.forward(SECONDS - 1)
        assert offer(entrance, made.token, HERE).invitation == made.invitation

        house.gate.hand.forward(1)

        assert why(lambda: offer(entrance, made.token, HERE)) is Why.NO_INVITATION
        assert invitations.waiting(entrance) == ()

    def test_it_is_worth_no_more_than_whoever_invited(self, house: House) -> None:
        lost, gone = invited(house), invited(house, "anna", email="max@a.example", place=None, role=OWNER)
        by_theo, entrance = house.person("anna"), house.gate.entrance
        house.change("anna", "theo", OWNER, None)

        house.change("anna", "olga", VIEWER, house.place)
        members.remove(entrance, house.person("theo"), by_theo.user.id)

        for one in (lost, gone):
            assert why(lambda one=one: accept_as_new(entrance, one.token, HERS, HERE)) is Why.NO_INVITATION  # type: ignore[misc]


class TestSomebodyWhoIsSignedIn:
    def test_is_given_the_role(self, house: House) -> None:
        made, theo = invited(house, email="theo@a.example"), house.person("theo")

        found = accept(house.gate.entrance, made.token, theo, HERE)

        assert found == made.invitation
        assert (house.role_of("theo"), house.role_of("theo", house.other)) == (BOOKKEEPER, VIEWER)

    @pytest.mark.parametrize(("has", "left"), [(VIEWER, BOOKKEEPER), (OWNER, OWNER)])
    def test_loses_nothing_by_it(self, house: House, has: UserRole, left: UserRole) -> None:
        made = invited(house, email="theo@a.example")
        house.change("anna", "theo", has, house.place)

        accept(house.gate.entrance, made.token, house.person("theo"), HERE)

        assert house.role_of("theo") is left

    @pytest.mark.parametrize("email", [EVA, "theo@a.example"])
    def test_takes_none_that_is_for_another(self, house: House, email: str) -> None:
        made, bruno = invited(house, email=email), house.person("bruno")

        act = lambda: accept(house.gate.entrance, made.token, bruno, HERE)  # noqa: E731

        assert why(act) is Why.OTHER_PERSON
        assert len(invitations.waiting(house.gate.entrance)) == 1


class TestGuessing:
    @pytest.mark.parametrize(
        ("address", "free"),
        [(STRANGER.address, ADDRESS.free), pytest.param("127.0.0.1", ANYWHERE.free, marks=pytest.mark.gate)],
    )
    def test_slows_down_by_network_and_keeps_nobody_out(self, house: House, address: str, free: int) -> None:
        """Behind a proxy everybody asks from one network: who holds a good link never waits."""
        made, entrance = invited(house), house.gate.entrance
        client = replace(STRANGER, address=address)

        told = [why(lambda n=n: offer(entrance, f"guess {n}", client)) for n in range(free + 2)]  # type: ignore[misc]

        assert told == [Why.NO_INVITATION] * (free + 1) + [Why.WAIT]
        assert offer(entrance, made.token, client).invitation == made.invitation
        assert accept_as_new(entrance, made.token, HERS, client).token
        house.gate.hand.forward(10)
        assert why(lambda: offer(entrance, "another guess", client)) is Why.NO_INVITATION

    @pytest.mark.gate
    def test_a_good_one_wipes_out_no_wrong_ones(self, house: House) -> None:
        made, entrance = invited(house), house.gate.entrance

        for n in range(ADDRESS.free + 1):
            offer(entrance, made.token, STRANGER)
            assert why(lambda n=n: offer(entrance, f"guess {n}", STRANGER)) is Why.NO_INVITATION  # type: ignore[misc]

        assert why(lambda: offer(entrance, "one more", STRANGER)) is Why.WAIT
