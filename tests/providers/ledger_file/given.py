"""Ledger files made on the spot, and what reading them gives."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from providers.ledger_file import Kind, Ledger, Problem, read_ledger

HEADER = ("number", "customer", "due_on", "total")


def written(folder: Path, content: str | bytes, name: str = "ledger.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(folder: Path, content: str | bytes, **options: Any) -> tuple[Ledger, list[Problem]]:
    """Reads `content` as a CSV file of an organisation that counts in euros, and where nothing is paid."""
    path = written(folder, content, options.pop("name", "ledger.csv"), options.pop("encoding", "utf-8"))
    return read_ledger(path, **{"currency": "EUR", "all_open": True, **options})


def accepted(folder: Path, content: str | bytes, **options: Any) -> Ledger:
    ledger, problems = read(folder, content, **options)
    assert [str(one) for one in problems if one.kind is Kind.ERROR] == []
    return ledger


def refused(folder: Path, content: str | bytes, **options: Any) -> list[Problem]:
    """The errors of a file of which nothing may be imported."""
    ledger, problems = read(folder, content, **options)
    errors = [one for one in problems if one.kind is Kind.ERROR]
    assert errors
    assert (ledger.customers, ledger.invoices, ledger.credits) == ((), (), ())
    return errors


def column(name: str, *values: str, quoted: bool = True) -> str:
    """A ledger whose column `name` holds `values`, every other cell being in order."""
    fields = {"number": "F{}", "customer": "Acme", "due_on": "2026-03-31", "total": "100"}
    names = [*fields, *(() if name in fields else (name,))]
    lines = [",".join(names)]
    for place, value in enumerate(values, start=1):
        cells = {**{ours: text.format(place) for ours, text in fields.items()}, name: value}
        lines.append(",".join('"' + cells[ours].replace('"', '""') + '"' for ours in names))
    return "\n".join(lines) + "\n"


def workbook(
    folder: Path,
    *sheets: Sequence[Sequence[object]],
    name: str = "ledger.xlsx",
    dress: Callable[[Any], None] | None = None,
    **options: object,
) -> Path:
    """An XLSX file; dates in cells are written as true dates."""
    path = folder / name
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy", **options}) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
        if dress is not None:
            dress(book)
    return path
