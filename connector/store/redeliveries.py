"""What is still to be delivered to single recipients, each change of state one compare-and-set."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam

from connector.core.errors import LeaseLost
from connector.core.history import State
from connector.core.message import Outcome, Outgoing
from connector.core.redelivery import Redelivery, Stated
from connector.store.reminder_rows import outgoing_of, stated_of
from connector.store.schema_sending import deliveries, messages, redeliveries
from connector.store.scope import Row, Scope, columns_of, query, values_of
from connector.store.sending import INTERRUPTED

_OWN = columns_of(Redelivery, redeliveries)
_UNCLAIMED: Row = {"claim_token": None, "claim_until": None}

_ONE = redeliveries.c
_ALL = query(redeliveries, *_OWN).order_by(_ONE.retry_at, _ONE.reminder_id, _ONE.position)
_DUE = _ALL.where(_ONE.state == State.RETRY, _ONE.retry_at <= bindparam("at"))
_OF_REMINDER = _ALL.where(_ONE.reminder_id == bindparam("reminder"))
_STORED = query(messages).where(messages.c.reminder_id == bindparam("reminder"))
_KNOWN = query(redeliveries, _ONE.claim_seconds, _ONE.tried_at).where(
    _ONE.reminder_id == bindparam("reminder"), _ONE.address == bindparam("address")
)


class SqlRedeliveries:
    """The Redeliveries port over the table `redeliveries`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def open(self, redelivery: Redelivery) -> None:
        """He waits for his first single try."""
        self._scope.add(redeliveries, [values_of(redelivery)])

    def due(self, at: datetime) -> tuple[Redelivery, ...]:
        """Those whose retry_at has come, the earliest first."""
        return _read(self._scope.ask(_DUE, at=at))

    def of_reminder(self, reminder_id: str) -> tuple[Redelivery, ...]:
        """Every recipient who was left out, whatever became of him."""
        return _read(self._scope.ask(_OF_REMINDER, reminder=reminder_id))

    def stored(self, redelivery: Redelivery) -> tuple[Outgoing, Stated]:
        """The message word for word as it left, for him alone and without attachments; what it states."""
        row = self._scope.ask(_STORED, reminder=redelivery.reminder_id).first()
        if row is None:
            raise LeaseLost(f"Reminder {redelivery.reminder_id} has no stored message.")
        return outgoing_of(row, redelivery.address), stated_of(row)

    def claim(self, redelivery: Redelivery, token: str, seconds: int) -> bool:
        """retry → claimed until `seconds` of real time from now; False where another try came between."""
        claim: Row = {"claim_token": token, "claim_seconds": seconds}
        until = self._scope.lease_now(seconds)
        same = redeliveries.c.attempt == redelivery.attempt
        return self._move(redelivery, State.RETRY, State.CLAIMED, same, claim_until=until, **claim)

    def release(self, redelivery: Redelivery, token: str, reason: str) -> None:
        """claimed → retry: not now."""
        self._mine(redelivery, token, State.CLAIMED, State.RETRY, reason=reason, **_UNCLAIMED)

    def end(self, redelivery: Redelivery, token: str, state: State, reason: str, at: datetime) -> None:
        """claimed → cancelled or missed."""
        ended: Row = _UNCLAIMED | {"reason": reason, "finished_at": at, "retry_at": None}
        self._mine(redelivery, token, State.CLAIMED, state, **ended)

    def intend(self, redelivery: Redelivery, token: str, at: datetime) -> None:
        """claimed → sending, only while the claim is ours and has not run out; else LeaseLost.

        The claim then runs anew for as long as it was taken.
        """
        seconds, _ = self._know(redelivery)
        in_time = redeliveries.c.claim_until > self._scope.lease_now()
        tried: Row = {"tried_at": at, "claim_until": self._scope.lease_now(seconds or 0)}
        self._mine(redelivery, token, State.CLAIMED, State.SENDING, in_time, **tried)

    def conclude(
        self, redelivery: Redelivery, token: str, outcome: Outcome, retry_at: datetime | None
    ) -> None:
        """sending → the outcome's state, his answer recorded."""
        _, tried_at = self._know(redelivery)
        values: Row = _UNCLAIMED | {"reason": outcome.reason, "retry_at": retry_at}
        if outcome.state is State.RETRY:
            values |= {"attempt": redelivery.attempt + 1}
            values |= {"is_without_pdf": True} if outcome.is_too_large else {}
        elif outcome.state is not State.UNKNOWN:
            values |= {"finished_at": tried_at}
        self._mine(redelivery, token, State.SENDING, outcome.state, **values)
        place = {name: getattr(redelivery, name) for name in ("reminder_id", "attempt", "position")}
        rows = [place | values_of(answer) | {"at": tried_at} for answer in outcome.answers]
        self._scope.add(deliveries, rows)

    def expire(self) -> tuple[Redelivery, ...]:
        """Claims that ran out: claimed → retry; sending → unknown. Returns the unknown ones."""
        ran_out = redeliveries.c.claim_until <= self._scope.lease_now()
        for one in self._those(redeliveries.c.state == State.CLAIMED, ran_out):
            self._move(one, State.CLAIMED, State.RETRY, ran_out, **_UNCLAIMED)
        lost: Row = _UNCLAIMED | {"reason": INTERRUPTED, "retry_at": None}
        sending = self._those(redeliveries.c.state == State.SENDING, ran_out)
        return tuple(
            replace(one, state=State.UNKNOWN)
            for one in sending
            if self._move(one, State.SENDING, State.UNKNOWN, ran_out, **lost)
        )

    def take_back(self, reason: str, at: datetime) -> int:
        """retry → cancelled, all of them."""
        waiting = self._scope.update(redeliveries).where(redeliveries.c.state == State.RETRY)
        ended: Row = {"state": State.CANCELLED, "reason": reason, "finished_at": at, "retry_at": None}
        return int(self._scope.run(waiting.values(**ended)).rowcount)

    def _mine(
        self, one: Redelivery, token: str, before: State, after: State, *conditions: Any, **values: Any
    ) -> None:
        is_mine = redeliveries.c.claim_token == token
        if not self._move(one, before, after, is_mine, *conditions, **values):
            raise LeaseLost(
                f"{one.address} of reminder {one.reminder_id} is no longer {before} by this claim."
            )

    def _move(
        self, one: Redelivery, before: State, after: State, *conditions: ColumnElement[bool], **values: Any
    ) -> bool:
        expected = (*_is(one), redeliveries.c.state == before, *conditions)
        moved = self._scope.update(redeliveries).where(*expected)
        return bool(self._scope.run(moved.values(state=after, **values)).rowcount)

    def _those(self, *conditions: ColumnElement[bool]) -> tuple[Redelivery, ...]:
        return _read(self._scope.ask(_ALL.where(*conditions)))

    def _know(self, one: Redelivery) -> Any:
        found = self._scope.ask(_KNOWN, reminder=one.reminder_id, address=one.address).first()
        if found is None:
            raise LeaseLost(f"Nothing is owed to {one.address} of reminder {one.reminder_id}.")
        return found


def _read(found: Any) -> tuple[Redelivery, ...]:
    return tuple(Redelivery(*row) for row in found)


def _is(one: Redelivery) -> tuple[ColumnElement[bool], ...]:
    return redeliveries.c.reminder_id == one.reminder_id, redeliveries.c.address == one.address
