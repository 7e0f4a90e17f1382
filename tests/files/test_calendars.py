"""Business days by country and region, as tables that anybody can check against a wall calendar."""

from datetime import date, timedelta

import holidays
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from connector.core.calendar import BusinessDays
from connector.core.errors import Refused
from connector.core.ports import Calendars
from connector.files.calendars import HolidayCalendars, Holidays
from connector.files.whereabouts import data_root

SHARED = HolidayCalendars(data_root() / "config")
ALIASES = yaml.safe_load((data_root() / "config" / "regions.yaml").read_text(encoding="utf-8"))

CLOSED = [
    ("FR", None, "2026-01-01"), ("FR", None, "2026-04-06"), ("FR", None, "2026-05-01"),
    ("FR", None, "2026-05-08"), ("FR", None, "2026-05-14"), ("FR", None, "2026-07-14"),
    ("FR", None, "2026-11-11"), ("FR", "67", "2026-04-03"), ("FR", "68", "2025-12-26"),
    ("FR", "FR-57", "2025-12-26"), ("FR", "6AE", "2026-04-03"), ("FR", "974", "2027-12-20"),
    ("GB", None, "2026-04-06"), ("GB", None, "2026-08-31"), ("GB", "SCT", "2026-01-02"),
    ("GB", "SCT", "2026-08-03"), ("GB", "NIR", "2026-07-13"), ("GB", "WLS", "2026-05-04"),
    ("GB", "ENG", "2027-12-27"), ("GB", "ENG", "2027-12-28"),
    ("US", None, "2026-07-03"), ("US", "NY", "2027-12-31"), ("US", "TX", "2026-11-27"),
    ("US", "TX", "2026-03-02"), ("US", "CA", "2026-03-31"), ("US", "MA", "2026-04-20"),
    ("DE", "BY", "2026-01-06"), ("DE", None, "2026-10-03"), ("DE", "SN", "2026-11-18"),
    ("CH", None, "2026-05-14"), ("CH", "GE", "2026-12-31"), ("CA", "QC", "2026-06-24"),
    ("ES", "M", "2025-05-02"), ("ES", "CT", "2026-09-11"), ("AU", "VIC", "2026-11-03"),
    ("SA", None, "2026-06-05"), ("AE", None, "2026-06-06"),
]  # fmt: skip
OPEN = [
    ("FR", None, "2026-04-03"), ("FR", None, "2025-12-26"), ("FR", "75", "2026-04-03"),
    ("FR", None, "2026-05-15"), ("GB", None, "2026-01-02"), ("GB", "SCT", "2026-04-06"),
    ("GB", "SCT", "2026-08-31"), ("GB", None, "2026-07-13"), ("US", "CA", "2026-03-02"),
    ("US", "NY", "2026-03-02"), ("US", None, "2026-11-27"), ("DE", "BE", "2026-01-06"),
    ("CA", "ON", "2026-06-24"), ("ES", "B", "2025-05-02"), ("AE", None, "2026-06-05"),
    ("FR", None, "2028-02-29"), ("GB", None, "2028-02-29"), ("US", "TX", "2024-02-29"),
]  # fmt: skip


@pytest.mark.parametrize(("country", "region", "day"), CLOSED)
def test_a_holiday_is_no_business_day(
    calendars: HolidayCalendars, country: str, region: str | None, day: str
) -> None:
    assert date.fromisoformat(day) not in calendars.business_days(country, region)


@pytest.mark.parametrize(("country", "region", "day"), OPEN)
def test_what_the_neighbour_keeps_is_a_business_day_here(
    calendars: HolidayCalendars, country: str, region: str | None, day: str
) -> None:
    assert date.fromisoformat(day) in calendars.business_days(country, region)


@pytest.mark.parametrize(
    ("country", "region", "due", "moved"),
    [
        ("FR", None, "2026-05-01", "2026-05-04"),  # a Friday
        ("FR", None, "2026-04-03", "2026-04-03"),
        ("FR", "Moselle", "2026-04-03", "2026-04-07"),  # Good Friday, then Easter Monday
        ("FR", "67", "2025-12-25", "2025-12-29"),
        ("FR", "33", "2025-12-25", "2025-12-26"),
        ("GB", "Scotland", "2025-12-31", "2025-12-31"),
        ("GB", "Scotland", "2026-01-01", "2026-01-05"),
        ("GB", "England", "2026-01-01", "2026-01-02"),
        ("US", "TX", "2026-11-26", "2026-11-30"),
        ("US", "FL", "2026-06-19", "2026-06-22"),
        ("FR", None, "2028-02-29", "2028-02-29"),  # a leap day, a Tuesday
        ("FR", None, "2032-02-29", "2032-03-01"),  # a leap day, a Sunday
        ("US", None, "2027-12-31", "2028-01-03"),  # New Year's Day of 2028 is kept on that Friday
    ],
)
def test_forward_goes_to_the_next_business_day(
    calendars: HolidayCalendars, country: str, region: str | None, due: str, moved: str
) -> None:
    business = calendars.business_days(country, region)

    assert business.forward(date.fromisoformat(due)) == date.fromisoformat(moved)


