"""Errors whose class says what the caller may do."""

from datetime import datetime


class RelanceError(Exception):
    """Root of everything Relance raises on purpose; the text is fit for the owner."""


class Refused(RelanceError):
    """The request cannot be carried out; the sentence says why and what to do."""


class NotThere(Refused):
    """It names something that is not there, or not any more."""


class ProviderError(RelanceError):
    """Something a provider answered, or did not."""


class AuthExpired(ProviderError):
    """The provider no longer accepts our key or token: stop polling, ask to reconnect."""


class RateLimited(ProviderError):
    """The provider asks us to come back at `retry_at` (aware UTC); reschedule, never sleep."""

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class Unavailable(ProviderError):
    """The provider could not be reached or is in trouble: try again later."""


class Ambiguous(ProviderError):
    """Nobody knows whether it has been done: repeat it with the same key only, or ask a person."""


class CursorLost(ProviderError):
    """The provider can no longer say what has changed since: read everything again."""


class Rejected(ProviderError):
    """The provider refused for good: show it to the owner."""


class Malformed(ProviderError):
    """The answer cannot be read: keep `payload` (a redacted excerpt) and raise an alarm."""

    def __init__(self, message: str, payload: str = "") -> None:
        super().__init__(message)
        self.payload = payload


class LeaseLost(RelanceError):
    """A row that was claimed now belongs to somebody else: drop the work, touch nothing."""
