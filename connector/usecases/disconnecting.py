"""Disconnecting: nothing more is read or asked for, the key or consent is forgotten, the history stays."""

from enum import StrEnum

from connector.core.errors import ProviderError, Refused
from connector.core.grants import Grant
from connector.core.source import Connection
from connector.usecases.application import Application
from connector.usecases.connecting import connected


class Ending(StrEnum):
    """What became of the key or the consent."""

    KEY_FORGOTTEN = "key_forgotten"
    REVOKED = "revoked"
    STILL_USED = "still_used"
    LEFT_ALONE = "left_alone"
    NOT_LEFT = "not_left"
    OUT_OF_REACH = "out_of_reach"


def disconnect(app: Application, organisation_id: str, connection_id: str, person: str) -> Ending:
    """Its invoices stay as they were last seen, and are spoken of no more. Raises NotConnected."""
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        unit.lock_organisation(is_shared=False)
        connection = connected(unit, connection_id)
        unit.connections.change(
            connection.id, ended_at=now, grant_id=None, cursor=None, alarm=None, remark=None, stopped_at=None
        )
        unit.connections.keep_secret(connection.id, None)
        unit.raise_revision()
        named = {"provider": connection.provider, "name": connection.name}
        unit.audit(now, person, "connection.ended", **named)
    if connection.grant_id is None:
        return Ending.KEY_FORGOTTEN
    return let_go(app, connection, connection.grant_id)


def let_go(app: Application, connection: Connection, grant_id: str) -> Ending:
    """Ends the consent that a connection has stood on until now, as far as no other stands on it."""
    grant = app.store.grants.get(grant_id)
    if app.store.grants.tenants_on(grant.id):
        return _leave(app, grant, connection)
    return _end(app, grant, connection)


def _leave(app: Application, grant: Grant, connection: Connection) -> Ending:
    """Ends this account alone, where the provider can: others go on by the same consent."""
    try:
        if not app.systems.get(grant.provider).opens_several:
            return Ending.STILL_USED
        app.systems.leave(grant.provider, grant.id, connection.tenant or "")
    except (ProviderError, Refused):
        return Ending.NOT_LEFT
    return Ending.LEFT_ALONE


def _end(app: Application, grant: Grant, connection: Connection) -> Ending:
    """Revokes what nothing stands on any more, unless that would end what others stand on; forgets it."""
    try:
        if app.systems.get(grant.provider).opens_several and app.store.grants.is_any_used(grant.provider):
            return _leave(app, grant, connection)
        _, tokens = app.store.grants.held(grant.id)
        app.systems.authoriser(grant.provider).revoke(tokens, connection.tenant or "")
    except (ProviderError, Refused):
        return Ending.OUT_OF_REACH
    finally:
        app.store.grants.forget(grant.id)
    return Ending.REVOKED
