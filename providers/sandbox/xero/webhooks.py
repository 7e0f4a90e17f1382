"""Xero's webhooks: signed events with sequences, the intent-to-receive check, delivered when it is asked for.

Nothing here waits or repeats by itself: whoever calls `deliver` decides when to try again.
"""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Literal

import requests

from ..clock import SandboxClock
from .book import Book, Happening
from .rows import Contact, Credit, Invoice, Row

Category = Literal["INVOICE", "CONTACT", "CREDITNOTE"]
_TIME_OUT = 5  # seconds: Xero waits no longer
_PLACES: dict[Category, str] = {"INVOICE": "Invoices", "CONTACT": "Contacts", "CREDITNOTE": "CreditNotes"}


@dataclass(frozen=True)
class Delivery:
    """One POST. `status` is None where nobody answered."""

    status: int | None
    is_signed_well: bool
    body: bytes
    is_accepted: bool


@dataclass
class Webhooks:
    """One endpoint for the app. `url` None: events are counted and lost, as before one is set up."""

    clock: SandboxClock
    url: str | None = None
    key: str = "sandbox-webhook-key"
    categories: set[Category] = field(default_factory=lambda: {"INVOICE", "CONTACT", "CREDITNOTE"})
    #: The endpoint has passed the intent-to-receive check.
    is_enabled: bool = False
    pending: list[dict[str, Any]] = field(default_factory=list)
    delivered: list[Delivery] = field(default_factory=list)
    sequence: int = 0

    def start_over(self) -> None:
        self.url, self.is_enabled, self.sequence = None, False, 0
        self.pending.clear()
        self.delivered.clear()

    def heard(self, book: Book, row: Row, happening: Happening) -> None:
        """A row changed. A payment is told as a change of its invoice alone."""
        category = _category(row)
        if self.url is None or category is None or category not in self.categories:
            return
        event: dict[str, Any] = {
            "resourceUrl": f"https://api.xero.com/api.xro/2.0/{_PLACES[category]}/{row.id}",
            "resourceId": row.id,
            "tenantId": book.organisation.id,
            "tenantType": "ORGANISATION",
            "eventCategory": category,
            "eventType": happening,
            "eventDateUtc": f"{book.now():%Y-%m-%dT%H:%M:%S}.{book.now().microsecond // 1000:03d}",
        }
        if isinstance(row, Credit):
            event["data"] = {"Type": "ACCRECCREDIT", "Status": row.status}
        self.pending.append(event)

    def lose(self) -> int:
        """Events that never arrive: their sequence numbers are spent all the same. How many."""
        lost = len(self.pending)
        self.sequence += lost
        self.pending.clear()
        return lost

    def deliver(self, *, is_signed_well: bool = True) -> Delivery | None:
        """What is pending, in one POST; kept for another try unless accepted. None: nothing to send."""
        if not self.pending:
            return None
        body = _body(self.pending, self.sequence + 1)
        done = self._post(body, is_signed_well=is_signed_well)
        if done.is_accepted and is_signed_well:
            self.sequence += len(self.pending)
            self.pending.clear()
        return done

    def repeat(self) -> Delivery | None:
        """The last accepted delivery again, byte for byte, as happens when its answer was late."""
        accepted = [each for each in self.delivered if each.is_accepted and each.is_signed_well]
        return self._post(accepted[-1].body, is_signed_well=True) if accepted else None

    def check_intent(self) -> bool:
        """The intent-to-receive series: four empty posts, two signed wrongly. Enables the endpoint."""
        series = [self._post(_body([], 0), is_signed_well=well) for well in (True, False, False, True)]
        self.is_enabled = all(each.is_accepted is each.is_signed_well for each in series) and all(
            each.status in (200, 401) for each in series
        )
        return self.is_enabled

    def signature(self, body: bytes) -> str:
        return base64.b64encode(hmac.digest(self.key.encode(), body, hashlib.sha256)).decode()

    def _post(self, body: bytes, *, is_signed_well: bool) -> Delivery:
        if self.url is None:
            raise ValueError("no address is set: POST /_sandbox/xero/webhooks takes one")
        signed = self.signature(body if is_signed_well else body + b" ")
        headers = {"Content-Type": "application/json; charset=utf-8", "x-xero-signature": signed}
        try:
            answer = requests.post(
                self.url, data=body, headers=headers, timeout=_TIME_OUT, allow_redirects=False
            )
        except requests.RequestException:
            done = Delivery(None, is_signed_well, body, is_accepted=False)
        else:
            # Xero wants 200, an empty body and no cookie.
            is_right = answer.status_code == 200 and not answer.content and not answer.cookies
            done = Delivery(answer.status_code, is_signed_well, body, is_accepted=is_right)
        self.delivered.append(done)
        return done


def _category(row: Row) -> Category | None:
    if isinstance(row, Credit):
        return "CREDITNOTE" if row.kind == "credit_note" else None
    if isinstance(row, Contact):
        return "CONTACT"
    return "INVOICE" if isinstance(row, Invoice) else None


def _body(events: list[dict[str, Any]], first: int) -> bytes:
    last = first + len(events) - 1 if events else 0
    told = {
        "events": events,
        "firstEventSequence": first,
        "lastEventSequence": last,
        "entropy": secrets.token_hex(10).upper(),
    }
    return json.dumps(told, separators=(",", ":")).encode()
