"""Works: what was confirmed about many is written down, done in turns by whoever finds it, and taken back.

Nothing of it rests in memory: a process that dies leaves what was done, and the next one goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from connector.core.bulk import Chosen, Deed, Order, Part, Stopped, Work
from connector.core.errors import Refused
from connector.core.ports import UnitOfWork
from connector.core.trail import TrailWanted
from connector.core.views import ListOf
from connector.usecases import people
from connector.usecases.application import Application
from connector.usecases.bulk import Doing, by_customer
from connector.usecases.changes import put_back
from connector.usecases.leasing import leased
from connector.usecases.unfit import NotThere, Unfit, Why
from connector.usecases.works_seen import Progress, progress

_One = TypeVar("_One")
#: So many customers have their turn before a page answers, and before another work has its own.
TURN = 20
#: Real seconds for which a turn is one process's own. Where it takes longer two may be at it, which costs
#: time alone: each customer's part is written once.
LEASE_SECONDS = 60
#: So many turns in a row that do nothing but fail are the end of it.
TRIES = 5
#: What was confirmed so long ago is not gone on with: it was decided about the rows of that day.
STALE_AFTER = timedelta(days=1)
#: So many wishes to take something back are looked through.
ASKED = 500
#: Who stops a work where no person does.
AUTHOR = "works"


# ---------------------------------------------------------------- begun


def begin(
    app: Application, organisation_id: str, work_id: str, of: ListOf, order: Order, rows: Sequence[Chosen],
    changed: Sequence[Chosen] = (), more: int = 0,
) -> None:  # fmt: skip
    """Writes down what was confirmed; `start` does it. The same form sent twice begins one work.

    Who was confirmed and is among `changed` no longer matches what was asked for: he is left out. `more`
    match since. Raises NotThere where somebody else began it, or as something else: its events would not
    tell of this.
    """
    now, moved = app.clock.now(), {x.id for x in changed}
    left_out = [some for some in by_customer(rows) if any(x.id in moved for x in some)]
    customers = len({x.customer_id for x in rows})
    made = Work(work_id, of, order, now, len(rows), customers, more)
    with app.store.writing(organisation_id) as unit:
        if not unit.bulk.begin(made, rows):
            known = unit.bulk.get(work_id)
            if known is None or (known.order.by, known.order.deed) != (order.by, order.deed):
                raise NotThere("This work is another one: choose again whom you mean.")
            return
        for some in left_out:
            unit.bulk.add(_part(made, some, now, Why.NO_MATCH))
        unit.audit(now, order.by, "bulk.begun", work=work_id, deed=order.deed.value, count=len(rows))


def start(app: Application, organisation_id: str, work_id: str) -> None:
    """Its first turn at once, so that few rows are done when this returns; the others beside."""
    step = partial(carry_on, app, organisation_id, work_id)
    # Somebody may have been in his last turn, and have seen nothing of what was just written down.
    if step() or progress(app, organisation_id, work_id).work.is_under_way:
        app.beside(_name(organisation_id, work_id), step)


def go_on(app: Application, organisation_id: str) -> None:
    """What the schedule does: goes on, beside, with whatever has not come to its end."""
    with app.store.reading(organisation_id) as unit:
        found = unit.bulk.under_way()
    for work_id in found:
        app.beside(_name(organisation_id, work_id), partial(carry_on, app, organisation_id, work_id))


def _name(organisation_id: str, work_id: str) -> str:
    """Its id came with a form: another organisation may have a work of the same."""
    return f"work:{organisation_id}:{work_id}"


# ---------------------------------------------------------------- done in turns


def carry_on(app: Application, organisation_id: str, work_id: str) -> bool:
    """One turn of a work, or of taking it back; whether there is more of it for whoever asks.

    Each customer is a unit of work of his own, all or nothing of his rows. False also where another
    process has its turn, and where a fault ended this one: the schedule comes back to it.
    """
    with leased(app, _name(organisation_id, work_id), LEASE_SECONDS) as owner:
        if owner is None:
            return False
        turn = _Turn(app, organisation_id, work_id)
        found = progress(app, organisation_id, work_id)
        if not found.work.is_under_way:
            return False
        return turn.take_back(found) if found.work.ended_at is not None else turn.do(found)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Some customers of one work."""

    app: Application
    organisation_id: str
    work_id: str

    def do(self, found: Progress) -> bool:
        why = self._why_no_more(found.work)
        if why is not None:
            self._stop(why)
        some = _in_turn(list(by_customer(found.waiting)), found.work)
        fault = self._each(some, self._do_one)
        if fault is not None and not self._is_tried_again(fault):
            self._stop(Stopped.TROUBLE)
            fault = None
        return fault is None and self._end()

    def _why_no_more(self, work: Work) -> Stopped | None:
        if self.app.clock.now() - work.begun_at > STALE_AFTER:
            return Stopped.STALE
        return None if self.app.keeps_books(self.organisation_id, work.order.by) else Stopped.ROLE

    def _each(self, some: Sequence[_One], do: Callable[[_One], bool]) -> "_Fault | None":
        """Until it goes no further, or a fault ends the turn: what had its turn before is done."""
        for done, one in enumerate(some):
            try:
                if not do(one):
                    return None
            except Exception as error:  # noqa: BLE001 - the turn ends here, and the next one goes on
                return _Fault(error, done)
        return None

    def _is_tried_again(self, fault: "_Fault") -> bool:
        """Counts the turns in a row in which nothing was done; False after the last one."""
        self.app.fault(f"work {self.work_id}", fault.error)
        with self.app.store.writing(self.organisation_id) as unit:
            before = 0 if fault.done else _locked(unit, self.work_id).tries
            unit.bulk.change(self.work_id, tries=before + 1)
        return before + 1 < TRIES

    def _do_one(self, some: Sequence[Chosen]) -> bool:
        """False where it goes no further. Who does not fit is left out, and never stops the others."""
        try:
            return self._in_its_turn(lambda unit, work: _done(self.app, unit, work, some))
        except Refused as wrong:
            why = wrong.why if isinstance(wrong, Unfit) else Why.REFUSED
        now = self.app.clock.now()
        return self._in_its_turn(lambda _, work: _part(work, some, now, why))

    def _in_its_turn(self, do: Callable[[UnitOfWork, Work], Part]) -> bool:
        """Does it, and writes down what was done, unless the work was cancelled, or he has had his turn."""
        try:
            with self.app.store.writing(self.organisation_id) as unit:
                work = unit.bulk.lock(self.work_id)
                if work is None or work.cancelled_at is not None or work.ended_at is not None:
                    return False
                if not unit.bulk.add(do(unit, work)):
                    raise _HadHisTurn
        except _HadHisTurn:
            pass
        return True

    def _stop(self, why: Stopped) -> None:
        with self.app.store.writing(self.organisation_id) as unit:
            _cancel(self.app, unit, _locked(unit, self.work_id), AUTHOR, why)

    def _end(self) -> bool:
        """Ends it, once, where nobody waits any more or it was cancelled; whether there is more."""
        now = self.app.clock.now()
        with self.app.store.writing(self.organisation_id) as unit:
            work = unit.bulk.lock(self.work_id)
            if work is None or work.ended_at is not None:
                return False
            parts = unit.bulk.parts(self.work_id)
            if work.cancelled_at is None and len(parts) < work.customers:
                unit.bulk.change(self.work_id, tries=0)
                return True
            left_out = sum(x.count for x in parts if x.left_out is not None)
            told = {"done": sum(x.count for x in parts) - left_out, "left_out": left_out}
            unit.bulk.change(self.work_id, ended_at=now, tries=0, **told)
            unit.audit(now, work.order.by, "bulk.done", work=work.id, deed=work.order.deed.value, **told)
            return work.is_taken_back

    def take_back(self, found: Progress) -> bool:
        with self.app.store.reading(self.organisation_id) as unit:
            asked = _asked_for(unit, found.work)
        by = next((x for x in asked if self.app.keeps_books(self.organisation_id, x)), None)
        if by is None:
            return self._stop_undo(Stopped.ROLE, asked)
        if by != found.work.undo_by:
            with self.app.store.writing(self.organisation_id) as unit:
                unit.bulk.change(self.work_id, undo_by=by)
        left = [x for x in found.done if x.undone_at is None]
        fault = self._each(_in_turn(left, found.work), lambda part: self._undo_one(part, by))
        if fault is not None:
            return False if self._is_tried_again(fault) else self._stop_undo(Stopped.TROUBLE)
        return self._end_undo(by, bool(left[TURN:]))

    def _undo_one(self, part: Part, by: str) -> bool:
        """What cannot be taken back stays, and never stops the others."""
        try:
            self._undone(part, lambda unit: _undo(self.app, unit, part, by))
        except Refused:
            self._undone(part, lambda _: False)
        return True

    def _undone(self, part: Part, undo: Callable[[UnitOfWork], bool]) -> None:
        with self.app.store.writing(self.organisation_id) as unit:
            unit.ledger.lock_customer(part.customer_id)
            if unit.bulk.undo(self.work_id, part.customer_id, self.app.clock.now()) and not undo(unit):
                unit.bulk.keep(self.work_id, part.customer_id)

    def _end_undo(self, by: str, is_more: bool) -> bool:
        now = self.app.clock.now()
        with self.app.store.writing(self.organisation_id) as unit:
            work = unit.bulk.lock(self.work_id)
            if work is None or not work.is_under_way:
                return False
            if is_more:
                unit.bulk.change(self.work_id, tries=0)
                return True
            unit.bulk.change(self.work_id, undone_at=now, tries=0)
            kept = sum(x.is_kept for x in unit.bulk.parts(self.work_id))
            unit.audit(now, by, "bulk.undone", work=self.work_id, kept=kept)
        return False

    def _stop_undo(self, why: Stopped, asked: Sequence[str] = ()) -> bool:
        """What was taken back is; the rest stays as it was done until somebody asks for it anew.

        Not where somebody else than `asked` has done so meanwhile: then there is more of it.
        """
        with self.app.store.writing(self.organisation_id) as unit:
            work = unit.bulk.lock(self.work_id)
            if work is None or not (work.is_taken_back and work.is_under_way):
                return False
            if asked and _asked_for(unit, work) != asked:
                return True
            unit.bulk.change(self.work_id, undo_at=None, undo_by=None, undo_stopped=why, tries=0)
            told = {"work": self.work_id, "stopped": why.value}
            unit.audit(self.app.clock.now(), AUTHOR, "bulk.undo_stopped", **told)
        return False


