"""Whatever fails underneath, as one of our errors with a sentence; no name or password is part of it."""

import base64
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from connector.core.errors import AuthExpired, ProviderError, Unavailable
from connector.core.mailbox import MailboxAccess
from connector.core.told import Told
from connector.inbox.bounds import TooMuch
from connector.inbox.sentences import say
from connector.inbox.wire import FAULTS

#: RFC 5530: what the server says of itself and of the moment, not of us or of one message.
_NOT_NOW = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|OVERQUOTA|SERVERBUG|CONTACTADMIN)\b", re.IGNORECASE)
_THROTTLED = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|OVERQUOTA)\b", re.IGNORECASE)
_COMMAND = re.compile(r"^(\* [A-Z]+ )?(command: \w+ => )?(\w+ failed: |\w+ command error: )?")
#: What OpenSSL finds wrong with a certificate, by its number (X509_V_ERR_…).
_WRONG = {
    2: "unknown_signer",
    10: "ended",
    18: "self_signed",
    19: "self_signed",
    20: "unknown_signer",
    21: "unknown_signer",
    62: "other_name",
    64: "other_name",
}
_SHOWN = 200


def where(access: MailboxAccess) -> str:
    return f"{access.host}:{access.port}"


@contextmanager
def telling(access: MailboxAccess) -> Iterator[None]:
    """What fails within is told. The chain of errors is cut: the libraries quote what they were given."""
    try:
        yield
    except ProviderError:
        raise
    except FAULTS as fault:
        told = trouble(fault, access)
    else:
        return
    raise told from None


def trouble(fault: BaseException, access: MailboxAccess) -> Unavailable:
    """What a connection that failed, or an answer that cannot be read, is called."""
    # imaplib and imapclient wrap what they caught, and keep of it no more than its text.
    while isinstance(fault, imaplib.IMAP4.error) and isinstance(fault.__context__, FAULTS):
        fault = fault.__context__
    return Unavailable(_of_the_wire(fault, access) or _of_imap(fault, access))


def _of_the_wire(fault: BaseException, access: MailboxAccess) -> Told | None:
    match fault:
        case TooMuch():
            return say("too_much", where=where(access))
        case socket.gaierror():
            return say("not_found", host=access.host)
        case ssl.SSLCertVerificationError():
            return say("untrusted", where=where(access), why=_wrong_with(fault))
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return say("broke_off", where=where(access))
        case ssl.SSLError():
            return say("no_tls", where=where(access), why=_shown(fault.reason or "TLS"))
        case TimeoutError():
            return say("late", where=where(access))
        case ConnectionRefusedError():
            return say("refused", where=where(access))
        case ConnectionError():
            return say("broke_off", where=where(access))
        case OSError():
            return say("unreachable", where=where(access), why=_shown(fault.strerror or "OSError"))
    return None


def _of_imap(fault: BaseException, access: MailboxAccess) -> Told:
    text = text_of(fault)
    if not isinstance(fault, imaplib.IMAP4.error) or text.startswith("unexpected"):
        return say("garbled", where=where(access))
    if text.startswith("socket error"):
        return say("broke_off", where=where(access))
    is_ours = isinstance(fault, imaplib.IMAP4.abort) or text != str(fault)
    if not is_ours:
        return say("garbled", where=where(access))
    return say("unwilling", where=where(access), words=words(text, access))


def _wrong_with(fault: ssl.SSLCertVerificationError) -> Told | str:
    # By hand, for the test that every sentence is told to see them.
    match _WRONG.get(fault.verify_code):
        case "ended":
            return say("ended")
        case "self_signed":
            return say("self_signed")
        case "unknown_signer":
            return say("unknown_signer")
        case "other_name":
            return say("other_name")
    return _shown(fault.verify_message)


def text_of(fault: BaseException) -> str:
    """What the server said, where that is what the error holds."""
    said = fault.args[0] if fault.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return _COMMAND.sub("", text)


def is_throttling(text: str) -> bool:
    """Whether it means every question, not the one just asked."""
    return _THROTTLED.search(text) is not None


def not_in(text: str, access: MailboxAccess) -> ProviderError:
    """The server lets us not in, for now or for what was typed."""
    said = words(text, access)
    if _NOT_NOW.search(text):
        return Unavailable(say("unwilling", where=where(access), words=said))
    return AuthExpired(say("not_in", where=where(access), words=said))


def words(text: str, access: MailboxAccess) -> Told | str:
    """The server's own words, unless they hold what must not be shown."""
    said = _shown(text)
    return say("words", said=said) if said and not _has_secret(text, access) else ""


def _has_secret(text: str, access: MailboxAccess) -> bool:
    """The password as it was typed, quoted or sent; a server may say back what it was told."""
    quoted = access.password.replace("\\", "\\\\").replace('"', '\\"')
    sent = (f"\0{access.user}\0{access.password}", access.password)
    coded = (base64.b64encode(x.encode("utf-8", "replace")).decode() for x in sent)
    return any(secret and secret in text for secret in (access.password, quoted, *coded))


def _shown(text: str) -> str:
    """One line that can be printed, and not a long one."""
    line = " ".join("".join(x if x.isprintable() else " " for x in text).split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
