"""What the OAuth server refuses: RFC 6749 sections 4.1.2.1 and 5.2, and tokens that open nothing."""

from typing import Any, Literal

from ..exchange import Refused


class OAuthRefused(Refused):
    """One error of the token endpoint, such as invalid_grant."""

    def __init__(self, error: str, description: str | None = None, *, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status

    def as_json(self) -> dict[str, Any]:
        told = {} if self.description is None else {"error_description": self.description}
        return {"error": self.error, **told}


class TokenRefused(Exception):
    """An access token that opens nothing; the dialect words the 401."""

    def __init__(self, why: Literal["missing", "unknown", "expired", "revoked"]) -> None:
        super().__init__(why)
        self.why = why
