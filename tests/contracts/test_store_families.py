"""Whose bills another gets: one debtor, whatever comes first, and whatever is changed later."""

from typing import Any

import pytest

from connector.core.invoice import Customer
from connector.core.source import Batch, SourceCredit, SourceCustomer, SourceInvoice
from tests.store.desk import Desk, days, owed


def record(source_id: str, bill_to: str | None = None, **fields: Any) -> SourceCustomer:
    """A customer who is called by his id, at an address of his own."""
    known: dict[str, Any] = {"emails": (f"{source_id}@example.com",)} | fields
    return SourceCustomer(source_id, known.pop("name", source_id), bill_to=bill_to, **known)


def bill(number: str, of: str, **fields: Any) -> SourceInvoice:
    return owed(number, customer_source_id=of, **fields)


PARENT = record("mesa")
JOB = record("fitting", "mesa")
BILLS = (bill("F-1", "mesa"), bill("F-2", "fitting"))


def debtor(desk: Desk, number: str) -> Customer:
    """Who is asked for this invoice."""
    with desk.reading() as unit:
        (invoice,) = unit.ledger.find_invoices(number)
        return unit.ledger.customer(invoice.customer_id)


def names(desk: Desk, *numbers: str) -> list[str]:
    return [debtor(desk, number).name for number in numbers]


def emails(customer: Customer) -> list[str]:
    return [contact.email for contact in customer.contacts]


@pytest.mark.parametrize("customers", [(PARENT, JOB), (JOB, PARENT)], ids=["parent first", "job first"])
def test_a_parent_owes_what_is_billed_with_him(desk: Desk, customers: tuple[SourceCustomer, ...]) -> None:
    report = desk.merge(*BILLS, customers=customers)

    assert report.alarms == ()
    assert debtor(desk, "F-1") == debtor(desk, "F-2")
    assert (debtor(desk, "F-2").name, emails(debtor(desk, "F-2"))) == ("mesa", ["mesa@example.com"])
    with desk.reading() as unit:
        assert unit.ledger.find_customers("fitting") == ()


def test_a_parent_on_a_later_page_comes_first_as_well(desk: Desk) -> None:
    others = [record(f"other-{n}") for n in range(1_200)]

    desk.merge(*BILLS, customers=(JOB, *others, PARENT))

    assert names(desk, "F-1", "F-2") == ["mesa", "mesa"]


def test_a_parent_of_an_earlier_reading_is_known(desk: Desk) -> None:
    desk.merge(customers=(PARENT,))

    desk.merge(*BILLS, customers=(JOB,), is_whole=False)

    assert names(desk, "F-1", "F-2") == ["mesa", "mesa"]


def test_his_unused_money_is_the_parent_s(desk: Desk) -> None:
    money = SourceCredit("p-1", "fitting", "EUR", 500)

    desk.merge(*BILLS, customers=(PARENT, JOB), credits=(money,))

    with desk.reading() as unit:
        (facts,) = unit.ledger.facts([debtor(desk, "F-1").id])
    assert [credit.amount for credit in facts.credits] == [500]


def test_a_parent_of_a_parent_owes_it_all(desk: Desk) -> None:
    customers = (record("door", "fitting"), JOB, PARENT)

    desk.merge(bill("F-3", "door"), *BILLS, customers=customers)

    assert names(desk, "F-1", "F-2", "F-3") == ["mesa"] * 3


def test_the_same_reading_again_changes_nothing(desk: Desk) -> None:
    desk.merge(*BILLS, customers=(PARENT, JOB))
    desk.looked_at()

    report = desk.merge(*BILLS, customers=(JOB, PARENT), day=1)

    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert desk.to_look_at() == ()


def test_what_is_said_of_the_job_is_not_said_of_the_parent(desk: Desk) -> None:
    desk.merge(*BILLS, customers=(PARENT, JOB))

    changed = record(
        "fitting", "mesa", name="Fitting 2", emails=("new@example.com",), country="DE", phone="1"
    )
    desk.merge(*BILLS, customers=(changed,), day=1)

    owner = debtor(desk, "F-2")
    assert (owner.name, owner.country, owner.phone) == ("mesa", None, None)
    assert emails(owner) == ["mesa@example.com"]


def test_what_changes_of_the_parent_is_taken_over(desk: Desk) -> None:
    desk.merge(*BILLS, customers=(PARENT, JOB))

    desk.merge(
        customers=(record("mesa", name="Mesa Ltd", emails=("ap@mesa.example",)),), day=1, is_whole=False
    )

    assert (debtor(desk, "F-2").name, emails(debtor(desk, "F-2"))) == ("Mesa Ltd", ["ap@mesa.example"])


class TestAParentWhomNobodyKnows:
    def test_leaves_him_his_own(self, desk: Desk) -> None:
        desk.merge(BILLS[1], customers=(JOB,))

        assert (debtor(desk, "F-2").name, emails(debtor(desk, "F-2"))) == ("fitting", ["fitting@example.com"])

    def test_gets_the_bills_once_he_is_known(self, desk: Desk) -> None:
        desk.merge(BILLS[1], customers=(JOB,))

        desk.merge(*BILLS, customers=(JOB, PARENT), day=1)

        assert names(desk, "F-1", "F-2") == ["mesa", "mesa"]

    def test_is_asked_for(self, desk: Desk) -> None:
        with desk.reading() as unit:
            assert unit.ledger.strangers(desk.connection.id, Batch((JOB,))) == ("mesa",)


