"""What a customer opens: the invoice's PDF, and the page behind its link, where it can be paid."""

import re
from collections.abc import Mapping
from html import escape

from .. import pdf as pdf_file
from ..exchange import Answer, Arrived
from . import entry
from .book import Book
from .errors import ApiError
from .rows import Invoice

_PATH = re.compile(r"/in/(?P<tenant>[0-9a-f-]+)/(?P<invoice>[0-9a-f-]+)(?P<rest>/pay)?")


def pdf(book: Book, invoice: Invoice) -> bytes:
    """One page with what is owed."""
    return pdf_file.one_page(
        [
            f"{'Invoice' if invoice.type == 'ACCREC' else 'Bill'} {invoice.number}",
            f"From: {book.organisation.name}",
            f"To: {book.contacts.rows[invoice.contact].name}",
            f"Total: {_amount(invoice.total, invoice)}",
            f"Open: {_amount(invoice.amount_due, invoice)}",
        ]
    )


def hosted(books: Mapping[str, Book], request: Arrived) -> Answer:
    """The page (GET), or the payment made on it (POST /pay). Nobody signs in."""
    match = _PATH.fullmatch(request.path)
    book = books.get(match["tenant"]) if match else None
    invoice = book.invoices.rows.get(match["invoice"]) if match and book else None
    if match is None or book is None or invoice is None:
        return _html(404, "<h1>Page not found</h1>")
    with book.lock:
        address = f"{request.base_url}{request.path.removesuffix('/pay')}"
        if match["rest"] and request.method == "POST":
            _pay(book, invoice)
            return Answer(303, b"", {"Location": address}, "text/html")
        return _html(200, _page(book, invoice, address))


def _pay(book: Book, invoice: Invoice) -> None:
    try:
        entry.pay(book, invoice)
    except ApiError:
        return


def _page(book: Book, invoice: Invoice, address: str) -> str:
    pay = f'<form method=post action="{escape(address)}/pay"><button>Pay</button></form>'
    name = book.contacts.rows[invoice.contact].name
    left, total = _amount(invoice.amount_due, invoice), _amount(invoice.total, invoice)
    return (
        f"<h1>Invoice {escape(invoice.number)}</h1>"
        f"<p>{escape(book.organisation.name)} to {escape(name)}</p>"
        f"<p>{invoice.status}: {left} of {total}</p>"
        f"{pay if invoice.status == 'AUTHORISED' else ''}"
    )


def _amount(hundredths: int, invoice: Invoice) -> str:
    return f"{hundredths / 100:,.2f} {invoice.currency}"


def _html(status: int, body: str) -> Answer:
    page = f"<!doctype html><html lang=en><meta charset=utf-8><title>Sandbox invoice</title><body>{body}"
    return Answer(status, page.encode(), content_type="text/html; charset=utf-8")
