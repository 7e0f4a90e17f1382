"""Users: the first one, roles, passwords, and the last owner."""

from collections.abc import Callable

import pytest

from connector.core.accounts import AccountRefused, UserRole, What, Why
from connector.core.errors import Refused
from connector.usecases import accounts
from connector.usecases.sign_in import sign_in, visitor
from tests.contracts.test_store_accounts import run_at_once
from tests.usecases.gate import HERE, PASSWORD, Gate


def why(caught: pytest.ExceptionInfo[AccountRefused]) -> Why:
    return caught.value.why


class TestTheFirstUser:
    def test_he_owns_the_installation(self, gate: Gate) -> None:
        assert not accounts.has_users(gate.entrance)

        made = accounts.add_first_user(gate.entrance, " Anna@atelier.example ", PASSWORD, "127.0.0.1")

        assert accounts.has_users(gate.entrance)
        assert (made.email, made.is_owner) == ("Anna@atelier.example", True)
        assert gate.events()[0].facts == {
            "user": made.email, "role": "owner", "address": "127.0.0.1"
        }  # fmt: skip

    def test_there_is_only_one_first(self, gate: Gate) -> None:
        gate.user()

        with pytest.raises(AccountRefused) as caught:
            accounts.add_first_user(gate.entrance, "mallory@elsewhere.example", PASSWORD)

        assert why(caught) is Why.NOT_FIRST

    def test_of_many_at_once_one_is_first(self, gate: Gate) -> None:
        refused: list[AccountRefused] = []

        def race() -> None:
            try:
                accounts.add_first_user(gate.entrance, f"{len(refused)}@a.example", PASSWORD)
            except AccountRefused as error:
                refused.append(error)

        run_at_once(race, 6)

        assert len(accounts.everyone(gate.entrance)) == 1
        assert [x.why for x in refused] == [Why.NOT_FIRST] * 5


class TestAddingUsers:
    def test_a_bookkeeper_works_in_several_organisations(self, gate: Gate) -> None:
        one, other, third = (gate.organisation() for _ in range(3))
        entrance = gate.entrance

        accounts.add_user(entrance, "bruno@office.example", PASSWORD, UserRole.BOOKKEEPER, one, "anna")
        accounts.give_role(entrance, "BRUNO@office.example", UserRole.VIEWER, other, "anna")

        (bruno,) = accounts.everyone(entrance)
        roles = [bruno.role_in(x) for x in (one, other, third)]
        assert roles == [UserRole.BOOKKEEPER, UserRole.VIEWER, None]

    def test_an_owner_of_the_installation_owns_every_organisation(self, gate: Gate) -> None:
        gate.user()

        (anna,) = accounts.everyone(gate.entrance)

        assert anna.role_in(gate.organisation()) is UserRole.OWNER

    def test_an_owner_of_one_organisation_owns_no_other(self, gate: Gate) -> None:
        mine, other = gate.organisation(), gate.organisation()
        accounts.add_user(gate.entrance, "o@a.example", PASSWORD, UserRole.OWNER, mine, "anna")

        (found,) = accounts.everyone(gate.entrance)

        assert (found.role_in(mine), found.role_in(other)) == (UserRole.OWNER, None)

    def test_somebody_can_become_an_owner(self, gate: Gate) -> None:
        gate.user(is_owner=False)

        accounts.give_role(gate.entrance, "anna@atelier.example", UserRole.OWNER, None, "root")

        assert accounts.everyone(gate.entrance)[0].user.is_owner

    def test_an_owner_is_not_quietly_given_less(self, gate: Gate) -> None:
        gate.user()

        with pytest.raises(AccountRefused, match="may do everything") as caught:
            accounts.give_role(
                gate.entrance, "anna@atelier.example", UserRole.VIEWER, gate.organisation(), "root"
            )

        assert why(caught) is Why.IS_OWNER

    @pytest.mark.parametrize("role", [x for x in UserRole if x is not UserRole.OWNER])
    def test_whoever_is_no_owner_needs_an_organisation(self, gate: Gate, role: UserRole) -> None:
        with pytest.raises(AccountRefused) as caught:
            accounts.add_user(gate.entrance, "a@b.example", PASSWORD, role, None, "root")

        assert why(caught) is Why.NO_ORGANISATION
        assert not accounts.has_users(gate.entrance)

    def test_somebody_is_known_in_whatever_case(self, gate: Gate) -> None:
        gate.user()

        known = ["ANNA@Atelier.example", "nobody@atelier.example", "\udcff@b.example"]

        assert [accounts.is_user(gate.entrance, x) for x in known] == [True, False, False]

    def test_an_address_is_a_user_once(self, gate: Gate) -> None:
        gate.user()

        with pytest.raises(Refused, match="already"):
            gate.user("ANNA@Atelier.example")

    @pytest.mark.parametrize(
        "email", ["", "anna", "anna@", "@b", "a b@c", "a@b@c", "a@b\x00", f"a@{'b' * 254}"]
    )
    def test_what_is_no_address_is_refused(self, gate: Gate, email: str) -> None:
        with pytest.raises(AccountRefused) as caught:
            gate.user(email)

        assert why(caught) is Why.NO_EMAIL

    def test_what_was_done_is_written_down(self, gate: Gate) -> None:
        mine = gate.organisation()

        accounts.add_user(gate.entrance, "b@a.example", PASSWORD, UserRole.VIEWER, mine, "anna")

        given, added = gate.events()
        assert (added.what, added.who, added.facts) == (What.USER_ADDED, "anna", {"user": "b@a.example"})
        assert given.facts == {"user": "b@a.example", "role": "viewer", "organisation": mine}


