"""Drawing: columns and dots as numbers that a page writes into SVG attributes.

What lies beside another is in percent of the width, what lies above in pixels: words keep their size on every
screen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

#: Pixels: of the drawing, of the room above it for the highest line's number, and of the words below.
PLOT, ABOVE, BELOW = 190, 18, 24
#: Of the room of a column so much is its bar.
_SHARE = 0.62
#: From so many columns on only every second one is named on a narrow screen.
MANY = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a column; `kind` says how it looks."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its pieces from the ground up; `told` says in words what it shows."""

    label: str
    told: str
    x: float
    width: float
    middle: float
    is_spare: bool
    pieces: tuple[Piece, ...]

    @property
    def top(self) -> float:
        """Where its highest piece ends."""
        return min((x.y for x in self.pieces), default=float(ABOVE + PLOT))


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across, with its number."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing; `links` are the pairs of neighbouring columns between which a line is drawn."""

    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    links: tuple[tuple[Column, Column], ...] = ()

    @property
    def ground(self) -> int:
        return ABOVE + PLOT

    @property
    def height(self) -> int:
        return ABOVE + PLOT + BELOW


@dataclass(frozen=True, slots=True)
class Stack:
    """What is drawn as one column: its words, and its parts from the ground up."""

    label: str
    told: str
    parts: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        return sum(amount for _, amount in self.parts)


def columns(stacks: Sequence[Stack], written: Callable[[float], str], is_whole: bool = False) -> Chart:
    """A column for each; `written` writes the number of a line, a whole one where things are counted."""
    steps = scale(max((x.total for x in stacks), default=0), is_whole)
    room = 100 / max(len(stacks), 1)
    made = [_column(n, room, len(stacks), x, steps[-1]) for n, x in enumerate(stacks)]
    return Chart(tuple(made), tuple(Rule(_y(x, steps[-1]), written(x)) for x in steps))


def dots(stacks: Sequence[Stack], written: Callable[[float], str]) -> Chart:
    """A dot at the top of each that has a part, and a line between two that follow one another."""
    chart = columns(stacks, written)
    pairs = zip(chart.columns, chart.columns[1:], strict=False)
    links = tuple((one, other) for one, other in pairs if one.pieces and other.pieces)
    return Chart(chart.columns, chart.rules, links)


def scale(most: float, is_whole: bool = False) -> list[float]:
    """Round numbers from 0 to at least `most`: four lines at most above the ground."""
    if most <= 0 or (is_whole and most <= 1):
        return [0, 1]
    size = 1.0
    while size * 10 <= most:
        size *= 10
    while size > most:
        size /= 10
    step = next(size * x for x in (0.25, 0.5, 1, 2, 2.5, 5) if size * x * 4 >= most)
    if is_whole:
        step = float(ceil(step))
    lines = [0.0]
    while lines[-1] < most:
        lines.append(lines[-1] + step)
    return lines


def _column(n: int, room: float, count: int, stack: Stack, top: float) -> Column:
    width = room * _SHARE
    is_spare = count >= MANY and n % 2 == 1
    middle = room * n + room / 2
    return Column(
        stack.label, stack.told, round(middle - width / 2, 2), round(width, 2), round(middle, 2), is_spare,
        _pieces(stack, top),
    )  # fmt: skip


def _pieces(stack: Stack, top: float) -> tuple[Piece, ...]:
    found, below = [], 0.0
    for kind, amount in stack.parts:
        y = _y(below + amount, top)
        found.append(Piece(kind, y, round(_y(below, top) - y, 1)))
        below += amount
    return tuple(found)


def _y(amount: float, top: float) -> float:
    return round(ABOVE + PLOT - PLOT * amount / top, 1)
