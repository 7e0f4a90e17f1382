"""Leases: one holder at a time across processes, by real time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Interval, bindparam, delete, or_

from connector.store.schema import leases
from connector.store.scope import LeaseClock, Row, insert_into, moment_of_leases
from connector.store.types import Instant

Opening = Callable[[], AbstractContextManager[Connection]]

_GIVEN_BACK = delete(leases).where(leases.c.name == bindparam("which"), leases.c.owner == bindparam("holder"))


class SqlLeases:
    """The Lease port over the table `leases`."""

    def __init__(self, writing: Opening, lease_clock: LeaseClock | None) -> None:
        self._writing = writing
        self._lease_clock = lease_clock

    def take(self, name: str, owner: str, seconds: int) -> bool:
        """True when it was free, ran out, or is mine already; then it runs from now again."""
        wanted = {"which": name, "holder": owner} | self._times(timedelta(seconds=seconds))
        with self._writing() as connection:
            taken = _taken(connection.dialect.name, self._lease_clock is None)
            return connection.execute(taken, wanted).first() is not None

    def give_back(self, name: str, owner: str) -> None:
        """Does nothing when it belongs to somebody else by now."""
        with self._writing() as connection:
            connection.execute(_GIVEN_BACK, {"which": name, "holder": owner})

    def _times(self, lasting: timedelta) -> Row:
        if self._lease_clock is None:
            return {"lasting": lasting}
        now = self._lease_clock()
        return {"lease_moment": now, "until": now + lasting}


@cache
def _taken(dialect: str, is_by_database: bool) -> Any:
    """Real time is the database's own where no clock is given."""
    now = moment_of_leases(is_by_database)
    lasting = now + bindparam("lasting", type_=Interval())
    until = lasting if is_by_database else bindparam("until", type_=Instant())
    fresh = insert_into(dialect, leases).values(
        name=bindparam("which"), owner=bindparam("holder"), until=until
    )
    taken = fresh.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": fresh.excluded.owner, "until": fresh.excluded.until},
        where=or_(leases.c.owner == bindparam("holder"), leases.c.until <= now),
    )
    return taken.returning(leases.c.name)
