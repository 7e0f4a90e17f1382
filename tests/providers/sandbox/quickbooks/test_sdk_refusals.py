"""What the stand-in refuses, as python-quickbooks tells it and as it stands on the wire."""

import http.client
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
import requests
from quickbooks import QuickBooks
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    SevereException,
    UnsupportedException,
    ValidationException,
)
from quickbooks.objects import Customer, Invoice

from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.quickbooks import entry
from providers.sandbox.quickbooks.book import Book
from providers.sandbox.quickbooks.errors import GateError
from providers.sandbox.quickbooks.limits import Limits
from providers.sandbox.quickbooks.seed import OTHER_REALM
from tests.providers.sandbox.quickbooks.official import Api, client


def _gate(answer: requests.Response) -> tuple[int, str, str]:
    """Status, code and message of a refusal at the gateway, in whichever shape."""
    if "xml" in answer.headers["Content-Type"]:
        error = next(element for element in ET.fromstring(answer.content).iter() if "Error" in element.tag)
        return answer.status_code, error.attrib["code"], str(error[0].text)
    error = answer.json()["fault"]["error"][0]
    return answer.status_code, error["code"], error["message"]


def test_an_unknown_id_is_an_object_not_found(qb: QuickBooks) -> None:
    with pytest.raises(ObjectNotFoundException) as refused:
        Invoice.get(999, qb)

    assert refused.value.error_code == 610


@pytest.mark.parametrize(("statement", "code"), [
    ("select * from Invoice where", 4000),
    ("select * from Invoice where DocNumber LIKE", 4000),
    ("select * from Invoice maxresults 1001", 4001),
    ("select * from invoice", 4001),
    ("select * from Invoice where BillEmail = 'a'", 4001),
    ("select * from Invoice where TxnDate > 'soon'", 4001),
])  # fmt: skip
def test_a_statement_that_does_not_fit_is_a_validation_error(
    qb: QuickBooks, statement: str, code: int
) -> None:
    with pytest.raises(ValidationException) as refused:
        Invoice.query(statement, qb=qb)

    assert refused.value.error_code == code


def test_a_missing_customer_is_a_validation_error_and_a_taken_name_its_own(qb: QuickBooks) -> None:
    customer = Customer()
    customer.DisplayName = "Acme"
    customer.save(qb=qb)
    customer.Id = None
    nameless = Customer()

    with pytest.raises(QuickbooksException) as twice:
        customer.save(qb=qb)
    with pytest.raises(ValidationException) as bare:
        nameless.save(qb=qb)

    assert (twice.value.error_code, bare.value.error_code) == (6240, 2020)


def test_an_endpoint_that_is_not_there_is_unsupported(qb: QuickBooks) -> None:
    with pytest.raises(UnsupportedException):
        qb.get_report("AgedReceivables")


@pytest.mark.parametrize(("closed", "kind", "code"), [
    ("no_access", AuthorizationException, 120),
    ("subscription_ended", QuickbooksException, 6190),
])  # fmt: skip
def test_a_company_that_is_closed_to_the_app_refuses_everything(
    qb: QuickBooks, post: Callable[..., Any], closed: str, kind: type[Exception], code: int
) -> None:
    post("/company", closed=closed)

    with pytest.raises(kind) as refused:
        Invoice.all(qb=qb)
    post("/company", closed=None)

    assert getattr(refused.value, "error_code", None) == code
    assert Invoice.all(qb=qb) == []


def test_an_unknown_token_is_refused_in_lower_case(sandbox: Handle, api: Api) -> None:
    with pytest.raises(AuthorizationException) as refused:
        Invoice.all(qb=client(sandbox, token="made.up.token"))

    missing = api.get("/query", query="select * from Invoice")
    bare = requests.get(f"{api.url}/preferences", timeout=10)
    assert missing.ok
    assert refused.value.error_code == 401
    assert "003200" in refused.value.detail
    assert _gate(bare) == (401, "3200", "message=AuthenticationFailed; errorCode=003200; statusCode=401")


def test_a_token_expires_after_an_hour(qb: QuickBooks, sandbox: Handle) -> None:
    sandbox.clock.advance(timedelta(minutes=59))
    Invoice.all(qb=qb)
    sandbox.clock.advance(timedelta(minutes=1))

    with pytest.raises(AuthorizationException) as refused:
        Invoice.all(qb=qb)

    assert "Token expired" in refused.value.detail


