"""What arrives at a webhook is believed only with the provider's own signature over the very bytes (41)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import stripe as official

from connector.core.errors import Malformed
from connector.core.webhooks import Forged, WebhookEvent, WebhookReader
from providers.quickbooks.webhooks import QuickBooksWebhooks
from providers.stripe.webhooks import TOLERANCE, StripeWebhooks
from providers.xero.webhooks import XeroWebhooks

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECRET = "whsec_of_the_tests"

STRIPE: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "type": "invoice.paid",
    "account": None,
    "data": {"object": {}},
}
XERO = {
    "events": [
        {
            "resourceId": "7ef3", "tenantId": "c2cc", "eventCategory": "INVOICE", "eventType": "UPDATE",
            "eventDateUtc": "2026-11-21T01:15:39.902",
        },
        {"resourceId": "8aa1", "tenantId": "d3dd", "eventDateUtc": "2026-11-21T01:15:40.001"},
    ],
    "firstEventSequence": 7,
    "lastEventSequence": 8,
    "entropy": "S0m3r4Nd0mt3xt",
}  # fmt: skip
CLOUD = [
    {
        "specversion": "1.0", "id": "88cd", "type": "qbo.invoice.updated.v1", "intuitentityid": "145",
        "time": "2026-11-21T17:31:25.179851517Z", "intuitaccountid": "310687", "data": {},
    }
]  # fmt: skip
ENVELOPE = {
    "eventNotifications": [
        {
            "realmId": "310687",
            "dataChangeEvent": {
                "entities": [
                    {
                        "id": "145",
                        "operation": "Update",
                        "name": "Invoice",
                        "lastUpdated": "2026-11-21",
                    }
                ]
            },
        }
    ]
}


def encoded(told: Any) -> bytes:
    return json.dumps(told).encode()


def by_stripe(body: bytes, at: datetime = NOW, secret: str = SECRET) -> Mapping[str, str]:
    """Signed by the official client."""
    signed = official.WebhookSignature.generate_signature_header(
        body.decode(), secret, timestamp=int(at.timestamp())
    )
    return {"stripe-signature": signed}


def by_xero(body: bytes, secret: str = SECRET) -> Mapping[str, str]:
    return {"x-xero-signature": in_base64(body, secret)}


def by_quickbooks(body: bytes, secret: str = SECRET) -> Mapping[str, str]:
    return {"intuit-signature": in_base64(body, secret)}


def in_base64(body: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


EACH = pytest.mark.parametrize(
    ("reader", "sign", "told"),
    [
        (StripeWebhooks, by_stripe, STRIPE),
        (XeroWebhooks, by_xero, XERO),
        (QuickBooksWebhooks, by_quickbooks, CLOUD),
        (QuickBooksWebhooks, by_quickbooks, ENVELOPE),
    ],
    ids=["stripe", "xero", "cloudevents", "envelope"],
)


@pytest.mark.parametrize(
    ("reader", "headers", "body", "notices"),
    [
        (StripeWebhooks(SECRET), by_stripe(encoded(STRIPE)), encoded(STRIPE), [WebhookEvent("evt_1")]),
        (
            XeroWebhooks(SECRET), by_xero(encoded(XERO)), encoded(XERO),
            [
                WebhookEvent("7:7ef3:2026-11-21T01:15:39.902", "c2cc", 7),
                WebhookEvent("8:8aa1:2026-11-21T01:15:40.001", "d3dd", 8),
            ],
        ),
        (
            QuickBooksWebhooks(SECRET), by_quickbooks(encoded(CLOUD)), encoded(CLOUD),
            [WebhookEvent("88cd", "310687")],
        ),
        (
            QuickBooksWebhooks(SECRET), by_quickbooks(encoded(ENVELOPE)), encoded(ENVELOPE),
            [WebhookEvent("310687:Invoice:145:Update:2026-11-21", "310687")],
        ),
    ],
    ids=["stripe", "xero", "cloudevents", "envelope"],
)  # fmt: skip
def test_what_is_signed_well_names_the_account(
    reader: WebhookReader, headers: Mapping[str, str], body: bytes, notices: list[WebhookEvent]
) -> None:
    assert list(reader.read(headers, body, NOW)) == notices


@EACH
def test_another_secret_another_body_or_no_signature_is_forged(reader: Any, sign: Any, told: Any) -> None:
    body = encoded(told)
    wrong = [
        (sign(body, secret="another"), body),
        (sign(body), body + b" "),
        ({}, body),
        (dict.fromkeys(sign(body), ""), body),
        (dict.fromkeys(sign(body), "é" * 44), body),
    ]

    for headers, sent in wrong:
        with pytest.raises(Forged):
            reader(SECRET).read(headers, sent, NOW)


@EACH
def test_without_a_secret_nothing_is_believed(reader: Any, sign: Any, told: Any) -> None:
    body = encoded(told)

    with pytest.raises(Forged):
        reader("").read(sign(body, secret=""), body, NOW)


@EACH
@pytest.mark.parametrize("body", [b"", b"{", b"[{}]", b"null", b'{"events": 3}', b"\xff\xfe"])
def test_what_is_signed_and_makes_no_sense_is_an_alarm(
    reader: Any, sign: Any, told: Any, body: bytes
) -> None:
    signature = sign(body) if body != b"\xff\xfe" or reader is not StripeWebhooks else None
    if signature is None:
        mark = hmac.new(SECRET.encode(), f"{int(NOW.timestamp())}.".encode() + body, hashlib.sha256)
        signature = {"stripe-signature": f"t={int(NOW.timestamp())},v1={mark.hexdigest()}"}

    with pytest.raises(Malformed):
        reader(SECRET).read(signature, body, NOW)


@pytest.mark.parametrize("seconds", [-TOLERANCE - 1, TOLERANCE + 1, -3600])
def test_what_was_signed_an_hour_ago_or_in_the_future_is_not_taken(seconds: int) -> None:
    body = encoded(STRIPE)
    headers = by_stripe(body, at=NOW + timedelta(seconds=seconds))

    with pytest.raises(Forged, match="clock"):
        StripeWebhooks(SECRET).read(headers, body, NOW)


@pytest.mark.parametrize("seconds", [-TOLERANCE, 0, TOLERANCE])
def test_clocks_may_differ_a_little(seconds: int) -> None:
    body = encoded(STRIPE)
    headers = by_stripe(body, at=NOW + timedelta(seconds=seconds))

    assert StripeWebhooks(SECRET).read(headers, body, NOW)


def test_while_a_secret_is_rolled_either_signature_counts() -> None:
    body = encoded(STRIPE)
    old, new = (by_stripe(body, secret=x)["stripe-signature"] for x in ("whsec_old", SECRET))
    both = {"stripe-signature": f"{old},{new.partition(',')[2]}"}

    assert StripeWebhooks(SECRET).read(both, body, NOW)


@pytest.mark.parametrize("when", ["", "t=,", "t=1e9,", "t=٣,", "t=9999999999999,", "t=1,t=2,"])
def test_a_header_without_its_one_moment_is_forged(when: str) -> None:
    body = encoded(STRIPE)
    mark = by_stripe(body)["stripe-signature"].partition(",")[2]

    with pytest.raises(Forged):
        StripeWebhooks(SECRET).read({"stripe-signature": f"{when}{mark}"}, body, NOW)


def test_what_stripe_signed_with_an_older_scheme_alone_is_forged() -> None:
    body = encoded(STRIPE)
    older = by_stripe(body)["stripe-signature"].replace("v1=", "v0=")

    with pytest.raises(Forged):
        StripeWebhooks(SECRET).read({"stripe-signature": older}, body, NOW)


def test_an_event_of_a_connected_account_names_it() -> None:
    body = encoded(STRIPE | {"account": "acct_9"})

    assert StripeWebhooks(SECRET).read(by_stripe(body), body, NOW) == (WebhookEvent("evt_1", "acct_9"),)


def test_xero_s_check_of_the_endpoint_tells_nothing() -> None:
    body = encoded({"events": [], "firstEventSequence": 0, "lastEventSequence": 0, "entropy": "x"})

    assert XeroWebhooks(SECRET).read(by_xero(body), body, NOW) == ()
