"""One provider's authorisation server: consent, tokens, revocation, and what an access token opens."""

import secrets
from collections.abc import Callable, Mapping
from threading import RLock
from typing import Literal

from ..clock import SandboxClock
from ..exchange import Answer, Arrived
from . import consent
from .clients import Clients
from .consent import Asked, Tenant
from .form import Form, form_of, query_of
from .grants import Code, Grant
from .refusals import OAuthRefused, TokenRefused
from .rules import Rules
from .tokens import TokenDesk

#: What happens on the consent page: a person answers, or it is answered at once.
Consent = Literal["ask", "approve", "deny"]


class OAuthServer:
    """By `rules` and the sandbox's clock. `tenants` are what a person may open; the dialect gives them.

    `on_consent` and `on_revoke` hear of each consent and each end of one, for a dialect that keeps its own
    list of what a client is connected to.
    """

    def __init__(
        self,
        rules: Rules,
        clock: SandboxClock,
        tenants: Callable[[], list[Tenant]],
        *,
        on_consent: Callable[[Grant], None] = lambda _: None,
        on_revoke: Callable[[Grant], None] = lambda _: None,
    ) -> None:
        self.rules = rules
        self.clients = Clients(rules)
        self.consent: Consent = "ask"
        self.lock = RLock()
        self._clock = clock
        self._tenants = tenants
        self._on_consent = on_consent
        self._on_revoke = on_revoke
        self._desk = TokenDesk(rules, clock)

    @property
    def grants(self) -> list[Grant]:
        """Every consent, oldest first, the revoked ones included."""
        return self._desk.grants

    def start_over(self) -> None:
        """No grants, no registered clients, a person at the consent page."""
        with self.lock:
            self._desk = TokenDesk(self.rules, self._clock)
            self.clients.clear()
            self.consent = "ask"

    def serves(self, path: str) -> bool:
        return path in (self.rules.authorize_path, self.rules.exchange_path, self.rules.revoke_path)

    def answer(self, request: Arrived) -> Answer:
        """A page, a redirect, or the JSON of RFC 6749."""
        with self.lock:
            try:
                if request.path == self.rules.authorize_path:
                    return self._authorize(request)
                return (
                    self._token(request)
                    if request.path == self.rules.exchange_path
                    else self._revoke(request)
                )
            except OAuthRefused as refused:
                return _refusal(refused)

    def opened(self, authorization: str | None) -> Grant:
        """The grant that a request's Authorization header opens. Raises TokenRefused."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise TokenRefused("missing")
        with self.lock:
            return self._desk.opened(token.strip())

    def grant(
        self,
        *,
        client_id: str,
        tenants: tuple[str, ...] | None = None,
        scopes: tuple[str, ...] | None = None,
        user: str = "owner@sandbox.example",
    ) -> Form:
        """A consent and its tokens without a browser: what the token endpoint would have answered."""
        with self.lock:
            offered = tuple(tenant.id for tenant in self._tenants())
            chosen = offered[: 1 if self.rules.opens_one else None] if tenants is None else tenants
            grant = self._granted(client_id, user, chosen, scopes or tuple(sorted(self.rules.scopes)))
            return self._desk.issue(grant)

    def revoke(self, grant: Grant) -> None:
        """The owner disconnects the app: every token of the consent is dead."""
        with self.lock:
            grant.is_revoked = True
            self._on_revoke(grant)

    def _granted(self, client_id: str, user: str, tenants: tuple[str, ...], scopes: tuple[str, ...]) -> Grant:
        grant = Grant(client_id, user, tenants, scopes, self._clock.now())
        self._desk.grants.append(grant)
        self._on_consent(grant)
        return grant

    def _authorize(self, request: Arrived) -> Answer:
        given = query_of(request) if request.method == "GET" else form_of(request)
        query = {name: values[-1] for name, values in given.items()}
        try:
            asked = consent.asked(query, self.clients, self.rules)
        except consent.Unanswerable as wrong:
            return consent.refusal(str(wrong))
        except consent.Returned as returned:
            return returned.answer
        decision = query.get("approve") or {"ask": "", "approve": "1", "deny": "0"}[self.consent]
        if not decision:
            action = f"{request.base_url}{request.path}"
            return consent.page(asked, self.rules, self._tenants(), query, action)
        return self._decided(asked, decision == "1", given.get("tenants", []))

    def _decided(self, asked: Asked, is_allowed: bool, chosen: list[str]) -> Answer:
        offered = [tenant.id for tenant in self._tenants()]
        wanted = {part for choice in chosen for part in choice.split(",")} or set(offered)
        tenants = tuple(tenant for tenant in offered if tenant in wanted)
        if not is_allowed or not tenants:
            return consent.back(asked.redirect_uri, {"error": "access_denied"}, asked.state)
        tenants = tenants[:1] if self.rules.opens_one else tenants
        grant = self._granted(asked.client.client_id, asked.user, tenants, asked.scopes)
        value = self.rules.code_prefix + secrets.token_urlsafe(24)
        code = Code(grant, asked.redirect_uri, self._clock.now(), asked.challenge, value)
        self._desk.codes[code.value] = code
        return consent.back(asked.redirect_uri, self._said(code), asked.state)

    def _said(self, code: Code) -> Mapping[str, str]:
        """What the callback bears beside the state."""
        name = self.rules.tenant_parameter
        if name is not None:
            return {"code": code.value, name: code.grant.tenants[0]}
        extra = {"scope": " ".join(code.grant.scopes), "session_state": secrets.token_urlsafe(16)}
        return {"code": code.value, **extra}

    def _token(self, request: Arrived) -> Answer:
        form = {name: values[-1] for name, values in form_of(request).items()}
        client, is_proven = self.clients.proven(request.headers, form)
        is_told = request.headers.get("x-include-refresh-token-hard-expires-in", "").lower() == "true"
        if form.get("grant_type") == "authorization_code":
            answer = self._desk.exchange(client, is_proven, form, is_hard_end_told=is_told)
        elif form.get("grant_type") == "refresh_token":
            answer = self._desk.refresh(client, is_proven, form, is_hard_end_told=is_told)
        else:
            raise OAuthRefused("unsupported_grant_type" if form.get("grant_type") else "invalid_request")
        return Answer.of(200, answer, {"Cache-Control": "no-store", "Pragma": "no-cache"})

    def _revoke(self, request: Arrived) -> Answer:
        """RFC 7009: an unknown token is answered like a known one."""
        given = form_of(request, is_json=self.rules.is_revoked_by_json)
        form = {name: values[-1] for name, values in given.items()}
        client, _ = self.clients.proven(request.headers, form)
        if not form.get("token"):
            raise OAuthRefused("invalid_request", "token is missing.")
        grant = self._desk.holder(form["token"])
        if grant is not None and grant.client_id == client.client_id:
            self.revoke(grant)
        return Answer(200, b"", content_type="text/html")


def _refusal(refused: OAuthRefused) -> Answer:
    headers = {"Cache-Control": "no-store"}
    if refused.status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="sandbox"'
    return Answer.of(refused.status, refused.as_json(), headers)
