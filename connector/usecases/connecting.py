"""Connecting by consent: begin, take the answer, choose among what it opens; and the same again."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from connector.core.consents import (
    OPEN_SECONDS,
    TERMINAL,
    BegunConsent,
    NotConnected,
    System,
    WhyNot,
)
from connector.core.errors import Refused
from connector.core.grants import Grant, Tenant
from connector.core.ports import UnitOfWork
from connector.core.source import Connection, ConnectionKind
from connector.usecases.application import Application
from connector.usecases.sentences import say

#: Where the pages answer unless the owner says otherwise.
LOCAL = "http://127.0.0.1:8000"
DENIED = "access_denied"
#: What a provider may call a refusal (RFC 6749, section 4.1.2.1); anything else is not repeated.
_ERROR = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True, slots=True)
class Asker:
    """Who connects: his name for the audit, and the session to which what he begins belongs."""

    person: str
    session: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The consent opens these: one is to be chosen."""

    consent_id: str
    tenants: tuple[Tenant, ...]


def callback_address(app: Application, provider: str) -> str:
    """Where the provider sends the owner back; it must be registered there, letter by letter."""
    return f"{app.page_link or LOCAL}/connect/{provider}/callback"


def start(app: Application, organisation_id: str, provider: str, who: Asker) -> str:
    """The address on which the owner consents. Raises Refused."""
    return _begin(app, organisation_id, provider, who, None)


def reconnect(app: Application, organisation_id: str, connection_id: str, who: Asker) -> str:
    """The same, for a connection whose consent is to be given again. Raises Refused."""
    with app.store.reading(organisation_id) as unit:
        connection = connected(unit, connection_id)
    return _begin(app, organisation_id, connection.provider, who, connection_id)


def organisation_of(app: Application, state: str) -> str | None:
    """The id of the organisation for which a consent with this state was begun."""
    return app.store.directory.of_consent(_hashed(state))


def finish(
    app: Application, organisation_id: str, provider: str, given: Mapping[str, str], who: Asker
) -> Connection | Choice:
    """Takes the answer that came with the callback, once.

    Raises NotConnected for one that is not his or not open any more, was denied, or opens something
    else than it should; ProviderError. Nothing is connected then, and no token is kept.
    """
    with app.store.writing(organisation_id) as unit:
        used = unit.consents.use(_hashed(given.get("state", "")), provider, who.session)
        if used is None:
            raise _not_open(unit, given.get("state", ""))
    begun, verifier = used
    system = app.systems.get(provider)
    _refuse_a_refusal(system, given)
    authoriser = app.systems.authoriser(provider)
    tokens = authoriser.exchange(given.get("code", ""), verifier, callback_address(app, provider))
    # Kept before it is used: the first call may already exchange it.
    grant = app.store.grants.add(provider, who.person, tokens, app.clock.now())
    try:
        tenants = app.systems.tenants(provider, grant.id, given)
        return _bound(app, organisation_id, begun, grant, tenants)
    except Exception:
        app.store.grants.forget(grant.id)
        raise


def offered(app: Application, organisation_id: str, consent_id: str, who: Asker) -> BegunConsent:
    """What there is to choose from. Raises NotConnected."""
    with app.store.reading(organisation_id) as unit:
        found = unit.consents.offered(consent_id, who.session)
    if found is None:
        raise not_open()
    return found


def choose(app: Application, organisation_id: str, consent_id: str, tenant_id: str, who: Asker) -> Connection:
    """Connects one of the tenants that were offered. Raises NotConnected."""
    with app.store.writing(organisation_id) as unit:
        taken = unit.consents.take(consent_id, who.session)
        tenant = next((x for x in taken.tenants if x.id == tenant_id), None) if taken else None
        if taken is None or tenant is None:
            raise not_open()
        return _bind(app, unit, taken, taken.grant_id or "", tenant, who.person)


def reusable(app: Application, provider: str, who: Asker) -> tuple[Grant, ...]:
    """Consents of his own that open several tenants: the next one needs no other consent."""
    if not app.systems.get(provider).opens_several:
        return ()
    return app.store.grants.of_person(provider, who.person)


