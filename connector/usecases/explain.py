"""Explain: why this was sent, why not, what comes next and when, for one invoice."""

from dataclasses import dataclass
from datetime import date

from connector.core.calendar import ONE_DAY
from connector.core.decision import Decision, Reason
from connector.core.history import State
from connector.core.holds import GRACE_DAYS, in_force
from connector.core.invoice import Customer, Hold, HoldReason, Invoice
from connector.core.ladder import Beginning
from connector.core.ledger import CustomerFacts
from connector.core.message import Line, Reminder
from connector.core.passed_over import Over, PassedOver, passed_over
from connector.core.policy import Choice, own_policy
from connector.core.time_bars import TimeBar, time_bar
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, facts_of, outlook
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
class Promise:
    """The day that was promised, and the business days of grace after it."""

    on: date
    grace_days: int = GRACE_DAYS


@dataclass(frozen=True, slots=True)
class Explanation:
    """One answer for one invoice.

    `decision`, `choice` (which policy, by what) and `time_bar` are None once it is closed; the last one too
    where nothing is known of it. `promise` is why it is silent, where it is one for a day. `left_out` are the
    steps of its ladder that are not taken any more.
    """

    invoice: Invoice
    customer: Customer
    decision: Decision | None
    said: tuple[Said, ...]
    holds: tuple[Hold, ...]
    choice: Choice | None = None
    promise: Promise | None = None
    left_out: tuple[PassedOver, ...] = ()
    time_bar: TimeBar | None = None

    @property
    def newly_left_out(self) -> tuple[PassedOver, ...]:
        """Those between the last step that was taken and the next one."""
        return tuple(x for x in self.left_out if x.why is Over.LATER_DUE)

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
    left_out = () if decision is None else _left_out(view, facts, decision)
    promise = _promise(view, facts, decision)
    bar = None if decision is None else time_bar(invoice, customer, view.organisation.country)
    return Explanation(invoice, customer, decision, tuple(said), holds, choice, promise, left_out, bar)


def _left_out(view: Outlook, facts: CustomerFacts, decision: Decision) -> tuple[PassedOver, ...]:
    """By the policy that the decision follows; of what has no due date, or is a charge or a card, none."""
    invoice, customer = decision.invoice, facts.customer
    if invoice.counts_from is None or own_policy(invoice) is not None:
        return ()
    policy = decision.policy or view.choice(facts, invoice).policy
    steps = policy.steps_for(invoice, customer, decision.language)
    lines = [x for x in facts.history.lines if x.invoice_id == invoice.id and x.cycle == invoice.cycle]
    return passed_over(
        Beginning.of(invoice, invoice.counts_from),
        steps,
        lines,
        decision.step,
        decision.reason is Reason.LADDER_FINISHED,
        view.calendar(customer),
        view.day_of(customer),
    )


def _promise(view: Outlook, facts: CustomerFacts, decision: Decision | None) -> Promise | None:
    """The one that is silent the longest, where nothing else is silent longer still."""
    if decision is None or decision.reason is not Reason.PROMISE:
        return None
    calendar, today = view.calendar(facts.customer), view.day_of(facts.customer)
    made = [x for x in facts.holds if x.reason is HoldReason.PROMISE and x.covers(decision.invoice)]
    days = [x.until_on for x in made if in_force(x, today) and x.until_on is not None]
    if not days:
        return None
    through_on = calendar.business.after(max(days), GRACE_DAYS)
    return Promise(max(days)) if decision.on == calendar.next_open(through_on + ONE_DAY) else None
