"""An app registered at a made-up provider, and a consent given to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from connector.core.grants import Tokens
from providers._oauth import Registration

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = b"k" * 32
#: Ran out an hour ago; its refresh token is good.
STALE = Tokens("access-0", NOON - timedelta(hours=1), "refresh-0")


def registration(url: str, **fields: Any) -> Registration:
    known: dict[str, Any] = {
        "provider": "acme",
        "name": "Acme Books",
        "client_id": "app",
        "client_secret": "s3cret",
        "authorize_url": f"{url}/authorize",
        "token_url": f"{url}/token",
        "revoke_url": f"{url}/revoke",
        "scopes": "invoices.read offline_access",
    }
    return Registration(**known | fields)
