"""Signing in by an account at an identity provider (OpenID Connect): the way there, and who comes back.

Nobody becomes a user by it alone. The first time he is found by an address that the provider has verified, or
by an invitation that he opened; then he is bound to his name there, and found by it whatever his address is.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from connector.core.accounts import (
    ADDRESS,
    DEVICE,
    AccountRefused,
    AccountUnit,
    Invitation,
    User,
    What,
    Why,
)
from connector.core.errors import ProviderError, Unavailable
from connector.core.openid import Identity, Leaving, OpenIdProvider, Told
from connector.usecases.accounts import Entrance
from connector.usecases.invitations import gone, looked_up, taken_up
from connector.usecases.members import owner_of
from connector.usecases.sign_in import (
    THIS_MACHINE,
    Client,
    CodeAsked,
    Guesses,
    SignedIn,
    Visitor,
    begin_guess,
    let_in,
    network_of,
    pardon,
    proven_again,
    token_hash,
)

#: Where the identity provider sends people back to; it is registered there.
OPENID_BACK = "/sign-in/openid/callback"


@dataclass(frozen=True, slots=True)
class Came:
    """How it ended for whoever came back: `opened`, bound (neither), or `refused`.

    `back` is the page that he wanted; the cause of a refusal is for the log.
    """

    back: str
    opened: SignedIn | CodeAsked | None = None
    refused: AccountRefused | None = None


def go(
    entrance: Entrance, seal: str, back: str, client: Client, invitation: str | None = None,
    is_anew: bool = False,
) -> str:  # fmt: skip
    """The address to send this browser to; `seal` is what its forms bear. Raises AccountRefused.

    `is_anew`: for whoever is signed in and has no password, and is to show who he is.
    """
    begin_guess(entrance, _guesses(client))
    return _left(entrance, seal, back, invitation, None, is_anew)


def go_to_bind(entrance: Entrance, who: Visitor, password: str, seal: str, back: str, client: Client) -> str:
    """The same, for somebody who is signed in and wants to come in by it. Raises AccountRefused."""
    guesses = {f"session:{who.session.id}": DEVICE}
    begin_guess(entrance, guesses)
    proven_again(entrance, who, password, client.address)
    with entrance.accounts.writing() as unit:
        pardon(unit, guesses)
    return _left(entrance, seal, back, None, who.user.id)


def come(
    entrance: Entrance, given: Mapping[str, str], seal: str, client: Client, who: Visitor | None
) -> Came:
    """What becomes of whoever comes back with `given` in the address: once, and in the browser that left."""
    idp = _idp(entrance)
    with entrance.accounts.writing() as unit:
        left = unit.identities.back(token_hash(given.get("state", "")))
        is_good = left is not None and left.is_open(unit.now) and _is_of(left, seal)
    if left is None or not is_good:
        return Came("/", refused=_over())
    email = ""
    try:
        told = _told(idp, given, left)
        email = told.email
        _check_domain(idp, told)
        _check_anew(idp, left, told)
        with entrance.accounts.writing() as unit:
            if left.user_id is not None:
                _bind_own(unit, idp, left, told, who)
                return Came(left.back)
            user, back, is_proven = _known(unit, idp, left, told)
            pardon(unit, _guesses(client))
            return Came(back, let_in(unit, user, client, idp.name, unit.now if is_proven else None))
    except AccountRefused as refused:
        with entrance.accounts.writing() as unit:
            unit.audit("", What.OPENID_REFUSED, user=email, address=client.address, by=idp.name)
        return Came(left.back, refused=refused)


def identity_of(entrance: Entrance, user_id: str) -> Identity | None:
    """Who a user is at the identity provider; None where he is nobody, or there is none."""
    if entrance.openid is None:
        return None
    with entrance.accounts.reading() as unit:
        return unit.identities.of_user(user_id, entrance.openid.issuer)


def identities(entrance: Entrance) -> Mapping[str, Identity]:
    """Of all users, by their ids."""
    if entrance.openid is None:
        return {}
    with entrance.accounts.reading() as unit:
        return unit.identities.all(entrance.openid.issuer)


def unbind(entrance: Entrance, who: Visitor) -> None:
    """His own; done twice it is done once. Raises AccountRefused where nothing else would let him in."""
    idp = _idp(entrance)
    if not who.user.has_password:
        raise AccountRefused(
            Why.OPENID_NEEDED, f"Choose a password first: {idp.name} alone lets you in.", name=idp.name
        )
    with entrance.accounts.writing() as unit:
        _unbind(unit, idp, who.user, who.user.email)


def unbind_another(entrance: Entrance, who: Visitor, user_id: str) -> None:
    """Somebody else's, by an owner of the installation. Raises AccountRefused."""
    idp = _idp(entrance)
    with entrance.accounts.writing() as unit:
        owner_of(unit, who, None)
        user = unit.user(user_id)
        if user is None:
            raise AccountRefused(Why.UNKNOWN_USER, "There is no such user.")
        if user.id == who.user.id:
            raise AccountRefused(Why.YOURSELF, "Nobody changes himself: see your own account.")
        _unbind(unit, idp, user, who.user.email)


