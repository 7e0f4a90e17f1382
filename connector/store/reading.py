"""Reading reminders with their lines and words."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Select

from connector.core.message import Line, Reminder
from connector.store.schema_sending import messages, reminder_lines, reminders
from connector.store.scope import IDS, Scope, chunked, columns_of, query

_LISTS = ("roles", "approved_recipients", "recipients")
_WORDS = ("subject", "text", "html")
_OWN = [reminders.c[name] for name in Reminder.__dataclass_fields__ if name != "lines" and name not in _WORDS]
_SAID = (messages.c.organisation_id == reminders.c.organisation_id) & (
    messages.c.reminder_id == reminders.c.id
)
_LINES = (
    query(reminder_lines, reminder_lines.c.reminder_id, *columns_of(Line, reminder_lines))
    .where(reminder_lines.c.reminder_id.in_(IDS))
    .order_by(reminder_lines.c.position)
)


def reminders_where(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The query for those that meet all conditions, oldest plan first."""
    found = query(reminders, *_OWN, *(messages.c[name] for name in _WORDS))
    ordered = found.order_by(reminders.c.planned_at, reminders.c.planned_on, reminders.c.id)
    return ordered.select_from(reminders.outerjoin(messages, _SAID)).where(*conditions)


def read_reminders(scope: Scope, made: Select[Any], **values: Any) -> tuple[Reminder, ...]:
    """What a query of `reminders_where` finds, with lines and words."""
    rows = scope.ask(made, **values).mappings().all()
    lines = _lines(scope, [row["id"] for row in rows])
    return tuple(_reminder(dict(row), lines) for row in rows)


def _lines(scope: Scope, ids: list[str]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for chunk in chunked(ids):
        for row in scope.ask(_LINES, ids=chunk):
            found[row[0]].append(Line(*row[1:]))
    return found


def _reminder(row: Any, lines: dict[str, list[Line]]) -> Reminder:
    row |= {name: tuple(row[name]) for name in _LISTS}
    return Reminder(**row, lines=tuple(lines.get(row["id"], ())))
