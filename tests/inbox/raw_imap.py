"""A mail server that misbehaves on purpose: it speaks IMAP over a bare socket, as it is told to."""

import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO

from connector.core.mailbox import MailboxAccess, Security
from tests.talking import Talking

#: What is said: text in which `{tag}` stands for the command's, or whatever a function does with the line.
Saying = str | bytes | Callable[[socket.socket, str], None]

IN = "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n"
OPEN = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] fine\r\n* OK [UIDNEXT 4] next\r\n{tag} OK [READ-ONLY] done\r\n"
_USUAL: Mapping[str, Saying] = {
    "greeting": "* OK raw.example ready\r\n",
    "CAPABILITY": IN,
    "AUTHENTICATE": "+ \r\n",
    "secret": "{tag} OK in\r\n",
    "LOGIN": "{tag} OK in\r\n",
    "LIST": '* LIST () "/" INBOX\r\n{tag} OK done\r\n',
    "EXAMINE": OPEN,
    "SEARCH": "* SEARCH 1 2 3\r\n{tag} OK done\r\n",
    "LOGOUT": "* BYE bye\r\n{tag} OK done\r\n",
}


def hang(line: socket.socket, tag: str) -> None:
    """Says nothing until the client gives up."""
    while line.recv(65536):
        pass


def drop(line: socket.socket, tag: str) -> None:
    """Closes the connection without a word."""
    line.shutdown(socket.SHUT_RDWR)


def raw_of(uid: int) -> bytes:
    return f"Subject: {uid}\r\n\r\n".encode()


def fetched(uid: int, raw: bytes | None = None, size: int | None = None) -> bytes:
    """The message as it is handed over."""
    raw = raw_of(uid) if raw is None else raw
    size = len(raw) if size is None else size
    head = f'* {uid} FETCH (UID {uid} INTERNALDATE "09-Mar-2026 08:30:00 +0000" RFC822.SIZE {size}'
    return f"{head} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n{tag} OK done\r\n"


class RawImap(Talking):
    """Says `script[verb]`, or the usual; `FETCH 2` is of the message 2, `secret` the answer to a password."""

    def __init__(
        self,
        script: Mapping[str, Saying] | None = None,
        /,
        *,
        secured: ssl.SSLContext | None = None,
        **named: Saying,
    ) -> None:
        by_name = {name.replace("_", " "): said for name, said in named.items()}
        self.script = {**_USUAL, **(script or {}), **by_name}
        self.secured = secured
        self.heard: list[str] = []
        self.conversations = 0
        super().__init__()

    def access(self, security: Security = Security.NONE, **other: str) -> MailboxAccess:
        return MailboxAccess(
            "127.0.0.1", self.port, security, "anna", other.pop("password", "gEh€im"), **other
        )

    def _held(self, line: socket.socket) -> None:
        self.conversations += 1
        with suppress(OSError, ValueError):
            if self.secured is not None and "STARTTLS" not in self.script:
                self._line = line = self.secured.wrap_socket(line, server_side=True)
            self._converse(line)
        if self._line is not None:  # by now it may be the one within TLS
            self._line.close()

    def _converse(self, line: socket.socket) -> None:
        self._say(line, "*", "greeting")
        with line.makefile("rb") as reading:
            while said := reading.readline():
                if self._heard(line, said, reading) == "STARTTLS" and self.secured is not None:
                    break
            else:
                return
        self._line = self.secured.wrap_socket(line, server_side=True)
        with self._line.makefile("rb") as reading:
            while said := reading.readline():
                self._heard(self._line, said, reading)

    def _heard(self, line: socket.socket, said: bytes, reading: IO[bytes]) -> str:
        text = said.decode("utf-8", "replace").rstrip("\r\n")
        self.heard.append(text)
        tag, _, rest = text.partition(" ")
        verb = rest.removeprefix("UID ").partition(" ")[0]
        self._answer(line, tag, verb, rest)
        if verb == "AUTHENTICATE":
            self._take_secret(line, tag, reading)
        return verb

    def _take_secret(self, line: socket.socket, tag: str, reading: IO[bytes]) -> None:
        if self.script["AUTHENTICATE"] == _USUAL["AUTHENTICATE"]:
            self.heard.append(reading.readline().decode().rstrip("\r\n"))
            self._say(line, tag, "secret")

    def _answer(self, line: socket.socket, tag: str, verb: str, rest: str) -> None:
        if verb != "FETCH":
            self._say(line, tag, verb)
        elif "BODY" not in rest:
            self._say(line, tag, "heads")
        else:
            uid = rest.split()[2]
            of_all = self.script.get("FETCH", fetched(int(uid)))
            self._put(line, tag, self.script.get(f"FETCH {uid}", of_all))

    def _say(self, line: socket.socket, tag: str, phase: str) -> None:
        self._put(line, tag, self.script.get(phase, "{tag} OK done\r\n"))

    def _put(self, line: socket.socket, tag: str, said: Saying) -> None:
        if callable(said):
            said(line, tag)
        else:
            raw = said.encode() if isinstance(said, str) else said
            line.sendall(raw.replace(b"{tag}", tag.encode()))
