"""Every route says who may ask for it, and every one keeps to it."""

import re
from typing import Any
from uuid import uuid4

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from sqlalchemy import select
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.demo.inbox import extras
from connector.store.engine import SqlStore
from connector.store.schema import connections, consents, grants
from connector.store.schema_accounts import account_events, memberships, sessions, sign_in_attempts, users
from connector.usecases import accounts
from connector.web.app import for_machines, for_people
from connector.web.doors import DOORS, SIGNED_IN, VIEWER, Door, keys_of, refuse_unknown_doors
from connector.web.guard import HEADERS
from connector.web.site import Extras, Site
from tests.scenarios.office import Office
from tests.store.emptied import nobody_is_there
from tests.web.browsing import ADDRESS, csrf, entrance_of, pages_of, sign_in, user, visitor

NOTHING: Any = None
DEMO = extras(NOTHING, NOTHING)
OURS = {"origin": ADDRESS}


def served(added: Extras) -> list[str]:
    site = Site(NOTHING, NOTHING, added)
    routers = (*for_machines(site, lambda: None), *for_people(site))
    every = [route for router in routers for route in router.routes]
    assert all(isinstance(route, APIRoute) for route in every)
    return [key for route in every for key in keys_of(route)]


KEYS = sorted(DOORS)
OF_ONE = [key for key in KEYS if "{organisation_id}" in key]
WRITTEN = (users, memberships, sessions, sign_in_attempts, account_events, connections, consents, grants)
WRITING = [key for key in KEYS if not key.startswith("GET ")]
FORMS = [key for key in WRITING if not DOORS[key].is_for_machines]
CLOSED = [key for key in KEYS if not DOORS[key].is_open]


def ask(client: TestClient, key: str, organisation_id: str = "", **options: Any) -> Any:
    """Asks for an address of that kind; what else it names is made up."""
    method, _, path = key.partition(" ")
    path = re.sub(r"{\w+(:path)?}", "made-up", path.replace("{organisation_id}", organisation_id))
    return client.request(method, path, **options)


@pytest.fixture
def store(shared_store: SqlStore) -> SqlStore:
    nobody_is_there(shared_store)
    return shared_store


@pytest.fixture
def office(store: SqlStore, shared_office: Office) -> Office:
    return shared_office


@pytest.fixture
def nobody(office: Office) -> TestClient:
    """A browser in which nobody is signed in; there is a user."""
    user(office.store)
    return visitor(pages_of(office))


def signed_in(office: Office, role: UserRole, organisation_id: str | None) -> TestClient:
    return as_user(office, user(office.store, f"{uuid4()}@atelier.example", role, organisation_id))


def as_user(office: Office, email: str, added: Extras | None = None) -> TestClient:
    client = visitor(pages_of(office, added))
    sign_in(client, office.store, email)
    return client


class TestTheTable:
    def test_every_route_is_in_it_and_nothing_else(self) -> None:
        assert sorted(served(Extras())) == KEYS
        assert sorted(served(DEMO)) == sorted({**DOORS, **DEMO.doors})

    def test_an_open_one_says_why(self) -> None:
        assert all(len(door.why_open) > 20 for door in DOORS.values() if door.is_open)

    def test_none_of_an_organisation_is_open(self) -> None:
        assert OF_ONE
        assert [key for key in OF_ONE if DOORS[key].role is None] == []

    def test_only_signing_in_and_a_customers_own_page_write_for_nobody(self) -> None:
        for_nobody = {key for key in WRITING if DOORS[key].is_open}
        signed = {key for key in WRITING if DOORS[key].is_for_machines}
        assert signed == {"POST /webhooks/{provider}/{endpoint}"}
        own_page = {"POST /c/{token}/language", "POST /c/{token}/{what}"}
        entering = {
            "POST /sign-in",
            "POST /sign-in/code",
            "POST /sign-in/openid",
            "POST /first-user",
            "POST /invitation/{token}",
        }
        batch = {"POST /b/{token}", "POST /b/{token}/{reminder_id}"}
        assert for_nobody - signed == entering | own_page | batch

    def test_a_route_without_a_door_is_not_served(self) -> None:
        router = APIRouter()
        router.add_api_route("/secret", lambda: None)

        with pytest.raises(RuntimeError, match="GET /secret"):
            refuse_unknown_doors([router], DOORS)

    @pytest.mark.parametrize(
        ("path", "door"), [("/x/{organisation_id}", SIGNED_IN), ("/x", VIEWER), ("/y/{id}", VIEWER)]
    )
    def test_a_role_belongs_to_an_address_of_an_organisation(self, path: str, door: Door) -> None:
        router = APIRouter()
        router.add_api_route(path, lambda: None)

        with pytest.raises(RuntimeError, match="names an organisation"):
            refuse_unknown_doors([router], {f"GET {path}": door})


