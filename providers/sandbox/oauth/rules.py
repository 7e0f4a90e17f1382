"""What differs between the providers' OAuth: paths, lifetimes, and when a refresh token changes.

Sources: the vendors' OAuth pages, as marked in the README of the sandbox.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

#: "single_use": each refresh gives a new token, the old one works on for `grace` after its first use.
#: "daily": a token older than a day is replaced at the next refresh, the old one works on for `grace`.
#: "never": it stays the same.
Rotation = Literal["single_use", "daily", "never"]

_XERO_NEW = (
    "openid profile email offline_access accounting.invoices accounting.invoices.read accounting.payments "
    "accounting.payments.read accounting.contacts accounting.contacts.read accounting.settings "
    "accounting.settings.read accounting.attachments accounting.attachments.read"
)
_XERO_OLD = "accounting.transactions accounting.transactions.read accounting.reports.read"


@dataclass(frozen=True)
class Rules:
    """One provider's ways. Paths lie below its prefix."""

    provider: str
    authorize_path: str
    exchange_path: str
    revoke_path: str
    rotation: Rotation
    access_life: timedelta
    refresh_life: timedelta
    grace: timedelta
    #: However often it is refreshed, a consent ends then.
    hard_life: timedelta | None = None
    code_life: timedelta = timedelta(minutes=5)
    scopes: frozenset[str] = frozenset()
    #: Refused to a client unless it was registered as an old one.
    old_scopes: frozenset[str] = frozenset()
    #: Without this scope there is no refresh token.
    offline_scope: str | None = None
    #: One consent opens one company; its id comes back on the callback under this name.
    tenant_parameter: str | None = None
    #: One consent opens one account, and the callback does not say which.
    is_one_tenant: bool = False
    code_prefix: str = ""
    bearer: str = "Bearer"
    is_scope_echoed: bool = True
    is_refresh_life_told: bool = False
    is_revoked_by_json: bool = False
    wrong_client_status: int = 401
    refresh_refusal: str | None = None

    @property
    def opens_one(self) -> bool:
        return self.is_one_tenant or self.tenant_parameter is not None


XERO = Rules(
    provider="xero",
    authorize_path="/identity/connect/authorize",
    exchange_path="/connect/token",
    revoke_path="/connect/revocation",
    rotation="single_use",
    access_life=timedelta(minutes=30),
    refresh_life=timedelta(days=60),
    grace=timedelta(minutes=30),
    scopes=frozenset(_XERO_NEW.split()),
    old_scopes=frozenset(_XERO_OLD.split()),
    offline_scope="offline_access",
    wrong_client_status=400,
)

QUICKBOOKS = Rules(
    provider="quickbooks",
    authorize_path="/connect/oauth2",
    exchange_path="/oauth2/v1/tokens/bearer",
    revoke_path="/v2/oauth2/tokens/revoke",
    rotation="daily",
    access_life=timedelta(hours=1),
    refresh_life=timedelta(days=100),
    grace=timedelta(hours=24),
    hard_life=timedelta(days=5 * 365),
    scopes=frozenset(["com.intuit.quickbooks.accounting", "openid", "profile", "email", "phone", "address"]),
    tenant_parameter="realmId",
    bearer="bearer",
    is_scope_echoed=False,
    is_refresh_life_told=True,
    is_revoked_by_json=True,
    refresh_refusal="Incorrect or invalid refresh token",
)

#: Neither token ends by itself: stripe/platform.py.
STRIPE = Rules(
    provider="stripe",
    authorize_path="/oauth/authorize",
    exchange_path="/oauth/token",
    revoke_path="/oauth/deauthorize",
    rotation="never",
    access_life=timedelta(days=36_500),
    refresh_life=timedelta(days=36_500),
    grace=timedelta(),
    scopes=frozenset(["read_write"]),
    old_scopes=frozenset(["read_only"]),
    is_one_tenant=True,
    code_prefix="ac_",
)
