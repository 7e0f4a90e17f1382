"""The demo's clock: it stands still until the visitor moves it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")


class DemoClock:
    """Implements the port Clock. One thread moves it, all may read it."""

    def __init__(self, day: date, at: time) -> None:
        self._moment = datetime.combine(day, at, ZONE)

    def now(self) -> datetime:
        return self._moment.astimezone(UTC)

    @property
    def day(self) -> date:
        """The company's own day."""
        return self._moment.date()

    def set(self, day: date, at: time) -> None:
        self._moment = datetime.combine(day, at, ZONE)
