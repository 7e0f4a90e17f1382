"""Walk the days of a made-up world, and tell which messages leave on which day.

A world is the facts of `decide_all` (`now` aside) with two more keys:
`events`: a list of {"on": day, "kind": ..., ...}, applied before 09:00 of their day, in the order given; the
kinds are told below. `is_read_daily` (default true): each connection was read at 08:00 of each day; if false,
`reading` events tell it.
An invoice without the key `cold_start_on` is judged when it is first seen: already late, it is a cold start.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from tests.oracle.days import Facts
from tests.oracle.messages import Answer, Message, sort_of_message
from tests.oracle.rules import decide_all, messages_leaving
from tests.oracle.standing import effective_due_on
from tests.oracle.voice import language_of, voice_of


def replay(world: dict[str, Any], first: str, last: str) -> list[dict[str, Any]]:
    """The messages of every day from first to last, both included; days are the customer's."""
    walk = Walk(world, first)
    told: list[dict[str, Any]] = []
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        walk.until(day.isoformat())
        told += walk.messages()
        day += timedelta(days=1)
    return told


class Walk:
    """The same walk one morning at a time, for who learns of some events only on the way."""

    def __init__(self, world: dict[str, Any], first: str) -> None:
        """The world as it stands before the first day."""
        self.facts: Facts = deepcopy({key: value for key, value in world.items() if key != "events"})
        self.facts.setdefault("history", [])
        for invoice in self.facts["invoices"]:
            _judge_cold_start(invoice, first)
        self._events: list[Facts] = sorted(
            deepcopy(world.get("events", [])), key=lambda event: str(event["on"])
        )

    def until(self, day: str) -> None:
        """Goes to 09:00 of the day; what happened before has happened."""
        self._events = _happen(self.facts, self._events, day)
        self.facts["now"] = f"{day}T09:00"
        if self.facts.get("is_read_daily", True):
            _read_everything(self.facts, f"{day}T08:00")

    def happen(self, event: dict[str, Any]) -> None:
        """Something happens now."""
        KINDS[event["kind"]](self.facts, deepcopy(event))

    def items(self) -> list[dict[str, Any]]:
        """Everything that is decided at this moment, as `plan --json` prints it."""
        return decide_all(self.facts)

    def messages(self) -> list[dict[str, Any]]:
        """Every message that is due at this moment leaves and is written down."""
        leaving = messages_leaving(self.facts)
        for message in leaving:
            self.facts["history"] += [_line(answer, message) for answer in message.answers]
        return [_told(message) for message in leaving]


def _happen(facts: Facts, events: list[Facts], day: str) -> list[Facts]:
    """Apply what happened up to the day; returns what is still to come."""
    for event in events:
        if event["on"] <= day:
            KINDS[event["kind"]](facts, event)
    return [event for event in events if event["on"] > day]


def _read_everything(facts: Facts, at: str) -> None:
    readings = facts.setdefault("readings", {})
    for connection in {invoice["connection"] for invoice in facts["invoices"]}:
        readings[connection] = {"kind": readings.get(connection, {}).get("kind", "file"), "at": at}


def _line(answer: Answer, message: Message) -> Facts:
    """What the history keeps of one invoice in a message that left."""
    step = answer.step
    if step is None:
        message_text = "a message without a step cannot leave"
        raise ValueError(message_text)
    currency, language, _ = voice_of(answer.standing, step)
    deadline = answer.today + timedelta(days=step.deadline_days)
    is_after_due = step.offset > 0 and not step.id.endswith(":notice")
    return {
        "invoice": answer.standing.number,
        "step": step.id,
        "offset": step.offset,
        "severity": step.severity,
        "channel": answer.channel,
        "state": "sent",
        "left_on": answer.today.isoformat(),
        "deadline_on": deadline.isoformat() if is_after_due else None,
        "currency": currency,
        "language": language,
        "sort": sort_of_message(message),
        "is_contact": True,
        "failed_on": None,
    }


def _told(message: Message) -> dict[str, Any]:
    first = message.first
    return {
        "day": first.today.isoformat(),
        "customer": first.customer,
        "currency": first.currency,
        "language": language_of(first.standing.customer, first.standing.organisation),
        "sort": sort_of_message(message),
        "lines": sorted(
            [answer.standing.number, answer.step.id] for answer in message.answers if answer.step
        ),
    }


def _judge_cold_start(invoice: Facts, seen_on: str) -> None:
    due_on = effective_due_on(invoice)
    is_late = due_on is not None and due_on.isoformat() < seen_on
    invoice.setdefault("cold_start_on", seen_on if is_late else None)


def _invoice_of(facts: Facts, event: Facts) -> Facts:
    return next(invoice for invoice in facts["invoices"] if invoice["number"] == event["invoice"])


