"""Customers as deciding sees them, with their contacts."""

from collections import defaultdict
from typing import Any

from connector.core.invoice import NO_BEHAVIOUR, Behaviour, Contact, Customer
from connector.store.schema import contacts, customers
from connector.store.scope import IDS, Scope, columns_of, query, query_by

_CUSTOMER = [
    *(customers.c[name] for name in ("id", "name", "country", "region", "timezone", "language", "type")),
    *(customers.c[name] for name in ("phone", "tags", "policy", "is_excluded", "pays_by_direct_debit")),
    *(customers.c[name] for name in ("opted_out", "address_changed_at", "settled", "settled_late")),
    customers.c.links_series,
]
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
    reached: dict[str, list[Contact]] = defaultdict(list)
    for customer_id, *contact in scope.rows(_CONTACTS, ids=ids):
        reached[customer_id].append(Contact(*contact))
    return [_customer(row, tuple(reached.get(row[0], ()))) for row in scope.rows(_CUSTOMERS, ids=ids)]


def _customer(row: Any, reached: tuple[Contact, ...]) -> Customer:
    *before, tags, policy, is_excluded, by_debit, opted_out, changed_at, settled, late, series = row
    behaviour = Behaviour(settled, late) if settled else NO_BEHAVIOUR
    marks = (frozenset(tags), policy, is_excluded, by_debit, frozenset(opted_out), changed_at)
    values: list[Any] = [*before, reached, *marks, behaviour, series]
    return Customer(*values)
