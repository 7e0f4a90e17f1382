"""python-quickbooks and plain requests, each with a token of the sandbox."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Self

import requests
from quickbooks import QuickBooks

from providers.sandbox import Handle
from providers.sandbox.quickbooks.seed import REALM


def client(handle: Handle, realm: str = REALM, *, token: str | None = None, **more: Any) -> QuickBooks:
    """As an application makes it; `token` is another access token than a fresh one."""
    tokens = handle.quickbooks.oauth.grant(client_id="proof", tenants=(realm,))
    auth = SimpleNamespace(
        environment="sandbox",
        client_id="proof",
        access_token=token or tokens["access_token"],
        refresh_token=tokens["refresh_token"],
    )
    made = QuickBooks(auth_client=auth, company_id=realm, minorversion=75, **more)
    made.sandbox_api_url_v3 = f"{handle.quickbooks_url}/v3"
    return made


@dataclass(frozen=True)
class Api:
    """The company's address and a token for it."""

    url: str
    token: str

    @classmethod
    def of(cls, handle: Handle, realm: str = REALM) -> Self:
        tokens = handle.quickbooks.oauth.grant(client_id="proof", tenants=(realm,))
        return cls(f"{handle.quickbooks_url}/v3/company/{realm}", str(tokens["access_token"]))

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        headers |= more.pop("headers", {})
        return requests.request(method, f"{self.url}{path}", headers=headers, timeout=10, **more)

    def get(self, path: str, **params: Any) -> requests.Response:
        return self.ask("GET", path, params=params)

    def rows(self, statement: str) -> list[Any]:
        """What a query shows, whichever entity it asks for."""
        answer = self.get("/query", query=statement)
        assert answer.ok, answer.text
        response = answer.json()["QueryResponse"]
        return next((value for value in response.values() if isinstance(value, list)), [])

    def fault(self, statement: str) -> tuple[str, str]:
        """Code and detail of a query that is refused."""
        answer = self.get("/query", query=statement)
        assert answer.status_code == 400
        error = answer.json()["Fault"]["Error"][0]
        return error["code"], error["Detail"]
