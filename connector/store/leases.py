"""Leases: one holder at a time across processes, by real time."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection, delete, or_

from connector.store.schema import leases
from connector.store.scope import LeaseClock, Scope

Opening = Callable[[], AbstractContextManager[Connection]]


class SqlLeases:
    """The Lease port over the table `leases`."""

    def __init__(self, writing: Opening, lease_clock: LeaseClock | None) -> None:
        self._writing = writing
        self._lease_clock = lease_clock

    def take(self, name: str, owner: str, seconds: int) -> bool:
        """True when it was free, ran out, or is mine already; then it runs from now again."""
        with self._writing() as connection:
            scope = Scope(connection, "", True, self._lease_clock)
            fresh = scope.insert(leases).values(name=name, owner=owner, until=scope.lease_now(seconds))
            taken = fresh.on_conflict_do_update(
                index_elements=["name"],
                set_={"owner": fresh.excluded.owner, "until": fresh.excluded.until},
                where=or_(leases.c.owner == owner, leases.c.until <= scope.lease_now()),
            )
            return scope.run(taken.returning(leases.c.name)).first() is not None

    def give_back(self, name: str, owner: str) -> None:
        """Does nothing when it belongs to somebody else by now."""
        with self._writing() as connection:
            connection.execute(delete(leases).where(leases.c.name == name, leases.c.owner == owner))
