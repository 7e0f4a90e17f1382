"""Xero's webhooks: `x-xero-signature` over the raw body; an empty list is its check of the endpoint."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from connector.core.webhooks import Forged, WebhookEvent
from providers._http import malformed
from providers._signature import is_signed


class _EventJson(msgspec.Struct, rename="camel"):
    tenant_id: str
    resource_id: str = ""
    event_date_utc: str = ""


class _ToldJson(msgspec.Struct, rename="camel"):
    events: list[_EventJson]
    first_event_sequence: int = 0


_TOLD = msgspec.json.Decoder(_ToldJson)


class XeroWebhooks:
    """The one endpoint of an app, for every organisation; `secret` is its webhook key."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[WebhookEvent, ...]:
        if not is_signed(body, self._secret, headers.get("x-xero-signature", "")):
            raise Forged("Xero did not sign this.")
        try:
            told = _TOLD.decode(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
            raise malformed(f"Xero's events cannot be read ({wrong}).", body) from None
        first = told.first_event_sequence
        return tuple(
            WebhookEvent(
                f"{first + n}:{event.resource_id}:{event.event_date_utc}", event.tenant_id, first + n
            )
            for n, event in enumerate(told.events)
        )
