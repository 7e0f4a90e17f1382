"""Contacts as the official client reads them: the only place with addresses."""

from datetime import date
from decimal import Decimal

import pytest
from xero_python.exceptions import NotFoundException

from providers.sandbox import Handle
from providers.sandbox.xero import entry
from providers.sandbox.xero.rows import Person
from tests.providers.sandbox.xero_sdk import Sdk


def _names(sdk: Sdk, **asked: object) -> set[str]:
    return {row.name for row in sdk.accounting.get_contacts(sdk.tenant, **asked).contacts}


def test_a_contact_names_the_persons_who_get_invoices_too(sandbox: Handle) -> None:
    persons = [
        Person("Cam", "Roy", "cam@acme.example"),
        Person("Ash", "Lowe", "ash@acme.example", is_included=False),
    ]
    made = entry.add_contact(
        sandbox.xero.book,
        "Acme",
        "ap@acme.example",
        persons=persons,
        terms=(20, "OFFOLLOWINGMONTH"),
        currency="CHF",
    )
    sdk = Sdk(sandbox)

    row = sdk.accounting.get_contact(sdk.tenant, made.id).contacts[0]

    assert row.email_address == "ap@acme.example"
    assert [(each.email_address, each.include_in_emails) for each in row.contact_persons] == [
        ("cam@acme.example", True),
        ("ash@acme.example", False),
    ]
    assert (row.payment_terms.sales.day, row.payment_terms.sales.type.value) == (20, "OFFOLLOWINGMONTH")
    assert row.default_currency.value == "CHF"


def test_persons_are_in_pages_and_not_in_the_whole_list(sandbox: Handle) -> None:
    entry.add_contact(sandbox.xero.book, "Acme", persons=[Person("Cam", "Roy", "cam@acme.example")])
    sdk = Sdk(sandbox)

    assert sdk.accounting.get_contacts(sdk.tenant).contacts[0].contact_persons is None
    assert len(sdk.accounting.get_contacts(sdk.tenant, page=1).contacts[0].contact_persons) == 1
    assert sdk.accounting.get_contacts(sdk.tenant, page=1, summary_only=True).contacts[0].balances is None


def test_what_a_contact_owes_is_told_with_what_is_late(sandbox: Handle) -> None:
    book = sandbox.xero.book
    made = entry.add_contact(book, "Acme")
    entry.add_invoice(book, made, 10_000, due_on=date(2026, 11, 20))
    entry.add_invoice(book, made, 5_000, due_on=date(2026, 11, 21))
    entry.add_invoice(book, made, 900, status="DRAFT", due_on=date(2026, 1, 1))
    sdk = Sdk(sandbox)

    owed = sdk.accounting.get_contact(sdk.tenant, made.id).contacts[0].balances.accounts_receivable

    assert (owed.outstanding, owed.overdue) == (Decimal(150), Decimal(100))


def test_archived_contacts_come_when_they_are_asked_for(seeded: Handle) -> None:
    sdk = Sdk(seeded)

    assert "Closed & Co" not in _names(sdk, page=1)
    assert "Closed & Co" in _names(sdk, page=1, include_archived=True)


def test_a_merged_contact_names_the_one_that_took_its_place(sandbox: Handle) -> None:
    book = sandbox.xero.book
    old, kept = entry.add_contact(book, "Acme (old)"), entry.add_contact(book, "Acme")
    entry.add_invoice(book, old, 10_000, number="A")
    entry.add_credit(book, old, 500)
    entry.merge(book, old, kept)
    sdk = Sdk(sandbox)

    row = sdk.accounting.get_contact(sdk.tenant, old.id).contacts[0]
    invoice = sdk.accounting.get_invoice(sdk.tenant, "A").invoices[0]

    assert (row.contact_status, row.merged_to_contact_id) == ("ARCHIVED", kept.id)
    assert invoice.contact.contact_id == kept.id
    assert sdk.accounting.get_credit_notes(sdk.tenant).credit_notes[0].contact.contact_id == kept.id


def test_a_person_who_asked_to_be_forgotten_is_marked(seeded: Handle) -> None:
    sdk = Sdk(seeded)

    rows = sdk.accounting.get_contacts(sdk.tenant, where='ContactStatus=="GDPRREQUEST"', page=1).contacts

    assert [row.name for row in rows] == ["Jo Rowe"]


def test_a_new_name_shows_on_the_invoices_as_well(sandbox: Handle) -> None:
    book = sandbox.xero.book
    made = entry.add_contact(book, "Acme")
    entry.add_invoice(book, made, 10_000, number="A")
    sdk = Sdk(sandbox)
    sdk.accounting.get_invoices(sdk.tenant, page=1)

    entry.rename(book, made, name="Acme SAS", email="new@acme.example")

    assert sdk.accounting.get_invoices(sdk.tenant, page=1).invoices[0].contact.name == "Acme SAS"
    assert _names(sdk, search_term="new@") == {"Acme SAS"}


def test_contacts_are_found_by_id_whatever_their_state(sandbox: Handle) -> None:
    book = sandbox.xero.book
    made = entry.add_contact(book, "Acme")
    entry.archive(book, made)
    sdk = Sdk(sandbox)

    assert _names(sdk, i_ds=[made.id]) == {"Acme"}
    with pytest.raises(NotFoundException):
        sdk.accounting.get_contact(sdk.tenant, "00000000-0000-0000-0000-000000000000")
