"""Accounts at the stand-ins with as many invoices as wanted, each connected to an installation of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import uuid4

import requests

from bench.book import application
from connector.core.budgets import Priority
from connector.core.grants import Tokens
from connector.core.invoice import Organisation
from connector.core.source import Connection, ConnectionKind
from connector.opener import Opener
from connector.store.engine import SqlStore, open_store
from connector.store.migrate import migrate
from connector.store.vault import Vault
from connector.usecases.application import Application
from connector.usecases.sync import sync
from providers.sandbox import Handle
from providers.sandbox.clock import SandboxClock
from providers.sandbox.quickbooks import entry as quickbooks
from providers.sandbox.quickbooks import lifecycle
from providers.sandbox.quickbooks.seed import REALM
from providers.sandbox.stripe import entry as stripe
from providers.sandbox.xero import entry as xero

NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
APP, _KEY = "relance", "rk_test_ofthebench"
#: Invoices of one customer.
_EACH: Final = 10
#: Pays the first so many invoices there.
Pay = Callable[[int], None]


@dataclass(frozen=True)
class Account:
    """One connected account; `pay` pays the first so many of its invoices there."""

    app: Application
    organisation_id: str
    sandbox: Handle
    provider: str
    pay: Pay

    def read(self) -> None:
        """As the schedule does, ten minutes later. Raises RuntimeError where it fails."""
        self.sandbox.clock.advance(timedelta(minutes=10))
        (done,) = sync(self.app, self.organisation_id)
        if done.problem is not None:
            raise RuntimeError(done.problem)

    def read_singly(self, count: int) -> None:
        """The balances of so many invoices, as before sending."""
        with self.app.store.reading(self.organisation_id) as unit:
            (connection,) = unit.connections.all()
            secret = unit.connections.secret(connection.id)
            every = (x.source_id or "" for facts in unit.ledger.facts() for x in facts.invoices)
            ids = list(islice(every, count))
        found = self.app.sources(connection, secret, Priority.SEND).read(ids)
        if len(found) != count:
            raise RuntimeError(f"{len(found)} invoices instead of {count}")

    def calls(self) -> int:
        """How often the provider was asked since the last time."""
        log = f"{self.sandbox.url}/_sandbox/requests"
        found = requests.get(log, params={"provider": self.provider}, timeout=60).json()
        requests.delete(log, timeout=60)
        return len(found)


def accounts(folder: Path, sandbox: Handle, invoices: int) -> Iterator[Account]:
    """One at each provider, made when it is asked for."""
    for provider, fill in _FILL.items():
        pay = fill(sandbox, invoices)
        app, organisation_id = _connected(folder, sandbox, provider)
        yield Account(app, organisation_id, sandbox, provider, pay)


@dataclass(frozen=True, slots=True)
class _Clock:
    clock: SandboxClock

    def now(self) -> datetime:
        return self.clock.now()


def _connected(folder: Path, sandbox: Handle, provider: str) -> tuple[Application, str]:
    url = f"sqlite:///{folder / provider}.sqlite"
    migrate(url)
    store = open_store(url, vault=Vault({"1": b"k" * 32}))
    clock = _Clock(sandbox.clock)
    opener = Opener(lambda _: _settings(sandbox, provider), store, clock)
    app = replace(
        application(store), clock=clock, sources=opener.source, documents=opener.documents, systems=opener
    )
    organisation = Organisation(str(uuid4()), "Bench", "FR", "Europe/Paris", "fr", "EUR")
    store.directory.add(organisation, clock.now())
    connection, key = _connection(sandbox, store, provider)
    with store.writing(organisation.id) as unit:
        unit.connections.add(connection, key)
    return app, organisation.id


def _settings(sandbox: Handle, provider: str) -> dict[str, str]:
    base = sandbox.url_of(provider)
    app = {"CLIENT_ID": APP, "CLIENT_SECRET": "shh"}
    return {
        "stripe": {"API_URL": base},
        "quickbooks": app | {"API_URL": base, "TOKEN_URL": f"{base}/oauth2/v1/tokens/bearer"},
        "xero": app | {"API_URL": f"{base}/api.xro/2.0", "TOKEN_URL": f"{base}/connect/token"},
    }[provider]


def _connection(sandbox: Handle, store: SqlStore, provider: str) -> tuple[Connection, str | None]:
    if provider == "stripe":
        return Connection(str(uuid4()), provider, "Bench", ConnectionKind.ACCOUNT), _KEY
    dialect = sandbox.quickbooks if provider == "quickbooks" else sandbox.xero
    tenant = REALM if provider == "quickbooks" else sandbox.xero.book.organisation.id
    given = dialect.oauth.grant(client_id=APP, tenants=(tenant,))
    now = sandbox.clock.now()
    tokens = Tokens(given["access_token"], now + timedelta(minutes=30), given["refresh_token"])
    grant = store.grants.add(provider, "bench", tokens, now)
    made = Connection(
        str(uuid4()), provider, "Bench", ConnectionKind.ACCOUNT, grant_id=grant.id, tenant=tenant
    )
    return made, None


# ---------------------------------------------------------------- what is owed there


def _quickbooks(sandbox: Handle, invoices: int) -> Pay:
    book = sandbox.quickbooks.book
    owners = [
        quickbooks.add_customer(book, f"Customer {n}", email=f"c{n}@bench.example").id
        for n in range(invoices // _EACH)
    ]
    made = [
        quickbooks.add_invoice(book, owners[n // _EACH], "100.25", number=str(n), due_on=NOON.date())
        for n in range(invoices)
    ]

    def pay(count: int) -> None:
        for invoice in made[:count]:
            lifecycle.pay(book, invoice)

    return pay


def fill_xero(sandbox: Handle, invoices: int) -> Pay:
    book = sandbox.xero.book
    owners = [
        xero.add_contact(book, f"Customer {n}", f"c{n}@bench.example") for n in range(invoices // _EACH)
    ]
    due_on = NOON.date() + timedelta(days=30)
    made = [
        xero.add_invoice(book, owners[n // _EACH], 100_25, number=f"B-{n}", due_on=due_on)
        for n in range(invoices)
    ]

    def pay(count: int) -> None:
        for invoice in made[:count]:
            xero.pay(book, invoice)

    return pay


def _stripe(sandbox: Handle, invoices: int) -> Pay:
    book = sandbox.stripe.book
    owners = [
        stripe.add_customer(book, name=f"Customer {n}", email=f"c{n}@bench.example").id
        for n in range(invoices // _EACH)
    ]
    due = NOON + timedelta(days=30)
    made = [
        stripe.add_invoice(book, owners[n // _EACH], 100_25, number=f"B-{n}", due=due)
        for n in range(invoices)
    ]

    def pay(count: int) -> None:
        for invoice in made[:count]:
            stripe.take_payment(book, invoice)

    return pay


_FILL: dict[str, Callable[[Handle, int], Pay]] = {
    "quickbooks": _quickbooks,
    "xero": fill_xero,
    "stripe": _stripe,
}
