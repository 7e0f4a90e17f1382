"""One uvicorn process on loopback."""

import asyncio
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI

from connector.core.errors import Refused

#: Pages under way get so many seconds once it is told to stop.
GRACE_SECONDS = 5


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises Refused for an address beyond this machine or a port that is taken.

    Until sign-in exists anybody who reaches the page may read it.
    """
    family, address = _loopback(host)
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused(
            f"Port {port} of {host} cannot be used ({reason}): choose another one with --port."
        ) from None
    listener.listen()
    return listener


def _loopback(host: str) -> tuple[socket.AddressFamily, str]:
    names = {"localhost": "127.0.0.1", "127.0.0.1": "127.0.0.1", "::1": "::1"}
    if host not in names:
        raise Refused(
            f"{host} is not this machine alone, and there is no sign-in yet: the page would be open to "
            "whoever reaches it. Leave --host out, or write 127.0.0.1."
        )
    address = names[host]
    return (socket.AF_INET6 if ":" in address else socket.AF_INET), address


def address_of(listener: socket.socket) -> str:
    """As a browser takes it."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


class Server(uvicorn.Server):
    """Serves `app` until it is told to stop; `announce` is called with the address once pages answer."""

    def __init__(
        self, app: FastAPI, listener: socket.socket, announce: Callable[[str], None] = lambda address: None
    ) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self._listener = listener
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._announce(address_of(self._listener))

    def serve_until_stopped(self) -> None:
        """Returns after Ctrl-C or SIGTERM, so that whoever called can put away what he opened."""
        before = signal.signal(signal.SIGTERM, _stop)  # uvicorn raises the signal again when it is done
        try:
            self.run(sockets=[self._listener])
        except (KeyboardInterrupt, asyncio.CancelledError):
            return
        finally:
            signal.signal(signal.SIGTERM, before)
            self._listener.close()


def _stop(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
