"""One invoice's ladder: which step it would take on a given day, and what keeps it back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from connector.core.calendar import ONE_DAY, Calendar
from connector.core.decision import Reason, first_of
from connector.core.history import PastLine, Sort, State
from connector.core.invoice import Invoice
from connector.core.policy import Channel, Severity, Step

#: A step keeps at most this distance from the last one taken.
SPACING_DAYS = 7
#: A before-due step needs at least this many days between issue and due date.
SHORTEST_TERMS_FOR_NOTICE = 10


class Rung(NamedTuple):
    """What the ladder says on one day.

    `step` is the step to take, None once the ladder is finished; `reason` what keeps it back,
    the first of the list where several things do, and `free_on` the first day free of them all;
    `is_stuck` that only a person can make it go on.
    """

    step: Step | None
    reason: Reason | None = None
    free_on: date = date.min
    is_stuck: bool = False


FINISHED = Rung(None)


class Beginning(NamedTuple):
    """Where a ladder begins: the day all offsets count from, and the steps left out before the first.

    `is_late_from_start`: it was late before we knew it; `has_short_terms`: too short for a notice;
    `is_charge`: it is a failed charge, and `due_on` the day of its failure.
    """

    due_on: date
    is_late_from_start: bool
    has_short_terms: bool
    is_charge: bool = False

    @classmethod
    def of(cls, invoice: Invoice, due_on: date) -> "Beginning":
        if invoice.failure is not None:
            return cls(due_on, invoice.cold_start_on is not None, has_short_terms=False, is_charge=True)
        issued_on = invoice.issued_on
        is_short = issued_on is not None and (due_on - issued_on).days < SHORTEST_TERMS_FOR_NOTICE
        return cls(due_on, invoice.cold_start_on is not None, is_short)


class Ladder:
    """The rungs of one invoice, derived from what was really said and never from a counter.

    `steps` are in order of offset; `lines` are those of the invoice's present cycle;
    `forced_from` is the first day after a broken promise; `plan_step` stands before the ladder.
    `is_first_contact`: late before we knew it, and nothing after the due date was said yet, by a plan
    neither.
    """

    def __init__(
        self,
        beginning: Beginning,
        steps: tuple[Step, ...],
        lines: tuple[PastLine, ...],
        calendar: Calendar,
        forced_from: date | None = None,
        plan_step: Step | None = None,
    ) -> None:
        self._beginning = beginning
        self._due_on = beginning.due_on
        self._steps = steps
        self._calendar = calendar
        self._plan_step = plan_step
        self._rungs: dict[date, Rung] = {}
        self._first_days: dict[date, tuple[date, Rung]] = {}
        self._taken = tuple(x for x in lines if x.is_taken)
        self.is_first_contact = self._begins_late()
        places = [(place_of(x, steps), x) for x in self._taken if not x.is_of_plan]
        self._last_message = max((p for p, x in places if x.sort is not Sort.CALL), default=-1)
        self._last_any = max((p for p, _ in places), default=-1)
        self._forced_from = self._still_forced(forced_from)
        self._messages = self._messages_ahead()
        self._late_messages = tuple(x for x in self._messages if not x[1].is_before_due)
        self._calls = [(n, x) for n, x in enumerate(steps) if not x.is_message and n > self._last_any]

    def _begins_late(self) -> bool:
        said = (x.offset > 0 or x.is_of_plan or self._beginning.is_charge for x in self._taken)
        return self._beginning.is_late_from_start and not any(said)

    def is_opening(self, step: Step) -> bool:
        """The first notice of a failed charge: it leaves at once, whatever day it is."""
        return self._beginning.is_charge and step.offset == 0

    def on(self, day: date) -> Rung:
        """The step that the invoice would take on `day` if nothing else were said before."""
        rung = self._rungs.get(day)
        if rung is None:
            rung = self._rungs[day] = self._on(day)
        return rung

    def first_day(self, day: date) -> tuple[date, Rung]:
        """The first day from `day` on which nothing of its own keeps it back, and its rung then."""
        found = self._first_days.get(day)
        if found is None:
            found = self._first_days[day] = self.first_free(day, lambda step, day: date.min)
        return found

    def first_free(self, day: date, free_of: Callable[[Step, date], date]) -> tuple[date, Rung]:
        """The same where something else keeps it back too: `free_of` says until when, from a day on."""
        rung = self.on(day)
        while rung.step is not None:
            free = max(free_of(rung.step, day), rung.free_on)
            if free <= day:
                break
            day = min(free, self._next_message_after(day))
            rung = self.on(day)
        return day, rung

    def _on(self, day: date) -> Rung:
        if self._plan_step is not None:
            return self._rung(self._plan_step, day)
        is_forced = self._is_forced(day)
        messages = self._late_messages if day > self._due_on else self._messages
        due = [step for own_day, step in messages if own_day <= day]
        if due:
            return self._take(due[-1], day, is_forced)
        call = self._due_call(day)
        if call is not None:
            return self._rung(call, day, is_forced)
        upcoming = [*messages, *self._upcoming_calls(day)]
        if not upcoming:
            return self._end(day)
        following = min(upcoming, key=_by_day)[1]
        return self._rung(following, day, is_forced and not following.is_formal)

    def _end(self, day: date) -> Rung:
        """An action ends the ladder of a charge: not before the last day that was named has passed."""
        free_on = self._deadlines_passed_on()
        if self._beginning.is_charge and day < free_on:
            return Rung(None, Reason.DEADLINE_RUNNING, free_on)
        return FINISHED

    def _next_message_after(self, day: date) -> date:
        """The next own day of a message still ahead, on which it takes the place of what waits until then."""
        return min((own_day for own_day, _ in self._messages if own_day > day), default=date.max)

    def _take(self, step: Step, day: date, is_forced: bool) -> Rung:
        if not step.is_formal:
            return self._rung(step, day, is_forced)
        needed = self._needed_before(step)
        if self._was_really_said(needed):
            return self._rung(step, day)
        missing = self._missing_before(step, needed)
        if missing is None:
            return _kept_back(step, day, self._free_of_days(step, day), is_stuck=True)
        return self._rung(missing, day, is_forced)

    def _rung(self, step: Step, day: date, is_forced: bool = False) -> Rung:
        free_on = self._free_of_days(step, day, is_forced)
        if step.is_formal:
            free_on[Reason.DEADLINE_RUNNING] = self._deadlines_passed_on()
        return _kept_back(step, day, free_on)

    def _free_of_days(self, step: Step, day: date, is_forced: bool = False) -> dict[Reason, date]:
        """The first days, from `day`, on which its own day has come and the last step lies far back."""
        if self.is_opening(step):
            return {Reason.NOT_DUE: self._calendar.next_unclosed(max(day, self._due_on))}
        due_from = self._calendar.next_open(day)
        if is_forced:
            return {Reason.NOT_DUE: due_from}
        if step is not self._plan_step:
            due_from = max(due_from, self._own_day(step))
        return {Reason.NOT_DUE: due_from, Reason.SPACING: self._spaced(step)}

    # ------------------------------------------------------------ what may still be taken

    def _messages_ahead(self) -> tuple[tuple[date, Step], ...]:
        """With their own days; a cold start begins with the first one after the due date.

        A charge of which nothing was said begins with its first one, however late: the others speak of it.
        """
        fit = [step for step in self._steps[self._last_message + 1 :] if step.is_message]
        if self._beginning.has_short_terms:
            fit = [step for step in fit if not step.is_before_due]
        if self._beginning.is_charge:
            fit = fit if self._taken else fit[:1]
        elif self.is_first_contact:
            fit = [step for step in fit if step.is_after_due][:1]
        return tuple((self._own_day(step), step) for step in fit)

    def _due_call(self, day: date) -> Step | None:
        due = [step for place, step in self._calls if self._is_call_due(place, step, day)]
        return due[-1] if due else None

    def _is_call_due(self, place: int, step: Step, day: date) -> bool:
        later = self._steps[place + 1 :]
        return self._own_day(step) <= day and not any(self._own_day(x) <= day for x in later)

    def _upcoming_calls(self, day: date) -> list[tuple[date, Step]]:
        dated = [(self._own_day(step), step) for _, step in self._calls]
        return [x for x in dated if x[0] > day]

    # ------------------------------------------------------------ the formal notice

    def _needed_before(self, formal: Step) -> Severity:
        below = self._steps[: self._steps.index(formal)]
        has_firm = any(x.severity is Severity.FIRM and x.is_message and x.has_own_words for x in below)
        return Severity.FIRM if has_firm else Severity.FRIENDLY

    def _was_really_said(self, needed: Severity) -> bool:
        return any(
            x.state is State.SENT and needed <= x.severity <= Severity.FIRM
            for x in self._taken
            if x.sort is not Sort.CALL and x.channel is not Channel.PROVIDER and not x.is_of_plan
        )

    def _missing_before(self, formal: Step, needed: Severity) -> Step | None:
        between = self._steps[self._last_message + 1 : self._steps.index(formal)]
        fit = [x for x in between if x.is_message and x.has_own_words]
        fit = [x for x in fit if needed <= x.severity < Severity.FORMAL]
        fit = [x for x in fit if not x.is_before_due]
        return max(fit, key=lambda x: (x.severity, x.offset), default=None)

    def _deadlines_passed_on(self) -> date:
        named = (x.deadline_on for x in self._taken if x.deadline_on is not None)
        return max(named, default=date.min) + ONE_DAY

    # ------------------------------------------------------------ days

    def _own_day(self, step: Step) -> date:
        if self.is_opening(step):
            return self._due_on
        return self._calendar.own_day(self._due_on, step.offset)

    def _spaced(self, step: Step) -> date:
        if not self._taken:
            return date.min
        last = max(self._taken, key=lambda x: (x.taken_on, x.offset))
        return self._calendar.business.forward(last.taken_on + timedelta(days=self._distance(step, last)))

    def _distance(self, step: Step, last: PastLine) -> int:
        if last.is_of_plan:
            return SPACING_DAYS
        if step is self._plan_step:
            return 0
        return min(SPACING_DAYS, abs(step.offset - last.offset))

    # ------------------------------------------------------------ where we stand

    def _still_forced(self, forced_from: date | None) -> date | None:
        if forced_from is None:
            return None
        answered = any(x.taken_on >= forced_from for x in self._taken)
        return None if answered else forced_from

    def _is_forced(self, day: date) -> bool:
        return self._forced_from is not None and day >= self._forced_from and day > self._due_on


class Untouched(dict[Beginning, Ladder]):
    """By its beginning the ladder of each invoice of which nothing was said yet: most of a book."""

    def __init__(self, steps: tuple[Step, ...], calendar: Calendar) -> None:
        self.steps = steps
        self._calendar = calendar

    def __missing__(self, beginning: Beginning) -> Ladder:
        made = self[beginning] = Ladder(beginning, self.steps, (), self._calendar)
        return made


def place_of(line: PastLine, steps: Sequence[Step]) -> int:
    """Which of these steps was taken by it: its own, else the last as early and as mild; -1 for none."""
    for place, step in enumerate(steps):
        if step.id == line.step_id:
            return place
    fit = (n for n, x in enumerate(steps) if x.offset <= line.offset and x.severity <= line.severity)
    return max(fit, default=-1)


def untouched(steps: tuple[Step, ...], calendar: Calendar) -> Untouched:
    """Those of all who have this calendar, as long as it lives."""
    found: Untouched | None = calendar.kept.get(steps)
    if found is None:
        found = calendar.kept[steps] = Untouched(steps, calendar)
    return found


def _kept_back(step: Step, day: date, free_on: Mapping[Reason, date], is_stuck: bool = False) -> Rung:
    """The rung of `day`, with the first days free of each thing that may keep its step back."""
    causes = [reason for reason, free in free_on.items() if free > day]
    if not causes:
        return Rung(step, is_stuck=is_stuck)
    return Rung(step, first_of(causes), max(free_on[x] for x in causes), is_stuck)


def _by_day(dated: tuple[date, Step]) -> tuple[date, bool]:
    """The earliest first; of one day the message before the call."""
    return dated[0], not dated[1].is_message
