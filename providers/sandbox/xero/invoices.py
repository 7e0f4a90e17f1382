"""`/Invoices`: the list, one with its PDF and link, what may be changed, its mail and its history."""

from datetime import date
from typing import Any

import msgspec

from ..exchange import Answer
from . import entry
from .book import Book
from .call import Call, Routes
from .dates import instant_ms, instant_text, read_day
from .documents import pdf
from .errors import invalid, not_found
from .lists import Listing, envelope, one_of
from .post import send_by_mail
from .rows import Invoice, Note
from .scopes import INVOICES_READ, INVOICES_WRITE
from .where import Fields, Test
from .wire import contact_json, encoded, invoice_json, invoice_row, invoice_summary, money

ROUTES = Routes()
LONGEST_NOTE = 2500


def fields_of(book: Book) -> Fields:
    """What `where` and `order` may name."""
    return {
        "InvoiceID": ("Guid", lambda row: row.id),
        "InvoiceNumber": ("String", lambda row: row.number),
        "Type": ("String", lambda row: row.type),
        "Status": ("String", lambda row: row.status),
        "Reference": ("String", lambda row: row.reference),
        "CurrencyCode": ("String", lambda row: row.currency),
        "Date": ("DateTime?", lambda row: row.issued_on),
        "DueDate": ("DateTime?", lambda row: row.due_on),
        "ExpectedPaymentDate": ("DateTime?", lambda row: row.expected_on),
        "FullyPaidOnDate": ("DateTime?", lambda row: row.paid_off_on),
        "UpdatedDateUTC": ("DateTime?", lambda row: row.updated_at),
        "Total": ("Decimal", lambda row: money(row.total)),
        "AmountDue": ("Decimal", lambda row: money(row.amount_due)),
        "AmountPaid": ("Decimal", lambda row: money(row.amount_paid)),
        "AmountCredited": ("Decimal", lambda row: money(row.amount_credited)),
        "SentToContact": ("Boolean", lambda row: row.is_sent),
        "Contact.ContactID": ("Guid", lambda row: row.contact),
        "Contact.Name": ("String", lambda row: book.contacts.rows[row.contact].name),
        "Contact.EmailAddress": ("String", lambda row: book.contacts.rows[row.contact].email),
    }


_ONE_OF = {
    "IDs": lambda row: row.id,
    "InvoiceNumbers": lambda row: row.number,
    "ContactIDs": lambda row: row.contact,
    "Statuses": lambda row: row.status,
}


def _tests(call: Call) -> list[Test]:
    tests = [test for name, read in _ONE_OF.items() for test in one_of(name, read)(call)]
    if call.param("createdByMyApp") in ("true", "True"):
        tests.append(lambda row: row.created_by == call.app)
    sought = (call.param("searchTerm") or "").lower()
    if sought:
        names = call.book.contacts.rows
        tests.append(
            lambda row: any(
                sought in text.lower() for text in (row.number, row.reference, names[row.contact].name)
            )
        )
    return tests


@ROUTES.add("GET", "/Invoices", INVOICES_READ)
def listed(call: Call) -> Answer:
    book = call.book
    params = (*_ONE_OF, "createdByMyApp", "searchTerm")
    listing: Listing[Invoice] = Listing("Invoices", "Invoice", fields_of(book), _tests, params)
    if (call.param("summaryOnly") or "").lower() == "true":
        return listing.answer(call, book.invoices, lambda row: invoice_summary(book, row))
    if call.param("page") is None and call.param("pageSize") is None:
        return listing.answer(call, book.invoices, lambda row: _without_lines(book, row))
    return listing.answer(call, book.invoices, lambda row: invoice_row(book, row))


def _without_lines(book: Book, invoice: Invoice) -> bytes:
    shown = msgspec.json.decode(invoice_row(book, invoice))
    return msgspec.json.encode({**shown, "LineItems": []})


@ROUTES.add("GET", "/Invoices/{id}", INVOICES_READ)
def one(call: Call) -> Answer:
    """As JSON with the whole contact, or as a PDF where that is asked for."""
    if call.request.headers.get("accept", "").partition(";")[0].strip() == "application/pdf":
        return as_pdf(call)
    return _whole(call, call.book.invoice(call.sought))


@ROUTES.add("GET", "/Invoices/{id}/pdf", INVOICES_READ)
def as_pdf(call: Call) -> Answer:
    return Answer(200, pdf(call.book, call.book.invoice(call.sought)), content_type="application/pdf")


