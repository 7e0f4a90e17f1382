"""What the API tells of invoices, decisions, holds and reminders; one shape for each, wherever it stands."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from connector.core.decision import Action, Decision, Reason
from connector.core.history import Sort, State
from connector.core.invoice import Hold, HoldReason, Invoice, Scope, Status
from connector.core.message import Reminder, Verdict
from connector.core.policy import Channel
from connector.core.ports import UnitOfWork
from connector.render.reasons import sentence
from connector.web.api.words import NEXT, Day, Money, Told, money


class ToldDecision(Told):
    """What is said now about an open invoice, and why."""

    action: Action
    reason: Reason = Field(description="The reason code, as everywhere in Relance.")
    sentence: str = Field(description="The same for a person, in English.")
    on: Day | None = Field(description="The day of it, where one is known.")
    step: str | None = Field(description="The step of the policy that comes next.")
    channel: Channel | None
    asked: Money = Field(description="The open amount less what is disputed of it.")


class ToldInvoice(Told):
    """One invoice, as its source has it, and what is decided about it."""

    id: str
    number: str
    customer_id: str
    connection_id: str
    source_id: str | None = Field(description="Its id at the connected account.")
    status: Status
    issued_on: Day | None
    due_on: Day | None = Field(
        description="The one that counts: as given, else the issue date and its terms."
    )
    paid_on: Day | None
    total: Money
    open: Money
    policy: str | None = Field(description="Its own policy, where somebody chose one.")
    decision: ToldDecision | None = Field(description="Null once nothing of it is open.")


class ToldInstalment(Told):
    """One part of a payment plan."""

    due_on: Day
    amount: Money


class ToldHold(Told):
    """Why nothing is sent for now."""

    id: str
    reason: HoldReason
    scope: Scope
    customer_id: str | None
    invoice_id: str | None
    since_on: Day
    until_on: Day | None = Field(description="Silent through that day; of a promise, the promised day.")
    ended_on: Day | None = Field(description="The day on which somebody ended it.")
    amount: Money | None = Field(description="The disputed or promised part.")
    instalments: list[ToldInstalment]
    author: str = Field(description="Who made it; a program with its token's beginning and who let it in.")
    note: str


class ToldLine(Told):
    """One invoice in a reminder."""

    invoice_id: str
    number: str
    step: str
    asked: Money
    state: State


class ToldReminder(Told):
    """One message to one customer, or one call or letter that a person does."""

    id: str
    customer_id: str
    state: State
    reason: str | None = Field(description="Why it is in this state, where there is more to say.")
    channel: Channel
    sort: Sort
    step: str = Field(description="The severest of its lines.")
    asked: Money
    policy: str
    lines: list[ToldLine]
    planned_on: Day
    approved_by: str | None
    approved_at: datetime | None
    left_on: Day | None
    left_at: datetime | None


class Invoices(Told):
    """A page of invoices."""

    items: list[ToldInvoice]
    next_cursor: str | None = NEXT


class Holds(Told):
    """A page of holds."""

    items: list[ToldHold]
    next_cursor: str | None = NEXT


class Reminders(Told):
    """A page of reminders."""

    items: list[ToldReminder]
    next_cursor: str | None = NEXT


class ToldAnswer(Told):
    """What a mail server said about one recipient."""

    address: str
    verdict: Verdict
    code: int
    text: str
    at: datetime | None


class ToldMessage(ToldReminder):
    """A reminder with its words, as they left. Links that open a customer's page are cut short."""

    subject: str | None
    text: str | None
    html: str | None
    recipients: list[str]
    answers: list[ToldAnswer]


def decision_told(decision: Decision) -> ToldDecision:
    return ToldDecision(
        action=decision.action,
        reason=decision.reason,
        sentence=sentence(decision.told, "en"),
        on=decision.on,
        step=None if decision.step is None else decision.step.id,
        channel=decision.channel,
        asked=money(decision.asked, decision.invoice.currency),
    )


def invoice_told(invoice: Invoice, decision: Decision | None) -> ToldInvoice:
    return ToldInvoice(
        id=invoice.id,
        number=invoice.number,
        customer_id=invoice.customer_id,
        connection_id=invoice.connection_id,
        source_id=invoice.source_id,
        status=invoice.status,
        issued_on=invoice.issued_on,
        due_on=invoice.expected_on,
        paid_on=invoice.paid_on,
        total=money(invoice.total, invoice.currency),
        open=money(invoice.open, invoice.currency),
        policy=invoice.policy,
        decision=None if decision is None else decision_told(decision),
    )


def holds_told(unit: UnitOfWork, holds: tuple[Hold, ...]) -> list[ToldHold]:
    """With the currencies of the invoices that they speak of."""
    ids = sorted({x.invoice_id for x in holds if x.invoice_id is not None})
    currencies = {x.id: x.currency for x in unit.ledger.invoices(ids)}
    return [_hold_told(x, currencies) for x in holds]


def _hold_told(hold: Hold, currencies: Mapping[str, str]) -> ToldHold:
    currency = currencies.get(hold.invoice_id or "", "")
    amount = None if hold.amount is None or not currency else money(hold.amount, currency)
    parts = [ToldInstalment(due_on=x.due_on, amount=money(x.amount, currency)) for x in hold.instalments]
    return ToldHold(
        id=hold.id,
        reason=hold.reason,
        scope=hold.scope,
        customer_id=hold.customer_id,
        invoice_id=hold.invoice_id,
        since_on=hold.since_on,
        until_on=hold.until_on,
        ended_on=hold.ended_on,
        amount=amount,
        instalments=parts,
        author=hold.author,
        note=hold.note,
    )


def reminder_fields(reminder: Reminder) -> dict[str, object]:
    """What a list and its own answer tell of it."""
    lines = [
        ToldLine(
            invoice_id=x.invoice_id, number=x.number, step=x.step_id,
            asked=money(x.asked, reminder.currency), state=x.state,
        )
        for x in reminder.lines
    ]  # fmt: skip
    same = (
        "id", "customer_id", "state", "reason", "channel", "sort", "policy", "planned_on", "approved_by",
        "approved_at", "left_on", "left_at",
    )  # fmt: skip
    told: dict[str, object] = {name: getattr(reminder, name) for name in same}
    return told | {
        "step": reminder.step_id,
        "asked": money(reminder.asked_now, reminder.currency),
        "lines": lines,
    }


def reminder_told(reminder: Reminder) -> ToldReminder:
    return ToldReminder.model_validate(reminder_fields(reminder))
