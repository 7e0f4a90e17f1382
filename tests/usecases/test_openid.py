"""Who may come in by an account at an identity provider, and as whom; nobody else does."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pyotp
import pytest

from connector.core.accounts import ADDRESS, ANYWHERE, AccountRefused, User, UserRole, What, Why
from connector.core.errors import Malformed, Rejected, Unavailable
from connector.core.openid import AWAY_FOR, Told
from connector.core.second_factor import SecondFactor
from connector.usecases import accounts, invitations, openid, second_factor, sign_in
from connector.usecases.invitations import Invited, Wanted
from connector.usecases.openid import Came
from connector.usecases.sign_in import CodeAsked, SignedIn, Visitor, visitor
from tests.usecases.gate import HERE, PASSWORD, STRANGER, Gate
from tests.usecases.idp import ANNA, SEAL, Door, brought

BRUNO = Told("bruno-there", "bruno@atelier.example", True)


@pytest.fixture
def door(gate: Gate) -> Door:
    """Anna owns the installation."""
    gate.user()
    return Door(gate)


def who(came: Came) -> User:
    assert isinstance(came.opened, SignedIn), came
    return came.opened.visitor.user


def why(came: Came) -> Why:
    assert came.refused is not None and came.opened is None
    return came.refused.why


def refused(act: Callable[[], object]) -> Why:
    with pytest.raises(AccountRefused) as caught:
        act()
    return caught.value.why


def told(door: Door, what: What) -> list[Mapping[str, str]]:
    return [x.facts for x in door.gate.events() if x.what is what]


def invited(door: Door, email: str = BRUNO.email, place: str | None = None) -> Invited:
    anna = door.gate.sign_in().visitor
    return invitations.invite(
        door.entrance, anna, Wanted(email, UserRole.VIEWER if place else UserRole.OWNER, place)
    )


class TestSomebodyWhoIsKnown:
    def test_comes_in_by_the_address_that_is_verified(self, door: Door) -> None:
        came = door.sign_in(back="/o/1?page=2")

        assert (who(came).email, came.back) == (ANNA.email, "/o/1?page=2")
        assert isinstance(came.opened, SignedIn) and visitor(door.entrance, came.opened.token)
        assert told(door, What.SIGNED_IN) == [{"address": HERE.address, "by": "The identity provider"}]
        assert told(door, What.OPENID_BOUND) == [
            {"user": ANNA.email, "by": "The identity provider", "account": ANNA.email}
        ]

    def test_is_known_by_his_name_there_from_then_on(self, door: Door) -> None:
        door.sign_in()

        came = door.sign_in(replace(ANNA, email="anna@elsewhere.example", is_verified=None))

        assert who(came).email == ANNA.email and len(told(door, What.OPENID_BOUND)) == 1

    def test_keeps_his_account_when_his_address_becomes_anothers(self, door: Door) -> None:
        door.sign_in()

        assert why(door.sign_in(replace(BRUNO, email=ANNA.email))) is Why.OPENID_OTHER

    @pytest.mark.parametrize("is_verified", [None, False])
    def test_an_address_that_is_not_verified_is_nobodys(self, door: Door, is_verified: bool | None) -> None:
        assert why(door.sign_in(replace(ANNA, is_verified=is_verified))) is Why.OPENID_UNVERIFIED
        assert why(door.sign_in(replace(ANNA, email=""))) is Why.OPENID_UNVERIFIED

    def test_the_code_of_his_app_is_still_asked_for(self, door: Door) -> None:
        secret = pyotp.random_base32()
        with door.gate.store.accounts.writing() as unit:
            anna = unit.user_named(ANNA.email)
            assert anna is not None
            unit.factors.put(SecondFactor(anna.id, secret, 0, unit.now, unit.now))

        came = door.sign_in()

        assert isinstance(came.opened, CodeAsked) and told(door, What.SIGNED_IN) == []
        code = pyotp.TOTP(secret).at(door.gate.hand())
        assert second_factor.finish(door.entrance, came.opened.token, code, HERE).token

    def test_a_session_that_the_browser_had_ends(self, door: Door) -> None:
        before = door.gate.sign_in()

        came = door.come(door.go(), client=replace(HERE, token=before.token))

        assert who(came).email == ANNA.email and visitor(door.entrance, before.token) is None


class TestSomebodyWhoIsNot:
    def test_is_told_so_and_becomes_nobody(self, door: Door) -> None:
        came = door.sign_in(BRUNO)

        assert why(came) is Why.OPENID_UNKNOWN and not accounts.is_user(door.entrance, BRUNO.email)
        assert told(door, What.OPENID_REFUSED) == [
            {"user": BRUNO.email, "address": HERE.address, "by": "The identity provider"}
        ]

    @pytest.mark.parametrize("alike", ["\N{KELVIN SIGN}arl@atelier.example", "karl@atelier.example"])
    def test_an_address_that_looks_alike_is_not_his(self, door: Door, alike: str) -> None:
        door.gate.user("\N{KELVIN SIGN}arl@atelier.example" if alike.isascii() else "karl@atelier.example")

        assert why(door.sign_in(replace(BRUNO, email=alike))) is Why.OPENID_UNKNOWN

    @pytest.mark.parametrize(
        ("person", "is_in"),
        [
            (ANNA, True),
            (replace(ANNA, email="ANNA@ATELIER.example"), True),
            (replace(ANNA, is_verified=None), False),
            (replace(ANNA, email="anna@other.example"), False),
            (replace(ANNA, email="anna@sub.atelier.example"), False),
            (replace(ANNA, email=""), False),
        ],
    )
    def test_only_addresses_of_the_firm_come_in_where_it_says_so(
        self, door: Door, person: Told, is_in: bool
    ) -> None:
        door.sign_in()
        door.idp.domains = frozenset({"atelier.example"})

        came = door.sign_in(person)

        assert (came.refused is None) is is_in
        assert is_in or why(came) is Why.OPENID_DOMAIN

    def test_an_account_that_a_link_made_is_its_holders(self, door: Door) -> None:
        made = invited(door)
        invitations.accept_as_new(door.entrance, made.token, PASSWORD, STRANGER)

        assert why(door.sign_in(BRUNO)) is Why.OPENID_UNPROVEN


class TestTheWayThereAndBack:
    def test_is_gone_once(self, door: Door) -> None:
        given = door.go()
        door.come(given)

        assert why(door.come(given)) is Why.OPENID_OVER

    @pytest.mark.parametrize("given", [{}, {"state": ""}, {"state": "made up", "code": "code"}])
    def test_is_none_that_nobody_began(self, door: Door, given: dict[str, str]) -> None:
        assert door.come(given).back == "/" and why(door.come(given)) is Why.OPENID_OVER
        assert told(door, What.OPENID_REFUSED) == []

    def test_ends_in_the_browser_that_left(self, door: Door) -> None:
        assert why(door.come(door.go(), seal="another browser's")) is Why.OPENID_OVER

    def test_takes_ten_minutes_at_most(self, door: Door) -> None:
        given = door.go()
        door.gate.hand.forward(int(AWAY_FOR.total_seconds()))

        assert why(door.come(given)) is Why.OPENID_OVER

    def test_two_ways_of_one_browser_both_end_well(self, door: Door) -> None:
        first, second = door.go(back="/1"), door.go(back="/2")

        assert [x.back for x in (door.come(second), door.come(first))] == ["/2", "/1"]

    def test_another_states_code_is_not_believed(self, door: Door) -> None:
        first, second = door.go(), door.go()
        door.idp.sent[first["state"]] = door.idp.sent[second["state"]]

        assert why(door.come(first)) is Why.OPENID_WRONG

    @pytest.mark.parametrize(
        ("error", "reason"), [("access_denied", Why.OPENID_DENIED), ("server\n_error", Why.OPENID_WRONG)]
    )
    def test_a_no_is_told(self, door: Door, error: str, reason: Why) -> None:
        came = door.come({"state": door.go(back="/1")["state"], "error": error})

        assert (why(came), came.back) == (reason, "/1")
        assert came.refused is not None and "\n" not in str(came.refused.__cause__)

    @pytest.mark.parametrize(
        ("trouble", "reason"),
        [
            (Unavailable("down"), Why.OPENID_DOWN),
            (Malformed("?"), Why.OPENID_WRONG),
            (Rejected("no"), Why.OPENID_WRONG),
        ],
    )
    def test_an_idp_in_trouble_is_told_on_the_way_and_at_the_end(
        self, door: Door, trouble: Unavailable | Malformed | Rejected, reason: Why
    ) -> None:
        given = door.go()
        door.idp.trouble = trouble

        came = door.come(given)

        assert why(came) is reason and came.refused is not None and came.refused.__cause__ is trouble
        assert refused(door.go) is reason

    @pytest.mark.gate
    def test_slows_down_whoever_goes_again_and_again(self, door: Door) -> None:
        for _ in range(ADDRESS.free + 1):
            door.go()

        assert refused(door.go) is Why.WAIT

    def test_keeps_nobody_out_behind_a_proxy(self, door: Door) -> None:
        """All come from this machine there: who floods it would keep everybody from it."""
        here = replace(HERE, address="127.0.0.1")
        for _ in range(ANYWHERE.free + 2):
            openid.go(door.entrance, SEAL, "/", here)

        assert who(door.come(door.go(), client=here)).email == ANNA.email

    @pytest.mark.gate
    def test_who_ends_well_is_not_counted(self, door: Door) -> None:
        for _ in range(ADDRESS.free + 2):
            door.sign_in()

        assert door.go()

    def test_is_closed_where_no_idp_is_set(self, gate: Gate) -> None:
        acts = [
            lambda: openid.go(gate.entrance, SEAL, "/", replace(HERE, address="127.0.0.1")),
            lambda: openid.come(gate.entrance, {}, SEAL, HERE, None),
        ]

        assert [refused(act) for act in acts] == [Why.OPENID_OVER] * 2
        assert openid.identity_of(gate.entrance, "x") is None and openid.identities(gate.entrance) == {}


class TestSomebodyWhoIsInvited:
    def test_becomes_a_user_without_a_password(self, door: Door) -> None:
        place = door.gate.organisation()
        came = door.sign_in(BRUNO, invitation=invited(door, place=place).token, back="/invitation/x")

        bruno = who(came)
        assert (bruno.email, bruno.has_password, bruno.invited_by) == (BRUNO.email, False, None)
        assert came.back == "/" and who(door.sign_in(BRUNO)).id == bruno.id
        assert isinstance(came.opened, SignedIn)
        assert came.opened.visitor.standing.role_in(place) is UserRole.VIEWER
        assert refused(lambda: sign_in.sign_in(door.entrance, BRUNO.email, "", HERE)) is Why.WRONG

    def test_whose_address_is_not_verified_has_it_by_the_link_alone(self, door: Door) -> None:
        came = door.sign_in(replace(BRUNO, is_verified=None), invitation=invited(door).token)

        assert who(came).invited_by == ANNA.email and who(came).is_owner

    @pytest.mark.parametrize("person", [ANNA, replace(BRUNO, email=""), replace(BRUNO, is_verified=False)])
    def test_must_be_the_one_who_is_meant(self, door: Door, person: Told) -> None:
        other = replace(person, subject="another")

        assert why(door.sign_in(other, invitation=invited(door).token)) is Why.OTHER_PERSON
        assert not accounts.is_user(door.entrance, BRUNO.email)

    def test_a_link_that_is_good_no_more_lets_nobody_in(self, door: Door) -> None:
        link = invited(door)
        given = door.go(invitation=link.token)
        anna = door.gate.sign_in().visitor
        invitations.take_back(door.entrance, anna, link.invitation.id, None)
        door.idp.person = BRUNO

        assert why(door.come(given)) is Why.NO_INVITATION

    def test_who_has_an_account_signs_in_and_finds_it_again(self, door: Door) -> None:
        place = door.gate.organisation()
        link = invited(door, place=place)
        door.gate.user(BRUNO.email, is_owner=False)

        came = door.sign_in(BRUNO, invitation=link.token, back="/invitation/x")

        assert (who(came).email, came.back) == (BRUNO.email, "/invitation/x")
        assert [x.id for x in invitations.waiting(door.entrance)] == [link.invitation.id]


class TestBinding:
    @pytest.fixture
    def anna(self, door: Door) -> SignedIn:
        return door.gate.sign_in()

    def bound(self, door: Door, anna: SignedIn, person: Told = ANNA, password: str = PASSWORD) -> Came:
        door.idp.person = person
        address = openid.go_to_bind(
            door.entrance, anna.visitor, password, anna.token, "/account?done=openid", HERE
        )
        return door.come(brought(address), anna.token, anna.visitor)

    def test_takes_whatever_account_he_has_there(self, door: Door, anna: SignedIn) -> None:
        private = Told("anna-at-home", "", None)

        for _ in range(2):
            came = self.bound(door, anna, private)
            assert came == Came("/account?done=openid")

        known = openid.identity_of(door.entrance, anna.visitor.user.id)
        assert known is not None and known.subject == "anna-at-home"
        assert openid.identities(door.entrance) == {anna.visitor.user.id: known}
        assert who(door.sign_in(private)).email == ANNA.email
        assert len(told(door, What.OPENID_BOUND)) == 1

    def test_asks_for_the_password(self, door: Door, anna: SignedIn) -> None:
        assert refused(lambda: self.bound(door, anna, password="wrong")) is Why.WRONG

    def test_takes_nobody_elses(self, door: Door, anna: SignedIn) -> None:
        door.gate.user(BRUNO.email)
        door.sign_in(BRUNO)

        assert why(self.bound(door, anna, BRUNO)) is Why.OPENID_TAKEN

    def test_takes_one(self, door: Door, anna: SignedIn) -> None:
        self.bound(door, anna)

        assert why(self.bound(door, anna, BRUNO)) is Why.OPENID_OTHER

    def test_is_for_who_is_still_signed_in(self, door: Door, anna: SignedIn) -> None:
        bruno = door.gate.user(BRUNO.email)
        inside = door.gate.sign_in(BRUNO.email).visitor
        entrance = door.entrance
        ways = [
            brought(openid.go_to_bind(entrance, anna.visitor, PASSWORD, anna.token, "/", HERE))
            for _ in range(3)
        ]

        said = [why(door.come(ways[0], anna.token, None)), why(door.come(ways[1], anna.token, inside))]
        sign_in.sign_out(entrance, anna.visitor)
        said.append(why(door.come(ways[2], anna.token, anna.visitor)))

        assert said == [Why.OPENID_OVER] * 3
        assert openid.identity_of(entrance, bruno.id) is None

    def test_is_undone_and_twice_is_once(self, door: Door, anna: SignedIn) -> None:
        self.bound(door, anna)

        for _ in range(2):
            openid.unbind(door.entrance, anna.visitor)

        assert openid.identity_of(door.entrance, anna.visitor.user.id) is None
        assert len(told(door, What.OPENID_UNBOUND)) == 1

    def test_ends_where_an_owner_sets_a_new_password(self, door: Door, anna: SignedIn) -> None:
        """Whoever knew the old one may have bound an account of his own."""
        self.bound(door, anna, Told("a-thief", "thief@elsewhere.example", True))

        for _ in range(2):
            accounts.set_password(door.entrance, ANNA.email, "a quite other phrase", "command line")

        assert openid.identities(door.entrance) == {}
        assert len(told(door, What.OPENID_UNBOUND)) == 1

    def test_an_owner_undoes_it_for_others(self, door: Door, anna: SignedIn) -> None:
        bruno = door.gate.user(BRUNO.email, is_owner=False)
        inside = door.sign_in(BRUNO).opened
        assert isinstance(inside, SignedIn)

        def undo(by: Visitor, user_id: str) -> None:
            openid.unbind_another(door.entrance, by, user_id)

        assert refused(lambda: undo(inside.visitor, anna.visitor.user.id)) is Why.NOT_YOURS
        assert refused(lambda: undo(anna.visitor, anna.visitor.user.id)) is Why.YOURSELF
        assert refused(lambda: undo(anna.visitor, "made up")) is Why.UNKNOWN_USER
        undo(anna.visitor, bruno.id)
        assert openid.identity_of(door.entrance, bruno.id) is None
