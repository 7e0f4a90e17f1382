"""The dated table of zones, held against the time zone database that is installed."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import holidays
import pytest
import yaml

from connector.files.calendars import HolidayCalendars
from connector.files.whereabouts import data_root

TABLE = yaml.safe_load((data_root() / "config" / "timezones.yaml").read_text(encoding="utf-8"))
#: Islands and remote parts differ; the zone is that of the rest.
MAINLAND = {"CL", "CN", "EC", "ES", "NZ", "PG", "PT", "UA"}
NOT_IN_ZONE_TAB = {"XK"}
#: Parts of a country that the database lists as countries.
PARTS = {
    "FR": {"BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"},
    "US": {"AS", "GU", "MP", "PR", "VI"},
}


def zone_tab() -> dict[str, list[str]]:
    """The zones of each country, as the time zone database lists them."""
    found = defaultdict(list)
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found[country].append(zone)
    return found


ZONES = zone_tab()


def clock(zone: str) -> tuple[timedelta | None, ...]:
    """What a clock there shows against UTC, every day of the two years after the table was read."""
    start = datetime.combine(TABLE["read_on"], datetime.min.time(), UTC)
    return tuple((start + timedelta(days=n)).astimezone(ZoneInfo(zone)).utcoffset() for n in range(730))


def has_one_clock(country: str) -> bool:
    return len({clock(zone) for zone in ZONES[country]}) == 1


def test_every_country_with_one_clock_has_its_zone() -> None:
    expected = {country: zones[0] for country, zones in ZONES.items() if has_one_clock(country)}
    others = MAINLAND | NOT_IN_ZONE_TAB

    assert {c: zone for c, zone in TABLE["countries"].items() if c not in others} == expected


def test_a_country_with_several_clocks_has_no_zone_unless_only_remote_parts_differ() -> None:
    listed = {country for country in TABLE["countries"] if country in ZONES and not has_one_clock(country)}

    assert listed == MAINLAND
    assert {country for country in listed if TABLE["countries"][country] not in ZONES[country]} == set()


def test_the_zone_of_a_region_is_one_of_its_country() -> None:
    wrong = [
        (country, region, zone)
        for country, regions in TABLE["regions"].items()
        for region, zone in regions.items()
        if zone not in {z for part in (country, *PARTS.get(country, ())) for z in ZONES[part]}
    ]

    assert wrong == []


def test_every_region_of_a_country_without_a_zone_has_one() -> None:
    for country in TABLE["regions"].keys() - TABLE["countries"].keys():
        known = {code for code in type(holidays.country_holidays(country)).subdivisions if len(code) <= 3}

        assert known - TABLE["regions"][country].keys() <= {"UM"}  # no inhabitants


def test_every_zone_that_people_of_those_countries_live_by_is_there() -> None:
    """At least one region stands for each clock of the big countries, remote corners apart."""
    corners = {
        "AU": {"Australia/Lord_Howe", "Australia/Eucla"},
        "BR": {"America/Noronha"},
        "CA": {"America/Blanc-Sablon", "America/Atikokan"},
        "MX": {"America/Ojinaga", "America/Matamoros", "America/Ciudad_Juarez"},
        "US": {"America/Adak"},
    }
    for country in ("AU", "BR", "CA", "ID", "MX", "RU", "US"):
        clocks = {clock(zone) for zone in TABLE["regions"][country].values()}
        missing = {zone for zone in ZONES[country] if clock(zone) not in clocks}

        assert missing <= corners.get(country, set()), country


@pytest.mark.parametrize(
    ("country", "region", "zone"),
    [
        ("FR", None, "Europe/Paris"), ("FR", "67", "Europe/Paris"), ("FR", "FR-974", "Indian/Reunion"),
        ("FR", "GP", "America/Guadeloupe"), ("RE", None, "Indian/Reunion"), ("FR", "975", "America/Miquelon"),
        ("GB", None, "Europe/London"), ("UK", "Scotland", "Europe/London"), ("NO", None, "Europe/Oslo"),
        ("DE", None, "Europe/Berlin"), ("AR", None, "America/Argentina/Buenos_Aires"),
        ("US", None, None), ("US", "TX", "America/Chicago"), ("US", "us-ca", "America/Los_Angeles"),
        ("US", "Florida", "America/New_York"), ("US", "AZ", "America/Phoenix"), ("US", "nowhere", None),
        ("CA", None, None), ("CA", "CA-QC", "America/Toronto"), ("CA", "NL", "America/St_Johns"),
        ("AU", None, None), ("AU", "Queensland", "Australia/Brisbane"), ("BR", "AM", "America/Manaus"),
        ("MX", "ROO", "America/Cancun"), ("MX", None, None), ("RU", "RU-KGD", "Europe/Kaliningrad"),
        ("ID", "BA", "Asia/Makassar"), ("ES", None, "Europe/Madrid"), ("ES", "CN", "Atlantic/Canary"),
        ("ES", "GC", "Atlantic/Canary"), ("ES", "CT", "Europe/Madrid"),
        ("PT", None, "Europe/Lisbon"), ("PT", "20", "Atlantic/Azores"), ("PT", "PT-30", "Atlantic/Madeira"),
        ("NZ", None, "Pacific/Auckland"), ("XK", None, "Europe/Belgrade"), ("JP", "Tokyo", "Asia/Tokyo"),
        ("XX", None, None), ("XX", "YY", None), ("", None, None), ("France", None, None),
    ],
)  # fmt: skip
def test_the_zone_of_a_place(
    calendars: HolidayCalendars, country: str, region: str | None, zone: str | None
) -> None:
    assert calendars.timezone(country, region) == zone
