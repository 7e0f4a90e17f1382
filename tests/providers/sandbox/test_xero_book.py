"""What happens in a made-up organisation, over `/_sandbox/xero` and in the same process."""

from datetime import date, timedelta
from typing import Any

import pytest
import requests

from providers.sandbox import Handle, Sandbox
from providers.sandbox.xero import entry
from providers.sandbox.xero.errors import ApiError
from providers.sandbox.xero.seed import GLENMORE
from tests.providers.sandbox.conftest import NOON
from tests.providers.sandbox.xero_sdk import Sdk


def _post(sandbox: Handle, place: str, /, **form: Any) -> Any:
    return requests.post(f"{sandbox.url}/_sandbox/xero{place}", json=form, timeout=10).json()


def _patch(sandbox: Handle, place: str, /, **changes: Any) -> Any:
    address = f"{sandbox.url}/_sandbox/xero{place}"
    return requests.patch(address, json={"set": changes}, timeout=10).json()


def _contact(sandbox: Handle, name: str = "Acme") -> str:
    made: str = _post(sandbox, "/contacts", name=name, email="ap@acme.example")["id"]
    return made


def _invoice(sandbox: Handle, number: str = "A", **form: Any) -> None:
    _post(sandbox, "/invoices", contact=_contact(sandbox), total=10_000, number=number, **form)


def test_the_books_are_the_same_in_every_run() -> None:
    first, second = Sandbox(lambda: NOON), Sandbox(lambda: NOON)

    assert first.xero.book.invoices.rows == second.xero.book.invoices.rows
    assert first.xero.book.contacts.rows == second.xero.book.contacts.rows
    assert first.xero.book.invoices.rows != Sandbox(lambda: NOON, seed=8).xero.book.invoices.rows


def test_the_seeded_books_hold_one_of_everything() -> None:
    for book in Sandbox(lambda: NOON).xero.books.values():
        invoices, contacts = book.invoices.rows.values(), book.contacts.rows.values()

        assert {row.status for row in invoices} == {
            "DRAFT", "SUBMITTED", "DELETED", "AUTHORISED", "PAID", "VOIDED",
        }  # fmt: skip
        assert {row.status for row in contacts} == {"ACTIVE", "ARCHIVED", "GDPRREQUEST"}
        assert all(shelf.rows for shelf in book.credits.values())
        assert any(0 < row.amount_due < row.total for row in invoices)
        assert any(row.expected_on for row in invoices)
        assert any(row.due_on is None for row in invoices)
        assert any(row.merged_into for row in contacts)
        assert all(row.updated_at <= NOON for row in invoices)


def test_the_front_page_names_the_organisations(seeded: Handle) -> None:
    about = requests.get(f"{seeded.url}/_sandbox", timeout=10).json()["xero"]

    assert about["prefix"] == "/xero"
    assert [each["name"] for each in about["organisations"]] == ["Atelier Brindille", "Glenmore Tyres Ltd"]


def test_an_invoice_is_paid_in_part_and_then_wholly(sandbox: Handle) -> None:
    _invoice(sandbox)

    part = _post(sandbox, "/invoices/A/pay", amount=4_000, paid_on="2026-11-20")
    whole = _post(sandbox, "/invoices/A/pay")

    assert (part["status"], part["left"]) == ("AUTHORISED", 6_000)
    assert (whole["status"], whole["left"]) == ("PAID", 0)
    assert sandbox.xero.book.invoice("A").paid_off_on == date(2026, 11, 21)


def test_a_payment_that_is_taken_back_opens_the_invoice_again(sandbox: Handle) -> None:
    _invoice(sandbox)
    payment = _post(sandbox, "/invoices/A/pay")["payment"]

    opened = _post(sandbox, f"/payments/{payment}/take_back")

    row = Sdk(sandbox).get("/Invoices/A").json()["Invoices"][0]
    assert (opened["status"], opened["left"]) == ("AUTHORISED", 10_000)
    assert (row["Payments"], row["AmountPaid"], "FullyPaidOnDate" in row) == ([], 0, False)


@pytest.mark.parametrize("kind", ["credit_note", "overpayment", "prepayment"])
def test_a_credit_is_used_for_an_invoice_and_the_rest_stays(sandbox: Handle, kind: str) -> None:
    _invoice(sandbox)
    contact = sandbox.xero.book.invoice("A").contact
    credit = _post(sandbox, "/credits", contact=contact, total=3_000, kind=kind)["id"]

    used = _post(sandbox, f"/credits/{credit}/allocate", invoice="A", amount=2_500)
    rest = _post(sandbox, f"/credits/{credit}/allocate", invoice="A")

    invoice = sandbox.xero.book.invoice("A")
    assert (used["left"], rest["left"], rest["status"]) == (500, 0, "PAID")
    assert (invoice.amount_credited, invoice.amount_due) == (3_000, 7_000)


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("/invoices/A/pay", {"amount": 10_001}),
        ("/invoices/A/pay", {"amount": 0}),
        ("/invoices/DRAFT/pay", {}),
        ("/invoices/DRAFT/void", {}),
        ("/invoices/A/delete", {}),
        ("/contacts", {"name": "Acme"}),
    ],
)
def test_what_xero_would_refuse_is_refused_with_the_reason(
    sandbox: Handle, place: str, form: dict[str, Any]
) -> None:
    _invoice(sandbox)
    entry.add_invoice(
        sandbox.xero.book, entry.add_contact(sandbox.xero.book, "B"), 100, number="DRAFT", status="DRAFT"
    )

    refused = _post(sandbox, place, **form)

    assert refused["Type"] == "ValidationException"
    assert refused["Elements"][0]["ValidationErrors"][0]["Message"]


