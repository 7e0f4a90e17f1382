"""All that deciding needs, streamed: a few queries for each five hundred customers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import bindparam

from connector.core.history import (
    NO_HISTORY,
    NOT_LIVE,
    TAKEN,
    UNFINISHED,
    ContactMade,
    History,
    PastLine,
    State,
)
from connector.core.invoice import Credit, Customer, Hold, Invoice, Payment
from connector.core.ledger import CustomerFacts
from connector.core.message import Reminder
from connector.store.beside import contacts_beside
from connector.store.customers import customers_of
from connector.store.holds import PAIRED, holds_of, holds_of_all, holds_of_followers
from connector.store.linked import NOBODY, Linked
from connector.store.reading import read_reminders, reminders_where
from connector.store.schema import (
    IS_PARTIAL,
    OPEN,
    connections,
    credits,
    holds,
    invoices,
    payments,
)
from connector.store.schema_sending import reminder_lines, reminders
from connector.store.scope import CHUNK, IDS, Scope, chunked, columns_of, query, query_by

#: A line in one of these states says nothing any more: it neither left nor failed.
_WITHOUT_TRACE = (State.CANCELLED, State.MISSED)

_STATE = [field.name for field in fields(PastLine)].index("state")
_OWNER = [field.name for field in fields(Invoice)].index("customer_id")


def stream(scope: Scope, customer_ids: Sequence[str] | None) -> Iterator[CustomerFacts]:
    """Every customer with an open invoice, or just these, sorted by id."""
    of_all = holds_of_all(scope)
    chunks = _with_open_invoices(scope) if customer_ids is None else chunked(sorted(set(customer_ids)))
    for ids in chunks:
        if customer_ids is not None:
            # In a writing unit: no merge slips in between what is read here and what is decided.
            scope.lock_customers(ids)
        yield from _Chunk.read(scope, ids).facts(of_all)


_OWNERS = (
    query_by("ix_invoices_open", invoices, invoices.c.customer_id)
    .where(invoices.c.status == OPEN, invoices.c.customer_id > bindparam("last"))
    .group_by(invoices.c.customer_id)
    .order_by(invoices.c.customer_id)
    .limit(CHUNK)
)


def _with_open_invoices(scope: Scope) -> Iterator[list[str]]:
    last = ""
    while ids := list(scope.ask(_OWNERS, last=last).scalars().all()):
        yield ids
        last = ids[-1]


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What belongs to each of a few hundred customers."""

    customers: Sequence[Customer]
    invoices: Mapping[str, Sequence[Invoice]]
    lines: Mapping[str, Sequence[PastLine]]
    payments: Mapping[str, Sequence[Payment]]
    holds: Mapping[str, Sequence[Hold]]
    credits: Mapping[str, Sequence[Credit]]
    reminders: Mapping[str, Sequence[Reminder]] = field(default_factory=dict)
    beside: Mapping[str, tuple[ContactMade, ...]] = field(default_factory=dict)
    linked: Linked = NOBODY

    @classmethod
    def read(cls, scope: Scope, ids: list[str]) -> "_Chunk":
        known, linked = customers_of(scope, ids), Linked.read(scope, ids)
        owed = list(_open_invoices(scope, ids))
        lines = chain(_past_lines(scope, ids), _lines_of_moved(scope, ids))
        silent = holds_of(scope, ids)
        if scope.ask(_HAS_TWINS).first() is not None:
            lines = chain(lines, _lines_of_twins(scope, ids))
            silent = chain(silent, holds_of_followers(scope, [invoice for _, invoice in owed]))
        return cls(
            known,
            _by_customer(owed),
            _by_customer(lines),
            _by_customer(_payments(scope, ids)),
            _by_customer(silent),
            _by_customer((credit.customer_id, credit) for credit in _credits(scope, ids)),
            _by_customer((reminder.customer_id, reminder) for reminder in _unfinished(scope, ids)),
            contacts_beside(scope, known, linked),
            linked,
        )

    def facts(self, of_all: tuple[Hold, ...]) -> Iterator[CustomerFacts]:
        for customer in self.customers:
            of = customer.id
            lines, paid = tuple(self.lines.get(of, ())), tuple(self.payments.get(of, ()))
            beside, first = self.beside.get(of, ()), self.linked.charges_first(of)
            is_blank = not (lines or paid or beside or first)
            yield CustomerFacts(
                self.linked.silenced(customer),
                tuple(self.invoices.get(of, ())),
                NO_HISTORY if is_blank else History(lines, paid, beside, first),
                (*of_all, *self.holds.get(of, ()), *self.linked.holds(of)),
                tuple(self.credits.get(of, ())),
                tuple(self.reminders.get(of, ())),
            )


