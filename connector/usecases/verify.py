"""Verify: reads the invoices of a claimed reminder again, and says what may still leave."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from connector.core.budgets import Priority
from connector.core.decision import Action, Decision, Item, Reason, items
from connector.core.errors import ProviderError
from connector.core.history import Sort
from connector.core.invoice import Customer, Invoice, Mode
from connector.core.ledger import CustomerFacts
from connector.core.message import Line, Reminder
from connector.core.policy import Channel, Choice, Policy
from connector.core.ports import UnitOfWork
from connector.core.segments import Signer
from connector.core.source import Batch, Connection, ConnectionKind
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, facts_of
from connector.usecases.promised import hold_as_told
from connector.usecases.readable import read_each
from connector.usecases.reconcile import MACHINE, lines_of, needs_approval, spoken, why_closed
from connector.usecases.seals import is_as_released, mark_of
from connector.usecases.sentences import say
from connector.usecases.signing import signer_of

#: Real seconds for which a claim is ours: reading again, rendering and handing over fit well in.
CLAIM_SECONDS = 300
#: A balance read longer ago than this is read again before anything leaves.
FRESH = timedelta(minutes=5)
#: The hours of the first message about a failed charge, on any day that is no closure.
CHARGE_HOURS = (time(8), time(20))
#: Nothing is set up that could carry it.
NO_CHANNEL = "no_channel"


@dataclass(frozen=True, slots=True)
class Unread:
    """Why the invoices could not be read again."""

    why: str


def read_again(app: Application, organisation_id: str, reminder: Reminder) -> Unread | frozenset[str]:
    """Brings the ledger up to date with the accounts its invoices come from; no transaction is open
    during the call. An invoice of a ledger file is taken from the ledger as last imported.

    What else is open in its currency is read too: it may join the message, or be named in it. Returns
    the ids of those that cannot be read: they keep only themselves back, and the owner is alarmed.
    """
    with app.store.reading(organisation_id) as unit:
        beside = [x for x in facts_of(unit, reminder.customer_id).invoices if _is_beside(x, reminder)]
        ids = [*(x.invoice_id for x in reminder.live_lines), *(x.id for x in beside)]
        invoices = unit.ledger.invoices(ids)
        secrets = {
            c.id: (c, unit.connections.secret(c.id))
            for c in unit.connections.all()
            if c.kind is ConnectionKind.ACCOUNT
        }
    unreadable: set[str] = set()
    for connection_id, (connection, secret) in secrets.items():
        mine = {x.source_id: x.id for x in invoices if x.connection_id == connection_id and x.source_id}
        if not mine:
            continue
        asked_at = app.clock.now()
        try:
            found, alarms = read_each(app.sources(connection, secret, Priority.SEND), list(mine))
        except ProviderError as error:
            return Unread(str(error))
        batch = Batch(invoices=found, alarms=tuple(alarms.values()))
        keep(app, organisation_id, connection, batch, asked_at)
        unreadable |= {mine[x] for x in alarms}
    if {x.invoice_id for x in reminder.live_lines} <= unreadable:
        return Unread(say("none_read"))
    return frozenset(unreadable)


def _is_beside(invoice: Invoice, reminder: Reminder) -> bool:
    """Whether it may be spoken of with the others; what is owed and a card that ends never are."""
    is_alike = (invoice.card is not None) is (reminder.sort is Sort.CARD)
    return is_alike and invoice.currency == reminder.currency


def without(facts: CustomerFacts, unreadable: frozenset[str]) -> CustomerFacts:
    """The customer as if these invoices were not there: nothing is said of them."""
    if not unreadable:
        return facts
    return replace(facts, invoices=tuple(x for x in facts.invoices if x.id not in unreadable))


def is_judged_otherwise(view: Outlook, whole: CustomerFacts, less: CustomerFacts) -> bool:
    """Whether what of him cannot be read puts another of his invoices under another rule: which one it
    follows is not known, then, until it can be read."""
    if len(whole.invoices) == len(less.invoices) or not view.policies.segments:
        return False
    as_known, as_read = view.position(whole), view.position(less)
    return any(
        _ruled(view.choice(whole, x, as_known)) != _ruled(view.choice(less, x, as_read))
        for x in less.invoices
    )


def _ruled(choice: Choice) -> tuple[Policy, Signer | None]:
    """What of it is heard: by which policy, and who signs."""
    return choice.policy, choice.signer


def keep(
    app: Application, organisation_id: str, connection: Connection, batch: Batch, asked_at: datetime
) -> None:
    """Writes down what was asked for at `asked_at`."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        today = unit.organisation().day(now)
        report = unit.ledger.merge(connection, iter([batch]), now, today, is_whole=False, asked_at=asked_at)
        hold_as_told(app, unit, report)
        if batch.alarms:
            unit.connections.change(connection.id, remark=batch.alarms[0])


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification came to.

    `go` is the reminder as it may leave now; `cancel` the reason for which nothing of it is left;
    `wait` the reason to try again later; `ask` says that `go` needs a person's approval first.
    """

    go: Reminder | None = None
    cancel: str | None = None
    wait: str | None = None
    ask: bool = False


def verify(view: Outlook, unit: UnitOfWork, reminder: Reminder, facts: CustomerFacts) -> Verdict:
    """Decides again under the present facts, policy and holds; changes nothing."""
    if is_stopped(view, facts):
        return Verdict(wait=Reason.STOPPED.value)
    return judge(view, unit, reminder, facts)


def judge(view: Outlook, unit: UnitOfWork, reminder: Reminder, facts: CustomerFacts) -> Verdict:
    """The same whether or not anything may leave: shadow is for looking."""
    decisions = view.decide(facts)
    item = next((x for x in items(decisions) if _is_voice(x, reminder)), None)
    if item is None:
        return _nothing_left(unit, reminder, decisions)
    go = _made_again(reminder, item)
    return Verdict(go=go, ask=_asks_more(view, unit, reminder, go, facts))


def is_stopped(view: Outlook, facts: CustomerFacts) -> bool:
    """In shadow, or «stop everything», which is a pause of the organisation without an end."""
    return view.organisation.mode is Mode.SHADOW or any(h.stops_everything for h in facts.holds)


def why_closed_now(view: Outlook, reminder: Reminder, customer: Customer) -> str | None:
    """Why it does not leave at this hour: no channel that could carry it, or the customer's window."""
    if reminder.channel is not Channel.PROVIDER and reminder.channel not in view.app.channels:
        return NO_CHANNEL
    calendar, own = view.calendar(customer), view.organisation
    local = view.now.astimezone(calendar.zone)
    is_open, start, end = calendar.is_open(local.date()), own.window_start, own.window_end
    if _opens_a_charge(reminder):
        is_open, (start, end) = local.date() not in calendar.closures, CHARGE_HOURS
    return None if is_open and start <= local.time() < end else Reason.WINDOW.value


