"""Xero's ways of writing a day and an instant. Pure."""

import re
from datetime import UTC, date, datetime, timedelta

from .sentences import say as here

_MS = re.compile(r"/Date\((-?[0-9]{1,17})(?:[+-][0-9]{2,4})?\)/")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(text: str) -> datetime:
    """An instant in UTC from `/Date(ms)/` or `/Date(ms+0000)/`. Raises ValueError.

    The milliseconds count from 1970 in UTC; the offset behind them changes nothing.
    """
    found = _MS.fullmatch(text)
    if found is None:
        raise ValueError(here("no_instant", text=text))
    try:
        return _EPOCH + timedelta(milliseconds=int(found[1]))
    except OverflowError:
        raise ValueError(here("outside", text=text)) from None


def day(text: str | None, twin: str | None = None) -> date | None:
    """A day, None where there is none. Raises ValueError.

    Xero's days are midnights in UTC: never those of a zone. The `twin` (2026-11-01T00:00:00) speaks
    where the first form is missing.
    """
    if text:
        return instant(text).date()
    return datetime.fromisoformat(twin).date() if twin else None
