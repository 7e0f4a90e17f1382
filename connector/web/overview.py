"""What the pages show of one organisation, read in one go; nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from connector.core.decision import Action, Decision, Item, first_of
from connector.core.history import State
from connector.core.invoice import Customer, Mode, Organisation
from connector.core.message import Reminder
from connector.core.policy import Channel
from connector.core.ports import UnitOfWork
from connector.core.source import Connection
from connector.usecases.application import Application
from connector.usecases.outlook import Outlook, facts_of, outlook, readings
from connector.usecases.senders import sender_of
from connector.usecases.soonest import Hours
from connector.usecases.soonest import soonest as foresee

#: So far back the page looks for what went out.
SENT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Row:
    """One open invoice and what is decided about it now; amounts in minor units."""

    customer: Customer
    decision: Decision
    days_late: int
    hours: Hours | None = None

    @property
    def number(self) -> str:
        return self.decision.invoice.number


@dataclass(frozen=True, slots=True)
class Coming:
    """One message or call to come: on which day, to whom, about which invoices, and why."""

    on: date
    customer: Customer
    rows: tuple[Row, ...]
    reminder: Reminder | None

    @property
    def state(self) -> State | None:
        return self.reminder.state if self.reminder is not None else None

    @property
    def hours(self) -> Hours | None:
        """When it may leave on its day, where that is known."""
        return self.rows[0].hours

    @property
    def head(self) -> Decision:
        """The decision of the severest line."""
        return max((row.decision for row in self.rows), key=lambda d: d.step.severity if d.step else 0)

    @property
    def reason(self) -> str:
        return first_of(row.decision.reason for row in self.rows).value

    @property
    def amount(self) -> int:
        return Item(tuple(row.decision for row in self.rows)).asked_now

    @property
    def currency(self) -> str:
        return self.rows[0].decision.invoice.currency


@dataclass(frozen=True, slots=True)
class Trust:
    """One connection, and until when its last reading may be trusted (None: never read)."""

    connection: Connection
    until: datetime | None
    is_trusted: bool


@dataclass(frozen=True, slots=True)
class Status:
    """How the organisation stands: how far the machine may go, and whether it can."""

    mode: Mode
    now: datetime
    connections: tuple[Trust, ...]
    waiting_for_approval: int
    has_sender: bool
    has_mail_server: bool


def status(app: Application, organisation: Organisation) -> Status:
    """Reads mode and connections, and what waits."""
    now = app.clock.now()
    with app.store.reading(organisation.id) as unit:
        connections = unit.connections.all()
        waiting = [x for x in unit.reminders.in_states((State.AWAITING_APPROVAL,)) if not x.is_task]
    return Status(
        organisation.mode,
        now,
        _trust(app, organisation, connections, now),
        len(waiting),
        sender_of(app, organisation) is not None,
        Channel.EMAIL in app.channels,
    )


def _trust(
    app: Application, organisation: Organisation, connections: Sequence[Connection], now: datetime
) -> tuple[Trust, ...]:
    known = readings(app, organisation, connections)
    found = []
    for connection in connections:
        until = known[connection.id].trusted_until if connection.id in known else None
        found.append(Trust(connection, until, until is not None and now < until))
    return tuple(found)


def today(app: Application, organisation: Organisation) -> date:
    """The organisation's own day."""
    with app.store.reading(organisation.id) as unit:
        return outlook(app, unit, app.clock.now()).today


def days_late(decision: Decision, today: date) -> int:
    """Below zero before it is due."""
    due_on = decision.invoice.expected_on
    return (today - due_on).days if due_on is not None else 0


def soonest(app: Application, organisation: Organisation) -> tuple[list[Coming], bool]:
    """What leaves next, soonest first: what is due now, and each waiting invoice on its first day; and
    whether that is all.

    What a person has to do now is a task and not in here.
    """
    on = today(app, organisation)
    foreseen = foresee(app, organisation.id)
    found = [
        Row(x.facts.customer, decision, days_late(decision, on), hours)
        for x in foreseen.of
        for decision, hours in zip(x.decisions, x.hours, strict=True)
    ]
    messages = _messages([reminder for x in foreseen.of for reminder in x.facts.reminders])
    return _together(found, messages), foreseen.is_all


