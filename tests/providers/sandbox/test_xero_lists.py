"""Xero's lists as the official client asks for them: paged, filtered, ordered, since."""

from datetime import timedelta

import pytest
from xero_python.exceptions import BadRequestException

from providers.sandbox import Handle
from providers.sandbox.xero import entry
from tests.providers.sandbox.xero_books import DUE, open_book
from tests.providers.sandbox.xero_sdk import Sdk


def test_paging_reaches_every_invoice_once_in_the_order_of_change(seeded: Handle) -> None:
    sdk = Sdk(seeded)
    pages = [
        sdk.accounting.get_invoices(sdk.tenant, page=number, page_size=7, order="UpdatedDateUTC")
        for number in range(1, 9)
    ]

    rows = [row for page in pages for row in page.invoices]

    assert {row.invoice_id for row in rows} == set(seeded.xero.book.invoices.rows)
    assert [row.updated_date_utc for row in rows] == sorted(row.updated_date_utc for row in rows)
    assert [len(page.invoices) for page in pages] == [7, 7, 7, 7, 7, 7, 6, 0]
    told = pages[0].pagination
    assert (told.page, told.page_size, told.page_count, told.item_count) == (1, 7, 7, 48)


def test_a_page_has_a_hundred_rows_unless_asked_otherwise(sandbox: Handle) -> None:
    customer = entry.add_contact(sandbox.xero.book, "Acme")
    for _ in range(101):
        entry.add_invoice(sandbox.xero.book, customer, 100)
    sdk = Sdk(sandbox)

    assert len(sdk.accounting.get_invoices(sdk.tenant, page=1).invoices) == 100
    assert len(sdk.accounting.get_invoices(sdk.tenant, page=1, page_size=1000).invoices) == 101


@pytest.mark.parametrize("size", [0, 1001])
def test_a_page_of_another_size_is_refused(sandbox: Handle, size: int) -> None:
    sdk = Sdk(sandbox)

    with pytest.raises(BadRequestException):
        sdk.accounting.get_invoices(sdk.tenant, page=1, page_size=size)


def test_without_a_page_everything_comes_at_once_and_without_lines(seeded: Handle) -> None:
    sdk = Sdk(seeded)

    found = sdk.accounting.get_invoices(sdk.tenant)

    assert len(found.invoices) == 48
    assert found.pagination is None
    assert all(row.line_items == [] for row in found.invoices)


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "DELETED", "AUTHORISED", "PAID", "VOIDED"])
def test_the_statuses_asked_for_come_alone(seeded: Handle, status: str) -> None:
    sdk = Sdk(seeded)

    found = sdk.accounting.get_invoices(sdk.tenant, statuses=[status], page=1).invoices

    rows = seeded.xero.book.invoices.rows.values()
    assert {row.invoice_id for row in found} == {row.id for row in rows if row.status == status}
    assert found


def test_several_values_are_joined_by_or_and_parameters_by_and(seeded: Handle) -> None:
    sdk = Sdk(seeded)
    rows = list(seeded.xero.book.invoices.rows.values())
    one, other = rows[0], next(row for row in rows if row.contact != rows[0].contact)

    found = {
        "ids": sdk.accounting.get_invoices(sdk.tenant, i_ds=[one.id, other.id], page=1),
        "numbers": sdk.accounting.get_invoices(
            sdk.tenant, invoice_numbers=[one.number, other.number], page=1
        ),
        "both": sdk.accounting.get_invoices(
            sdk.tenant, i_ds=[one.id, other.id], contact_i_ds=[other.contact], page=1
        ),
    }

    ids = {name: {row.invoice_id for row in answer.invoices} for name, answer in found.items()}
    assert ids == {"ids": {one.id, other.id}, "numbers": {one.id, other.id}, "both": {other.id}}


@pytest.mark.parametrize(
    ("clause", "numbers"),
    [
        ('Type=="ACCREC"', "ABC"),
        ('Type == "ACCREC" AND Status=="AUTHORISED"', "AB"),
        ('Type=="ACCREC"&&AmountDue>0&&Status!="DRAFT"', "AB"),
        ("AmountDue = 60", "A"),
        ("AmountDue>=50.5 AND AmountDue<60.01", "AB"),
        ("Date < DateTime(2026, 11, 01)", "A"),
        ("DueDate>=DateTime(2026,12,1)", "A"),
        ('DueDate < DateTime.Parse("2026-11-02T00:00:00")', "B"),
        ("DueDate == null", "CD"),
        ('Contact.Name == "Acme & Sons"', "ACD"),
        ('Contact.Name.StartsWith("acme")', "ACD"),
        ('Contact.Name.Contains("\\"Best\\"")', "B"),
        ('(InvoiceNumber=="A" OR InvoiceNumber=="B") AND CurrencyCode=="USD"', "B"),
        ('InvoiceNumber=="A" || InvoiceNumber=="B" && CurrencyCode=="EUR"', "A"),
        ("SentToContact == false", "ABCD"),
        ("SentToContact", ""),
        ('Reference.EndsWith("12")', "D"),
    ],
)
def test_a_where_clause_means_what_it_says(sandbox: Handle, clause: str, numbers: str) -> None:
    open_book(sandbox)
    sdk = Sdk(sandbox)

    found = sdk.accounting.get_invoices(sdk.tenant, where=clause, page=1).invoices

    assert "".join(sorted(row.invoice_number for row in found)) == numbers


