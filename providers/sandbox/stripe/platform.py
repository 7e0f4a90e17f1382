"""Stripe Connect's OAuth: an account lets a platform in, the platform gets a key of its own to it.

Its dialect differs from RFC 6749 where Stripe's does: the platform is known by its secret key alone, nothing
of the way back is repeated at the token endpoint, tokens do not end, and a code that comes twice ends them.
"""

import re
import secrets
from collections.abc import Mapping
from typing import Protocol

from ..exchange import Answer, Arrived
from ..oauth import STRIPE, Grant, OAuthRefused, OAuthServer, Tenant
from ..oauth.form import Form, form_of
from ..oauth.grants import Code, RefreshToken
from .access import Access
from .book import Book
from .request import Request, short

_SECRET = re.compile(r"sk_(test|live)_\w+")
_TOKEN = {"Cache-Control": "no-store"}


class Accounts(Protocol):
    """What the platform's OAuth needs of the dialect."""

    book: Book
    access: Access

    def every_book(self) -> list[Book]: ...

    def open_account(self, account: str, key: str) -> None: ...


class Platform(OAuthServer):
    """One authorisation server for every platform; a consent opens one account."""

    def __init__(self, accounts: Accounts) -> None:
        super().__init__(STRIPE, accounts.book.clock, self._offered)
        self._accounts = accounts
        #: By consent, the platform's keys that it was exchanged with: `Stripe-Account` works for them.
        self._keys: dict[str, set[str]] = {}

    def start_over(self) -> None:
        super().start_over()
        with self.lock:
            self._keys.clear()

    def revoke(self, grant: Grant) -> None:
        """The account's owner, or the platform, disconnects it: its keys open nothing any more."""
        super().revoke(grant)
        self._accounts.access.revoked.update(grant.access_tokens)
        for key in self._keys.get(grant.id, ()):
            self._accounts.access.accounts.get(key, set()).discard(grant.tenants[0])

    def _offered(self) -> list[Tenant]:
        return [Tenant(book.account, book.name) for book in self._accounts.every_book()]

    def _said(self, code: Code) -> Mapping[str, str]:
        return {"scope": " ".join(code.grant.scopes), "code": code.value}

    # ------------------------------------------------------------ the token endpoint

    def _token(self, request: Arrived) -> Answer:
        form = {name: values[-1] for name, values in form_of(request).items()}
        key, kind = _proof(request, form), form.get("grant_type")
        if kind == "authorization_code":
            grant = self._by_code(key, form.get("code", ""))
        elif kind == "refresh_token":
            grant = self._by_refresh_token(key, form.get("refresh_token", ""))
        else:
            raise OAuthRefused("unsupported_grant_type" if kind else "invalid_request", f"No: {kind}.")
        return Answer.of(200, self._issued(grant, key), _TOKEN)

    def _by_code(self, key: str, value: str) -> Grant:
        code = self._desk.codes.get(value)
        if code is None:
            raise OAuthRefused("invalid_grant", f"Authorization code does not exist: {value}")
        self._check_owner(key, code.grant, "Authorization code")
        if code.is_used:
            self.revoke(code.grant)
            raise OAuthRefused("invalid_grant", "This code was used before. Every token it gave is revoked.")
        if self._clock.now() > code.issued_at + self.rules.code_life:
            raise OAuthRefused("invalid_grant", "Authorization code expired.")
        code.is_used = True
        return code.grant

    def _by_refresh_token(self, key: str, value: str) -> Grant:
        for grant in self.grants:
            if any(token.value == value for token in grant.refresh_tokens) and not grant.is_revoked:
                self._check_owner(key, grant, "Refresh token")
                return grant
        raise OAuthRefused("invalid_grant", "Refresh token does not exist.")

    def _check_owner(self, key: str, grant: Grant, what: str) -> None:
        """A registered platform has one key; and what was given in test mode gives no live keys."""
        own = self.clients.registered.get(grant.client_id)
        if key.startswith("sk_live_"):
            raise OAuthRefused("invalid_grant", f"A livemode API key, but {what} gives test keys only.")
        if own is not None and own.secret not in (None, key):
            raise OAuthRefused("invalid_grant", f"{what} provided does not belong to you.")

    def _issued(self, grant: Grant, key: str) -> Form:
        """A key to the account, which does not end; the refresh token stays the same."""
        access = f"sk_test_{secrets.token_hex(24)}"
        grant.access_tokens[access] = self._clock.now() + self.rules.access_life
        if not grant.refresh_tokens:
            value = f"rt_{secrets.token_hex(24)}"
            grant.refresh_tokens.append(RefreshToken(value, 1, self._clock.now()))
        (account,) = grant.tenants
        self._accounts.open_account(account, access)
        self._keys.setdefault(grant.id, set()).add(key)
        self._accounts.access.accounts.setdefault(key, set()).add(account)
        return {
            "access_token": access,
            "livemode": False,
            "refresh_token": grant.refresh_tokens[-1].value,
            "token_type": "bearer",
            "stripe_publishable_key": f"pk_test_{grant.id.replace('-', '')}",
            "stripe_user_id": account,
            "scope": " ".join(grant.scopes),
        }

    # ------------------------------------------------------------ the end of it

    def _revoke(self, request: Arrived) -> Answer:
        """Not RFC 7009: an account is named, and one that is not connected is an error."""
        form = {name: values[-1] for name, values in form_of(request).items()}
        key, client_id = _proof(request, form), form.get("client_id", "")
        client = self.clients.find(client_id)
        if client is None or client.secret not in (None, key):
            raise _unknown(f"No application of yours matches {client_id}")
        account = form.get("stripe_user_id", "")
        theirs = [x for x in self.grants if x.client_id == client_id and x.tenants == (account,)]
        standing = [x for x in theirs if not x.is_revoked]
        if not standing:
            raise _unknown(
                f"This application is not connected to stripe account {account}, or there is no such account."
            )
        for grant in standing:
            self.revoke(grant)
        return Answer.of(200, {"stripe_user_id": account})


def _proof(request: Arrived, form: Mapping[str, str]) -> str:
    """The platform's secret key: as for the API, or as `client_secret`."""
    key = form.get("client_secret") or (request.key() if isinstance(request, Request) else "")
    if not _SECRET.fullmatch(key):
        raise _unknown(f"No such API key: {short(key)}")
    return key


def _unknown(why: str) -> OAuthRefused:
    return OAuthRefused("invalid_client", why, status=401)
