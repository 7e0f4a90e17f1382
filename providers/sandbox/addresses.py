"""What points Relance, or a vendor's own client, at the stand-ins."""

from collections.abc import Mapping

#: Any id and any secret open the stand-ins' sign-in until an app is registered there.
_APP = {"CLIENT_ID": "relance", "CLIENT_SECRET": "of-the-sandbox"}
_PLATFORM = {"CLIENT_ID": "ca_relance", "CLIENT_SECRET": "sk_test_of_the_sandbox"}


def settings_of(url: str, key: str = "rk_test_demo") -> Mapping[str, Mapping[str, str]]:
    """What `RELANCE_<NAME>_*` would hold, by the provider's name; `url` is the sandbox's own address."""
    stripe, xero, quickbooks = f"{url}/stripe", f"{url}/xero", f"{url}/quickbooks"
    return {
        "stripe": _PLATFORM
        | {
            "API_KEY": key,
            "API_URL": stripe,
            "AUTHORIZE_URL": f"{stripe}/oauth/authorize",
            "TOKEN_URL": f"{stripe}/oauth/token",
            "REVOKE_URL": f"{stripe}/oauth/deauthorize",
        },
        "xero": _APP
        | {
            "API_URL": f"{xero}/api.xro/2.0",
            "CONNECTIONS_URL": f"{xero}/connections",
            "AUTHORIZE_URL": f"{xero}/identity/connect/authorize",
            "TOKEN_URL": f"{xero}/connect/token",
            "REVOKE_URL": f"{xero}/connect/revocation",
        },
        "quickbooks": _APP
        | {
            "API_URL": quickbooks,
            "AUTHORIZE_URL": f"{quickbooks}/connect/oauth2",
            "TOKEN_URL": f"{quickbooks}/oauth2/v1/tokens/bearer",
            "REVOKE_URL": f"{quickbooks}/v2/oauth2/tokens/revoke",
        },
    }
