"""What a country speaks and pays with, from CLDR (by babel), and names of zones that exist."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies, list_currencies

from connector.core.errors import Refused

#: The languages messages are written in.
LANGUAGES = ("fr", "en")


def currency_of(country: str, given: str | None) -> str:
    """The currency given, else the country's own. Raises Refused for one that does not exist."""
    if given is None:
        return str(get_territory_currencies(country)[0])
    code = given.strip().upper()
    if code not in list_currencies():
        raise Refused(f"«{given}» is not a currency: write three letters, such as EUR.")
    return code


def language_of(country: str) -> str:
    """French where it is an official language, English elsewhere."""
    return "fr" if "fr" in get_official_languages(country, de_facto=True) else "en"


def zone_named(name: str) -> str:
    """A zone's name as it was given. Raises Refused for one that does not exist."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"«{name}» is not a time zone: write one such as Europe/Paris.") from None
    return name


def is_country(code: str) -> bool:
    """Whether CLDR knows this territory."""
    return code in get_global("territory_zones") or code in get_global("territory_currencies")
