"""Listing: pages of invoices, made as they are asked for. Customers have theirs in listing_customers."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select

from connector.core.invoice import HoldReason, Invoice
from connector.core.invoice import Scope as Reach
from connector.core.linked import name_key
from connector.core.listing import (
    SOON_DAYS,
    CustomersWanted,
    Due,
    InvoiceOrder,
    InvoicesWanted,
    ListedCredit,
    ListedCustomer,
    ListedInvoice,
    Part,
    Shown,
    Totals,
    amount_of,
)
from connector.core.money import EXPONENTS
from connector.store.listing_credits import credits_numbered
from connector.store.listing_customers import (
    count_customers,
    customers_after,
    customers_page,
    each_customer,
)
from connector.store.listing_only import is_only
from connector.store.schema import OPEN, customers, holds, invoices
from connector.store.scope import IDS, Scope, columns_of, own, query
from connector.store.sought import ESCAPE, OWED, STANDS, WHOSE, as_number, holding

#: Rows that a stream takes from the database at a time.
STREAMED = 500
_INVOICE = columns_of(Invoice, invoices)
_LINE = (*_INVOICE, customers.c.name, invoices.c.closed_on, case((STANDS, True), else_=False))
_LISTED = (
    query(invoices, *_LINE)
    .select_from(invoices.join(customers, WHOSE))
    .where(invoices.c.id.in_(IDS))
    .order_by(invoices.c.number, invoices.c.id)
)
_SHARED = (
    query(invoices, invoices.c.number)
    .where(invoices.c.number.in_(IDS))
    .group_by(invoices.c.number)
    .having(func.count() > 1)
)


class SqlListing:
    """The Listing port."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def invoices(self, wanted: InvoicesWanted, limit: int, offset: int = 0) -> tuple[ListedInvoice, ...]:
        """Found by their ids first: sorting whole rows costs more than reading a few of them again."""
        is_named = wanted.by is InvoiceOrder.CUSTOMER
        found = (
            self._wanted(wanted, invoices.c.id, is_named=is_named)
            .where(*_chosen(wanted))
            .order_by(*_order(wanted))
        )
        ids = list(self._scope.ask(found.limit(limit).offset(offset)).scalars())
        return self._in_order(ids)

    def _in_order(self, ids: list[str]) -> tuple[ListedInvoice, ...]:
        rows = {x.invoice.id: x for x in self.listed(ids)}
        return tuple(rows[x] for x in ids)

    def each_invoice(self, wanted: InvoicesWanted) -> Iterator[ListedInvoice]:
        made = self._wanted(wanted, *_LINE, is_named=True).where(*_chosen(wanted)).order_by(*_order(wanted))
        for row in self._scope.ask(made.execution_options(yield_per=STREAMED)):
            yield _listed(row)

    def invoices_after(self, wanted: InvoicesWanted, after: str, limit: int) -> tuple[ListedInvoice, ...]:
        """By the key of the table, so that a page costs what it shows."""
        found = self._wanted(wanted, *_LINE, is_named=True, is_by_id=True)
        found = found.where(invoices.c.id > after, *_chosen(wanted)).order_by(invoices.c.id)
        return tuple(map(_listed, self._scope.ask(found.limit(limit))))

    def totals(self, wanted: InvoicesWanted) -> Totals:
        currency, standing = invoices.c.currency, _standing(wanted.on).label("standing")
        made = self._wanted(wanted, currency, standing, func.count(), func.sum(OWED))
        # By its name: written out twice, PostgreSQL takes its parameters for different ones.
        made = made.group_by(currency, literal_column("standing"))
        found = sorted((of, Due(word), count, int(total)) for of, word, count, total in self._scope.ask(made))
        return Totals(tuple(Part(*row) for row in found))

    def numbered(self, text: str, limit: int) -> tuple[ListedInvoice, ...]:
        exact = case((func.lower(invoices.c.number) == func.lower(text), 0), else_=1)
        open_first = case((invoices.c.status == OPEN, 0), else_=1)
        made = self._scope.select(invoices, invoices.c.id).where(or_(_number_like(text), *_is_amount(text)))
        made = made.order_by(exact, open_first, invoices.c.number, invoices.c.id)
        return self._in_order(list(self._scope.ask(made.limit(limit)).scalars()))

    def credits_numbered(self, text: str, limit: int) -> tuple[ListedCredit, ...]:
        return credits_numbered(self._scope, text, limit)

    def listed(self, invoice_ids: Sequence[str]) -> tuple[ListedInvoice, ...]:
        return tuple(map(_listed, self._scope.rows(_LISTED, ids=invoice_ids)))

    def shared_numbers(self, numbers: Sequence[str]) -> frozenset[str]:
        return frozenset(self._scope.ask(_SHARED, ids=numbers).scalars())

    def customers(self, wanted: CustomersWanted, limit: int, offset: int = 0) -> tuple[ListedCustomer, ...]:
        return customers_page(self._scope, wanted, limit, offset)

    def each_customer(self, wanted: CustomersWanted) -> Iterator[ListedCustomer]:
        return each_customer(self._scope, wanted)

    def customers_after(self, wanted: CustomersWanted, after: str, limit: int) -> tuple[ListedCustomer, ...]:
        return customers_after(self._scope, wanted, after, limit)

    def count_customers(self, wanted: CustomersWanted) -> int:
        return count_customers(self._scope, wanted)

    def _wanted(
        self, wanted: InvoicesWanted, *columns: Any, is_named: bool = False, is_by_id: bool = False
    ) -> Select[Any]:
        """Whatever its `due` and its currency; with the customers only where they are asked for."""
        scope = self._scope
        is_hinted = wanted.shown is Shown.OPEN and not is_by_id
        made = scope.select(invoices, *columns)
        if is_hinted:
            made = scope.by("ix_invoices_open", invoices, *columns)
        if wanted.shown is Shown.OPEN:
            made = made.where(STANDS)
        if wanted.text or is_named:
            made = made.select_from(invoices.join(customers, WHOSE))
        if wanted.shown is Shown.CLOSED:
            made = made.where(~STANDS)
        if wanted.is_held:
            made = made.where(_is_held(wanted.on))
        if wanted.only is not None:
            made = made.where(is_only(wanted.only, wanted.on, wanted.grace_over_on or wanted.on))
        if wanted.text:
            named = customers.c.name_key.like(holding(name_key(wanted.text)), escape=ESCAPE)
            made = made.where(or_(_number_like(wanted.text), named, *_is_amount(wanted.text)))
        return made


