"""What the columns of a file look like: what a person, and we, can tell from their values."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Final, Literal, TypeAlias

from connector.core.invoice import Status
from providers.ledger_file.amounts import LONGEST_AMOUNT
from providers.ledger_file.cells import Cell, Source, cell_text, one_line
from providers.ledger_file.dates import DateColumn
from providers.ledger_file.headers import fold
from providers.ledger_file.layout import Layout
from providers.ledger_file.problems import Column, Unreadable, columns_of
from providers.ledger_file.ticks import has_sign, is_tick, ticked_status
from providers.ledger_file.words import DRAFT, is_currency, paid_words, settling, statuses

Kind: TypeAlias = Literal["amounts", "dates", "marks", "text", "nothing"]

#: So many values of a column are shown, each no longer than this.
SAMPLES: Final = 3
LONGEST_SAMPLE: Final = 40
#: After so many lines it is asked which columns are understood.
_A_FEW: Final = 50
#: So many different values of a column are remembered with what they look like.
_KEPT: Final = 1000
#: No status is longer.
_LONGEST_STATUS: Final = 40
_SOMETHING = re.compile(r"[^\W_]")
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}\b.*|\d{1,2}\.? [^\W\d]{3,9}\.? \d{4}")
_SIGN = r"([^\d\s(),.'’+−–-]*)"
_AMOUNT = re.compile(rf"[-+−–(]?\s*{_SIGN}\s*[-−–]?\d[\d\s.,'’]*{_SIGN}\.?\s*{_SIGN}\s*\)?-?")
#: With tax, without tax.
_TAXES: Final = frozenset({"ttc", "ht"})
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_BARE = re.compile(r"\d+")
_NEGATIVE: Final = ("-", "−", "–", "(")
#: Words for these say that an invoice is not to be asked for.
_CLOSED: Final = frozenset({*Status, DRAFT}) - {Status.OPEN}
#: What a column is asked about whose name probably means it, whatever it holds.
_TELLING: Final = ("open", "paid", "status", "paid_on")


@dataclass(frozen=True, slots=True)
class Seen:
    """One column: its first values, what they look like, the field it is read as, the one it probably is.

    `is_unread` says that nobody has said what it is, nor to ignore it; `tells_paid` that it may say of an
    invoice what is paid or open; `speaks` is the first remark in it about a payment; `is_ticked` that it
    holds ticks, or naughts and ones, and nothing else; of statuses, `settles` that one at least says whether
    its invoice is paid; of what is read, `has_gaps` that some lines are empty there. `against` is its first
    word for an invoice that is closed, on a line that says that something is open.
    """

    column: Column
    samples: tuple[str, ...]
    looks: Kind
    field: str | None = None
    guess: str | None = None
    is_unread: bool = False
    tells_paid: bool = False
    speaks: str = ""
    is_ticked: bool = False
    settles: bool = False
    has_gaps: bool = False
    against: str = ""


@dataclass(slots=True)
class _Look:
    column: Column
    is_unread: bool
    ours: str | None = None
    settles: bool = False
    samples: list[str] = field(default_factory=list)
    kinds: Counter[Kind] = field(default_factory=Counter)
    only_ticks: bool = True
    has_one: bool = False
    speaks: str = ""
    against: str = ""
    gaps: int = 0
    later: int = 0
    known: dict[str, Kind] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether nothing more can be learnt of it."""
        is_known = not self.only_ticks and len(self.samples) == SAMPLES
        return not self.is_unread and is_known and self.ours not in ("status", "open")

    def see(self, cell: Cell, total: Cell, issued: Cell, days: "_Days", is_owed: bool) -> None:
        text = one_line(cell_text(cell))
        if _SOMETHING.search(text) is None and not has_sign(text):
            self.gaps += 1
            return
        if len(self.samples) < SAMPLES and (shown := text[:LONGEST_SAMPLE]) not in self.samples:
            self.samples.append(shown)
        if self.only_ticks:
            self.only_ticks = isinstance(cell, bool) or is_tick(text)
            self.has_one = self.has_one or text != "0"
        if self.ours == "status" and not self.settles:
            self.settles = is_tick(text) or fold(text) in settling()
        kind = self.known.get(text) or self._kind_of(cell, text, total)
        self.kinds[kind] += 1
        if is_owed and self.is_unread and not self.against and (kind == "marks" or text == "1"):
            self.against = text if _closes(text, self.column.name) else ""
        if kind == "dates" and self.is_unread:
            self.later += days.is_later(cell, issued)
        elif kind in ("text", "marks") and not self.speaks:
            self.speaks = text[:LONGEST_SAMPLE] if _says_paid(text) else ""

    def _kind_of(self, cell: Cell, text: str, total: Cell) -> Kind:
        """Kept for the next line that says the same, but for what hangs on the total of its line."""
        kind = _kind(cell, text, total)
        if len(self.known) < _KEPT and not (text[:1] + text[-1:]).isdigit():
            self.known[text] = kind
        return kind

    @property
    def is_ticked(self) -> bool:
        return bool(self.kinds) and self.only_ticks and self.has_one

    @property
    def looks(self) -> Kind:
        return self.kinds.most_common(1)[0][0] if self.kinds else "nothing"

    @property
    def tells_paid(self) -> bool:
        """Half of its values are enough: «0,00» beside «voir avoir» still says what is paid.

        Days are those of payments where some lines have none, or most lie after the date of issue.
        """
        seen, days = self.kinds.total(), self.kinds["dates"]
        if 0 < seen <= 2 * (self.kinds["amounts"] + self.kinds["marks"]):
            return True
        return 0 < seen <= 2 * days and (self.gaps > 0 or 2 * self.later >= days)


