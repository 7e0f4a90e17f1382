"""The one way to a provider over HTTP: time-outs, no hidden repeats, errors that say what to do."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import NewConnectionError

from connector.core.errors import (
    Ambiguous,
    AuthExpired,
    Malformed,
    ProviderError,
    RateLimited,
    Refused,
    Rejected,
    Unavailable,
)
from connector.core.hosts import is_loopback
from connector.core.told import Told
from providers._sentences import say

TIME_OUT = 20.0
#: When a provider says "too often" and not for how long.
USUAL_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(days=1)
_EXCERPT = 500
#: Statuses after which a write may have been carried out all the same.
_MAY_BE_DONE = (408, 409, *range(500, 600))
_KEY_LIKE = re.compile(r"\b(?:(?:rk|sk|pk)_(?:live|test)|whsec)_\w+|(?i:bearer\s+)\S+")

Explain = Callable[[bytes], str | None]
#: What a provider means by an answer where its status alone would mislead; None: what the status says.
Judge = Callable[["Answer"], ProviderError | None]
Params = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers (names in any case), the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Access(Protocol):
    """What opens an account: a key that stays the same, or a token that is exchanged."""

    def access(self) -> str:
        """What is good at this moment. Raises ProviderError."""

    def after_refusal(self, access: str) -> str:
        """What to try once more after this was refused; the same where there is nothing else."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the owner made; there is no other after it."""

    secret: str = field(repr=False)

    def access(self) -> str:
        return self.secret

    def after_refusal(self, access: str) -> str:
        return access


class Bearer(AuthBase):
    """Sets the header itself: without an `auth`, requests would put a .netrc entry over it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Counter(Protocol):
    """Counts calls against an account's budget; see providers/_budget.py."""

    def call(self) -> AbstractContextManager[None]:
        """Around one call. Raises RateLimited before it when there is none left."""

    def heard(self, headers: Mapping[str, str]) -> None: ...

    def paused(self, until: datetime) -> None: ...


class Uncounted:
    """For an account without limits of its own."""

    def call(self) -> AbstractContextManager[None]:
        return nullcontext()

    def heard(self, headers: Mapping[str, str]) -> None:
        """Nobody counts."""

    def paused(self, until: datetime) -> None:
        """Nobody else waits."""


