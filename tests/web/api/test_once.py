"""A request with a key is carried out once, whoever asks again and however many at once."""

import threading
from typing import Any

from connector.core.tokens import Permit
from connector.usecases import once
from tests.scenarios.office import Office
from tests.web.api.program import Program, kind_of

KEY = "one-promise"


def path_of(program: Program, number: str = "F-1") -> str:
    (found,) = program.get("/invoices", q=number)["items"]
    return f"/invoices/{found['id']}/holds"


def ask(program: Program, path: str, sent: Any, key: str = KEY) -> Any:
    return program.ask("POST", path, json=sent, headers={"idempotency-key": key})


def test_asked_again_it_answers_the_same_and_does_nothing(office: Office, program: Program) -> None:
    path, sent = path_of(program), {"reason": "pause", "until_on": "2026-09-10"}

    first = ask(program, path, sent)
    program.post(f"/holds/{first.json()['id']}/end")
    office.at("2026-09-02")
    again = ask(program, path, sent)

    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotent-replayed"] == "true" and "idempotent-replayed" not in first.headers
    assert program.get("/holds")["items"] == []


def test_without_a_key_or_with_another_one_it_is_done_again(office: Office, program: Program) -> None:
    path, sent = path_of(program), {"reason": "pause", "until_on": "2026-09-10"}
    ask(program, path, sent)
    office.at("2026-09-02")

    program.post(path, sent, 201)
    ask(program, path, sent | {"note": "x"}, key="another")

    assert len(program.get("/holds")["items"]) == 3


def test_a_key_is_good_for_one_request(program: Program) -> None:
    path, sent = path_of(program), {"reason": "pause", "until_on": "2026-09-10"}
    ask(program, path, sent)

    for other in (ask(program, path, sent | {"note": "x"}), ask(program, path_of(program, "D-1"), sent)):
        assert (other.status_code, kind_of(other.json())) == (422, "key_reused")
    assert len(program.get("/holds")["items"]) == 1


def test_a_key_belongs_to_one_token(office: Office, program: Program) -> None:
    path, sent = path_of(program), {"reason": "pause", "until_on": "2026-09-10"}
    other = Program(office, *Permit)

    ids = [ask(x, path, sent).json()["id"] for x in (program, other)]

    assert len(set(ids)) == 2


def test_what_was_refused_may_be_asked_again_with_the_same_key(program: Program) -> None:
    path = path_of(program)

    refused = ask(program, path, {"reason": "promise"})
    done = ask(program, path, {"reason": "promise", "until_on": "2026-09-10"})

    assert (refused.status_code, done.status_code) == (422, 201)


def test_a_key_that_is_none_is_refused(program: Program) -> None:
    for key in ("", "a b", "x" * 256):
        answer = ask(program, "/organisation/stop", None, key)

        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert program.get("/organisation")["stopped_for"] == []


def test_who_comes_meanwhile_is_told_to_wait(office: Office, program: Program) -> None:
    path, sent = path_of(program), {"reason": "pause", "until_on": "2026-09-10"}
    first = ask(program, path, sent)
    with office.store.writing(office.id) as unit:
        (hash_of,) = [unit.tokens.answered(program.token.id, KEY)]
    assert hash_of is not None
    begun = (office.app, office.id, program.token.id, "under-way")
    assert first.status_code == 201 and once.begin(*begun, hash_of.request_hash) is None

    answer = ask(program, path, sent, "under-way")

    assert (answer.status_code, kind_of(answer.json())) == (409, "under_way")
    assert answer.headers["retry-after"] == "1"


def test_of_many_at_once_one_acts(office: Office, program: Program) -> None:
    path, answers = path_of(program), []
    gate = threading.Barrier(4)

    def act() -> None:
        gate.wait()
        answers.append(ask(program, path, {"reason": "pause"}))

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    said = sorted(x.status_code for x in answers)
    assert set(said) <= {201, 409} and 201 in said
    assert len({x.json()["id"] for x in answers if x.status_code == 201}) == 1
    assert len(program.get("/holds")["items"]) == 1