def _opens_a_charge(reminder: Reminder) -> bool:
    """Whether it is the first message about a failed charge, which leaves at once."""
    return reminder.sort is Sort.CHARGE and any(x.offset == 0 for x in reminder.live_lines)


def _is_voice(item: Item, reminder: Reminder) -> bool:
    head = item.head
    return head.action is Action.SEND and (item.currency, head.language, head.sort, head.channel) == (
        reminder.currency,
        reminder.language,
        reminder.sort,
        reminder.channel,
    )


def _nothing_left(unit: UnitOfWork, reminder: Reminder, decisions: Sequence[Decision]) -> Verdict:
    by_invoice = {d.invoice.id: d for d in decisions}
    mine = [by_invoice[x.invoice_id] for x in reminder.live_lines if x.invoice_id in by_invoice]
    waits = [d for d in mine if d.action is Action.WAIT]
    if waits:
        too_old = any(d.reason is Reason.LEDGER_TOO_OLD for d in waits)
        return Verdict(wait=Reason.OUTSIDE_TRUST.value if too_old else waits[0].reason.value)
    if mine:
        is_silent = mine[0].action in (Action.STOP, Action.HOLD)
        return Verdict(cancel=mine[0].reason.value if is_silent else Reason.CHANGED.value)
    return Verdict(cancel=why_closed(unit, reminder))


def _made_again(reminder: Reminder, item: Item) -> Reminder:
    """The reminder with the lines that are due now, at the severest of their steps."""
    step, policy = spoken(item.head)
    return replace(
        reminder,
        lines=lines_of(item.decisions),
        step_id=step.id,
        severity=step.severity,
        template=step.template,
        roles=step.roles,
        policy=policy.name,
        policy_version=policy.version,
        is_first_wave=item.is_first_wave,
    )


def _asks_more(
    view: Outlook, unit: UnitOfWork, before: Reminder, after: Reminder, facts: CustomerFacts
) -> bool:
    """More money, a new invoice, a higher step, another recipient or another template for the same steps
    needs a new approval; so does what two people must release, where two have not."""
    if lacks_one(view, before, after, facts):
        return True
    if before.approved_by == MACHINE:
        return needs_approval(view, unit, after)
    readers = facts.customer.readers(after.roles)
    is_another = not set(readers) <= set(before.approved_recipients)
    is_reworded = before.template != after.template and is_same(before, after)
    return is_another or is_reworded or is_more(before.live_lines, after.lines)


def lacks_one(view: Outlook, before: Reminder, after: Reminder, facts: CustomerFacts) -> bool:
    """Whether two people must release what it asks by now, and two have not: not as it would leave."""
    if not view.organisation.wants_two(after.currency, after.asked):
        return False
    mark = mark_of(view.organisation, view.written, facts.customer, signer_of(view, after, facts))
    return not (before.is_of_two and is_as_released(before, after, mark))


def is_more(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Whether more money is asked, for another invoice, or at another step."""
    released = {x.invoice_id: x for x in before}
    for line in after:
        old = released.get(line.invoice_id)
        if (
            old is None
            or line.asked > old.asked
            or line.severity > old.severity
            or line.step_id != old.step_id
        ):
            return True
    return False


def is_same(before: Reminder, after: Reminder) -> bool:
    """Whether both say exactly the same."""
    said, says = (
        {(x.invoice_id, x.step_id, x.cycle, x.asked) for x in reminder.live_lines}
        for reminder in (before, after)
    )
    return said == says
