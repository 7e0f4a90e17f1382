"""Owners change what others may, as a browser meets it; and what a forged form gets."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.store.engine import SqlStore
from connector.usecases import accounts
from tests.scenarios.office import Office
from tests.store.emptied import nobody_is_there
from tests.web.browsing import browser, entrance_of, pages_of, post, sign_in, user, visitor

ANNA, OLGA, BRUNO, THEO = (f"{x}@people.example" for x in ("anna", "olga", "bruno", "theo"))
OWNER, BOOKKEEPER, VIEWER = UserRole.OWNER, UserRole.BOOKKEEPER, UserRole.VIEWER


@pytest.fixture(scope="module")
def elsewhere(shared_store: SqlStore) -> Office:
    return Office(shared_store)


@pytest.fixture
def office(shared_store: SqlStore, shared_office: Office, elsewhere: Office) -> Office:
    """Anna owns the installation, Olga this organisation, Bruno keeps its books; Theo sees another one."""
    nobody_is_there(shared_store)
    user(shared_store, ANNA)
    user(shared_store, OLGA, OWNER, shared_office.id)
    user(shared_store, BRUNO, BOOKKEEPER, shared_office.id)
    user(shared_store, THEO, VIEWER, elsewhere.id)
    return shared_office


def as_(office: Office, email: str) -> TestClient:
    client = visitor(pages_of(office))
    sign_in(client, office.store, email)
    return client


def id_of(office: Office, email: str) -> str:
    return {x.user.email: x.user.id for x in accounts.everyone(entrance_of(office.store))}[email]


def roles(office: Office) -> dict[str, Any]:
    return {
        x.user.email: (x.user.is_owner, dict(x.roles)) for x in accounts.everyone(entrance_of(office.store))
    }


class TestOneUser:
    def test_stands_with_roles_and_sessions(self, office: Office) -> None:
        as_(office, BRUNO)
        anna = as_(office, ANNA)
        bruno = id_of(office, BRUNO)

        assert f'href="/users/{bruno}"' in anna.get("/users").text
        page = anna.get(f"/users/{bruno}").text
        assert BRUNO in page and "Atelier" in page and "Firefox" in page
        assert '<option value="bookkeeper" selected>Comptable' in page

    def test_is_given_and_loses_roles(self, office: Office, elsewhere: Office) -> None:
        anna, bruno = as_(office, ANNA), id_of(office, BRUNO)

        given = post(anna, f"/users/{bruno}/role", organisation=elsewhere.id, role="approver")
        taken = post(anna, f"/users/{bruno}/role", organisation=office.id, role="none")

        assert {x.headers["location"] for x in (given, taken)} == {f"/users/{bruno}?done=role"}
        assert "Le rôle est changé" in anna.get(given.headers["location"]).text
        assert roles(office)[BRUNO] == (False, {elsewhere.id: UserRole.APPROVER})

    @pytest.mark.gate
    def test_becomes_an_owner_and_is_one_no_more(self, office: Office) -> None:
        anna, bruno = as_(office, ANNA), id_of(office, BRUNO)

        post(anna, f"/users/{bruno}/role", organisation="", role="owner")
        became = roles(office)[BRUNO][0]
        page = anna.get(f"/users/{bruno}").text
        post(anna, f"/users/{bruno}/role", organisation="", role="none")

        assert (became, roles(office)[BRUNO][0]) == (True, False)
        assert "Peut tout faire dans chaque entreprise" in page

    def test_is_asked_about_before_it_is_removed(self, office: Office) -> None:
        anna, bruno = as_(office, ANNA), id_of(office, BRUNO)

        asked = anna.get(f"/users/{bruno}/remove").text
        before = BRUNO in roles(office)
        said = [post(anna, f"/users/{bruno}/remove").headers["location"] for _ in range(2)]

        assert "Non, garder" in asked and before
        assert said == ["/users?done=removed"] * 2 and BRUNO not in roles(office)
        assert "est retiré" in anna.get(said[0]).text

    @pytest.mark.gate
    def test_is_signed_out_everywhere(self, office: Office) -> None:
        here, there, anna = as_(office, BRUNO), as_(office, BRUNO), as_(office, ANNA)

        answer = post(anna, f"/users/{id_of(office, BRUNO)}/sign-out")

        assert "est déconnecté partout" in anna.get(answer.headers["location"]).text
        assert [x.get("/account").status_code for x in (here, there)] == [303, 303]

    def test_an_owner_does_not_change_himself(self, office: Office) -> None:
        anna, own = as_(office, ANNA), id_of(office, ANNA)
        before = roles(office)

        said = [
            post(anna, f"/users/{own}/role", organisation="", role="none"),
            post(anna, f"/users/{own}/remove"),
        ]

        assert [x.status_code for x in said] == [403, 403] and roles(office) == before
        assert "propre rôle" in said[0].text and "C&#39;est vous" in anna.get(f"/users/{own}").text

    @pytest.mark.gate
    @pytest.mark.parametrize(
        "fields",
        [
            {"organisation": "made-up", "role": "owner"},
            {"role": "owner"},
            {"organisation": "", "role": "god"},
            {},
        ],
    )
    def test_what_no_form_of_ours_says_changes_nothing(self, office: Office, fields: dict[str, str]) -> None:
        anna, before = as_(office, ANNA), roles(office)

        answer = post(anna, f"/users/{id_of(office, BRUNO)}/role", **fields)

        assert answer.status_code == 404 and roles(office) == before

    @pytest.mark.parametrize("path", ["", "/remove"])
    def test_who_is_not_there_is_not_found(self, office: Office, path: str) -> None:
        assert browser(office).get(f"/users/made-up{path}").status_code == 404

    @pytest.mark.gate
    def test_nobody_is_found_under_a_made_up_id(self, office: Office) -> None:
        anna = as_(office, ANNA)

        said = [
            post(anna, "/users/made-up/sign-out"),
            post(anna, "/users/made-up/role", organisation=office.id, role="viewer"),
        ]

        assert [x.status_code for x in said] == [404, 404]


class TestThePeopleOfOneOrganisation:
    def test_its_owner_sees_them_and_nobody_elses(self, office: Office) -> None:
        olga = as_(office, OLGA)

        page = olga.get(f"/o/{office.id}/people").text

        assert all(x in page for x in (ANNA, OLGA, BRUNO)) and THEO not in page
        assert f'href="/o/{office.id}/people"' in olga.get(f"/o/{office.id}").text

    @pytest.mark.gate
    def test_its_owner_changes_their_roles(self, office: Office) -> None:
        olga = as_(office, OLGA)

        answer = post(olga, f"/o/{office.id}/people/{id_of(office, BRUNO)}/role", role="viewer")

        assert "Le rôle est changé" in olga.get(answer.headers["location"]).text
        assert roles(office)[BRUNO] == (False, {office.id: VIEWER})

    @pytest.mark.parametrize(("email", "status"), [(ANNA, 404), (OLGA, 403), (THEO, 404)])
    def test_who_is_above_himself_or_elsewhere_stays_as_he_is(
        self, office: Office, email: str, status: int
    ) -> None:
        olga, before = as_(office, OLGA), roles(office)

        answer = post(olga, f"/o/{office.id}/people/{id_of(office, email)}/role", role="viewer")

        assert (answer.status_code, roles(office)) == (status, before)

    def test_another_organisation_is_not_there(self, office: Office, elsewhere: Office) -> None:
        olga, before = as_(office, OLGA), roles(office)

        said = [
            olga.get(f"/o/{elsewhere.id}/people"),
            post(olga, f"/o/{elsewhere.id}/people/{id_of(office, THEO)}/role", role="owner"),
            post(olga, f"/o/{elsewhere.id}/people/{id_of(office, BRUNO)}/role", role="owner"),
        ]

        assert [x.status_code for x in said] == [404] * 3 and roles(office) == before

    @pytest.mark.parametrize("email", [OLGA, pytest.param(BRUNO, marks=pytest.mark.gate)])
    def test_nobody_makes_himself_more(self, office: Office, email: str) -> None:
        client, before, own = as_(office, email), roles(office), id_of(office, email)

        said = [
            post(client, f"/users/{own}/role", organisation="", role="owner"),
            post(client, f"/users/{own}/role", organisation=office.id, role="owner"),
            post(client, f"/o/{office.id}/people/{own}/role", role="owner"),
            post(client, f"/users/{id_of(office, ANNA)}/remove"),
            post(client, f"/users/{id_of(office, ANNA)}/sign-out"),
        ]

        assert [x.status_code for x in said] == [403] * 5 and roles(office) == before
