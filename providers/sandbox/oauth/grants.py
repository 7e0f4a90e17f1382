"""Consents with their tokens, and the rules by which a refresh token lives, changes and dies."""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from .rules import Rules

Outcome = Literal["new", "same", "refused"]


@dataclass
class RefreshToken:
    """`number` counts a grant's refresh tokens from 1; `left_at` is its first use or its replacement."""

    value: str
    number: int
    issued_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True)
class Refresh:
    """One refresh that was asked for, and with which of the grant's tokens."""

    at: datetime
    number: int
    outcome: Outcome


@dataclass
class Grant:
    """What one person allowed one client: which tenants, which scopes. `id` is one for each consent."""

    client_id: str
    user: str
    tenants: tuple[str, ...]
    scopes: tuple[str, ...]
    granted_at: datetime
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    is_revoked: bool = False
    #: Exchanged without a secret, by PKCE alone.
    is_public: bool = False
    access_tokens: dict[str, datetime] = field(default_factory=dict)
    refresh_tokens: list[RefreshToken] = field(default_factory=list)
    refreshes: list[Refresh] = field(default_factory=list)

    def is_over(self, rules: Rules, now: datetime) -> bool:
        ended = rules.hard_life is not None and now >= self.granted_at + rules.hard_life
        return self.is_revoked or ended

    def new_refresh_token(self, now: datetime) -> RefreshToken:
        made = RefreshToken(secrets.token_urlsafe(32), len(self.refresh_tokens) + 1, now)
        self.refresh_tokens.append(made)
        return made

    def refreshed(self, used: RefreshToken, rules: Rules, now: datetime) -> RefreshToken | None:
        """The token to go on with: another one, the same one, or None when `used` opens nothing any more."""
        token = self._next(used, rules, now)
        outcome: Outcome = "refused" if token is None else "same" if token is used else "new"
        self.refreshes.append(Refresh(now, used.number, outcome))
        return token

    def _next(self, used: RefreshToken, rules: Rules, now: datetime) -> RefreshToken | None:
        is_too_late = used.left_at is not None and now > used.left_at + rules.grace
        if is_too_late or self.is_over(rules, now) or now >= used.issued_at + rules.refresh_life:
            return None
        if rules.rotation == "single_use":
            used.left_at = used.left_at or now
            return self.new_refresh_token(now)
        newest = self.refresh_tokens[-1]
        if now - newest.issued_at < timedelta(days=1):
            return newest
        newest.left_at = now
        return self.new_refresh_token(now)


@dataclass
class Code:
    """What the callback carries: good once, for a few minutes, for that client and that address."""

    grant: Grant
    redirect_uri: str
    issued_at: datetime
    challenge: str | None
    value: str
    is_used: bool = False
