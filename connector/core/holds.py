"""Holds: what a person, money in sight or a missing fact says about one invoice on one day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from connector.core.calendar import Calendar
from connector.core.decision import Reason
from connector.core.declines import Failure, Need
from connector.core.history import PastLine
from connector.core.invoice import (
    Credit,
    Customer,
    Hold,
    HoldReason,
    Instalment,
    Invoice,
    Organisation,
    Twin,
)
from connector.core.policy import Channel, Severity, Step

#: Business days of grace after a promised day or an instalment.
GRACE_DAYS = 2
#: Business days of silence for money that was announced or seen, and for a direct debit.
MONEY_DAYS = 5
#: From this promise on, a person decides.
PROMISES_UNTIL_PERSON = 3
#: A first contact later than this many days after the due date is released singly.
OLD_DAYS = 180
#: A plan notice leaves this many calendar days before its instalment.
PLAN_NOTICE_DAYS = 2

#: Holds that stand until a person ends them or their day has passed.
_PLAIN = {
    HoldReason.INSOLVENCY: Reason.INSOLVENCY,
    HoldReason.PAUSE: Reason.PAUSE,
    HoldReason.REPLY: Reason.REPLY,
    HoldReason.DUPLICATE_SOURCE: Reason.DUPLICATE_SOURCE,
}


@dataclass(frozen=True, slots=True)
class Silence:
    """One thing that keeps an invoice silent.

    `place` is its rank in the list of reasons; `through_on` the last silent day if it is known;
    `needs_person` that it ran out into a task and goes on until a person decides.
    """

    place: Reason
    through_on: date | None = None
    needs_person: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the holds of one invoice come to: silences, a disputed part, and what was broken."""

    silences: tuple[Silence, ...]
    disputed: int
    forced_from: date | None
    plan_step: Step | None


def in_force(hold: Hold, day: date) -> bool:
    """Whether a hold has begun and no person has ended it by `day`."""
    return hold.since_on <= day and (hold.ended_on is None or day < hold.ended_on)


def is_silent(hold: Hold, day: date) -> bool:
    """Whether a plain hold still keeps silent on `day`: in force, and its own end has not passed."""
    return in_force(hold, day) and (hold.until_on is None or day <= hold.until_on)


def is_over(hold: Hold, calendar: Calendar, day: date) -> bool:
    """Whether its end has passed, grace included: it is of the past, though no person has ended it.

    What runs out into a task is not: somebody has to decide.
    """
    if hold.reason is HoldReason.SAID_PAID or hold.twin is not None:
        return False
    if hold.reason is HoldReason.PLAN and hold.instalments:
        return day > _plan_ends_on(hold, calendar)
    if hold.reason is HoldReason.PROMISE and hold.until_on is not None:
        return day > promise_ends_on(hold, calendar)
    return hold.until_on is not None and day > hold.until_on


def spoken(
    invoice: Invoice, holds: Sequence[Hold], lines: Sequence[PastLine], calendar: Calendar, day: date
) -> Spoken:
    """Judges the holds that cover `invoice` on `day`; `lines` are its own in this cycle."""
    mine = holds and [hold for hold in holds if hold.covers(invoice)]
    if not mine:
        return NOTHING_SPOKEN
    standing = [hold for hold in mine if in_force(hold, day)]
    disputed, dispute = _disputes(invoice, standing, day)
    promise, forced_from = _promises(invoice, mine, standing, calendar, day)
    plan, plan_step = _plans(invoice, mine, lines, calendar, day)
    silences = [*_plain(standing, calendar, day), *dispute, *promise, *plan]
    return Spoken(tuple(silences), disputed, forced_from, plan_step)


def ran_out(
    invoice: Invoice, holds: Sequence[Hold], calendar: Calendar, day: date
) -> list[tuple[Reason, Hold]]:
    """Those of `holds` that are a question to a person by now, each with the place of its silence."""
    mine = [hold for hold in holds if hold.covers(invoice)]
    standing = [hold for hold in mine if in_force(hold, day)]
    found = [(s.place, x) for x in standing for s in _plain([x], calendar, day) if s.needs_person]
    promises = [x for x in standing if x.reason is HoldReason.PROMISE]
    broken = [s.place for s in _promises(invoice, mine, standing, calendar, day)[0] if s.needs_person]
    return [*found, *((place, x) for place in broken for x in promises)]