class TestNobody:
    @pytest.mark.parametrize("key", CLOSED)
    def test_signs_in_first(self, nobody: TestClient, office: Office, key: str) -> None:
        answer = ask(nobody, key, office.id, headers=OURS)

        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
        assert "Atelier" not in answer.text

    @pytest.mark.parametrize("key", OF_ONE)
    def test_learns_not_whether_an_organisation_is_there(
        self, nobody: TestClient, office: Office, key: str
    ) -> None:
        ours, nowhere = (ask(nobody, key, x, headers=OURS) for x in (office.id, str(uuid4())))

        told = [x.headers["location"].replace(office.id, "~") for x in (ours, nowhere)]
        assert re.sub(r"[0-9a-f-]{36}", "~", told[1]) == told[0]

    def test_comes_back_to_the_page_he_asked_for(self, nobody: TestClient, office: Office) -> None:
        answer = nobody.get(f"/o/{office.id}/invoices?show=send")

        assert answer.headers["location"] == f"/sign-in?next=/o/{office.id}/invoices%3Fshow%3Dsend"


#: What an address of a test names and nobody has; a picture and a month of nothing that is known.
MADE_UP = (
    *("number:path}", "reminder_id}", "customer_id}", "work_id}", "file_id}"),
    *("picture}.csv", "month}.pdf", "late-payment.csv", "late-payment.pdf"),
)


class TestAnotherOrganisation:
    """Promise 4: to whoever is no member it does not exist."""

    @pytest.mark.parametrize("key", OF_ONE)
    def test_answers_like_one_that_is_not_there(self, office: Office, store: SqlStore, key: str) -> None:
        theirs = Office(store)
        client = signed_in(office, UserRole.OWNER, office.id)

        form = {"csrf": csrf(client.get("/account").text)} if key in WRITING else {}

        there, nowhere = (ask(client, key, x, headers=OURS, data=form) for x in (theirs.id, str(uuid4())))

        assert there.status_code == 404
        assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)

    @pytest.mark.parametrize("key", OF_ONE)
    def test_a_member_is_let_in(self, office: Office, key: str) -> None:
        client = signed_in(office, UserRole.VIEWER, office.id)

        is_his = DOORS[key].role is UserRole.VIEWER
        form = {"csrf": csrf(client.get("/account").text)} if is_his and key in WRITING else {}
        answer = ask(client, key, office.id, headers=OURS, data=form)

        is_made_up = key.endswith((*MADE_UP, "html"))
        if not is_his:
            assert answer.status_code == 403
        elif key in WRITING:
            assert answer.status_code in (303, 400, 404, 409, 422)  # let in, with nothing typed
        else:
            assert answer.status_code == (404 if is_made_up else 200)

    @pytest.mark.parametrize(
        "key", [key for key in OF_ONE if DOORS[key].role is UserRole.BOOKKEEPER and not DOORS[key].is_owners]
    )
    def test_who_connects_is_a_bookkeeper(self, office: Office, store: SqlStore, key: str) -> None:
        said = []
        for role in (UserRole.APPROVER, UserRole.BOOKKEEPER):
            client = signed_in(office, role, office.id)
            form = {"csrf": csrf(client.get("/account").text)} if key in WRITING else {}
            said.append(ask(client, key, office.id, headers=OURS, data=form).status_code)

        assert said[0] == 403
        assert said[1] in (200, 303, 404, 409, 422)  # let in: what it names is made up, nothing is typed

    def test_whoever_owns_the_installation_sees_all(self, office: Office, store: SqlStore) -> None:
        other = Office(store)
        client = signed_in(office, UserRole.OWNER, None)

        assert [client.get(f"/o/{x}").status_code for x in (office.id, other.id)] == [200, 200]

    def test_the_first_page_lists_only_his_own(self, office: Office, store: SqlStore) -> None:
        mine, theirs = Office(store), Office(store)
        email = user(store, f"{uuid4()}@atelier.example", UserRole.VIEWER, office.id)
        client = as_user(office, email)
        before = client.get("/").text

        accounts.give_role(entrance_of(store), email, UserRole.APPROVER, mine.id, "test")
        page = client.get("/").text

        assert theirs.id not in before + page
        assert f"/o/{office.id}" in before
        assert f"/o/{mine.id}" in page and f"/o/{office.id}" in page

    def test_without_any_role_it_says_whom_to_ask(self, office: Office) -> None:
        email = user(office.store, f"{uuid4()}@atelier.example", UserRole.VIEWER, office.id)
        client = as_user(office, email)
        accounts.take_role(entrance_of(office.store), email, office.id, "test")

        page = client.get("/").text

        assert "aucune entreprise" in page and "relance org add" not in page


