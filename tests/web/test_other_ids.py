"""Promise 4: on the pages of one organisation, another's ids are ids of nothing, whoever asks.

Who asks here owns the installation, and so both: no role keeps him out, the ids alone have to.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.store.engine import SqlStore
from connector.uploads import Uploads
from connector.web.doors import DOORS
from tests.scenarios.office import Office
from tests.store.test_isolation import rows_of
from tests.web.browsing import ADDRESS, browser, csrf
from tests.web.neighbours import NOWHERE, Neighbour, neighbour

NOT_FOUND = 404
#: What names nothing of an organisation, and what it is instead.
NOT_OF_ONE = {
    "GET /o/{organisation_id}/connections/add/{provider}": "a system, the same for everybody",
    "POST /o/{organisation_id}/connections/add/{provider}": "a system, the same for everybody",
    "POST /o/{organisation_id}/connections/add/{provider}/again": "a system, the same for everybody",
    "GET /o/{organisation_id}/policy/{name}/{step_id}/html": "a policy, the same for everybody",
    "POST /o/{organisation_id}/people/{user_id}/role": "a user, who belongs to the whole installation",
    "GET /o/{organisation_id}/figures/{picture}.csv": "a picture, the same for everybody",
    "GET /o/{organisation_id}/report/{month}.pdf": "a month",
    "GET /o/{organisation_id}/bulk/{of}": "a list, the same for everybody",
    "POST /o/{organisation_id}/bulk/{of}": "a list; whose rows are meant is tried with its own tests",
    **{
        key: "the name of a text; whose text it is, is tried with its own tests"
        for key in DOORS
        if re.search(r"/(policies/{name}|templates/{language}|shared-policies|shared-templates)", key)
    },
}
#: Where a thing that is not there any more is no mistake: it says so, or goes back to the list.
GONE = {
    "POST /o/{organisation_id}/tasks/{task_id}/close": 303,
    "POST /o/{organisation_id}/tasks/{task_id}/address": 303,
    "POST /o/{organisation_id}/batches/{batch_id}/undo": 303,
    "POST /o/{organisation_id}/people/invitations/{invitation_id}/take-back": 303,
    "POST /o/{organisation_id}/webhooks/{endpoint_id}/{what}": 303,
    "POST /o/{organisation_id}/approvals/{reminder_id}/refuse": 303,
    "POST /o/{organisation_id}/approvals/{reminder_id}/go-on": 303,
    "POST /o/{organisation_id}/approvals/{reminder_id}/take-back": 409,
    "POST /o/{organisation_id}/links/{link_id}/undo": 409,
    "GET /o/{organisation_id}/connections/choose/{consent_id}": 409,
    "POST /o/{organisation_id}/connections/choose/{consent_id}": 409,
    "POST /o/{organisation_id}/connections/{connection_id}/reconnect": 409,
    "GET /o/{organisation_id}/connections/{connection_id}/disconnect": 409,
    "POST /o/{organisation_id}/connections/{connection_id}/disconnect": 409,
}
Id = Callable[[Neighbour], str]
FILES: dict[str, str] = {}
#: By the name of what stands in an address.
IDS: Mapping[str, Id] = {
    "number:path": lambda x: x.theirs.invoice,
    "invoice_id": lambda x: x.theirs.invoice,
    "customer_id": lambda x: x.theirs.customer,
    "hold_id": lambda x: x.hold,
    "number": lambda x: str(x.change),
    "reminder_id": lambda x: x.theirs.reminder.id,
    "task_id": lambda x: x.task,
    "connection_id": lambda x: x.theirs.connection.id,
    "consent_id": lambda x: "offered",
    "link_id": lambda x: x.theirs.link.id,
    "token_id": lambda x: x.token,
    "invitation_id": lambda x: x.id,
    "batch_id": lambda x: x.theirs.batch.id,
    "view_id": lambda x: "v-theirs",
    "work_id": lambda x: "w-theirs",
    "file_id": lambda x: "f-theirs",
    "endpoint_id": lambda x: x.theirs.told.endpoint_id,
    "event_id": lambda x: x.theirs.told.event_id,
    "what": lambda x: "remove",
    "key": lambda x: FILES[x.id],
}
#: Where another one of theirs is what could be acted on.
OWN_IDS: Mapping[str, Id] = {
    "GET /o/{organisation_id}/subscriptions/{task_id}": lambda x: x.subscription,
    "POST /o/{organisation_id}/subscriptions/{task_id}": lambda x: x.subscription,
    "GET /o/{organisation_id}/approvals/{reminder_id}": lambda x: x.waiting.id,
    "GET /o/{organisation_id}/approvals/{reminder_id}/html": lambda x: x.waiting.id,
    "POST /o/{organisation_id}/approvals/{reminder_id}/take-back": lambda x: x.theirs.approved.id,
}
#: What a form bears beside its address: as it should be.
FORMS: Mapping[str, Mapping[str, str]] = {
    "POST /o/{organisation_id}/invoices/{invoice_id}/hold": {"what": "silence", "reason": "pause"},
    "POST /o/{organisation_id}/invoices/{invoice_id}/policy": {"policy": "firm"},
    "POST /o/{organisation_id}/invoices/{invoice_id}/record": {"step": "friendly", "on": "2026-08-30"},
    "POST /o/{organisation_id}/customers/{customer_id}/hold": {"what": "silence", "reason": "pause"},
    "POST /o/{organisation_id}/customers/{customer_id}/change": {"what": "exclude", "is_excluded": "yes"},
    "POST /o/{organisation_id}/customers/{customer_id}/addresses": {"address": "x@y.example"},
    "POST /o/{organisation_id}/customers/{customer_id}/notes": {"text": "x"},
    "POST /o/{organisation_id}/tasks/{task_id}/close": {"answer": "done"},
    "POST /o/{organisation_id}/tasks/{task_id}/address": {"address": "x@y.example"},
    "POST /o/{organisation_id}/subscriptions/{task_id}": {"action": "cancel"},
    "POST /o/{organisation_id}/connections/choose/{consent_id}": {"tenant": "t"},
    "POST /o/{organisation_id}/ledger-file/{key}": {"seal": "x"},
    "POST /o/{organisation_id}/views/{view_id}": {"do": "remove"},
}
#: Forms that name something in a field, with the field, whose it is, and what is answered.
FIELDS: Mapping[str, tuple[str, Id, Mapping[str, str], int]] = {
    "POST /o/{organisation_id}/before/exclude": ("customer", IDS["customer_id"], {"is_excluded": "1"}, 409),
    "POST /o/{organisation_id}/before/record": (
        "customer", IDS["customer_id"], {"invoice": "", "step": "friendly", "on": "2026-08-30"}, 409,
    ),
    "POST /o/{organisation_id}/links": ("one", IDS["customer_id"], {"other": "x", "is_one": "yes"}, 409),
    "POST /o/{organisation_id}/approvals": ("shown", lambda x: f"{x.waiting.id}.{'0' * 16}", {}, 303),
}  # fmt: skip
NAMING = sorted(
    key
    for key in DOORS
    if re.search(r"{\w+(:path)?}", key.replace("{organisation_id}", "")) and "{organisation_id}" in key
)
#: Every form that names nothing in its address: each field of it is looked at here, or names nothing either.
NAMES_NOTHING = {
    "POST /o/{organisation_id}/stop", "POST /o/{organisation_id}/resume", "POST /o/{organisation_id}/mode",
    "POST /o/{organisation_id}/sender", "POST /o/{organisation_id}/sender/test",
    "POST /o/{organisation_id}/policy", "POST /o/{organisation_id}/ledger-file",
    "POST /o/{organisation_id}/segments", "POST /o/{organisation_id}/segments/restore",
    "POST /o/{organisation_id}/tokens", "POST /o/{organisation_id}/batches",
    "POST /o/{organisation_id}/four-eyes", "POST /o/{organisation_id}/instalments",
    "POST /o/{organisation_id}/late-payment", "POST /o/{organisation_id}/late-payment/withdraw",
    "POST /o/{organisation_id}/business", "POST /o/{organisation_id}/mandate",
    "POST /o/{organisation_id}/people/invitations",
    "POST /o/{organisation_id}/views", "POST /o/{organisation_id}/webhooks",
}  # fmt: skip
TRIED = [key for key in NAMING if key not in NOT_OF_ONE]


@pytest.fixture(scope="module")
def other(shared_store: SqlStore) -> Neighbour:
    return neighbour(shared_store)


@pytest.fixture(scope="module")
def owner(shared_office: Office, other: Neighbour, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder: Path = tmp_path_factory.mktemp("uploads")
    uploads = Uploads(folder)
    ledger = b"number,customer,total,open,due_on\nX,Y,1,1,2026-09-30\n"
    FILES[other.id] = uploads.keep(other.id, ledger, shared_office.now())
    return browser(shared_office, ledger_files=uploads)


def ask(client: TestClient, key: str, organisation_id: str, **form: str) -> Any:
    method, _, path = key.partition(" ")
    path = path.replace("{organisation_id}", organisation_id)
    if method == "GET":
        return client.get(path)
    fields = form | {"csrf": csrf(client.get("/account").text)}
    return client.request(method, path, data=fields, headers={"origin": ADDRESS})


def ids_in(key: str, other: Neighbour) -> dict[str, str]:
    """What stands in the address, and whose id takes its place."""
    names = re.findall(r"{(\w+(?::path)?)}", key.replace("{organisation_id}", ""))
    last = names[-1]
    return {name: OWN_IDS.get(key, IDS[name])(other) if name == last else IDS[name](other) for name in names}


def words(page: str) -> str:
    """Without what is another at each request."""
    return re.sub(r'name="(csrf|form)" value="[\w-]+"', "", page)


def test_every_address_and_every_form_is_looked_at() -> None:
    of_one = {key for key in DOORS if "{organisation_id}" in key and key.startswith("POST ")}

    assert of_one - set(NAMING) == NAMES_NOTHING | FIELDS.keys()
    assert set(FORMS) | set(GONE) | set(OWN_IDS) | set(NOT_OF_ONE) <= set(NAMING)


@pytest.mark.parametrize("key", TRIED)
def test_it_answers_as_of_an_id_that_is_nobody_s_and_changes_nothing(
    owner: TestClient, shared_office: Office, other: Neighbour, key: str
) -> None:
    before = rows_of(other.theirs.desk)
    known, path = ids_in(key, other), key
    nobodys = {"number": "999999", "what": known.get("what", "")}
    nowhere = {name: nobodys.get(name, NOWHERE) for name in known}
    said = []

    for ids in (known, nowhere):
        path = key
        for name, value in ids.items():
            path = path.replace(f"{{{name}}}", value)
        answer = ask(owner, path, shared_office.id, **FORMS.get(key, {}))
        text = words(answer.text).replace(other.id, "~")  # both are in his menu
        for value in (x for x in ids.values() if len(x) > len("offered")):
            text = text.replace(value, "~")
        said.append((answer.status_code, text))

    assert said[0][0] == GONE.get(key, NOT_FOUND)
    assert said[0] == said[1]
    assert rows_of(other.theirs.desk) == before


@pytest.mark.parametrize("key", FIELDS)
def test_a_field_that_names_another_s_does_nothing(
    owner: TestClient, shared_office: Office, other: Neighbour, key: str
) -> None:
    before = rows_of(other.theirs.desk)
    field, id_of, rest, status = FIELDS[key]

    said = [ask(owner, key, shared_office.id, **{field: x}, **rest) for x in (id_of(other), NOWHERE)]

    assert [x.status_code for x in said] == [status, status]
    assert rows_of(other.theirs.desk) == before


def test_the_same_ids_open_their_own_pages(owner: TestClient, other: Neighbour) -> None:
    """That they name what is there."""
    for place in ("invoices/{number:path}", "customers/{customer_id}", "sent/{reminder_id}"):
        path = key = f"GET /o/{{organisation_id}}/{place}"
        for name, value in ids_in(key, other).items():
            path = path.replace(f"{{{name}}}", value)

        assert ask(owner, path, other.id).status_code == 200, path
