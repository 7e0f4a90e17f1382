"""Today: what only a person can put right before anything leaves, and what came in since yesterday."""

from dataclasses import dataclass
from datetime import date, timedelta

from connector.core.invoice import PostingGuard
from connector.core.listing import SOON_DAYS
from connector.core.past import Promised, Received
from connector.core.source import Connection
from connector.usecases.application import Application
from connector.usecases.hooks import Trouble, troubles
from connector.usecases.outlook import outlook
from connector.usecases.reconcile import posted_too_long_ago
from connector.usecases.standing import Stand, stands
from connector.usecases.tried_again import TriedAgain, waiting_again

#: So many promises are told of at once.
MOST_PROMISED = 50


@dataclass(frozen=True, slots=True)
class Today:
    """How one day stands, in the organisation's zone.

    `stands` are the connections that only their owner can help; `too_old` the others whose last reading is
    not trusted any more, or that were never read: nothing is written about what comes from there.
    `posted_until` is the last day for which payments are posted, where that is too long ago. `received`
    came in since the day before, newest first. `hooks` are addresses of webhooks in trouble, `mail` is what
    the mail server takes from nobody here. `promised` are the promises for a day that is near, and those
    made since the day before.
    """

    on: date
    stands: tuple[Stand, ...] = ()
    too_old: tuple[Connection, ...] = ()
    posted_until: date | None = None
    received: tuple[Received, ...] = ()
    hooks: tuple[Trouble, ...] = ()
    mail: tuple[TriedAgain, ...] = ()
    promised: tuple[Promised, ...] = ()

    @property
    def sums(self) -> tuple[tuple[str, int], ...]:
        """What came in, by currency in minor units."""
        currencies = sorted({x.currency for x in self.received})
        return tuple((of, sum(x.amount for x in self.received if x.currency == of)) for of in currencies)


def today(app: Application, organisation_id: str) -> Today:
    """Reads it; raises Refused when a policy or a calendar is wrong."""
    now = app.clock.now()
    with app.store.reading(organisation_id) as unit:
        view = outlook(app, unit, now)
        connections = unit.connections.all()
        yesterday, soon = view.today - timedelta(days=1), view.today + timedelta(days=SOON_DAYS)
        received = unit.past.received(yesterday)
        promised = unit.past.promised(view.today, soon, yesterday, MOST_PROMISED)
        is_late = view.organisation.posting_guard is not PostingGuard.OFF and posted_too_long_ago(view, unit)
        hooks = troubles(unit, now)
        mail = tuple(x for x in waiting_again(unit) if x.is_server)
        posted_until = unit.ledger.payments_known_on() if is_late else None
    known = stands(app, connections)
    waiting = tuple(x for x in known if x.waits_for_owner)
    fresh = {key for key, reading in view.readings.items() if now < reading.trusted_until}
    others = (x.connection for x in known if not x.waits_for_owner)
    too_old = tuple(x for x in others if x.id not in fresh)
    return Today(view.today, waiting, too_old, posted_until, received, hooks, mail, promised)
