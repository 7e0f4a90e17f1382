"""Grants: one consent at a provider, its tokens, and who may exchange them for new ones."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

#: The end of an access token that has none: it is good until the provider refuses it.
LASTING = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a consent opens.

    `access` may be used until `access_until`, which is LASTING where it does not end by itself; `refresh`
    is good for new ones until `refresh_until` if it is left unused, and in no case after `dies_at`. All
    instants are aware UTC.
    """

    access: str = field(repr=False)
    access_until: datetime
    refresh: str | None = field(default=None, repr=False)
    refresh_until: datetime | None = None
    dies_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """One consent, of the installation and the person who gave it; several connections may stand on it.

    `version` rises with each exchange of its tokens; `problem` says why it is over, None while it holds.
    """

    id: str
    provider: str
    person: str | None
    version: int
    refreshed_at: datetime
    refresh_until: datetime | None = None
    dies_at: datetime | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Tenant:
    """An account that a consent opens: its id there, and its name as its owner knows it."""

    id: str
    name: str


class GrantStore(Protocol):
    """Keeps grants with their tokens sealed; every method is a transaction of its own."""

    def add(self, provider: str, person: str | None, tokens: Tokens, at: datetime) -> Grant: ...

    def get(self, grant_id: str) -> Grant:
        """Raises Refused when there is none."""

    def held(self, grant_id: str) -> tuple[Grant, Tokens]:
        """The grant with its tokens, of one moment. Raises Refused when there is none."""

    def replace(self, held: Grant, tokens: Tokens, at: datetime, owner: str) -> bool:
        """Puts new tokens in the place of those of `held`; the consent counts as holding again.

        False, and nothing written, unless `held` is still the present version and `owner` still
        has the lease `refresh:<id>`.
        """

    def give_again(self, grant_id: str, tokens: Tokens, at: datetime) -> Grant:
        """The person consented anew (Reconnect): these tokens hold, whoever refreshes meanwhile.

        The connections that stand on it wait for the owner no longer.
        """

    def end(self, held: Grant, problem: str) -> bool:
        """The provider no longer honours it; False when its tokens were exchanged since `held`."""

    def idle_since(self, moment: datetime) -> tuple[Grant, ...]:
        """Those that hold and whose tokens were last exchanged before `moment`."""

    def of_person(self, provider: str, person: str) -> tuple[Grant, ...]:
        """Those that hold and that this person has given at this provider, latest first."""

    def tenants_on(self, grant_id: str) -> tuple[str, ...]:
        """The tenants of the connections, of every organisation, that stand on it; sorted."""

    def is_any_used(self, provider: str) -> bool:
        """Whether a connection of any organisation stands on a grant of this provider."""

    def unused_since(self, moment: datetime) -> tuple[Grant, ...]:
        """Those that were given before `moment` and that no connection stands on."""

    def forget(self, grant_id: str) -> None:
        """Removes it with its tokens; the connections that stood on it lose it."""


def lease_of(grant_id: str) -> str:
    """The name of the lease under which a grant's tokens are exchanged."""
    return f"refresh:{grant_id}"


class Authoriser(Protocol):
    """The provider's side of a consent. Raises ProviderError; AuthExpired when the consent is over."""

    def refresh(self, tokens: Tokens) -> Tokens:
        """New tokens for the refresh token; the old one may be dead afterwards."""
