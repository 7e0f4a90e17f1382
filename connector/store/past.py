"""All that ever was with some customers: what stands in the ledger, and what was written down."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, literal_column, or_

from connector.core.invoice import Credit, Invoice, Payment
from connector.core.linked import Link, Pair
from connector.core.past import Event, Held, Promised, Received
from connector.core.tasks import Task
from connector.store.holds import HOLD, WITH_TWIN, to_hold
from connector.store.schema import (
    OPEN,
    STANDING,
    credits,
    customer_links,
    customers,
    holds,
    invoices,
    payments,
)
from connector.store.schema_sending import audit_events, tasks
from connector.store.scope import IDS, Scope, columns_of, query, query_by
from connector.store.types import Day

_NOTED = audit_events.c
_EVENT = columns_of(Event, audit_events)
_EVENTS = (
    query_by("ix_audit_events_customer_id", audit_events, *_EVENT)
    .where(_NOTED.customer_id.in_(IDS))
    .order_by(_NOTED.number)
)
_ONE_EVENT = query(audit_events, *_EVENT).where(_NOTED.number == bindparam("number"))
_HOLDS = (
    query_by("ix_holds_organisation_id_held_customer_id", holds, holds.c.created_at, holds.c.ended_at, *HOLD)
    .select_from(WITH_TWIN)
    .where(holds.c.held_customer_id.in_(IDS))
    .order_by(holds.c.created_at, holds.c.id)
)
_TASKS = (
    query_by("ix_tasks_organisation_id_customer_id", tasks, *columns_of(Task, tasks))
    .where(tasks.c.customer_id.in_(IDS))
    .order_by(tasks.c.opened_at, tasks.c.id)
)
_THEIRS = "ix_invoices_organisation_id_customer_id"
_INVOICES = (
    query_by(_THEIRS, invoices, *columns_of(Invoice, invoices))
    .where(invoices.c.customer_id.in_(IDS))
    .order_by(invoices.c.issued_on, invoices.c.number, invoices.c.id)
)
_OWED_BY_THEM = query_by(_THEIRS, invoices, invoices.c.id).where(invoices.c.customer_id.in_(IDS))
_PAYMENTS = (
    query_by("ix_payments_organisation_id_invoice_id", payments, *columns_of(Payment, payments))
    .where(
        payments.c.invoice_id.in_(
            query_by(_THEIRS, invoices, invoices.c.id).where(invoices.c.customer_id.in_(IDS))
        )
    )
    .order_by(payments.c.seen_on, payments.c.id)
)
_PAID, _WHOSE = payments.c, customers.c
_RECEIVED = (
    query_by(
        "ix_payments_organisation_id_seen_on", payments,
        *(_PAID.customer_id, _WHOSE.name, invoices.c.number, _PAID.amount, invoices.c.currency),
        *(_PAID.paid_on, _PAID.seen_on, invoices.c.status != OPEN),
    )
    .select_from(
        payments.join(
            invoices,
            and_(invoices.c.organisation_id == _PAID.organisation_id, invoices.c.id == _PAID.invoice_id),
        ).join(
            customers,
            and_(_WHOSE.organisation_id == _PAID.organisation_id, _WHOSE.id == _PAID.customer_id),
        )
    )
    .where(_PAID.seen_on >= bindparam("since", type_=Day()), ~_PAID.is_first_import)
    .order_by(_PAID.seen_on.desc(), _WHOSE.name, invoices.c.number, _PAID.id)
)  # fmt: skip
_HELD = holds.c
_PROMISED = (
    query_by(
        "ix_holds_promised", holds,
        *(_HELD.held_customer_id, _WHOSE.name, _HELD.until_on, _HELD.since_on, _HELD.author),
        *(invoices.c.number, func.coalesce(_HELD.amount, invoices.c.open), invoices.c.currency),
    )
    .select_from(
        holds.join(
            customers,
            and_(_WHOSE.organisation_id == _HELD.organisation_id, _WHOSE.id == _HELD.held_customer_id),
        ).outerjoin(
            invoices,
            and_(invoices.c.organisation_id == _HELD.organisation_id, invoices.c.id == _HELD.invoice_id),
        )
    )
    .where(
        literal_column("(holds.reason = 'promise' AND holds.ended_on IS NULL)"),
        _HELD.until_on >= bindparam("today", type_=Day()),
        or_(
            _HELD.until_on <= bindparam("until", type_=Day()),
            _HELD.since_on >= bindparam("since", type_=Day()),
        ),
        or_(invoices.c.status == OPEN, _HELD.invoice_id.is_(None)),
    )
    .order_by(_HELD.until_on, _WHOSE.name, invoices.c.number, _HELD.id)
    .limit(bindparam("most", type_=Integer()))
)  # fmt: skip
_CREDITS = (
    query_by("ix_credits_organisation_id_customer_id", credits, *columns_of(Credit, credits))
    .where(credits.c.customer_id.in_(IDS))
    .order_by(credits.c.dated_on, credits.c.id)
)
_SAID = customer_links.c
#: Written out, so that the partial indexes serve it.
_STANDS: Any = literal_column(f"customer_links.{STANDING}")
_OF_IT = (_SAID.is_one, _SAID.alike, _SAID.said_by, _SAID.said_at)
_LINKS = (
    query(
        customer_links,
        _SAID.id,
        _SAID.customer_id,
        _SAID.other_id,
        _SAID.is_one,
        _SAID.alike,
        _SAID.said_by,
        _SAID.said_at,
    )
    .where(_STANDS, or_(_SAID.customer_id.in_(IDS), _SAID.other_id.in_(IDS)))
    .order_by(_SAID.said_at, _SAID.id)
)


class SqlPast:
    """The Past port."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def events(self, customer_ids: Sequence[str]) -> tuple[Event, ...]:
        return tuple(Event(*row) for row in self._rows(_EVENTS, customer_ids))

    def event(self, number: int) -> Event | None:
        found = self._scope.ask(_ONE_EVENT, number=number).first()
        return None if found is None else Event(*found)

    def holds(self, customer_ids: Sequence[str]) -> tuple[Held, ...]:
        found = self._rows(_HOLDS, customer_ids)
        return tuple(Held(to_hold(row), made_at, ended_at) for made_at, ended_at, *row in found)

    def tasks(self, customer_ids: Sequence[str]) -> tuple[Task, ...]:
        return tuple(Task(*row) for row in self._rows(_TASKS, customer_ids))

    def invoices(self, customer_ids: Sequence[str]) -> tuple[Invoice, ...]:
        return tuple(Invoice(*row) for row in self._rows(_INVOICES, customer_ids))

    def payments(self, customer_ids: Sequence[str]) -> tuple[Payment, ...]:
        return tuple(Payment(*row) for row in self._rows(_PAYMENTS, customer_ids))

    def received(self, since: date) -> tuple[Received, ...]:
        found = self._scope.rows(_RECEIVED, since=since)
        return tuple(Received(*[*what, bool(is_settled)]) for *what, is_settled in found)

    def promised(self, today: date, until: date, since: date, limit: int) -> tuple[Promised, ...]:
        found = self._scope.rows(_PROMISED, today=today, until=until, since=since, most=limit)
        return tuple(Promised(*row) for row in found)

    def credits(self, customer_ids: Sequence[str]) -> tuple[Credit, ...]:
        return tuple(Credit(*row) for row in self._rows(_CREDITS, customer_ids))

    def links(self, customer_ids: Sequence[str]) -> tuple[Link, ...]:
        """What was said of them and stands, oldest first."""
        found = self._rows(_LINKS, customer_ids)
        return tuple(Link(link_id, Pair(one, other), *said) for link_id, one, other, *said in found)

    def _rows(self, made: Any, customer_ids: Sequence[str]) -> Sequence[Any]:
        return self._scope.rows(made, ids=sorted(set(customer_ids)))
