"""Signing in and out. Guessing is slowed down, and never locks the right person out.

Who is slowed down: an account asked for by browsers that nobody knows, by network, and an address. A
browser in which the user has signed in before proves it with his device key and has a count of its own,
so a stranger who hammers at an account delays strangers beside him only.
"""

import hashlib
import hmac
import math
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from uuid import uuid4

from connector.core.accounts import (
    ACCOUNT,
    ADDRESS,
    ANYWHERE,
    DEVICE,
    LONGEST_PASSWORD,
    SEEN_EVERY,
    AccountRefused,
    AccountUnit,
    Session,
    Slowing,
    User,
    What,
    Why,
)
from connector.core.second_factor import HalfOpen, Required
from connector.usecases.accounts import (
    Entrance,
    Standing,
    change_stored_password,
    checked_password,
    standing_of,
)

LONGEST_BROWSER = 200
#: So long after he has shown who he is whoever has no password is taken for himself.
FRESH = timedelta(minutes=10)
#: The network of whoever asks from here, and of everybody behind a proxy that stands here.
THIS_MACHINE = "this machine"


@dataclass(frozen=True, slots=True)
class Client:
    """The browser that asks: where from, what it calls itself, the cookies it showed."""

    address: str = ""
    browser: str = ""
    token: str | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in. `owes_factor`: he must set up a second one before he sees anything."""

    standing: Standing
    session: Session
    owes_factor: bool = False

    @property
    def user(self) -> User:
        return self.standing.user


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was just opened; token and device are for the browser and kept nowhere."""

    visitor: Visitor
    token: str
    device: str


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """The password was right and a code is wanted. The token is for the browser, and opens no session."""

    token: str = field(repr=False)


def sign_in(entrance: Entrance, email: str, password: str, client: Client) -> SignedIn | CodeAsked:
    """Half of it where the user has a second factor: see `second_factor.finish`.

    Raises AccountRefused: the same for a wrong password and for a user that is not there, or a wait.

    A session that the browser had before ends.
    """
    with entrance.accounts.reading() as unit:
        user = unit.user_named(email)
    guesses = _guesses(email, user, client)
    begin_guess(entrance, guesses)
    known = proven(entrance, user, password, client.address)
    fresh = _fresh_hash(entrance, known, password)
    with entrance.accounts.writing() as unit:
        pardon(unit, guesses)
        still = unit.user(known.id)
        if still is None or still.device_key != known.device_key:
            raise wrong()  # removed or changed while the password was looked at
        if fresh is not None:
            unit.change_user(still.id, password_hash=fresh)
        return let_in(unit, still, client)


def let_in(
    unit: AccountUnit, user: User, client: Client, by: str = "", proven_at: datetime | None = None
) -> SignedIn | CodeAsked:
    """Him who has proven himself, `by` a provider where it was one: half of it where a code is wanted."""
    if not _has_factor(unit, user):
        return open_session(unit, user, client, by, proven_at)
    token = secrets.token_urlsafe(32)
    unit.factors.open_half(HalfOpen(token_hash(token), user.id, unit.now, by, proven_at))
    return CodeAsked(token)


def enter(entrance: Entrance, email: str, client: Client) -> SignedIn:
    """Opens a session for whoever has proven himself otherwise, or where nothing real can be reached.

    Raises AccountRefused when there is no such user.
    """
    with entrance.accounts.writing() as unit:
        user = unit.user_named(email)
        if user is None:
            raise wrong()
        return open_session(unit, user, client)


def visitor(entrance: Entrance, token: str | None) -> Visitor | None:
    """Who shows this token, and what he may do; None for one that ran out or was ended."""
    if not token:
        return None
    with entrance.accounts.reading() as unit:
        session = unit.session(token_hash(token))
        user = None if session is None else unit.user(session.user_id)
        if session is None or user is None or not session.is_live(unit.now):
            return None
        found = _visitor(entrance.required, unit, user, session)
        is_long_ago = unit.now - session.last_seen_at >= SEEN_EVERY
    if is_long_ago:
        with entrance.accounts.writing() as unit:
            unit.see_session(session.id)
    return found


