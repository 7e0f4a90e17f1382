"""The hosted invoice page and the invoice PDF, so that every link of the stand-in leads somewhere."""

import re
from collections.abc import Sequence
from decimal import Decimal
from html import escape

from .. import pdf
from ..exchange import Answer
from . import collecting, portal, timeline
from .book import Book, Invoice

_PATH = re.compile(r"/i/(?P<account>\w+)/(?P<invoice>\w+)(?P<rest>/pdf|/pay)?")
_DECIMALS = dict.fromkeys(("jpy", "krw", "vnd", "clp", "xof", "xaf"), 0) | dict.fromkeys(
    ("kwd", "bhd", "jod"), 3
)


def answer(books: Sequence[Book], method: str, path: str, body: str) -> Answer:
    """An invoice's page (GET), PDF (GET /pdf) or payment (POST /pay); the portal's page and its card."""
    entered = portal.PATH.fullmatch(path)
    if entered is not None:
        return _portal_answer(books, method, entered, body)
    match = _PATH.fullmatch(path)
    book = next((book for book in books if match and book.account == match["account"]), None)
    invoice = book.invoices.get(match["invoice"]) if match and book else None
    if match is None or book is None or invoice is None or invoice.status == "draft":
        return _html(404, "<h1>Page not found</h1>")
    here = f"{book.base_url}{path.removesuffix('/pay')}"
    with book.lock:
        timeline.catch_up(book)
        if match["rest"] == "/pdf":
            return Answer(200, _pdf(book, invoice), content_type="application/pdf")
        if match["rest"] == "/pay" and method == "POST":
            collecting.pay_on_page(book, invoice)
            return Answer(303, b"", {"Location": here}, "text/html")
        return _html(200, _page(book, invoice, here))


def _portal_answer(books: Sequence[Book], method: str, entered: re.Match[str], body: str) -> Answer:
    for book in books:
        with book.lock:
            timeline.catch_up(book)
            session = portal.session_of(book, entered["secret"])
            if session is not None:
                return portal.answer(book, session, method, entered["rest"] == "/card", body)
    return portal.expired()


def _html(status: int, body: str) -> Answer:
    page = f"<!doctype html><meta charset=utf-8><title>Sandbox invoice</title><body>{body}"
    return Answer(status, page.encode(), content_type="text/html; charset=utf-8")


def _amount(minor: int, currency: str) -> str:
    decimals = _DECIMALS.get(currency, 2)
    return f"{Decimal(minor).scaleb(-decimals):,.{decimals}f} {currency.upper()}"


def _page(book: Book, invoice: Invoice, address: str) -> str:
    left, total = (_amount(minor, invoice.currency) for minor in (invoice.amount_remaining, invoice.total))
    name = escape(str(invoice.frozen.get("customer_name") or ""))
    pay = f'<form method=post action="{escape(address)}/pay"><button>{_verb(book, invoice)}</button></form>'
    return (
        f"<h1>Invoice {escape(invoice.number or '')}</h1><p>{escape(book.name)} to {name}</p>"
        f"<p>{invoice.status}: {left} of {total}</p>{pay if invoice.status == 'open' else ''}"
        f'<p><a href="{escape(address)}/pdf">PDF</a></p>'
    )


def _verb(book: Book, invoice: Invoice) -> str:
    intent = book.intents.get(invoice.intent or "")
    return "Confirm the payment" if intent is not None and intent.status == "requires_action" else "Pay"


def _pdf(book: Book, invoice: Invoice) -> bytes:
    return pdf.one_page(
        [
            f"Invoice {invoice.number}",
            f"From: {book.name}",
            f"To: {invoice.frozen.get('customer_name') or ''}",
            f"Total: {_amount(invoice.total, invoice.currency)}",
            f"Open: {_amount(invoice.amount_remaining, invoice.currency)}",
        ]
    )
