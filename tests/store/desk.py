"""One organisation at a store, and the few things that tests say about it again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from connector.core.history import Sort, State
from connector.core.invoice import Invoice, Organisation
from connector.core.ledger import CustomerFacts, MergeReport
from connector.core.message import Line, Outcome, Outgoing, RecipientAnswer, Reminder, Verdict
from connector.core.policy import Channel, Severity
from connector.core.redelivery import Redelivery, Stated
from connector.core.source import (
    Batch,
    Connection,
    ConnectionKind,
    SourceCredit,
    SourceCustomer,
    SourceInvoice,
)
from connector.store.engine import SqlStore
from connector.store.unit import SqlUnit

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
TODAY = NOON.date()
STATED = Stated((("F-1", 10000, False),), 0, "FR76")
DUPONT = SourceCustomer("c-1", "Dupont SA", ("billing@dupont.example",), language="fr", country="FR")


def days(n: int) -> date:
    """The day `n` days from today."""
    return TODAY + timedelta(days=n)


def owed(number: str = "F-1", **fields: Any) -> SourceInvoice:
    """An invoice of Dupont over 100.00 EUR, due in ten days."""
    known: dict[str, Any] = {"total": 10000, "due_on": days(10), "customer_source_id": "c-1"} | fields
    known.setdefault("open", known["total"])
    return SourceInvoice(source_id=f"s-{number}", number=number, currency="EUR", **known)


def credit(amount: int = 5000, source_id: str = "cr-1", **fields: Any) -> SourceCredit:
    """A credit note over 50.00 EUR, of which so much is left."""
    known: dict[str, Any] = {"number": "AV-1", "total": 5000} | fields
    return SourceCredit(source_id, "c-1", "EUR", amount, **known)


def line(invoice: Invoice, step: str = "friendly", **fields: Any) -> Line:
    known: dict[str, Any] = {"offset": 5, "severity": Severity.FRIENDLY, "deadline_days": 7} | fields
    return Line(invoice.id, invoice.number, step, asked=invoice.open, cycle=invoice.cycle, **known)


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)


class Desk:
    """A new organisation with one connection to a ledger file."""

    def __init__(self, store: SqlStore, hand: Hand) -> None:
        self.store = store
        self.hand = hand
        self.id = str(uuid4())
        self.organisation = Organisation(self.id, f"Atelier {self.id}", "FR", "Europe/Paris", "fr", "EUR")
        self.store.directory.add(self.organisation, NOON)
        self.connection = Connection(str(uuid4()), "ledger_file", "book", ConnectionKind.FILE)
        with self.writing() as unit:
            unit.connections.add(self.connection)

    def of(self, store: SqlStore) -> "Desk":
        """The same organisation, seen through another store."""
        same = copy(self)
        same.store = store
        return same

    @contextmanager
    def writing(self) -> Iterator[SqlUnit]:
        with self.store.writing(self.id) as unit:
            yield unit

    @contextmanager
    def reading(self) -> Iterator[SqlUnit]:
        with self.store.reading(self.id) as unit:
            yield unit

    # ------------------------------------------------------------ the ledger

    def merge(
        self, *invoices: SourceInvoice, day: int = 0, is_whole: bool = True, **batch: Any
    ) -> MergeReport:
        """Merges Dupont and these invoices, `day` days from today."""
        batch.setdefault("customers", (DUPONT,))
        page = Batch(invoices=invoices, **batch)
        with self.writing() as unit:
            at = NOON + timedelta(days=day)
            return unit.ledger.merge(self.connection, iter([page]), at, days(day), is_whole)

    def facts(self) -> CustomerFacts:
        """Of the one customer."""
        with self.reading() as unit:
            ids = [unit.ledger.find_customers("Dupont SA")[0].id]
            (found,) = unit.ledger.facts(ids)
        return found

    def invoice(self, number: str = "F-1") -> Invoice:
        with self.reading() as unit:
            (found,) = unit.ledger.find_invoices(number)
        return found

    def looked_at(self) -> None:
        """As after a sweep: nobody is to be looked at."""
        with self.writing() as unit:
            ids = unit.ledger.customers_to_look_at(NOON, 1000)
            unit.ledger.look_again(dict.fromkeys(ids))

    def to_look_at(self) -> tuple[str, ...]:
        with self.reading() as unit:
            return unit.ledger.customers_to_look_at(NOON, 1000)

    # ------------------------------------------------------------ reminders

    def reminder(self, *lines: Line, state: State = State.APPROVED, **fields: Any) -> Reminder:
        """A friendly e-mail to Dupont; for F-1 where no line is given."""
        if not lines:
            lines = (line(self.invoice()),)
        made = Reminder(
            id=str(uuid4()), customer_id=self.facts().customer.id, currency="EUR", language="fr",
            sort=Sort.REMINDER, channel=Channel.EMAIL, step_id="friendly", severity=Severity.FRIENDLY,
            template="friendly", roles=("billing",), policy="standard", policy_version="v1", state=state,
            planned_on=TODAY, planned_at=NOON, lines=tuple(replace(x, state=state) for x in lines),
        )  # fmt: skip
        return replace(made, **fields)

    def planned(self, *lines: Line, **fields: Any) -> Reminder:
        """The same, stored."""
        made = self.reminder(*lines, **fields)
        with self.writing() as unit:
            assert unit.reminders.add(made)
        return made

    def get(self, reminder: Reminder) -> Reminder:
        with self.reading() as unit:
            found = unit.reminders.get(reminder.id)
        assert found is not None
        return found

    def sending(self, *lines: Line, token: str = "token", **fields: Any) -> Reminder:
        """A reminder whose intent is committed, claimed for a minute."""
        made = self.planned(*lines, **fields)
        with self.writing() as unit:
            assert unit.reminders.claim(made.id, token, 60)
            unit.reminders.store_message(made.id, token, message(), "templates-1", STATED)
            unit.reminders.intend(made.id, token, NOON, TODAY)
        return made

    def sent(self, *lines: Line, **fields: Any) -> Reminder:
        made = self.sending(*lines, **fields)
        with self.writing() as unit:
            unit.reminders.conclude(made.id, "token", accepted(), None)
        return made

    def left_out(self, reminder: Reminder, address: str = "old@dupont.example", **fields: Any) -> Redelivery:
        """One recipient of a sent reminder to whom it is still owed, to be tried at once."""
        known: dict[str, Any] = {"position": 1, "attempt": 2, "retry_at": NOON, "reason": "later"} | fields
        owed_to = Redelivery(reminder.id, address, **known)
        with self.writing() as unit:
            unit.redeliveries.open(owed_to)
        return owed_to

    def owed_to(self, redelivery: Redelivery) -> Redelivery:
        with self.reading() as unit:
            return next(
                x
                for x in unit.redeliveries.of_reminder(redelivery.reminder_id)
                if x.address == redelivery.address
            )


def message(message_id: str = "<1@relance.example>") -> Outgoing:
    return Outgoing(
        message_id, "anna@atelier.example", "Anna", ("billing@dupont.example",),
        "Invoice F-1", "Please pay.", "<p>Please pay.</p>", NOON,
    )  # fmt: skip


def accepted() -> Outcome:
    answer = RecipientAnswer("billing@dupont.example", Verdict.ACCEPTED, 250, "queued as 1")
    return Outcome(State.SENT, "accepted", (answer,), relay_id="1")


def states(reminder: Reminder) -> list[State]:
    """Its own state, then its lines'."""
    return [reminder.state, *(x.state for x in reminder.lines)]


@contextmanager
def listening(store: SqlStore) -> Iterator[list[str]]:
    """The statements that were sent."""
    heard: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        heard.append(statement)

    event.listen(store.engine, "before_cursor_execute", hear)
    yield heard
    event.remove(store.engine, "before_cursor_execute", hear)
