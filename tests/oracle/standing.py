"""One open invoice as it stands: its due date, its ladder with own days, and what was really done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tests.oracle.days import Facts, Place, as_day, backward, forward, place_of

# "What was really sent: not what failed, bounced, was cancelled or missed. A reminder sent by hand
# counts; so does a task with an outcome. `unknown` counts as taken and as a contact until resolved."
TAKEN = {"sent", "done", "unknown"}
REALLY_SENT = {"sent", "done"}
MESSAGE_CHANNELS = {"email", "sms", "letter"}
LONG_TERMS_DAYS = 45


@dataclass(frozen=True)
class Step:
    """One rung, with the day that is its own for this invoice."""

    id: str
    offset: int
    channel: str
    severity: int
    deadline_days: int
    own_on: date

    @property
    def is_message(self) -> bool:
        """ "Message steps are e-mail, SMS and letter, whoever carries them out; a call is a task step." """
        return self.channel in MESSAGE_CHANNELS

    @property
    def is_formal(self) -> bool:
        """Severity 4."""
        return self.severity >= 4

    @property
    def is_of_a_plan(self) -> bool:
        """plan:<n>:notice or plan:<n>:missed."""
        return self.id.startswith("plan:")


@dataclass(frozen=True, eq=False)
class Standing:
    """One invoice with everything that is known about it alone; days are the customer's."""

    invoice: Facts
    customer: Facts
    organisation: Facts
    place: Place
    due_on: date | None
    ladder: tuple[Step, ...]
    history: tuple[Facts, ...]
    holds: tuple[Facts, ...]
    payments: tuple[Facts, ...]

    @property
    def number(self) -> str:
        """The invoice's number."""
        return str(self.invoice["number"])

    @property
    def taken(self) -> list[Facts]:
        """The lines of this invoice that count as a step taken."""
        return [line for line in self.history if line["state"] in TAKEN]

    def is_overdue(self, day: date) -> bool:
        """The due date has passed."""
        return self.due_on is not None and day > self.due_on


def effective_due_on(invoice: Facts) -> date | None:
    """ "Missing due date: issued_on plus known terms, else a hold [...]; due before issue: the same." """
    issued, due = as_day(invoice.get("issued_on")), as_day(invoice.get("due_on"))
    if due and (issued is None or due >= issued):
        return due
    if issued and invoice.get("terms") is not None:
        return issued + timedelta(days=invoice["terms"])
    return None


def policy_name(invoice: Facts, customer: Facts, facts: Facts, due_on: date) -> str:
    """ "The invoice's own if set, else the customer's, else by terms: long-terms from 45 days" """
    if invoice.get("policy") or customer.get("policy"):
        return str(invoice.get("policy") or customer["policy"])
    terms, issued = invoice.get("terms"), as_day(invoice.get("issued_on"))
    if terms is None and issued:
        terms = (due_on - issued).days
    if terms is not None and terms >= LONG_TERMS_DAYS and "long-terms" in facts["policies"]:
        return "long-terms"
    return str(facts["organisation"].get("policy") or "standard")


@cache
def own_day(place: Place, due_on: date, offset: int) -> date:
    """ "moved to a business day of the customer [...]: forward from offset 0 on, backward before it" """
    day = due_on + timedelta(days=offset)
    return forward(place, day) if offset >= 0 else backward(place, day)


def ladder_of(invoice: Facts, customer: Facts, facts: Facts, place: Place) -> tuple[Step, ...]:
    """The steps of the invoice's policy in the order of their offsets."""
    due_on = effective_due_on(invoice)
    if due_on is None:
        return ()
    steps = facts["policies"][policy_name(invoice, customer, facts, due_on)]
    return tuple(
        Step(
            id=step["id"],
            offset=step["offset"],
            channel=step["channel"],
            severity=step["severity"],
            deadline_days=step.get("deadline_days") or 7,
            own_on=own_day(place, due_on, step["offset"]),
        )
        for step in sorted(steps, key=lambda step: int(step["offset"]))
    )


