"""The second factor: codes of an app that change every 30 seconds (RFC 6238), and what stands in for it.

Between the password and the code a sign-in is half open. That is no session: it opens the page that asks
for the code, and nothing else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

RECOVERY_CODES = 10
#: How long the code may be looked for once the password was right.
HALF_OPEN_FOR = timedelta(minutes=10)
#: How long a secret that was shown waits for its first code.
BEGUN_FOR = timedelta(minutes=15)


class Required(StrEnum):
    """Who must have a second factor before anything else is shown."""

    NOBODY = "nobody"
    OWNERS = "owners"
    EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A user's secret, which his app has too. It asks for nothing until a code was shown (`confirmed_at`).

    `last_step` is the time step of the last code that was taken: none is taken twice (RFC 6238, section 5.2).
    """

    user_id: str
    secret: str = field(repr=False)
    last_step: int
    began_at: datetime
    confirmed_at: datetime | None = None

    @property
    def is_on(self) -> bool:
        return self.confirmed_at is not None

    def is_begun(self, now: datetime) -> bool:
        """Whether it waits for its first code."""
        return not self.is_on and now < self.began_at + BEGUN_FOR


@dataclass(frozen=True, slots=True)
class HalfOpen:
    """A sign-in whose password was right; only the hash of its token is kept.

    `by` is the identity provider that vouched for him instead, and `proven_at` when it asked him anew.
    """

    token_hash: str = field(repr=False)
    user_id: str
    began_at: datetime
    by: str = ""
    proven_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return now < self.began_at + HALF_OPEN_FOR


class OneTimeCodes(Protocol):
    """Codes that follow from a secret and the time."""

    def new_secret(self) -> str: ...

    def step_of(self, secret: str, code: str, now: datetime) -> int | None:
        """The time step whose code this is, now or a neighbour, for clocks differ; None for any other."""

    def address_of(self, secret: str, account: str) -> str:
        """What an app reads from a picture (otpauth)."""


class SecondFactors(Protocol):
    """Within a unit of the accounts."""

    def of(self, user_id: str) -> SecondFactor | None: ...

    def put(self, factor: SecondFactor) -> None:
        """In the place of the one that was there."""

    def remove(self, user_id: str) -> None:
        """With its recovery codes."""

    def set_recovery(self, user_id: str, hashes: Iterable[str]) -> None:
        """In the place of all that were there."""

    def spend_recovery(self, user_id: str, code_hash: str) -> bool:
        """False for one that is none, or was used."""

    def recovery_left(self, user_id: str) -> int: ...

    def open_half(self, half: HalfOpen) -> None: ...

    def half(self, token_hash: str) -> HalfOpen | None: ...

    def end_halves(self, user_id: str) -> None: ...

    def sweep(self) -> None:
        """Half open sign-ins that ran out."""
