"""Holds of one organisation. Who writes one takes the lock that a sender takes before it leaves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam

from connector.core.hooks import Happening
from connector.core.invoice import Hold, HoldReason, Instalment, Invoice, Twin
from connector.core.invoice import Scope as Reach
from connector.store.linking import one_with
from connector.store.schema import OPEN, connections, holds, invoices
from connector.store.scope import IDS, Row, Scope, chunked, query, query_by, values_of
from connector.store.telling import Telling

_twin, _there = invoices.alias("twin"), connections.alias("there")
HOLD = [
    *(holds.c[field.name] for field in fields(Hold) if field.name != "twin"),
    *(holds.c.twin_id, _twin.c.closed_on, _there.c.ended_at),
]
#: Each hold, with the other invoice of the debt and its connection where it names one.
WITH_TWIN = holds.outerjoin(
    _twin, and_(_twin.c.organisation_id == holds.c.organisation_id, _twin.c.id == holds.c.twin_id)
).outerjoin(
    _there,
    and_(_there.c.organisation_id == _twin.c.organisation_id, _there.c.id == _twin.c.connection_id),
)
_OLDEST_FIRST = (holds.c.created_at, holds.c.id)
_THEIRS = (
    query_by("ix_holds_organisation_id_held_customer_id", holds, holds.c.held_customer_id, *HOLD)
    .select_from(WITH_TWIN)
    .where(holds.c.held_customer_id.in_(IDS))
    .order_by(*_OLDEST_FIRST)
)
#: A pair that stands: one is silent, its twin is chased in its place.
PAIRED = (holds.c.twin_id.is_not(None), holds.c.until_on.is_(None), holds.c.ended_on.is_(None))
_CHASED_FOR = (
    query_by("ix_holds_organisation_id_held_customer_id", holds, _twin.c.customer_id)
    .select_from(WITH_TWIN)
    .where(holds.c.held_customer_id.in_(IDS), *PAIRED, _twin.c.status == OPEN)
)
_silent = invoices.alias("silent")
_FOLLOWERS = (
    query_by("ix_holds_twin", holds, holds.c.twin_id, holds.c.invoice_id, _silent.c.customer_id)
    .join(
        _silent,
        and_(_silent.c.organisation_id == holds.c.organisation_id, _silent.c.id == holds.c.invoice_id),
    )
    .where(holds.c.twin_id.in_(IDS), *PAIRED, _silent.c.status == OPEN)
    .order_by(holds.c.twin_id, holds.c.invoice_id)
)
_ONE = query(holds, *HOLD).select_from(WITH_TWIN).where(holds.c.id == bindparam("id"))
_OF_ALL = (
    query(holds, *HOLD)
    .select_from(WITH_TWIN)
    .where(holds.c.scope == Reach.ORGANISATION)
    .order_by(*_OLDEST_FIRST)
)


class SqlHolds:
    """The Holds port over the table `holds`."""

    def __init__(self, scope: Scope, telling: Telling) -> None:
        self._scope = scope
        self._telling = telling

    def add(self, hold: Hold, at: datetime) -> None:
        held = self._lock_covered(hold)
        self._scope.add(holds, [_row(hold, held, at)])
        self._telling.of_holds(Happening.HOLD_MADE, [hold], at)

    def add_all(self, of_invoices: Sequence[Hold], at: datetime) -> None:
        whom = {x.customer_id for x in of_invoices if x.customer_id is not None}
        self._scope.look_now(whom | chased_for(self._scope, whom))
        self._scope.add(holds, [_row(x, x.customer_id, at) for x in of_invoices])
        self._telling.of_holds(Happening.HOLD_MADE, of_invoices, at)

    def end(self, hold_id: str, on: date, at: datetime) -> None:
        """Does nothing to one that has ended already."""
        standing = self._scope.select(holds, *HOLD).select_from(WITH_TWIN)
        found = self._scope.run(standing.where(holds.c.id == hold_id, holds.c.ended_on.is_(None))).first()
        if found is not None:
            hold = to_hold(found)
            self._lock_covered(hold)
            ended = self._scope.update(holds).where(holds.c.id == hold_id)
            self._scope.run(ended.values(ended_on=on, ended_at=at))
            self._telling.of_holds(Happening.HOLD_ENDED, [replace(hold, ended_on=on)], at)

    def stand_again(self, hold_id: str, at: datetime) -> bool:
        """Takes its end back; False where it has not ended."""
        found = self.get(hold_id)
        if found is None or found.ended_on is None:
            return False
        self._lock_covered(found)
        again = self._scope.update(holds).where(holds.c.id == hold_id, holds.c.ended_on.is_not(None))
        if not self._scope.run(again.values(ended_on=None, ended_at=None)).rowcount:
            return False
        self._telling.of_holds(Happening.HOLD_MADE, [replace(found, ended_on=None)], at)
        return True

    def get(self, hold_id: str) -> Hold | None:
        found = self._scope.ask(_ONE, id=hold_id).first()
        return None if found is None else to_hold(found)

    def of_everybody(self) -> tuple[Hold, ...]:
        """The organisation's own that no person has ended, oldest first."""
        return tuple(x for x in holds_of_all(self._scope) if x.ended_on is None)

    def active(self) -> tuple[Hold, ...]:
        """All that no person has ended, the organisation's included; oldest first."""
        standing = self._scope.select(holds, *HOLD).select_from(WITH_TWIN)
        found = self._scope.run(standing.where(holds.c.ended_on.is_(None)).order_by(*_OLDEST_FIRST))
        return tuple(map(to_hold, found))

    def _lock_covered(self, hold: Hold) -> str | None:
        """Locks whom it covers and makes them be looked at again; returns the one customer."""
        if hold.scope is Reach.ORGANISATION:
            self._scope.lock_organisation(is_shared=False)
            self._scope.raise_revision()
            return None
        customer_id = hold.customer_id if hold.scope is Reach.CUSTOMER else self._owner(hold.invoice_id)
        if customer_id is not None:
            whom = one_with(self._scope, [customer_id]) if hold.is_of_customer else {customer_id}
            self._scope.look_now(whom | chased_for(self._scope, whom))
        return customer_id

    def _owner(self, invoice_id: str | None) -> str | None:
        mine = self._scope.select(invoices, invoices.c.customer_id)
        owner: str | None = self._scope.run(mine.where(invoices.c.id == invoice_id)).scalar()
        return owner


