"""Which step comes next for one invoice, and whether its own day, spacing and deadlines let it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.oracle.agreements import is_forced, missed_step, notice_step
from tests.oracle.days import Facts, as_day, forward
from tests.oracle.standing import (
    REALLY_SENT,
    Standing,
    Step,
    is_call_line,
    is_cold_and_unwritten,
    is_open_day,
    is_plan_line,
    rung_of_any,
    rung_of_messages,
)

SHORT_NOTICE_DAYS = 10
SPACING_DAYS = 7
DEADLINE_DAYS = 7


@dataclass(frozen=True)
class Choice:
    """The step that would be taken now, and whether a person must look instead or a promise forces it."""

    step: Step
    needs_person: bool = False
    is_forced: bool = False


def is_skipped(standing: Standing, step: Step, day: date) -> bool:
    """ "A before-due step is skipped when the due date has passed, or the invoice was issued less than 10
    days before the due date."
    """
    if step.offset >= 0 or standing.due_on is None:
        return False
    issued = as_day(standing.invoice.get("issued_on"))
    is_short = issued is not None and (standing.due_on - issued).days < SHORT_NOTICE_DAYS
    return standing.is_overdue(day) or is_short


def messages_left(standing: Standing, day: date) -> list[Step]:
    """The message steps above the last one taken.

    "an invoice already late starts with the first after-due step, whatever its age"
    """
    rung = rung_of_messages(standing)
    above = standing.ladder[rung + 1 :]
    left = [step for step in above if step.is_message and not is_skipped(standing, step, day)]
    if is_cold_and_unwritten(standing):
        return [step for step in left if step.offset > 0][:1]
    return left


def calls_left(standing: Standing, day: date) -> list[Step]:
    """The calls still to be made.

    A call "is skipped from the own day (offset, moved to a business day) of any step after it, whatever
    still keeps that step back, or once one is taken, and a done call never skips a message".
    """
    left = []
    for rung, step in enumerate(standing.ladder):
        if step.is_message or rung <= rung_of_any(standing) or is_skipped(standing, step, day):
            continue
        if is_cold_and_unwritten(standing) and step.offset <= 0:
            continue
        if not any(later.own_on <= day for later in standing.ladder[rung + 1 :]):
            left.append(step)
    return left


def is_finished(standing: Standing, day: date) -> bool:
    """ "The last step done: the ladder is finished and says so once." """
    is_anything_left = messages_left(standing, day) or calls_left(standing, day)
    return not (is_anything_left or missed_step(standing, day) or notice_step(standing, day))


def choose(standing: Standing, day: date) -> Choice | None:
    """The step of this day, None when none has reached its own day.

    "After a gap only the latest due message step is taken, never a burst." "A call never shares a day with a
    message: the message goes first". A missed instalment has "one new reminder before anything formal".
    """
    of_a_plan = missed_step(standing, day) or notice_step(standing, day)
    if of_a_plan:
        return Choice(of_a_plan)
    choice = _due(standing, day)
    if not is_forced(standing, day):
        return choice
    forced = choice or _next(standing, day)
    if forced is None or forced.step.is_formal:
        return choice
    return Choice(forced.step, forced.needs_person, is_forced=True)


def _due(standing: Standing, day: date) -> Choice | None:
    messages = [step for step in messages_left(standing, day) if step.own_on <= day]
    if messages:
        return formal_or_what_is_missing(standing, messages[-1], day)
    calls = [step for step in calls_left(standing, day) if step.own_on <= day]
    return Choice(calls[-1]) if calls else None


def _next(standing: Standing, day: date) -> Choice | None:
    """The next step in the order of the ladder, whether or not its day has come."""
    left = [*messages_left(standing, day), *calls_left(standing, day)]
    in_order = [step for step in standing.ladder if step in left]
    return Choice(in_order[0]) if in_order else None


def formal_or_what_is_missing(standing: Standing, step: Step, day: date) -> Choice:
    """ "A formal notice needs the firm step taken (a ladder without one: a friendly one) [...].

    What is missing comes first: the severest message step below it and above the last one taken. [...] If the
    missing step can no longer be taken, or its outcome is unknown, it is a task."
    """
    needed = 2 if any(rung.is_message and rung.severity == 2 for rung in standing.ladder) else 1
    if not step.is_formal or any(_is_earlier_reminder(line, needed) for line in standing.history):
        return Choice(step)
    below = standing.ladder[: standing.ladder.index(step)]
    missing = [rung for rung in messages_left(standing, day) if rung in below and needed <= rung.severity < 4]
    if missing:
        return Choice(max(missing, key=lambda rung: (rung.severity, rung.offset)))
    return Choice(step, needs_person=True)


def _is_earlier_reminder(line: Facts, needed: int) -> bool:
    """ "unknown counts as taken [...], but not as the earlier reminder of a formal notice" """
    is_reminder = not is_call_line(line) and not is_plan_line(line)
    return is_reminder and line["state"] in REALLY_SENT and needed <= line["severity"] <= 2


def spaced_on(standing: Standing, step: Step) -> date:
    """ "a step waits for the later of its own date and the day the last step really taken for this invoice
    left, plus the smaller of 7 days and the distance between the two offsets, moved forward to a business
    day"; after a plan's notices 7 days.
    """
    dated = [line for line in standing.taken if line.get("left_on")]
    if not dated:
        return step.own_on
    last = max(dated, key=lambda line: (str(line["left_on"]), line.get("offset") or 0))
    if is_plan_line(last):
        distance = SPACING_DAYS
    elif step.is_of_a_plan:
        distance = 0
    else:
        distance = min(SPACING_DAYS, abs(step.offset - last["offset"]))
    spaced = date.fromisoformat(last["left_on"]) + timedelta(days=distance)
    return forward(standing.place, max(step.own_on, spaced))


def deadline_of(standing: Standing, line: Facts) -> date | None:
    """ "Every after-due message names a deadline, 7 days after it left unless the policy says otherwise.

    [...] A step done as a task counts as sent, with its deadline from that day."
    """
    if line.get("deadline_on"):
        return as_day(line["deadline_on"])
    is_after_due = str(line["step"]).endswith(":missed") if is_plan_line(line) else line["offset"] > 0
    if is_call_line(line) or not is_after_due or not line.get("left_on"):
        return None
    days = next((step.deadline_days for step in standing.ladder if step.id == line["step"]), DEADLINE_DAYS)
    return date.fromisoformat(line["left_on"]) + timedelta(days=days)


def has_running_deadline(standing: Standing, day: date) -> bool:
    """ "it has passed on the day after" """
    deadlines = [deadline_of(standing, line) for line in standing.taken]
    return any(deadline is not None and day <= deadline for deadline in deadlines)


def causes_of_its_own(standing: Standing, choice: Choice | None, day: date) -> list[str]:
    """Why the step is not due on this day, in the order of the list; [] means that it is due."""
    if choice is None:
        return ["not_due"]
    causes = []
    if not is_open_day(standing, day) or (choice.step.own_on > day and not choice.is_forced):
        causes.append("not_due")
    if spaced_on(standing, choice.step) > day and not choice.is_forced:
        causes.append("spacing")
    if choice.step.is_formal and not choice.needs_person and has_running_deadline(standing, day):
        causes.append("deadline_running")
    return causes