NOTHING_SPOKEN = Spoken((), 0, None, None)


def _plain(standing: Sequence[Hold], calendar: Calendar, day: date) -> list[Silence]:
    found = []
    for hold in standing:
        if hold.twin is not None:
            found.extend(_of_twin(hold, hold.twin, calendar, day))
        elif hold.reason in _PLAIN and is_silent(hold, day):
            found.append(Silence(_PLAIN[hold.reason], hold.until_on))
        elif hold.reason is HoldReason.RETURNED_DEBIT:
            # It has no code of its own; section 5 names it after money seen.
            found.append(Silence(Reason.AUTOPAY, needs_person=True))
        elif hold.reason is HoldReason.SAID_PAID:
            through_on = hold.until_on or calendar.business.after(hold.since_on, MONEY_DAYS)
            found.append(Silence(Reason.SAID_PAID, needs_person=day > through_on))
    return found


def _of_twin(hold: Hold, twin: Twin, calendar: Calendar, day: date) -> list[Silence]:
    """Silent while its twin is chased. What was closed there may be paid: a person is asked here.

    Until a bookkeeper has posted it here too, it is left alone, like money that was seen.
    """
    if twin.closed_on is None:
        is_chased = hold.until_on is None and not twin.is_gone
        return [Silence(Reason.DUPLICATE_SOURCE)] if is_chased else []
    through_on = calendar.business.after(hold.until_on or twin.closed_on, MONEY_DAYS)
    return [Silence(Reason.DUPLICATE_SOURCE, through_on, needs_person=day > through_on)]


def _disputes(invoice: Invoice, standing: Sequence[Hold], day: date) -> tuple[int, list[Silence]]:
    disputes = [hold for hold in standing if hold.reason is HoldReason.DISPUTE and is_silent(hold, day)]
    whole = [hold for hold in disputes if hold.amount is None]
    part = sum(hold.amount for hold in disputes if hold.amount is not None)
    if whole or part >= invoice.open > 0:
        ends = [hold.until_on for hold in whole or disputes]
        return invoice.open, [Silence(Reason.DISPUTE, _latest(ends))]
    return part, []


def _latest(ends: Sequence[date | None]) -> date | None:
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def _promises(
    invoice: Invoice, mine: Sequence[Hold], standing: Sequence[Hold], calendar: Calendar, day: date
) -> tuple[list[Silence], date | None]:
    made = sum(hold.reason is HoldReason.PROMISE and hold.since_on <= day for hold in mine)
    kept_open = [hold for hold in standing if hold.reason is HoldReason.PROMISE]
    if not kept_open:
        return [], None
    if made >= PROMISES_UNTIL_PERSON:
        return [Silence(Reason.PROMISE, needs_person=True)], None
    if any(hold.until_on is None for hold in kept_open):
        return [Silence(Reason.PROMISE)], None
    through_on = max(promise_ends_on(hold, calendar) for hold in kept_open)
    if day <= through_on:
        return [Silence(Reason.PROMISE, through_on)], None
    last = max(kept_open, key=lambda hold: (hold.until_on or date.min, hold.since_on))
    return [], None if is_kept(last, invoice) else through_on + timedelta(days=1)


def promise_ends_on(promise: Hold, calendar: Calendar) -> date:
    """The last silent day of a promise: the promised day and two business days of grace."""
    return calendar.business.after(promise.until_on or promise.since_on, GRACE_DAYS)


def is_kept(promise: Hold, invoice: Invoice) -> bool:
    """Whether what was promised has come; without an amount the whole invoice was promised."""
    if promise.amount is None or promise.open_then is None:
        return invoice.open <= 0
    return promise.open_then - invoice.open >= promise.amount


