"""Connecting with a key: it is tried, sealed, and never shown again."""

from uuid import uuid4

from connector.core.errors import Refused
from connector.core.ports import UnitOfWork
from connector.core.source import Connection, ConnectionKind
from connector.usecases.application import Application
from connector.usecases.connecting import revive
from connector.usecases.disconnecting import let_go
from connector.usecases.sentences import say


def try_and_connect(
    app: Application, organisation_id: str, provider: str, key: str, person: str
) -> Connection:
    """Connects the account that this key opens. Raises Refused, NotConnected and ProviderError."""
    system = app.systems.get(provider)
    if not system.takes_key:
        raise Refused(say("by_consent", system=system.title))
    found = app.systems.probed(provider, key)
    if found.is_proven:
        with app.store.reading(organisation_id) as unit:
            unit.connections.check_free(provider, found.name)
    return connect(app, organisation_id, provider, found.name, key, person, found.is_proven)


def connect(
    app: Application,
    organisation_id: str,
    provider: str,
    name: str,
    secret: str,
    person: str = "connect",
    is_proven: bool = True,
) -> Connection:
    """Keeps an account's key, sealed; of one that is known already it takes the place of the one before, or
    of a consent, which is then ended.

    Raises Refused where nobody can tell whether it is the same account.
    """
    now = app.clock.now()
    with app.store.writing(organisation_id) as unit:
        before = _known(unit, provider, name)
        if before is not None and not is_proven:
            raise Refused(say("same_account", provider=provider, name=name))
        connection = Connection(before.id if before else str(uuid4()), provider, name, ConnectionKind.ACCOUNT)
        if before is None:
            unit.connections.add(connection, secret)
        else:
            _replace(unit, before, name, secret)
        what = "connection.added" if before is None else "connection.key_replaced"
        unit.audit(now, person, what, provider=provider, name=name)
    if before is not None and before.grant_id is not None:
        let_go(app, before, before.grant_id)
    return connection


def _known(unit: UnitOfWork, provider: str, name: str) -> Connection | None:
    """The account of this name; one that was consented to bears it as its tenant."""
    every = (*unit.connections.all(), *unit.connections.former())
    return next((c for c in every if c.provider == provider and name == (c.tenant or c.name)), None)


def _replace(unit: UnitOfWork, before: Connection, name: str, secret: str) -> None:
    unit.connections.keep_secret(before.id, secret)
    stands_on_key: dict[str, str | None] = {"grant_id": None, "tenant": None, "name": name}
    if before.ended_at is not None:
        revive(unit, before, **stands_on_key)
    else:
        unit.connections.change(before.id, stopped_at=None, alarm=None, **stands_on_key)
