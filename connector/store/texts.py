"""Policies and templates that were written on the pages, over their tables."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, func, select, union_all

from connector.core.texts import NOTHING_WRITTEN, TextKind, TextVersion, Written
from connector.store.schema import organisations, revisions
from connector.store.schema_texts import shared_text_versions, text_versions
from connector.store.scope import Scope, columns_of, insert_into, own, values_of

Opening = Callable[[], AbstractContextManager[Connection]]
#: What counts for so many organisations is kept; those of a bookkeeper are fewer.
MOST_KEPT = 300


def _newest(table: Table, *columns: Any) -> Select[Any]:
    """The newest version of each text; of an organisation's table those of the Scope that asks."""
    other = table.alias()
    same = [other.c[x] == table.c[x] for x in ("kind", "name")]
    if "organisation_id" in table.c:
        same.append(other.c.organisation_id == table.c.organisation_id)
    last = select(func.max(other.c.number)).where(*same).scalar_subquery()
    found = select(*columns).where(table.c.number == last)
    return found.where(own(table)) if "organisation_id" in table.c else found


_OWN = columns_of(TextVersion, text_versions)
_SHARED = columns_of(TextVersion, shared_text_versions)
_OWN_NEWEST = _newest(text_versions, *_OWN).order_by(text_versions.c.kind, text_versions.c.name)
_SHARED_NEWEST = _newest(shared_text_versions, *_SHARED).order_by(
    shared_text_versions.c.kind, shared_text_versions.c.name
)
_KIND: BindParameter[Any] = bindparam("kind")
_NAME: BindParameter[Any] = bindparam("name")
_OWN_ALL = select(*_OWN).where(
    own(text_versions), text_versions.c.kind == _KIND, text_versions.c.name == _NAME
)
_OWN_ALL = _OWN_ALL.order_by(text_versions.c.number.desc())
_SHARED_ALL = select(*_SHARED).where(
    shared_text_versions.c.kind == _KIND, shared_text_versions.c.name == _NAME
)
_SHARED_ALL = _SHARED_ALL.order_by(shared_text_versions.c.number.desc())
_IDS = union_all(
    _newest(text_versions, text_versions.c.id), _newest(shared_text_versions, shared_text_versions.c.id)
)

Kept = dict[str, tuple[frozenset[str], Written]]


class SqlTexts:
    """The Texts port over `text_versions`; `kept` is what counted when it was last asked for."""

    def __init__(self, scope: Scope, kept: Kept) -> None:
        self._scope = scope
        self._kept = kept

    def written(self) -> Written:
        """Asks which versions there are, and reads them where they are not the ones that are kept."""
        ids = frozenset(self._scope.ask(_IDS).scalars())
        if not ids:
            return NOTHING_WRITTEN
        known = self._kept.get(self._scope.organisation_id)
        if known is None or known[0] != ids:
            shared = [TextVersion(*row) for row in self._scope.run(_SHARED_NEWEST)]
            known = ids, Written.of(shared, self.current())
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[self._scope.organisation_id] = known
        return known[1]

    def current(self) -> tuple[TextVersion, ...]:
        return tuple(TextVersion(*row) for row in self._scope.ask(_OWN_NEWEST))

    def versions(self, kind: TextKind, name: str) -> tuple[TextVersion, ...]:
        return tuple(TextVersion(*row) for row in self._scope.ask(_OWN_ALL, kind=kind, name=name))

    def add(self, version: TextVersion) -> bool:
        row = self._scope.owned([values_of(version)])
        fresh = self._scope.insert(text_versions).on_conflict_do_nothing()
        if self._scope.run(fresh.values(row).returning(text_versions.c.id)).first() is None:
            return False
        if version.kind is not TextKind.TEMPLATE:
            self._scope.raise_revision()
        return True


class SqlSharedTexts:
    """The SharedTexts port over `shared_text_versions`."""

    def __init__(self, reading: Opening, writing: Opening) -> None:
        self._reading = reading
        self._writing = writing

    def current(self) -> tuple[TextVersion, ...]:
        with self._reading() as connection:
            return tuple(TextVersion(*row) for row in connection.execute(_SHARED_NEWEST))

    def versions(self, kind: TextKind, name: str) -> tuple[TextVersion, ...]:
        with self._reading() as connection:
            found = connection.execute(_SHARED_ALL, {"kind": kind, "name": name})
            return tuple(TextVersion(*row) for row in found)

    def add(self, version: TextVersion) -> bool:
        with self._writing() as connection:
            fresh = insert_into(connection.dialect.name, shared_text_versions).on_conflict_do_nothing()
            added = connection.execute(
                fresh.values(values_of(version)).returning(shared_text_versions.c.id)
            ).first()
            if added is not None and version.kind is TextKind.POLICY:
                _raise_every_revision(connection)
            return added is not None


def _raise_every_revision(connection: Connection) -> None:
    """In one order, so that two who raise all of them never wait crosswise."""
    ids = connection.execute(select(organisations.c.id).order_by(organisations.c.id)).scalars().all()
    raised = insert_into(connection.dialect.name, revisions).on_conflict_do_update(
        index_elements=["organisation_id"], set_={"number": revisions.c.number + 1}
    )
    if ids:
        connection.execute(raised, [{"organisation_id": x, "number": 1} for x in ids])
