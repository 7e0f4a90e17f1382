"""A book's rows as Xero shows them. Field names from XeroAPI/Xero-OpenAPI 16.1, xero_accounting.yaml."""

from datetime import date
from typing import Any

import msgspec

from .book import Book
from .dates import day_ms, day_text, instant_ms, instant_text
from .rows import Contact, Credit, CreditKind, Invoice, Line, Payment, Row

Json = dict[str, Any]
DROPPED = "(dropped)"

_LISTS = ("Payments", "CreditNotes", "Prepayments", "Overpayments")
_CREDITS: dict[CreditKind, tuple[str, str, str]] = {
    "credit_note": ("CreditNotes", "CreditNoteID", "ACCRECCREDIT"),
    "overpayment": ("Overpayments", "OverpaymentID", "RECEIVE-OVERPAYMENT"),
    "prepayment": ("Prepayments", "PrepaymentID", "RECEIVE-PREPAYMENT"),
}


def credit_names(kind: CreditKind) -> tuple[str, str, str]:
    """The list's name, the id's name, and the Type."""
    return _CREDITS[kind]


def money(hundredths: int) -> float:
    """Xero writes numbers with two decimals, whatever the currency."""
    return hundredths / 100


def encoded(row: Row, shown: Json) -> bytes:
    """The row's JSON, with what was spoiled on purpose."""
    changed = {name: value for name, value in (shown | row.overrides).items() if value != DROPPED}
    return msgspec.json.encode(changed)


def invoice_row(book: Book, invoice: Invoice) -> bytes:
    """As in a page of a list, kept until it changes."""
    if "row" not in invoice.shown:
        invoice.shown["row"] = encoded(invoice, invoice_json(book, invoice, _stub(book, invoice.contact)))
    return invoice.shown["row"]


def invoice_summary(book: Book, invoice: Invoice) -> bytes:
    """The light form: no payments, credits or lines."""
    if "summary" not in invoice.shown:
        contact = {"ContactID": invoice.contact, "Name": book.contacts.rows[invoice.contact].name}
        whole = invoice_json(book, invoice, contact)
        light = {name: value for name, value in whole.items() if name not in (*_LISTS, "LineItems")}
        invoice.shown["summary"] = encoded(invoice, light)
    return invoice.shown["summary"]


def invoice_json(book: Book, invoice: Invoice, contact: Json) -> Json:
    """One invoice with the contact as given: a stub in lists, whole on its own."""
    shown: Json = {
        "Type": invoice.type,
        "InvoiceID": invoice.id,
        "InvoiceNumber": invoice.number,
        "Reference": invoice.reference,
        "Payments": [_payment_stub(each) for each in invoice.payments if not each.is_deleted],
        **_applied(book, invoice),
        "AmountDue": money(invoice.amount_due),
        "AmountPaid": money(invoice.amount_paid),
        "AmountCredited": money(invoice.amount_credited),
        "SentToContact": invoice.is_sent,
        "CurrencyRate": 1.0,
        "IsDiscounted": False,
        "HasAttachments": False,
        "HasErrors": False,
        "Contact": contact,
        "Status": invoice.status,
        "LineAmountTypes": "Exclusive",
        "LineItems": [_line(book, invoice, line) for line in _lines(invoice)],
        "SubTotal": money(invoice.total - invoice.total_tax),
        "TotalTax": money(invoice.total_tax),
        "Total": money(invoice.total),
        "CurrencyCode": invoice.currency,
        **_updated(invoice),
    }
    _add_day(shown, "Date", invoice.issued_on, has_twin=True)
    _add_day(shown, "DueDate", invoice.due_on, has_twin=True)
    _add_day(shown, "ExpectedPaymentDate", invoice.expected_on)
    _add_day(shown, "FullyPaidOnDate", invoice.paid_off_on)
    return shown


def contact_json(book: Book, contact: Contact, *, is_full: bool) -> Json:
    """One contact; persons, terms and balances only where Xero shows them: by id and in pages."""
    phones = [
        {"PhoneType": kind, "PhoneNumber": "", "PhoneAreaCode": ""} for kind in ("DDI", "FAX", "MOBILE")
    ]
    shown: Json = {
        "ContactID": contact.id,
        "ContactStatus": contact.status,
        "Name": contact.name,
        "FirstName": contact.first_name,
        "LastName": contact.last_name,
        "EmailAddress": contact.email,
        "BankAccountDetails": "",
        "TaxNumber": contact.tax_number,
        "Addresses": [_address(contact, "STREET"), _address(contact, "POBOX")],
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": contact.phone, "PhoneAreaCode": ""}, *phones],
        "ContactGroups": [],
        "IsSupplier": False,
        "IsCustomer": True,
        "HasAttachments": False,
        "HasValidationErrors": False,
        "UpdatedDateUTC": instant_ms(contact.updated_at),
    }
    if contact.currency:
        shown["DefaultCurrency"] = contact.currency
    return shown | (_more_of(book, contact) if is_full else {})


def credit_json(book: Book, credit: Credit) -> Json:
    _, id_name, type_name = _CREDITS[credit.kind]
    shown: Json = {
        id_name: credit.id,
        "ID": credit.id,
        "Type": type_name,
        "Reference": credit.reference,
        "RemainingCredit": money(credit.remaining),
        "Allocations": [
            _allocation(book, each.invoice, each.amount, each.allocated_on, each.id)
            for each in credit.allocations
        ],
        "Payments": [],
        "HasAttachments": False,
        "CurrencyRate": 1.0,
        "Contact": _stub(book, credit.contact),
        "Status": credit.status,
        "LineAmountTypes": "NoTax",
        "LineItems": [],
        "SubTotal": money(credit.total),
        "TotalTax": 0.0,
        "Total": money(credit.total),
        "CurrencyCode": credit.currency,
        **_updated(credit),
    }
    _add_day(shown, "Date", credit.dated_on, has_twin=True)
    return shown | ({"CreditNoteNumber": credit.number} if credit.kind == "credit_note" else {})


