"""Consents that were begun and wait for their answer; and what connects an account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from connector.core.errors import Refused
from connector.core.grants import Tenant, Tokens
from connector.core.source import Connection
from connector.core.webhooks import APP, WebhookReader

#: The session of whoever begins at the command line.
TERMINAL = "command line"
#: Real seconds for which a consent may be answered, and a choice made.
OPEN_SECONDS = 900


@dataclass(frozen=True, slots=True)
class BegunConsent:
    """A consent somebody was sent to a provider for. It is his session's alone.

    `connection_id` is the connection that is to be reconnected. Once it is answered and opens several
    tenants, they are offered under `grant_id`.
    """

    id: str
    provider: str
    person: str
    session: str
    connection_id: str | None = None
    grant_id: str | None = None
    tenants: tuple[Tenant, ...] = ()


class Consents(Protocol):
    """The consents begun for one organisation. Nothing but the hash of a state is kept of it."""

    def begin(self, consent: BegunConsent, state_hash: str, verifier: str, seconds: int) -> None:
        """Open for `seconds` of real time; those that ran out are swept away."""

    def begun(self, state_hash: str) -> BegunConsent | None:
        """One that is open and not answered yet."""

    def use(self, state_hash: str, provider: str, session: str) -> tuple[BegunConsent, str] | None:
        """The consent with its PKCE verifier, once.

        None, and nothing written, for one that is not open, or another session's or provider's.
        """

    def offer(self, consent_id: str, grant_id: str, tenants: Sequence[Tenant], seconds: int) -> None:
        """It was answered: one of these is to be chosen within `seconds` of real time."""

    def offered(self, consent_id: str, session: str) -> BegunConsent | None:
        """One that is open to be chosen from."""

    def take(self, consent_id: str, session: str) -> BegunConsent | None:
        """The same, once."""


@dataclass(frozen=True, slots=True)
class System:
    """A system whose accounts can be connected.

    `is_consented`: by a consent, unless `problem` says what is missing for one. `takes_key`: with a key,
    beside a consent or alone. `opens_several`: one consent opens every tenant of the person who gave it,
    and revoking it ends all.
    `has_webhooks`: it can tell of changes of its own accord.
    """

    name: str
    title: str
    is_consented: bool
    takes_key: bool = False
    opens_several: bool = False
    problem: str | None = None
    has_webhooks: bool = False

    def webhook_path(self, connection: Connection) -> str:
        """Where it tells of this connection: an app has one place for all that consented to it."""
        return f"/webhooks/{self.name}/{APP if connection.tenant is not None else connection.id}"


@dataclass(frozen=True, slots=True)
class Probed:
    """The account that a key opens; `is_proven` says that the provider itself has named it."""

    name: str
    is_proven: bool


class Consenting(Protocol):
    """The provider's side of a consent. Every method but `address` raises ProviderError."""

    def address(self, state: str, verifier: str, redirect_uri: str) -> str: ...

    def exchange(self, code: str, verifier: str, redirect_uri: str) -> Tokens: ...

    def revoke(self, tokens: Tokens, tenant: str) -> None:
        """Ends the consent there; `tenant` is the account whose connection stood on it last."""


class Systems(Protocol):
    """The systems that this installation knows. Names that it does not know raise Refused."""

    def all(self) -> tuple[System, ...]:
        """Sorted by title."""

    def get(self, provider: str) -> System: ...

    def authoriser(self, provider: str) -> Consenting:
        """Raises Refused while the owner has registered no app there."""

    def tenants(self, provider: str, grant_id: str, given: Mapping[str, str]) -> tuple[Tenant, ...]:
        """What a grant opens; `given` came with the callback. Raises ProviderError."""

    def leave(self, provider: str, grant_id: str, tenant_id: str) -> None:
        """Ends one tenant of a grant there, the others go on; one that is not open is no error.

        Only where `opens_several`. Raises Refused and ProviderError.
        """

    def probed(self, provider: str, key: str) -> Probed:
        """Raises Refused for a wrong kind of key, and ProviderError."""

    def keep_alive(self, provider: str, grant_id: str) -> None:
        """Exchanges the tokens of a grant although they are still good. Raises ProviderError."""

    def webhooks(self, provider: str) -> WebhookReader:
        """Raises Refused where it has none, or the owner has not given their secret."""


class WhyNot(StrEnum):
    """Why an account is not connected; the pages have a sentence for each."""

    NOT_OPEN = "not_open"
    AT_THE_TERMINAL = "at_the_terminal"
    DENIED = "denied"
    ANSWERED_OTHERWISE = "answered_otherwise"
    OPENS_NOTHING = "opens_nothing"
    ANOTHER_ACCOUNT = "another_account"
    CONNECTED_HERE = "connected_here"
    CONNECTED_ELSEWHERE = "connected_elsewhere"
    NOT_THERE = "not_there"
    OTHER_ADDRESS = "other_address"


class NotConnected(Refused):
    """Refused, with its code; `facts` are what the sentence names."""

    def __init__(self, why: WhyNot, sentence: str, **facts: str) -> None:
        super().__init__(sentence)
        self.why = why
        self.facts = facts
