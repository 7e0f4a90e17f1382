"""What the owner set in the environment, read once; nothing else reads it."""

import base64
import binascii
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from connector.channels.addresses import Mailbox, parse_sender
from connector.channels.server import SmtpServer, parse_smtp_url
from connector.core.errors import Refused
from connector.core.hosts import is_loopback
from connector.core.second_factor import Required

Network = IPv4Network | IPv6Network
PREFIX = "RELANCE_"
TWIN = "_FILE"
#: Settings that may come from a file instead, as container secrets do.
SECRETS = ("database_url", "secret_key", "smtp_url", "oidc_client_secret")
LARGEST_SECRET = 20_000
KEY_BYTES = 32
KEY_ADVICE = "write 32 bytes in base64, 44 characters, as `openssl rand -base64 32` prints them"
ISSUER_ADVICE = "write it like https://id.your-company.example, or http:// for this machine only"
BASE_URL_ADVICE = "write it like https://relance.your-company.example, or http://127.0.0.1:8000"


def _default_data_dir() -> Path:
    """As the XDG Base Directory Specification says, on every system."""
    named = os.environ.get("XDG_DATA_HOME", "")
    base = Path(named) if named.startswith("/") else Path("~/.local/share")
    return base / "relance"


class ProviderSettings(Mapping[str, str]):
    """Settings of one provider by name (`api_key`), capitals or not; shown without their values."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = {name.lower(): value for name, value in values.items()}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"ProviderSettings({', '.join(sorted(self._values))})"


@dataclass(frozen=True)
class Settings:
    """What the owner set; as it stands here nothing of the environment is in it, see `read_settings`.

    `data_dir` is absolute; `base_url` has no slash at its end; `variables` are the providers' own.
    `oidc_…` is the identity provider where people may sign in: none where no issuer is set.
    """

    data_dir: Path
    database_url: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = field(default="", repr=False)
    smtp_from: str = ""
    policies_dir: Path | None = None
    templates_dir: Path | None = None
    late_payment_file: Path | None = None
    second_factor: Required = Required.NOBODY
    webhooks_internal: bool = False
    trusted_proxies: tuple[Network, ...] = ()
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    oidc_domains: frozenset[str] = frozenset()
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def can_customers_reach(self) -> bool:
        """Whether whom we write to could open a page of ours."""
        return is_public(self.base_url)

    @property
    def database(self) -> str:
        """The database URL: the one that was set, else a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'relance.sqlite'}"

    @property
    def smtp_server(self) -> SmtpServer | None:
        return parse_smtp_url(self.smtp_url) if self.smtp_url else None

    @property
    def sender(self) -> Mailbox | None:
        return parse_sender(self.smtp_from) if self.smtp_from else None

    def make_data_dir(self) -> Path:
        """The data directory, made for this user alone (mode 700) if it is not there."""
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Refused(
                f"The data directory {self.data_dir} cannot be made ({error.strerror}): "
                "set RELANCE_DATA_DIR to a folder that you may write to."
            ) from None
        return self.data_dir

    def master_key(self) -> bytes:
        """The 32 bytes that were set, else those of the file `secret_key` in the data directory.

        That file is made (mode 600) if it is not there, and never replaced: what was sealed with it
        could not be opened any more.
        """
        if self.secret_key:
            return _key_bytes(self.secret_key, "RELANCE_SECRET_KEY")
        path = self.make_data_dir() / "secret_key"
        try:
            if not path.exists():
                _make_key(path)
            return _key_bytes(path.read_text(encoding="ascii", errors="replace").strip(), f"The file {path}")
        except OSError as error:
            raise Refused(
                f"The secret key {path} cannot be read or made ({error.strerror}): "
                "look at its permissions, or set RELANCE_SECRET_KEY."
            ) from None

    def provider_settings(self, name: str) -> ProviderSettings:
        """Every `RELANCE_<NAME>_*` that is set, from a file where its `_FILE` twin is."""
        prefix = f"{PREFIX}{name.upper().replace('-', '_')}_"
        names = {each.removesuffix(TWIN) for each in self.variables if each.startswith(prefix)}
        found = {each: _twin_of(each, self.variables) or self.variables.get(each) for each in sorted(names)}
        return ProviderSettings({each.removeprefix(prefix): value for each, value in found.items() if value})


