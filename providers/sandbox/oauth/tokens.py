"""The token endpoint's desk: codes for tokens, refresh tokens for newer ones, tokens for their grant."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from ..clock import SandboxClock
from .clients import Client
from .form import Form
from .grants import Code, Grant, RefreshToken
from .refusals import OAuthRefused, TokenRefused
from .rules import Rules


class TokenDesk:
    """Grants and codes of one provider. Holds no lock: the server does."""

    def __init__(self, rules: Rules, clock: SandboxClock) -> None:
        self.grants: list[Grant] = []
        self.codes: dict[str, Code] = {}
        self._rules = rules
        self._clock = clock
        self._key = secrets.token_bytes(32)

    def exchange(
        self, client: Client, is_proven: bool, form: Mapping[str, str], *, is_hard_end_told: bool = False
    ) -> Form:
        """Tokens for a code (RFC 6749 section 4.1.3, RFC 7636 section 4.6). Raises OAuthRefused."""
        code = self.codes.get(form.get("code", ""))
        if code is None or code.is_used or code.grant.client_id != client.client_id:
            raise OAuthRefused("invalid_grant", "The code is unknown or was used before.")
        if self._clock.now() > code.issued_at + self._rules.code_life:
            raise OAuthRefused("invalid_grant", "The code has expired.")
        if form.get("redirect_uri") != code.redirect_uri:
            raise OAuthRefused("invalid_grant", "redirect_uri is not the one the code was asked with.")
        if not _is_verified(code.challenge, form.get("code_verifier")):
            raise OAuthRefused("invalid_grant", "code_verifier does not match the challenge.")
        if not is_proven and code.challenge is None:
            raise OAuthRefused("invalid_client", status=self._rules.wrong_client_status)
        code.is_used = True
        code.grant.is_public = not is_proven
        return self.issue(code.grant, is_hard_end_told=is_hard_end_told)

    def refresh(
        self, client: Client, is_proven: bool, form: Mapping[str, str], *, is_hard_end_told: bool = False
    ) -> Form:
        """Tokens for a refresh token, by the provider's rotation. Raises OAuthRefused."""
        if not form.get("refresh_token"):
            raise OAuthRefused("invalid_request", "refresh_token is missing.")
        grant, used = self._refresh_token(form["refresh_token"])
        wrong = OAuthRefused("invalid_grant", self._rules.refresh_refusal)
        if grant is None or used is None or grant.client_id != client.client_id:
            raise wrong
        if not is_proven and not grant.is_public:
            raise OAuthRefused("invalid_client", status=self._rules.wrong_client_status)
        if not set(form.get("scope", "").split()) <= set(grant.scopes):
            raise OAuthRefused("invalid_scope")
        token = grant.refreshed(used, self._rules, self._clock.now())
        if token is None:
            raise wrong
        return self.issue(grant, token, is_hard_end_told=is_hard_end_told)

    def issue(
        self, grant: Grant, refresh: RefreshToken | None = None, *, is_hard_end_told: bool = False
    ) -> Form:
        """A new access token, with the refresh token to go on with where the consent has one."""
        now = self._clock.now()
        rules = self._rules
        access = self._access_token(grant, now)
        grant.access_tokens[access] = now + rules.access_life
        shown: Form = {
            "access_token": access,
            "expires_in": int(rules.access_life.total_seconds()),
            "token_type": rules.bearer,
        }
        if rules.offline_scope is None or rules.offline_scope in grant.scopes:
            refresh = refresh or grant.new_refresh_token(now)
            shown["refresh_token"] = refresh.value
            if rules.is_refresh_life_told:
                shown["x_refresh_token_expires_in"] = _seconds(refresh.issued_at + rules.refresh_life, now)
        if rules.is_scope_echoed:
            shown["scope"] = " ".join(grant.scopes)
            if "openid" in grant.scopes:
                shown["id_token"] = self._signed({"sub": grant.user, "aud": grant.client_id, **_times(now)})
        if is_hard_end_told and rules.hard_life is not None:
            shown["x_refresh_token_hard_expires_in"] = _seconds(grant.granted_at + rules.hard_life, now)
        return shown

    def opened(self, token: str) -> Grant:
        """The grant of an access token. Raises TokenRefused."""
        grant = next((each for each in self.grants if token in each.access_tokens), None)
        if grant is None:
            raise TokenRefused("unknown")
        if grant.is_over(self._rules, self._clock.now()):
            raise TokenRefused("revoked")
        if self._clock.now() >= grant.access_tokens[token]:
            raise TokenRefused("expired")
        return grant

    def holder(self, token: str) -> Grant | None:
        """The grant of an access or refresh token, whatever its state."""
        grant, _ = self._refresh_token(token)
        return grant or next((each for each in self.grants if token in each.access_tokens), None)

    def _refresh_token(self, value: str) -> tuple[Grant | None, RefreshToken | None]:
        for grant in self.grants:
            for token in grant.refresh_tokens:
                if secrets.compare_digest(token.value.encode(), value.encode()):
                    return grant, token
        return None, None

    def _access_token(self, grant: Grant, now: datetime) -> str:
        """A JWT, as both providers give; Xero's names the consent, by which `/connections` can be asked."""
        claims = {
            **_times(now, int(self._rules.access_life.total_seconds())),
            "iss": f"https://sandbox.example/{self._rules.provider}",
            "client_id": grant.client_id,
            "sub": grant.user,
            "jti": secrets.token_hex(16),
            "scope": list(grant.scopes),
        }
        named = {"authentication_event_id": grant.id} if self._rules.tenant_parameter is None else {}
        return self._signed({**claims, **named})

    def _signed(self, claims: Form) -> str:
        parts = [{"alg": "HS256", "typ": "JWT"}, claims]
        body = ".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
        return f"{body}.{_base64(hmac.digest(self._key, body.encode(), 'sha256'))}"


def _is_verified(challenge: str | None, verifier: str | None) -> bool:
    """RFC 7636 section 4.6, S256; a verifier without a challenge is refused as well (RFC 9700, 2.1.1)."""
    if challenge is None or verifier is None:
        return challenge is None and verifier is None
    given = _base64(hashlib.sha256(verifier.encode()).digest())
    return 43 <= len(verifier) <= 128 and hmac.compare_digest(given.encode(), challenge.encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _times(now: datetime, life: int = 300) -> Form:
    begun = int(now.timestamp())
    return {"nbf": begun, "iat": begun, "exp": begun + life}


def _seconds(end: datetime, now: datetime) -> int:
    return max(0, int((end - now).total_seconds()))
