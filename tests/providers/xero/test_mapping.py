"""Xero's JSON to the core's facts: table by table, no network."""

import json
from datetime import date
from typing import Any

import msgspec
import pytest

from connector.core.invoice import Status
from connector.core.source import SourceCredit, SourceCustomer, SourceInvoice
from providers.xero import mapping
from providers.xero.mapping import Unreadable, credit, customer, debtor, gone, invoice
from providers.xero.places import place
from providers.xero.shapes import ContactJson, CreditJson, InvoiceJson

DAY = 86_400_000
NOVEMBER_1 = 1_793_491_200_000
WHOLE: dict[str, Any] = {
    "Type": "ACCREC",
    "InvoiceID": "i-1",
    "InvoiceNumber": "INV-1",
    "Status": "AUTHORISED",
    "Contact": {"ContactID": "c-1"},
    "CurrencyCode": "EUR",
    "Total": 115.0,
    "AmountDue": 65.0,
    "AmountPaid": 40.0,
    "AmountCredited": 10.0,
    "Date": f"/Date({NOVEMBER_1}+0000)/",
    "DueDate": f"/Date({NOVEMBER_1 + 14 * DAY}+0000)/",
    "ExpectedPaymentDate": f"/Date({NOVEMBER_1 + 20 * DAY}+0000)/",
    "Payments": [{"Date": f"/Date({NOVEMBER_1 + 3 * DAY}+0000)/", "Amount": 40.0}],
}


def _row(**changes: Any) -> InvoiceJson:
    shown = {name: value for name, value in (WHOLE | changes).items() if value != "(dropped)"}
    return msgspec.json.decode(json.dumps(shown), type=InvoiceJson)


def _read(**changes: Any) -> SourceInvoice:
    return invoice(_row(**changes))


def _money(literal: str, currency: str = "EUR") -> int:
    """`literal` as it stands in the JSON."""
    shown = json.dumps(WHOLE | {"CurrencyCode": currency, "AmountDue": "@"}).replace('"@"', literal)
    return invoice(msgspec.json.decode(shown, type=InvoiceJson)).open


def test_an_invoice_with_all_it_has() -> None:
    assert _read() == SourceInvoice(
        source_id="i-1",
        customer_source_id="c-1",
        number="INV-1",
        currency="EUR",
        total=11_500,
        open=6_500,
        status=Status.OPEN,
        issued_on=date(2026, 11, 1),
        due_on=date(2026, 11, 15),
        paid_on=date(2026, 11, 4),
        promised_on=date(2026, 11, 21),
    )


@pytest.mark.parametrize(
    ("literal", "currency", "minor"),
    [
        ("65.0", "EUR", 6_500),
        ("65", "EUR", 6_500),
        ("0.1", "EUR", 10),
        ("1.10", "EUR", 110),
        ("1234567890.12", "EUR", 123_456_789_012),
        ("12345678901234.56", "EUR", 1_234_567_890_123_456),
        ("6.5e1", "EUR", 6_500),
        ('"65.00"', "EUR", 6_500),
        ("1200.00", "JPY", 1_200),
        ("1.25", "KWD", 1_250),
    ],
)
def test_money_is_exact(literal: str, currency: str, minor: int) -> None:
    """17, 20."""
    assert _money(literal, currency) == minor


