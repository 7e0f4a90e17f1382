"""What the columns of a file look like: what a person, and we, can tell from their values."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias

from providers.ledger_file.cells import Cell, cell_text, one_line
from providers.ledger_file.headers import fold
from providers.ledger_file.layout import Layout
from providers.ledger_file.problems import Column
from providers.ledger_file.words import statuses

Kind: TypeAlias = Literal["amounts", "dates", "marks", "text", "nothing"]

#: So many values of a column are shown, each no longer than this.
SAMPLES: Final = 3
LONGEST_SAMPLE: Final = 40
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}\b.*|\d{1,2}\.? [^\W\d]{3,9}\.? \d{4}")
_AMOUNT = re.compile(r"[-+−–(]?\s*[^\W\d]{0,3}[€$£]?\s*[-−–]?\d[\d\s.,'’]*[^\W\d]{0,3}[€$£]?\s*\)?-?")
_BARE = re.compile(r"\d+")
#: How «paid» and «not paid» are ticked in English, French, German and Spanish, folded.
_TICKS: Final = frozenset("oui non o n yes no y ja nein j si s x ok true false vrai faux 1 0".split())
_TICK_SIGNS: Final = frozenset("✓✔☑✗✘☐")


@dataclass(frozen=True, slots=True)
class Seen:
    """One column: its first values, what they look like, the field it is read as, the one it probably is.

    `is_unread` says that nobody has said what it is, nor to ignore it; `tells_paid` that it may say of an
    invoice what is paid or open.
    """

    column: Column
    samples: tuple[str, ...]
    looks: Kind
    field: str | None = None
    guess: str | None = None
    is_unread: bool = False
    tells_paid: bool = False


@dataclass(slots=True)
class _Look:
    column: Column
    is_unread: bool
    samples: list[str] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)

    def see(self, cell: Cell, total: Cell) -> None:
        if len(self.samples) == SAMPLES and not self.is_unread:
            return
        text = one_line(cell_text(cell))
        if not fold(text) and not set(text) & _TICK_SIGNS:
            return
        if len(self.samples) < SAMPLES and (shown := text[:LONGEST_SAMPLE]) not in self.samples:
            self.samples.append(shown)
        self.kinds[_kind(cell, text, total)] += 1

    @property
    def looks(self) -> Kind:
        return self.kinds.most_common(1)[0][0] if self.kinds else "nothing"

    @property
    def tells_paid(self) -> bool:
        """Half of its values are enough: «0,00» beside «voir avoir» still says what is paid."""
        return 0 < self.kinds.total() <= 2 * (self.kinds["amounts"] + self.kinds["marks"])


class Looks:
    """All columns of one table: `see` every line first."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        unread = {x.number for x in layout.unread}
        self._looks = [
            _Look(Column(number, name), number in unread)
            for number, name in enumerate(layout.names, start=1)
            if name
        ]
        self._total = layout.columns.get("total")

    def see(self, cells: Sequence[Cell]) -> None:
        total = _at(cells, self._total) if self._total else None
        for look in self._looks:
            look.see(_at(cells, look.column), total)

    def seen(self) -> tuple[Seen, ...]:
        fields = {column.number: ours for ours, column in self._layout.columns.items()}
        guesses = self._layout.guesses()
        return tuple(
            self._seen(x, fields.get(x.column.number), guesses.get(x.column.number)) for x in self._looks
        )

    def _seen(self, look: _Look, ours: str | None, guess: str | None) -> Seen:
        tells = look.is_unread and (
            look.tells_paid or (bool(look.kinds) and guess in ("open", "paid", "status", "paid_on"))
        )
        return Seen(look.column, tuple(look.samples), look.looks, ours, guess, look.is_unread, tells)


def _at(cells: Sequence[Cell], column: Column) -> Cell:
    return cells[column.index] if column.index < len(cells) else None


def _kind(cell: Cell, text: str, total: Cell) -> Kind:
    if isinstance(cell, bool) or fold(text) in _TICKS or set(text) & _TICK_SIGNS:
        return "amounts" if text in {"0", "1"} else "marks"
    if isinstance(cell, date) or _DATE.fullmatch(text):
        return "dates"
    if isinstance(cell, int | float) or _AMOUNT.fullmatch(text):
        return "text" if _is_code(text, total) else "amounts"
    return "marks" if fold(text) in statuses() else "text"


def _is_code(text: str, total: Cell) -> bool:
    """A post code, an account: digits alone that begin with a naught, or are more than the total."""
    bare = re.sub(r"\s", "", text)
    if not _BARE.fullmatch(bare):
        return False
    return (len(bare) > 1 and bare.startswith("0")) or int(bare) > _roughly(total)


def _roughly(total: Cell) -> float:
    """An amount whose decimal mark is not known yet, rather too high than too low; infinite for none."""
    text = re.sub(r"[^\d.,]", "", cell_text(total))
    whole = re.sub(r"[.,]\d{1,2}$", "", text)
    digits = re.sub(r"\D", "", whole)
    return int(digits) + 1 if digits else float("inf")
