"""The ledger: its customers, credits and facts, and who is looked at again, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.core.errors import Refused
from connector.core.history import State
from connector.core.invoice import Contact, CustomerType, Role, Status
from connector.core.source import SourceCustomer
from connector.store.unit import SqlUnit
from tests.store.desk import DUPONT, NOON, TODAY, Desk, credit, days, owed


class TestCredits:
    def test_unmatched_money_is_seen_on_its_first_day(self, desk: Desk) -> None:
        desk.merge(owed(), credits=(credit(dated_on=days(-3)),))

        desk.merge(owed(), credits=(credit(4000, dated_on=days(-3)),), day=2)

        (found,) = desk.facts().credits
        assert (found.amount, found.dated_on, found.seen_on) == (4000, days(-3), TODAY)

    def test_it_is_gone_with_the_ledger_that_no_longer_shows_it(self, desk: Desk) -> None:
        desk.merge(owed(), credits=(credit(),))

        desk.merge(owed(), day=1)

        assert desk.facts().credits == ()

    def test_it_stays_where_only_part_was_read(self, desk: Desk) -> None:
        desk.merge(owed(), credits=(credit(),))

        desk.merge(owed(), day=1, is_whole=False)

        assert len(desk.facts().credits) == 1

    def test_it_ends_when_nothing_of_it_is_left(self, desk: Desk) -> None:
        desk.merge(owed(), credits=(credit(),))

        desk.merge(owed(), credits=(credit(0),), day=1, is_whole=False)

        assert desk.facts().credits == ()

    def test_what_comes_back_is_seen_anew(self, desk: Desk) -> None:
        for day, shown in enumerate(((credit(),), (), (credit(),))):
            desk.merge(owed(), credits=shown, day=day)

        (found,) = desk.facts().credits
        assert found.seen_on == days(2)

    def test_a_credit_of_nobody_is_said(self, desk: Desk) -> None:
        report = desk.merge(owed(), credits=(replace(credit(), customer_source_id="ghost"),))

        assert report.alarms == ("Credit cr-1 belongs to a customer whom the source does not describe.",)


class TestCustomers:
    def test_a_new_address_replaces_the_old_one_of_its_source(self, desk: Desk) -> None:
        desk.merge(owed())
        with desk.writing() as unit:
            customer = unit.ledger.find_customers("Dupont SA")[0]
            assert customer.address_changed_at is None
            unit.ledger.add_contact(customer.id, Contact("chief@dupont.example", Role.ESCALATION), NOON)

        desk.merge(owed(), customers=(replace(DUPONT, emails=("new@dupont.example",)),), day=1)

        customer = desk.facts().customer
        assert {c.email for c in customer.contacts} == {"new@dupont.example", "chief@dupont.example"}
        assert customer.addresses() == ("new@dupont.example",)
        assert customer.address_changed_at == NOON + timedelta(days=1)

    def test_what_a_person_set_outlives_other_changes_of_the_source(self, desk: Desk) -> None:
        desk.merge(owed())
        with desk.writing() as unit:
            (customer,) = unit.ledger.find_customers("Dupont SA")
            unit.ledger.change_customer(
                customer.id,
                language="de",
                is_excluded=True,
                tags=frozenset({"key"}),
                opted_out=frozenset({"sms"}),
            )

        desk.merge(owed(), customers=(replace(DUPONT, phone="+33 1"),), day=1)

        customer = desk.facts().customer
        assert (customer.language, customer.phone, customer.is_excluded) == ("de", "+33 1", True)
        assert (customer.tags, customer.opted_out) == (frozenset({"key"}), frozenset({"sms"}))

    def test_what_the_source_changes_is_taken_over(self, desk: Desk) -> None:
        desk.merge(owed())

        named = replace(DUPONT, name="Dupont & Fils", language="en", type=CustomerType.BUSINESS)
        desk.merge(owed(), customers=(named,), day=1)

        with desk.reading() as unit:
            (customer,) = unit.ledger.find_customers("  dupont & FILS ")
        assert (customer.language, customer.type) == ("en", CustomerType.BUSINESS)

    def test_a_suppressed_address_stays_so_when_the_source_shows_it_again(self, desk: Desk) -> None:
        desk.merge(owed())
        with desk.writing() as unit:
            unit.ledger.suppress("Billing@Dupont.example", "550 unknown", NOON)
        assert desk.facts().customer.addresses() == ()

        desk.merge(owed(), customers=(replace(DUPONT, emails=()),), day=1)
        desk.merge(owed(), day=2)

        (contact,) = desk.facts().customer.contacts
        assert (contact.email, contact.suppressed_at) == ("billing@dupont.example", NOON)

    def test_a_customer_is_one_within_a_connection(self, desk: Desk) -> None:
        namesake = SourceCustomer("c-2", "Dupont SA")

        desk.merge(owed(), customers=(DUPONT, namesake))

        with desk.reading() as unit:
            assert len(unit.ledger.find_customers("Dupont SA")) == 2

    def test_an_unknown_field_is_refused(self, desk: Desk) -> None:
        desk.merge(owed())

        with desk.writing() as unit, pytest.raises(TypeError, match="look_at"):
            unit.ledger.change_customer(desk.facts().customer.id, look_at=NOON)

    def test_a_customer_who_is_not_there_is_refused(self, desk: Desk) -> None:
        with desk.reading() as unit, pytest.raises(Refused, match="no customer"):
            unit.ledger.customer("nobody")


class TestFindingInvoices:
    def test_by_ids_in_their_order(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"))
        first, second = desk.invoice("F-1"), desk.invoice("F-2")

        with desk.reading() as unit:
            found = unit.ledger.invoices([second.id, "gone", first.id])

        assert found == (second, first)

    def test_closed_ones_are_found_by_number(self, desk: Desk) -> None:
        desk.merge(owed())
        desk.merge(day=1)

        assert desk.invoice().status is Status.NO_LONGER_IN_LEDGER

    def test_a_person_sets_what_is_his_to_set(self, desk: Desk) -> None:
        desk.merge(owed(due_on=days(-200)))

        with desk.writing() as unit:
            unit.ledger.change_invoice(desk.invoice().id, released_on=TODAY, policy="gentle", cycle=2)
        desk.merge(owed(due_on=days(-200), open=1), day=1)

        invoice = desk.invoice()
        assert (invoice.released_on, invoice.policy, invoice.cycle, invoice.open) == (TODAY, "gentle", 2, 1)
        assert invoice.cold_start_on == TODAY


class TestFacts:
    def test_only_who_owes_is_streamed_unless_he_is_asked_for(self, desk: Desk) -> None:
        desk.merge(owed(), customers=(DUPONT, SourceCustomer("c-2", "Silent")))
        with desk.reading() as unit:
            silent = unit.ledger.find_customers("Silent")[0].id

            assert [f.customer.name for f in unit.ledger.facts()] == ["Dupont SA"]
            assert [f.customer.name for f in unit.ledger.facts([silent, "nobody"])] == ["Silent"]

    def test_they_are_sorted_by_customer(self, desk: Desk) -> None:
        names = [SourceCustomer(f"c-{n}", f"Customer {n}") for n in range(7)]
        desk.merge(*(owed(f"F-{n}", customer_source_id=f"c-{n}") for n in range(7)), customers=tuple(names))

        with desk.reading() as unit:
            ids = [f.customer.id for f in unit.ledger.facts()]

        assert len(ids) == 7
        assert ids == sorted(ids)

    def test_more_customers_than_one_query_takes(self, desk: Desk) -> None:
        names = tuple(SourceCustomer(f"c-{n}", f"Customer {n}") for n in range(1100))
        desk.merge(*(owed(f"F-{n}", customer_source_id=f"c-{n}") for n in range(1100)), customers=names)

        with desk.reading() as unit:
            found = [(f.customer.name, [x.number for x in f.invoices]) for f in unit.ledger.facts()]

        assert sorted(found) == sorted((f"Customer {n}", [f"F-{n}"]) for n in range(1100))

    def test_what_was_said_is_in_the_history(self, desk: Desk) -> None:
        desk.merge(owed())
        sent = desk.sent()

        (said,) = desk.facts().history.lines
        assert (said.state, said.left_on, said.deadline_on) == (State.SENT, TODAY, days(7))
        assert (said.invoice_id, said.reminder_id, said.is_contact) == (desk.invoice().id, sent.id, True)

    def test_what_is_still_to_leave_is_there_too_with_its_reminder(self, desk: Desk) -> None:
        desk.merge(owed())
        waiting = desk.planned(state=State.AWAITING_APPROVAL)

        facts = desk.facts()
        assert [x.state for x in facts.history.lines] == [State.AWAITING_APPROVAL]
        assert [x.left_on for x in facts.history.lines] == [None]
        assert facts.reminders == (waiting,)

    def test_what_was_cancelled_leaves_no_trace_in_it(self, desk: Desk) -> None:
        desk.merge(owed())
        planned = desk.planned()

        with desk.writing() as unit:
            unit.reminders.cancel(planned.id, "paid", NOON)

        assert desk.facts().history.lines == ()


class TestLookingAgain:
    def test_a_new_customer_is_looked_at(self, desk: Desk) -> None:
        desk.merge(owed())

        assert desk.to_look_at() == (desk.facts().customer.id,)

    def test_a_customer_rests_until_his_moment(self, desk: Desk) -> None:
        desk.merge(owed())
        (customer,) = desk.to_look_at()

        with desk.writing() as unit:
            unit.ledger.look_again({customer: NOON + timedelta(days=1)})

            assert unit.ledger.customers_to_look_at(NOON, 10) == ()
            assert unit.ledger.customers_to_look_at(NOON + timedelta(days=1), 10) == (customer,)

    @pytest.mark.parametrize(
        "invoice", [owed(open=1), owed(status=Status.VOID), owed(due_on=days(3))], ids=["paid", "void", "due"]
    )
    def test_a_change_of_his_ledger_wakes_him(self, desk: Desk, invoice: object) -> None:
        desk.merge(owed())
        desk.looked_at()

        desk.merge(invoice, day=1)  # type: ignore[arg-type]

        assert len(desk.to_look_at()) == 1

    def test_the_same_file_again_wakes_nobody(self, desk: Desk) -> None:
        desk.merge(owed(), credits=(credit(),))
        desk.looked_at()

        desk.merge(owed(), credits=(credit(),), day=1)

        assert desk.to_look_at() == ()

    def test_what_disappears_wakes_him(self, desk: Desk) -> None:
        desk.merge(owed(), credits=(credit(),))
        desk.looked_at()

        desk.merge(owed(), day=1)

        assert len(desk.to_look_at()) == 1

    def test_a_revision_wakes_everybody_once_in_batches(self, desk: Desk) -> None:
        names = tuple(SourceCustomer(f"c-{n}", f"Customer {n}") for n in range(5))
        desk.merge(customers=names)
        desk.looked_at()
        with desk.writing() as unit:
            unit.raise_revision()

        seen = []
        for _ in range(3):
            with desk.writing() as unit:
                batch = unit.ledger.customers_to_look_at(NOON, 2)
                unit.ledger.look_again(dict.fromkeys(batch))
            seen.append(len(batch))

        assert seen == [2, 2, 1]
        assert desk.to_look_at() == ()

    def test_a_revision_that_was_raised_after_his_facts_were_read_wakes_him(self, desk: Desk) -> None:
        desk.merge(owed())
        (customer,) = desk.to_look_at()

        with desk.writing() as unit:
            seen = unit.revision()
            unit.raise_revision()
            unit.ledger.look_again({customer: None}, seen)

        assert desk.to_look_at() == (customer,)

    def test_a_suppressed_address_and_a_person_wake_him(self, desk: Desk) -> None:
        desk.merge(owed())
        customer, invoice = desk.facts().customer.id, desk.invoice().id
        acts: tuple[Callable[[SqlUnit], None], ...] = (
            lambda unit: unit.ledger.suppress("billing@dupont.example", "550", NOON),
            lambda unit: unit.ledger.change_customer(customer, policy="gentle"),
            lambda unit: unit.ledger.change_invoice(invoice, policy="gentle"),
            lambda unit: unit.ledger.add_contact(customer, Contact("other@dupont.example"), NOON),
        )
        for act in acts:
            desk.looked_at()

            with desk.writing() as unit:
                act(unit)

            assert desk.to_look_at() == (customer,)


class TestPayLinks:
    """A link that was asked for singly stays with its invoice until the source names another."""

    LINK = "https://pay.example/1"

    def kept(self, desk: Desk) -> None:
        desk.merge(owed("F-1"), owed("F-2"))
        desk.looked_at()
        with desk.writing() as unit:
            unit.ledger.keep_pay_links({desk.invoice("F-1").id: self.LINK})

    def test_is_kept_for_its_invoice_alone_and_nobody_is_looked_at_for_it(self, desk: Desk) -> None:
        self.kept(desk)

        assert (desk.invoice("F-1").pay_link, desk.invoice("F-2").pay_link) == (self.LINK, None)
        assert desk.to_look_at() == ()

    def test_is_no_change_of_the_source(self, desk: Desk) -> None:
        self.kept(desk)

        report = desk.merge(owed("F-1"), owed("F-2"), day=1)

        assert (report.changed, desk.invoice("F-1").pay_link) == (0, self.LINK)

    def test_outlives_a_change_that_names_none_and_gives_way_to_another(self, desk: Desk) -> None:
        self.kept(desk)

        desk.merge(owed("F-1", open=4000), owed("F-2"), day=1)
        unnamed = desk.invoice("F-1").pay_link
        desk.merge(owed("F-1", open=4000, pay_link="https://pay.example/2"), owed("F-2"), day=2)

        assert (unnamed, desk.invoice("F-1").pay_link) == (self.LINK, "https://pay.example/2")

    def test_of_another_organisation_is_out_of_reach(self, desk: Desk) -> None:
        other = Desk(desk.store, desk.hand)
        desk.merge(owed("F-1"))
        other.merge(owed("F-1"))

        with other.writing() as unit:
            unit.ledger.keep_pay_links({desk.invoice("F-1").id: self.LINK})

        assert desk.invoice("F-1").pay_link is None
