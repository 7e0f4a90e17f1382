"""A file that is read otherwise than the last one: what it says differently was so before."""

from collections.abc import Iterable
from datetime import date

from connector.core.history import TAKEN, State
from connector.core.invoice import Status
from connector.store.schema_sending import reminder_lines
from connector.store.scope import IDS, Scope, chunked, query
from connector.store.staging import Known

_REMINDED = query(reminder_lines, reminder_lines.c.invoice_id).where(
    reminder_lines.c.invoice_id.in_(IDS),
    reminder_lines.c.offset > 0,
    reminder_lines.c.state.in_((*TAKEN, State.SENDING)),
)


def not_reminded(scope: Scope, invoice_ids: Iterable[str]) -> frozenset[str]:
    """Those that nothing was said about after a due date, neither by us nor, as was recorded, before us."""
    asked = frozenset(invoice_ids)
    found: set[str] = set()
    for chunk in chunked(asked):
        found.update(scope.ask(_REMINDED, ids=chunk).scalars())
    return asked - found


def has_moved(known: Known, due_on: date | None) -> bool:
    """Whether it was not open, or due on another day, as it was read before."""
    return known.status is not Status.OPEN or known.expected_on != due_on
