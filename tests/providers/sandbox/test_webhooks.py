"""Webhooks over real HTTP: signed as the official client wants it, late, lost, doubled, out of order."""

import json
from datetime import timedelta
from typing import Any

import pytest
import requests
import stripe
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from providers.sandbox import Handle
from tests.providers.sandbox.official import client
from tests.providers.sandbox.subscribers import renewed

_YEARS = 10**9


class Receiver:
    """Takes webhooks and answers with `status`."""

    def __init__(self, server: HTTPServer) -> None:
        self.url = server.url_for("/hooks")
        self.status = 200
        self.taken: list[tuple[str, str]] = []
        server.expect_request("/hooks", method="POST").respond_with_handler(self._take)

    def _take(self, request: Request) -> Response:
        self.taken.append((request.get_data(as_text=True), request.headers["Stripe-Signature"]))
        return Response(status=self.status)

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.taken]


@pytest.fixture
def receiver(httpserver: HTTPServer) -> Receiver:
    return Receiver(httpserver)


def _endpoint(sandbox: Handle, receiver: Receiver, *names: str, **more: Any) -> stripe.WebhookEndpoint:
    wish: Any = {"url": receiver.url, "enabled_events": list(names) or ["*"], **more}
    return client(sandbox).v1.webhook_endpoints.create(wish)


def _deliver(sandbox: Handle, **wish: Any) -> list[dict[str, Any]]:
    answer = requests.post(f"{sandbox.url}/_sandbox/stripe/deliver", json=wish, timeout=30)
    answer.raise_for_status()
    tries: list[dict[str, Any]] = answer.json()
    return tries


def _customers(sandbox: Handle, count: int) -> list[str]:
    return [client(sandbox).v1.customers.create({"name": f"Acme {n}"}).id for n in range(count)]


def test_the_official_client_accepts_the_signature(sandbox: Handle, receiver: Receiver) -> None:
    secret = _endpoint(sandbox, receiver).secret
    assert secret is not None
    assert secret.startswith("whsec_")
    customer = _customers(sandbox, 1)[0]

    _deliver(sandbox)

    body, header = receiver.taken[0]
    event = client(sandbox).construct_event(body, header, secret, tolerance=_YEARS)
    assert (event.type, event.data.object["id"]) == ("customer.created", customer)


@pytest.mark.parametrize("spoil", ["body", "secret"])
def test_the_official_client_refuses_what_was_forged(sandbox: Handle, receiver: Receiver, spoil: str) -> None:
    secret = _endpoint(sandbox, receiver).secret or ""
    _customers(sandbox, 1)
    _deliver(sandbox)
    body, header = receiver.taken[0]

    with pytest.raises(stripe.SignatureVerificationError):
        client(sandbox).construct_event(
            body.replace("Acme", "Evil") if spoil == "body" else body,
            header,
            secret if spoil == "body" else "whsec_other",
            tolerance=_YEARS,
        )


def test_the_signature_bears_the_clocks_moment_or_another(sandbox: Handle, receiver: Receiver) -> None:
    _endpoint(sandbox, receiver)
    _customers(sandbox, 2)

    _deliver(sandbox)
    _customers(sandbox, 1)
    _deliver(sandbox, signed_at=12345)

    moments = [header.split(",")[0] for _, header in receiver.taken]
    assert moments == [f"t={int(sandbox.clock.now().timestamp())}"] * 2 + ["t=12345"]


def test_while_a_secret_is_rolled_both_sign(sandbox: Handle, receiver: Receiver) -> None:
    endpoint = _endpoint(sandbox, receiver)
    url = f"{sandbox.url}/_sandbox/stripe/webhook_endpoints/{endpoint.id}/roll?hours=12"
    new = requests.post(url, timeout=10).json()["secret"]
    _customers(sandbox, 1)
    _deliver(sandbox)
    sandbox.clock.advance(timedelta(hours=13))
    _customers(sandbox, 1)
    _deliver(sandbox)

    (body, header), (_, later) = receiver.taken

    for secret in (endpoint.secret or "", new):
        assert (
            client(sandbox).construct_event(body, header, secret, tolerance=_YEARS).type == "customer.created"
        )
    assert (header.count("v1="), later.count("v1=")) == (2, 1)


