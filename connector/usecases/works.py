"""Works: what was confirmed about many is written down, done in turns by whoever finds it, and taken back.

Nothing of it rests in memory: a process that dies leaves what was done, and the next one goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from connector.core.bulk import Chosen, Deed, Order, Part, Work
from connector.core.ports import UnitOfWork
from connector.core.views import ListOf
from connector.usecases import people
from connector.usecases.application import Application
from connector.usecases.bulk import Doing, by_customer
from connector.usecases.changes import put_back
from connector.usecases.unfit import NotThere, Unfit, Why

#: So many customers have their turn before a page answers, and before another work has its own.
TURN = 20
#: Real seconds for which a turn is one process's own. Where it takes longer two may be at it, which costs
#: time alone: each customer's part is written once.
LEASE_SECONDS = 60
#: What was confirmed so long ago is not gone on with: it was decided about the rows of that day.
STALE_AFTER = timedelta(days=1)
#: Works on one page.
PAGE = 50
#: Who ends a work that is too old.
AUTHOR = "works"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one work is: what was done with whom, and the rows that had no turn yet.

    `names` are of the customers, as they were when it was confirmed.
    """

    work: Work
    parts: tuple[Part, ...]
    waiting: tuple[Chosen, ...]
    names: Mapping[str, str]

    @property
    def done(self) -> tuple[Part, ...]:
        return tuple(x for x in self.parts if x.left_out is None)

    @property
    def left_out(self) -> tuple[Part, ...]:
        return tuple(x for x in self.parts if x.left_out is not None)

    @property
    def kept(self) -> tuple[Part, ...]:
        """What was set anew before it was taken back, and stays."""
        return tuple(x for x in self.parts if x.is_kept)

    @property
    def count(self) -> int:
        """Of invoices, or of customers, with whom it was done."""
        return sum(x.count for x in self.done)

    @property
    def steps(self) -> tuple[int, int]:
        """So many rows have had their turn, of so many; while it is taken back, of those that were done."""
        if self.work.ended_at is not None:
            return sum(x.count for x in self.done if x.undone_at is not None), self.count
        return self.work.count - len(self.waiting), self.work.count

    @property
    def is_undoable(self) -> bool:
        """What was recorded as sent stays."""
        is_over = self.work.ended_at is not None and not self.work.is_taken_back
        return is_over and self.work.order.deed is not Deed.RECORD and bool(self.done)


