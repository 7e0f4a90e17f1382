"""Tending the consents: those that lie idle are kept alive, those that nothing stands on are forgotten."""

from datetime import timedelta
from uuid import uuid4

from connector.core.errors import AuthExpired
from connector.core.grants import Grant
from connector.usecases.application import Application

#: Tokens that were not exchanged for so long are exchanged, that they do not die unused.
KEEP_ALIVE_EVERY = timedelta(days=7)
#: A consent whose choice was never made is forgotten; longer than it stays open.
LEFT_OVER_AFTER = timedelta(hours=1)
#: No provider tells of anything again after so long.
EVENTS_KEPT_FOR = timedelta(days=30)
#: Real seconds until one that could not be exchanged is tried again.
AGAIN_SECONDS = 3600


def tend(app: Application) -> None:
    """What the schedule does for the installation; one consent in trouble never stops the others."""
    now = app.clock.now()
    app.store.webhook_events.forget(now - EVENTS_KEPT_FOR)
    for grant in app.store.grants.unused_since(now - LEFT_OVER_AFTER):
        app.store.grants.forget(grant.id)
    for grant in app.store.grants.idle_since(now - KEEP_ALIVE_EVERY):
        if app.store.leases.take(f"keep:{grant.id}", str(uuid4()), AGAIN_SECONDS):
            _keep_alive(app, grant)


def _keep_alive(app: Application, grant: Grant) -> None:
    try:
        app.systems.keep_alive(grant.provider, grant.id)
    except AuthExpired:
        return  # kept with the grant: each of its connections says so
    except Exception as error:  # noqa: BLE001 - the loop over grants ends here
        app.fault(f"keeping the consent {grant.id} alive", error)
