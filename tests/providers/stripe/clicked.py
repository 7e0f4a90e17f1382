"""Businesses whose account was connected with a click: the operator has a platform, the owner consented."""

from uuid import uuid4

from connector.channels.provider_mail import ProviderMail
from connector.core.invoice import Invoice
from connector.core.links import Links
from connector.core.source import Connection
from connector.opener import Opener
from connector.store.engine import SqlStore
from connector.usecases import connecting
from connector.usecases.connecting import Asker
from connector.usecases.disconnecting import disconnect
from connector.usecases.sync import Synced, sync
from providers.sandbox import Handle
from providers.sandbox.addresses import settings_of
from providers.sandbox.stripe.request import short
from providers.sandbox.stripe.seed import empty_book
from tests.consenting import answered
from tests.providers.stripe.connected import SandboxTime
from tests.scenarios.office import Office

ANNA = Asker("anna@atelier.example", "session of Anna")
OWN, OTHER = "acct_1SandboxRelance", "acct_2Other"


class Business:
    """One organisation, its pages open to its customers, all of it on the sandbox's clock."""

    def __init__(self, store: SqlStore, sandbox: Handle, **organisation: object) -> None:
        self.sandbox = sandbox
        self.settings = dict(settings_of(sandbox.url)["stripe"])
        self.opener = Opener(lambda name: self.settings, store, SandboxTime(sandbox.clock))
        self.office = Office(store, **organisation)  # type: ignore[arg-type]
        self.office.app = self.app = self.office.make_app(
            clock=SandboxTime(sandbox.clock),
            sources=self.opener.source,
            documents=self.opener.documents,
            recoveries=self.opener.recovery,
            systems=self.opener,
            can_send=self.opener.can_send,
            through_provider=lambda c, s, i, key: ProviderMail(self.opener.sender(c, s), i, key),
            links=Links(b"k" * 32),
            page_link="https://relance.example",
        )
        disconnect(self.app, self.office.id, self.office.connection.id, "anna")

    @property
    def connection(self) -> Connection:
        with self.office.store.reading(self.office.id) as unit:
            (found,) = unit.connections.all()
        return found

    def click(self, account: str = OWN) -> Connection:
        address = connecting.start(self.app, self.office.id, "stripe", ANNA)
        given = answered(address, tenants=account)
        made = connecting.finish(self.app, self.office.id, "stripe", given, ANNA)
        assert isinstance(made, Connection)
        return made

    def sync(self) -> Synced:
        (done,) = sync(self.app, self.office.id)
        return done

    def invoices(self) -> list[Invoice]:
        with self.office.store.reading(self.office.id) as unit:
            return [x for facts in unit.ledger.facts() for x in facts.invoices]

    @property
    def token(self) -> str:
        return self.app.store.grants.held(self.connection.grant_id or "")[1].access


def another_account(sandbox: Handle) -> None:
    """A second one that can be let in."""
    sandbox.stripe.add_book(empty_book(OTHER, sandbox.stripe.book.clock), f"rk_test_{uuid4().hex}")


def asked_of_oauth(sandbox: Handle) -> list[str]:
    """What was asked of the platform's own addresses, pages apart."""
    return [x.path for x in sandbox.stripe.seen if x.path.startswith("/oauth/") and x.method == "POST"]


def keys_at_the_api(sandbox: Handle) -> set[str]:
    """What the API was opened with, cut short; no call names another account beside its key."""
    calls = [x for x in sandbox.stripe.seen if x.path.startswith("/v1/")]
    assert not any("stripe-account" in x.headers for x in calls)
    return {x.headers["authorization"].removeprefix("Bearer ") for x in calls}


__all__ = [
    "ANNA",
    "OTHER",
    "OWN",
    "Business",
    "another_account",
    "asked_of_oauth",
    "keys_at_the_api",
    "short",
]
