"""One debt in two connections that are read at the same time, on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from connector.core.declines import Failure
from connector.store.sending import Sending as StoredSending
from connector.store.twins import Twins
from connector.usecases.send import Sending
from connector.usecases.sync import import_ledger, sync
from tests.migrated import Copies
from tests.scenarios.office import office_store
from tests.scenarios.test_crosswise import around, at_once, pausing
from tests.scenarios.two_systems import TwoSystems


@pytest.fixture
def office(migrated_copies: Copies, tmp_path: Path) -> Iterator[TwoSystems]:
    with migrated_copies("postgresql", tmp_path) as url:
        opened = office_store(url)
        yield TwoSystems(opened)
        opened.close()


def held(office: TwoSystems) -> list[str]:
    """The customers with whom F-1 is held as chased elsewhere."""
    return sorted(name for name, reason in office.reasons("F-1").items() if reason == "duplicate_source")


def test_two_that_are_first_read_at_once_are_found(
    office: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither reading sees what the other one has not committed."""
    office.invoice("F-1", "2026-09-03")
    office.also("F-1")
    office.open_cards()
    merging, waiting = Event(), Event()
    around(monkeypatch, Twins, "parted", after=pausing(merging, waiting))

    def import_file() -> None:
        merging.wait(10)
        office.import_file("F-1")

    assert at_once(office.sync, import_file) == []
    assert office.faults == []
    assert len(office.reasons("F-1")) == 2  # both Duponts of the books and of the file bear one name
    with office.store.reading(office.id) as unit:
        assert len([x for x in unit.holds.active() if x.twin is not None]) == 3


def test_what_leaves_while_its_twin_is_read_is_chased(
    office: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The books' reminder is past recall when the failed charge of the same invoice comes in."""
    office.invoice("F-1", "2026-09-03")
    office.open_cards()
    office.at("2026-09-08")
    office.sync()
    office.plan()
    failure = Failure("expired_card", office.now().date(), None)
    office.also("F-1", is_charge=True, is_autopay=True, failure=failure, due_on=None)
    (reminder,) = office.reminders()
    intended, merged = Event(), Event()
    around(monkeypatch, StoredSending, "intend", after=pausing(intended, merged))

    def reading() -> None:
        intended.wait(10)
        sync(office.app, office.id)

    assert at_once(Sending(office.app, office.id, reminder).run, reading) == []
    assert office.faults == []
    office.cycle("2026-09-08T11:00")
    assert [step for _, _, ((_, step),) in office.sent()] == ["friendly"]
    assert held(office) == ["Dupont (card)"]


def test_a_whole_reading_and_a_file_never_wait_for_each_other_crosswise(office: TwoSystems) -> None:
    numbers = [f"F-{n:03}" for n in range(60)]
    for n, number in enumerate(numbers):
        office.invoice(number, "2026-09-03", customer=f"C{n % 20}")
        office.also(number)
    office.open_cards()
    office.sync()
    office.import_file(*numbers)
    for number in numbers[::2]:
        office.account.pay(number)
        office.cards.pay(number, 10_00)

    def again() -> None:
        import_ledger(office.app, office.id, "a-file", [])

    assert at_once(office.sync, again, office.plan) == []
    assert office.faults == []
