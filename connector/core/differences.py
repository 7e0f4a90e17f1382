"""What differs between two texts, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

#: So many equal lines stand around what differs.
AROUND = 3


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line: `sign` is + for a new one, - for one that is gone, … for equal ones left out, else empty."""

    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class PartDifference:
    """One part of a text in which something differs."""

    part: str
    lines: tuple[DiffLine, ...]


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[PartDifference, ...]:
    """The parts that differ, sorted; none where nothing does."""
    names = sorted(before.keys() | after.keys())
    both = [(x, before.get(x, ""), after.get(x, "")) for x in names]
    return tuple(PartDifference(x, tuple(_lines(old, new))) for x, old, new in both if old != new)


def _lines(old: str, new: str) -> Iterator[DiffLine]:
    was, now = old.splitlines(), new.splitlines()
    end = 0
    for group in SequenceMatcher(None, was, now, autojunk=False).get_grouped_opcodes(AROUND):
        if group[0][1] > end:
            yield DiffLine("…", "")
        for tag, first, last, start, stop in group:
            if tag == "equal":
                yield from (DiffLine("", x) for x in was[first:last])
            else:
                yield from (DiffLine("-", x) for x in was[first:last])
                yield from (DiffLine("+", x) for x in now[start:stop])
        end = group[-1][2]
    if end < len(was):
        yield DiffLine("…", "")
