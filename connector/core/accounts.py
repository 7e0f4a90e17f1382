"""Who may sign in, and what for: users, their roles, sessions and failed attempts; and their ports.

Users belong to the installation, not to an organisation. Every instant in here is real time, as of
leases: a clock that a command or a demonstration moves must neither open nor end a session.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from connector.core.errors import Refused
from connector.core.openid import Identities
from connector.core.second_factor import SecondFactors

#: NIST SP 800-63B: length alone, no rules of composition. The upper end keeps hashing affordable.
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024
#: RFC 5321: no address is longer.
LONGEST_EMAIL = 254
#: From Friday evening to Monday morning is 64 hours: a session outlives a weekend that nobody works.
IDLE = timedelta(days=3)
LIFETIME = timedelta(days=30)
#: A session says that it is in use so often, not at each request.
SEEN_EVERY = timedelta(minutes=5)
#: Without a failure for so long, all is forgotten.
FORGOTTEN_AFTER = timedelta(days=1)
#: Failed attempts are kept in the audit for so long.
REFUSALS_KEPT = timedelta(days=90)
INVITED_FOR = timedelta(days=7)
#: To one organisation, or to the installation; who needs more at once has mistaken a list for a form.
WAITING_AT_ONCE = 50


class UserRole(StrEnum):
    """What a user may do in one organisation; each may all that the ones before it may."""

    VIEWER = "viewer"
    APPROVER = "approver"
    BOOKKEEPER = "bookkeeper"
    OWNER = "owner"

    def may(self, needed: "UserRole") -> bool:
        """Whether this role is enough for what `needed` may do."""
        ranks = list(UserRole)
        return ranks.index(self) >= ranks.index(needed)


@dataclass(frozen=True, slots=True)
class User:
    """One person. `is_owner`: owns the installation, and so every organisation in it.

    `language` is None until he has chosen one. `device_key` proves the browsers he signed in from.
    `invited_by` is whose link made the account: that the address is this person's was never proven.
    """

    id: str
    email: str
    password_hash: str = field(repr=False)
    device_key: str = field(repr=False)
    is_owner: bool
    created_at: datetime
    password_changed_at: datetime
    language: str | None = None
    invited_by: str | None = None

    @property
    def has_password(self) -> bool:
        """Who came in by an identity provider and was invited has none until he chooses one."""
        return bool(self.password_hash)


@dataclass(frozen=True, slots=True)
class Membership:
    """One user, one organisation, one role."""

    organisation_id: str
    user_id: str
    role: UserRole


@dataclass(frozen=True, slots=True)
class Invitation:
    """What its link gives; only the hash of the link's token is kept.

    Without an organisation it makes an owner of the installation. `inviter_id` is None where the command
    line invited: whoever may use it may do everything.
    """

    id: str
    email: str
    token_hash: str = field(repr=False)
    role: UserRole
    organisation_id: str | None
    invited_by: str
    inviter_id: str | None
    created_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.created_at + INVITED_FOR

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at


@dataclass(frozen=True, slots=True)
class Session:
    """One browser in which a user is signed in. Only the hash of its token is kept.

    `proven_at` is when he was last asked who he is at an identity provider, or opened his invitation: to
    have come in by one says less, for it lets in whoever sits at a browser that is still signed in there.
    """

    id: str
    user_id: str
    token_hash: str = field(repr=False)
    created_at: datetime
    last_seen_at: datetime
    address: str = ""
    browser: str = ""
    proven_at: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        """The end at the latest, however much it is used."""
        return self.created_at + LIFETIME

    def is_live(self, now: datetime) -> bool:
        return now < self.expires_at and now < self.last_seen_at + IDLE


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failures in a row under one key, an attempt under way included."""

    failures: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Slowing:
    """After `free` failures each further one costs a delay that doubles, up to `longest`. Never a ban."""

    free: int
    longest: timedelta

    def next_at(self, attempts: Attempts | None, now: datetime) -> datetime:
        """From when on the next attempt is looked at."""
        if attempts is None or attempts.failures <= self.free or is_forgotten(attempts, now):
            return now
        doubled = timedelta(seconds=2 ** min(attempts.failures - self.free - 1, 30))
        return attempts.last_at + min(doubled, self.longest)


#: An account asked for from one network by browsers that nobody knows; a known browser; an account from
#: wherever it is asked for; an address, whatever the account. Who keeps asking takes the turn of whoever
#: waits beside him: so what many share is slowed down late and little.
ACCOUNT = Slowing(5, timedelta(seconds=60))
DEVICE = Slowing(5, timedelta(seconds=60))
ANYWHERE = Slowing(100, timedelta(seconds=1))
ADDRESS = Slowing(20, timedelta(seconds=10))
#: A code has a million values, of which three are good at once: 96 guesses a day, by who has the password.
CODE = Slowing(5, timedelta(minutes=15))


def is_forgotten(attempts: Attempts, now: datetime) -> bool:
    return now - attempts.last_at >= FORGOTTEN_AFTER


