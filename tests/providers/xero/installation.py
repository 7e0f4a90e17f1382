"""A whole installation over a real store, its consent given at the sandbox, its clock the sandbox's."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from connector.channels.provider_mail import ProviderMail
from connector.core.grants import Grant, Tokens
from connector.core.invoice import HoldReason, Organisation
from connector.core.source import Connection, ConnectionKind
from connector.opener import Opener
from connector.store.engine import SqlStore
from connector.usecases.application import Application
from connector.usecases.organisations import add_organisation
from connector.usecases.sync import Synced, sync
from providers.sandbox import Handle
from providers.sandbox.oauth.clients import Client
from providers.sandbox.xero.book import Book
from providers.xero.consent import SCOPES
from tests.providers.xero.connected import APP, SandboxTime, settings
from tests.scenarios.office import shared_ports

#: What is said of an invoice: status, open, total, currency, customer, due on, promised for.
Said = tuple[str, int, int, str, str, date | None, date | None]


class Installation:
    """Relance with its app registered at Xero."""

    def __init__(self, store: SqlStore, sandbox: Handle) -> None:
        calendars, policies, renderer = shared_ports()
        self.store = store
        self.sandbox = sandbox
        self.clock = SandboxTime(sandbox.clock)
        self.faults: list[Exception] = []
        sandbox.xero.oauth.clients.register(Client(APP, "shh"))
        self.opener = Opener(lambda _: settings(sandbox), store, self.clock)
        self.app = Application(
            store=store,
            clock=self.clock,
            calendars=calendars,
            policies=policies,
            renderer=renderer,
            channels={},
            sources=self.opener.source,
            documents=self.opener.documents,
            systems=self.opener,
            takes_notes=self.opener.takes_notes,
            note_taker=self.opener.note_taker,
            can_send=self.opener.can_send,
            through_provider=lambda c, s, i, key: ProviderMail(self.opener.sender(c, s), i, key),
            fault=lambda _, error: self.faults.append(error),
        )

    def consent(self, *tenants: str, scopes: str = SCOPES) -> Grant:
        """A consent to these organisations, kept with its tokens."""
        given = self.sandbox.xero.oauth.grant(
            client_id=APP, scopes=tuple(scopes.split()), tenants=tenants or None
        )
        now = self.clock.now()
        until = now + timedelta(seconds=given["expires_in"])
        return self.store.grants.add(
            "xero", "anna", Tokens(given["access_token"], until, given["refresh_token"]), now
        )

    def connect(self, grant: Grant, book: Book) -> "Connected":
        """An organisation of ours for an organisation there."""
        own = book.organisation
        draft = Organisation("", f"{own.name} {uuid4()}", own.country, own.zone, "en", own.currency)
        made = add_organisation(self.app, draft)
        connection = Connection(
            str(uuid4()), "xero", own.name, ConnectionKind.ACCOUNT, grant_id=grant.id, tenant=own.id
        )
        with self.store.writing(made.id) as unit:
            unit.connections.add(connection)
        return Connected(self, made.id, connection.id, book)


@dataclass(frozen=True)
class Connected:
    """One of our organisations, standing on a consent, beside the book it is read from."""

    installation: Installation
    id: str
    connection_id: str
    book: Book

    def sync(self) -> Synced:
        done = sync(self.installation.app, self.id)
        assert len(done) == 1
        return done[0]

    @property
    def connection(self) -> Connection:
        with self.installation.store.reading(self.id) as unit:
            return next(x for x in unit.connections.all() if x.id == self.connection_id)

    def ledger(self) -> dict[str, Said]:
        """Every invoice that Relance has of this organisation, by number."""
        with self.installation.store.reading(self.id) as unit:
            numbers = {row.number for row in self.book.invoices.rows.values()}
            known = [x for number in numbers for x in unit.ledger.find_invoices(number)]
            names = {x.customer_id: unit.ledger.customer(x.customer_id).name for x in known}
            holds = [hold for facts in unit.ledger.facts() for hold in facts.holds if hold.ended_on is None]
        promised = {x.invoice_id: x.until_on for x in holds if x.reason is HoldReason.PROMISE}
        return {
            x.number: (
                x.status.value,
                x.open,
                x.total,
                x.currency,
                names[x.customer_id],
                x.due_on,
                promised.get(x.id),
            )
            for x in known
        }

    def credits(self) -> dict[tuple[str, str], int]:
        """Unused money by customer and currency."""
        found: dict[tuple[str, str], int] = {}
        with self.installation.store.reading(self.id) as unit:
            for facts in unit.ledger.facts():
                for credit in facts.credits:
                    key = (facts.customer.name, credit.currency)
                    found[key] = found.get(key, 0) + credit.amount
        return found

    def addresses(self) -> dict[str, tuple[str, ...]]:
        """Who may be written to, and where."""
        with self.installation.store.reading(self.id) as unit:
            return {
                facts.customer.name: tuple(contact.email for contact in facts.customer.contacts)
                for facts in unit.ledger.facts()
            }

    # ------------------------------------------------------------ the same, told by the book itself

    def owed(self) -> dict[str, Said]:
        """The sales that are open there."""
        return {n: said for n, said in self.told().items() if said[0] == "open"}

    def told(self) -> dict[str, Said]:
        """Every sale there, in our words."""
        rows = [row for row in self.book.invoices.rows.values() if row.type == "ACCREC"]
        names = self.book.contacts.rows
        return {
            row.number: (
                _word(row),
                row.amount_due,
                row.total,
                row.currency,
                names[row.contact].name,
                row.due_on,
                row.expected_on if _word(row) == "open" else None,
            )
            for row in rows
        }

    def unused(self) -> dict[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for shelf in self.book.credits.values():
            for row in shelf.rows.values():
                if row.remaining:
                    key = (self.book.contacts.rows[row.contact].name, row.currency)
                    found[key] = found.get(key, 0) + row.remaining
        return found

    def people(self) -> dict[str, tuple[str, ...]]:
        """Everybody who may be written to there: nobody who asked to be forgotten."""
        return {
            row.name: () if row.status == "GDPRREQUEST" else _emails(row)
            for row in self.book.contacts.rows.values()
        }


def _word(row: Any) -> str:
    if row.status == "AUTHORISED":
        return "open"
    if row.status == "PAID":
        is_money = row.amount_paid or any(each.kind != "credit_note" for each in row.allocations)
        return "paid" if is_money else "credited"
    return {"VOIDED": "void"}.get(row.status, "deleted")


def _emails(row: Any) -> tuple[str, ...]:
    return tuple(x for x in (row.email, *(p.email for p in row.persons if p.is_included)) if x)
