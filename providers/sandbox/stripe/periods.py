"""How long a billing period is: calendar months and years, kept to the anchor's day."""

from calendar import monthrange
from datetime import UTC, datetime

from .billing import Price, Subscription
from .book import DAY

_DAYS = {"day": 1, "week": 7}


def next_end(subscription: Subscription, price: Price, start: int) -> int:
    """The end of the period that begins at `start`: the 31st becomes the last day of a shorter month."""
    count = price.interval_count
    if price.interval in _DAYS:
        return start + _DAYS[price.interval] * count * DAY
    months = count * (12 if price.interval == "year" else 1)
    return _add_months(start, months, datetime.fromtimestamp(subscription.anchor, UTC).day)


def _add_months(start: int, months: int, day: int) -> int:
    begun = datetime.fromtimestamp(start, UTC)
    years, month = divmod(begun.month - 1 + months, 12)
    year, month = begun.year + years, month + 1
    moved = begun.replace(year=year, month=month, day=min(day, monthrange(year, month)[1]))
    return int(moved.timestamp())
