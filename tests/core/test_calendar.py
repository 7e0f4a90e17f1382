"""Business days, closures and zones (section 5, when a step is due)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from connector.core.calendar import HORIZON_DAYS, BusinessDays, Calendar, end_of_day
from tests.core.builders import FRANCE, a_calendar, business_days, day


@pytest.mark.parametrize(
    ("due_on", "offset", "own_on"),
    [
        ("2026-09-02", 5, "2026-09-07"),
        ("2026-09-02", -5, "2026-08-28"),
        ("2026-09-01", 5, "2026-09-07"),  # Sunday, forward
        ("2026-09-11", -5, "2026-09-04"),  # Sunday, backward
        ("2026-09-06", 0, "2026-09-07"),  # offset 0 goes forward
        ("2026-09-07", -1, "2026-09-04"),
        ("2026-04-26", 5, "2026-05-04"),  # Labour Day is a Friday
        ("2026-05-06", -5, "2026-04-30"),
        ("2026-05-13", 1, "2026-05-15"),  # Ascension
        ("2026-12-20", 5, "2026-12-28"),  # Christmas Day is a Friday
        ("2026-12-27", 5, "2027-01-04"),  # New Year's Day too
        ("2028-02-24", 5, "2028-02-29"),
        ("2027-02-24", 5, "2027-03-01"),
        ("2026-01-31", 30, "2026-03-02"),
        ("2026-08-31", 30, "2026-09-30"),
        ("2025-12-02", 30, "2026-01-02"),  # 1 January is a holiday
    ],
)
def test_a_step_falls_on_a_business_day(due_on: str, offset: int, own_on: str) -> None:
    """France: after-due steps move forward, before-due ones backward."""
    assert FRANCE.own_day(day(due_on), offset) == day(own_on)
    assert FRANCE.own_day(day(due_on), offset) == day(own_on), "asked twice"


@pytest.mark.parametrize(
    ("country", "region", "holiday"),
    [
        ("FR", None, "2026-07-14"),
        ("FR", "6AE", "2025-12-26"),
        ("FR", "57", "2026-04-03"),
        ("GB", "ENG", "2026-08-31"),
        ("GB", "SCT", "2026-01-02"),
        ("GB", "SCT", "2026-08-03"),
        ("GB", "NIR", "2026-03-17"),
        ("US", "TX", "2026-03-02"),
        ("US", None, "2026-11-26"),
        ("NZ", "AUK", "2026-01-26"),
        ("DE", "BY", "2026-01-06"),
    ],
)
def test_a_public_holiday_of_the_region_is_no_business_day(
    country: str, region: str | None, holiday: str
) -> None:
    assert day(holiday) not in business_days(country, region)


@pytest.mark.parametrize(
    ("country", "region", "working"),
    [
        ("FR", None, "2025-12-26"),
        ("FR", None, "2026-04-03"),
        ("GB", "SCT", "2026-08-31"),
        ("GB", "ENG", "2026-01-02"),
        ("GB", "ENG", "2026-03-17"),
        ("US", None, "2026-03-02"),
        ("NZ", None, "2026-01-26"),
        ("DE", "HH", "2026-01-06"),
    ],
)
def test_a_neighbour_s_holiday_is_a_business_day(country: str, region: str | None, working: str) -> None:
    assert day(working) in business_days(country, region)


@pytest.mark.parametrize("weekend", ["2026-09-05", "2026-09-06"])
def test_a_weekend_is_no_business_day(weekend: str) -> None:
    assert day(weekend) not in FRANCE.business


@pytest.mark.parametrize(
    ("from_", "count", "last"),
    [
        ("2026-09-09", 2, "2026-09-11"),
        ("2026-09-11", 2, "2026-09-15"),
        ("2026-09-12", 2, "2026-09-15"),
        ("2026-09-07", 0, "2026-09-07"),
        ("2026-09-06", 0, "2026-09-06"),
        ("2026-07-10", 5, "2026-07-20"),  # the 14th does not count
        ("2026-12-24", 5, "2027-01-04"),
    ],
)
def test_business_days_are_counted_from_the_day_after(from_: str, count: int, last: str) -> None:
    assert FRANCE.business.after(day(from_), count) == day(last)


def test_forward_and_backward_leave_a_business_day_alone() -> None:
    monday = day("2026-09-07")

    assert FRANCE.business.forward(monday) == monday == FRANCE.business.backward(monday)


def test_backward_from_a_sunday_is_friday() -> None:
    assert FRANCE.business.backward(day("2026-09-06")) == day("2026-09-04")


def test_holidays_are_asked_once_for_each_day() -> None:
    """Dynamic calendars are slow; the answer is kept."""

    class Counting(frozenset[date]):
        asked = 0

        def __contains__(self, day: object) -> bool:
            Counting.asked += 1
            return False

    business = BusinessDays(Counting())

    assert all(day("2026-09-07") in business for _ in range(3))
    assert Counting.asked == 1


def test_nothing_leaves_on_a_closure() -> None:
    calendar = a_calendar(closures=["2026-09-07"])

    assert not calendar.is_open(day("2026-09-07"))
    assert calendar.is_open(day("2026-09-08"))
    assert calendar.next_open(day("2026-09-05")) == day("2026-09-08")


def test_a_closure_does_not_move_the_day_of_a_step() -> None:
    """Section 5: to a business day of the customer; the closure only keeps the step back."""
    calendar = a_calendar(closures=["2026-09-07"])

    assert calendar.own_day(day("2026-09-02"), 5) == day("2026-09-07")


def test_a_business_that_is_always_closed_is_a_mistake() -> None:
    """A sentence instead of a loop without end."""
    first = day("2026-09-07")
    closures = [str(first + timedelta(days=n)) for n in range(HORIZON_DAYS)]

    with pytest.raises(ValueError, match="look at the closures"):
        a_calendar(closures=closures).next_open(first)


def test_a_business_may_be_closed_almost_that_long() -> None:
    first = day("2026-09-07")
    closures = [str(first + timedelta(days=n)) for n in range(HORIZON_DAYS - 3)]

    opening = a_calendar(closures=closures).next_open(first)

    assert opening == FRANCE.business.forward(first + timedelta(days=HORIZON_DAYS - 3))


@pytest.mark.parametrize(
    ("zone", "instant", "local"),
    [
        ("Europe/Paris", "2026-09-06T21:59", "2026-09-06"),
        ("Europe/Paris", "2026-09-06T22:00", "2026-09-07"),
        ("Europe/Paris", "2026-03-28T22:59", "2026-03-28"),  # winter time, one hour ahead
        ("Europe/Paris", "2026-03-28T23:00", "2026-03-29"),
        ("Europe/Paris", "2026-03-29T21:59", "2026-03-29"),  # summer time, two hours ahead
        ("Europe/Paris", "2026-03-29T22:00", "2026-03-30"),
        ("Europe/Paris", "2026-10-24T22:00", "2026-10-25"),
        ("Europe/Paris", "2026-10-25T22:59", "2026-10-25"),
        ("Europe/Paris", "2026-10-25T23:00", "2026-10-26"),
        ("Europe/London", "2026-03-28T23:59", "2026-03-28"),
        ("Europe/London", "2026-03-29T00:00", "2026-03-29"),
        ("Europe/London", "2026-03-29T23:00", "2026-03-30"),
        ("Europe/London", "2026-10-25T23:59", "2026-10-25"),
        ("America/New_York", "2026-03-08T04:59", "2026-03-07"),
        ("America/New_York", "2026-03-08T05:00", "2026-03-08"),
        ("America/New_York", "2026-03-09T03:59", "2026-03-08"),
        ("America/New_York", "2026-03-09T04:00", "2026-03-09"),
        ("America/New_York", "2026-11-02T04:59", "2026-11-01"),
        ("Pacific/Auckland", "2026-04-04T10:59", "2026-04-04"),
        ("Pacific/Auckland", "2026-04-04T11:00", "2026-04-05"),
        ("Pacific/Auckland", "2026-04-05T11:59", "2026-04-05"),
        ("Pacific/Auckland", "2026-04-05T12:00", "2026-04-06"),
        ("Pacific/Auckland", "2026-09-26T12:00", "2026-09-27"),
        ("Pacific/Auckland", "2026-09-27T11:00", "2026-09-28"),
    ],
)
def test_the_day_is_the_one_on_the_customer_s_clock(zone: str, instant: str, local: str) -> None:
    """Nights on which the clocks change included; instants in UTC."""
    calendar = Calendar(FRANCE.business, ZoneInfo(zone))

    assert calendar.day(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == day(local)


@pytest.mark.parametrize(
    ("zone", "text", "instant"),
    [
        ("Europe/Paris", "2026-09-07", "2026-09-07T22:00"),
        ("Europe/Paris", "2026-03-28", "2026-03-28T23:00"),
        ("Europe/Paris", "2026-03-29", "2026-03-29T22:00"),
        ("Europe/Paris", "2026-10-25", "2026-10-25T23:00"),
        ("Europe/London", "2026-03-29", "2026-03-29T23:00"),
        ("America/New_York", "2026-11-01", "2026-11-02T05:00"),
        ("Pacific/Auckland", "2026-04-05", "2026-04-05T12:00"),
        ("Pacific/Auckland", "2026-12-31", "2026-12-31T11:00"),
    ],
)
def test_a_day_ends_at_the_customer_s_midnight(zone: str, text: str, instant: str) -> None:
    """Computed from the zone's name for that day."""
    assert end_of_day(day(text), ZoneInfo(zone)) == datetime.fromisoformat(instant).replace(tzinfo=UTC)
