"""Public holidays, time zones and languages by country."""

import calendar
import re
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

from connector.core.calendar import BusinessDays
from connector.core.errors import Refused
from connector.files.countries import languages_of

#: How people write countries whose code is another (EU practice: EL and UK).
COUNTRY_ALIASES = {"UK": "GB", "EL": "GR"}
#: Great Britain has no national days: each nation has its own, and England most of the customers.
DEFAULT_REGIONS = {"GB": "ENG"}
TWO_LETTERS = re.compile(r"[A-Z]{2}")
LONGEST_LIST = 60


class Holidays:
    """The days of one country and region on which nothing is sent, a year at a time.

    A container and no list: years are filled when they are first asked for. Weekend days that fall
    between Monday and Friday (Friday in Riyadh) are in it too. A year the library does not know is empty.
    """

    def __init__(self, country: str, region: str | None) -> None:
        self._country = country
        self._region = region
        self._by_year: dict[int, frozenset[date]] = {}

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        known = self._by_year.get(day.year)
        if known is None:
            known = self._by_year[day.year] = frozenset(self._closed_in(day.year))
        return day in known

    def _closed_in(self, year: int) -> Iterator[date]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # years that a calendar by the moon does not reach
            found = _country_holidays(self._country, subdiv=self._region, years=year)
        yield from list(found)
        first = date(year, 1, 1)
        for number in range(365 + calendar.isleap(year)):
            day = first + timedelta(days=number)
            if found.is_weekend(day):
                yield day


@dataclass(frozen=True, slots=True)
class _Country:
    """What is known of a country's regions; `codes` maps each way of writing one to its code."""

    code: str
    codes: Mapping[str, str]
    with_own_days: tuple[str, ...]
    takes_any_region: bool

    def region(self, written: str) -> str | None:
        """The code of a region as somebody wrote it, with the country before it or without."""
        plain = _plain(written)
        return self.codes.get(plain) or self.codes.get(plain.removeprefix(f"{self.code.lower()} "))


class HolidayCalendars:
    """Calendars from the `holidays` library and the dated tables of `config`.

    `config` is the folder that holds regions.yaml and timezones.yaml.
    """

    def __init__(self, config: Path) -> None:
        self._config = config
        self._countries: dict[str, _Country] = {}
        self._business_days: dict[tuple[str, str | None], BusinessDays] = {}

    def business_days(self, country: str, region: str | None) -> BusinessDays:
        """Business days, one object for each country and region; raises Refused for an unknown one."""
        asked = (country, region)
        known = self._business_days.get(asked)
        if known is None:
            own = self._own_calendar(country, region)
            known = self._business_days.setdefault(own, BusinessDays(Holidays(*own)))
            self._business_days[asked] = known
        return known

    def timezone(self, country: str, region: str | None) -> str | None:
        """The zone of the region, else of the country where it has one; None if a person must say."""
        code = _country_code(country)
        of_regions = self._zones["regions"].get(code)
        known = self._country(code).region(region) if of_regions and region else None
        zone: str | None = self._zones["countries"].get(code)
        return of_regions.get(known, zone) if of_regions else zone

    def languages(self, country: str) -> tuple[str, ...]:
        """Those of its languages that customers are written to in; the first one is spoken by most."""
        return languages_of(_country_code(country))

    def _own_calendar(self, country: str, region: str | None) -> tuple[str, str | None]:
        known = self._country(country)
        if not region or not region.strip():
            return known.code, DEFAULT_REGIONS.get(known.code)
        code = known.region(region)
        if code in known.with_own_days:
            return known.code, code
        if code is None and not known.takes_any_region:
            raise Refused(_unknown_region(known, region))
        return known.code, DEFAULT_REGIONS.get(known.code)

    def _country(self, written: str) -> _Country:
        code = _country_code(written)
        if code not in self._countries:
            self._countries[code] = self._read_country(code, written)
        return self._countries[code]

    def _read_country(self, code: str, written: str) -> _Country:
        own = _regions_of(code, written)
        more = self._regions["countries"].get(code, {})
        in_zones = self._zones["regions"].get(code, {})
        codes = {
            **{_plain(name): name for name in (*in_zones, *more.get("national", ()))},
            **{_plain(name): own_code for name, own_code in own.items()},
            **{_plain(name): own_code for name, own_code in more.get("same_as", {}).items()},
        }
        takes_any = not own or code in self._regions["any_region"]
        return _Country(code, codes, tuple(dict.fromkeys(own.values())), takes_any)

    @cached_property
    def _regions(self) -> Mapping[str, Any]:
        return _table(self._config / "regions.yaml")

    @cached_property
    def _zones(self) -> Mapping[str, Any]:
        return _table(self._config / "timezones.yaml")


def _country_holidays(country: str, **options: Any) -> Any:
    import holidays  # slow to import, and many commands ask for no day

    return holidays.country_holidays(country, **options)


def _table(path: Path) -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster, where libyaml is there
    read: Mapping[str, Any] = loader(path.read_text(encoding="utf-8")).get_single_data()
    return read


def _country_code(country: str) -> str:
    code = country.strip().upper()
    return COUNTRY_ALIASES.get(code, code)


def _regions_of(code: str, written: str) -> Mapping[str, str]:
    """Names and codes of the regions that the library knows, each with its code."""
    try:
        if not TWO_LETTERS.fullmatch(code):
            raise NotImplementedError
        kind = type(_country_holidays(code))
    except NotImplementedError:
        raise Refused(_unknown_country(written)) from None
    names = getattr(kind, "subdivisions_aliases", None) or {}
    return {**{code: code for code in kind.subdivisions}, **names}


def _plain(text: str) -> str:
    """Without capitals, accents and punctuation: «Île-de-France» and «ile de france» are one."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.split(r"[\W_]+", bare)).strip()


def _unknown_country(country: str) -> str:
    """Whoever wrote «France» is told FR."""
    names = {_plain(name): code for code, name in Locale("en").territories.items() if len(code) == 2}
    close = get_close_matches(_plain(country), names, n=1, cutoff=0.75)
    advice = names[close[0]] if close else "its two letters from ISO 3166-1, such as FR"
    return f"«{country}» is not a country whose holidays are known: write {advice}."


def _unknown_region(country: _Country, region: str) -> str:
    close = get_close_matches(_plain(region), country.codes, n=1)
    meant = f" {country.codes[close[0]]}?" if close else ""
    known = ", ".join(country.with_own_days[:LONGEST_LIST])
    more = ", …" if len(country.with_own_days) > LONGEST_LIST else ""
    return (
        f"«{region}» is not a region of {country.code} whose holidays are known: "
        f"{'did you mean' + meant + ' Write' if meant else 'write'} one of {known}{more}, or leave it empty."
    )
