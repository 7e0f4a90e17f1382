"""Views: a search, its filters and its order under a name, for oneself or for the organisation."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ListOf(StrEnum):
    """What is listed."""

    INVOICES = "invoices"
    CUSTOMERS = "customers"


@dataclass(frozen=True, slots=True)
class View:
    """`asked` is what the list's address asks for; `owner_id` the user's, None where it is everybody's.

    `is_default`: the list opens with it, for its owner or for whoever has no default of his own.
    """

    id: str
    of: ListOf
    name: str
    asked: str
    owner_id: str | None
    made_by: str
    made_at: datetime
    is_default: bool = False


class Views(Protocol):
    """The views of one organisation."""

    def add(self, view: View) -> None: ...

    def all(self, of: ListOf, owner_id: str) -> tuple[View, ...]:
        """His own and everybody's, by name."""

    def get(self, view_id: str) -> View | None: ...

    def rename(self, view_id: str, name: str) -> None: ...

    def remove(self, view_id: str) -> None: ...

    def set_default(self, view: View, is_default: bool) -> None:
        """The one default of this list for its owner, or for everybody."""
