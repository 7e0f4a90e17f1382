"""What can be made to go wrong: planned ahead, each taken by the requests it fits."""

from dataclasses import dataclass, field
from threading import Lock
from typing import Literal

FaultKind = Literal[
    "rate_limited",  # 429, with Retry-After when one is given
    "server_error",  # a 5xx in the dialect's own error shape
    "html",  # a gateway's page instead of JSON
    "error_in_200",  # 200 with an error body
    "half_page",  # JSON cut in the middle, well-formed HTTP
    "broken_page",  # the connection dies in the middle of the body
    "dropped",  # the connection dies before a byte of the answer
    "slow",  # waits `seconds`, or until the client leaves
]


@dataclass
class Fault:
    """One planned misbehaviour.

    `times` requests get it after `skip` fitting ones went through; `path` is the beginning of the path
    below the dialect's prefix, `provider` whose prefix (None: any); `code` is the error's own, where the
    dialect has codes: lock_timeout. With `is_after` the work is done first and only the answer is spoiled.
    """

    kind: FaultKind
    times: int = 1
    skip: int = 0
    method: str | None = None
    path: str = "/"
    provider: str | None = None
    status: int | None = None
    retry_after: str | None = None
    code: str | None = None
    seconds: float | None = None
    is_after: bool = False

    def fits(self, method: str, path: str, provider: str) -> bool:
        asked = self.method in (None, method) and self.provider in (None, provider)
        return asked and self.times > 0 and path.startswith(self.path)


@dataclass
class Faults:
    """The plan; safe to change while the server runs."""

    planned: list[Fault] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def plan(self, fault: Fault) -> None:
        with self._lock:
            self.planned.append(fault)

    def clear(self) -> None:
        with self._lock:
            self.planned.clear()

    def take(self, method: str, path: str, provider: str) -> Fault | None:
        """The first fault that fits this request, used up by one."""
        with self._lock:
            for fault in self.planned:
                if not fault.fits(method, path, provider):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                self.planned = [left for left in self.planned if left.times > 0]
                return fault
        return None
