"""Amounts in many writings, as whole minor units; a column's own values must prove its decimal mark."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from connector.core.errors import Refused
from connector.core.money import exponent, minor_units
from providers.ledger_file.cells import Cell, cell_text
from providers.ledger_file.problems import Column, Unreadable
from providers.ledger_file.sentences import say

Mark: TypeAlias = Literal[".", ","]

#: White space and apostrophes that group thousands: space, no-break, narrow no-break, thin, figure.
_GROUPING: Final = " \u00a0\u202f\u2009\u2007'’"
_BODY = re.compile(rf"\d(?:[\d.,{_GROUPING}]*\d)?")
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,3})?", re.ASCII)
_GROUPED = {
    mark: re.compile(rf"\d{{1,3}}(?:([{re.escape(other)}{_GROUPING}])\d{{3}}(?:\1\d{{3}})*)?|\d+", re.ASCII)
    for mark, other in ((".", ","), (",", "."))
}
#: 12,34,567: lakhs and crores.
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})*,\d{3}", re.ASCII)
#: Digits before the decimal mark; what is longer is an account number, and no database holds it.
LONGEST_AMOUNT: Final = 15
_MINUSES: Final = "-−–"

#: Signs and the currencies they may stand for; one that stands for a single one says so by itself.
SIGNS: Final[Mapping[str, tuple[str, ...]]] = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "ARS", "CLP", "COP", "TWD", "BRL", "UYU", "BSD"),
    "us$": ("USD",),
    "ca$": ("CAD",),
    "c$": ("CAD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "nz$": ("NZD",),
    "r$": ("BRL",),
    "¥": ("JPY", "CNY"),
    "円": ("JPY",),
    "₹": ("INR",),
    "₽": ("RUB",),
    "₺": ("TRY",),
    "₩": ("KRW",),
    "₪": ("ILS",),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("DKK", "SEK", "NOK", "ISK"),
    "fr": ("CHF", "XOF", "XAF", "XPF"),
    "fr.": ("CHF",),
    "sfr.": ("CHF",),
    "euro": ("EUR",),
    "euros": ("EUR",),
}


@dataclass(frozen=True, slots=True)
class Written:
    """An amount as it stands: plain decimal text, and the sign or code beside it ('' if none)."""

    decimal: str
    sign: str = ""


def decimal_mark(text: str) -> Mark | Literal["open"] | None:
    """What one value says of its column's decimal mark; None: nothing; open: 1,234 could be either."""
    match = _BODY.search(text)
    body = match[0] if match else ""
    dots, commas = body.count("."), body.count(",")
    if not dots and not commas:
        return None
    if dots and commas:
        return "." if body.rfind(".") > body.rfind(",") else ","
    mark: Mark = "." if dots else ","
    if dots + commas > 1:
        return "," if dots else "."
    whole, _, rest = body.partition(mark)
    could_be_thousands = len(rest) == 3 and 0 < len(whole) <= 3 and whole != "0" and whole.isdigit()
    return "open" if could_be_thousands else mark


@dataclass(slots=True)
class AmountColumn:
    """One column of amounts: `see` every value first, then `settle`, then `read`."""

    column: Column
    mark: Mark | None = None
    _proofs: dict[Mark, tuple[int, str]] = field(default_factory=dict)
    _open: tuple[int, str] | None = None

    def see(self, cell: Cell, line: int) -> None:
        """Learns what this value says about the decimal mark."""
        if not isinstance(cell, str):
            return
        said = decimal_mark(cell)
        if said == "open":
            self._open = self._open or (line, cell.strip())
        elif said is not None and said not in self._proofs:
            self._proofs[said] = (line, cell.strip())

    def settle(self) -> None:
        """Fixes the mark. Raises Unreadable when the values contradict each other or leave it open."""
        if len(self._proofs) == 2:
            (point_line, point), (comma_line, comma) = self._proofs["."], self._proofs[","]
            raise Unreadable(
                say("two_marks", point=point, point_line=point_line, comma=comma, comma_line=comma_line),
                max(point_line, comma_line),
                self.column,
            )
        self.mark = next(iter(self._proofs), None)
        if self.mark is None and self._open is not None:
            line, text = self._open
            raise Unreadable(
                say("open_mark", text=text, thousands=_as_thousands(text)),
                line,
                self.column,
            )

    def read(self, cell: Cell) -> Written | None:
        """The amount in this cell, None if it is empty. Raises Unreadable."""
        if isinstance(cell, str):
            text = cell.strip()
            if _PLAIN.fullmatch(text) and self.mark != ",":
                return Written(text)
            return _written(text, self.mark or ".") if text else None
        if cell is None:
            return None
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            # 15 digits are what a spreadsheet shows; the rest is the noise of binary fractions.
            return Written(f"{Decimal(f'{cell:.15g}'):f}")
        raise _no_amount(cell_text(cell))


