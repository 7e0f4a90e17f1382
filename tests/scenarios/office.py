"""A whole organisation to tell stories about: a real database, real policies, real words, kept mail.

Only time, the account at the provider and the mail server are ours to move.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from connector.channels.memory import MemoryChannel
from connector.channels.provider_mail import ProviderMail
from connector.core.consents import System
from connector.core.errors import CursorLost, Refused
from connector.core.invoice import (
    Contact,
    FinalAction,
    Hold,
    HoldReason,
    Invoice,
    Mode,
    Organisation,
    Scope,
    Status,
)
from connector.core.message import Attachment, Reminder
from connector.core.source import (
    Batch,
    Connection,
    ConnectionKind,
    SourceCredit,
    SourceCustomer,
    SourceInvoice,
)
from connector.core.wishes import Remembered
from connector.files.calendars import HolidayCalendars
from connector.files.late_payment import LatePayment
from connector.files.policies import YamlPolicyShelf
from connector.files.whereabouts import config_folders, data_root, template_folders
from connector.render.renderer import JinjaRenderer
from connector.store.engine import SqlStore, open_store
from connector.store.migrate import migrate
from connector.store.vault import Vault
from connector.usecases import organisations, people, to_do
from connector.usecases.application import Application
from connector.usecases.approve import approve_all
from connector.usecases.explain import explain
from connector.usecases.keys import connect
from connector.usecases.plan import plan
from connector.usecases.run_once import run_once
from connector.usecases.send import Sent, send
from connector.usecases.sync import import_ledger, sync
from connector.usecases.turns import Planned
from connector.usecases.whom import Whom

PARIS = ZoneInfo("Europe/Paris")


@dataclass
class Hand:
    """A clock that is moved by hand."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)


class NoLinks:
    """Documents of an account where nothing can be paid online."""

    def pay_link(self, invoice: Invoice) -> str | None:
        return None


@dataclass
class Account(NoLinks):
    """The account at the provider: what it holds now, and whether it answers."""

    customers: dict[str, SourceCustomer] = field(default_factory=dict)
    invoices: dict[str, SourceInvoice] = field(default_factory=dict)
    credits: dict[str, SourceCredit] = field(default_factory=dict)
    error: Exception | None = None
    reads: int = 0
    can_send: bool = False
    takes_notes: bool = False
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    #: What each coming attempt to mail an invoice ends with; then all of them succeed.
    troubles: list[Exception] = field(default_factory=list)
    mailed: list[tuple[str, str]] = field(default_factory=list)
    ended: list[tuple[str, FinalAction]] = field(default_factory=list)
    has_new_card: bool = False

    def open_invoices(self) -> Iterator[Batch]:
        self._answer()
        still_open = tuple(x for x in self.invoices.values() if x.status is Status.OPEN)
        yield Batch(tuple(self.customers.values()), still_open, tuple(self.credits.values()))

    def changes(self, cursor: str) -> Iterator[Batch]:
        raise CursorLost("it is read as a whole")

    def read_customers(self, source_ids: Sequence[str]) -> tuple[SourceCustomer, ...]:
        return tuple(self.customers[x] for x in source_ids if x in self.customers)

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        self._answer()
        return tuple(self.invoices[x] for x in source_ids)

    def pdf(self, invoice: Invoice) -> Attachment | None:
        return None

    def may_send(self, connection: Connection) -> bool:
        return self.can_send

    def channel(self, connection: Connection, secret: str | None, invoice: Invoice, key: str) -> ProviderMail:
        return ProviderMail(self, invoice, key)

    def send(self, invoice: Invoice, key: str) -> tuple[str, ...]:
        """Notes the invoice and the key of what it was asked to mail; what ends in trouble too."""
        self.mailed.append((invoice.number, key))
        if self.troubles:
            raise self.troubles.pop(0)
        return self.customers[str(self.invoices[invoice.number].customer_source_id)].emails

    def note(self, invoice: Invoice, text: str, key: str) -> None:
        """Notes what it was asked to note; what ends in trouble too."""
        self.notes.append((invoice.number, text, key))
        if self.troubles:
            raise self.troubles.pop(0)

    def card_page(self, source_id: str, done_url: str, back_url: str) -> str:
        self._answer()
        return f"https://cards.example/{source_id}?done={done_url}&back={back_url}"

    def retry(self, source_id: str) -> bool:
        """With a new card the money is there."""
        self._answer()
        if self.has_new_card:
            self.pay(source_id)
        return self.has_new_card

    def end(self, source_id: str, action: FinalAction) -> None:
        self._answer()
        self.ended.append((source_id, action))

    def _answer(self) -> None:
        self.reads += 1
        if self.error is not None:
            raise self.error

    def pay(self, number: str, amount: int | None = None, on: date | None = None) -> None:
        """All of it, or `amount` minor units."""
        invoice = self.invoices[number]
        rest = 0 if amount is None else invoice.open - amount
        status = Status.OPEN if rest else Status.PAID
        self.invoices[number] = replace(invoice, open=rest, status=status, paid_on=on)


