"""Opens accounts: beside bootstrap, the only place where connectors, settings and the store meet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import providers
from connector.core.budgets import Priority
from connector.core.consents import Probed, System
from connector.core.errors import Refused
from connector.core.grants import Tenant
from connector.core.ports import Clock
from connector.core.source import Connection, ConnectionKind
from connector.core.webhooks import Forged, WebhookEvent, WebhookReader
from connector.store.engine import SqlStore
from connector.usecases.sentences import say


class Opener:
    """Makes a connector for an account, over this store and this clock; `settings` are a provider's by name.

    What a connector needs is imported when the first account is opened: few commands open one.
    """

    def __init__(self, settings: Callable[[str], Mapping[str, str]], store: SqlStore, clock: Clock) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock

    def source(self, connection: Connection, secret: str | None, priority: Priority) -> Any:
        """The account of a connection; its calls count for `priority`. Raises Refused."""
        access = self._keeper(connection) if connection.grant_id is not None else self._key(secret)
        account = connection.tenant or connection.name
        return self._opened(connection.provider, access, connection.tenant, account, priority)

    def documents(self, connection: Connection, secret: str | None, priority: Priority) -> Any:
        """The same, for what goes with a message or is shown to a customer."""
        return self.source(connection, secret, priority)

    def sender(self, connection: Connection, secret: str | None) -> Any:
        """The same, for an invoice that it mails by itself."""
        return self.source(connection, secret, Priority.SEND)

    def can_send(self, connection: Connection) -> bool:
        """Whether the account mails an invoice to its customer, as far as it can be known without asking."""
        if connection.kind is not ConnectionKind.ACCOUNT or connection.provider not in providers.PROVIDERS:
            return False
        made = providers.load(connection.provider)
        return bool(made.capabilities.can_send and made.may_send(self._settings(connection.provider)))

    def takes_notes(self, connection: Connection) -> bool:
        """Whether the owner wants what was sent noted in the account's history, and the account has one."""
        if connection.kind is not ConnectionKind.ACCOUNT or connection.provider not in providers.PROVIDERS:
            return False
        settings = self._settings(connection.provider)
        return settings.get("NOTES") == "on" and providers.load(connection.provider).capabilities.takes_notes

    def note_taker(self, connection: Connection, secret: str | None) -> Any:
        """The same, for a note: it leaves the last calls to what matters more."""
        return self.source(connection, secret, Priority.POLL)

    def recovery(self, connection: Connection, secret: str | None) -> Any:
        """The same, for what can be done about a failed charge. Raises Refused."""
        if not providers.load(connection.provider).capabilities.has_failed_charges:
            raise Refused(say("no_recovery", name=connection.provider))
        return self.source(connection, secret, Priority.SEND)

    # ------------------------------------------------------------ what can be connected

    def all(self) -> tuple[System, ...]:
        """Every system that is no file, sorted by title."""
        names = set(providers.PROVIDERS) - {providers.FILE_PROVIDER}
        return tuple(sorted(map(self.get, names), key=lambda x: x.title.casefold()))

    def get(self, provider: str) -> System:
        """Raises Refused for a name that is in no registry."""
        known = sorted(set(providers.PROVIDERS) - {providers.FILE_PROVIDER})
        if provider not in known:
            raise Refused(say("no_such_system", name=provider, known=", ".join(known)))
        made = providers.load(provider)
        can = made.capabilities
        system = System(
            provider,
            provider.capitalize(),
            is_consented=False,
            takes_key=can.takes_key,
            opens_several=can.opens_several,
            has_webhooks=can.has_webhooks,
        )
        if not can.is_consented:
            return system
        app = made.registration(self._settings(provider))
        if can.takes_key and not (app.client_id or app.client_secret):
            return replace(system, title=app.name)  # the owner has no app there, and needs none
        system = replace(system, title=app.name, is_consented=True)
        try:
            self.authoriser(provider)
        except Refused as missing:
            return replace(system, problem=str(missing))
        return system

    def probed(self, provider: str, key: str) -> Probed:
        """The account that a key opens. Raises Refused and ProviderError."""
        account = self._opened(provider, self._key(key), None, None, Priority.POLL).check()
        return Probed(account.id or account.name, account.id is not None)

    def tenants(self, provider: str, grant_id: str, given: Mapping[str, str]) -> tuple[Tenant, ...]:
        """What a grant opens; `given` came with the callback. Raises Refused and ProviderError."""
        found: tuple[Tenant, ...] = providers.load(provider).tenants(self._by(provider, grant_id), given)
        return found

    def leave(self, provider: str, grant_id: str, tenant_id: str) -> None:
        """Ends one tenant of a grant at the provider. Raises Refused and ProviderError."""
        providers.load(provider).leave(self._by(provider, grant_id), tenant_id)

    def keep_alive(self, provider: str, grant_id: str) -> None:
        """Exchanges its tokens although they are still good. Raises Refused and ProviderError."""
        self.keeper(provider, grant_id).keep_alive()

    def authoriser(self, provider: str) -> Any:
        """The provider's side of a consent, for the app that the owner registered. Raises Refused."""
        from providers._oauth import Consent

        made = providers.load(provider)
        speaks = getattr(made, "authoriser", Consent)
        return speaks(made.registration(self._settings(provider)), self._clock.now)

    def webhooks(self, provider: str) -> WebhookReader:
        """Checks by any of the secrets that are set: an account with a key has one of its own, and two hold
        while one is rolled. Raises Refused."""
        self.get(provider)
        made, secrets = providers.load(provider), self._settings(provider).get("WEBHOOK_SECRET", "").split()
        if not made.capabilities.has_webhooks or not secrets:
            named = f"RELANCE_{provider.upper()}_WEBHOOK_SECRET"
            raise Refused(f"No webhook of {provider} is expected here: {named} is not set.")
        return _AnyOf([made.webhooks(secret) for secret in secrets])

    def keeper(self, provider: str, grant_id: str) -> Any:
        """Hands out the access token of a grant, renewed when it must be. Raises Refused."""
        from providers._oauth import Keeper

        authoriser = self.authoriser(provider)
        return Keeper(grant_id, self._store.grants, self._store.leases, authoriser, self._clock)

    def _by(self, provider: str, grant_id: str) -> Any:
        """A grant as a whole, no tenant of it."""
        from providers._opened import Opened

        return Opened(self.keeper(provider, grant_id), self._settings(provider), self._clock)

    def _keeper(self, connection: Connection) -> Any:
        return self.keeper(connection.provider, connection.grant_id or "")

    def _key(self, secret: str | None) -> Any:
        from providers._http import Key

        return Key(secret or "")

    def _opened(
        self, provider: str, access: Any, tenant: str | None, account: str | None, priority: Priority
    ) -> Any:
        from providers._budget import Meter
        from providers._http import Uncounted
        from providers._opened import Opened

        made = providers.load(provider)
        counter: Any = Uncounted()
        if made.limits is not None and account is not None:
            name = f"{provider}:{account}"
            counter = Meter(name, made.limits, self._store.budgets, self._store.leases, self._clock, priority)
        settings = self._settings(provider)
        return made(Opened(access, settings, self._clock, tenant, counter))


class _AnyOf:
    """Believes what one of several readers believes."""

    def __init__(self, readers: Sequence[WebhookReader]) -> None:
        self._readers = readers

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[WebhookEvent, ...]:
        """Raises Forged as the last of them does."""
        for reader in self._readers[:-1]:
            try:
                return reader.read(headers, body, now)
            except Forged:
                continue
        return self._readers[-1].read(headers, body, now)
