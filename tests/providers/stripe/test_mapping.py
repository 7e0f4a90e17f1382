"""Stripe's JSON to the core's facts, by tables."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from connector.core.money import decimal_text
from connector.core.source import SourceCustomer
from providers.stripe.mapping import Reader, Unreadable, customers, minor_units
from providers.stripe.shapes import InvoiceJson, Page

PARIS = Reader(ZoneInfo("Europe/Paris"), "eur")
_ROW: dict[str, Any] = {
    "id": "in_1",
    "status": "open",
    "customer": {"id": "cus_1"},
    "currency": "eur",
    "total": 100,
    "amount_due": 100,
    "amount_remaining": 100,
    "collection_method": "send_invoice",
    "created": 1_795_262_400,  # 2026-11-21 12:00 UTC
}


def _row(**changes: Any) -> InvoiceJson:
    return msgspec.convert(_ROW | changes, InvoiceJson)


def _of(**changes: Any) -> SourceCustomer:
    row_changes = {name: changes.pop(name) for name in list(changes) if name.startswith("customer_")}
    return customers([_row(customer={"id": "cus_1", **changes}, **row_changes)])[0]


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (123_456, "EUR", "1234.56"),
        (123_456, "JPY", "123456"),
        (123_450, "KWD", "123.450"),
        (500, "ISK", "5"),
        (500, "UGX", "5"),
        (500, "MGA", "500.00"),
        (1_045, "HUF", "10.45"),
        (999_999_999_999, "USD", "9999999999.99"),
        (0, "ISK", "0"),
        (-500, "ISK", "-5"),
    ],
)
def test_amounts_are_exact_in_every_currency(amount: int, currency: str, shown: str) -> None:
    assert decimal_text(minor_units(amount, currency), currency) == shown


def test_a_fraction_of_a_currency_without_cents_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="ISK"):
        minor_units(550, "ISK")


@pytest.mark.parametrize(
    ("locales", "language"),
    [
        (["fr-FR"], "fr"),
        (["FR_ca"], "fr"),
        (["en", "fr"], "en"),
        (["", "auto", "de"], "de"),
        (["zh-Hant-TW"], "zh"),
        (["x1"], None),
        ([], None),
        (None, None),
    ],
)
def test_the_language_is_the_first_that_is_one(locales: list[str] | None, language: str | None) -> None:
    assert _of(preferred_locales=locales).language == language


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ({"country": "US", "state": "TX"}, ("US", "TX")),
        ({"country": "us", "state": " tx "}, ("US", "TX")),
        ({"country": "US", "state": "Texas"}, ("US", None)),
        ({"country": "DE", "state": "BY"}, ("DE", None)),
        ({"country": "France", "state": None}, (None, None)),
        ({"country": None, "state": "TX"}, (None, None)),
        (None, (None, None)),
    ],
)
def test_country_and_state_are_taken_where_they_are_codes(
    address: dict[str, str | None] | None, place: tuple[str | None, str | None]
) -> None:
    customer = _of(address=address)

    assert (customer.country, customer.region) == place


def test_the_address_on_the_invoice_stands_in_for_a_missing_one() -> None:
    assert _of(address=None, customer_address={"country": "BE"}).country == "BE"


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ({"name": "Acme", "business_name": "Acme Holding"}, "Acme"),
        ({"name": "  ", "business_name": "Acme Holding"}, "Acme Holding"),
        ({"individual_name": "A. Person"}, "A. Person"),
        ({"customer_name": "Acme then"}, "Acme then"),
        ({"email": "ap@acme.example"}, "ap@acme.example"),
        ({}, "cus_1"),
    ],
)
def test_a_customer_always_has_a_name(known: dict[str, str], name: str) -> None:
    assert _of(**known).name == name


@pytest.mark.parametrize(
    ("moments", "issued_on"),
    [
        ({}, date(2026, 11, 21)),
        ({"status_transitions": {"finalized_at": 1_795_348_800}}, date(2026, 11, 22)),
        ({"effective_at": 1_795_176_000}, date(2026, 11, 20)),
        ({"effective_at": 1_795_215_600}, date(2026, 11, 21)),  # 23:00 UTC on the 20th, midnight in Paris
    ],
)
def test_the_issue_date_is_the_effective_one(moments: dict[str, Any], issued_on: date) -> None:
    assert PARIS.single(_row(**moments)).issued_on == issued_on


def test_a_number_not_yet_given_is_the_id() -> None:
    assert PARIS.single(_row(number=None)).number == "in_1"


def test_a_customer_that_was_not_expanded_is_known_by_his_invoice() -> None:
    row = _row(customer="cus_9", customer_name="Acme", customer_email="ap@acme.example")

    assert customers([row]) == [SourceCustomer("cus_9", "Acme", ("ap@acme.example",))]


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ([{"type": "eu_vat", "value": " FR1 "}, {"value": "2"}], "FR1"),
        ([{"value": None}], None),
        (None, None),
    ],
)
def test_the_first_tax_number_of_the_invoice_is_his(shown: Any, read: str | None) -> None:
    assert customers([_row(customer_tax_ids=shown)])[0].tax_number == read


def test_credit_is_counted_once_and_debt_is_no_credit() -> None:
    creditor = {"id": "cus_1", "balance": -500, "currency": "eur"}
    debtor = {"id": "cus_2", "balance": 500, "currency": "eur"}
    rows = [_row(customer=creditor), _row(customer=creditor), _row(customer=debtor)]

    credits, doubts = PARIS.credits(rows)

    assert doubts == []
    assert [(c.customer_source_id, c.amount) for c in credits] == [("cus_1", 500), ("cus_2", 0)]


def test_credit_without_a_currency_is_in_the_accounts() -> None:
    credits, _ = PARIS.credits([_row(customer={"id": "cus_1", "balance": -500}, currency="usd")])

    assert credits[0].currency == "EUR"


def test_a_balance_that_makes_no_sense_costs_an_alarm_and_not_the_invoice() -> None:
    row = _row(customer={"id": "cus_1", "balance": -550, "currency": "isk"})

    batch = PARIS.batch(Page((row,), ()))

    assert (len(batch.invoices), len(batch.credits)) == (1, 0)
    assert "cus_1" in batch.alarms[0]
