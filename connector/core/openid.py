"""Signing in with an account at an identity provider (OpenID Connect): who comes back, and who he is here.

Whoever comes the first time is known by an address that the provider has verified, or by an invitation. From
then on he is his `subject` there, which is never anybody else's: addresses change hands.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

#: How far clocks may differ.
CLOCKS = timedelta(seconds=60)
#: How long somebody may take at the identity provider.
AWAY_FOR = timedelta(minutes=10)

#: So many may be on their way at once; then those who left first have to begin again.
MOST_AWAY = 10_000


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a user is at an issuer. `email` is what it said when the two were bound, for people to read."""

    issuer: str
    subject: str
    user_id: str
    email: str
    bound_at: datetime


@dataclass(frozen=True, slots=True)
class Leaving:
    """Somebody on his way there. Of the state, and of what proves his browser, only hashes are kept.

    `verifier` is the PKCE secret (RFC 7636), `back` the page to go on to, `invitation` the token of one whose
    page he came from; `user_id` is who is signed in and wants the two bound. `is_anew`: he is to be asked who
    he is, although he may still be signed in there.
    """

    state_hash: str = field(repr=False)
    browser_hash: str = field(repr=False)
    verifier: str = field(repr=False)
    began_at: datetime
    back: str = field(repr=False)
    invitation: str | None = field(default=None, repr=False)
    user_id: str | None = None
    is_anew: bool = False

    def is_open(self, now: datetime) -> bool:
        return now < self.began_at + AWAY_FOR


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider says of who came. `is_verified` is None where it says nothing of the address.

    `signed_in_at` is when he last said there who he is (auth_time), where it says that.
    """

    subject: str
    email: str
    is_verified: bool | None
    signed_in_at: datetime | None = None

    def is_anew(self, since: datetime) -> bool:
        """Whether he said who he is on this way, and not some time before (OpenID Connect Core, 3.1.3.7)."""
        return self.signed_in_at is not None and self.signed_in_at >= since - CLOCKS

    def is_of(self, domains: frozenset[str]) -> bool:
        """Whether its address is verified and of one of these domains; where none are named, any will do."""
        return not domains or (bool(self.is_verified) and self.email.rpartition("@")[2].lower() in domains)


class OpenIdProvider(Protocol):
    """The identity provider. `name` is for the button, `issuer` its address as it was set; only addresses of
    `domains` come in, where there are any."""

    @property
    def name(self) -> str: ...

    @property
    def issuer(self) -> str: ...

    @property
    def domains(self) -> frozenset[str]: ...

    def address(self, state: str, nonce: str, verifier: str, is_anew: bool = False) -> str:
        """Where to send the browser; `is_anew` has him asked who he is. Raises ProviderError."""

    def told(self, given: Mapping[str, str], nonce: str, verifier: str) -> Told:
        """Who came, by what his browser brought back. Raises ProviderError; whatever cannot be trusted is
        Malformed."""


class Identities(Protocol):
    """Within a unit of the accounts."""

    def of_subject(self, issuer: str, subject: str) -> Identity | None: ...

    def of_user(self, user_id: str, issuer: str) -> Identity | None: ...

    def all(self, issuer: str) -> Mapping[str, Identity]:
        """By user id."""

    def bind(self, identity: Identity) -> None:
        """Raises Refused where one of the two is bound at this issuer already."""

    def unbind(self, user_id: str, issuer: str | None = None) -> int:
        """There, or wherever he is bound; at how many he was."""

    def leave(self, leaving: Leaving) -> None: ...

    def back(self, state_hash: str) -> Leaving | None:
        """Once: it is gone with the answer."""

    def sweep(self) -> None:
        """Those who stayed away for too long; and who left first, where too many are away."""
