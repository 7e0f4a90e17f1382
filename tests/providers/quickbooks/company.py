"""A company of the sandbox that somebody consented to, read into a real ledger as the application does it."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from connector.channels.memory import MemoryChannel
from connector.channels.provider_mail import ProviderMail
from connector.core.invoice import Organisation
from connector.core.source import Connection, ConnectionKind
from connector.opener import Opener
from connector.store.engine import SqlStore
from connector.usecases.application import Application
from connector.usecases.sync import Synced, sync
from providers._http import Key
from providers._oauth import Consent
from providers._opened import Opened
from providers.quickbooks import QuickBooks
from providers.sandbox import Handle
from providers.sandbox.quickbooks.book import Book, Customer
from tests.providers.quickbooks.connected import SandboxTime, asked, settings_of
from tests.providers.sandbox.browser import decide, said
from tests.scenarios.office import shared_ports

CALLBACK = "http://127.0.0.1:8000/oauth/callback"
WHOLE = {"USD": 100, "CAD": 100, "GBP": 100, "EUR": 100, "JPY": 1}


class Company:
    """One organisation whose only account is a QuickBooks company; its clock is the sandbox's."""

    def __init__(self, sandbox: Handle, store: SqlStore) -> None:
        self.sandbox = sandbox
        self.store = store
        self.clock = SandboxTime(sandbox.clock)
        self.id = str(uuid4())
        self.faults: list[Exception] = []
        made = Organisation(self.id, f"Mesa {self.id}", "US", "America/Phoenix", "en", "USD")
        store.directory.add(made, self.clock.now())
        opener = Opener(lambda _: settings_of(sandbox), store, self.clock)
        calendars, policies, renderer = shared_ports()
        self.app = Application(
            store=store,
            clock=self.clock,
            calendars=calendars,
            policies=policies,
            renderer=renderer,
            channels={"email": MemoryChannel()},
            sources=opener.source,
            documents=opener.documents,
            systems=opener,
            takes_notes=opener.takes_notes,
            note_taker=opener.note_taker,
            can_send=opener.can_send,
            through_provider=lambda c, s, i, key: ProviderMail(opener.sender(c, s), i, key),
            fault=lambda _, error: self.faults.append(error),
        )
        self._consent()
        sandbox.quickbooks.front.seen.clear()

    def _consent(self) -> None:
        """The owner allows it on the page; what the callback names becomes the connection."""
        app = Consent(QuickBooks.registration(settings_of(self.sandbox)), self.clock.now)
        callback = decide(app.address("a-state", "", CALLBACK))
        tokens = app.exchange(said(callback)["code"], "", CALLBACK)
        opened = Opened(Key(tokens.access), settings_of(self.sandbox), self.clock)
        (tenant,) = QuickBooks.tenants(opened, said(callback))
        self.grant = self.store.grants.add("quickbooks", "anna", tokens, self.clock.now())
        connection = Connection(
            str(uuid4()),
            "quickbooks",
            tenant.name,
            ConnectionKind.ACCOUNT,
            grant_id=self.grant.id,
            tenant=tenant.id,
        )
        with self.store.writing(self.id) as unit:
            unit.connections.add(connection)

    def sync(self) -> Synced:
        (done,) = sync(self.app, self.id)
        return done

    @property
    def connection(self) -> Connection:
        with self.store.reading(self.id) as unit:
            (found,) = unit.connections.all()
        return found

    def calls(self) -> list[str]:
        """The paths that were asked for since the last look, the sign-in's left out."""
        found = [call.partition("?")[0] for call in asked(self.sandbox)]
        self.sandbox.quickbooks.front.seen.clear()
        return found

    # ------------------------------------------------------------ what the ledger says

    def owed(self) -> dict[str, tuple[Any, ...]]:
        """By number: customer, currency, total, open, due day."""
        with self.store.reading(self.id) as unit:
            return {
                x.number: (facts.customer.name, x.currency, x.total, x.open, x.due_on)
                for facts in unit.ledger.facts()
                for x in facts.invoices
            }

    def unused(self) -> list[tuple[str, str, int]]:
        """Unmatched money of whoever owes anything: customer, currency, amount."""
        with self.store.reading(self.id) as unit:
            return sorted(
                (facts.customer.name, x.currency, x.amount)
                for facts in unit.ledger.facts()
                for x in facts.credits
            )

    def emails(self) -> dict[str, list[str]]:
        with self.store.reading(self.id) as unit:
            return {x.customer.name: [c.email for c in x.customer.contacts] for x in unit.ledger.facts()}

    def status(self, number: str) -> str:
        with self.store.reading(self.id) as unit:
            (found,) = unit.ledger.find_invoices(number)
        return found.status.value


# ------------------------------------------------------------ what the book says


def owed_in(book: Book) -> dict[str, tuple[Any, ...]]:
    """The same, from the book itself."""
    return {
        x.number or x.id: (
            debtor(book, x.customer).display_name,
            x.currency,
            _minor(x.total, x.currency),
            _minor(x.balance, x.currency),
            x.due_on,
        )
        for x in book.invoices.rows.values()
        if x.balance > 0
    }


def unused_in(book: Book) -> list[tuple[str, str, int]]:
    """The same, from the book itself."""
    debtors = {row[0] for row in owed_in(book).values()}
    money = [(x.customer, x.currency, x.unapplied) for x in book.payments.rows.values()]
    money += [(x.customer, x.currency, x.remaining) for x in book.credit_memos.rows.values()]
    found = [(debtor(book, who).display_name, cur, _minor(rest, cur)) for who, cur, rest in money if rest > 0]
    return sorted(row for row in found if row[0] in debtors)


def debtor(book: Book, customer: str) -> Customer:
    """Whoever gets his bills."""
    found = book.customers.rows[customer]
    return debtor(book, found.parent) if found.is_billed_with_parent and found.parent else found


def _minor(amount: Decimal, currency: str) -> int:
    return int(amount * WHOLE[currency])
