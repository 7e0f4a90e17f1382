"""Everywhere: what waits for approval at all clients of somebody, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from connector.core.invoice import Organisation
from connector.usecases.application import Application
from connector.usecases.approve import Shown, desk, waiting_ids


@dataclass(frozen=True, slots=True)
class Pile:
    """What waits at one client: the largest messages, and how many there are in all."""

    organisation: Organisation
    shown: Sequence[Shown]
    count: int


@dataclass(frozen=True, slots=True)
class Spot:
    """One message among all that wait: at which client, and its id."""

    organisation_id: str
    reminder_id: str


def piles(app: Application, organisations: Sequence[Organisation], each: int, most: int) -> list[Pile]:
    """Clients at which something waits, in the order they are given in; at most so many messages of each,
    and in all. Of a client for whom none is left only the number is told."""
    found, left = [], most
    for one, count in _waiting(app, organisations):
        shown = desk(app, one.id, min(each, left)).waiting if left > 0 else ()
        left -= len(shown)
        found.append(Pile(one, shown, count))
    return found


def spots(app: Application, organisations: Sequence[Organisation], each: int, most: int) -> list[Spot]:
    """The same messages in the same order, by their ids alone."""
    found: list[Spot] = []
    for one, _ in _waiting(app, organisations):
        if len(found) < most:
            ids = waiting_ids(app, one.id)[: min(each, most - len(found))]
            found += [Spot(one.id, x) for x in ids]
    return found


def _waiting(app: Application, organisations: Sequence[Organisation]) -> list[tuple[Organisation, int]]:
    known = app.store.portfolio.clients([x.id for x in organisations])
    counted = [(x, known[x.id].waiting) for x in organisations if x.id in known]
    return [(one, count) for one, count in counted if count]