class TestRoles:
    @pytest.mark.parametrize("needed", UserRole)
    @pytest.mark.parametrize("role", UserRole)
    def test_one_needs_enough(self, office: Office, role: UserRole, needed: UserRole) -> None:
        def route(site: Site) -> APIRouter:
            router = APIRouter()
            router.add_api_route("/o/{organisation_id}/press", lambda: "done", methods=["POST"])
            return router

        added = Extras(routers=(route,), doors={"POST /o/{organisation_id}/press": Door(role=needed)})
        email = user(office.store, f"{uuid4()}@atelier.example", role, office.id)
        client = as_user(office, email, added)
        fields = {"csrf": csrf(client.get("/account").text)}

        answer = client.post(f"/o/{office.id}/press", data=fields, headers=OURS)

        assert answer.status_code == (200 if role.may(needed) else 403)

    @pytest.mark.parametrize(
        ("role", "everywhere", "status"),
        [(UserRole.OWNER, True, 200), (UserRole.OWNER, False, 403), (UserRole.BOOKKEEPER, False, 403)],
    )
    def test_users_are_shown_to_who_owns_the_installation(
        self, office: Office, role: UserRole, everywhere: bool, status: int
    ) -> None:
        client = signed_in(office, role, None if everywhere else office.id)

        assert client.get("/users").status_code == status


class TestForms:
    @pytest.mark.parametrize("key", FORMS)
    def test_one_that_is_not_ours_changes_nothing(self, office: Office, store: SqlStore, key: str) -> None:
        client = signed_in(office, UserRole.OWNER, None)
        before = rows(store)

        forms: list[dict[str, str]] = [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}]
        said = [ask(client, key, office.id, headers=OURS, data=form).status_code for form in forms]

        assert said == [403] * len(forms)
        assert rows(store) == before

    @pytest.mark.parametrize("key", FORMS)
    def test_another_page_s_changes_nothing(self, office: Office, store: SqlStore, key: str) -> None:
        client = signed_in(office, UserRole.OWNER, None)
        fields = {"csrf": csrf(client.get("/account").text)}
        before = rows(store)

        pages: list[dict[str, str]] = [{}, {"origin": "null"}, {"origin": "https://evil.example"}]
        said = [ask(client, key, office.id, headers=page, data=fields).status_code for page in pages]

        assert said == [403] * len(pages)
        assert rows(store) == before

    @pytest.mark.parametrize("key", FORMS)
    def test_another_session_s_changes_nothing(self, office: Office, store: SqlStore, key: str) -> None:
        theirs = signed_in(office, UserRole.OWNER, None).get("/account").text
        client = signed_in(office, UserRole.OWNER, None)
        before = rows(store)

        answer = ask(client, key, office.id, headers=OURS, data={"csrf": csrf(theirs)})

        assert answer.status_code == 403
        assert rows(store) == before

    def test_one_of_before_signing_in_is_too_old_after_it(self, office: Office, nobody: TestClient) -> None:
        old = csrf(nobody.get("/sign-in").text)
        sign_in(nobody, office.store)

        assert nobody.post("/sign-out", data={"csrf": old}, headers=OURS).status_code == 403

    @pytest.mark.parametrize(
        ("body", "status"), [("a=" + "x" * 70_000, 413), ("&".join("abc" * 200), 400), ("a=\x00\xff", 403)]
    )
    def test_a_monstrous_one_is_refused(self, nobody: TestClient, body: str, status: int) -> None:
        headers = OURS | {"content-type": "application/x-www-form-urlencoded"}

        assert nobody.post("/sign-in", content=body, headers=headers).status_code == status

    def test_other_kinds_are_not_read(self, nobody: TestClient) -> None:
        answer = nobody.post("/sign-in", json={"csrf": "x"}, headers=OURS)

        assert answer.status_code == 403


def rows(store: SqlStore) -> list[str]:
    """All that is stored about users and sign-ins, and about what is connected."""
    with store.engine.connect() as connection:
        return [str(row) for table in WRITTEN for row in connection.execute(select(table))]


@pytest.mark.parametrize("key", KEYS)
def test_every_answer_bears_the_headers(office: Office, nobody: TestClient, key: str) -> None:
    for client in (nobody, signed_in(office, UserRole.OWNER, None)):
        answer = ask(client, key, office.id, headers=OURS)

        assert {name: answer.headers[name] for name in HEADERS} == dict(HEADERS)
