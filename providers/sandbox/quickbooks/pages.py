"""The page behind `InvoiceLink`, so that the customer of a demo can pay."""

import re
from html import escape

from ..exchange import Answer, Arrived
from . import lifecycle
from .book import Book, Invoice
from .call import Company
from .wire import full_name

_PATH = re.compile(r"/pay/(?P<realm>\w+)/(?P<invoice>\w+)")


def answer(companies: dict[str, Company], request: Arrived) -> Answer:
    """GET shows what is open, POST pays it."""
    match = _PATH.fullmatch(request.path)
    company = companies.get(match["realm"]) if match else None
    invoice = company.book.invoices.rows.get(match["invoice"]) if match and company else None
    if company is None or invoice is None or not invoice.is_payable_online:
        return _html(404, "<h1>Page not found</h1>")
    with company.book.lock:
        lifecycle.settle(company.book)
        if request.method == "POST" and invoice.balance > 0:
            lifecycle.pay(company.book, invoice)
            return Answer(303, b"", {"Location": f"{request.base_url}{request.path}"}, "text/html")
        return _html(200, _page(company.book, invoice))


def _html(status: int, body: str) -> Answer:
    page = f"<!doctype html><meta charset=utf-8><title>Sandbox invoice</title><body>{body}"
    return Answer(status, page.encode(), content_type="text/html; charset=utf-8")


def _page(book: Book, invoice: Invoice) -> str:
    name = escape(full_name(book, book.customers.rows[invoice.customer]))
    left = f"{invoice.balance:,.2f} of {invoice.total:,.2f} {invoice.currency} open"
    pay = "<form method=post><button>Pay</button></form>" if invoice.balance > 0 else ""
    return (
        f"<h1>Invoice {escape(invoice.number or invoice.id)}</h1>"
        f"<p>{escape(book.name)} to {name}</p><p>{left}</p>{pay}"
    )