def test_a_revoked_token_is_refused_in_xml(sandbox: Handle, api: Api) -> None:
    for grant in sandbox.quickbooks.oauth.grants:
        sandbox.quickbooks.oauth.revoke(grant)

    refused = api.get("/preferences")

    assert refused.headers["Content-Type"].startswith("application/xml")
    assert _gate(refused) == (401, "100", "General Authentication Error")


@pytest.mark.parametrize("accept", ["application/json", "application/xml"])
def test_a_token_opens_only_its_own_company(sandbox: Handle, accept: str) -> None:
    own = Api.of(sandbox)
    other = Api(own.url.replace(own.url.split("/")[-1], OTHER_REALM), own.token)

    refused = other.ask("GET", "/preferences", headers={"Accept": accept})

    assert refused.headers["Content-Type"].startswith(accept)
    assert _gate(refused) == (403, "3100", "message=AuthorizationFailed; errorCode=003100; statusCode=403")


@pytest.mark.parametrize("retry_after", [None, "30"])
def test_the_501st_request_of_a_minute_is_one_too_many(
    sandbox: Handle, api: Api, retry_after: str | None
) -> None:
    sandbox.quickbooks.limits = Limits(per_minute=3, retry_after=retry_after)

    statuses = [api.get("/preferences").status_code for _ in range(4)]
    refused = api.get("/preferences")
    sandbox.clock.advance(timedelta(seconds=61))

    assert Limits().per_minute == 500
    assert statuses == [200, 200, 200, 429]
    assert _gate(refused) == (429, "3001", "message=ThrottleExceeded; errorCode=003001; statusCode=429")
    assert refused.headers.get("Retry-After") == retry_after
    assert api.get("/preferences").status_code == 200


def test_one_company_does_not_use_up_the_limit_of_another(sandbox: Handle, api: Api) -> None:
    sandbox.quickbooks.limits = Limits(per_minute=1)
    other = Api.of(sandbox, OTHER_REALM)

    assert [api.get("/preferences").status_code, other.get("/preferences").status_code] == [200, 200]


def test_batches_have_a_limit_of_their_own(sandbox: Handle, api: Api) -> None:
    sandbox.quickbooks.limits = Limits(batches_per_minute=1)
    body = {"BatchItemRequest": [{"bId": "1", "Query": "select * from Term"}]}

    statuses = [api.ask("POST", "/batch", json=body).status_code for _ in range(2)]

    assert statuses == [200, 429]
    assert api.get("/preferences").status_code == 200


def test_ten_requests_are_answered_at_once_and_the_eleventh_is_refused(sandbox: Handle, api: Api) -> None:
    place = urlsplit(api.url)
    sandbox.faults.plan(Fault("slow", times=10, provider="quickbooks"))
    waiting = [http.client.HTTPConnection(str(place.netloc), timeout=10) for _ in range(10)]
    for connection in waiting:
        connection.request("GET", f"{place.path}/preferences")
    while sandbox.faults.planned:
        threading.Event().wait(0.01)

    refused = api.get("/preferences")
    for connection in waiting:
        connection.close()

    assert _gate(refused)[:2] == (429, "3001")


def test_who_was_refused_or_has_been_answered_is_not_under_way() -> None:
    limits = Limits(at_once=1)

    with (
        limits.counted("1", 0, is_batch=False),
        pytest.raises(GateError),
        limits.counted("1", 0, is_batch=False),
    ):
        pass
    with limits.counted("1", 0, is_batch=False), limits.counted("2", 0, is_batch=False):
        pass


def test_the_official_client_does_not_understand_a_429(sandbox: Handle, qb: QuickBooks) -> None:
    sandbox.faults.plan(Fault("rate_limited", retry_after="7", provider="quickbooks"))

    with pytest.raises(QuickbooksException) as refused:
        Invoice.all(qb=qb)

    assert type(refused.value) is QuickbooksException
    assert refused.value.error_code == 10000
    assert "ThrottleExceeded" in refused.value.message


