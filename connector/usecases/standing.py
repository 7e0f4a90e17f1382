"""How each connection stands: what is wrong with it, whether it waits for its owner, when it ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from connector.core.errors import Refused
from connector.core.grants import Grant
from connector.core.source import Connection
from connector.usecases.application import Application

#: The owner is warned so long before a consent ends.
WARN_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Stand:
    """One connection with the grant it stands on.

    `ends_at` is when the consent ends by itself, where the provider has said so; `ends_soon` that the
    owner should give it again before.
    """

    connection: Connection
    grant: Grant | None = None
    ends_at: datetime | None = None
    ends_soon: bool = False

    @property
    def troubles(self) -> tuple[str, ...]:
        """What the owner must know about it; the end of its consent comes first."""
        problem = self.grant.problem if self.grant else None
        told = (*((problem,) if problem else ()), *self.connection.troubles)
        return tuple(dict.fromkeys(told))

    @property
    def waits_for_owner(self) -> bool:
        """Only he can help; it is not read until then."""
        return self.connection.stopped_at is not None or (self.grant is not None and bool(self.grant.problem))


def stands(app: Application, connections: Iterable[Connection]) -> tuple[Stand, ...]:
    """One for each, in their order."""
    return tuple(_stand(app, x) for x in connections)


def stands_of(app: Application, organisation_id: str) -> tuple[Stand, ...]:
    """Of all that is connected to an organisation."""
    with app.store.reading(organisation_id) as unit:
        connections = unit.connections.all()
    return stands(app, connections)


def _stand(app: Application, connection: Connection) -> Stand:
    grant = _grant(app, connection)
    if grant is None:
        return Stand(connection)
    ends = [x for x in (grant.refresh_until, grant.dies_at) if x is not None]
    first = min(ends, default=None)
    is_soon = first is not None and grant.problem is None and first - app.clock.now() <= WARN_BEFORE
    return Stand(connection, grant, first if is_soon else grant.dies_at, is_soon)


def _grant(app: Application, connection: Connection) -> Grant | None:
    """None for an account with a key, and where somebody has just forgotten the grant."""
    if connection.grant_id is None:
        return None
    try:
        return app.store.grants.get(connection.grant_id)
    except Refused:
        return None
