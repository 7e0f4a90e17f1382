"""How the owner of a ledger file says that it is to be read, and what is kept of it for the next one."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wishes:
    """A field of ours by the name of a column; the order of day and month (dmy, mdy) where none is proven.

    `all_open`: nothing on the file is paid, not even in part, where no column says what is open.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    all_open: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """How the last file that was taken in was read; it counts for files with just these `headers`."""

    headers: tuple[str, ...]
    wishes: Wishes
