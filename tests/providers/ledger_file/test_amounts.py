"""Amounts: how they are written, what proves a decimal mark, what is refused."""

from pathlib import Path

import pytest

from providers.ledger_file.amounts import decimal_mark
from tests.providers.ledger_file.given import accepted, column, refused


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234.56", 123456),
        ("1234,56", 123456),
        ("1,234.56", 123456),
        ("1.234,56", 123456),
        ("1 234,56 €", 123456),
        ("1\u00a0234,56\u00a0€", 123456),
        ("1\u202f234,56 €", 123456),
        ("1\u2009234\u2009567,80", 123456780),
        ("1'234.50", 123450),
        ("1’234.50", 123450),
        ("12,34,567.00", 123456700),
        ("1.234.567", 123456700),
        ("1,234,567", 123456700),
        ("(120.00)", -12000),
        ("(120,00) €", -12000),
        ("€(120.00)", -12000),
        ("-120,00", -12000),
        ("−120,00", -12000),
        ("120.00-", -12000),
        ("- 120,00 €", -12000),
        ("-€120.00", -12000),
        ("€ -120.00", -12000),
        ("+120,00", 12000),
        ("EUR 120.00", 12000),
        ("120,00 EUR", 12000),
        ("120,00 euros", 12000),
        ("0,5", 50),
        ("0.500", 50),
        ("1234,500", 123450),
        ("120.0000", 12000),
        ("120", 12000),
        ("1 200", 120000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_in_whole_cents(tmp_path: Path, text: str, cents: int) -> None:
    ledger = accepted(tmp_path, column("total", text))

    (amount,) = [one.total for one in ledger.invoices] or [-one.amount for one in ledger.credits]

    assert amount == cents


@pytest.mark.parametrize(
    "text",
    ["abc", "12a", "1,23,4", "1.23.4", "1 23,40", "12..3", "--5", "(-5)", "5)", "1,2345.6", "€5€",
     "5 items", "1/2",
     "1.234 567,8", ".50", "12:30", "NaN", "1e5", "١٢٣", "120.-", "=1+1", "12,34,56.00"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    (problem,) = refused(tmp_path, column("total", text))

    assert (problem.line, str(problem.column)) == (2, "column 4 «total»")
    assert "is not an amount" in problem.message


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("12", None),
        ("1 234", None),
        ("12.5", "."),
        ("12,50", ","),
        ("1,234", "open"),
        ("12.345", "open"),
        ("123.456 €", "open"),
        ("(1,234)", "open"),
        ("1234,567", ","),
        ("0,123", ","),
        ("1 234,567", ","),
        ("1,234,567", "."),
        ("1.234.567", ","),
        ("1,234.5", "."),
        ("1.234,5", ","),
        ("", None),
    ],
)
def test_what_a_single_value_proves(text: str, mark: str | None) -> None:
    assert decimal_mark(text) == mark


@pytest.mark.parametrize("text", ["1,234", "1.234", "12,345", "999.000"])
def test_a_thousand_that_nothing_proves_is_refused_with_the_fix(tmp_path: Path, text: str) -> None:
    (problem,) = refused(tmp_path, column("total", "100", text, text))

    assert (problem.line, str(problem.column)) == (3, "column 4 «total»")
    assert f"«{text}» can be read as {text.replace(',', '').replace('.', '')}" in problem.message
    assert "1234.50" in problem.message


@pytest.mark.parametrize(
    ("proof", "text", "cents"),
    [("0.50", "1,234", 123400), ("0,50", "1.234", 123400), ("7,1", "1.234", 123400)],
)
def test_another_value_of_the_column_proves_a_thousand(
    tmp_path: Path, proof: str, text: str, cents: int
) -> None:
    ledger = accepted(tmp_path, column("total", text, proof))

    assert ledger.invoices[0].total == cents
    assert ledger.facts.decimal_marks == {"total": proof[1]}


def test_a_column_is_not_proven_by_another_column(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, 'number,customer,due_on,total,open\nF1,A,2026-03-31,1234.50,"1,234"\n')

    assert str(problem.column) == "column 5 «open»"


def test_each_column_may_have_its_own_writing(tmp_path: Path) -> None:
    ledger = accepted(tmp_path, 'number,customer,due_on,total,open\nF1,A,2026-03-31,"1.234,50","1,034.50"\n')

    assert (ledger.invoices[0].total, ledger.invoices[0].open) == (123450, 103450)
    assert ledger.facts.decimal_marks == {"total": ",", "open": "."}


def test_two_writings_in_one_column_are_refused_naming_both(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, column("total", "12.50", "12,50"))

    assert "«12.50» on line 2" in problem.message
    assert "«12,50» on line 3" in problem.message


@pytest.mark.parametrize(
    ("currency", "text", "minor"),
    [("JPY", "1200", 1200), ("JPY", "1200.00", 1200), ("KWD", "1.2345670".rstrip("0")[:5], 1234),
     ("KWD", "12,5", 12500), ("EUR", "12.10", 1210)],
)  # fmt: skip
def test_each_currency_has_its_own_decimals(tmp_path: Path, currency: str, text: str, minor: int) -> None:
    proof = "0.5" if currency == "KWD" and "." in text else text
    ledger = accepted(tmp_path, column("total", text, proof), currency=currency)

    assert ledger.invoices[0].total == minor


@pytest.mark.parametrize(("currency", "text"), [("JPY", "12.5"), ("EUR", "0.125"), ("KWD", "0.1234")])
def test_more_decimals_than_the_currency_knows_are_refused(tmp_path: Path, currency: str, text: str) -> None:
    (problem,) = refused(tmp_path, column("total", text), currency=currency)

    assert f"has more decimals than {currency} knows" in problem.message


def test_an_amount_that_no_database_holds_is_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, column("total", "9" * 40))

    assert "too large" in problem.message


@pytest.mark.parametrize(
    ("text", "currency"),
    [("€ 5", "EUR"), ("$5", "USD"), ("5 USD", "USD"), ("£5.00", "GBP"), ("5 kr", "SEK"), ("US$ 5", "USD"),
     ("¥5", "JPY"), ("5 CHF", "CHF"), ("Fr.120", "CHF"), ("5", "SEK")],
)  # fmt: skip
def test_a_sign_or_code_in_the_cell_names_the_currency(tmp_path: Path, text: str, currency: str) -> None:
    own = currency if text in ("$5", "¥5", "5 kr") else "SEK"
    ledger = accepted(tmp_path, column("total", text), currency=own)

    assert ledger.invoices[0].currency == currency


def test_a_sign_that_several_currencies_share_is_refused_where_it_is_none_of_the_organisation(
    tmp_path: Path,
) -> None:
    (problem,) = refused(tmp_path, column("total", "$ 5"))

    assert "add a column «currency»" in problem.message


@pytest.mark.parametrize("text", ["5 USD", "$ 5", "£5"])
def test_a_sign_against_the_currency_of_the_line_is_refused(tmp_path: Path, text: str) -> None:
    (problem,) = refused(
        tmp_path, f"number,customer,due_on,currency,total\nF1,A,2026-03-31,EUR,{text}\n", currency="GBP"
    )

    assert "this line is in EUR" in problem.message


def test_total_and_open_amount_in_two_currencies_are_refused(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, "number,customer,due_on,total,open\nF1,A,2026-03-31,5 USD,5 GBP\n")

    assert str(problem.column) == "column 5 «open»"
