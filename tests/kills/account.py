"""The account at the provider as a file that several processes read; it changes in one stroke."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from connector.core.source import SourceCredit, SourceCustomer, SourceInvoice
from tests.scenarios.office import Account


@dataclass
class Book:
    """What the account holds, as it lies on the disk."""

    customers: dict[str, SourceCustomer] = field(default_factory=dict)
    invoices: dict[str, SourceInvoice] = field(default_factory=dict)
    credits: dict[str, SourceCredit] = field(default_factory=dict)


class AccountOnDisk(Account):
    """Read anew from its file at each request, as an account that others pay into."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def keep(self) -> None:
        """Shows every process what is set here now."""
        fresh = self.path.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(Book(self.customers, self.invoices, self.credits)))
        fresh.replace(self.path)

    def pay_all(self, numbers: Sequence[str]) -> None:
        for number in numbers:
            self.pay(number)
        self.keep()

    def _answer(self) -> None:
        super()._answer()
        book = msgspec.json.decode(self.path.read_bytes(), type=Book)
        self.customers, self.invoices, self.credits = book.customers, book.invoices, book.credits
