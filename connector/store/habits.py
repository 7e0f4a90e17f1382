"""How customers pay, and since when they are known: sums that a merge keeps beside them."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import String, bindparam, case, cast, func, select, update

from connector.store.schema import customers, invoices
from connector.store.scope import IDS, Scope, chunked, own, query_by

#: Months of payments that are kept of a customer, the newest; the year that segments read has thirteen.
MONTHS = 24
_THEIRS = own(invoices) & (invoices.c.customer_id == customers.c.id)
_OF_THEM = update(customers).where(own(customers), customers.c.id.in_(IDS))
_SETTLED = _OF_THEM.values(
    settled=select(func.count(invoices.c.is_paid_late)).where(_THEIRS).scalar_subquery(),
    settled_late=select(func.count()).where(_THEIRS, invoices.c.is_paid_late).scalar_subquery(),
)
_FIRST = func.min(func.coalesce(invoices.c.issued_on, invoices.c.expected_on))
_KNOWN = _OF_THEM.values(known_since=select(_FIRST).where(_THEIRS).scalar_subquery())
_MONTH = func.substr(cast(func.coalesce(invoices.c.paid_on, invoices.c.closed_on), String), 1, 7)
_BY_MONTH = (
    query_by(
        "ix_invoices_organisation_id_customer_id", invoices, invoices.c.customer_id, _MONTH, func.count(),
        func.sum(case((invoices.c.is_paid_late, 1), else_=0)),
    )
    .where(invoices.c.customer_id.in_(IDS), invoices.c.is_paid_late.is_not(None))
    .group_by(invoices.c.customer_id, _MONTH)
    .order_by(invoices.c.customer_id, _MONTH)
)  # fmt: skip
_PAID_IN = (
    update(customers)
    .where(own(customers), customers.c.id == bindparam("customer"))
    .values(paid_months=bindparam("months"))
)


def count_settled(scope: Scope, customer_ids: Iterable[str]) -> None:
    """How these customers paid, over everything they settled and by month."""
    for ids in chunked(sorted(customer_ids)):
        scope.ask(_SETTLED, ids=ids)
        months: dict[str, list[str]] = defaultdict(list)
        for whose, month, settled, late in scope.rows(_BY_MONTH, ids=ids):
            months[whose].append(f"{month}:{settled}/{late}")
        scope.ask_each(_PAID_IN, [{"customer": x, "months": " ".join(months[x][-MONTHS:])} for x in ids])


def note_first_invoices(scope: Scope, customer_ids: Iterable[str]) -> None:
    """The day of the first invoice of each."""
    for ids in chunked(sorted(customer_ids)):
        scope.ask(_KNOWN, ids=ids)
