"""Who asks, where reverse proxies of ours stand before us: what they say of it is believed, and no others."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Network = IPv4Network | IPv6Network


class Proxies:
    """Puts the address of the visitor in the place of the proxy's, by X-Forwarded-For.

    Each proxy appends whom it was asked by: from the right, the first that is no proxy of ours is the
    visitor. What stands left of him he may have written himself. Nothing else that is forwarded is read.
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
        found = peer
        for one in reversed(said):
            if not self._is_ours(found) or not _is_elsewhere(one.strip()):
                break
            found = one.strip()
        return found

    def _is_ours(self, address: str) -> bool:
        if not _is_address(address):
            return False
        known = ip_address(address)
        if isinstance(known, IPv6Address):
            known = known.ipv4_mapped or known
        return any(known in network for network in self._trusted)


def _is_elsewhere(text: str) -> bool:
    """Nobody whom a proxy was asked by is this machine itself: he would be slowed down by nothing."""
    if not _is_address(text):
        return False
    known = ip_address(text)
    return not (getattr(known, "ipv4_mapped", None) or known).is_loopback


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
