"""Instants as QuickBooks writes and reads them: with the Pacific offset, and Pacific where none is given."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")


def shown(seconds: int) -> str:
    """Unix seconds as `MetaData` shows them."""
    return datetime.fromtimestamp(seconds, PACIFIC).isoformat()


def stamp(instant: datetime) -> str:
    """The `time` of an answer, to the millisecond."""
    return instant.astimezone(PACIFIC).isoformat(timespec="milliseconds")


def pacific_day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, PACIFIC).date()


def read(text: str) -> float:
    """Unix seconds of a day (its beginning) or an instant. ValueError when it is neither."""
    try:
        instant = datetime.combine(date.fromisoformat(text), time())
    except ValueError:
        instant = datetime.fromisoformat(text)
    return (instant if instant.tzinfo is not None else instant.replace(tzinfo=PACIFIC)).timestamp()


def nanoseconds(instant: datetime) -> str:
    """As CloudEvents carry it: UTC with nine decimals, which `datetime.fromisoformat` cannot read whole."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}517Z"
