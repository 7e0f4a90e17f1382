"""One debt in two connections: one of them chases (scenario 51, and architecture section 8).

F-1 is due on 3 September 2026; its friendly reminder on the 8th, its firm one on the 18th.
"""

from typing import Any

import pytest

from connector.core.declines import Failure
from connector.core.errors import Refused
from connector.core.invoice import HoldReason, Mode, Status
from connector.store.engine import SqlStore
from connector.usecases import people, to_do
from connector.usecases.whom import Whom
from tests.scenarios.two_systems import TwoSystems

BOOKS, CARDS = "Dupont", "Dupont (card)"
#: On PostgreSQL in `make prove`: what its store finds, and who meets whom there, is tried in any case.
pytestmark = pytest.mark.parametrize(
    "store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.prove)], indirect=True, scope="session"
)


@pytest.fixture
def office(store: SqlStore) -> TwoSystems:
    """F-1 stands in the books alone."""
    office = TwoSystems(store)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    return office


def doubled(office: TwoSystems, **fields: Any) -> TwoSystems:
    """And now in the cards' account as well."""
    office.open_cards()
    office.also("F-1", **fields)
    office.sync()
    return office


def written(office: TwoSystems) -> list[tuple[str, str, str]]:
    """Day, to whom, and the step."""
    return [(day, customer, step) for day, customer, ((_, step),) in office.sent()]


def test_one_of_two_is_chased_and_the_other_says_so(office: TwoSystems) -> None:
    doubled(office)

    office.days("2026-09-02", "2026-09-30")

    assert written(office) == [("2026-09-08", BOOKS, "friendly"), ("2026-09-18", BOOKS, "firm")]
    assert office.reasons("F-1")[CARDS] == "duplicate_source"


@pytest.mark.parametrize("number", ["F-1", " F-1 "])
def test_a_number_is_compared_without_the_blanks_around_it(office: TwoSystems, number: str) -> None:
    doubled(office, number=number)

    assert office.reasons("F-1")[CARDS] == "duplicate_source"


@pytest.mark.parametrize("fields", [{"total": 100_01}, {"currency": "USD"}, {"number": "F-2"}])
def test_another_number_total_or_currency_is_another_debt(office: TwoSystems, fields: Any) -> None:
    doubled(office, email="card@dupont.example", **fields)

    office.cycle("2026-09-08")

    assert sorted(customer for _, customer, _ in written(office)) == [BOOKS, CARDS]


def test_a_part_that_was_paid_in_one_of_them_leaves_it_one_debt(office: TwoSystems) -> None:
    doubled(office, open=60_00)

    assert office.reasons("F-1")[CARDS] == "duplicate_source"


def test_two_become_one_debt_when_one_is_corrected(office: TwoSystems) -> None:
    doubled(office, total=90_00, open=90_00)
    before = office.reasons("F-1")
    office.also("F-1")
    office.sync()

    assert before == {BOOKS: "not_due", CARDS: "not_due"}
    assert office.reasons("F-1") == {BOOKS: "duplicate_source", CARDS: "not_due"} or office.reasons(
        "F-1"
    ) == {BOOKS: "not_due", CARDS: "duplicate_source"}


def test_an_invoice_that_is_closed_is_nobodys_twin(office: TwoSystems) -> None:
    office.account.pay("F-1")
    office.sync()
    doubled(office, open=100_00, status=Status.OPEN)

    assert office.reasons("F-1") == {CARDS: "not_due"}


