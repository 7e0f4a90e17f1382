"""Xero's limits for each tenant: five at once, sixty a minute, 5000 a day, by the sandbox's clock."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..clock import SandboxClock
from .errors import limited

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass
class _Window:
    """A number of calls until it ends. Fixed: it begins with the first call after the last one ended."""

    problem: str
    header: str
    length: timedelta
    most: int | None
    ends_at: datetime
    used: int = 0

    @property
    def left(self) -> int:
        return 1_000_000 if self.most is None else self.most - self.used


@dataclass
class Limits:
    """Each number can be changed at any time; None lifts that limit."""

    clock: SandboxClock
    at_once: int | None = 5
    per_minute: int | None = 60
    per_day: int | None = 5000
    app_per_minute: int | None = 10_000
    _under_way: Counter[str] = field(default_factory=Counter)
    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict)

    def start_over(self) -> None:
        """As Xero has them, nothing used."""
        self.at_once, self.per_minute, self.per_day, self.app_per_minute = 5, 60, 5000, 10_000
        self._windows.clear()

    @contextmanager
    def call(self, tenant: str, app: str) -> Iterator[dict[str, str]]:
        """One call, and the headers its answer bears. Raises ApiError 429; a refused call counts as none."""
        if self.at_once is not None and self._under_way[tenant] >= self.at_once:
            raise limited("concurrent", None)
        windows = [
            self._window(tenant, "day", "X-DayLimit-Remaining", _DAY, self.per_day),
            self._window(tenant, "minute", "X-MinLimit-Remaining", _MINUTE, self.per_minute),
            self._window(app, "appminute", "X-AppMinLimit-Remaining", _MINUTE, self.app_per_minute),
        ]
        for window in windows:
            if window.left <= 0:
                seconds = (window.ends_at - self.clock.now()).total_seconds()
                raise limited(window.problem, str(max(1, int(seconds))))
        for window in windows:
            window.used += 1
        self._under_way[tenant] += 1
        try:
            yield {window.header: str(window.left) for window in windows}
        finally:
            self._under_way[tenant] -= 1

    def _window(self, key: str, problem: str, header: str, length: timedelta, most: int | None) -> _Window:
        now = self.clock.now()
        window = self._windows.get((key, problem))
        # A clock that was put back would otherwise leave a window that ends far ahead.
        if window is None or not now < window.ends_at <= now + length:
            window = _Window(problem, header, length, most, now + length)
            self._windows[key, problem] = window
        window.most = most
        return window