def use_again(app: Application, organisation_id: str, provider: str, grant_id: str, who: Asker) -> Choice:
    """Offers what a consent that he has given before opens now. Raises NotConnected, ProviderError."""
    if grant_id not in {x.id for x in reusable(app, provider, who)}:
        raise not_open()
    tenants = app.systems.tenants(provider, grant_id, {})
    if not tenants:
        raise _opens_nothing(app.systems.get(provider))
    consent = BegunConsent(str(uuid4()), provider, who.person, who.session)
    with app.store.writing(organisation_id) as unit:
        unit.consents.begin(consent, _hashed(_random()), _random(), OPEN_SECONDS)
        unit.consents.offer(consent.id, grant_id, tenants, OPEN_SECONDS)
    return Choice(consent.id, tenants)


def connected(unit: UnitOfWork, connection_id: str) -> Connection:
    """A connected account. Raises NotConnected where there is none of this id."""
    for connection in unit.connections.all():
        if connection.id == connection_id and connection.kind is ConnectionKind.ACCOUNT:
            return connection
    raise NotConnected(WhyNot.NOT_THERE, "This account is not connected any more.")


# ---------------------------------------------------------------- beginning


def _begin(
    app: Application, organisation_id: str, provider: str, who: Asker, connection_id: str | None
) -> str:
    system = app.systems.get(provider)
    if not system.is_consented:
        raise Refused(say("by_key", system=system.title))
    state, verifier = _random(), _random()
    address = app.systems.authoriser(provider).address(state, verifier, callback_address(app, provider))
    consent = BegunConsent(str(uuid4()), provider, who.person, who.session, connection_id)
    with app.store.writing(organisation_id) as unit:
        unit.consents.begin(consent, _hashed(state), verifier, OPEN_SECONDS)
        unit.audit(app.clock.now(), who.person, "consent.begun", provider=provider)
    return address


def _random() -> str:
    """256 bits; as a PKCE verifier within the 43 to 128 characters of RFC 7636."""
    return secrets.token_urlsafe(32)


