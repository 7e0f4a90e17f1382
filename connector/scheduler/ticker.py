"""The ticker: every minute, what is due for every organisation, by one process at a time.

What is due lies in our tables: a lost tick costs nothing, and a doubled one sends nothing twice.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event
from time import monotonic
from uuid import uuid4

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from connector.log import logger
from connector.usecases.application import Application
from connector.usecases.daily import daily_at_close
from connector.usecases.delivering import deliver
from connector.usecases.figures import keep_figures
from connector.usecases.run_once import tick
from connector.usecases.tending import tend
from connector.usecases.works import go_on

Work = Callable[[Application, str], object]
Shared = Callable[[Application], object]

LEASE = "scheduler"
TICK_SECONDS = 60
#: The lease outlives two renewals that were missed, and is taken over within a minute of a crash.
LEASE_SECONDS = 60
RENEW_SECONDS = 20
#: Beside the rounds, in a thread of its own: whoever listens slowly keeps no reminder back.
DELIVER_SECONDS = 10
#: Without a whole round for so long something hangs; a first load of a large account takes less.
SILENT_SECONDS = 1800


class Schedule:
    """Starts and stops the ticks of one process.

    `work` is done in order for each organisation, after what is `shared` by all of them.
    """

    def __init__(
        self,
        app: Application,
        work: Sequence[Work] = (go_on, tick, daily_at_close, keep_figures),
        every_seconds: float = TICK_SECONDS,
        shared: Shared = tend,
    ) -> None:
        self._shared = shared
        self._app = app
        self._work = work
        self._every_seconds = every_seconds
        self._owner = str(uuid4())
        self._is_holder = False
        self._deliveries = 0
        self._stopping = Event()
        self._last_round = monotonic()
        self._scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        """The first tick comes at once."""
        self._stopping.clear()
        self._last_round = monotonic()
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(3)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        at_once = datetime.now(UTC)
        scheduler.add_job(self._renew, "interval", seconds=RENEW_SECONDS, id="lease")
        scheduler.add_job(
            self.round, "interval", seconds=self._every_seconds, id="tick", next_run_time=at_once
        )
        scheduler.add_job(self.deliveries, "interval", seconds=DELIVER_SECONDS, id="webhooks")
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """Lets the organisation under way finish, then gives the lease to whoever stands by."""
        self._stopping.set()
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=True)
        if self._is_holder:
            self._is_holder = False
            self._app.store.leases.give_back(LEASE, self._owner)

    def problem(self) -> str | None:
        """What is wrong, in words; None if rounds come, or another process has them."""
        silent = monotonic() - self._last_round
        return f"no round of the schedule for {silent:.0f} seconds" if silent > SILENT_SECONDS else None

    def round(self) -> None:
        """Everything that is due, unless another process holds the lease."""
        if not self._hold():
            self._last_round = monotonic()
            return
        try:
            self._shared(self._app)
        except Exception as error:  # noqa: BLE001 - what is shared never stops an organisation
            self._app.fault("schedule of the installation", error)
        for organisation in self._app.store.directory.all():
            for work in self._work:
                if self._stopping.is_set() or not self._is_holder:
                    return
                self._do(work, organisation.id)
        self._last_round = monotonic()

    def deliveries(self) -> None:
        """What is to be told to whoever listens, by the process that holds the lease.

        Each time another organisation comes first.
        """
        everyone = self._app.store.directory.all() if self._is_holder else ()
        self._deliveries += 1
        first = self._deliveries % max(len(everyone), 1)
        for organisation in (*everyone[first:], *everyone[:first]):
            if self._stopping.is_set():
                return
            self._do(deliver, organisation.id)

    def _do(self, work: Work, organisation_id: str) -> None:
        try:
            work(self._app, organisation_id)
        except Exception as error:  # noqa: BLE001 - one organisation never stops the others
            self._app.fault(f"schedule of organisation {organisation_id}", error)

    def _hold(self) -> bool:
        held = self._app.store.leases.take(LEASE, self._owner, LEASE_SECONDS)
        if held != self._is_holder:
            logger("relance.schedule").info("schedule_runs_here" if held else "schedule_runs_elsewhere")
        self._is_holder = held
        return held

    def _renew(self) -> None:
        """A long round must not lose the lease to a process that takes it for dead."""
        if self._is_holder:
            self._hold()
