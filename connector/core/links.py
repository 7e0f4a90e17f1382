"""Links to who does not sign in: each is signed, runs out, and can be taken back.

One kind names one invoice of one organisation, another one customer of it; the third, for the organisation
itself, messages that it is asked to release.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from connector.core.errors import Refused

#: Bytes of a signature: nobody guesses sixteen.
MARK_BYTES = 16
#: Of the first kind; what follows counts how often his links were taken back, where they ever were.
_INVOICE_BYTES = (36, 38)
#: The second kind says so with its first byte, and has a length of its own.
_PAGE = b"p"
_PAGE_BYTES = (39,)
#: So does the third.
_BATCH = b"b"
_BATCH_BYTES = (37,)

#: How many signs each kind of token has, and where one may stand.
_TOKEN_SIGNS = tuple(
    -(-8 * (n + MARK_BYTES) // 6)
    for n in sorted({*_INVOICE_BYTES, *_PAGE_BYTES, *_BATCH_BYTES}, reverse=True)
)
_RUN = re.compile(rf"[A-Za-z0-9_-]{{{min(_TOKEN_SIGNS)},}}")
_LONGEST_RUN = 400


@dataclass(frozen=True, slots=True)
class CustomerLink:
    """What a link opens until `until`, an aware instant of whole seconds. The ids are UUIDs.

    `series` is how often the customer's links had been taken back when it was made.
    """

    organisation_id: str
    invoice_id: str
    until: datetime
    series: int = 0


@dataclass(frozen=True, slots=True)
class PageLink:
    """Likewise, of all that one customer owes."""

    organisation_id: str
    customer_id: str
    until: datetime
    series: int = 0


@dataclass(frozen=True, slots=True)
class BatchLink:
    """Likewise, of messages that the business itself is asked to release."""

    organisation_id: str
    batch_id: str
    until: datetime


class LinkRunOut(Refused):
    """It was ours, and is no longer good."""


class Links:
    """Makes and reads tokens with one key, which is used for nothing else."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(self, link: CustomerLink | PageLink | BatchLink) -> str:
        """About seventy signs that stand in an address as they are; the same link gives the same ones."""
        if isinstance(link, BatchLink):
            body = _BATCH + _ids(link.organisation_id, link.batch_id) + _seconds(link.until)
        elif isinstance(link, PageLink):
            body = _PAGE + _ids(link.organisation_id, link.customer_id) + _seconds(link.until)
            body += _counted(link.series)
        else:
            body = _ids(link.organisation_id, link.invoice_id) + _seconds(link.until)
            body += _counted(link.series) if link.series else b""
        return urlsafe_b64encode(body + self._mark(body)).decode().rstrip("=")

    def read(self, token: str, now: datetime) -> CustomerLink:
        """Raises Refused for what is not ours, LinkRunOut for what is too old."""
        body = self._checked(token, _INVOICE_BYTES)
        return CustomerLink(_id(body), _id(body[16:]), _good(body[32:36], now), int.from_bytes(body[36:]))

    def read_page(self, token: str, now: datetime) -> PageLink:
        """The same of the other kind."""
        body = self._checked(token, _PAGE_BYTES)
        return PageLink(_id(body[1:]), _id(body[17:]), _good(body[33:37], now), int.from_bytes(body[37:]))

    def read_batch(self, token: str, now: datetime) -> BatchLink:
        """The same of the third kind."""
        body = self._checked(token, _BATCH_BYTES)
        return BatchLink(_id(body[1:]), _id(body[17:]), _good(body[33:37], now))

    def without_tokens(self, words: str) -> str:
        """Whatever of ours stands in them is cut, wherever it stands; so is a run that is longer than any."""
        return _RUN.sub(lambda run: self._cut(run[0]), words)

    def _cut(self, run: str) -> str:
        if len(run) > _LONGEST_RUN:
            return "…"
        spans = ((at, at + n) for at in range(len(run)) for n in _TOKEN_SIGNS if at + n <= len(run))
        found = next((span for span in spans if self._is_ours(run[slice(*span)])), None)
        return run if found is None else f"{run[: found[0]]}…{self._cut(run[found[1] :])}"

    def _is_ours(self, token: str) -> bool:
        try:
            self._checked(token, (*_INVOICE_BYTES, *_PAGE_BYTES, *_BATCH_BYTES))
        except Refused:
            return False
        return True

    def _checked(self, token: str, lengths: tuple[int, ...]) -> bytes:
        try:
            raw = urlsafe_b64decode(token.encode() + b"=" * (-len(token) % 4))
        except (Error, ValueError):
            raw = b""
        body, mark = raw[:-MARK_BYTES], raw[-MARK_BYTES:]
        if len(body) not in lengths or not hmac.compare_digest(mark, self._mark(body)):
            raise Refused("This link is not one of ours.")
        return body

    def _mark(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, sha256)[:MARK_BYTES]


def _ids(one: str, other: str) -> bytes:
    return UUID(one).bytes + UUID(other).bytes


def _id(body: bytes) -> str:
    return str(UUID(bytes=body[:16]))


def _seconds(until: datetime) -> bytes:
    return int(until.timestamp()).to_bytes(4, "big")


def _counted(series: int) -> bytes:
    return series.to_bytes(2, "big")


def _good(seconds: bytes, now: datetime) -> datetime:
    until = datetime.fromtimestamp(int.from_bytes(seconds, "big"), UTC)
    if now >= until:
        raise LinkRunOut("This link has run out.")
    return until
