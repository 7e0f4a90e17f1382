"""The ticker: every organisation in its turn, by one process at a time."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from connector.core.bulk import Deed, Order
from connector.core.listing import InvoicesWanted
from connector.core.views import ListOf
from connector.scheduler.ticker import LEASE, Schedule
from connector.store.engine import SqlStore
from connector.usecases import bulk, works, works_seen
from connector.usecases.application import Application
from connector.usecases.run_once import tick
from tests.migrated import Copies
from tests.scenarios.listening import listen
from tests.scenarios.office import Office, office_store
from tests.usecases.test_delivering import Sender

#: So long may a busy machine take; nothing waits for it when all is well.
PATIENCE = 60


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    with migrated_copies("sqlite", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


@pytest.fixture
def office(store: SqlStore) -> Office:
    return Office(store)


class Worked:
    """Notes which organisations were worked for; `broken` ones raise."""

    def __init__(self, *broken: str) -> None:
        self.ids: list[str] = []
        self.broken = broken
        self.came = Event()

    def __call__(self, app: Application, organisation_id: str) -> None:
        self.ids.append(organisation_id)
        self.came.set()
        if organisation_id in self.broken:
            raise RuntimeError("this organisation is in trouble")


def test_a_round_works_for_every_organisation(office: Office, store: SqlStore) -> None:
    other = Office(store)
    worked = Worked()

    Schedule(office.app, [worked]).round()

    assert sorted(worked.ids) == sorted([office.id, other.id])


def test_one_in_trouble_is_reported_and_does_not_stop_the_others(office: Office, store: SqlStore) -> None:
    other = Office(store)
    worked = Worked(office.id, other.id)

    Schedule(office.app, [worked]).round()

    assert len(worked.ids) == 2
    assert [str(fault) for fault in office.faults] == ["this organisation is in trouble"] * 2


def test_a_round_sends_what_is_due(office: Office) -> None:
    office.customer("Dupont")
    office.invoice("F-1", "2026-08-20")

    Schedule(office.app, [tick]).round()

    assert [step for _, _, step in office.steps()] == ["friendly"]


def test_a_second_process_stands_by(office: Office) -> None:
    first, second = Worked(), Worked()
    holder, other = Schedule(office.app, [first]), Schedule(office.app, [second])

    holder.round()
    other.round()

    assert (len(first.ids), second.ids) == (1, [])
    assert other.problem() is None


def test_it_takes_over_once_the_first_has_stopped(office: Office) -> None:
    first, second = Worked(), Worked()
    holder, other = Schedule(office.app, [first]), Schedule(office.app, [second])
    holder.round()

    holder.stop()
    other.round()

    assert second.ids == [office.id]


def test_stopping_gives_back_what_is_ours_alone(office: Office) -> None:
    assert office.store.leases.take(LEASE, "somebody else", 60)
    schedule = Schedule(office.app, [Worked()])

    schedule.round()
    schedule.stop()

    assert not office.store.leases.take(LEASE, "a third one", 60)


def test_who_loses_the_lease_in_a_round_goes_no_further(office: Office, store: SqlStore) -> None:
    Office(store)
    worked = Worked()
    schedule = Schedule(office.app, [worked])

    def lose(app: Application, organisation_id: str) -> None:
        worked(app, organisation_id)
        schedule.stop()

    Schedule.__init__(schedule, office.app, [lose])
    schedule.round()

    assert len(worked.ids) == 1


def test_it_ticks_by_itself_from_the_start_and_stops(office: Office) -> None:
    worked = Worked()
    schedule = Schedule(office.app, [worked], every_seconds=3600)

    schedule.start()
    came = worked.came.wait(PATIENCE)
    schedule.stop()

    assert came
    assert worked.ids == [office.id]
    assert office.store.leases.take(LEASE, "the next process", 60)


def test_nothing_runs_before_it_is_started(office: Office) -> None:
    worked = Worked()

    Schedule(office.app, [worked])

    assert worked.ids == []


def test_a_schedule_that_hangs_is_a_problem(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = Schedule(office.app, [Worked()])
    well = schedule.problem()

    monkeypatch.setattr("connector.scheduler.ticker.monotonic", lambda: schedule._last_round + 7200)

    assert well is None
    assert schedule.problem() == "no round of the schedule for 7200 seconds"


def test_what_is_shared_is_done_once_a_round_and_stops_nobody(office: Office, store: SqlStore) -> None:
    Office(store)
    worked, shared = Worked(), []

    def share(app: Application) -> None:
        shared.append(app)
        raise RuntimeError("the consents are in trouble")

    Schedule(office.app, [worked], shared=share).round()

    assert (len(shared), len(worked.ids)) == (1, 2)
    assert [str(fault) for fault in office.faults] == ["the consents are in trouble"]


def test_a_round_works_out_the_figures_of_the_day(office: Office) -> None:
    office.invoice("F-1", "2026-10-01")
    office.sync()
    office.at("2026-09-02")

    Schedule(office.app).round()

    with office.store.reading(office.id) as unit:
        kept = unit.figures.kept(office.clock.now().date())
    assert [x.owed for x in kept or ()] == [100_00]


def test_whoever_listens_is_told_by_the_process_that_holds_the_lease(office: Office) -> None:
    ear, sender = listen(office), Sender()
    with office.store.writing(office.id) as unit:
        unit.hooks.tell_one(ear, office.now())
    schedule = Schedule(office.make_app(hook_sender=sender), [Worked()])

    schedule.deliveries()
    before = len(sender.posted)
    schedule.round()
    schedule.deliveries()
    schedule.stop()
    schedule.deliveries()

    assert (before, len(sender.posted)) == (0, 1)


def test_each_time_another_organisation_is_told_first(
    office: Office, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever listens slowly would keep the same ones waiting."""
    others = [Office(store) for _ in range(2)]
    told = Worked()
    monkeypatch.setattr("connector.scheduler.ticker.deliver", told)
    schedule = Schedule(office.app, [Worked()])
    schedule.round()

    for _ in range(3):
        schedule.deliveries()

    everyone = {office.id, *(x.id for x in others)}
    rounds = [told.ids[n : n + 3] for n in (0, 3, 6)]
    assert {x[0] for x in rounds} == everyone
    assert all(set(x) == everyone for x in rounds)


def test_no_more_is_told_once_it_stops(office: Office) -> None:
    ear, sender = listen(office), Sender()
    schedule = Schedule(office.make_app(hook_sender=sender), [Worked()])
    schedule.round()
    with office.store.writing(office.id) as unit:
        unit.hooks.tell_one(ear, office.now())

    schedule._stopping.set()
    schedule.deliveries()

    assert sender.posted == []


def test_a_round_goes_on_with_what_a_process_that_died_has_begun(office: Office) -> None:
    office.invoice("F-1", "2026-08-20")
    office.sync()
    chosen, _ = bulk.invoices_on(office.app, office.id, InvoicesWanted(date(2026, 9, 1)), None)
    order = Order(Deed.POLICY, "Anna", policy="gentle")
    works.begin(office.app, office.id, "w-1", ListOf.INVOICES, order, chosen)

    Schedule(office.app, [works.go_on]).round()

    assert works_seen.progress(office.app, office.id, "w-1").work.done == 1
    assert works.go_on in Schedule(office.app)._work