class TestACircle:
    CIRCLE = (record("a", "b"), record("b", "a"))

    def test_leaves_each_his_own(self, desk: Desk) -> None:
        desk.merge(
            bill("F-1", "a"), bill("F-2", "b"), bill("F-3", "c"), customers=(*self.CIRCLE, record("c", "a"))
        )

        assert names(desk, "F-1", "F-2", "F-3") == ["a", "b", "c"]

    def test_one_who_is_his_own_parent_is_himself(self, desk: Desk) -> None:
        desk.merge(bill("F-1", "a"), customers=(record("a", "a"),))

        assert names(desk, "F-1") == ["a"]

    def test_is_resolved_once_it_is_opened(self, desk: Desk) -> None:
        bills = (bill("F-1", "a"), bill("F-2", "b"))
        desk.merge(*bills, customers=self.CIRCLE)

        desk.merge(*bills, customers=(record("a", "b"), record("b")), day=1)

        assert names(desk, "F-1", "F-2") == ["b", "b"]


class TestBilledToAnotherLater:
    def test_his_invoices_move_with_the_next_reading_of_them(self, desk: Desk) -> None:
        desk.merge(*BILLS, customers=(PARENT, record("fitting")))

        desk.merge(customers=(JOB,), day=1, is_whole=False)
        before = names(desk, "F-1", "F-2")
        desk.merge(*BILLS, customers=(PARENT, JOB), day=2)

        assert before == ["mesa", "fitting"]
        assert names(desk, "F-1", "F-2") == ["mesa", "mesa"]

    def test_in_one_reading_they_move_at_once(self, desk: Desk) -> None:
        desk.merge(*BILLS, customers=(PARENT, record("fitting")))

        report = desk.merge(*BILLS, customers=(PARENT, JOB), day=1)

        assert names(desk, "F-1", "F-2") == ["mesa", "mesa"]
        assert (report.new, report.closed) == (0, ())

    def test_on_his_own_again_he_has_a_name_and_an_address(self, desk: Desk) -> None:
        desk.merge(*BILLS, customers=(PARENT, JOB))

        desk.merge(*BILLS, customers=(PARENT, record("fitting")), day=1)

        assert names(desk, "F-1", "F-2") == ["mesa", "fitting"]
        assert emails(debtor(desk, "F-2")) == ["fitting@example.com"]
        assert emails(debtor(desk, "F-1")) == ["mesa@example.com"]

    def test_both_are_looked_at(self, desk: Desk) -> None:
        desk.merge(*BILLS, customers=(PARENT, record("fitting")))
        desk.looked_at()

        desk.merge(customers=(JOB,), day=1, is_whole=False)

        assert set(desk.to_look_at()) == {debtor(desk, "F-1").id, debtor(desk, "F-2").id}

    def test_to_a_third_everything_of_the_former_is_judged_anew(self, desk: Desk) -> None:
        customers = (PARENT, JOB, record("group"))
        desk.merge(*BILLS, customers=customers)

        desk.merge(*BILLS, customers=(PARENT, record("fitting", "group"), record("group")), day=1)

        assert names(desk, "F-1", "F-2") == ["mesa", "group"]

    def test_who_was_billed_through_him_goes_along(self, desk: Desk) -> None:
        bills = (*BILLS, bill("F-3", "door"))
        door = record("door", "fitting")
        desk.merge(*bills, customers=(PARENT, JOB, door))

        desk.merge(customers=(record("fitting"),), day=1, is_whole=False)
        desk.merge(*bills, customers=(), day=2)
        alone = names(desk, "F-1", "F-2", "F-3")
        desk.merge(customers=(record("mesa", "group"), record("group")), day=3, is_whole=False)
        desk.merge(customers=(JOB,), day=4, is_whole=False)
        desk.merge(*bills, customers=(), day=5)

        assert alone == ["mesa", "fitting", "fitting"]
        assert names(desk, "F-1", "F-2", "F-3") == ["group"] * 3

    def test_invoices_of_nobody_concerned_stay_as_they_are(self, desk: Desk) -> None:
        desk.merge(*BILLS, customers=(PARENT, record("fitting")))
        unchanged = desk.merge(BILLS[0], customers=(JOB,), day=1, is_whole=False)

        assert (unchanged.unchanged, unchanged.changed) == (1, 0)

    def test_what_was_paid_goes_along(self, desk: Desk) -> None:
        part = bill("F-2", "fitting", open=4_000, paid_on=days(0))
        desk.merge(BILLS[0], part, customers=(PARENT, record("fitting")))

        desk.merge(BILLS[0], part, customers=(PARENT, JOB), day=1)

        with desk.reading() as unit:
            (facts,) = unit.ledger.facts([debtor(desk, "F-1").id])
        assert [payment.amount for payment in facts.history.payments] == [6_000]
