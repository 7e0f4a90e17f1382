"""Named views of the lists."""

from typing import Any

from sqlalchemy import bindparam, delete, func, or_

from connector.core.views import ListOf, View
from connector.store.schema_lists import list_views
from connector.store.scope import Scope, columns_of, query, values_of

_V = list_views.c
_VIEWS = query(list_views, *columns_of(View, list_views))
_ONE = _VIEWS.where(_V.id == bindparam("id"))
_THEIRS = _VIEWS.where(
    _V.of == bindparam("of"), or_(_V.owner_id.is_(None), _V.owner_id == bindparam("owner_id"))
).order_by(func.lower(_V.name), _V.id)


class SqlViews:
    """The Views port over the table `list_views`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, view: View) -> None:
        self._scope.add(list_views, [values_of(view)])

    def all(self, of: ListOf, owner_id: str) -> tuple[View, ...]:
        """His own and everybody's, by name."""
        return tuple(View(*row) for row in self._scope.rows(_THEIRS, of=of, owner_id=owner_id))

    def get(self, view_id: str) -> View | None:
        found = self._scope.ask(_ONE, id=view_id).first()
        return None if found is None else View(*found)

    def rename(self, view_id: str, name: str) -> None:
        self._scope.run(self._scope.update(list_views).where(_V.id == view_id).values(name=name))

    def remove(self, view_id: str) -> None:
        self._scope.run(delete(list_views).where(self._scope.own(list_views), _V.id == view_id))

    def set_default(self, view: View, is_default: bool) -> None:
        """The one default of this list for its owner, or for everybody."""
        same: Any = _V.owner_id.is_(None) if view.owner_id is None else _V.owner_id == view.owner_id
        ours: Any = self._scope.update(list_views).where(_V.of == view.of, same)
        self._scope.run(ours.values(is_default=False))
        if is_default:
            mine: Any = self._scope.update(list_views).where(_V.id == view.id)
            self._scope.run(mine.values(is_default=True))
