"""Passed over: the steps of a ladder that are not taken any more, and why (architecture section 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from connector.core.calendar import Calendar
from connector.core.history import PastLine
from connector.core.ladder import Beginning, place_of
from connector.core.policy import Step


class Over(StrEnum):
    """Why a step is not taken any more."""

    SHORT_TERMS = "short_terms"
    KNOWN_LATE = "known_late"
    DUE_PASSED = "due_passed"
    LATER_TAKEN = "later_taken"
    LATER_DUE = "later_due"


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A step that was left out. `by` is the later one that took its place, where one did."""

    step: Step
    why: Over
    by: Step | None = None


def passed_over(
    beginning: Beginning,
    steps: Sequence[Step],
    lines: Sequence[PastLine],
    following: Step | None,
    is_finished: bool,
    calendar: Calendar,
    today: date,
) -> tuple[PassedOver, ...]:
    """Of the ladder of an invoice, in order; of failed charges and cards nothing is told.

    `lines` are those of its present cycle, `following` the step that comes next, None where it is silent
    or its ladder is finished.
    """
    places = sorted({place_of(x, steps) for x in lines if x.is_taken and not x.is_of_plan} - {-1})
    reached = max(places, default=-1) + 1
    if is_finished:
        reached = len(steps)
    elif following in steps:
        reached = max(reached, steps.index(following))

    def told(place: int, step: Step) -> PassedOver | None:
        if place in places:
            return None
        if (why := _before_due(beginning, step, today)) is not None:
            return PassedOver(step, why)
        if place >= reached:
            return None
        later = [steps[x] for x in places if x > place]
        if later:
            return PassedOver(step, Over.LATER_TAKEN, later[0])
        due = [x for x in steps[place + 1 :] if calendar.own_day(beginning.due_on, x.offset) <= today]
        by = following if following in steps[place + 1 :] else due[-1] if due else None
        return None if by is None else PassedOver(step, Over.LATER_DUE, by)

    found = (told(place, step) for place, step in enumerate(steps))
    return tuple(x for x in found if x is not None)


def _before_due(beginning: Beginning, step: Step, today: date) -> Over | None:
    """Why a notice before the due date, or on it, comes too late or too soon."""
    if beginning.is_late_from_start and not step.is_after_due:
        return Over.KNOWN_LATE
    if step.is_before_due and beginning.has_short_terms:
        return Over.SHORT_TERMS
    return Over.DUE_PASSED if step.is_before_due and today > beginning.due_on else None
