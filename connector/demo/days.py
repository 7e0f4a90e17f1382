"""Moves the demo's days forward, one after another, in a thread of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from threading import Lock, Thread

from connector.demo.clock import DemoClock
from connector.demo.company import BEFORE_DAYS
from connector.demo.world import World
from connector.usecases.application import Application
from connector.usecases.daily import send_daily
from connector.usecases.delivering import deliver
from connector.usecases.run_once import run_once

#: The morning's post, the first round, and a second one when America's offices are open.
POST, MORNING, AFTERNOON = time(8), time(9), time(16)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the days asked for are worked off; `day` is the one under way."""

    done: int
    total: int
    day: date


class Days:
    """The company's calendar. `move` returns at once; one move at a time."""

    def __init__(self, app: Application, clock: DemoClock, world: World) -> None:
        self._app = app
        self._clock = clock
        self._world = world
        self._lock = Lock()
        self._thread: Thread | None = None
        self._is_stopping = False
        self.progress: Progress | None = None
        #: The last move ended early, for this reason.
        self.fault: str | None = None

    @property
    def today(self) -> date:
        return self._clock.day

    def first(self) -> None:
        """The first day, worked off before anybody looks: one round, when every office is open."""
        today = self._clock.day
        self._world.import_books()
        self._clock.set(today - timedelta(days=BEFORE_DAYS), MORNING)
        self._world.note_what_was_sent_before()
        self._clock.set(today, MORNING)
        self._world.introduce()
        self._rounds(today, (AFTERNOON,))

    def move(self, days: int) -> bool:
        """Begins to work off so many days; False while others are under way."""
        with self._lock:
            if self.progress is not None:
                return False
            self.progress = Progress(0, days, self._clock.day + timedelta(days=1))
            self.fault = None
            self._thread = Thread(target=self._work, args=(days,), name="demo days")
            self._thread.start()
        return True

    def wait(self) -> None:
        """Until the days under way are worked off."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        """Lets the day under way finish."""
        self._is_stopping = True
        self.wait()

    def _work(self, days: int) -> None:
        try:
            for done in range(days):
                if self._is_stopping:
                    return
                day = self._clock.day + timedelta(days=1)
                self.progress = Progress(done, days, day)
                self.one(day)
        except Exception as error:  # noqa: BLE001 - the thread ends here; the page says so
            self.fault = str(error)
            self._app.fault("demo day", error)
        finally:
            self.progress = None

    def one(self, day: date) -> None:
        """One whole day: what customers do, the morning's import, and two rounds."""
        self._clock.set(day, POST)
        self._world.live(day)
        self._clock.set(day, MORNING)
        if day.isoweekday() <= 5:
            self._world.import_books()
        self._rounds(day)

    def _rounds(self, day: date, hours: Sequence[time] = (MORNING, AFTERNOON)) -> None:
        for at in hours:
            self._clock.set(day, at)
            run_once(self._app, self._world.organisation_id)
        send_daily(self._app, self._world.organisation_id)
        deliver(self._app, self._world.organisation_id)
