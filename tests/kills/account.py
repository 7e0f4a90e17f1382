"""The account at the provider as a file that several processes read; it changes in one stroke."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from connector.core.invoice import Invoice
from connector.core.source import Connection, SourceCredit, SourceCustomer, SourceInvoice
from tests.scenarios.office import Account


@dataclass
class Book:
    """What the account holds, as it lies on the disk."""

    customers: dict[str, SourceCustomer] = field(default_factory=dict)
    invoices: dict[str, SourceInvoice] = field(default_factory=dict)
    credits: dict[str, SourceCredit] = field(default_factory=dict)
    can_send: bool = False


class AccountOnDisk(Account):
    """Read anew from its file at each request, as an account that others pay into."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._outbox = path.with_suffix(".mailed")

    def keep(self) -> None:
        """Shows every process what is set here now."""
        fresh = self.path.with_suffix(".new")
        book = Book(self.customers, self.invoices, self.credits, self.can_send)
        fresh.write_bytes(msgspec.json.encode(book))
        fresh.replace(self.path)

    def pay_all(self, numbers: Sequence[str]) -> None:
        for number in numbers:
            self.pay(number)
        self.keep()

    def may_send(self, connection: Connection) -> bool:
        return self._book().can_send

    def send(self, invoice: Invoice, key: str) -> tuple[str, ...]:
        """Mails the invoice: whoever kills the sender now does not take it back."""
        with self._outbox.open("a", encoding="ascii") as outbox:
            outbox.write(f"{invoice.number} {key}\n")
        self._answer()
        return super().send(invoice, key)

    def mailed_by_all(self) -> list[tuple[str, str]]:
        """Number and key of what any process has made it mail."""
        if not self._outbox.exists():
            return []
        lines = self._outbox.read_text(encoding="ascii").splitlines()
        return [(number, key) for number, _, key in (line.partition(" ") for line in lines)]

    def _book(self) -> Book:
        return msgspec.json.decode(self.path.read_bytes(), type=Book)

    def _answer(self) -> None:
        super()._answer()
        book = self._book()
        self.customers, self.invoices, self.credits = book.customers, book.invoices, book.credits
