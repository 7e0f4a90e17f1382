"""The door of a dialect: its OAuth pages, planned faults, and a memory of every request. Plain ASGI."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.types import Receive, Scope, Send

from .clock import SandboxClock
from .exchange import Answer, Arrived, NoAnswer, Seen, cut, read_body, reply, spoilt
from .faults import Fault, Faults
from .hiding import hidden
from .oauth import OAuthServer

Work = Callable[[], Answer]
Spoil = Callable[[Work], Awaitable[Answer]]


class Dialect(Protocol):
    """How one provider answers. It calls `spoil` around its work, so that a planned fault can befall it."""

    async def answer(self, request: Arrived, spoil: Spoil) -> Answer: ...

    def wrong(self, fault: Fault) -> Answer:
        """A rate limit or a server error in the provider's own words."""
        ...


class Front:
    """One provider's traffic, below its prefix. Work is done on the event loop, one request at a time."""

    def __init__(
        self, provider: str, clock: SandboxClock, faults: Faults, dialect: Dialect, oauth: OAuthServer
    ) -> None:
        self.seen: list[Seen] = []
        self._provider = provider
        self._clock = clock
        self._faults = faults
        self._dialect = dialect
        self._oauth = oauth

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Arrived(scope, await read_body(receive))
        fault = self._faults.take(request.method, request.path, self._provider)
        answer: Answer | None = None
        try:
            answer = await self._answer(request, fault, receive)
        except NoAnswer:
            cut(scope)
        finally:
            self.seen.append(hidden(request, self._clock.now(), answer.status if answer else None))
        if answer is not None:
            await reply(send, answer, is_broken=fault is not None and fault.kind == "broken_page")

    async def _answer(self, request: Arrived, fault: Fault | None, receive: Receive) -> Answer:
        async def spoil(work: Work) -> Answer:
            return await spoilt(work, fault, receive, self._dialect.wrong)

        if self._oauth.serves(request.path):
            return await spoil(lambda: self._oauth.answer(request))
        return await self._dialect.answer(request, spoil)
