"""Whose day it is, and on which days business is done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from tests.oracle.zones import BY_COUNTRY, BY_REGION

Facts = dict[str, Any]
Place = tuple[str, str | None]
ONE_DAY = timedelta(days=1)


def as_day(text: str | None) -> date | None:
    """The day that 'YYYY-MM-DD' names, or None."""
    return date.fromisoformat(text) if text else None


def place_of(who: Facts, organisation: Facts) -> Place:
    """Country and region; a customer without a country is taken as living where the organisation does."""
    if not who.get("country"):
        return organisation["country"], organisation.get("region")
    return who["country"], who.get("region")


@cache
def _holidays_of(place: Place) -> holidays.HolidayBase | None:
    country, region = place
    # "without a region GB is taken as England, others by their national days"
    if country == "GB" and region is None:
        region = "ENG"
    for part in (region, None):
        try:
            return holidays.country_holidays(country, subdiv=part)
        except NotImplementedError:
            continue
    return None


@cache
def is_business_day(place: Place, day: date) -> bool:
    """Neither Saturday, nor Sunday, nor a public holiday of the place."""
    public = _holidays_of(place)
    return day.weekday() < 5 and (public is None or day not in public)


def forward(place: Place, day: date) -> date:
    """The day itself if it is a business day, else the next one that is."""
    while not is_business_day(place, day):
        day += ONE_DAY
    return day


def backward(place: Place, day: date) -> date:
    """The day itself if it is a business day, else the last one before it."""
    while not is_business_day(place, day):
        day -= ONE_DAY
    return day


def plus_business_days(place: Place, day: date, count: int) -> date:
    """The count-th business day after the day: a Wednesday plus two is its Friday."""
    for _ in range(count):
        day = forward(place, day + ONE_DAY)
    return day


def zone_of(customer: Facts, organisation: Facts) -> str:
    """ "his own, else his region's or country's by a dated table, else the organisation's" """
    if customer.get("timezone"):
        return str(customer["timezone"])
    country, region = place_of(customer, organisation)
    by_table = BY_REGION.get((country, region or "")) or BY_COUNTRY.get(country)
    return by_table or str(organisation["timezone"])


def local_day(now: str, organisation: Facts, customer: Facts) -> date:
    """The customer's day at the moment `now`, which is told in the organisation's local time."""
    instant = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(organisation["timezone"]))
    return instant.astimezone(ZoneInfo(zone_of(customer, organisation))).date()


def ledger_is_trusted(reading: Facts | None, now: str, organisation: Facts) -> bool:
    """Section 6: an account read in the last 6 hours; a file until the end of the next business day."""
    if reading is None:
        return False
    zone = ZoneInfo(organisation["timezone"])
    moment = datetime.fromisoformat(now).replace(tzinfo=zone)
    read_at = datetime.fromisoformat(reading["at"]).replace(tzinfo=zone)
    if reading["kind"] == "account":
        return moment.timestamp() - read_at.timestamp() <= 6 * 3600
    here = place_of(organisation, organisation)
    return moment.date() <= plus_business_days(here, read_at.date(), 1)
