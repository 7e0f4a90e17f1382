"""What a country speaks and pays with, from CLDR (by babel), and names of zones that exist."""

from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies, list_currencies

from connector.core import tongues
from connector.core.errors import Refused
from connector.core.ports import Calendars

#: The languages of an organisation, as of the pages.
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


@cache
def languages_of(country: str) -> tuple[str, ...]:
    """Those of its official languages that customers are written to in, the most spoken one first.

    Without those of a part of it alone (Catalan, German in Italy); none where we write in none of them.
    """
    official = get_official_languages(country, de_facto=True)
    return tuple(x for x in official if x in tongues.LANGUAGES)


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


@cache
def countries() -> tuple[str, ...]:
    """The codes of those whose holidays are known."""
    import holidays  # slow to import, and few ask for all of them

    return tuple(sorted(x for x in holidays.list_supported_countries(include_aliases=False) if is_country(x)))


def zones_of(country: str) -> tuple[str, ...]:
    """The names of a country's time zones, sorted."""
    return tuple(sorted(get_global("territory_zones").get(country, ())))


def locale_of(
    calendars: Calendars,
    country: str,
    region: str | None,
    timezone: str | None,
    language: str | None,
    currency: str | None,
) -> tuple[str, str, str, str]:
    """Country, zone, language and currency, those left out being the country's. Raises Refused."""
    calendars.business_days(country.strip(), region)
    code = country.strip().upper()
    zone = timezone or calendars.timezone(code, region)
    if zone is None:
        raise Refused(f"{code} has several time zones: add --timezone, such as America/New_York.")
    return code, zone_named(zone), language or language_of(code), currency_of(code, currency)
