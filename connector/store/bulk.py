"""What was decided about many at once, by customer."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam

from connector.core.bulk import Part
from connector.store.schema_lists import bulk_parts
from connector.store.scope import Scope, columns_of, query, values_of

_PARTS = (
    query(bulk_parts, *columns_of(Part, bulk_parts))
    .where(bulk_parts.c.work_id == bindparam("work_id"))
    .order_by(bulk_parts.c.at, bulk_parts.c.customer_id)
)


class SqlBulk:
    """The Bulk port over the table `bulk_parts`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

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
        which = (bulk_parts.c.work_id == work_id, bulk_parts.c.customer_id == customer_id)
        mine: Any = self._scope.update(bulk_parts).where(*which, bulk_parts.c.undone_at.is_(None))
        return bool(self._scope.run(mine.values(undone_at=at)).rowcount)
