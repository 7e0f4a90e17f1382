"""HTTP to the provider: never on to elsewhere, never for long, never more than a page of its answer."""

from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError, ReadTimeoutError

from connector.core.errors import Refused
from connector.core.hosts import is_loopback

#: Until it is connected, and between two pieces of an answer.
TIME_OUT = 5.0
#: For a whole answer.
SECONDS = 10.0
LARGEST = 256 * 1024


class TooMuch(requests.RequestException):
    """More than an answer may hold, or slower than it may be."""


class Bounded(HTTPAdapter):
    """Reads an answer at once, and no more of it than it may hold."""

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        until = monotonic() + SECONDS
        response = super().send(request, *args, **{**options, "stream": True})
        try:
            response._content = _read(response, until)
        except ReadTimeoutError as slow:
            raise requests.ReadTimeout(slow) from None
        except HTTPError as broken:
            raise requests.ConnectionError(broken) from None
        finally:
            response.close()
        response._content_consumed = True  # type: ignore[attr-defined]
        return response


def _read(response: requests.Response, until: float) -> bytes:
    body = bytearray()
    # As it comes: a piece that is waited for would be waited for a drop at a time.
    while piece := response.raw.read1(LARGEST):
        body += piece
        if len(body) > LARGEST:
            raise TooMuch("the answer is too long")
        if monotonic() > until:
            raise TooMuch("the answer takes too long")
    return bytes(body)


def bound(session: requests.Session) -> requests.Session:
    """This session, within bounds; it asks for no compression, which would hide how much there is."""
    session.headers.update({"User-Agent": "Relance", "Accept-Encoding": "identity"})
    session.max_redirects = 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, Bounded(max_retries=0))
    return session


def safe_address(url: str) -> str:
    """The same. Raises Refused where a secret would leave this machine in clear."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not is_safe or not host or parts.username or parts.password or parts.fragment or not url.isprintable():
        raise Refused(f"«{url[:200]}» is no address of https://, nor one of http:// on this machine.")
    return url