def _plans(
    invoice: Invoice, mine: Sequence[Hold], lines: Sequence[PastLine], calendar: Calendar, day: date
) -> tuple[list[Silence], Step | None]:
    plans = _in_order(mine)
    standing = [hold for hold in plans if in_force(hold, day)]
    if not standing:
        return [], None
    newest = standing[-1]
    if newest.instalments:
        before = sum(len(hold.instalments) for hold in plans[: plans.index(newest)])
        return _plan(invoice, newest, before, lines, calendar, day)
    return ([Silence(Reason.PLAN, newest.until_on)] if is_silent(newest, day) else []), None


def _in_order(holds: Sequence[Hold]) -> list[Hold]:
    """The payment plans among `holds`, ended ones too; of one day as they were made."""
    return sorted((x for x in holds if x.reason is HoldReason.PLAN), key=lambda hold: hold.since_on)


def numbered_instalment(holds: Sequence[Hold], n: int, day: date) -> tuple[int, Instalment] | None:
    """Instalment `n` of all plans of one invoice together, and its number in its own plan.

    None once a person has ended that plan: it is agreed no longer.
    """
    parts = [(plan, part) for plan in _in_order(holds) for part in enumerate(plan.instalments, start=1)]
    plan, numbered = parts[n - 1]
    return numbered if in_force(plan, day) else None


def _plan(
    invoice: Invoice, plan: Hold, before: int, lines: Sequence[PastLine], calendar: Calendar, day: date
) -> tuple[list[Silence], Step | None]:
    """`before` instalments stood in earlier plans: a step id is never used again."""
    paid = (plan.open_then if plan.open_then is not None else invoice.total) - invoice.open
    taken = {x.step_id for x in lines if x.is_taken}
    numbered = list(enumerate(plan.instalments, start=before + 1))
    if any(plan_step(n, "missed").id in taken for n, _ in numbered):
        return [], None
    due = 0
    for n, instalment in numbered:
        due += instalment.amount
        ends_on = calendar.business.after(instalment.due_on, GRACE_DAYS)
        if paid >= due:
            continue
        if day > ends_on:
            return [], plan_step(n, "missed")
        step = plan_step(n, "notice")
        notice_on = calendar.business.backward(instalment.due_on - timedelta(days=PLAN_NOTICE_DAYS))
        is_its_time = plan.since_on <= notice_on <= day <= instalment.due_on
        if is_its_time and step.id not in taken:
            return [], step
        return [Silence(Reason.PLAN, _plan_ends_on(plan, calendar))], None
    last_on = _plan_ends_on(plan, calendar)
    return ([Silence(Reason.PLAN, last_on)] if day <= last_on else []), None


def _plan_ends_on(plan: Hold, calendar: Calendar) -> date:
    return calendar.business.after(plan.instalments[-1].due_on, GRACE_DAYS)


def plan_step(n: int, kind: str) -> Step:
    """The step of instalment `n`: `notice` before its day, `missed` once its grace has passed.

    `n` counts on over all plans of the invoice.
    """
    severity = Severity.NOTICE if kind == "notice" else Severity.FRIENDLY
    return Step(f"plan:{n}:{kind}", 0, Channel.EMAIL, severity, f"plan_{kind}")


def money_seen(invoices: Sequence[Invoice], credits: Sequence[Credit]) -> Mapping[str, Credit]:
    """Which invoices unmatched money probably pays: invoice id -> credit.

    Each credit in date order: an invoice of exactly its amount, else from the oldest due date on
    each that the remainder wholly covers, invoices not yet due included.
    """
    held: dict[str, Credit] = {}
    for credit in sorted(credits, key=lambda c: (c.dated_on, c.id)):
        free = [x for x in invoices if x.id not in held and _may_be_meant(x, credit)]
        free.sort(key=lambda x: (x.expected_on or date.max, x.number))
        exact = next((x for x in free if x.open == credit.amount), None)
        if exact is not None:
            held[exact.id] = credit
            continue
        rest = credit.amount
        for invoice in free:
            if invoice.open <= rest:
                held[invoice.id] = credit
                rest -= invoice.open
    return held


