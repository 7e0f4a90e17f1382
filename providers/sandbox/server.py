"""Serves the sandbox on loopback, in a thread of the calling process."""

import asyncio
import socket
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from types import TracebackType
from typing import Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from .app import create_app
from .post_office import post_office
from .state import Sandbox, real_time


class _Protocol(H11Protocol):
    """Hands the socket to the application, so that a fault can close it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


class Handle:
    """A running sandbox: `url`, `url_of()`, `stop()`, and its `clock`, `faults`, `reset` and stand-ins."""

    def __init__(self, sandbox: Sandbox, listener: socket.socket) -> None:
        self.clock = sandbox.clock
        self.faults = sandbox.faults
        self.stripe = sandbox.stripe
        self.xero = sandbox.xero
        self.quickbooks = sandbox.quickbooks
        self.stand_ins = sandbox.stand_ins
        self.reset = sandbox.reset
        host, port = listener.getsockname()[:2]
        self.url = f"http://{host}:{port}"
        self.stripe_url = self.url_of("stripe")
        self.xero_url = self.url_of("xero")
        self.quickbooks_url = self.url_of("quickbooks")
        self._listener = listener
        config = uvicorn.Config(
            create_app(sandbox),
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_level="critical",
            proxy_headers=False,
        )
        self._server = _Server(config)
        self._thread = Thread(
            target=self._server.run, args=([listener],), name="relance-sandbox", daemon=True
        )
        self._thread.start()
        if not self._server.is_up.wait(timeout=30):
            raise RuntimeError("the sandbox did not start within 30 seconds")

    def url_of(self, provider: str) -> str:
        """Where that stand-in answers, without a slash at the end."""
        return f"{self.url}/{provider}"

    def mail_through(self, port: int) -> None:
        """From now on, until a reset, what a stand-in mails arrives at the mail server of this port."""
        self.quickbooks.mail = post_office(port, "quickbooks")
        self.xero.mailbox.mail = post_office(port, "xero")
        self.stripe.book.mail = post_office(port, "stripe")

    def wait(self) -> None:
        """Until it is stopped."""
        self._thread.join()

    def stop(self) -> None:
        """At once; requests under way are cut."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(
    port: int = 0, *, now: Callable[[], datetime] = real_time, seed: int | None = 7, host: str = "127.0.0.1"
) -> Handle:
    """Start it on a loopback address; port 0 takes a free one. OSError when the port is taken."""
    return serve_held(Sandbox(now, seed=seed), port, host=host)


def serve_held(sandbox: Sandbox, port: int = 0, *, host: str = "127.0.0.1") -> Handle:
    """Serve a sandbox that was made before."""
    # The protocol is named because asyncio turns Nagle off only then; without it each answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return Handle(sandbox, listener)
