"""Carries events to the addresses that owners named, and to nowhere inside unless the installation allows it.

A name is looked up once, each of its addresses is looked at, and what is connected to is one of these:
a name that means another place a moment later changes nothing.
"""

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Thread, Timer
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from connector.core.errors import Refused
from connector.core.hooks import Answer, Said
from connector.core.hosts import is_loopback

#: Everything together: the connection, the question and the beginning of the answer.
SECONDS = 10.0
#: So much of an answer is kept.
KEPT = 1024
LONGEST = 500
_ADVICE = "write it like https://hooks.your-company.example/relance"
#: An old address is the end of these (RFC 6052, and RFC 4291 section 2.5.5.1, which nobody uses any more).
_WRAPPING = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
#: Told nowhere, whatever is allowed: what clouds tell their machines (Azure, Alibaba, Oracle, AWS, Google),
#: and networks that lead nowhere or wherever this site has decided (RFC 3879, 9637, 8215).
_NEVER = tuple(
    ip_network(x)
    for x in (
        "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:c1::a9fe:a9fe", "fd00:ec2::/32",
        "fd20:ce::/32", "fec0::/10", "3fff::/20", "64:ff9b:1::/48",
    )
)  # fmt: skip

#: `socket.getaddrinfo`, or what stands in for it.
Resolve = Callable[..., Sequence[Any]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an address leads."""

    is_https: bool
    host: str
    port: int
    target: str


class HttpHooks:
    """The HookSender port. `goes_inside`: addresses of this network may be told too, in plain http on
    this machine alone; those that only machines of a cloud answer at never are."""

    def __init__(
        self, goes_inside: bool = False, seconds: float = SECONDS, resolve: Resolve = socket.getaddrinfo
    ) -> None:
        self._goes_inside = goes_inside
        self._seconds = seconds
        self._resolve = resolve

    def check(self, address: str) -> None:
        place = self._place(address)
        with suppress(ValueError):  # a name, which is looked up when something is delivered
            self._refuse_inside(place, str(ip_address(place.host)))

    def post(self, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        until = monotonic() + self._seconds
        try:
            place = self._place(address)
            asked = _Asked(place, self._looked_at(place, until), until)
        except Refused as refused:
            return Answer(Said.UNSAFE, words=str(refused))
        except TimeoutError:
            return Answer(Said.TOO_SLOW, words="The name was not found in time.")
        except (OSError, UnicodeError) as error:
            return Answer(Said.NO_ANSWER, words=_plain(str(error)))
        return asked.answer(headers, body)

    def _place(self, address: str) -> _Place:
        url, port = _split(address)
        host = url.hostname or ""
        if url.scheme == "http" and not (self._goes_inside and is_loopback(host)):
            raise Refused(f"An address of a webhook begins with https://: {_ADVICE}.")
        if url.scheme not in ("http", "https") or not host:
            raise Refused(f"This is no address of a webhook: {_ADVICE}.")
        if url.username or url.password:
            raise Refused("An address of a webhook holds no user name and no password: its secret signs.")
        is_https = url.scheme == "https"
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        return _Place(is_https, _ascii(host), port or (443 if is_https else 80), target)

    def _looked_at(self, place: _Place, until: float) -> list[str]:
        """Every address that its name has now. Raises Refused where one of them is not to be told."""
        rows = self._looked_up(place).result(until - monotonic())
        found = list(dict.fromkeys(str(row[4][0]) for row in rows))
        for one in found:
            self._refuse_inside(place, one)
        return found

    def _looked_up(self, place: _Place) -> Future[Sequence[Any]]:
        """Beside us: nothing cuts the system's own look-up off, and it may take minutes."""
        found: Future[Sequence[Any]] = Future()

        def look() -> None:
            try:
                found.set_result(self._resolve(place.host, place.port, type=socket.SOCK_STREAM))
            except Exception as error:  # noqa: BLE001 - raised to whoever waits for it
                found.set_exception(error)

        Thread(target=look, daemon=True).start()
        return found

    def _refuse_inside(self, place: _Place, address: str) -> None:
        ip = _meant(ip_address(address.partition("%")[0]))
        is_never = any(ip in network for network in _NEVER)
        is_far = ip.is_global and not (ip.is_multicast or ip.is_reserved)
        is_allowed = self._goes_inside and not (ip.is_link_local or ip.is_multicast or ip.is_unspecified)
        if is_never or not (is_far or is_allowed):
            raise Refused(f"{place.host} leads to {ip}, an address inside: nothing is sent there.")
        if not place.is_https and not ip.is_loopback:
            raise Refused(f"{place.host} leads to {ip}: plain http stays on this machine.")


class _Asked(HTTPConnection):
    """One question to one of these addresses, whatever the name says by now, cut off at the end."""

    def __init__(self, place: _Place, addresses: Sequence[str], until: float) -> None:
        super().__init__(place.host, place.port)
        self.default_port = 443 if place.is_https else 80
        self._place = place
        self._addresses = addresses
        self._until = until
        self._is_cut = False

    def answer(self, headers: Mapping[str, str], body: bytes) -> Answer:
        timer = Timer(self._left(), self._cut)
        timer.start()
        try:
            self.request("POST", self._place.target, body, dict(headers))
            return _read(self.getresponse())
        except (OSError, HTTPException, ValueError) as error:
            is_slow = self._is_cut or isinstance(error, TimeoutError)
            return Answer(Said.TOO_SLOW if is_slow else Said.NO_ANSWER, words=_plain(str(error)))
        finally:
            timer.cancel()
            self.close()

    def connect(self) -> None:
        self.sock = self._connected()
        if self._place.is_https:
            secured = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self._place.host, do_handshake_on_connect=False
            )
            self.sock = secured
            secured.do_handshake()

    def _connected(self) -> socket.socket:
        for address in self._addresses[:-1]:
            with suppress(OSError):
                return socket.create_connection((address, self._place.port), self._left())
        return socket.create_connection((self._addresses[-1], self._place.port), self._left())

    def _left(self) -> float:
        return max(self._until - monotonic(), 0.001)

    def _cut(self) -> None:
        """A drop at a time would keep each reading alive for ever."""
        self._is_cut = True
        if isinstance(self.sock, socket.socket):
            with suppress(OSError):
                # Not the secured socket's own: it takes from the reading thread what that is reading with.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _split(address: str) -> tuple[SplitResult, int | None]:
    if len(address) > LONGEST or not address.isprintable() or " " in address:
        raise Refused(f"This is no address of a webhook: {_ADVICE}.")
    try:
        url = urlsplit(address)
        return url, url.port
    except ValueError:
        raise Refused(f"This address cannot be read: {_ADVICE}.") from None