@pytest.mark.parametrize(
    ("literal", "currency"),
    [
        ("65.005", "EUR"),
        ("0.5", "JPY"),
        ("1e30", "EUR"),
        ("1e999999999", "EUR"),
        ('"NaN"', "EUR"),
        ("null", "EUR"),
    ],
)
def test_money_that_makes_no_sense_costs_the_row(literal: str, currency: str) -> None:
    with pytest.raises(Unreadable, match="AmountDue") as raised:
        _money(literal, currency)

    assert len(str(raised.value)) < 150


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.OPEN),
        ({"Status": "PAID", "AmountDue": 0}, Status.PAID),
        ({"Status": "AUTHORISED", "AmountDue": 0}, Status.PAID),
        ({"Status": "PAID", "AmountDue": 0, "AmountPaid": 0, "AmountCredited": 115}, Status.CREDITED),
        (
            {"Status": "PAID", "AmountDue": 0, "AmountPaid": 0, "AmountCredited": 115, "Prepayments": [{}]},
            Status.PAID,
        ),
        (
            {"Status": "PAID", "AmountDue": 0, "AmountPaid": 0, "AmountCredited": 115, "Overpayments": [{}]},
            Status.PAID,
        ),
        ({"Status": "PAID", "AmountDue": 0, "AmountPaid": 0, "AmountCredited": 0, "Total": 0}, Status.PAID),
        ({"Status": "VOIDED", "AmountDue": 0}, Status.VOID),
    ],
)
def test_a_status_says_whether_it_is_owed_and_why_not(changes: dict[str, Any], status: Status) -> None:
    assert _read(**changes).status is status


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED", "DELETED"])
def test_what_is_not_approved_or_no_longer_there_is_not_owed(status: str) -> None:
    shown = _row(Status=status, CurrencyCode="(dropped)", Total="(dropped)", Contact="(dropped)")

    assert invoice(shown) == gone("i-1")
    assert gone("i-1").status is Status.DELETED


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"Status": "IN_ARBITRATION"}, "status «IN_ARBITRATION» is unknown"),
        ({"Status": None}, "status «None» is unknown"),
        ({"Status": "PAID"}, "called paid, and 65.0 is open"),
        ({"Type": "ACCPAY"}, "type «ACCPAY» is not a sale"),
        ({"Type": "(dropped)"}, "type «None»"),
        ({"CurrencyCode": "euro"}, "«euro» is not a currency"),
        ({"CurrencyCode": "(dropped)"}, "«None» is not a currency"),
        ({"Total": "(dropped)"}, "no Total"),
        ({"Contact": "(dropped)"}, "names no contact"),
        ({"Contact": {}}, "names no contact"),
        ({"DueDate": "soon"}, "«soon» is not one"),
        ({"ExpectedPaymentDate": "/Date(99999999999999999)/"}, "outside the calendar"),
    ],
)
def test_nothing_is_built_on_what_is_not_understood(changes: dict[str, Any], why: str) -> None:
    """40."""
    with pytest.raises(Unreadable, match=why):
        _read(**changes)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"/Date({NOVEMBER_1}+0000)/", date(2026, 11, 1)),
        (f"/Date({NOVEMBER_1})/", date(2026, 11, 1)),
        (f"/Date({NOVEMBER_1}+1300)/", date(2026, 11, 1)),
        (f"/Date({NOVEMBER_1}-0800)/", date(2026, 11, 1)),
        ("/Date(-86400000+0000)/", date(1969, 12, 31)),
        ("/Date(0)/", date(1970, 1, 1)),
        (f"/Date({NOVEMBER_1 + DAY - 1}+0000)/", date(2026, 11, 1)),
    ],
)
def test_a_day_is_that_of_utc_whatever_offset_is_written(text: str, day: date) -> None:
    assert _read(DueDate=text).due_on == day


def test_the_twin_of_a_day_speaks_where_the_day_itself_is_missing() -> None:
    assert _read(DueDate="(dropped)", DueDateString="2026-11-15T00:00:00").due_on == date(2026, 11, 15)
    assert _read(DueDateString="2026-12-31T00:00:00").due_on == date(2026, 11, 15)


def test_what_may_be_missing_is_missing() -> None:
    """9."""
    bare = _read(
        InvoiceNumber="",
        DueDate="(dropped)",
        Date="(dropped)",
        ExpectedPaymentDate="(dropped)",
        Payments="(dropped)",
    )

    assert (bare.number, bare.due_on, bare.issued_on, bare.promised_on) == ("i-1", None, None, None)
    assert bare.paid_on is None


def test_a_day_of_payment_is_no_promise_once_it_is_settled() -> None:
    assert _read(Status="PAID", AmountDue=0).promised_on is None