class Looks:
    """All columns of one table: `see` every line first. Of those without a name, those with a value."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        unread = {x.number for x in layout.unread}
        named = columns_of(layout.names)
        fields = layout.fields()
        self._looks = [_Look(x, x.number in unread, fields.get(x.number)) for x in named]
        self._learning = self._looks
        self._total, self._issued = layout.columns.get("total"), layout.columns.get("issued_on")
        self._open = layout.columns.get("open")
        self._days = _Days()
        self._lines = 0

    def see(self, cells: Sequence[Cell]) -> None:
        total, issued = _at(cells, self._total), _at(cells, self._issued)
        is_owed = _is_owed(cell_text(_at(cells, self._open)))
        for look in self._learning:
            look.see(_at(cells, look.column), total, issued, self._days, is_owed)
        self._lines += 1
        if self._lines % _A_FEW == 0:
            self._learning = [x for x in self._learning if not x.is_done]

    def seen(self) -> tuple[Seen, ...]:
        guesses = self._layout.guesses()
        return tuple(
            self._seen(x, guesses.get(x.column.number))
            for x in self._looks
            if x.kinds or not x.column.is_unnamed
        )

    def _seen(self, look: _Look, guess: str | None) -> Seen:
        if guess in ("open", "paid") and look.is_ticked:
            guess = "status"
        tells = look.is_unread and (
            look.tells_paid or bool(look.speaks) or (bool(look.kinds) and guess in _TELLING)
        )
        return Seen(
            look.column, tuple(look.samples), look.looks, look.ours, guess, look.is_unread, tells,
            look.speaks if look.is_unread else "", look.is_ticked, look.settles, look.gaps > 0,
            look.against,
        )  # fmt: skip


class _Days:
    """Days that nobody has said how to read: they are only compared with each other."""

    def __init__(self) -> None:
        self._orders = [DateColumn(Column(1, ""), Source(), order) for order in ("dmy", "mdy")]
        self._known: dict[Cell, date | None] = {}

    def is_later(self, cell: Cell, issued: Cell) -> bool:
        day, first = self._day(cell), self._day(issued)
        return day is not None and first is not None and day > first

    def _day(self, cell: Cell) -> date | None:
        if cell not in self._known:
            self._known[cell] = next(filter(None, (_read(x, cell) for x in self._orders)), None)
        return self._known[cell]


def _read(column: DateColumn, cell: Cell) -> date | None:
    try:
        return column.read(cell)
    except Unreadable:
        return None


def _at(cells: Sequence[Cell], column: Column | None) -> Cell:
    return cells[column.index] if column is not None and column.index < len(cells) else None


def _kind(cell: Cell, text: str, total: Cell) -> Kind:
    if isinstance(cell, bool) or is_tick(text):
        return "amounts" if text in {"0", "1"} else "marks"
    if isinstance(cell, date) or _DATE.fullmatch(text):
        return "dates"
    if isinstance(cell, int | float) or _is_amount(text):
        return "text" if _is_code(text, total) else "amounts"
    is_short = len(text) <= _LONGEST_STATUS and _DIGIT.search(text) is None
    return "marks" if is_short and fold(text) in statuses() else "text"


def _is_owed(open_amount: str) -> bool:
    """Whether it is more than nothing, however it is written; what is negative is a credit."""
    return any("1" <= x <= "9" for x in open_amount) and not open_amount.lstrip().startswith(_NEGATIVE)


@lru_cache(maxsize=256)
def _closes(text: str, header: str) -> bool:
    """Whether a word, or a tick under its header, says that nothing is asked for an invoice."""
    said = ticked_status(text, header) or statuses().get(fold(text))
    return said in _CLOSED


def _is_amount(text: str) -> bool:
    """Digits with at most a currency on one side: «100,00 euros», «EUR 20», «1 200,00 € TTC»."""
    found = _AMOUNT.fullmatch(text)
    return found is not None and all(
        not x or x.casefold() in _TAXES or is_currency(x) for x in found.groups()
    )


def _is_code(text: str, total: Cell) -> bool:
    """A post code, an account: digits alone that begin with a naught, or are more than the total."""
    bare = "".join(text.split())
    if not _BARE.fullmatch(bare):
        return False
    if len(bare) > LONGEST_AMOUNT or (len(bare) > 1 and bare.startswith("0")):
        return True
    return int(bare) > _roughly(cell_text(total))


@lru_cache(maxsize=16)
def _roughly(total: str) -> float:
    """An amount whose decimal mark is not known yet, rather too high than too low; infinite for none."""
    text = re.sub(r"[^\d.,]", "", total)
    whole = re.sub(r"[.,]\d{1,2}$", "", text)
    digits = re.sub(r"\D", "", whole)
    return int(digits) + 1 if 0 < len(digits) <= LONGEST_AMOUNT else float("inf")


def _says_paid(text: str) -> bool:
    """Whether a remark speaks of a payment: «payée le 3/10», «acompte reçu»."""
    return not _spoken().isdisjoint(_WORD.findall(text.casefold()))


@cache
def _spoken() -> frozenset[str]:
    """Each word for paid as it is written, and without its accents, for one and for many."""
    single = [x for x in paid_words() if " " not in x]
    return frozenset(f"{x}{many}" for word in single for x in (word, fold(word)) for many in ("", "s"))
