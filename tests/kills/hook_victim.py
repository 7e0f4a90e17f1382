"""A program that delivers events until it is killed: `python -m tests.kills.hook_victim URL ORGANISATION`."""

import sys
from dataclasses import MISSING, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from connector.channels.hooks import HttpHooks
from connector.store.engine import SqlStore, open_store
from connector.store.vault import Vault
from connector.usecases.application import Application
from connector.usecases.delivering import deliver


class Now:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def store_at(url: str, ahead: int = 0) -> SqlStore:
    """A store whose leases are so many seconds ahead."""
    return open_store(url, lambda: datetime.now(UTC) + timedelta(seconds=ahead), Vault({"1": b"k" * 32}))


def delivering(store: SqlStore) -> Application:
    """All that delivering needs."""
    nothing: Any = None
    ports = {x.name: nothing for x in fields(Application) if x.default is MISSING}
    own = {"store": store, "clock": Now(), "hook_sender": HttpHooks(goes_inside=True)}
    return Application(**(ports | own))


if __name__ == "__main__":
    deliver(delivering(store_at(sys.argv[1])), sys.argv[2])
