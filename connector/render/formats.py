"""Money, dates and account numbers as a reader of one language writes them."""

from copy import copy
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import NumberPattern, get_currency_symbol

from connector.core.money import Money, exponent

#: Stands for a space at which a line is never broken; it becomes a plain space when all is laid out.
GLUE = "\ue000"
NBSP = "\N{NO-BREAK SPACE}"

DEFAULT_TAG = "en_GB"
_FIRST_OF_A_MONTH = {"fr": "1er", "it": "1º"}


@lru_cache(maxsize=256)
def locale_tag(language: str, asked: str) -> str:
    """The locale for templates in `language` when the customer's own tag is `asked`.

    English is written the British way unless the customer's tag is en-US; a language that
    the locale data does not know is written the British way too.
    """
    if language == "en":
        return "en_US" if asked.replace("_", "-").lower() == "en-us" else DEFAULT_TAG
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return DEFAULT_TAG
    return language


@lru_cache(maxsize=8192)
def money_text(minor: int, currency: str, tag: str) -> str:
    """`minor` units of `currency`, exact: `1 234,56 €`, `€1,234.56`.

    The decimals are the currency's own (ISO 4217), never the locale's: those round.
    """
    amount = Money(minor, currency).decimal
    text = _pattern(tag, exponent(currency)).apply(amount, tag, currency=currency, currency_digits=False)
    return _apart(text, get_currency_symbol(currency, locale=tag))


@lru_cache(maxsize=64)
def _pattern(tag: str, digits: int) -> NumberPattern:
    """The locale's way to write money, with `digits` decimals."""
    pattern: NumberPattern = copy(Locale.parse(tag).currency_formats["standard"])
    pattern.frac_prec = (digits, digits)
    return pattern


def _apart(text: str, symbol: str) -> str:
    """CHF 5.00, not CHF5.00: letters and figures stand apart."""
    if not symbol[-1].isalpha():
        return text
    after = text.partition(symbol)[2]
    return text.replace(symbol, symbol + NBSP, 1) if after[:1].isdigit() else text


@lru_cache(maxsize=4096)
def day_text(day: date, tag: str) -> str:
    """A day written out: `5 décembre 2026`, `1er décembre 2026`, `1º dicembre 2026`, `5 December 2026`."""
    text: str = format_date(day, "long", locale=tag)
    if day.day == 1 and tag in _FIRST_OF_A_MONTH:
        text = text.replace("1", _FIRST_OF_A_MONTH[tag], 1)
    return text.replace(" ", GLUE)


def iban_text(iban: str) -> str:
    """An IBAN in groups of four, as banks print it."""
    compact = "".join(iban.split()).upper()
    return GLUE.join(compact[at : at + 4] for at in range(0, len(compact), 4))
