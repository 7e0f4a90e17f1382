"""Tokens: let a machine in, see which there are, put one out; and who it is that shows one."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from connector.core.errors import Refused
from connector.core.invoice import Organisation
from connector.core.tokens import HINT, LONGEST_NAME, MARK, USED_EVERY, Permit, Token
from connector.usecases.application import Application
from connector.usecases.sentences import say
from connector.usecases.unfit import NotThere

#: Days after which a token ends, as the page offers them; None: until it is revoked.
ENDS: tuple[int | None, ...] = (30, 90, 365, None)
LONGEST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Made:
    """A new token; `secret` is for the machine and kept nowhere, None where it was made before."""

    token: Token
    secret: str | None


@dataclass(frozen=True, slots=True)
class Caller:
    """A machine whose token counts."""

    token: Token
    organisation: Organisation

    @property
    def who(self) -> str:
        return self.token.who

    def may(self, permit: Permit) -> bool:
        return permit in self.token.permits


def make_token(
    app: Application,
    organisation_id: str,
    name: str,
    permits: Iterable[Permit],
    days: int | None,
    by: str,
    token_id: str | None = None,
) -> Made:
    """Lets a machine in for so many days; with the id of a form that was sent twice it is made once.

    Raises Refused without a name, for one that is too long, without any permit, and for too many days.
    """
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME or not called.isprintable():
        raise Refused(say("token_name", count=LONGEST_NAME))
    allowed = frozenset(permits)
    if not allowed:
        raise Refused(say("token_permits", permits=", ".join(Permit)))
    if days is not None and not 0 < days <= LONGEST_DAYS:
        raise Refused(say("token_end", count=LONGEST_DAYS))
    secret = MARK + secrets.token_urlsafe(40)
    with app.store.writing(organisation_id) as unit:
        now = unit.tokens.now
        ends = None if days is None else now + timedelta(days=days)
        id_ = token_id or str(uuid4())
        made = Token(id_, called, secret[:HINT], hashed(secret), allowed, by, now, ends)
        if not unit.tokens.add(made):
            return Made(next(x for x in unit.tokens.all() if x.id == id_), None)
        told = {"token": made.id, "name": called, "permits": sorted(allowed), "until": str(ends)}
        unit.audit(app.clock.now(), by, "token.made", **told)
    return Made(made, secret)


def tokens(app: Application, organisation_id: str) -> tuple[Sequence[Token], Sequence[Token]]:
    """Those that count, and those that have ended, newest first."""
    with app.store.reading(organisation_id) as unit:
        every, now = unit.tokens.all(), unit.tokens.now
    return [x for x in every if x.is_live(now)], [x for x in every if not x.is_live(now)]


def revoke_token(app: Application, organisation_id: str, token_id: str, by: str) -> Token:
    """From now on it opens nothing; done twice it is done once. Raises NotThere for none of this id."""
    with app.store.writing(organisation_id) as unit:
        found = next((x for x in unit.tokens.all() if x.id == token_id), None)
        if found is None:
            raise NotThere("There is no such token.")
        if unit.tokens.revoke(token_id):
            unit.audit(app.clock.now(), by, "token.revoked", token=token_id, name=found.name)
    return found


def caller(app: Application, secret: str) -> Caller | None:
    """Who shows this token, and at which organisation; None for one that has ended or never was."""
    if not secret.startswith(MARK):
        return None
    token_hash = hashed(secret)
    organisation_id = app.store.directory.of_token(token_hash)
    if organisation_id is None:
        return None
    with app.store.reading(organisation_id) as unit:
        token, now = unit.tokens.shown(token_hash), unit.tokens.now
        organisation = unit.organisation()
    if token is None or not token.is_live(now):
        return None
    if token.last_used_at is None or now - token.last_used_at >= USED_EVERY:
        with app.store.writing(organisation_id) as unit:
            unit.tokens.use(token.id)
    return Caller(token, organisation)


def hashed(secret: str) -> str:
    """What is random needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
