"""A ledger file whose numbers or customers are written otherwise than in the last one: which is which.

An invoice that is taken for a new one is reminded of from the beginning, and a customer that is taken for a
new one has lost what people said of him: who is not to be written to, what is held, which address is right.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar

from connector.core.linked import name_key

T = TypeVar("T")

#: So many things two invoices must have in common to be one, where both bear the same number.
ENOUGH: Final = 2
DAYS: Final = frozenset({"issued_on", "due_on"})


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
        return name_key(self.owner_name)


@dataclass(frozen=True, slots=True)
class Record:
    """A source id that leads to a customer, and how he is called."""

    source_id: str
    customer_id: str
    name: str

    @property
    def name_key(self) -> str:
        return name_key(self.name)

    def is_another_than(self, source_id: str) -> bool:
        """Of one name: whether these are two codes, or two names. A code and a name may be one customer."""
        is_code, was_code = (x != self.name_key for x in (source_id, self.source_id))
        return is_code is was_code and _bare(source_id) != _bare(self.source_id)


@dataclass(frozen=True, slots=True)
class Read:
    """What is read from the same column as last time."""

    is_number: bool
    is_customer: bool
    is_name: bool
    facts: frozenset[str]

    @property
    def knows_owners(self) -> bool:
        return self.is_customer or self.is_name

    def traits(self, face: Face) -> dict[str, Any]:
        """What can be compared of an invoice, and is there."""
        found: dict[str, Any] = {
            x: getattr(face, x) for x in ("total", "issued_on", "due_on") if x in self.facts
        }
        if self.knows_owners:
            found["owner"] = face.owner if self.is_customer else face.name_key
        return {name: value for name, value in found.items() if value is not None}

    def key(self, face: Face) -> tuple[Any, ...] | None:
        """What two invoices must share to be taken for one; None where that is too little to tell."""
        traits = self.traits(face)
        is_enough = len(traits) >= ENOUGH and not DAYS.isdisjoint(traits)
        return (self.currency(face), *sorted(traits.items())) if is_enough else None

    def near(self, face: Face) -> Iterator[tuple[Any, ...]]:
        """What two invoices share where one thing was changed: all but that, and a day."""
        traits = self.traits(face)
        for changed in traits.keys() - {"owner"}:
            rest = {name: x for name, x in traits.items() if name != changed}
            if len(rest) >= ENOUGH and not DAYS.isdisjoint(rest):
                yield (self.currency(face), changed, *sorted(rest.items()))

    def is_like(self, one: Face, other: Face) -> bool:
        """Whether two of the same number, written or read otherwise, are one invoice: its days are the same,
        and all but one of the other things. What was closed is none that is open."""
        mine, theirs = self.traits(one), self.traits(other)
        are_days_same = all(mine.get(x) == theirs.get(x) for x in DAYS) and not DAYS.isdisjoint(mine)
        is_enough = self._shared(one, other) >= max(ENOUGH, len(mine) - 1)
        return are_days_same and is_enough and (one.is_open or not other.is_open)

    def may_be(self, one: Face, other: Face) -> bool:
        """Whether they could be, or nobody can tell."""
        return len(self.traits(one)) < ENOUGH or self._shared(one, other) >= ENOUGH

    def currency(self, face: Face) -> str:
        """It says nothing where it was read from another column."""
        return face.currency if "currency" in self.facts else ""

    def _shared(self, one: Face, other: Face) -> int:
        mine, theirs = self.traits(one), self.traits(other)
        is_same = self.currency(one) == self.currency(other)
        return sum(mine[x] == theirs.get(x) for x in mine) if is_same else 0


#: Whatever column they are read from now: where all of it is the same, so is the invoice.
ALL_THE_SAME: Final = Read(True, False, True, frozenset({"total", "issued_on", "due_on", "currency"}))


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

    A number that is written otherwise is as good as another one, if it has not just lost its zeros. Otherwise
    the same number is the same invoice, and what has another one is another.
    """
    was_open = [x.source_id for x in before if x.is_open]
    if not read.is_number:
        return _found_anew(before, now, was_open, read)
    shown = {x.source_id for x in now}
    kept = {x.source_id: x.source_id for x in before if x.source_id in shown}
    bare, unclear = _without_zeros(_but(before, kept), _but(now, kept), read)
    same = kept | bare
    pairs: dict[str, str] = {}
    if was_open and not any(x in same for x in was_open):
        pairs, alike = _paired(_but(before, same), _but(now, set(same.values())), read)
        unclear |= set(alike)
    if bare or pairs:
        unclear |= _changed(before, now, same | pairs, read)
    return Found(same | pairs, _left(was_open, unclear, same | pairs))


def _left(was_open: Iterable[str], unclear: Collection[str], pairs: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(x for x in was_open if x in unclear and x not in pairs))