def _by_customer(pairs: Iterable[tuple[str, Any]]) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for customer_id, fact in pairs:
        found[customer_id].append(fact)
    return found


#: What came from an account that was disconnected stays as it was last seen: nothing is decided of it.
_ENDED = query(connections, connections.c.id).where(connections.c.ended_at.is_not(None))
_OPEN_INVOICES = (
    query_by("ix_invoices_open", invoices, *columns_of(Invoice, invoices))
    .where(
        invoices.c.status == OPEN, invoices.c.customer_id.in_(IDS), invoices.c.connection_id.not_in(_ENDED)
    )
    .order_by(invoices.c.number, invoices.c.id)
)


def _open_invoices(scope: Scope, ids: list[str]) -> Iterable[tuple[str, Invoice]]:
    cells = scope.cells(_OPEN_INVOICES, ids=ids)
    return zip(cells[_OWNER], map(Invoice, *cells), strict=True) if cells else ()


_PARTIAL = (
    query_by("ix_payments_partial", payments, payments.c.customer_id, *columns_of(Payment, payments))
    .where(IS_PARTIAL, payments.c.customer_id.in_(IDS))
    .order_by(payments.c.seen_on, payments.c.id)
)


def _payments(scope: Scope, ids: list[str]) -> Iterator[tuple[str, Payment]]:
    """Partial payments alone: one that closes its invoice is no contact, and its invoice is silent."""
    for row in scope.rows(_PARTIAL, ids=ids):
        yield row[0], Payment(*row[1:])


_CREDITS = (
    query_by("ix_credits_organisation_id_customer_id", credits, *columns_of(Credit, credits))
    .where(credits.c.ended_at.is_(None), credits.c.customer_id.in_(IDS))
    .order_by(credits.c.dated_on, credits.c.id)
)


def _credits(scope: Scope, ids: list[str]) -> Iterator[Credit]:
    return (Credit(*row) for row in scope.rows(_CREDITS, ids=ids))


_UNFINISHED = reminders_where(reminders.c.customer_id.in_(IDS), reminders.c.state.in_(UNFINISHED))


def _unfinished(scope: Scope, ids: list[str]) -> Sequence[Reminder]:
    return read_reminders(scope, _UNFINISHED, ids=ids)


_LINE, _ONE = reminder_lines.c, reminders.c
_PAST = (
    *(_LINE.invoice_id, _LINE.step_id, _LINE.offset, _LINE.severity, _ONE.channel, _LINE.state, _LINE.cycle),
    *(_ONE.currency, _ONE.language, _ONE.sort, _ONE.left_on, _LINE.deadline_days, _ONE.is_contact),
    *(_LINE.failed_at, _ONE.id),
)
_SAID = (_LINE.organisation_id == _ONE.organisation_id) & (_LINE.reminder_id == _ONE.id)
_HAS_TRACE = _LINE.state.not_in(_WITHOUT_TRACE)


_IN_ORDER = (_ONE.planned_at, _ONE.id, _LINE.position)
_PAST_LINES = (
    query_by("ix_reminders_organisation_id_customer_id", reminders, *_PAST, _ONE.customer_id)
    .select_from(reminders.join(reminder_lines, _SAID))
    .with_hint(reminder_lines, "INDEXED BY sqlite_autoindex_reminder_lines_1", "sqlite")
    .where(_ONE.customer_id.in_(IDS), _HAS_TRACE)
    .order_by(*_IN_ORDER)
)