def _listed(row: Any) -> ListedInvoice:
    *invoice, name, closed_on, is_open = row
    return ListedInvoice(Invoice(*invoice), name, closed_on, bool(is_open))


def _chosen(wanted: InvoicesWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.due is not None:
        yield _standing(wanted.on) == wanted.due.value
    if wanted.currency is not None:
        yield invoices.c.currency == wanted.currency


def _standing(on: date) -> ColumnElement[str]:
    """Where it stands to its due date, as a word of `Due`."""
    due_on = invoices.c.expected_on
    return case(
        (or_(due_on.is_(None), invoices.c.card.is_not(None)), Due.UNDATED.value),
        (due_on < on, Due.LATE.value),
        (due_on <= on + timedelta(days=SOON_DAYS), Due.SOON.value),
        else_=Due.LATER.value,
    )


def _order(wanted: InvoicesWanted) -> list[ColumnElement[Any]]:
    open_or_total = case((invoices.c.status == OPEN, invoices.c.open), else_=invoices.c.total)
    by: dict[InvoiceOrder, list[Any]] = {
        InvoiceOrder.DUE: [invoices.c.expected_on],
        InvoiceOrder.AMOUNT: [as_number(open_or_total)],
        InvoiceOrder.CUSTOMER: [customers.c.name_key, customers.c.id],
        InvoiceOrder.NUMBER: [],
    }
    every = [*by[wanted.by], invoices.c.number, invoices.c.id]
    return [(x.desc() if wanted.is_descending else x.asc()).nulls_last() for x in every]


# ---------------------------------------------------------------- what is looked for


def _number_like(text: str) -> ColumnElement[bool]:
    return invoices.c.number.ilike(holding(text), escape=ESCAPE)


def _is_amount(text: str) -> Iterator[ColumnElement[bool]]:
    """That it is its total, or what is open of it."""
    amount = amount_of(text)
    if amount is None:
        return
    for digits in sorted({2, *EXPONENTS.values()}):
        minor = amount.scaleb(digits)
        if minor == minor.to_integral_value():
            same = or_(invoices.c.total == int(minor), invoices.c.open == int(minor))
            yield and_(_has_digits(digits), same)


def _has_digits(digits: int) -> ColumnElement[bool]:
    if digits == 2:
        return invoices.c.currency.not_in(EXPONENTS)
    return invoices.c.currency.in_([of for of, known in EXPONENTS.items() if known == digits])


def _is_held(on: date) -> ColumnElement[bool]:
    """That somebody's hold on it, or on all that its customer owes, stands on that day."""
    stands = and_(
        own(holds), holds.c.ended_on.is_(None), or_(holds.c.until_on.is_(None), holds.c.until_on >= on)
    )
    of_all = or_(holds.c.scope == Reach.CUSTOMER, holds.c.reason == HoldReason.REPLY)
    return or_(
        invoices.c.id.in_(select(holds.c.invoice_id).where(stands, holds.c.scope == Reach.INVOICE)),
        invoices.c.customer_id.in_(select(holds.c.held_customer_id).where(stands, of_all)),
    )
