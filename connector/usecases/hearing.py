"""Hearing: a webhook is checked, kept and answered; the schedule reads the account again."""

from collections.abc import Mapping

from connector.core.errors import Refused
from connector.core.webhooks import APP
from connector.usecases.application import Application


def hear(app: Application, provider: str, endpoint: str, headers: Mapping[str, str], body: bytes) -> None:
    """Keeps what is told, each piece of news once. Nothing is believed of it but that something changed.

    Raises Forged; Malformed when it was signed and cannot be read; Refused for an endpoint that is not
    ours, said only to who has signed.
    """
    now = app.clock.now()
    told = app.systems.webhooks(provider).read(headers, body, now)
    if endpoint != APP and not app.store.webhook_events.knows(provider, endpoint):
        raise Refused(f"No account of {provider} is connected here under {endpoint}.")
    app.store.webhook_events.keep(provider, endpoint, told, now)
