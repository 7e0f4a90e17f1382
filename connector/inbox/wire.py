"""The connection: nothing is read beyond its bounds, and nothing said in clear is believed once TLS began."""

import imaplib
import socket
import ssl
from contextlib import suppress

from imapclient import IMAPClient

from connector.core.mailbox import MailboxAccess, Security
from connector.inbox.bounds import LARGEST, LONGEST_LINE, Allowance, TooMuch

_PIECE = 65536
#: What the libraries underneath raise for a connection that fails or an answer that cannot be read.
FAULTS = (
    OSError,
    imaplib.IMAP4.error,
    TooMuch,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


class Wire(imaplib.IMAP4):
    """imaplib within bounds: it would take a line drop by drop for ever, and a literal of any size."""

    def __init__(self, host: str, port: int, secured: ssl.SSLContext | None, allowance: Allowance) -> None:
        self._secured = secured
        self._allowance = allowance
        self._ahead = bytearray()
        self._heard_from: socket.socket | None = None
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        plain = _connected(self.host, self.port, self._allowance.patience())
        if self._secured is None:
            return plain
        try:
            return self._secured.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def read(self, size: int) -> bytes:
        """A literal, where it is no longer than a message may be. Raises TooMuch."""
        if size > LARGEST:
            raise TooMuch("a literal that is too long")
        self._forget_what_was_in_clear()
        while len(self._ahead) < size and self._more():
            pass
        return self._taken(size)

    def readline(self) -> bytes:
        """A line with its end, or what came of it before the connection was cut. Raises TooMuch."""
        self._forget_what_was_in_clear()
        looked = 0
        while (end := self._ahead.find(b"\n", looked)) < 0:
            looked = len(self._ahead)
            if looked > LONGEST_LINE:
                raise TooMuch("a line that is too long")
            if not self._more():
                return self._taken(looked)
        self._allowance.heard_line()
        return self._taken(end + 1)

    def send(self, data: bytes) -> None:  # type: ignore[override]
        self.sock.settimeout(self._allowance.patience())
        super().send(data)

    def login(self, user: str, password: str) -> tuple[str, list[bytes]]:  # type: ignore[override]
        """imaplib does not quote the name, and knows ASCII alone."""
        typed = (self._quote(x).encode() for x in (user, password))
        kind, said = self._simple_command("LOGIN", *typed)
        if kind != "OK":
            raise self.error(said[-1].decode("utf-8", "replace"))
        self.state = "AUTH"
        return kind, said

    def _forget_what_was_in_clear(self) -> None:
        """What was said before TLS began, somebody in between may have said."""
        if self.sock is not self._heard_from:
            self._ahead.clear()
            self._heard_from = self.sock

    def _more(self) -> bool:
        self.sock.settimeout(self._allowance.patience())
        piece = self.sock.recv(_PIECE)
        self._allowance.heard(len(piece))
        self._ahead += piece
        return bool(piece)

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._ahead[:size])
        del self._ahead[:size]
        return taken


def _connected(host: str, port: int, patience: float) -> socket.socket:
    try:
        # An empty host would be this machine.
        return socket.create_connection((host or ".", port), patience)
    except (ValueError, OverflowError):
        raise socket.gaierror(socket.EAI_NONAME, "no name and port") from None


class Client(IMAPClient):  # type: ignore[misc]
    """imapclient over such a connection. It logs nothing: what is said here is secret or somebody's mail."""

    wire: Wire
    #: Nothing more can be said over it, whoever finds out.
    is_broken = False

    def __init__(self, access: MailboxAccess, context: ssl.SSLContext, allowance: Allowance) -> None:
        self._allowance = allowance
        super().__init__(access.host, access.port, ssl=access.security is Security.TLS, ssl_context=context)
        self.normalise_times = False
        self.wire.debug = 0

    def _create_IMAP4(self) -> Wire:  # noqa: N802
        self.wire = Wire(self.host, self.port, self.ssl_context if self.ssl else None, self._allowance)
        return self.wire

    def leave(self, politely: bool) -> None:
        """Says goodbye if the connection is in order, and closes it in any case."""
        with suppress(*FAULTS):
            if politely:
                self.logout()
        with suppress(*FAULTS):
            self.shutdown()
