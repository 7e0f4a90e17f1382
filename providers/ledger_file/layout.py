"""Finds the header line of a table and gives each of our fields its column."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from connector.core.told import Told, either
from providers.ledger_file.cells import Row, cell_text
from providers.ledger_file.guesses import likely
from providers.ledger_file.headers import FIELDS, IGNORE, fold, table
from providers.ledger_file.plain_names import document_field, is_not_read, own_field
from providers.ledger_file.problems import Column, Unreadable, columns_of
from providers.ledger_file.sentences import one_of, say

#: A title and a few remarks may stand above the header, not more.
LINES_SEARCHED = 25
#: With fewer known names a line is not taken for a header.
FEWEST_KNOWN = 2
#: Several columns may be mapped to it by hand: an advance and the rest.
SUMMED: Final = "paid"
#: What is missing where neither day is there.
DAY = "due_on or issued_on"


@dataclass(frozen=True, slots=True)
class Layout:
    """The header line and what its columns mean; `clashes` are fields that two columns claim.

    What was paid may stand in several columns, which are added up: `more_paid` are those after the first.
    Of the `unread` nothing is known: neither their owner nor the table says what they are. Those without a
    name are among them; all others are among the `ignored` too.
    """

    line: int
    names: tuple[str, ...]
    columns: Mapping[str, Column] = field(default_factory=dict)
    more_paid: tuple[Column, ...] = ()
    clashes: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    ignored: tuple[Column, ...] = ()
    unread: tuple[Column, ...] = ()
    lines_before: int = 0

    @property
    def known(self) -> int:
        return len(self.columns) + len(self.clashes)

    def missing(self) -> list[str]:
        """Fields without which there is no ledger, in the words of the header."""
        have = self.columns.keys() | self.clashes.keys()
        lacking = [name for name in ("number", "customer", "total") if name not in have]
        return lacking if have & {"due_on", "issued_on"} else [*lacking, DAY]

    def fields(self) -> dict[int, str]:
        """What columns are read as, by their number."""
        found = {column.number: ours for ours, column in self.columns.items()}
        return found | {column.number: SUMMED for column in self.more_paid}

    def guesses(self) -> dict[int, str]:
        """What unread columns probably are, by their number: fields that no other column claims.

        A payment may be spread over several.
        """
        found: dict[int, str] = {}
        for column in self.unread:
            ours = likely(column.name) or table().get(fold(column.name)) or own_field(column.name)
            claimed = self.columns.keys() | self.clashes.keys() | set(found.values())
            if ours and (ours == SUMMED or ours not in claimed):
                found[column.number] = ours
        return found


def find_layout(rows: Iterable[Row], mapping: Mapping[str, str]) -> Layout | None:
    """The first complete header near the top, else the line that knows most names, else None."""
    wanted = {fold(name): ours for name, ours in mapping.items()}
    best: Layout | None = None
    for before, (line, cells) in enumerate(rows):
        if before >= LINES_SEARCHED:
            break
        found = _layout(line, [cell_text(cell) for cell in cells], wanted, before)
        if not found.missing():
            return found
        if found.known >= FEWEST_KNOWN and (best is None or found.known > best.known):
            best = found
    return best


def guessed_layout(rows: Iterable[Row]) -> Layout:
    """What is most likely the header of a table that nothing is known of: its first line of several names."""
    for before, (line, cells) in enumerate(rows):
        names = tuple(cell_text(cell) for cell in cells)
        if sum(map(bool, names)) >= FEWEST_KNOWN or before >= LINES_SEARCHED:
            unread = tuple(x for x in columns_of(names) if not x.is_unnamed)
            return Layout(line, names, ignored=unread, unread=unread)
    return Layout(1, ())


def _layout(line: int, names: Sequence[str], wanted: Mapping[str, str], before: int) -> Layout:
    claims: dict[str, list[Column]] = defaultdict(list)
    ignored, unread = [], []
    by_hand = set(wanted.values())
    columns = columns_of(names)
    named = _named(columns)
    for column in columns:
        said = wanted.get(fold(column.called)) or wanted.get(fold(column.name))
        ours = said or named.get(column.number)
        is_other = ours in by_hand and said is None
        if ours is None or ours == IGNORE or is_other:
            ignored += [] if column.is_unnamed else [column]
            # One more column of payments is asked about: it may add to the one that was mapped.
            unread += [column] if ours is None or (is_other and ours == SUMMED) else []
        else:
            claims[ours].append(column)
    more_paid = claims[SUMMED][1:] if SUMMED in by_hand else []
    several = {ours: tuple(found) for ours, found in claims.items() if len(found) > 1}
    clashes = {ours: found for ours, found in several.items() if not (ours == SUMMED and more_paid)}
    return Layout(
        line=line,
        names=tuple(names),
        columns={ours: found[0] for ours, found in claims.items() if found and ours not in clashes},
        more_paid=tuple(more_paid),
        clashes=clashes,
        ignored=tuple(ignored),
        unread=tuple(unread),
        lines_before=before,
    )


def _named(columns: Iterable[Column]) -> dict[int, str]:
    """What columns mean by their names: those of other systems, then plain ones for what none of these means.

    So the word of a system counts before a plain one, and a plain one that counts not is unread.
    """
    found: dict[int, str] = {}
    for field_of in (_listed_field, own_field, document_field):
        taken = set(found.values()) - {IGNORE}
        for column in columns:
            ours = field_of(column.name)
            if ours is not None and column.number not in found and ours not in taken:
                found[column.number] = ours
    return found


def _listed_field(name: str) -> str | None:
    return table().get(fold(name)) or (IGNORE if is_not_read(name) else None)


def check_mapping(mapping: Mapping[str, str]) -> Iterable[Unreadable]:
    """What is wrong with a mapping of their columns to our fields, before any file is looked at."""
    by_field: dict[str, list[str]] = defaultdict(list)
    for name, ours in mapping.items():
        if ours not in FIELDS and ours != IGNORE:
            nearest = _nearest(ours, [*FIELDS, IGNORE])
            fields = ", ".join(FIELDS)
            yield Unreadable(
                say("no_field", name=name, ours=ours, nearest=nearest, fields=fields, ignore=IGNORE)
            )
        elif ours != IGNORE:
            by_field[ours].append(name)
    for ours, names in by_field.items():
        if len(names) > 1 and ours != SUMMED:
            both = one_of([say("named", name=name) for name in names], "and")
            yield Unreadable(say("mapped_twice", both=both, ours=ours))


def check_layout(layout: Layout, mapping: Mapping[str, str]) -> Iterable[Unreadable]:
    """What keeps this header from being used, each with the way out."""
    yield from _unknown_columns(layout, mapping)
    for ours, columns in layout.clashes.items():
        both = one_of([column.told for column in columns], "and")
        first, last = columns[0].called, columns[-1].called
        typed = say("clash", both=both, ours=ours, first=first, last=last, ignore=IGNORE)
        yield Unreadable(either(typed, say("clash.page", both=both)), layout.line, columns[-1])
    if missing := layout.missing():
        yield Unreadable(_missing_text(layout, missing), layout.line)


def _unknown_columns(layout: Layout, mapping: Mapping[str, str]) -> Iterable[Unreadable]:
    present = columns_of(layout.names)
    for name in mapping:
        meant = [x for x in present if fold(name) in (fold(x.called), fold(x.name))]
        if not meant:
            nearest, columns = _nearest(name, layout.names), _listed(layout.names)
            yield Unreadable(say("no_column", name=name, nearest=nearest, columns=columns), layout.line)
        elif len(meant) > 1 and mapping[name] != IGNORE:
            facts = {"count": len(meant), "name": name, "first": meant[0].called, "ours": mapping[name]}
            yield Unreadable(say("same_name", **facts), layout.line)


def _missing_text(layout: Layout, missing: Sequence[str]) -> Told:
    named = one_of([say("due_or_issued") if x == DAY else say("named", name=x) for x in missing], "comma")
    wanted = {part for name in missing for part in name.split(" or ")}
    probable = [x for x in layout.unread if layout.guesses().get(x.number) in wanted]
    plain = [say("name.day") if x == DAY else say(f"name.{x}") for x in missing]
    page = say("missing.page", missing=one_of(plain, "comma"))
    fields = ", ".join(FIELDS)
    if probable:
        options = " ".join(f'--map "{x.called}={layout.guesses()[x.number]}"' for x in probable)
        return either(say("missing.guessed", missing=named, options=options, fields=fields), page)
    unread = _listed([column.called for column in layout.ignored])
    example = missing[0].split()[0]
    return either(say("missing", missing=named, unread=unread, example=example, fields=fields), page)


def _listed(names: Iterable[str]) -> object:
    shown = [say("named", name=name) for name in names if name]
    return one_of(shown, "comma") if shown else say("none")


def _nearest(name: str, among: Iterable[str]) -> object:
    by_fold = {fold(one): one for one in among if one}
    near = difflib.get_close_matches(fold(name), by_fold, n=3, cutoff=0.5)
    if not near:
        return ""
    return say("nearest", names=one_of([say("named", name=by_fold[one]) for one in near]))
