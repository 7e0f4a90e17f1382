"""Pages of the QuickBooks stand-in: they must cost what they show, not what the book holds."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from providers.sandbox.clock import SandboxClock
from providers.sandbox.quickbooks import entry, lifecycle
from providers.sandbox.quickbooks.book import Book
from providers.sandbox.quickbooks.seed import empty_book
from providers.sandbox.quickbooks.select import Selections
from providers.sandbox.quickbooks.statement import Statement, parse
from providers.sandbox.quickbooks.times import shown
from providers.sandbox.quickbooks.wire import object_json

FEW, MANY = 10_000, 100_000
PAGE = 1000
MOST = 3
_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def page_a_large_book(_: Path, fraction: int) -> Iterator[str]:
    """The last thousand open invoices by last change, among 10,000 and among 100,000."""
    large = MANY // fraction
    few, many = (_best(size) for size in (FEW, large))
    ratio = many / few
    yield f"stand-in page of {PAGE}: {few * 1000:.0f} ms among {FEW:,}, {many * 1000:.0f} ms among {large:,}"
    yield f"  ratio {ratio:.2f}, limit {MOST}: {'kept' if ratio <= MOST else 'BROKEN'}"


def _best(invoices: int) -> float:
    book = _book(invoices)
    since = shown(book.now() - 2 * PAGE)
    text = f"where Balance > '0' and MetaData.LastUpdatedTime >= '{since}' orderby MetaData.LastUpdatedTime"
    statement = parse(f"select * from Invoice {text} maxresults {PAGE}")
    return min(_one_page(book, statement) for _ in range(5))


def _one_page(book: Book, statement: Statement) -> float:
    start = time.perf_counter()
    found = [object_json(book, row) for row in Selections(book).page(statement)]
    seconds = time.perf_counter() - start
    if len(found) != PAGE:
        raise AssertionError(f"{len(found)} invoices instead of {PAGE}")
    return seconds


def _book(invoices: int) -> Book:
    """One invoice a second until now, every second one paid at once."""
    book = empty_book(SandboxClock(lambda: _NOON))
    customers = [entry.add_customer(book, f"Customer {number}").id for number in range(100)]
    for number in range(invoices):
        made = book.now() - invoices + number + 1
        invoice = entry.add_invoice(book, customers[number % 100], "100.25", number=str(number), made=made)
        if number % 2:
            lifecycle.pay(book, invoice, at=made)
    return book
