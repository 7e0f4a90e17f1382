"""Stripe's webhooks: `Stripe-Signature: t=…,v1=…` over time and body (docs.stripe.com/webhooks/signature)."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from connector.core.webhooks import Forged, WebhookEvent
from providers._http import malformed
from providers._signature import digest

from .admission import in_mode

#: Seconds before now, and after it, within which a signature may have been made.
TOLERANCE: Final = 300
#: A header with more parts than any roll of secrets leaves is not Stripe's.
MOST_MARKS: Final = 20


class _EventJson(msgspec.Struct):
    id: str
    account: str | None = None
    livemode: bool = True


_EVENT = msgspec.json.Decoder(_EventJson)


class StripeWebhooks:
    """One endpoint; `secret` is its `whsec_…`. While it is rolled, either of two signatures counts."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[WebhookEvent, ...]:
        at, marks = _parts(headers.get("stripe-signature", ""))
        right = digest(f"{at}.".encode() + body, self._secret).hex()
        if not self._secret or not any(hmac.compare_digest(right, mark) for mark in marks):
            raise Forged("Stripe did not sign this.")
        if abs(now.timestamp() - at) > TOLERANCE:
            raise Forged("This was signed too long before now, or after it: is the clock right?")
        try:
            told = _EVENT.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
            raise malformed(f"Stripe's event cannot be read ({wrong}).", body) from None
        return (WebhookEvent(told.id, in_mode(told.account, not told.livemode) if told.account else None),)


def _parts(header: str) -> tuple[int, list[str]]:
    """When it was signed (Unix seconds), and each `v1`."""
    pairs = [part.partition("=") for part in header.split(",", MOST_MARKS)[:MOST_MARKS]]
    times = [value for name, _, value in pairs if name.strip() == "t"]
    if len(times) != 1 or not times[0].isdecimal() or not times[0].isascii() or len(times[0]) > 12:
        raise Forged("Stripe did not sign this.")
    marks = [value for name, _, value in pairs if name.strip() == "v1" and value.isascii()]
    return int(times[0]), marks
