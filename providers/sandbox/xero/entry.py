"""What happens in an organisation's books: for tests, the demo and `/_sandbox`. Each moves UpdatedDateUTC."""

from datetime import date
from typing import Any

from .book import Book
from .errors import invalid
from .rows import (
    Allocation,
    Contact,
    Credit,
    CreditKind,
    Invoice,
    InvoiceStatus,
    Line,
    Payment,
    Person,
    Row,
    TermType,
)

_OPEN = ("AUTHORISED",)


def add_contact(
    book: Book,
    name: str,
    email: str = "",
    *,
    first_name: str = "",
    last_name: str = "",
    persons: list[Person] | None = None,
    phone: str = "",
    city: str = "",
    region: str = "",
    country: str = "",
    tax_number: str = "",
    currency: str = "",
    terms: tuple[int, TermType] | None = None,
) -> Contact:
    """A customer. Xero refuses a name that another active contact has."""
    if book.active_contact(name) is not None:
        raise invalid(f"The contact name {name} is already assigned to another contact.")
    contact = Contact(
        book.new_id(),
        book.now(),
        name,
        email,
        first_name,
        last_name,
        list(persons or []),
        phone=phone,
        city=city,
        region=region,
        country=country,
        tax_number=tax_number,
        currency=currency,
        terms=terms,
    )
    book.add(contact)
    return contact


def add_invoice(
    book: Book,
    contact: Contact,
    total: int,
    *,
    number: str | None = None,
    issued_on: date | None = None,
    due_on: date | None = None,
    currency: str | None = None,
    status: InvoiceStatus = "AUTHORISED",
    reference: str = "",
    total_tax: int = 0,
    lines: list[Line] | None = None,
    is_bill: bool = False,
    is_sent: bool = False,
    created_by: str | None = None,
) -> Invoice:
    """A sale over `total` hundredths, tax included, issued today unless a day is given."""
    invoice = Invoice(
        book.new_id(),
        book.now(),
        number or f"INV-{len(book.invoices.rows) + 1:04d}",
        contact.id,
        currency or contact.currency or book.organisation.currency,
        total,
        issued_on or book.today(),
        due_on,
        "ACCPAY" if is_bill else "ACCREC",
        status,
        reference,
        is_sent=is_sent,
        total_tax=total_tax,
        created_by=created_by,
        lines=list(lines or []),
    )
    book.add(invoice)
    return invoice


def pay(book: Book, invoice: Invoice, amount: int | None = None, *, paid_on: date | None = None) -> Payment:
    """Money for an open invoice: all that is due, or `amount` hundredths."""
    amount = invoice.amount_due if amount is None else amount
    _check(invoice, amount)
    payment = Payment(book.new_id(), book.now(), invoice.id, amount, paid_on or book.today())
    invoice.payments.append(payment)
    book.add(payment)
    _settle(book, invoice, payment.paid_on)
    return payment


def take_back(book: Book, payment: Payment) -> None:
    """A payment is deleted: a debit came back. The invoice is open again."""
    payment.is_deleted = True
    book.touch(payment)
    invoice = book.invoices.get(payment.invoice)
    invoice.status, invoice.paid_off_on = "AUTHORISED", None
    book.touch(invoice)


def add_credit(
    book: Book,
    contact: Contact,
    total: int,
    kind: CreditKind = "credit_note",
    *,
    dated_on: date | None = None,
    number: str = "",
    currency: str | None = None,
    reference: str = "",
) -> Credit:
    """A credit note, an overpayment or a prepayment of which nothing is used yet."""
    if kind == "credit_note" and not number:
        number = f"CN-{len(book.credits['credit_note'].rows) + 1:04d}"
    money = currency or contact.currency or book.organisation.currency
    day = dated_on or book.today()
    credit = Credit(book.new_id(), book.now(), kind, contact.id, money, total, day, number, reference)
    book.add(credit)
    return credit


def allocate(book: Book, credit: Credit, invoice: Invoice, amount: int | None = None) -> None:
    """Use a credit for an open invoice: as much as both allow, or `amount` hundredths."""
    amount = min(credit.remaining, invoice.amount_due) if amount is None else amount
    _check(invoice, amount)
    if amount > credit.remaining or credit.currency != invoice.currency:
        raise invalid("The amount allocated exceeds what remains of the credit in this currency.")
    used = Allocation(book.new_id(), credit.kind, credit.id, invoice.id, amount, book.today())
    credit.allocations.append(used)
    invoice.allocations.append(used)
    book.touch(credit)
    _settle(book, invoice, used.allocated_on)


def void(book: Book, invoice: Invoice) -> None:
    """An approved invoice without money on it is voided."""
    if invoice.amount_paid or invoice.amount_credited:
        raise invalid("Invoice not of valid status for modification: it has payments or credits.")
    if invoice.status not in _OPEN:
        raise invalid("Invoice not of valid status for modification: only approved ones can be voided.")
    invoice.status = "VOIDED"
    book.touch(invoice)


def delete(book: Book, invoice: Invoice) -> None:
    """A draft is deleted; its row stays readable."""
    if invoice.status not in ("DRAFT", "SUBMITTED"):
        raise invalid("Invoice not of valid status for modification: only drafts can be deleted.")
    invoice.status = "DELETED"
    book.touch(invoice)


def approve(book: Book, invoice: Invoice) -> None:
    invoice.status = "AUTHORISED"
    book.touch(invoice)


def expect(book: Book, invoice: Invoice, expected_on: date | None) -> None:
    """The day on which the customer said he would pay."""
    invoice.expected_on = expected_on
    book.touch(invoice)


def archive(book: Book, contact: Contact) -> None:
    contact.status = "ARCHIVED"
    book.touch(contact)


def erase(book: Book, contact: Contact) -> None:
    """The person asked to be forgotten: GDPRREQUEST."""
    contact.status = "GDPRREQUEST"
    book.touch(contact)


def merge(book: Book, contact: Contact, into: Contact) -> None:
    """One contact takes another's place, with its invoices and credits."""
    for invoice in book.invoices_of(contact.id):
        invoice.contact = into.id
        book.touch(invoice)
    for shelf in book.credits.values():
        for credit in [row for row in shelf.rows.values() if row.contact == contact.id]:
            credit.contact = into.id
            book.touch(credit)
    contact.status, contact.merged_into = "ARCHIVED", into.id
    book.touch(contact)
    book.touch(into)


def rename(book: Book, contact: Contact, *, name: str | None = None, email: str | None = None) -> None:
    contact.name = contact.name if name is None else name
    contact.email = contact.email if email is None else email
    book.touch(contact)


def spoil(book: Book, row: Row, changes: dict[str, Any]) -> None:
    """Replaces fields of the JSON shown, whatever they are; the value "(dropped)" takes one out."""
    row.overrides |= changes
    book.touch(row)


def _check(invoice: Invoice, amount: int) -> None:
    if invoice.status not in _OPEN:
        raise invalid(f"Invoice {invoice.number} is {invoice.status}: nothing can be paid on it.")
    if not 0 < amount <= invoice.amount_due:
        raise invalid("Payment amount exceeds the amount outstanding on this document.")


def _settle(book: Book, invoice: Invoice, on: date) -> None:
    if invoice.amount_due == 0:
        invoice.status, invoice.paid_off_on = "PAID", on
    book.touch(invoice)
