"""A company's books: the rows of the wire as facts, with what must be asked for beside them."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from connector.core.errors import Malformed
from connector.core.source import SourceCredit, SourceCustomer, SourceInvoice
from providers._sentences import its, say, the

from .answers import CUSTOMER, INVOICE, PAYMENT
from .client import NAME, Client
from .mapping import Billed, Paid, Reader, Unreadable, addresses, customer, gone, paid, payments_of
from .sentences import say as here
from .shapes import CreditMemoJson, CustomerJson, InvoiceJson, PaymentJson

_Row = TypeVar("_Row", InvoiceJson, PaymentJson, CreditMemoJson)
_Fact = TypeVar("_Fact")


class Books:
    """Reads one company. `paid` holds what is known of its payments, by Id. Methods raise ProviderError."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.paid: dict[str, Paid] = {}

    def invoices(self, rows: Sequence[InvoiceJson]) -> tuple[tuple[SourceInvoice, ...], tuple[str, ...]]:
        """Invoices, and a sentence for each that makes no sense. Malformed where none does."""
        reader = self._reader(rows)
        return _each(rows, lambda row: reader.invoice(row, self.paid), "invoice")

    def payments(self, rows: Sequence[PaymentJson]) -> tuple[tuple[SourceCredit, ...], tuple[str, ...]]:
        """What is unused of them; their days are known from then on."""
        reader = self._reader(rows)

        def noted(row: PaymentJson) -> SourceCredit:
            self.paid[row.id] = paid(row)
            return reader.payment(row)

        return _each(rows, noted, "payment")

    def credit_memos(
        self, rows: Sequence[CreditMemoJson]
    ) -> tuple[tuple[SourceCredit, ...], tuple[str, ...]]:
        """What is unused of them."""
        return _each(rows, self._reader(rows).credit_memo, "credit memo")

    def learn_payments(self, rows: Iterable[InvoiceJson]) -> None:
        """Asks for the payments that these invoices name and that nobody has shown yet."""
        named = dict.fromkeys(sought for row in rows for sought in payments_of(row))
        for page in self._client.chosen(PAYMENT, [x for x in named if x not in self.paid]):
            self.payments(page.rows)

    def customers(self, rows: Iterable[CustomerJson]) -> tuple[SourceCustomer, ...]:
        """Customers; those without an address are looked for on what they owe."""
        rows, billed = list(rows), Billed()
        for page in self._client.open_invoices_of([row.id for row in rows if is_bare(row)]):
            billed.note(page.rows)
        return tuple(customer(row, billed.of(row.id)) for row in rows)

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        """These invoices as they are now. Malformed where one of them makes no sense."""
        rows = {row.id: row for page in self._client.chosen(INVOICE, source_ids) for row in page.rows}
        # What is gone is missing, and so is what could not be read: read singly, that says so.
        for sought in source_ids:
            if sought not in rows and (row := self._client.invoice(sought)) is not None:
                rows[sought] = row
        self.learn_payments(rows.values())
        reader = self._reader(tuple(rows.values()))
        return tuple(self._single(reader, rows.get(x), x) for x in source_ids)

    def read_customers(self, source_ids: Sequence[str]) -> tuple[SourceCustomer, ...]:
        """These customers as they are now; one that is gone is left out."""
        rows = {row.id: row for page in self._client.chosen(CUSTOMER, source_ids) for row in page.rows}
        for sought in source_ids:
            if sought not in rows and (row := self._client.customer(sought)) is not None:
                rows[sought] = row
        return self.customers(rows.values())

    def _single(self, reader: Reader, row: InvoiceJson | None, sought: str) -> SourceInvoice:
        if row is None:
            return gone(sought)
        try:
            return reader.invoice(row, self.paid)
        except Unreadable as wrong:
            what = the("invoice", row.doc_number or sought)
            raise Malformed(say("unread_alone", its=its(NAME), what=what, why=wrong)) from None

    def _reader(self, rows: Sequence[InvoiceJson | PaymentJson | CreditMemoJson]) -> Reader:
        """The company's own currency is asked for once, and only where a row names none."""
        return Reader(self._home) if any(row.currency_ref is None for row in rows) else Reader()

    @cached_property
    def _home(self) -> str | None:
        return self._client.home_currency()


def is_bare(row: CustomerJson) -> bool:
    """Whether he has no address and gets his bills himself."""
    return not addresses(row.primary_email_addr) and not row.bill_with_parent


def _each(
    rows: Sequence[_Row], read: Callable[[_Row], _Fact], noun: str
) -> tuple[tuple[_Fact, ...], tuple[str, ...]]:
    """A row that makes no sense costs an alarm. Malformed where none of several does."""
    facts: list[_Fact] = []
    alarms: list[str] = []
    for row in rows:
        try:
            facts.append(read(row))
        except Unreadable as wrong:
            alarms.append(say("left_out", its=its(NAME), what=the(noun, row.id), why=wrong))
    if rows and not facts:
        raise Malformed(here("no_sense", rows=f"{noun}s", alarm=alarms[0]))
    return tuple(facts), tuple(alarms)
