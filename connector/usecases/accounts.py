"""Users: the first one, others with their roles, passwords, languages. Signing in is in sign_in.py."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid4

from connector.core.accounts import (
    LONGEST_EMAIL,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    AccountEvent,
    AccountRefused,
    Accounts,
    AccountUnit,
    Membership,
    Passwords,
    User,
    UserRole,
    What,
    Why,
)
from connector.core.openid import OpenIdProvider
from connector.core.second_factor import OneTimeCodes, Required

#: What an owner sees of the audit at once.
EVENTS_SHOWN = 100
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


@dataclass(frozen=True, slots=True)
class Entrance:
    """The ports of whoever signs in. They are apart from the Application: no verb of the ledger asks them.

    `required` says who must have a second factor, `openid` where people may sign in elsewhere.
    """

    accounts: Accounts
    passwords: Passwords
    codes: OneTimeCodes
    required: Required = Required.NOBODY
    openid: OpenIdProvider | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A user with his roles by organisation id."""

    user: User
    roles: Mapping[str, UserRole]

    def role_in(self, organisation_id: str) -> UserRole | None:
        """None where he is no member: to him the organisation does not exist."""
        return UserRole.OWNER if self.user.is_owner else self.roles.get(organisation_id)

    def needs_factor(self, required: Required) -> bool:
        """Whether he must have a second factor; whoever owns one organisation is an owner."""
        if required is Required.OWNERS:
            return self.user.is_owner or UserRole.OWNER in self.roles.values()
        return required is Required.EVERYBODY


def standing_of(unit: AccountUnit, user: User) -> Standing:
    """A user with his roles as they are in this moment."""
    return Standing(user, {x.organisation_id: x.role for x in unit.memberships(user.id)})


def is_user(entrance: Entrance, email: str) -> bool:
    """In whatever case the address is written."""
    with entrance.accounts.reading() as unit:
        return email.isprintable() and unit.user_named(email) is not None


def has_users(entrance: Entrance) -> bool:
    with entrance.accounts.reading() as unit:
        return bool(unit.users())


def add_first_user(entrance: Entrance, email: str, password: str, address: str = "") -> User:
    """The owner of a fresh installation. Raises AccountRefused once there is any user."""
    made = new_user(entrance, email, password, is_owner=True)
    with entrance.accounts.writing() as unit:
        if unit.users():
            raise AccountRefused(Why.NOT_FIRST, "There is a user already: sign in, or ask the owner.")
        unit.add_user(made)
        unit.audit(made.email, What.USER_ADDED, user=made.email, role=UserRole.OWNER, address=address)
    return made


def add_user(
    entrance: Entrance, email: str, password: str, role: UserRole, organisation_id: str | None, by: str
) -> User:
    """A new user with a role in one organisation; without one, an owner of the installation.

    Raises AccountRefused for a password that is too short, and Refused for an address that is taken.
    """
    check_place(role, organisation_id)
    made = new_user(entrance, email, password, is_owner=organisation_id is None)
    with entrance.accounts.writing() as unit:
        unit.add_user(made)
        unit.audit(by, What.USER_ADDED, user=made.email)
        _give(unit, made, role, organisation_id, by)
    return made


def give_role(entrance: Entrance, email: str, role: UserRole, organisation_id: str | None, by: str) -> User:
    """Gives somebody who is there a role in one organisation; an owner without one owns the installation."""
    check_place(role, organisation_id)
    with entrance.accounts.writing() as unit:
        user = known_user(unit, email)
        if user.is_owner:
            raise AccountRefused(
                Why.IS_OWNER,
                f"{user.email} owns the installation and may do everything in each organisation already. "
                "To give less, remove the user and add it again.",
            )
        if organisation_id is None:
            unit.change_user(user.id, is_owner=True)
        _give(unit, user, role, organisation_id, by)
    return user


def take_role(entrance: Entrance, email: str, organisation_id: str, by: str) -> bool:
    """False when there was none in this organisation."""
    with entrance.accounts.writing() as unit:
        user = known_user(unit, email)
        was_there = unit.remove_membership(user.id, organisation_id)
        if was_there:
            unit.audit(by, What.ROLE_TAKEN, user=user.email, organisation=organisation_id)
    return was_there


def remove_user(entrance: Entrance, email: str, by: str) -> None:
    """With all roles and sessions, at once. Raises AccountRefused for the last owner."""
    with entrance.accounts.writing() as unit:
        user = known_user(unit, email)
        if user.is_owner and sum(x.is_owner for x in unit.users()) == 1:
            raise AccountRefused(
                Why.LAST_OWNER,
                f"{user.email} is the last owner: make another one first, with "
                "`relance user add EMAIL --role owner`.",
            )
        unit.remove_user(user.id)
        unit.audit(by, What.USER_REMOVED, user=user.email)


