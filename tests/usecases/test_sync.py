"""Reading the sources: what closes, what is named, what stops nobody else."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

import pytest

from connector.core.errors import Malformed, Refused, Unavailable
from connector.core.invoice import Status
from connector.core.source import Batch, SourceInvoice
from connector.usecases.keys import connect
from connector.usecases.run_once import run_once, tick
from connector.usecases.sync import sync, sync_what_is_old
from tests.scenarios.office import Account, Office, connection_of

Story = Callable[..., Office]


class Picky(Account):
    """An account of which one invoice cannot be read."""

    def __init__(self, account: Account, unreadable: str) -> None:
        super().__init__(account.customers, account.invoices)
        self._unreadable = unreadable

    def read(self, source_ids: Sequence[str]) -> tuple[SourceInvoice, ...]:
        if self._unreadable in source_ids:
            raise Malformed(f"Invoice {self._unreadable} cannot be read.")
        return super().read(source_ids)


@pytest.mark.parametrize(
    "status", [Status.PAID, Status.VOID, Status.DELETED, Status.WRITTEN_OFF, Status.CREDITED]
)
def test_what_is_no_longer_in_the_open_set_is_read_singly_and_closes_as_it_is(
    office: Office, status: Status
) -> None:
    """37."""
    office.invoice("F-1", "2026-09-03")
    office.sync()

    office.change("F-1", status=status, open=0)
    synced = sync(office.app, office.id)[0]

    assert synced.report is not None
    assert [(x.number, x.status) for x in synced.report.closed] == [("F-1", status)]
    assert office.reason("F-1") == status


def test_one_that_the_provider_no_longer_knows_closes_as_deleted_and_keeps_what_was_known(
    office: Office,
) -> None:
    """37. The answer knows its id and nothing else."""
    office.invoice("F-1", "2026-09-03")
    office.sync()

    office.account.invoices["F-1"] = SourceInvoice("F-1", "", "F-1", "XXX", 0, 0, Status.DELETED)
    synced = sync(office.app, office.id)[0]

    with office.store.reading(office.id) as unit:
        kept = unit.ledger.find_invoices("F-1")[0]
        assert unit.ledger.customer(kept.customer_id).name == "Dupont"
    assert synced.report is not None
    assert (synced.problem, synced.report.alarms) == (None, ())
    assert (kept.status, kept.number, kept.currency, kept.total) == (Status.DELETED, "F-1", "EUR", 100_00)


def test_one_that_cannot_be_read_is_an_alarm_and_does_not_stop_the_rest(office: Office) -> None:
    """40."""
    for number in ("F-1", "F-2"):
        office.invoice(number, "2026-09-03")
    office.sync()
    office.change("F-1", status=Status.PAID, open=0)
    office.change("F-2", status=Status.PAID, open=0)
    picky = Picky(office.account, "F-1")

    synced = sync(office.make_app(sources=lambda *_: picky), office.id)[0]

    assert synced.problem is None
    assert connection_of(office).remark == "Invoice F-1 cannot be read."
    with office.store.reading(office.id) as unit:
        now = {x.number: x.status for n in ("F-1", "F-2") for x in unit.ledger.find_invoices(n)}
    assert now == {"F-1": "open", "F-2": "paid"}


def test_an_alarm_is_gone_once_everything_can_be_read_again(office: Office) -> None:
    """40."""
    office.account.error = Unavailable("It does not answer.")
    office.sync()
    before = connection_of(office).alarm

    office.account.error = None
    office.sync()

    assert (before, connection_of(office).alarm) == ("It does not answer.", None)


def test_an_account_that_fails_is_named_and_is_not_read(office: Office) -> None:
    """30, 40."""
    office.account.error = Malformed("Half a page.")

    synced = sync(office.app, office.id)[0]

    assert (synced.report, synced.problem) == (None, "Half a page.")
    assert connection_of(office).read_at is None


@pytest.mark.parametrize(
    ("error", "told", "faults"),
    [
        (KeyError("amount_due"), "It could not be read, by a fault in Relance itself (KeyError)", 1),
        (Refused("RELANCE_ELSEWHERE_CLIENT_ID is not set."), "RELANCE_ELSEWHERE_CLIENT_ID is not set.", 0),
    ],
)
def test_an_account_that_fails_in_a_way_nobody_expected_does_not_stop_the_others(
    office: Office, error: Exception, told: str, faults: int
) -> None:
    """40. The owner is told on that connection; a fault of ours is logged as well."""
    office.invoice("F-1", "2026-09-03")
    broken = Account(error=error)
    connect(office.app, office.id, "elsewhere", "another account", "key")
    app = office.make_app(sources=lambda c, *_: broken if c.name == "account" else office.account)

    synced = {x.connection.name: x for x in sync(app, office.id)}

    assert (synced["account"].problem or "").startswith(told)
    assert (connection_of(office).alarm or "").startswith(told)
    assert connection_of(office).read_at is None
    assert len(office.faults) == faults
    report = synced["another account"].report
    assert report is not None
    assert report.new == 1


def test_a_row_that_could_not_be_read_is_an_alarm(office: Office) -> None:
    """40."""

    class Odd(Account):
        def open_invoices(self) -> Iterator[Batch]:
            yield Batch(alarms=("Row 3 has no number.",))

    sync(office.make_app(sources=lambda *_: Odd()), office.id)

    assert connection_of(office).remark == "Row 3 has no number."


def test_an_account_that_another_process_is_reading_is_left_alone(office: Office) -> None:
    office.store.leases.take(f"sync:{office.connection.id}", "another", 60)

    synced = sync(office.app, office.id)[0]

    assert synced.problem == "is being read by another process"
    assert office.account.reads == 0


def test_an_account_is_connected_once_and_its_last_key_counts(story: Story) -> None:
    office = story()

    again = connect(office.app, office.id, "elsewhere", "account", "another key")

    with office.store.reading(office.id) as unit:
        assert [x.id for x in unit.connections.all()] == [again.id] == [office.connection.id]
        assert unit.connections.secret(again.id) == "another key"


def test_only_what_is_old_is_read_again(story: Story) -> None:
    office = story()
    hour = timedelta(hours=1)
    first = sync_what_is_old(office.app, office.id, hour)

    office.at("2026-09-01T09:59")
    soon = sync_what_is_old(office.app, office.id, hour)
    office.at("2026-09-01T10:00")
    later = sync_what_is_old(office.app, office.id, hour)

    assert [len(x) for x in (first, soon, later)] == [1, 0, 1]


def test_a_file_is_not_read_again(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.import_file("F-1")
    read_at = office.file_connection().read_at

    office.at("2026-09-02")
    run_once(office.app, office.id)

    assert office.file_connection().read_at == read_at


def test_a_tick_does_what_is_due_and_a_second_one_nothing(office: Office) -> None:
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.at("2026-09-08")

    tick(office.app, office.id)
    reads = office.account.reads
    tick(office.app, office.id)

    assert office.steps() == [("2026-09-08", "F-1", "friendly")]
    assert office.account.reads == reads


def test_ticks_alone_walk_the_whole_ladder(story: Story) -> None:
    office = story()
    office.invoice("F-1", "2026-09-03")
    tick(office.app, office.id)

    day = datetime.fromisoformat("2026-09-01T09:00")
    for n in range(36):
        office.at((day + timedelta(days=n)).isoformat())
        tick(office.app, office.id)

    assert [x[::2] for x in office.steps()] == [
        ("2026-09-08", "friendly"),
        ("2026-09-18", "firm"),
        ("2026-10-05", "last"),
    ]
