"""One decision about many: foreseen as it would be, done customer by customer, and taken back as a whole."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from connector.core.bulk import Chosen, Deed, Order
from connector.core.errors import Refused
from connector.core.invoice import Customer, HoldReason, Invoice
from connector.core.listing import CustomersWanted, InvoicesWanted
from connector.core.views import ListOf
from connector.usecases import bulk, people, works, works_seen
from connector.usecases.changes import choose_policy
from connector.usecases.unfit import NotThere, Why
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

Story = Callable[..., Office]
TODAY = date(2026, 9, 1)
PAUSE = Order(Deed.PAUSE, "Anna", until_on=date(2026, 9, 20))


@pytest.fixture
def office(story: Story) -> Office:
    """F-1 and F-2 of Dupont, F-3 of Durand: all late."""
    office = story()
    office.invoice("F-1", "2026-08-20")
    office.invoice("F-2", "2026-08-21")
    office.invoice("F-3", "2026-08-22", customer="Durand")
    office.sync()
    return office


def all_invoices(office: Office) -> list[Chosen]:
    return bulk.invoices_on(office.app, office.id, InvoicesWanted(TODAY), None)[0]


def all_customers(office: Office) -> list[Chosen]:
    return bulk.customers_on(office.app, office.id, CustomersWanted(TODAY), None)[0]


def do(office: Office, order: Order, chosen: list[Chosen], changed: Sequence[Chosen] = ()) -> str:
    work_id = str(uuid4())
    again(office, work_id, order, chosen, changed)
    return work_id


def again(
    office: Office, work_id: str, order: Order, chosen: list[Chosen], changed: Sequence[Chosen] = ()
) -> None:
    works.begin(office.app, office.id, work_id, ListOf.INVOICES, order, chosen, changed)
    works.start(office.app, office.id, work_id)


def take_back(office: Office, work_id: str, by: str = "Anna") -> int:
    """With how many customers something was set anew since."""
    works.take_back(office.app, office.id, work_id, by)
    works.start(office.app, office.id, work_id)
    return len(work(office, work_id).kept)


def work(office: Office, work_id: str) -> works_seen.Progress:
    return works_seen.progress(office.app, office.id, work_id)


def holds(office: Office) -> list[tuple[str, HoldReason]]:
    with office.store.reading(office.id) as unit:
        return sorted((str(x.customer_id), x.reason) for x in unit.holds.active())


def invoice(office: Office, number: str) -> Invoice:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_invoices(number)[0]


def customer(office: Office, name: str) -> Customer:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_customers(name)[0]


class TestForeseeing:
    def test_what_is_foreseen_is_not_done(self, office: Office) -> None:
        found = bulk.foresee(office.app, office.id, PAUSE, all_invoices(office))

        assert (len(found.done), found.customers, found.left_out) == (3, 2, ())
        assert holds(office) == []

    def test_who_is_left_out_is_named_with_the_reason(self, office: Office) -> None:
        chosen = all_invoices(office)
        office.account.pay("F-2")
        office.sync()

        found = bulk.foresee(office.app, office.id, PAUSE, chosen)

        assert {x.name for x in found.done} == {"F-1", "F-3"}
        assert [(x.name, why) for x, why in found.left_out] == [("F-2", Why.CLOSED)]

    def test_what_is_so_already_is_left_out(self, office: Office) -> None:
        people.change_customer(office.app, office.id, "Dupont", "Anna", is_excluded=True)

        found = bulk.foresee(office.app, office.id, Order(Deed.EXCLUDE, "Anna"), all_customers(office))

        assert [(x.name, why) for x, why in found.left_out] == [("Dupont", Why.SAME)]

    @pytest.mark.parametrize(
        ("order", "why"),
        [
            (Order(Deed.PAUSE, "Anna"), Why.NO_DAY),
            (Order(Deed.RELEASE, "Anna"), Why.NOTHING_HELD),
            (Order(Deed.POLICY, "Anna", policy="none such"), Why.NO_POLICY),
            (Order(Deed.POLICY, "Anna"), Why.SAME),
            (Order(Deed.RECORD, "Anna", step_id="friendly"), Why.NO_DAY),
            (Order(Deed.RECORD, "Anna", step_id="none such", on=TODAY), Why.NO_STEP),
        ],
    )
    def test_what_cannot_be_is_said(self, office: Office, order: Order, why: Why) -> None:
        found = bulk.foresee(office.app, office.id, order, all_invoices(office))

        assert (found.done, {x for _, x in found.left_out}) == ((), {why})


class TestDoing:
    def test_each_is_paused_and_all_of_it_is_taken_back_at_once(self, office: Office) -> None:
        done = do(office, PAUSE, all_invoices(office))
        assert [x for _, x in holds(office)] == [HoldReason.PAUSE] * 3
        assert (work(office, done).count, work(office, done).is_undoable) == (3, True)

        assert take_back(office, done, "Bruno") == 0

        assert holds(office) == []
        assert not work(office, done).is_undoable

    def test_the_same_form_sent_twice_does_nothing_twice(self, office: Office) -> None:
        done = do(office, PAUSE, all_invoices(office))

        again(office, done, PAUSE, all_invoices(office))

        assert len(holds(office)) == 3
        take_back(office, done)
        assert take_back(office, done) == 0
        assert holds(office) == []

    @pytest.mark.parametrize(
        "other", [replace(PAUSE, by="Mallory"), Order(Deed.HOLD, "Anna", HoldReason.DISPUTE)]
    )
    def test_nobody_goes_on_with_it_as_another_one(self, office: Office, other: Order) -> None:
        """Only who begins a work is told of in the log: what somebody else did would hide behind it."""
        first, second = all_invoices(office)[:1], all_invoices(office)[1:]
        done = do(office, PAUSE, first)

        with pytest.raises(NotThere):
            again(office, done, other, second)

        assert len(holds(office)) == 1
        assert {x.who for x in work(office, done).parts} == {"Anna"}

    def test_of_one_customer_it_is_all_or_nothing(self, office: Office) -> None:
        chosen = all_invoices(office)
        office.account.pay("F-2")
        office.sync()

        done = work(office, do(office, PAUSE, chosen))

        assert holds(office) == [(customer(office, "Durand").id, HoldReason.PAUSE)]
        assert [(done.names[x.customer_id], x.left_out) for x in done.left_out] == [("Dupont", "closed")]
        assert done.count == 1

    def test_what_matches_no_more_is_left_out(self, office: Office) -> None:
        chosen = all_invoices(office)
        moved = [x for x in chosen if x.name == "F-3"]

        done = work(office, do(office, PAUSE, chosen, changed=moved))

        assert [x.left_out for x in done.left_out] == ["no_match"]
        assert len(holds(office)) == 2

    def test_what_stood_before_stays_when_all_is_taken_back(self, office: Office) -> None:
        office.hold("pause", "F-1", until="2026-09-20", author="Anna")
        done = do(office, PAUSE, all_invoices(office))
        assert [x.left_out for x in work(office, done).left_out] == ["same"]

        take_back(office, done)

        assert holds(office) == [(customer(office, "Dupont").id, HoldReason.PAUSE)]

    def test_what_was_released_stands_again(self, office: Office) -> None:
        office.hold("dispute", "F-1")
        office.hold("pause", "F-3", until="2026-09-20")
        before = holds(office)
        chosen = all_invoices(office)

        done = do(
            office, Order(Deed.RELEASE, "Anna", HoldReason.DISPUTE), [x for x in chosen if x.name == "F-1"]
        )
        assert [x for _, x in holds(office)] == [HoldReason.PAUSE]

        assert take_back(office, done) == 0
        assert holds(office) == before

    def test_customers_are_held_released_and_given_a_policy(self, office: Office) -> None:
        held = do(office, Order(Deed.HOLD, "Anna", HoldReason.INSOLVENCY), all_customers(office))
        assert [x for _, x in holds(office)] == [HoldReason.INSOLVENCY] * 2
        do(office, Order(Deed.RELEASE, "Anna", HoldReason.INSOLVENCY), all_customers(office))
        assert (holds(office), work(office, held).count) == ([], 2)

        chosen = do(office, Order(Deed.POLICY, "Anna", policy="gentle"), all_customers(office))
        assert customer(office, "Dupont").policy == "gentle"
        take_back(office, chosen)
        assert customer(office, "Dupont").policy is None

    def test_what_was_changed_anew_since_stays(self, office: Office) -> None:
        done = do(office, Order(Deed.POLICY, "Anna", policy="gentle"), all_invoices(office))
        people.change_customer(office.app, office.id, "Dupont", "Anna", policy=None)
        choose_policy(office.app, office.id, "F-3", "three", "Anna")

        assert take_back(office, done) == 1

        assert (invoice(office, "F-1").policy, invoice(office, "F-3").policy) == (None, "three")

    def test_who_was_excluded_is_written_to_again(self, office: Office) -> None:
        do(office, Order(Deed.EXCLUDE, "Anna"), all_customers(office))
        assert customer(office, "Durand").is_excluded

        done = do(office, Order(Deed.INCLUDE, "Anna"), all_customers(office))
        assert not customer(office, "Durand").is_excluded

        take_back(office, done)
        assert customer(office, "Durand").is_excluded

    def test_what_was_recorded_stays_for_good(self, office: Office) -> None:
        done = do(office, Order(Deed.RECORD, "Anna", step_id="friendly", on=TODAY), all_invoices(office))
        assert len(work(office, done).done) == 2

        take_back(office, done)

        assert not work(office, done).is_undoable
        assert {x.reason for x in office.reminders()} == {"by_hand"}


class TestWhoIsMeant:
    def test_a_page_holds_fifty_at_most_and_all_are_counted(self, office: Office) -> None:
        found, count = bulk.invoices_on(office.app, office.id, InvoicesWanted(TODAY, text="F-1"), 1)
        beyond, _ = bulk.customers_on(office.app, office.id, CustomersWanted(TODAY), 2)

        assert ([x.name for x in found], count, beyond) == (["F-1"], 1, [])

    def test_what_is_not_there_is_not_meant(self, office: Office) -> None:
        one, who = all_invoices(office)[0], all_customers(office)[0]

        assert [x.id for x in bulk.invoices_named(office.app, office.id, [one.id, "none"])] == [one.id]
        assert [x.id for x in bulk.customers_named(office.app, office.id, [who.id, "none"])] == [who.id]

    def test_a_work_that_never_was_is_not_there(self, office: Office) -> None:
        with pytest.raises(NotThere):
            work(office, str(uuid4()))

    def test_a_hold_that_stands_does_not_stand_again(self, office: Office) -> None:
        made = office.hold("pause", "F-1", until="2026-09-20")
        with office.store.writing(office.id) as unit:
            assert not unit.holds.stand_again(made.id, office.now())
            assert not unit.holds.stand_again("none", office.now())
        assert people.release(office.app, office.id, Whom(number="F-1"), None, "Anna") == 1
        with pytest.raises(Refused):
            people.release(office.app, office.id, Whom(is_all=True), None, "Anna")
