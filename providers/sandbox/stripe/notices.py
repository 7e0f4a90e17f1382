"""What the stand-in remembers of events, of who is told of them, and of how that went."""

from dataclasses import dataclass, field


@dataclass
class Event:
    """Something that happened, with the object as it was then: JSON text by shape (old or not)."""

    id: str
    created: int
    type: str
    api_version: str
    shown: dict[bool, str]
    previous: dict[bool, str]
    request: str | None = None
    idempotency_key: str | None = None


@dataclass
class Endpoint:
    """Where a webhook goes. After a roll the old secret signs too, until `old_secret_until`."""

    id: str
    created: int
    url: str
    secret: str
    enabled_events: list[str]
    api_version: str | None = None
    description: str | None = None
    is_enabled: bool = True
    old_secret: str | None = None
    old_secret_until: int = 0
    metadata: dict[str, str] = field(default_factory=dict)

    def wants(self, name: str) -> bool:
        return self.is_enabled and ("*" in self.enabled_events or name in self.enabled_events)


@dataclass
class Delivery:
    """One event on its way to one endpoint; `due_at` is None when it arrived or was given up."""

    event: str
    endpoint: str
    due_at: int | None
    tries: int = 0
    is_delivered: bool = False
