"""What owners change about others, and what nobody may."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from connector.bootstrap import SystemClock, build
from connector.core.accounts import AccountRefused, UserRole, What, Why
from connector.settings import Settings
from connector.usecases import accounts, members
from connector.usecases.sign_in import Visitor, enter, visitor
from tests.contracts.test_store_accounts import run_at_once
from tests.usecases.gate import HERE, PASSWORD, Gate

VIEWER, BOOKKEEPER, OWNER = UserRole.VIEWER, UserRole.BOOKKEEPER, UserRole.OWNER


@dataclass
class House:
    """Anna owns the installation, Olga one organisation in it, Bruno keeps its books; Theo is of another."""

    gate: Gate
    place: str
    other: str

    def person(self, name: str) -> Visitor:
        """Signed in."""
        return enter(self.gate.entrance, f"{name}@a.example", HERE).visitor

    def id_of(self, name: str) -> str:
        found = {x.user.email: x.user.id for x in accounts.everyone(self.gate.entrance)}
        return found[f"{name}@a.example"]

    def role_of(self, name: str, place: str | None = None) -> UserRole | None:
        found = {x.user.email: x for x in accounts.everyone(self.gate.entrance)}
        return found[f"{name}@a.example"].role_in(place or self.place)

    def change(self, by: str, name: str, role: UserRole | None, place: str | None) -> None:
        members.change_role(self.gate.entrance, self.person(by), self.id_of(name), role, place)

    def refused(self, act: Callable[[], object]) -> Why:
        before = [(x.user.email, x.user.is_owner, x.roles) for x in accounts.everyone(self.gate.entrance)]
        with pytest.raises(AccountRefused) as caught:
            act()
        assert before == [
            (x.user.email, x.user.is_owner, x.roles) for x in accounts.everyone(self.gate.entrance)
        ]
        return caught.value.why


@pytest.fixture
def house(gate: Gate) -> House:
    made = House(gate, gate.organisation(), gate.organisation())
    entrance = gate.entrance
    accounts.add_user(entrance, "anna@a.example", PASSWORD, OWNER, None, "test")
    accounts.add_user(entrance, "olga@a.example", PASSWORD, OWNER, made.place, "test")
    accounts.add_user(entrance, "bruno@a.example", PASSWORD, BOOKKEEPER, made.place, "test")
    accounts.add_user(entrance, "theo@a.example", PASSWORD, VIEWER, made.other, "test")
    return made


class TestTheOwnerOfTheInstallation:
    def test_changes_gives_and_takes_roles_anywhere(self, house: House) -> None:
        house.change("anna", "bruno", VIEWER, house.place)
        house.change("anna", "bruno", OWNER, house.other)
        house.change("anna", "theo", None, house.other)

        assert (house.role_of("bruno"), house.role_of("bruno", house.other)) == (VIEWER, OWNER)
        assert house.role_of("theo", house.other) is None

    def test_makes_another_owner_and_takes_it_back(self, house: House) -> None:
        house.change("anna", "theo", OWNER, None)
        became = house.role_of("theo")
        house.change("anna", "theo", None, None)

        assert (became, house.role_of("theo"), house.role_of("theo", house.other)) == (OWNER, None, VIEWER)

    def test_what_is_done_is_written_down_once(self, house: House) -> None:
        for _ in range(2):
            house.change("anna", "bruno", VIEWER, house.place)
            house.change("anna", "bruno", None, house.place)
            house.change("anna", "bruno", None, house.place)
            house.change("anna", "theo", OWNER, None)
            house.change("anna", "theo", OWNER, None)

        told = [x for x in house.gate.events() if x.what in (What.ROLE_GIVEN, What.ROLE_TAKEN)][:5]
        assert [(x.what, x.facts["role"]) for x in told] == [
            (What.ROLE_TAKEN, "viewer"), (What.ROLE_GIVEN, "viewer"), (What.ROLE_GIVEN, "owner"),
            (What.ROLE_TAKEN, "viewer"), (What.ROLE_GIVEN, "viewer"),
        ]  # fmt: skip
        assert {x.who for x in told} == {"anna@a.example"}

    def test_removes_a_user_who_is_out_with_it(self, house: House) -> None:
        inside = enter(house.gate.entrance, "bruno@a.example", HERE)
        anna = house.person("anna")

        for _ in range(2):
            members.remove(house.gate.entrance, anna, inside.visitor.user.id)

        assert visitor(house.gate.entrance, inside.token) is None
        assert not accounts.is_user(house.gate.entrance, "bruno@a.example")

    def test_signs_another_out_everywhere(self, house: House) -> None:
        here, there = (enter(house.gate.entrance, "bruno@a.example", HERE) for _ in range(2))

        count = members.sign_out_another(house.gate.entrance, house.person("anna"), here.visitor.user.id)

        assert count == 2
        assert [visitor(house.gate.entrance, x.token) for x in (here, there)] == [None, None]
        event = house.gate.events()[0]
        assert (event.who, event.facts) == ("anna@a.example", {"user": "bruno@a.example", "count": "2"})

    def test_sees_where_another_is_signed_in(self, house: House) -> None:
        house.person("bruno")

        found = members.sighted(house.gate.entrance, house.id_of("bruno"))

        assert (found.user.email, len(found.sessions)) == ("bruno@a.example", 1)
        assert found.standing.role_in(house.place) is BOOKKEEPER

    def test_gives_an_owner_no_smaller_role_beside(self, house: House) -> None:
        house.change("anna", "theo", OWNER, None)

        assert house.refused(lambda: house.change("anna", "theo", VIEWER, house.place)) is Why.IS_OWNER

    @pytest.mark.parametrize("role", [VIEWER, BOOKKEEPER])
    def test_gives_no_smaller_role_without_an_organisation(self, house: House, role: UserRole) -> None:
        assert house.refused(lambda: house.change("anna", "bruno", role, None)) is Why.NO_ORGANISATION

    def test_never_changes_himself_so_that_one_stays(self, house: House) -> None:
        anna, entrance = house.person("anna"), house.gate.entrance

        told = [
            house.refused(lambda: house.change("anna", "anna", None, None)),
            house.refused(lambda: members.remove(entrance, anna, anna.user.id)),
        ]

        assert told == [Why.YOURSELF] * 2

    def test_two_that_take_it_from_each_other_leave_one(self, house: House) -> None:
        house.change("anna", "theo", OWNER, None)
        pairs = [(house.person(x), house.id_of(y)) for x, y in (("anna", "theo"), ("theo", "anna"))]
        refused: list[Why] = []

        def take() -> None:
            who, other = pairs.pop()
            try:
                members.change_role(house.gate.entrance, who, other, None, None)
            except AccountRefused as error:
                refused.append(error.why)

        run_at_once(take, 2)

        assert refused == [Why.NOT_YOURS]
        assert sum(x.user.is_owner for x in accounts.everyone(house.gate.entrance)) == 1


class TestTheOwnerOfOneOrganisation:
    def test_sees_who_may_see_it_and_nobody_else(self, house: House) -> None:
        found = members.members(house.gate.entrance, house.place)

        assert [(x.user.email.partition("@")[0], x.role) for x in found] == [
            ("anna", OWNER), ("bruno", BOOKKEEPER), ("olga", OWNER)
        ]  # fmt: skip

    def test_changes_and_takes_the_roles_in_it(self, house: House) -> None:
        house.change("olga", "bruno", OWNER, house.place)
        given = house.role_of("bruno")
        house.change("olga", "bruno", None, house.place)

        assert (given, house.role_of("bruno")) == (OWNER, None)

    def test_gives_nothing_elsewhere(self, house: House) -> None:
        acts = [(OWNER, house.other), (None, house.other), (OWNER, None), (None, None)]

        told = [house.refused(lambda r=r, p=p: house.change("olga", "bruno", r, p)) for r, p in acts]  # type: ignore[misc]

        assert told == [Why.NOT_YOURS] * 4

    def test_whoever_is_no_member_is_nobody_to_him(self, house: House) -> None:
        nobody = lambda: members.change_role(  # noqa: E731
            house.gate.entrance, house.person("olga"), "made-up", VIEWER, house.place
        )

        told = [
            house.refused(lambda: house.change("olga", "theo", VIEWER, house.place)),
            house.refused(nobody),
        ]

        assert told == [Why.UNKNOWN_USER] * 2

    def test_does_not_touch_an_owner_of_the_installation(self, house: House) -> None:
        house.change("anna", "bruno", OWNER, None)

        assert house.refused(lambda: house.change("olga", "bruno", VIEWER, house.place)) is Why.IS_OWNER

    def test_removes_nobody_and_ends_no_session(self, house: House) -> None:
        olga, bruno, entrance = house.person("olga"), house.id_of("bruno"), house.gate.entrance

        told = [
            house.refused(lambda: members.remove(entrance, olga, bruno)),
            house.refused(lambda: members.sign_out_another(entrance, olga, bruno)),
        ]

        assert told == [Why.NOT_YOURS] * 2

    @pytest.mark.parametrize("name", ["bruno", "theo"])
    def test_whoever_owns_nothing_changes_nothing(self, house: House, name: str) -> None:
        assert house.refused(lambda: house.change(name, "olga", None, house.place)) is Why.NOT_YOURS

    def test_who_lost_it_in_between_changes_nothing(self, house: House) -> None:
        olga, anna, entrance = house.person("olga"), house.person("anna"), house.gate.entrance
        house.change("anna", "olga", VIEWER, house.place)
        bruno = house.id_of("bruno")
        act = lambda: members.change_role(entrance, olga, bruno, OWNER, house.place)  # noqa: E731

        told = [house.refused(act)]
        members.remove(entrance, anna, olga.user.id)
        told.append(house.refused(act))

        assert told == [Why.NOT_YOURS] * 2


def test_nobody_is_nobody(house: House) -> None:
    anna, entrance = house.person("anna"), house.gate.entrance

    told = [
        house.refused(lambda: members.sighted(entrance, "made-up")),
        house.refused(lambda: members.sign_out_another(entrance, anna, "made-up")),
    ]

    assert told == [Why.UNKNOWN_USER] * 2


@pytest.mark.parametrize(
    ("name", "keeps"), [("anna", True), ("olga", True), ("bruno", True), ("theo", False), ("nobody", False)]
)
def test_who_keeps_the_books_of_an_organisation_is_asked_by_address(
    house: House, name: str, keeps: bool
) -> None:
    known = house.gate.entrance.accounts

    assert members.keeps_books(known, house.place, f"{name}@a.example") is keeps


def test_a_viewer_keeps_no_books(house: House) -> None:
    house.change("anna", "bruno", VIEWER, house.place)

    assert not members.keeps_books(house.gate.entrance.accounts, house.place, "bruno@a.example")


def test_an_installation_asks_its_own_users(house: House, tmp_path: Path) -> None:
    app = build(Settings(data_dir=tmp_path), house.gate.store, SystemClock())

    assert [app.keeps_books(house.place, f"{name}@a.example") for name in ("bruno", "theo")] == [True, False]
