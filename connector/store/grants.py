"""Grants with their sealed tokens: an exchange is one compare-and-set by version and lease."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Select, and_, delete, exists, insert, select, update

from connector.core.errors import Refused
from connector.core.grants import Grant, Tokens, lease_of
from connector.store.schema import connections, grants, leases
from connector.store.scope import LeaseClock, Row, Scope, columns_of
from connector.store.vault import Vault

Opening = Callable[[], AbstractContextManager[Connection]]

_GRANT = columns_of(Grant, grants)
_STANDS = exists().where(connections.c.grant_id == grants.c.id)
#: A grant is the installation's; its tokens are sealed for it under this name.
OWNER = "installation"


class SqlGrants:
    """The GrantStore port over the table `grants`."""

    def __init__(
        self, reading: Opening, writing: Opening, lease_clock: LeaseClock | None, vault: Vault | None
    ) -> None:
        self._reading = reading
        self._writing = writing
        self._lease_clock = lease_clock
        self._vault = vault

    def add(self, provider: str, person: str | None, tokens: Tokens, at: datetime) -> Grant:
        grant = Grant(str(uuid4()), provider, person, 1, at, tokens.refresh_until, tokens.dies_at)
        row = self._row(grant.id, tokens, at) | {"id": grant.id, "version": 1, "created_at": at}
        with self._writing() as connection:
            connection.execute(insert(grants), row | {"provider": provider, "person": person})
        return grant

    def get(self, grant_id: str) -> Grant:
        """Raises Refused when there is none."""
        return Grant(*self._one(select(*_GRANT), grant_id))

    def held(self, grant_id: str) -> tuple[Grant, Tokens]:
        """The grant with its tokens, of one moment. Raises Refused when there is none."""
        *facts, until, sealed = self._one(
            select(*_GRANT, grants.c.access_until, grants.c.sealed_tokens), grant_id
        )
        grant = Grant(*facts)
        secret = json.loads(self._open_vault().open(sealed, *_place(grant_id)))
        return grant, Tokens(secret["access"], until, secret["refresh"], grant.refresh_until, grant.dies_at)

    def replace(self, held: Grant, tokens: Tokens, at: datetime, owner: str) -> bool:
        """Only while `held` is the present version and `owner` has the lease; else False."""
        with self._writing() as connection:
            now = Scope(connection, "", True, self._lease_clock).lease_now()
            mine = exists().where(
                leases.c.name == lease_of(held.id), leases.c.owner == owner, leases.c.until > now
            )
            present = update(grants).where(grants.c.id == held.id, grants.c.version == held.version, mine)
            row = self._row(held.id, tokens, at) | {"version": held.version + 1}
            return bool(connection.execute(present.values(**row)).rowcount == 1)

    def give_again(self, grant_id: str, tokens: Tokens, at: datetime) -> Grant:
        """The person consented anew (Reconnect): these tokens hold, whoever refreshes meanwhile."""
        row = self._row(grant_id, tokens, at) | {"version": grants.c.version + 1}
        waited = and_(connections.c.grant_id == grant_id, connections.c.stopped_at.is_not(None))
        with self._writing() as connection:
            connection.execute(update(grants).where(grants.c.id == grant_id).values(**row))
            connection.execute(update(connections).where(waited).values(stopped_at=None, alarm=None))
        return self.get(grant_id)

    def end(self, held: Grant, problem: str) -> bool:
        """The provider no longer honours it; False when its tokens were exchanged since `held`."""
        present = update(grants).where(grants.c.id == held.id, grants.c.version == held.version)
        with self._writing() as connection:
            return bool(connection.execute(present.values(problem=problem)).rowcount == 1)

    def idle_since(self, moment: datetime) -> tuple[Grant, ...]:
        """Those that hold and whose tokens were last exchanged before `moment`, longest idle first."""
        idle = select(*_GRANT).where(grants.c.problem.is_(None), grants.c.refreshed_at < moment)
        return self._all(idle.order_by(grants.c.refreshed_at, grants.c.id))

    def of_person(self, provider: str, person: str) -> tuple[Grant, ...]:
        """Those that hold and that this person has given at this provider, latest first."""
        his = select(*_GRANT).where(
            grants.c.provider == provider, grants.c.person == person, grants.c.problem.is_(None)
        )
        return self._all(his.order_by(grants.c.created_at.desc(), grants.c.id))

    def tenants_on(self, grant_id: str) -> tuple[str, ...]:
        """The tenants of the connections, of every organisation, that stand on it; sorted."""
        mine = select(connections.c.tenant).where(connections.c.grant_id == grant_id)
        with self._reading() as connection:
            return tuple(sorted(x or "" for x in connection.execute(mine).scalars()))

    def is_any_used(self, provider: str) -> bool:
        """Whether a connection of any organisation stands on a grant of this provider."""
        used = select(grants.c.id).where(grants.c.provider == provider, _STANDS).limit(1)
        with self._reading() as connection:
            return connection.execute(used).first() is not None

    def unused_since(self, moment: datetime) -> tuple[Grant, ...]:
        """Those that were given before `moment` and that no connection stands on."""
        return self._all(select(*_GRANT).where(~_STANDS, grants.c.created_at < moment).order_by(grants.c.id))

    def forget(self, grant_id: str) -> None:
        """Removes it with its tokens; the connections that stood on it lose it."""
        with self._writing() as connection:
            stood = update(connections).where(connections.c.grant_id == grant_id)
            connection.execute(stood.values(grant_id=None))
            connection.execute(delete(grants).where(grants.c.id == grant_id))

    def _all(self, wanted: Select[Any]) -> tuple[Grant, ...]:
        with self._reading() as connection:
            return tuple(Grant(*row) for row in connection.execute(wanted))

    def _one(self, wanted: Select[Any], grant_id: str) -> Any:
        with self._reading() as connection:
            found = connection.execute(wanted.where(grants.c.id == grant_id)).first()
        if found is None:
            raise Refused("That consent is not kept here any more: connect the account again.")
        return found

    def _row(self, grant_id: str, tokens: Tokens, at: datetime) -> Row:
        secret = json.dumps({"access": tokens.access, "refresh": tokens.refresh})
        return {
            "sealed_tokens": self._open_vault().seal(secret, *_place(grant_id)),
            "access_until": tokens.access_until,
            "refresh_until": tokens.refresh_until,
            "dies_at": tokens.dies_at,
            "refreshed_at": at,
            "problem": None,
        }

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise Refused("Without a secret key no consent can be kept: set RELANCE_SECRET_KEY.")
        return self._vault


def _place(grant_id: str) -> tuple[str, str, str]:
    return OWNER, grant_id, "grants.sealed_tokens"
