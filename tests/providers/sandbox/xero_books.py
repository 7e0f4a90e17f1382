"""Four invoices in the first organisation, for tests that ask for some of them."""

from datetime import date

from providers.sandbox import Handle
from providers.sandbox.xero import entry

DUE = date(2026, 12, 1)


def open_book(sandbox: Handle) -> None:
    book = sandbox.xero.book
    acme = entry.add_contact(book, "Acme & Sons", "ap@acme.example")
    other = entry.add_contact(book, 'The "Best" Ltd')
    entry.add_invoice(book, acme, 10_000, number="A", issued_on=date(2026, 10, 1), due_on=DUE)
    entry.pay(book, book.invoice("A"), 4_000)
    entry.add_invoice(book, other, 5_050, number="B", due_on=date(2026, 11, 1), currency="USD")
    entry.add_invoice(book, acme, 2_000, number="C", status="DRAFT", created_by="relance")
    entry.add_invoice(book, acme, 7_000, number="D", is_bill=True, reference="po 12")
