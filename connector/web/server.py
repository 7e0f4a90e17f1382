"""One uvicorn process, on this machine or behind a reverse proxy."""

import asyncio
import signal
import socket
from collections.abc import Callable
from ipaddress import ip_address
from types import FrameType

import uvicorn
from fastapi import FastAPI

from connector.core.errors import Refused

#: Pages under way get so many seconds once it is told to stop.
GRACE_SECONDS = 5


def listen(host: str, port: int, is_https: bool = False) -> socket.socket:
    """A listening socket. Raises Refused for an address that others reach, or a port that is taken.

    With `is_https` people come in by a reverse proxy that encrypts, and it may listen wherever that asks.
    """
    family, address = _place(host, is_https)
    # asyncio turns Nagle off only where the protocol is named; without that each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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


def _place(host: str, is_https: bool) -> tuple[socket.AddressFamily, str]:
    try:
        address = ip_address({"localhost": "127.0.0.1"}.get(host, host))
    except ValueError:
        raise Refused(f"«{host}» is no address to listen on: write 127.0.0.1, or 0.0.0.0 for all.") from None
    if not address.is_loopback and not is_https:
        raise Refused(
            f"{host} is not this machine alone, and passwords would travel there in the clear: put a reverse "
            "proxy with https before it and set RELANCE_BASE_URL to its address, or leave --host out."
        )
    return (socket.AF_INET6 if address.version == 6 else socket.AF_INET), str(address)


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