def _visitor(required: Required, unit: AccountUnit, user: User, session: Session) -> Visitor:
    standing = standing_of(unit, user)
    return Visitor(standing, session, standing.needs_factor(required) and not _has_factor(unit, user))


def _has_factor(unit: AccountUnit, user: User) -> bool:
    factor = unit.factors.of(user.id)
    return factor is not None and factor.is_on


def sign_out(entrance: Entrance, who: Visitor) -> None:
    with entrance.accounts.writing() as unit:
        unit.end_sessions(who.user.id, only=who.session.id)
        unit.audit(who.user.email, What.SIGNED_OUT, address=who.session.address)


def sign_out_everywhere(entrance: Entrance, who: Visitor) -> None:
    """Every session of his, this one too."""
    with entrance.accounts.writing() as unit:
        count = unit.end_sessions(who.user.id)
        unit.audit(who.user.email, What.SESSIONS_ENDED, count=str(count))


def end_session(entrance: Entrance, who: Visitor, session_id: str) -> bool:
    """One of his own; False when it was none."""
    with entrance.accounts.writing() as unit:
        was_there = bool(unit.end_sessions(who.user.id, only=session_id))
        if was_there:
            unit.audit(who.user.email, What.SESSION_ENDED)
    return was_there


def sessions(entrance: Entrance, who: Visitor) -> tuple[Session, ...]:
    """Where he is signed in, last seen first."""
    with entrance.accounts.reading() as unit:
        return tuple(x for x in unit.sessions(who.user.id) if x.is_live(unit.now))


def change_password(entrance: Entrance, who: Visitor, old: str, new: str, client: Client) -> SignedIn:
    """Asks for the old one, where there is one; ends every other session.

    This one goes on under a new token. Raises AccountRefused.
    """
    hashed = entrance.passwords.hashed(checked_password(new))
    guesses = {f"session:{who.session.id}": DEVICE}
    begin_guess(entrance, guesses)
    proven_again(entrance, who, old, client.address)
    with entrance.accounts.writing() as unit:
        pardon(unit, guesses)
        if unit.session(who.session.token_hash) is None:
            raise wrong()  # signed out, removed or changed while the password was looked at
        changed = change_stored_password(unit, who.user, hashed, who.user.email)
        unit.end_sessions(changed.id)
        return open_session(unit, changed, client)


# ---------------------------------------------------------------- guessing

Guesses = Mapping[str, Slowing]


def begin_guess(entrance: Entrance, guesses: Guesses) -> None:
    """Counts an attempt before it is looked at, so that many at once count as many.

    Raises AccountRefused, saying when the next one is looked at; the refused one is not counted.
    """
    with entrance.accounts.writing() as unit:
        unit.sweep()
        known = unit.attempts(list(guesses))
        waits = (slowing.next_at(known.get(key), unit.now) for key, slowing in guesses.items())
        next_at = max(waits, default=unit.now)
        if next_at > unit.now:
            raise _wait(next_at, unit.now)
        for key in guesses:
            unit.count_attempt(key, 1 + (known[key].failures if key in known else 0))


def _guesses(email: str, user: User | None, client: Client) -> Guesses:
    if user is not None and is_device_of(user, client.device):
        return {f"device:{token_hash(client.device or '')}": DEVICE}
    account, network = email.strip().casefold(), network_of(client.address)
    theirs = {
        f"account:{token_hash(f'{network} {account}')}": ACCOUNT,
        f"anywhere:{token_hash(account)}": ANYWHERE,
    }
    # A proxy's visitors all come from this machine: one of them would keep everybody else waiting.
    return theirs if network == THIS_MACHINE else {**theirs, f"address:{network}": ADDRESS}


def _wait(until: datetime, now: datetime) -> AccountRefused:
    seconds = math.ceil((until - now).total_seconds())
    sentence = f"Too many attempts: try again in {seconds} seconds."
    return AccountRefused(Why.WAIT, sentence, seconds)


