"""Invitations to an organisation or to the installation: links that are good once, and their port."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from connector.core.accounts import UserRole

INVITED_FOR = timedelta(days=7)
#: To one organisation, or to the installation; who needs more at once has mistaken a list for a form.
WAITING_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Invitation:
    """What its link gives; only the hash of the link's token is kept.

    Without an organisation it makes an owner of the installation. `inviter_id` is None where the command
    line invited: whoever may use it may do everything.
    """

    id: str
    email: str
    token_hash: str = field(repr=False)
    role: UserRole
    organisation_id: str | None
    invited_by: str
    inviter_id: str | None
    created_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.created_at + INVITED_FOR

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at


class Invitations(Protocol):
    """Those that wait, within a unit of the accounts; what was accepted or taken back is gone."""

    def add(self, invitation: Invitation) -> None:
        """In the place of an earlier one of the same address to the same place."""

    def all(self) -> Sequence[Invitation]:
        """Newest first, those that ran out included until they are swept away."""

    def with_token(self, token_hash: str) -> Invitation | None: ...

    def remove(self, invitation_id: str) -> None: ...

    def sweep(self) -> None:
        """Those that ran out."""
