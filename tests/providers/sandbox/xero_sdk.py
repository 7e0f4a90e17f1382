"""The official Xero client, pointed at a sandbox and connected through its OAuth pages."""

from typing import Any

import requests
import urllib3
from authlib.integrations.requests_client import OAuth2Session
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.identity import IdentityApi

from providers.sandbox import Handle
from tests.providers.sandbox.browser import decide
from tests.providers.sandbox.clients import CLIENTS

CALLBACK = "http://localhost:8000/oauth/callback"
SCOPES = (
    "offline_access accounting.invoices accounting.payments.read accounting.contacts.read "
    "accounting.settings.read"
)


class Sdk:
    """One account at Xero, its token in `token`. Nothing is tried again by itself."""

    def __init__(self, sandbox: Handle, scopes: str = SCOPES, client_id: str = "relance") -> None:
        self.base = sandbox.xero_url
        self.token = self._connected(client_id, scopes)
        # Configuration is a singleton in disguise: without this the first test's token serves all.
        Configuration._default = None
        self.client = ApiClient(
            Configuration(oauth2_token=OAuth2Token(client_id, "shh")),
            oauth2_token_getter=lambda: self.token,
            oauth2_token_saver=self._save,
        )
        # The default pool sleeps on a 429 and sends a PUT again on a broken connection.
        self.client.rest_client.pool_manager = CLIENTS.enter_context(urllib3.PoolManager(retries=False))
        self.accounting = AccountingApi(self.client, base_url=f"{self.base}/api.xro/2.0")
        self.identity = IdentityApi(self.client, base_url=self.base)
        self.tenant = sandbox.xero.book.organisation.id

    def _connected(self, client_id: str, scopes: str) -> dict[str, Any]:
        session = CLIENTS.enter_context(OAuth2Session(client_id, "shh", scope=scopes, redirect_uri=CALLBACK))
        url, state = session.create_authorization_url(f"{self.base}/identity/connect/authorize")
        token = session.fetch_token(
            f"{self.base}/connect/token", authorization_response=decide(url), state=state
        )
        return {**token, "scope": token["scope"].split()}

    def _save(self, token: dict[str, Any]) -> None:
        self.token = token

    def headers(self) -> dict[str, str]:
        """For what the client cannot ask."""
        return {"Authorization": f"Bearer {self.token['access_token']}", "xero-tenant-id": self.tenant}

    def get(self, place: str, **headers: str) -> requests.Response:
        """The answer as it is on the wire."""
        address = f"{self.base}/api.xro/2.0{place}"
        return requests.get(address, headers=self.headers() | headers, timeout=10)


def point_token_api(sandbox: Handle) -> dict[str, str]:
    """The class attributes of TokenApi, for monkeypatch."""
    assert TokenApi.refresh_token_url.startswith("https://identity.xero.com/")
    return {
        "refresh_token_url": f"{sandbox.xero_url}/connect/token",
        "revoke_token_url": f"{sandbox.xero_url}/connect/revocation",
    }
