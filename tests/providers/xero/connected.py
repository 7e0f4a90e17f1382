"""The provider, connected to a sandbox by a consent given there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from connector.core.source import Batch
from providers._http import Access, Key
from providers._opened import Opened
from providers.sandbox import Handle
from providers.sandbox.clock import SandboxClock
from providers.sandbox.xero.book import Book
from providers.xero import Xero
from providers.xero.consent import SCOPES

APP = "relance"


@dataclass(frozen=True)
class SandboxTime:
    """The core's clock, kept at the sandbox's moment."""

    clock: SandboxClock

    def now(self) -> datetime:
        return self.clock.now()


class Consented:
    """A consent's tokens in memory: a refusal exchanges them once, as the keeper of grants does."""

    def __init__(self, sandbox: Handle, scopes: str = SCOPES, tenants: tuple[str, ...] | None = None) -> None:
        given = sandbox.xero.oauth.grant(client_id=APP, scopes=tuple(scopes.split()), tenants=tenants)
        self.token = given["access_token"]
        self.renewed = 0
        self._sandbox = sandbox
        self.grant = sandbox.xero.oauth.grants[-1]

    def access(self) -> str:
        return str(self.token)

    def after_refusal(self, access: str) -> str:
        if access == self.token:
            self.renewed += 1
            with self._sandbox.xero.oauth.lock:
                self.token = self._sandbox.xero.oauth._desk.issue(self.grant)["access_token"]
        return str(self.token)


def settings(sandbox: Handle) -> dict[str, str]:
    url = sandbox.xero_url
    return {
        "CLIENT_ID": APP,
        "CLIENT_SECRET": "shh",
        "API_URL": f"{url}/api.xro/2.0",
        "CONNECTIONS_URL": f"{url}/connections",
        "AUTHORIZE_URL": f"{url}/identity/connect/authorize",
        "TOKEN_URL": f"{url}/connect/token",
        "REVOKE_URL": f"{url}/connect/revocation",
    }


def opened(
    sandbox: Handle, access: Access | None = None, tenant: str | None = None, time_out: float = 10
) -> Opened:
    """On the first organisation unless another is named."""
    return Opened(
        access or Key(Consented(sandbox).access()),
        settings(sandbox),
        SandboxTime(sandbox.clock),
        tenant or sandbox.xero.book.organisation.id,
        time_out=time_out,
    )


def connect(
    sandbox: Handle, access: Access | None = None, tenant: str | None = None, time_out: float = 10
) -> Xero:
    return Xero(opened(sandbox, access, tenant, time_out))


def lift_limits(sandbox: Handle) -> None:
    limits = sandbox.xero.limits
    limits.at_once = limits.per_minute = limits.per_day = limits.app_per_minute = None


def together(batches: Iterable[Batch]) -> Batch:
    """All pages as one, with the last one's cursor."""
    every = list(batches)
    return Batch(
        tuple(row for batch in every for row in batch.customers),
        tuple(row for batch in every for row in batch.invoices),
        tuple(row for batch in every for row in batch.credits),
        tuple(alarm for batch in every for alarm in batch.alarms),
        every[-1].cursor,
        next((batch.expected for batch in every if batch.expected is not None), None),
    )


def calls(sandbox: Handle) -> list[str]:
    """What the Accounting API was asked, path and query, since it was last forgotten."""
    api = "/api.xro/2.0"
    asked = [seen for seen in sandbox.xero.front.seen if seen.path.startswith(api)]
    return [f"{seen.path.removeprefix(api)}?{seen.query}" for seen in asked]


def forget(sandbox: Handle) -> None:
    sandbox.xero.front.seen.clear()


def book(sandbox: Handle) -> Book:
    return sandbox.xero.book
