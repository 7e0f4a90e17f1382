"""QuickBooks' JSON to the core's facts, by tables."""

from datetime import date
from typing import Any

import msgspec
import pytest

from connector.core.invoice import Status
from connector.core.money import decimal_text
from connector.core.source import SourceCustomer
from providers.quickbooks.mapping import Billed, Paid, Reader, Unreadable, addresses, customer
from providers.quickbooks.shapes import CreditMemoJson, CustomerJson, EmailJson, InvoiceJson

MONEY, CREDIT = Paid(date(2026, 11, 3), is_money=True), Paid(date(2026, 11, 4), is_money=False)
_ROW: dict[str, Any] = {
    "Id": "101",
    "CustomerRef": {"value": "7", "name": "Acme"},
    "CurrencyRef": {"value": "USD"},
    "TotalAmt": 100,
    "Balance": 100,
}


def _row(**changes: Any) -> InvoiceJson:
    """As it comes off the wire: amounts are numbers in the text."""
    return msgspec.json.decode(msgspec.json.encode(_ROW | changes), type=InvoiceJson)


def _links(*ids: str) -> list[dict[str, str]]:
    return [{"TxnId": sought, "TxnType": "Payment"} for sought in ids]


def _of(**fields: Any) -> SourceCustomer:
    return customer(msgspec.convert({"Id": "7", **fields}, CustomerJson))


@pytest.mark.parametrize(
    ("written", "currency", "shown"),
    [
        ("362.07", "USD", "362.07"),
        ("0.1", "EUR", "0.10"),
        ("4.35", "EUR", "4.35"),
        ("1234567890123.45", "USD", "1234567890123.45"),
        ("1234.0", "JPY", "1234"),
        ("1.25", "KWD", "1.250"),
        ("1e3", "USD", "1000.00"),
    ],
)
def test_amounts_are_exact_in_every_currency(written: str, currency: str, shown: str) -> None:
    text = (
        f'{{"Id":"1","CustomerRef":{{"value":"7"}},"CurrencyRef":{{"value":"{currency}"}},'
        f'"TotalAmt":{written},"Balance":{written}}}'
    )

    read = Reader().invoice(msgspec.json.decode(text, type=InvoiceJson), {})

    assert decimal_text(read.open, currency) == shown


@pytest.mark.parametrize(
    ("fields", "payments", "status", "paid_on"),
    [
        ({"Balance": 100}, {}, Status.OPEN, None),
        ({"Balance": 40, "LinkedTxn": _links("1")}, {"1": MONEY}, Status.OPEN, date(2026, 11, 3)),
        ({"Balance": 40, "LinkedTxn": _links("1")}, {"1": CREDIT}, Status.OPEN, None),
        ({"Balance": 0}, {}, Status.PAID, None),
        ({"Balance": 0, "LinkedTxn": _links("1")}, {"1": MONEY}, Status.PAID, date(2026, 11, 3)),
        ({"Balance": 0, "LinkedTxn": _links("1")}, {"1": CREDIT}, Status.CREDITED, None),
        ({"Balance": 0, "LinkedTxn": _links("1")}, {}, Status.PAID, None),
        ({"Balance": 0, "LinkedTxn": _links("1", "2")}, {"1": CREDIT}, Status.PAID, None),
        (
            {"Balance": 0, "LinkedTxn": _links("1", "2")},
            {"1": CREDIT, "2": MONEY},
            Status.PAID,
            date(2026, 11, 3),
        ),
        ({"Balance": 0, "Deposit": 5, "LinkedTxn": _links("1")}, {"1": CREDIT}, Status.PAID, None),
        ({"Balance": 0, "TotalAmt": 0}, {}, Status.VOID, None),
    ],
)
def test_where_an_invoice_stands_follows_from_its_amounts_and_what_settled_it(
    fields: dict[str, Any], payments: dict[str, Paid], status: Status, paid_on: date | None
) -> None:
    read = Reader().invoice(_row(**fields), payments)

    assert (read.status, read.paid_on) == (status, paid_on)


def test_other_links_than_payments_settle_nothing() -> None:
    row = _row(Balance=0, LinkedTxn=[{"TxnId": "1", "TxnType": "Estimate"}])

    assert Reader().invoice(row, {"1": CREDIT}).status is Status.PAID