def proven(entrance: Entrance, user: User | None, password: str, address: str) -> User:
    """Him whose password this is. Raises AccountRefused."""
    stored = None if user is None else user.password_hash
    matches = entrance.passwords.matches(_composed(password), stored)
    if user is not None and matches:
        return user
    # What was typed as an address may be a password: only that of a user is written down.
    with entrance.accounts.writing() as unit:
        unit.audit(user.email if user else "", What.REFUSED, address=address)
    raise wrong()


def proven_again(entrance: Entrance, who: Visitor, password: str, address: str) -> None:
    """Before he changes what lets him in: who found an open browser has no password. Raises AccountRefused.

    Who has none himself was asked by an identity provider who he is, a moment ago.
    """
    if who.user.has_password:
        proven(entrance, who.user, password, address)
    elif not is_proven(entrance, who):
        raise AccountRefused(Why.NOT_FRESH, "Sign in once more first: without a password this takes it.")


def is_proven(entrance: Entrance, who: Visitor) -> bool:
    """Whether whoever has no password has shown who he is a moment ago; a password is asked for each time."""
    if who.user.has_password:
        return True
    with entrance.accounts.reading() as unit:
        proven_at = who.session.proven_at
        return proven_at is not None and unit.now - proven_at < FRESH


def _composed(password: str) -> str:
    return unicodedata.normalize("NFKC", password[: 4 * LONGEST_PASSWORD])


def wrong() -> AccountRefused:
    """The same whatever it was."""
    return AccountRefused(Why.WRONG, "The address or the password is wrong.")


def pardon(unit: AccountUnit, guesses: Guesses) -> None:
    """His count ends; what he shares falls by one, so that an own account does not reset it."""
    known = unit.attempts(list(guesses))
    for key, attempts in known.items():
        unit.count_attempt(key, attempts.failures - 1 if guesses[key] in (ADDRESS, ANYWHERE) else 0)


def network_of(address: str) -> str:
    """Where one asks from. A household has a /64 of IPv6: each of its addresses counts as one."""
    try:
        known = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        # What listens on both kinds sees an address of IPv4 written as one of IPv6.
        known = known.ipv4_mapped or known
    if known.is_loopback:
        return THIS_MACHINE
    return str(IPv6Address(int(known) >> 64 << 64)) if isinstance(known, IPv6Address) else str(known)


# ---------------------------------------------------------------- sessions and devices


def open_session(
    unit: AccountUnit, user: User, client: Client, by: str = "", proven_at: datetime | None = None
) -> SignedIn:
    """For whoever has proven himself; a session that the browser had before ends."""
    token = secrets.token_urlsafe(32)
    old = unit.session(token_hash(client.token)) if client.token else None
    if old is not None:
        unit.end_sessions(old.user_id, only=old.id)
    session = Session(
        str(uuid4()), user.id, token_hash(token), unit.now, unit.now,
        client.address, client.browser[:LONGEST_BROWSER], proven_at,
    )  # fmt: skip
    unit.add_session(session)
    where = {"by": by} if by else {}
    unit.audit(user.email, What.SIGNED_IN, address=client.address, **where)
    return SignedIn(Visitor(standing_of(unit, user), session), token, _device_of(user))


def _fresh_hash(entrance: Entrance, user: User, password: str) -> str | None:
    """A new one where today's cost is another."""
    is_stale = entrance.passwords.is_stale(user.password_hash)
    return entrance.passwords.hashed(_composed(password)) if is_stale else None


def token_hash(token: str) -> str:
    """What is random needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _device_of(user: User) -> str:
    nonce = secrets.token_urlsafe(16)
    return f"{nonce}.{_proof(user, nonce)}"


def is_device_of(user: User, device: str | None) -> bool:
    """Whether he was signed in before in the browser that shows this cookie."""
    nonce, _, proof = (device or "").partition(".")
    return hmac.compare_digest(proof.encode(), _proof(user, nonce).encode())


def _proof(user: User, nonce: str) -> str:
    return hmac.new(bytes.fromhex(user.device_key), nonce.encode(), hashlib.sha256).hexdigest()
