"""Pages of invoices and customers as they are asked for, on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from connector.core.card import Card
from connector.core.invoice import Hold, HoldReason, Scope, Status
from connector.core.listing import (
    CustomerOrder,
    CustomersWanted,
    Due,
    InvoiceOrder,
    InvoicesWanted,
    ListedCustomer,
    Owed,
    Shown,
)
from connector.core.source import Batch, Connection, ConnectionKind, SourceCustomer, SourceInvoice
from tests.store.desk import DUPONT, NOON, TODAY, Desk, credit, days, owed

DURAND = SourceCustomer("c-2", "École_Durand 100%", ("compta@durand.example",))
NOBODY = SourceCustomer("c-3", "Zoé", ())


def at_yen(number: str, total: int, **fields: Any) -> SourceInvoice:
    return replace(owed(number, total=total, **fields), currency="JPY")


@pytest.fixture
def book(desk: Desk) -> Desk:
    """Of two customers; F-1 and F-2 are late, F-3 soon due."""
    desk.merge(
        owed("F-1", due_on=days(-9)),
        owed("F-2", due_on=days(-20), customer_source_id="c-2", total=25000),
        owed("F-3", due_on=days(7)),
        owed("f-10", due_on=days(8), total=5000),
        at_yen("Y-1", 200, due_on=days(30), customer_source_id="c-2"),
        owed("N-1", due_on=None),
        customers=(DUPONT, DURAND, NOBODY),
    )
    return desk


def wanted(**fields: Any) -> InvoicesWanted:
    return InvoicesWanted(TODAY, **fields)


def numbers(desk: Desk, limit: int = 50, offset: int = 0, **fields: Any) -> list[str]:
    with desk.reading() as unit:
        return [x.invoice.number for x in unit.listing.invoices(wanted(**fields), limit, offset)]


def names(desk: Desk, limit: int = 50, offset: int = 0, **fields: Any) -> list[str]:
    with desk.reading() as unit:
        return [x.name for x in unit.listing.customers(CustomersWanted(TODAY, **fields), limit, offset)]


def close(desk: Desk, *numbers: str) -> None:
    paid = [owed(x, open=0, status=Status.PAID) for x in numbers]
    desk.merge(*paid, is_whole=False, day=1)


class TestInvoices:
    @pytest.mark.parametrize(
        ("by", "order"),
        [
            (InvoiceOrder.DUE, ["F-2", "F-1", "F-3", "f-10", "Y-1", "N-1"]),
            (InvoiceOrder.AMOUNT, ["f-10", "F-1", "F-3", "N-1", "Y-1", "F-2"]),
        ],
    )
    def test_they_are_sorted_and_amounts_compare_as_numbers(
        self, book: Desk, by: InvoiceOrder, order: list[str]
    ) -> None:
        assert numbers(book, by=by) == order

    def test_what_has_no_due_date_comes_last_either_way(self, book: Desk) -> None:
        downwards = numbers(book, is_descending=True)

        assert downwards == ["Y-1", "f-10", "F-3", "F-1", "F-2", "N-1"]

    @pytest.mark.parametrize("by", [InvoiceOrder.NUMBER, InvoiceOrder.CUSTOMER])
    def test_words_are_sorted_both_ways_as_the_database_sorts_them(
        self, book: Desk, by: InvoiceOrder
    ) -> None:
        upwards = numbers(book, by=by)

        assert numbers(book, by=by, is_descending=True) == upwards[::-1]
        if by is InvoiceOrder.CUSTOMER:
            assert {"F-2", "Y-1"} in (set(upwards[:2]), set(upwards[-2:]))

    def test_pages_follow_one_another(self, book: Desk) -> None:
        pages = [numbers(book, 2, start) for start in (0, 2, 4, 6)]

        assert [x for page in pages for x in page] == numbers(book)
        assert pages[3] == []

    @pytest.mark.parametrize(
        ("due", "found"),
        [
            (Due.LATE, ["F-2", "F-1"]),
            (Due.SOON, ["F-3"]),
            (Due.LATER, ["f-10", "Y-1"]),
            (Due.UNDATED, ["N-1"]),
        ],
    )
    def test_they_are_chosen_by_their_due_date(self, book: Desk, due: Due, found: list[str]) -> None:
        assert numbers(book, due=due) == found

    def test_they_are_chosen_by_currency(self, book: Desk) -> None:
        assert numbers(book, currency="JPY") == ["Y-1"]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("f-1", ["F-1", "f-10"]),
            ("durand", ["F-2", "Y-1"]),
            ("ÉCOLE", ["F-2", "Y-1"]),
            ("e_durand", ["F-2", "Y-1"]),
            ("100%", ["F-2", "Y-1"]),
            ("250,00", ["F-2"]),
            ("200", ["Y-1"]),
            ("50", ["f-10"]),
            ("%", ["F-2", "Y-1"]),
            ("F_1", []),
            ("\\", []),
            ("' OR 1=1 --", []),
        ],
    )
    def test_a_text_is_found_sign_by_sign(self, book: Desk, text: str, found: list[str]) -> None:
        assert numbers(book, text=text) == found

    def test_what_is_closed_stands_apart(self, book: Desk) -> None:
        close(book, "F-1")

        assert "F-1" not in numbers(book)
        assert numbers(book, shown=Shown.CLOSED) == ["F-1"]
        assert len(numbers(book, shown=Shown.ALL)) == 6
        assert numbers(book, shown=Shown.ALL, by=InvoiceOrder.AMOUNT)[-1] == "F-2"

    def test_a_line_says_whose_it_is_and_how_it_ended(self, book: Desk) -> None:
        close(book, "F-1")

        with book.reading() as unit:
            (line,) = unit.listing.invoices(wanted(shown=Shown.CLOSED), 9)

        assert (line.customer, line.is_open, line.closed_on) == ("Dupont SA", False, days(1))
        assert line.invoice.status is Status.PAID

    def test_what_was_disconnected_is_owed_no_more(self, book: Desk) -> None:
        with book.writing() as unit:
            unit.connections.change(book.connection.id, ended_at=NOON)

        assert numbers(book) == []
        assert names(book) == []
        assert len(numbers(book, shown=Shown.CLOSED)) == 6

    def test_what_somebody_holds_is_found(self, book: Desk) -> None:
        facts = book.facts().customer.id
        with book.writing() as unit:
            f2 = unit.ledger.find_invoices("F-2")[0].id
            unit.holds.add(
                Hold("h-1" + book.id[:8], HoldReason.DISPUTE, Scope.INVOICE, TODAY, None, f2), NOON
            )
        one = numbers(book, is_held=True)

        with book.writing() as unit:
            all_his = Hold(
                "h-2" + book.id[:8], HoldReason.PAUSE, Scope.CUSTOMER, TODAY, facts, until_on=TODAY
            )
            unit.holds.add(all_his, NOON)

        assert one == ["F-2"]
        assert numbers(book, is_held=True) == ["F-2", "F-1", "F-3", "f-10", "N-1"]

    def test_an_answer_about_one_holds_all_his(self, book: Desk) -> None:
        with book.writing() as unit:
            f2 = unit.ledger.find_invoices("F-2")[0].id
            unit.holds.add(Hold("h-3" + book.id[:8], HoldReason.REPLY, Scope.INVOICE, TODAY, None, f2), NOON)

        assert numbers(book, is_held=True) == ["F-2", "Y-1"]

    def test_a_hold_that_is_over_holds_nothing(self, book: Desk) -> None:
        with book.writing() as unit:
            f2 = unit.ledger.find_invoices("F-2")[0].id
            past = Hold("h-4" + book.id[:8], HoldReason.PAUSE, Scope.INVOICE, TODAY, None, f2, days(-1))
            unit.holds.add(past, NOON)

        assert numbers(book, is_held=True) == []

    def test_the_stream_is_all_pages(self, book: Desk) -> None:
        with book.reading() as unit:
            assert [x.invoice.number for x in unit.listing.each_invoice(wanted())] == numbers(book)

    def test_totals_are_of_whatever_due_date_and_currency(self, book: Desk) -> None:
        with book.reading() as unit:
            totals = unit.listing.totals(wanted(due=Due.SOON, currency="JPY"))
            of_durand = unit.listing.totals(wanted(text="durand"))

        assert totals.count == 6
        assert totals.owed == (Owed("EUR", 60000, 35000), Owed("JPY", 200, 0))
        assert of_durand.owed == (Owed("EUR", 25000, 25000), Owed("JPY", 200, 0))

    def test_of_a_card_that_ends_nothing_is_owed(self, desk: Desk) -> None:
        card = Card("visa", "4242", days(20))
        desk.merge(owed("F-1"), owed("card", total=0, due_on=days(-3), card=card))

        with desk.reading() as unit:
            totals = unit.listing.totals(wanted())
            (customer,) = unit.listing.customers(CustomersWanted(TODAY), 9)

        assert (totals.of(Due.UNDATED).count, totals.owed) == (1, (Owed("EUR", 10000, 0),))
        assert (customer.count, customer.oldest_due_on) == (2, days(10))


class TestOneOfThem:
    def test_the_exact_number_comes_first_then_what_is_open(self, book: Desk) -> None:
        close(book, "F-1")

        with book.reading() as unit:
            found = [x.invoice.number for x in unit.listing.numbered("f-1", 9)]
            few = unit.listing.numbered("f-", 2)

        assert found == ["F-1", "f-10"]
        assert len(few) == 2

    def test_an_amount_is_found_in_the_decimals_of_its_currency(self, book: Desk) -> None:
        with book.reading() as unit:
            assert [x.invoice.number for x in unit.listing.numbered("200,00", 9)] == ["Y-1"]
            assert [x.invoice.number for x in unit.listing.numbered("250.00 €", 9)] == ["F-2"]
            assert unit.listing.numbered("250.001", 9) == ()

    def test_a_number_that_two_invoices_bear_is_shared(self, book: Desk) -> None:
        other = Connection(str(uuid4()), "elsewhere", "account", ConnectionKind.ACCOUNT)
        with book.writing() as unit:
            unit.connections.add(other)
            page = Batch((DUPONT,), (owed("F-1", total=77),))
            unit.ledger.merge(other, iter([page]), NOON + timedelta(hours=1), TODAY, False)

        with book.reading() as unit:
            assert unit.listing.shared_numbers(["F-1", "F-2"]) == {"F-1"}


class TestCustomers:
    def test_who_is_late_with_most_comes_first(self, book: Desk) -> None:
        assert names(book) == [DURAND.name, "Dupont SA"]
        assert names(book, is_descending=False) == ["Dupont SA", DURAND.name]

    @pytest.mark.parametrize(
        ("by", "is_descending", "order"),
        [
            (CustomerOrder.OPEN, True, [DURAND.name, "Dupont SA"]),
            (CustomerOrder.DUE, False, [DURAND.name, "Dupont SA"]),
            (CustomerOrder.DUE, True, ["Dupont SA", DURAND.name]),
        ],
    )
    def test_they_are_sorted(
        self, book: Desk, by: CustomerOrder, is_descending: bool, order: list[str]
    ) -> None:
        assert names(book, by=by, is_descending=is_descending) == order

    def test_by_name_both_ways(self, book: Desk) -> None:
        upwards = names(book, by=CustomerOrder.NAME, is_descending=False)

        assert sorted(upwards) == sorted([DURAND.name, "Dupont SA"])
        assert names(book, by=CustomerOrder.NAME) == upwards[::-1]

    def test_each_says_what_he_owes_in_each_currency(self, book: Desk) -> None:
        with book.reading() as unit:
            first, _ = unit.listing.customers(CustomersWanted(TODAY), 9)

        assert (first.count, first.oldest_due_on) == (2, days(-20))
        assert first.owes == (Owed("EUR", 25000, 25000), Owed("JPY", 200, 0))
        assert first.addresses == ("compta@durand.example",)

    def test_everybody_holds_those_who_owe_nothing_too(self, book: Desk) -> None:
        with book.reading() as unit:
            everybody = CustomersWanted(TODAY, is_everybody=True)
            last = unit.listing.customers(everybody, 9)[-1]
            counts = [unit.listing.count_customers(x) for x in (everybody, CustomersWanted(TODAY))]

        assert (last.name, last.count, last.oldest_due_on, last.owes) == ("Zoé", 0, None, ())
        assert counts == [3, 2]

    @pytest.mark.parametrize("text", ["école_durand", "COMPTA@durand", "100%"])
    def test_one_is_found_by_name_or_address(self, book: Desk, text: str) -> None:
        with book.reading() as unit:
            count = unit.listing.count_customers(CustomersWanted(TODAY, text))

        assert names(book, text=text) == [DURAND.name]
        assert count == 1

    def test_pages_follow_one_another_and_the_stream_is_all_of_them(self, book: Desk) -> None:
        with book.reading() as unit:
            streamed = [x.name for x in unit.listing.each_customer(CustomersWanted(TODAY))]

        assert streamed == [*names(book, 1), *names(book, 1, 1)]


class TestOneAfterAnother:
    """Page after page by the ids: what stays on the list is met once, whatever comes and goes."""

    def test_every_invoice_is_met_once(self, book: Desk) -> None:
        met: list[str] = []
        after = ""
        with book.reading() as unit:
            while page := unit.listing.invoices_after(wanted(), after, 2):
                met += [x.invoice.number for x in page]
                after = page[-1].invoice.id

        assert sorted(met) == sorted(numbers(book))

    def test_what_is_closed_or_filtered_out_is_left_out(self, book: Desk) -> None:
        with book.reading() as unit:
            late = unit.listing.invoices_after(wanted(due=Due.LATE, currency="EUR"), "", 9)
            named = unit.listing.invoices_after(wanted(text="durand", shown=Shown.ALL), "", 9)
            closed = unit.listing.invoices_after(wanted(shown=Shown.CLOSED), "", 9)

        assert {x.invoice.number for x in late} == {"F-1", "F-2"}
        assert {x.invoice.number for x in named} == {"F-2", "Y-1"}
        assert closed == ()

    @pytest.mark.parametrize("is_everybody", [True, False])
    def test_every_customer_is_met_once_with_what_he_owes(self, book: Desk, is_everybody: bool) -> None:
        asked = CustomersWanted(TODAY, is_everybody=is_everybody)
        met: list[ListedCustomer] = []
        with book.reading() as unit:
            while page := unit.listing.customers_after(asked, met[-1].id if met else "", 1):
                met += page
            same = unit.listing.customers(asked, 9)

        assert [x.id for x in met] == sorted(x.id for x in met)
        assert {x.id: x for x in met} == {x.id: x for x in same}


class TestCreditNotes:
    def found(self, desk: Desk, text: str) -> list[tuple[str, int | None, int, str]]:
        with desk.reading() as unit:
            found = unit.listing.credits_numbered(text, 9)
        return [(x.credit.number, x.credit.total, x.left, x.customer) for x in found]

    def test_one_is_found_by_a_part_of_its_number_with_what_is_left_of_it(self, desk: Desk) -> None:
        desk.merge(credits=(credit(3000), credit(100, "cr-2", number="AV_2")), customers=(DUPONT,))

        assert self.found(desk, "av-") == [("AV-1", 5000, 3000, "Dupont SA")]
        assert self.found(desk, "_") == [("AV_2", 5000, 100, "Dupont SA")]

    def test_money_without_a_number_is_not_found(self, desk: Desk) -> None:
        desk.merge(credits=(credit(number="", total=None),), customers=(DUPONT,))

        assert self.found(desk, "") == []

    def test_one_that_is_used_up_is_found_with_nothing_left_behind_those_that_stand(self, desk: Desk) -> None:
        both = (credit(), credit(source_id="cr-2", number="AV-10"), credit(source_id="cr-3", number="AV-11"))
        desk.merge(credits=both, customers=(DUPONT,))
        desk.merge(credits=both[1:2], customers=(DUPONT,), day=1)
        used = replace(both[1], customer_source_id="", number="", total=None, amount=0)

        assert [x[0] for x in self.found(desk, "AV-1")] == ["AV-1", "AV-10", "AV-11"]
        assert [x[2] for x in self.found(desk, "AV-1")] == [0, 5000, 0]
        desk.merge(credits=(used,), is_whole=False, day=2)
        assert self.found(desk, "AV-10") == [("AV-10", 5000, 0, "Dupont SA")]

    def test_what_is_less_than_before_keeps_its_number(self, desk: Desk) -> None:
        desk.merge(credits=(credit(),), customers=(DUPONT,))
        desk.merge(credits=(credit(0, number="", total=None),), customers=(DUPONT,), is_whole=False, day=1)

        assert self.found(desk, "AV-1") == [("AV-1", 5000, 0, "Dupont SA")]

    def test_one_that_was_known_without_a_number_gets_it(self, desk: Desk) -> None:
        desk.merge(credits=(credit(number="", total=None),), customers=(DUPONT,))
        desk.merge(credits=(credit(),), customers=(DUPONT,), day=1)

        assert self.found(desk, "AV-1") == [("AV-1", 5000, 5000, "Dupont SA")]
