"""Two made-up systems that are connected by consent, at the sandbox's own OAuth servers.

`several` opens every tenant of whoever consents, `single` one that the callback names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

import providers
from connector.core.errors import Refused, Unavailable
from connector.core.grants import Tenant
from providers import Capabilities
from providers._oauth import Registration
from providers._opened import Opened
from providers.sandbox import Handle

#: One of the sandbox's own companies, and its tenants.
BRINDILLE, GLENMORE = "Atelier Brindille", "Glenmore Tyres Ltd"


class Several:
    """As Xero: one consent for all tenants."""

    capabilities: ClassVar = Capabilities(has_webhooks=True, is_consented=True, opens_several=True)
    limits: ClassVar = None
    settings: ClassVar = ()

    @staticmethod
    def registration(settings: Mapping[str, str]) -> Registration:
        base = settings.get("api_url", "")
        return Registration(
            "several", "Several Books", settings.get("client_id", ""), "s3cret",
            f"{base}/identity/connect/authorize", f"{base}/connect/token", f"{base}/connect/revocation",
            "offline_access accounting.invoices.read", has_pkce=True,
        )  # fmt: skip

    @staticmethod
    def tenants(opened: Opened, given: Mapping[str, str]) -> tuple[Tenant, ...]:
        bearer = {"Authorization": f"Bearer {opened.access.access()}"}
        answer = requests.get(f"{opened.settings['api_url']}/connections", headers=bearer, timeout=20)
        kept = [x for x in answer.json() if x["tenantType"] == "ORGANISATION"]
        return tuple(Tenant(x["tenantId"], x["tenantName"]) for x in kept)

    @staticmethod
    def leave(opened: Opened, tenant_id: str) -> None:
        bearer = {"Authorization": f"Bearer {opened.access.access()}"}
        url = f"{opened.settings['api_url']}/connections"
        for each in requests.get(url, headers=bearer, timeout=20).json():
            if each["tenantId"] == tenant_id:
                answer = requests.delete(f"{url}/{each['id']}", headers=bearer, timeout=20)
                if not answer.ok:
                    raise Unavailable("Several Books is in trouble.")


class Single:
    """As QuickBooks: one company for each consent, named on the callback alone."""

    capabilities: ClassVar = Capabilities(is_consented=True)
    limits: ClassVar = None
    settings: ClassVar = ()

    @staticmethod
    def registration(settings: Mapping[str, str]) -> Registration:
        base = settings.get("api_url", "")
        return Registration(
            "single", "Single Books", settings.get("client_id", ""), "s3cret",
            f"{base}/connect/oauth2", f"{base}/oauth2/v1/tokens/bearer", f"{base}/v2/oauth2/tokens/revoke",
            "com.intuit.quickbooks.accounting", is_revoked_by_json=True,
            headers={"x-include-refresh-token-hard-expires-in": "true"},
        )  # fmt: skip

    @staticmethod
    def tenants(opened: Opened, given: Mapping[str, str]) -> tuple[Tenant, ...]:
        assert opened.access.access()
        realm = given["realmId"]
        return (Tenant(realm, f"Company {realm}"),)


class Keyed:
    """As Stripe: connected with a key. `-anonymous` may not read the account."""

    capabilities: ClassVar = Capabilities(takes_key=True)
    limits: ClassVar = None
    settings: ClassVar = ()

    def __init__(self, opened: Opened) -> None:
        self._key = opened.access.access()

    def check(self) -> Any:
        if not self._key.startswith("rk_"):
            raise Refused("A key begins with rk_.")
        if self._key.endswith("-anonymous"):
            return Account(None, "Keyed")
        return Account(self._key.partition("-")[0], "whatever")


@dataclass(frozen=True)
class Account:
    id: str | None
    name: str


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the three in the registry."""
    for name in ("Several", "Single", "Keyed"):
        monkeypatch.setitem(providers.PROVIDERS, name.lower(), f"tests.consenting:{name}")


def settings_at(sandbox: Handle, **missing: str) -> Mapping[str, Mapping[str, str]]:
    """An app registered at each of them."""
    return {
        "several": {"client_id": "app", "api_url": sandbox.url_of("xero")},
        "single": {"client_id": "app", "api_url": sandbox.url_of("quickbooks")},
    }


def answered(address: str, allow: bool = True, **said: str) -> dict[str, str]:
    """What the owner's browser brings back from the consent page."""
    more = "".join(f"&{name}={value}" for name, value in {"approve": str(int(allow)), **said}.items())
    sent = requests.get(address + more, allow_redirects=False, timeout=20)
    assert sent.status_code in (302, 303), sent.text
    return dict(parse_qsl(urlsplit(sent.headers["location"]).query))
