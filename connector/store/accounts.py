"""Users, memberships, sessions, attempts: the Accounts port over their tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from connector.core.accounts import (
    FORGOTTEN_AFTER,
    IDLE,
    LIFETIME,
    REFUSALS_KEPT,
    AccountEvent,
    Attempts,
    Membership,
    Session,
    User,
    What,
)
from connector.core.errors import Refused
from connector.core.linked import name_key
from connector.store.identities import SqlIdentities
from connector.store.invitations import SqlInvitations
from connector.store.schema_accounts import account_events, memberships, sessions, sign_in_attempts, users
from connector.store.scope import LeaseClock, columns_of, insert_into, values_of
from connector.store.second_factors import SqlSecondFactors
from connector.store.types import Instant
from connector.store.vault import Vault

Opening = Callable[[], AbstractContextManager[Connection]]

#: Any number that nobody else takes: a lock of the tables would wait for units that never asked for one.
_LOCK = 7_302_518

_USER = columns_of(User, users)
_MEMBERSHIP = columns_of(Membership, memberships)
_SESSION = columns_of(Session, sessions)
_EVENT = columns_of(AccountEvent, account_events)
#: Of strangers nothing is kept for good.
_FORGOTTEN = (What.REFUSED, What.CODE_REFUSED, What.OPENID_REFUSED)


class SqlAccounts:
    """The Accounts port. `clock` replaces real time (tests, and SQLite, which has no clock of its own)."""

    def __init__(
        self, reading: Opening, writing: Opening, clock: LeaseClock | None, vault: Vault | None
    ) -> None:
        self._reading = reading
        self._writing = writing
        self._clock = clock
        self._vault = vault

    @contextmanager
    def reading(self) -> Iterator["SqlAccountUnit"]:
        """One consistent snapshot in which nothing can be written."""
        with self._reading() as connection:
            yield SqlAccountUnit(connection, self._clock, self._vault)

    @contextmanager
    def writing(self) -> Iterator["SqlAccountUnit"]:
        """Commits at the end, rolls back on an exception. One after the other, on PostgreSQL as on SQLite:
        what a unit has read still holds when it writes."""
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield SqlAccountUnit(connection, self._clock, self._vault)


class SqlAccountUnit:
    """The AccountUnit port over one transaction."""

    def __init__(self, connection: Connection, clock: LeaseClock | None, vault: Vault | None) -> None:
        self._connection = connection
        self._clock = clock
        self._vault = vault

    @cached_property
    def now(self) -> datetime:
        if self._clock is not None:
            return self._clock()
        found: datetime = self._run(select(func.clock_timestamp(type_=Instant()))).scalar_one()
        return found

    # ------------------------------------------------------------ users

    def user(self, user_id: str) -> User | None:
        return self._user(users.c.id == user_id)

    def user_named(self, email: str) -> User | None:
        return self._user(users.c.email_key == name_key(email))

    def users(self) -> tuple[User, ...]:
        # Sorted here: the two databases compare letters differently.
        found = (User(*row) for row in self._run(select(*_USER)))
        return tuple(sorted(found, key=lambda one: name_key(one.email)))

    def add_user(self, user: User) -> None:
        row = values_of(user) | {"email_key": name_key(user.email)}
        try:
            self._run(insert(users).values(row))
        except IntegrityError:
            raise Refused(f"There is a user {user.email} already.") from None

    def change_user(self, user_id: str, **fields: Any) -> None:
        self._run(update(users).where(users.c.id == user_id).values(**fields))

    def remove_user(self, user_id: str) -> None:
        self._run(delete(users).where(users.c.id == user_id))

    # ------------------------------------------------------------ memberships

    def memberships(self, user_id: str | None = None) -> tuple[Membership, ...]:
        wanted = select(*_MEMBERSHIP).order_by(memberships.c.organisation_id, memberships.c.user_id)
        if user_id is not None:
            wanted = wanted.where(memberships.c.user_id == user_id)
        return tuple(Membership(*row) for row in self._run(wanted))

    def set_membership(self, membership: Membership) -> None:
        fresh = insert_into(self._connection.dialect.name, memberships).values(values_of(membership))
        self._run(
            fresh.on_conflict_do_update(
                index_elements=["organisation_id", "user_id"], set_={"role": fresh.excluded.role}
            )
        )

    def remove_membership(self, user_id: str, organisation_id: str) -> bool:
        mine = (memberships.c.user_id == user_id) & (memberships.c.organisation_id == organisation_id)
        return bool(self._run(delete(memberships).where(mine)).rowcount)

    # ------------------------------------------------------------ sessions

    def session(self, token_hash: str) -> Session | None:
        row = self._run(select(*_SESSION).where(sessions.c.token_hash == token_hash)).first()
        return None if row is None else Session(*row)

    def sessions(self, user_id: str) -> tuple[Session, ...]:
        wanted = select(*_SESSION).where(sessions.c.user_id == user_id)
        order = (sessions.c.last_seen_at.desc(), sessions.c.id)
        return tuple(Session(*row) for row in self._run(wanted.order_by(*order)))

    def add_session(self, session: Session) -> None:
        self._run(insert(sessions).values(values_of(session)))

    def see_session(self, session_id: str) -> None:
        self._run(update(sessions).where(sessions.c.id == session_id).values(last_seen_at=self.now))

    def end_sessions(self, user_id: str, only: str | None = None) -> int:
        ending = delete(sessions).where(sessions.c.user_id == user_id)
        if only is not None:
            ending = ending.where(sessions.c.id == only)
        return int(self._run(ending).rowcount)

    @property
    def invitations(self) -> SqlInvitations:
        return SqlInvitations(self._connection, self.now)

    @property
    def factors(self) -> SqlSecondFactors:
        return SqlSecondFactors(self._connection, self.now, self._vault)

    @property
    def identities(self) -> SqlIdentities:
        return SqlIdentities(self._connection, self.now, self._vault)

    def sweep(self) -> None:
        self.invitations.sweep()
        self.factors.sweep()
        self.identities.sweep()
        ran_out = or_(
            sessions.c.created_at <= self.now - LIFETIME, sessions.c.last_seen_at <= self.now - IDLE
        )
        self._run(delete(sessions).where(ran_out))
        self._run(delete(sign_in_attempts).where(sign_in_attempts.c.last_at <= self.now - FORGOTTEN_AFTER))
        is_old = account_events.c.at <= self.now - REFUSALS_KEPT
        self._run(delete(account_events).where(is_old, account_events.c.what.in_(_FORGOTTEN)))

    # ------------------------------------------------------------ attempts and audit

    def attempts(self, keys: Sequence[str]) -> Mapping[str, Attempts]:
        wanted = select(sign_in_attempts).where(sign_in_attempts.c.key.in_(keys))
        return {row.key: Attempts(row.failures, row.last_at) for row in self._run(wanted)}

    def count_attempt(self, key: str, failures: int) -> None:
        if failures <= 0:
            self._run(delete(sign_in_attempts).where(sign_in_attempts.c.key == key))
            return
        fresh = insert_into(self._connection.dialect.name, sign_in_attempts).values(
            key=key, failures=failures, last_at=self.now
        )
        self._run(
            fresh.on_conflict_do_update(
                index_elements=["key"],
                set_={"failures": fresh.excluded.failures, "last_at": fresh.excluded.last_at},
            )
        )

    def audit(self, who: str, what: What, **facts: str) -> None:
        self._run(insert(account_events).values(at=self.now, who=who, what=what, facts=facts))

    def events(self, limit: int) -> tuple[AccountEvent, ...]:
        wanted = select(*_EVENT).order_by(account_events.c.number.desc()).limit(limit)
        return tuple(AccountEvent(*row) for row in self._run(wanted))

    def _user(self, condition: Any) -> User | None:
        row = self._run(select(*_USER).where(condition)).first()
        return None if row is None else User(*row)

    def _run(self, statement: Any) -> Any:
        return self._connection.execute(statement)
