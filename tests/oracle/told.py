"""Words to tell a story to the oracle with: one French organisation, its customers, and what happened."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.oracle.days import Facts
from tests.oracle.rules import decide_all

NOTICE = {"id": "notice", "offset": -5, "channel": "email", "severity": 0, "deadline_days": 7}
FRIENDLY = {"id": "friendly", "offset": 5, "channel": "email", "severity": 1, "deadline_days": 7}
FIRM = {"id": "firm", "offset": 15, "channel": "email", "severity": 2, "deadline_days": 7}
CALL = {"id": "call", "offset": 20, "channel": "call", "severity": 3}
FORMAL = {"id": "formal", "offset": 30, "channel": "letter", "severity": 4, "deadline_days": 7}
LAST = {"id": "last", "offset": 30, "channel": "email", "severity": 2, "deadline_days": 7}
POLICIES: dict[str, list[Facts]] = {
    "three": [FRIENDLY, FIRM, LAST],
    "standard": [NOTICE, FRIENDLY, FIRM, CALL, FORMAL],
    "long-terms": [NOTICE, {**FRIENDLY, "offset": 10}, {**FIRM, "offset": 25}, {**FORMAL, "offset": 50}],
    "zero": [{**NOTICE, "id": "today", "offset": 0}, FRIENDLY],
    "e-mails": [NOTICE, FRIENDLY, FIRM, {**FORMAL, "channel": "email"}],
}
STEPS: dict[str, Facts] = {str(step["id"]): step for step in (NOTICE, FRIENDLY, FIRM, CALL, FORMAL, LAST)}


class Story:
    """Facts that grow as the story is told; asking never changes them."""

    def __init__(self, policy: str = "three", **organisation: Any) -> None:
        """An organisation in Paris with one French customer, Atelier Bleu."""
        paris: Facts = {"country": "FR", "region": None, "timezone": "Europe/Paris", "language": "fr"}
        rules: Facts = {"currency": "EUR", "policy": policy, "gap_days": 3, "closures": []}
        caps: Facts = {"excluded_currencies": [], "daily_cap": None, "first_wave_cap": 20}
        self.facts: Facts = {
            "organisation": {**paris, **rules, **caps, **organisation},
            "policies": deepcopy(POLICIES),
            "customers": [],
            "readings": {},
        }
        for name in ("invoices", "history", "payments", "holds", "credits"):
            self.facts[name] = []
        self.customer()

    def customer(self, name: str = "Atelier Bleu", **changes: Any) -> Story:
        """Add a customer, or change the one of that name."""
        for known in self.facts["customers"]:
            if known["name"] == name:
                known.update(changes)
                return self
        plain: Facts = {"name": name, "country": "FR", "region": None, "timezone": None, "language": None}
        more: Facts = {"type": "business", "email": ["compta@example.test"], "opted_out": [], "policy": None}
        self.facts["customers"].append({**plain, **more, **changes})
        return self

    def invoice(self, number: str = "F-1", due_on: str | None = "2026-09-02", **changes: Any) -> Story:
        """Add an invoice of 120.00 EUR, thirty days to pay, due on a Wednesday unless said otherwise."""
        plain: Facts = {"number": number, "customer": "Atelier Bleu", "currency": "EUR", "due_on": due_on}
        money: Facts = {"total": 12000, "open": changes.get("total", 12000), "status": "open", "terms": 30}
        more: Facts = {"issued_on": None, "cold_start_on": None, "released_on": None, "connection": "file"}
        self.facts["invoices"].append({**plain, **money, **more, **changes})
        return self

    def line(self, step: str, left_on: str | None, number: str = "F-1", **changes: Any) -> Story:
        """One line of the history: sent on the day unless said otherwise."""
        rung: Facts = STEPS.get(step, {"offset": 0, "severity": 0, "channel": "email"})
        sorts = {0: "notice", 3: "call", 4: "formal"}
        plain: Facts = {"invoice": number, "step": step, "state": "sent", "left_on": left_on}
        rest: Facts = {key: rung[key] for key in ("offset", "severity", "channel")}
        voice: Facts = {"currency": "EUR", "language": "fr", "is_contact": True, "deadline_on": None}
        voice["sort"] = sorts.get(rung["severity"], "reminder")
        self.facts["history"].append({**plain, **rest, **voice, **changes})
        return self

    def hold(self, reason: str, since_on: str, until_on: str | None = None, **changes: Any) -> Story:
        """A hold on F-1 unless said otherwise."""
        plain: Facts = {"reason": reason, "scope": "invoice", "customer": None, "invoice": "F-1"}
        rest: Facts = {"since_on": since_on, "until_on": until_on, "amount": None, "ended_on": None}
        self.facts["holds"].append({**plain, **rest, **changes})
        return self

    def payment(self, amount: int, seen_on: str, number: str = "F-1", **changes: Any) -> Story:
        """A partial payment; the open amount is told apart."""
        plain: Facts = {"invoice": number, "amount": amount, "paid_on": None, "seen_on": seen_on}
        self.facts["payments"].append({**plain, "is_first_import": False, "is_partial": True, **changes})
        return self

    def credit(self, amount: int, seen_on: str, **changes: Any) -> Story:
        """An unapplied credit of Atelier Bleu."""
        plain: Facts = {"customer": "Atelier Bleu", "currency": "EUR", "amount": amount}
        self.facts["credits"].append({**plain, "dated_on": seen_on, "seen_on": seen_on, **changes})
        return self

    def change(self, number: str = "F-1", **changes: Any) -> Story:
        """Change an invoice."""
        next(one for one in self.facts["invoices"] if one["number"] == number).update(changes)
        return self

    def reading(self, at: str, kind: str = "file") -> Story:
        """When the ledger was last read; untold, it is read each morning."""
        self.facts["readings"] = {"file": {"kind": kind, "at": at}}
        return self

    def on(self, day: str, time: str = "09:00") -> list[dict[str, Any]]:
        """All the items of the day."""
        facts = deepcopy(self.facts)
        facts["now"] = f"{day}T{time}"
        facts["readings"] = facts["readings"] or {"file": {"kind": "file", "at": f"{day}T08:00"}}
        return decide_all(facts)

    def item(self, day: str, number: str = "F-1", time: str = "09:00") -> dict[str, Any]:
        """The one item that holds the invoice."""
        (item,) = [item for item in self.on(day, time) if number in item["invoices"]]
        return item

    def says(self, day: str, number: str = "F-1") -> tuple[str, str, str | None, str | None]:
        """Action, reason, step and day of one invoice."""
        item = self.item(day, number)
        steps = dict(item["lines"])
        return item["action"], item["reason"], steps[number], item["on"]

    def sent_between(self, first: str, last: str) -> list[tuple[str, list[list[str]]]]:
        """Day and lines of each message of a replay."""
        from tests.oracle.replay import replay

        return [(told["day"], told["lines"]) for told in replay(self.facts, first, last)]
