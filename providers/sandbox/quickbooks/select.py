"""Carries out a statement. A page costs what it shows, not what the book holds.

Rows already lie in the order they were made in and in the order of their last change. A first page walks one
of the two; a later page, or another order, is cut from a selection that is kept until the book changes.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from .book import Book, CreditMemo, Customer, Invoice, Payment, Term
from .properties import UPDATED, Test, property_of, test_of
from .shelf import Row, Shelf
from .statement import Condition, Order, Statement, unfit

KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Invoice, Customer, Payment, CreditMemo, Term)}
_KEPT = 16
_NAMES_ONLY_LIVE = (Customer, Term)


def kind_of(entity: str) -> type[Any]:
    """ApiError 4001 when there is no such entity here; names are case-sensitive."""
    if entity not in KINDS:
        raise unfit(f"Metadata not found for Entity: {entity}")
    return KINDS[entity]


class Selections:
    """Answers statements on one book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._kept: OrderedDict[tuple[Any, ...], tuple[int, list[Row]]] = OrderedDict()

    def page(self, statement: Statement) -> list[Row]:
        kind = kind_of(statement.entity)
        skipped = statement.start - 1
        if skipped == 0 and _is_walked(statement.order):
            return list(islice(self._walk(kind, statement), statement.limit))
        return self._selection(kind, statement)[skipped : skipped + statement.limit]

    def count(self, statement: Statement) -> int:
        return len(self._selection(kind_of(statement.entity), statement))

    def _selection(self, kind: type[Any], statement: Statement) -> list[Row]:
        key = (kind, statement.where, statement.order)
        version = _version(self._book, kind)
        kept = self._kept.get(key)
        if kept is None or kept[0] != version:
            rows = list(self._walk(kind, statement))
            kept = (version, rows if _is_walked(statement.order) else _sorted(kind, statement.order, rows))
        self._kept[key] = kept
        self._kept.move_to_end(key)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return kept[1]

    def _walk(self, kind: type[Any], statement: Statement) -> Iterator[Row]:
        shelf: Shelf[Any] = self._book.shelf(kind)
        tests = _tests(kind, statement.where)
        for order in statement.order:
            property_of(kind, order.property)
        for row in _in_order(shelf, kind, statement):
            if all(test(row) for test in tests):
                yield row


def _version(book: Book, kind: type[Any]) -> int:
    """What a customer owes stands in its transactions."""
    if kind is Customer:
        return sum(
            shelf.version for shelf in (book.customers, book.invoices, book.payments, book.credit_memos)
        )
    shelf: Shelf[Any] = book.shelf(kind)
    return shelf.version


def _is_walked(order: tuple[Order, ...]) -> bool:
    return not order or order[0].property == UPDATED


def _tests(kind: type[Any], where: tuple[Condition, ...]) -> list[Test]:
    asked = list(where)
    if kind in _NAMES_ONLY_LIVE and all(each.property != "Active" for each in asked):
        asked.append(Condition("Active", "=", ("true",)))
    return [test_of(kind, each) for each in asked]


def _in_order(shelf: Shelf[Any], kind: type[Any], statement: Statement) -> Iterable[Row]:
    if not statement.order or not _is_walked(statement.order):
        return shelf.rows.values()
    if statement.order[0].is_descending:
        return shelf.last_changed_first()
    updated = property_of(kind, UPDATED)
    bounds = [
        updated.read(UPDATED, each.values[0])
        for each in statement.where
        if each.property == UPDATED and each.operator in (">", ">=", "=")
    ]
    return shelf.changed_since(max(bounds, default=0))


def _sorted(kind: type[Any], order: tuple[Order, ...], rows: list[Row]) -> list[Row]:
    """By the last property first, so that the first one decides; rows without a value stand first."""
    for each in reversed(order):
        held = property_of(kind, each.property).held
        valued = [row for row in rows if held(row) is not None]
        bare = [row for row in rows if held(row) is None]
        valued.sort(key=held, reverse=each.is_descending)
        rows = valued + bare if each.is_descending else bare + valued
    return rows
