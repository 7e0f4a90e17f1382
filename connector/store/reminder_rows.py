"""Reminders, their lines and messages as rows."""

from datetime import datetime
from typing import Any

from connector.core.history import NOT_LIVE, State
from connector.core.message import Line, Outgoing, Reminder
from connector.core.redelivery import Stated
from connector.store.scope import Row, values_of

_ELSEWHERE = ("lines", "subject", "text", "html")
#: What a plan decides; the rest of a reminder is its course.
_PLANNED = (
    *("language", "sort", "channel", "step_id", "severity", "template", "roles", "policy"),
    *("policy_version", "is_first_wave"),
)


def reminder_row(reminder: Reminder) -> Row:
    return {name: value for name, value in values_of(reminder).items() if name not in _ELSEWHERE}


def plan_row(reminder: Reminder) -> Row:
    """What changes when a reminder is made again."""
    return {name: getattr(reminder, name) for name in _PLANNED}


def line_row(reminder_id: str, line: Line, position: int, state: State) -> Row:
    """A line goes with its reminder unless it has an end of its own."""
    own = line.state if line.state in NOT_LIVE else state
    return values_of(line) | {
        "reminder_id": reminder_id,
        "position": position,
        "state": own,
        "failed_at": None,
    }


def headers_of(message: Outgoing) -> Row:
    """All of a message but its words, as plain JSON values; attachments by name and size."""
    row = {
        name: value for name, value in values_of(message).items() if name not in ("subject", "text", "html")
    }
    row["date"] = message.date.isoformat()
    row["attachments"] = [[x.name, x.media_type, len(x.content)] for x in message.attachments]
    return row


def outgoing_of(row: Any, only_for: str) -> Outgoing:
    """A stored message for one of its recipients, without the files that went with it."""
    headers = dict(row.headers)
    lists = {name: tuple(value) for name, value in headers.items() if isinstance(value, list)}
    given = headers | lists | {"attachments": (), "only_for": (only_for,)}
    given["date"] = datetime.fromisoformat(headers["date"])
    return Outgoing(**given, subject=row.subject, text=row.text, html=row.html)


def stated_of(row: Any) -> Stated:
    """What a stored message states."""
    invoices = tuple(map(tuple, row.stated["invoices"]))
    agreed = row.stated["instalment"]
    # What left before charges were told of bears none.
    charges = tuple(map(tuple, row.stated.get("charges", ())))
    instalment = tuple(agreed) if agreed else None
    has_fees = row.stated.get("has_fees", False)
    return Stated(invoices, row.stated["credit"], row.stated["iban"], instalment, charges, has_fees)
