"""What stops or holds an invoice on a day, in the order of section 5's closed list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.oracle.agreements import (
    is_in_force,
    notice_step,
    plan_is_running,
    promises,
    silence_of_plan_ends,
    silence_of_promise_ends,
)
from tests.oracle.days import Facts, as_day, plus_business_days
from tests.oracle.standing import Standing, is_cold_and_unwritten

# "Reasons, a closed list, in order of precedence where several hold". `returned_debit` has no code of its
# own: it is `needs_person` in the place of its hold, and section 5 names it after money seen.
STOPS = ["handed_over", "factored", "excluded", "currency_excluded"]
HOLDS = [
    "insolvency",
    "dispute",
    "pause",
    "reply",
    "said_paid",
    "promise",
    "plan",
    "money_seen",
    "returned_debit",
    "autopay",
    "duplicate_source",
    "no_due_date",
    "old_first_contact",
    "delivery_failed",
]
# "a chargeback is a dispute and a task"; "Absence [...] is a pause through the day before the return"
OTHER_NAMES = {"chargeback": "dispute", "absence": "pause"}
GRACE_OF_A_CLAIM = 5
OLD_AFTER_DAYS = 180


@dataclass(frozen=True)
class Verdict:
    """One reason for silence: its place in the list, its last silent day, whether a person must decide."""

    place: str
    end: date | None = None
    needs_person: bool = False

    @property
    def action(self) -> str:
        """Stop, hold, or the task that stands in the place of a hold."""
        if self.needs_person:
            return "task"
        return "stop" if self.place in STOPS else "hold"

    @property
    def reason(self) -> str:
        """The reason code."""
        return "needs_person" if self.needs_person else self.place


def disputed_part(standing: Standing, day: date) -> int:
    """ "with an amount, the open amount less the disputed part is asked"; without one nothing is."""
    disputes = _disputes(standing, day)
    if any(hold["scope"] != "invoice" or not hold.get("amount") for hold in disputes):
        return int(standing.invoice["open"])
    return sum(int(hold["amount"]) for hold in disputes if hold["scope"] == "invoice" and hold.get("amount"))


def asked(standing: Standing, day: date) -> int:
    """What the customer is asked for this invoice, minor units."""
    return max(0, int(standing.invoice["open"]) - disputed_part(standing, day))


def _disputes(standing: Standing, day: date) -> list[Facts]:
    return [
        hold
        for hold in standing.holds
        if place_in_list(hold) == "dispute"
        and is_in_force(hold, day)
        and _is_before_end(as_day(hold.get("until_on")), day)
    ]


def place_in_list(hold: Facts) -> str:
    """The code under which a hold stands in the closed list."""
    return str(OTHER_NAMES.get(hold["reason"], hold["reason"]))


def _is_before_end(end: date | None, day: date) -> bool:
    """ "`--until D` is silent through D" """
    return end is None or day <= end


def verdicts(standing: Standing, day: date, credits_held: dict[str, list[Facts]]) -> list[Verdict]:
    """Everything that keeps the invoice silent on this day, the first of the list first."""
    found = [*_of_the_customer(standing), *_of_the_facts(standing, day)]
    for hold in standing.holds:
        found += _of_a_hold(standing, hold, day)
    for credit in credits_held.get(standing.number, []):
        end = plus_business_days(standing.place, date.fromisoformat(credit["seen_on"]), GRACE_OF_A_CLAIM)
        found.append(Verdict("money_seen", needs_person=day > end))
    order = STOPS + HOLDS
    return sorted(found, key=lambda verdict: (order.index(verdict.place), not verdict.needs_person))


def _of_the_customer(standing: Standing) -> list[Verdict]:
    found = []
    if standing.customer.get("excluded"):
        found.append(Verdict("excluded"))
    if standing.invoice["currency"] in (standing.organisation.get("excluded_currencies") or []):
        found.append(Verdict("currency_excluded"))
    return found


def _of_the_facts(standing: Standing, day: date) -> list[Verdict]:
    """Holds that nobody wrote down: they follow from the ledger and the history."""
    found = []
    if standing.invoice.get("autopay"):
        found.append(Verdict("autopay"))
    if standing.due_on is None:
        return [*found, Verdict("no_due_date")]
    if standing.customer.get("direct_debit"):
        # "direct-debit customers are held to due date plus 5 business days"
        end = plus_business_days(standing.place, standing.due_on, GRACE_OF_A_CLAIM)
        found += [Verdict("autopay", end)] if day <= end else []
    if is_an_old_first_contact(standing):
        found.append(Verdict("old_first_contact"))
    if has_failed_delivery(standing):
        found.append(Verdict("delivery_failed"))
    return found


def is_an_old_first_contact(standing: Standing) -> bool:
    """ "more than 180 days late waits for individual release", judged once, on the day of the first sync."""
    judged_on = as_day(standing.invoice.get("cold_start_on"))
    if judged_on is None or standing.due_on is None or not is_cold_and_unwritten(standing):
        return False
    return (judged_on - standing.due_on).days > OLD_AFTER_DAYS and not standing.invoice.get("released_on")


def has_failed_delivery(standing: Standing) -> bool:
    """ "A failed step is planned again only after its cause changed [...] or by a person." """
    changes = [standing.customer.get("address_changed_on"), standing.invoice.get("released_on")]
    for line in standing.history:
        if line["state"] not in {"failed", "bounced"}:
            continue
        failed_on = line.get("failed_on") or line.get("left_on") or ""
        if not any(change and change >= failed_on for change in changes):
            return True
    return False


def _of_a_hold(standing: Standing, hold: Facts, day: date) -> list[Verdict]:
    """What one written hold says on this day."""
    place = place_in_list(hold)
    if place not in STOPS + HOLDS:
        message = f"the oracle knows no hold for the reason {hold['reason']!r}"
        raise ValueError(message)
    if not is_in_force(hold, day):
        return []
    special = {
        "promise": _of_a_promise,
        "plan": _of_a_plan,
        "said_paid": _of_a_claim,
        "dispute": _of_a_dispute,
        "returned_debit": _of_a_returned_debit,
    }
    return special.get(place, _of_a_plain_hold)(standing, hold, day)


def _of_a_plain_hold(_: Standing, hold: Facts, day: date) -> list[Verdict]:
    place = place_in_list(hold)
    end = as_day(hold.get("until_on"))
    return [Verdict(place, end)] if _is_before_end(end, day) else []


def _of_a_promise(standing: Standing, hold: Facts, day: date) -> list[Verdict]:
    """ "a third promise for one invoice needs a person", from its start until it is released."""
    if any(hold is made for made in promises(standing)[2:]):
        return [Verdict("promise", needs_person=True)]
    end = silence_of_promise_ends(hold, standing)
    return [Verdict("promise", end)] if _is_before_end(end, day) else []


def _of_a_plan(standing: Standing, hold: Facts, day: date) -> list[Verdict]:
    # Its own notice is all that its silence lets through.
    if not plan_is_running(hold, standing, day) or notice_step(standing, day):
        return []
    return [Verdict("plan", silence_of_plan_ends(hold, standing))]


def _of_a_claim(standing: Standing, hold: Facts, day: date) -> list[Verdict]:
    """ "Said paid: its invoices for 5 business days, then a task"; silence goes on meanwhile."""
    since = date.fromisoformat(hold["since_on"])
    end = as_day(hold.get("until_on")) or plus_business_days(standing.place, since, GRACE_OF_A_CLAIM)
    return [Verdict("said_paid", needs_person=day > end)]


def _of_a_dispute(standing: Standing, hold: Facts, day: date) -> list[Verdict]:
    """A part in dispute holds nothing unless nothing is left to ask."""
    is_a_part = hold["scope"] == "invoice" and hold.get("amount")
    if is_a_part and asked(standing, day) > 0:
        return []
    return _of_a_plain_hold(standing, hold, day)


def _of_a_returned_debit(_standing: Standing, _hold: Facts, _day: date) -> list[Verdict]:
    """ "A returned debit reopens the invoice at its old rung after a person's look." """
    return [Verdict("returned_debit", needs_person=True)]


def money_seen(standings: list[Standing], credits: list[Facts], day: date) -> dict[str, list[Facts]]:
    """The open invoices of one customer that unapplied credits hold, by number.

    "each unapplied credit in date order, same currency: an invoice of exactly its amount, else from the
    oldest due date on each that the remainder wholly covers, invoices not yet due included; those are held"
    """
    held: dict[str, list[Facts]] = {}
    for credit in sorted(credits, key=lambda credit: (str(credit["dated_on"]), str(credit["seen_on"]))):
        if credit["seen_on"] > day.isoformat():
            continue
        free = [one for one in standings if one.number not in held and not _is_stopped(one, day)]
        for standing in _covered_by(credit, free):
            held.setdefault(standing.number, []).append(credit)
    return held


def _is_stopped(standing: Standing, day: date) -> bool:
    return any(verdict.action == "stop" for verdict in verdicts(standing, day, {}))


def _covered_by(credit: Facts, standings: list[Standing]) -> list[Standing]:
    candidates = [
        standing
        for standing in standings
        if standing.invoice["currency"] == credit["currency"]
        and (standing.invoice.get("released_on") or "") < credit["seen_on"]
    ]
    candidates.sort(key=lambda standing: (standing.due_on or date.max, standing.number))
    exact = [standing for standing in candidates if standing.invoice["open"] == credit["amount"]]
    if exact:
        return exact[:1]
    covered, remainder = [], credit["amount"]
    for standing in candidates:
        if standing.invoice["open"] <= remainder:
            covered.append(standing)
            remainder -= standing.invoice["open"]
    return covered