@dataclass(frozen=True, slots=True)
class WorksPage:
    """Works, newest first, on page `number` of so many."""

    works: tuple[Work, ...]
    number: int
    pages: int


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
    if step():
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
    process has its turn.
    """
    owner, name = str(uuid4()), _name(organisation_id, work_id)
    if not app.store.leases.take(name, owner, LEASE_SECONDS):
        return False
    try:
        turn = _Turn(app, organisation_id, work_id)
        found = progress(app, organisation_id, work_id)
        if not found.work.is_under_way:
            return False
        return turn.take_back(found) if found.work.ended_at is not None else turn.do(found)
    finally:
        app.store.leases.give_back(name, owner)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Some customers of one work."""

    app: Application
    organisation_id: str
    work_id: str

    def do(self, found: Progress) -> bool:
        if self.app.clock.now() - found.work.begun_at > STALE_AFTER:
            cancel(self.app, self.organisation_id, self.work_id, AUTHOR)
        for some in list(by_customer(found.waiting))[:TURN]:
            if not self._do_one(some):
                break
        return self._end()

    def _do_one(self, some: Sequence[Chosen]) -> bool:
        """False where it goes no further. Whatever is wrong with one customer never stops the others."""
        try:
            return self._in_its_turn(lambda unit, work: _done(self.app, unit, work, some))
        except Unfit as wrong:
            why = wrong.why
        except Exception as error:  # noqa: BLE001 - the loop over customers ends here
            self.app.fault(f"work {self.work_id}, customer {some[0].customer_id}", error)
            why = Why.FAULT
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

    def _end(self) -> bool:
        """Ends it, once, where nobody waits any more or it was cancelled; whether there is more."""
        now = self.app.clock.now()
        with self.app.store.writing(self.organisation_id) as unit:
            work = unit.bulk.lock(self.work_id)
            if work is None or work.ended_at is not None:
                return False
            parts = unit.bulk.parts(self.work_id)
            if work.cancelled_at is None and len(parts) < work.customers:
                return True
            left_out = sum(x.count for x in parts if x.left_out is not None)
            told = {"done": sum(x.count for x in parts) - left_out, "left_out": left_out}
            unit.bulk.change(self.work_id, ended_at=now, **told)
            unit.audit(now, work.order.by, "bulk.done", work=work.id, deed=work.order.deed.value, **told)
            return work.is_taken_back

    def take_back(self, found: Progress) -> bool:
        by = found.work.undo_by or ""
        left = [x for x in found.done if x.undone_at is None]
        for part in left[:TURN]:
            self._undo_one(part, by)
        return True if left[TURN:] else self._end_undo(by)

    def _undo_one(self, part: Part, by: str) -> None:
        """What cannot be taken back stays, and never stops the others."""
        try:
            self._undone(part, lambda unit: _undo(self.app, unit, part, by))
        except Exception as error:  # noqa: BLE001 - the loop over customers ends here
            self.app.fault(f"work {self.work_id} taken back, customer {part.customer_id}", error)
            self._undone(part, lambda _: False)

    def _undone(self, part: Part, undo: Callable[[UnitOfWork], bool]) -> None:
        with self.app.store.writing(self.organisation_id) as unit:
            unit.ledger.lock_customer(part.customer_id)
            if unit.bulk.undo(self.work_id, part.customer_id, self.app.clock.now()) and not undo(unit):
                unit.bulk.keep(self.work_id, part.customer_id)

    def _end_undo(self, by: str) -> bool:
        now = self.app.clock.now()
        with self.app.store.writing(self.organisation_id) as unit:
            work = unit.bulk.lock(self.work_id)
            if work is not None and work.is_under_way:
                unit.bulk.change(self.work_id, undone_at=now)
                kept = sum(x.is_kept for x in unit.bulk.parts(self.work_id))
                unit.audit(now, by, "bulk.undone", work=self.work_id, kept=kept)
        return False


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
    taking it back once. Raises NotThere.
    """
    with app.store.writing(organisation_id) as unit:
        work = _locked(unit, work_id)
        _cancel(app, unit, work, by)
        if work.order.deed is not Deed.RECORD and not work.is_taken_back:
            unit.bulk.change(work_id, undo_at=app.clock.now(), undo_by=by)


def _locked(unit: UnitOfWork, work_id: str) -> Work:
    work = unit.bulk.lock(work_id)
    if work is None:
        raise NotThere("There is no such work.")
    return work


def _cancel(app: Application, unit: UnitOfWork, work: Work, by: str) -> None:
    if work.ended_at is None and work.cancelled_at is None:
        now = app.clock.now()
        unit.bulk.change(work.id, cancelled_at=now, cancelled_by=by)
        unit.audit(now, by, "bulk.cancelled", work=work.id)


# ---------------------------------------------------------------- looked at


def progress(app: Application, organisation_id: str, work_id: str) -> Progress:
    """How far it is. Raises NotThere."""
    with app.store.reading(organisation_id) as unit:
        work, rows, parts = unit.bulk.get(work_id), unit.bulk.rows(work_id), unit.bulk.parts(work_id)
    if work is None:
        raise NotThere("There is no such work.")
    had = {x.customer_id for x in parts}
    waiting = tuple(x for x in rows if x.customer_id not in had)
    return Progress(work, parts, waiting, {x.customer_id: x.customer for x in rows})


def works(app: Application, organisation_id: str, page: int) -> WorksPage:
    """One page of them, newest first; the last one where there are fewer."""
    with app.store.reading(organisation_id) as unit:
        pages = max(1, -(-unit.bulk.how_many() // PAGE))
        number = min(max(page, 1), pages)
        return WorksPage(unit.bulk.latest(PAGE, (number - 1) * PAGE), number, pages)
