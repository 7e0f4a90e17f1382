"""Long work beside the pages: one thread of this process, in turns. What it loses the schedule finds."""

from collections.abc import Callable
from threading import Lock, Thread

from connector.usecases.application import Step


class Beside:
    """Repeats each work, turn by turn with the others, until there is no more of it.

    The thread begins with the first work and ends with the last one. `fault` is told of a turn that
    nobody expected to fail; that work is then left to whoever finds it.
    """

    def __init__(self, fault: Callable[[str, Exception], None]) -> None:
        self._fault = fault
        self._lock = Lock()
        self._waiting: dict[str, Step] = {}
        self._thread: Thread | None = None
        self._is_stopping = False

    def __call__(self, name: str, step: Step) -> None:
        """Returns at once; the same name waits once."""
        with self._lock:
            if self._is_stopping:
                return
            self._waiting[name] = step
            if self._thread is None:
                self._thread = Thread(target=self._work, name="beside", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Until nothing waits any more."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        """Lets the turn under way finish."""
        with self._lock:
            self._is_stopping = True
        self.wait()

    def _work(self) -> None:
        while (taken := self._next()) is not None:
            name, step = taken
            if self._has_more(name, step):
                with self._lock:
                    # Behind the others; whoever asked for it again meanwhile has said the same.
                    self._waiting.setdefault(name, step)

    def _next(self) -> tuple[str, Step] | None:
        with self._lock:
            if self._is_stopping or not self._waiting:
                self._thread = None
                return None
            name = next(iter(self._waiting))
            return name, self._waiting.pop(name)

    def _has_more(self, name: str, step: Step) -> bool:
        try:
            return step()
        except Exception as error:  # noqa: BLE001 - one work never stops the others
            self._fault(f"work {name}", error)
            return False
