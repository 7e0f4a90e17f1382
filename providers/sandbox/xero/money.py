"""`/CreditNotes`, `/Overpayments`, `/Prepayments` and `/Payments`: money that came in, used or not."""

from ..exchange import Answer
from .book import Book
from .call import Call, Routes
from .errors import not_found
from .lists import Listing, envelope
from .rows import Credit, CreditKind, Payment
from .scopes import INVOICES_READ, PAYMENTS_READ
from .where import Fields
from .wire import credit_json, credit_names, encoded, payment_json
from .wire import money as amount

ROUTES = Routes()


def _credit_fields(book: Book, kind: CreditKind) -> Fields:
    _, id_name, type_name = credit_names(kind)
    return {
        id_name: ("Guid", lambda row: row.id),
        "CreditNoteNumber": ("String", lambda row: row.number),
        "Type": ("String", lambda _: type_name),
        "Status": ("String", lambda row: row.status),
        "Reference": ("String", lambda row: row.reference),
        "CurrencyCode": ("String", lambda row: row.currency),
        "Date": ("DateTime?", lambda row: row.dated_on),
        "UpdatedDateUTC": ("DateTime?", lambda row: row.updated_at),
        "Total": ("Decimal", lambda row: amount(row.total)),
        "RemainingCredit": ("Decimal", lambda row: amount(row.remaining)),
        "Contact.ContactID": ("Guid", lambda row: row.contact),
        "Contact.Name": ("String", lambda row: book.contacts.rows[row.contact].name),
    }


def _payment_fields() -> Fields:
    return {
        "PaymentID": ("Guid", lambda row: row.id),
        "PaymentType": ("String", lambda _: "ACCRECPAYMENT"),
        "Status": ("String", lambda row: "DELETED" if row.is_deleted else "AUTHORISED"),
        "Reference": ("String", lambda row: row.reference),
        "Date": ("DateTime?", lambda row: row.paid_on),
        "UpdatedDateUTC": ("DateTime?", lambda row: row.updated_at),
        "Amount": ("Decimal", lambda row: amount(row.amount)),
        "Invoice.InvoiceID": ("Guid", lambda row: row.invoice),
    }


def _serve(kind: CreditKind, scopes: str) -> None:
    name = credit_names(kind)[0]

    @ROUTES.add("GET", f"/{name}", scopes)
    def listed(call: Call) -> Answer:
        book = call.book
        listing: Listing[Credit] = Listing(name, name.removesuffix("s"), _credit_fields(book, kind))
        return listing.answer(call, book.credits[kind], lambda row: encoded(row, credit_json(book, row)))

    @ROUTES.add("GET", f"/{name}/{{id}}", scopes)
    def one(call: Call) -> Answer:
        credit = call.book.credit(call.sought)
        if credit.kind != kind:
            raise not_found()
        return envelope(call.book, name, [encoded(credit, credit_json(call.book, credit))])


_serve("credit_note", INVOICES_READ)
_serve("overpayment", PAYMENTS_READ)
_serve("prepayment", PAYMENTS_READ)


@ROUTES.add("GET", "/Payments", PAYMENTS_READ)
def payments(call: Call) -> Answer:
    book = call.book
    listing: Listing[Payment] = Listing("Payments", "Payment", _payment_fields())
    return listing.answer(call, book.payments, lambda row: encoded(row, payment_json(book, row)))


@ROUTES.add("GET", "/Payments/{id}", PAYMENTS_READ)
def payment(call: Call) -> Answer:
    found = call.book.payments.get(call.sought.lower())
    return envelope(call.book, "Payments", [encoded(found, payment_json(call.book, found))])
