"""The second factor: turning it on and off, its codes, and the second step of signing in."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime

from connector.core.accounts import CODE, AccountRefused, AccountUnit, User, What, Why
from connector.core.second_factor import RECOVERY_CODES, HalfOpen, SecondFactor
from connector.usecases.accounts import Entrance, known_user
from connector.usecases.members import owner_of
from connector.usecases.sign_in import (
    Client,
    Guesses,
    SignedIn,
    Visitor,
    begin_guess,
    is_device_of,
    open_session,
    pardon,
    proven_again,
    token_hash,
    wrong,
)

DIGITS = 6
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What an app is to be given: the secret, and the same as the address in a picture."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """How it stands with somebody: since when it is on, None where it is off."""

    since: datetime | None
    recovery_left: int
    is_needed: bool


def factor_of(entrance: Entrance, who: Visitor) -> Factor:
    """His own."""
    with entrance.accounts.reading() as unit:
        found = unit.factors.of(who.user.id)
        since = None if found is None else found.confirmed_at
        needed = who.standing.needs_factor(entrance.required)
        return Factor(since, unit.factors.recovery_left(who.user.id), needed)


def since_when(entrance: Entrance, user_id: str) -> datetime | None:
    """Since when somebody's is on."""
    with entrance.accounts.reading() as unit:
        found = unit.factors.of(user_id)
        return None if found is None else found.confirmed_at


def begin(entrance: Entrance, who: Visitor, password: str, client: Client) -> None:
    """Makes a secret, which asks for nothing until its first code was shown. Raises AccountRefused."""
    guesses = _guesses_inside(who)
    begin_guess(entrance, guesses)
    proven_again(entrance, who, password, client.address)
    with entrance.accounts.writing() as unit:
        pardon(unit, guesses)
        _check_is_inside(unit, who)
        if _on(unit, who.user.id) is not None:
            raise AccountRefused(Why.FACTOR_IS_ON, "The second factor is on already.")
        unit.factors.put(SecondFactor(who.user.id, entrance.codes.new_secret(), 0, unit.now))


def set_up(entrance: Entrance, who: Visitor) -> SetUp | None:
    """What was begun and waits for its first code; None where nothing does."""
    with entrance.accounts.reading() as unit:
        found = unit.factors.of(who.user.id)
        if found is None or not found.is_begun(unit.now):
            return None
    return SetUp(found.secret, entrance.codes.address_of(found.secret, who.user.email))


def confirm(entrance: Entrance, who: Visitor, code: str) -> tuple[str, ...]:
    """Turns it on by the first code; returns the recovery codes, which are kept nowhere.

    Whoever is signed in as him elsewhere, by the password alone, is out. Raises AccountRefused.
    """
    guesses = _guesses_inside(who)
    begin_guess(entrance, guesses)
    with entrance.accounts.writing() as unit:
        _check_is_inside(unit, who)
        found = unit.factors.of(who.user.id)
        if found is None or not found.is_begun(unit.now):
            raise AccountRefused(Why.FACTOR_IS_OFF, "Begin again: it was too long ago.")
        step = _step(entrance, unit, found, code)
        if step is None:
            raise _wrong_code()
        pardon(unit, guesses)
        unit.factors.put(SecondFactor(found.user_id, found.secret, step, found.began_at, unit.now))
        for other in unit.sessions(who.user.id):
            if other.id != who.session.id:
                unit.end_sessions(who.user.id, only=other.id)
        unit.factors.end_halves(who.user.id)
        unit.audit(who.user.email, What.FACTOR_ON)
        return _new_recovery(unit, who.user.id)


def renew_recovery(entrance: Entrance, who: Visitor, code: str, client: Client) -> tuple[str, ...]:
    """New recovery codes in the place of those that are left. Raises AccountRefused."""
    guesses = _guesses_inside(who)
    begin_guess(entrance, guesses)
    with entrance.accounts.writing() as unit:
        _check_is_inside(unit, who)
        if _takes(entrance, unit, who.user, code):
            pardon(unit, guesses)
            unit.audit(who.user.email, What.RECOVERY_MADE)
            return _new_recovery(unit, who.user.id)
    raise _refused(entrance, who.user, client)


def turn_off(entrance: Entrance, who: Visitor, password: str, code: str, client: Client) -> None:
    """Asks for both: who found an open browser has neither. Raises AccountRefused."""
    if who.standing.needs_factor(entrance.required):
        raise AccountRefused(Why.FACTOR_NEEDED, "This installation asks for a second factor.")
    guesses = _guesses_inside(who)
    begin_guess(entrance, guesses)
    proven_again(entrance, who, password, client.address)
    with entrance.accounts.writing() as unit:
        _check_is_inside(unit, who)
        if _takes(entrance, unit, who.user, code):
            pardon(unit, guesses)
            unit.factors.remove(who.user.id)
            unit.audit(who.user.email, What.FACTOR_OFF)
            return
    raise _refused(entrance, who.user, client)


