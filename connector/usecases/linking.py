"""Linking: a person says of two customers that they are one, or that they are not, and takes it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from connector.core.errors import Refused
from connector.core.linked import Link, Pair, Party, Proposal, groups, still_open
from connector.core.ports import UnitOfWork
from connector.core.source import Connection
from connector.usecases.application import Application
from connector.usecases.sentences import say as told_in_words

#: What the audit event is called, by whether they are one.
_SAID = {True: "customers.linked", False: "customers.kept_apart"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of two, and where he stands; nowhere once that is disconnected."""

    party: Party
    place: Connection | None

    @property
    def stands_at(self) -> tuple[str, str, str]:
        """By what sides are put in order; who stands nowhere comes first."""
        return ("", "", "") if self.place is None else (self.place.provider, self.place.name, self.place.id)


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal with the two whom it is about, by the names of their connections."""

    proposal: Proposal
    one: Side
    other: Side


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was said, with the two of whom it was said, likewise."""

    link: Link
    one: Side
    other: Side


def offers(app: Application, organisation_id: str) -> tuple[Offer, ...]:
    """Who may be one and of whom nothing was said yet, in a stable order."""
    with app.store.reading(organisation_id) as unit:
        found = _open(unit)
        sides = _sides(unit, [x.pair for x in found])
    return tuple(Offer(x, *_two(sides, x.pair)) for x in found)


def how_many(app: Application, organisation_id: str) -> int:
    """How many may be one."""
    with app.store.reading(organisation_id) as unit:
        return len(_open(unit))


def spoken(app: Application, organisation_id: str) -> tuple[Spoken, ...]:
    """What was said and not taken back, oldest first."""
    with app.store.reading(organisation_id) as unit:
        found = unit.linking.standing()
        sides = _sides(unit, [x.pair for x in found])
    return tuple(Spoken(x, *_two(sides, x.pair)) for x in found)


def say(app: Application, organisation_id: str, pair: Pair, is_one: bool, by: str) -> Link:
    """They are one, or they are two. Raises Refused where it is not asked (any more)."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        # Nobody sends meanwhile: who is linked with whom stays as it is while a message leaves.
        unit.lock_organisation(is_shared=False)
        asked = next((x for x in _open(unit) if x.pair == pair), None)
        if asked is None:
            raise Refused(told_in_words("not_proposed"))
        link = Link(str(uuid4()), pair, is_one, asked.alike, by, now)
        unit.linking.add(link)
        told = {"link": link.id, "customer": pair.one, "customers": [pair.one, pair.other]}
        unit.audit(now, by, _SAID[is_one], alike=asked.alike, **told)
    return link


def undo(app: Application, organisation_id: str, link_id: str, by: str) -> Link:
    """Takes back what was said; they are proposed again while they are alike. Raises Refused."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        unit.lock_organisation(is_shared=False)
        link = next((x for x in unit.linking.standing() if x.id == link_id), None)
        if link is None:
            raise Refused(told_in_words("not_said"))
        unit.linking.undo(link, by, now)
        told = {"link": link.id, "customer": link.pair.one, "customers": [link.pair.one, link.pair.other]}
        unit.audit(now, by, "customers.link_undone", was_one=link.is_one, **told)
    return link


def one_with(unit: UnitOfWork, customer_ids: Sequence[str]) -> frozenset[str]:
    """These customers, and all who were said to be one with any of them."""
    one = groups(x.pair for x in unit.linking.standing() if x.is_one)
    return frozenset(customer_ids).union(*(one.get(x, ()) for x in customer_ids))


def _open(unit: UnitOfWork) -> tuple[Proposal, ...]:
    return still_open(unit.linking.proposed(), unit.linking.standing())


def _two(sides: Mapping[str, Side], pair: Pair) -> tuple[Side, Side]:
    """One connection on one side in every pair, the other on the other."""
    one, other = sides[pair.one], sides[pair.other]
    return (one, other) if one.stands_at <= other.stands_at else (other, one)


def _sides(unit: UnitOfWork, pairs: Sequence[Pair]) -> Mapping[str, Side]:
    parties = unit.linking.parties([x for pair in pairs for x in (pair.one, pair.other)])
    places = {x.id: x for x in unit.connections.all()}
    return {of: Side(party, places.get(party.connection_id or "")) for of, party in parties.items()}
