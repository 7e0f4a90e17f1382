"""Hooks: what is told to addresses that the owner named, each time a fact becomes true here.

Signed as the Standard Webhooks specification says (standardwebhooks.com, version 1).
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

#: Of the envelope and of every `data`: fields may be added to it, none goes or changes its meaning.
VERSION: Final = 1
#: The beginning of a secret, as the specification has it.
SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - how secrets begin, and no secret
#: How long the next try waits, by the number of tries so far: three days in all.
WAITS: Final = tuple(timedelta(minutes=x) for x in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 25 * 60))
#: An address that asks for time is given it, up to this.
LONGEST_WAIT: Final = timedelta(days=1)
#: An address that has taken nothing for so long is switched off.
OFF_AFTER: Final = timedelta(days=5)
#: The secret before goes on signing for so long after it was changed.
OLD_SECRET_FOR: Final = timedelta(hours=24)


class Happening(StrEnum):
    """What can be told. Each has one moment at which it becomes true, and is told once."""

    REMINDER_SENT = "reminder.sent"
    REMINDER_FAILED = "reminder.failed"
    REMINDER_UNKNOWN = "reminder.unknown"
    INVOICE_PAID = "invoice.paid"
    INVOICE_PART_PAID = "invoice.part_paid"
    INVOICE_CREDITED = "invoice.credited"
    INVOICE_CLOSED = "invoice.closed"
    INVOICE_REOPENED = "invoice.reopened"
    CHARGE_FAILED = "charge.failed"
    CHARGE_RECOVERED = "charge.recovered"
    PROMISE_KEPT = "promise.kept"
    PROMISE_BROKEN = "promise.broken"
    HOLD_MADE = "hold.made"
    HOLD_ENDED = "hold.ended"
    ADDRESS_SUPPRESSED = "address.suppressed"
    TASK_OPENED = "task.opened"
    TASK_CLOSED = "task.closed"
    CONNECTION_STOPPED = "connection.stopped"
    MODE_CHANGED = "mode.changed"
    TEST = "test"


#: What an owner chooses from; a test is sent when he asks for it.
CHOICES: Final = tuple(x for x in Happening if x is not Happening.TEST)


class WhyOff(StrEnum):
    """Why an endpoint is told nothing."""

    BY_HAND = "by_hand"
    FAILING = "failing"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that is told of `kinds`, of everything where there are none.

    `failing_since` is the first failure after the last success; nothing is tried before `rest_until`;
    until `old_until` the secret before signs too.
    """

    id: str
    address: str
    kinds: tuple[str, ...]
    created_at: datetime
    off_at: datetime | None = None
    why_off: WhyOff | None = None
    failing_since: datetime | None = None
    rest_until: datetime | None = None
    old_until: datetime | None = None


