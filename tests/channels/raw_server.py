"""A mail server that misbehaves on purpose, phase by phase: it speaks SMTP over a bare socket."""

import socket
from collections import deque
from contextlib import suppress
from typing import IO

from tests.talking import Talking

DROP = "drop"
HANG = "hang"

_USUAL = {
    "greeting": "220 raw.example ESMTP",
    "EHLO": "250-raw.example\r\n250-8BITMIME\r\n250 SIZE 1000000",
    "HELO": "250 raw.example",
    "MAIL": "250 2.1.0 OK",
    "RCPT": "250 2.1.5 OK",
    "DATA": "354 go on",
    "dot": "250 2.0.0 Ok: queued as 4Zk1",
    "RSET": "250 2.0.0 OK",
    "QUIT": "221 2.0.0 bye",
}


class RawServer(Talking):
    """Says `script[phase]` once each, in order, then the usual.

    Phases are the verbs, `greeting`, `dot` (the answer to a whole message) and `content` (an action
    after 354, before the message is read). `DROP` closes the connection; `HANG` says nothing more.
    """

    def __init__(self, **script: str | list[str]) -> None:
        self._script = {
            phase: deque([said] if isinstance(said, str) else said) for phase, said in script.items()
        }
        super().__init__()
        self.verbs: list[str] = []
        self.lines: list[str] = []
        self.messages: list[bytes] = []
        self.connections = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def _held(self, line: socket.socket) -> None:
        self.connections += 1
        with line, suppress(ConnectionError):
            self._converse(line)

    def _converse(self, line: socket.socket) -> None:
        with line.makefile("rb") as reading:
            if not self._say(line, "greeting"):
                return
            for said in reading:
                verb = said[:4].decode("latin-1").strip().upper()
                self.verbs.append(verb)
                self.lines.append(said.decode().rstrip("\r\n"))
                if not self._say(line, verb) or verb == "QUIT":
                    return
                if verb == "DATA" and self._last.startswith("354") and not self._take(line, reading):
                    return

    def _take(self, line: socket.socket, reading: IO[bytes]) -> bool:
        if "content" in self._script and not self._say(line, "content"):
            return False
        lines: list[bytes] = []
        for said in reading:
            if said == b".\r\n":
                self.messages.append(b"".join(lines))
                return self._say(line, "dot")
            lines.append(said.removeprefix(b"."))
        return False

    def _say(self, line: socket.socket, phase: str) -> bool:
        waiting = self._script.get(phase)
        said = waiting.popleft() if waiting else _USUAL.get(phase, "502 5.5.1 not here")
        self._last = said
        if said == DROP:
            return False
        if said == HANG:
            while line.recv(65536):  # until the client gives up
                pass
            return False
        line.sendall(said.encode() + b"\r\n")
        return not said.startswith("421")
