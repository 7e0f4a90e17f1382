"""The log of one organisation: pages of its audit events, and who stands in it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from connector.core.past import Event
from connector.core.trail import Noted, TrailWanted
from connector.store.schema import customers
from connector.store.schema_sending import audit_events
from connector.store.scope import Scope, columns_of, own

#: Rows that a stream takes from the database at a time.
STREAMED = 500
_NOTED = audit_events.c
_WHOSE = and_(customers.c.organisation_id == _NOTED.organisation_id, customers.c.id == _NOTED.customer_id)
_LINE = (*columns_of(Event, audit_events), _NOTED.customer_id, customers.c.name)
_NEWEST_FIRST = (_NOTED.at.desc(), _NOTED.number.desc())


def _everybody() -> Select[Any]:
    """One step of the index for each person, however often he stands in it."""
    first = select(func.min(_NOTED.who).label("who")).where(own(audit_events))
    found = first.cte("found", recursive=True)
    following = select(func.min(_NOTED.who)).where(own(audit_events), _NOTED.who > found.c.who)
    step = select(following.scalar_subquery()).where(found.c.who.is_not(None))
    every = found.union_all(step)
    return select(every.c.who).where(every.c.who.is_not(None))


_PEOPLE = _everybody()


class SqlTrail:
    """The Trail port."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def page(self, wanted: TrailWanted, limit: int, after: Event | None = None) -> tuple[Noted, ...]:
        made = self._wanted(wanted).limit(limit)
        if after is not None:
            same = and_(_NOTED.at == after.at, _NOTED.number < after.number)
            made = made.where(_NOTED.at <= after.at, or_(_NOTED.at < after.at, same))
        return tuple(map(_noted, self._scope.rows(made)))

    def each(self, wanted: TrailWanted) -> Iterator[Noted]:
        for row in self._scope.ask(self._wanted(wanted).execution_options(yield_per=STREAMED)):
            yield _noted(row)

    def people(self) -> tuple[str, ...]:
        # Sorted here: the two databases compare letters differently.
        return tuple(sorted(self._scope.ask(_PEOPLE).scalars()))

    def _wanted(self, wanted: TrailWanted) -> Select[Any]:
        made = self._scope.by(_index(wanted), audit_events, *_LINE)
        joined = made.select_from(audit_events.outerjoin(customers, _WHOSE))
        return joined.where(*_chosen(wanted)).order_by(*_NEWEST_FIRST)


def _index(wanted: TrailWanted) -> str:
    """By what there is least of."""
    if wanted.customers is not None:
        return "ix_audit_events_customer_id"
    if wanted.what is not None:
        return "ix_audit_events_organisation_id_what_at"
    column = "who_at" if wanted.who is not None else "at"
    return f"ix_audit_events_organisation_id_{column}"


def _chosen(wanted: TrailWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.who is not None:
        yield _NOTED.who == wanted.who
    if wanted.what is not None:
        yield _NOTED.what == wanted.what
    if wanted.customers is not None:
        # Said twice for the partial index, which no list of ids alone opens.
        yield _NOTED.customer_id.is_not(None)
        yield _NOTED.customer_id.in_(wanted.customers)
    if wanted.since is not None:
        yield _NOTED.at >= wanted.since
    if wanted.until is not None:
        yield _NOTED.at < wanted.until


def _noted(row: Any) -> Noted:
    *event, customer_id, customer = row
    return Noted(Event(*event), customer_id, customer)
