"""Invoices and customers of a connection that are called otherwise by their source than before."""

from uuid import uuid4

from sqlalchemy import and_, bindparam, update

from connector.core.renamed import Face, Found, Recognised, Record
from connector.store.schema import OPEN, customer_sources, customers, invoices
from connector.store.scope import Scope, own, query

_HERE = invoices.c.connection_id == bindparam("of_connection")
_THEIRS = and_(
    customers.c.organisation_id == invoices.c.organisation_id, customers.c.id == invoices.c.customer_id
)
_FACES = (
    query(
        invoices,
        *(invoices.c.source_id, invoices.c.customer_id, customers.c.name, invoices.c.currency),
        *(invoices.c.total, invoices.c.issued_on, invoices.c.due_on, invoices.c.status == OPEN),
    )
    .join_from(invoices, customers, _THEIRS)
    .where(_HERE)
    .order_by(invoices.c.source_id)
)
_RECORDED = customer_sources.c.connection_id == bindparam("of_connection")
_WHOSE = and_(
    customers.c.organisation_id == customer_sources.c.organisation_id,
    customers.c.id == customer_sources.c.customer_id,
)
_NAMED = (
    query(customer_sources, customer_sources.c.source_id, customer_sources.c.customer_id, customers.c.name)
    .join_from(customer_sources, customers, _WHOSE)
    .where(_RECORDED)
    .order_by(customer_sources.c.source_id)
)
_OWNERS = query(invoices, invoices.c.customer_id).where(_HERE)
_RENAMED = (
    update(invoices)
    .where(own(invoices), _HERE, invoices.c.source_id == bindparam("old"))
    .values(source_id=bindparam("new"))
)
_CALLED = (
    update(customer_sources)
    .where(own(customer_sources), _RECORDED, customer_sources.c.source_id == bindparam("old"))
    .values(source_id=bindparam("new"), content_hash=None)
)


def faces(scope: Scope, connection_id: str) -> tuple[Face, ...]:
    rows = scope.rows(_FACES, of_connection=connection_id)
    return tuple(Face(*row) for row in rows)


def records(scope: Scope, connection_id: str) -> tuple[Record, ...]:
    return tuple(Record(*row) for row in scope.rows(_NAMED, of_connection=connection_id))


def rename(scope: Scope, connection_id: str, found: Found, recognised: Recognised) -> None:
    if not (found.renumbered or found.displaced or recognised.customers):
        return
    # All at once, as a merge does: whoever is told apart here is locked by it again.
    scope.lock_customers(scope.ask(_OWNERS, of_connection=connection_id).scalars())
    _renumber(scope, connection_id, found)
    _recognise(scope, connection_id, recognised)


def _renumber(scope: Scope, connection_id: str, found: Found) -> None:
    """Out of the way first: one may get the number that another one had."""
    aside = uuid4().hex
    renumbered = found.renumbered
    moves = [(x, f"{aside} {x}") for x in (*renumbered, *sorted(found.displaced))]
    moves += [(f"{aside} {old}", new) for old, new in renumbered.items()]
    if moves:
        rows = [{"of_connection": connection_id, "old": old, "new": new} for old, new in moves]
        scope.ask_each(_RENAMED, rows)


def _recognise(scope: Scope, connection_id: str, recognised: Recognised) -> None:
    """His record gets the source id that he has now; it is compared with what it said before."""
    known = {x.customer_id: x.source_id for x in scope.rows(_NAMED, of_connection=connection_id)}
    rows = [
        {"of_connection": connection_id, "old": known[whose], "new": x}
        for x, whose in recognised.customers.items()
        if whose in known
    ]
    if rows:
        scope.ask_each(_CALLED, rows)
