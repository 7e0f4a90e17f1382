"""Invitations: by whom, to what, and what their links do. A link is good once and for 7 days."""

import secrets
from dataclasses import dataclass, field, replace
from uuid import uuid4

from connector.core.accounts import (
    ADDRESS,
    ANYWHERE,
    WAITING_AT_ONCE,
    AccountRefused,
    AccountUnit,
    Invitation,
    Membership,
    User,
    UserRole,
    What,
    Why,
)
from connector.usecases.accounts import (
    Entrance,
    check_place,
    checked_email,
    checked_password,
    new_user,
    standing_of,
)
from connector.usecases.members import owner_of, owns
from connector.usecases.sign_in import (
    THIS_MACHINE,
    Client,
    Guesses,
    SignedIn,
    Visitor,
    begin_guess,
    network_of,
    open_session,
    token_hash,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to be invited, and to what; without an organisation, as an owner of the installation."""

    email: str
    role: UserRole
    organisation_id: str | None


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was just made; the token is in its link and kept nowhere."""

    invitation: Invitation
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """What whoever holds the link may have. `has_account`: its address is a user's already."""

    invitation: Invitation
    has_account: bool


def invite(entrance: Entrance, who: Visitor, wanted: Wanted) -> Invited:
    """An earlier invitation of the same address to the same place ends. Raises AccountRefused."""
    with entrance.accounts.writing() as unit:
        owner_of(unit, who, wanted.organisation_id)
        return _invite(unit, wanted, who.user.email, who.user.id)


def invite_by_command(entrance: Entrance, by: str, wanted: Wanted) -> Invited:
    """The same, by whoever sits at the machine."""
    with entrance.accounts.writing() as unit:
        return _invite(unit, wanted, by, None)


def waiting(entrance: Entrance) -> tuple[Invitation, ...]:
    """Every one that is still good, newest first."""
    with entrance.accounts.reading() as unit:
        return tuple(x for x in unit.invitations.all() if x.is_open(unit.now))


def take_back(entrance: Entrance, who: Visitor, invitation_id: str, organisation_id: str | None) -> None:
    """Its link is good no more; one that is gone stays gone. With an organisation, only one to it.

    Raises AccountRefused.
    """
    with entrance.accounts.writing() as unit:
        owner_of(unit, who, organisation_id)
        found = next((x for x in unit.invitations.all() if x.id == invitation_id), None)
        if found is not None and organisation_id in (None, found.organisation_id):
            _take_back(unit, found, who.user.email)


def take_back_by_command(entrance: Entrance, by: str, email: str) -> int:
    """Every one of this address; returns how many there were."""
    with entrance.accounts.writing() as unit:
        found = [x for x in unit.invitations.all() if x.email.casefold() == email.strip().casefold()]
        for one in found:
            _take_back(unit, one, by)
    return len(found)


def offer(entrance: Entrance, token: str, client: Client) -> Offer:
    """What a link offers. Raises AccountRefused, the same for every link that is good no more, or a wait.

    Who shows a good link never waits: behind a proxy one guesser would keep everybody out.
    """
    with entrance.accounts.reading() as unit:
        found = looked_up(unit, token)
        if found is not None:
            return Offer(found, unit.user_named(found.email) is not None)
    begin_guess(entrance, _guesses(client))
    raise gone()


def accept_as_new(entrance: Entrance, token: str, password: str, client: Client) -> SignedIn:
    """Makes the user with this password and signs him in. Raises AccountRefused."""
    asked = offer(entrance, token, client)
    made = new_user(entrance, asked.invitation.email, checked_password(password), is_owner=False)
    with entrance.accounts.writing() as unit:
        found = _good(unit, token)
        if unit.user_named(found.email) is not None:
            raise AccountRefused(Why.HAS_ACCOUNT, "There is an account of this address already: sign in.")
        made = replace(made, invited_by=found.invited_by)
        unit.add_user(made)
        unit.audit(made.email, What.USER_ADDED, user=made.email)
        return open_session(unit, taken_up(unit, found, made), client)


def accept(entrance: Entrance, token: str, who: Visitor, client: Client) -> Invitation:
    """Gives what it says to whoever is signed in under its address. Raises AccountRefused."""
    offer(entrance, token, client)
    with entrance.accounts.writing() as unit:
        found = _good(unit, token)
        user = unit.user_named(found.email)
        if user is None or user.id != who.user.id:
            raise AccountRefused(Why.OTHER_PERSON, "This invitation is for somebody else.")
        taken_up(unit, found, user)
        return found


def _invite(unit: AccountUnit, wanted: Wanted, by: str, inviter_id: str | None) -> Invited:
    check_place(wanted.role, wanted.organisation_id)
    email = checked_email(wanted.email)
    _check_is_not_there(unit, email, wanted.organisation_id)
    unit.sweep()
    same = [x for x in unit.invitations.all() if x.organisation_id == wanted.organisation_id]
    if len(same) >= WAITING_AT_ONCE:
        raise AccountRefused(
            Why.TOO_MANY, f"{WAITING_AT_ONCE} invitations wait already: take some of them back first."
        )
    token = secrets.token_urlsafe(32)
    made = Invitation(
        str(uuid4()), email, token_hash(token), wanted.role, wanted.organisation_id, by, inviter_id, unit.now
    )
    unit.invitations.add(made)
    _audit(unit, by, What.INVITED, made)
    return Invited(made, token)


def _check_is_not_there(unit: AccountUnit, email: str, organisation_id: str | None) -> None:
    """Of others than its members an owner of one organisation learns nothing by inviting."""
    user = unit.user_named(email)
    if user is None:
        return
    if user.is_owner:
        raise AccountRefused(Why.IS_OWNER, f"{email} owns the installation and may do everything already.")
    if organisation_id in standing_of(unit, user).roles:
        raise AccountRefused(Why.MEMBER_ALREADY, f"{email} has a role there already: change it instead.")


def _good(unit: AccountUnit, token: str) -> Invitation:
    """Raises AccountRefused for what `looked_up` finds not."""
    found = looked_up(unit, token)
    if found is None:
        raise gone()
    return found


def looked_up(unit: AccountUnit, token: str) -> Invitation | None:
    """None for one that ran out, was used, taken back or never made.

    Whoever invited must still be able to give what it says.
    """
    found = unit.invitations.with_token(token_hash(token))
    is_good = found is not None and found.is_open(unit.now) and _may_still_give(unit, found)
    return found if is_good else None


def gone() -> AccountRefused:
    return AccountRefused(Why.NO_INVITATION, "This invitation is not good, or not any more: ask for another.")


def _may_still_give(unit: AccountUnit, invitation: Invitation) -> bool:
    if invitation.inviter_id is None:
        return True
    inviter = unit.user(invitation.inviter_id)
    return inviter is not None and owns(standing_of(unit, inviter), invitation.organisation_id)


def taken_up(unit: AccountUnit, invitation: Invitation, user: User) -> User:
    """The user as he is then. Nobody loses by it: who may more already keeps that."""
    unit.invitations.remove(invitation.id)
    place = invitation.organisation_id
    _audit(unit, user.email, What.INVITATION_ACCEPTED, invitation)
    if place is None:
        unit.change_user(user.id, is_owner=True)
        return replace(user, is_owner=True)
    known = standing_of(unit, user).role_in(place)
    if known is None or not known.may(invitation.role):
        unit.set_membership(Membership(place, user.id, invitation.role))
    return user


def _take_back(unit: AccountUnit, invitation: Invitation, by: str) -> None:
    unit.invitations.remove(invitation.id)
    _audit(unit, by, What.INVITATION_TAKEN_BACK, invitation)


def _audit(unit: AccountUnit, by: str, what: What, invitation: Invitation) -> None:
    place = invitation.organisation_id or ""
    unit.audit(by, what, user=invitation.email, role=invitation.role, organisation=place)


def _guesses(client: Client) -> Guesses:
    """By network; what comes through a proxy is slowed down late and little, for it is everybody."""
    network = network_of(client.address)
    slowing = ANYWHERE if network == THIS_MACHINE else ADDRESS
    return {f"invitation:{network}": slowing}
