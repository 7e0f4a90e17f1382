"""Never twice: what two at once may do, on both databases, with an engine for each of them."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError, OperationalError

from connector.core.errors import LeaseLost
from connector.core.history import NOT_LIVE, UNFINISHED, Sort, State
from connector.core.invoice import Hold, HoldReason, Scope
from connector.core.policy import Channel
from connector.store.engine import SqlStore, open_store
from connector.store.reminder_rows import line_row, reminder_row
from connector.store.schema_sending import reminder_lines, reminders
from tests.store.desk import NOON, TODAY, Desk, owed

CROWD = 4


@pytest.fixture
def stores(shared_url: str) -> Iterator[list[SqlStore]]:
    """One for each of a crowd, as in as many processes; with the database's own clock."""
    opened = [open_store(shared_url) for _ in range(CROWD)]
    yield opened
    for one in opened:
        one.close()


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Runs them together; what each returned or raised."""
    start = threading.Barrier(len(acts))
    ended: list[Any] = [None] * len(acts)

    def run(n: int) -> None:
        start.wait()
        try:
            ended[n] = acts[n]()
        except Exception as error:  # noqa: BLE001
            ended[n] = error

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def test_one_of_many_plans_a_step(desk: Desk, stores: list[SqlStore]) -> None:
    desk.merge(owed())
    planned = [desk.reminder(sort=sort) for sort in (Sort.REMINDER, Sort.FORMAL, Sort.CHARGE, Sort.PLAN)]

    def plan(n: int) -> bool:
        with stores[n].writing(desk.id) as unit:
            return unit.reminders.add(planned[n])

    ended = at_once([lambda n=n: plan(n) for n in range(CROWD)])  # type: ignore[misc]

    assert sorted(ended) == [False] * (CROWD - 1) + [True]
    with desk.reading() as unit:
        assert len(unit.reminders.of_invoice(desk.invoice().id)) == 1


def test_one_of_many_claims(desk: Desk, stores: list[SqlStore]) -> None:
    desk.merge(owed())
    approved = desk.planned()

    def claim(n: int) -> bool:
        with stores[n].writing(desk.id) as unit:
            return unit.reminders.claim(approved.id, f"token-{n}", 60)

    ended = at_once([lambda n=n: claim(n) for n in range(CROWD)])  # type: ignore[misc]

    assert ended.count(True) == 1
    assert desk.get(approved).claim_token == f"token-{ended.index(True)}"


def test_one_of_many_takes_a_lease(desk: Desk, stores: list[SqlStore]) -> None:
    ended = at_once([lambda n=n: stores[n].leases.take(desk.id, str(n), 60) for n in range(CROWD)])  # type: ignore[misc]

    assert ended.count(True) == 1


def test_a_lease_of_real_time_runs_out(desk: Desk, stores: list[SqlStore]) -> None:
    assert stores[0].leases.take(desk.id, "one", -1)

    assert stores[1].leases.take(desk.id, "two", 60)


def test_a_claim_of_real_time_runs_out(desk: Desk, stores: list[SqlStore]) -> None:
    desk.merge(owed())
    approved = desk.planned()
    with stores[0].writing(desk.id) as unit:
        assert unit.reminders.claim(approved.id, "mine", -1)

    with pytest.raises(LeaseLost), stores[0].writing(desk.id) as unit:
        unit.reminders.intend(approved.id, "mine", NOON, TODAY)
    with stores[1].writing(desk.id) as unit:
        assert unit.reminders.expire() == ()

    assert desk.get(approved).state is State.APPROVED


@pytest.fixture
def hasty(shared_url: str) -> Iterator[SqlStore]:
    """A store that gives up at once where it would wait."""
    opened = open_store(shared_url)
    patience = "PRAGMA busy_timeout = 0" if "sqlite" in shared_url else "SET lock_timeout = '20ms'"
    event.listen(opened.engine, "connect", lambda raw, _: raw.execute(patience))
    yield opened
    opened.close()


@pytest.mark.parametrize("scope", list(Scope))
def test_nobody_sends_while_a_hold_is_being_written(desk: Desk, hasty: SqlStore, scope: Scope) -> None:
    desk.merge(owed())
    customer = desk.facts().customer.id
    held = Hold("h-1", HoldReason.PAUSE, scope, TODAY, customer, desk.invoice().id)

    with desk.writing() as unit:
        unit.holds.add(held, NOON)
        with pytest.raises(OperationalError), hasty.writing(desk.id) as sender:
            sender.ledger.lock_customer(customer)


@pytest.mark.parametrize("scope", list(Scope))
def test_no_hold_is_written_while_an_intent_is(desk: Desk, hasty: SqlStore, scope: Scope) -> None:
    desk.merge(owed())
    customer = desk.facts().customer.id
    held = Hold("h-1", HoldReason.PAUSE, scope, TODAY, customer, desk.invoice().id)

    with desk.writing() as sender:
        sender.ledger.lock_customer(customer)
        with pytest.raises(OperationalError), hasty.writing(desk.id) as unit:
            unit.holds.add(held, NOON)


def test_an_intent_takes_the_lock_by_itself(desk: Desk, hasty: SqlStore) -> None:
    desk.merge(owed())
    approved = desk.planned()

    with desk.writing() as sender:
        sender.reminders.claim(approved.id, "mine", 60)
        sender.reminders.intend(approved.id, "mine", NOON, TODAY)
        with pytest.raises(OperationalError), hasty.writing(desk.id) as unit:
            unit.ledger.change_customer(approved.customer_id, is_excluded=True)


def test_what_a_planner_reads_no_merge_changes_until_he_is_done(desk: Desk, hasty: SqlStore) -> None:
    desk.merge(owed())
    customer = desk.facts().customer.id

    with desk.writing() as planner:
        list(planner.ledger.facts([customer]))
        with pytest.raises(OperationalError):
            desk.of(hasty).merge(owed(open=1), day=1)


def test_merges_at_once_lose_nothing(desk: Desk, stores: list[SqlStore]) -> None:
    desk.merge(owed())

    def merge(n: int) -> None:
        own = desk.of(stores[n])
        own.merge(*(owed(f"F-{n}-{k}") for k in range(20)), owed(open=100 * n), day=n, is_whole=False)

    ended = at_once([lambda n=n: merge(n) for n in range(CROWD)])  # type: ignore[misc]

    assert ended == [None] * CROWD
    assert len(desk.facts().invoices) == 20 * CROWD + 1


class TestTheIndexesThemselves:
    """Past the checks of the code, straight at the tables."""

    @pytest.fixture(autouse=True)
    def _an_invoice(self, desk: Desk) -> None:
        desk.merge(owed())

    def put(self, desk: Desk, state: State, **fields: Any) -> None:
        lines = fields.pop("lines", None)
        made = desk.reminder(state=state, **fields)
        rows = [line_row(made.id, x, n, state) for n, x in enumerate(made.lines if lines is None else lines)]
        with desk.writing() as unit:
            unit._scope.run(insert(reminders), unit._scope.owned([reminder_row(made)]))
            if rows:
                unit._scope.run(insert(reminder_lines), unit._scope.owned(rows))

    @pytest.mark.parametrize("state", sorted(set(State) - NOT_LIVE))
    def test_one_live_line_for_a_step(self, desk: Desk, state: State) -> None:
        self.put(desk, state, sort=Sort.REMINDER)

        with pytest.raises(IntegrityError):
            self.put(desk, State.SENT, sort=Sort.FORMAL)

    @pytest.mark.parametrize("state", sorted(NOT_LIVE))
    def test_a_line_that_is_not_live_is_in_nobodys_way(self, desk: Desk, state: State) -> None:
        self.put(desk, state)

        self.put(desk, State.SENT)

    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.PROVIDER])
    @pytest.mark.parametrize("state", sorted(UNFINISHED))
    def test_one_unfinished_message_of_a_sort(self, desk: Desk, state: State, channel: Channel) -> None:
        self.put(desk, state, channel=channel, lines=())

        with pytest.raises(IntegrityError):
            self.put(desk, State.PLANNED, channel=Channel.EMAIL, lines=())

    @pytest.mark.parametrize("channel", [Channel.CALL, Channel.LETTER, Channel.TASK])
    def test_tasks_are_outside_it(self, desk: Desk, channel: Channel) -> None:
        self.put(desk, State.PLANNED, channel=channel, lines=())

        self.put(desk, State.PLANNED, channel=channel, lines=())

    @pytest.mark.parametrize("state", sorted(set(State) - UNFINISHED))
    def test_what_is_finished_is_too(self, desk: Desk, state: State) -> None:
        self.put(desk, state, lines=())

        self.put(desk, State.PLANNED, lines=())
