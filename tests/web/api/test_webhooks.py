"""Webhooks by a program: what the owner does with them on the pages, and a secret that is kept nowhere."""

from typing import Any

import pytest
from sqlalchemy import select

from connector.channels.hooks import HttpHooks
from connector.core.hooks import Answer, Said, key_of
from connector.core.tokens import Permit
from connector.store.engine import SqlStore
from connector.store.schema_tokens import api_answers
from connector.usecases import hooks
from tests.scenarios.office import Office
from tests.usecases.test_delivering import Sender
from tests.web.api.program import Program, kind_of

ADDRESS = "https://books.example.com/relance"


@pytest.fixture
def sender() -> Sender:
    return Sender()


@pytest.fixture
def program(office: Office, sender: Sender) -> Program:
    """It may see to webhooks, and nothing else."""
    return Program(office, Permit.WEBHOOKS, hook_sender=sender)


def added(program: Program, **asked: Any) -> Any:
    return program.post("/webhooks", {"address": ADDRESS} | asked, 201)


def test_one_is_added_changed_and_removed(program: Program) -> None:
    made = added(program, events=["promise.broken", "invoice.paid"])
    path = f"/webhooks/{made['id']}"

    assert len(key_of(made.pop("secret"))) == 32
    assert (made["address"], made["events"]) == (ADDRESS, ["invoice.paid", "promise.broken"])
    assert program.get(path) == made and program.get("/webhooks")["items"] == [made]

    changed = program.patch(path, {"events": None})
    off = program.patch(path, {"is_on": False})
    assert (changed["events"], changed["is_on"]) == (None, True)
    assert (off["events"], off["is_on"], off["why_off"]) == (None, False, "by_hand")

    assert program.ask("DELETE", path).json() == off
    assert program.ask("DELETE", path).status_code == 404
    assert program.get("/webhooks")["items"] == []


def test_another_secret_is_given_to_who_has_seen_the_last_one(program: Program) -> None:
    made = added(program)
    path, seen = f"/webhooks/{made['id']}/rotate", {"secret_version": made["secret_version"]}

    other = program.post(path, seen, 200)
    late = program.post(path, seen, 409)

    assert other["secret"] not in (None, made["secret"]) and other["old_secret_until"] is not None
    assert kind_of(late) == "changed" and late["errors"][0]["field"] == "secret_version"
    assert program.post(path, {"secret_version": other["secret_version"]}, 200)["secret"] != other["secret"]


def test_a_secret_is_told_once_and_lies_nowhere_in_clear(store: SqlStore, program: Program) -> None:
    def ask() -> Any:
        return program.post("/webhooks", {"address": ADDRESS}, 201, idempotency_key="one")

    first, again = ask(), ask()

    assert first["secret"].startswith("whsec_") and again == first | {"secret": None}
    with store.engine.connect() as connection:
        kept = " ".join(map(str, connection.execute(select(api_answers)).all()))
    assert first["id"] in kept and "whsec_" not in kept


def test_a_test_and_what_became_of_it(program: Program, sender: Sender) -> None:
    path = f"/webhooks/{added(program)['id']}"
    sender.answers = [Answer(Said.ANSWERED, 500, "Sorry")]

    told = program.post(f"{path}/test", status=200)
    again = program.post(f"{path}/deliveries/{told['event_id']}/again", status=200)
    program.post(f"{path}/test", status=200)

    assert (told["event"], told["state"], told["said"]) == ("test", "dead", "answered")
    assert (told["status"], told["words"], told["attempts"]) == (500, "Sorry", 1)
    assert again["state"] == "delivered" and [x == told["event_id"] for x in sender.ids] == [
        True,
        True,
        False,
    ]
    every = program.get(f"{path}/deliveries")["items"]
    assert [x["event_id"] for x in every] == sender.ids[:0:-1]
    assert program.pages(f"{path}/deliveries", limit=1) == every


def test_a_test_in_a_crowd_is_answered_with_its_own(
    office: Office, program: Program, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are told meanwhile: it is neither the newest one, nor among so many of the log."""
    made = added(program)["id"]
    usual = sender.post

    def crowded(*given: Any) -> Answer:
        with office.store.writing(office.id) as unit:
            unit.hooks.tell_one(made, office.now())
        return usual(*given)

    monkeypatch.setattr(sender, "post", crowded)
    monkeypatch.setattr(hooks, "MOST", 1)

    told = program.post(f"/webhooks/{made}/test", status=200)

    assert (told["event_id"], told["state"]) == (sender.ids[0], "delivered")


@pytest.mark.parametrize(
    ("asked", "kind", "field"),
    [
        ({"address": "http://books.example.com"}, "invalid", "address"),
        ({"address": "https://127.0.0.1/"}, "invalid", "address"),
        ({"address": ADDRESS, "events": []}, "invalid", "events"),
        ({"address": ADDRESS, "events": ["test"]}, "invalid", "events.0"),
        ({"address": ADDRESS}, "refused", "address"),
    ],
)
def test_what_is_wrong_names_its_field(office: Office, asked: dict[str, Any], kind: str, field: str) -> None:
    program = Program(office, Permit.WEBHOOKS, hook_sender=HttpHooks())
    added(program)

    told = program.ask("POST", "/webhooks", json=asked).json()

    assert (kind_of(told), told["errors"][0]["field"]) == (kind, field)
    assert len(program.get("/webhooks")["items"]) == 1


@pytest.mark.parametrize("cursor", ["WyJ4Il0=", "WyIxMjM0NTY3ODkwMTIzNDU2Nzg5MCJd", "WyItMSJd"])
def test_a_cursor_of_another_list_is_refused(program: Program, cursor: str) -> None:
    answer = program.ask("GET", f"/webhooks/{added(program)['id']}/deliveries", params={"cursor": cursor})

    assert (answer.status_code, kind_of(answer.json())) == (422, "invalid")
