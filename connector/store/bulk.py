"""What was decided about many at once: each work, and what it did by customer."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, text

from connector.core.bulk import Chosen, Order, Part, Work
from connector.store.schema_bulk import UNDER_WAY, bulk_parts, bulk_works
from connector.store.scope import Scope, columns_of, query, query_by, values_of

_W = bulk_works.c
_ORDER = [x.name for x in fields(Order)]
_OWN = [x.name for x in fields(Work) if x.name != "order"]
_WORKS = query(bulk_works, *(_W[name] for name in (*_ORDER, *_OWN)))
_ONE = _WORKS.where(_W.id == bindparam("id"))
_LOCKED = _ONE.with_for_update()
_ROWS = query(bulk_works, _W.rows).where(_W.id == bindparam("id"))
_LATEST = _WORKS.order_by(_W.begun_at.desc(), _W.id).limit(bindparam("limit")).offset(bindparam("offset"))
_COUNT = query(bulk_works, func.count())
_UNDER_WAY = query_by("ix_bulk_works_under_way", bulk_works, _W.id)
_UNDER_WAY = _UNDER_WAY.where(text(f"({UNDER_WAY})")).order_by(_W.begun_at, _W.id)
_PARTS = (
    query(bulk_parts, *columns_of(Part, bulk_parts))
    .where(bulk_parts.c.work_id == bindparam("work_id"))
    .order_by(bulk_parts.c.at, bulk_parts.c.customer_id)
)


class SqlBulk:
    """The Bulk port over the tables `bulk_works` and `bulk_parts`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def begin(self, work: Work, rows: Sequence[Chosen]) -> bool:
        """False where it was begun already."""
        row = values_of(work) | values_of(work.order) | {"rows": [_row(x) for x in rows]}
        del row["order"]
        fresh = self._scope.insert(bulk_works).on_conflict_do_nothing(
            index_elements=["organisation_id", "id"]
        )
        made = fresh.values(self._scope.owned([row])).returning(_W.id)
        return self._scope.run(made).first() is not None

    def get(self, work_id: str) -> Work | None:
        found = self._scope.ask(_ONE, id=work_id).first()
        return None if found is None else _work(found)

    def lock(self, work_id: str) -> Work | None:
        """On SQLite the writing unit is the lock."""
        found = self._scope.ask(_LOCKED, id=work_id).first()
        return None if found is None else _work(found)

    def rows(self, work_id: str) -> tuple[Chosen, ...]:
        found = self._scope.ask(_ROWS, id=work_id).scalar()
        return tuple(Chosen(*row) for row in found or ())

    def change(self, work_id: str, **fields: Any) -> None:
        self._scope.run(self._scope.update(bulk_works).where(_W.id == work_id).values(**fields))

    def under_way(self) -> tuple[str, ...]:
        return tuple(self._scope.ask(_UNDER_WAY).scalars())

    def latest(self, limit: int, offset: int = 0) -> tuple[Work, ...]:
        return tuple(map(_work, self._scope.rows(_LATEST, limit=limit, offset=offset)))

    def how_many(self) -> int:
        return int(self._scope.ask(_COUNT).scalar() or 0)

    def add(self, part: Part) -> bool:
        """False where that work has had its turn with him already."""
        row = self._scope.owned([values_of(part) | {"facts": dict(part.facts)}])
        fresh = self._scope.insert(bulk_parts).on_conflict_do_nothing(
            index_elements=["organisation_id", "work_id", "customer_id"]
        )
        made = fresh.values(row).returning(bulk_parts.c.customer_id)
        return self._scope.run(made).first() is not None

    def parts(self, work_id: str) -> tuple[Part, ...]:
        return tuple(Part(*row) for row in self._scope.rows(_PARTS, work_id=work_id))

    def undo(self, work_id: str, customer_id: str, at: datetime) -> bool:
        """False where it was taken back before."""
        mine: Any = self._of(work_id, customer_id).where(bulk_parts.c.undone_at.is_(None))
        return bool(self._scope.run(mine.values(undone_at=at)).rowcount)

    def keep(self, work_id: str, customer_id: str) -> None:
        self._scope.run(self._of(work_id, customer_id).values(is_kept=True))

    def _of(self, work_id: str, customer_id: str) -> Any:
        which = (bulk_parts.c.work_id == work_id, bulk_parts.c.customer_id == customer_id)
        return self._scope.update(bulk_parts).where(*which)


def _row(one: Chosen) -> list[str | None]:
    return [one.customer_id, one.name, one.customer, one.invoice_id]


def _work(row: Any) -> Work:
    ordered = Order(**dict(zip(_ORDER, row, strict=False)))
    return Work(order=ordered, **dict(zip(_OWN, row[len(_ORDER) :], strict=True)))
