"""`/_sandbox/stripe`: change the book and the keys from outside."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import Field

from . import customers, entry, lifecycle, timeline
from .book import Book, Collection, Invoice
from .control_billing import billing, telling
from .dialect import StripeSandbox
from .errors import ApiError
from .forms import Form
from .seed import empty_book


class CustomerForm(Form):
    """`balance` below zero is unused credit; `card` is "ok" or a decline code."""

    id: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    preferred_locales: list[str] = Field(default_factory=list)
    country: str | None = None
    state: str | None = None
    currency: str | None = None
    balance: int = 0
    card: str | None = None


class InvoiceForm(Form):
    """`amount` in minor units; instants are ISO 8601 with an offset."""

    customer: str
    amount: int
    currency: str | None = None
    number: str | None = None
    created: datetime | None = None
    due: datetime | None = None
    collection_method: Collection = "send_invoice"
    credit_notes: int = 0
    next_payment_attempt: datetime | None = None
    is_draft: bool = False


class PaymentForm(Form):
    """Nothing given: all that remains, now."""

    amount: int | None = None
    at: datetime | None = None


class ChangeForm(Form):
    """Fields of the JSON shown, replaced by any value; "(dropped)" takes one out."""

    set: dict[str, Any]


class KeyForm(Form):
    """`deny` names permissions such as customer_read that it lacks, `allow` all that it has; `account` gives
    the key a book of its own; `connected` are accounts it may name in Stripe-Account, made when new.
    """

    key: str
    deny: list[str] = Field(default_factory=list)
    allow: list[str] | None = None
    is_revoked: bool = False
    account: str | None = None
    connected: list[str] = Field(default_factory=list)


class LimitForm(Form):
    """The most requests of one account in one second of the sandbox's clock; null for no end."""

    a_second: int | None = None


def control(stripe: StripeSandbox) -> APIRouter:
    """The routes below `/_sandbox/stripe`; `?account=` picks a book other than the first."""
    router = APIRouter(prefix="/stripe")
    _keys(router, stripe)
    _customers(router, stripe)
    _invoices(router, stripe)

    def opened(account: str | None) -> AbstractContextManager[Book]:
        return _opened(stripe, account)

    billing(router, opened)
    telling(router, opened)
    return router


@contextmanager
def _opened(stripe: StripeSandbox, account: str | None) -> Iterator[Book]:
    book = stripe.book_of_account(account or stripe.book.account)
    if book is None:
        raise ApiError(404, f"No account {account} in this sandbox: POST /_sandbox/stripe/keys makes one.")
    with book.lock:
        timeline.catch_up(book)
        yield book


def _shown(invoice: Invoice) -> dict[str, Any]:
    return {
        "id": invoice.id,
        "number": invoice.number,
        "status": invoice.status,
        "amount_remaining": invoice.amount_remaining,
    }


def _keys(router: APIRouter, stripe: StripeSandbox) -> None:
    @router.post("/keys")
    def set_key(form: KeyForm) -> dict[str, Any]:
        access = stripe.access
        access.denied[form.key] = set(form.deny)
        access.allowed.pop(form.key, None)
        if form.allow is not None:
            access.allowed[form.key] = set(form.allow)
        if form.is_revoked:
            access.revoked.add(form.key)
        if form.account is not None:
            stripe.add_book(_account(stripe, form.account), form.key)
        for account in form.connected:
            stripe.add_book(_account(stripe, account), f"connected {account}")
        access.accounts[form.key] = set(form.connected)
        return {"account": stripe.books.get(form.key, stripe.book).account}

    @router.post("/limit")
    def set_limit(form: LimitForm) -> LimitForm:
        stripe.access.a_second = form.a_second
        return form


def _account(stripe: StripeSandbox, account: str) -> Book:
    return stripe.book_of_account(account) or empty_book(account, stripe.book.clock)


def _customers(router: APIRouter, stripe: StripeSandbox) -> None:
    @router.post("/customers", status_code=201)
    def add(form: CustomerForm, account: str | None = None) -> dict[str, Any]:
        with _opened(stripe, account) as book:
            return {"id": entry.add_customer(book, **form.model_dump()).id}

    @router.patch("/customers/{sought}")
    def spoil(sought: str, form: ChangeForm, account: str | None = None) -> dict[str, Any]:
        with _opened(stripe, account) as book:
            entry.spoil(book.customer(sought), form.set)
            return {"id": sought}

    @router.delete("/customers/{sought}", status_code=204)
    def delete(sought: str, account: str | None = None) -> None:
        with _opened(stripe, account) as book:
            customers.remove(book, book.customer(sought))


def _invoices(router: APIRouter, stripe: StripeSandbox) -> None:
    @router.post("/invoices", status_code=201)
    def add(forms: InvoiceForm | list[InvoiceForm], account: str | None = None) -> list[dict[str, Any]]:
        every = forms if isinstance(forms, list) else [forms]
        with _opened(stripe, account) as book:
            return [_shown(entry.add_invoice(book, **form.model_dump())) for form in every]

    @router.patch("/invoices/{sought}")
    def spoil(sought: str, form: ChangeForm, account: str | None = None) -> dict[str, Any]:
        with _opened(stripe, account) as book:
            entry.spoil(book.invoice(sought), form.set)
            return _shown(book.invoice(sought))

    @router.delete("/invoices/{sought}", status_code=204)
    def delete(sought: str, account: str | None = None) -> None:
        """Gone whatever its status, which the API cannot do."""
        with _opened(stripe, account) as book:
            del book.invoices[book.invoice(sought).id]

    @router.post("/invoices/{sought}/pay")
    def pay(sought: str, form: PaymentForm | None = None, account: str | None = None) -> dict[str, Any]:
        with _opened(stripe, account) as book:
            entry.take_payment(book, book.invoice(sought), **(form or PaymentForm()).model_dump())
            return _shown(book.invoice(sought))

    @router.post("/invoices/{sought}/void")
    def void(sought: str, account: str | None = None) -> dict[str, Any]:
        with _opened(stripe, account) as book:
            lifecycle.void(book, book.invoice(sought))
            return _shown(book.invoice(sought))

    @router.post("/invoices/{sought}/mark_uncollectible")
    def write_off(sought: str, account: str | None = None) -> dict[str, Any]:
        with _opened(stripe, account) as book:
            lifecycle.write_off(book, book.invoice(sought))
            return _shown(book.invoice(sought))