def read_settings() -> Settings:
    """The settings of this process; raises Refused with the variable that is wrong and what to write.

    What is empty counts as not set.
    """
    own = {name: text for name, text in os.environ.items() if name.startswith(PREFIX) and text}
    server, sender = _secret("SMTP_URL", own), own.get(f"{PREFIX}SMTP_FROM", "")
    if server:
        parse_smtp_url(server)
    if sender:
        parse_sender(sender)
    return Settings(
        data_dir=_data_dir(own),
        database_url=_secret("DATABASE_URL", own),
        secret_key=_key(own),
        base_url=_safe_address(own.get(f"{PREFIX}BASE_URL", Settings.base_url).strip()),
        smtp_url=server,
        smtp_from=sender,
        policies_dir=_folder("POLICIES_DIR", own),
        templates_dir=_folder("TEMPLATES_DIR", own),
        late_payment_file=_there("LATE_PAYMENT_FILE", own, "file", Path.is_file),
        second_factor=_required(own),
        webhooks_internal=_yes_or_no("WEBHOOKS_INTERNAL", own),
        trusted_proxies=_proxies(own),
        **_oidc(own),
        variables=own,
    )


def _oidc(own: Mapping[str, str]) -> dict[str, Any]:
    """Where people may sign in by an account at an identity provider, and as what Relance is known there."""
    issuer, app = own.get(f"{PREFIX}OIDC_ISSUER", "").strip(), own.get(f"{PREFIX}OIDC_CLIENT_ID", "").strip()
    if not issuer:
        if left := sorted(x for x in own if x.startswith(f"{PREFIX}OIDC_")):
            raise Refused(f"{left[0]} is set and RELANCE_OIDC_ISSUER is not: {ISSUER_ADVICE}.")
        return {}
    if not app:
        raise Refused(
            "RELANCE_OIDC_CLIENT_ID is not set: write the id that Relance was registered with there."
        )
    host = _issuer_host(issuer)
    return {
        "oidc_issuer": issuer.rstrip("/"),
        "oidc_client_id": app,
        "oidc_client_secret": _secret("OIDC_CLIENT_SECRET", own),
        "oidc_name": own.get(f"{PREFIX}OIDC_NAME", "").strip() or host,
        "oidc_domains": _domains(own),
    }


def _issuer_host(issuer: str) -> str:
    """Its host, with which it is named where it has no other name."""
    try:
        url = urlsplit(issuer)
        _ = url.port  # a wrong port shows only when it is asked for
    except ValueError:
        url = urlsplit("")
    host = url.hostname or ""
    is_safe = url.scheme == "https" or (url.scheme == "http" and is_loopback(host))
    if not (is_safe and host) or url.username or url.query or url.fragment or not issuer.isprintable():
        raise Refused(f"RELANCE_OIDC_ISSUER is no address that can be used: {ISSUER_ADVICE}.")
    if issuer.rstrip("/").endswith("/.well-known/openid-configuration"):
        raise Refused("RELANCE_OIDC_ISSUER goes as far as «/.well-known», and without it.")
    return host


def _domains(own: Mapping[str, str]) -> frozenset[str]:
    words = own.get(f"{PREFIX}OIDC_DOMAINS", "").replace(",", " ").lower().split()
    for word in words:
        if "@" in word or "." not in word.strip("."):
            raise Refused(
                f"RELANCE_OIDC_DOMAINS names «{word}»: write domains such as your-company.example, parted by "
                "blanks."
            )
    return frozenset(words)


def _required(own: Mapping[str, str]) -> Required:
    word = own.get(f"{PREFIX}SECOND_FACTOR", Required.NOBODY).strip()
    if word not in set(Required):
        raise Refused(f"RELANCE_SECOND_FACTOR says «{word}»: write owners, everybody or nobody.")
    return Required(word)


def _secret(name: str, own: Mapping[str, str]) -> str:
    return _twin_of(f"{PREFIX}{name}", own) or own.get(f"{PREFIX}{name}", "")


def _key(own: Mapping[str, str]) -> str:
    text = _secret("SECRET_KEY", own)
    if text:
        _key_bytes(text, "RELANCE_SECRET_KEY")
    return text


def _data_dir(own: Mapping[str, str]) -> Path:
    named = own.get(f"{PREFIX}DATA_DIR")
    return _expanded(Path(named) if named else _default_data_dir(), "RELANCE_DATA_DIR")


def _folder(name: str, own: Mapping[str, str]) -> Path | None:
    return _there(name, own, "folder", Path.is_dir)


def _there(name: str, own: Mapping[str, str], what: str, is_there: Callable[[Path], bool]) -> Path | None:
    named = own.get(f"{PREFIX}{name}")
    if not named:
        return None
    path = _expanded(Path(named), f"{PREFIX}{name}")
    if not is_there(path):
        raise Refused(f"{PREFIX}{name} names {path}, which is no {what}: make it, or leave the setting out.")
    return path