def test_more_credit_than_there_is_or_of_another_currency_cannot_be_used(sandbox: Handle) -> None:
    book = sandbox.xero.book
    acme = entry.add_contact(book, "Acme")
    invoice = entry.add_invoice(book, acme, 10_000)
    credit, dollars = entry.add_credit(book, acme, 500), entry.add_credit(book, acme, 500, currency="USD")

    for given, amount in ((credit, 501), (dollars, 500)):
        with pytest.raises(ApiError, match="exceeds"):
            entry.allocate(book, given, invoice, amount)


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("/invoices/A/pay", {"amount": 100}),
        ("/invoices/A/void", {}),
        ("/invoices/A/expect", {"expected_on": "2026-12-09"}),
    ],
)
def test_whatever_happens_moves_the_instant_of_the_last_change(
    sandbox: Handle, place: str, form: dict[str, Any]
) -> None:
    _invoice(sandbox)
    sandbox.clock.advance(timedelta(hours=2))

    _post(sandbox, place, **form)

    assert sandbox.xero.book.invoice("A").updated_at == NOON + timedelta(hours=2)


@pytest.mark.parametrize("verb", ["archive", "erase"])
def test_a_contact_that_ends_moves_as_well(sandbox: Handle, verb: str) -> None:
    contact = _contact(sandbox)
    sandbox.clock.advance(timedelta(hours=2))

    ended = _post(sandbox, f"/contacts/{contact}/{verb}")

    assert ended["status"] == {"archive": "ARCHIVED", "erase": "GDPRREQUEST"}[verb]
    assert sandbox.xero.book.contact(contact).updated_at == NOON + timedelta(hours=2)


def test_contacts_are_renamed_and_merged_from_outside(sandbox: Handle) -> None:
    old, kept = _contact(sandbox, "Old"), _contact(sandbox, "Kept")

    _post(sandbox, f"/contacts/{kept}/rename", email="new@acme.example")
    _post(sandbox, f"/contacts/{old}/merge/{kept}")

    assert sandbox.xero.book.contact(kept).email == "new@acme.example"
    assert sandbox.xero.book.contact(old).merged_into == kept


def test_a_field_can_be_spoiled_or_taken_out(sandbox: Handle) -> None:
    _invoice(sandbox)
    sdk = Sdk(sandbox)
    sdk.get("/Invoices?page=1")

    _patch(sandbox, "/invoices/A", CurrencyCode="XBT", Contact="(dropped)", Date="/Date(1793491200000)/")

    row = sdk.get("/Invoices?page=1").json()["Invoices"][0]
    assert (row["CurrencyCode"], "Contact" in row, row["Date"]) == ("XBT", False, "/Date(1793491200000)/")


def test_contacts_and_credits_are_spoiled_too(sandbox: Handle) -> None:
    contact = _contact(sandbox)
    credit = _post(sandbox, "/credits", contact=contact, total=500)["id"]
    _patch(sandbox, f"/contacts/{contact}", EmailAddress="(dropped)")
    _patch(sandbox, f"/credits/{credit}", RemainingCredit="much")
    sdk = Sdk(sandbox)

    assert "EmailAddress" not in sdk.get("/Contacts?page=1").json()["Contacts"][0]
    assert sdk.get("/CreditNotes").json()["CreditNotes"][0]["RemainingCredit"] == "much"


def test_another_organisation_is_reached_by_its_tenant(sandbox: Handle) -> None:
    _post(sandbox, f"/contacts?tenant={GLENMORE.id}", name="Tay Valley Farms")

    unknown = _post(sandbox, "/contacts?tenant=nobody", name="Lost")

    assert [row.name for row in sandbox.xero.books[GLENMORE.id].contacts.rows.values()] == [
        "Tay Valley Farms"
    ]
    assert GLENMORE.id in unknown["Message"]
    assert sandbox.xero.book.contacts.rows == {}


def test_xero_s_own_reminders_can_be_on(sandbox: Handle) -> None:
    _post(sandbox, "/ways", has_reminders=True)

    assert Sdk(sandbox).get("/InvoiceReminders/Settings").json()["InvoiceReminders"] == [{"Enabled": True}]


def test_pages_of_a_list_that_nobody_changed_are_cut_from_one_ordered_list(seeded: Handle) -> None:
    sdk, shelf = Sdk(seeded), seeded.xero.book.invoices
    for page in range(1, 5):
        sdk.get(f"/Invoices?where=Type%3D%3D%22ACCREC%22&order=UpdatedDateUTC&page={page}&pageSize=10")

    kept = list(shelf.views.values())
    entry.pay(
        seeded.xero.book,
        next(row for row in shelf.rows.values() if row.amount_due > 0 and row.status == "AUTHORISED"),
    )

    assert [len(view) for view in kept] == [47]
    assert shelf.views == {}


def test_starting_over_forgets_consents_keys_and_limits(sandbox: Handle) -> None:
    sdk = Sdk(sandbox)
    sandbox.xero.limits.per_minute = 1

    requests.post(f"{sandbox.url}/_sandbox/reset", json={"seed": 7}, timeout=10)

    assert sdk.get("/Organisation").status_code == 401
    assert (sandbox.xero.oauth.grants, sandbox.xero.limits.per_minute) == ([], 60)
    assert len(sandbox.xero.book.invoices.rows) == 48
