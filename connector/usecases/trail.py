"""Trail: who did what, a page at a time or all of it; each event with what it speaks of by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from connector.core.listing import CustomersWanted
from connector.core.ports import UnitOfWork
from connector.core.trail import Noted, TrailWanted
from connector.usecases.application import Application
from connector.usecases.linking import one_with

#: Events on one page.
PAGE = 50
#: So many customers of one name are looked for.
NAMED = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Which events somebody asks for: by whom, of what kind, about a customer by his id or by a part of a
    name, and on which days of the organisation, first and last included."""

    who: str | None = None
    what: str | None = None
    customer_id: str | None = None
    customer: str = ""
    since_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One event; the invoices and the other customers that it names, each by id and by number or name."""

    noted: Noted
    invoices: tuple[tuple[str, str], ...] = ()
    customers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TrailPage:
    """`older` is the number of the event after which the next page begins; None on the last one.

    `customer` is the name of the one who was asked for by his id; `endpoints` are the addresses of the
    webhooks that the lines name, by id, of those that are still there.
    """

    lines: tuple[Line, ...]
    people: tuple[str, ...]
    older: int | None = None
    customer: str | None = None
    endpoints: Mapping[str, str] = field(default_factory=dict)


def trail(app: Application, organisation_id: str, asked: Asked, after: int | None = None) -> TrailPage:
    """Newest first; from the event with the number `after` on, which is not on it.

    A number that no event has is taken for none.
    """
    with app.store.reading(organisation_id) as unit:
        wanted = _wanted(app, unit, asked)
        last = None if after is None else unit.past.event(after)
        found = unit.trail.page(wanted, PAGE + 1, last)
        shown = found[:PAGE]
        older = shown[-1].event.number if len(found) > PAGE else None
        named = None if asked.customer_id is None else unit.ledger.customer(asked.customer_id).name
        return TrailPage(
            tuple(_lines(unit, shown)), unit.trail.people(), older, named, _endpoints(unit, shown)
        )


def each_event(app: Application, organisation_id: str, asked: Asked) -> Iterator[Noted]:
    """All pages of one moment, streamed."""
    with app.store.reading(organisation_id) as unit:
        yield from unit.trail.each(_wanted(app, unit, asked))


def _wanted(app: Application, unit: UnitOfWork, asked: Asked) -> TrailWanted:
    zone = ZoneInfo(unit.organisation().timezone)
    after = None if asked.until_on is None else asked.until_on + timedelta(days=1)
    return TrailWanted(
        asked.who,
        asked.what,
        _customers(app, unit, asked),
        _midnight(asked.since_on, zone),
        _midnight(after, zone),
    )


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone).astimezone(UTC)


def _customers(app: Application, unit: UnitOfWork, asked: Asked) -> Sequence[str] | None:
    """Each record of the one; all whose name or address holds what was typed."""
    if asked.customer_id is not None:
        return sorted(one_with(unit, [asked.customer_id]))
    if not asked.customer:
        return None
    named = CustomersWanted(unit.organisation().day(app.clock.now()), asked.customer, is_everybody=True)
    return [x.id for x in unit.listing.customers(named, NAMED)]


def _lines(unit: UnitOfWork, found: Sequence[Noted]) -> Iterator[Line]:
    ids = sorted({x for noted in found for x in _invoice_ids(noted)})
    numbers = {x.invoice.id: x.invoice.number for x in unit.listing.listed(ids)}
    others = sorted({x for noted in found for x in noted.event.facts.get("customers", ())})
    names = {x: unit.ledger.customer(x).name for x in others}
    for noted in found:
        invoices = tuple((x, numbers[x]) for x in _invoice_ids(noted) if x in numbers)
        both = tuple((x, names[x]) for x in noted.event.facts.get("customers", ()))
        yield Line(noted, invoices, both)


def _endpoints(unit: UnitOfWork, found: Sequence[Noted]) -> Mapping[str, str]:
    if not any("endpoint" in x.event.facts for x in found):
        return {}
    return {x.id: x.address for x in unit.hooks.endpoints()}


def _invoice_ids(noted: Noted) -> tuple[str, ...]:
    """Of the invoices that it names: one, or the first of each pair."""
    facts = noted.event.facts
    pairs = (*facts.get("held_for_and_why", ()), *facts.get("held_for", ()))
    one = facts.get("invoice")
    return tuple(dict.fromkeys((*((one,) if one else ()), *(pair[0] for pair in pairs))))
