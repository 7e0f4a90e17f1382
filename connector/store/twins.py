"""Twins: invoices of two connections that are one debt, found for what a merge has touched."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, and_, bindparam, exists, func, or_, select

from connector.core.history import TAKEN, State
from connector.core.invoice import HoldReason
from connector.core.invoice import Scope as Reach
from connector.core.source import ConnectionKind
from connector.core.twins import Standing
from connector.store.schema import OPEN, connections, customers, holds, invoices
from connector.store.schema_sending import reminder_lines
from connector.store.scope import IDS, Scope, chunked, own, query
from connector.store.staging import staged_invoices

#: Said, or leaving at this moment.
_SAID = (*TAKEN, State.SENDING)

_HERE: BindParameter[Any] = bindparam("of_connection")
_mine, _twin, _pair = invoices.alias("mine"), invoices.alias("twin"), holds.alias("pair")
_ENDED = query(connections, connections.c.id).where(connections.c.ended_at.is_not(None))
_OTHERS = (
    query(connections, connections.c.id)
    .where(connections.c.id != _HERE, connections.c.ended_at.is_(None))
    .limit(1)
)
_SAME_DEBT = and_(
    _twin.c.organisation_id == _mine.c.organisation_id,
    _twin.c.number == _mine.c.number,
    _twin.c.currency == _mine.c.currency,
    _twin.c.total == _mine.c.total,
    _twin.c.connection_id != _mine.c.connection_id,
    _twin.c.connection_id.not_in(_ENDED),
    _twin.c.status == OPEN,
)


def _is_pair(held: Any, twin: Any) -> ColumnElement[bool]:
    """Whoever has ended such a hold has said that they are two: it is not made again."""
    return exists().where(own(_pair), _pair.c.invoice_id == held.c.id, _pair.c.twin_id == twin.c.id)


_DOUBLED = (
    select(_mine.c.id, _twin.c.id)
    .select_from(_mine.join(_twin, _SAME_DEBT))
    .with_hint(_twin, "INDEXED BY ix_invoices_organisation_id_number", "sqlite")
    .where(own(_mine), _mine.c.id.in_(IDS), _mine.c.status == OPEN, _mine.c.number != "")
    .where(_mine.c.card.is_(None))
    .where(~_is_pair(_mine, _twin), ~_is_pair(_twin, _mine))
    .order_by(_mine.c.id, _twin.c.id)
)
#: Chased in the place of another that was closed now.
_LEFT = (
    select(_twin.c.id, _pair.c.invoice_id)
    .select_from(
        _pair.join(
            _twin, and_(_twin.c.organisation_id == _pair.c.organisation_id, _twin.c.id == _pair.c.twin_id)
        )
    )
    .where(own(_pair), _pair.c.invoice_id.in_(IDS), _pair.c.twin_id.is_not(None), _pair.c.until_on.is_(None))
    .where(_pair.c.ended_on.is_(None), _twin.c.status == OPEN, _twin.c.connection_id.not_in(_ENDED))
)
_ASKED_ALREADY = query(holds, holds.c.invoice_id, holds.c.twin_id).where(
    holds.c.twin_id.in_(IDS), holds.c.until_on.is_not(None)
)
_FOLLOWERS = query(holds, holds.c.held_customer_id).where(
    holds.c.twin_id.in_(IDS), holds.c.ended_on.is_(None)
)


_SHOWN = or_(
    bindparam("is_whole", type_=Boolean()), _mine.c.source_id.in_(select(staged_invoices.c.source_id))
)
_OF_NEW_PAIRS = (
    select(_twin.c.customer_id)
    .distinct()
    .select_from(staged_invoices.join(_twin, _twin.c.number == staged_invoices.c.number))
    .where(own(_twin), _twin.c.connection_id != _HERE, _twin.c.status == OPEN)
)


def _of_pairs(mine: Any, other: Any) -> Any:
    joined = _pair.join(
        _mine, and_(_mine.c.organisation_id == _pair.c.organisation_id, _mine.c.id == mine)
    ).join(_twin, and_(_twin.c.organisation_id == _pair.c.organisation_id, _twin.c.id == other))
    standing = (_pair.c.twin_id.is_not(None), _pair.c.ended_on.is_(None))
    found = select(_twin.c.customer_id).distinct().select_from(joined)
    return found.where(own(_pair), *standing, _mine.c.connection_id == _HERE, _SHOWN)


_OF_PAIRS = (
    _of_pairs(_pair.c.invoice_id, _pair.c.twin_id),
    _of_pairs(_pair.c.twin_id, _pair.c.invoice_id),
)


class Twins:
    """What a merge of one connection finds out about the others.

    Made before any customer is locked: merges of one organisation go one after the other.
    """

    def __init__(self, scope: Scope, connection_id: str) -> None:
        self._scope = scope
        self._connection_id = connection_id
        _queue_up(scope)
        self._is_alone = scope.ask(_OTHERS, of_connection=connection_id).first() is None

    def beside(self, is_whole: bool) -> set[str]:
        """Customers of other connections who may be held, or let go, for what was staged of this one."""
        if self._is_alone:
            return set()
        found = set(self._ask(_OF_NEW_PAIRS))
        for made in _OF_PAIRS:
            found.update(self._ask(made, is_whole=is_whole))
        return found

    def doubled(self, shown: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Of these invoices each that is open in another connection too, with the other's id."""
        if self._is_alone:
            return
        for chunk in chunked(shown):
            yield from ((mine, twin) for mine, twin in self._scope.rows(_DOUBLED, ids=chunk))

    def parted(self, closed: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Those open ones that were chased in the place of one of `closed`, with its id."""
        for chunk in chunked(closed):
            asked = {tuple(x) for x in self._scope.rows(_ASKED_ALREADY, ids=chunk)}
            left = (tuple(x) for x in self._scope.rows(_LEFT, ids=chunk))
            yield from ((x, twin) for x, twin in left if (x, twin) not in asked)

    def followers(self, changed: Sequence[str]) -> set[str]:
        """Ids of the customers with whom something is silent, or asked, because of one of these."""
        found: set[str] = set()
        for chunk in chunked(() if self._is_alone else changed):
            found.update(self._scope.ask(_FOLLOWERS, ids=chunk).scalars())
        return found

    def _ask(self, made: Any, **values: Any) -> Any:
        return self._scope.ask(made, of_connection=self._connection_id, **values).scalars()


def _queue_up(scope: Scope) -> None:
    """Each merge sees the invoices of the one before; on SQLite they queue up anyway."""
    if not scope.is_sqlite:
        scope.run(select(func.pg_advisory_xact_lock(func.hashtextextended(scope.organisation_id, 0))))


# ---------------------------------------------------------------- what tells which one is chased

_own_hold, _before = holds.alias("own_hold"), invoices.alias("before")
_BY_CUSTOMER = "INDEXED BY ix_holds_organisation_id_held_customer_id"


def _holds(*conditions: Any) -> Any:
    """The condition that the customer of an invoice has such a hold, which no person has ended."""
    theirs = select(_own_hold.c.id).with_hint(_own_hold, _BY_CUSTOMER, "sqlite")
    mine = (own(_own_hold), _own_hold.c.held_customer_id == invoices.c.customer_id)
    return theirs.where(*mine, _own_hold.c.ended_on.is_(None), *conditions).correlate(invoices).exists()


_IS_DUPLICATE = _own_hold.c.reason == HoldReason.DUPLICATE_SOURCE
_IS_ITS = _own_hold.c.invoice_id == invoices.c.id
_LASTS = or_(_own_hold.c.until_on.is_(None), _own_hold.c.until_on >= bindparam("on"))
_COVERS = or_(_own_hold.c.scope == Reach.CUSTOMER, _own_hold.c.reason == HoldReason.REPLY, _IS_ITS)
_CHASED = (
    select(_before.c.id)
    .where(own(_before), _before.c.id == _own_hold.c.twin_id)
    .where(_before.c.status == OPEN, _before.c.connection_id.not_in(_ENDED))
    .correlate(_own_hold)
    .exists()
)
_IS_HELD = _holds(_own_hold.c.twin_id.is_(None), ~_IS_DUPLICATE, _LASTS, _COVERS)
#: What a person has held as a duplicate is chased elsewhere as well.
_TOLD = and_(_own_hold.c.twin_id.is_(None), _LASTS)
_FOLLOWS = _holds(_IS_DUPLICATE, _IS_ITS, or_(_TOLD, and_(_own_hold.c.until_on.is_(None), _CHASED)))
_HAS_SAID = (
    exists()
    .where(own(reminder_lines), reminder_lines.c.invoice_id == invoices.c.id)
    .where(reminder_lines.c.state.in_(_SAID))
)
_STANDINGS = (
    query(
        invoices,
        invoices.c.id,
        or_(customers.c.is_excluded, _IS_HELD),
        _HAS_SAID,
        invoices.c.is_charge,
        connections.c.kind == ConnectionKind.ACCOUNT,
        _FOLLOWS,
    )
    .join(customers, and_(own(customers), customers.c.id == invoices.c.customer_id))
    .join(connections, and_(own(connections), connections.c.id == invoices.c.connection_id))
    .where(invoices.c.id.in_(IDS))
)


def standings(scope: Scope, invoice_ids: Sequence[str], on: date) -> dict[str, Standing]:
    """What tells which of several invoices is chased, by id."""
    found: dict[str, Standing] = {}
    for chunk in chunked(invoice_ids):
        found |= {
            x.invoice_id: x for x in (Standing(*row) for row in scope.rows(_STANDINGS, ids=chunk, on=on))
        }
    return found
