"""OAuth 2.0: the owner's consent, its tokens, and one refresh at a time whoever asks for a new one."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import requests
from authlib.integrations.requests_client import OAuth2Session

from connector.core.errors import AuthExpired, Malformed, ProviderError, Refused, Rejected, Unavailable
from connector.core.grants import LASTING, Authoriser, Grant, GrantStore, Tokens, lease_of
from connector.core.leases import Lease
from connector.core.ports import Clock
from providers._http import TIME_OUT, Answer, broken_off, malformed, redacted, refusal, safe_base_url
from providers._sentences import say

#: An access token that ends within this time is exchanged before it is used.
LEEWAY: Final = timedelta(seconds=60)
#: Longer than a call may take: whoever holds the lease has his answer, or none, before it runs out.
LEASE_SECONDS: Final = 60
#: A waiter reads again so often, for a little longer than the lease.
LOOKS: Final = 700
PAUSE: Final = 0.1
#: What a provider says of a refresh token that it no longer honours (RFC 6749, section 5.2).
OVER: Final = "invalid_grant"
_OUR_FAULT: Final = frozenset({"invalid_client", "unauthorized_client"})


@dataclass(frozen=True, slots=True)
class Registration:
    """An app as its owner registered it at a provider. `scopes` are parted by blanks.

    `refresh_life` is how long an unused refresh token lives where the answer does not say; `is_lasting`: an
    access token does not end by itself. `asked` is what the page of consent is told besides; `code_hint`
    what may be wrong with the app where a code is refused.
    """

    provider: str
    name: str
    client_id: str
    client_secret: str = field(repr=False)
    authorize_url: str
    token_url: str
    revoke_url: str
    scopes: str
    has_pkce: bool = False
    is_revoked_by_json: bool = False
    refresh_life: timedelta | None = None
    headers: Mapping[str, str] | None = None
    is_lasting: bool = False
    asked: Mapping[str, str] = field(default_factory=dict)
    code_hint: str = ""


class Consent(Authoriser):
    """The provider's side of a consent: the page to open, the code's exchange, refresh, revocation."""

    def __init__(self, app: Registration, now: Callable[[], datetime], time_out: float = TIME_OUT) -> None:
        """Raises Refused where the app's id is missing or a token would travel in clear."""
        if not app.client_id:
            raise Refused(say("no_app", name=app.name, prefix=f"RELANCE_{app.provider.upper()}_CLIENT"))
        for url in (app.authorize_url, app.token_url, app.revoke_url):
            safe_base_url(app.name, url)
        self._app = app
        self._now = now
        self._time_out = time_out

    def address(self, state: str, verifier: str, redirect_uri: str) -> str:
        """The page on which the owner consents. `verifier` is the PKCE secret (RFC 7636)."""
        with self._session() as session:
            address, _ = session.create_authorization_url(
                self._app.authorize_url,
                state=state,
                code_verifier=verifier,
                redirect_uri=redirect_uri,
                scope=self._app.scopes,
                **self._app.asked,
            )
            return str(address)

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """The tokens for the code of the callback. Raises ProviderError; Rejected for a code that is over."""
        proof = {"code_verifier": verifier} if self._app.has_pkce else {}
        grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, **proof}
        try:
            return self._tokens(grant)
        except AuthExpired:
            raise Rejected(say("unknown_consent", name=self._app.name, hint=self._app.code_hint)) from None

    def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens; the old refresh token stays where the answer brings none. Raises ProviderError."""
        if tokens.refresh is None:
            raise AuthExpired(say("not_renewed", name=self._app.name))
        return self._tokens({"grant_type": "refresh_token", "refresh_token": tokens.refresh}, tokens)

    def revoke(self, tokens: Tokens, tenant: str = "") -> None:
        """The provider forgets the consent; one that it no longer knows is no error. Raises ProviderError.

        `tenant` is the account that stood on it, for who asks for it.
        """
        app, token = self._app, {"token": tokens.refresh or tokens.access}
        # An app without a secret names itself beside the token (RFC 7009, section 2.1).
        proof: Any = (app.client_id, app.client_secret) if app.client_secret else _unproven
        named = token if app.client_secret else {**token, "client_id": app.client_id}
        body = {"json": named} if app.is_revoked_by_json else {"data": named}
        answer = self._post(app.revoke_url, auth=proof, **body)
        is_unknown = answer.status_code in (400, 404) and _error(answer) in (None, OVER, "invalid_token")
        if not answer.ok and not is_unknown:
            raise self._refusal(answer)

    def _tokens(self, grant: Mapping[str, str], before: Tokens | None = None) -> Tokens:
        asked_at = self._now()
        return self._read(self._given(grant), asked_at, before)

    def _given(self, grant: Mapping[str, str]) -> Mapping[str, Any]:
        """What the token endpoint answers. Raises ProviderError."""
        with self._session() as session:
            session.register_compliance_hook("access_token_response", self._checked)
            try:
                given: Mapping[str, Any] = session.fetch_token(
                    self._app.token_url,
                    headers={"Accept": "application/json", **(self._app.headers or {})},
                    timeout=self._time_out,
                    allow_redirects=False,
                    **grant,
                )
            except requests.RequestException as broken:
                raise broken_off(self._app.name, broken) from None
            except ValueError as wrong:
                raise Malformed(say("no_tokens", name=self._app.name, why=redacted(str(wrong)))) from None
        return given

    def _read(self, given: Mapping[str, Any], asked_at: datetime, before: Tokens | None) -> Tokens:
        try:
            access, is_lasting = str(given["access_token"]), self._app.is_lasting
            until = LASTING if is_lasting else asked_at + timedelta(seconds=int(given["expires_in"]))
        except (KeyError, TypeError, ValueError):
            raise Malformed(say("poor_tokens", name=self._app.name)) from None
        usual = self._app.refresh_life
        refresh = given.get("refresh_token") or (before.refresh if before else None)
        unused = _span(given.get("x_refresh_token_expires_in")) or usual
        hard = _span(given.get("x_refresh_token_hard_expires_in"))
        return Tokens(
            access=access,
            access_until=until,
            refresh=refresh,
            refresh_until=asked_at + unused if unused else None,
            dies_at=asked_at + hard if hard else before.dies_at if before else None,
        )

    def _checked(self, answer: requests.Response) -> requests.Response:
        if not answer.ok or answer.is_redirect or _error(answer) is not None:
            raise self._refusal(answer)
        return answer

    def _refusal(self, answer: requests.Response) -> ProviderError:
        """What a token endpoint's refusal amounts to (RFC 6749, section 5.2)."""
        name, said = self._app.name, _error(answer)
        if said == OVER:
            return AuthExpired(say("consent_over", name=name))
        if said in _OUR_FAULT or answer.status_code == 401:
            prefix = f"RELANCE_{self._app.provider.upper()}_CLIENT"
            why = said or say("status", status=answer.status_code)
            return Rejected(say("unknown_app", name=name, why=why, prefix=prefix))
        plain = Answer(answer.status_code, answer.headers, answer.content)
        if said is None and 400 <= answer.status_code < 500 and answer.status_code not in (408, 409, 429):
            return malformed(say("unsaid", name=name, status=answer.status_code), plain.body)
        return refusal(name, plain, said, self._now())

    def _post(self, url: str, **given: Any) -> requests.Response:
        try:
            return requests.post(url, timeout=self._time_out, allow_redirects=False, **given)
        except requests.RequestException as broken:
            raise broken_off(self._app.name, broken) from None

    def _session(self) -> Any:
        app = self._app
        pkce = {"code_challenge_method": "S256"} if app.has_pkce else {}
        # Without scopes: a refresh that names others than were consented to is refused.
        return OAuth2Session(app.client_id, app.client_secret or None, **pkce)


