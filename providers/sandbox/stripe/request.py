"""One HTTP exchange below the ASGI interface: what arrived, what goes back, and how it is spoiled."""

import asyncio
import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from ..faults import Fault
from .errors import ApiError
from .idempotency import Answer
from .params import decode

_GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


class NoAnswer(Exception):
    """The connection is to die without a byte."""


@dataclass(frozen=True)
class Seen:
    """One request as it arrived; the key is kept short. `status` is None where nothing was answered."""

    method: str
    path: str
    query: str
    body: str
    headers: dict[str, str]
    at: datetime
    status: int | None


class Request:
    """What arrived, with the mount's prefix taken off the path."""

    def __init__(self, scope: Scope, body: bytes) -> None:
        prefix = str(scope.get("root_path", ""))
        self.method = str(scope["method"])
        self.path = str(scope["path"]).removeprefix(prefix)
        self.query = bytes(scope["query_string"]).decode("latin-1")
        self.body = body.decode("utf-8", "replace")
        self.headers: dict[str, str] = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        self.base_url = f"{scope['scheme']}://{self.headers.get('host', '127.0.0.1')}{prefix}"

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


async def read_body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message: Message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def reply(send: Send, answer: Answer, *, is_broken: bool) -> None:
    """Send it. A broken one promises twice the bytes and stops, and the server closes the connection."""
    length = len(answer.body) * (2 if is_broken else 1)
    headers = {"Content-Type": answer.content_type, "Content-Length": str(length), **answer.headers}
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    await send({"type": "http.response.body", "body": answer.body, "more_body": is_broken})


def cut(scope: Scope) -> None:
    """Close the socket under the request; the sandbox's own server puts it in the scope."""
    scope["state"]["transport"].abort()


async def spoilt(work: Callable[[], Answer], fault: Fault | None, receive: Receive) -> Answer:
    """The work done, or what the planned fault makes of it. Raises NoAnswer."""
    if fault is None:
        return work()
    if fault.kind == "slow":
        await _wait(receive, fault.seconds)
        return work()
    if fault.kind in ("half_page", "broken_page"):
        whole = work()
        return Answer(whole.status, whole.body[: len(whole.body) // 2], whole.headers)
    if fault.is_after:
        work()
    if fault.kind == "dropped":
        raise NoAnswer
    return _wrong_answer(fault)


def _wrong_answer(fault: Fault) -> Answer:
    if fault.kind == "rate_limited":
        refused = ApiError(429, "Too many requests hit the API too quickly.", code="rate_limit")
        headers = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
        return Answer.of(fault.status or 429, refused.as_json(), headers)
    if fault.kind == "html":
        return Answer(fault.status or 200, _GATEWAY_PAGE, content_type="text/html")
    broken = ApiError(500, "An unknown error occurred.", type="api_error").as_json()
    return Answer.of(200 if fault.kind == "error_in_200" else fault.status or 500, broken)


async def _wait(receive: Receive, seconds: float | None) -> None:
    """Until the time is over or the client has left, whichever comes first."""

    async def until_gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(until_gone(), seconds)
    except TimeoutError:
        return
