"""The file of one customer: what comes next, what stands against it, what he owes, all that ever was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from connector.core.decision import Action, Decision, Item
from connector.core.handed import HandedFile
from connector.core.history import UNFINISHED, State
from connector.core.holds import is_over
from connector.core.invoice import Credit, Customer, Hold, Invoice, Organisation, Payment
from connector.core.ledger import CustomerFacts
from connector.core.linked import Link
from connector.core.message import Reminder
from connector.core.past import Event, Held
from connector.core.policy import Channel
from connector.core.ports import UnitOfWork
from connector.core.source import Connection
from connector.core.tasks import Task
from connector.usecases import changes
from connector.usecases.application import Application
from connector.usecases.linking import one_with
from connector.usecases.outlook import Outlook, outlook
from connector.usecases.reconcile import MACHINE
from connector.usecases.turns import decide_in_turn


class Kind(StrEnum):
    """What a line of the timeline tells of."""

    INVOICE = "invoice"
    MESSAGE = "message"
    TASK = "task"
    HOLD = "hold"
    HOLD_ENDED = "hold_ended"
    RELEASED = "released"
    PAYMENT = "payment"
    CREDIT = "credit"
    NOTE = "note"
    CHANGE = "change"
    ADDRESS = "address"
    LINK = "link"


#: What was written down, by what it is called.
_TOLD = {
    changes.NOTED: Kind.NOTE,
    changes.CUSTOMER_CHANGED: Kind.CHANGE,
    changes.INVOICE_CHANGED: Kind.CHANGE,
    "contact.added": Kind.ADDRESS,
}
_RELEASED = "hold.released"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `at` is None where only the day is known; `who` is empty for a machine."""

    on: date
    at: datetime | None
    kind: Kind
    whose: str
    what: Reminder | Task | Held | Payment | Credit | Invoice | Event | Link
    who: str = ""
    is_undoable: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """One open invoice, under one record of his, with its decision."""

    customer: Customer
    decision: Decision


@dataclass(frozen=True, slots=True)
class Next:
    """What comes, and on which day; `state` where it is planned already."""

    on: date
    item: Item
    state: State | None


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """`records` are those of one customer, the one that was asked for first; `places` their connections.

    `holds` are those that keep something silent, or that a person has to decide about; `files` what he added
    to disputes; `names` of whom
    something was said with him; `invoices` all of his by id; `policies` the names that may be chosen;
    `language` the one that he is written to in where none is chosen for him.
    """

    records: tuple[Customer, ...]
    places: Mapping[str, Connection]
    owed: tuple[Owed, ...]
    coming: tuple[Next, ...]
    holds: tuple[Hold, ...]
    links: tuple[Link, ...]
    files: tuple[HandedFile, ...]
    entries: tuple[Entry, ...]
    invoices: Mapping[str, Invoice]
    names: Mapping[str, str]
    policies: tuple[str, ...]
    language: str
    today: date

    @property
    def customer(self) -> Customer:
        return self.records[0]


def customer_file(app: Application, organisation_id: str, customer_id: str) -> CustomerFile:
    """All of one customer, his linked records included. Raises Refused where there is none."""
    with app.store.reading(organisation_id) as unit:
        customer = unit.ledger.customer(customer_id)
        others = sorted(one_with(unit, [customer_id]) - {customer_id})
        records = (customer, *(unit.ledger.customer(x) for x in others))
        ids = [x.id for x in records]
        view = outlook(app, unit, app.clock.now())
        facts = list(unit.ledger.facts(ids))
        by_id = {x.id: x for x in records}
        owed = [Owed(by_id[x.customer.id], d) for x in facts for d in decide_in_turn(view, unit, x)]
        invoices = {x.id: x for x in unit.past.invoices(ids)}
        links = unit.past.links(ids)
        return CustomerFile(
            records=records,
            places=_places(unit, ids),
            owed=tuple(sorted(owed, key=_latest_first)),
            coming=tuple(_coming(owed, facts)),
            holds=_standing(view, facts),
            links=links,
            files=unit.handed_files.of_customers(ids),
            entries=tuple(_timeline(unit, view.organisation, records, invoices, links)),
            invoices=invoices,
            names=_names(unit, links),
            policies=view.policies.of_invoices,
            language=view.language(replace(customer, language=None)),
            today=view.day_of(customer),
        )


def _latest_first(owed: Owed) -> tuple[date, str]:
    return (owed.decision.invoice.expected_on or date.max, owed.decision.invoice.number)


def _places(unit: UnitOfWork, ids: Sequence[str]) -> Mapping[str, Connection]:
    known = {x.id: x for x in unit.connections.all()}
    found = {of: party.connection_id or "" for of, party in unit.linking.parties(ids).items()}
    return {of: known[place] for of, place in found.items() if place in known}


def _names(unit: UnitOfWork, links: Sequence[Link]) -> Mapping[str, str]:
    both = {x for link in links for x in (link.pair.one, link.pair.other)}
    return {x: unit.ledger.customer(x).name for x in sorted(both)}


def _standing(view: Outlook, facts: Sequence[CustomerFacts]) -> tuple[Hold, ...]:
    """Each once, though it keeps several records silent; oldest first."""
    found = {
        hold.id: hold
        for one in facts
        for hold in one.holds
        if hold.ended_on is None and not is_over(hold, view.calendar(one.customer), view.day_of(one.customer))
    }
    return tuple(sorted(found.values(), key=lambda x: (x.since_on, x.id)))


