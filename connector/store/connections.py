"""Connections of one organisation; their secrets are sealed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Select, bindparam, delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from connector.core.consents import NotConnected, WhyNot
from connector.core.errors import Refused
from connector.core.source import Connection, ConnectionKind
from connector.core.wishes import Remembered, Wishes
from connector.store.schema import connections
from connector.store.schema_files import file_readings
from connector.store.scope import Row, Scope, columns_of, own, query, values_of
from connector.store.vault import Vault
from connector.store.webhooks import is_told

_STANDS = connections.c.ended_at.is_(None)
_ALL = query(connections, *columns_of(Connection, connections))
_STANDING, _FORMER = _ALL.where(_STANDS), _ALL.where(~_STANDS)
_TOLD = query(connections, connections.c.id).where(_STANDS, is_told())

_ONE = connections.c.id == bindparam("which")
_SECRET = query(connections, connections.c.sealed_secret).where(_ONE)
#: What is set is said with the parameters.
_CHANGED = update(connections).where(own(connections), _ONE)

_READ = file_readings.c
_REMEMBERED = query(
    file_readings, _READ.headers, _READ.columns, _READ.orders, _READ.mapping, _READ.dates, _READ.all_open
).where(_READ.connection_id == bindparam("which"))

_CHANGEABLE = frozenset(
    "read_at whole_at cursor alarm remark stopped_at ended_at grant_id tenant name".split()
)


class SqlConnections:
    """The Connections port over the table `connections`."""

    def __init__(self, scope: Scope, vault: Vault | None) -> None:
        self._scope = scope
        self._vault = vault

    def all(self) -> tuple[Connection, ...]:
        """Those that are connected, sorted by provider and name."""
        return self._some(_STANDING)

    def former(self) -> tuple[Connection, ...]:
        """Those that were disconnected, likewise."""
        return self._some(_FORMER)

    def told(self) -> frozenset[str]:
        return frozenset(self._scope.ask(_TOLD).scalars())

    def add(self, connection: Connection, secret: str | None = None) -> None:
        row = values_of(connection) | {"sealed_secret": self._sealed(connection.id, secret)}
        with tenant_is_free():
            self._scope.add(connections, [row])

    def check_free(self, provider: str, account: str) -> None:
        """Raises NotConnected where another organisation reads this account.

        The unique index knows tenants alone; an account with a key bears its id there as its name.
        """
        row = connections.c
        reads = (_STANDS, row.kind == ConnectionKind.ACCOUNT, func.coalesce(row.tenant, row.name) == account)
        elsewhere = exists().where(~own(connections), row.provider == provider, *reads)
        if self._scope.ask(select(elsewhere)).scalar():
            raise _connected_elsewhere()

    def secret(self, connection_id: str) -> str | None:
        """The unsealed key or token; never logged. Raises Refused when it cannot be opened."""
        sealed = self._scope.ask(_SECRET, which=connection_id).scalar()
        return None if sealed is None else self._open_vault().open(sealed, *self._place(connection_id))

    def keep_secret(self, connection_id: str, secret: str | None) -> None:
        """Another key in the place of the one before; None forgets it."""
        self._scope.ask(_CHANGED, which=connection_id, sealed_secret=self._sealed(connection_id, secret))

    def change(self, connection_id: str, **fields: Any) -> None:
        """Sets given fields; raises Refused as add does."""
        if unknown := set(fields) - _CHANGEABLE:
            raise TypeError(f"not a field that can be set: {', '.join(sorted(unknown))}")
        with tenant_is_free():
            self._scope.ask(_CHANGED, which=connection_id, **fields)

    def remembered(self, connection_id: str) -> Remembered | None:
        """How its last file was read."""
        row = self._scope.ask(_REMEMBERED, which=connection_id).first()
        if row is None:
            return None
        headers, columns, orders, *wishes = row
        return Remembered(tuple(headers), Wishes(*wishes), columns, orders)

    def remember(self, connection_id: str, how: Remembered) -> None:
        """In the place of what was remembered before."""
        its: Any = file_readings.c.connection_id == connection_id
        self._scope.run(delete(file_readings).where(self._scope.own(file_readings), its))
        wishes = how.wishes
        row: Row = {"connection_id": connection_id, "headers": list(how.headers)}
        row |= {"mapping": dict(wishes.mapping), "dates": wishes.dates, "all_open": wishes.all_open}
        for name, kept in (("columns", how.columns), ("orders", how.orders)):
            row[name] = None if kept is None else dict(kept)
        self._scope.add(file_readings, [row])

    def _some(self, made: Select[Any]) -> tuple[Connection, ...]:
        found = (Connection(*row) for row in self._scope.rows(made))
        return tuple(sorted(found, key=lambda c: (c.provider, c.name, c.id)))

    def _sealed(self, connection_id: str, secret: str | None) -> str | None:
        return None if secret is None else self._open_vault().seal(secret, *self._place(connection_id))

    def _place(self, connection_id: str) -> tuple[str, str, str]:
        return self._scope.organisation_id, connection_id, "connections.sealed_secret"

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise Refused("Without a secret key no key of a provider can be kept: set RELANCE_SECRET_KEY.")
        return self._vault


@contextmanager
def tenant_is_free() -> Iterator[None]:
    """Says in words what the unique index refuses, without naming who has it."""
    try:
        yield
    except IntegrityError as error:
        if "tenant" not in str(error.orig):
            raise
        raise _connected_elsewhere() from None


def _connected_elsewhere() -> NotConnected:
    return NotConnected(
        WhyNot.CONNECTED_ELSEWHERE,
        "This account is connected in another organisation of this installation: an invoice is chased "
        "from one place only. Disconnect it there first.",
    )
