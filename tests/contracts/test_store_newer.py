"""A late answer does not undo what was learnt after it was asked for; on each kind of database."""

from datetime import timedelta

import pytest

from connector.core.invoice import Status
from connector.core.ledger import MergeReport
from connector.core.source import Batch, SourceInvoice
from tests.store.desk import DUPONT, NOON, Desk, credit, days, owed

PAID = owed(open=0, status=Status.PAID)


def merge(desk: Desk, *invoices: SourceInvoice, asked: int, at: int) -> MergeReport:
    """Asked for `asked` and merged `at` seconds past noon."""
    now, then = (NOON + timedelta(seconds=x) for x in (at, asked))
    page = Batch((DUPONT,), invoices)
    with desk.writing() as unit:
        pages = iter([page])
        return unit.ledger.merge(desk.connection, pages, now, days(0), is_whole=False, asked_at=then)


def statuses(desk: Desk, *numbers: str) -> list[Status]:
    return [desk.invoice(number).status for number in numbers]


@pytest.fixture
def paid(desk: Desk) -> Desk:
    """F-1 was open at noon; asked again ten seconds later it was paid."""
    merge(desk, owed(), asked=0, at=0)
    merge(desk, PAID, asked=10, at=11)
    return desk


def test_money_that_came_in_is_not_taken_for_returned(paid: Desk) -> None:
    report = merge(paid, owed(), asked=5, at=20)

    assert statuses(paid, "F-1") == [Status.PAID]
    assert (report.returned, report.reopened, report.changed, report.unchanged) == ((), (), 0, 1)


def test_what_was_asked_for_later_counts(paid: Desk) -> None:
    report = merge(paid, owed(), asked=12, at=20)

    assert statuses(paid, "F-1") == [Status.OPEN]
    assert report.reopened == ("F-1",)


def test_a_late_answer_closes_nothing_that_stands(desk: Desk) -> None:
    merge(desk, owed(), asked=10, at=11)

    merge(desk, owed(status=Status.DELETED), asked=5, at=20)

    assert statuses(desk, "F-1") == [Status.OPEN]


def test_nor_opens_what_was_deleted(desk: Desk) -> None:
    merge(desk, owed(), asked=0, at=0)
    merge(desk, owed(status=Status.DELETED), asked=10, at=11)

    merge(desk, owed(open=1), asked=5, at=20)

    assert statuses(desk, "F-1") == [Status.DELETED]


def test_what_says_the_same_again_is_known_from_then(desk: Desk) -> None:
    merge(desk, owed(), asked=0, at=0)
    merge(desk, owed(), asked=10, at=11)

    merge(desk, owed(open=1), asked=5, at=20)

    assert desk.invoice().open == owed().open


def test_the_rest_of_its_page_is_merged(paid: Desk) -> None:
    merge(paid, owed(), owed("F-2"), asked=5, at=20)

    assert statuses(paid, "F-1", "F-2") == [Status.PAID, Status.OPEN]


def test_a_clock_that_was_set_back_keeps_nothing_out(desk: Desk) -> None:
    merge(desk, owed(), asked=3600, at=3600)

    merge(desk, PAID, asked=20, at=21)

    assert statuses(desk, "F-1") == [Status.PAID]


def test_an_empty_page_changes_nothing(desk: Desk) -> None:
    merge(desk, owed(), asked=0, at=0)
    desk.looked_at()

    with desk.writing() as unit:
        page = Batch(alarms=("One row makes no sense.",))
        report = unit.ledger.merge(desk.connection, iter([page]), NOON, days(0), is_whole=False)

    assert report == MergeReport(alarms=page.alarms)
    assert desk.to_look_at() == ()


def test_credit_alone_is_something(desk: Desk) -> None:
    merge(desk, owed(), asked=0, at=0)

    desk.merge(customers=(), credits=(credit(),), is_whole=False)

    assert len(desk.facts().credits) == 1
