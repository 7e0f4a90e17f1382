"""A ledger file whose numbers or customers are written otherwise than in the last one: which is which.

An invoice that is taken for a new one is reminded of from the beginning, and a customer that is taken for a
new one has lost what people said of him: who is not to be written to, what is held, which address is right.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

#: So many things two invoices must have in common to be one, where both bear the same number.
ENOUGH: Final = 2


@dataclass(frozen=True, slots=True)
class Face:
    """What an invoice looks like beside its number; `total` in minor units of `currency`.

    `owner` is the id of its customer, or the source id of one whom the ledger does not know.
    """

    source_id: str
    owner: str
    owner_name: str
    currency: str
    total: int
    issued_on: date | None
    due_on: date | None
    is_open: bool

    @property
    def name_key(self) -> str:
        """Its customer's name as it is compared."""
        return self.owner_name.strip().casefold()


@dataclass(frozen=True, slots=True)
class Read:
    """What is read from the same column as last time."""

    is_number: bool
    is_customer: bool
    is_name: bool
    facts: frozenset[str]

    def traits(self, face: Face) -> dict[str, Any]:
        """What can be compared of an invoice, and is there."""
        found: dict[str, Any] = {
            x: getattr(face, x) for x in ("total", "issued_on", "due_on") if x in self.facts
        }
        if self.is_customer or self.is_name:
            found["owner"] = face.owner if self.is_customer else face.name_key
        return {name: value for name, value in found.items() if value is not None}

    def key(self, face: Face) -> tuple[Any, ...] | None:
        """What two invoices must share to be taken for one; None where that is too little to tell."""
        traits = self.traits(face)
        is_dated = "issued_on" in traits or "due_on" in traits
        return (face.currency, *sorted(traits.items())) if is_dated and len(traits) >= ENOUGH else None

    def is_like(self, one: Face, other: Face) -> bool:
        """Whether two of the same number, read from different columns, are one invoice."""
        mine, theirs = self.traits(one), self.traits(other)
        shared = sum(mine[x] == theirs.get(x) for x in mine)
        return one.currency == other.currency and shared >= min(ENOUGH, len(mine))


@dataclass(frozen=True, slots=True)
class Found:
    """Which invoices are which: their source ids now, by what they were.

    `unclear` are source ids of open ones that cannot be found again. `displaced` are those whose number
    another one bears now.
    """

    numbers: Mapping[str, str]
    unclear: tuple[str, ...] = ()
    displaced: frozenset[str] = frozenset()

    @property
    def renumbered(self) -> dict[str, str]:
        """Those whose source id is another now."""
        return {old: new for old, new in self.numbers.items() if old != new}


def find_invoices(before: Sequence[Face], now: Sequence[Face], read: Read) -> Found:
    """Where numbers come from another column, or none that was open is there any more.

    A number that is written otherwise (without its zeros) is as good as another one. Otherwise the same
    number is the same invoice, and what has another one is another.
    """
    shown = {x.source_id for x in now}
    was_open = [x.source_id for x in before if x.is_open]
    same = {x.source_id: x.source_id for x in before if x.source_id in shown}
    if not was_open or (read.is_number and any(x in same for x in was_open)):
        return Found(same)
    if read.is_number:
        gone = [x for x in before if x.source_id not in same]
        pairs, unclear = _paired(gone, [x for x in now if x.source_id not in same], read)
        return Found(same | pairs, unclear)
    return _found_anew(before, now, was_open, read)


def _found_anew(before: Sequence[Face], now: Sequence[Face], was_open: Sequence[str], read: Read) -> Found:
    """Numbers of another column: that two are the same may be chance."""
    pairs, unclear = _paired(before, now, read)
    by_number, taken = {x.source_id: x for x in now}, set(pairs.values())
    for face in before:
        other = by_number.get(face.source_id)
        if other is None or face.source_id in pairs or other.source_id in taken:
            continue
        if read.is_like(face, other):
            pairs[face.source_id] = other.source_id
    if not any(x in pairs for x in was_open) and any(x.is_open for x in now):
        unclear = tuple(was_open)
    displaced = {x.source_id for x in before if x.source_id in by_number and x.source_id not in pairs}
    return Found(pairs, tuple(x for x in unclear if x not in pairs), frozenset(displaced))


def _paired(
    before: Iterable[Face], now: Iterable[Face], read: Read
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Of those that look alike the same number, else the only two; and what is open and unclear."""
    groups: dict[tuple[Any, ...], tuple[dict[str, Face], dict[str, Face]]] = defaultdict(lambda: ({}, {}))
    for side, faces in enumerate((before, now)):
        for face in faces:
            if (key := read.key(face)) is not None:
                groups[key][side][face.source_id] = face
    pairs: dict[str, str] = {}
    unclear: list[str] = []
    for old, new in groups.values():
        both = old.keys() & new.keys()
        pairs |= {x: x for x in both}
        left, right = [old[x] for x in old.keys() - both], [new[x] for x in new.keys() - both]
        if len(left) == len(right) == 1:
            pairs[left[0].source_id] = right[0].source_id
        elif any(x.is_open for x in right):
            unclear += [x.source_id for x in left if x.is_open]
    return pairs, tuple(sorted(unclear))


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who is known already: customer ids by the source id that he has now.

    `unclear` are the names of those who cannot be told apart.
    """

    customers: Mapping[str, str]
    unclear: tuple[str, ...] = ()


def find_customers(
    before: Sequence[Face], now: Sequence[Face], found: Found, known: Collection[str], read: Read
) -> Recognised:
    """By the invoices that are theirs, all of them; where they are read from another column, else by name.

    `known` are the ids of customers. Read from the same column, another source id is another customer, unless
    the name is the same.
    """
    came, went = _owners(before, now, found)
    names_before, names_now = ({x.owner: x.name_key for x in faces} for faces in (before, now))
    written = {x.owner: x.owner_name for x in before}
    customers: dict[str, str] = {}
    unclear: set[str] = set()
    for owner, former in came.items():
        one = next(iter(former))
        is_one = owner not in known and former == {one} and went[one] == {owner}
        if is_one and (not read.is_customer or names_now[owner] == names_before[one]):
            customers[owner] = one
        else:
            # Who still has an invoice has only given one away.
            unclear |= {x for x in former if x not in went[x]}
    if read.is_customer:
        return Recognised(customers)
    fresh = {x: name for x, name in names_now.items() if x not in known and x not in came}
    customers |= _by_name({x: name for x, name in names_before.items() if x not in went}, fresh)
    return Recognised(customers, tuple(sorted(written[x] for x in unclear)))


def _owners(
    before: Sequence[Face], now: Sequence[Face], found: Found
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Whose invoices were whose: owners before by owner now, and owners now by owner before."""
    owners_now = {x.source_id: x.owner for x in now}
    came, went = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for face in before:
        if (number := found.numbers.get(face.source_id)) is not None:
            came[owners_now[number]].add(face.owner)
            went[face.owner].add(owners_now[number])
    return came, went


def _by_name(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Who is the only one of his name, on both sides."""
    count = Counter(before.values()), Counter(now.values())
    ids = {name: owner for owner, name in before.items()}
    return {x: ids[name] for x, name in now.items() if count[0][name] == count[1][name] == 1}
