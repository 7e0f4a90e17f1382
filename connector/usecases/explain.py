"""Explain: why this was sent, why not, what comes next and when, for one invoice."""

from dataclasses import dataclass

from connector.core.decision import Decision, Reason
from connector.core.history import State
from connector.core.invoice import Customer, Hold, Invoice
from connector.core.message import Line, Reminder
from connector.core.policy import Choice
from connector.usecases.application import Application
from connector.usecases.outlook import facts_of, outlook
from connector.usecases.turns import decide_in_turn
from connector.usecases.whom import the_invoice

#: The sentence of who is excluded under another record of his.
EXCLUDED_ELSEWHERE = "excluded_linked"


@dataclass(frozen=True, slots=True)
class Said:
    """One past or unfinished line about an invoice."""

    reminder: Reminder
    line: Line

    @property
    def state(self) -> State:
        """The line's own state where it was taken out, bounced or failed, else the reminder's."""
        return self.line.state if self.line.state is not State.PLANNED else self.reminder.state


@dataclass(frozen=True, slots=True)
class Explanation:
    """One answer for one invoice. `decision` and `choice`, which policy and by what, are None once it is
    closed."""

    invoice: Invoice
    customer: Customer
    decision: Decision | None
    said: tuple[Said, ...]
    holds: tuple[Hold, ...]
    choice: Choice | None = None

    @property
    def why(self) -> str:
        """The code of the sentence that says why; no card was closed as an invoice is."""
        if self.decision is not None:
            return told_of(self.decision, self.customer)
        return self.invoice.status.value if self.invoice.card is None else "card_gone"


def told_of(decision: Decision, customer: Customer) -> str:
    """The code of the sentence that says why to whoever looks at this record of the customer."""
    is_other = decision.reason is Reason.EXCLUDED and not customer.is_excluded
    return EXCLUDED_ELSEWHERE if is_other else decision.told


def explain(app: Application, organisation_id: str, number: str, most: int | None = None) -> Explanation:
    """What is known and decided about the invoice of that number. Raises Refused for none or several.

    Where it waits for its turn among more than `most` others, the day of its turn is left open.
    """
    with app.store.reading(organisation_id) as unit:
        invoice = the_invoice(unit, number)
        view = outlook(app, unit, app.clock.now())
        facts = facts_of(unit, invoice.customer_id)
        decision = next(
            (d for d in decide_in_turn(view, unit, facts, most) if d.invoice.id == invoice.id), None
        )
        said = [
            Said(reminder, line)
            for reminder in unit.reminders.of_invoice(invoice.id)
            for line in reminder.lines
            if line.invoice_id == invoice.id
        ]
        holds = tuple(h for h in facts.holds if h.ended_on is None and h.covers(invoice))
        customer = unit.ledger.customer(invoice.customer_id)
    choice = None if decision is None else view.choice(facts, invoice)
    return Explanation(invoice, customer, decision, tuple(said), holds, choice)
