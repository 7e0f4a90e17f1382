"""Bulk: one decision about many invoices or customers: who is meant, what it would come to, and each deed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, groupby
from typing import Any

from connector.core.bulk import Chosen, Deed, Order
from connector.core.errors import Refused
from connector.core.invoice import Hold, HoldReason, Scope
from connector.core.listing import CustomersWanted, InvoicesWanted
from connector.core.ports import UnitOfWork
from connector.usecases import people
from connector.usecases.application import Application
from connector.usecases.changes import choose_in
from connector.usecases.listing import PAGE
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.unfit import Unfit, Why
from connector.usecases.whom import Whom

#: So many invoices, or customers, are decided about at once: each customer is a unit of work of its own.
MOST = 500
#: So many customers are foreseen in one unit of work: on SQLite nobody else writes meanwhile.
FORESEEN = 50


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an order would come to: with whom it would be done, and who is left out and why."""

    done: tuple[Chosen, ...]
    left_out: tuple[tuple[Chosen, Why], ...]

    @property
    def customers(self) -> int:
        return len({x.customer_id for x in self.done})


class _NotMeant(Exception):
    """Takes back what a unit of work has written."""


# ---------------------------------------------------------------- who is meant


def invoices_on(
    app: Application, organisation_id: str, wanted: InvoicesWanted, page: int | None
) -> tuple[list[Chosen], int]:
    """Those on one page of the list, or on all where `page` is None, MOST of them; and how many there are."""
    with app.store.reading(organisation_id) as unit:
        count = unit.listing.totals(wanted).of(wanted.due, wanted.currency).count
        limit, offset = (MOST, 0) if page is None else (PAGE, (max(page, 1) - 1) * PAGE)
        found = unit.listing.invoices(wanted, limit, offset)
    return [Chosen(x.invoice.customer_id, x.invoice.number, x.customer, x.invoice.id) for x in found], count


def customers_on(
    app: Application, organisation_id: str, wanted: CustomersWanted, page: int | None
) -> tuple[list[Chosen], int]:
    """The same of the list of customers."""
    with app.store.reading(organisation_id) as unit:
        count = unit.listing.count_customers(wanted)
        limit, offset = (MOST, 0) if page is None else (PAGE, (max(page, 1) - 1) * PAGE)
        found = unit.listing.customers(wanted, limit, offset)
    return [Chosen(x.id, x.name, x.name) for x in found], count


def invoices_named(app: Application, organisation_id: str, ids: Sequence[str]) -> list[Chosen]:
    """These; what is not there, or another organisation's, is left out. Sorted by number."""
    with app.store.reading(organisation_id) as unit:
        found = unit.listing.listed(ids[:MOST])
    return [Chosen(x.invoice.customer_id, x.invoice.number, x.customer, x.invoice.id) for x in found]


def customers_named(app: Application, organisation_id: str, ids: Sequence[str]) -> list[Chosen]:
    """The same of customers, sorted by name."""
    found = []
    with app.store.reading(organisation_id) as unit:
        for customer_id in ids[:MOST]:
            with suppress(Refused):
                known = unit.ledger.customer(customer_id)
                found.append(Chosen(known.id, known.name, known.name))
    return sorted(found, key=lambda x: (x.name, x.id))


# ---------------------------------------------------------------- what would be done


def foresee(app: Application, organisation_id: str, order: Order, chosen: Sequence[Chosen]) -> Foreseen:
    """What its work would do now: it is done, customer by customer, and nothing of it is kept."""
    done: list[Chosen] = []
    left_out: list[tuple[Chosen, Why]] = []
    whole = list(by_customer(chosen))
    for start in range(0, len(whole), FORESEEN):
        with suppress(_NotMeant), app.store.writing(organisation_id) as unit:
            doing = Doing.of(app, unit, order)
            for one in chain.from_iterable(whole[start : start + FORESEEN]):
                try:
                    doing.do(one)
                    done.append(one)
                except Unfit as wrong:
                    left_out.append((one, wrong.why))
            raise _NotMeant
    return Foreseen(tuple(done), tuple(left_out))


def by_customer(chosen: Sequence[Chosen]) -> Iterator[list[Chosen]]:
    """In the order in which customers are locked everywhere."""
    ordered = sorted(chosen, key=lambda x: (x.customer_id, x.name, x.id))
    return (list(some) for _, some in groupby(ordered, key=lambda x: x.customer_id))


Told = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Doing:
    """One order in one unit of work, with its outlook: gathering that takes longer than most deeds."""

    app: Application
    unit: UnitOfWork
    view: Outlook
    order: Order

    @classmethod
    def of(cls, app: Application, unit: UnitOfWork, order: Order) -> "Doing":
        return cls(app, unit, outlook(app, unit, app.clock.now()), order)

    def do(self, one: Chosen) -> Told:
        """One of them, as its own page would do it. Raises Unfit, where it is so already too."""
        told = _DEEDS[self.order.deed](self, one)
        if not any(told.values()):
            raise Unfit(Why.SAME, "It is so already.")
        return told


def _whom(one: Chosen) -> Whom:
    return Whom(number=one.invoice_id) if one.invoice_id else Whom(customer_id=one.customer_id)


def _hold(doing: Doing, one: Chosen) -> Told:
    order = doing.order
    draft = Hold(
        "", order.reason, Scope.CUSTOMER, date.min, until_on=order.until_on, author=order.by, note=order.note
    )
    made, is_new = people.hold_in(doing.app, doing.unit, _whom(one), draft, doing.view)
    return {"holds": [made.id] if is_new else []}


def _pause(doing: Doing, one: Chosen) -> Told:
    if doing.order.until_on is None:
        raise Unfit(Why.NO_DAY, "A pause of many needs its day.")
    return _hold(replace(doing, order=replace(doing.order, reason=HoldReason.PAUSE)), one)


def _release(doing: Doing, one: Chosen) -> Told:
    order = doing.order
    doing.unit.ledger.lock_customer(one.customer_id)
    ended, _ = people.release_in(doing.app, doing.unit, _whom(one), order.reason, order.by, doing.view)
    return {"ended": [x.id for x in ended]}


def _policy(doing: Doing, one: Chosen) -> Told:
    order = doing.order
    if one.invoice_id is None:
        return _change(doing, one, {"policy": order.policy})
    _, told = choose_in(doing.app, doing.unit, one.invoice_id, order.policy, order.by, doing.view)
    return {"changes": [told] if told else []}


def _change(doing: Doing, one: Chosen, fields: Mapping[str, Any]) -> Told:
    _, told = people.change_in(doing.app, doing.unit, _whom(one), doing.order.by, fields, doing.view)
    return {"changes": told}


def _exclude(doing: Doing, one: Chosen) -> Told:
    return _change(doing, one, {"is_excluded": True})


def _include(doing: Doing, one: Chosen) -> Told:
    return _change(doing, one, {"is_excluded": False})


def _record(doing: Doing, one: Chosen) -> Told:
    order = doing.order
    if order.on is None or one.invoice_id is None:
        raise Unfit(Why.NO_DAY, "Say the day on which it left.")
    made = people.record_in(
        doing.app, doing.unit, one.invoice_id, order.step_id, order.on, order.by, doing.view
    )
    return {"recorded": [made.id]}


_DEEDS: Mapping[Deed, Callable[[Doing, Chosen], Told]] = {
    Deed.PAUSE: _pause,
    Deed.HOLD: _hold,
    Deed.RELEASE: _release,
    Deed.POLICY: _policy,
    Deed.EXCLUDE: _exclude,
    Deed.INCLUDE: _include,
    Deed.RECORD: _record,
}
