"""Leasing: something with a name is one process's own until it is done with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from connector.usecases.application import Application


@contextmanager
def leased(app: Application, name: str, seconds: int) -> Iterator[str | None]:
    """Who has it now, to take it again with; None where another process has it. `seconds` are real ones."""
    owner = str(uuid4())
    if not app.store.leases.take(name, owner, seconds):
        yield None
        return
    try:
        yield owner
    finally:
        app.store.leases.give_back(name, owner)
