"""A reading that is long under way, beside a sender who reads singly: the newer word stays."""

from collections.abc import Callable, Iterator

import pytest

from connector.core.history import State
from connector.core.source import Batch
from connector.usecases.sync import sync
from tests.scenarios.office import Account, Office

Story = Callable[..., Office]


class Slow:
    """The account, of which two pages are read; something happens while the second is under way."""

    def __init__(self, account: Account, happens: Callable[[], object]) -> None:
        self._account, self._happens = account, happens

    def changes(self, cursor: str) -> Iterator[Batch]:
        return self._account.changes(cursor)

    def open_invoices(self) -> Iterator[Batch]:
        yield Batch()
        for page in self._account.open_invoices():
            self._happens()
            yield page


@pytest.fixture
def due(story: Story) -> Office:
    """F-1 is due on Tuesday 8 September; at 08:00 it is planned, at 09:00 the window opens."""
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08T08:00")
    office.at("2026-09-08T09:00")
    return office


def test_a_payment_that_a_sender_saw_meanwhile_is_not_taken_for_returned(due: Office) -> None:
    def paid_and_seen() -> None:
        due.account.pay("F-1")
        due.at("2026-09-08T09:01")
        assert [x.reason for x in due.send()] == ["paid"]
        due.at("2026-09-08T09:02")

    sync(due.make_app(sources=lambda *_: Slow(due.account, paid_and_seen)), due.id)

    assert due.reason("F-1") == "paid"
    assert due.tasks() == []
    with due.store.reading(due.id) as unit:
        assert unit.holds.active() == ()


def test_what_changed_after_a_sender_saw_it_is_on_a_page_that_was_asked_for_later(due: Office) -> None:
    def sent_and_part_paid(*_: object) -> None:
        if due.account.invoices["F-1"].open == 100_00:
            due.at("2026-09-08T09:01")
            assert [x.state for x in due.send()] == [State.SENT]
            due.account.pay("F-1", 40_00)
            due.at("2026-09-08T09:02")

    app = due.make_app(sources=lambda *_: Slow(due.account, lambda: None))
    sync(app, due.id, watch=sent_and_part_paid)

    with due.store.reading(due.id) as unit:
        assert unit.ledger.find_invoices("F-1")[0].open == 60_00