@pytest.mark.parametrize(
    ("changes", "day"),
    [
        ({"FullyPaidOnDate": f"/Date({NOVEMBER_1 + DAY})/"}, date(2026, 11, 2)),
        ({"Payments": [{"Date": f"/Date({NOVEMBER_1 + n * DAY})/"} for n in (5, 9, 7)]}, date(2026, 11, 10)),
        (
            {
                "Payments": [
                    {"Date": f"/Date({NOVEMBER_1 + 5 * DAY})/", "Status": "AUTHORISED"},
                    {"Date": f"/Date({NOVEMBER_1 + 9 * DAY})/", "Status": "DELETED"},
                ]
            },
            date(2026, 11, 6),
        ),
        ({"Payments": [], "Overpayments": [{"Date": f"/Date({NOVEMBER_1 + 2 * DAY})/"}]}, date(2026, 11, 3)),
        ({"Payments": []}, None),
    ],
)
def test_it_was_paid_on_the_day_of_the_last_money(changes: dict[str, Any], day: date | None) -> None:
    assert _read(**({"Status": "PAID", "AmountDue": 0} | changes)).paid_on == day


def test_what_was_credited_or_voided_was_not_paid() -> None:
    end = {"AmountDue": 0, "FullyPaidOnDate": f"/Date({NOVEMBER_1})/"}

    assert _read(Status="PAID", AmountPaid=0, **end).paid_on is None
    assert _read(Status="VOIDED", **end).paid_on is None


def _contact(**fields: Any) -> ContactJson:
    return msgspec.json.decode(json.dumps({"ContactID": "c-1", "Name": "Acme"} | fields), type=ContactJson)


def test_a_contact_with_all_it_has() -> None:
    shown = _contact(
        EmailAddress=" ap@acme.example ",
        ContactPersons=[
            {"EmailAddress": "Ap@Acme.example", "IncludeInEmails": True},
            {"EmailAddress": "boss@acme.example", "IncludeInEmails": True},
            {"EmailAddress": "other@acme.example", "IncludeInEmails": False},
            {"IncludeInEmails": True},
        ],
        Phones=[
            {"PhoneType": "FAX", "PhoneNumber": "1"},
            {"PhoneType": "MOBILE", "PhoneNumber": "3"},
            {
                "PhoneType": "DEFAULT",
                "PhoneNumber": "5550100",
                "PhoneAreaCode": "02",
                "PhoneCountryCode": "44",
            },
        ],
        Addresses=[
            {"AddressType": "STREET", "Country": "France"},
            {"AddressType": "POBOX", "Country": "United Kingdom", "Region": "Scotland"},
        ],
    )

    assert customer(shown) == SourceCustomer(
        "c-1", "Acme", ("ap@acme.example", "boss@acme.example"), "+44 02 5550100", country="GB", region="SCT"
    )


@pytest.mark.parametrize(("shown", "read"), [(" FR 40 303 265 045 ", "FR 40 303 265 045"), ("", None)])
def test_his_tax_number_is_read_as_it_is_written(shown: str, read: str | None) -> None:
    assert customer(_contact(TaxNumber=shown)).tax_number == read


def test_a_contact_with_nothing_but_an_id() -> None:
    bare = msgspec.json.decode(
        b'{"ContactID":"c-1","Phones":[{"PhoneType":"FAX","PhoneNumber":"9"}]}', type=ContactJson
    )

    assert customer(bare) == SourceCustomer("c-1", "c-1")


def test_a_contact_without_a_name_is_called_by_the_persons() -> None:
    assert customer(_contact(Name=" ", FirstName="Ada", LastName="Byron ")).name == "Ada Byron"


def test_the_street_speaks_where_the_postal_address_names_no_country() -> None:
    shown = _contact(Addresses=[{"AddressType": "STREET", "Country": "Belgique"}, {"AddressType": "POBOX"}])

    assert customer(shown).country == "BE"


def test_of_who_asked_to_be_forgotten_no_address_and_no_phone_is_left() -> None:
    shown = _contact(
        ContactStatus="GDPRREQUEST",
        EmailAddress="jo@rowe.example",
        Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "5"}],
        ContactPersons=[{"EmailAddress": "x@rowe.example", "IncludeInEmails": True}],
    )

    assert customer(shown) == SourceCustomer("c-1", "Acme")


@pytest.mark.parametrize("status", ["ARCHIVED", "ACTIVE", "SOMETHING_NEW", None])
def test_an_archived_contact_is_written_to_like_any_other(status: str | None) -> None:
    shown = _contact(ContactStatus=status, EmailAddress="ap@acme.example")

    assert customer(shown).emails == ("ap@acme.example",)


