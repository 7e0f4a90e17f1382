"""Whether a message has the approvals that its amount needs, as a condition of the database."""

from functools import cache
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, and_, cast, func, or_, select

from connector.core.history import State
from connector.store.schema import organisations
from connector.store.schema_sending import reminder_lines, reminders

#: Two different people have released it.
_IS_OF_TWO = and_(
    reminders.c.first_approved_by.is_not(None),
    reminders.c.approved_by.is_not(None),
    reminders.c.first_approved_by != reminders.c.approved_by,
)
_ITS_LINES = and_(
    reminder_lines.c.organisation_id == reminders.c.organisation_id,
    reminder_lines.c.reminder_id == reminders.c.id,
    reminder_lines.c.state != State.CANCELLED,
)
_ASKED = (
    select(func.coalesce(func.sum(reminder_lines.c.asked), 0))
    .where(_ITS_LINES)
    .correlate(reminders)
    .scalar_subquery()
)


@cache
def has_eyes(is_sqlite: bool) -> ColumnElement[bool]:
    """That it asks for less than what two people must release, or that two have released it."""
    limit = _two_from(is_sqlite)
    return or_(limit.is_(None), limit > _ASKED, _IS_OF_TWO)


def lacks_eyes(is_sqlite: bool, mark: str) -> ColumnElement[bool]:
    """The contrary, and what two have released under another mark; nobody's name is unknown in it, so that it
    is never neither."""
    one = or_(
        reminders.c.first_approved_by.is_(None),
        reminders.c.approved_by.is_(None),
        reminders.c.first_approved_by == reminders.c.approved_by,
        func.coalesce(reminders.c.first_seal, "").not_like(f"%.{mark}"),
    )
    return and_(_two_from(is_sqlite) <= _ASKED, one)


def _two_from(is_sqlite: bool) -> Any:
    """The amount from which on two are needed in its currency; NULL where none is said."""
    said = organisations.c.four_eyes
    limit = (
        func.json_extract(said, "$." + reminders.c.currency)
        if is_sqlite
        else cast(cast(said, JSON).op("->>")(reminders.c.currency), BigInteger)
    )
    mine = select(limit).where(organisations.c.id == reminders.c.organisation_id)
    return mine.correlate(reminders).scalar_subquery()
