"""How the owner of a ledger file says that it is to be read, and what is kept of it for the next one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: The fields that say what is owed, and when.
OWED: Final = (
    *("total", "open", "paid", "status", "paid_on", "currency"),
    *("issued_on", "due_on", "terms"),
)


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
    """How the last file that was taken in was read; it counts for files with just these `headers`.

    `columns` are the names of those it was read from, by each field of ours, and `orders` those of day and
    month by field; None where they were not kept.
    """

    headers: tuple[str, ...]
    wishes: Wishes
    columns: Mapping[str, str] | None = None
    orders: Mapping[str, str] | None = None

    def is_otherwise_than(self, last: "Remembered") -> bool:
        """Whether what is owed, or when, is read from other columns, or its days in another order.

        What such a file says differently was so before: it did not happen since. An order that one of the two
        had no need of says nothing.
        """
        if self.columns is None or last.columns is None:
            return False
        mine, theirs = self.orders or {}, last.orders or {}
        return any(_folded(self.columns, x) != _folded(last.columns, x) for x in OWED) or any(
            mine[x] != theirs[x] for x in mine.keys() & theirs.keys()
        )


def _folded(columns: Mapping[str, str], ours: str) -> str:
    """The name in whatever case: a column that is only written otherwise is the same one."""
    return " ".join(columns.get(ours, "").casefold().split())
