"""Days as people write them, read on Tuesday 24 November 2026."""

from datetime import date

import pytest

from connector.core.spoken import folded
from connector.core.spoken_days import days_in

TODAY = date(2026, 11, 24)


def read(text: str, today: date = TODAY) -> list[str]:
    """`2026-12-04`, or `2026-11-30..2026-12-04` where it is several days."""
    found = days_in(folded(text), today)
    return [str(x.first) if x.first == x.last else f"{x.first}..{x.last}" for x in found]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("paid on 2026-12-04", "2026-12-04"),
        ("le 4 décembre", "2026-12-04"),
        ("le 1er décembre", "2026-12-01"),
        ("4th of January", "2027-01-04"),
        ("am 4. Dezember 2027", "2027-12-04"),
        ("el 4 de diciembre de 2026", "2026-12-04"),
        ("December 4th, 2026", "2026-12-04"),
        ("on Friday, December 4", "2026-12-04"),
        ("am 4.12.", "2026-12-04"),
        ("4.12.26", "2026-12-04"),
        ("le 04/12/2026", "2026-12-04"),
        ("15/12", "2026-12-15"),
        ("12/15/2026", "2026-12-15"),
        ("04-12-2026 op 04-12-2026", "2026-12-04"),
        ("5/5/2027", "2027-05-05"),
    ],
)
def test_a_date_is_a_day(text: str, day: str) -> None:
    assert read(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "04/12/2026",  # who writes the month first?
        "10-12",  # from ten to twelve
        "4.12",  # a number
        "am 31.02.2027",
        "12.15.2026",
        "1 234,56 €",
        "le 0",
        "next Friday",  # of this week, or of the one after?
        "the 2nd reminder",
        "December 400",
    ],
)
def test_what_means_two_days_or_none_is_none(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 15", "2026-12-15"),
        ("le 31", "2026-12-31"),
        ("by the 30th", "2026-11-30"),
        ("by 30th", "2026-11-30"),
        ("on the 24th", "2026-11-24"),
        ("Friday", "2026-11-27"),
        ("mardi", "2026-12-01"),
        ("next Monday", "2026-11-30"),
        ("next week on Friday", "2026-12-04"),
        ("vendredi de la semaine prochaine", "2026-12-04"),
        ("Freitag in einer Woche", "2026-12-04"),
        ("today", "2026-11-24"),
        ("tomorrow", "2026-11-25"),
        ("après-demain", "2026-11-26"),
        ("sous huitaine", "2026-12-02"),
        ("within a fortnight", "2026-12-09"),
        ("mid December", "2026-12-15"),
        ("fin janvier", "2027-01-31"),
        ("end of December 2027", "2027-12-31"),
    ],
)
def test_a_day_is_counted_from_today(text: str, day: str) -> None:
    assert read(text) == [day]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("this week", "2026-11-24..2026-11-27"),
        ("next week", "2026-11-30..2026-12-04"),
        ("end of the week", "2026-11-27"),
        ("end of next week", "2026-12-04"),
        ("ce mois-ci", "2026-11-24..2026-11-30"),
        ("le mois prochain", "2026-12-01..2026-12-31"),
        ("fin du mois", "2026-11-30"),
        ("Monatsende", "2026-11-30"),
        ("fin du mois prochain", "2026-12-31"),
    ],
)
def test_a_week_ends_on_its_friday_and_a_month_with_its_last_day(text: str, days: str) -> None:
    assert read(text) == [days]


def test_on_a_saturday_this_week_ends_on_sunday() -> None:
    assert read("this week", date(2026, 11, 28)) == ["2026-11-28..2026-11-29"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("in 3 days", "2026-11-27"),
        ("sous quinze jours", "2026-12-09"),
        ("within two weeks", "2026-12-08"),
        ("dans 48 heures", "2026-11-26"),
        ("within 50 hours", "2026-11-27"),
        ("in 5 working days", "2026-12-01"),
        ("sous 5 jours ouvrés", "2026-12-01"),
        ("innerhalb von 5 Werktagen", "2026-12-01"),
    ],
)
def test_a_span_is_counted_in_days_or_in_business_days(text: str, day: str) -> None:
    assert read(text) == [day]


def test_of_several_each_is_read_where_it_stands() -> None:
    text = folded("Either Friday or by 4 December, not in 90 days")

    found = days_in(text, TODAY)

    assert [text[x.start : x.end] for x in found] == ["friday", "4 december", "in 90 days"]


def test_a_day_beyond_all_calendars_is_none() -> None:
    assert read("in 30 days", date(9999, 12, 20)) == []
