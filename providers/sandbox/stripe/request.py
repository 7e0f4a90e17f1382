"""One request to Stripe: its key, its parameters, and how a planned fault is worded."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.types import Receive

from .. import exchange
from ..exchange import Answer, Arrived, Seen
from ..faults import Fault
from .errors import ApiError
from .params import decode


class Request(Arrived):
    """What arrived, with Stripe's ways of sending a key and parameters."""

    def params(self) -> dict[str, Any]:
        return decode(self.query if self.method in ("GET", "DELETE") else self.body)

    def key(self) -> str:
        """The key as Bearer, or as the user name of Basic; empty when there is none."""
        scheme, _, given = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return given.strip()
        if scheme.lower() != "basic":
            return ""
        try:
            return base64.b64decode(given).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""

    def seen(self, at: datetime, status: int | None) -> Seen:
        headers = self.headers | {"authorization": f"Bearer {short(self.key())}"}
        return Seen(self.method, self.path, self.query, self.body, headers, at, status)


def short(key: str) -> str:
    """The key as Stripe shows it back: the beginning and the last four."""
    return f"{key[:8]}{'*' * 8}{key[-4:]}" if len(key) > 16 else f"{key[:8]}***"


async def spoilt(work: Callable[[], Answer], fault: Fault | None, receive: Receive) -> Answer:
    """The work done, or what the planned fault makes of it. Raises NoAnswer."""
    return await exchange.spoilt(work, fault, receive, _wrong_answer)


def _wrong_answer(fault: Fault) -> Answer:
    if fault.kind == "rate_limited":
        refused = ApiError(429, "Too many requests hit the API too quickly.", code=fault.code or "rate_limit")
        headers = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
        return Answer.of(fault.status or 429, refused.as_json(), headers)
    broken = ApiError(500, "An unknown error occurred.", type="api_error").as_json()
    return Answer.of(200 if fault.kind == "error_in_200" else fault.status or 500, broken)
