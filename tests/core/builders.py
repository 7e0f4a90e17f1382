"""Small facts to tell stories with: a French business, its French customer, invoice F-1 of 100.00 EUR."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from holidays import country_holidays

from connector.core.calendar import BusinessDays, Calendar
from connector.core.card import Card
from connector.core.decision import Action, Decision
from connector.core.declines import Failure
from connector.core.history import PastLine, Sort, State
from connector.core.invoice import (
    Contact,
    Credit,
    Customer,
    Hold,
    HoldReason,
    Instalment,
    Invoice,
    Organisation,
    Reading,
    Scope,
)
from connector.core.policy import Channel, Policies, Policy, Severity, Step

#: A Wednesday, far enough from public holidays in France that +5, +15 and +30 are plain business days.
DUE_ON = date(2026, 9, 2)


def day(text: str) -> date:
    """2026-09-07 as a date."""
    return date.fromisoformat(text)


def at(text: str, zone: str = "Europe/Paris") -> datetime:
    """2026-09-07T09:00 on the clocks of `zone`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def business_days(country: str, region: str | None = None) -> BusinessDays:
    """Monday to Friday less the public holidays of the country and region."""
    return BusinessDays(country_holidays(country, subdiv=region))


def a_calendar(
    country: str = "FR",
    region: str | None = None,
    zone: str = "Europe/Paris",
    closures: Sequence[str] = (),
) -> Calendar:
    """A customer's calendar, with the sender's closures as ISO days."""
    return Calendar(business_days(country, region), ZoneInfo(zone), frozenset(map(day, closures)))


FRANCE = a_calendar()


# ---------------------------------------------------------------- steps and ladders


def an_email(id: str, offset: int, severity: Severity = Severity.FRIENDLY, **changes: Any) -> Step:
    """An e-mail step."""
    return Step(
        id, offset, changes.pop("channel", Channel.EMAIL), severity, changes.pop("template", id), **changes
    )


NOTICE = an_email("notice", -5, Severity.NOTICE)
FRIENDLY = an_email("friendly", 5)
FIRM = an_email("firm", 15, Severity.FIRM)
CALL = an_email("call", 20, Severity.CALL, channel=Channel.CALL)
FORMAL = an_email("formal", 30, Severity.FORMAL, channel=Channel.LETTER)
LAST = an_email("last", 30, Severity.FIRM)


def a_ladder(*steps: Step, name: str = "standard", **changes: Any) -> Policy:
    """A policy of these steps."""
    return Policy(name, "1", steps, **changes)


STANDARD = a_ladder(NOTICE, FRIENDLY, FIRM, CALL, FORMAL)
LADDER_5_15_30 = a_ladder(FRIENDLY, FIRM, LAST)
#: The shipped ladder for long terms: +10, +25, +50.
LONG_TERMS = a_ladder(
    NOTICE,
    an_email("friendly", 10),
    an_email("firm", 25, Severity.FIRM),
    an_email("formal", 50, Severity.FORMAL, channel=Channel.LETTER),
    name="long-terms",
)
#: As STANDARD, but the formal notice goes by e-mail and there is no call.
BY_EMAIL = a_ladder(NOTICE, FRIENDLY, FIRM, an_email("formal", 30, Severity.FORMAL))


#: The shipped ladder of failed charges: at once, +7, +21.
FAILED_CHARGE = a_ladder(
    an_email("failed", 0),
    an_email("again", 7),
    an_email("last", 21, Severity.FIRM),
    name="failed-charge",
)


#: The shipped one of cards that end: once, thirty days before.
EXPIRING_CARD = a_ladder(an_email("card-ends", -30, Severity.NOTICE), name="expiring-card")


def policies(*all_of_them: Policy) -> Policies:
    """The first is the organisation's."""
    return Policies({policy.name: policy for policy in all_of_them}, all_of_them[0].name)


# ---------------------------------------------------------------- facts


def an_organisation(**changes: Any) -> Organisation:
    """A French business without a minimum, so that stories about small sums need not speak of it."""
    plain: dict[str, Any] = {"country": "FR", "timezone": "Europe/Paris", "language": "fr", "currency": "EUR"}
    return Organisation(**{"id": "org", "name": "Le Fournil", **plain, "minimums": {}, **changes})


def a_customer(**changes: Any) -> Customer:
    """A French customer with one billing address and a telephone."""
    reach = {"phone": "+33 1 99 00 00 00", "contacts": (Contact("compta@atelier.test"),)}
    return Customer(**{"id": "atelier", "name": "Atelier Bleu", "country": "FR", **reach, **changes})


