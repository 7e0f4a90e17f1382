"""Every change of a reminder's state, as one compare-and-set with its lines."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, update

from connector.core.errors import LeaseLost
from connector.core.history import LATE, NOT_LIVE, TAKEN_BACK, TWO_NEEDED, UNFINISHED, State
from connector.core.message import Line, Outcome, Outgoing, Reminder
from connector.core.policy import BY_PERSON
from connector.core.ports import Approval
from connector.core.redelivery import Stated
from connector.store.eyes import has_eyes, lacks_eyes
from connector.store.reminder_rows import headers_of, line_row, plan_row
from connector.store.schema_sending import deliveries, messages, reminder_lines, reminders
from connector.store.scope import Row, Scope, moment_of_leases, own, query, values_of

_BEFORE_SENDING = UNFINISHED - {State.SENDING}
#: A person may close a task in any of these; one that is claimed is being handed over.
_OPEN_TASK = UNFINISHED - {State.SENDING, State.CLAIMED}
_UNCLAIMED: Row = {"claim_token": None, "claim_until": None}
_NOT_LEFT: Row = {"left_at": None, "left_on": None}
#: After these there is something new to decide for the customer.
_ENDS = frozenset({State.SENT, State.FAILED, State.UNKNOWN, State.CANCELLED, State.MISSED})
_IS_LIVE = reminder_lines.c.state.not_in(tuple(NOT_LIVE))
_STEP = ("invoice_id", "step_id", "cycle")
_OF_KNOWN = ("customer_id", "state", "claim_seconds", "attempt", "left_at")
_KNOWN = query(reminders, *(reminders.c[name] for name in _OF_KNOWN)).where(reminders.c.id == bindparam("id"))
_OF_ONE = reminder_lines.c.reminder_id == bindparam("id")
#: What is set is said with the parameters: by name of column.
_MOVED = update(reminders).where(
    own(reminders),
    reminders.c.id == bindparam("which"),
    reminders.c.state.in_(bindparam("before", expanding=True)),
)
_MOVED_LINES = update(reminder_lines).where(
    own(reminder_lines), reminder_lines.c.reminder_id == bindparam("which"), _IS_LIVE
)
_MOVED_LINE = update(reminder_lines).where(
    own(reminder_lines),
    reminder_lines.c.reminder_id == bindparam("which"),
    reminder_lines.c.position == bindparam("place"),
)
_DUE_AGAIN = query(reminders, reminders.c.id).where(
    reminders.c.state == State.RETRY, reminders.c.retry_at <= bindparam("at")
)
_LINES_EVER = query(reminder_lines, func.count()).where(_OF_ONE)
_LIVE_LINES = query(reminder_lines, *(reminder_lines.c[name] for name in ("position", *_STEP))).where(
    _OF_ONE, _IS_LIVE
)
#: The reason of what was in somebody's hands when his claim ran out.
INTERRUPTED = "interrupted"
#: The reason of a line that was left out when its reminder was made again.
TAKEN_OUT = "changed"
#: What a person says of a call that was no contact.
NOT_REACHED = "not_reached"
_NO_FIRST: Row = {"first_approved_by": None, "first_approved_at": None, "first_seal": None}
_UNAPPROVED: Row = {"approved_by": None, "approved_at": None, "approved_recipients": ()} | _NO_FIRST


class Sending:
    """Moves reminders from state to state; each move expects the state it finds."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def approve(self, reminder_id: str, approval: Approval) -> bool:
        """awaiting_approval → approved, by one alone: who was the first of two before is forgotten."""
        return self._move(
            reminder_id,
            (State.AWAITING_APPROVAL,),
            State.APPROVED,
            reason=None,
            **_given(approval),
            **_NO_FIRST,
        )

    def approve_first(self, reminder_id: str, approval: Approval, seal: str) -> bool:
        """It goes on waiting, for somebody else; the first approval of what was shown otherwise falls."""
        first: Row = {"first_approved_by": approval.by, "first_approved_at": approval.at, "first_seal": seal}
        is_new = or_(reminders.c.first_seal.is_(None), reminders.c.first_seal != seal)
        waits = (State.AWAITING_APPROVAL,)
        return self._move(reminder_id, waits, State.AWAITING_APPROVAL, is_new, **first)

    def approve_second(self, reminder_id: str, approval: Approval, seal: str) -> bool:
        """awaiting_approval → approved, by somebody else than who approved the same first."""
        same, other = reminders.c.first_seal == seal, reminders.c.first_approved_by != approval.by
        waits = (State.AWAITING_APPROVAL,)
        return self._move(reminder_id, waits, State.APPROVED, same, other, reason=None, **_given(approval))

    def take_back(self, reminder_id: str) -> bool:
        """approved, retry, or approved by one of two → awaiting_approval, where it stays until a person
        releases it."""
        free: Row = _UNAPPROVED | {"reason": TAKEN_BACK, "retry_at": None}
        waits, given = (State.AWAITING_APPROVAL,), (State.APPROVED, State.RETRY)
        if self._move(reminder_id, given, State.AWAITING_APPROVAL, **free):
            return True
        is_half = reminders.c.first_approved_by.is_not(None)
        return self._move(reminder_id, waits, State.AWAITING_APPROVAL, is_half, **free)

    def ask_two(self, reminder_id: str, mark: str) -> bool:
        """approved or retry → awaiting_approval by nobody, where two must release it and have not, or saw it
        under another mark."""
        free: Row = _UNAPPROVED | {"reason": TWO_NEEDED, "retry_at": None}
        lacks = lacks_eyes(self._scope.is_sqlite, mark)
        return self._move(reminder_id, (State.APPROVED, State.RETRY), State.AWAITING_APPROVAL, lacks, **free)

    def cancel(self, reminder_id: str, reason: str, at: datetime) -> bool:
        """Any state before sending → cancelled, its lines too."""
        ended: Row = _UNCLAIMED | {"reason": reason, "finished_at": at}
        return self._move(reminder_id, _BEFORE_SENDING, State.CANCELLED, line={"reason": reason}, **ended)

    def miss(self, reminder_id: str, at: datetime) -> bool:
        """approved or retry → missed, for what kept it back last; `late` where nothing ever did."""
        ended: Row = {"finished_at": at, "reason": func.coalesce(reminders.c.reason, LATE)}
        return self._move(
            reminder_id, (State.APPROVED, State.RETRY), State.MISSED, line={"reason": LATE}, **ended
        )

    def claim(self, reminder_id: str, token: str, seconds: int) -> bool:
        """approved → claimed until `seconds` of real time from now; never what lacks one of two people."""
        claim: Row = {"claim_token": token, "claim_seconds": seconds}
        until, is_enough = self._scope.lease_now(seconds), has_eyes(self._scope.is_sqlite)
        return self._move(
            reminder_id, (State.APPROVED,), State.CLAIMED, is_enough, claim_until=until, **claim
        )

    def release(self, reminder_id: str, token: str, reason: str) -> None:
        """claimed → approved: not now."""
        self._mine(reminder_id, token, State.CLAIMED, State.APPROVED, reason=reason, **_UNCLAIMED)

    def drop(self, reminder_id: str, token: str, reason: str, at: datetime) -> None:
        """claimed → cancelled."""
        ended: Row = _UNCLAIMED | {"reason": reason, "finished_at": at}
        self._mine(reminder_id, token, State.CLAIMED, State.CANCELLED, line={"reason": reason}, **ended)

    def unapprove(self, reminder_id: str, token: str, lines: Sequence[Line], reason: str) -> None:
        """claimed → awaiting_approval with these lines: more is asked than a person released."""
        free = _UNCLAIMED | _UNAPPROVED | {"reason": reason}
        self._mine(reminder_id, token, State.CLAIMED, State.AWAITING_APPROVAL, **free)
        self._set_lines(reminder_id, lines, State.AWAITING_APPROVAL)

    def rewrite(self, reminder_id: str, token: str, reminder: Reminder) -> None:
        """Stores new lines, step and template; lines that are not given stay, cancelled."""
        self._mine(reminder_id, token, State.CLAIMED, State.CLAIMED, **plan_row(reminder))
        self._set_lines(reminder_id, reminder.lines, State.CLAIMED)

    def store_message(
        self, reminder_id: str, token: str, message: Outgoing, template_version: str, stated: Stated
    ) -> None:
        """The message exactly as it will leave; an earlier attempt's words are replaced."""
        to = {"message_id": message.message_id, "recipients": (*message.to, *message.cc)}
        self._mine(reminder_id, token, State.CLAIMED, State.CLAIMED, **to)
        words = {"subject": message.subject, "text": message.text, "html": message.html}
        kept = {"headers": headers_of(message), "stated": values_of(stated)}
        row = words | kept | {"template_version": template_version}
        fresh = self._scope.insert(messages)
        upsert = fresh.on_conflict_do_update(index_elements=["organisation_id", "reminder_id"], set_=row)
        self._scope.run(upsert, self._scope.owned([row | {"reminder_id": reminder_id}]))

    def intend(self, reminder_id: str, token: str, at: datetime, on: date) -> None:
        """claimed → sending, only while the claim is ours and has not run out, and where as many people have
        released it as must; else LeaseLost.

        The claim then runs anew for as long as it was taken: handing over gets its own time.
        """
        known = self._know(reminder_id)
        self._scope.lock_organisation(is_shared=True)
        self._scope.lock_customers([known.customer_id])
        until = self._scope.lease_now(known.claim_seconds or 0)
        in_time = reminders.c.claim_until > self._scope.lease_now()
        left = {"left_at": at, "left_on": on, "claim_until": until}
        is_enough = has_eyes(self._scope.is_sqlite)
        self._mine(reminder_id, token, State.CLAIMED, State.SENDING, in_time, is_enough, **left)

    def conclude(self, reminder_id: str, token: str, outcome: Outcome, retry_at: datetime | None) -> None:
        """sending → the outcome's state, each line likewise, the recipients' answers recorded."""
        known = self._know(reminder_id)
        attempt, left_at = known.attempt, known.left_at
        values: Row = _UNCLAIMED | {"reason": outcome.reason, "retry_at": None, "relay_id": outcome.relay_id}
        line: Row = {}
        if outcome.state is State.RETRY:
            values |= {"retry_at": retry_at, "attempt": attempt + 1} | _NOT_LEFT
            values |= {"is_without_pdf": True} if outcome.is_too_large else {}
        elif outcome.state is State.FAILED:
            values |= _NOT_LEFT | {"finished_at": left_at}
            line = {"failed_at": left_at, "reason": outcome.reason}
        elif outcome.state is State.SENT:
            values |= {"finished_at": left_at}
        self._mine(reminder_id, token, State.SENDING, outcome.state, line=line, **values)
        place = {"reminder_id": reminder_id, "attempt": attempt}
        answers = enumerate(outcome.answers)
        rows = [place | {"position": n} | values_of(answer) | {"at": left_at} for n, answer in answers]
        self._scope.add(deliveries, rows)

    def wake(self, at: datetime) -> int:
        """retry → approved where retry_at has come."""
        self._lock_whose((State.RETRY,), reminders.c.retry_at <= at)
        ids = sorted(self._scope.ask(_DUE_AGAIN, at=at).scalars())
        return sum(self._move(i, (State.RETRY,), State.APPROVED, retry_at=None) for i in ids)

    def expire(self) -> tuple[str, ...]:
        """Claims that ran out: claimed → approved; sending → unknown. Returns the unknown ids."""
        ran_out = reminders.c.claim_until <= self._scope.lease_now()
        self._lock_whose((State.CLAIMED, State.SENDING), ran_out)
        made = _ran_out(self._scope.lease_clock is None)
        found = sorted(self._scope.rows(made, **self._scope.lease_moment))
        for reminder_id in (i for i, state in found if state is State.CLAIMED):
            self._move(reminder_id, (State.CLAIMED,), State.APPROVED, ran_out, **_UNCLAIMED)
        unknown = _UNCLAIMED | {"reason": INTERRUPTED}
        ids = (i for i, state in found if state is State.SENDING)
        lost = (i for i in ids if self._move(i, (State.SENDING,), State.UNKNOWN, ran_out, **unknown))
        return tuple(lost)

    def bounce(self, reminder_id: str, reason: str, at: datetime) -> bool:
        """Its live lines → bounced, as far as it left; the reminder stays sent."""
        customer_id = self._customer_of(reminder_id)
        if customer_id is None:
            return False
        self._scope.lock_customers([customer_id])
        known = self._scope.ask(_KNOWN, id=reminder_id).one()
        if known.state is not State.SENT:
            return False
        end: Row = {"state": State.BOUNCED, "reason": reason, "failed_at": at}
        moved = self._scope.ask(_MOVED_LINES, which=reminder_id, **end).rowcount
        self._scope.look_now([customer_id])
        return bool(moved)

    def settle(self, reminder_id: str, state: State, reason: str, at: datetime, on: date) -> bool:
        """A person's word: unknown → sent or failed; an open task → sent (done) or cancelled.

        A call that is done with the reason `not_reached` was no contact.
        """
        end: Row = {"reason": reason, "finished_at": at}
        if state is State.FAILED:
            failed = {"reason": reason, "failed_at": at}
            return self._move(reminder_id, (State.UNKNOWN,), state, line=failed, **end, **_NOT_LEFT)
        is_task = reminders.c.channel.in_(BY_PERSON)
        if state is State.CANCELLED:
            return self._move(reminder_id, _OPEN_TASK, state, is_task, line={"reason": reason}, **end)
        if state is not State.SENT:
            raise ValueError(f"nobody can settle a reminder as {state}")
        if self._move(reminder_id, (State.UNKNOWN,), state, **end):
            return True
        missed_him = reason.replace("-", "_") == NOT_REACHED
        done = end | {"left_at": at, "left_on": on, "is_contact": not missed_him}
        return self._move(reminder_id, _OPEN_TASK, state, is_task, **done)

    def _mine(
        self, reminder_id: str, token: str, before: State, after: State, *conditions: Any, **values: Any
    ) -> None:
        is_mine = reminders.c.claim_token == token
        if not self._move(reminder_id, (before,), after, is_mine, *conditions, **values):
            raise LeaseLost(f"Reminder {reminder_id} is no longer {before} by this claim.")

    def _move(
        self,
        reminder_id: str,
        before: Collection[State],
        after: State,
        *conditions: Any,
        line: Row | None = None,
        **values: Any,
    ) -> bool:
        """One compare-and-set; its live lines follow, and an end makes the customer be looked at."""
        customer_id = self._customer_of(reminder_id) if after in _ENDS else None
        if customer_id is not None:
            # The customer first, as a sender and a sweep do it: nobody waits crosswise.
            self._scope.lock_customers([customer_id])
        computed = {name: value for name, value in values.items() if isinstance(value, ColumnElement)}
        moved = _MOVED.where(*conditions).values(**computed) if conditions or computed else _MOVED
        plain = {name: value for name, value in values.items() if name not in computed} | {"state": after}
        if self._scope.ask(moved, which=reminder_id, before=tuple(before), **plain).rowcount != 1:
            return False
        if after not in before:
            self._scope.ask(_MOVED_LINES, which=reminder_id, state=after, **(line or {}))
        if customer_id is not None:
            self._scope.look_now([customer_id])
        return True

    def _set_lines(self, reminder_id: str, lines: Sequence[Line], state: State) -> None:
        """Matches by invoice, step and cycle; LeaseLost when another reminder took a step meanwhile."""
        live = {tuple(step): position for position, *step in self._scope.ask(_LIVE_LINES, id=reminder_id)}
        given = {tuple(getattr(line, name) for name in _STEP): line for line in lines}
        for step, position in live.items():
            self._set_line(reminder_id, position, given.get(step), state)
        fresh = [line for step, line in given.items() if step not in live and line.state not in NOT_LIVE]
        first = self._lines_ever(reminder_id)
        rows = [line_row(reminder_id, line, n, state) for n, line in enumerate(fresh, start=first)]
        if not self._add_lines(reminder_id, rows):
            raise LeaseLost(f"A step of reminder {reminder_id} was taken by another one meanwhile.")

    def _set_line(self, reminder_id: str, position: int, line: Line | None, state: State) -> None:
        gone: Row = {"state": State.CANCELLED, "reason": TAKEN_OUT}
        row = gone if line is None else line_row(reminder_id, line, position, state)
        self._scope.ask(_MOVED_LINE, which=reminder_id, place=position, **row)

    def _add_lines(self, reminder_id: str, rows: list[Row]) -> bool:
        """False when a live line of the same step kept one of them out."""
        before = self._lines_ever(reminder_id)
        if rows:
            fresh = self._scope.insert(reminder_lines).on_conflict_do_nothing()
            self._scope.run(fresh, self._scope.owned(rows))
        return self._lines_ever(reminder_id) == before + len(rows)

    def _lines_ever(self, reminder_id: str) -> int:
        return int(self._scope.ask(_LINES_EVER, id=reminder_id).scalar_one())

    def _one(self, reminder_id: str) -> tuple[ColumnElement[bool], ...]:
        return self._scope.own(reminders), reminders.c.id == reminder_id

    def _lines_of(self, reminder_id: str) -> tuple[ColumnElement[bool], ...]:
        return self._scope.own(reminder_lines), reminder_lines.c.reminder_id == reminder_id

    def _know(self, reminder_id: str) -> Any:
        found = self._scope.ask(_KNOWN, id=reminder_id).first()
        if found is None:
            raise LeaseLost(f"There is no reminder {reminder_id}.")
        return found

    def _customer_of(self, reminder_id: str) -> str | None:
        found = self._scope.ask(_KNOWN, id=reminder_id).first()
        return None if found is None else str(found.customer_id)

    def _lock_whose(self, states: Collection[State], condition: ColumnElement[bool]) -> None:
        """The customers before their reminders, all in the order of their ids."""
        if self._scope.is_sqlite:
            return
        theirs = self._scope.select(reminders, reminders.c.customer_id)
        found = self._scope.run(theirs.where(reminders.c.state.in_(tuple(states)), condition))
        self._scope.lock_customers(found.scalars())


def _given(approval: Approval) -> Row:
    row: Row = {"approved_by": approval.by, "approved_at": approval.at}
    return row | {"approved_recipients": approval.recipients}


@cache
def _ran_out(is_by_database: bool) -> Select[Any]:
    """Id and state of what is in the hands of somebody whose claim has run out."""
    in_hand = reminders.c.state.in_((State.CLAIMED, State.SENDING))
    found = query(reminders, reminders.c.id, reminders.c.state).where(in_hand)
    return found.where(reminders.c.claim_until <= moment_of_leases(is_by_database))
