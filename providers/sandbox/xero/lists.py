"""A page of a list: filtered, ordered and cut from rows whose JSON is ready."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

import msgspec

from ..exchange import Answer
from .book import Book, RowT, Shelf
from .call import Call
from .dates import header_ms, read_instant
from .errors import unreadable_query
from .where import Fields, Test, order, where


@dataclass(frozen=True)
class Page:
    """`number` is None where the caller did not page: everything comes at once, without lines."""

    number: int | None
    size: int

    @classmethod
    def asked(cls, call: Call) -> "Page":
        size = _whole(call, "pageSize")
        number = _whole(call, "page")
        if size is not None and not 1 <= size <= 1000:
            raise unreadable_query("The page size must be between 1 and 1000.")
        if number is None and size is not None:
            number = 1
        return cls(number, size or 100)


@dataclass(frozen=True)
class Listing(Generic[RowT]):
    """What is listed: its name in the answer, its type in messages, its fields, and further tests."""

    name: str
    type_name: str
    fields: Fields
    tests: Callable[[Call], list[Test]] = lambda _: []
    #: The parameters that `tests` reads.
    params: tuple[str, ...] = ()

    def answer(self, call: Call, shelf: Shelf[RowT], show: Callable[[RowT], bytes]) -> Answer:
        """The page that the call asks for."""
        page = Page.asked(call)
        rows = shelf.view(self._key(call), lambda: self._rows(call, shelf))
        if page.number is None:
            return envelope(call.book, self.name, map(show, rows))
        first = (page.number - 1) * page.size
        told = {
            "page": page.number,
            "pageSize": page.size,
            "pageCount": -(-len(rows) // page.size),
            "itemCount": len(rows),
        }
        return envelope(call.book, self.name, map(show, rows[first : first + page.size]), told)

    def _key(self, call: Call) -> object:
        asked = tuple(call.param(name) for name in ("where", "order", *self.params))
        own = call.app if "createdByMyApp" in self.params else None
        return (self.name, asked, own, call.request.headers.get("if-modified-since"))

    def _rows(self, call: Call, shelf: Shelf[RowT]) -> list[RowT]:
        tests = [*self.tests(call), *_since(call)]
        clause = call.param("where")
        if clause is not None:
            tests.append(where(clause, self.type_name, self.fields))
        rows = [row for row in shelf.rows.values() if all(test(row) for test in tests)]
        rows.sort(key=lambda row: (row.updated_at, row.id))
        wanted = call.param("order")
        for getter, is_descending in reversed(order(wanted, self.type_name, self.fields) if wanted else []):
            rows.sort(key=_nothing_first(getter), reverse=is_descending)
        return rows


def envelope(
    book: Book, name: str, rows: Iterable[bytes], pagination: dict[str, int] | None = None, status: int = 200
) -> Answer:
    """The head that every answer has, around rows that are JSON already."""
    head: dict[str, Any] = {
        "Id": str(uuid.uuid4()),
        "Status": "OK",
        "ProviderName": "Relance sandbox",
        "DateTimeUTC": header_ms(book.now()),
    }
    if pagination is not None:
        head["pagination"] = pagination
    begun = msgspec.json.encode(head)[:-1]
    body = b"%s,%s:[%s]}" % (begun, msgspec.json.encode(name), b",".join(rows))
    return Answer(status, body, content_type="application/json; charset=utf-8")


def one_of(name: str, read: Callable[[object], str]) -> Callable[[Call], list[Test]]:
    """A parameter with values between commas, of which the row has one."""

    def tests(call: Call) -> list[Test]:
        given = call.param(name)
        if given is None:
            return []
        wanted = {part.strip().strip('"').lower() for part in given.split(",")}
        return [lambda row: read(row).lower() in wanted]

    return tests


def _since(call: Call) -> list[Test]:
    given = call.request.headers.get("if-modified-since")
    if given is None:
        return []
    try:
        since: datetime = read_instant(given)
    except ValueError:
        raise unreadable_query(f"If-Modified-Since is no date: {given}") from None
    return [lambda row: bool(row.updated_at > since)]


def _whole(call: Call, name: str) -> int | None:
    given = call.param(name)
    if given is None:
        return None
    if not given.isdigit() or int(given) < 1:
        raise unreadable_query(f"{name} must be a whole number from 1 on.")
    return int(given)


def _nothing_first(getter: Callable[[Any], Any]) -> Callable[[Any], tuple[bool, Any]]:
    def key(row: Any) -> tuple[bool, Any]:
        value = getter(row)
        return value is not None, value

    return key
