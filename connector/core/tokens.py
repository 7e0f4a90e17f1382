"""Tokens: what a machine shows at the door of the API, what it may do there, and what it was answered.

Every instant in here is real time, as of sessions: a clock that is moved by hand opens and ends nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

#: A token begins so: whoever finds one knows what it is, and so do programs that look for leaked secrets.
MARK = "relance_"
#: So many signs of it are kept to know it by.
HINT = 16
#: It says that it is in use so often, not at each request.
USED_EVERY = timedelta(minutes=5)
#: So long an answer is given again to whoever asks again with the same key.
KEPT_SECONDS = 24 * 60 * 60
#: Whoever carries out a request for longer has died.
CARRIED_OUT_SECONDS = 60
#: Of a name that a person gives.
LONGEST_NAME = 60


class Permit(StrEnum):
    """What a token allows. None of them sends, connects, or changes how the organisation works."""

    #: All that a viewer sees.
    READ = "read"
    #: Holds, promises, records, notes, customers, tasks; stops everything.
    DECIDE = "decide"
    #: Ledger files, each of which is the whole ledger of its connection.
    IMPORT = "import"
    #: Releases messages as they were shown, takes them back, starts again.
    APPROVE = "approve"
    #: Addresses that are told what happens, with what they answered.
    WEBHOOKS = "webhooks"


@dataclass(frozen=True, slots=True)
class Token:
    """One machine at one organisation. Only the hash of what it shows is kept, and `hint`, its beginning."""

    id: str
    name: str
    hint: str
    token_hash: str = field(repr=False)
    permits: frozenset[Permit]
    made_by: str
    made_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @property
    def who(self) -> str:
        """As the audit names it: the machine, and the person who let it in."""
        return f"{self.name} ({self.hint}…, {self.made_by})"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request with a key was answered. `status` is None while somebody carries it out."""

    request_hash: str
    status: int | None = None
    body: str = ""


class Tokens(Protocol):
    """The tokens of one organisation, and what their requests were answered."""

    @property
    def now(self) -> datetime:
        """Real time: the database's own where it has one."""

    def add(self, token: Token) -> bool:
        """False where one of this id is there already."""

    def all(self) -> Sequence[Token]:
        """Newest first, those that ended included."""

    def shown(self, token_hash: str) -> Token | None:
        """Whether or not it still counts."""

    def use(self, token_id: str) -> None:
        """It is in use now."""

    def revoke(self, token_id: str) -> bool:
        """False where it was none, or was revoked already."""

    def begin(self, token_id: str, key: str, request_hash: str) -> bool:
        """Whether the request is this caller's to carry out; False where it was, or is, already.

        What nobody has ended in time is his who asks again; answers that are kept no longer are swept away.
        """

    def answered(self, token_id: str, key: str) -> Answered | None: ...

    def answer(self, token_id: str, key: str, status: int, body: str) -> None:
        """Keeps what it was answered."""

    def forget(self, token_id: str, key: str) -> None:
        """Nothing came of it: it may be asked again."""
