"""One HTTP exchange below the ASGI interface: what arrived, what goes back, and how it is spoiled."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from .faults import Fault

_GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


class Refused(Exception):
    """A request that a stand-in refuses, in its provider's own words."""

    status: int

    def as_json(self) -> dict[str, Any]:
        raise NotImplementedError


class NoAnswer(Exception):
    """The connection is to die without a byte."""


@dataclass(frozen=True)
class Answer:
    """What goes back on the wire."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"

    @classmethod
    def of(cls, status: int, shown: dict[str, Any], headers: dict[str, str] | None = None) -> "Answer":
        return cls(status, json.dumps(shown, indent=2, ensure_ascii=False).encode(), headers or {})


@dataclass(frozen=True)
class Seen:
    """One request as it arrived, its secrets kept short. `status` is None where nothing was answered."""

    method: str
    path: str
    query: str
    body: str
    headers: dict[str, str]
    at: datetime
    status: int | None


class Arrived:
    """A request with the mount's prefix taken off the path; header names in lower case."""

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
    if answer.status == 204:
        del headers["Content-Type"], headers["Content-Length"]
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    await send({"type": "http.response.body", "body": answer.body, "more_body": is_broken})


def cut(scope: Scope) -> None:
    """Close the socket under the request; the sandbox's own server puts it in the scope."""
    scope["state"]["transport"].abort()


async def spoilt(
    work: Callable[[], Answer], fault: Fault | None, receive: Receive, wrong: Callable[[Fault], Answer]
) -> Answer:
    """The work done, or what the planned fault makes of it; `wrong` words its errors. Raises NoAnswer."""
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
    if fault.kind == "html":
        return Answer(fault.status or 200, _GATEWAY_PAGE, content_type="text/html")
    return wrong(fault)


async def _wait(receive: Receive, seconds: float | None) -> None:
    """Until the time is over or the client has left, whichever comes first."""

    async def until_gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(until_gone(), seconds)
    except TimeoutError:
        return
