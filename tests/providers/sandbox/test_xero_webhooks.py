"""Xero's webhooks arrive over real HTTP: signed, in sequence, and again only when somebody says so."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
import requests
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from providers.sandbox import Handle
from providers.sandbox.xero import entry

KEY = "the-webhook-key"


class Endpoint:
    """A receiver as Xero wants it: 200 for what is signed well, 401 for the rest, nothing in the body."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/webhooks/xero/1")
        self.heard: list[dict[str, Any]] = []
        self.is_careless = False
        self.is_down = False
        self.cookie = ""
        server.expect_request("/webhooks/xero/1", method="POST").respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        given = request.headers["x-xero-signature"]
        right = base64.b64encode(hmac.digest(KEY.encode(), request.data, hashlib.sha256)).decode()
        if self.is_down:
            return Response(status=500)
        if given != right and not self.is_careless:
            return Response(status=401)
        self.heard.append(json.loads(request.data))
        return Response(status=200, headers={"Set-Cookie": self.cookie} if self.cookie else {})

    def events(self) -> list[tuple[str, str]]:
        return [(e["eventCategory"], e["eventType"]) for told in self.heard for e in told["events"]]


@pytest.fixture
def endpoint(sandbox: Handle, httpserver: HTTPServer) -> Endpoint:
    made = Endpoint(httpserver)
    _post(sandbox, "", url=made.url, key=KEY)
    return made


def _post(sandbox: Handle, place: str, /, **form: Any) -> dict[str, Any]:
    answer = requests.post(f"{sandbox.url}/_sandbox/xero/webhooks{place}", json=form, timeout=10)
    told: dict[str, Any] = answer.json()
    return told


def _invoice(sandbox: Handle) -> str:
    book = sandbox.xero.book
    customer = entry.add_contact(book, f"Customer {len(book.contacts.rows)}")
    return entry.add_invoice(book, customer, 10_000).id


def test_an_endpoint_that_tells_right_from_wrong_is_enabled(sandbox: Handle, endpoint: Endpoint) -> None:
    told = _post(sandbox, "/check")

    assert told == {"is_enabled": True}
    assert [
        (each["events"], each["firstEventSequence"], each["lastEventSequence"]) for each in endpoint.heard
    ] == [
        ([], 0, 0),
        ([], 0, 0),
    ]


@pytest.mark.parametrize("fault", ["takes any signature", "is down", "sets a cookie", "is not there"])
def test_an_endpoint_that_answers_otherwise_is_not_enabled(
    sandbox: Handle, endpoint: Endpoint, fault: str
) -> None:
    endpoint.is_careless = fault == "takes any signature"
    endpoint.is_down = fault == "is down"
    endpoint.cookie = "session=1" if fault == "sets a cookie" else ""
    if fault == "is not there":
        _post(sandbox, "", url="http://127.0.0.1:9/webhooks", key=KEY)

    assert _post(sandbox, "/check") == {"is_enabled": False}


def test_a_change_is_told_with_its_tenant_and_its_resource(sandbox: Handle, endpoint: Endpoint) -> None:
    invoice = _invoice(sandbox)

    told = _post(sandbox, "/deliver")

    assert (told["status"], told["is_accepted"]) == (200, True)
    assert endpoint.events() == [("CONTACT", "CREATE"), ("INVOICE", "CREATE")]
    event = endpoint.heard[0]["events"][1]
    assert event["resourceId"] == invoice
    assert event["resourceUrl"].endswith(f"/api.xro/2.0/Invoices/{invoice}")
    assert (event["tenantId"], event["tenantType"]) == (sandbox.xero.book.organisation.id, "ORGANISATION")
    assert event["eventDateUtc"] == "2026-11-21T12:00:00.000"


def test_a_payment_is_told_as_a_change_of_its_invoice_alone(sandbox: Handle, endpoint: Endpoint) -> None:
    invoice = _invoice(sandbox)
    _post(sandbox, "/deliver")
    entry.pay(sandbox.xero.book, sandbox.xero.book.invoice(invoice))

    _post(sandbox, "/deliver")

    assert endpoint.events()[2:] == [("INVOICE", "UPDATE")]


def test_a_credit_note_is_told_with_its_type_and_status(sandbox: Handle, endpoint: Endpoint) -> None:
    customer = entry.add_contact(sandbox.xero.book, "Acme")
    entry.add_credit(sandbox.xero.book, customer, 500)
    entry.add_credit(sandbox.xero.book, customer, 500, "overpayment")

    _post(sandbox, "/deliver")

    assert endpoint.events() == [("CONTACT", "CREATE"), ("CREDITNOTE", "CREATE")]
    assert endpoint.heard[0]["events"][1]["data"] == {"Type": "ACCRECCREDIT", "Status": "AUTHORISED"}


def test_sequences_run_on_from_one_delivery_to_the_next(sandbox: Handle, endpoint: Endpoint) -> None:
    _invoice(sandbox)
    _post(sandbox, "/deliver")
    _invoice(sandbox)
    _post(sandbox, "/deliver")

    assert [(each["firstEventSequence"], each["lastEventSequence"]) for each in endpoint.heard] == [
        (1, 2),
        (3, 4),
    ]


def test_what_was_not_accepted_waits_for_another_try(sandbox: Handle, endpoint: Endpoint) -> None:
    _invoice(sandbox)
    endpoint.is_down = True
    refused = _post(sandbox, "/deliver")
    endpoint.is_down = False

    taken = _post(sandbox, "/deliver")
    nothing = _post(sandbox, "/deliver")

    assert [each["is_accepted"] for each in (refused, taken, nothing)] == [False, True, False]
    assert [each["firstEventSequence"] for each in endpoint.heard] == [1]


def test_a_wrongly_signed_delivery_is_refused_and_comes_right_later(
    sandbox: Handle, endpoint: Endpoint
) -> None:
    _invoice(sandbox)

    wrong = _post(sandbox, "/deliver", is_signed_well=False)
    right = _post(sandbox, "/deliver")

    assert (wrong["status"], right["status"]) == (401, 200)
    assert len(endpoint.heard) == 1


def test_a_delivery_can_come_twice(sandbox: Handle, endpoint: Endpoint) -> None:
    _invoice(sandbox)
    _post(sandbox, "/deliver")

    _post(sandbox, "/repeat")

    assert endpoint.heard[0] == endpoint.heard[1]


def test_a_lost_event_leaves_a_gap_in_the_sequence(sandbox: Handle, endpoint: Endpoint) -> None:
    _invoice(sandbox)
    lost = _post(sandbox, "/lose")
    _invoice(sandbox)

    _post(sandbox, "/deliver")

    assert lost == {"lost": 2}
    assert endpoint.heard[0]["firstEventSequence"] == 3


def test_categories_that_were_not_subscribed_are_not_told(sandbox: Handle, endpoint: Endpoint) -> None:
    _post(sandbox, "", url=endpoint.url, key=KEY, categories=["CONTACT"])
    _invoice(sandbox)

    _post(sandbox, "/deliver")

    assert endpoint.events() == [("CONTACT", "CREATE")]


def test_without_an_address_nothing_is_kept_and_nothing_can_be_sent(sandbox: Handle) -> None:
    _invoice(sandbox)

    answer = requests.post(f"{sandbox.url}/_sandbox/xero/webhooks/deliver", timeout=10)

    assert (answer.status_code, sandbox.xero.webhooks.pending) == (409, [])
    assert "POST /_sandbox/xero/webhooks" in answer.json()["detail"]