# ---------------------------------------------------------------- there and back


def _left(
    entrance: Entrance,
    seal: str,
    back: str,
    invitation: str | None,
    user_id: str | None,
    is_anew: bool = False,
) -> str:
    idp = _idp(entrance)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    try:
        address = idp.address(state, _nonce(verifier), verifier, is_anew)
    except ProviderError as problem:
        raise _failed(idp, problem) from problem
    with entrance.accounts.writing() as unit:
        way = (verifier, unit.now, back, invitation, user_id, is_anew)
        unit.identities.leave(Leaving(token_hash(state), token_hash(seal), *way))
    return address


def _told(idp: OpenIdProvider, given: Mapping[str, str], left: Leaving) -> Told:
    """Who came. Raises AccountRefused."""
    name, error = idp.name, given.get("error")
    if error == "access_denied":
        raise AccountRefused(
            Why.OPENID_DENIED, f"{name} did not let you in, or you said no there.", name=name
        )
    try:
        if error is not None:
            said = "".join(x for x in error[:100] if x.isascii() and x.isprintable())
            raise ProviderError(f"{name} answered with the error «{said}».")
        return idp.told(given, _nonce(left.verifier), left.verifier)
    except ProviderError as problem:
        raise _failed(idp, problem) from problem


def _failed(idp: OpenIdProvider, problem: ProviderError) -> AccountRefused:
    name = idp.name
    if isinstance(problem, Unavailable):
        return AccountRefused(Why.OPENID_DOWN, f"{name} cannot be reached at the moment.", name=name)
    return AccountRefused(Why.OPENID_WRONG, f"What {name} answered cannot be used: see the log.", name=name)


def _check_domain(idp: OpenIdProvider, told: Told) -> None:
    if not told.is_of(idp.domains):
        named = ", ".join(sorted(idp.domains))
        raise AccountRefused(
            Why.OPENID_DOMAIN, f"Only verified addresses of {named} come in this way.", domains=named
        )


def _check_anew(idp: OpenIdProvider, left: Leaving, told: Told) -> None:
    """It was asked to, and may have let in somebody who was signed in there already."""
    if left.is_anew and not told.is_anew(left.began_at):
        raise AccountRefused(
            Why.OPENID_STALE, f"{idp.name} does not say that you have just signed in there.", name=idp.name
        )


def _is_of(left: Leaving, seal: str) -> bool:
    return hmac.compare_digest(left.browser_hash, token_hash(seal))


def _nonce(verifier: str) -> str:
    """Follows from what is sealed: one secret for each way."""
    return token_hash(f"nonce {verifier}")


def _over() -> AccountRefused:
    return AccountRefused(Why.OPENID_OVER, "This sign-in is over, or was begun in another browser.")


def _idp(entrance: Entrance) -> OpenIdProvider:
    if entrance.openid is None:
        raise AccountRefused(Why.OPENID_OVER, "Nobody signs in elsewhere here.")
    return entrance.openid


def _guesses(client: Client) -> Guesses:
    """By network: each way there is a row. Behind a proxy all are one, and whoever floods would keep the
    others out: there the rows are bounded alone."""
    network = network_of(client.address)
    return {} if network == THIS_MACHINE else {f"openid:{network}": ADDRESS}


# ---------------------------------------------------------------- who he is here


