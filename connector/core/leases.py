"""Leases: one holder at a time of whatever has a name."""

from typing import Protocol


class Lease(Protocol):
    """One holder at a time, across processes, by real time."""

    def take(self, name: str, owner: str, seconds: int) -> bool: ...
    def give_back(self, name: str, owner: str) -> None: ...
