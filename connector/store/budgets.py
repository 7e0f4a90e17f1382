"""Budgets over the table `account_budgets`: one row per account and unit, taken from under its lock."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, select, update

from connector.core.budgets import Block, Limit, Priority
from connector.core.errors import RateLimited
from connector.store.schema import account_budgets
from connector.store.scope import insert_into

Opening = Callable[[], AbstractContextManager[Connection]]

_ROW = (account_budgets.c.calls_left, account_budgets.c.resets_at)
#: The unit of a pause that the provider asked for.
_SHUT = "shut"


class SqlBudgets:
    """The Budgets port. Every method is a transaction of its own."""

    def __init__(self, writing: Opening) -> None:
        self._writing = writing

    def take(
        self, account: str, limits: Sequence[Limit], priority: Priority, calls: int, now: datetime
    ) -> Block:
        """At most `calls`, one at least. Raises RateLimited with the moment from which there are some."""
        with self._writing() as connection:
            _refuse_while_shut(connection, account, now)
            rows = [(limit, *_row(connection, account, limit, now)) for limit in limits]
            for limit, left, resets_at in rows:
                calls = min(calls, left - ceil(limit.calls * priority.leaves))
                if calls < 1:
                    raise RateLimited(f"The calls of this {limit.unit} are used up.", resets_at)
            for limit, left, resets_at in rows:
                _put(connection, account, limit.unit, left - calls, resets_at)
        until = min((resets_at for _, _, resets_at in rows), default=now + timedelta(minutes=1))
        return Block(calls, until, {limit.unit: left - calls for limit, left, _ in rows})

    def learn(self, account: str, limit: Limit, left: int, now: datetime) -> None:
        """The provider says that so many are left: that is the truth. More than we knew: a new span began."""
        with self._writing() as connection:
            known, resets_at = _row(connection, account, limit, now)
            is_new = left > known
            _put(connection, account, limit.unit, left, now + limit.span if is_new else resets_at)

    def shut(self, account: str, until: datetime) -> None:
        """The provider asked for a pause: nobody calls before `until`."""
        with self._writing() as connection:
            _make(connection, account, _SHUT, 0, until)
            _put(connection, account, _SHUT, 0, until)


def _refuse_while_shut(connection: Connection, account: str, now: datetime) -> None:
    for _, until in _locked(connection, account, _SHUT):
        if until > now:
            raise RateLimited(f"The provider asked for a pause until {until:%Y-%m-%d %H:%M:%S} UTC.", until)


def _row(connection: Connection, account: str, limit: Limit, now: datetime) -> tuple[int, datetime]:
    """What is left and until when that counts; a span that ended begins anew with all its calls."""
    fresh = limit.calls, now + limit.span
    _make(connection, account, limit.unit, *fresh)
    left, resets_at = next(_locked(connection, account, limit.unit))
    return (left, resets_at) if now < resets_at <= now + limit.span else fresh


def _make(connection: Connection, account: str, unit: str, left: int, resets_at: datetime) -> None:
    row = {"account": account, "unit": unit, "calls_left": left, "resets_at": resets_at}
    connection.execute(
        insert_into(connection.dialect.name, account_budgets).values(**row).on_conflict_do_nothing()
    )


def _locked(connection: Connection, account: str, unit: str) -> Iterator[tuple[int, datetime]]:
    mine = select(*_ROW).where(account_budgets.c.account == account, account_budgets.c.unit == unit)
    return (tuple(row) for row in connection.execute(mine.with_for_update()))


def _put(connection: Connection, account: str, unit: str, left: int, resets_at: datetime) -> None:
    mine = update(account_budgets).where(account_budgets.c.account == account, account_budgets.c.unit == unit)
    connection.execute(mine.values(calls_left=left, resets_at=resets_at))
