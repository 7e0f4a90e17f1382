"""What a client may write: created, changed whole or in part, voided, deleted."""

from collections.abc import Callable
from datetime import date
from typing import Any

from . import forms, lifecycle
from .book import Book, CreditMemo, Customer, Invoice, Payment, Term
from .call import Call, Json
from .entry import add_customer, add_term, check_name, due_by
from .errors import invalid, malformed, required, stale, unsupported
from .forms import Fields, Read
from .select import KINDS
from .times import pacific_day
from .wire import deleted_json, object_json


def write(call: Call, entity: str) -> Json:
    """POST `/invoice`: what `operation` says, else a change when the body has an Id, else a new one."""
    return written(call.book, entity, call.json(), _operation(call))


def _operation(call: Call) -> str:
    asked = call.params.get("operation", "")
    return "void" if call.params.get("include") == "void" else asked


def written(book: Book, entity: str, body: Json, operation: str) -> Json:
    """Also one item of a batch."""
    if operation == "delete":
        return _delete(book, entity, body)
    if operation == "void":
        row = _held(book, entity, body)
        if not isinstance(row, Invoice | Payment):
            raise unsupported(f"void {entity}")
        lifecycle.void(book, row)
    elif operation not in ("", "create", "update"):
        raise unsupported(operation)
    elif body.get("Id") and operation != "create":
        row = _held(book, entity, body)
        _CHANGE[entity](book, row, body, body.get("sparse") is True)
    else:
        row = _CREATE[entity](book, body)
    return {entity: object_json(book, row)}


def _held(book: Book, entity: str, body: Json) -> Any:
    """The object as the client last saw it; ApiError 610 when it is gone, 5010 when it has changed."""
    row = book.find(KINDS[entity], str(body.get("Id")))
    if "SyncToken" not in body:
        raise required("SyncToken")
    if str(body["SyncToken"]) != str(row.sync_token):
        raise stale(entity, str(body["SyncToken"]), row.sync_token)
    return row


def _delete(book: Book, entity: str, body: Json) -> Json:
    row = _held(book, entity, body)
    if not isinstance(row, Invoice | Payment | CreditMemo):
        raise unsupported(f"delete {entity}")
    lifecycle.delete(book, row)
    return {entity: deleted_json(row.id)}


def _owner(book: Book, body: Json) -> Customer:
    sought = forms.ref(body.get("CustomerRef"), "CustomerRef")
    if sought is None:
        raise required("CustomerRef")
    owner = book.live_customer(sought)
    asked = forms.currency(body.get("CurrencyRef"), "CurrencyRef")
    if asked not in (None, owner.currency):
        raise invalid(f"{owner.display_name} is billed in {owner.currency}, not in {asked}")
    return owner


def _day_or(usual: date) -> Read:
    return lambda value, element: forms.day(value, element) or usual


def _invoice_fields(book: Book, invoice: Invoice) -> Fields:
    return {
        "DocNumber": ("number", forms.text),
        "TxnDate": ("issued_on", _day_or(invoice.issued_on)),
        "DueDate": ("due_on", forms.day),
        "ExchangeRate": ("rate", forms.rate),
        "PrivateNote": ("private_note", forms.text),
        "CustomerMemo": ("customer_memo", forms.ref),
        "SalesTermRef": ("term", forms.term(book)),
        "BillEmail": ("bill_email", forms.address),
        "BillEmailCc": ("bill_email_cc", forms.address),
        "AllowOnlineCreditCardPayment": ("is_payable_online", forms.truth),
    }


def _new(book: Book, owner: Customer) -> dict[str, Any]:
    """What every new transaction has; it gets its Id when the rest has been read."""
    now = book.now()
    return {"id": "", "created": now, "updated": now, "customer": owner.id, "currency": owner.currency}


def _create_invoice(book: Book, body: Json) -> Invoice:
    """Without a due date, what the term says; without a term, due at once."""
    invoice = Invoice(issued_on=pacific_day(book.now()), **_new(book, _owner(book, body)))
    forms.write(invoice, body, _invoice_fields(book, invoice), is_sparse=True)
    invoice.lines = forms.lines(body.get("Line"), "Line")
    invoice.deposit = forms.amount(body.get("Deposit"), "Deposit")
    if invoice.due_on is None:
        term = None if invoice.term is None else book.find(Term, invoice.term)
        invoice.due_on = invoice.issued_on if term is None else due_by(term, invoice.issued_on)
    invoice.id = book.new_id("transaction")
    return book.put(invoice)


def _change_invoice(book: Book, invoice: Invoice, body: Json, is_sparse: bool) -> None:
    if "Line" in body:
        lifecycle.set_lines(invoice, forms.lines(body["Line"], "Line"))
    forms.write(invoice, body, _invoice_fields(book, invoice), is_sparse=is_sparse)
    book.touch(invoice)


