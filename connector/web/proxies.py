"""Who asks, where reverse proxies of ours stand before us: what they say of it is believed, and no others."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
#: An address as a proxy may write it: bare, or with a port, an IPv6 one in brackets then.
_WRITTEN = re.compile(
    r"(?:\[(?P<boxed>[0-9a-f]*:[0-9a-f:.]+)\]|(?P<four>[0-9.]+))(?::(?P<port>[0-9]{1,5}))?|(?P<bare>[0-9a-f:.]+)",
    re.IGNORECASE | re.ASCII,
)
_PORTS = 65535


class Proxies:
    """Puts the address of the visitor in the place of the proxy's, by X-Forwarded-For.

    Each proxy appends whom it was asked by, some with his port: from the right, the first that is no
    proxy of ours is the visitor. What stands left of him he may have written himself. Nothing else that is
    forwarded is read.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app = app
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("client"):
            said = Headers(scope=scope).getlist("x-forwarded-for")
            visitor = self._visitor(scope["client"][0], ",".join(said).split(","))
            scope = {**scope, "client": (visitor, 0)}
        await self._app(scope, receive, send)

    def _visitor(self, peer: str, said: Sequence[str]) -> str:
        found, known = peer, _address(peer)
        for one in reversed(said):
            before = _forwarded(one.strip())
            if known is None or not self._is_ours(known) or before is None:
                break
            found, known = str(before), before
        return found

    def _is_ours(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _forwarded(text: str) -> Address | None:
    """None also for this machine: no proxy was asked by it, and it would be slowed down by nothing."""
    written = _WRITTEN.fullmatch(text)
    if written is None or int(written["port"] or 0) > _PORTS:
        return None
    known = _address(written["boxed"] or written["four"] or written["bare"])
    return None if known is None or known.is_loopback else known


def _address(text: str) -> Address | None:
    """An IPv4 address that is written within an IPv6 one is that one; a zone is left out."""
    try:
        known = ip_address(text)
    except ValueError:
        return None
    if isinstance(known, IPv4Address):
        return known
    return known.ipv4_mapped or IPv6Address(int(known))
