"""Cells and rows as they come out of a text file or a workbook."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeAlias

#: What a cell may hold; a text file knows str alone.
Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
#: The file's own line (of a text file) or row number (of a sheet), and the cells.
Row: TypeAlias = tuple[int, Sequence[Cell]]


class Table(Protocol):
    """Rows that can be read more than once: the first time to learn their style."""

    @property
    def source(self) -> "Source": ...

    def rows(self) -> Iterator[Row]:
        """From the first line of the file on. Raises Unreadable."""


@dataclass(frozen=True, slots=True)
class Source:
    """How the file had to be read. `sheet` is a workbook's; the others are a text file's."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets_not_read: tuple[str, ...] = ()
    has_day_counts: bool = False
    counts_from_1904: bool = False


def is_empty(cell: Cell) -> bool:
    """Whether nothing but white space is in this cell."""
    return cell is None or cell == "" or (isinstance(cell, str) and cell.isspace())


def cell_text(cell: Cell) -> str:
    """The cell as one trimmed, composed (NFC) line of text; a whole number without a point."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return cell.strip() if cell.isascii() else unicodedata.normalize("NFC", cell).strip()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def one_line(text: str) -> str:
    """Text with each run of white space, line breaks included, as one space."""
    return " ".join(text.split())
