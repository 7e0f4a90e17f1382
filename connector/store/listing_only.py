"""Listing: what the list of invoices may be narrowed to beside its filters."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from connector.core.history import State
from connector.core.invoice import HoldReason
from connector.core.invoice import Scope as Reach
from connector.core.listing import LONG_LATE_DAYS, Only
from connector.store.schema import OPEN, holds, invoices
from connector.store.schema_sending import reminder_lines, reminders
from connector.store.scope import own


def is_only(only: Only, on: date, grace_over_on: date) -> ColumnElement[bool]:
    """That an invoice is of that kind on that day."""
    return _KINDS[only](on, grace_over_on)


def _long_late(on: date, grace_over_on: date) -> ColumnElement[bool]:
    return and_(invoices.c.card.is_(None), invoices.c.expected_on < on - timedelta(days=LONG_LATE_DAYS))


def _broken(on: date, grace_over_on: date) -> ColumnElement[bool]:
    """A promise of it has run out, and no later one runs."""
    promises = and_(
        own(holds), holds.c.reason == HoldReason.PROMISE, holds.c.scope == Reach.INVOICE,
        holds.c.ended_on.is_(None),
    )  # fmt: skip
    over: Any = select(holds.c.invoice_id).where(promises, holds.c.until_on <= grace_over_on)
    runs: Any = select(holds.c.invoice_id).where(promises, holds.c.until_on > grace_over_on)
    return and_(invoices.c.status == OPEN, invoices.c.id.in_(over), invoices.c.id.not_in(runs))


def _waits(on: date, grace_over_on: date) -> ColumnElement[bool]:
    lines, both = (
        reminder_lines.c,
        reminders.join(
            reminder_lines,
            and_(
                reminder_lines.c.organisation_id == reminders.c.organisation_id,
                reminder_lines.c.reminder_id == reminders.c.id,
            ),
        ),
    )
    waiting = (own(reminders), reminders.c.state == State.AWAITING_APPROVAL)
    there = lines.state == State.AWAITING_APPROVAL
    return invoices.c.id.in_(select(lines.invoice_id).select_from(both).where(*waiting, there))


_KINDS: Mapping[Only, Callable[[date, date], ColumnElement[bool]]] = {
    Only.LONG_LATE: _long_late,
    Only.BROKEN: _broken,
    Only.APPROVAL: _waits,
}
