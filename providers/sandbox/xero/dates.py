"""Xero's two ways of writing a day and an instant."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

_EPOCH = date(1970, 1, 1)
_MS = re.compile(r"/Date\((-?\d+)(?:[+-]\d{2,4})?\)/")


def day_ms(day: date) -> str:
    """A day, as milliseconds of its UTC midnight."""
    return f"/Date({(day - _EPOCH).days * 86_400_000}+0000)/"


def day_text(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def instant_ms(at: datetime) -> str:
    return f"/Date({_milliseconds(at)}+0000)/"


def instant_text(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def header_ms(at: datetime) -> str:
    """As in the head of an answer: without an offset."""
    return f"/Date({_milliseconds(at)})/"


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def read_day(text: str) -> date:
    """A posted day: ISO, with or without a time, or milliseconds. ValueError otherwise."""
    found = _MS.fullmatch(text)
    if found:
        return _EPOCH + timedelta(milliseconds=int(found[1]))
    return datetime.fromisoformat(text).date()


def read_instant(text: str) -> datetime:
    """If-Modified-Since: ISO, in UTC where it has no zone, or HTTP's own form. ValueError otherwise."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = parsedate_to_datetime(text)
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
