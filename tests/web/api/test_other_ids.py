"""Promise 4: to a token, another organisation's ids are ids of nothing, in each operation that names one."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connector.core.tokens import Permit
from connector.store.engine import SqlStore
from connector.uploads import Uploads
from connector.web.api.doors import API, NEEDS
from tests.scenarios.office import Office
from tests.store.test_isolation import rows_of
from tests.web.api.program import Program
from tests.web.neighbours import NOWHERE, Neighbour, neighbour

FILES: dict[str, str] = {}


def an_invoice(x: Neighbour) -> str:
    return x.theirs.invoice


def a_customer(x: Neighbour) -> str:
    return x.theirs.customer


def a_webhook(x: Neighbour) -> str:
    return x.theirs.told.endpoint_id


#: What is sent is as it should be: nothing but the id is wrong.
Case = tuple[Callable[[Neighbour], str], Any]
CASES: dict[str, Case] = {
    "GET /invoices/{invoice_id}": (an_invoice, None),
    "PATCH /invoices/{invoice_id}": (an_invoice, {"policy": "firm"}),
    "GET /invoices/{invoice_id}/explanation": (an_invoice, None),
    "POST /invoices/{invoice_id}/holds": (an_invoice, {"reason": "pause"}),
    "POST /invoices/{invoice_id}/records": (an_invoice, {"step": "friendly", "on": "2026-08-30"}),
    "POST /invoices/{invoice_id}/release": (an_invoice, None),
    "GET /customers/{customer_id}": (a_customer, None),
    "PATCH /customers/{customer_id}": (a_customer, {"is_excluded": True}),
    "GET /customers/{customer_id}/timeline": (a_customer, None),
    "GET /customers/{customer_id}/late-fees": (a_customer, None),
    "POST /customers/{customer_id}/holds": (a_customer, {"reason": "pause"}),
    "POST /customers/{customer_id}/notes": (a_customer, {"text": "x"}),
    "POST /customers/{customer_id}/addresses": (a_customer, {"address": "x@y.example"}),
    "GET /holds/{hold_id}": (lambda x: x.hold, None),
    "POST /holds/{hold_id}/end": (lambda x: x.hold, None),
    "POST /changes/{change_id}/undo": (lambda x: str(x.change), None),
    "GET /reminders/{reminder_id}": (lambda x: x.theirs.reminder.id, None),
    "GET /reminders/{reminder_id}/preview": (lambda x: x.waiting.id, None),
    "POST /reminders/{reminder_id}/approve": (lambda x: x.waiting.id, {"seal": "x"}),
    "POST /reminders/{reminder_id}/take-back": (lambda x: x.theirs.approved.id, None),
    "POST /tasks/{task_id}/close": (lambda x: x.task, {"answer": "done"}),
    "GET /webhooks/{webhook_id}": (a_webhook, None),
    "PATCH /webhooks/{webhook_id}": (a_webhook, {"is_on": False, "events": ["invoice.paid"]}),
    "DELETE /webhooks/{webhook_id}": (a_webhook, None),
    "POST /webhooks/{webhook_id}/rotate": (a_webhook, {"secret_version": "first"}),
    "POST /webhooks/{webhook_id}/test": (a_webhook, None),
    "GET /webhooks/{webhook_id}/deliveries": (a_webhook, None),
    "POST /webhooks/{webhook_id}/deliveries/{event_id}/again": (
        lambda x: f"{x.theirs.told.endpoint_id} {x.theirs.told.event_id}",
        None,
    ),
    "POST /ledger-files/{key}/preview": (lambda x: FILES[x.id], {}),
    "POST /ledger-files/{key}/import": (lambda x: FILES[x.id], {"seal": "x"}),
}
LISTS = sorted(key for key in NEEDS if key.startswith("GET /") and "{" not in key and "." not in key)


@pytest.fixture(scope="module")
def other(shared_store: SqlStore) -> Neighbour:
    return neighbour(shared_store)


@pytest.fixture(scope="module")
def mine(shared_office: Office, other: Neighbour, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A program that may do everything in its own organisation; both have handed in a file."""
    folder: Path = tmp_path_factory.mktemp("uploads")
    uploads = Uploads(folder)
    ledger = b"number,customer,total,open,due_on\nX,Y,1,1,2026-09-30\n"
    FILES[other.id] = uploads.keep(other.id, ledger, shared_office.now())
    return Program(shared_office, *Permit, ledger_files=uploads)


def ask(program: Program, key: str, ids: str, sent: Any) -> Any:
    """One id stands for all that the path names, or each for its own."""
    method, _, path = key.partition(" ")
    left = ids.split()
    named = re.sub(r"{\w+}", lambda _: left.pop(0) if len(left) > 1 else left[0], path)
    return program.ask(method, named, **({} if sent is None else {"json": sent}))


def test_every_operation_that_names_something_is_tried() -> None:
    assert sorted(CASES) == sorted(key for key in NEEDS if "{" in key)


@pytest.mark.parametrize("key", CASES)
def test_it_answers_as_of_an_id_that_is_nobody_s_and_changes_nothing(
    mine: Program, other: Neighbour, key: str
) -> None:
    before = rows_of(other.theirs.desk)
    id_of, sent = CASES[key]

    theirs, nobody_s = (ask(mine, key, x, sent) for x in (id_of(other), NOWHERE))

    assert (theirs.status_code, nobody_s.status_code) == (404, 404), theirs.text
    assert theirs.text.replace(id_of(other), "~") == nobody_s.text.replace(NOWHERE, "~")
    assert rows_of(other.theirs.desk) == before


@pytest.mark.parametrize("key", LISTS)
def test_no_list_holds_anything_of_it(mine: Program, other: Neighbour, key: str) -> None:
    told = mine.client.get(f"{API}{key.removeprefix('GET ')}").text

    with other.theirs.desk.reading() as unit:
        named = [unit.organisation().name, *(x.customer.id for x in unit.ledger.facts())]
    assert not [x for x in (*named, other.id, other.hold, other.task, other.waiting.id) if x in told]


def test_the_same_ids_answer_their_own_organisation(other: Neighbour, shared_store: SqlStore) -> None:
    """That the cases name what is there: their own program finds each."""
    office = Office(shared_store)
    office.id = other.id
    theirs = Program(office, Permit.READ, Permit.WEBHOOKS)

    for key, (id_of, _) in CASES.items():
        if key.startswith("GET /"):
            assert ask(theirs, key, id_of(other), None).status_code in (200, 409), key