def _as_thousands(text: str) -> str:
    match = _BODY.search(text)
    return re.sub(r"\D", "", match[0]) if match else text


def _written(text: str, mark: Mark) -> Written:
    match = _BODY.search(text)
    if match is None:
        raise _no_amount(text)
    whole, cut, rest = match[0].partition(mark)
    if not (_GROUPED[mark].fullmatch(whole) or (mark == "." and _INDIAN.fullmatch(whole))):
        raise _no_amount(text)
    around = _around(text[: match.start()], text[match.end() :])
    if around is None or (cut and not (rest.isascii() and rest.isdigit())):
        raise _no_amount(text)
    is_negative, sign = around
    digits = whole if whole.isdigit() else re.sub(r"\D", "", whole)
    return Written(f"{'-' if is_negative else ''}{digits}{'.' if rest else ''}{rest}", sign)


def _no_amount(text: str) -> Unreadable:
    return Unreadable(say("no_amount", text=text[:60]))


@lru_cache(maxsize=256)
def _around(before: str, after: str) -> tuple[bool, str] | None:
    """Whether the amount is negative, and its currency sign, from what stands on its two sides."""
    is_negative = before.count("(") == after.count(")") == 1
    if is_negative:
        before, after = before.replace("(", ""), after.replace(")", "")
    before, after = before.strip(), after.strip()
    minuses = sum((before + after).count(minus) for minus in _MINUSES)
    if minuses == 1 and not is_negative:
        is_negative = True
        before, after = before.strip(_MINUSES).strip(), after.strip(_MINUSES).strip()
    elif before.startswith("+"):
        before = before[1:].strip()
    if before and after:
        return None
    sign = before or after
    is_code = len(sign) == 3 and sign.isascii() and sign.isalpha()
    return (is_negative, sign) if not sign or is_code or sign.casefold() in SIGNS else None


def agreed_currency(sign: str, given: str | None, default: str) -> str:
    """The currency of an amount that bears `sign`: the row's own if `given`, else the sign's, else `default`.

    Raises Unreadable when the sign and the row's currency contradict each other, or leave it open.
    """
    possible = SIGNS.get(sign.casefold()) or (sign.upper(),)
    expected = given or default
    if expected in possible:
        return expected
    if given is None and len(possible) == 1:
        return possible[0]
    if given is None:
        raise Unreadable(say("which_currency", sign=sign, default=default))
    raise Unreadable(say("other_currency", sign=sign, given=given))


def in_minor_units(written: Written, currency: str) -> int:
    """Whole minor units of `currency`. Raises Unreadable for more decimals than the currency knows."""
    whole, _, rest = written.decimal.partition(".")
    if len(whole) > LONGEST_AMOUNT:
        raise Unreadable(say("too_large", text=written.decimal[:60]))
    digits = exponent(currency)
    if len(rest) <= digits:
        return int(whole + rest.ljust(digits, "0"))
    try:
        return minor_units(written.decimal, currency)
    except Refused:
        raise Unreadable(say("decimals", text=written.decimal, currency=currency, digits=digits)) from None
