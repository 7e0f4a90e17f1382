"""A refusal, in the shape Stripe gives its own."""

from dataclasses import dataclass, field
from typing import Any

from ..exchange import Refused


@dataclass(eq=False)  # not frozen: a context manager writes the traceback onto what passes through it
class ApiError(Refused):
    """One refused request: HTTP status, Stripe's `type`, and what its error object says."""

    status: int
    message: str
    type: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        said: dict[str, Any] = {"message": self.message, "type": self.type}
        if self.code is not None:
            page = self.code.replace("_", "-")
            said |= {"code": self.code, "doc_url": f"https://stripe.com/docs/error-codes/{page}"}
        if self.param is not None:
            said["param"] = self.param
        return {"error": said | self.extra}


def missing(noun: str, sought: str, *, param: str = "id", status: int = 404) -> ApiError:
    return ApiError(status, f"No such {noun}: '{sought}'", code="resource_missing", param=param)
