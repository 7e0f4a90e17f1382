"""The Identities port over its tables; what somebody on his way brings back is sealed for it alone."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, true
from sqlalchemy.exc import IntegrityError

from connector.core.errors import Refused
from connector.core.openid import AWAY_FOR, MOST_AWAY, Identity, Leaving
from connector.store.schema_openid import identities, openid_sign_ins
from connector.store.scope import columns_of, values_of
from connector.store.second_factors import OWNER
from connector.store.vault import Vault

_IDENTITY = columns_of(Identity, identities)


class SqlIdentities:
    """Within one transaction; `now` is that of its unit."""

    def __init__(self, connection: Connection, now: datetime, vault: Vault | None) -> None:
        self._connection = connection
        self._now = now
        self._vault = vault

    def of_subject(self, issuer: str, subject: str) -> Identity | None:
        return self._one(identities.c.subject == subject, identities.c.issuer == issuer)

    def of_user(self, user_id: str, issuer: str) -> Identity | None:
        return self._one(identities.c.user_id == user_id, identities.c.issuer == issuer)

    def all(self, issuer: str) -> Mapping[str, Identity]:
        found = self._run(select(*_IDENTITY).where(identities.c.issuer == issuer))
        return {one.user_id: one for one in (Identity(*row) for row in found)}

    def bind(self, identity: Identity) -> None:
        try:
            self._run(insert(identities).values(values_of(identity)))
        except IntegrityError:
            raise Refused("This account is bound already.") from None

    def unbind(self, user_id: str, issuer: str | None = None) -> int:
        there = true() if issuer is None else identities.c.issuer == issuer
        return int(self._run(delete(identities).where(identities.c.user_id == user_id, there)).rowcount)

    def leave(self, leaving: Leaving) -> None:
        way = json.dumps([leaving.verifier, leaving.back, leaving.invitation, leaving.is_anew])
        self._run(
            insert(openid_sign_ins).values(
                state_hash=leaving.state_hash,
                browser_hash=leaving.browser_hash,
                sealed_way=self._open_vault().seal(way, *_place(leaving.state_hash)),
                user_id=leaving.user_id,
                began_at=leaving.began_at,
            )
        )

    def back(self, state_hash: str) -> Leaving | None:
        mine = openid_sign_ins.c.state_hash == state_hash
        row = self._run(select(openid_sign_ins).where(mine)).first()
        if row is None or self._run(delete(openid_sign_ins).where(mine)).rowcount != 1:
            return None
        way = self._open_vault().open(row.sealed_way, *_place(state_hash))
        verifier, back, invitation, *anew = json.loads(way)  # an older version began some without
        return Leaving(
            state_hash, row.browser_hash, verifier, row.began_at, back, invitation, row.user_id, any(anew)
        )  # fmt: skip

    def sweep(self) -> None:
        began_at = openid_sign_ins.c.began_at
        self._run(delete(openid_sign_ins).where(began_at <= self._now - AWAY_FOR))
        one_too_many = select(began_at).order_by(began_at.desc()).offset(MOST_AWAY).limit(1)
        self._run(delete(openid_sign_ins).where(began_at <= one_too_many.scalar_subquery()))

    def _one(self, *conditions: Any) -> Identity | None:
        row = self._run(select(*_IDENTITY).where(*conditions)).first()
        return None if row is None else Identity(*row)

    def _open_vault(self) -> Vault:
        if self._vault is None:
            raise Refused("Without a secret key nobody signs in elsewhere: set RELANCE_SECRET_KEY.")
        return self._vault

    def _run(self, statement: Any) -> Any:
        return self._connection.execute(statement)


def _place(state_hash: str) -> tuple[str, str, str]:
    return OWNER, state_hash, "openid_sign_ins.sealed_way"
