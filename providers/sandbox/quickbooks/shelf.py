"""The rows of one kind, found by Id and by the order of their last change, without sorting them anew."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar


@dataclass(kw_only=True)
class Row:
    """What every object has. `created` and `updated` are Unix seconds; `place` orders equal ones."""

    id: str
    created: int
    updated: int
    sync_token: int = 0
    place: int = 0
    overrides: dict[str, Any] = field(default_factory=dict)


_Row = TypeVar("_Row", bound=Row)
_Mark = tuple[int, int, str]


class Shelf(Generic[_Row]):
    """`version` rises with every change; `deleted` holds when each vanished Id was deleted."""

    def __init__(self) -> None:
        self.rows: dict[str, _Row] = {}
        self.deleted: dict[str, int] = {}
        self.version = 0
        self._by_update: list[_Mark] = []
        self._placed = 0

    def put(self, row: _Row) -> None:
        self._placed += 1
        row.place = self._placed
        self.rows[row.id] = row
        insort(self._by_update, _mark(row))
        self.version += 1

    def touch(self, row: _Row, at: int) -> None:
        """Another version of it, last changed at that instant."""
        self._forget(row)
        row.updated = at
        row.sync_token += 1
        insort(self._by_update, _mark(row))
        self.version += 1

    def remove(self, row: _Row, at: int) -> None:
        self._forget(row)
        del self.rows[row.id]
        self.deleted[row.id] = at
        self.version += 1

    def changed_since(self, at: float) -> Iterator[_Row]:
        """Oldest change first."""
        for place in range(bisect_left(self._by_update, (at,)), len(self._by_update)):
            yield self.rows[self._by_update[place][2]]

    def last_changed_first(self) -> Iterator[_Row]:
        for _, _, sought in reversed(self._by_update):
            yield self.rows[sought]

    def deleted_since(self, at: float) -> list[tuple[str, int]]:
        """Ids with the instant each was deleted, oldest first."""
        return sorted(((each, when) for each, when in self.deleted.items() if when >= at), key=lambda d: d[1])

    def _forget(self, row: _Row) -> None:
        del self._by_update[bisect_left(self._by_update, _mark(row))]


def _mark(row: Row) -> _Mark:
    return (row.updated, row.place, row.id)