def _customer_fields(book: Book) -> Fields:
    return {
        "CompanyName": ("company_name", forms.text),
        "GivenName": ("given_name", forms.text),
        "FamilyName": ("family_name", forms.text),
        "PrimaryEmailAddr": ("email", forms.address),
        "PrimaryPhone": ("phone", lambda value, element: forms.part(value, element, "FreeFormNumber")),
        "SalesTermRef": ("term", forms.term(book)),
        "Notes": ("notes", forms.text),
        "BillWithParent": ("is_billed_with_parent", forms.truth),
    }


def _create_customer(book: Book, body: Json) -> Customer:
    name = forms.text(body.get("DisplayName"), "DisplayName")
    if name is None:
        raise required("DisplayName")
    currency = forms.currency(body.get("CurrencyRef"), "CurrencyRef")
    parent = forms.ref(body.get("ParentRef"), "ParentRef")
    customer = add_customer(book, name, currency=currency, parent=parent)
    forms.write(customer, body, _customer_fields(book), is_sparse=True)
    return customer


def _change_customer(book: Book, customer: Customer, body: Json, is_sparse: bool) -> None:
    name = forms.text(body.get("DisplayName"), "DisplayName") or customer.display_name
    check_name(book, name, customer.parent, but=customer.id)
    forms.write(customer, body, _customer_fields(book), is_sparse=is_sparse)
    customer.display_name = name
    if body.get("Active") is False and customer.is_active:
        lifecycle.deactivate(book, customer)
    else:
        book.touch(customer)


def _payment_fields(payment: Payment) -> Fields:
    return {
        "PaymentRefNum": ("reference", forms.text),
        "PrivateNote": ("private_note", forms.text),
        "TxnDate": ("paid_on", _day_or(payment.paid_on)),
        "ExchangeRate": ("rate", forms.rate),
    }


def _create_payment(book: Book, body: Json) -> Payment:
    total = forms.amount(body.get("TotalAmt"), "TotalAmt")
    payment = Payment(paid_on=pacific_day(book.now()), total=total, **_new(book, _owner(book, body)))
    forms.write(payment, body, _payment_fields(payment), is_sparse=True)
    payment.id = book.new_id("transaction")
    lifecycle.relink(book, payment, forms.applied(body.get("Line"), "Line"))
    return book.put(payment)


def _change_payment(book: Book, payment: Payment, body: Json, is_sparse: bool) -> None:
    if "Line" in body:
        lifecycle.relink(book, payment, forms.applied(body["Line"], "Line"))
    forms.write(payment, body, _payment_fields(payment), is_sparse=is_sparse)
    book.touch(payment)


def _memo_fields(memo: CreditMemo) -> Fields:
    return {
        "DocNumber": ("number", forms.text),
        "TxnDate": ("issued_on", _day_or(memo.issued_on)),
        "ExchangeRate": ("rate", forms.rate),
        "PrivateNote": ("private_note", forms.text),
        "BillEmail": ("bill_email", forms.address),
    }


def _create_credit_memo(book: Book, body: Json) -> CreditMemo:
    memo = CreditMemo(issued_on=pacific_day(book.now()), **_new(book, _owner(book, body)))
    forms.write(memo, body, _memo_fields(memo), is_sparse=True)
    memo.lines = forms.lines(body.get("Line"), "Line")
    memo.id = book.new_id("transaction")
    return book.put(memo)


def _change_credit_memo(book: Book, memo: CreditMemo, body: Json, is_sparse: bool) -> None:
    if "Line" in body:
        lifecycle.set_lines(memo, forms.lines(body["Line"], "Line"))
    forms.write(memo, body, _memo_fields(memo), is_sparse=is_sparse)
    book.touch(memo)


def _create_term(book: Book, body: Json) -> Term:
    name = forms.text(body.get("Name"), "Name")
    days = body.get("DueDays")
    if name is None or not isinstance(days, int):
        raise required("Name" if name is None else "DueDays")
    return add_term(book, name, days)


def _change_term(book: Book, term: Term, body: Json, is_sparse: bool) -> None:
    days = body.get("DueDays", term.due_days if is_sparse else None)
    if not isinstance(days, int):
        raise malformed("DueDays", "DueDays is a number of days")
    term.due_days = days
    term.name = forms.text(body.get("Name"), "Name") or term.name
    book.touch(term)


_CREATE: dict[str, Callable[[Book, Json], Any]] = {
    "Invoice": _create_invoice,
    "Customer": _create_customer,
    "Payment": _create_payment,
    "CreditMemo": _create_credit_memo,
    "Term": _create_term,
}
_CHANGE: dict[str, Callable[[Book, Any, Json, bool], None]] = {
    "Invoice": _change_invoice,
    "Customer": _change_customer,
    "Payment": _change_payment,
    "CreditMemo": _change_credit_memo,
    "Term": _change_term,
}
