"""One whole cycle: sync the accounts, plan, and send what is approved and may leave now."""

from dataclasses import dataclass
from datetime import timedelta

from connector.usecases.application import Application
from connector.usecases.plan import plan, sweep
from connector.usecases.portfolio import note_run
from connector.usecases.send import Sent, send
from connector.usecases.sync import Synced, sync, sync_what_is_old
from connector.usecases.turns import Planned

#: The schedule asks an account for its changes once its last reading is this old.
SYNC_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Cycle:
    """What one cycle came to."""

    synced: list[Synced]
    planned: list[Planned]
    sent: list[Sent]


def run_once(app: Application, organisation_id: str) -> Cycle:
    """Sync, plan, and send; a ledger file is not read again."""
    return Cycle(sync(app, organisation_id), plan(app, organisation_id), send(app, organisation_id))


def tick(app: Application, organisation_id: str) -> None:
    """What the schedule does: the same, but only for what is old and whose moment has come."""
    sync_what_is_old(app, organisation_id, SYNC_EVERY)
    sweep(app, organisation_id)
    send(app, organisation_id)
    note_run(app, organisation_id)
