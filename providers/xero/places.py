"""Countries and regions as people write them into Xero, where both are free text. Pure."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from babel import Locale

#: The languages in which a country's name is understood.
_LANGUAGES: Final = ("en", "fr", "de", "es", "it", "nl")
#: Codes that CLDR has beside those of countries.
_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
#: What is no country to CLDR, and the part of the United Kingdom that it means.
_MORE: Final[Mapping[str, tuple[str, str | None]]] = MappingProxyType(
    {
        "uk": ("GB", None),
        "great britain": ("GB", None),
        "england": ("GB", "ENG"),
        "scotland": ("GB", "SCT"),
        "wales": ("GB", "WLS"),
        "northern ireland": ("GB", "NIR"),
        "usa": ("US", None),
        "united states of america": ("US", None),
        "the netherlands": ("NL", None),
        "czech republic": ("CZ", None),
    }
)
#: Regions that are taken over where they are written as their code in ISO 3166-2.
_CODES: Final = MappingProxyType(
    {
        "US": frozenset(
            "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM "
            "NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split()
        ),
        "CA": frozenset("AB BC MB NB NL NS NT NU ON PE QC SK YT".split()),
        "AU": frozenset("ACT NSW NT QLD SA TAS VIC WA".split()),
    }
)
#: Regions by their names, which is how they are mostly written there.
_NAMES: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("AU", "australian capital territory"): "ACT",
        ("AU", "new south wales"): "NSW",
        ("AU", "northern territory"): "NT",
        ("AU", "queensland"): "QLD",
        ("AU", "south australia"): "SA",
        ("AU", "tasmania"): "TAS",
        ("AU", "victoria"): "VIC",
        ("AU", "western australia"): "WA",
        ("GB", "england"): "ENG",
        ("GB", "scotland"): "SCT",
        ("GB", "wales"): "WLS",
        ("GB", "northern ireland"): "NIR",
    }
)


def place(country: str | None, region: str | None) -> tuple[str, str | None] | None:
    """ISO 3166 code of a country, and of its region where it is one we know; None without a country."""
    name = _plain(country)
    if not name:
        return None
    code, part = _MORE.get(name) or (_countries().get(name), None)
    return None if code is None else (code, part or _region(code, region))


def _region(country: str, written: str | None) -> str | None:
    name = _plain(written)
    if name.upper() in _CODES.get(country, frozenset()):
        return name.upper()
    return _NAMES.get((country, name))


def _plain(text: str | None) -> str:
    return " ".join((text or "").casefold().split()).removesuffix(".")


@cache
def _countries() -> Mapping[str, str]:
    """Names in several languages, and the codes themselves."""
    found: dict[str, str] = {}
    for language in reversed(_LANGUAGES):
        names = Locale(language).territories
        found |= {_plain(str(names[code])): code for code in map(str, names) if _is_country(code)}
    return found | {code.lower(): code for code in set(found.values())}


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
