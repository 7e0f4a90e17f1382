"""Exact amounts in minor units (scenarios.md, 17 and 20)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.errors import Refused
from connector.core.money import EXPONENTS, Money, decimal_text, exponent, minor_units, typed_units

AMOUNTS = st.integers(min_value=-(10**15), max_value=10**15)
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", *EXPONENTS])


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3), ("XYZ", 2)],
)
def test_a_currency_has_its_own_decimals(currency: str, digits: int) -> None:
    """ISO 4217."""
    assert exponent(currency) == digits


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1234.5", "EUR", 123_450),
        ("1234.50", "EUR", 123_450),
        ("1234.500", "EUR", 123_450),
        ("0.01", "EUR", 1),
        ("-0.01", "EUR", -1),
        (".5", "EUR", 50),
        ("0", "EUR", 0),
        ("-0", "EUR", 0),
        ("5000", "JPY", 5_000),
        ("5000.0", "JPY", 5_000),
        ("1.234", "KWD", 1_234),
        ("1.2", "KWD", 1_200),
        ("999999999999.99", "EUR", 99_999_999_999_999),
        ("-999999999999", "JPY", -999_999_999_999),
        (Decimal("19.99"), "EUR", 1_999),
    ],
)
def test_decimal_text_is_read_exactly(text: str | Decimal, currency: str, minor: int) -> None:
    assert minor_units(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [("0.001", "EUR"), ("1.5", "JPY"), ("1.2345", "KWD"), (Decimal("0.005"), "EUR")],
)
def test_more_decimals_than_the_currency_knows_are_refused(text: str | Decimal, currency: str) -> None:
    with pytest.raises(Refused, match=f"more decimals than {currency} knows"):
        minor_units(text, currency)


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1,5", "1.234,56", "1 234.50", "12 €", "0x10", "NaN", "sNaN", "Infinity", "-inf", "--1"],
)
def test_what_is_not_a_number_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(Refused, match="write digits and a point"):
        minor_units(text, "EUR")


@pytest.mark.parametrize("text", ["1E999999", "1E+999998", "-1E999999"])
def test_a_number_beyond_all_money_is_refused(text: str) -> None:
    """Bad input is one clear sentence, never a traceback."""
    with pytest.raises(Refused):
        minor_units(text, "EUR")


def test_an_amount_of_any_length_is_exact_or_refused() -> None:
    """Scenario 20: never rounded in silence."""
    text = "1234567890123456789012345678.91"

    try:
        read = minor_units(text, "EUR")
    except Refused:
        return

    assert read == 123456789012345678901234567891


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123_450, "EUR", "1234.50"),
        (5, "EUR", "0.05"),
        (-5, "EUR", "-0.05"),
        (-100, "EUR", "-1.00"),
        (0, "EUR", "0.00"),
        (5_000, "JPY", "5000"),
        (-5_000, "JPY", "-5000"),
        (1_234, "KWD", "1.234"),
        (4, "KWD", "0.004"),
        (99_999_999_999_999, "EUR", "999999999999.99"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(minor: int, currency: str, text: str) -> None:
    """Section 11: decimal text with the currency's decimals."""
    assert decimal_text(minor, currency) == text
    assert str(Money(minor, currency)) == f"{text} {currency}"


@given(AMOUNTS, CURRENCIES)
def test_what_is_written_is_read_again_as_the_same_amount(minor: int, currency: str) -> None:
    assert minor_units(decimal_text(minor, currency), currency) == minor
    assert Money(minor, currency).decimal == Decimal(decimal_text(minor, currency))


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_sums_and_differences_are_exact(one: int, two: int, currency: str) -> None:
    total = Money(one, currency) + Money(two, currency)

    assert total == Money(one + two, currency)
    assert total - Money(two, currency) == Money(one, currency)


def test_two_currencies_are_never_added() -> None:
    """Scenario 17."""
    with pytest.raises(ValueError, match="EUR and USD are never added"):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(ValueError, match="never added"):
        Money(1, "EUR") - Money(1, "JPY")


@pytest.mark.parametrize("currency", ["eur", "EURO", "E1R", "", "€", "EU"])
def test_a_currency_is_three_capitals(currency: str) -> None:
    with pytest.raises(Refused, match="three capitals"):
        Money(1, currency)


@pytest.mark.parametrize("minor", [1.0, "1", True, None])
def test_minor_units_are_whole_numbers(minor: object) -> None:
    """Never a float."""
    with pytest.raises(TypeError, match="whole numbers"):
        Money(minor, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [
        ("1234.56", ".", 1234_56),
        ("1234.56", ",", 1234_56),
        ("1234,56", ",", 1234_56),
        ("1234,56", ".", 1234_56),
        ("1 234,56", ",", 1234_56),
        ("1\N{NARROW NO-BREAK SPACE}234,5", ",", 1234_50),
        ("1'234.50", ".", 1234_50),
        ("1,234.56", ",", 1234_56),
        ("1.234,56", ".", 1234_56),
        ("1,234", ".", 1234_00),
        ("1.234", ",", 1234_00),
        ("1.234.567", ",", 1_234_567_00),
        (" 250 ", ",", 250_00),
        (",5", ",", 50),
        ("12,", ",", 12_00),
    ],
)
def test_what_a_person_typed_is_read_as_he_writes(text: str, mark: str, minor: int) -> None:
    assert typed_units(text, "EUR", mark) == minor


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("", ","),
        (",", ","),
        ("abc", "."),
        ("1,234", ","),
        ("1.234", "."),
        ("1,2,3", "."),
        ("12.34,56", ","),
        ("1.2.3", "."),
        ("1,23,456.00", "."),
        ("1,000", ","),
        ("1,230", ","),
        ("1.000", "."),
        ("1 234,000", ","),
    ],
)
def test_what_could_be_two_amounts_or_none_is_refused(text: str, mark: str) -> None:
    with pytest.raises(Refused, match=r"EUR knows|is not an amount"):
        typed_units(text, "EUR", mark)


@pytest.mark.parametrize(("text", "mark"), [("1,000", ","), ("1.000", ".")])
def test_a_thousand_of_what_has_no_cents_is_never_read_as_one(text: str, mark: str) -> None:
    with pytest.raises(Refused, match="JPY knows"):
        typed_units(text, "JPY", mark)


def test_three_decimals_are_read_where_the_currency_knows_them() -> None:
    assert typed_units("1,234", "KWD", ",") == 1234
