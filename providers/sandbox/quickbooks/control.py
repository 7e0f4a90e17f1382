"""`/_sandbox/quickbooks`: change the books, the company's state, the limits and the webhooks from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from . import entry, lifecycle
from .book import Book, Closed, CreditMemo, Customer, Invoice, Payment
from .dialect import QuickBooksSandbox
from .errors import missing
from .limits import Limits
from .webhooks import VERIFIER, Form, Order
from .wire import object_json


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CustomerForm(_Form):
    """`email` may hold several addresses with commas; `parent` makes it a job."""

    display_name: str
    email: str | None = None
    currency: str | None = None
    parent: str | None = None
    is_billed_with_parent: bool = False
    company_name: str | None = None
    phone: str | None = None
    country: str | None = None
    region: str | None = None
    term: str | None = None
    notes: str | None = None


class InvoiceForm(_Form):
    """Amounts in the customer's currency; without `due_on` and `term` there is no due date."""

    customer: str
    amount: Decimal
    number: str | None = None
    issued_on: date | None = None
    due_on: date | None = None
    term: str | None = None
    rate: Decimal = Decimal(1)
    tax: Decimal = Decimal(0)
    deposit: Decimal = Decimal(0)
    bill_email: str | None = None
    bill_email_cc: str | None = None
    is_payable_online: bool = False
    private_note: str | None = None
    customer_memo: str | None = None


class PayForm(_Form):
    """Nothing given: all that is open, now. `received` beyond `amount` stays unapplied; `at` is later."""

    amount: Decimal | None = None
    received: Decimal | None = None
    paid_on: date | None = None
    at: datetime | None = None


class UnappliedForm(_Form):
    """Money of a customer that no invoice has used."""

    customer: str
    amount: Decimal
    paid_on: date | None = None


class CreditForm(_Form):
    """A credit memo; `apply_to` names the invoice (number or Id) that uses it at once."""

    customer: str
    amount: Decimal
    number: str | None = None
    apply_to: str | None = None


class ApplyForm(_Form):
    """`invoice` by number or Id; all that fits unless an amount is given."""

    invoice: str
    amount: Decimal | None = None


class ChangeForm(_Form):
    """`set` replaces fields of the JSON shown, by any value; "(dropped)" takes one out."""

    email: str | None = None
    term: str | None = None
    set: dict[str, Any] | None = None


class MergeForm(_Form):
    """`into` keeps everything; `is_silent` leaves the transactions' times as they were."""

    into: str
    is_silent: bool = False


class CompanyForm(_Form):
    """`closed` refuses every call: "no_access" (120), "subscription_ended" (6190), null opens it again."""

    closed: Closed | None = None


class LimitsForm(_Form):
    """As in limits.py; null lifts a limit."""

    per_minute: int | None = 500
    at_once: int | None = 10
    batches_per_minute: int | None = 40
    retry_after: str | None = None


class WebhooksForm(_Form):
    """Where changes are posted; null stops it."""

    address: str | None = None
    verifier_token: str = VERIFIER


class DeliverForm(_Form):
    """As in webhooks.py."""

    form: Form = "cloudevents"
    copies: int = 1
    lost: int = 0
    order: Order = "made"
    per_post: int | None = None
    signed_with: str | None = None


def control(quickbooks: QuickBooksSandbox) -> APIRouter:
    """The routes below `/_sandbox/quickbooks`; `?realm=` picks a company other than the first."""
    router = APIRouter(prefix="/quickbooks")
    _customers(router, quickbooks)
    _invoices(router, quickbooks)
    _money(router, quickbooks)
    _company(router, quickbooks)
    _webhooks(router, quickbooks)
    return router


@contextmanager
def _opened(quickbooks: QuickBooksSandbox, realm: str | None) -> Iterator[Book]:
    company = quickbooks.companies.get(realm or quickbooks.book.realm)
    if company is None:
        raise missing("CompanyInfo", str(realm))
    with company.book.lock:
        yield company.book


def _change(book: Book, row: Customer | Invoice, form: ChangeForm) -> dict[str, Any]:
    if "email" in form.model_fields_set:
        if isinstance(row, Customer):
            entry.change_email(book, row, form.email)
        else:
            entry.change_bill_email(book, row, form.email)
    if "term" in form.model_fields_set:
        entry.set_term(book, row, form.term)
    if form.set is not None:
        entry.spoil(book, row, form.set)
    return object_json(book, row)


