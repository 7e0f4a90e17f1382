"""One organisation whose only account is at a stand-in that really mails, and one invoice that is late."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from connector.channels.catcher import Catcher, Caught
from connector.channels.provider_mail import ProviderMail
from connector.channels.smtp import SmtpChannel
from connector.core.grants import Tokens
from connector.core.invoice import Mode, Organisation
from connector.core.message import Reminder
from connector.core.source import Connection, ConnectionKind
from connector.opener import Opener
from connector.store.engine import SqlStore
from connector.usecases.application import Application
from connector.usecases.organisations import add_organisation
from connector.usecases.run_once import run_once
from connector.usecases.send import Sent
from connector.usecases.sync import sync
from connector.usecases.to_do import tasks
from providers.sandbox import Handle
from providers.sandbox.faults import Fault
from providers.sandbox.oauth.clients import Client
from providers.sandbox.quickbooks import entry as quickbooks
from providers.sandbox.quickbooks.seed import REALM
from providers.sandbox.stripe import entry as stripe
from providers.sandbox.xero import entry as xero
from tests.scenarios.office import shared_ports

#: A Tuesday; the invoice was due six days before, and its friendly step a day before.
TUESDAY = datetime(2026, 11, 17, 11, tzinfo=UTC)
DUE_ON = date(2026, 11, 11)
ISSUED_ON = date(2026, 10, 12)
APP = "relance"
WRITING = (
    "offline_access",
    "accounting.invoices",
    "accounting.payments.read",
    "accounting.contacts.read",
    "accounting.settings.read",
)


@dataclass(frozen=True)
class Dialect:
    """What differs between the three: how an invoice is made there, and where its mail is asked for."""

    name: str
    add: Callable[[Handle, str, str], Any]
    tenant: Callable[[Handle], str | None]
    send_path: Callable[[Any], str]
    header: str | None


def _at_quickbooks(sandbox: Handle, number: str, email: str) -> Any:
    book = sandbox.quickbooks.book
    customer = quickbooks.add_customer(book, f"Acme {number}", email or None)
    given: dict[str, Any] = {"number": number, "issued_on": ISSUED_ON, "due_on": DUE_ON}
    return quickbooks.add_invoice(book, customer.id, 90, bill_email=email or None, **given)


def _at_xero(sandbox: Handle, number: str, email: str) -> Any:
    book = sandbox.xero.book
    contact = xero.add_contact(book, f"Acme {number}", email)
    return xero.add_invoice(book, contact, 9_000, number=number, issued_on=ISSUED_ON, due_on=DUE_ON)


def _at_stripe(sandbox: Handle, number: str, email: str) -> Any:
    book = sandbox.stripe.book
    customer = stripe.add_customer(book, name=f"Acme {number}", email=email or None)
    days: dict[str, Any] = {"created": _noon(ISSUED_ON), "due": _noon(DUE_ON)}
    return stripe.add_invoice(book, customer.id, 9_000, number=number, **days)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


DIALECTS: Mapping[str, Dialect] = {
    "quickbooks": Dialect(
        "quickbooks", _at_quickbooks, lambda _: REALM,
        lambda invoice: f"/v3/company/{REALM}/invoice/{invoice.id}/send", None,
    ),
    "xero": Dialect(
        "xero", _at_xero, lambda sandbox: sandbox.xero.book.organisation.id,
        lambda invoice: f"/api.xro/2.0/Invoices/{invoice.id}/Email", "idempotency-key",
    ),
    "stripe": Dialect(
        "stripe", _at_stripe, lambda _: None,
        lambda invoice: f"/v1/invoices/{invoice.id}/send", "idempotency-key",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class SandboxTime:
    sandbox: Handle

    def now(self) -> datetime:
        return self.sandbox.clock.now()


class Stage:
    """Relance beside one stand-in; every mail of both arrives at the catcher."""

    def __init__(
        self, dialect: Dialect, sandbox: Handle, store: SqlStore, catcher: Catcher, **settings: str
    ) -> None:
        self.dialect, self.sandbox, self.store, self.catcher = dialect, sandbox, store, catcher
        self.faults: list[Exception] = []
        self._settings = settings
        self.mailer = SmtpChannel(catcher.url)
        self.opener = Opener(self._settings_of, store, SandboxTime(sandbox))
        calendars, policies, renderer = shared_ports()
        self.app = Application(
            store=store,
            clock=SandboxTime(sandbox),
            calendars=calendars,
            policies=policies,
            renderer=renderer,
            channels={"email": self.mailer},
            sources=self.opener.source,
            documents=self.opener.documents,
            systems=self.opener,
            can_send=self.opener.can_send,
            takes_notes=self.opener.takes_notes,
            note_taker=self.opener.note_taker,
            through_provider=lambda c, s, i, key: ProviderMail(self.opener.sender(c, s), i, key),
            fault=lambda _, error: self.faults.append(error),
        )

    def begin(
        self, policy: str = "account", scopes: tuple[str, ...] = WRITING, key: str = "rk_test_x"
    ) -> None:
        """An organisation that writes by itself, and its account."""
        draft = Organisation(
            "", f"Mill {uuid4()}", "GB", "Europe/London", "en", "GBP", Mode.AUTO, policy=policy,
            contact="Anna", sender="anna@mill.example",
        )  # fmt: skip
        self.id = add_organisation(self.app, draft).id
        made = Connection(
            str(uuid4()), self.dialect.name, "account", ConnectionKind.ACCOUNT,
            grant_id=self._consent(scopes), tenant=self.dialect.tenant(self.sandbox),
        )  # fmt: skip
        with self.store.writing(self.id) as unit:
            unit.connections.add(made, key if self.dialect.name == "stripe" else None)

    def invoice(self, number: str, email: str = "ap@acme.example") -> Any:
        return self.dialect.add(self.sandbox, number, email)

    def cycle(self, after: timedelta = timedelta()) -> list[Sent]:
        """One whole cycle, so much later."""
        self.sandbox.clock.advance(after)
        found = run_once(self.app, self.id).sent
        assert self.faults == []
        return found

    def plan(self, invoice: Any, fault: Fault) -> None:
        """The next call that asks for this invoice's mail ends so."""
        fault.path, fault.method = self.dialect.send_path(invoice), "POST"
        self.sandbox.faults.plan(fault)

    def ends(self) -> list[tuple[str, str, str | None]]:
        """Channel, state and reason of every reminder, oldest first."""
        return [(x.channel.value, x.state.value, x.reason) for x in self.reminders()]

    def reminders(self) -> tuple[Reminder, ...]:
        from connector.core.history import State

        with self.store.reading(self.id) as unit:
            return unit.reminders.in_states(tuple(State))

    def tasks(self) -> list[tuple[str, str]]:
        return [(x.kind, x.detail) for x in tasks(self.app, self.id)]

    def mails(self) -> list[tuple[str, tuple[str, ...]]]:
        """From whom and to whom, as the catcher got them."""
        return [(_sender(x), x.rcpt_to) for x in self.catcher.all()]

    def asked(self) -> list[Any]:
        """The calls that asked for a mail."""
        stand_in: Any = getattr(self.sandbox, self.dialect.name)
        seen = getattr(stand_in, "front", stand_in).seen
        return [x for x in seen if x.method == "POST" and x.path.endswith(("/send", "/Email"))]

    def keys(self) -> list[str]:
        """What those calls bore in the place of a reminder's id, with its attempt."""
        ids = {x.id: f"reminder {n}" for n, x in enumerate(self.reminders(), 1)}
        found = [self._key(x) for x in self.asked()]
        return [f"{ids[key[:36]]}{key[36:]}" for key in found]

    def changes(self) -> int:
        """How many invoices the next reading finds changed."""
        before = [self._ledger()]
        (done,) = sync(self.app, self.id)
        assert done.report is not None
        assert before == [self._ledger()]
        return done.report.changed

    def _ledger(self) -> list[Any]:
        with self.store.reading(self.id) as unit:
            return [(x.customer, x.invoices) for x in unit.ledger.facts()]

    def _key(self, seen: Any) -> str:
        if self.dialect.header is not None:
            return str(seen.headers[self.dialect.header])
        (found,) = [part[10:] for part in seen.query.split("&") if part.startswith("requestid=")]
        return str(found)

    def _consent(self, scopes: tuple[str, ...]) -> str | None:
        if self.dialect.name == "stripe":
            return None
        oauth = getattr(self.sandbox, self.dialect.name).oauth
        oauth.clients.register(Client(APP, "shh"))
        tenants = (self.dialect.tenant(self.sandbox) or "",)
        wanted = {"scopes": scopes} if self.dialect.name == "xero" else {}
        given = oauth.grant(client_id=APP, tenants=tenants, **wanted)
        now = self.sandbox.clock.now()
        until = now + timedelta(seconds=given["expires_in"])
        tokens = Tokens(given["access_token"], until, given["refresh_token"])
        return self.store.grants.add(self.dialect.name, "anna", tokens, now).id

    def _settings_of(self, provider: str) -> Mapping[str, str]:
        url = self.sandbox.url_of(provider)
        own = {"API_URL": url, "TOKEN_URL": f"{url}/oauth2/v1/tokens/bearer"}
        if provider == "xero":
            own = {
                "API_URL": f"{url}/api.xro/2.0", "TOKEN_URL": f"{url}/connect/token",
                "CONNECTIONS_URL": f"{url}/connections", "SCOPES": " ".join(WRITING),
            }  # fmt: skip
        places = {"AUTHORIZE_URL": url, "REVOKE_URL": url}
        return {"CLIENT_ID": APP, "CLIENT_SECRET": "shh"} | places | own | self._settings


def _sender(caught: Caught) -> str:
    return caught.mail_from
