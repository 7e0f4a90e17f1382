"""Notices of changes: signed, in both forms, and as unreliable as asked for."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from quickbooks import QuickBooks

from providers.sandbox import Handle
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book
from providers.sandbox.quickbooks.seed import OTHER_REALM, REALM
from providers.sandbox.quickbooks.webhooks import Webhooks


@pytest.fixture
def webhooks(sandbox: Handle, httpserver: HTTPServer) -> Webhooks:
    made = sandbox.quickbooks.webhooks
    made.address, made.verifier_token = httpserver.url_for("/hook"), "made-up-token"
    httpserver.expect_request("/hook", method="POST").respond_with_data("")
    return made


def _bodies(httpserver: HTTPServer) -> list[Any]:
    return [json.loads(request.data) for request, _ in httpserver.log]


def _ids(httpserver: HTTPServer) -> list[str]:
    return [event["intuitentityid"] for body in _bodies(httpserver) for event in body]


def test_the_official_client_finds_the_signature_true(
    webhooks: Webhooks, book: Book, qb: QuickBooks, httpserver: HTTPServer
) -> None:
    entry.add_customer(book, "Acmé")

    webhooks.deliver()

    request = httpserver.log[0][0]
    text, signature = request.data.decode(), request.headers["intuit-signature"]
    own = base64.b64encode(hmac.new(b"made-up-token", request.data, hashlib.sha256).digest()).decode()
    assert signature == own
    assert qb.validate_webhook_signature(text, signature, "made-up-token")
    assert not qb.validate_webhook_signature(text + " ", signature, "made-up-token")


def test_a_notice_can_be_signed_by_somebody_else(
    webhooks: Webhooks, book: Book, qb: QuickBooks, httpserver: HTTPServer
) -> None:
    entry.add_customer(book, "Acme")

    webhooks.deliver(signed_with="another")

    request = httpserver.log[0][0]
    signature = request.headers["intuit-signature"]
    assert not qb.validate_webhook_signature(request.data.decode(), signature, "made-up-token")


def test_each_change_is_a_cloud_event(
    webhooks: Webhooks, book: Book, sandbox: Handle, httpserver: HTTPServer
) -> None:
    customer, other = entry.add_customer(book, "Acme"), entry.add_customer(book, "Zenith")
    invoice = entry.add_invoice(book, customer.id, 10)
    lifecycle.pay(book, invoice, 4)
    lifecycle.mark_sent(book, invoice, "ap@acme.example")
    lifecycle.void(book, invoice)
    lifecycle.delete(book, invoice)
    lifecycle.merge(book, other, customer)
    sandbox.clock.advance(timedelta(days=1))

    webhooks.deliver()

    (events,) = _bodies(httpserver)
    assert [event["type"] for event in events] == [
        "qbo.customer.created.v1",
        "qbo.customer.created.v1",
        "qbo.invoice.created.v1",
        "qbo.invoice.updated.v1",
        "qbo.payment.created.v1",
        "qbo.invoice.emailed.v1",
        "qbo.payment.updated.v1",
        "qbo.invoice.voided.v1",
        "qbo.invoice.deleted.v1",
        "qbo.customer.merged.v1",
    ]
    assert {
        key: events[2][key] for key in ("specversion", "intuitentityid", "intuitaccountid", "time", "data")
    } == {
        "specversion": "1.0",
        "intuitentityid": invoice.id,
        "intuitaccountid": REALM,
        "time": "2026-11-21T12:00:00.000000517Z",
        "data": {},
    }
    assert (events[-1]["intuitentityid"], events[-1]["data"]) == (customer.id, {"deletedId": other.id})
    assert len({event["id"] for event in events}) == len(events)


def test_the_old_envelope_groups_by_company(
    webhooks: Webhooks, book: Book, sandbox: Handle, httpserver: HTTPServer
) -> None:
    entry.add_customer(book, "Acme")
    entry.add_customer(sandbox.quickbooks.companies[OTHER_REALM].book, "Zenith")
    gone = entry.add_customer(book, "Acme Inc")
    lifecycle.merge(book, gone, book.customers.rows["1"])

    webhooks.deliver(form="envelope")

    first, second = _bodies(httpserver)[0]["eventNotifications"]
    assert (first["realmId"], second["realmId"]) == (REALM, OTHER_REALM)
    assert [len(each["dataChangeEvent"]["entities"]) for each in (first, second)] == [3, 1]
    assert first["dataChangeEvent"]["entities"][0] == {
        "name": "Customer",
        "id": "1",
        "operation": "Create",
        "lastUpdated": "2026-11-21T12:00:00.000Z",
    }
    assert first["dataChangeEvent"]["entities"][-1]["operation"] == "Merge"
    assert first["dataChangeEvent"]["entities"][-1]["deletedId"] == gone.id


def test_notices_are_lost_doubled_and_out_of_order_on_request(
    webhooks: Webhooks, book: Book, httpserver: HTTPServer
) -> None:
    for number in range(4):
        entry.add_customer(book, f"Customer {number}")

    webhooks.deliver(lost=1, copies=2, order="reversed", per_post=2)

    assert _ids(httpserver) == ["4", "3", "4", "3", "2", "2"]
    first, again = _bodies(httpserver)[:2]
    assert [event["id"] for event in first] == [event["id"] for event in again]


def test_shuffled_notices_are_all_there(webhooks: Webhooks, book: Book, httpserver: HTTPServer) -> None:
    for number in range(9):
        entry.add_customer(book, f"Customer {number}")

    webhooks.deliver(order="shuffled", per_post=1)

    assert sorted(_ids(httpserver)) == list("123456789")
    assert _ids(httpserver) != list("123456789")


def test_what_is_not_taken_holds_back_what_comes_after(
    sandbox: Handle, book: Book, httpserver: HTTPServer
) -> None:
    webhooks = sandbox.quickbooks.webhooks
    webhooks.address = httpserver.url_for("/hook")
    httpserver.expect_ordered_request("/hook").respond_with_data("")
    httpserver.expect_ordered_request("/hook").respond_with_data("", status=500)
    for number in range(3):
        entry.add_customer(book, f"Customer {number}")

    made = webhooks.deliver(per_post=1)
    entry.add_customer(book, "Customer 4")

    assert [each.status for each in made] == [200, 500]
    assert [change.id for change in webhooks.pending] == ["2", "3", "4"]


def test_nobody_there_is_not_taken_either(sandbox: Handle, book: Book) -> None:
    webhooks = sandbox.quickbooks.webhooks
    webhooks.address = "http://127.0.0.1:9/hook"
    entry.add_customer(book, "Acme")

    (made,) = webhooks.deliver()

    assert (made.status, made.is_taken, len(webhooks.pending)) == (None, False, 1)


def test_nothing_is_noted_without_an_address_and_nothing_posted_twice(
    sandbox: Handle, book: Book, httpserver: HTTPServer, webhooks: Webhooks
) -> None:
    webhooks.address = None
    entry.add_customer(book, "Unheard")
    webhooks.address = httpserver.url_for("/hook")
    entry.add_customer(book, "Acme")

    webhooks.deliver()

    assert _ids(httpserver) == ["2"]
    assert sandbox.quickbooks.webhooks.deliver() == []


def test_they_are_set_and_delivered_over_http(
    post: Callable[..., Any], book: Book, webhooks: Webhooks, httpserver: HTTPServer
) -> None:
    set_ = post("/webhooks", address=httpserver.url_for("/hook"), verifier_token="another")
    entry.add_customer(book, "Acme")

    made = post("/webhooks/deliver", copies=2)

    assert set_ == {"address": httpserver.url_for("/hook"), "pending": 0}
    assert webhooks.verifier_token == "another"
    assert [each["status"] for each in made] == [200, 200]
    assert len(httpserver.log) == 2
