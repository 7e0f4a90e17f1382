"""The apps registered with a provider, and how one proves at the token endpoint that it is itself."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlsplit

from .refusals import OAuthRefused
from .rules import Rules

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Client:
    """An app. Without `secret` any is accepted; without `redirect_uris` any https or loopback address."""

    client_id: str
    secret: str | None = None
    redirect_uris: frozenset[str] = frozenset()
    #: Has no secret at all and must send a PKCE challenge.
    is_public: bool = False
    #: Registered before the narrow scopes came: may still ask for the broad ones.
    is_old: bool = False

    def may_return_to(self, address: str) -> bool:
        if self.redirect_uris:
            return address in self.redirect_uris
        parts = urlsplit(address)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        return is_safe and bool(parts.hostname) and not parts.fragment

    def may_ask_for(self, scopes: frozenset[str], rules: Rules) -> bool:
        known = rules.scopes | (rules.old_scopes if self.is_old else frozenset())
        return bool(scopes) and scopes <= known


class Clients:
    """By id; one that nobody registered is known all the same, unless `is_strict`."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self.registered: dict[str, Client] = {}
        self.is_strict = False

    def register(self, client: Client) -> Client:
        self.registered[client.client_id] = client
        return client

    def clear(self) -> None:
        self.registered.clear()
        self.is_strict = False

    def find(self, client_id: str) -> Client | None:
        if not client_id or (self.is_strict and client_id not in self.registered):
            return None
        return self.registered.get(client_id, Client(client_id))

    def proven(self, headers: Mapping[str, str], form: Mapping[str, str]) -> tuple[Client, bool]:
        """The client, and whether a secret proved it. Raises OAuthRefused."""
        client_id, secret = _credentials(headers, form)
        client = self.find(client_id)
        if client is None or (client.is_public and secret):
            raise self._wrong()
        if client.secret is not None and secret != client.secret:
            raise self._wrong()
        return client, bool(secret)

    def _wrong(self) -> OAuthRefused:
        return OAuthRefused("invalid_client", status=self._rules.wrong_client_status)


def _credentials(headers: Mapping[str, str], form: Mapping[str, str]) -> tuple[str, str]:
    """Id and secret from Basic or from the form; RFC 6749 section 2.3 forbids both at once."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    if "client_secret" in form:
        raise OAuthRefused("invalid_request", "Send the client's secret once: as Basic or in the form.")
    try:
        client_id, _, secret = base64.b64decode(given).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(client_id), unquote_plus(secret)