@pytest.mark.parametrize(
    ("country", "region", "day", "moved"),
    [
        ("FR", None, "2026-03-01", "2026-02-27"),
        ("FR", None, "2026-05-03", "2026-04-30"),
        ("FR", "57", "2026-04-06", "2026-04-02"),
        ("FR", None, "2026-04-06", "2026-04-03"),
        ("GB", "SCT", "2026-01-04", "2025-12-31"),
    ],
)
def test_backward_goes_to_the_last_business_day(
    calendars: HolidayCalendars, country: str, region: str | None, day: str, moved: str
) -> None:
    business = calendars.business_days(country, region)

    assert business.backward(date.fromisoformat(day)) == date.fromisoformat(moved)


PLACES = [("FR", None), ("FR", "68"), ("GB", None), ("GB", "SCT"), ("US", "TX"), ("SA", None), ("JP", None)]
places = st.sampled_from(PLACES)
days = st.dates(date(2015, 1, 1), date(2045, 12, 31))


@given(places, days)
def test_moving_a_day_stops_at_the_first_business_day(place: tuple[str, str | None], day: date) -> None:
    business = SHARED.business_days(*place)

    later, earlier = business.forward(day), business.backward(day)

    assert earlier <= day <= later
    assert later in business
    assert earlier in business
    between = [earlier + timedelta(days=n) for n in range(1, (later - earlier).days)]
    assert [each for each in between if each in business] == []
    assert (later == day) == (earlier == day) == (day in business)


@given(places, days, days)
def test_moving_never_changes_the_order_of_days(
    place: tuple[str, str | None], one: date, other: date
) -> None:
    business = SHARED.business_days(*place)
    first, second = sorted((one, other))

    assert business.forward(first) <= business.forward(second)
    assert business.backward(first) <= business.backward(second)


@given(places, days, st.integers(1, 30))
def test_the_nth_business_day_after_has_n_business_days_up_to_it(
    place: tuple[str, str | None], day: date, count: int
) -> None:
    business = SHARED.business_days(*place)

    last = business.after(day, count)

    passed = (day + timedelta(days=n) for n in range(1, (last - day).days + 1))
    assert sum(each in business for each in passed) == count


@given(places, days)
def test_a_business_day_is_what_the_library_says_of_one_year_alone(
    place: tuple[str, str | None], day: date
) -> None:
    country, region = place
    region = {"68": "6AE"}.get(region or "", region) or ("ENG" if country == "GB" else None)
    oracle = holidays.country_holidays(country, subdiv=region)

    is_open = day.weekday() < 5 and not oracle.is_weekend(day) and day not in oracle

    assert (day in SHARED.business_days(*place)) == is_open


@pytest.mark.parametrize(
    ("country", "written", "code"),
    [
        ("FR", "Alsace", "6AE"), ("FR", "alsace-moselle", "6AE"), ("FR", "Haut-Rhin", "6AE"),
        ("FR", "FR-68", "6AE"), ("FR", "fr-6ae", "6AE"), ("FR", "GES", "6AE"), ("FR", " 57 ", "57"),
        ("FR", "RE", "974"), ("FR", "La Réunion", "974"), ("FR", "la reunion", "974"),
        ("FR", "IDF", None), ("FR", "Île-de-France", None), ("FR", "2A", None), ("FR", "FR-01", None),
        ("FR", "", None), ("FR", "  ", None), ("fr", None, None),
        ("GB", None, "ENG"), ("UK", None, "ENG"), ("GB", "GB-SCT", "SCT"), ("GB", "Northern Ireland", "NIR"),
        ("GB", "NI", "NIR"), ("GB", "EAW", "ENG"), ("US", "us-tx", "TX"), ("US", "New  York", "NY"),
        ("ES", "ES-GC", "CN"), ("ES", "Cataluna", "CT"), ("IT", "Lombardia", None), ("IT", "MI", "MI"),
        ("NL", "Noord-Holland", None), ("BE", "WAL", None), ("MX", "JAL", None), ("JP", "Tokyo", None),
        ("EL", None, None), ("AU", "NSW Western", "NSW Western"),
    ],
)  # fmt: skip
def test_a_region_is_read_as_people_write_it(
    calendars: HolidayCalendars, country: str, written: str | None, code: str | None
) -> None:
    alpha2 = {"UK": "GB", "EL": "GR"}.get(country, country.upper())
    expected = BusinessDays(Holidays(alpha2, code))
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(730)]

    found = calendars.business_days(country, written)

    assert [day for day in days if day in found] == [day for day in days if day in expected]


