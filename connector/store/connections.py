"""Connections of one organisation; their secrets are sealed."""

from typing import Any

from connector.core.errors import Refused
from connector.core.source import Connection
from connector.store.schema import connections
from connector.store.scope import Scope, columns_of, values_of
from connector.store.vault import Vault

_CHANGEABLE = frozenset("read_at whole_at cursor alarm remark stopped_at".split())


class SqlConnections:
    """The Connections port over the table `connections`."""

    def __init__(self, scope: Scope, vault: Vault | None) -> None:
        self._scope = scope
        self._vault = vault

    def all(self) -> tuple[Connection, ...]:
        """Sorted by provider and name."""
        found = self._scope.run(self._scope.select(connections, *columns_of(Connection, connections)))
        return tuple(sorted((Connection(*row) for row in found), key=lambda c: (c.provider, c.name, c.id)))

    def add(self, connection: Connection, secret: str | None = None) -> None:
        sealed = None
        if secret is not None:
            sealed = self._open_vault().seal(secret, *self._place(connection.id))
        self._scope.add(connections, [values_of(connection) | {"sealed_secret": sealed}])

    def secret(self, connection_id: str) -> str | None:
        """The unsealed key or token; never logged. Raises Refused when it cannot be opened."""
        mine = self._scope.select(connections, connections.c.sealed_secret)
        sealed = self._scope.run(mine.where(connections.c.id == connection_id)).scalar()
        return None if sealed is None else self._open_vault().open(sealed, *self._place(connection_id))

    def change(self, connection_id: str, **fields: Any) -> None:
        """Sets given fields (read_at, whole_at, cursor, alarm, remark, stopped_at)."""
        if unknown := set(fields) - _CHANGEABLE:
            raise TypeError(f"not a field that can be set: {', '.join(sorted(unknown))}")
        mine = self._scope.update(connections).where(connections.c.id == connection_id)
        self._scope.run(mine.values(**fields))

    def _place(self, connection_id: str) -> tuple[str, str, str]:
        return self._scope.organisation_id, connection_id, "connections.sealed_secret"

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise Refused("Without a secret key no key of a provider can be kept: set RELANCE_SECRET_KEY.")
        return self._vault
