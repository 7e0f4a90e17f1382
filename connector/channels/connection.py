"""One kept connection to the mail server, and the words exchanged over it."""

import base64
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from connector.channels.answers import Reply
from connector.channels.reasons import DeliveryReason
from connector.channels.server import Security, SmtpServer

TIMEOUT = 20.0
#: A connection left alone longer than this is not trusted: routers forget it without a word.
LONGEST_IDLE = 60.0
_CHUNK = 65536


class BrokenOff(Exception):
    """The conversation ended. `detail` is for the log, `reply` the server's words if it said any."""

    def __init__(self, reason: DeliveryReason, detail: str, reply: Reply | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
        self.reply = reply


def _is_time_out(error: BaseException | None) -> bool:
    # smtplib wraps a time-out in SMTPServerDisconnected, which says nothing of its kind.
    return isinstance(error, TimeoutError) or isinstance(getattr(error, "__context__", None), TimeoutError)


def _broken(error: Exception) -> BrokenOff:
    reason = DeliveryReason.TIMEOUT if _is_time_out(error) else DeliveryReason.CONNECTION
    return BrokenOff(reason, str(error) or type(error).__name__)


def _read(code: int, text: bytes) -> Reply:
    reply = Reply(code, text.decode("utf-8", "replace"))
    if not 200 <= code < 600:
        raise BrokenOff(DeliveryReason.PROTOCOL, f"answer {code} {reply.text[:200]!r}")
    if code == 421:
        raise BrokenOff(DeliveryReason.BUSY, reply.text, reply)
    return reply


class Conversation:
    """What is said over one open connection. Every method raises BrokenOff once nothing more can be said."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        self.takes_utf8 = smtp.has_extn("smtputf8")
        self._takes_size = smtp.has_extn("size")
        self._takes_8bit = smtp.has_extn("8bitmime")

    def reset(self) -> None:
        """Asks whether it is still there, and forgets a message left half said."""
        reply = self._ask(self._smtp.rset)
        if not reply.is_yes:
            raise BrokenOff(DeliveryReason.PROTOCOL, f"RSET: {reply.code} {reply.text}", reply)

    def mail(self, sender: str, size: int, is_utf8: bool) -> Reply:
        """MAIL FROM, with the size in bytes where the server wants to know."""
        options = [f"SIZE={size}"] if self._takes_size else []
        if is_utf8:
            options += ["BODY=8BITMIME", "SMTPUTF8"] if self._takes_8bit else ["SMTPUTF8"]
        return self._ask(lambda: self._smtp.mail(sender, options))

    def rcpt(self, address: str) -> Reply:
        return self._ask(lambda: self._smtp.rcpt(address))

    def data(self) -> Reply:
        """Asks to hand over. 354 means: from now on a break leaves the outcome unknown."""
        return self._ask(lambda: self._smtp.docmd("DATA"))

    def hand_over(self, message: bytes) -> Reply:
        """The message to its last dot, and the server's answer to it."""
        try:
            self._send(message)
            code, text = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            is_late = _is_time_out(error)
            reason = DeliveryReason.TIMEOUT_AFTER_DATA if is_late else DeliveryReason.BROKEN_AFTER_DATA
            raise BrokenOff(reason, str(error)) from error
        reply = Reply(code, text.decode("utf-8", "replace"))
        if not (reply.is_yes or reply.is_not_now or reply.is_never):
            raise BrokenOff(DeliveryReason.UNCLEAR_AFTER_DATA, f"answer {code} {reply.text[:200]!r}")
        return reply

    def _send(self, message: bytes) -> None:
        # In pieces, since a time-out counts for one call: a slow line is not a broken one.
        stuffed = (b"\n" + message).replace(b"\n.", b"\n..")[1:] + b".\r\n"
        for start in range(0, len(stuffed), _CHUNK):
            self._smtp.send(stuffed[start : start + _CHUNK])

    def _ask(self, say: Callable[[], tuple[int, bytes]]) -> Reply:
        try:
            return _read(*say())
        except smtplib.SMTPResponseException as error:
            raise BrokenOff(DeliveryReason.PROTOCOL, str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise _broken(error) from error

    def close(self, politely: bool) -> None:
        """Says goodbye if the connection is in order, and closes it in any case."""
        try:
            if politely:
                self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            pass  # it was leaving anyway
        finally:
            self._smtp.close()


@contextmanager
def _while_opening() -> Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        raise BrokenOff(DeliveryReason.TLS, str(error)) from error
    except smtplib.SMTPResponseException as error:
        reply = Reply(error.smtp_code, _text(error.smtp_error))
        reason = DeliveryReason.BUSY if reply.is_not_now else DeliveryReason.CONNECTION
        raise BrokenOff(reason, f"{reply.code} {reply.text}", reply) from error
    except (OSError, smtplib.SMTPException) as error:
        raise _broken(error) from error


class Opener:
    """Opens connections to one server: greeting, TLS, signing in."""

    def __init__(self, server: SmtpServer, ca_file: Path | None, timeout: float) -> None:
        self._server = server
        self._timeout = timeout
        self._context = _trusting(ca_file)

    def open(self) -> Conversation:
        """Raises BrokenOff; nothing has been said of any message then."""
        with _while_opening():
            smtp = self._connected()
            try:
                smtp.ehlo_or_helo_if_needed()
                self._encrypt(smtp)
                self._sign_in(smtp)
            except BaseException:
                smtp.close()
                raise
        return Conversation(smtp)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.security is not Security.IMPLICIT:
            return smtplib.SMTP(server.host, server.port, _own_name(), timeout=self._timeout)
        return smtplib.SMTP_SSL(
            server.host, server.port, _own_name(), timeout=self._timeout, context=self._context
        )

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        security = self._server.security
        if security in (Security.IMPLICIT, Security.NEVER):
            return
        if not smtp.has_extn("starttls"):
            if security is Security.REQUIRED:
                raise BrokenOff(DeliveryReason.TLS, "the server does not offer STARTTLS")
            return
        try:
            smtp.starttls(context=self._context)
        except smtplib.SMTPResponseException as error:
            raise BrokenOff(DeliveryReason.TLS, f"STARTTLS: {error}") from error
        smtp.ehlo_or_helo_if_needed()

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        server = self._server
        if server.user is None or server.password is None:
            return
        if not isinstance(smtp.sock, ssl.SSLSocket) and not server.is_loopback:
            raise BrokenOff(DeliveryReason.TLS, "without STARTTLS the password would travel in clear")
        reply = _read(*_authenticate(smtp, server.user, server.password))
        if reply.code != 235:
            raise BrokenOff(DeliveryReason.SMTP_AUTH, f"{reply.code} {reply.text}", reply)


@cache
def _trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Made once: reading all that a machine trusts takes longer than handing over a message."""
    return ssl.create_default_context(cafile=ca_file)


def _authenticate(smtp: smtplib.SMTP, user: str, password: str) -> tuple[int, bytes]:
    """By hand, since smtplib's login takes ASCII passwords only."""
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        return smtp.docmd("AUTH", "PLAIN " + _in_base64(f"\0{user}\0{password}"))
    if "LOGIN" not in offered:
        raise BrokenOff(DeliveryReason.SMTP_AUTH, "the server offers neither AUTH PLAIN nor AUTH LOGIN")
    code, text = smtp.docmd("AUTH", f"LOGIN {_in_base64(user)}")
    return smtp.docmd(_in_base64(password)) if code == 334 else (code, text)


def _in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _own_name() -> str:
    # Not getfqdn(): it asks the name servers, which may take longer than sending.
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
