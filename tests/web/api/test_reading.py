"""What a program reads: the same as stands on the pages."""

from typing import Any

import pytest

from connector.core.invoice import CustomerType, Mode
from connector.core.tokens import Permit
from connector.usecases.explain import explain
from connector.usecases.late_fees import confirm_late_terms
from connector.usecases.people import change_customer
from tests.scenarios.office import Office
from tests.web.api.program import Program, kind_of


def invoice(program: Program, number: str) -> Any:
    (found,) = program.get("/invoices", q=number, show="all")["items"]
    return found


def test_the_organisation_says_how_it_stands(office: Office, program: Program) -> None:
    told = program.get("/organisation")

    assert (told["id"], told["mode"], told["today"]) == (office.id, "auto", "2026-09-01")
    assert (told["open_invoices"], told["stopped_for"]) == (3, [])
    assert told["owed"] == [
        {"open": {"amount": "500.50", "currency": "EUR"}, "late": {"amount": "420.50", "currency": "EUR"}}
    ]


def test_an_invoice_says_what_the_page_says(office: Office, program: Program) -> None:
    told = invoice(program, "F-1")
    explained = explain(office.app, office.id, "F-1")

    assert told["total"] == {"amount": "120.50", "currency": "EUR"}
    assert told == program.get(f"/invoices/{told['id']}")
    answer = program.get(f"/invoices/{told['id']}/explanation")
    assert (answer["why"], answer["decision"]["action"]) == (explained.why, "send")
    assert answer["sentence"].endswith(".")


def test_lists_are_read_page_by_page(office: Office, program: Program) -> None:
    for n in range(7):
        office.invoice(f"P-{n}", "2026-08-20", customer=f"Petit {n}")
    office.sync()

    for path in ("/invoices", "/customers", "/reminders", "/policies"):
        every = program.get(path, limit=200)["items"]
        assert program.pages(path, limit=2) == every
    assert len(program.get("/invoices", limit=200)["items"]) == 10


def test_what_comes_in_meanwhile_moves_nothing(office: Office, program: Program) -> None:
    first = program.get("/invoices", limit=2)
    for n in range(9):
        office.invoice(f"N-{n}", "2026-08-20", customer="Dupont")
    office.sync()

    rest = program.pages("/invoices", limit=2, cursor=None) if first["next_cursor"] is None else []
    cursor, met = first["next_cursor"], list(first["items"])
    while cursor:
        page = program.get("/invoices", limit=2, cursor=cursor)
        met, cursor = met + page["items"], page["next_cursor"]

    numbers = [x["number"] for x in met + rest]
    assert {"F-1", "F-2", "D-1"} <= set(numbers) and len(numbers) == len(set(numbers))


def test_a_filter_lets_some_pass(program: Program) -> None:
    def numbers(**asked: str) -> set[str]:
        return {x["number"] for x in program.get("/invoices", **asked)["items"]}

    assert numbers(due="late") == {"F-1", "D-1"}
    assert numbers(q="durand") == {"D-1"}
    assert numbers(currency="USD") == numbers(held="true") == numbers(show="closed") == set()


def test_a_customer_with_all_that_was(office: Office, program: Program) -> None:
    office.cycle()
    office.account.pay("F-1")
    office.at("2026-09-02")
    office.sync()
    (listed,) = program.get("/customers", q="dupont")["items"]

    one = program.get(f"/customers/{listed['id']}")
    timeline = program.get(f"/customers/{listed['id']}/timeline")["items"]

    assert (listed["open_invoices"], [x["number"] for x in one["invoices"]]) == (1, ["F-2"])
    assert {"message", "payment", "invoice"} <= {x["kind"] for x in timeline}
    assert program.pages(f"/customers/{listed['id']}/timeline", limit=1) == timeline
    (paid,) = program.get("/payments")["items"]
    assert (paid["invoice"], paid["amount"]["amount"], paid["is_settled"]) == ("F-1", "120.50", True)


def test_a_message_as_it_would_leave_and_as_it_left(office: Office, program: Program) -> None:
    office.set_mode(Mode.APPROVE)
    office.plan()
    waiting = program.get("/reminders", state="awaiting_approval")["items"]
    preview = program.get(f"/reminders/{waiting[0]['id']}/preview")
    office.approve()
    office.send()
    left = program.get(f"/reminders/{waiting[0]['id']}")

    assert len(waiting) == 2 and preview["leaves"] and len(preview["seal"]) == 16
    assert left["state"] == "sent" and left["subject"] == preview["subject"]
    assert left["recipients"] == preview["to"] and left["answers"][0]["verdict"] == "accepted"


def test_what_is_connected_and_what_is_to_be_done(office: Office, program: Program) -> None:
    (one,) = program.get("/connections")["items"]

    assert (one["name"], one["troubles"], one["waits_for_owner"]) == ("account", [], False)
    assert program.get("/tasks")["items"] == []
    assert "standard" in {x["name"] for x in program.get("/policies")["items"]}


def test_the_figures_are_those_of_the_page(office: Office, program: Program) -> None:
    told = program.get("/figures")

    (book,) = told["currencies"]
    assert (told["on"], book["currency"], book["dso"]) == ("2026-09-01", "EUR", None)
    assert (book["open"]["amount"], book["overdue"]["amount"]) == ("500.50", "420.50")
    assert {x["age"]: (x["invoices"], x["open"]["amount"]) for x in book["ages"] if x["invoices"]} == {
        "not_due": (1, "80.00"), "to_30": (2, "420.50")
    }  # fmt: skip


@pytest.mark.parametrize("cursor", ["x", "eyJhIjoxfQ==", "W10=", "WzFd", "é" * 9, "WyJcdWQ4MDAiXQ=="])
def test_a_cursor_that_is_not_ours_is_refused(program: Program, cursor: str) -> None:
    answer = program.ask("GET", "/invoices", params={"cursor": cursor})

    assert (answer.status_code, kind_of(answer.json())) == (422, "invalid")
    assert answer.json()["errors"][0]["field"] == "cursor"


def test_who_may_read_may_nothing_else(office: Office) -> None:
    reader = Program(office, Permit.READ)

    answer = reader.ask("POST", "/organisation/stop")

    assert (answer.status_code, kind_of(answer.json())) == (403, "not_allowed")
    assert reader.get("/organisation")["stopped_for"] == []


def test_what_late_payment_comes_to_is_told_and_nothing_is_asked(office: Office, program: Program) -> None:
    change_customer(office.app, office.id, "Dupont", "Anna", type=CustomerType.BUSINESS)
    (of,) = [x["id"] for x in program.get("/customers", q="dupont")["items"]]
    before = program.get(f"/customers/{of}/late-fees")
    confirm_late_terms(office.app, office.id, "Anna", "FR")

    told = program.get(f"/customers/{of}/late-fees", on="2026-12-01")

    assert (before["law"], {x["why"] for x in before["invoices"]}) == (None, {"not_confirmed"})
    assert {x["articles"] for x in before["invoices"]} == {""}
    assert "art. L441-10 du Code de commerce" in {x["articles"] for x in told["invoices"]}
    assert (told["law"], told["on"]) == ("FR", "2026-12-01")
    one = next(x for x in told["invoices"] if x["number"] == "F-1")
    assert (one["why"], one["semester"], one["fixed_sum"]["amount"]) == (None, None, "40.00")
    assert [x["rate"] for x in one["days"]] == ["12.40"]
    past = program.ask("GET", f"/customers/{of}/late-fees", params={"on": "2020-01-01"})
    assert kind_of(past.json()) == "refused"