class NoSystems:
    """Nothing can be connected."""

    def all(self) -> tuple[System, ...]:
        return ()

    def get(self, provider: str) -> System:
        raise Refused(f"«{provider}» cannot be connected.")


NO_SYSTEMS: Any = NoSystems()
LAWS = LatePayment(data_root() / "config" / "late-payment.yaml")


@cache
def shared_ports() -> tuple[HolidayCalendars, YamlPolicyShelf, JinjaRenderer]:
    """What is slow to make and the same for every office."""
    shipped = [folder / "policies" for folder in config_folders()]
    shelf = YamlPolicyShelf([*shipped, Path(__file__).parent / "policies"])
    return HolidayCalendars(data_root() / "config"), shelf, JinjaRenderer(template_folders())


@cache
def database(url: str) -> SqlStore:
    """A migrated database, opened once."""
    migrate(url)
    return office_store(url)


def office_store(url: str) -> SqlStore:
    """Opens a migrated database with the key of all offices."""
    return open_store(url, vault=Vault({"1": b"k" * 32}))


class Office:
    """One organisation with one connected account, and the verbs told as a person tells them."""

    def __init__(
        self,
        store: SqlStore,
        moment: str = "2026-09-01T09:00",
        mode: Mode = Mode.AUTO,
        channel: Any = None,
        **settings: Any,
    ) -> None:
        self.store = store
        self.clock = Hand(datetime.fromisoformat(moment).replace(tzinfo=PARIS))
        self.account = Account()
        self.mail = channel or MemoryChannel()
        self.faults: list[Exception] = []
        self.systems: Any = NO_SYSTEMS
        self.app = self.make_app()
        draft = Organisation(
            id="", name=f"Atelier {uuid4()}", country="FR", timezone="Europe/Paris", language="fr",
            currency="EUR", mode=mode, contact="Anna Martin", sender="anna@atelier.example",
        )  # fmt: skip
        self.id = organisations.add_organisation(self.app, replace(draft, **settings)).id
        self.connection = connect(self.app, self.id, "elsewhere", "account", "key")

    def make_app(self, **ports: Any) -> Application:
        """The application as one process has it; `ports` stand in for its own."""
        calendars, policies, renderer = shared_ports()
        own: dict[str, Any] = {
            "store": self.store, "clock": self.clock, "calendars": calendars, "policies": policies,
            "renderer": renderer, "channels": {"email": self.mail},
            "sources": lambda *_: self.account,
            "documents": lambda *_: self.account,
            "recoveries": lambda *_: self.account,
            "systems": self.systems,
            "can_send": self.account.may_send,
            "takes_notes": lambda _: self.account.takes_notes,
            "note_taker": lambda *_: self.account,
            "through_provider": self.account.channel,
            "fault": lambda what, error: self.faults.append(error),
            "keeps_books": lambda *_: True,
            "laws": LAWS,
        }  # fmt: skip
        return Application(**(own | ports))

    # ------------------------------------------------------------ what happens outside

    def customer(self, name: str, email: str | None = None, **known: Any) -> None:
        address = email if email is not None else f"{name.lower()}@{name.lower()}.example"
        emails = (address,) if address else ()
        self.account.customers[name] = SourceCustomer(name, name, emails, **known)

    def invoice(
        self, number: str, due_on: str, amount: int = 100_00, customer: str = "Dupont", **known: Any
    ) -> None:
        """An invoice issued a month before it is due."""
        if customer not in self.account.customers:
            self.customer(customer)
        day = date.fromisoformat(due_on)
        given: dict[str, Any] = {"issued_on": day - timedelta(days=30), "due_on": day, "currency": "EUR"}
        self.account.invoices[number] = SourceInvoice(
            source_id=number, customer_source_id=customer, number=number, total=amount, open=amount,
            **(given | known),
        )  # fmt: skip

    def change(self, number: str, **fields: Any) -> None:
        """Somebody corrects an invoice at the provider."""
        self.account.invoices[number] = replace(self.account.invoices[number], **fields)

    def credit(self, key: str, amount: int, on: str, customer: str = "Dupont", **known: Any) -> None:
        on_day = date.fromisoformat(on)
        self.account.credits[key] = SourceCredit(key, customer, "EUR", amount, on_day, **known)

    def at(self, moment: str) -> None:
        """Moves the clock; a bare date means 09:00."""
        text = moment if "T" in moment else f"{moment}T09:00"
        self.clock.moment = datetime.fromisoformat(text).replace(tzinfo=PARIS)

    def now(self) -> datetime:
        return self.clock.now()

    # ------------------------------------------------------------ the verbs

    def set_mode(self, mode: Mode) -> None:
        organisations.change_organisation(self.app, self.id, "Anna", mode=mode)

    def sync(self) -> None:
        sync(self.app, self.id)

    def plan(self) -> list[Planned]:
        return plan(self.app, self.id)

    def approve(self) -> None:
        approve_all(self.app, self.id, "Anna")

    def send(self) -> list[Sent]:
        return send(self.app, self.id)

    def cycle(self, moment: str | None = None) -> list[Sent]:
        """One whole cycle at that moment."""
        if moment is not None:
            self.at(moment)
        return run_once(self.app, self.id).sent

    def days(self, first: str, last: str) -> None:
        """A whole cycle on every day, weekends included, at 09:00."""
        day, end = date.fromisoformat(first), date.fromisoformat(last)
        while day <= end:
            self.clock.moment = datetime.combine(day, time(9), PARIS)
            self.cycle()
            day += timedelta(days=1)

    def hold(self, reason: str, number: str | None = None, until: str | None = None, **known: Any) -> Hold:
        whom = Whom(number=number, customer=known.pop("customer", None), is_all=known.pop("is_all", False))
        until_on = None if until is None else date.fromisoformat(until)
        draft = Hold(
            "", HoldReason(reason), Scope.INVOICE, self.clock.now().date(), until_on=until_on, **known
        )
        return people.hold(self.app, self.id, whom, draft)

    def import_file(self, *numbers: str, how: Remembered | None = None) -> Any:
        """These invoices of the account as a whole ledger file, read so."""
        chosen = tuple(self.account.invoices[x] for x in numbers)
        batch = Batch(tuple(self.account.customers.values()), chosen)
        return import_ledger(self.app, self.id, "a-file", [batch], how=how)

    # ------------------------------------------------------------ what came of it

    def sent(self) -> list[tuple[str, str, tuple[tuple[str, str], ...]]]:
        """What left, in order: day, customer, and (invoice, step) of each line."""
        with self.store.reading(self.id) as unit:
            left = unit.reminders.in_states(("sent", "unknown"))  # type: ignore[arg-type]
            left = tuple(sorted(left, key=lambda x: (x.left_at or self.clock.now(), x.id)))
            return [
                (str(x.left_on), unit.ledger.customer(x.customer_id).name, lines_of(x))
                for x in left
                if not x.is_task and x.message_id
            ]

    def steps(self) -> list[tuple[str, str, str]]:
        """(day, invoice, step) of every line that left, in order."""
        return [(day, number, step) for day, _, lines in self.sent() for number, step in lines]

    def reminders(self) -> tuple[Reminder, ...]:
        """Every reminder there is, oldest first."""
        from connector.core.history import State

        with self.store.reading(self.id) as unit:
            return unit.reminders.in_states(tuple(State))

    def tasks(self) -> list[str]:
        return [x.kind for x in to_do.tasks(self.app, self.id)]

    def reason(self, number: str) -> str:
        told = explain(self.app, self.id, number)
        return str(told.decision.reason if told.decision else told.invoice.status)

    def file_connection(self) -> Connection:
        with self.store.reading(self.id) as unit:
            return next(x for x in unit.connections.all() if x.kind is ConnectionKind.FILE)

    def add_address(self, customer: str, address: str) -> None:
        with self.store.writing(self.id) as unit:
            found = unit.ledger.find_customers(customer)[0]
            unit.ledger.add_contact(found.id, Contact(address), self.clock.now())


def connection_of(office: Office) -> Connection:
    """The office's account as it stands now."""
    with office.store.reading(office.id) as unit:
        return next(x for x in unit.connections.all() if x.name == "account")


def lines_of(reminder: Reminder) -> tuple[tuple[str, str], ...]:
    """(invoice, step) of each line that was not taken out."""
    return tuple(sorted((x.number, x.step_id) for x in reminder.live_lines))