@pytest.mark.parametrize("home", [None, "", "euros", "€"])
def test_without_a_currency_nothing_is_made_up(home: str | None) -> None:
    with pytest.raises(Unreadable, match="is not a currency"):
        Reader(home).invoice(_row(CurrencyRef=None), {})


@pytest.mark.parametrize(
    ("amounts", "left"),
    [
        ({"RemainingCredit": 5, "Balance": 7}, 500),
        ({"RemainingCredit": 0, "Balance": 7}, 0),
        ({"Balance": 7}, 700),
        ({}, 0),
    ],
)
def test_what_is_left_of_a_credit_memo(amounts: dict[str, Any], left: int) -> None:
    row = {"Id": "9", "CustomerRef": {"value": "7"}, "CurrencyRef": {"value": "USD"}, **amounts}

    assert Reader().credit_memo(msgspec.convert(row, CreditMemoJson)).amount == left


def test_a_credit_memo_whose_total_cannot_be_read_is_kept() -> None:
    row = {"Id": "1", "CustomerRef": {"value": "3"}, "CurrencyRef": {"value": "EUR"}, "Balance": "5.00"}

    made = Reader().credit_memo(msgspec.convert(row | {"TotalAmt": "9.005"}, CreditMemoJson, strict=False))

    assert (made.amount, made.total) == (500, None)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("ap@acme.example", ("ap@acme.example",)),
        (
            " a@acme.example ,b@acme.example;c@acme.example",
            ("a@acme.example", "b@acme.example", "c@acme.example"),
        ),
        ("a@acme.example, a@acme.example", ("a@acme.example",)),
        ("see notes, a@acme.example,", ("a@acme.example",)),
        ("", ()),
        (None, ()),
    ],
)
def test_a_field_may_hold_several_addresses(written: str | None, found: tuple[str, ...]) -> None:
    assert addresses(EmailJson(written)) == found


def test_only_what_is_owed_lends_its_address() -> None:
    billed = Billed()
    billed.note([_row(BillEmail={"Address": "old@acme.example"}, Balance=0)])
    billed.note([_row(Id="99", BillEmail={"Address": "a@acme.example"})])
    billed.note([_row(Id="100", BillEmail={"Address": "b@acme.example"}), _row(Id="98")])

    assert (billed.of("7"), billed.of("8")) == (("b@acme.example",), ())


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ({"DisplayName": "Acme", "CompanyName": "Acme Holding"}, "Acme"),
        ({"DisplayName": " ", "CompanyName": "Acme Holding"}, "Acme Holding"),
        ({"GivenName": "Ada", "FamilyName": "Lane"}, "Ada Lane"),
        ({"FamilyName": "Lane"}, "Lane"),
        ({}, "7"),
    ],
)
def test_a_customer_always_has_a_name(known: dict[str, str], name: str) -> None:
    assert _of(**known).name == name


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ({"Country": "USA", "CountrySubDivisionCode": "TX"}, ("US", "TX")),
        ({"Country": "U.S.A.", "CountrySubDivisionCode": "tx"}, ("US", "TX")),
        ({"Country": "united states", "CountrySubDivisionCode": "Texas"}, ("US", None)),
        ({"Country": "Canada", "CountrySubDivisionCode": "CA-ON"}, ("CA", "ON")),
        ({"Country": "UK", "CountrySubDivisionCode": "Kent"}, ("GB", None)),
        ({"Country": "fr"}, ("FR", None)),
        ({"Country": "Atlantis", "CountrySubDivisionCode": "TX"}, (None, None)),
        ({"CountrySubDivisionCode": "TX"}, (None, None)),
        (None, (None, None)),
    ],
)
def test_a_country_is_known_by_its_code_or_its_name(
    address: dict[str, str] | None, place: tuple[str | None, str | None]
) -> None:
    read = _of(BillAddr=address)

    assert (read.country, read.region) == place


@pytest.mark.parametrize(("locale", "language"), [("fr_CA", "fr"), ("EN", "en"), ("", None), (None, None)])
def test_a_language_is_known_by_its_locale(locale: str | None, language: str | None) -> None:
    assert _of(Locale=locale).language == language


@pytest.mark.parametrize(("together", "bill_to"), [(True, "3"), (False, None), (None, None)])
def test_the_parent_gets_the_bills_only_where_that_is_said(
    together: bool | None, bill_to: str | None
) -> None:
    said = {} if together is None else {"BillWithParent": together}

    assert _of(ParentRef={"value": "3"}, **said).bill_to == bill_to