class TestWhichOneIsChased:
    def test_the_one_of_which_something_was_said(self, office: TwoSystems) -> None:
        office.cycle("2026-09-08")
        doubled(office)

        office.days("2026-09-09", "2026-09-30")

        assert written(office) == [("2026-09-08", BOOKS, "friendly"), ("2026-09-18", BOOKS, "firm")]

    def test_else_the_charge_that_failed(self, office: TwoSystems) -> None:
        """51."""
        office.at("2026-09-04")
        failure = Failure("expired_card", office.now().date(), None)
        doubled(office, is_charge=True, is_autopay=True, failure=failure, due_on=None)

        office.cycle("2026-09-04")
        office.days("2026-09-05", "2026-09-30")

        assert written(office) == [
            ("2026-09-04", CARDS, "failed"),
            ("2026-09-11", CARDS, "again"),
            ("2026-09-25", CARDS, "last"),
        ]
        assert office.reasons("F-1")[BOOKS] == "duplicate_source"

    def test_a_card_that_will_be_charged_keeps_the_books_silent(self, office: TwoSystems) -> None:
        """26."""
        doubled(office, is_charge=True, is_autopay=True)

        office.days("2026-09-02", "2026-09-12")

        assert written(office) == []
        assert office.reasons("F-1") == {BOOKS: "duplicate_source", CARDS: "autopay"}

    def test_else_the_account_before_the_file(self, store: SqlStore) -> None:
        office = TwoSystems(store)
        office.invoice("F-1", "2026-09-03", customer="Dupont")
        office.import_file("F-1")
        office.open_cards()
        office.also("F-1")
        office.account.invoices.clear()
        office.sync()

        assert office.reasons("F-1") == {BOOKS: "duplicate_source", CARDS: "not_due"}

    def test_what_a_person_keeps_silent_is_not_asked_for_in_the_other_one(self, store: SqlStore) -> None:
        office = TwoSystems(store)
        office.invoice("F-1", "2026-09-03", customer="Dupont")
        office.import_file("F-1")
        office.hold("dispute", "F-1")
        office.open_cards()
        office.also("F-1")
        office.account.invoices.clear()
        office.sync()

        assert office.reasons("F-1") == {BOOKS: "dispute", CARDS: "duplicate_source"}

    def test_an_excluded_customer_is_not_asked_under_his_other_name(self, office: TwoSystems) -> None:
        people.change_customer(office.app, office.id, BOOKS, "Anna", is_excluded=True)
        doubled(office, is_charge=True)

        assert office.reasons("F-1") == {BOOKS: "excluded", CARDS: "duplicate_source"}


class TestWhatWaitsToLeave:
    def test_is_taken_back_from_the_one_that_is_no_longer_chased(self, office: TwoSystems) -> None:
        """29. It was released; then the charge of the same invoice failed."""
        office.at("2026-09-08")
        office.sync()
        office.plan()
        failure = Failure("expired_card", office.now().date(), None)
        doubled(office, is_charge=True, is_autopay=True, failure=failure, due_on=None)

        states = [(x.state.value, x.reason) for x in office.send()]

        assert states == [("cancelled", "duplicate_source")]

    def test_is_not_made_for_both_by_who_waits_for_approval(self, store: SqlStore) -> None:
        office = TwoSystems(store, mode=Mode.APPROVE)
        office.invoice("F-1", "2026-09-03")
        office.open_cards()
        office.also("F-1")
        office.cycle("2026-09-08")
        office.approve()

        office.cycle("2026-09-08T10:00")

        assert len(written(office)) == 1


class TestWhenOneIsClosed:
    """Promise 2: paid in one system may not be posted in the other one yet."""

    def test_the_other_waits_and_then_a_person_is_asked(self, office: TwoSystems) -> None:
        doubled(office)
        office.cycle("2026-09-08")
        office.account.pay("F-1")
        office.cycle("2026-09-09")

        waits = office.reasons("F-1")
        office.days("2026-09-10", "2026-09-16")
        still, asked = office.reasons("F-1"), office.tasks()
        office.days("2026-09-17", "2026-10-31")

        assert waits == still == {CARDS: "duplicate_source"}
        assert asked == []
        assert office.tasks() == ["needs_person"]
        assert written(office) == [("2026-09-08", BOOKS, "friendly")]

    def test_the_one_that_is_chased_is_silent_too_when_the_held_one_was_paid(
        self, office: TwoSystems
    ) -> None:
        doubled(office)
        office.cycle("2026-09-08")
        office.cards.pay("F-1")

        office.days("2026-09-09", "2026-10-31")

        assert written(office) == [("2026-09-08", BOOKS, "friendly")]
        assert (office.reasons("F-1"), office.tasks()) == ({BOOKS: "needs_person"}, ["needs_person"])

    def test_it_is_taken_back_at_the_moment_of_sending(self, office: TwoSystems) -> None:
        """29."""
        doubled(office)
        office.at("2026-09-08")
        office.sync()
        office.plan()
        office.cards.pay("F-1")
        office.sync()

        states = [(x.state.value, x.reason) for x in office.send()]

        assert states == [("cancelled", "duplicate_source")]

    def test_posted_in_both_nothing_is_asked(self, office: TwoSystems) -> None:
        doubled(office)
        office.cards.pay("F-1")
        office.cycle("2026-09-09")
        office.account.pay("F-1")

        office.days("2026-09-10", "2026-10-31")

        assert (written(office), office.tasks()) == ([], [])

    def test_deleted_in_one_a_person_is_asked_before_the_other_goes_on(self, office: TwoSystems) -> None:
        doubled(office)
        office.change("F-1", status=Status.DELETED)

        office.days("2026-09-08", "2026-09-30")

        assert (written(office), office.tasks()) == ([], ["needs_person"])

    @pytest.mark.parametrize("account", ["account", "cards"])
    def test_opened_again_the_same_one_goes_on(self, office: TwoSystems, account: str) -> None:
        doubled(office)
        invoices = getattr(office, account).invoices
        before = invoices["F-1"]
        office.change("F-1", status=Status.VOID) if account == "account" else invoices.clear()
        office.cycle("2026-09-02")
        invoices["F-1"] = before

        office.cycle("2026-09-08")

        assert written(office) == [("2026-09-08", BOOKS, "friendly")]
        assert office.reasons("F-1")[CARDS] == "duplicate_source"

    def test_a_persons_word_lets_the_other_go_on(self, office: TwoSystems) -> None:
        doubled(office)
        office.account.pay("F-1")
        office.days("2026-09-08", "2026-09-16")

        people.release(office.app, office.id, Whom(number="F-1"), None, "Anna")
        office.cycle("2026-09-17")

        assert written(office) == [("2026-09-17", CARDS, "friendly")]
        assert office.tasks() == []


