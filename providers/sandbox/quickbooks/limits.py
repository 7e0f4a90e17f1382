"""How much a company answers: so many requests a minute by the sandbox's clock, and so many at once."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .errors import GateError

MINUTE = 60.0


@dataclass
class Limits:
    """Of each company. `retry_after` is told with a refusal, when there is one; None lifts a limit."""

    per_minute: int | None = 500
    at_once: int | None = 10
    batches_per_minute: int | None = 40
    retry_after: str | None = None
    _asked: dict[str, deque[float]] = field(default_factory=dict, repr=False)
    _under_way: dict[str, int] = field(default_factory=dict, repr=False)

    @contextmanager
    def counted(self, realm: str, now: float, *, is_batch: bool) -> Iterator[None]:
        """Around one request. GateError 429 when it is one too many; a refused one does not count."""
        if _is_over(self._under_way.get(realm, 0), self.at_once):
            raise self._throttled()
        self._count(realm, now, self.per_minute)
        if is_batch:
            self._count(f"{realm}/batch", now, self.batches_per_minute)
        self._under_way[realm] = self._under_way.get(realm, 0) + 1
        try:
            yield
        finally:
            self._under_way[realm] -= 1

    def forget(self) -> None:
        self._asked.clear()

    def _count(self, key: str, now: float, most: int | None) -> None:
        asked = self._asked.setdefault(key, deque())
        while asked and not now - MINUTE < asked[0] <= now:
            asked.popleft()
        if _is_over(len(asked), most):
            raise self._throttled()
        asked.append(now)

    def _throttled(self) -> GateError:
        return throttled(self.retry_after)


def throttled(retry_after: str | None) -> GateError:
    detail = "The request limit was reached. Try again later."
    return GateError(429, "3001", "SERVICE", detail, retry_after=retry_after)


def _is_over(held: int, most: int | None) -> bool:
    return most is not None and held >= most
