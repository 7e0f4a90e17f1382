"""Money and dates as their readers write them."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.core.money import EXPONENTS, decimal_text
from connector.render.formats import GLUE, day_text, iban_text, locale_tag, money_text

NNBSP, NBSP = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("minor", "currency", "tag", "text"),
    [
        (123456, "EUR", "fr", f"1{NNBSP}234,56{NBSP}€"),
        (123456, "EUR", "en_GB", "€1,234.56"),
        (123456, "GBP", "en_GB", "£1,234.56"),
        (123456, "USD", "en_GB", "US$1,234.56"),
        (123456, "USD", "en_US", "$1,234.56"),
        (123456, "CHF", "en_GB", f"CHF{NBSP}1,234.56"),
        (1234, "JPY", "fr", f"1{NNBSP}234{NBSP}JPY"),
        (1234, "JPY", "en_GB", "JP¥1,234"),
        (1234567, "KWD", "fr", f"1{NNBSP}234,567{NBSP}KWD"),
        (1, "KWD", "en_GB", f"KWD{NBSP}0.001"),
        (0, "EUR", "fr", f"0,00{NBSP}€"),
        (-500, "EUR", "en_GB", "-€5.00"),
        (123456, "EUR", "de", f"1.234,56{NBSP}€"),
        (123456, "EUR", "es", f"1.234,56{NBSP}€"),
        (123456, "USD", "it", f"1.234,56{NBSP}USD"),
        (123456, "EUR", "nl", f"€{NBSP}1.234,56"),
        (99999999999999, "EUR", "fr", f"999{NNBSP}999{NNBSP}999{NNBSP}999,99{NBSP}€"),
        (12345, "ALL", "en_GB", f"ALL{NBSP}123.45"),
        (12345, "XTS", "en_GB", f"XTS{NBSP}123.45"),
    ],
)
def test_an_amount(minor: int, currency: str, tag: str, text: str) -> None:
    assert money_text(minor, currency, tag) == text


@given(
    st.integers(0, 10**15),
    st.sampled_from([*EXPONENTS, "EUR", "USD", "GBP", "ALL", "IRR", "LAK", "HUF", "RSD"]),
    st.sampled_from(["fr", "en_GB", "en_US", "de", "es", "it", "nl"]),
)
def test_no_amount_is_ever_rounded(minor: int, currency: str, tag: str) -> None:
    figures = re.sub(r"[^\d,.]", "", money_text(minor, currency, tag)).strip(".")
    plain = figures.replace(",", "") if tag[:2] == "en" else figures.replace(".", "").replace(",", ".")

    assert Decimal(plain) == Decimal(decimal_text(minor, currency))


@pytest.mark.parametrize(
    ("day", "tag", "text"),
    [
        (date(2026, 12, 5), "fr", "5 décembre 2026"),
        (date(2026, 12, 1), "fr", "1er décembre 2026"),
        (date(2026, 12, 11), "fr", "11 décembre 2026"),
        (date(2026, 12, 5), "en_GB", "5 December 2026"),
        (date(2026, 12, 1), "en_GB", "1 December 2026"),
        (date(2026, 12, 5), "en_US", "December 5, 2026"),
        (date(2026, 12, 1), "de", "1. Dezember 2026"),
        (date(2026, 12, 1), "es", "1 de diciembre de 2026"),
        (date(2026, 12, 1), "it", "1º dicembre 2026"),
        (date(2026, 12, 11), "it", "11 dicembre 2026"),
        (date(2026, 12, 1), "nl", "1 december 2026"),
    ],
)
def test_a_day(day: date, tag: str, text: str) -> None:
    assert day_text(day, tag).replace(GLUE, " ") == text


@pytest.mark.parametrize(
    ("language", "asked", "tag"),
    [
        ("fr", "fr", "fr"),
        ("fr", "fr-CA", "fr"),
        ("en", "en", "en_GB"),
        ("en", "en-US", "en_US"),
        ("en", "en_us", "en_US"),
        ("en", "en-AU", "en_GB"),
        ("en", "pt", "en_GB"),
        ("de", "de-AT", "de"),
        ("zxx", "zxx", "en_GB"),
    ],
)
def test_the_locale_follows_the_folder(language: str, asked: str, tag: str) -> None:
    assert locale_tag(language, asked) == tag


def test_an_iban_is_grouped_in_fours_and_kept_whole() -> None:
    assert iban_text("gb29 nwbk 6016 1331 9268 19") == GLUE.join(
        ["GB29", "NWBK", "6016", "1331", "9268", "19"]
    )


def test_every_day_of_a_year_keeps_its_day_and_year() -> None:
    for at in range(366):
        day = date(2028, 1, 1) + timedelta(days=at)

        words = day_text(day, "fr").split(GLUE)

        assert (words[0].removesuffix("er"), words[-1]) == (str(day.day), "2028")
