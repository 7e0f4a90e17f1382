"""A server on loopback that holds one conversation at a time, over a bare socket."""

import socket
from contextlib import suppress
from threading import Thread
from typing import Self


class Talking:
    """Listens from the start, serves within `with`; whoever inherits says what is said in `_held`."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._line: socket.socket | None = None
        self._thread = Thread(target=self._serve, daemon=True)

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for open_socket in (self._listening, self._line):
            if open_socket is not None:
                with suppress(OSError):
                    open_socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                self._line, _ = self._listening.accept()
            except OSError:
                return
            self._held(self._line)

    def _held(self, line: socket.socket) -> None:
        raise NotImplementedError
