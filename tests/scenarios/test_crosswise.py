"""Two at once on PostgreSQL: whoever locks, locks in one order, and nothing that left ends as unknown."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event, Thread
from typing import Any

import pytest

from connector.core.history import State
from connector.core.invoice import Mode
from connector.core.source import SourceCustomer
from connector.store.engine import SqlStore
from connector.store.ledger import SqlLedger
from connector.store.merge import Merge
from connector.store.sending import Sending as StoredSending
from connector.usecases import linking
from connector.usecases.organisations import change_organisation
from connector.usecases.plan import plan
from connector.usecases.send import Sending, send
from tests.migrated import Copies
from tests.scenarios.office import Office, office_store
from tests.scenarios.two_systems import TwoSystems

SHARED = "compta@cabinet.example"
#: Seconds within which the other one is at the same place, or waits for us.
MOMENT = 2


@pytest.fixture
def store(migrated_copies: Copies, tmp_path: Path) -> Iterator[SqlStore]:
    with migrated_copies("postgresql", tmp_path) as url:
        opened = office_store(url)
        yield opened
        opened.close()


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Runs them beside each other; what they raised."""
    raised: list[Exception] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001
            raised.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def around(
    monkeypatch: pytest.MonkeyPatch,
    kind: type[Any],
    name: str,
    before: Callable[[], None] = lambda: None,
    after: Callable[[], None] = lambda: None,
) -> None:
    real = getattr(kind, name)

    def watched(self: Any, *given: Any, **named: Any) -> Any:
        before()
        done = real(self, *given, **named)
        after()
        return done

    monkeypatch.setattr(kind, name, watched)


def pausing(reached: Event, until: Event) -> Callable[[], None]:
    """Says that it is here, and waits for the other one; not for ever, for he may wait for our lock."""

    def pause() -> None:
        reached.set()
        until.wait(MOMENT)

    return pause


def sharing(store: SqlStore) -> Office:
    """Two customers with one accountant, whose address is gone; both are due."""
    office = Office(store, policy="three")
    for number, name in (("F-1", "Dupont"), ("F-2", "Durand")):
        mine = f"{name.lower()}@x.example"
        office.account.customers[name] = SourceCustomer(name, name, (mine, SHARED))
        office.invoice(number, "2026-09-03", customer=name)
    office.sync()
    office.at("2026-09-08")
    office.sync()
    office.plan()
    office.mail.script.always_say(SHARED, "550 5.1.1 User unknown")
    return office


def test_two_senders_learn_of_one_dead_address(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    office = sharing(store)
    both = Barrier(2, timeout=MOMENT)

    def together() -> None:
        try:
            both.wait()
        except BrokenBarrierError:
            """The other one waits for our lock."""

    around(monkeypatch, SqlLedger, "suppress", before=together)
    acts = [Sending(office.app, office.id, x).run for x in office.reminders()]

    assert (at_once(*acts), office.faults) == ([], [])
    office.send()  # who came late found another recipient than he had verified, and gave back
    assert {x.state for x in office.reminders()} == {State.SENT}


def test_a_sender_and_a_plan_meet_at_one_dead_address(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sharing(store)
    mine = max(office.reminders(), key=lambda x: x.customer_id)
    reached = Event()
    planner_may_wait = Event()
    around(monkeypatch, SqlLedger, "suppress", before=pausing(reached, planner_may_wait))

    def planning() -> None:
        reached.wait(10)
        plan(office.app, office.id)

    assert at_once(Sending(office.app, office.id, mine).run, planning) == []
    assert office.faults == []
    assert next(x.state for x in office.reminders() if x.id == mine.id) is State.SENT


def test_a_sender_claims_what_a_plan_misses(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(store, policy="three")
    office.invoice("F-1", "2026-09-03")
    office.at("2026-09-08")
    office.sync()
    office.plan()
    office.at("2026-09-15")
    office.sync()
    claimed, missing = Event(), Event()
    around(monkeypatch, StoredSending, "claim", after=pausing(claimed, missing))
    around(monkeypatch, StoredSending, "miss", before=missing.set)

    def planning() -> None:
        claimed.wait(10)
        plan(office.app, office.id)

    assert at_once(lambda: send(office.app, office.id), planning) == []
    assert office.faults == []


def test_leaving_shadow_waits_for_a_merge(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(store, policy="three", mode=Mode.SHADOW)
    for n in range(40):
        office.invoice(f"F-{n:02}", "2026-09-03", customer=f"C{n}")
    office.sync()
    office.at("2026-09-08")
    office.account.pay("F-39", 10_00)
    merging, leaving = Event(), Event()
    around(monkeypatch, Merge, "_merge_page", after=pausing(merging, leaving))

    def leave() -> None:
        merging.wait(10)
        change_organisation(office.app, office.id, "Anna", mode=Mode.AUTO)

    assert at_once(office.sync, leave) == []
    assert office.faults == []


def linked(store: SqlStore) -> Office:
    """One customer in two connections, whose addresses have nothing in common; he is due in both."""
    office = TwoSystems(store)
    office.customer("Dupont", tax_number="FR 40 303 265 045")
    office.invoice("F-1", "2026-09-03")
    office.open_cards()
    office.also("F-1", "dupont@cards.example", number="C-1", source_id="C-1")
    office.cards.invoices["C-1"] = office.cards.invoices.pop("F-1")
    office.sync()
    office.at("2026-09-08")
    office.sync()
    office.plan()
    return office


@pytest.mark.parametrize("is_linked", [True, False])
def test_of_two_who_are_one_or_read_one_address_one_is_written_to(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, is_linked: bool
) -> None:
    """Section 8: they share one gap. Both senders have verified before either has left."""
    office = linked(store) if is_linked else sharing(store)
    office.mail.script.always_say(SHARED, "250 OK")
    if is_linked:
        (offer,) = linking.offers(office.app, office.id)
        linking.say(office.app, office.id, offer.proposal.pair, True, "Anna")
    both = Barrier(2, timeout=MOMENT / 2)

    def together() -> None:
        try:
            both.wait()
        except BrokenBarrierError:
            """The other one waits for our lock."""

    around(monkeypatch, StoredSending, "intend", before=together)
    acts = [Sending(office.app, office.id, x).run for x in office.reminders()]

    assert (at_once(*acts), office.faults) == ([], [])
    assert sorted(x.state for x in office.reminders()) == [State.APPROVED, State.SENT]
    assert next(x.reason for x in office.reminders() if x.state is State.APPROVED) == "gap"
