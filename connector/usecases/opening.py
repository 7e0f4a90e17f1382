"""Opening: when something may leave next, by the clock and the calendar of the business itself."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connector.core.calendar import Calendar
from connector.usecases.application import Application


def opens_next(app: Application, organisation_id: str) -> datetime | None:
    """None while messages may leave; a customer elsewhere has days and hours of his own."""
    with app.store.reading(organisation_id) as unit:
        own = unit.organisation()
    business = app.calendars.business_days(own.country, own.region)
    calendar = Calendar(business, ZoneInfo(own.timezone), own.closures)
    now = app.clock.now().astimezone(calendar.zone)
    is_over = now.time() >= own.window_end
    if calendar.is_open(now.date()) and own.window_start <= now.time() and not is_over:
        return None
    day = calendar.next_open(now.date() + timedelta(days=is_over))
    return datetime.combine(day, own.window_start, calendar.zone)
