"""Reading reminders with their lines and words."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement

from connector.core.message import Line, Reminder
from connector.store.schema_sending import messages, reminder_lines, reminders
from connector.store.scope import Scope, chunked, columns_of

_LINE = columns_of(Line, reminder_lines)
_LISTS = ("roles", "approved_recipients", "recipients")
_WORDS = ("subject", "text", "html")
_OWN = [reminders.c[name] for name in Reminder.__dataclass_fields__ if name != "lines" and name not in _WORDS]


def reminders_where(
    scope: Scope, *conditions: ColumnElement[bool], limit: int | None = None
) -> tuple[Reminder, ...]:
    """Those that meet all conditions, oldest plan first."""
    order = (reminders.c.planned_at, reminders.c.planned_on, reminders.c.id)
    joined = reminders.outerjoin(
        messages,
        (messages.c.organisation_id == reminders.c.organisation_id)
        & (messages.c.reminder_id == reminders.c.id),
    )
    found = scope.select(reminders, *_OWN, *(messages.c[name] for name in _WORDS)).select_from(joined)
    rows = scope.run(found.where(*conditions).order_by(*order).limit(limit)).mappings().all()
    lines = _lines(scope, [row["id"] for row in rows])
    return tuple(_reminder(dict(row), lines) for row in rows)


def _lines(scope: Scope, ids: list[str]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for chunk in chunked(ids):
        theirs = scope.select(reminder_lines, reminder_lines.c.reminder_id, *_LINE)
        wanted = theirs.where(reminder_lines.c.reminder_id.in_(chunk)).order_by(reminder_lines.c.position)
        for row in scope.run(wanted):
            found[row[0]].append(Line(*row[1:]))
    return found


def _reminder(row: Any, lines: dict[str, list[Line]]) -> Reminder:
    row |= {name: tuple(row[name]) for name in _LISTS}
    return Reminder(**row, lines=tuple(lines.get(row["id"], ())))
