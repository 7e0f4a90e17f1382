"""Customers as deciding sees them, with their contacts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from connector.core.behaviour import NO_BEHAVIOUR, Behaviour
from connector.core.invoice import Contact, Customer
from connector.store.schema import contacts, customers
from connector.store.scope import IDS, Scope, columns_of, query, query_by

_WHO = ("id", "name", "country", "region", "timezone", "language", "type", "phone")
_MARKS = ("tags", "policy", "is_excluded", "pays_by_direct_debit", "opted_out", "address_changed_at")
_PAID = ("settled", "settled_late", "paid_months")
_REST = ("links_series", "sector", "known_since")
_CUSTOMER = [customers.c[name] for name in (*_WHO, *_MARKS, *_PAID, *_REST)]
_CONTACTS = (
    query_by(
        "ix_contacts_organisation_id_customer_id",
        contacts,
        contacts.c.customer_id,
        *columns_of(Contact, contacts),
    )
    .where(contacts.c.customer_id.in_(IDS))
    .order_by(contacts.c.position, contacts.c.email)
)
_CUSTOMERS = query(customers, *_CUSTOMER).where(customers.c.id.in_(IDS)).order_by(customers.c.id)


def customers_of(scope: Scope, ids: list[str]) -> list[Customer]:
    """These customers with their contacts, sorted by id."""
    cells = scope.cells(_CUSTOMERS, ids=ids)
    if not cells:
        return []
    who, marks, paid, rest = _parted(cells)
    tags, policy, is_excluded, by_debit, opted_out, changed_at = marks
    reached = _reached(scope, ids)
    theirs = [tuple(reached.get(x, ())) for x in who[0]]
    marks = [map(frozenset, tags), policy, is_excluded, by_debit, map(frozenset, opted_out), changed_at]
    return list(map(Customer, *who, theirs, *marks, map(_behaviour, *paid), *rest))


def _parted(cells: list[Sequence[Any]]) -> Iterator[list[Any]]:
    start = 0
    for names in (_WHO, _MARKS, _PAID, _REST):
        yield list(cells[start : start + len(names)])
        start += len(names)


def _reached(scope: Scope, ids: list[str]) -> dict[str, list[Contact]]:
    found: dict[str, list[Contact]] = defaultdict(list)
    if cells := scope.cells(_CONTACTS, ids=ids):
        owners, *contact = cells
        for customer_id, each in zip(owners, map(Contact, *contact), strict=True):
            found[customer_id].append(each)
    return found


def _behaviour(settled: int, late: int, months: str) -> Behaviour:
    return Behaviour(settled, late, months) if settled else NO_BEHAVIOUR
