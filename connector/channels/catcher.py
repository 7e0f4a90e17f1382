"""A real mail server on loopback that keeps what it gets in memory, for the demo and the tests."""

import asyncio
import socket
import ssl
from collections import deque
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from connector.channels.memory import WHOLE_MESSAGE, Script
from connector.core.errors import Refused

HOST = "127.0.0.1"
KEPT = 5000


@dataclass(frozen=True)
class Caught:
    """One message as it arrived: a number that rises, the envelope, the bytes."""

    number: int
    mail_from: str
    rcpt_to: tuple[str, ...]
    content: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """Read with the standard parser, once, when asked for."""
        return message_from_bytes(self.content, policy=policy.default)

    @cached_property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "")

    @cached_property
    def text(self) -> str:
        """The plain text, line ends as newlines."""
        return self._body("plain")

    @cached_property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


class Catcher:
    """Listens on 127.0.0.1 between `start` and `stop`; `port` is the real one once started.

    The newest `kept` messages stay readable. `script` says whom to refuse, and with which reply;
    `implicit_tls` encrypts from the start; `options` go to aiosmtpd's SMTP (STARTTLS, AUTH, size).
    """

    def __init__(
        self, port: int = 0, kept: int = KEPT, implicit_tls: ssl.SSLContext | None = None, **options: Any
    ) -> None:
        self.port = port
        self.script = Script()
        self._implicit_tls = implicit_tls
        self._options = {"hostname": "localhost", "ident": "mail catcher", "enable_SMTPUTF8": True} | options
        self._caught: deque[Caught] = deque(maxlen=kept)
        self._count = 0
        self._lock = Lock()
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop
        self._stopping: asyncio.Event
        self._transports: set[asyncio.BaseTransport] = set()

    @property
    def url(self) -> str:
        """As RELANCE_SMTP_URL takes it."""
        return f"smtp://{HOST}:{self.port}"

    @property
    def count(self) -> int:
        """How many arrived in all, forgotten ones included."""
        return self._count

    def all(self) -> tuple[Caught, ...]:
        """Those still kept, oldest first."""
        with self._lock:
            return tuple(self._caught)

    def get(self, number: int) -> Caught | None:
        """By its number; None when it never came or is forgotten."""
        return next((caught for caught in self.all() if caught.number == number), None)

    def clear(self) -> None:
        """Forgets every message; numbers go on rising."""
        with self._lock:
            self._caught.clear()

    def start(self) -> "Catcher":
        """Raises Refused when the port is taken. Mail is taken from the moment this returns."""
        try:
            listening = socket.create_server((HOST, self.port))
        except OSError as error:
            raise Refused(
                f"Port {self.port} of {HOST} cannot be used for the mail catcher "
                f"({error.strerror}). Choose another one."
            ) from error
        self.port = listening.getsockname()[1]
        ready = Event()
        self._thread = Thread(
            target=lambda: asyncio.run(self._serve(listening, ready)), name="mail catcher", daemon=True
        )
        self._thread.start()
        ready.wait()
        return self

    def stop(self) -> None:
        """Breaks open connections off and frees the port; what was caught stays readable."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            thread.join()

    def hang_up(self) -> None:
        """Breaks every open connection off and goes on listening."""
        done = Event()
        self._loop.call_soon_threadsafe(self._abort)
        self._loop.call_soon_threadsafe(done.set)
        done.wait()

    def __enter__(self) -> "Catcher":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def _serve(self, listening: socket.socket, ready: Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        try:
            server = await self._loop.create_server(self._protocol, sock=listening, ssl=self._implicit_tls)
        finally:
            ready.set()
        await self._stopping.wait()
        server.close()
        self._abort()
        await asyncio.sleep(0)  # lets the transports close before the loop does

    def _protocol(self) -> SMTP:
        return _Line(self._transports, _Handler(self), loop=self._loop, **self._options)

    def _abort(self) -> None:
        for transport in tuple(self._transports):
            cast(asyncio.WriteTransport, transport).abort()

    def keep(self, envelope: Envelope) -> int:
        """Stores one message and returns its number."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        with self._lock:
            self._count += 1
            caught = Caught(self._count, envelope.mail_from or "", tuple(envelope.rcpt_tos), content)
            self._caught.append(caught)
        return caught.number


class _Line(SMTP):
    """One connection, known to the catcher so that it can be broken off."""

    def __init__(self, transports: set[asyncio.BaseTransport], handler: "_Handler", **options: Any) -> None:
        super().__init__(handler, **options)
        self._transports = transports
        self._own: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transports.add(transport)
        self._own = self._own or transport
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._transports -= {self._own, self.transport}
        super().connection_lost(error)


class _Handler:
    """What aiosmtpd asks at each step."""

    def __init__(self, catcher: Catcher) -> None:
        self._catcher = catcher

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self._catcher.script.next(address)
        if reply is None or reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply or "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = self._catcher.script.next(WHOLE_MESSAGE)
        if reply is None or reply.startswith("2"):
            number = self._catcher.keep(envelope)
            return reply or f"250 2.0.0 OK: queued as {number}"
        return reply
