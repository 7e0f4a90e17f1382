"""The provider, connected to a company of the sandbox."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from connector.core.source import Batch
from providers._http import Key
from providers._opened import Opened
from providers.quickbooks import QuickBooks
from providers.sandbox import Handle
from providers.sandbox.clock import SandboxClock
from providers.sandbox.quickbooks.seed import REALM

CLIENT = "relance"


@dataclass(frozen=True)
class SandboxTime:
    """The core's clock, kept at the sandbox's moment."""

    clock: SandboxClock

    def now(self) -> datetime:
        return self.clock.now()


def settings_of(sandbox: Handle) -> dict[str, str]:
    """An app that is registered at the sandbox."""
    base = sandbox.quickbooks_url
    return {
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": "shh",
        "API_URL": base,
        "AUTHORIZE_URL": f"{base}/connect/oauth2",
        "TOKEN_URL": f"{base}/oauth2/v1/tokens/bearer",
        "REVOKE_URL": f"{base}/v2/oauth2/tokens/revoke",
    }


def opened(sandbox: Handle, realm: str | None = REALM, time_out: float = 10) -> Opened:
    """With an access token of an hour."""
    tokens = sandbox.quickbooks.oauth.grant(client_id=CLIENT, tenants=(realm or REALM,))
    access = Key(str(tokens["access_token"]))
    return Opened(access, settings_of(sandbox), SandboxTime(sandbox.clock), realm, time_out=time_out)


def connect(sandbox: Handle) -> QuickBooks:
    return QuickBooks(opened(sandbox))


def together(batches: Iterable[Batch]) -> Batch:
    """All pages as one, the last word on each customer counting."""
    every = list(batches)
    return Batch(
        tuple({row.source_id: row for batch in every for row in batch.customers}.values()),
        tuple(row for batch in every for row in batch.invoices),
        tuple(row for batch in every for row in batch.credits),
        tuple(alarm for batch in every for alarm in batch.alarms),
        next((batch.cursor for batch in reversed(every) if batch.cursor), None),
        next((batch.expected for batch in every if batch.expected is not None), None),
    )


def asked(sandbox: Handle) -> list[str]:
    """The calls the company has had: path below it and query, oldest first."""
    seen = [request for request in sandbox.quickbooks.front.seen if "/v3/company/" in request.path]
    return [f"{request.path.split('/', 4)[4]}?{request.query}" for request in seen]