class TestTakingAway:
    def test_a_role_in_one_organisation(self, gate: Gate) -> None:
        mine, other = gate.organisation(), gate.organisation()
        accounts.add_user(gate.entrance, "b@a.example", PASSWORD, UserRole.VIEWER, mine, "anna")
        accounts.give_role(gate.entrance, "b@a.example", UserRole.VIEWER, other, "anna")

        first, second = (accounts.take_role(gate.entrance, "b@a.example", mine, "anna") for _ in range(2))

        (left,) = accounts.everyone(gate.entrance)
        assert (first, second) == (True, False)
        assert (left.role_in(mine), left.role_in(other)) == (None, UserRole.VIEWER)

    def test_a_removed_user_is_out_at_once(self, gate: Gate) -> None:
        gate.user("owner@atelier.example")
        gate.user()
        inside = gate.sign_in()

        accounts.remove_user(gate.entrance, "anna@atelier.example", "owner")

        assert visitor(gate.entrance, inside.token) is None
        assert gate.events()[0].facts == {"user": "anna@atelier.example"}

    def test_the_last_owner_stays(self, gate: Gate) -> None:
        gate.user()
        gate.user("nobody@atelier.example", is_owner=False)

        with pytest.raises(AccountRefused, match="last owner") as caught:
            accounts.remove_user(gate.entrance, "anna@atelier.example", "root")

        assert why(caught) is Why.LAST_OWNER
        accounts.remove_user(gate.entrance, "nobody@atelier.example", "root")

    def test_two_owners_cannot_remove_each_other_at_once(self, gate: Gate) -> None:
        names = ["a@atelier.example", "b@atelier.example"]
        for name in names:
            gate.user(name)
        refused: list[AccountRefused] = []

        def remove() -> None:
            try:
                accounts.remove_user(gate.entrance, names.pop(), "root")
            except AccountRefused as error:
                refused.append(error)

        run_at_once(remove, 2)

        assert [x.why for x in refused] == [Why.LAST_OWNER]
        assert len(accounts.everyone(gate.entrance)) == 1

    @pytest.mark.parametrize("act", ["remove", "take", "give", "password"])
    def test_nobody_is_nobody(self, gate: Gate, act: str) -> None:
        name, entrance = "nobody@atelier.example", gate.entrance
        acts: dict[str, Callable[[], object]] = {
            "remove": lambda: accounts.remove_user(entrance, name, "x"),
            "take": lambda: accounts.take_role(entrance, name, "o", "x"),
            "give": lambda: accounts.give_role(entrance, name, UserRole.OWNER, None, "x"),
            "password": lambda: accounts.set_password(entrance, name, PASSWORD, "x"),
        }

        with pytest.raises(AccountRefused, match="user list") as caught:
            acts[act]()

        assert why(caught) is Why.UNKNOWN_USER


class TestPasswords:
    @pytest.mark.parametrize(
        ("password", "reason"),
        [("", Why.TOO_SHORT), ("elevenchars", Why.TOO_SHORT), ("x" * 1025, Why.TOO_LONG)],
    )
    def test_its_length_is_all_that_is_asked(self, password: str, reason: Why) -> None:
        with pytest.raises(AccountRefused) as caught:
            accounts.checked_password(password)

        assert why(caught) is reason

    @pytest.mark.parametrize("password", ["twelve chars", "aaaaaaaaaaaa", "x" * 1024, "ça c'est bon"])
    def test_no_rule_of_composition(self, password: str) -> None:
        assert accounts.checked_password(password)

    def test_an_accent_may_be_typed_in_two_ways(self, gate: Gate) -> None:
        gate.user()
        composed, apart = "été à la mer bleue", "e\u0301te\u0301 a\u0300 la mer bleue"

        accounts.set_password(gate.entrance, "anna@atelier.example", composed, "root")

        assert sign_in(gate.entrance, "anna@atelier.example", apart, HERE).token

    def test_a_new_one_ends_every_session(self, gate: Gate) -> None:
        gate.user()
        inside = gate.sign_in()

        count = accounts.set_password(gate.entrance, "anna@atelier.example", "another good one", "root")

        assert count == 1
        assert visitor(gate.entrance, inside.token) is None
        with pytest.raises(AccountRefused):
            gate.sign_in()
        assert sign_in(gate.entrance, "anna@atelier.example", "another good one", HERE).token

    def test_one_that_is_made_is_good_and_never_the_same(self) -> None:
        one, other = accounts.made_password(), accounts.made_password()

        assert one != other
        assert accounts.checked_password(one) == one
        assert len(one) == 29


def test_a_language_is_kept(gate: Gate) -> None:
    made = gate.user()

    accounts.choose_language(gate.entrance, made.id, "fr")

    assert gate.sign_in().visitor.user.language == "fr"


def test_no_secret_is_written_down_or_shown(gate: Gate) -> None:
    made = gate.user()
    gate.sign_in()

    assert PASSWORD not in str(gate.events())
    assert "argon2" not in repr(made) and made.device_key not in repr(made)
