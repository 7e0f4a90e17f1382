"""What Xero refuses, in the shapes it uses: validation, a query it cannot read, a problem, a limit."""

import uuid
from typing import Any, Literal

from ..exchange import Answer, Refused

#: Xero has written its 401 and 403 with either; a client must read both.
Casing = Literal["upper", "lower"]


class ApiError(Refused):
    """One refused request. `body` is its JSON, or None where Xero answers with plain text."""

    def __init__(
        self,
        status: int,
        message: str,
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.body = body
        self.headers = headers or {}

    def as_json(self) -> dict[str, Any]:
        return {"Message": self.message} if self.body is None else self.body

    def answer(self) -> Answer:
        if self.body is None:
            kind = "text/plain; charset=utf-8"
            return Answer(self.status, self.message.encode(), self.headers, kind)
        return Answer.of(self.status, self.body, self.headers)


def invalid(*messages: str, **ids: str) -> ApiError:
    """400: what was posted breaks Xero's rules."""
    said = [{"Message": message} for message in messages]
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": [{**ids, "ValidationErrors": said}],
    }
    return ApiError(400, messages[0], body)


def unreadable_query(message: str) -> ApiError:
    """400: a where, order or paging parameter that Xero cannot read."""
    return ApiError(400, message, {"ErrorNumber": 16, "Type": "QueryParseException", "Message": message})


def unreadable_body(message: str) -> ApiError:
    body = {"ErrorNumber": 14, "Type": "PostDataInvalidException", "Message": message}
    return ApiError(400, message, body)


def not_found() -> ApiError:
    """404: plain text, as Xero answers."""
    return ApiError(404, "The resource you're looking for cannot be found")


def problem(status: Literal[401, 403], detail: str, casing: Casing) -> ApiError:
    """401 or 403, in either casing."""
    title = {401: "Unauthorized", 403: "Forbidden"}[status]
    instance = str(uuid.uuid4())
    upper = {"Type": None, "Title": title, "Status": status, "Detail": detail, "Instance": instance}
    lower = {"title": title, "status": status, "detail": detail, "instance": instance}
    return ApiError(status, detail, {**upper, "Extensions": {}} if casing == "upper" else lower)


def limited(which: str, retry_after: str | None, status: int = 429) -> ApiError:
    """429: `which` is minute, day, concurrent or appminute. No body."""
    headers = {"X-Rate-Limit-Problem": which}
    if retry_after is not None:
        headers["Retry-After"] = retry_after
    return ApiError(status, "", headers=headers)
