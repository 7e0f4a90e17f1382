"""The Invitations port over its table."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from connector.core.accounts import INVITED_FOR, Invitation
from connector.core.linked import name_key
from connector.store.schema_invitations import invitations
from connector.store.scope import columns_of, values_of

_INVITATION = columns_of(Invitation, invitations)


class SqlInvitations:
    """Within one transaction; `now` is that of its unit."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(self, invitation: Invitation) -> None:
        place, email_key = invitation.organisation_id, name_key(invitation.email)
        # Equal, or both without an organisation: NULL equals nothing.
        column = invitations.c.organisation_id
        is_same = column.is_(None) if place is None else column == place
        self._run(delete(invitations).where(invitations.c.email_key == email_key, is_same))
        self._run(insert(invitations).values(values_of(invitation) | {"email_key": email_key}))

    def all(self) -> tuple[Invitation, ...]:
        order = (invitations.c.created_at.desc(), invitations.c.id)
        return tuple(Invitation(*row) for row in self._run(select(*_INVITATION).order_by(*order)))

    def with_token(self, token_hash: str) -> Invitation | None:
        row = self._run(select(*_INVITATION).where(invitations.c.token_hash == token_hash)).first()
        return None if row is None else Invitation(*row)

    def remove(self, invitation_id: str) -> None:
        self._run(delete(invitations).where(invitations.c.id == invitation_id))

    def sweep(self) -> None:
        self._run(delete(invitations).where(invitations.c.created_at <= self._now - INVITED_FOR))

    def _run(self, statement: Any) -> Any:
        return self._connection.execute(statement)