class What(StrEnum):
    """Audit events of the installation."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    REFUSED = "sign_in_refused"
    SESSION_ENDED = "session_ended"
    SESSIONS_ENDED = "sessions_ended"
    USER_ADDED = "user_added"
    USER_REMOVED = "user_removed"
    ROLE_GIVEN = "role_given"
    ROLE_TAKEN = "role_taken"
    INVITED = "invited"
    INVITATION_TAKEN_BACK = "invitation_taken_back"
    INVITATION_ACCEPTED = "invitation_accepted"
    PASSWORD_SET = "password_set"  # noqa: S105 - the name of an event
    FACTOR_ON = "factor_on"
    FACTOR_OFF = "factor_off"
    FACTOR_RESET = "factor_reset"
    CODE_REFUSED = "code_refused"
    RECOVERY_USED = "recovery_used"
    RECOVERY_MADE = "recovery_made"
    OPENID_BOUND = "openid_bound"
    OPENID_UNBOUND = "openid_unbound"
    OPENID_REFUSED = "openid_refused"


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """What was done about users and their sessions, and by whom. Never a secret."""

    at: datetime
    who: str
    what: What
    facts: Mapping[str, str]


class Why(StrEnum):
    """Why something about an account is refused; the pages have a sentence for each."""

    WRONG = "wrong"
    WAIT = "wait"
    WRONG_CODE = "wrong_code"
    NO_EMAIL = "no_email"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_THE_SAME = "not_the_same"
    NOT_FIRST = "not_first"
    LAST_OWNER = "last_owner"
    IS_OWNER = "is_owner"
    NO_ORGANISATION = "no_organisation"
    UNKNOWN_USER = "unknown_user"
    YOURSELF = "yourself"
    NOT_YOURS = "not_yours"
    MEMBER_ALREADY = "member_already"
    TOO_MANY = "too_many"
    NO_INVITATION = "no_invitation"
    HAS_ACCOUNT = "has_account"
    OTHER_PERSON = "other_person"
    WRONG_FACTOR = "wrong_factor"
    HALF_OVER = "half_over"
    FACTOR_IS_ON = "factor_is_on"
    FACTOR_IS_OFF = "factor_is_off"
    FACTOR_NEEDED = "factor_needed"
    NOT_FRESH = "not_fresh"
    OPENID_OVER = "openid_over"
    OPENID_DENIED = "openid_denied"
    OPENID_DOWN = "openid_down"
    OPENID_WRONG = "openid_wrong"
    OPENID_UNKNOWN = "openid_unknown"
    OPENID_UNVERIFIED = "openid_unverified"
    OPENID_UNPROVEN = "openid_unproven"
    OPENID_DOMAIN = "openid_domain"
    OPENID_OTHER = "openid_other"
    OPENID_TAKEN = "openid_taken"
    OPENID_NEEDED = "openid_needed"
    OPENID_ADDRESS = "openid_address"
    OPENID_STALE = "openid_stale"


class AccountRefused(Refused):
    """Refused, with its code. `seconds` is the wait, where there is one; `facts` what its sentence names."""

    def __init__(self, why: Why, sentence: str, seconds: int = 0, **facts: str) -> None:
        super().__init__(sentence)
        self.why = why
        self.seconds = seconds
        self.facts = facts


# ---------------------------------------------------------------- ports


class Passwords(Protocol):
    """Hashes passwords so that they cannot be read back."""

    def hashed(self, password: str) -> str: ...

    def matches(self, password: str, stored: str | None) -> bool:
        """With None, for a user that is not there, it takes as long and is False."""

    def is_stale(self, stored: str) -> bool:
        """Whether it was hashed at another cost than today's."""


class Invitations(Protocol):
    """Those that wait, within a unit of the accounts; what was accepted or taken back is gone."""

    def add(self, invitation: Invitation) -> None:
        """In the place of an earlier one of the same address to the same place."""

    def all(self) -> Sequence[Invitation]:
        """Newest first, those that ran out included until they are swept away."""

    def with_token(self, token_hash: str) -> Invitation | None: ...

    def remove(self, invitation_id: str) -> None: ...

    def sweep(self) -> None:
        """Those that ran out."""


class AccountUnit(Protocol):
    """One transaction over users, memberships, sessions, attempts and their audit."""

    @property
    def now(self) -> datetime:
        """Real time, the same throughout the unit: the database's own where it has one."""

    def user(self, user_id: str) -> User | None: ...

    def user_named(self, email: str) -> User | None:
        """By address, in whatever case."""

    def users(self) -> tuple[User, ...]:
        """Sorted by address."""

    def add_user(self, user: User) -> None:
        """Raises Refused when the address is taken."""

    def change_user(self, user_id: str, **fields: Any) -> None: ...

    def remove_user(self, user_id: str) -> None:
        """With memberships and sessions."""

    def memberships(self, user_id: str | None = None) -> tuple[Membership, ...]:
        """Of one user, or of all."""

    def set_membership(self, membership: Membership) -> None:
        """Adds it, or changes its role."""

    def remove_membership(self, user_id: str, organisation_id: str) -> bool: ...

    def session(self, token_hash: str) -> Session | None: ...

    def sessions(self, user_id: str) -> tuple[Session, ...]:
        """Last seen first, those that ran out included until they are swept away."""

    def add_session(self, session: Session) -> None: ...

    def see_session(self, session_id: str) -> None:
        """It is in use now."""

    def end_sessions(self, user_id: str, only: str | None = None) -> int:
        """All of a user, or `only` one."""

    @property
    def invitations(self) -> Invitations: ...

    @property
    def factors(self) -> SecondFactors: ...

    @property
    def identities(self) -> Identities: ...

    def sweep(self) -> None:
        """Whatever ran out, attempts that are forgotten, old refusals in the audit."""

    def attempts(self, keys: Sequence[str]) -> Mapping[str, Attempts]: ...

    def count_attempt(self, key: str, failures: int) -> None:
        """`failures` now, at this moment; 0 forgets the key."""

    def audit(self, who: str, what: What, **facts: str) -> None: ...

    def events(self, limit: int) -> tuple[AccountEvent, ...]:
        """Newest first."""


class Accounts(Protocol):
    """Opens units of work over the accounts of the installation."""

    def reading(self) -> AbstractContextManager[AccountUnit]: ...

    def writing(self) -> AbstractContextManager[AccountUnit]:
        """Commits at the end, rolls back on an exception. No other one is open meanwhile."""
