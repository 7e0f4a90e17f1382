"""Stripe Connect: the platform that its operator registered, and how its OAuth differs from RFC 6749.

Sources: docs.stripe.com/connect/oauth-reference and /connect/oauth-standard-accounts; the official client's
`_oauth.py`. The platform is known by its secret key alone, which goes to these addresses and nowhere else.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from connector.core.errors import Refused, Rejected
from connector.core.grants import Tokens
from providers._http import TIME_OUT, Bearer, malformed
from providers._oauth import Consent, Registration

from .admission import account_of, is_in_test
from .sentences import say as here

NAME: Final = "Stripe"
AUTHORIZE_URL: Final = "https://connect.stripe.com/oauth/authorize"
TOKEN_URL: Final = "https://connect.stripe.com/oauth/token"  # noqa: S105 - an address
REVOKE_URL: Final = "https://connect.stripe.com/oauth/deauthorize"
#: `read_only` is for Extensions alone.
SCOPE: Final = "read_write"
_PLATFORM: Final = re.compile(r"ca_\w+", re.ASCII)
_SECRET: Final = re.compile(r"sk_(test|live)_\w+", re.ASCII)  # it goes into a header
_MODE: Final = re.compile(r"[a-z]+_(test|live)_")
#: What Stripe documents for the token endpoint; it refuses parameters that it does not know.
_KNOWN: Final = ("grant_type", "code", "refresh_token")


def registration(settings: Mapping[str, str]) -> Registration:
    """The operator's platform."""
    return Registration(
        provider="stripe",
        name=NAME,
        client_id=settings.get("CLIENT_ID", "").strip(),
        client_secret=settings.get("CLIENT_SECRET", "").strip(),
        authorize_url=settings.get("AUTHORIZE_URL") or AUTHORIZE_URL,
        token_url=settings.get("TOKEN_URL") or TOKEN_URL,
        revoke_url=settings.get("REVOKE_URL") or REVOKE_URL,
        scopes=SCOPE,
        is_lasting=True,
        # Whoever comes from here has an account, and may have several: he is asked which.
        asked={"stripe_landing": "login", "always_prompt": "true"},
        code_hint=here("two_platforms", both=here("both")),
    )


def is_test(settings: Mapping[str, str]) -> bool:
    """Whether the platform's key is one of test mode: a consent then opens the account's test mode."""
    return mode_of(settings.get("CLIENT_SECRET", "").strip()) == "test"


def mode_of(key: str) -> str | None:
    """`test` or `live`, as a key or token says itself; None where it does not."""
    found = _MODE.match(key)
    return found[1] if found else None


class Platform(Consent):
    """A consent to a platform, in Stripe's dialect."""

    def __init__(self, app: Registration, now: Callable[[], datetime], time_out: float = TIME_OUT) -> None:
        """Raises Refused for what is no platform's id or secret key; neither is repeated."""
        super().__init__(app, now, time_out)
        if not _PLATFORM.fullmatch(app.client_id):
            raise Refused(here("no_client_id"))
        if not _SECRET.fullmatch(app.client_secret):
            raise Refused(here("no_client_secret"))
        self._mode = mode_of(app.client_secret)

    def refresh(self, tokens: Tokens) -> Tokens:
        """A platform's key of the other mode would be given that mode's token: it is not asked with."""
        self._check_mode(mode_of(tokens.access))
        return super().refresh(tokens)

    def revoke(self, tokens: Tokens, tenant: str = "") -> None:
        """Only an answer that names the account has ended anything: «not connected» may be said of another
        platform or mode as well."""
        self._check_mode("test" if is_in_test(tenant) else "live")
        account = account_of(tenant)
        named = {"client_id": self._app.client_id, "stripe_user_id": account}
        answer = self._checked(self._post(self._app.revoke_url, data=named, auth=self._proof()))
        if _object(answer.content).get("stripe_user_id") != account:
            raise malformed(here("not_disconnected"), answer.content)

    def _given(self, grant: Mapping[str, str]) -> Mapping[str, Any]:
        known = {name: grant[name] for name in _KNOWN if name in grant}
        answer = self._checked(self._post(self._app.token_url, data=known, auth=self._proof()))
        given = _object(answer.content)
        if not isinstance(given.get("livemode"), bool):
            raise malformed(here("no_mode"), b"")
        self._check_mode("live" if given["livemode"] else "test")
        return given

    def _check_mode(self, mode: str | None) -> None:
        if mode not in (None, self._mode):
            raise Rejected(here("other_mode", mode=mode, ours=self._mode, both=here("both")))

    def _proof(self) -> Bearer:
        return Bearer(self._app.client_secret)


def _object(body: bytes) -> Mapping[str, Any]:
    """The JSON object of an answer. Raises Malformed; nothing of it is repeated, for it may be tokens."""
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise malformed(here("unread_consent"), b"")
    return found
