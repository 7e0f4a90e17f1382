"""`/_sandbox/xero`: change the books from outside. Amounts in hundredths, days as YYYY-MM-DD."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from . import entry
from .book import Book
from .control_ways import ways
from .dialect import XeroSandbox
from .errors import ApiError
from .rows import Contact, Credit, CreditKind, Invoice, InvoiceStatus, Person, TermType


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PersonForm(_Form):
    """Someone else at the customer; gets the invoice mails too if `is_included`."""

    first_name: str = ""
    last_name: str = ""
    email: str
    is_included: bool = True


class ContactForm(_Form):
    """`terms` is a number and its meaning, like [30, "DAYSAFTERBILLDATE"]."""

    name: str
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    persons: list[PersonForm] = Field(default_factory=list)
    phone: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    currency: str = ""
    terms: tuple[int, TermType] | None = None


class InvoiceForm(_Form):
    """`contact` is an id; issued today unless a day is given."""

    contact: str
    total: int
    number: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    currency: str | None = None
    status: InvoiceStatus = "AUTHORISED"
    reference: str = ""
    total_tax: int = 0
    is_bill: bool = False
    is_sent: bool = False
    created_by: str | None = None


class PaymentForm(_Form):
    """Nothing given: all that is due, today."""

    amount: int | None = None
    paid_on: date | None = None


class PromiseForm(_Form):
    """Null takes the promise away."""

    expected_on: date | None


class CreditForm(_Form):
    """A credit note, an overpayment or a prepayment; `contact` is an id."""

    contact: str
    total: int
    kind: CreditKind = "credit_note"
    dated_on: date | None = None
    number: str = ""
    currency: str | None = None
    reference: str = ""


class AllocationForm(_Form):
    """`invoice` by id or number; without an amount as much as both allow."""

    invoice: str
    amount: int | None = None


class RenameForm(_Form):
    name: str | None = None
    email: str | None = None


class ChangeForm(_Form):
    """Fields of the JSON shown, replaced by any value; "(dropped)" takes one out."""

    set: dict[str, Any]


def control(xero: XeroSandbox) -> APIRouter:
    """The routes below `/_sandbox/xero`; `?tenant=` picks an organisation other than the first."""
    router = APIRouter(prefix="/xero")
    _contacts(router, xero)
    _invoices(router, xero)
    _what_happens_to_an_invoice(router, xero)
    _credits(router, xero)
    ways(router, xero)
    return router


@contextmanager
def _opened(xero: XeroSandbox, tenant: str | None) -> Iterator[Book]:
    book = xero.books.get(tenant or xero.book.organisation.id)
    if book is None:
        known = ", ".join(xero.books)
        raise ApiError(404, f"No organisation {tenant} in this sandbox; there are {known}.")
    with book.lock:
        yield book


def _shown(row: Invoice | Contact | Credit) -> dict[str, Any]:
    if isinstance(row, Contact):
        return {"id": row.id, "name": row.name, "status": row.status}
    left = row.amount_due if isinstance(row, Invoice) else row.remaining
    return {"id": row.id, "number": row.number, "status": row.status, "left": left}


def _contacts(router: APIRouter, xero: XeroSandbox) -> None:
    @router.post("/contacts", status_code=201)
    def add(form: ContactForm, tenant: str | None = None) -> dict[str, Any]:
        persons = [Person(**each.model_dump()) for each in form.persons]
        with _opened(xero, tenant) as book:
            return _shown(entry.add_contact(book, **form.model_dump() | {"persons": persons}))

    @router.patch("/contacts/{sought}")
    def spoil(sought: str, form: ChangeForm, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.spoil(book, book.contact(sought), form.set)
            return _shown(book.contact(sought))

    @router.post("/contacts/{sought}/rename")
    def rename(sought: str, form: RenameForm, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.rename(book, book.contact(sought), name=form.name, email=form.email)
            return _shown(book.contact(sought))

    @router.post("/contacts/{sought}/merge/{into}")
    def merge(sought: str, into: str, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.merge(book, book.contact(sought), book.contact(into))
            return _shown(book.contact(sought))

    @router.post("/contacts/{sought}/archive")
    def archive(sought: str, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.archive(book, book.contact(sought))
            return _shown(book.contact(sought))

    @router.post("/contacts/{sought}/erase")
    def erase(sought: str, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.erase(book, book.contact(sought))
            return _shown(book.contact(sought))


def _invoices(router: APIRouter, xero: XeroSandbox) -> None:
    @router.post("/invoices", status_code=201)
    def add(forms: InvoiceForm | list[InvoiceForm], tenant: str | None = None) -> list[dict[str, Any]]:
        every = forms if isinstance(forms, list) else [forms]
        with _opened(xero, tenant) as book:
            return [_shown(_added(book, form)) for form in every]

    @router.patch("/invoices/{sought}")
    def spoil(sought: str, form: ChangeForm, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.spoil(book, book.invoice(sought), form.set)
            return _shown(book.invoice(sought))


def _added(book: Book, form: InvoiceForm) -> Invoice:
    return entry.add_invoice(book, book.contact(form.contact), **form.model_dump(exclude={"contact"}))


def _what_happens_to_an_invoice(router: APIRouter, xero: XeroSandbox) -> None:
    @router.post("/invoices/{sought}/pay")
    def pay(sought: str, form: PaymentForm | None = None, tenant: str | None = None) -> dict[str, Any]:
        given = form or PaymentForm()
        with _opened(xero, tenant) as book:
            payment = entry.pay(book, book.invoice(sought), given.amount, paid_on=given.paid_on)
            return {**_shown(book.invoice(sought)), "payment": payment.id}

    @router.post("/payments/{sought}/take_back")
    def take_back(sought: str, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            payment = book.payments.get(sought)
            entry.take_back(book, payment)
            return _shown(book.invoice(payment.invoice))

    @router.post("/invoices/{sought}/void")
    def void(sought: str, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.void(book, book.invoice(sought))
            return _shown(book.invoice(sought))

    @router.post("/invoices/{sought}/delete")
    def delete(sought: str, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.delete(book, book.invoice(sought))
            return _shown(book.invoice(sought))

    @router.post("/invoices/{sought}/expect")
    def expect(sought: str, form: PromiseForm, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.expect(book, book.invoice(sought), form.expected_on)
            return _shown(book.invoice(sought))


def _credits(router: APIRouter, xero: XeroSandbox) -> None:
    @router.post("/credits", status_code=201)
    def add(form: CreditForm, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            given = form.model_dump(exclude={"contact"})
            return _shown(entry.add_credit(book, book.contact(form.contact), **given))

    @router.post("/credits/{sought}/allocate")
    def allocate(sought: str, form: AllocationForm, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.allocate(book, book.credit(sought), book.invoice(form.invoice), form.amount)
            return _shown(book.credit(sought))

    @router.patch("/credits/{sought}")
    def spoil(sought: str, form: ChangeForm, tenant: str | None = None) -> dict[str, Any]:
        with _opened(xero, tenant) as book:
            entry.spoil(book, book.credit(sought), form.set)
            return _shown(book.credit(sought))