def test_a_supplier_alone_is_no_debtor() -> None:
    assert debtor(_contact(IsSupplier=True, IsCustomer=False)) is None
    assert debtor(_contact(IsSupplier=True, IsCustomer=True)) is not None
    assert debtor(_contact(IsSupplier=False, IsCustomer=False)) is not None
    assert debtor(_contact()) is not None


@pytest.mark.parametrize(
    ("country", "region", "found"),
    [
        ("France", "", ("FR", None)),
        ("fr", None, ("FR", None)),
        ("Deutschland", "Bayern", ("DE", None)),
        ("UK", "Northern Ireland", ("GB", "NIR")),
        ("Wales", "", ("GB", "WLS")),
        ("USA", "tx", ("US", "TX")),
        ("United States", "Texas", ("US", None)),
        ("Australia", "New  South Wales", ("AU", "NSW")),
        ("New Zealand", "Otago", ("NZ", None)),
        ("Canada", "QC", ("CA", "QC")),
        ("Atlantis", "", None),
        ("", "Scotland", None),
        (None, None, None),
    ],
)
def test_a_country_is_known_by_its_name_or_code_and_some_regions(
    country: str | None, region: str | None, found: tuple[str, str | None] | None
) -> None:
    assert place(country, region) == found


def _credit(**fields: Any) -> SourceCredit | None:
    shown = {
        "CreditNoteID": "n-1",
        "Type": "ACCRECCREDIT",
        "Status": "AUTHORISED",
        "Contact": {"ContactID": "c-1"},
        "CurrencyCode": "EUR",
        "RemainingCredit": 25.5,
        "Date": f"/Date({NOVEMBER_1}+0000)/",
    }
    given = {name: value for name, value in (shown | fields).items() if value != "(dropped)"}
    return credit(msgspec.json.decode(json.dumps(given), type=CreditJson))


STANDING = SourceCredit("n-1", "c-1", "EUR", 2_550, date(2026, 11, 1))
NONE_LEFT = SourceCredit("n-1", "", "EUR", 0)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, STANDING),
        ({"CreditNoteID": "(dropped)", "OverpaymentID": "n-1", "Type": "RECEIVE-OVERPAYMENT"}, STANDING),
        ({"CreditNoteID": "(dropped)", "OverpaymentID": "n-1", "Type": "AROVERPAYMENT"}, STANDING),
        ({"CreditNoteID": "(dropped)", "PrepaymentID": "n-1", "Type": "RECEIVE-PREPAYMENT"}, STANDING),
        ({"Status": "SOMETHING_NEW"}, STANDING),
        ({"RemainingCredit": 0}, NONE_LEFT),
        ({"Status": "PAID"}, NONE_LEFT),
        ({"Status": "VOIDED"}, NONE_LEFT),
        ({"Status": "DELETED"}, NONE_LEFT),
        ({"Status": "DRAFT"}, NONE_LEFT),
        ({"Status": "SUBMITTED"}, NONE_LEFT),
        ({"Type": "ACCPAYCREDIT"}, None),
        ({"Type": "SPEND-PREPAYMENT"}, None),
    ],
)
def test_a_credit_is_what_is_left_of_it(fields: dict[str, Any], found: SourceCredit | None) -> None:
    """14."""
    assert _credit(**fields) == found


def test_a_credit_whose_total_cannot_be_read_is_kept() -> None:
    assert _credit(Total=30.005) == STANDING


@pytest.mark.parametrize(
    "fields",
    [
        {"Type": "NEW_KIND"},
        {"CreditNoteID": "(dropped)"},
        {"CurrencyCode": "(dropped)"},
        {"RemainingCredit": "(dropped)"},
        {"Contact": "(dropped)"},
    ],
)
def test_a_credit_that_makes_no_sense_is_not_guessed(fields: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        _credit(**fields)


def test_a_row_is_named_by_its_number_else_by_its_id() -> None:
    assert mapping.name_of(_row(InvoiceNumber=None)) == "i-1"
    assert mapping.name_of(_row()) == "INV-1"