def test_a_contact_is_named_by_its_guid_in_a_where_clause(sandbox: Handle) -> None:
    open_book(sandbox)
    sdk = Sdk(sandbox)
    contact = sandbox.xero.book.invoice("B").contact

    found = sdk.accounting.get_invoices(sdk.tenant, where=f'Contact.ContactID==guid("{contact}")', page=1)

    assert [row.invoice_number for row in found.invoices] == ["B"]


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("SearchTerm==1", "No property or field 'SearchTerm' exists in type 'Invoice'"),
        ('DueDate > "2026-01-01"', "Operator '>' incompatible with operand types 'DateTime?' and 'String'"),
        ("Status==", "Expression expected"),
        ("(Status==null", "')' expected"),
        ("Status==null Total>1", "Syntax error"),
    ],
)
def test_a_clause_that_cannot_be_read_is_refused_in_xero_s_words(
    sandbox: Handle, clause: str, message: str
) -> None:
    sdk = Sdk(sandbox)

    with pytest.raises(BadRequestException) as refused:
        sdk.accounting.get_invoices(sdk.tenant, where=clause, page=1)

    assert refused.value.error_data == {"ErrorNumber": 16, "Type": "QueryParseException", "Message": message}


@pytest.mark.parametrize(
    ("order", "numbers"),
    [
        ("InvoiceNumber DESC", "DCBA"),
        ("DueDate", "CDBA"),
        ("Status ASC, Total DESC", "ADBC"),
        ("AmountDue", "CBAD"),
    ],
)
def test_the_order_asked_for_is_kept(sandbox: Handle, order: str, numbers: str) -> None:
    open_book(sandbox)
    sdk = Sdk(sandbox)

    found = sdk.accounting.get_invoices(sdk.tenant, order=order, page=1).invoices

    assert "".join(row.invoice_number for row in found) == numbers


def test_what_this_app_made_and_what_is_searched_for_can_be_asked_alone(sandbox: Handle) -> None:
    open_book(sandbox)
    sdk = Sdk(sandbox)

    own = sdk.accounting.get_invoices(sdk.tenant, created_by_my_app=True, page=1).invoices
    sought = sdk.accounting.get_invoices(sdk.tenant, search_term="best", page=1).invoices

    assert [row.invoice_number for row in own] == ["C"]
    assert [row.invoice_number for row in sought] == ["B"]


def test_only_what_changed_since_then_comes_whatever_became_of_it(sandbox: Handle) -> None:
    open_book(sandbox)
    book = sandbox.xero.book
    sandbox.clock.advance(timedelta(minutes=10))
    since = sandbox.clock.now() - timedelta(minutes=5)
    entry.pay(book, book.invoice("A"))
    entry.void(book, book.invoice("B"))
    entry.delete(book, book.invoice("C"))
    sdk = Sdk(sandbox)

    found = sdk.accounting.get_invoices(sdk.tenant, if_modified_since=since, page=1, where='Type=="ACCREC"')

    states = {row.invoice_number: (row.status, row.amount_due) for row in found.invoices}
    assert states == {"A": ("PAID", 0), "B": ("VOIDED", 0), "C": ("DELETED", 0)}


@pytest.mark.parametrize("since", ["2026-11-21T12:00:00", "Sat, 21 Nov 2026 12:00:00 GMT"])
def test_the_moment_is_read_in_either_form_as_utc(sandbox: Handle, since: str) -> None:
    open_book(sandbox)
    sandbox.clock.advance(timedelta(seconds=1))
    entry.expect(sandbox.xero.book, sandbox.xero.book.invoice("B"), DUE)

    found = Sdk(sandbox).get("/Invoices?page=1", **{"If-Modified-Since": since}).json()["Invoices"]

    assert [row["InvoiceNumber"] for row in found] == ["B"]


def test_a_list_kept_for_one_app_is_not_shown_to_another(sandbox: Handle) -> None:
    open_book(sandbox)
    here, there = Sdk(sandbox), Sdk(sandbox, client_id="another")

    own = here.get("/Invoices?createdByMyApp=true&page=1").json()["Invoices"]
    other = there.get("/Invoices?createdByMyApp=true&page=1").json()["Invoices"]

    assert ([row["InvoiceNumber"] for row in own], other) == (["C"], [])


def test_a_list_kept_for_one_moment_is_not_shown_for_another(sandbox: Handle) -> None:
    open_book(sandbox)
    sdk = Sdk(sandbox)

    before = sdk.get("/Invoices?page=1", **{"If-Modified-Since": "2026-11-21T11:59:59"}).json()["Invoices"]
    after = sdk.get("/Invoices?page=1", **{"If-Modified-Since": "2026-11-21T12:00:00"}).json()["Invoices"]

    assert (len(before), after) == (4, [])
