"""`/Contacts`: the list and one. Addresses and persons are here and nowhere else."""

from ..exchange import Answer
from .call import Call, Routes
from .lists import Listing, envelope, one_of
from .rows import Contact
from .scopes import CONTACTS_READ
from .where import Fields, Test
from .wire import contact_json, encoded

ROUTES = Routes()
FIELDS: Fields = {
    "ContactID": ("Guid", lambda row: row.id),
    "Name": ("String", lambda row: row.name),
    "EmailAddress": ("String", lambda row: row.email),
    "ContactStatus": ("String", lambda row: row.status),
    "TaxNumber": ("String", lambda row: row.tax_number),
    "UpdatedDateUTC": ("DateTime?", lambda row: row.updated_at),
}


def _tests(call: Call) -> list[Test]:
    tests = one_of("IDs", lambda row: row.id)(call)  # type: ignore[attr-defined]
    if (call.param("includeArchived") or "").lower() != "true" and not tests:
        tests.append(lambda row: row.status != "ARCHIVED")
    sought = (call.param("searchTerm") or "").lower()
    if sought:
        tests.append(lambda row: any(sought in text.lower() for text in (row.name, row.email)))
    return tests


@ROUTES.add("GET", "/Contacts", CONTACTS_READ)
def listed(call: Call) -> Answer:
    """Archived ones only where asked for; persons and balances only in pages that are no summary."""
    book = call.book
    is_paged = call.param("page") is not None or call.param("pageSize") is not None
    is_full = is_paged and (call.param("summaryOnly") or "").lower() != "true"
    params = ("IDs", "includeArchived", "searchTerm")
    listing: Listing[Contact] = Listing("Contacts", "Contact", FIELDS, _tests, params)
    return listing.answer(
        call, book.contacts, lambda row: encoded(row, contact_json(book, row, is_full=is_full))
    )


@ROUTES.add("GET", "/Contacts/{id}", CONTACTS_READ)
def one(call: Call) -> Answer:
    contact = call.book.contact(call.sought)
    return envelope(call.book, "Contacts", [encoded(contact, contact_json(call.book, contact, is_full=True))])
