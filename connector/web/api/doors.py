"""Every operation of the API, and what a token must allow for it; what is not in here is not served."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from starlette.routing import BaseRoute

from connector.core.tokens import Permit
from connector.web.doors import keys_of
from connector.web.uploading import LARGEST_FILE

#: Where all of it lies.
API = "/api/v1"
#: No request of a program is larger, unless it brings a file.
LARGEST_REQUEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Need:
    """What one operation needs: a permit, or a reason why nobody need show a token; and bytes at most.

    `shown_once` is a field of its answer that is kept nowhere: a repeated request hears null for it.
    """

    permit: Permit | None = None
    why_open: str = ""
    largest: int = LARGEST_REQUEST
    shown_once: str = ""


_READ, _DECIDE, _APPROVE = Need(Permit.READ), Need(Permit.DECIDE), Need(Permit.APPROVE)
_IMPORT, _TELL = Need(Permit.IMPORT), Need(Permit.WEBHOOKS)
#: What is told of a secret is not kept beside the key of the request.
_SECRET = Need(Permit.WEBHOOKS, shown_once="secret")

#: `METHOD path`, without /api/v1: its need. No path names an organisation: the token does.
NEEDS: Mapping[str, Need] = MappingProxyType(
    {
        "GET /openapi.json": Need(why_open="Says what can be asked, and nothing about anybody."),
        "GET /organisation": _READ,
        "POST /organisation/stop": _DECIDE,
        "POST /organisation/resume": _APPROVE,
        "GET /invoices": _READ,
        "GET /invoices/{invoice_id}": _READ,
        "PATCH /invoices/{invoice_id}": _DECIDE,
        "GET /invoices/{invoice_id}/explanation": _READ,
        "POST /invoices/{invoice_id}/holds": _DECIDE,
        "POST /invoices/{invoice_id}/records": _DECIDE,
        "POST /invoices/{invoice_id}/release": _DECIDE,
        "GET /customers": _READ,
        "GET /customers/{customer_id}": _READ,
        "PATCH /customers/{customer_id}": _DECIDE,
        "GET /customers/{customer_id}/timeline": _READ,
        "GET /customers/{customer_id}/late-fees": _READ,
        "POST /customers/{customer_id}/holds": _DECIDE,
        "POST /customers/{customer_id}/notes": _DECIDE,
        "POST /customers/{customer_id}/addresses": _DECIDE,
        "GET /holds": _READ,
        "GET /holds/{hold_id}": _READ,
        "POST /holds/{hold_id}/end": _DECIDE,
        "POST /changes/{change_id}/undo": _DECIDE,
        "GET /reminders": _READ,
        "GET /reminders/{reminder_id}": _READ,
        "GET /reminders/{reminder_id}/preview": _READ,
        "POST /reminders/{reminder_id}/approve": _APPROVE,
        "POST /reminders/{reminder_id}/take-back": _APPROVE,
        "GET /tasks": _READ,
        "POST /tasks/{task_id}/close": _DECIDE,
        "GET /policies": _READ,
        "GET /connections": _READ,
        "GET /payments": _READ,
        "GET /figures": _READ,
        "POST /ledger-files": Need(Permit.IMPORT, largest=LARGEST_FILE),
        "POST /ledger-files/{key}/preview": _IMPORT,
        "POST /ledger-files/{key}/import": _IMPORT,
        "GET /webhooks": _TELL,
        "POST /webhooks": _SECRET,
        "GET /webhooks/{webhook_id}": _TELL,
        "PATCH /webhooks/{webhook_id}": _TELL,
        "DELETE /webhooks/{webhook_id}": _TELL,
        "POST /webhooks/{webhook_id}/rotate": _SECRET,
        "POST /webhooks/{webhook_id}/test": _TELL,
        "GET /webhooks/{webhook_id}/deliveries": _TELL,
        "POST /webhooks/{webhook_id}/deliveries/{event_id}/again": _TELL,
    }
)


def refuse_unknown_needs(routes: Sequence[BaseRoute]) -> None:
    """Raises RuntimeError for an operation without a need, and for a need without an operation."""
    keys = {key for route in routes for key in keys_of(route)}
    if keys != NEEDS.keys():
        odd = ", ".join(sorted(keys ^ NEEDS.keys()))
        raise RuntimeError(f"say in api/doors.py what a token must allow for it, and serve it: {odd}")
