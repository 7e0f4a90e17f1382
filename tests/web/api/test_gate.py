"""The door of the API: a token and nothing else opens it, for what it allows, and not without end."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import select
from starlette.testclient import TestClient

from connector.core.tokens import Permit
from connector.store.columns import metadata
from connector.store.engine import SqlStore
from connector.usecases.tokens import revoke_token
from connector.web.api.app import api
from connector.web.api.document import _named
from connector.web.api.doors import API, LARGEST_REQUEST, NEEDS, refuse_unknown_needs
from connector.web.api.pace import Pace
from connector.web.site import Extras, Site
from tests.scenarios.office import Office
from tests.web.api.program import Program, kind_of
from tests.web.browsing import ADDRESS, entrance_of, pages_of, sign_in, visitor

GUARDED = sorted(key for key, need in NEEDS.items() if not need.why_open)
NOBODY: Any = None


def ask(client: TestClient, key: str, **options: Any) -> Any:
    """An operation with ids that are made up."""
    method, _, path = key.partition(" ")
    return client.request(method, API + re.sub(r"{\w+}", "made-up", path), **options)


def rows(store: SqlStore) -> dict[str, list[str]]:
    """All that is stored, but when a token was used last."""
    with store.engine.connect() as connection:
        tables = [x for x in metadata.sorted_tables if x.name != "api_tokens"]
        return {x.name: sorted(map(str, connection.execute(select(x)))) for x in tables}


def paced(office: Office, pace: Pace) -> TestClient:
    site = Site(office.app, entrance_of(office.store), Extras())
    secret = Program(office, Permit.READ).secret
    headers = {"authorization": f"Bearer {secret}"}
    return TestClient(api(site, pace), headers=headers, raise_server_exceptions=False)


class TestTheTable:
    def test_what_is_open_says_why_and_all_else_names_a_permit(self) -> None:
        assert [key for key in NEEDS if key not in GUARDED] == ["GET /openapi.json"]
        assert all(len(x.why_open) > 20 or x.permit is not None for x in NEEDS.values())

    def test_what_writes_needs_more_than_to_read(self) -> None:
        writing = {key for key in GUARDED if not key.startswith("GET ")}

        assert {NEEDS[key].permit for key in writing} == set(Permit) - {Permit.READ}
        assert {NEEDS[key].permit for key in set(GUARDED) - writing} == {Permit.READ, Permit.WEBHOOKS}

    def test_no_path_names_an_organisation(self) -> None:
        assert not [key for key in NEEDS if "organisation_id" in key]

    def test_an_operation_without_a_need_is_not_served(self) -> None:
        made = api(Site(NOBODY, NOBODY, Extras()))
        made.router.routes.append(APIRoute("/secret", lambda: None))

        with pytest.raises(RuntimeError, match="GET /secret"):
            refuse_unknown_needs(made.routes)
        with pytest.raises(RuntimeError, match="GET /tasks"):
            refuse_unknown_needs(FastAPI().routes)


class TestWhoIsLetIn:
    @pytest.mark.parametrize("key", GUARDED)
    def test_nobody_without_a_token_and_no_session_stands_for_one(self, office: Office, key: str) -> None:
        """That no cookie is looked at is why no form of another page can do anything here."""
        client = visitor(pages_of(office))
        sign_in(client, office.store)

        answer = ask(client, key)

        assert (answer.status_code, kind_of(answer.json())) == (401, "no_token")
        assert answer.headers["www-authenticate"].startswith("Bearer")

    @pytest.mark.parametrize(
        "shown", ["", "Bearer", "Bearer ", "Bearer relance_made-up", "Basic {}", "{}", "é"]
    )
    def test_another_word_is_no_token(self, office: Office, program: Program, shown: str) -> None:
        said = shown.format(program.secret).encode()
        answer = program.client.get(f"{API}/organisation", headers={b"authorization": said})

        assert answer.status_code == 401

    def test_a_revoked_one_is_out_at_once(self, office: Office, program: Program) -> None:
        assert program.get("/organisation")["id"] == office.id

        revoke_token(office.app, office.id, program.token.id, "anna")

        assert program.ask("GET", "/organisation").status_code == 401

    @pytest.mark.parametrize("key", GUARDED)
    def test_a_token_that_may_all_else_changes_nothing(
        self, office: Office, store: SqlStore, key: str
    ) -> None:
        other = Program(office, *(set(Permit) - {NEEDS[key].permit}))
        before = rows(store)

        answer = ask(other.client, key, json={})

        assert (answer.status_code, kind_of(answer.json())) == (403, "not_allowed")
        assert rows(store) == before

    def test_no_answer_sets_a_cookie_or_may_be_kept(self, program: Program) -> None:
        answer = program.ask("GET", "/organisation")

        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"

    def test_another_page_s_script_is_turned_away(self, program: Program) -> None:
        headers = {"origin": "https://evil.example"}

        assert program.client.get(f"{API}/organisation", headers=headers).status_code == 403


class TestPace:
    def test_who_asks_too_often_is_told_when_to_ask_again(self, office: Office) -> None:
        seconds = [0.0]
        client = paced(office, Pace(2, lambda: seconds[0]))
        said = []
        for moment in (0.0, 10.0, 20.5, 59.9, 60.0):
            seconds[0] = moment
            answer = client.get("/organisation")
            said.append((answer.status_code, answer.headers.get("retry-after")))

        assert said == [(200, None), (200, None), (429, "40"), (429, "1"), (200, None)]

    def test_each_token_has_its_own_count(self) -> None:
        pace = Pace(1, lambda: 0.0)

        assert [pace.wait_for(x) for x in ("one", "other", "one")] == [0, 0, 60]


class TestWhatIsSent:
    def test_too_much_is_not_read(self, program: Program) -> None:
        answer = program.ask("POST", "/customers/x/notes", content=b"x" * (LARGEST_REQUEST + 1))

        assert (answer.status_code, kind_of(answer.json())) == (413, "too_large")

    def test_what_does_not_say_how_much_it_is_is_not_read(self, program: Program) -> None:
        answer = program.ask("POST", "/ledger-files", content=iter([b"number"]))

        assert (answer.status_code, kind_of(answer.json())) == (411, "no_length")

    def test_what_comes_in_chunks_is_not_believed_about_its_length(self, program: Program) -> None:
        headers = {"content-length": "2", "transfer-encoding": "chunked"}
        answer = program.ask("POST", "/organisation/stop", content=b"{}", headers=headers)

        assert (answer.status_code, kind_of(answer.json())) == (411, "no_length")

    @pytest.mark.parametrize(
        ("method", "path", "status", "kind"),
        [
            ("GET", "/nothing", 404, "not_found"),
            ("DELETE", "/invoices", 405, "method_not_allowed"),
            ("GET", "/invoices/", 404, "not_found"),
        ],
    )
    def test_what_is_not_there(
        self, program: Program, method: str, path: str, status: int, kind: str
    ) -> None:
        answer = program.ask(method, path)

        assert (answer.status_code, kind_of(answer.json())) == (status, kind)

    def test_what_cannot_be_read_names_its_fields_and_repeats_nothing(self, program: Program) -> None:
        sent = {"reason": "prmise", "until": "2026-09-10", "amount": 5}
        answer = program.ask("POST", "/invoices/x/holds", json=sent)

        told = answer.json()
        assert (answer.status_code, kind_of(told)) == (422, "invalid")
        assert {x["field"] for x in told["errors"]} == {"reason", "until", "amount"}
        assert "prmise" not in answer.text

    @pytest.mark.parametrize(
        "path", ["/invoices/%00", "/customers/a%00b", "/holds/%ED%A0%80", "/tasks/%FF/close"]
    )
    def test_an_id_that_no_database_keeps_is_nobody_s(self, program: Program, path: str) -> None:
        method = "POST" if path.endswith("close") else "GET"
        answer = program.ask(method, path, json={"answer": "done"} if method == "POST" else None)

        assert (answer.status_code, kind_of(answer.json())) == (404, "not_found")

    def test_words_that_are_no_letters_are_refused(self, program: Program) -> None:
        broken = b'{"text": "\\ud800"}'
        headers = {"content-type": "application/json"}
        answer = program.ask("POST", "/customers/x/notes", content=broken, headers=headers)

        assert (answer.status_code, kind_of(answer.json())) == (422, "invalid")

    def test_a_misspelt_filter_is_refused_and_lets_nothing_pass(self, program: Program) -> None:
        answer = program.ask("GET", "/invoices", params={"curency": "USD"})

        assert (answer.status_code, kind_of(answer.json())) == (422, "invalid")
        assert answer.json()["errors"][0]["field"] == "curency" and "currency" in answer.text

    def test_a_fault_says_nothing_of_itself(self, office: Office) -> None:
        broken = Program(office, Permit.READ, policies=None)

        answer = broken.ask("GET", "/policies")

        assert (answer.status_code, kind_of(answer.json())) == (500, "fault")
        assert "NoneType" not in answer.text
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_two_shapes_never_bear_one_name_in_the_document() -> None:
    with pytest.raises(RuntimeError, match="one name"):
        _named({"Said": {}, "ToldSaid": {}})


def test_the_document_is_there_for_everybody(office: Office) -> None:
    answer = visitor(pages_of(office), ADDRESS).get(f"{API}/openapi.json")

    told = answer.json()
    assert (answer.status_code, told["openapi"][:3]) == (200, "3.1")
    operations = [(path, method) for path, each in told["paths"].items() for method in each]
    assert len(operations) == len(GUARDED)
    for path, method in operations:
        operation = told["paths"][path][method]
        assert operation["description"].count("\n") == 0 and operation["security"]
        assert {"401", "403", "422", "429"} <= operation["responses"].keys()
    assert not [x for x in told["components"]["schemas"] if x.startswith("Told") or "Validation" in x]
    assert not re.findall(r"schemas/Told", answer.text)