def _unproven(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without an `auth`, requests would put a .netrc entry into the request."""
    return request


def _error(answer: requests.Response) -> str | None:
    try:
        said = json.loads(answer.content)
    except ValueError:
        return None
    error = said.get("error") if isinstance(said, dict) else None
    return error if isinstance(error, str) else None


def _span(seconds: Any) -> timedelta | None:
    try:
        return timedelta(seconds=int(seconds))
    except (TypeError, ValueError, OverflowError):
        return None


class Keeper:
    """Hands out the access token of one grant, exchanged under a lease: one refresh, whoever asks.

    The new refresh token is committed before the new access token is used. A process that dies in
    between leaves the old one, which the provider still takes for a while, or the owner connects again.
    """

    def __init__(
        self,
        grant_id: str,
        grants: GrantStore,
        leases: Lease,
        authoriser: Authoriser,
        clock: Clock,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._grant_id = grant_id
        self._grants = grants
        self._leases = leases
        self._authoriser = authoriser
        self._clock = clock
        self._pause = pause

    def access(self) -> str:
        """A token that is good for another minute at least. Raises ProviderError."""
        held, tokens = self._held()
        if self._clock.now() < tokens.access_until - LEEWAY:
            return tokens.access
        return self._renewed(held)

    def after_refusal(self, access: str) -> str:
        """Another token than this one, which the provider has just refused. Raises ProviderError."""
        held, tokens = self._held()
        return self._renewed(held) if tokens.access == access else tokens.access

    def keep_alive(self) -> None:
        """Exchanges the tokens although they are still good, so that they do not die unused."""
        held, tokens = self._held()
        if tokens.access_until < LASTING:
            self._renewed(held)

    def _held(self) -> tuple[Grant, Tokens]:
        held, tokens = self._grants.held(self._grant_id)
        if held.problem is not None:
            raise AuthExpired(held.problem)
        return held, tokens

    def _renewed(self, stale: Grant) -> str:
        """Exchanges the tokens of `stale`, or waits for whoever is doing it."""
        owner = str(uuid4())
        for _ in range(LOOKS):
            if self._leases.take(lease_of(self._grant_id), owner, LEASE_SECONDS):
                try:
                    return self._exchanged(stale, owner)
                finally:
                    self._leases.give_back(lease_of(self._grant_id), owner)
            held, tokens = self._held()
            if held.version != stale.version:
                return tokens.access
            self._pause(PAUSE)
        raise Unavailable(say("renewed_elsewhere"))

    def _exchanged(self, stale: Grant, owner: str) -> str:
        held, tokens = self._held()
        if held.version != stale.version:
            return tokens.access
        try:
            fresh = self._authoriser.refresh(tokens)
        except AuthExpired as over:
            if self._grants.end(held, str(over)):
                raise
            return self._held()[1].access
        if self._grants.replace(held, fresh, self._clock.now(), owner):
            return fresh.access
        # Somebody took the lease over, or the owner consented anew: what they stored is the truth.
        now, tokens = self._held()
        if now.version == held.version:
            raise Unavailable(say("renewed_late"))
        return tokens.access