def _coming(owed: Sequence[Owed], facts: Sequence[CustomerFacts]) -> list[Next]:
    """What speaks or is to be done, soonest first; what goes together stands together."""
    groups: dict[tuple[object, ...], list[Decision]] = {}
    for one in owed:
        decision = one.decision
        if decision.on is not None and decision.action not in (Action.HOLD, Action.STOP):
            groups.setdefault(_voice(one), []).append(decision)
    planned = {line.invoice_id: x.state for one in facts for x in one.reminders for line in x.live_lines}
    found = [
        Next(group[0].on, Item(tuple(group)), _state(group[0], planned))
        for group in groups.values()
        if group[0].on is not None
    ]
    return sorted(found, key=lambda x: (x.on, x.item.currency, x.item.first_number))


def _state(decision: Decision, planned: Mapping[str, State]) -> State | None:
    return None if decision.action is Action.WAIT else planned.get(decision.invoice.id)


def _voice(owed: Owed) -> tuple[object, ...]:
    decision = owed.decision
    if decision.channel in (None, Channel.CALL):
        return (decision.invoice.id,)
    return (owed.customer.id, decision.on, decision.invoice.currency, decision.channel, decision.sort)


# ---------------------------------------------------------------- the timeline


def _timeline(
    unit: UnitOfWork,
    organisation: Organisation,
    records: Sequence[Customer],
    invoices: Mapping[str, Invoice],
    links: Sequence[Link],
) -> list[Entry]:
    ids = [x.id for x in records]
    events = unit.past.events(ids)
    about: dict[str, Customer | Invoice] = {x.id: x for x in records}
    about.update(invoices)
    found = [
        *_of_invoices(unit, ids, invoices),
        *(x for one in ids for x in _of_messages(unit, one)),
        *_of_tasks(unit, organisation, ids),
        *_of_holds(unit, organisation, ids, events),
        *reversed(list(_of_events(organisation, events, about))),
        *(_at(organisation, x.said_at, Kind.LINK, _one_of(x, ids), x, x.said_by) for x in links),
    ]
    return sorted(found, key=_moment)[::-1]


def _moment(entry: Entry) -> tuple[date, float]:
    return (entry.on, entry.at.timestamp() if entry.at is not None else 0)


def _at(
    organisation: Organisation,
    at: datetime,
    kind: Kind,
    whose: str,
    what: Task | Held | Event | Link,
    who: str = "",
) -> Entry:
    return Entry(organisation.day(at), at, kind, whose, what, who)


def _one_of(link: Link, ids: Sequence[str]) -> str:
    return link.pair.one if link.pair.one in ids else link.pair.other


def _of_invoices(unit: UnitOfWork, ids: Sequence[str], invoices: Mapping[str, Invoice]) -> Iterator[Entry]:
    for invoice in invoices.values():
        on = invoice.issued_on or invoice.expected_on
        if on is not None:
            yield Entry(on, None, Kind.INVOICE, invoice.customer_id, invoice)
    for payment in unit.past.payments(ids):
        whose = invoices[payment.invoice_id].customer_id
        yield Entry(payment.paid_on or payment.seen_on, None, Kind.PAYMENT, whose, payment)
    for credit in unit.past.credits(ids):
        yield Entry(credit.dated_on, None, Kind.CREDIT, credit.customer_id, credit)


#: What did not leave says nothing to him; what has not left yet comes next.
_NOT_SAID = UNFINISHED | {State.CANCELLED}


def _of_messages(unit: UnitOfWork, customer_id: str) -> Iterator[Entry]:
    for x in unit.reminders.of_customer(customer_id):
        if x.state not in _NOT_SAID:
            on, at = x.left_on or x.planned_on, x.left_at or x.planned_at
            who = x.approved_by if x.approved_by not in (None, MACHINE) else ""
            yield Entry(on, at, Kind.MESSAGE, customer_id, x, who or "")


def _of_tasks(unit: UnitOfWork, organisation: Organisation, ids: Sequence[str]) -> Iterator[Entry]:
    for task in unit.past.tasks(ids):
        yield _at(organisation, task.closed_at or task.opened_at, Kind.TASK, str(task.customer_id), task)


def _of_holds(
    unit: UnitOfWork, organisation: Organisation, ids: Sequence[str], events: Sequence[Event]
) -> Iterator[Entry]:
    ended_by = {x: event.who for event in events for x in _ended(event)}
    for held in unit.past.holds(ids):
        whose = held.hold.customer_id or ids[0]
        yield _at(organisation, held.made_at, Kind.HOLD, whose, held, held.hold.author)
        if held.ended_at is not None:
            who = ended_by.get(held.hold.id, "")
            yield _at(organisation, held.ended_at, Kind.HOLD_ENDED, whose, held, who)


def _ended(event: Event) -> Sequence[str]:
    """Ids of the holds that it ended."""
    return event.facts["holds"] if event.what == _RELEASED else ()


def _of_events(
    organisation: Organisation, events: Sequence[Event], about: Mapping[str, Customer | Invoice]
) -> Iterator[Entry]:
    """Newest first: of what was changed several times the last change alone can be taken back."""
    seen: set[tuple[str, str]] = set()
    for event in reversed(events):
        whose = str(event.facts.get("customer"))
        if event.what in _TOLD:
            target = event.facts.get("invoice", whose)
            fields = {(target, name) for name in event.facts.get("was", ())}
            is_undoable = target in about and not fields & seen and changes.stands(event.facts, about[target])
            seen |= fields
            kind, on = _TOLD[event.what], organisation.day(event.at)
            yield Entry(on, event.at, kind, whose, event, event.who, is_undoable)
        elif event.what == _RELEASED and not event.facts["holds"]:
            yield _at(organisation, event.at, Kind.RELEASED, whose, event, event.who)