def an_invoice(number: str = "F-1", **changes: Any) -> Invoice:
    """An open invoice of 100.00 EUR, due on 2 September 2026, issued 32 days before."""
    due_on = changes.pop("due_on", DUE_ON)
    due_on = day(due_on) if isinstance(due_on, str) else due_on
    total = changes.pop("total", 10_000)
    plain: dict[str, Any] = {"customer_id": "atelier", "connection_id": "file", "currency": "EUR"}
    sums = {"total": total, "open": changes.pop("open", total), "due_on": due_on}
    is_dated = due_on is not None and "issued_on" not in changes
    issued = {"issued_on": due_on - timedelta(days=32) if is_dated else None}
    return Invoice(**{"id": number, "number": number, **plain, **sums, **issued, **changes})


def a_charge(failed: str, code: str = "lost_card", retried: str | None = None, **changes: Any) -> Invoice:
    """C-1, 49.00 EUR of a subscription, whose charge failed on a day; `retried` is the next try."""
    failure = Failure(code, day(failed), day(retried) if retried else None, changes.pop("advice", None))
    plain: dict[str, Any] = {"due_on": None, "issued_on": day(failed), "total": 4_900, "is_charge": True}
    return an_invoice(changes.pop("number", "C-1"), **plain, is_autopay=True, failure=failure, **changes)


def a_card(expires: str = "2026-10-31", number: str = "Visa 4242", **changes: Any) -> Invoice:
    """A card of the customer that pays until the end of October 2026, a Saturday."""
    plain: dict[str, Any] = {"due_on": None, "total": 0, "card": Card("Visa", "4242", day(expires))}
    return an_invoice(number, **(plain | changes))


def a_hold(reason: HoldReason | str, since: str, until: str | None = None, **changes: Any) -> Hold:
    """A hold on F-1 unless a scope is given."""
    whom: dict[str, Any] = {"scope": Scope.INVOICE, "customer_id": "atelier", "invoice_id": "F-1"}
    days = {"since_on": day(since), "until_on": until and day(until)}
    return Hold(**{"id": f"{reason} {since}", "reason": HoldReason(reason), **whom, **days, **changes})


def instalments(amounts: Mapping[str, int]) -> tuple[Instalment, ...]:
    """Minor units by ISO day."""
    return tuple(Instalment(day(due_on), amount) for due_on, amount in amounts.items())


def a_credit(amount: int, seen: str, **changes: Any) -> Credit:
    """Money of the customer that is matched to nothing, dated the day it was seen."""
    plain = {"id": f"credit {seen}", "customer_id": "atelier", "currency": "EUR"}
    return Credit(**{**plain, "amount": amount, "dated_on": day(seen), "seen_on": day(seen), **changes})


def a_line(step: Step, left: str | None, number: str = "F-1", **changes: Any) -> PastLine:
    """What was said about an invoice: `step`, sent on `left` unless a state is given."""
    left_on = day(left) if left else None
    plain: dict[str, Any] = {"offset": step.offset, "severity": step.severity, "channel": step.channel}
    voice: dict[str, Any] = {"currency": "EUR", "language": "fr", "sort": _sort_of(step)}
    when = {"left_on": left_on, "deadline_on": left_on and deadline_of(step, left_on)}
    known: dict[str, Any] = {"invoice_id": number, "step_id": step.id, "state": State.SENT, "cycle": 1}
    return PastLine(**{**known, **plain, **voice, **when, **changes})


def _sort_of(step: Step) -> Sort:
    if step.id.startswith("plan:"):
        return Sort.PLAN
    if step.channel is Channel.CALL:
        return Sort.CALL
    return Sort.FORMAL if step.severity is Severity.FORMAL else Sort.REMINDER


def deadline_of(step: Step, left_on: date) -> date | None:
    """Every after-due message names a deadline, seven days on unless the policy says otherwise."""
    is_after_due = step.offset > 0 or step.id.endswith(":missed")
    has_deadline = is_after_due and step.channel is not Channel.CALL
    return left_on + timedelta(days=step.deadline_days) if has_deadline else None


def trusted(now: datetime) -> Mapping[str, Reading]:
    """The ledger file was read just now."""
    return {"file": Reading(now, now + timedelta(hours=6))}


# ---------------------------------------------------------------- words


def told(decision: Decision) -> str:
    """A decision in one line, such as `send friendly, step_due` or `hold until 2026-09-14, promise`."""
    step = [decision.step.id] if decision.step else []
    is_later = decision.on is not None and decision.action in (Action.WAIT, Action.HOLD)
    until = [f"until {decision.on}"] if is_later else []
    return " ".join([decision.action, *step, *until]) + f", {decision.reason}"


def reasons(decisions: Mapping[str, Decision]) -> dict[str, str]:
    """Why, by invoice number."""
    return {number: str(decision.reason) for number, decision in decisions.items()}
