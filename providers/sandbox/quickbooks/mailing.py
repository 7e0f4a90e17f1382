"""What QuickBooks itself gives a customer: the invoice by e-mail, and as a PDF."""

import re

from ..exchange import Answer
from ..pdf import one_page
from . import lifecycle
from .book import Book, Invoice
from .call import Call, Json
from .errors import ApiError, broken, invalid
from .wire import full_name, object_json

_ADDRESS = re.compile(r"[^@\s,]+@[^@\s,]+")


def send(call: Call, sought: str) -> Json:
    """To `sendTo`, which becomes the invoice's address, else to its own; mailed before it is marked."""
    invoice = call.book.find(Invoice, sought)
    address = call.params.get("sendTo") or invoice.bill_email
    if address is None:
        raise invalid("an invoice needs an e-mail address to be sent", element="BillEmail")
    if not all(_ADDRESS.fullmatch(part.strip()) for part in address.split(",")):
        detail = f"Email Address does not conform to the syntax rules of RFC 822. : {address}"
        raise ApiError("2210", "Invalid email address", detail, element="BillEmail")
    if call.mail is not None:
        try:
            call.mail(address, *_message(call.book, invoice))
        except OSError:
            raise broken() from None
    lifecycle.mark_sent(call.book, invoice, address)
    return {"Invoice": object_json(call.book, invoice)}


def _message(book: Book, invoice: Invoice) -> tuple[str, str]:
    number = invoice.number or invoice.id
    text = f"{book.name} sends you invoice {number}.\n\n" + "\n".join(_told(book, invoice)) + "\n"
    return f"Invoice {number} from {book.name}", text


def _told(book: Book, invoice: Invoice) -> list[str]:
    due = [] if invoice.due_on is None else [f"Due: {invoice.due_on.isoformat()}"]
    return [
        f"From: {book.name}",
        f"To: {full_name(book, book.customers.rows[invoice.customer])}",
        f"Total: {invoice.total:,.2f} {invoice.currency}",
        f"Open: {invoice.balance:,.2f} {invoice.currency}",
        *due,
    ]


def pdf(call: Call, sought: str) -> Answer:
    """`/invoice/145/pdf`"""
    invoice = call.book.find(Invoice, sought)
    page = one_page([f"Invoice {invoice.number or invoice.id}", *_told(call.book, invoice)])
    return Answer(200, page, content_type="application/pdf")