def reset(entrance: Entrance, who: Visitor, user_id: str) -> None:
    """For somebody who lost it, by an owner of the installation; done twice it is done once.

    Raises AccountRefused.
    """
    with entrance.accounts.writing() as unit:
        owner_of(unit, who, None)
        user = unit.user(user_id)
        if user is None:
            raise AccountRefused(Why.UNKNOWN_USER, "There is no such user.")
        _reset(unit, user, who.user.email)


def reset_by_command(entrance: Entrance, email: str, by: str) -> bool:
    """For the owner who locked himself out; False when there was none. Raises AccountRefused."""
    with entrance.accounts.writing() as unit:
        return _reset(unit, known_user(unit, email), by)


def finish(entrance: Entrance, half_token: str | None, code: str, client: Client) -> SignedIn:
    """The second step of signing in: opens the session that the password alone did not.

    Raises AccountRefused: HALF_OVER where the password has to be shown again.
    """
    with entrance.accounts.reading() as unit:
        _, user = _half(unit, half_token)
    guesses = _guesses_outside(user, client)
    begin_guess(entrance, guesses)
    with entrance.accounts.writing() as unit:
        half, still = _half(unit, half_token)
        if _takes(entrance, unit, still, code):
            pardon(unit, guesses)
            unit.factors.end_halves(still.id)
            return open_session(unit, still, client, half.by, half.proven_at)
    raise _refused(entrance, user, client)


def is_half_open(entrance: Entrance, half_token: str | None) -> bool:
    """Whether the page that asks for the code has somebody to ask."""
    with entrance.accounts.reading() as unit:
        try:
            _half(unit, half_token)
        except AccountRefused:
            return False
    return True


def _half(unit: AccountUnit, half_token: str | None) -> tuple[HalfOpen, User]:
    half = unit.factors.half(token_hash(half_token or ""))
    user = None if half is None or not half.is_live(unit.now) else unit.user(half.user_id)
    if half is None or user is None:
        raise AccountRefused(Why.HALF_OVER, "Sign in once more.")
    return half, user


def _takes(entrance: Entrance, unit: AccountUnit, user: User, code: str) -> bool:
    """Whether this code is good, which it is once: one of the app, or one for recovery."""
    found = _on(unit, user.id)
    if found is None:
        return False
    step = _step(entrance, unit, found, code)
    if step is not None:
        unit.factors.put(SecondFactor(user.id, found.secret, step, found.began_at, found.confirmed_at))
        return True
    if not unit.factors.spend_recovery(user.id, _recovery_hash(user.id, code)):
        return False
    unit.audit(user.email, What.RECOVERY_USED, count=str(unit.factors.recovery_left(user.id)))
    return True


def _step(entrance: Entrance, unit: AccountUnit, factor: SecondFactor, code: str) -> int | None:
    """The step of a code that is good and newer than the last one that was taken."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdecimal()):
        return None
    step = entrance.codes.step_of(factor.secret, typed, unit.now)
    return step if step is not None and step > factor.last_step else None


def _on(unit: AccountUnit, user_id: str) -> SecondFactor | None:
    found = unit.factors.of(user_id)
    return found if found is not None and found.is_on else None


def _reset(unit: AccountUnit, user: User, by: str) -> bool:
    was_there = unit.factors.of(user.id) is not None
    if was_there:
        unit.factors.remove(user.id)
        unit.factors.end_halves(user.id)
        unit.audit(by, What.FACTOR_RESET, user=user.email)
    return was_there


def _new_recovery(unit: AccountUnit, user_id: str) -> tuple[str, ...]:
    """79 random bits each: what is random needs no slow hash."""
    made = tuple(
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
        for _ in range(RECOVERY_CODES)
    )
    unit.factors.set_recovery(user_id, [_recovery_hash(user_id, code) for code in made])
    return made


def _recovery_hash(user_id: str, code: str) -> str:
    """As it may be typed: in capitals, with or without its dashes."""
    letters = "".join(x for x in code.lower() if x.isalnum())
    return hashlib.sha256(f"{user_id} {letters}".encode()).hexdigest()


def _check_is_inside(unit: AccountUnit, who: Visitor) -> None:
    if unit.session(who.session.token_hash) is None:
        raise wrong()  # signed out or removed meanwhile


def _guesses_inside(who: Visitor) -> Guesses:
    return {f"session:{who.session.id}": CODE}


def _guesses_outside(user: User, client: Client) -> Guesses:
    """A browser that he was signed in from has a count of its own: who has his password delays it not."""
    if is_device_of(user, client.device):
        return {f"code-device:{token_hash(client.device or '')}": CODE}
    return {f"code:{user.id}": CODE}


def _refused(entrance: Entrance, user: User, client: Client) -> AccountRefused:
    with entrance.accounts.writing() as unit:
        unit.audit(user.email, What.CODE_REFUSED, address=client.address)
    return _wrong_code()


def _wrong_code() -> AccountRefused:
    return AccountRefused(Why.WRONG_FACTOR, "This code is wrong, or was used already: wait for the next one.")
