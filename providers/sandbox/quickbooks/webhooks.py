"""Notices of what changed, signed; posted when a caller says so, doubled, lost or out of order on request."""

import base64
import hashlib
import hmac
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Literal

import requests

from ..clock import SandboxClock
from .book import Change, Operation
from .times import nanoseconds

#: CloudEvents is the only format since May 2026; the envelope is the one before.
Form = Literal["cloudevents", "envelope"]
Order = Literal["made", "reversed", "shuffled"]
#: Made up, as every company of the sandbox is.
VERIFIER = "sandbox-verifier-token"
_TIMEOUT_SECONDS = 3.0
_WORDS: dict[Operation, str] = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Merge": "merged",
    "Void": "voided",
    "Emailed": "emailed",
}


@dataclass(frozen=True)
class Delivery:
    """One POST and what came back; `status` is None where nobody answered in three seconds."""

    body: str
    signature: str
    status: int | None

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Webhooks:
    """One endpoint for every company, as an app has it. Changes are noted once an address is set."""

    def __init__(self, clock: SandboxClock) -> None:
        self.verifier_token = VERIFIER
        self.address: str | None = None
        self.pending: list[Change] = []
        self._clock = clock
        self._lock = Lock()

    def note(self, change: Change) -> None:
        if self.address is not None:
            with self._lock:
                self.pending.append(change)

    def start_over(self) -> None:
        self.address = None
        self.pending.clear()

    def deliver(
        self,
        *,
        form: Form = "cloudevents",
        copies: int = 1,
        lost: int = 0,
        order: Order = "made",
        per_post: int | None = None,
        signed_with: str | None = None,
        seed: int = 7,
    ) -> list[Delivery]:
        """Post what is pending; the first POST that is not taken and those after it wait for the next call.

        `copies` posts each that often; the first `lost` changes are never posted; `per_post` changes go in
        one POST, all unless given; `signed_with` is another verifier token than ours.
        """
        with self._lock:
            changes, self.pending = _ordered(self.pending[lost:], order, seed), []
        deliveries: list[Delivery] = []
        groups = list(_groups(changes, per_post))
        for place, group in enumerate(groups):
            made = [self._post(group, form, signed_with, attempt) for attempt in range(copies)]
            deliveries += made
            if not all(each.is_taken for each in made):
                with self._lock:
                    self.pending = [each for left in groups[place:] for each in left] + self.pending
                break
        return deliveries

    def _post(self, changes: list[Change], form: Form, signed_with: str | None, attempt: int) -> Delivery:
        shown = _cloud_events(changes) if form == "cloudevents" else _envelope(changes)
        body = json.dumps(shown, separators=(",", ":"))
        signature = sign(body, signed_with or self.verifier_token)
        headers = {
            "Content-Type": "application/json",
            "intuit-signature": signature,
            "intuit-created-time": nanoseconds(self._clock.now()),
            "intuit-t-id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{body}/{attempt}")),
        }
        return Delivery(body, signature, _answered(str(self.address), body, headers))


def sign(body: str, verifier_token: str) -> str:
    """The `intuit-signature` of a body."""
    return base64.b64encode(hmac.digest(verifier_token.encode(), body.encode(), hashlib.sha256)).decode()


def _answered(address: str, body: str, headers: dict[str, str]) -> int | None:
    try:
        answer = requests.post(address, data=body.encode(), headers=headers, timeout=_TIMEOUT_SECONDS)
    except requests.RequestException:
        return None
    return answer.status_code


def _ordered(changes: list[Change], order: Order, seed: int) -> list[Change]:
    if order == "reversed":
        return changes[::-1]
    if order == "shuffled":
        return random.Random(seed).sample(changes, len(changes))
    return changes


def _groups(changes: list[Change], size: int | None) -> Iterator[list[Change]]:
    size = size or len(changes)
    for start in range(0, len(changes), size or 1):
        yield changes[start : start + size]


def _cloud_events(changes: list[Change]) -> list[dict[str, Any]]:
    """A change keeps its id however often it is posted, as CloudEvents asks of a source."""
    return [
        {
            "specversion": "1.0",
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, repr(change))),
            "source": "intuit.sandbox=",
            "type": f"qbo.{change.kind.lower()}.{_WORDS[change.operation]}.v1",
            "datacontenttype": "application/json",
            "time": nanoseconds(_at(change)),
            "intuitentityid": change.id,
            "intuitaccountid": change.realm,
            "data": {} if change.deleted_id is None else {"deletedId": change.deleted_id},
        }
        for change in changes
    ]


def _envelope(changes: list[Change]) -> dict[str, Any]:
    realms = dict.fromkeys(change.realm for change in changes)
    return {
        "eventNotifications": [
            {
                "realmId": realm,
                "dataChangeEvent": {"entities": [_entity(each) for each in changes if each.realm == realm]},
            }
            for realm in realms
        ]
    }


def _entity(change: Change) -> dict[str, str]:
    told = {
        "name": change.kind,
        "id": change.id,
        "operation": change.operation,
        "lastUpdated": _at(change).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    return told if change.deleted_id is None else told | {"deletedId": change.deleted_id}


def _at(change: Change) -> datetime:
    return datetime.fromtimestamp(change.at, UTC)
