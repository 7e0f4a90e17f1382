"""Where mail leaves from: the mail server, read from one address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from connector.core.errors import Refused
from connector.core.hosts import is_loopback

_EXAMPLE = "Write RELANCE_SMTP_URL like: smtp://user:password@mail.example.com:587"
_ESCAPES = "In a user name or password write % as %25, / as %2F, ? as %3F, # as %23 and @ as %40"


class Security(StrEnum):
    """How the connection is encrypted; a certificate is verified in every case."""

    IMPLICIT = "implicit"
    REQUIRED = "required"
    OFFERED = "offered"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. Without a user nobody signs in."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_loopback(self) -> bool:
        """Whether what is said to it stays on this machine."""
        return is_loopback(self.host)


def parse_smtp_url(text: str) -> SmtpServer:
    """`smtps://` or `smtp://user:password@host:587?starttls=required|offered|never`.

    The port is 465 for smtps and 587 for smtp; starttls is required, on loopback offered.
    Raises Refused with what to write; the sentence never repeats the address, which may hold a password.
    """
    url = _split(text.strip())
    host = url.hostname or ""
    if not _is_host(host):
        raise Refused(f"The mail server's address names no host, or a wrong one. {_EXAMPLE}")
    user, password = _credentials(url)
    server = SmtpServer(host, _port(url), _security(url, host), user, password)
    if user and server.security is Security.NEVER and not server.is_loopback:
        raise Refused(
            f"starttls=never would send the password to {host} in clear. "
            "Leave starttls out of RELANCE_SMTP_URL, or leave out user and password."
        )
    return server


def _split(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
    except ValueError:
        raise Refused(f"The mail server's address cannot be read. {_EXAMPLE}") from None
    if url.scheme not in ("smtp", "smtps"):
        raise Refused(f"The mail server's address must begin with smtp:// or smtps://. {_EXAMPLE}")
    if url.path not in ("", "/") or url.fragment:
        raise Refused(f"The mail server's address has something after its port. {_ESCAPES}.")
    return url


def _is_host(host: str) -> bool:
    try:
        return bool(host.encode("idna")) and not any(sign.isspace() for sign in host)
    except UnicodeError:
        return False


def _port(url: SplitResult) -> int:
    try:
        port = url.port
    except ValueError:
        port = 0
    if port == 0:
        raise Refused(f"The mail server's port must be a number from 1 to 65535. {_ESCAPES}.")
    return port or (465 if url.scheme == "smtps" else 587)


def _credentials(url: SplitResult) -> tuple[str | None, str | None]:
    user, password = (unquote(part) if part else None for part in (url.username, url.password))
    if bool(user) != bool(password):
        missing = "password" if user else "user name"
        raise Refused(
            f"The mail server's address has no {missing}. "
            "Write both, as in smtp://user:password@host, or neither."
        )
    if "\0" in f"{user}{password}":
        raise Refused("The mail server's user name or password holds %00, which no server accepts.")
    return user, password


def _security(url: SplitResult, host: str) -> Security:
    asked = _options(url).get("starttls")
    if url.scheme == "smtps":
        if asked is not None:
            raise Refused("smtps:// is encrypted from the start: leave starttls out, or write smtp://.")
        return Security.IMPLICIT
    if asked is None:
        return Security.OFFERED if is_loopback(host) else Security.REQUIRED
    if asked not in (Security.REQUIRED, Security.OFFERED, Security.NEVER):
        raise Refused("starttls in the mail server's address must be required, offered or never.")
    return Security(asked)


def _options(url: SplitResult) -> Mapping[str, str]:
    options = dict(parse_qsl(url.query, keep_blank_values=True))
    if options.keys() - {"starttls"}:
        raise Refused(f"The mail server's address takes only starttls= after the question mark. {_ESCAPES}.")
    return options