def reaches(hold: Facts, invoice: Facts) -> bool:
    """Does the hold's scope reach this invoice? "Reply: all the customer's invoices", whatever its scope."""
    if hold["scope"] == "organisation":
        return True
    if hold["scope"] == "customer" or hold["reason"] == "reply":
        return bool(hold["customer"] == invoice["customer"])
    return bool(hold["invoice"] == invoice["number"])


class Book:
    """The facts, laid out by invoice and by customer; nothing is judged here."""

    def __init__(self, facts: Facts) -> None:
        """Lay out the facts once for one asking."""
        self.facts = facts
        self.lines = _by(facts.get("history", []), "invoice")
        self.payments = _by(facts.get("payments", []), "invoice")
        self.invoices = _by(facts["invoices"], "customer")
        self.credits = _by(facts.get("credits", []), "customer")
        owner = {invoice["number"]: invoice["customer"] for invoice in facts["invoices"]}
        holds = [
            {**hold, "customer": hold.get("customer") or owner.get(hold.get("invoice"))}
            for hold in facts.get("holds", [])
        ]
        self.holds = _by(holds, "customer")
        self.holds_on_all = [hold for hold in holds if hold["scope"] == "organisation"]

    def standing(self, invoice: Facts, customer: Facts) -> Standing:
        """What is known about one invoice."""
        number, place = invoice["number"], place_of(customer, self.facts["organisation"])
        holds = self.holds_on_all + [
            hold
            for hold in self.holds.get(customer["name"], [])
            if hold["scope"] != "organisation" and reaches(hold, invoice)
        ]
        return Standing(
            invoice=invoice,
            customer=customer,
            organisation=self.facts["organisation"],
            place=place,
            due_on=effective_due_on(invoice),
            ladder=ladder_of(invoice, customer, self.facts, place),
            history=tuple(self.lines.get(number, [])),
            holds=tuple(holds),
            payments=tuple(self.payments.get(number, [])),
        )


def _by(rows: list[Facts], key: str) -> dict[str, list[Facts]]:
    groups: dict[str, list[Facts]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def is_open_day(standing: Standing, day: date) -> bool:
    """A business day of the customer that is no closure of the organisation."""
    closures = standing.organisation.get("closures") or []
    return forward(standing.place, day) == day and day.isoformat() not in closures


def first_open_day(standing: Standing, day: date) -> date:
    """The day itself if something can be due on it, else the next such day."""
    while not is_open_day(standing, day):
        day += timedelta(days=1)
    return day


def is_plan_line(line: Facts) -> bool:
    """A notice of a payment plan or of its missed instalment stands beside the ladder, on no rung."""
    return str(line["step"]).startswith("plan:")


def is_call_line(line: Facts) -> bool:
    """A call; everything else in the history was a message, whoever carried it out."""
    return line.get("sort") == "call" or line.get("channel") == "call"


def is_after_due_line(line: Facts) -> bool:
    """It was said after the due date; what a plan says is said to a customer who is late."""
    return is_plan_line(line) or line["offset"] > 0


def rung_of(line: Facts, ladder: tuple[Step, ...]) -> int:
    """Where a line stands on the present ladder, -1 below it.

    A step that the present ladder lacks stands at the last one whose offset and severity are both not above.
    """
    for rung, step in enumerate(ladder):
        if step.id == line["step"]:
            return rung
    below = [
        rung
        for rung, step in enumerate(ladder)
        if step.offset <= line["offset"] and step.severity <= line["severity"]
    ]
    return below[-1] if below else -1


def rung_of_any(standing: Standing) -> int:
    """The highest rung on which anything was done, a call included."""
    lines = [line for line in standing.taken if not is_plan_line(line)]
    return max([rung_of(line, standing.ladder) for line in lines], default=-1)


def rung_of_messages(standing: Standing) -> int:
    """The highest rung on which a message was taken: "a done call never skips a message"."""
    lines = [line for line in standing.taken if not is_plan_line(line) and not is_call_line(line)]
    return max([rung_of(line, standing.ladder) for line in lines], default=-1)


def is_cold_and_unwritten(standing: Standing) -> bool:
    """A cold-start invoice with nothing after-due taken yet: what the first wave is made of."""
    if not standing.invoice.get("cold_start_on"):
        return False
    return not any(is_after_due_line(line) for line in standing.taken)
