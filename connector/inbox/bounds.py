"""How much one reading may bring and how long it may take, whatever the server does."""

from collections.abc import Callable

#: Messages of one round.
MESSAGES = 200
#: Bytes of one message; what is longer is cut there.
LARGEST = 1024 * 1024
#: Bytes of the messages of one round.
ALTOGETHER = 20 * LARGEST
#: Until an answer goes on, and for a whole round.
TIMEOUT = 20.0
SECONDS = 60.0
#: What the server may say in all, in one line, and in lines.
_WHOLE = 2 * ALTOGETHER
LONGEST_LINE = 1_000_000
_LINES = 50_000


class TooMuch(Exception):
    """The server says more than it was asked for."""


class Allowance:
    """What is left of one round. `timeout` is in seconds, for each wait."""

    def __init__(self, monotonic: Callable[[], float], timeout: float = TIMEOUT) -> None:
        self._monotonic = monotonic
        self._timeout = timeout
        self._until = monotonic() + SECONDS
        self._bytes = _WHOLE
        self._lines = _LINES

    def patience(self) -> float:
        """How long the next wait may take. Raises TimeoutError once the round is over."""
        left = self._until - self._monotonic()
        if left <= 0:
            raise TimeoutError("the round is over")
        return min(self._timeout, left)

    def heard(self, count: int) -> None:
        """So many bytes more. Raises TooMuch."""
        self._bytes -= count
        if self._bytes < 0:
            raise TooMuch("more bytes than a round may bring")

    def heard_line(self) -> None:
        """One line more, each of which costs more to keep than it is long. Raises TooMuch."""
        self._lines -= 1
        if self._lines < 0:
            raise TooMuch("more lines than a round may bring")