def payment_json(book: Book, payment: Payment) -> Json:
    invoice = book.invoices.rows[payment.invoice]
    return {
        **_payment_stub(payment),
        "BankAmount": money(payment.amount),
        "PaymentType": "ACCRECPAYMENT" if invoice.type == "ACCREC" else "ACCPAYPAYMENT",
        "Status": "DELETED" if payment.is_deleted else "AUTHORISED",
        "IsReconciled": False,
        "Invoice": {
            "Type": invoice.type,
            "InvoiceID": invoice.id,
            "InvoiceNumber": invoice.number,
            **{name: [] for name in _LISTS},
            "Contact": _stub(book, invoice.contact),
            "CurrencyCode": invoice.currency,
            "HasErrors": False,
            "IsDiscounted": False,
        },
        **_updated(payment),
    }


def _more_of(book: Book, contact: Contact) -> Json:
    persons = [
        {
            "FirstName": each.first_name,
            "LastName": each.last_name,
            "EmailAddress": each.email,
            "IncludeInEmails": each.is_included,
        }
        for each in contact.persons
    ]
    shown: Json = {"ContactPersons": persons, "Balances": _balances(book, contact)}
    if contact.terms is not None:
        day, kind = contact.terms
        shown["PaymentTerms"] = {"Sales": {"Day": day, "Type": kind}}
    if contact.merged_into is not None:
        shown["MergedToContactID"] = contact.merged_into
    return shown


def _balances(book: Book, contact: Contact) -> Json:
    today = book.today()
    owed = [
        row for row in book.invoices_of(contact.id) if row.status == "AUTHORISED" and row.type == "ACCREC"
    ]
    late = [row for row in owed if row.due_on is not None and row.due_on < today]
    totals = {"Outstanding": owed, "Overdue": late}
    receivable = {name: money(sum(row.amount_due for row in rows)) for name, rows in totals.items()}
    return {"AccountsReceivable": receivable, "AccountsPayable": {"Outstanding": 0.0, "Overdue": 0.0}}


def _stub(book: Book, contact_id: str) -> Json:
    """What a list shows of a contact: no address of any kind."""
    empty: Json = {name: [] for name in ("Addresses", "Phones", "ContactGroups", "ContactPersons")}
    name = book.contacts.rows[contact_id].name
    return {"ContactID": contact_id, "Name": name, **empty, "HasValidationErrors": False}


def _address(contact: Contact, kind: str) -> Json:
    whole = {"City": contact.city, "Region": contact.region, "PostalCode": "", "Country": contact.country}
    return {"AddressType": kind, **(whole if kind == "STREET" else dict.fromkeys(whole, ""))}


def _payment_stub(payment: Payment) -> Json:
    return {
        "PaymentID": payment.id,
        "Date": day_ms(payment.paid_on),
        "Amount": money(payment.amount),
        "Reference": payment.reference,
        "CurrencyRate": 1.0,
        "HasAccount": False,
        "HasValidationErrors": False,
    }


def _applied(book: Book, invoice: Invoice) -> Json:
    shown: Json = {"CreditNotes": [], "Prepayments": [], "Overpayments": []}
    for each in invoice.allocations:
        name, id_name, _ = _CREDITS[each.kind]
        credit = book.credits[each.kind].rows[each.credit]
        stub = {id_name: credit.id, "ID": credit.id, "AppliedAmount": money(each.amount)}
        if credit.number:
            stub["CreditNoteNumber"] = credit.number
        shown[name].append({**stub, "Date": day_ms(each.allocated_on), "LineItems": [], "HasErrors": False})
    return shown


def _allocation(book: Book, invoice: str, amount: int, on: date, allocation_id: str) -> Json:
    number = book.invoices.rows[invoice].number
    return {
        "AllocationID": allocation_id,
        "Amount": money(amount),
        "Date": day_ms(on),
        "IsDeleted": False,
        "Invoice": {"InvoiceID": invoice, "InvoiceNumber": number, "HasErrors": False, "IsDiscounted": False},
    }


def _lines(invoice: Invoice) -> list[Line]:
    return invoice.lines or [Line("Work done", invoice.total - invoice.total_tax)]


def _line(book: Book, invoice: Invoice, line: Line) -> Json:
    subtotal = invoice.total - invoice.total_tax
    tax = invoice.total_tax * line.amount // subtotal if subtotal else 0
    return {
        "Description": line.description,
        "Quantity": 1.0,
        "UnitAmount": money(line.amount),
        "LineAmount": money(line.amount),
        "TaxAmount": money(tax),
        "AccountCode": "200",
        "Tracking": [],
    }


def _updated(row: Row) -> Json:
    return {
        "UpdatedDateUTC": instant_ms(row.updated_at),
        "UpdatedDateUTCString": instant_text(row.updated_at),
    }


def _add_day(shown: Json, name: str, day: date | None, *, has_twin: bool = False) -> None:
    """A day that is not set is not shown."""
    if day is not None:
        shown[name] = day_ms(day)
        if has_twin:
            shown[f"{name}String"] = day_text(day)
