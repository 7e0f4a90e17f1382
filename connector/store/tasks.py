"""Tasks of one organisation: what a person is asked to do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, text

from connector.core.hooks import Happening
from connector.core.tasks import SUPERSEDED, Task
from connector.store.schema_sending import tasks
from connector.store.scope import IDS, Scope, chunked, columns_of, query, values_of
from connector.store.telling import Telling

_IS_OPEN = tasks.c.closed_at.is_(None)
_TASK = columns_of(Task, tasks)
_WAITING = query(tasks, *_TASK).where(_IS_OPEN).order_by(tasks.c.opened_at, tasks.c.id)
_WAITING_FOR = _WAITING.where(tasks.c.customer_id.in_(IDS))
_ANSWERED = query(tasks, tasks.c.key).where(
    tasks.c.key.in_(bindparam("keys", expanding=True)),
    tasks.c.closed_at.is_not(None),
    tasks.c.outcome != SUPERSEDED,
)


class SqlTasks:
    """The Tasks port over the table `tasks`."""

    def __init__(self, scope: Scope, telling: Telling) -> None:
        self._scope = scope
        self._telling = telling

    def open(self, task: Task) -> bool:
        """False when a task with the same key is already open."""
        row = self._scope.owned([values_of(task)])
        fresh = self._scope.insert(tasks).on_conflict_do_nothing(
            index_elements=["organisation_id", "key"], index_where=text("closed_at IS NULL")
        )
        is_new = self._scope.run(fresh.values(row).returning(tasks.c.id)).first() is not None
        if is_new:
            self._telling.of_task(Happening.TASK_OPENED, task, task.opened_at)
        return is_new

    def close(self, task_id: str, outcome: str, at: datetime) -> bool:
        return self._close(tasks.c.id == task_id, outcome, at)

    def close_key(self, key: str, outcome: str, at: datetime) -> bool:
        return self._close(tasks.c.key == key, outcome, at)

    def answered(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of `keys` whose question a person has answered: closed, and not by itself."""
        found: set[str] = set()
        for chunk in chunked(sorted(keys)):
            found.update(self._scope.ask(_ANSWERED, keys=chunk).scalars())
        return frozenset(found)

    def waiting(self, customer_ids: Sequence[str] | None = None) -> tuple[Task, ...]:
        """Open ones, of everybody or of these customers (a few hundred), oldest first."""
        found = (
            self._scope.ask(_WAITING)
            if customer_ids is None
            else self._scope.ask(_WAITING_FOR, ids=customer_ids)
        )
        return tuple(Task(*row) for row in found)

    def _close(self, which: ColumnElement[bool], outcome: str, at: datetime) -> bool:
        mine: Any = self._scope.update(tasks).where(which, _IS_OPEN)
        closed = self._scope.run(mine.values(closed_at=at, outcome=outcome).returning(*_TASK)).all()
        for row in closed:
            self._telling.of_task(Happening.TASK_CLOSED, Task(*row), at)
        return bool(closed)
