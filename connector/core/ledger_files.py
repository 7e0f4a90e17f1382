"""Ledger files that somebody hands in on a page: kept for a while, read as often as asked, then taken in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from connector.core.invoice import Organisation
from connector.core.source import Batch
from connector.core.wishes import Wishes


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One sentence about one place of a file; what is no error only tells what was done."""

    message: str
    line: int | None = None
    column: str | None = None
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column as it was seen: its first values, and what they look like.

    `looks` is amounts, dates, marks, text or nothing; `field` is what it is read as, `guess` what it probably
    is. `is_unread` says that nobody has said what it is, nor that it is to be ignored. It is the `number`th,
    counted from 1; one without a name `is_unnamed`, one whose `header` others have too `is_shared`: both
    are called by their number.
    """

    name: str
    samples: tuple[str, ...] = ()
    looks: str = "nothing"
    field: str | None = None
    guess: str | None = None
    is_unread: bool = False
    number: int = 0
    is_unnamed: bool = False
    is_shared: bool = False
    header: str = ""


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as it was understood. `batches` are empty where an error stands among the problems.

    `headers` are the names of its columns, from the left; `columns` the name by each field of ours, `orders`
    that of day and month (dmy, mdy) where a field needed one; `seen` the columns that have a name or
    a value.
    """

    provider: str
    batches: tuple[Batch, ...] = ()
    rows: int = 0
    headers: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    orders: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[FileProblem, ...] = ()
    seen: tuple[FileColumn, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether it may be taken in."""
        return not any(x.is_error for x in self.problems)


class LedgerFiles(Protocol):
    """Keeps what was handed in for an hour, for one organisation alone."""

    @property
    def fields(self) -> tuple[str, ...]:
        """What a column can be mapped to, in the order in which they are offered."""

    def keep(self, organisation_id: str, content: bytes, at: datetime) -> str:
        """The key under which it can be read: the same for the same content."""

    def read(self, organisation: Organisation, key: str, wishes: Wishes, at: datetime) -> FileRead | None:
        """None where it is gone, or was never this organisation's."""

    def drop(self, organisation_id: str, key: str) -> None:
        """It is not needed any more."""
