"""Xero's consent: the app as its owner registered it, and which consent a token stands for. Pure."""

import base64
import binascii
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import msgspec

from providers._oauth import Registration

from .answers import NAME

AUTHORIZE_URL: Final = "https://login.xero.com/identity/connect/authorize"
TOKEN_URL: Final = "https://identity.xero.com/connect/token"  # noqa: S105 - an address
REVOKE_URL: Final = "https://identity.xero.com/connect/revocation"
#: All that is read, and nothing that writes. Apps made since 2 March 2026 may ask for no broader ones.
SCOPES: Final = (
    "offline_access accounting.invoices.read accounting.payments.read accounting.contacts.read "
    "accounting.settings.read"
)
#: An unused refresh token is dead after it (developer.xero.com/faq/oauth2).
REFRESH_LIFE: Final = timedelta(days=60)
#: Either covers mailing an invoice; the broad one is of apps made before March 2026.
_SENDING: Final = frozenset({"accounting.invoices", "accounting.transactions"})


class _ClaimsJson(msgspec.Struct):
    event: str | None = msgspec.field(default=None, name="authentication_event_id")


def registration(settings: Mapping[str, str]) -> Registration:
    """The owner's app; without a secret it is proved by PKCE alone."""
    return Registration(
        provider="xero",
        name=NAME,
        client_id=settings.get("CLIENT_ID", ""),
        client_secret=settings.get("CLIENT_SECRET", ""),
        authorize_url=settings.get("AUTHORIZE_URL") or AUTHORIZE_URL,
        token_url=settings.get("TOKEN_URL") or TOKEN_URL,
        revoke_url=settings.get("REVOKE_URL") or REVOKE_URL,
        scopes=settings.get("SCOPES") or SCOPES,
        has_pkce=True,
        refresh_life=REFRESH_LIFE,
    )


def covers_sending(settings: Mapping[str, str]) -> bool:
    """Whether the consent that is asked for lets invoices be mailed."""
    return not _SENDING.isdisjoint((settings.get("SCOPES") or SCOPES).split())


def event_of(token: str) -> str | None:
    """The act of consenting that an access token came from, where the token tells it.

    The token is Xero's own, straight from Xero: only read, and nothing but a filter is made of it.
    """
    body = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        return msgspec.json.decode(claims, type=_ClaimsJson).event
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        return None
