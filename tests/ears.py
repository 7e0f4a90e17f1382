"""An address that listens, over real HTTP on this machine, and misbehaves when it is told to."""

import ssl
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

#: What is answered: raw bytes, or whatever a function does with the connection.
Saying = bytes | Callable[["_Handler"], None]


def status(code: int, body: bytes = b"", **headers: str) -> bytes:
    """A whole answer; `retry_after` stands for Retry-After."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {code} Said\r\ncontent-length: {len(body)}\r\nconnection: close\r\n{lines}\r\n"
    return head.encode() + body


def hang(handler: "_Handler") -> None:
    """Says nothing until the end."""
    handler.ear.ending.wait()


def drip(handler: "_Handler") -> None:
    """A letter at a time, for ever."""
    with suppress(OSError):
        while not handler.ear.ending.wait(0.02):
            handler.wfile.write(b"H")


def drop(handler: "_Handler") -> None:
    """Closes the connection without a word."""


@dataclass(frozen=True)
class Heard:
    """One question."""

    path: str
    headers: Mapping[str, str]
    body: bytes


class Ear(ThreadingHTTPServer):
    """Answers what `sayings` hold, one each, then 204."""

    daemon_threads = True

    def __init__(self, *sayings: Saying) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.sayings = deque(sayings)
        self.heard: list[Heard] = []
        self.ending = Event()
        self.came: Callable[[], None] = lambda: None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/relance?of=us"

    def handle_error(self, *_: Any) -> None:
        """Who hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    @property
    def ear(self) -> Ear:
        server: Any = self.server
        found: Ear = server
        return found

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        named = {name.lower(): value for name, value in self.headers.items()}
        self.ear.heard.append(Heard(self.path, named, body))
        self.ear.came()
        said = self.ear.sayings.popleft() if self.ear.sayings else status(204)
        if isinstance(said, bytes):
            self.wfile.write(said)
        else:
            said(self)

    def do_GET(self) -> None:
        """A browser that is led here stays where it is."""
        self.wfile.write(status(204))

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@contextmanager
def listening(*sayings: Saying, secured: ssl.SSLContext | None = None) -> Iterator[Ear]:
    """It listens until the end."""
    ear = Ear(*sayings)
    if secured is not None:
        ear.socket = secured.wrap_socket(ear.socket, server_side=True)
    thread = Thread(target=ear.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield ear
    finally:
        ear.ending.set()
        ear.shutdown()
        thread.join()
        ear.server_close()
