"""Inviting, and what whoever was invited meets; and what a stranger learns: nothing."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.channels.memory import MemoryChannel
from connector.core.accounts import ADDRESS, UserRole
from connector.store.engine import SqlStore
from connector.usecases import accounts, invitations
from tests.scenarios.office import Office
from tests.web.browsing import PASSWORD, csrf, entrance_of, pages_of, post, sign_in, visitor
from tests.web.test_people import ANNA, BRUNO, OLGA, THEO, as_, elsewhere, id_of, office, roles

__all__ = ["elsewhere", "office"]

EVA = "eva@people.example"
HERS = {"password": "eva's own password", "again": "eva's own password"}


def invited(client: TestClient, where: str, email: str = EVA, **fields: str) -> Any:
    return post(client, f"{where}/invitations", where, **({"email": email, "role": "bookkeeper"} | fields))


def link_in(page: str) -> str:
    found = re.search(r'value="http://127.0.0.1:8000(/invitation/[\w-]{43})"', page)
    assert found, page
    return found[1]


def a_link(office: Office, email: str = EVA) -> str:
    return link_in(invited(as_(office, OLGA), f"/o/{office.id}/people", email).text)


def nobody(office: Office) -> TestClient:
    return visitor(pages_of(office))


class TestInviting:
    def test_an_owner_of_one_sees_the_link_once_and_then_that_it_waits(self, office: Office) -> None:
        olga, where = as_(office, OLGA), f"/o/{office.id}/people"

        answer = invited(olga, where)

        assert answer.status_code == 200 and "transmettez le lien" in answer.text
        page = olga.get(where).text
        assert EVA in page and "en attente" in page and link_in(answer.text) not in page

    @pytest.mark.gate
    def test_an_owner_of_all_invites_to_any_place(self, office: Office, elsewhere: Office) -> None:
        anna = as_(office, ANNA)

        said = [
            invited(anna, "/users", organisation=elsewhere.id),
            invited(anna, "/users", organisation="", role="owner"),
        ]

        assert [x.status_code for x in said] == [200, 200]
        page = anna.get("/users").text
        assert page.count("Annuler") >= 2 and "event" not in page

    def test_it_is_mailed_where_that_is_set(self, office: Office) -> None:
        channel = MemoryChannel()
        olga = visitor(pages_of(office, channels={"email": channel}, sender="us@r.example"))
        sign_in(olga, office.store, OLGA)

        page = invited(olga, f"/o/{office.id}/people").text

        (message,) = [x.message for x in channel.delivered]
        assert "aussi partie" in page and link_in(page) in message.text
        assert message.to == (EVA,) and "Atelier" in message.subject and OLGA in message.subject

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, office: Office) -> None:
        answer = invited(as_(office, OLGA), f"/o/{office.id}/people", BRUNO, role="approver")

        assert answer.status_code == 403 and "a déjà un rôle ici" in answer.text
        form = answer.text.partition(f'action="/o/{office.id}/people/invitations"')[2]
        assert 'role="alert"' in form and answer.text.count('role="alert"') == 1
        assert "autofocus" in form and f'value="{BRUNO}"' in form
        assert '<option value="approver" selected>' in form

    def test_it_is_taken_back_once_and_for_all(self, office: Office) -> None:
        olga, where, link = as_(office, OLGA), f"/o/{office.id}/people", a_link(office)
        (known,) = re.findall(r"/invitations/([\w-]+)/take-back", olga.get(where).text)

        said = [post(olga, f"{where}/invitations/{known}/take-back") for _ in range(2)]

        assert [x.headers["location"] for x in said] == [f"{where}?done=back"] * 2
        assert nobody(office).get(link).status_code == 404

    @pytest.mark.gate
    def test_everywhere_by_the_owner_of_all(self, office: Office) -> None:
        anna, link = as_(office, ANNA), a_link(office)
        (known,) = re.findall(r"/users/invitations/([\w-]+)/take-back", anna.get("/users").text)

        answer = post(anna, f"/users/invitations/{known}/take-back")

        assert "n&#39;ouvre plus rien" in anna.get(answer.headers["location"]).text
        assert nobody(office).get(link).status_code == 404


class TestForgedForms:
    def test_nobody_invites_where_he_owns_nothing(self, office: Office, elsewhere: Office) -> None:
        olga, bruno = as_(office, OLGA), as_(office, BRUNO)

        said = [
            post(olga, f"/o/{elsewhere.id}/people/invitations", email=EVA, role="owner"),
            post(olga, "/users/invitations", email=EVA, role="owner", organisation=""),
            post(olga, "/users/invitations", email=EVA, role="owner", organisation=elsewhere.id),
            post(bruno, f"/o/{office.id}/people/invitations", email=EVA, role="owner"),
        ]  # fmt: skip

        assert [x.status_code for x in said] == [404, 403, 403, 403]
        assert invitations.waiting(entrance_of(office.store)) == ()

    @pytest.mark.gate
    @pytest.mark.parametrize(
        "fields", [{"role": "none"}, {"role": "god"}, {"role": ""}, {"organisation": "x"}]
    )
    def test_what_no_form_of_ours_says_invites_nobody(self, office: Office, fields: dict[str, str]) -> None:
        answer = invited(as_(office, ANNA), "/users", **fields)

        assert answer.status_code == 404
        assert invitations.waiting(entrance_of(office.store)) == ()

    def test_one_to_elsewhere_is_not_taken_back_from_here(self, office: Office, elsewhere: Office) -> None:
        invited(as_(office, ANNA), "/users", organisation=elsewhere.id)
        (theirs,) = invitations.waiting(entrance_of(office.store))
        olga = as_(office, OLGA)

        post(olga, f"/o/{office.id}/people/invitations/{theirs.id}/take-back")
        post(olga, f"/users/invitations/{theirs.id}/take-back")

        assert invitations.waiting(entrance_of(office.store)) == (theirs,)


class TestWhoeverWasInvited:
    def test_chooses_a_password_and_is_in(self, office: Office) -> None:
        link, eva = a_link(office), nobody(office)

        page = eva.get(link).text
        answer = post(eva, link, link, **HERS)

        assert OLGA in page and EVA in page and "Atelier" in page and "Comptable" in page
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert eva.get(f"/o/{office.id}").status_code == 200
        assert roles(office)[EVA] == (False, {office.id: UserRole.BOOKKEEPER})

    def test_finds_the_door_shut_the_second_time(self, office: Office) -> None:
        link, eva, other = a_link(office), nobody(office), nobody(office)
        form = {"csrf": csrf(other.get(link).text)}
        post(eva, link, link, **HERS)

        again = other.post(link, data=form | HERS, headers={"origin": str(other.base_url).rstrip("/")})

        assert (again.status_code, other.get(link).status_code) == (404, 404)
        assert "n&#39;est pas valable" in again.text and EVA not in again.text

    @pytest.mark.gate
    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"again": "else"}, "ne sont pas les mêmes"),
            ({"password": "short", "again": "short"}, "au moins 12"),
        ],
    )
    def test_is_told_what_is_wrong(self, office: Office, fields: dict[str, str], sentence: str) -> None:
        link, eva = a_link(office), nobody(office)

        answer = post(eva, link, link, **(HERS | fields))

        assert answer.status_code == 403 and sentence in answer.text
        assert EVA not in roles(office)

    def test_signs_in_first_where_he_is_known(self, office: Office) -> None:
        link, theo = a_link(office, THEO), nobody(office)

        page = theo.get(link).text
        assert "<form" not in page and f"/sign-in?next={link}" in page
        entered = post(theo, "/sign-in", "/sign-in", email=THEO, password=PASSWORD, next=link)
        answer = post(theo, entered.headers["location"], entered.headers["location"])

        assert answer.headers["location"] == f"/o/{office.id}"
        assert roles(office)[THEO][1][office.id] is UserRole.BOOKKEEPER

    def test_sets_no_password_of_somebody_who_is_known(self, office: Office) -> None:
        link, thief = a_link(office, THEO), nobody(office)

        answer = post(thief, link, "/sign-in", **HERS)

        assert answer.status_code == 403 and "a déjà un compte" in answer.text
        assert post(nobody(office), "/sign-in", "/sign-in", email=THEO, password=PASSWORD).status_code == 303

    def test_takes_none_that_is_for_another(self, office: Office) -> None:
        link, bruno = a_link(office), as_(office, BRUNO)
        before = roles(office)

        page = bruno.get(link).text
        answer = post(bruno, link)

        assert "pour une autre adresse" in page and answer.status_code == 403
        assert roles(office) == before


class TestAStranger:
    def test_learns_nothing_from_a_link_that_is_none(self, office: Office) -> None:
        link = a_link(office)
        accounts.add_user(entrance_of(office.store), EVA, PASSWORD, UserRole.VIEWER, office.id, "test")

        said = [nobody(office).get(x) for x in (f"/invitation/{'a' * 43}", "/invitation/x", f"{link}x")]

        assert {x.status_code for x in said} == {404} and len({x.text for x in said}) == 1

    def test_who_made_an_account_by_himself_is_shown_with_who_invited_him(self, office: Office) -> None:
        """Whoever invites sees the link, and may make an account of anybody's address with it."""
        link, nobody_else = a_link(office, "cfo@bank.example"), nobody(office)
        post(nobody_else, link, link, **HERS)
        anna = as_(office, ANNA)

        listed = anna.get("/users").text
        (known,) = re.findall(r'href="/users/([\w-]+)">cfo@bank', listed)

        told = f"Invitation de {OLGA}\u202f; rien ne prouve que cette adresse est bien la sienne."
        assert listed.count(told) == 1
        assert told in anna.get(f"/users/{known}").text
        assert "rien ne prouve" not in anna.get(f"/users/{id_of(office, BRUNO)}").text

    def test_is_slowed_down(self, office: Office) -> None:
        stranger = TestClient(
            pages_of(office), base_url="http://127.0.0.1:8000", client=("198.51.100.7", 1),
            raise_server_exceptions=False,
        )  # fmt: skip

        said = [stranger.get(f"/invitation/{n}").status_code for n in range(ADDRESS.free + 2)]

        assert said == [404] * (ADDRESS.free + 1) + [429]

    def test_a_forged_form_accepts_nothing(self, office: Office, shared_store: SqlStore) -> None:
        link, eva = a_link(office), nobody(office)

        said = [
            eva.post(link, data=HERS, headers={"origin": "http://127.0.0.1:8000"}),
            eva.post(
                link,
                data=HERS | {"csrf": csrf(eva.get(link).text)},
                headers={"origin": "https://evil.example"},
            ),
        ]

        assert [x.status_code for x in said] == [403, 403]
        assert EVA not in roles(office)
