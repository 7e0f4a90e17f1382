"""Opens accounts: beside bootstrap, the only place where connectors, settings and the store meet."""

from collections.abc import Callable, Mapping
from typing import Any

import providers
from connector.core.budgets import Priority
from connector.core.ports import Clock
from connector.core.source import Connection
from connector.store.engine import SqlStore


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

    def documents(self, connection: Connection, secret: str | None) -> Any:
        """The same, for what goes with a message that is about to leave."""
        return self.source(connection, secret, Priority.SEND)

    def with_key(self, provider: str, secret: str) -> Any:
        """An account that is not connected yet, by its key. Raises Refused."""
        return self._opened(provider, self._key(secret), None, None, Priority.POLL)

    def authoriser(self, provider: str) -> Any:
        """The provider's side of a consent, for the app that the owner registered. Raises Refused."""
        from providers._oauth import Consent

        made = providers.load(provider)
        return Consent(made.registration(self._settings(provider)), self._clock.now)

    def keeper(self, provider: str, grant_id: str) -> Any:
        """Hands out the access token of a grant, renewed when it must be. Raises Refused."""
        from providers._oauth import Keeper

        authoriser = self.authoriser(provider)
        return Keeper(grant_id, self._store.grants, self._store.leases, authoriser, self._clock)

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
