"""Money: integer minor units and an ISO 4217 currency, never a float."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from connector.core.errors import Refused

_NO_CENTS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
#: More digits than all the money there is needs; what is longer is a mistake, and never rounded.
_PLAIN_AMOUNT = re.compile(r"-?(?=\.?[0-9])[0-9]{0,24}(\.[0-9]{0,24})?", re.ASCII)
#: Currencies whose minor unit is not a hundredth (ISO 4217, list one).
EXPONENTS: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(_NO_CENTS.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3)
)


def exponent(currency: str) -> int:
    """Digits after the point in `currency`: 2 for most, 0 for JPY, 3 for KWD."""
    return EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount: `minor` units (cents) of `currency` (three upper-case letters)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {self.minor!r}")
        if len(self.currency) != 3 or not self.currency.isalpha() or not self.currency.isupper():
            raise Refused(f"«{self.currency}» is not a currency: write three capitals, such as EUR.")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} are never added")
        return other.minor

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        return f"{decimal_text(self.minor, self.currency)} {self.currency}"


def decimal_text(minor: int, currency: str) -> str:
    """`minor` units as plain decimal text with the currency's own number of decimals."""
    digits = exponent(currency)
    if digits == 0:
        return str(minor)
    sign, whole = ("-", -minor) if minor < 0 else ("", minor)
    units, rest = divmod(whole, 10**digits)
    return f"{sign}{units}.{rest:0{digits}d}"


def minor_units(text: str | Decimal, currency: str) -> int:
    """Plain decimal text ("1234.5") in minor units of `currency`.

    Raises Refused for what is not a number or has more decimals than the currency knows.
    """
    plain = str(text).strip()
    if _PLAIN_AMOUNT.fullmatch(plain) is None:
        raise Refused(f"«{text}» is not an amount: write digits and a point, such as 1234.50.")
    units, _, decimals = plain.partition(".")
    digits = exponent(currency)
    if decimals[digits:].strip("0"):
        raise Refused(f"«{text}» has more decimals than {currency} knows ({digits}).")
    return int(units + decimals[:digits].ljust(digits, "0"))


#: Between groups of three: what languages write there, and what keyboards have for it.
_GROUPING = str.maketrans(
    dict.fromkeys(
        " \t'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{RIGHT SINGLE QUOTATION MARK}"
    )
)
#: Each decimal mark, with the one that then groups.
_MARKS = MappingProxyType({".": ",", ",": "."})


def typed_units(text: str, currency: str, mark: str) -> int:
    """What a person typed, `1234.56` or `1 234,56`, in minor units of `currency`.

    `mark` is the decimal mark of his language: it settles what could be read in two ways. Where both marks
    stand the last one is the decimal one. Raises Refused as `minor_units` does, and for three digits behind
    the decimal mark of a currency that knows fewer: `1,000` may be a thousand.
    """
    bare = text.translate(_GROUPING)
    decimal = _decimal_mark(bare, mark)
    groups, sign, decimals = bare.rpartition(decimal) if decimal in bare else (bare, "", "")
    other = _MARKS[decimal]
    if other in groups and re.fullmatch(rf"-?\d{{1,3}}(\{other}\d{{3}})+", groups) is None:
        raise Refused(f"«{text}» is not an amount: write digits and a point, such as 1234.50.")
    if len(decimals) == len("000") > exponent(currency):
        raise Refused(f"«{text}» has more decimals than {currency} knows ({exponent(currency)}).")
    return minor_units(f"{groups.replace(other, '')}{'.' if sign else ''}{decimals}", currency)


def _decimal_mark(bare: str, mark: str) -> str:
    """The one that ends the whole units. A mark of the other language with three digits behind it groups."""
    other = _MARKS[mark]
    if mark in bare and other in bare:
        return max(mark, other, key=bare.rfind)
    is_other = bare.count(other) == 1 and re.search(rf"\{other}\d{{3}}$", bare) is None
    return other if is_other else mark