class TestWhenAConnectionEnds:
    def test_its_twin_goes_on_from_where_it_was(self, office: TwoSystems) -> None:
        """The ladder is the debt's: the friendly reminder is not said again."""
        office.at("2026-09-04")
        failure = Failure("expired_card", office.now().date(), None)
        doubled(office, is_charge=True, is_autopay=True, failure=failure, due_on=None)
        office.cycle("2026-09-04")
        office.days("2026-09-05", "2026-09-13")
        assert [step for _, _, step in written(office)] == ["failed", "again"]

        office.close_cards()
        office.days("2026-09-14", "2026-09-30")

        assert written(office)[2:] == [("2026-09-18", BOOKS, "firm")]

    def test_what_was_said_meanwhile_counts_when_it_is_connected_again(self, office: TwoSystems) -> None:
        office.cycle("2026-09-02")
        failure = Failure("expired_card", office.now().date(), None)
        doubled(office, is_charge=True, is_autopay=True, failure=failure, due_on=None)
        office.cycle("2026-09-02")
        office.close_cards()
        office.days("2026-09-03", "2026-09-18")
        said = written(office)

        office.open_cards()
        office.days("2026-09-19", "2026-09-20")

        assert [step for _, _, step in said] == ["failed", "friendly", "firm"]
        assert written(office) == said
        assert office.reasons("F-1")[BOOKS] == "duplicate_source"

    def test_of_three_one_goes_on(self, office: TwoSystems) -> None:
        doubled(office, is_charge=True)
        office.import_file("F-1")
        office.close_cards()

        office.cycle("2026-09-08")

        assert len(written(office)) == 1


class TestAPersonsWord:
    def release(self, office: TwoSystems, number: str) -> None:
        with office.store.reading(office.id) as unit:
            held = {x.invoice_id for x in unit.holds.active()}
        (invoice_id,) = held
        people.release(office.app, office.id, Whom(number=invoice_id), None, "Anna")

    def test_that_they_are_two_stands_for_good(self, office: TwoSystems) -> None:
        doubled(office)
        self.release(office, "F-1")
        office.also("F-1", open=60_00)
        office.account.pay("F-1", 10_00)
        office.sync()

        assert office.reasons("F-1") == {BOOKS: "not_due", CARDS: "not_due"}

    def test_and_neither_waits_for_the_other_to_be_paid(self, office: TwoSystems) -> None:
        doubled(office)
        self.release(office, "F-1")
        office.account.pay("F-1")

        office.cycle("2026-09-08")

        assert written(office) == [("2026-09-08", CARDS, "friendly")]

    def test_is_needed_only_once_for_what_was_found(self, office: TwoSystems) -> None:
        doubled(office)
        self.release(office, "F-1")

        with pytest.raises(Refused):
            people.release(office.app, office.id, Whom(number="F-1"), HoldReason.DUPLICATE_SOURCE, "Anna")
        assert to_do.tasks(office.app, office.id) == []
