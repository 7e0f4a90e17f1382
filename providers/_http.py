"""The one way to a provider over HTTP: time-outs, no hidden repeats, errors that say what to do."""

import ipaddress
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from connector.core.errors import (
    AuthExpired,
    Malformed,
    ProviderError,
    RateLimited,
    Refused,
    Rejected,
    Unavailable,
)

TIME_OUT = 20.0
#: When a provider says "too often" and not for how long.
USUAL_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(days=1)
_EXCERPT = 500
_KEY_LIKE = re.compile(r"\b(?:(?:rk|sk|pk)_(?:live|test)|whsec)_\w+|(?i:bearer\s+)\S+")

Explain = Callable[[bytes], str | None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers (names in any case), the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Authorization(AuthBase):
    """Sets the header itself: without an `auth`, requests would put a .netrc entry over it."""

    def __init__(self, value: Callable[[], str]) -> None:
        self._value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._value()
        return request


class Wire:
    """Speaks to one provider account.

    `name` is the provider as the owner knows it; `authorization` gives the header's value at each call;
    `explain` finds the provider's own sentence in the body of a refusal. Not for several threads at once.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        authorization: Callable[[], str],
        now: Callable[[], datetime],
        headers: Mapping[str, str],
        explain: Explain,
        time_out: float = TIME_OUT,
    ) -> None:
        self._name = name
        self._base_url = safe_base_url(name, base_url)
        self._auth = _Authorization(authorization)
        self._now = now
        self._explain = explain
        self._time_out = time_out
        self._session = _session(headers)

    def get(self, path: str, params: Sequence[tuple[str, str]] = (), *, also: Collection[int] = ()) -> Answer:
        """GET below the base address; redirects are not followed.

        Raises ProviderError unless the answer is a 2xx or one of the statuses in `also`.
        """
        answer = self._fetch(f"{self._base_url}{path}", params, auth=self._auth, is_followed=False)
        if answer.status in also:
            return answer
        return self._accepted(answer)

    def get_document(self, url: str) -> Answer:
        """GET of a link the provider gave us: redirects are followed, and our key stays here."""
        return self._accepted(self._fetch(url, (), auth=_nothing, is_followed=True))

    def refusal(self, answer: Answer) -> ProviderError:
        """The error that an answer amounts to."""
        return refusal(self._name, answer, self._explain(answer.body), self._now())

    def _accepted(self, answer: Answer) -> Answer:
        if not 200 <= answer.status < 300:
            raise self.refusal(answer)
        return answer

    def _fetch(
        self,
        url: str,
        params: Sequence[tuple[str, str]],
        *,
        auth: Callable[[requests.PreparedRequest], requests.PreparedRequest],
        is_followed: bool,
    ) -> Answer:
        try:
            response = self._session.get(
                url, params=list(params), auth=auth, timeout=self._time_out, allow_redirects=is_followed
            )
        except requests.RequestException as broken:
            raise broken_off(self._name, broken) from None
        return Answer(response.status_code, response.headers, response.content)


def _nothing(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _session(headers: Mapping[str, str]) -> requests.Session:
    session = requests.Session()
    session.headers.update({"User-Agent": "Relance", **headers})
    # urllib3's own retries sleep inside the call; a repeat is the scheduler's business.
    adapter = HTTPAdapter(max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def safe_base_url(name: str, url: str) -> str:
    """The address without a final slash. Raises Refused where a key would leave this machine in clear."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return url.rstrip("/")
    if parts.scheme == "http" and parts.hostname and is_loopback(parts.hostname):
        return url.rstrip("/")
    raise Refused(
        f"The address of {name} is «{redacted(url)}»: write https://…, or http:// for 127.0.0.1 only."
    )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refusal(name: str, answer: Answer, said: str | None, now: datetime) -> ProviderError:
    """The error for a status that is not 2xx; `said` is the provider's own sentence, if it gave one."""
    words = f": {redacted(said)}" if said else ""
    if answer.status == 401:
        return AuthExpired(f"{name} no longer accepts the key{words}. Connect {name} again with a new key.")
    if answer.status == 429:
        retry_at = retry_moment(answer.headers.get("Retry-After"), now)
        return RateLimited(f"{name} asks for a pause until {retry_at:%Y-%m-%d %H:%M:%S} UTC.", retry_at)
    if answer.status >= 500 or answer.status in (408, 409):
        return Unavailable(f"{name} is in trouble (status {answer.status}){words}.")
    if 300 <= answer.status < 400:
        return Rejected(f"{name} answered with a redirect (status {answer.status}): check its address.")
    if said is None:
        return malformed(f"{name} refused (status {answer.status}) without saying why.", answer.body)
    return Rejected(f"{name} refused (status {answer.status}){words}.")


def retry_moment(header: str | None, now: datetime) -> datetime:
    """When to come back: Retry-After in seconds or as an HTTP date, else in a minute; a day at most."""
    pause = USUAL_PAUSE
    if header is not None and header.strip().isdecimal():
        pause = timedelta(seconds=min(int(header), LONGEST_PAUSE.total_seconds()))
    elif header is not None:
        pause = _until(header, now)
    return now + min(max(pause, timedelta(seconds=1)), LONGEST_PAUSE)


def _until(header: str, now: datetime) -> timedelta:
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return USUAL_PAUSE
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now


def malformed(sentence: str, body: bytes) -> Malformed:
    """The alarm about an answer that cannot be read, with its beginning."""
    return Malformed(sentence, redacted(body[:_EXCERPT].decode("utf-8", "replace")))


def redacted(text: str) -> str:
    """The text without anything that looks like a key."""
    return _KEY_LIKE.sub("(key)", text)


def broken_off(name: str, broken: requests.RequestException) -> Unavailable:
    """The error for a call that came to no answer."""
    return Unavailable(f"{name} cannot be reached ({_kind(broken)}).")


def _kind(broken: requests.RequestException) -> str:
    """What broke, without the address and its parameters."""
    if isinstance(broken, requests.Timeout):
        return "no answer in time"
    if isinstance(broken, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    if isinstance(broken, requests.exceptions.ChunkedEncodingError):
        return "the answer broke off"
    return "no connection"
