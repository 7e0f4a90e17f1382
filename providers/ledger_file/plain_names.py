"""Plain names of columns that stand in no system's own words, and why each may be taken all the same.

docs/ledger-files.md lists them; a test holds the two together.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from providers.ledger_file.headers import IGNORE, fold, table

#: Nothing is read from these, whatever they hold: amounts without tax, taxes, rates, days of lateness. None
#: of them can say what was paid, so they need no source, and nobody is asked about them.
NOT_READ: Final = (
    "HT", "Montant hors taxe", "Montant hors taxes", "Total hors taxe", "Total hors taxes", "Prix HT",
    "Base HT", "Montant net HT", "Total net HT", "Montant de la TVA", "Taux TVA", "Taux de TVA",
    "Jours de retard", "Nb jours de retard", "Retard (jours)",
    "Subtotal", "Net Amount", "Amount excl. tax", "Amount excl. VAT", "Total excl. tax", "Total excl. VAT",
    "Amount without tax", "Total without tax", "VAT", "VAT Amount", "Total VAT", "VAT Rate", "Tax",
    "Tax Amount", "Total Tax", "Tax Total", "Tax Rate", "Sales Tax", "GST", "Days overdue", "Days late",
    "Nettobetrag", "Summe netto", "Netto", "MwSt", "MwSt-Betrag", "Mehrwertsteuer", "USt", "Umsatzsteuer",
    "Steuerbetrag", "Steuersatz", "Verzugstage",
    "Base imponible", "Importe neto", "IVA", "Total IVA", "Importe IVA", "Cuota IVA", "Tipo IVA",
    "Días de retraso",
)  # fmt: skip


def is_not_read(name: str) -> bool:
    """Whether a column of this name is known to be of no use here. A rate may follow: «TVA 5,5 %»."""
    folded = fold(name)
    return bool(folded) and (folded in _not_read() or folded.rstrip("0123456789") in _not_read())


@cache
def _not_read() -> frozenset[str]:
    known: Mapping[str, str] = table()
    return frozenset(fold(x) for x in NOT_READ) | {x for x, ours in known.items() if ours == IGNORE}
