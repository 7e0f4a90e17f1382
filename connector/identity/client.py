"""The OpenIdProvider port: the way to the identity provider, and a close look at what comes back from it.

OpenID Connect Core 1.0, section 3.1 (the code flow), with PKCE (RFC 7636) always.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from time import monotonic
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from connector.core.accounts import LONGEST_EMAIL
from connector.core.errors import Malformed, ProviderError, Rejected, Unavailable
from connector.core.openid import CLOCKS, Told
from connector.identity.papers import Papers, read_keys, read_papers
from connector.identity.wire import TIME_OUT, TooMuch, bound

SCOPES: Final = "openid email"
#: What it said of itself is read again after so long; that it could not be reached is believed for a moment,
#: so that many who press the button do not all wait for it.
BELIEVED: Final = 3600.0
DOWN_FOR: Final = 15.0
LONGEST_SUBJECT: Final = 255
_OUR_FAULT: Final = frozenset({"invalid_client", "unauthorized_client"})


@dataclass(frozen=True, slots=True)
class App:
    """Relance as it was registered there. `issuer` has no slash at its end; `secret` may be empty."""

    name: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    redirect_uri: str
    domains: frozenset[str] = frozenset()


class OpenIdClient:
    """Safe to share between threads. Nothing is asked of the provider before somebody wants to go there."""

    def __init__(self, app: App, now: Callable[[], datetime], ticks: Callable[[], float] = monotonic) -> None:
        self._app = app
        self._now = now
        self._ticks = ticks
        self._turn = Lock()
        self._papers: tuple[Papers, float] | None = None
        self._keys: tuple[KeySet, float] | None = None
        self._down: tuple[ProviderError, float] | None = None

    @property
    def name(self) -> str:
        return self._app.name

    @property
    def issuer(self) -> str:
        return self._app.issuer

    @property
    def domains(self) -> frozenset[str]:
        return self._app.domains

    def address(self, state: str, nonce: str, verifier: str, is_anew: bool = False) -> str:
        # Section 3.1.2.1. Either alone would do by the book; some heed one, some the other.
        anew = {"prompt": "login", "max_age": "0"} if is_anew else {}
        papers = self._its_papers()
        with self._session(papers) as session:
            made, _ = session.create_authorization_url(
                papers.authorize_url,
                state=state,
                nonce=nonce,
                code_verifier=verifier,
                scope=SCOPES,
                redirect_uri=self._app.redirect_uri,
                **anew,
            )
        return str(made)

    def check(self) -> str | None:
        """What is wrong with it, as far as can be seen without anybody signing in."""
        try:
            self._its_papers()
            self._its_keys(is_fresh=True)
        except ProviderError as problem:
            return str(problem)
        return None

    def told(self, given: Mapping[str, str], nonce: str, verifier: str) -> Told:
        papers = self._its_papers()
        whose = given.get("iss")
        if whose != papers.issuer and (whose is not None or papers.names_itself):
            raise self._untrue("the answer is another identity provider's")
        tokens = self._exchanged(papers, given.get("code", ""), verifier)
        claims = self._proven(papers, tokens, nonce)
        if not claims.get("email") and papers.person_url is not None:
            claims = {**claims, **self._person(papers.person_url, tokens, claims)}
        return _read(claims)

    # ------------------------------------------------------------ what it says of itself

    def _its_papers(self) -> Papers:
        with self._turn:
            if self._papers is not None and self._ticks() < self._papers[1] + BELIEVED:
                return self._papers[0]
            if self._down is not None and self._ticks() < self._down[1] + DOWN_FOR:
                raise type(self._down[0])(str(self._down[0]))
            try:
                said = self._asked(f"{self._app.issuer}/.well-known/openid-configuration")
                papers = read_papers(self._app.name, self._app.issuer, said)
            except ProviderError as problem:
                self._down = (problem, self._ticks())
                raise
            self._papers, self._down = (papers, self._ticks()), None
            return papers

    def _its_keys(self, is_fresh: bool = False) -> KeySet:
        url = self._its_papers().keys_url
        with self._turn:
            if not is_fresh and self._keys is not None and self._ticks() < self._keys[1] + BELIEVED:
                return self._keys[0]
            found = read_keys(self._app.name, self._asked(url))
            self._keys = (found, self._ticks())
            return found

    # ------------------------------------------------------------ what it says of who came

    def _exchanged(self, papers: Papers, code: str, verifier: str) -> Mapping[str, Any]:
        """Its tokens for the code."""
        with self._session(papers) as session:
            session.register_compliance_hook("access_token_response", self._whole)
            try:
                tokens: Mapping[str, Any] = session.fetch_token(
                    papers.token_url,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    redirect_uri=self._app.redirect_uri,
                    timeout=TIME_OUT,
                    allow_redirects=False,
                )
            except OAuthError as said:
                raise self._refused(_code_of(said.error)) from None
            except requests.RequestException as broken:
                raise self._unreachable(broken) from None
            except (ValueError, TypeError, AttributeError):
                raise self._untrue("it answered no tokens") from None
        return tokens

    def _whole(self, answer: requests.Response) -> requests.Response:
        if answer.is_redirect or answer.status_code >= 500:
            raise Unavailable(f"{self.name} is in trouble (status {answer.status_code}).")
        return answer

    def _proven(self, papers: Papers, tokens: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """The claims of the id_token. A key that is not known, or fits no more, may be a newer one."""
        token = tokens.get("id_token")
        if not isinstance(token, str) or not isinstance(tokens.get("access_token"), str):
            raise self._untrue("it brought no id_token")
        registry = JWSRegistry(algorithms=papers.algorithms, strict_check_header=False)
        try:
            try:
                read = jwt.decode(token, self._its_keys(), registry=registry)
            except (InvalidKeyIdError, BadSignatureError):
                read = jwt.decode(token, self._its_keys(is_fresh=True), registry=registry)
            self._check(papers, read, tokens, nonce)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as wrong:
            raise self._untrue(_kind(wrong)) from None
        return read.claims

    def _check(self, papers: Papers, read: jwt.Token, tokens: Mapping[str, Any], nonce: str) -> None:
        ours = {"nonce": nonce, "client_id": self._app.client_id, "access_token": tokens["access_token"]}
        expected = {
            "iss": {"essential": True, "value": papers.issuer},
            "aud": {"essential": True, "value": self._app.client_id},
        }
        claims = CodeIDToken(read.claims, read.header, expected, ours)
        claims.validate(now=int(self._now().timestamp()), leeway=int(CLOCKS.total_seconds()))

    def _person(self, url: str, tokens: Mapping[str, Any], claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """Some say the address only where they are asked for it, of the same person."""
        said = self._asked(url, tokens["access_token"])
        if said.get("sub") != claims["sub"]:
            raise self._untrue("it speaks of somebody else")
        return {name: said[name] for name in ("email", "email_verified") if name in said}

    # ------------------------------------------------------------ the wire

    def _asked(self, url: str, token: str | None = None) -> Mapping[str, Any]:
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        try:
            with bound(requests.Session()) as session:
                answer = session.get(
                    url, headers=headers, timeout=TIME_OUT, allow_redirects=False, auth=_unproven
                )
        except requests.RequestException as broken:
            raise self._unreachable(broken) from None
        if answer.status_code != 200:
            raise Unavailable(f"{self.name} answered status {answer.status_code} at {urlsplit(url).path}.")
        try:
            said = answer.json()
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise Malformed(f"{self.name} answered what cannot be read at {urlsplit(url).path}.")
        return said

    def _session(self, papers: Papers) -> Any:
        app = self._app
        method = "none" if not app.secret else "basic" if papers.takes_basic else "client_secret_post"
        session = OAuth2Session(
            app.client_id,
            app.secret or None,
            token_endpoint_auth_method=method,
            code_challenge_method="S256",
        )
        session.register_client_auth_method(("basic", _basic))
        return bound(session)

    def _refused(self, said: str) -> Rejected:
        if said in _OUR_FAULT:
            names = "RELANCE_OIDC_CLIENT_ID and RELANCE_OIDC_CLIENT_SECRET"
            return Rejected(f"{self.name} does not know Relance ({said}): check {names}.")
        return Rejected(f"{self.name} refused the code ({said}).")

    def _unreachable(self, broken: requests.RequestException) -> Unavailable:
        return Unavailable(f"{self.name} cannot be reached ({_why(broken)}).")

    def _untrue(self, why: str) -> Malformed:
        return Malformed(f"What {self.name} answered cannot be trusted: {why}.")


def _code_of(said: object) -> str:
    """A code of an error (RFC 6749, section 5.2) as it may be written down."""
    return "".join(x for x in str(said)[:100] if x.isascii() and x.isprintable())


def _read(claims: Mapping[str, Any]) -> Told:
    """A subject is text of 255 letters at most; whatever is no address is none."""
    subject, email, verified = claims.get("sub"), claims.get("email"), claims.get("email_verified")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise Malformed("Who came has no name that can be kept.")
    is_address = isinstance(email, str) and email.isprintable() and len(email) <= LONGEST_EMAIL
    known = str(email).strip() if is_address else ""
    # Some say it in a word.
    is_verified = None if verified is None else verified is True or verified == "true"
    return Told(subject, known, is_verified, _moment(claims.get("auth_time")))


def _moment(seconds: object) -> datetime | None:
    """None for what is no instant."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _basic(client: Any, method: str, uri: str, headers: Any, body: Any) -> tuple[str, Any, Any]:
    """As RFC 6749, section 2.3.1, wants it: each half encoded before the two are put together."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    return uri, headers, body


def _unproven(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without an `auth`, requests would put a .netrc entry over it."""
    return request


def _kind(wrong: Exception) -> str:
    """Which claim or which part it was, never what it held."""
    told = getattr(wrong, "description", "") or getattr(wrong, "error", "") or type(wrong).__name__
    return str(told).rstrip(".")[:100]


def _why(broken: requests.RequestException) -> str:
    if isinstance(broken, TooMuch):
        return str(broken)
    if isinstance(broken, requests.Timeout):
        return "no answer in time"
    if isinstance(broken, requests.exceptions.SSLError):
        return "its certificate is not trusted"
    return "no connection"
