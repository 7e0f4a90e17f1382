"""Lists: what an address asks for, the addresses that ask for something else, and the list as a file."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from io import StringIO
from itertools import islice
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import StreamingResponse

Word = TypeVar("Word", bound=StrEnum)

#: The number of what a page begins behind, as both databases can count.
Behind = Annotated[int | None, Query(ge=0, lt=2**63)]
#: Lines of a file that are sent at a time.
AT_ONCE = 500
#: What a spreadsheet takes for the beginning of a formula, or skips before one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Address:
    """One list as it is asked for: what is filtered stays in the address, which can be kept and shared."""

    path: str
    asked: Mapping[str, str]

    def to(self, **changes: str) -> str:
        """The same list with these changes, from its first page on; an empty one takes a filter away."""
        asked = {**self.asked, "page": "", **changes}
        kept = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.path}?{kept}" if kept else self.path

    @property
    def pages(self) -> str:
        """What the number of a page is written behind."""
        here = self.to()
        return f"{here}{'&' if '?' in here else '?'}"

    def hidden(self, *but: str) -> dict[str, str]:
        """What a form keeps beside its own fields."""
        return {name: value for name, value in self.asked.items() if value and name not in (*but, "page")}

    def sorted_by(self, order: str, is_downwards: bool = False) -> str:
        """Sorted so; the other way round where it is sorted so already."""
        first, other = (f"-{order}", order) if is_downwards else (order, f"-{order}")
        return self.to(sort=other if self.asked.get("sort") == first else first)

    def aria_sort(self, order: str) -> str:
        """How a column is sorted, for whoever hears the page; empty where it is not."""
        sort = self.asked.get("sort", "")
        if sort.removeprefix("-") != order:
            return ""
        return "descending" if sort.startswith("-") else "ascending"


def one_of(kind: type[Word], asked: str) -> Word | None:
    """The word of that list, None for what is no word of it: an old address still opens the list."""
    return next((word for word in kind if word.value == asked), None)


def order_of(kind: type[Word], asked: str, usual: str) -> tuple[Word, bool, str]:
    """By what, whether downwards, and the same as an address says it; `usual` where it says nothing known."""
    word = one_of(kind, asked.removeprefix("-"))
    if word is None:
        return order_of(kind, usual, usual)
    return word, asked.startswith("-"), asked


def csv_file(
    name: str, on: date, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingResponse:
    """UTF-8 with a mark that spreadsheets know it by, streamed. What others wrote is no formula."""
    return StreamingResponse(
        _lines(header, rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-{on.isoformat()}.csv"'},
    )


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The same as one text, for a file of this machine."""
    return "".join(_lines(header, rows))


def _lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield "\ufeff" + _written([header])
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield _written([list(map(_cell, row)) for row in some])


def _written(rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


@dataclass(frozen=True, slots=True)
class Number:
    """Decimal text of ours: a number, whatever sign it begins with."""

    text: str


def _cell(value: object) -> str:
    """A text that a spreadsheet would take for a formula is marked as text."""
    if value is None:
        return ""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).replace("\0", "")
    return f"'{text}" if text.startswith(_FORMULA) else text
