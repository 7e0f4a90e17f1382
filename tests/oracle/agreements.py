"""What the customer agreed to: promises and payment plans, kept or broken.

Section 5: "*Promise* for a Wednesday: silence to Friday's end (two business days); on the next business
day, not before last contact plus gap, the next step of an overdue invoice leaves even if its own date or
spacing is later, except a formal notice; partly kept: the rest is broken; a third promise for one invoice
needs a person." "*Plan*: cumulative paid against cumulative due with two business days' grace; a notice two
days before each; when missed, one new reminder before anything formal (own step ids: plan:<n>:notice, two
calendar days before, moved backward; plan:<n>:missed; n the instalment)."
Section 7 adds "one live line per (organisation, invoice, step id, cycle)": n therefore counts on over all
plans ever agreed for the invoice, and a new plan takes the place of the one before.
"""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.days import ONE_DAY, Facts, as_day, backward, forward, plus_business_days
from tests.oracle.standing import Standing, Step

GRACE = 2


def is_in_force(hold: Facts, day: date) -> bool:
    """It has begun and nobody has released it; whether its silence still runs is another question."""
    since, ended = as_day(hold["since_on"]), as_day(hold.get("ended_on"))
    return (since is None or since <= day) and (ended is None or day < ended)


def paid_since(hold: Facts, standing: Standing) -> int:
    """What was paid since it was agreed: the open amount then, where noted, less the open amount now."""
    if hold["scope"] == "invoice" and hold.get("open_then") is not None:
        return int(hold["open_then"]) - int(standing.invoice["open"])
    return sum(
        int(paid["amount"])
        for paid in standing.payments
        if (paid.get("paid_on") or paid["seen_on"]) >= hold["since_on"]
    )


def promises(standing: Standing) -> list[Facts]:
    """Every promise ever made for the invoice, released ones too, in the order they were made."""
    made = [hold for hold in standing.holds if hold["reason"] == "promise"]
    return sorted(made, key=lambda hold: str(hold["since_on"]))


def silence_of_promise_ends(hold: Facts, standing: Standing) -> date | None:
    """The last silent day: two business days after the promised day."""
    promised = as_day(hold.get("until_on"))
    return plus_business_days(standing.place, promised, GRACE) if promised else None


def is_kept(hold: Facts, standing: Standing) -> bool:
    """A promised amount is kept by that amount; a promise without one by paying all, which closes."""
    return hold.get("amount") is not None and paid_since(hold, standing) >= hold["amount"]


def is_forced(standing: Standing, day: date) -> bool:
    """The last promise was broken, the invoice is overdue, and no step has been taken since."""
    standing_ones = [hold for hold in promises(standing) if is_in_force(hold, day)]
    if not standing_ones:
        return False
    last = max(standing_ones, key=lambda hold: (str(hold.get("until_on") or "9999"), str(hold["since_on"])))
    end = silence_of_promise_ends(last, standing)
    if end is None or day <= end or is_kept(last, standing):
        return False
    said_since = [line for line in standing.taken if (as_day(line.get("left_on")) or date.min) > end]
    return standing.is_overdue(day) and not said_since


def _plans(standing: Standing) -> list[Facts]:
    """Every plan ever agreed for the invoice, released ones too, in the order in which they were agreed."""
    return sorted(
        (hold for hold in standing.holds if hold["reason"] == "plan"), key=lambda hold: str(hold["since_on"])
    )


def plan_that_counts(standing: Standing, day: date) -> Facts | None:
    """The last one agreed of those that nobody has released."""
    agreed = [plan for plan in _plans(standing) if is_in_force(plan, day)]
    return agreed[-1] if agreed else None


def _instalments(plan: Facts, standing: Standing) -> list[tuple[int, date, int]]:
    """Number, due date and cumulative amount of each instalment."""
    rows, owed, number = [], 0, 0
    for earlier in _plans(standing):
        if earlier is plan:
            break
        number += len(earlier.get("instalments") or [])
    for part in sorted(plan.get("instalments") or [], key=lambda part: str(part["due_on"])):
        owed += part["amount"]
        number += 1
        rows.append((number, date.fromisoformat(part["due_on"]), owed))
    return rows


def silence_of_plan_ends(plan: Facts, standing: Standing) -> date | None:
    """The last day of grace of the last instalment."""
    rows = _instalments(plan, standing)
    return plus_business_days(standing.place, rows[-1][1], GRACE) if rows else as_day(plan.get("until_on"))


def missed_instalment(plan: Facts, standing: Standing, day: date) -> tuple[int, date] | None:
    """The first instalment whose grace has run out unpaid, and the day that followed it."""
    paid = paid_since(plan, standing)
    for number, due_on, owed in _instalments(plan, standing):
        grace_end = plus_business_days(standing.place, due_on, GRACE)
        if day > grace_end and paid < owed:
            return number, grace_end + ONE_DAY
    return None


def _is_said(standing: Standing, step_id: str) -> bool:
    return any(line["step"] == step_id for line in standing.taken)


def _is_reminded_of(plan: Facts, standing: Standing) -> bool:
    """A missed instalment of this very plan was reminded of."""
    return any(_is_said(standing, f"plan:{number}:missed") for number, _, _ in _instalments(plan, standing))


def plan_is_running(plan: Facts, standing: Standing, day: date) -> bool:
    """Nothing missed so far, its missed notice never sent, and the last grace not over."""
    if plan is not plan_that_counts(standing, day) or _is_reminded_of(plan, standing):
        return False
    end = silence_of_plan_ends(plan, standing)
    return missed_instalment(plan, standing, day) is None and (end is None or day <= end)


def _plan_step(standing: Standing, number: int, what: str, due_on: date, own_on: date) -> Step:
    offset = (due_on - standing.due_on).days if standing.due_on else 0
    severity = 0 if what == "notice" else 1
    return Step(f"plan:{number}:{what}", offset, "email", severity, 7, own_on)


def missed_step(standing: Standing, day: date) -> Step | None:
    """The one new reminder that follows a missed instalment, until it was taken."""
    plan = plan_that_counts(standing, day)
    if plan is None or _is_reminded_of(plan, standing):
        return None
    missed = missed_instalment(plan, standing, day)
    if missed is None:
        return None
    return _plan_step(standing, missed[0], "missed", missed[1], forward(standing.place, missed[1]))


def notice_step(standing: Standing, day: date) -> Step | None:
    """The notice of the next instalment, from its own day to the instalment's, while it is unpaid."""
    plan = plan_that_counts(standing, day)
    if plan is None or not plan_is_running(plan, standing, day):
        return None
    for number, due_on, owed in _instalments(plan, standing):
        own_on = backward(standing.place, due_on - timedelta(days=2))
        is_its_time = own_on <= day <= due_on and own_on.isoformat() >= plan["since_on"]
        is_said = _is_said(standing, f"plan:{number}:notice")
        if is_its_time and not is_said and paid_since(plan, standing) < owed:
            return _plan_step(standing, number, "notice", due_on, own_on)
    return None
