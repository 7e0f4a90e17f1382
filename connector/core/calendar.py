"""Business days, closures and zones: which day is it for a customer, and may he hear from us."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
SATURDAY = 5
#: A calendar that knows no open day within this many days is a mistake, not a holiday.
HORIZON_DAYS = 800


class BusinessDays:
    """The business days of one country and region: Monday to Friday less the public holidays."""

    def __init__(self, holidays: Container[date]) -> None:
        self._holidays = holidays
        self._known: dict[date, bool] = {}

    def __contains__(self, day: date) -> bool:
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = day.weekday() < SATURDAY and day not in self._holidays
        return known

    def forward(self, day: date) -> date:
        """`day` itself if it is a business day, else the next one."""
        while day not in self:
            day += ONE_DAY
        return day

    def backward(self, day: date) -> date:
        """`day` itself if it is a business day, else the last one before it."""
        while day not in self:
            day -= ONE_DAY
        return day

    def after(self, day: date, count: int) -> date:
        """The `count`-th business day after `day` (which itself is not counted)."""
        for _ in range(count):
            day = self.forward(day + ONE_DAY)
        return day


class Calendar:
    """What decides the days of one customer: his business days and zone, the sender's closures."""

    def __init__(
        self, business: BusinessDays, zone: ZoneInfo, closures: frozenset[date] = frozenset()
    ) -> None:
        self.business = business
        self.zone = zone
        self.closures = closures
        self._own_days: dict[tuple[date, int], date] = {}
        #: What the ladders of its customers have in common: few due dates, many invoices.
        self.kept: dict[object, Any] = {}

    def day(self, instant: datetime) -> date:
        """The customer's local day of an aware instant."""
        return instant.astimezone(self.zone).date()

    def is_open(self, day: date) -> bool:
        """Whether anything may leave on `day`: a business day there and no closure here."""
        return day in self.business and day not in self.closures

    def next_open(self, day: date) -> date:
        """`day` itself if something may leave on it, else the next such day."""
        for _ in range(HORIZON_DAYS):
            if self.is_open(day):
                return day
            day += ONE_DAY
        raise ValueError(f"no open day in the {HORIZON_DAYS} days before {day}: look at the closures")

    def next_unclosed(self, day: date) -> date:
        """`day` itself unless the organisation is closed, business day or not; else the next such day."""
        while day in self.closures:
            day += ONE_DAY
        return day

    def own_day(self, due_on: date, offset: int) -> date:
        """The day of a step: due date plus offset, moved to a business day.

        Forward from offset 0 on, backward before the due date.
        """
        key = (due_on, offset)
        day = self._own_days.get(key)
        if day is None:
            raw = due_on + timedelta(days=offset)
            day = self.business.backward(raw) if offset < 0 else self.business.forward(raw)
            self._own_days[key] = day
        return day


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after `day` in `zone`, computed from the zone's name for that day."""
    return datetime.combine(day + ONE_DAY, time(), zone)


def file_trusted_until(imported_at: datetime, business: BusinessDays, zone: ZoneInfo) -> datetime:
    """A ledger file is trusted to the end of the business day after its import."""
    return end_of_day(business.after(imported_at.astimezone(zone).date(), 1), zone)


#: A connected account is trusted for six hours after it was read.
ACCOUNT_TRUST = timedelta(hours=6)