def _customers(router: APIRouter, quickbooks: QuickBooksSandbox) -> None:
    @router.post("/customers", status_code=201)
    def add(form: CustomerForm, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            return object_json(book, entry.add_customer(book, **form.model_dump()))

    @router.patch("/customers/{sought}")
    def change(sought: str, form: ChangeForm, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            return _change(book, book.find(Customer, sought), form)

    @router.post("/customers/{sought}/merge")
    def merge(sought: str, form: MergeForm, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            kept = book.find(Customer, form.into)
            lifecycle.merge(book, book.find(Customer, sought), kept, is_silent=form.is_silent)
            return object_json(book, kept)

    @router.delete("/customers/{sought}", status_code=204)
    def delete(sought: str, realm: str | None = None) -> None:
        with _opened(quickbooks, realm) as book:
            lifecycle.deactivate(book, book.find(Customer, sought))


def _invoices(router: APIRouter, quickbooks: QuickBooksSandbox) -> None:
    @router.post("/invoices", status_code=201)
    def add(forms: InvoiceForm | list[InvoiceForm], realm: str | None = None) -> list[dict[str, Any]]:
        every = forms if isinstance(forms, list) else [forms]
        with _opened(quickbooks, realm) as book:
            return [object_json(book, entry.add_invoice(book, **form.model_dump())) for form in every]

    @router.patch("/invoices/{sought}")
    def change(sought: str, form: ChangeForm, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            return _change(book, book.invoice_numbered(sought), form)

    @router.post("/invoices/{sought}/pay")
    def pay(sought: str, form: PayForm | None = None, realm: str | None = None) -> dict[str, Any]:
        form = form or PayForm()
        with _opened(quickbooks, realm) as book:
            invoice = book.invoice_numbered(sought)
            if form.at is None:
                given = form.model_dump(exclude={"at"})
                lifecycle.pay(book, invoice, **given)
            else:
                lifecycle.promise(book, invoice, int(form.at.timestamp()), form.amount)
            return object_json(book, invoice)

    @router.post("/invoices/{sought}/void")
    def void(sought: str, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            invoice = book.invoice_numbered(sought)
            lifecycle.void(book, invoice)
            return object_json(book, invoice)

    @router.delete("/invoices/{sought}", status_code=204)
    def delete(sought: str, realm: str | None = None) -> None:
        with _opened(quickbooks, realm) as book:
            lifecycle.delete(book, book.invoice_numbered(sought))


def _money(router: APIRouter, quickbooks: QuickBooksSandbox) -> None:
    @router.post("/payments", status_code=201)
    def receive(form: UnappliedForm, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            payment = lifecycle.pay_unapplied(book, form.customer, form.amount, paid_on=form.paid_on)
            return object_json(book, payment)

    @router.post("/payments/{sought}/apply")
    def use(sought: str, form: ApplyForm, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            payment = book.find(Payment, sought)
            lifecycle.apply_payment(book, payment, book.invoice_numbered(form.invoice), form.amount)
            return object_json(book, payment)

    @router.post("/payments/{sought}/void")
    def void(sought: str, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            payment = book.find(Payment, sought)
            lifecycle.void(book, payment)
            return object_json(book, payment)

    @router.delete("/payments/{sought}", status_code=204)
    def delete(sought: str, realm: str | None = None) -> None:
        with _opened(quickbooks, realm) as book:
            lifecycle.delete(book, book.find(Payment, sought))

    @router.post("/credit-memos", status_code=201)
    def credit(form: CreditForm, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            memo = entry.add_credit_memo(book, form.customer, form.amount, number=form.number)
            if form.apply_to is not None:
                lifecycle.apply_credit(book, memo, book.invoice_numbered(form.apply_to))
            return object_json(book, memo)

    @router.post("/credit-memos/{sought}/apply")
    def apply(sought: str, form: ApplyForm, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            memo = book.find(CreditMemo, sought)
            lifecycle.apply_credit(book, memo, book.invoice_numbered(form.invoice), form.amount)
            return object_json(book, memo)


def _company(router: APIRouter, quickbooks: QuickBooksSandbox) -> None:
    @router.post("/company")
    def close(form: CompanyForm, realm: str | None = None) -> dict[str, Any]:
        with _opened(quickbooks, realm) as book:
            book.closed = form.closed
            return {"realm": book.realm, "closed": book.closed}

    @router.post("/limits")
    def limit(form: LimitsForm) -> LimitsForm:
        quickbooks.limits = Limits(**form.model_dump())
        return form


def _webhooks(router: APIRouter, quickbooks: QuickBooksSandbox) -> None:
    @router.post("/webhooks")
    def listen(form: WebhooksForm) -> dict[str, Any]:
        quickbooks.webhooks.verifier_token = form.verifier_token
        quickbooks.webhooks.address = form.address
        return {"address": form.address, "pending": len(quickbooks.webhooks.pending)}

    @router.post("/webhooks/deliver")
    def deliver(form: DeliverForm) -> list[dict[str, Any]]:
        made = quickbooks.webhooks.deliver(**form.model_dump())
        return [{"status": each.status, "body": each.body} for each in made]
