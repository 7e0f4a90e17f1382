"""Decisions: what is said now about one invoice, always with one reason from a closed list."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from connector.core.history import Sort, Through
from connector.core.invoice import Invoice
from connector.core.message import asked_now
from connector.core.policy import Channel, Policy, Severity, Step
from connector.core.values import value


class Action(StrEnum):
    """What is done: nothing is as good a decision as something."""

    SEND = "send"
    WAIT = "wait"
    HOLD = "hold"
    STOP = "stop"
    TASK = "task"


class Reason(StrEnum):
    """Why, in order of precedence within an action; screen, API, log and tests share the list."""

    PAID = "paid"
    CREDITED = "credited"
    VOID = "void"
    DELETED = "deleted"
    WRITTEN_OFF = "written_off"
    NO_LONGER_IN_LEDGER = "no_longer_in_ledger"
    HANDED_OVER = "handed_over"
    FACTORED = "factored"
    EXCLUDED = "excluded"
    CURRENCY_EXCLUDED = "currency_excluded"
    LADDER_FINISHED = "ladder_finished"
    BELOW_MINIMUM = "below_minimum"

    INSOLVENCY = "insolvency"
    DISPUTE = "dispute"
    PAUSE = "pause"
    REPLY = "reply"
    SAID_PAID = "said_paid"
    PROMISE = "promise"
    PLAN = "plan"
    MONEY_SEEN = "money_seen"
    AUTOPAY = "autopay"
    DUPLICATE_SOURCE = "duplicate_source"
    NO_DUE_DATE = "no_due_date"
    OLD_FIRST_CONTACT = "old_first_contact"
    DELIVERY_FAILED = "delivery_failed"

    LEDGER_TOO_OLD = "ledger_too_old"
    NOT_DUE = "not_due"
    SPACING = "spacing"
    DEADLINE_RUNNING = "deadline_running"
    GAP = "gap"
    CAP = "cap"

    CALL_DUE = "call_due"
    LETTER_DUE = "letter_due"
    NO_ADDRESS = "no_address"
    OPTED_OUT = "opted_out"
    NEEDS_PERSON = "needs_person"

    STEP_DUE = "step_due"
    FIRST_CONTACT = "first_contact"
    CHARGE_FAILED = "charge_failed"
    COMING_DUE = "coming_due"

    # At sending only.
    WINDOW = "window"
    OUTSIDE_TRUST = "outside_trust"
    CHANGED = "changed"
    STOPPED = "stopped"

    # Of no rule: deciding itself failed.
    NOT_DECIDED = "not_decided"


_RANK = {reason: rank for rank, reason in enumerate(Reason)}


def first_of(reasons: Iterable[Reason]) -> Reason:
    """The one that is said where several hold."""
    return min(reasons, key=_RANK.__getitem__)


@value
class Decision:
    """What is said now about one open invoice.

    `on` is the day of a send or task, the first possible day of a wait, the first sending day
    after the known end of a hold; `asked` is the open amount less its disputed part, in minor
    units; `disputed` that part. `credit_id` names the unmatched money that keeps it silent.
    `heard`: how he heard from us too recently, where nothing was said to himself.
    """

    invoice: Invoice
    action: Action
    reason: Reason
    asked: int
    language: str
    on: date | None = None
    step: Step | None = None
    channel: Channel | None = None
    sort: Sort = Sort.REMINDER
    policy: Policy | None = None
    is_first_contact: bool = False
    disputed: int = 0
    credit_id: str | None = None
    heard: Through | None = None

    @property
    def told(self) -> str:
        """Which sentence says why: its reason's, or of a gap who it was that heard from us."""
        return self.reason.value if self.heard is None else self.heard.value


def undecided(invoice: Invoice, language: str) -> Decision:
    """What is said of an invoice about which nothing could be decided: silence, and why."""
    return Decision(invoice, Action.WAIT, Reason.NOT_DECIDED, invoice.open, language)


@value
class Item:
    """Decisions that make one message, or one task, or one line of the plan."""

    decisions: tuple[Decision, ...]

    @property
    def head(self) -> Decision:
        """The decision of the severest line, the latest rung among equals."""
        return self.decisions[0] if len(self.decisions) == 1 else max(self.decisions, key=_severity)

    @property
    def reason(self) -> Reason:
        return first_of(d.reason for d in self.decisions)

    @property
    def asked(self) -> int:
        """All that its lines come to, in minor units of their one currency."""
        return sum(d.asked for d in self.decisions)

    @property
    def asked_now(self) -> int:
        """What the message asks its customer to pay, in minor units."""
        return asked_now((d.asked, d.step is not None and d.step.offset < 0) for d in self.decisions)

    @property
    def currency(self) -> str:
        return self.decisions[0].invoice.currency

    @property
    def is_first_wave(self) -> bool:
        """Whether it holds an invoice that was late before we knew it and has not been written to."""
        return any(d.is_first_contact for d in self.decisions)

    @property
    def first_number(self) -> str:
        return self.decisions[0].invoice.number

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(d.invoice.number for d in self.decisions)


def _severity(decision: Decision) -> tuple[int, int]:
    step = decision.step
    return (Severity.NOTICE, 0) if step is None else (step.severity, step.offset)


def items(decisions: Sequence[Decision]) -> list[Item]:
    """One voice: what is due to one customer in one currency, language and sort goes together.

    Only messages and letters hold several invoices; everything else stands alone. `decisions`
    are those of one customer. Sorted by currency and first invoice number.
    """
    groups: dict[tuple[str, ...], list[Decision]] = {}
    for decision in sorted(decisions, key=lambda d: d.invoice.number):
        groups.setdefault(_voice(decision), []).append(decision)
    found = [Item(tuple(group)) for group in groups.values()]
    return sorted(found, key=lambda item: (item.currency, item.first_number))


def _voice(decision: Decision) -> tuple[str, ...]:
    goes_together = decision.action is Action.SEND or (
        decision.action is Action.TASK and decision.channel is Channel.LETTER
    )
    if not goes_together or decision.channel is None:
        return (decision.invoice.id,)
    return (decision.invoice.currency, decision.language, decision.sort, decision.channel)
