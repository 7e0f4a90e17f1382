"""Lines of an export that are no invoices: blank ones and sums."""

from collections.abc import Sequence
from typing import Final

from providers.ledger_file.cells import Cell, is_empty
from providers.ledger_file.headers import fold
from providers.ledger_file.lines import DAYS, Line

#: How a line of sums begins in English, French, German and Spanish, folded.
_SUMS: Final = (
    "total", "totals", "totaux", "totale", "totales", "grandtotal", "subtotal", "soustotal", "somme",
    "summe", "summen", "gesamt", "gesamtsumme", "endsumme", "zwischensumme", "suma", "sumas",
)  # fmt: skip


def is_blank(cells: Sequence[Cell]) -> bool:
    """Whether nothing but white space is on this line."""
    return all(is_empty(cell) for cell in cells)


def is_entry(line: Line) -> bool:
    """Whether this line names an invoice and its customer."""
    return not (is_empty(line.cell("number")) or is_empty(line.cell("customer")))


def is_total(line: Line) -> bool:
    """Whether a line that is no entry sums others up: number, customer and days are empty or a word for it.

    So a customer called Total with an invoice number or a date is a customer.
    """
    said = [line.text(name) for name in ("number", "customer", *DAYS)]
    return all(_begins_a_sum(text) for text in said if text)


def _begins_a_sum(text: str) -> bool:
    return fold(text.split(maxsplit=1)[0]) in _SUMS or fold(text) in _SUMS