def _hashed(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()


# ---------------------------------------------------------------- the answer


def _not_open(unit: UnitOfWork, state: str) -> NotConnected:
    """Why the state cannot be used: begun at the keyboard, or nothing that this session may know."""
    begun = unit.consents.begun(_hashed(state))
    if begun is None or begun.session != TERMINAL:
        return not_open()
    return NotConnected(
        WhyNot.AT_THE_TERMINAL,
        "This was begun at the command line: paste the address of this page there.",
    )


def not_open() -> NotConnected:
    return NotConnected(
        WhyNot.NOT_OPEN,
        "This consent is not open: it was used, is older than 15 minutes, or was begun in another browser. "
        "Connect once more.",
    )


def _refuse_a_refusal(system: System, given: Mapping[str, str]) -> None:
    error = given.get("error")
    if error == DENIED:
        raise NotConnected(
            WhyNot.DENIED,
            f"Access was not allowed at {system.title}: nothing is connected.",
            name=system.title,
        )
    if error is not None or not given.get("code"):
        said = error if error and _ERROR.fullmatch(error) else "?"
        raise NotConnected(
            WhyNot.ANSWERED_OTHERWISE,
            f"{system.title} answered «{said}» instead of a consent: look at the app that you registered "
            "there, its redirect address and its scopes.",
            name=system.title,
            said=said,
        )


def _bound(
    app: Application,
    organisation_id: str,
    begun: BegunConsent,
    grant: Grant,
    tenants: tuple[Tenant, ...],
) -> Connection | Choice:
    if not tenants:
        raise _opens_nothing(app.systems.get(begun.provider))
    if begun.connection_id is not None:
        return _again(app, organisation_id, begun, grant, tenants)
    with app.store.writing(organisation_id) as unit:
        if len(tenants) == 1:
            return _bind(app, unit, begun, grant.id, tenants[0], begun.person)
        unit.consents.offer(begun.id, grant.id, tenants, OPEN_SECONDS)
    return Choice(begun.id, tenants)


def _opens_nothing(system: System) -> NotConnected:
    return NotConnected(
        WhyNot.OPENS_NOTHING,
        f"This consent opens no organisation at {system.title}: allow one when you connect.",
        name=system.title,
    )


def _bind(
    app: Application, unit: UnitOfWork, begun: BegunConsent, grant_id: str, tenant: Tenant, person: str
) -> Connection:
    """A new connection; or the one that stood on this tenant before, so that its invoices stay one."""
    provider = begun.provider
    now = _account_of(unit.connections.all(), provider, tenant)
    if now is not None:
        return _in_its_place(app, unit, now, grant_id, tenant, person)
    unit.connections.check_free(provider, tenant.id)
    before = _account_of(unit.connections.former(), provider, tenant)
    made = before or Connection(
        str(uuid4()), provider, tenant.name, ConnectionKind.ACCOUNT, grant_id=grant_id, tenant=tenant.id
    )
    if before is None:
        unit.connections.add(made)
    else:
        revive(unit, before, grant_id=grant_id, tenant=tenant.id, name=tenant.name)
    unit.audit(app.clock.now(), person, "connection.added", provider=provider, name=tenant.name)
    return made


def _account_of(every: tuple[Connection, ...], provider: str, tenant: Tenant) -> Connection | None:
    """The connection of this tenant; one with a key bears the account as its name."""
    return next((c for c in every if c.provider == provider and (c.tenant or c.name) == tenant.id), None)


def _in_its_place(
    app: Application, unit: UnitOfWork, now: Connection, grant_id: str, tenant: Tenant, person: str
) -> Connection:
    """Connected again, where a key does so too: the consent takes the place of what opened it before.

    The tokens of an earlier consent are not revoked: that would end these as well.
    """
    if not app.systems.get(now.provider).takes_key:
        raise NotConnected(
            WhyNot.CONNECTED_HERE,
            f"{tenant.name} is connected already: reconnect it where it is listed.",
            name=tenant.name,
        )
    opened = replace(now, grant_id=grant_id, tenant=tenant.id, name=tenant.name, stopped_at=None, alarm=None)
    unit.connections.keep_secret(now.id, None)
    unit.connections.change(
        now.id, grant_id=grant_id, tenant=tenant.id, name=tenant.name, stopped_at=None, alarm=None
    )
    named = {"provider": now.provider, "name": tenant.name}
    unit.audit(app.clock.now(), person, "connection.reconnected", **named)
    return opened


def revive(unit: UnitOfWork, before: Connection, **fields: str | None) -> None:
    """One that was disconnected goes on: everything is read again, and whoever it concerns is looked at."""
    unit.connections.change(before.id, ended_at=None, cursor=None, stopped_at=None, alarm=None, **fields)
    unit.raise_revision()


def _again(
    app: Application,
    organisation_id: str,
    begun: BegunConsent,
    grant: Grant,
    tenants: tuple[Tenant, ...],
) -> Connection:
    """New tokens for the grant, if they open all that stands on it; else this connection leaves it."""
    opened = {x.id for x in tenants}
    with app.store.reading(organisation_id) as unit:
        connection = connected(unit, begun.connection_id or "")
    if connection.tenant not in opened:
        names = ", ".join(x.name for x in tenants)
        raise NotConnected(
            WhyNot.ANOTHER_ACCOUNT,
            f"The consent opens {names}, not {connection.name}: reconnect once more and choose "
            f"{connection.name} there. Nothing was changed.",
            name=connection.name,
            opened=names,
        )
    old, now = connection.grant_id, app.clock.now()
    if old is not None and opened.issuperset(app.store.grants.tenants_on(old)):
        app.store.grants.give_again(old, app.store.grants.held(grant.id)[1], now)
        app.store.grants.forget(grant.id)
    else:
        with app.store.writing(organisation_id) as unit:
            unit.connections.change(connection.id, grant_id=grant.id, stopped_at=None, alarm=None)
    with app.store.writing(organisation_id) as unit:
        named = {"provider": connection.provider, "name": connection.name}
        unit.audit(now, begun.person, "connection.reconnected", **named)
    return connection
