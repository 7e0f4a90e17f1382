"""Links that customers are sent: each names one invoice of one organisation, is signed, and runs out."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from connector.core.errors import Refused

#: Bytes of a signature: nobody guesses sixteen.
MARK_BYTES = 16
_BODY_BYTES = 36


@dataclass(frozen=True, slots=True)
class CustomerLink:
    """What a link opens until `until`, an aware instant of whole seconds. The ids are UUIDs."""

    organisation_id: str
    invoice_id: str
    until: datetime


class LinkRunOut(Refused):
    """It was ours, and is no longer good."""


class Links:
    """Makes and reads tokens with one key, which is used for nothing else."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(self, link: CustomerLink) -> str:
        """Seventy signs that stand in an address as they are; the same link gives the same ones."""
        seconds = int(link.until.timestamp()).to_bytes(4, "big")
        body = UUID(link.organisation_id).bytes + UUID(link.invoice_id).bytes + seconds
        return urlsafe_b64encode(body + self._mark(body)).decode().rstrip("=")

    def read(self, token: str, now: datetime) -> CustomerLink:
        """Raises Refused for what is not ours, LinkRunOut for what is too old."""
        body = self._checked(token)
        organisation, invoice = (str(UUID(bytes=body[at : at + 16])) for at in (0, 16))
        until = datetime.fromtimestamp(int.from_bytes(body[32:], "big"), UTC)
        if now >= until:
            raise LinkRunOut("This link has run out.")
        return CustomerLink(organisation, invoice, until)

    def _checked(self, token: str) -> bytes:
        try:
            raw = urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
        except (Error, ValueError):
            raw = b""
        body, mark = raw[:_BODY_BYTES], raw[_BODY_BYTES:]
        if len(body) != _BODY_BYTES or not hmac.compare_digest(mark, self._mark(body)):
            raise Refused("This link is not one of ours.")
        return body

    def _mark(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, sha256)[:MARK_BYTES]