def _past_lines(scope: Scope, ids: list[str]) -> Iterable[tuple[str, PastLine]]:
    """What was said to these customers: what counts as a contact counts for whom it was written to."""
    return _lines(scope.cells(_PAST_LINES, ids=ids))


_THEIRS = query_by("ix_invoices_open", invoices, invoices.c.id).where(
    invoices.c.status == OPEN, invoices.c.customer_id.in_(IDS)
)
_ITS_OWNER = (
    query(invoices, invoices.c.customer_id).where(invoices.c.id == _LINE.invoice_id).scalar_subquery()
)
_LINES_OF_MOVED = (
    query_by("ix_reminder_lines_organisation_id_invoice_id", reminder_lines, *_PAST, _ITS_OWNER)
    .select_from(reminder_lines.join(reminders, _SAID))
    .where(_LINE.invoice_id.in_(_THEIRS), _ONE.customer_id != _ITS_OWNER, _LINE.state.not_in(NOT_LIVE))
    .order_by(*_IN_ORDER)
)


def _lines_of_moved(scope: Scope, ids: list[str]) -> Iterable[tuple[str, PastLine]]:
    """What was said to others of invoices that are now these customers': a rung follows its invoice.

    It is a contact of theirs as well: two customers whom the source made one are one person. What
    could not be delivered to somebody else says nothing about them.
    """
    return _lines(scope.cells(_LINES_OF_MOVED, ids=ids))


_MINE = invoices.alias("mine")
_AS_MINE = (_MINE.c.id, *_PAST[1:6], _MINE.c.cycle, *_PAST[7:], _MINE.c.customer_id)
_HAS_TWINS = query(holds, holds.c.id).where(holds.c.twin_id.is_not(None)).limit(1)


def _of_twins(mine: Any, twin: Any) -> Any:
    """What was said of `twin`, as if it were said of `mine`; not once a person has said that they are two."""
    held = holds.join(_MINE, (_MINE.c.organisation_id == holds.c.organisation_id) & (_MINE.c.id == mine))
    told = (_LINE.organisation_id == holds.c.organisation_id) & (_LINE.invoice_id == twin)
    found = query(holds, *_AS_MINE).select_from(held.join(reminder_lines, told).join(reminders, _SAID))
    return found.where(*PAIRED, _LINE.state.in_(TAKEN), mine.in_(_THEIRS)).order_by(*_IN_ORDER)


_LINES_OF_TWINS = (
    _of_twins(holds.c.invoice_id, holds.c.twin_id).with_hint(holds, "INDEXED BY ix_holds_twinned", "sqlite"),
    _of_twins(holds.c.twin_id, holds.c.invoice_id).with_hint(holds, "INDEXED BY ix_holds_twin", "sqlite"),
)


def _lines_of_twins(scope: Scope, ids: list[str]) -> Iterable[tuple[str, PastLine]]:
    """What was said, in another connection, of the debts that these customers' open invoices are.

    A twin that goes on when the other's connection ends goes on from there.
    """
    for made in _LINES_OF_TWINS:
        yield from _lines(scope.cells(made, ids=ids))


def _lines(cells: list[Sequence[Any]]) -> Iterable[tuple[str, PastLine]]:
    if not cells:
        return ()
    *what, left_on, deadline_days, is_contact, failed_at, reminder_id, customer_id = cells
    # A message that is leaving has its day already, but is not yet said.
    left = [day if state in TAKEN else None for state, day in zip(what[_STATE], left_on, strict=True)]
    deadlines = map(_deadline, left, deadline_days)
    lines = map(PastLine, *what, left, deadlines, is_contact, failed_at, reminder_id)
    return zip(customer_id, lines, strict=True)


def _deadline(left_on: date | None, days: int | None) -> date | None:
    return None if left_on is None or days is None else left_on + timedelta(days=days)
