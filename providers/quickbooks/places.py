"""Countries as people write them in QuickBooks, whose field is free text, and the regions that are codes."""

from types import MappingProxyType
from typing import Final

#: Names and three letters for two, without capitals and full stops; two letters are taken as they are.
_NAMES: Final = MappingProxyType(
    {
        name: code
        for code, names in {
            "US": "usa; united states; united states of america",
            "CA": "can; canada",
            "GB": "gbr; united kingdom; great britain; england; scotland; wales; northern ireland",
            "IE": "irl; ireland",
            "AU": "aus; australia",
            "NZ": "nzl; new zealand",
            "FR": "fra; france",
            "BE": "bel; belgium; belgique",
            "CH": "che; switzerland; suisse; schweiz",
            "LU": "lux; luxembourg",
            "DE": "deu; germany; deutschland",
            "AT": "aut; austria; österreich",
            "NL": "nld; netherlands; the netherlands; nederland",
            "ES": "esp; spain; españa",
            "IT": "ita; italy; italia",
            "PT": "prt; portugal",
            "DK": "dnk; denmark",
            "SE": "swe; sweden",
            "NO": "nor; norway",
            "FI": "fin; finland",
            "PL": "pol; poland",
            "MX": "mex; mexico; méxico",
            "JP": "jpn; japan",
            "SG": "sgp; singapore",
            "HK": "hkg; hong kong",
            "IN": "ind; india",
            "ZA": "zaf; south africa",
            "AE": "are; united arab emirates; uae",
        }.items()
        for name in names.split("; ")
    }
)
#: Countries whose subdivision QuickBooks fills with a code of ISO 3166-2; elsewhere it is free text.
_REGIONS: Final = MappingProxyType(
    {
        "US": frozenset(
            "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM "
            "NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split()
        ),
        "CA": frozenset("AB BC MB NB NL NS NT NU ON PE QC SK YT".split()),
        "AU": frozenset("ACT NSW NT QLD SA TAS VIC WA".split()),
    }
)


def country_of(written: str | None) -> str | None:
    """Two letters; None for what is no country anybody here knows."""
    plain = " ".join((written or "").replace(".", "").split())
    if len(plain) == 2 and plain.isalpha() and plain.isascii():
        code = plain.upper()
        return "GB" if code == "UK" else code
    return _NAMES.get(plain.casefold())


def region_of(country: str | None, written: str | None) -> str | None:
    """The region where it is a code; «CA-ON» says ON."""
    code = (written or "").strip().upper().removeprefix(f"{country}-")
    return code if code in _REGIONS.get(country or "", frozenset()) else None
