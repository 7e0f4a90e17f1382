"""Reports: a span of days, summed up by the database."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, exists, func, or_, select

from connector.core.figures import DueDay
from connector.core.history import TAKEN
from connector.core.invoice import HoldReason, Status
from connector.core.reports import CameIn, Said, Told
from connector.store.schema import OPEN, connections, customers, holds, invoices, payments
from connector.store.schema_sending import reminder_lines, reminders
from connector.store.scope import Scope, own, query
from connector.store.types import Day

_IT, _PAID, _LINE, _LEFT, _HOLD = invoices.c, payments.c, reminder_lines.c, reminders.c, holds.c
_FIRST: BindParameter[Any] = bindparam("first", type_=Day())
_LAST: BindParameter[Any] = bindparam("last", type_=Day())
_ENDED = select(connections.c.id).where(own(connections), connections.c.ended_at.is_not(None))
#: One of a pair that is one debt; its twin is chased, and counts.
_DOUBLED = query(holds, _HOLD.invoice_id).where(
    _HOLD.reason == HoldReason.DUPLICATE_SOURCE, _HOLD.twin_id.is_not(None),
    _HOLD.until_on.is_(None), _HOLD.ended_on.is_(None),
)  # fmt: skip
_COUNTS = (
    _IT.connection_id.not_in(_ENDED), _IT.card.is_(None), _IT.id.not_in(_DOUBLED),
    _IT.status.not_in((Status.VOID, Status.DELETED, Status.CREDITED)),
)  # fmt: skip
#: Closed without having been paid.
_GIVEN_UP = _IT.status.in_((Status.WRITTEN_OFF, Status.NO_LONGER_IN_LEDGER))
_CAME_ON: ColumnElement[Any] = case((_PAID.paid_on < _PAID.seen_on, _PAID.paid_on), else_=_PAID.seen_on)


def _paid(*which: Any) -> ColumnElement[Any]:
    made = select(func.coalesce(func.sum(_PAID.amount), 0))
    return made.where(own(payments), _PAID.invoice_id == _IT.id, *which).scalar_subquery()


#: What is open now, what came since, and what was given up since; never more than there was.
_SINCE = (
    case((_IT.status == OPEN, _IT.open), else_=0)
    + _paid(_CAME_ON > _LAST)
    + case((_GIVEN_UP, _IT.total - _paid()), else_=0)
)
_THEN: ColumnElement[Any] = case((_IT.total < _SINCE, _IT.total), else_=_SINCE)
_OF_EACH = (
    query(invoices, _IT.currency, _IT.expected_on, _THEN.label("owed"))
    .where(*_COUNTS, or_(_IT.issued_on.is_(None), _IT.issued_on <= _LAST))
    .where(or_(_IT.status == OPEN, _IT.closed_on > _LAST))
    .subquery("each")
)
_OWED = (
    select(_OF_EACH.c.currency, _OF_EACH.c.expected_on, func.count(), func.sum(_OF_EACH.c.owed))
    .where(_OF_EACH.c.owed > 0)
    .group_by(_OF_EACH.c.currency, _OF_EACH.c.expected_on)
)
_SAID = (
    query(reminders, _LEFT.step_id, _LEFT.currency, func.count(_LEFT.id.distinct()), func.sum(_LINE.asked))
    .select_from(
        reminders.join(
            reminder_lines,
            and_(_LINE.organisation_id == _LEFT.organisation_id, _LINE.reminder_id == _LEFT.id),
        )
    )
    .where(_LEFT.left_on >= _FIRST, _LEFT.left_on <= _LAST)
    .where(_LEFT.state.in_(TAKEN), _LINE.state.in_(TAKEN))
    .group_by(_LEFT.step_id, _LEFT.currency)
    .order_by(func.min(_LINE.severity), _LEFT.step_id, _LEFT.currency)
)
_ASKED_BEFORE = exists(
    select(_LINE.invoice_id)
    .select_from(
        reminder_lines.join(
            reminders, and_(_LEFT.organisation_id == _LINE.organisation_id, _LEFT.id == _LINE.reminder_id)
        )
    )
    .where(own(reminder_lines), _LINE.invoice_id == _PAID.invoice_id, _LINE.state.in_(TAKEN))
    .where(_LEFT.left_on <= _CAME_ON)
)
_CAME = (
    query(payments, _IT.currency, _PAID.amount, case((_ASKED_BEFORE, 1), else_=0).label("is_after"))
    .select_from(
        payments.join(
            invoices, and_(_IT.organisation_id == _PAID.organisation_id, _IT.id == _PAID.invoice_id)
        )
    )
    .where(~_PAID.is_first_import, _CAME_ON >= _FIRST, _CAME_ON <= _LAST, *_COUNTS)
    .subquery("came")
)
_AFTER = case((_CAME.c.is_after == 1, _CAME.c.amount), else_=0)
_CAME_IN = (
    select(
        _CAME.c.currency, func.count(), func.sum(_CAME.c.amount), func.sum(_CAME.c.is_after), func.sum(_AFTER)
    )
    .group_by(_CAME.c.currency)
    .order_by(_CAME.c.currency)
)
_ABOUT = func.coalesce(_HOLD.amount, _HOLD.open_then, _IT.open)
_TOLD = (
    query(
        holds, _HOLD.reason, customers.c.name, _IT.number, _IT.currency, _ABOUT, _HOLD.since_on,
        _HOLD.until_on, _HOLD.ended_on.is_not(None), _IT.status != OPEN,
    )
    .select_from(
        holds.join(
            invoices, and_(_IT.organisation_id == _HOLD.organisation_id, _IT.id == _HOLD.invoice_id)
        ).join(
            customers,
            and_(customers.c.organisation_id == _IT.organisation_id, customers.c.id == _IT.customer_id),
        )
    )
    .where(_HOLD.reason.in_((HoldReason.PROMISE, HoldReason.DISPUTE)))
    .where(_HOLD.since_on >= _FIRST, _HOLD.since_on <= _LAST)
    .order_by(_HOLD.since_on, customers.c.name, _IT.number, _HOLD.id)
)  # fmt: skip


class SqlReports:
    """The Reports port."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def owed_on(self, day: date) -> Sequence[DueDay]:
        return [DueDay(of, on, count, int(owed)) for of, on, count, owed in self._scope.rows(_OWED, last=day)]

    def said(self, first: date, last: date) -> Sequence[Said]:
        rows = self._scope.rows(_SAID, first=first, last=last)
        return [Said(step, of, count, int(asked)) for step, of, count, asked in rows]

    def came_in(self, first: date, last: date) -> Sequence[CameIn]:
        rows = self._scope.rows(_CAME_IN, first=first, last=last)
        return [CameIn(of, *map(int, sums)) for of, *sums in rows]

    def told(self, first: date, last: date) -> Sequence[Told]:
        rows = self._scope.rows(_TOLD, first=first, last=last)
        return [Told(*[*what, bool(is_ended), bool(is_closed)]) for *what, is_ended, is_closed in rows]
