"""A client of a stand-in's OAuth by authlib, which nobody here wrote."""

import base64
import json
from typing import Any

import pytest
from authlib.integrations.requests_client import OAuth2Session

from providers.sandbox import Handle
from providers.sandbox.oauth import Grant, OAuthServer, TokenRefused
from tests.providers.sandbox.browser import decide
from tests.providers.sandbox.clients import CLIENTS

CALLBACK = "http://localhost:8000/oauth/callback"
XERO_SCOPES = "offline_access accounting.invoices.read accounting.contacts.read"
VERIFIER = "a-verifier-of-at-least-forty-three-letters-0123456789"


class App:
    """A client of one stand-in, by authlib."""

    def __init__(self, sandbox: Handle, provider: str = "xero", *, secret: str | None = "shh") -> None:
        self.server: OAuthServer = getattr(sandbox, provider).oauth
        self.base = sandbox.url_of(provider)
        self.rules = self.server.rules
        self.scope = XERO_SCOPES if provider == "xero" else "com.intuit.quickbooks.accounting"
        self.session = CLIENTS.enter_context(
            OAuth2Session(
                "relance",
                secret,
                scope=self.scope,
                redirect_uri=CALLBACK,
                code_challenge_method="S256",
                token_endpoint_auth_method="client_secret_basic" if secret else "none",
            )
        )

    def authorize_url(self, **extra: str) -> str:
        address = f"{self.base}{self.rules.authorize_path}"
        url, self.state = self.session.create_authorization_url(address, **extra)
        return str(url)

    def exchange(self, callback: str, **extra: str) -> dict[str, Any]:
        address = f"{self.base}{self.rules.exchange_path}"
        token: dict[str, Any] = self.session.fetch_token(
            address, authorization_response=callback, state=self.state, **extra
        )
        return token

    def connect(self) -> dict[str, Any]:
        return self.exchange(decide(self.authorize_url()))

    def refresh(self, token: str, **extra: str) -> dict[str, Any]:
        address = f"{self.base}{self.rules.exchange_path}"
        renewed: dict[str, Any] = self.session.refresh_token(address, refresh_token=token, **extra)
        return renewed

    def grant(self) -> Grant:
        return self.server.grants[-1]


def why(app: App, token: str) -> str:
    with pytest.raises(TokenRefused) as refused:
        app.server.opened(f"Bearer {token}")
    return refused.value.why


def claims(token: str) -> dict[str, Any]:
    body = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims
