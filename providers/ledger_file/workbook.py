"""Workbooks (XLSX, XLS, ODS): the sheet that holds the ledger, and its rows."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from providers.ledger_file.cells import Cell, Row, Source
from providers.ledger_file.problems import Unreadable
from providers.ledger_file.sentences import say

#: Unpacked, a million rows stay far below this; a zip bomb does not.
LARGEST_UNPACKED: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One sheet of a workbook."""

    sheet: CalamineSheet
    source: Source

    def rows(self) -> Iterator[Row]:
        """Each row with its number in the sheet; cells count from column A."""
        _, first_column = self.sheet.start or (0, 0)
        margin: list[Cell] = [None] * first_column
        for number, cells in enumerate(self.sheet.iter_rows(), start=1):
            yield number, [*margin, *cells]


def open_workbook(content: bytes, is_ledger: Callable[[Iterator[Row]], bool]) -> SheetTable:
    """The first visible sheet with a header, else the first that is not empty. Raises Unreadable."""
    counts_from_1904, is_xlsx = _look_into(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name) for name in _visible(book)]
    except PasswordError:
        raise Unreadable(say("password")) from None
    except (CalamineError, OSError):
        raise Unreadable(say("damaged")) from None
    filled = [sheet for sheet in sheets if sheet.start is not None]
    if not filled:
        raise Unreadable(say("no_sheet"))
    chosen = next((sheet for sheet in filled if is_ledger(_rows(sheet))), filled[0])
    others = tuple(sheet.name for sheet in filled if sheet.name != chosen.name)
    source = Source(
        sheet=chosen.name,
        sheets_not_read=others,
        has_day_counts=is_xlsx,
        counts_from_1904=counts_from_1904,
    )
    return SheetTable(chosen, source)


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    return SheetTable(sheet, Source()).rows()


def _visible(book: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]


def _look_into(content: bytes) -> tuple[bool, bool]:
    """Whether days are counted from 1904, and whether this is an XLSX at all. Raises Unreadable."""
    if not content.startswith(b"PK"):
        return False, False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(say("unpacked"))
            if "xl/workbook.xml" not in package.namelist():
                return False, False
            described = package.read("xl/workbook.xml")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise Unreadable(say("damaged")) from None
    return re.search(rb'date1904="(1|true)"', described) is not None, True
