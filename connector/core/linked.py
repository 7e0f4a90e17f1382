"""Linked: customers of different connections whom a person has said to be one, or to be two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Protocol

#: Shorter ones, or those with fewer digits, are a dash, «none» or a note.
SHORTEST_TAX_NUMBER = 5
FEWEST_DIGITS = 3


class Alike(StrEnum):
    """What two customers have in common, in order of precedence."""

    TAX_NUMBER = "tax_number"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers' ids, in one order whichever was named first."""

    one: str
    other: str

    @classmethod
    def of(cls, one: str, other: str) -> "Pair":
        return cls(min(one, other), max(one, other))

    @property
    def key(self) -> str:
        """What a person types for it: the same each time it is listed."""
        return blake2b(f"{self.one} {self.other}".encode(), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two who may be one, and what makes us ask."""

    pair: Pair
    alike: Alike


@dataclass(frozen=True, slots=True)
class Link:
    """What a person has said of two: that they are one (`is_one`), or that they are not."""

    id: str
    pair: Pair
    is_one: bool
    alike: Alike
    said_by: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Party:
    """One of two, as a person tells him: `owes` is minor units by currency, `connection_id` where he stands.

    `connection_id` is None where nothing of his is connected any more.
    """

    customer_id: str
    name: str
    connection_id: str | None
    tax_number: str | None
    addresses: tuple[str, ...]
    owes: Mapping[str, int]


class Linking(Protocol):
    """What was said of the customers of one organisation."""

    def proposed(self) -> tuple[Proposal, ...]:
        """All of different connections who are alike and both owe something, in a stable order.

        What was said of others of their groups is not looked at here; see `still_open`.
        """

    def standing(self) -> tuple[Link, ...]:
        """What was said and not taken back, oldest first."""

    def parties(self, customer_ids: Sequence[str]) -> Mapping[str, Party]:
        """By customer's id."""

    def add(self, link: Link) -> None:
        """All of both groups are looked at again. After `lock_organisation`, alone."""

    def undo(self, link: Link, by: str, at: datetime) -> None:
        """Takes it back, likewise."""


def name_key(name: str) -> str:
    """A name as it is compared: trimmed and case-folded."""
    return name.strip().casefold()


def tax_key(number: str | None) -> str | None:
    """A tax number as it is compared: letters and digits alone; None for what is none."""
    key = "".join(sign for sign in (number or "").upper() if sign.isalnum())
    digits = [sign for sign in key if sign.isdigit()]
    is_one = len(key) >= SHORTEST_TAX_NUMBER and len(digits) >= FEWEST_DIGITS and len(set(digits)) > 1
    return key if is_one else None


def groups(pairs: Iterable[Pair]) -> Mapping[str, frozenset[str]]:
    """By customer all who are one with him, himself included; who is linked with nobody is left out."""
    found: dict[str, frozenset[str]] = {}
    for pair in pairs:
        both = found.get(pair.one, frozenset({pair.one})) | found.get(pair.other, frozenset({pair.other}))
        found |= dict.fromkeys(both, both)
    return found


def still_open(proposals: Iterable[Proposal], links: Sequence[Link]) -> tuple[Proposal, ...]:
    """Those of whom nothing was said: what was said of one of a group is said of all of it."""
    one = groups(link.pair for link in links if link.is_one)
    apart = {_of_groups(link.pair, one) for link in links if not link.is_one}
    return tuple(x for x in proposals if not _is_said(_of_groups(x.pair, one), apart))


def _of_groups(pair: Pair, one: Mapping[str, frozenset[str]]) -> frozenset[frozenset[str]]:
    """The two groups; a single one where they are one already."""
    return frozenset(one.get(x, frozenset({x})) for x in (pair.one, pair.other))


def _is_said(both: frozenset[frozenset[str]], apart: set[frozenset[frozenset[str]]]) -> bool:
    return len(both) == 1 or both in apart
