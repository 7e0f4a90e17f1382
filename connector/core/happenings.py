"""What an event says: small, without anybody's words, the same whoever writes it down.

Amounts are decimal text beside their currency, days and instants as ISO 8601 has them.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from connector.core.hooks import VERSION, Happening
from connector.core.invoice import Hold, Invoice, Status
from connector.core.message import Reminder
from connector.core.money import decimal_text
from connector.core.source import Connection
from connector.core.tasks import Task

Data = dict[str, Any]

#: What is told of an invoice that was open and is not any more.
ENDS: Mapping[Status, Happening] = {
    Status.PAID: Happening.INVOICE_PAID,
    Status.CREDITED: Happening.INVOICE_CREDITED,
}


def envelope(
    event_id: str, kind: Happening, at: datetime, organisation: tuple[str, str], data: Mapping[str, Any]
) -> Data:
    """The whole of what is delivered; `organisation` is its id and its name."""
    of_id, name = organisation
    return {
        "id": event_id,
        "type": kind.value,
        "version": VERSION,
        "created_at": instant(at),
        "organisation": {"id": of_id, "name": name},
        "data": dict(data),
    }


def instant(at: datetime) -> str:
    """`2026-09-01T12:00:00Z`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def ended_as(status: Status) -> Happening:
    """What a closed invoice is told as."""
    return ENDS.get(status, Happening.INVOICE_CLOSED)


def of_customer(customer_id: str, name: str) -> Data:
    return {"id": customer_id, "name": name}


def of_invoice(invoice: Invoice) -> Data:
    """An invoice as it stands now."""
    return {
        "id": invoice.id,
        "number": invoice.number,
        "status": invoice.status.value,
        "currency": invoice.currency,
        "total": decimal_text(invoice.total, invoice.currency),
        "open": decimal_text(invoice.open, invoice.currency),
        "due_on": _day(invoice.expected_on),
        "paid_on": _day(invoice.paid_on),
    }


def of_charge(invoice: Invoice) -> Data:
    """The failure of its charge; None of it where none is known any more."""
    failure = invoice.failure
    if failure is None:
        return {"code": None, "failed_on": None, "next_attempt_on": None}
    return {
        "code": failure.code,
        "failed_on": _day(failure.failed_on),
        "next_attempt_on": _day(failure.next_attempt_on),
    }


def of_reminder(reminder: Reminder, customer: str, reason: str) -> Data:
    """A reminder and the invoices it asks for, without a word of its text."""
    currency = reminder.currency
    return {
        "reminder": {
            "id": reminder.id,
            "step": reminder.step_id,
            "channel": reminder.channel.value,
            "language": reminder.language,
            "currency": currency,
            "asked": decimal_text(reminder.asked, currency),
            "message_id": reminder.message_id,
            "reason": reason,
        },
        "customer": of_customer(reminder.customer_id, customer),
        "invoices": [
            {"id": x.invoice_id, "number": x.number, "asked": decimal_text(x.asked, currency)}
            for x in reminder.live_lines
        ],
    }


def of_hold(hold: Hold, currency: str | None) -> Data:
    """A hold; its note is somebody's own words and stays here. `currency` is that of its amount."""
    has_amount = hold.amount is not None and currency is not None
    return {
        "id": hold.id,
        "reason": hold.reason.value,
        "scope": hold.scope.value,
        "since_on": _day(hold.since_on),
        "until_on": _day(hold.until_on),
        "currency": currency if has_amount else None,
        "amount": decimal_text(hold.amount or 0, currency or "") if has_amount else None,
        "stops_everything": hold.stops_everything,
    }


def of_task(task: Task) -> Data:
    """A task; what the other side said about it is shown on its page alone."""
    return {
        "id": task.id,
        "kind": task.kind.value,
        "reminder_id": task.reminder_id,
        "outcome": task.outcome,
    }


def of_connection(connection: Connection) -> Data:
    """A connection; what its system said of it is shown on its page alone."""
    named = {"id": connection.id, "provider": connection.provider, "name": connection.name}
    return {"connection": named}


def about(named: Mapping[str, Data], customer: Data | None = None, invoices: Sequence[Data] = ()) -> Data:
    """What an event is about, with the customer and the one invoice where it is of one; else null."""
    return {**named, "customer": customer, "invoice": invoices[0] if invoices else None}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