def _known(unit: AccountUnit, idp: OpenIdProvider, left: Leaving, told: Told) -> tuple[User, str, bool]:
    """The user, where he goes on, and whether he has just shown who he is.

    Raises AccountRefused for somebody who is nobody here.
    """
    is_anew = told.is_anew(left.began_at)
    bound = unit.identities.of_subject(idp.issuer, told.subject)
    user = None if bound is None else unit.user(bound.user_id)
    if user is not None:
        return user, left.back, is_anew
    invitation = None if left.invitation is None else looked_up(unit, left.invitation)
    if left.invitation is not None and invitation is None:
        raise gone()
    if invitation is not None and unit.user_named(invitation.email) is None:
        return _invited(unit, idp, invitation, told), "/", True
    return _by_address(unit, idp, told), left.back, is_anew


def _by_address(unit: AccountUnit, idp: OpenIdProvider, told: Told) -> User:
    """Bound from now on. An account that a link made is its holder's: nobody comes into it by its address."""
    if not told.email or not told.is_verified:
        raise AccountRefused(
            Why.OPENID_UNVERIFIED, f"{idp.name} does not say that your address is yours.", name=idp.name
        )
    user = unit.user_named(told.email)
    if user is None or not _is_same(user.email, told.email):
        raise AccountRefused(Why.OPENID_UNKNOWN, f"Nobody here is {told.email}.", email=told.email)
    if unit.identities.of_user(user.id, idp.issuer) is not None:
        raise _other(idp)
    if user.invited_by is not None:
        raise AccountRefused(
            Why.OPENID_UNPROVEN,
            f"Sign in with your password once, and bind {idp.name} on the page of your account.",
            name=idp.name,
        )
    _bind(unit, idp, user, told)
    return user


def _invited(unit: AccountUnit, idp: OpenIdProvider, invitation: Invitation, told: Told) -> User:
    """A new user without a password. His link is a secret: it is enough that nobody denies his address."""
    if not _is_same(invitation.email, told.email) or told.is_verified is False:
        raise AccountRefused(Why.OTHER_PERSON, "This invitation is for somebody else.")
    inviter = None if told.is_verified else invitation.invited_by
    made = User(
        str(uuid4()), invitation.email, "", secrets.token_hex(32), False, unit.now, unit.now, None, inviter
    )
    unit.add_user(made)
    unit.audit(made.email, What.USER_ADDED, user=made.email)
    _bind(unit, idp, made, told)
    return taken_up(unit, invitation, made)


def _bind_own(unit: AccountUnit, idp: OpenIdProvider, left: Leaving, told: Told, who: Visitor | None) -> None:
    """Binds whoever is signed in; done twice it is done once."""
    if who is None or who.user.id != left.user_id or unit.session(who.session.token_hash) is None:
        raise _over()
    bound = unit.identities.of_subject(idp.issuer, told.subject)
    if bound is not None and bound.user_id != who.user.id:
        raise AccountRefused(
            Why.OPENID_TAKEN, f"Somebody else signs in with this account of {idp.name}.", name=idp.name
        )
    if bound is not None:
        return
    if unit.identities.of_user(who.user.id, idp.issuer) is not None:
        raise _other(idp)
    _bind(unit, idp, who.user, told)


def _other(idp: OpenIdProvider) -> AccountRefused:
    sentence = f"You sign in with another account of {idp.name}: let go of that one first."
    return AccountRefused(Why.OPENID_OTHER, sentence, name=idp.name)


def _bind(unit: AccountUnit, idp: OpenIdProvider, user: User, told: Told) -> None:
    unit.identities.bind(Identity(idp.issuer, told.subject, user.id, told.email, unit.now))
    unit.audit(user.email, What.OPENID_BOUND, user=user.email, by=idp.name, account=told.email)


def _unbind(unit: AccountUnit, idp: OpenIdProvider, user: User, by: str) -> None:
    if unit.identities.of_user(user.id, idp.issuer) is not None:
        unit.identities.unbind(user.id, idp.issuer)
        unit.audit(by, What.OPENID_UNBOUND, user=user.email, by=idp.name)


def _is_same(address: str, other: str) -> bool:
    """Letter by letter: beyond ASCII, two addresses may look and fold alike and be two people's."""
    return address.isascii() and other.isascii() and address.lower() == other.lower()