def _changed(before: Iterable[Face], now: Iterable[Face], pairs: Mapping[str, str], read: Read) -> set[str]:
    """What is not found, and is like an open one that is not either but for one thing."""
    fresh = [x for x in _but(now, set(pairs.values())) if x.is_open]
    changed = {key for x in fresh for key in read.near(x)}
    return {x.source_id for x in before if not changed.isdisjoint(read.near(x))}


def _but(faces: Iterable[Face], known: Collection[str]) -> list[Face]:
    return [x for x in faces if x.source_id not in known]


def _without_zeros(
    before: Iterable[Face], now: Iterable[Face], read: Read
) -> tuple[dict[str, str], set[str]]:
    """A spreadsheet takes «0999» for 999, and leaves 1000 as it is. And which of them may be others."""
    old, new = (_only((_bare(x.source_id), x) for x in faces) for faces in (before, now))
    both = [(old[x], new[x]) for x in old.keys() & new.keys()]
    found = {one.source_id: other.source_id for one, other in both if read.is_like(one, other)}
    return found, {one.source_id for one, other in both if other.is_open} - found.keys()


def _bare(number: str) -> str:
    return number.lstrip("0")


def _only(found: Iterable[tuple[str, T]]) -> dict[str, T]:
    """By what only one bears."""
    pairs = list(found)
    times = Counter(key for key, _ in pairs)
    return {key: one for key, one in pairs if times[key] == 1}


def _found_anew(before: Sequence[Face], now: Sequence[Face], was_open: Sequence[str], read: Read) -> Found:
    """Numbers of another column: that two are the same may be chance."""
    pairs, _ = _paired(before, now, ALL_THE_SAME)
    more, alike = _paired(_but(before, pairs), _but(now, set(pairs.values())), read)
    unclear = set(alike)
    if read.knows_owners or all(x in more or x in pairs for x in was_open):
        pairs |= more
    else:
        unclear |= more.keys()
    by_number, taken = {x.source_id: x for x in now}, set(pairs.values())
    for face in _but(before, pairs):
        other = by_number.get(face.source_id)
        if other is None or other.source_id in taken:
            continue
        if read.is_like(face, other):
            pairs[face.source_id] = other.source_id
        elif read.may_be(face, other):
            unclear.add(face.source_id)
    unclear |= _changed(before, now, pairs, read)
    if not any(x in pairs for x in was_open) and any(x.is_open for x in now):
        unclear |= set(was_open)
    displaced = {x.source_id for x in before if x.source_id in by_number and x.source_id not in pairs}
    return Found(pairs, _left(was_open, unclear, pairs), frozenset(displaced))


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
    before: Sequence[Face],
    now: Sequence[Face],
    found: Found,
    records: Sequence[Record],
    shown: Mapping[str, str],
    read: Read,
) -> Recognised:
    """By the invoices that are theirs, all of them; and who has none in common, by name.

    `shown` are the names in the file by source id. Read from the same column, another source id is another
    customer, unless the name is the same.
    """
    known = {x.source_id: x.customer_id for x in records}
    here = {known[x] for x in shown if x in known}
    names = {x.owner: x.name_key for x in before}
    called = {name_key(name) for name in shown.values()}
    came, went = _owners(before, now, found)
    customers: dict[str, str] = {}
    unclear: set[str] = set()
    for owner, former in came.items():
        one = next(iter(former))
        is_one = owner in shown and former == {one} and went[one] == {owner} and one not in here
        is_so_called = is_one and name_key(shown[owner]) == names[one]
        is_another = read.is_customer or (read.is_name and names[one] in called)
        if is_so_called or (is_one and not is_another):
            customers[owner] = one
        else:
            # Who still has an invoice has only given one away.
            unclear |= {x for x in former if x not in went[x]}
    fresh = {x: name_key(name) for x, name in shown.items() if x not in known and x not in came}
    customers |= _by_name(records, here | went.keys(), fresh, read)
    written = {x.owner: x.owner_name for x in before}
    return Recognised(customers, () if read.is_customer else tuple(sorted(written[x] for x in unclear)))


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


def _namesakes(records: Iterable[Record]) -> frozenset[str]:
    """Names that several customers bear."""
    bearers = Counter({x.customer_id: x.name_key for x in records}.values())
    return frozenset(name for name, count in bearers.items() if count > 1)


def _by_name(
    records: Sequence[Record], told: Collection[str], now: Mapping[str, str], read: Read
) -> dict[str, str]:
    """Who is the only one of his name, on both sides; `told` are the ids of those who are found already."""
    namesakes = _namesakes(records) if read.is_customer else ()
    theirs = defaultdict[str, list[Record]](list)
    for record in records:
        if record.customer_id not in told and record.name_key not in namesakes:
            theirs[record.customer_id].append(record)
    old = _only((records[0].name_key, records) for records in theirs.values())
    new = _only((name, source_id) for source_id, name in now.items())
    return {
        new[x]: old[x][0].customer_id
        for x in old.keys() & new.keys()
        if not read.is_customer or not any(record.is_another_than(new[x]) for record in old[x])
    }
