"""The made-up company's own books: who owes what, as its accounting exports it."""

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from connector.core.money import decimal_text
from connector.demo.names import Debtor

HEADER = (
    "number", "customer", "email", "issued_on", "due_on", "currency", "total", "open", "status", "paid_on",
    "phone", "language", "country", "customer_type", "terms", "region",
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """One invoice, or with a negative total a credit note; amounts in minor units."""

    number: str
    debtor: Debtor
    issued_on: date
    due_on: date | None
    total: int
    open: int
    paid_on: date | None = None


@dataclass
class Book:
    """Everything in the accounts, paid invoices of the last weeks included."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> Entry:
        self.entries[entry.number] = entry
        return entry

    def pay(self, number: str, amount: int | None, on: date) -> None:
        """All that is open, or `amount`; does nothing once it is paid."""
        entry = self.entries[number]
        if entry.open <= 0:
            return
        entry.open -= min(amount or entry.open, entry.open)
        if entry.open == 0:
            entry.paid_on = on

    def export(self, file: Path) -> None:
        """The ledger file that the company's accounting would write."""
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(HEADER)
            writer.writerows(_row(entry) for entry in self.entries.values())


def _row(entry: Entry) -> list[str]:
    debtor, currency = entry.debtor, entry.debtor.currency
    return [
        entry.number,
        debtor.name,
        debtor.email,
        entry.issued_on.isoformat(),
        entry.due_on.isoformat() if entry.due_on else "",
        currency,
        decimal_text(entry.total, currency),
        decimal_text(entry.open, currency),
        "open" if entry.open else "paid",
        entry.paid_on.isoformat() if entry.paid_on else "",
        debtor.phone,
        debtor.language,
        debtor.country,
        debtor.type,
        "",
        debtor.region,
    ]
