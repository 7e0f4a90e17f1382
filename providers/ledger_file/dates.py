"""Days in many writings. Whether the day or the month comes first, a column must prove itself."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final, Literal, TypeAlias

from babel import Locale

from connector.core.told import either
from providers.ledger_file.cells import Cell, Source, cell_text
from providers.ledger_file.problems import Column, Unreadable
from providers.ledger_file.sentences import say

Order: TypeAlias = Literal["dmy", "mdy"]

#: Invoices are not older, and due dates do not lie further ahead.
FIRST_YEAR: Final = 1980
LAST_YEAR: Final = 2100

_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}})\s*([-/.])\s*(\d{{1,2}})\s*\2\s*(\d{{4}}|\d{{2}}){_TIME}")
_DAY_COUNT = re.compile(r"\d{5}(?:[.,]\d+)?")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_ORDINALS: Final = frozenset({"st", "nd", "rd", "th", "er", "de", "del", "of"})


@cache
def month_names() -> Mapping[str, int]:
    """Month by folded name, long and short, in English, French, German and Spanish."""
    found = {"mrz": 3, "sept": 9}
    for language in ("en", "fr", "de", "es"):
        months = Locale(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                found |= {_plain(name): number for number, name in months[form][width].items()}
    return found


def _plain(word: str) -> str:
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in spread if letter.isalpha() and not unicodedata.combining(letter))


@dataclass(slots=True)
class DateColumn:
    """One column of days: `see` every value first, then `settle`, then `read`.

    `order` given by the owner counts for values that leave it open; it proves nothing.
    """

    column: Column
    source: Source
    order: Order | None = None
    suggested: Order = "dmy"
    _seen: set[str] = field(default_factory=set)
    _read: dict[str, date] = field(default_factory=dict)
    _proofs: dict[Order, tuple[int, str]] = field(default_factory=dict)
    _open: tuple[int, str] | None = None

    def see(self, cell: Cell, line: int) -> None:
        """Learns what this value says about the order of day and month."""
        if not isinstance(cell, str) or cell in self._seen:
            return
        self._seen.add(cell)
        if (match := _YEAR_LAST.fullmatch(cell.strip())) is None:
            return
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            self._proofs.setdefault("dmy", (line, cell.strip()))
        elif second > 12 >= first:
            self._proofs.setdefault("mdy", (line, cell.strip()))
        elif first != second and self._open is None:
            self._open = (line, cell.strip())

    def settle(self) -> None:
        """Fixes the order. Raises Unreadable when the values contradict each other or leave it open."""
        if len(self._proofs) == 2:
            self._refuse_contradiction()
        if self.order is None:
            self.order = next(iter(self._proofs), None)
        elif self._proofs and self.order not in self._proofs:
            ((line, text),) = self._proofs.values()
            other = next(iter(self._proofs))
            raise Unreadable(
                either(
                    say("other_order", text=text, order=say(f"order.{self.order}"), other=other),
                    say("other_order.page", text=text, order=say(f"day.{self.order}")),
                ),
                line,
                self.column,
            )
        if self.order is None and self._open is not None:
            line, text = self._open
            raise Unreadable(
                either(
                    say("open_order", text=text, suggested=self.suggested),
                    say("open_order.page", text=text, likely=say(f"day.{self.suggested}")),
                ),
                line,
                self.column,
            )

    def _refuse_contradiction(self) -> None:
        (day_line, day_text), (month_line, month_text) = self._proofs["dmy"], self._proofs["mdy"]
        raise Unreadable(
            say("two_orders", day=day_text, day_line=day_line, month=month_text, month_line=month_line),
            max(day_line, month_line),
            self.column,
        )

    def read(self, cell: Cell) -> date | None:
        """The day in this cell, None if it is empty. Raises Unreadable."""
        if not isinstance(cell, str):
            return self._read_sheet_cell(cell)
        found = self._read.get(cell)
        if found is None and (text := cell.strip()):
            found = self._read[cell] = self._read_text(text)
        return found

    def _read_text(self, text: str) -> date:
        if match := _YEAR_FIRST.fullmatch(text):
            return _day(text, int(match[1]), int(match[3]), int(match[4]))
        if match := _COMPACT.fullmatch(text):
            return _day(text, int(match[1]), int(match[2]), int(match[3]))
        if match := _YEAR_LAST.fullmatch(text):
            year = _full_year(text, match[4], match[2])
            first, second = int(match[1]), int(match[3])
            day, month = (second, first) if self.order == "mdy" else (first, second)
            return _day(text, year, month, day)
        if _DAY_COUNT.fullmatch(text):
            raise Unreadable(say("day_count", text=text))
        return _with_month_name(text)

    def _read_sheet_cell(self, cell: Cell) -> date | None:
        if cell is None:
            return None
        if isinstance(cell, datetime):
            return _in_range(str(cell), cell.date())
        if isinstance(cell, date):
            return _in_range(str(cell), cell)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            if self.source.has_day_counts and 20_000 <= cell < 75_000:
                epoch = date(1904, 1, 1) if self.source.counts_from_1904 else date(1899, 12, 30)
                return _in_range(str(cell), epoch + timedelta(days=int(cell)))
            if float(cell).is_integer():
                return self._read_text(str(int(cell)))
        raise Unreadable(say("no_date", text=cell_text(cell)))


def _full_year(text: str, year: str, separator: str) -> int:
    """Two digits are of this century, but 26-03-04 may begin with its year and is not guessed."""
    if len(year) == 4:
        return int(year)
    if separator == "-":
        raise Unreadable(say("no_year", text=text))
    return 2000 + int(year)


def _with_month_name(text: str) -> date:
    """«4 mars 2026», «March 4th, 2026», «4 de marzo de 2026», «04-Mär-26»."""
    words = [word for word in (_plain(one) or one for one in _WORDS.findall(text)) if word not in _ORDINALS]
    months = [month_names()[word] for word in words if word in month_names()]
    numbers = [word for word in words if word.isdigit()]
    if len(words) != 3 or len(months) != 1 or len(numbers) != 2:
        raise Unreadable(say("no_date", text=text))
    year, day = (numbers[0], numbers[1]) if len(numbers[0]) == 4 else (numbers[1], numbers[0])
    if len(year) not in (2, 4) or len(day) > 2:
        raise Unreadable(say("no_date", text=text))
    return _day(text, int(year) if len(year) == 4 else 2000 + int(year), months[0], int(day))


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return _in_range(text, date(year, month, day))
    except ValueError:
        raise Unreadable(say("no_such_day", text=text)) from None


def _in_range(text: str, day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable(say("unlikely", text=text, year=day.year))
    return day