def set_password(entrance: Entrance, email: str, password: str, by: str) -> int:
    """Sets it and ends every session of the user; returns how many there were.

    Whoever knew the old one may have bound an account elsewhere: each is let go.
    """
    hashed = entrance.passwords.hashed(checked_password(password))
    with entrance.accounts.writing() as unit:
        user = known_user(unit, email)
        change_stored_password(unit, user, hashed, by)
        if unit.identities.unbind(user.id):
            unit.audit(by, What.OPENID_UNBOUND, user=user.email)
        return unit.end_sessions(user.id)


def choose_language(entrance: Entrance, user_id: str, language: str) -> None:
    """`fr` or `en`, from now on and in every browser."""
    with entrance.accounts.writing() as unit:
        unit.change_user(user_id, language=language)


def everyone(entrance: Entrance) -> tuple[Standing, ...]:
    """Sorted by address."""
    with entrance.accounts.reading() as unit:
        members = unit.memberships()
        return tuple(
            Standing(user, {x.organisation_id: x.role for x in members if x.user_id == user.id})
            for user in unit.users()
        )


def events(entrance: Entrance) -> tuple[AccountEvent, ...]:
    """What happened to users and sign-ins, newest first."""
    with entrance.accounts.reading() as unit:
        return unit.events(EVENTS_SHOWN)


def made_password() -> str:
    """120 random bits in five groups, for whoever writes it down once."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(5))


def checked_email(email: str) -> str:
    """Without blanks around it. Raises AccountRefused for what is no address."""
    address = email.strip()
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address) or not address.isprintable():
        shown = address.encode("ascii", "backslashreplace").decode() if not address.isprintable() else address
        raise AccountRefused(
            Why.NO_EMAIL, f"«{shown}» is not a mail address: write it like anna@your-company.example."
        )
    return address


def checked_password(password: str) -> str:
    """As it is hashed: the same on a keyboard that composes accents and on one that does not.

    Raises AccountRefused for its length, which is all that is asked of it.
    """
    composed = unicodedata.normalize("NFKC", password)
    if len(composed) < SHORTEST_PASSWORD:
        raise AccountRefused(
            Why.TOO_SHORT,
            f"The password has {len(composed)} characters and needs at least {SHORTEST_PASSWORD}: "
            "a few words in a row do well.",
        )
    if len(composed) > LONGEST_PASSWORD:
        raise AccountRefused(Why.TOO_LONG, f"The password is longer than {LONGEST_PASSWORD} characters.")
    return composed


def known_user(unit: AccountUnit, email: str) -> User:
    """Raises AccountRefused when there is none of this address."""
    user = unit.user_named(email) if email.isprintable() else None
    if user is None:
        raise AccountRefused(
            Why.UNKNOWN_USER, f"There is no user {email}: `relance user list` shows who there is."
        )
    return user


def change_stored_password(unit: AccountUnit, user: User, hashed: str, by: str) -> User:
    """The new hash, and a new device key: a browser known by the old password is unknown again."""
    changed = replace(
        user, password_hash=hashed, device_key=secrets.token_hex(32), password_changed_at=unit.now
    )
    unit.change_user(
        user.id,
        password_hash=changed.password_hash,
        device_key=changed.device_key,
        password_changed_at=changed.password_changed_at,
    )
    unit.factors.end_halves(user.id)
    unit.audit(by, What.PASSWORD_SET, user=user.email)
    return changed


def check_place(role: UserRole, organisation_id: str | None) -> None:
    """Raises AccountRefused: in the installation itself there are only owners."""
    if organisation_id is None and role is not UserRole.OWNER:
        raise AccountRefused(Why.NO_ORGANISATION, f"A {role} works in an organisation: name one with --org.")


def _give(unit: AccountUnit, user: User, role: UserRole, organisation_id: str | None, by: str) -> None:
    if organisation_id is not None:
        unit.set_membership(Membership(organisation_id, user.id, role))
    unit.audit(by, What.ROLE_GIVEN, user=user.email, role=role, organisation=organisation_id or "")


def new_user(entrance: Entrance, email: str, password: str, is_owner: bool) -> User:
    """One who is nowhere yet. Raises AccountRefused for what is no address or too short a password."""
    address = checked_email(email)
    hashed = entrance.passwords.hashed(checked_password(password))
    with entrance.accounts.reading() as unit:
        now = unit.now
    return User(str(uuid4()), address, hashed, secrets.token_hex(32), is_owner, now, now)
