"""The stand-ins' clock: stands where it is put, or follows the one it was given."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SandboxClock:
    """An aware UTC instant that only a caller moves, once it has been set."""

    def __init__(self, base: Callable[[], datetime]) -> None:
        self._base = base
        self._set: datetime | None = None

    def now(self) -> datetime:
        return self._set if self._set is not None else self._base().astimezone(UTC)

    def seconds(self) -> int:
        """Unix seconds, as Stripe counts."""
        return int(self.now().timestamp())

    def set(self, instant: datetime) -> None:
        if instant.tzinfo is None:
            raise ValueError("the clock needs an instant with its offset from UTC, like 2026-11-21T09:00:00Z")
        self._set = instant.astimezone(UTC)

    def follow(self) -> None:
        """Back to the clock it was given."""
        self._set = None

    def advance(self, by: timedelta) -> None:
        self.set(self.now() + by)