def _yes_or_no(name: str, own: Mapping[str, str]) -> bool:
    said = own.get(f"{PREFIX}{name}", "no").strip().lower()
    if said not in ("yes", "no"):
        raise Refused(f"{PREFIX}{name} is «{said}»: write yes or no.")
    return said == "yes"


def _proxies(own: Mapping[str, str]) -> tuple[Network, ...]:
    words = own.get(f"{PREFIX}TRUSTED_PROXIES", "").replace(",", " ").split()
    try:
        networks = tuple(_network(word) for word in words)
    except ValueError as wrong:
        raise Refused(
            f"RELANCE_TRUSTED_PROXIES cannot be read ({wrong}): write addresses or networks such as "
            "127.0.0.1 or 10.1.0.0/16, parted by blanks."
        ) from None
    if any(x.prefixlen == 0 for x in networks):
        raise Refused(
            "RELANCE_TRUSTED_PROXIES names the whole internet: anybody could say that he is somebody else. "
            "Write the addresses of your proxies alone."
        )
    return networks


def _network(word: str) -> Network:
    """An IPv4 network that is written within an IPv6 one is that one."""
    found = ip_network(word)
    inner = found.network_address.ipv4_mapped if isinstance(found, IPv6Network) else None
    if inner is None or found.prefixlen < 96:
        return found
    return ip_network((inner, found.prefixlen - 96))


def _expanded(path: Path, name: str) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        raise Refused(f"{name} needs a home directory, and there is none: write a whole path.") from None


def _twin_of(name: str, environ: Mapping[str, str]) -> str | None:
    """The secret in the file that the `_FILE` twin of `name` names, if it names one."""
    twin = f"{name}{TWIN}"
    path = environ.get(twin)
    if not path:
        return None
    if environ.get(name):
        raise Refused(f"{name} and {twin} are both set: keep one of the two.")
    try:
        with Path(path).open("rb") as file:
            text = file.read(LARGEST_SECRET).decode().strip()
    except OSError as error:
        raise Refused(f"{twin} names {path}, which cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{twin} names {path}, which is not text: write the secret alone into it.") from None
    if not text:
        raise Refused(f"{twin} names {path}, which is empty: write the secret into it.")
    return text


def _key_bytes(text: str, whose: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise Refused(f"{whose} is not a secret key: {KEY_ADVICE}.")
    return key


def _make_key(path: Path) -> None:
    """Whole or not at all, and the first of two processes wins: a link never replaces a file."""
    handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()


#: Ends of names that mean something within one house alone (RFC 6762, RFC 8375, and custom).
_AT_HOME = (".local", ".localhost", ".lan", ".home.arpa", ".internal", ".intranet", ".corp", ".home")


class DemoSettings(Settings):
    """The customers are made up, and open their links on this machine."""

    @property
    def can_customers_reach(self) -> bool:
        return True


def is_public(url: str) -> bool:
    """Whether an address looks as if anybody could open it: https, under a name that is known outside."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or "." not in host:
        return False
    return not host.endswith(_AT_HOME) and not host.rpartition(".")[2].isdecimal()


def _safe_address(text: str) -> str:
    """Plain http would show cookies and pages to whoever listens: only on this machine."""
    url = _split(text)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise Refused(f"RELANCE_BASE_URL is no address of a page: {BASE_URL_ADVICE}.")
    if url.username or url.password or url.path not in ("", "/") or url.query or url.fragment:
        raise Refused(f"RELANCE_BASE_URL takes a host and a port alone: {BASE_URL_ADVICE}.")
    if url.scheme == "http" and not is_loopback(url.hostname):
        raise Refused(
            f"RELANCE_BASE_URL is plain http beyond this machine, which anybody on the way can read: "
            f"write https://{url.netloc}, or an address on 127.0.0.1."
        )
    return f"{url.scheme}://{_as_browsers_say(url)}"


def _as_browsers_say(url: SplitResult) -> str:
    """Host and port as in an Origin: small letters, no usual port, letters beyond ASCII encoded."""
    host = url.hostname or ""
    try:
        name = f"[{host}]" if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        raise Refused(f"RELANCE_BASE_URL has no name of a host: {BASE_URL_ADVICE}.") from None
    usual = {"https": 443, "http": 80}[url.scheme]
    return name if url.port in (None, usual) else f"{name}:{url.port}"


def _split(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        _ = url.port  # a wrong port shows only when it is asked for
    except ValueError:
        raise Refused(f"RELANCE_BASE_URL cannot be read: {BASE_URL_ADVICE}.") from None
    return url
