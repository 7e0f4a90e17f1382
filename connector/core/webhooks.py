"""Webhooks: what a provider tells of its own accord; it only makes the next reading sooner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from connector.core.errors import ProviderError

#: The endpoint of an app, for all its accounts; any other is the id of the one connection it tells of.
APP: Final = "app"


class Forged(ProviderError):
    """Nobody we know has signed it, or it was signed too long ago: it changes nothing."""


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """Something changed in the account `tenant`; None: in whatever the endpoint tells of.

    `id` is the provider's own name for this piece of news, the same however often it is told;
    `sequence` its number, where the provider counts.
    """

    id: str
    tenant: str | None = None
    sequence: int | None = None


class WebhookReader(Protocol):
    """Checks and reads what arrives at one endpoint."""

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[WebhookEvent, ...]:
        """What is told, in its order; header names in any case. Raises Forged; Malformed when it was
        signed and cannot be read."""


class WebhookEvents(Protocol):
    """What the webhooks of the installation told; every method is a transaction of its own."""

    def keep(self, provider: str, endpoint: str, told: Sequence[WebhookEvent], at: datetime) -> None:
        """Each once, however often it is told; a gap in the sequence tells of every account."""

    def knows(self, provider: str, endpoint: str) -> bool:
        """Whether a connection of this id stands."""

    def forget(self, before: datetime) -> None:
        """What was told before this is told anew if it comes again."""


def with_gaps(told: Sequence[WebhookEvent], last: int | None) -> list[WebhookEvent]:
    """With an event of every account for each hole in the sequence that follows `last`."""
    found: list[WebhookEvent] = []
    for event in told:
        if event.sequence is not None:
            if last is not None and event.sequence > last + 1:
                found.append(WebhookEvent(f"gap:{last + 1}:{event.sequence - 1}"))
            last = event.sequence if last is None else max(last, event.sequence)
        found.append(event)
    return found
