"""Figures: sums over the ledger, made by the database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from connector.core.figures import DueDay, Movement, Point
from connector.core.invoice import HoldReason, Status
from connector.core.recovery import FailedDay
from connector.store.holds import PAIRED
from connector.store.schema import OPEN, connections, holds, invoices, payments
from connector.store.schema_figures import kept_points
from connector.store.scope import Scope, own, query, query_by
from connector.store.types import Day

_ENDED = select(connections.c.id).where(own(connections), connections.c.ended_at.is_not(None))
#: One of a pair that is one debt; its twin is chased, and counts.
_DOUBLED = query_by("ix_holds_twinned", holds, holds.c.invoice_id).where(
    holds.c.reason == HoldReason.DUPLICATE_SOURCE, *PAIRED
)
_IT, _PAID = invoices.c, payments.c
_HERE = _IT.connection_id.not_in(_ENDED)
_IS_CHASED = ~exists(_DOUBLED.where(holds.c.invoice_id == _IT.id))
_DUE_DAY = (_IT.currency, _IT.expected_on, func.count(), func.sum(_IT.open))
_DUE_DAYS = (
    query_by("ix_invoices_due", invoices, *_DUE_DAY)
    .where(_IT.status == OPEN, _IT.open > 0, _HERE)
    .group_by(_IT.currency, _IT.expected_on)
)
_TWINS = _DOUBLED.distinct().subquery("twins")
_DOUBLED_DAYS = (
    query_by("sqlite_autoindex_invoices_1", invoices, *_DUE_DAY)
    .select_from(_TWINS.join(invoices, _IT.id == _TWINS.c.invoice_id))
    .where(_IT.status == OPEN, _IT.open > 0, _HERE)
    .group_by(_IT.currency, _IT.expected_on)
)
_FIRST_READ = func.max(connections.c.first_read_on)
_WHOLE_SINCE = query(connections, _FIRST_READ).where(connections.c.ended_at.is_(None))

# ---------------------------------------------------------------- what was owed in the past

#: What was never to be paid was no sale either.
_NEVER = (Status.VOID, Status.DELETED, Status.CREDITED)
#: Closed without having been paid: what was left of it ceased to be owed on that day.
_GIVEN_UP = (Status.WRITTEN_OFF, Status.NO_LONGER_IN_LEDGER)
_COUNTS = (
    _HERE, _IT.status.not_in(_NEVER), _IT.card.is_(None), _IT.issued_on.is_not(None), _IS_CHASED,
)  # fmt: skip
_AFTER: BindParameter[Any] = bindparam("after", type_=Day())
#: No later than it was seen: what is dated ahead is here already.
_CAME_ON: ColumnElement[Any] = case((_PAID.paid_on < _PAID.seen_on, _PAID.paid_on), else_=_PAID.seen_on)
_OWED = query(invoices, _IT.currency, func.sum(_IT.open)).where(*_COUNTS, _IT.status == OPEN)


def _movements() -> Select[Any]:
    every = union_all(*_steps()).subquery("steps")
    found = select(every.c.currency, every.c.on, func.sum(every.c.sold), func.sum(every.c.change))
    return found.group_by(every.c.currency, every.c.on).order_by(every.c.currency, every.c.on)


def _steps() -> list[Select[Any]]:
    """What each invoice adds when it is issued, and takes away when money comes or it is given up."""
    came, gone = _came(), _given_up()
    nothing = literal(0)
    is_open = case((_IT.status == OPEN, _IT.open), else_=0)
    issued = query(invoices, _step("currency", _IT.currency), _step("on", _IT.issued_on))
    issued = issued.add_columns(_step("sold", _IT.total), _step("change", is_open))
    found = [issued.where(*_COUNTS, _IT.issued_on > _AFTER)]
    for less in (came.c, gone.c):
        columns = _step("currency", less.currency), _step("sold", nothing)
        taken = select(columns[0], _step("on", less.on), columns[1], _step("change", -less.amount))
        given = select(columns[0], _step("on", less.issued_on), columns[1], _step("change", less.amount))
        found += [taken.where(less.on > less.issued_on, less.on > _AFTER)]
        found += [given.where(less.on > less.issued_on, less.issued_on > _AFTER)]
    return found


def _step(name: str, value: ColumnElement[Any]) -> ColumnElement[Any]:
    return value.label(name)


def _came() -> Subquery:
    """Each payment as far as it was needed, the latest first: one that was taken back leaves no trace."""
    latest_first = (_CAME_ON.desc(), _PAID.id.desc())
    paid_then = func.sum(_PAID.amount).over(
        partition_by=_PAID.invoice_id, order_by=latest_first, rows=(None, 0)
    )
    room = _IT.total - case((_IT.status == OPEN, _IT.open), else_=0)
    joined = and_(_IT.organisation_id == _PAID.organisation_id, _IT.id == _PAID.invoice_id)
    later = (
        query_by("ix_payments_organisation_id_seen_on", payments, _IT.currency, _IT.issued_on)
        .add_columns(_CAME_ON.label("on"), _PAID.amount, (room - paid_then + _PAID.amount).label("left"))
        .select_from(payments.join(invoices, joined))
        .where(_PAID.seen_on > _AFTER, _CAME_ON > _AFTER, own(invoices), *_COUNTS)
    ).subquery("later")
    needed = case((later.c.left >= later.c.amount, later.c.amount), (later.c.left > 0, later.c.left), else_=0)
    columns = (later.c.currency, later.c.issued_on, later.c.on, needed.label("amount"))
    return select(*columns).subquery("came")


def _given_up() -> Subquery:
    paid = func.coalesce(func.sum(_PAID.amount), 0)
    paid_of_it = select(paid).where(own(payments), _PAID.invoice_id == _IT.id).scalar_subquery()
    made = query(invoices, _IT.currency, _IT.issued_on, _IT.closed_on.label("on"), _IT.total)
    made = made.add_columns(paid_of_it.label("paid"))
    found = made.where(*_COUNTS, _IT.status.in_(_GIVEN_UP), _IT.closed_on > _AFTER).subquery("given_up")
    left = case((found.c.total > found.c.paid, found.c.total - found.c.paid), else_=0)
    return select(found.c.currency, found.c.issued_on, found.c.on, left.label("amount")).subquery("gone")


_MOVEMENTS = _movements()
_KEPT = (
    query(kept_points, kept_points.c.currency, kept_points.c.on, kept_points.c.owed, kept_points.c.tenths)
    .where(kept_points.c.kept_on == bindparam("kept_on", type_=Day()))
    .order_by(kept_points.c.currency, kept_points.c.on)
)
#: Says of a day that there was nothing to keep.
_NO_CURRENCY = ""
_PAID_ON = func.coalesce(_IT.paid_on, _IT.closed_on)
_FAILED = (
    query_by(
        "ix_invoices_failed", invoices,
        *(_IT.currency, _IT.failed_on, _IT.status, _PAID_ON, func.count(), func.sum(_IT.total)),
    )
    .where(
        literal_column("failed_on IS NOT NULL"),
        _IT.failed_on >= bindparam("since", type_=Day()),
        _HERE,
        _IS_CHASED,
    )
    .group_by(_IT.currency, _IT.failed_on, _IT.status, _PAID_ON)
    .order_by(_IT.currency, _IT.failed_on, _IT.status, _PAID_ON)
)  # fmt: skip


class SqlFigures:
    """The Figures port."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def due_days(self) -> tuple[DueDay, ...]:
        found: dict[tuple[str, date | None], Counter[str]] = {}
        for made, sign in ((_DUE_DAYS, 1), (_DOUBLED_DAYS, -1)):
            for currency, due_on, count, total in self._scope.rows(made):
                day = found.setdefault((currency, due_on), Counter())
                day["count"] += sign * count
                day["open"] += sign * int(total)
        left = (DueDay(of, on, x["count"], x["open"]) for (of, on), x in found.items() if x["count"])
        return tuple(sorted(left, key=lambda x: (x.currency, x.due_on or date.max)))

    def whole_since(self) -> date | None:
        found: date | None = self._scope.ask(_WHOLE_SINCE).scalar()
        return found

    def movements(self, after: date) -> tuple[Movement, ...]:
        rows = self._scope.rows(_MOVEMENTS, after=after)
        return tuple(Movement(of, on, int(sold), int(change)) for of, on, sold, change in rows)

    def owed(self) -> Mapping[str, int]:
        found = self._scope.rows(_OWED.group_by(_IT.currency))
        return {currency: int(total) for currency, total in found}

    def kept(self, on: date) -> tuple[Point, ...] | None:
        rows = self._scope.rows(_KEPT, kept_on=on)
        if not rows:
            return None
        return tuple(
            Point(of, day, owed, None if tenths is None else Decimal(tenths).scaleb(-1))
            for of, day, owed, tenths in rows
            if of != _NO_CURRENCY
        )

    def keep(self, points: Sequence[Point], on: date) -> None:
        self._scope.run(delete(kept_points).where(self._scope.own(kept_points)))
        rows = [
            {
                "currency": x.currency,
                "on": x.on,
                "owed": x.owed,
                "tenths": None if x.dso is None else int(x.dso.scaleb(1)),
                "kept_on": on,
            }
            for x in points or [Point(_NO_CURRENCY, on, 0, None)]
        ]
        self._scope.add(kept_points, rows)

    def failed_days(self, since: date) -> tuple[FailedDay, ...]:
        rows = self._scope.rows(_FAILED, since=since)
        return tuple(FailedDay(of, on, word, end, n, int(total)) for of, on, word, end, n, total in rows)
