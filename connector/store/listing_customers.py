"""Listing: pages of customers with what they owe."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, or_, select

from connector.core.invoice import Role
from connector.core.linked import name_key
from connector.core.listing import CustomerOrder, CustomersWanted, ListedCustomer, Owed
from connector.store.merge_customers import email_key
from connector.store.schema import contacts, customers, invoices
from connector.store.scope import IDS, Scope, chunked, own, query_by
from connector.store.sought import ESCAPE, OWED, STANDS, as_number, holding

_ADDRESSES = (
    query_by("ix_contacts_organisation_id_customer_id", contacts, contacts.c.customer_id, contacts.c.email)
    .where(contacts.c.customer_id.in_(IDS))
    .order_by(contacts.c.suppressed_at.is_not(None), contacts.c.position, contacts.c.email)
)
#: Of a customer: something.
_OWES = query_by("ix_invoices_open", invoices, invoices.c.id).where(
    STANDS, invoices.c.customer_id == customers.c.id
)
#: Where his bills can be sent.
_USABLE = query_by("ix_contacts_organisation_id_customer_id", contacts, contacts.c.id).where(
    contacts.c.customer_id == customers.c.id,
    contacts.c.role == Role.BILLING,
    contacts.c.suppressed_at.is_(None),
)


def customers_page(
    scope: Scope, wanted: CustomersWanted, limit: int, offset: int
) -> tuple[ListedCustomer, ...]:
    """One page; what each owes by currency is read for those on it alone."""
    return _with_more(scope, wanted.on, scope.ask(_ordered(scope, wanted).limit(limit).offset(offset)).all())


def customers_after(
    scope: Scope, wanted: CustomersWanted, after: str, limit: int
) -> tuple[ListedCustomer, ...]:
    """By the key of the table; what they owe is summed up for those on the page alone."""
    made = scope.select(customers, customers.c.id, customers.c.name)
    made = made.where(customers.c.id > after, *_looked_for(wanted))
    if not wanted.is_everybody:
        made = made.where(exists(_OWES))
    found = scope.ask(made.order_by(customers.c.id).limit(limit)).all()
    owed = _sums(scope, wanted.on).where(invoices.c.customer_id.in_([of for of, _ in found]))
    debts = {row["customer_id"]: (row["count"], row["oldest_due_on"]) for row in scope.ask(owed).mappings()}
    rows = [(of, name, *debts.get(of, (0, None))) for of, name in found]
    return _with_more(scope, wanted.on, rows)


def each_customer(scope: Scope, wanted: CustomersWanted) -> Iterator[ListedCustomer]:
    """All of them, a few hundred at a time."""
    for chunk in chunked(scope.ask(_ordered(scope, wanted)).all()):
        yield from _with_more(scope, wanted.on, chunk)


def count_customers(scope: Scope, wanted: CustomersWanted) -> int:
    """How many there are on all pages; nothing is summed up for it."""
    made = scope.select(customers, func.count()).where(*_looked_for(wanted))
    if not wanted.is_everybody:
        made = made.where(exists(_OWES))
    return int(scope.ask(made).scalar_one())


def _ordered(scope: Scope, wanted: CustomersWanted) -> Select[Any]:
    made, debts = _wanted(scope, wanted)
    by: dict[CustomerOrder, list[Any]] = {
        CustomerOrder.LATE: [debts.c.late, debts.c.open],
        CustomerOrder.OPEN: [debts.c.open],
        CustomerOrder.DUE: [debts.c.oldest_due_on],
        CustomerOrder.NAME: [customers.c.name_key],
    }
    first = [(x.desc() if wanted.is_descending else x.asc()).nulls_last() for x in by[wanted.by]]
    return made.order_by(*first, customers.c.name_key, customers.c.id)


def _wanted(scope: Scope, wanted: CustomersWanted) -> tuple[Select[Any], Subquery]:
    debts = _debts(scope, wanted.on)
    both = customers.join(debts, debts.c.customer_id == customers.c.id, isouter=wanted.is_everybody)
    count = func.coalesce(debts.c.count, 0)
    made = scope.select(customers, customers.c.id, customers.c.name, count, debts.c.oldest_due_on)
    return made.select_from(both).where(*_looked_for(wanted)), debts


def _looked_for(wanted: CustomersWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.text:
        named = customers.c.name_key.like(holding(name_key(wanted.text)), escape=ESCAPE)
        yield or_(named, _is_written_to(wanted.text))
    if wanted.is_without_address:
        yield ~exists(_USABLE)


def _debts(scope: Scope, on: date) -> Subquery:
    return _sums(scope, on).subquery()


def _sums(scope: Scope, on: date) -> Select[Any]:
    """What each customer owes, sums of all currencies as numbers."""
    due_on = case((invoices.c.card.is_(None), invoices.c.expected_on))
    late = case((due_on < on, OWED), else_=0)
    columns = (
        invoices.c.customer_id,
        func.count().label("count"),
        func.min(due_on).label("oldest_due_on"),
        func.sum(as_number(OWED)).label("open"),
        func.sum(as_number(late)).label("late"),
    )
    made = scope.by("ix_invoices_open", invoices, *columns).where(STANDS)
    return made.group_by(invoices.c.customer_id)


def _is_written_to(text: str) -> Any:
    """That one of his addresses holds it."""
    return exists(
        select(contacts.c.id).where(
            own(contacts),
            contacts.c.customer_id == customers.c.id,
            contacts.c.email_key.like(holding(email_key(text)), escape=ESCAPE),
        )
    )


def _with_more(scope: Scope, on: date, rows: Sequence[Any]) -> tuple[ListedCustomer, ...]:
    late = case((invoices.c.expected_on < on, OWED), else_=0)
    columns = (invoices.c.customer_id, invoices.c.currency, func.sum(OWED), func.sum(late))
    made = scope.by("ix_invoices_open", invoices, *columns)
    made = made.where(STANDS, invoices.c.card.is_(None), invoices.c.customer_id.in_(IDS))
    made = made.group_by(invoices.c.customer_id, invoices.c.currency).order_by(invoices.c.currency)
    ids = [row[0] for row in rows]
    owes: dict[str, list[Owed]] = defaultdict(list)
    for of, currency, open_now, late_now in scope.rows(made, ids=ids):
        owes[of].append(Owed(currency, int(open_now), int(late_now)))
    reached: dict[str, dict[str, None]] = defaultdict(dict)
    for of, email in scope.rows(_ADDRESSES, ids=ids):
        reached[of][email] = None
    return tuple(
        ListedCustomer(of, name, count, oldest, tuple(owes[of]), tuple(reached[of]))
        for of, name, count, oldest in rows
    )