@pytest.mark.parametrize(
    ("country", "region", "expected"),
    [
        ("XX", None, "«XX» is not a country whose holidays are known: write its two letters from ISO 3166-1"),
        ("", None, "«» is not a country whose holidays are known: write its two letters"),
        ("__doc__", None, "is not a country whose holidays are known: write its two letters"),
        ("France", None, "«France» is not a country whose holidays are known: write FR."),
        ("germany", None, "«germany» is not a country whose holidays are known: write DE."),
        (
            "US",
            "Texass",
            "«Texass» is not a region of US whose holidays are known: did you mean TX? Write one",
        ),
        ("GB", "Kent", "region of GB whose holidays are known: write one of ENG, NIR, SCT, WLS, or leave it"),
        ("FR", "XYZ", "«XYZ» is not a region of FR whose holidays are known: write one of 57, 6AE, 971,"),
        ("DE", "???", "«???» is not a region of DE whose holidays are known: write one of BB, BE,"),
    ],
)
def test_an_unknown_place_is_refused_with_what_to_write(
    calendars: HolidayCalendars, country: str, region: str | None, expected: str
) -> None:
    with pytest.raises(Refused) as refused:
        calendars.business_days(country, region)

    assert expected in str(refused.value)


def test_one_place_has_one_calendar_however_it_is_written(calendars: HolidayCalendars) -> None:
    port: Calendars = calendars

    assert port.business_days("FR", "67") is port.business_days("fr", "FR-68")
    assert port.business_days("GB", None) is port.business_days("UK", "England")


def test_years_are_read_once_and_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = holidays.country_holidays

    def counted(country: str, subdiv: str | None, years: int) -> holidays.HolidayBase:
        asked.append(years)
        return real(country, subdiv=subdiv, years=years)

    monkeypatch.setattr(holidays, "country_holidays", counted)
    found = Holidays("FR", None)

    assert asked == []
    looked_at = [date(2026, 5, 1), date(2026, 5, 4), date(2027, 5, 1)]
    assert [day in found for day in looked_at] == [True, False, True]
    assert asked == [2026, 2027]


@pytest.mark.parametrize("country", ["FR", "IN"])
@pytest.mark.parametrize("day", [date.min, date(1600, 2, 29), date(2800, 2, 29), date.max])
def test_a_year_beyond_every_calendar_has_weekends_alone(country: str, day: date) -> None:
    assert day not in Holidays(country, None)


def test_a_calendar_by_the_moon_that_ends_soon_says_nothing_of_it() -> None:
    assert date(2040, 1, 26) in Holidays("IN", None)


def test_only_a_day_can_be_a_holiday() -> None:
    assert "2026-05-01" not in Holidays("FR", None)


class TestTheTableOfRegions:
    def test_never_renames_a_region_that_has_days_of_its_own(self) -> None:
        for country, table in ALIASES["countries"].items():
            own = set(type(holidays.country_holidays(country)).subdivisions)

            assert own & {*table.get("same_as", {}), *table.get("national", [])} == set()

    def test_leads_only_to_regions_that_exist(self) -> None:
        for country, table in ALIASES["countries"].items():
            for written in table.get("same_as", {}):
                SHARED.business_days(country, written)

    @pytest.mark.parametrize("country", ALIASES["any_region"])
    def test_takes_any_region_where_all_keep_the_same_days(self, country: str) -> None:
        years = range(2025, 2029)
        national = set(holidays.country_holidays(country, years=years))

        for region in type(holidays.country_holidays(country)).subdivisions:
            assert set(holidays.country_holidays(country, subdiv=region, years=years)) == national