def test_an_endpoint_hears_only_what_it_asked_for(sandbox: Handle, receiver: Receiver) -> None:
    _endpoint(sandbox, receiver, "invoice.payment_failed", "invoice.paid")
    renewed(sandbox, "pm_card_chargeDeclined").now()

    _deliver(sandbox)

    assert [body["type"] for body in receiver.bodies()] == ["invoice.paid", "invoice.payment_failed"]


def test_the_shape_is_the_endpoints_own(sandbox: Handle, receiver: Receiver) -> None:
    _endpoint(sandbox, receiver, "invoice.payment_failed", api_version="2024-06-20")
    _endpoint(sandbox, receiver, "invoice.payment_failed")
    subscriber = renewed(sandbox, "pm_card_chargeDeclined")
    subscriber.now()

    _deliver(sandbox)

    old, new = (body["data"]["object"] for body in receiver.bodies())
    assert old["subscription"] == subscriber.subscription
    assert new["parent"]["subscription_details"]["subscription"] == subscriber.subscription
    assert "subscription" not in new
    assert [body["api_version"] for body in receiver.bodies()] == ["2024-06-20", stripe.api_version]


def test_what_is_not_taken_comes_again_until_it_is_given_up(sandbox: Handle, receiver: Receiver) -> None:
    _endpoint(sandbox, receiver)
    _customers(sandbox, 1)
    receiver.status = 500

    rounds = []
    for hours in (0, 0, 1, 3, 48):
        sandbox.clock.advance(timedelta(hours=hours))
        rounds.append(len(_deliver(sandbox)))

    events: Any = client(sandbox).v1.events
    assert rounds == [1, 0, 1, 1, 0]
    assert len(events.list({"delivery_success": False}).data) == 1
    assert events.list({"delivery_success": False}).data[0].pending_webhooks == 1


def test_what_was_taken_does_not_come_again(sandbox: Handle, receiver: Receiver) -> None:
    _endpoint(sandbox, receiver)
    _customers(sandbox, 1)

    assert [tried["status"] for tried in _deliver(sandbox)] == [200]
    sandbox.clock.advance(timedelta(days=1))
    assert _deliver(sandbox) == []


def test_webhooks_are_doubled_lost_and_out_of_order_alike_each_time(
    sandbox: Handle, receiver: Receiver
) -> None:
    _endpoint(sandbox, receiver)
    made = _customers(sandbox, 12)

    tries = _deliver(sandbox, order="shuffled", doubled_percent=40, lost_percent=30, seed=3)

    order = [body["data"]["object"]["id"] for body in receiver.bodies()]
    lost = [tried for tried in tries if tried["status"] is None]
    assert 0 < len(set(order)) < 12
    assert len(order) > len(set(order))
    assert list(dict.fromkeys(order)) != [one for one in made if one in order]
    assert len(lost) == 12 - len(set(order))


def test_the_last_comes_first_when_reversed(sandbox: Handle, receiver: Receiver) -> None:
    _endpoint(sandbox, receiver)
    made = _customers(sandbox, 3)

    _deliver(sandbox, order="reversed")

    assert [body["data"]["object"]["id"] for body in receiver.bodies()] == made[::-1]


def test_nothing_is_delivered_beyond_this_machine(sandbox: Handle, receiver: Receiver) -> None:
    api = client(sandbox)
    api.v1.webhook_endpoints.create({"url": "https://example.com/hooks", "enabled_events": ["*"]})
    _customers(sandbox, 1)

    refused = requests.post(f"{sandbox.url}/_sandbox/stripe/deliver", json={}, timeout=10)

    assert refused.status_code == 400
    assert "loopback" in refused.json()["detail"]
    assert [tried["status"] for tried in _deliver(sandbox, to=receiver.url)] == [200]


def test_an_endpoint_is_read_changed_and_removed(sandbox: Handle, receiver: Receiver) -> None:
    api, endpoint = client(sandbox), _endpoint(sandbox, receiver)

    off = api.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    _customers(sandbox, 1)
    unheard = _deliver(sandbox)
    deleted = api.v1.webhook_endpoints.delete(endpoint.id)

    assert off.status == "disabled"
    assert "secret" not in off.to_dict()
    assert unheard == []
    assert deleted.deleted
    assert api.v1.webhook_endpoints.list().data == []