def _together(found: Iterable[Row], messages: Mapping[str, Reminder]) -> list[Coming]:
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in found:
        if row.decision.on is not None and row.decision.action in (Action.SEND, Action.WAIT):
            groups.setdefault(_voice(row), []).append(row)
    items = [_coming(group, messages) for group in groups.values()]
    return sorted(items, key=lambda x: (x.on, x.customer.name, x.currency))


def _messages(unfinished: Iterable[Reminder]) -> Mapping[str, Reminder]:
    """The unfinished message of each invoice; tasks are listed elsewhere."""
    return {line.invoice_id: x for x in unfinished if not x.is_task for line in x.live_lines}


def _voice(row: Row) -> tuple[object, ...]:
    decision = row.decision
    if decision.channel in (None, Channel.CALL):
        return (decision.invoice.id,)
    return (row.customer.id, decision.on, decision.invoice.currency, decision.channel, decision.sort)


def _coming(group: Sequence[Row], messages: Mapping[str, Reminder]) -> Coming:
    head = group[0].decision
    if head.on is None:
        raise ValueError("a message without a day")
    message = messages.get(head.invoice.id) if head.action is Action.SEND else None
    return Coming(head.on, group[0].customer, tuple(group), message)


def went_out(
    app: Application, organisation: Organisation, most: int, skipped: int = 0
) -> list[tuple[Reminder, str]]:
    """What left of late, may have left or was refused, newest first, with the customer."""
    with app.store.reading(organisation.id) as unit:
        left = unit.reminders.gone(_of_late(app), most, skipped)
        names = {key: unit.ledger.customer(key).name for key in {x.customer_id for x in left}}
    return [(reminder, names[reminder.customer_id]) for reminder in left]


def count_went_out(app: Application, organisation: Organisation) -> int:
    """How many they are."""
    with app.store.reading(organisation.id) as unit:
        return unit.reminders.count_gone(_of_late(app))


def _of_late(app: Application) -> datetime:
    return app.clock.now() - timedelta(days=SENT_DAYS)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of an invoice's ladder: its own day, and the day it was taken, if it was."""

    step_id: str
    channel: Channel
    own_day: date | None
    taken_on: date | None
    is_next: bool


def ladder(
    app: Application, organisation: Organisation, decision: Decision, customer: Customer
) -> list[Rung]:
    """The steps of the policy this invoice follows, with what became of them."""
    with app.store.reading(organisation.id) as unit:
        view = outlook(app, unit, app.clock.now())
        taken = _taken(unit, decision)
        facts = facts_of(unit, customer.id)
    invoice, language = decision.invoice, decision.language
    policy = decision.policy or view.choice(facts, invoice).policy
    following = decision.step.id if decision.step else None
    return [
        Rung(
            x.id, x.channel, _own_day(view, customer, decision, x.offset), taken.get(x.id), x.id == following
        )
        for x in policy.steps_for(invoice, customer, language)
    ]


def _own_day(view: Outlook, customer: Customer, decision: Decision, offset: int) -> date | None:
    invoice, counts_from = decision.invoice, decision.invoice.counts_from
    if counts_from is None or (invoice.failure is not None and offset == 0):
        return counts_from
    return view.calendar(customer).own_day(counts_from, offset)


def _taken(unit: UnitOfWork, decision: Decision) -> dict[str, date]:
    found: dict[str, date] = {}
    for reminder in unit.reminders.of_invoice(decision.invoice.id):
        for line in reminder.live_lines:
            is_mine = line.invoice_id == decision.invoice.id and line.cycle == decision.invoice.cycle
            if is_mine and reminder.left_on is not None and line.state in (State.SENT, State.UNKNOWN):
                found[line.step_id] = reminder.left_on
    return found