@dataclass(frozen=True, slots=True)
class _Fault:
    """What ended a turn, and how many had theirs in it before."""

    error: Exception
    done: int


def _in_turn(waiting: Sequence[_One], work: Work) -> Sequence[_One]:
    """Some of them, after a fault others first: it may be due to one or a few of them alone."""
    further = TURN if len(waiting) > TURN else 1
    first = work.tries * further % max(len(waiting), 1)
    return [*waiting[first:], *waiting[:first]][:TURN]


class _HadHisTurn(Exception):
    """Takes back what was done with somebody who had his turn by another process meanwhile."""


def _done(app: Application, unit: UnitOfWork, work: Work, some: Sequence[Chosen]) -> Part:
    """All of his rows; what was done with them is enough to take it back."""
    doing = Doing.of(app, unit, work.order)
    told = [doing.do(one) for one in some]
    facts = {name: [x for one in told for x in one.get(name, ())] for name in ("holds", "ended", "changes")}
    return _part(work, some, app.clock.now(), None, facts)


def _part(
    work: Work, some: Sequence[Chosen], at: datetime, why: Why | None, facts: Mapping[str, Any] | None = None
) -> Part:
    numbers = [x.name for x in some if x.invoice_id is not None]
    known = {**(facts or {}), "numbers": numbers}
    left_out = None if why is None else why.value
    return Part(work.id, some[0].customer_id, work.order.deed, work.order.by, at, known, left_out)


