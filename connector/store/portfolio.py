"""Several businesses side by side: the only statements that read more than one organisation."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection as Database
from sqlalchemy import and_, exists, func, select

from connector.core.history import State
from connector.core.invoice import Scope
from connector.core.policy import BY_PERSON
from connector.core.portfolio import Client, Snapshot, Sum
from connector.core.source import Connection
from connector.store.schema import connections, grants, holds, organisations, payments
from connector.store.schema_portfolio import client_figures
from connector.store.schema_sending import reminders, tasks
from connector.store.scope import IDS, columns_of, insert_into

Opening = Callable[[], AbstractContextManager[Database]]

_ID = organisations.c.id


def _awaiting(is_task: bool) -> Any:
    by_person = reminders.c.channel.in_(BY_PERSON)
    return (
        select(func.count())
        .select_from(reminders)
        .with_hint(reminders, "INDEXED BY ix_reminders_organisation_id_state_planned_at", "sqlite")
        .where(reminders.c.organisation_id == _ID, reminders.c.state == State.AWAITING_APPROVAL)
        .where(by_person if is_task else ~by_person)
        .scalar_subquery()
    )


_OPEN_TASKS = (
    select(func.count())
    .select_from(tasks)
    .where(tasks.c.organisation_id == _ID, tasks.c.closed_at.is_(None))
    .scalar_subquery()
)
_POSTED_UNTIL = (
    select(payments.c.posted_on)
    .where(payments.c.organisation_id == _ID, payments.c.posted_on.is_not(None))
    .order_by(payments.c.posted_on.desc())
    .limit(1)
    .scalar_subquery()
)
_IS_STOPPED = exists(
    select(holds.c.id).where(
        holds.c.organisation_id == _ID,
        holds.c.scope == Scope.ORGANISATION,
        holds.c.until_on.is_(None),
        holds.c.ended_on.is_(None),
    )
)
_FIGURES = (client_figures.c.reckoned_at, client_figures.c.sums)
_CLIENTS = (
    select(
        _ID, _awaiting(False), _awaiting(True), _OPEN_TASKS, _IS_STOPPED, _POSTED_UNTIL.label("posted_until"),
        *_FIGURES,
    )
    .select_from(
        organisations.join(client_figures, client_figures.c.organisation_id == _ID, isouter=True)
    )
    .where(_ID.in_(IDS))
)  # fmt: skip
_CONNECTIONS = (
    select(connections.c.organisation_id, grants.c.problem, *columns_of(Connection, connections))
    .select_from(connections.join(grants, grants.c.id == connections.c.grant_id, isouter=True))
    .where(and_(connections.c.organisation_id.in_(IDS), connections.c.ended_at.is_(None)))
    .order_by(connections.c.provider, connections.c.name, connections.c.id)
)


class SqlPortfolio:
    """The Portfolio port."""

    def __init__(self, reading: Opening, writing: Opening) -> None:
        self._reading = reading
        self._writing = writing

    def clients(self, organisation_ids: Sequence[str]) -> Mapping[str, Client]:
        ids = {"ids": sorted(set(organisation_ids))}
        with self._reading() as database:
            rows = database.execute(_CLIENTS, ids).all()
            connected, troubled = _connections(database.execute(_CONNECTIONS, ids).all())
        return {
            of: Client(
                of, waiting, by_hand + asked, bool(is_stopped), posted_until, tuple(connected[of]),
                frozenset(troubled[of]), _to_figures(reckoned_at, sums),
            )
            for of, waiting, by_hand, asked, is_stopped, posted_until, reckoned_at, sums in rows
        }  # fmt: skip

    def snapshot(self, organisation_id: str) -> Snapshot | None:
        mine = select(*_FIGURES).where(client_figures.c.organisation_id == organisation_id)
        with self._reading() as database:
            row = database.execute(mine).first()
        return None if row is None else _to_figures(*row)

    def keep(self, organisation_id: str, figures: Snapshot) -> None:
        sums = [asdict(x) for x in figures.sums]
        row = {"organisation_id": organisation_id, "reckoned_at": figures.reckoned_at, "sums": sums}
        with self._writing() as database:
            made = insert_into(database.dialect.name, client_figures)
            newer = {"reckoned_at": made.excluded.reckoned_at, "sums": made.excluded.sums}
            kept = made.on_conflict_do_update(index_elements=["organisation_id"], set_=newer)
            database.execute(kept, row)


def _connections(
    rows: Sequence[Any],
) -> tuple[Mapping[str, list[Connection]], Mapping[str, set[str]]]:
    connected: dict[str, list[Connection]] = defaultdict(list)
    troubled: dict[str, set[str]] = defaultdict(set)
    for of, problem, *fields in rows:
        connection = Connection(*fields)
        connected[of].append(connection)
        if problem:
            troubled[of].add(connection.id)
    return connected, troubled


def _to_figures(reckoned_at: datetime | None, sums: Any) -> Snapshot | None:
    return None if reckoned_at is None else Snapshot(reckoned_at, tuple(Sum(**x) for x in sums))