def _may_be_meant(invoice: Invoice, credit: Credit) -> bool:
    """Whether the credit may pay the invoice; one that a person released since is asked for again."""
    is_released = invoice.released_on is not None and invoice.released_on >= credit.seen_on
    return invoice.currency == credit.currency and invoice.open > 0 and not is_released


def silences_of_facts(
    organisation: Organisation,
    customer: Customer,
    invoice: Invoice,
    due_on: date | None,
    seen: Credit | None,
    lines: Sequence[PastLine],
    calendar: Calendar,
    day: date,
) -> list[Silence]:
    """What the ledger itself says: money seen, autopay, no due date, old first contact, a failure."""
    found = []
    if seen is not None:
        ran_out = day > calendar.business.after(seen.seen_on, MONEY_DAYS)
        found.append(Silence(Reason.MONEY_SEEN, needs_person=ran_out))
    if invoice.failure is not None:
        found.extend(_of_charge(invoice.failure, lines, day))
    elif invoice.is_autopay:
        found.append(Silence(Reason.AUTOPAY))
    elif customer.pays_by_direct_debit and due_on is not None:
        through_on = calendar.business.after(due_on, MONEY_DAYS)
        if day <= through_on:
            found.append(Silence(Reason.AUTOPAY, through_on))
    if due_on is None:
        found.append(Silence(Reason.NO_DUE_DATE))
    elif is_old_first_contact(invoice, due_on, lines):
        found.append(Silence(Reason.OLD_FIRST_CONTACT))
    if has_failed(organisation, customer, invoice, lines, calendar):
        found.append(Silence(Reason.DELIVERY_FAILED))
    return found


def _of_charge(failure: Failure, lines: Sequence[PastLine], day: date) -> list[Silence]:
    """While a soft decline is tried again nothing is said beyond the first notice."""
    if failure.decline.need is Need.PERSON:
        return [Silence(Reason.AUTOPAY, needs_person=True)]
    if failure.is_retried(day) and any(x.is_taken for x in lines):
        return [Silence(Reason.AUTOPAY, failure.next_attempt_on)]
    return []


def is_old_first_contact(invoice: Invoice, due_on: date, lines: Sequence[PastLine]) -> bool:
    """Very late when first seen, nothing said after the due date, and nobody has released it."""
    return (
        invoice.cold_start_on is not None
        and (invoice.cold_start_on - due_on).days > OLD_DAYS
        and invoice.released_on is None
        and not any(x.is_taken and x.is_after_due for x in lines)
    )


def has_failed(
    organisation: Organisation,
    customer: Customer,
    invoice: Invoice,
    lines: Sequence[PastLine],
    calendar: Calendar,
) -> bool:
    """Whether the last attempt failed and its cause (address, sender, a person's word) has not changed."""
    if not lines:
        return False
    failed_at = max((x.failed_at for x in lines if x.has_failed and x.failed_at is not None), default=None)
    if failed_at is None:
        return False
    failed_on = calendar.day(failed_at)
    if any(x.is_taken and x.left_on is not None and x.left_on >= failed_on for x in lines):
        return False
    changes = (customer.address_changed_at, organisation.sender_changed_at)
    if any(at is not None and at >= failed_at for at in changes):
        return False
    return invoice.released_on is None or invoice.released_on < failed_on


class Holds(Protocol):
    """Holds of one organisation; adding and ending reset look_at of whom they cover."""

    def add(self, hold: Hold, at: datetime) -> None: ...

    def add_all(self, of_invoices: Sequence[Hold], at: datetime) -> None:
        """Many of single invoices, each of which bears its customer's id."""

    def end(self, hold_id: str, on: date, at: datetime) -> None: ...

    def stand_again(self, hold_id: str, at: datetime) -> bool:
        """Takes its end back, and tells that it is made; False where it has not ended."""

    def get(self, hold_id: str) -> Hold | None:
        """One that has ended too."""

    def of_everybody(self) -> tuple[Hold, ...]:
        """The organisation's own that no person has ended."""

    def active(self) -> tuple[Hold, ...]:
        """All that no person has ended, the organisation's included."""