def _undo(app: Application, unit: UnitOfWork, part: Part, by: str) -> bool:
    """False where something of it was changed anew since, and stays."""
    for hold_id in part.facts["holds"]:
        people.end_in(app, unit, hold_id, by)
    back = [unit.holds.stand_again(x, app.clock.now()) for x in part.facts["ended"]]
    if any(back):
        told = {"holds": part.facts["ended"], "customer": part.customer_id}
        unit.audit(app.clock.now(), by, "hold.stands_again", **told)
    back += [put_back(app, unit, told, by) for told in part.facts["changes"]]
    return all(back)


# ---------------------------------------------------------------- cancelled, and taken back


def cancel(app: Application, organisation_id: str, work_id: str, by: str) -> None:
    """What is done stays, and can be taken back; what is not is left as it is. Twice is once.

    Raises NotThere.
    """
    with app.store.writing(organisation_id) as unit:
        _cancel(app, unit, _locked(unit, work_id), by)


def take_back(app: Application, organisation_id: str, work_id: str, by: str) -> None:
    """All of it is to be as it was before, but for what was set anew since; `start` does it.

    One that is under way is cancelled first. What was recorded as sent stays. Taking it back twice is
    taking it back once; who asks while it is being taken back stands in for whoever asked before, where
    that one may do so no longer. Raises NotThere.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        work = _locked(unit, work_id)
        _cancel(app, unit, work, by)
        if work.order.deed is Deed.RECORD or work.undone_at is not None or by in _asked_for(unit, work):
            return
        if not work.is_taken_back:
            unit.bulk.change(work_id, undo_at=now, undo_by=by, undo_stopped=None)
        unit.audit(now, by, "bulk.undo_asked", work=work_id)


def _asked_for(unit: UnitOfWork, work: Work) -> tuple[str, ...]:
    """Everybody who asked for it to be taken back, whose it is first; of the others the log tells."""
    if work.undo_by is None:
        return ()
    found = unit.trail.page(TrailWanted(what="bulk.undo_asked", since=work.undo_at), ASKED)
    others = (x.event.who for x in reversed(found) if x.event.facts["work"] == work.id)
    return tuple(dict.fromkeys((work.undo_by, *others)))


def _locked(unit: UnitOfWork, work_id: str) -> Work:
    work = unit.bulk.lock(work_id)
    if work is None:
        raise NotThere("There is no such work.")
    return work


def _cancel(app: Application, unit: UnitOfWork, work: Work, by: str, why: Stopped | None = None) -> None:
    if work.ended_at is None and work.cancelled_at is None:
        now = app.clock.now()
        unit.bulk.change(work.id, cancelled_at=now, cancelled_by=by, stopped=why)
        unit.audit(now, by, "bulk.cancelled", work=work.id, **({"stopped": why.value} if why else {}))
