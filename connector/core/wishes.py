"""How the owner of a ledger file says that it is to be read, and what is kept of it for the next one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from connector.core.renamed import Read

#: The fields that say what is owed, and when.
OWED: Final = (
    *("total", "open", "paid", "status", "paid_on", "currency"),
    *("issued_on", "due_on", "terms"),
)
#: Those that say which invoice it is, and whose.
IDENTITY: Final = ("number", "customer_id", "customer")


@dataclass(frozen=True, slots=True)
class Wishes:
    """A field of ours by the name of a column; the order of day and month (dmy, mdy) where none is proven.

    `all_open`: nothing on the file is paid, not even in part, where no column says what is open.
    `as_it_stands`: an invoice or a customer that cannot be found again under what is a number or a customer
    now is another one. Both are said of one file alone.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    all_open: bool = False
    as_it_stands: bool = False

    @property
    def is_of_one_file(self) -> bool:
        """Whether all that is said is said of one file alone."""
        return not self.mapping and self.dates is None and (self.all_open or self.as_it_stands)


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

    def read_as(self, last: "Remembered") -> Read:
        """What is read from the same column as last time; all of it where nobody can tell."""
        mine, theirs = self.columns or {}, last.columns or {}
        same = frozenset(x for x in (*OWED, *IDENTITY) if _folded(mine, x) == _folded(theirs, x))
        is_by_id = "customer_id" in mine or "customer_id" in theirs
        is_customer = "customer_id" in same and (is_by_id or "customer" in same)
        if self.columns is None or last.columns is None:
            return Read(True, True, True, frozenset(OWED))
        return Read("number" in same, is_customer, "customer" in same, same)


def is_called(column: str, number: int, header: str) -> bool:
    """Whether a column is this one: by its name, or by its number where it has none, or one of several."""
    return _fold(column) in (_fold(header), f"column {number}")


def _folded(columns: Mapping[str, str], ours: str) -> str:
    """The name in whatever case: a column that is only written otherwise is the same one."""
    return _fold(columns.get(ours, ""))


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
