"""QuickBooks' webhooks: `intuit-signature` over the raw body; CloudEvents, and the envelope before them."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from connector.core.webhooks import Forged, WebhookEvent
from providers._http import malformed
from providers._signature import is_signed


class _CloudEventJson(msgspec.Struct):
    id: str
    intuitaccountid: str


class _EntityJson(msgspec.Struct, rename={"last_updated": "lastUpdated"}):
    id: str = ""
    name: str = ""
    operation: str = ""
    last_updated: str = ""


class _ChangeJson(msgspec.Struct):
    entities: list[_EntityJson] = []


class _NotificationJson(msgspec.Struct, rename="camel"):
    realm_id: str
    data_change_event: _ChangeJson


class _EnvelopeJson(msgspec.Struct, rename="camel"):
    event_notifications: list[_NotificationJson]


_EVENTS = msgspec.json.Decoder(list[_CloudEventJson])
_ENVELOPE = msgspec.json.Decoder(_EnvelopeJson)


class QuickBooksWebhooks:
    """The one endpoint of an app, for every company; `secret` is its verifier token."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[WebhookEvent, ...]:
        if not is_signed(body, self._secret, headers.get("intuit-signature", "")):
            raise Forged("QuickBooks did not sign this.")
        try:
            return _cloud_events(body) if body.lstrip()[:1] == b"[" else _envelope(body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
            raise malformed(f"QuickBooks' events cannot be read ({wrong}).", body) from None


def _cloud_events(body: bytes) -> tuple[WebhookEvent, ...]:
    return tuple(WebhookEvent(event.id, event.intuitaccountid) for event in _EVENTS.decode(body))


def _envelope(body: bytes) -> tuple[WebhookEvent, ...]:
    """Without an id of its own: what changed, how and when names it."""
    return tuple(
        WebhookEvent(":".join((told.realm_id, x.name, x.id, x.operation, x.last_updated)), told.realm_id)
        for told in _ENVELOPE.decode(body).event_notifications
        for x in told.data_change_event.entities
    )
