"""How a step reaches its customer: by its channel, by the next one it names, or by a person."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from connector.core.calendar import Calendar
from connector.core.decision import Action, Decision, Reason
from connector.core.history import PastLine, Sort
from connector.core.holds import has_failed
from connector.core.invoice import Credit, Customer, Invoice, Organisation, Reading
from connector.core.policy import Channel, Policy, Step

_Key = TypeVar("_Key", bound=Hashable)


def reached(step: Step, channels: Sequence[Channel], customer: Customer) -> tuple[Channel, Reason | None]:
    """The first channel that reaches him, in order; a task, and why, where none does."""
    for channel in channels:
        if _is_wanted(channel, customer) and has_address(channel, step, customer):
            return channel, None
    is_unknown = not has_address(step.channel, step, customer)
    return Channel.TASK, Reason.NO_ADDRESS if is_unknown else Reason.OPTED_OUT


def has_address(channel: Channel, step: Step, customer: Customer) -> bool:
    """Whether there is a number or an address for it; a letter's is asked of whoever posts it."""
    if channel is Channel.SMS:
        return bool(customer.phone)
    is_mail = channel in (Channel.EMAIL, Channel.PROVIDER)
    return not is_mail or bool(customer.addresses(step.roles))


def _is_wanted(channel: Channel, customer: Customer) -> bool:
    """What a provider sends is an e-mail too."""
    is_mail_unwanted = channel is Channel.PROVIDER and Channel.EMAIL in customer.opted_out
    return channel not in customer.opted_out and not is_mail_unwanted


# ---------------------------------------------------------------- through the provider


def is_plain(
    invoice: Invoice, disputed: int, customer: Customer, credits: Sequence[Credit], reading: Reading | None
) -> bool:
    """Whether the provider's own mail says what we would say, to whom we would say it.

    It shows the whole invoice: no disputed part, no credit that is not used yet. It goes to whom the
    provider knows, hence to addresses too that are no longer written to here.
    """
    has_credit = any(x.currency == invoice.currency and x.amount > 0 for x in credits)
    is_clean = all(contact.suppressed_at is None for contact in customer.contacts)
    can = reading is not None and reading.can_send and invoice.card is None
    return can and disputed == 0 and not has_credit and is_clean


def is_refused(
    organisation: Organisation,
    customer: Customer,
    invoice: Invoice,
    step: Step,
    lines: Sequence[PastLine],
    calendar: Calendar,
) -> bool:
    """Whether the provider refused to send this invoice at this step, and the cause has not changed."""
    mine = [x for x in lines if _was_refused(x) and x.step_id == step.id]
    return has_failed(organisation, customer, invoice, mine, calendar)


def without_detours(lines: Sequence[PastLine], policy: Policy) -> tuple[PastLine, ...]:
    """The lines, less what a provider refused where the step names another channel: that one is taken."""
    detours = {step.id for step in policy.steps if step.channel is Channel.PROVIDER and step.fallbacks}
    return tuple(x for x in lines if not (_was_refused(x) and x.step_id in detours))


def _was_refused(line: PastLine) -> bool:
    return line.channel is Channel.PROVIDER and line.has_failed


def in_one_voice(decisions: Mapping[_Key, Decision]) -> dict[_Key, Decision]:
    """One mail of a provider is about one invoice: where several are due together our own mailer speaks."""
    voices = Counter(_voice(x) for x in decisions.values() if _is_mail(x))
    return {
        key: replace(x, channel=Channel.EMAIL) if _is_mail(x) and voices[_voice(x)] > 1 else x
        for key, x in decisions.items()
    }


def _is_mail(decision: Decision) -> bool:
    return decision.action is Action.SEND and decision.channel in (Channel.EMAIL, Channel.PROVIDER)


def _voice(decision: Decision) -> tuple[str, Sort]:
    return decision.invoice.currency, decision.sort