def _ascii(host: str) -> str:
    try:
        return host if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        raise Refused(f"This address names no host: {_ADVICE}.") from None


def _meant(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The old address that a new one only wraps."""
    if isinstance(ip, IPv4Address):
        return ip
    is_wrapped = any(ip in network for network in _WRAPPING) and not (ip.is_unspecified or ip.is_loopback)
    inner = ip.ipv4_mapped or ip.sixtofour
    return IPv4Address(int(ip) & 0xFFFFFFFF) if is_wrapped else inner or ip


def _read(response: HTTPResponse) -> Answer:
    status = response.status
    said = Said.TAKEN if 200 <= status < 300 else Said.REDIRECTED if 300 <= status < 400 else Said.ANSWERED
    words = _plain(response.read(KEPT).decode("utf-8", "replace"))
    return Answer(said, status, words, _asked_for(response.headers.get("Retry-After")))


def _asked_for(header: str | None) -> timedelta | None:
    """Seconds or a date (RFC 9110, section 10.2.3); None for anything else."""
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return timedelta(seconds=min(int(header[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):  # a zone may lie further off than any day
        return None
    in_utc = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(in_utc - datetime.now(UTC), timedelta(0))


def _plain(text: str) -> str:
    return "".join(x for x in text[:KEPT] if x.isprintable() or x in "\n\t")