@ROUTES.add("GET", "/Invoices/{id}/OnlineInvoice", INVOICES_READ)
def link(call: Call) -> Answer:
    """The customer's page; a draft or a bill has none."""
    invoice = call.book.invoice(call.sought)
    if invoice.type != "ACCREC" or invoice.status not in ("AUTHORISED", "PAID"):
        raise not_found()
    address = f"{call.request.base_url}/in/{call.book.organisation.id}/{invoice.id}"
    return envelope(call.book, "OnlineInvoices", [msgspec.json.encode({"OnlineInvoiceUrl": address})])


@ROUTES.add("POST", "/Invoices/{id}", INVOICES_WRITE)
def changed(call: Call) -> Answer:
    """ExpectedPaymentDate, DueDate, Reference, SentToContact and Status of one invoice."""
    invoice = call.book.invoice(call.sought)
    given = _only(call.json(), "Invoices")
    _change(call.book, invoice, given)
    _note(call, invoice, "Edited", "Invoice updated through the API")
    return _whole(call, invoice)


@ROUTES.add("POST", "/Invoices/{id}/Email", INVOICES_WRITE)
def mailed(call: Call) -> Answer:
    invoice = call.book.invoice(call.sought)
    people = send_by_mail(call, invoice)
    invoice.is_sent = True
    _note(call, invoice, "Invoice sent", f"This invoice has been sent to {', '.join(people)}")
    return Answer(204, b"")


@ROUTES.add("GET", "/Invoices/{id}/History", INVOICES_READ)
def history(call: Call) -> Answer:
    """Newest first."""
    notes = call.book.invoice(call.sought).history
    return envelope(call.book, "HistoryRecords", [_note_json(note) for note in reversed(notes)])


@ROUTES.add("PUT", "/Invoices/{id}/History", INVOICES_WRITE)
def noted(call: Call) -> Answer:
    invoice = call.book.invoice(call.sought)
    given = call.json().get("HistoryRecords")
    texts = [record.get("Details") for record in given] if isinstance(given, list) else []
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise invalid("Details are required for a history record.", InvoiceID=invoice.id)
    if any(len(text) > LONGEST_NOTE for text in texts):
        raise invalid(f"Details may have at most {LONGEST_NOTE} characters.", InvoiceID=invoice.id)
    for text in texts:
        _note(call, invoice, "Note", text)
    added = [_note_json(note) for note in invoice.history[-len(texts) :]]
    return envelope(call.book, "HistoryRecords", added)


def _whole(call: Call, invoice: Invoice) -> Answer:
    contact = contact_json(call.book, call.book.contacts.rows[invoice.contact], is_full=True)
    contact.pop("Balances")
    return envelope(call.book, "Invoices", [encoded(invoice, invoice_json(call.book, invoice, contact))])


def _only(given: dict[str, Any], name: str) -> dict[str, Any]:
    """The one object posted, bare or as the only one of a list."""
    rows = given.get(name, [given])
    if not isinstance(rows, list) or len(rows) != 1 or not isinstance(rows[0], dict):
        raise invalid(f"One of {name} is expected.")
    return rows[0]


def _change(book: Book, invoice: Invoice, given: dict[str, Any]) -> None:
    if invoice.status in ("VOIDED", "DELETED"):
        raise invalid("Invoice not of valid status for modification", InvoiceID=invoice.id)
    if "ExpectedPaymentDate" in given:
        invoice.expected_on = _day(given["ExpectedPaymentDate"], "ExpectedPaymentDate")
    if "DueDate" in given:
        invoice.due_on = _day(given["DueDate"], "DueDate")
    invoice.reference = str(given.get("Reference", invoice.reference))
    invoice.is_sent = bool(given.get("SentToContact", invoice.is_sent))
    wanted = given.get("Status", invoice.status)
    ways = {"VOIDED": entry.void, "DELETED": entry.delete, "AUTHORISED": entry.approve}
    if wanted != invoice.status:
        if wanted not in ways:
            raise invalid(f"{wanted} cannot be set on this invoice.", InvoiceID=invoice.id)
        ways[wanted](book, invoice)


def _day(given: object, name: str) -> date | None:
    if given in (None, ""):
        return None
    try:
        return read_day(str(given))
    except ValueError:
        raise invalid(f"{name} is no date.") from None


def _note(call: Call, invoice: Invoice, changes: str, details: str) -> None:
    """History changes UpdatedDateUTC as any other change does."""
    invoice.history.append(Note(call.book.now(), changes, details, call.user))
    call.book.touch(invoice)


def _note_json(note: Note) -> bytes:
    return msgspec.json.encode(
        {
            "Changes": note.changes,
            "DateUTCString": instant_text(note.at).removesuffix("Z"),
            "DateUTC": instant_ms(note.at),
            "User": note.user,
            "Details": note.details,
        }
    )
