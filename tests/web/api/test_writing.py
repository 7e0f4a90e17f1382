"""What a program decides: the same use cases as the pages, in the machine's own name."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connector.core.invoice import Mode
from connector.core.texts import TextKind
from connector.core.tokens import Permit
from connector.store.engine import SqlStore
from connector.store.schema_sending import audit_events
from connector.uploads import Uploads
from connector.usecases.send import preview_one
from tests.scenarios.office import Office
from tests.usecases.test_written_texts import write
from tests.web.api.program import Program, kind_of


def id_of(program: Program, number: str) -> str:
    (found,) = program.get("/invoices", q=number, show="all")["items"]
    return str(found["id"])


def customer_of(program: Program, name: str = "dupont") -> str:
    (found,) = program.get("/customers", q=name)["items"]
    return str(found["id"])


def waiting(office: Office, program: Program) -> list[Any]:
    office.set_mode(Mode.APPROVE)
    office.plan()
    return list(program.get("/reminders", state="awaiting_approval")["items"])


def who_did(store: SqlStore, what: str) -> list[str]:
    with store.engine.connect() as connection:
        asked = select(audit_events.c.who).where(audit_events.c.what == what)
        return list(connection.execute(asked).scalars())


class TestHolds:
    def test_a_promise_keeps_silent_until_it_is_ended(
        self, office: Office, store: SqlStore, program: Program
    ) -> None:
        of = id_of(program, "F-1")
        sent = {"reason": "promise", "until_on": "2026-09-10", "amount": "20.50", "note": "by phone"}

        made = program.post(f"/invoices/{of}/holds", sent, 201)

        assert (made["reason"], made["until_on"], made["note"]) == ("promise", "2026-09-10", "by phone")
        assert made["amount"] == {"amount": "20.50", "currency": "EUR"}
        assert made["author"] == program.token.who == who_did(store, "hold.promise")[0]
        assert program.get(f"/invoices/{of}")["decision"]["reason"] == "promise"
        assert program.get("/holds", reason="promise")["items"] == [made]

        ended = [program.post(f"/holds/{made['id']}/end", status=200) for _ in range(2)]
        assert ended[0] == ended[1] == made | {"ended_on": "2026-09-01"}
        assert program.get("/holds")["items"] == []
        assert program.get(f"/holds/{made['id']}") == ended[0]

    def test_a_payment_plan_with_its_parts(self, program: Program) -> None:
        parts = [{"due_on": "2026-10-01", "amount": "60.25"}, {"due_on": "2026-11-01", "amount": "60.25"}]

        made = program.post(
            f"/invoices/{id_of(program, 'F-1')}/holds", {"reason": "plan", "instalments": parts}, 201
        )

        assert [x["amount"]["amount"] for x in made["instalments"]] == ["60.25", "60.25"]

    def test_a_pause_of_a_customer(self, program: Program) -> None:
        of = customer_of(program)

        made = program.post(f"/customers/{of}/holds", {"reason": "pause", "until_on": "2026-09-15"}, 201)

        assert (made["scope"], made["customer_id"]) == ("customer", of)
        assert {x["decision"]["reason"] for x in program.get(f"/customers/{of}")["invoices"]} == {"pause"}

    @pytest.mark.parametrize(
        ("sent", "field", "code"),
        [
            ({"reason": "promise"}, "until_on", "no_day"),
            ({"reason": "promise", "until_on": "2026-08-01"}, "until_on", "past"),
            ({"reason": "dispute", "amount": "9999.00"}, "amount", "amount"),
            ({"reason": "dispute", "amount": "1.005"}, "amount", None),
            ({"reason": "plan"}, "instalments", "no_instalments"),
            ({"reason": "pause", "until_on": 20260910}, "until_on", None),
            ({"reason": "pause", "until_on": "2026-09-31"}, "until_on", None),
        ],
    )
    def test_what_makes_no_sense_names_its_field(
        self, program: Program, sent: dict[str, Any], field: str, code: str | None
    ) -> None:
        told = program.post(f"/invoices/{id_of(program, 'F-1')}/holds", sent, 422)

        assert told["errors"][0]["field"] == field and told.get("code") == code
        assert program.get("/holds")["items"] == []


class TestInvoices:
    def test_it_follows_another_policy(self, program: Program) -> None:
        of = id_of(program, "F-1")

        assert program.patch(f"/invoices/{of}", {"policy": "firm"})["policy"] == "firm"
        assert program.patch(f"/invoices/{of}", {"policy": None})["policy"] is None
        wrong = program.patch(f"/invoices/{of}", {"policy": "harsh"})
        assert (kind_of(wrong), wrong["code"]) == ("unfit", "no_policy")

    def test_what_was_said_by_hand_is_a_step_taken(self, program: Program) -> None:
        of = id_of(program, "F-1")
        sent = {"step": "friendly", "on": "2026-08-28"}

        made = program.post(f"/invoices/{of}/records", sent, 201)
        again = program.post(f"/invoices/{of}/records", sent, 422)

        assert (made["state"], made["left_on"], made["reason"]) == ("sent", "2026-08-28", "by_hand")
        assert again["code"] == "taken"

    def test_what_waits_for_a_person_is_let_go(self, office: Office, program: Program) -> None:
        office.invoice("OLD", "2025-01-10", 90_00, customer="Ancien")
        office.sync()
        of = id_of(program, "OLD")
        assert program.get(f"/invoices/{of}/explanation")["why"] == "old_first_contact"

        told = program.post(f"/invoices/{of}/release", status=200)

        assert told["decision"]["action"] in ("send", "wait")
        assert program.post(f"/invoices/{of}/release", status=422)["code"] == "nothing_held"


class TestCustomers:
    def test_what_is_sent_is_changed_and_the_rest_stays(self, program: Program) -> None:
        of = customer_of(program)

        program.patch(f"/customers/{of}", {"language": "en", "type": "public_body"})
        told = program.patch(f"/customers/{of}", {"is_excluded": True})

        assert (told["language"], told["is_excluded"], told["policy"]) == ("en", True, None)
        assert told["type"] == "public_body"
        assert kind_of(program.patch(f"/customers/{of}", {"type": None})) == "invalid"
        assert kind_of(program.patch(f"/customers/{of}", {"type": "council"})) == "invalid"
        assert kind_of(program.patch(f"/customers/{of}", {"is_excluded": None})) == "invalid"
        assert kind_of(program.patch(f"/customers/{of}", {"name": "x"})) == "invalid"

    def test_a_note_and_an_address(self, program: Program) -> None:
        of = customer_of(program)

        for _ in range(2):
            program.post(f"/customers/{of}/notes", {"text": "Pays\0 on Fridays."}, 201)
            told = program.post(f"/customers/{of}/addresses", {"address": "new@dupont.example"}, 201)

        assert [x["email"] for x in told["contacts"]] == ["dupont@dupont.example", "new@dupont.example"]
        notes = [x for x in program.get(f"/customers/{of}/timeline")["items"] if x["kind"] == "note"]
        assert {(x["text"], x["who"]) for x in notes} == {("Pays on Fridays.", program.token.who)}
        assert kind_of(program.post(f"/customers/{of}/addresses", {"address": "nowhere"}, 422)) == "invalid"

    def test_what_was_changed_is_put_back_once(self, program: Program) -> None:
        of, invoice = customer_of(program), id_of(program, "F-1")
        program.patch(f"/customers/{of}", {"policy": "gentle", "is_excluded": True})
        program.patch(f"/invoices/{invoice}", {"policy": "firm"})
        told = program.get(f"/customers/{of}/timeline")["items"]
        chosen, changed = [x["change_id"] for x in told if x["kind"] == "change"]

        undone = [program.post(f"/changes/{changed}/undo", status=200) for _ in range(2)]
        program.post(f"/changes/{chosen}/undo", status=200)

        assert [(x["policy"], x["is_excluded"]) for x in undone] == [(None, False)] * 2
        assert program.get(f"/invoices/{invoice}")["policy"] is None
        left = {x["change_id"] for x in program.get(f"/customers/{of}/timeline")["items"]}
        assert not left & {chosen, changed}

    def test_what_was_set_anew_stays(self, program: Program) -> None:
        of = customer_of(program)
        program.patch(f"/customers/{of}", {"policy": "gentle"})
        (made,) = [
            x["change_id"] for x in program.get(f"/customers/{of}/timeline")["items"] if x["change_id"]
        ]
        program.patch(f"/customers/{of}", {"policy": "firm"})

        assert program.post(f"/changes/{made}/undo", status=200)["policy"] == "firm"

    @pytest.mark.parametrize("number", ["x", "0", "-1", "1e3", "9" * 18, "9" * 30, "١"])
    def test_a_change_that_nobody_made_is_not_there(self, program: Program, number: str) -> None:
        assert kind_of(program.post(f"/changes/{number}/undo", status=404)) == "not_found"


class TestApproving:
    def test_a_message_is_released_as_it_was_shown(
        self, office: Office, store: SqlStore, program: Program
    ) -> None:
        first, _ = waiting(office, program)
        path = f"/reminders/{first['id']}"
        seal = program.get(f"{path}/preview")["seal"]

        assert kind_of(program.post(f"{path}/approve", {"seal": "another"}, 409)) == "changed"
        told = program.post(f"{path}/approve", {"seal": seal}, 200)

        assert (told["state"], told["approved_by"]) == ("approved", program.token.who)
        assert who_did(store, "reminder.approved") == [program.token.who]
        assert kind_of(program.post(f"{path}/approve", {"seal": seal}, 409)) == "changed"

    def test_what_is_rewritten_while_it_is_looked_at_is_not_released(
        self, office: Office, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = f"/reminders/{waiting(office, program)[0]['id']}"

        def read_too_early(*asked: Any) -> Any:
            found = preview_one(*asked)
            write(office, TextKind.TEMPLATE, "fr/friendly", subject_txt="Autre chose")
            return found

        monkeypatch.setattr("connector.web.api.reminders.preview_one", read_too_early)
        told = program.get(f"{path}/preview")

        assert told["subject"] != "Autre chose"
        assert kind_of(program.post(f"{path}/approve", {"seal": told["seal"]}, 409)) == "changed"

    def test_what_has_not_left_is_taken_back(self, office: Office, program: Program) -> None:
        first, second = waiting(office, program)
        office.approve()

        told = program.post(f"/reminders/{first['id']}/take-back", status=200)
        sent = [x.reminder.id for x in office.send()]

        assert told["state"] == "awaiting_approval" and sent == [second["id"]]
        assert kind_of(program.post(f"/reminders/{second['id']}/take-back", status=409)) == "refused"
        assert kind_of(program.ask("GET", f"/reminders/{second['id']}/preview").json()) == "refused"

    def test_everything_stops_and_starts_again(self, office: Office, program: Program) -> None:
        decider = Program(office, Permit.READ, Permit.DECIDE)

        assert [decider.post("/organisation/stop")["stopped_for"] for _ in range(2)] == [["pause"]] * 2
        assert kind_of(decider.post("/organisation/resume", status=403)) == "not_allowed"
        assert office.cycle() == []
        assert program.post("/organisation/resume", status=200)["stopped_for"] == []


class TestTasks:
    def test_a_person_s_word_closes_one(self, office: Office, program: Program) -> None:
        office.customer("Muet", "")
        office.invoice("M-1", "2026-08-20", customer="Muet")
        office.cycle()
        task = next(x for x in program.get("/tasks")["items"] if x["invoices"] == ["M-1"])

        assert kind_of(program.post(f"/tasks/{task['id']}/close", {"answer": "perhaps"}, 422)) == "invalid"
        program.post(f"/tasks/{task['id']}/close", {"answer": task["answers"][0]}, 200)

        assert kind_of(program.post(f"/tasks/{task['id']}/close", {"answer": "done"}, 404)) == "not_found"


class TestLedgerFiles:
    LEDGER = b"number,customer,total,open,due_on\nX-1,Neuf,12.00,12.00,2026-09-30\n"

    def test_one_is_looked_at_and_taken_in_as_it_was_shown(self, office: Office, tmp_path: Path) -> None:
        program = Program(office, *Permit, ledger_files=Uploads(tmp_path / "uploads"))
        key = program.ask("POST", "/ledger-files", content=self.LEDGER).json()["key"]

        told = program.post(f"/ledger-files/{key}/preview", {}, 200)
        assert (told["is_sound"], told["rows"], told["changes"]["new"]) == (True, 1, 1)
        assert not told["is_as_last_time"]
        assert [x["field"] for x in told["seen"]] == ["number", "customer", "total", "open", "due_on"]
        assert told["seen"][3]["samples"] == ["12.00"] and told["seen"][3]["looks"] == "amounts"
        assert told["totals"] == [{"invoices": 1, "open": {"amount": "12.00", "currency": "EUR"}}]

        done = program.post(f"/ledger-files/{key}/import", {"seal": told["seal"]}, 200)
        assert (done["new"], done["closed"]) == (1, 0)
        assert id_of(program, "X-1")
        gone = program.post(f"/ledger-files/{key}/import", {"seal": told["seal"]}, 404)
        assert kind_of(gone) == "not_found"

    def test_one_that_lay_while_another_came_in_is_looked_at_again(
        self, office: Office, tmp_path: Path
    ) -> None:
        program = Program(office, *Permit, ledger_files=Uploads(tmp_path / "uploads"))
        keys = [
            program.ask("POST", "/ledger-files", content=x).json()["key"]
            for x in (self.LEDGER, self.LEDGER + b"X-2,Neuf,13.00,13.00,2026-09-30\n")
        ]
        seals = [program.post(f"/ledger-files/{x}/preview", {})["seal"] for x in keys]

        said = [
            program.post(f"/ledger-files/{key}/import", {"seal": seal})
            for key, seal in zip(keys, seals, strict=True)
        ]

        assert said[0]["new"] == 1 and kind_of(said[1]) == "changed"

    def test_what_is_not_found_again_is_a_problem_until_it_is_said_to_stand(
        self, office: Office, tmp_path: Path
    ) -> None:
        program = Program(office, *Permit, ledger_files=Uploads(tmp_path / "uploads"))
        alike = b"Neuf,1.00,1.00,2026-09-30\n"
        known = b"Nr,Ref,customer,total,open,due_on\n1,7," + alike + b"2,8," + alike
        as_before = {"columns": {"Nr": "number", "Ref": "ignore"}}
        otherwise = {"columns": {"Nr": "ignore", "Ref": "number"}}
        for how, is_sound in (
            (as_before, True),
            (otherwise, False),
            (otherwise | {"as_it_stands": True}, True),
        ):
            key = program.ask("POST", "/ledger-files", content=known).json()["key"]
            told = program.post(f"/ledger-files/{key}/preview", how, 200)
            assert told["is_sound"] is is_sound
            done = program.post(f"/ledger-files/{key}/import", how | {"seal": told["seal"] or "x"})
            assert done["renumbered"] == 0 if is_sound else kind_of(done) in ("changed", "refused")

    def test_that_it_stands_does_not_unsay_what_its_columns_are(self, office: Office, tmp_path: Path) -> None:
        """Read by the column that its header proposes, every invoice would begin anew."""
        program = Program(office, *Permit, ledger_files=Uploads(tmp_path / "uploads"))
        known = b"number,Ref,customer,total,open,due_on\n1,7,Neuf,1.00,1.00,2026-09-30\n"
        by_reference = {"columns": {"number": "ignore", "Ref": "number"}}
        for how, new in ((by_reference, 1), ({"as_it_stands": True}, 0)):
            key = program.ask("POST", "/ledger-files", content=known).json()["key"]
            told = program.post(f"/ledger-files/{key}/preview", how, 200)
            assert told["columns"]["number"] == "Ref"
            done = program.post(f"/ledger-files/{key}/import", how | {"seal": told["seal"]})
            assert done["new"] == new

    def test_what_is_no_ledger_says_why_and_changes_nothing(self, office: Office, tmp_path: Path) -> None:
        program = Program(office, *Permit, ledger_files=Uploads(tmp_path / "uploads"))
        key = program.ask("POST", "/ledger-files", content=b"a,b\n1,2\n").json()["key"]

        told = program.post(f"/ledger-files/{key}/preview", {}, 200)

        assert not told["is_sound"] and told["changes"] is None and told["problems"][0]["is_error"]
        assert kind_of(program.post(f"/ledger-files/{key}/import", {"seal": "x"}, 409)) == "refused"
        assert kind_of(program.ask("POST", "/ledger-files", content=b" ").json()) == "invalid"