def _row(hold: Hold, held_customer_id: str | None, at: datetime) -> Row:
    row = values_of(hold) | {"created_at": at, "held_customer_id": held_customer_id}
    twin = row.pop("twin")
    row["instalments"] = [[x.due_on.isoformat(), x.amount] for x in hold.instalments]
    return row | {"twin_id": None if twin is None else twin.invoice_id}


def to_hold(row: Any) -> Hold:
    """A row of `HOLD`, instalments and twin and all."""
    *told, instalments, author, note, twin_id, closed_on, ended_at = row
    parts = tuple(Instalment(date.fromisoformat(due_on), amount) for due_on, amount in instalments)
    twin = None if twin_id is None else Twin(twin_id, closed_on, ended_at is not None)
    values: list[Any] = [*told, parts, author, note, twin]
    return Hold(*values)


def holds_of(scope: Scope, customer_ids: list[str]) -> Iterator[tuple[str, Hold]]:
    """Each hold of these customers or of one of their invoices, with the customer's id.

    Those that a person has ended are included: a day before the end is judged with them, and a
    third promise counts the first two.
    """
    for customer_id, *row in scope.rows(_THEIRS, ids=customer_ids):
        yield customer_id, to_hold(row)


def chased_for(scope: Scope, customer_ids: Iterable[str]) -> set[str]:
    """Ids of the customers who are chased for what is silent with these, in another connection."""
    return {of for chunk in chunked(sorted(customer_ids)) for (of,) in scope.rows(_CHASED_FOR, ids=chunk)}


def holds_of_followers(scope: Scope, chased: Sequence[Invoice]) -> Iterator[tuple[str, Hold]]:
    """What a person has said of the debts of these invoices where they are silent for them, as if he had
    said it of these; with the customer's id. Of what covers a customer as a whole, this debt alone."""
    owners = {x.id: x.customer_id for x in chased}
    pairs = [x for chunk in chunked(sorted(owners)) for x in scope.rows(_FOLLOWERS, ids=chunk)]
    said: dict[str, list[Hold]] = defaultdict(list)
    for chunk in chunked(sorted({of for _, _, of in pairs})):
        for customer_id, hold in holds_of(scope, chunk):
            said[customer_id].append(hold)
    for chased_id, silent_id, of in pairs:
        for hold in said[of]:
            if hold.reason is not HoldReason.DUPLICATE_SOURCE and hold.reaches(silent_id, of):
                theirs = {"customer_id": owners[chased_id], "invoice_id": chased_id}
                yield owners[chased_id], replace(hold, scope=Reach.INVOICE, **theirs)


def holds_of_all(scope: Scope) -> tuple[Hold, ...]:
    """The organisation's own holds, ended ones included."""
    return tuple(map(to_hold, scope.rows(_OF_ALL)))