class DeliveryState(StrEnum):
    """Where one event stands on its way to one endpoint."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class Said(StrEnum):
    """What became of one try."""

    TAKEN = "taken"
    ANSWERED = "answered"
    REDIRECTED = "redirected"
    NO_ANSWER = "no_answer"
    TOO_SLOW = "too_slow"
    UNSAFE = "unsafe"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered: `status` where it spoke HTTP, the beginning of its `words`, what it asks
    to be waited for."""

    said: Said
    status: int | None = None
    words: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one endpoint, with what became of the last try.

    `attempts` counts since it began to wait; `due_at` is when it is tried next.
    """

    endpoint_id: str
    event_id: str
    number: int
    kind: Happening
    created_at: datetime
    body: Mapping[str, Any]
    state: DeliveryState
    attempts: int
    due_at: datetime | None = None
    tried_at: datetime | None = None
    said: Said | None = None
    status: int | None = None
    words: str = ""


#: Makes the data of an event; asked only where somebody is to be told.
Made = Callable[[], Mapping[str, Any]]


class Hooks(Protocol):
    """The endpoints of one organisation, what happened, and what each of them is still to be told."""

    def tell(self, kind: Happening, at: datetime, made: Made, key: str | None = None) -> None:
        """Writes the event for every endpoint that is on and listens to it; else nothing.

        What bears a `key` is told once, however often it is said.
        """

    def hears(self, kind: Happening) -> bool:
        """Whether anybody would be told."""

    def tell_one(self, endpoint_id: str, at: datetime) -> str:
        """A test, for this endpoint alone; the id of the event."""

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Oldest first."""

    def get(self, endpoint_id: str) -> Endpoint | None: ...

    def add(self, endpoint: Endpoint, secret: str) -> None: ...

    def change(self, endpoint_id: str, **fields: Any) -> None:
        """Sets given fields: kinds, off_at, why_off, failing_since, rest_until."""

    def rotate(self, endpoint_id: str, secret: str, until: datetime) -> None:
        """Another secret; the one before signs too until then."""

    def secrets(self, endpoint_id: str, at: datetime) -> tuple[str, ...]:
        """Those that sign at this moment, the newest first."""

    def remove(self, endpoint_id: str) -> bool:
        """With all that it was told, or was still to be."""

    def due_endpoints(self, at: datetime) -> tuple[str, ...]:
        """Ids of those for which something may be tried now."""

    def due(self, endpoint_id: str, at: datetime, most: int) -> tuple[Delivery, ...]:
        """In the order in which it happened."""

    def record(
        self, delivery: Delivery, state: DeliveryState, answer: Answer, at: datetime, due_at: datetime | None
    ) -> bool:
        """What became of a try; False where another was recorded since, or it is there no more."""

    def again(self, endpoint_id: str, event_id: str, at: datetime) -> bool:
        """It waits anew, from the first try on; False where there is no such delivery."""

    def delivery(self, endpoint_id: str, event_id: str) -> Delivery | None: ...

    def log(self, endpoint_id: str, most: int, before: int | None = None) -> tuple[Delivery, ...]:
        """Latest first; `before` is the number of the last one that was shown."""

    def dead_since(self, at: datetime) -> Mapping[str, int]:
        """How many were given up since then, by endpoint."""

    def forget(self, before: datetime) -> None:
        """What was told, or given up, before then, goes; what bears a key stays told."""


class HookSender(Protocol):
    """Carries events to addresses."""

    def check(self, address: str) -> None:
        """Raises Refused for one that can never be told anything."""

    def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One try, in bounded time. Never raises for what the other side did."""


def signed(event_id: str, at: datetime, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """The three headers by which a receiver knows that it is from here, and when it was sent."""
    seconds = int(at.timestamp())
    content = f"{event_id}.{seconds}.".encode() + body
    signatures = (hmac.digest(key_of(secret), content, hashlib.sha256) for secret in secrets)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(x).decode()}" for x in signatures),
    }


def secret_of(key: bytes) -> str:
    """A secret as it is shown and written down."""
    return SECRET_PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """The bytes of a secret. Raises ValueError for what is none."""
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("this is no secret of a webhook") from None


def next_try(attempts: int, at: datetime, answer: Answer) -> datetime | None:
    """When it is tried again after so many tries; None: never."""
    if attempts > len(WAITS):
        return None
    asked = min(answer.retry_after or timedelta(0), LONGEST_WAIT)
    return at + max(WAITS[attempts - 1], asked)


def rests_until(failing_since: datetime, at: datetime, answer: Answer) -> datetime | None:
    """Until when nothing else is tried at an address; None where it spoke of this one event alone.

    What is down is asked again after a minute, later every quarter of an hour.
    """
    is_about_one = answer.said in (Said.ANSWERED, Said.REDIRECTED) and not _is_overloaded(answer.status)
    if is_about_one or answer.said is Said.UNSAFE:
        return None
    asked = min(answer.retry_after or timedelta(0), LONGEST_WAIT)
    waited = min(max(at - failing_since, WAITS[0]), WAITS[2])
    return at + max(waited, asked)


def _is_overloaded(status: int | None) -> bool:
    return status is not None and (status == 429 or status >= 500)