def _on_invoice(facts: Facts, event: Facts) -> None:
    """{"kind": "invoice", "invoice": {...}}: appears, or changes the keys given."""
    new = event["invoice"]
    for known in facts["invoices"]:
        if known["number"] == new["number"]:
            known.update(new)
            return
    facts["invoices"].append(new)
    _judge_cold_start(new, event["on"])


def _lower(invoice: Facts, amount: int, closed_as: str) -> None:
    invoice["open"] -= amount
    if invoice["open"] <= 0:
        invoice["status"] = closed_as


def _on_payment(facts: Facts, event: Facts) -> None:
    """{"kind": "payment", "invoice", "amount", "paid_on"?, "seen_on"?}: lowers the open amount."""
    invoice = _invoice_of(facts, event)
    _lower(invoice, event["amount"], "paid")
    paid = {
        "invoice": event["invoice"],
        "amount": event["amount"],
        "paid_on": event.get("paid_on"),
        "seen_on": event.get("seen_on") or event["on"],
        "is_first_import": event.get("is_first_import", False),
        "is_partial": event.get("is_partial", invoice["open"] > 0),
    }
    facts.setdefault("payments", []).append(paid)


def _on_credit_note(facts: Facts, event: Facts) -> None:
    """{"kind": "credit_note", "invoice", "amount"}: an applied credit note."""
    _lower(_invoice_of(facts, event), event["amount"], "credited")


def _on_credit(facts: Facts, event: Facts) -> None:
    """{"kind": "credit", "credit": {"customer", "currency", "amount", "dated_on"?, "seen_on"?}}."""
    credit = {"dated_on": event["on"], "seen_on": event["on"], **event["credit"]}
    facts.setdefault("credits", []).append(credit)


def _on_credit_applied(facts: Facts, event: Facts) -> None:
    """{"kind": "credit_applied", "customer", "currency", "amount"}: an unapplied credit is no longer seen."""
    keys = ("customer", "currency", "amount")
    matching = [credit for credit in facts["credits"] if all(credit[key] == event[key] for key in keys)]
    facts["credits"].remove(matching[0])


def _on_hold(facts: Facts, event: Facts) -> None:
    """{"kind": "hold", "hold": {...}}: begins on the day unless it says otherwise."""
    hold = {"since_on": event["on"], "customer": None, "invoice": None, "ended_on": None, **event["hold"]}
    if hold["scope"] == "invoice" and "open_then" not in hold:
        hold["open_then"] = _invoice_of(facts, hold)["open"]
    facts.setdefault("holds", []).append(hold)


def _on_release(facts: Facts, event: Facts) -> None:
    """{"kind": "release", "invoice"? or "customer"?, "reason"?}: ends holds.

    Without a reason it also frees the invoice.
    """
    for hold in facts.get("holds", []):
        is_named = all(hold.get(key) == event.get(key) for key in ("invoice", "customer"))
        is_meant = event.get("reason") in (None, hold["reason"])
        if is_named and is_meant and not hold.get("ended_on"):
            hold["ended_on"] = event["on"]
    if event.get("invoice") and not event.get("reason"):
        _invoice_of(facts, event)["released_on"] = event["on"]


def _on_status(facts: Facts, event: Facts) -> None:
    """{"kind": "status", "invoice", "status"}: voided, deleted, reopened ..."""
    _invoice_of(facts, event)["status"] = event["status"]


def _on_customer(facts: Facts, event: Facts) -> None:
    """{"kind": "customer", "customer", "set": {...}}."""
    next(one for one in facts["customers"] if one["name"] == event["customer"]).update(event["set"])


def _on_organisation(facts: Facts, event: Facts) -> None:
    """{"kind": "organisation", "set": {...}}."""
    facts["organisation"].update(event["set"])


def _on_line(facts: Facts, event: Facts) -> None:
    """{"kind": "line", "line": {...}}: recorded by hand, or a task done."""
    facts["history"].append(event["line"])


def _on_outcome(facts: Facts, event: Facts) -> None:
    """{"kind": "outcome", "invoice", "step", "set": {...}}: its last line bounced, became unknown ..."""
    of_step = (event["invoice"], event["step"])
    lines = [line for line in facts["history"] if (line["invoice"], line["step"]) == of_step]
    lines[-1].update(event["set"])


def _on_reading(facts: Facts, event: Facts) -> None:
    """{"kind": "reading", "connection", "at", "reading_kind"?}: a sync or an import."""
    facts["readings"][event["connection"]] = {"kind": event.get("reading_kind", "file"), "at": event["at"]}


KINDS: dict[str, Callable[[Facts, Facts], None]] = {
    "invoice": _on_invoice,
    "payment": _on_payment,
    "credit_note": _on_credit_note,
    "credit": _on_credit,
    "credit_applied": _on_credit_applied,
    "hold": _on_hold,
    "release": _on_release,
    "status": _on_status,
    "customer": _on_customer,
    "organisation": _on_organisation,
    "line": _on_line,
    "outcome": _on_outcome,
    "reading": _on_reading,
}
