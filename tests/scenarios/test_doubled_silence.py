"""What is said of the silent one of two invoices that are one debt: it is the debt that is disputed, promised
or paused, wherever somebody notes it (architecture section 8).
"""

from datetime import date

from connector.core.invoice import Hold, HoldReason, Scope
from connector.usecases import people
from connector.usecases.whom import Whom
from tests.scenarios.test_doubled_told import BOOKS, CARDS, doubled, office, pytestmark, written
from tests.scenarios.two_systems import TwoSystems

__all__ = ["office", "pytestmark"]


def the_one(office: TwoSystems, name: str) -> Whom:
    """F-1 of this record of his."""
    with office.store.reading(office.id) as unit:
        (owner,) = unit.ledger.find_customers(name)
        (found,) = (x for x in unit.ledger.find_invoices("F-1") if x.customer_id == owner.id)
    return Whom(number=found.id)


def say(office: TwoSystems, reason: HoldReason, whom: Whom | None = None) -> None:
    draft = Hold("", reason, Scope.INVOICE, office.now().date(), author="Anna")
    people.hold(office.app, office.id, whom or the_one(office, CARDS), draft)


def test_holds_for_the_one_that_is_chased_until_it_is_taken_back(office: TwoSystems) -> None:
    doubled(office)
    say(office, HoldReason.DISPUTE)
    office.days("2026-09-02", "2026-09-20")
    held = (office.reasons("F-1")[BOOKS], written(office))

    people.release(office.app, office.id, the_one(office, CARDS), HoldReason.DISPUTE, "Anna")
    office.cycle("2026-09-21")

    assert held == ("dispute", [])
    assert [customer for _, customer, _ in written(office)] == [BOOKS]


def test_is_taken_back_where_it_is_seen_too(office: TwoSystems) -> None:
    doubled(office)
    say(office, HoldReason.DISPUTE)

    people.release(office.app, office.id, the_one(office, BOOKS), None, "Anna")

    assert office.reasons("F-1") == {BOOKS: "not_due", CARDS: "duplicate_source"}


def test_what_one_source_announced_is_not_taken_back_by_the_other(office: TwoSystems) -> None:
    doubled(office)
    office.also("F-1", promised_on=date(2026, 9, 20))
    for announced in (date(2026, 9, 10), None):
        office.change("F-1", promised_on=announced)
        office.sync()

    assert office.reasons("F-1")[BOOKS] == "promise"


def test_takes_back_what_was_about_to_leave(office: TwoSystems) -> None:
    doubled(office)
    office.at("2026-09-08")
    office.sync()
    office.plan()
    say(office, HoldReason.DISPUTE)

    assert [(x.state.value, x.reason) for x in office.send()] == [("cancelled", "dispute")]


def test_of_what_is_said_of_him_the_debt_alone_is_silent(office: TwoSystems) -> None:
    office.invoice("F-2", "2026-09-03")
    doubled(office)
    say(office, HoldReason.PAUSE, Whom(customer=CARDS))

    office.cycle("2026-09-08")

    assert [lines for _, _, lines in office.sent()] == [(("F-2", "friendly"),)]


def test_says_nothing_of_the_other_once_they_are_said_to_be_two(office: TwoSystems) -> None:
    doubled(office)
    people.release(office.app, office.id, the_one(office, CARDS), HoldReason.DUPLICATE_SOURCE, "Anna")
    say(office, HoldReason.DISPUTE)

    assert office.reasons("F-1") == {BOOKS: "not_due", CARDS: "dispute"}
