"""How often a token may ask."""

import math
import threading
import time
from collections.abc import Callable

#: Requests of one token in one minute: ten a second, which no person and few programs reach.
PER_MINUTE = 600
MINUTE = 60.0


class Pace:
    """Counts what each token asks in each minute, in this process; `now` are seconds of any beginning."""

    def __init__(self, most: int = PER_MINUTE, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[float, int]] = {}

    def wait_for(self, token_id: str) -> int:
        """Seconds until it may ask again; 0 where it may ask now, and that it does is counted."""
        now = self._now()
        with self._lock:
            began, count = self._counts.get(token_id, (now, 0))
            if now - began >= MINUTE:
                began, count = now, 0
            if count >= self._most:
                return max(1, math.ceil(began + MINUTE - now))
            self._counts[token_id] = (began, count + 1)
        return 0