def test_a_fault_can_come_with_200(sandbox: Handle, qb: QuickBooks, api: Api) -> None:
    sandbox.faults.plan(Fault("error_in_200", times=2, provider="quickbooks"))

    with pytest.raises(SevereException):
        Invoice.all(qb=qb)

    answer = api.get("/preferences")
    assert answer.status_code == 200
    assert answer.json()["Fault"]["type"] == "SystemFault"


@pytest.mark.parametrize(
    ("status", "shape"), [(401, "fault"), (403, "fault"), (500, "Fault"), (503, "Fault")]
)
def test_a_planned_error_has_the_shape_of_its_status(
    sandbox: Handle, api: Api, status: int, shape: str
) -> None:
    sandbox.faults.plan(Fault("server_error", status=status, provider="quickbooks"))

    answer = api.get("/preferences")

    assert answer.status_code == status
    assert shape in answer.json()


def test_a_gateway_page_and_half_a_page_are_no_json(sandbox: Handle, qb: QuickBooks) -> None:
    sandbox.faults.plan(Fault("html", status=503, provider="quickbooks"))
    sandbox.faults.plan(Fault("half_page", provider="quickbooks"))

    for _ in range(2):
        with pytest.raises(QuickbooksException, match="Error reading json response"):
            Invoice.all(qb=qb)


def test_an_answer_lost_after_the_work_is_found_by_its_request_id(
    sandbox: Handle, api: Api, book: Book
) -> None:
    sandbox.faults.plan(Fault("dropped", is_after=True, provider="quickbooks", method="POST"))
    body, params = {"DisplayName": "Acme"}, {"requestid": "reminder-1"}

    with pytest.raises(requests.ConnectionError):
        api.ask("POST", "/customer", json=body, params=params)
    again = api.ask("POST", "/customer", json=body, params=params)

    assert again.json()["Customer"]["Id"] == "1"
    assert len(book.customers.rows) == 1


def test_an_invoice_sent_but_not_answered_is_not_sent_twice_under_its_request_id(
    sandbox: Handle, api: Api, book: Book
) -> None:
    sent: list[str] = []
    sandbox.quickbooks.mail = lambda to, _subject, _text: sent.append(to)
    customer = entry.add_customer(book, "Acme")
    invoice = entry.add_invoice(book, customer.id, 10, bill_email="ap@acme.example")
    sandbox.faults.plan(Fault("dropped", is_after=True, provider="quickbooks", method="POST"))
    params = {"requestid": "reminder-1"}

    with pytest.raises(requests.ConnectionError):
        api.ask("POST", f"/invoice/{invoice.id}/send", params=params)
    again = api.ask("POST", f"/invoice/{invoice.id}/send", params=params)

    assert again.json()["Invoice"]["EmailStatus"] == "EmailSent"
    assert sent == ["ap@acme.example"]


@pytest.mark.parametrize(("since", "entities"), [
    ("2026-10-21", "Invoice"),
    ("yesterday", "Invoice"),
    ("2026-11-20", "TaxRate"),
])  # fmt: skip
def test_changes_are_followed_for_thirty_days_and_of_the_kinds_there_are(
    api: Api, since: str, entities: str
) -> None:
    assert api.get("/cdc", entities="Invoice", changedSince="2026-10-23").status_code == 200
    assert api.get("/cdc", entities=entities, changedSince=since).status_code == 400
    assert api.get("/cdc", entities="Invoice").json()["Fault"]["Error"][0]["code"] == "2020"


def test_at_most_a_thousand_changes_come_in_one_answer(api: Api, book: Book) -> None:
    customer = entry.add_customer(book, "Acme")
    for _ in range(1001):
        entry.add_invoice(book, customer.id, 10)

    whole = api.get("/cdc", entities="Customer,Invoice", changedSince="2026-11-20").json()

    customers, invoices = whole["CDCResponse"][0]["QueryResponse"]
    assert (len(customers["Customer"]), len(invoices["Invoice"])) == (1, 999)


def test_every_answer_names_its_transaction_for_support(api: Api) -> None:
    answers = [api.get("/preferences"), api.get("/invoice/1"), requests.get(api.url, timeout=10)]

    assert len({answer.headers["intuit_tid"] for answer in answers}) == 3
