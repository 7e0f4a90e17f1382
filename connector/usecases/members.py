"""Who may what, as owners change it on the page: roles, the users themselves, their sessions.

Whoever owns the installation may change everybody else; whoever owns one organisation, what others may in it.
Nobody gives what he has not, and nobody changes himself, so an owner stays whatever is pressed. What the
one who asks may is looked at again with the write.
"""

from dataclasses import dataclass

from connector.core.accounts import (
    AccountRefused,
    Accounts,
    AccountUnit,
    Membership,
    Session,
    User,
    UserRole,
    What,
    Why,
)
from connector.usecases.accounts import Entrance, Standing, standing_of
from connector.usecases.sign_in import Visitor


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may see an organisation, and as what."""

    user: User
    role: UserRole


@dataclass(frozen=True, slots=True)
class Sighted:
    """A user as an owner sees him: his roles, and where he is signed in."""

    standing: Standing
    sessions: tuple[Session, ...]

    @property
    def user(self) -> User:
        return self.standing.user


def members(entrance: Entrance, organisation_id: str) -> tuple[Member, ...]:
    """Everybody who may see it, sorted by address; the owners of the installation too."""
    with entrance.accounts.reading() as unit:
        roles = {x.user_id: x.role for x in unit.memberships() if x.organisation_id == organisation_id}
        return tuple(
            Member(user, UserRole.OWNER if user.is_owner else roles[user.id])
            for user in unit.users()
            if user.is_owner or user.id in roles
        )


def keeps_books(accounts: Accounts, organisation_id: str, email: str) -> bool:
    """Whether somebody of this address is a bookkeeper there by now, or more."""
    with accounts.reading() as unit:
        user = unit.user_named(email)
        role = None if user is None else standing_of(unit, user).role_in(organisation_id)
    return role is not None and role.may(UserRole.BOOKKEEPER)


def sighted(entrance: Entrance, user_id: str) -> Sighted:
    """Raises AccountRefused when there is no such user."""
    with entrance.accounts.reading() as unit:
        user = _user(unit, user_id)
        live = tuple(x for x in unit.sessions(user.id) if x.is_live(unit.now))
        return Sighted(standing_of(unit, user), live)


def change_role(
    entrance: Entrance, who: Visitor, user_id: str, role: UserRole | None, organisation_id: str | None
) -> User:
    """What he may there from now on, or with None nothing; without an organisation, in the installation.

    Done twice it is done once. Raises AccountRefused.
    """
    with entrance.accounts.writing() as unit:
        asks = owner_of(unit, who, organisation_id)
        user = _another(unit, who, user_id)
        if organisation_id is None:
            _change_ownership(unit, who, user, role)
            return user
        known = standing_of(unit, user).roles.get(organisation_id)
        if known is None and not asks.is_owner:
            raise _unknown()  # who is no member is nobody to him
        _check_is_no_owner(user)
        if role is not known:
            _change_membership(unit, who, user, organisation_id, known, role)
    return user


def remove(entrance: Entrance, who: Visitor, user_id: str) -> None:
    """With all roles and sessions, at once; one who is gone already stays gone. Raises AccountRefused."""
    with entrance.accounts.writing() as unit:
        owner_of(unit, who, None)
        if unit.user(user_id) is None:
            return
        user = _another(unit, who, user_id)
        unit.remove_user(user.id)
        unit.audit(who.user.email, What.USER_REMOVED, user=user.email)


def sign_out_another(entrance: Entrance, who: Visitor, user_id: str) -> int:
    """Ends every session of his; returns how many there were. Raises AccountRefused."""
    with entrance.accounts.writing() as unit:
        owner_of(unit, who, None)
        user = _user(unit, user_id)
        count = unit.end_sessions(user.id)
        unit.audit(who.user.email, What.SESSIONS_ENDED, user=user.email, count=str(count))
    return count


def owner_of(unit: AccountUnit, who: Visitor, organisation_id: str | None) -> User:
    """Who asks, as he is by now; without an organisation, an owner of the installation.

    Raises AccountRefused when he is no owner there, or is none any more.
    """
    still = unit.user(who.user.id)
    if still is None or not owns(standing_of(unit, still), organisation_id):
        raise AccountRefused(Why.NOT_YOURS, "Only an owner may do this.")
    return still


def owns(standing: Standing, organisation_id: str | None) -> bool:
    """Whether he may decide there; without an organisation, over the installation."""
    if organisation_id is None:
        return standing.user.is_owner
    return standing.role_in(organisation_id) is UserRole.OWNER


def _change_membership(
    unit: AccountUnit, who: Visitor, user: User, place: str, known: UserRole | None, role: UserRole | None
) -> None:
    if role is None:
        unit.remove_membership(user.id, place)
    else:
        unit.set_membership(Membership(place, user.id, role))
    what = What.ROLE_TAKEN if role is None else What.ROLE_GIVEN
    unit.audit(who.user.email, what, user=user.email, role=str(role or known), organisation=place)


def _change_ownership(unit: AccountUnit, who: Visitor, user: User, role: UserRole | None) -> None:
    """Only owners have something in the installation itself."""
    if role not in (None, UserRole.OWNER):
        raise AccountRefused(Why.NO_ORGANISATION, f"A {role} works in an organisation: name one.")
    is_owner = role is UserRole.OWNER
    if is_owner is not user.is_owner:
        unit.change_user(user.id, is_owner=is_owner)
        what = What.ROLE_GIVEN if is_owner else What.ROLE_TAKEN
        unit.audit(who.user.email, what, user=user.email, role=UserRole.OWNER, organisation="")


def _another(unit: AccountUnit, who: Visitor, user_id: str) -> User:
    user = _user(unit, user_id)
    if user.id == who.user.id:
        raise AccountRefused(Why.YOURSELF, "Nobody changes himself: ask another owner.")
    return user


def _user(unit: AccountUnit, user_id: str) -> User:
    user = unit.user(user_id)
    if user is None:
        raise _unknown()
    return user


def _unknown() -> AccountRefused:
    return AccountRefused(Why.UNKNOWN_USER, "There is no such user.")


def _check_is_no_owner(user: User) -> None:
    if user.is_owner:
        raise AccountRefused(
            Why.IS_OWNER,
            f"{user.email} owns the installation and may do everything in each organisation already.",
        )
