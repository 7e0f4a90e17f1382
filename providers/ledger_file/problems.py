"""What is wrong with a ledger file, said so that its owner can mend it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from connector.core.told import Told
from providers.ledger_file.headers import fold
from providers.ledger_file.sentences import say

#: After so many errors the file is not read further: the owner has enough to do.
MAX_ERRORS = 50


class Kind(StrEnum):
    """An error keeps the whole file out; a notice only tells what was done."""

    ERROR = "error"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its owner sees it: counted from 1, with the name in the header.

    With no name there, or with one that several have, it is called by its number.
    """

    number: int
    name: str
    is_unnamed: bool = False
    is_shared: bool = False
    index: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", self.number - 1)

    @property
    def called(self) -> str:
        """What it is mapped and remembered by; no other column of the file is called so."""
        return f"column {self.number}" if self.is_unnamed or self.is_shared else self.name

    @property
    def told(self) -> Told:
        if self.is_unnamed:
            return say("column.unnamed", number=self.number)
        return say("column", number=self.number, name=self.name)

    def __str__(self) -> str:
        return self.told


def columns_of(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns of a header, from the left."""
    count = Counter(map(fold, names))
    return tuple(
        Column(n, name or f"column {n}", is_unnamed=not name, is_shared=bool(name) and count[fold(name)] > 1)
        for n, name in enumerate(names, start=1)
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence about one place. `line` is the file's own line (a sheet's row), counted from 1."""

    file: str
    message: str
    line: int | None = None
    column: Column | None = None
    kind: Kind = Kind.ERROR

    def __str__(self) -> str:
        line = None if self.line is None else f"line {self.line}"
        column = None if self.column is None else str(self.column)
        return f"{', '.join(part for part in (self.file, line, column) if part)}: {self.message}"


class Unreadable(Exception):
    """A value, a line or a file that cannot be read; the text says why and what to do."""

    def __init__(self, message: str, line: int | None = None, column: Column | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class Problems:
    """Collects problems, errors up to MAX_ERRORS."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []
        self.errors = 0

    @property
    def is_full(self) -> bool:
        return self.errors >= MAX_ERRORS

    def error(self, message: str, line: int | None = None, column: Column | None = None) -> None:
        if not self.is_full:
            self.errors += 1
            self.found.append(Problem(self.file, message, line, column))

    def notice(self, message: str, line: int | None = None) -> None:
        self.found.append(Problem(self.file, message, line, kind=Kind.NOTICE))

    def in_order(self) -> list[Problem]:
        """As they stand in the file, from the top and from the left."""
        return sorted(self.found, key=lambda one: (one.line or 0, one.column.number if one.column else 0))

    def take(self, unreadable: Unreadable) -> None:
        self.error(unreadable.message, unreadable.line, unreadable.column)