class Wire:
    """Speaks to one provider account.

    `name` is the provider as the owner knows it; `explain` finds the provider's own sentence in the
    body of a refusal, and `judge` what it means by one. A token that is refused is renewed once, unless
    `judge` knows that another would be refused as well. Not for several threads at once.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        access: Access,
        now: Callable[[], datetime],
        headers: Mapping[str, str],
        explain: Explain,
        judge: Judge = lambda _: None,
        counter: Counter | None = None,
        time_out: float = TIME_OUT,
    ) -> None:
        self._name = name
        self._base_url = safe_base_url(name, base_url)
        self._access = access
        self._now = now
        self._explain = explain
        self._judge = judge
        self._counter = counter or Uncounted()
        self._time_out = time_out
        self._session = _session(headers)

    def get(
        self,
        path: str,
        params: Params = (),
        *,
        headers: Mapping[str, str] | None = None,
        also: Collection[int] = (),
    ) -> Answer:
        """GET below the base address; redirects are not followed.

        Raises ProviderError unless the answer is a 2xx or one of the statuses in `also`.
        """
        try:
            return self._asked("GET", path, also, params=list(params), headers=headers)
        except requests.RequestException as broken:
            raise broken_off(self._name, broken) from None

    def write(
        self,
        method: str,
        path: str,
        body: bytes,
        *,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        also: Collection[int] = (),
    ) -> Answer:
        """POST, PUT or DELETE below the base address, sent once.

        Raises ProviderError; Ambiguous when nobody knows whether it was carried out.
        """
        try:
            return self._asked(method, path, also, params=list(params), data=body, headers=headers)
        except requests.ConnectTimeout as broken:
            raise broken_off(self._name, broken) from None
        except requests.RequestException as broken:
            if was_never_sent(broken):
                raise broken_off(self._name, broken) from None
            raise Ambiguous(say("no_answer", name=self._name, why=_kind(broken))) from None

    def get_document(self, url: str) -> Answer:
        """GET of a link the provider gave us: redirects are followed, and our key stays here."""
        try:
            answer = self._fetched("GET", url, auth=_nothing, allow_redirects=True)
        except requests.RequestException as broken:
            raise broken_off(self._name, broken) from None
        return self._accepted(answer, ())

    def refusal(self, answer: Answer) -> ProviderError:
        """The error that an answer amounts to."""
        meant = self._judge(answer)
        return meant or refusal(self._name, answer, self._explain(answer.body), self._now())

    def _asked(self, method: str, path: str, also: Collection[int], **given: Any) -> Answer:
        token = self._access.access()
        answer = self._counted(method, path, token, given)
        if answer.status == 401 and 401 not in also and self._judge(answer) is None:
            again = self._access.after_refusal(token)
            if again != token:
                answer = self._counted(method, path, again, given)
        if method != "GET" and answer.status not in also and self._may_be_done(answer):
            raise Ambiguous(say("may_be_done", error=self.refusal(answer)))
        return self._accepted(answer, also)

    def _may_be_done(self, answer: Answer) -> bool:
        """A refusal without the provider's own words may be anybody's on the way: it proves nothing."""
        is_refused = answer.status >= 400
        return answer.status in _MAY_BE_DONE or (is_refused and isinstance(self.refusal(answer), Malformed))

    def _counted(self, method: str, path: str, token: str, given: Mapping[str, Any]) -> Answer:
        with self._counter.call():
            answer = self._fetched(
                method, f"{self._base_url}{path}", auth=Bearer(token), allow_redirects=False, **given
            )
        self._counter.heard(answer.headers)
        return answer

    def _accepted(self, answer: Answer, also: Collection[int]) -> Answer:
        if answer.status in also or 200 <= answer.status < 300:
            return answer
        error = self.refusal(answer)
        if isinstance(error, RateLimited):
            self._counter.paused(error.retry_at)
        raise error

    def _fetched(self, method: str, url: str, **given: Any) -> Answer:
        response = self._session.request(method, url, timeout=self._time_out, **given)
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
    if _is_safe(url):
        return url.rstrip("/")
    raise Refused(say("unsafe", name=name, url=redacted(url)))


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False  # a bracket alone
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))


def refusal(name: str, answer: Answer, said: str | None, now: datetime) -> ProviderError:
    """The error for a status that is not 2xx; `said` is the provider's own sentence, if it gave one."""
    words = say("their_words", said=redacted(said)) if said else ""
    if answer.status == 401:
        return AuthExpired(say("expired", name=name, words=words))
    if answer.status == 429:
        retry_at = retry_moment(answer.headers.get("Retry-After"), now)
        return RateLimited(say("pause", name=name, moment=retry_at), retry_at)
    if answer.status >= 500 or answer.status in (408, 409):
        return Unavailable(say("trouble", name=name, status=answer.status, words=words))
    if 300 <= answer.status < 400:
        return Rejected(say("redirect", name=name, status=answer.status))
    if said is None:
        return malformed(say("unsaid", name=name, status=answer.status), answer.body)
    return Rejected(say("refused", name=name, status=answer.status, words=words))


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


def was_never_sent(broken: requests.RequestException) -> bool:
    """Whether no connection came about, so that nothing can have been carried out."""
    reason = getattr(broken.args[0] if broken.args else None, "reason", None)
    return isinstance(reason, NewConnectionError)


def broken_off(name: str, broken: requests.RequestException) -> Unavailable:
    """The error for a call that came to no answer."""
    return Unavailable(say("unreachable", name=name, why=_kind(broken)))


def _kind(broken: requests.RequestException) -> Told:
    """What broke, without the address and its parameters."""
    if isinstance(broken, requests.Timeout):
        return say("late")
    if isinstance(broken, requests.exceptions.SSLError):
        return say("untrusted")
    if isinstance(broken, requests.exceptions.ChunkedEncodingError):
        return say("broke_off")
    return say("no_connection")
