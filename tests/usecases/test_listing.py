"""What the list says is decided is what the plan says; and the one thing that is looked for is found."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from connector.core.decision import Action, Reason
from connector.core.listing import CustomersWanted, Due, InvoicesWanted, ListedCustomer, Shown
from connector.store.engine import SqlStore
from connector.usecases import listing, people
from connector.usecases.explain import explain
from connector.usecases.listing import PAGE, Found, Row
from connector.usecases.plan import plan
from connector.usecases.turns import FEW_OTHERS
from tests.scenarios.office import Office


def page(office: Office, number: int = 1, **fields: Any) -> listing.Page:
    wanted = InvoicesWanted(listing.today(office.app, office.id), **fields)
    return listing.list_invoices(office.app, office.id, wanted, number)


def shown(office: Office, **fields: Any) -> dict[str, Row]:
    return {x.listed.invoice.number: x for x in page(office, **fields).rows}


def look_for(office: Office, typed: str) -> Found:
    return listing.look_for(office.app, office.id, typed)


def name_of(found: Found) -> str | None:
    if isinstance(found.exact, ListedCustomer):
        return found.exact.name
    return None if found.exact is None else found.exact.listed.invoice.number


@pytest.fixture
def office(sqlite: SqlStore) -> Office:
    return Office(sqlite)


@pytest.fixture
def busy(office: Office) -> Office:
    """More first contacts than may leave in a day, and one of each other kind."""
    for n in range(25):
        office.invoice(f"L-{n:02}", "2026-08-20", 100_00 + n * 10_00, customer=f"Late {n}")
    office.invoice("S-1", "2026-09-03", customer="Soon")
    office.invoice("H-1", "2026-08-20", customer="Held")
    office.invoice("X-1", "2026-08-20", customer="Out")
    office.sync()
    office.hold("promise", "H-1", until="2026-09-10")
    people.change_customer(office.app, office.id, "Out", "Anna", is_excluded=True)
    return office


class TestWhatIsDecided:
    def test_it_is_what_the_plan_says_who_waits_for_his_turn_included(self, busy: Office) -> None:
        planned = {
            d.invoice.number: d for x in plan(busy.app, busy.id, is_stored=False) for d in x.item.decisions
        }

        told = {number: row.decision for number, row in shown(busy).items()}

        assert told == planned
        assert Reason.CAP in {x.reason for x in planned.values()}

    def test_it_is_so_on_a_page_that_shows_a_few_of_them(self, busy: Office) -> None:
        for row in page(busy, text="L-0").rows:
            assert row.decision == explain(busy.app, busy.id, row.name).decision

    def test_it_is_so_under_a_number_for_the_day(self, office: Office) -> None:
        office.invoice("F-1", "2026-08-20", 100_00, customer="Small")
        office.invoice("F-2", "2026-08-20", 900_00, customer="Large")
        office.sync()
        with office.store.writing(office.id) as unit:
            unit.change_organisation(daily_cap=1)

        (row,) = page(office, text="Small").rows

        assert row.decision == explain(office.app, office.id, "F-1").decision
        assert row.decision is not None
        assert row.decision.reason is Reason.CAP

    @pytest.mark.parametrize("fields", [{}, {"daily_cap": 2}])
    def test_among_many_the_day_of_a_turn_is_left_open(self, office: Office, fields: dict[str, int]) -> None:
        """Finding it out would mean deciding about all of them: an invoice's own page does."""
        with office.store.writing(office.id) as unit:
            unit.change_organisation(first_wave_cap=2, **fields)
        for n in range(FEW_OTHERS + 1):
            office.invoice(f"L-{n:02}", "2026-08-20", 100_00 + n * 10_00, customer=f"Late {n}")
        office.invoice("S-1", "2026-09-03", customer="Soon")
        office.sync()
        planned = [d for x in plan(office.app, office.id) for d in x.item.decisions]

        told = [x.decision for n in (1, 2) for x in page(office, n).rows if x.decision]

        assert Counter((x.invoice.number, x.action, x.reason) for x in told) == Counter(
            (x.invoice.number, x.action, x.reason) for x in planned
        )
        assert {x.on for x in told if x.reason is Reason.CAP} == {None}
        assert Action.SEND in {x.action for x in told}

    def test_what_people_said_stands_beside_it(self, busy: Office) -> None:
        rows = shown(busy)

        assert [x.reason for x in rows["H-1"].holds] == ["promise"]
        assert rows["S-1"].holds == ()
        assert rows["X-1"].decision is not None
        assert rows["X-1"].decision.action is Action.STOP

    def test_a_pause_of_everybody_is_told_once_above_the_page(self, busy: Office) -> None:
        busy.hold("pause", is_all=True)

        rows = shown(busy)

        assert rows["S-1"].holds == ()
        assert rows["S-1"].decision is not None
        assert rows["S-1"].decision.reason is Reason.PAUSE

    def test_of_what_is_closed_nothing_is_decided(self, busy: Office) -> None:
        busy.account.pay("S-1")
        busy.sync()

        (row,) = page(busy, shown=Shown.CLOSED).rows

        assert (row.listed.invoice.number, row.decision, row.days_late) == ("S-1", None, 0)


class TestPages:
    def test_one_that_is_not_there_is_the_nearest_that_is(self, busy: Office) -> None:
        assert [page(busy, n).number for n in (-3, 1, 99)] == [1, 1, 1]

    def test_a_filter_changes_how_many_there_are_and_not_what_the_others_hold(self, office: Office) -> None:
        for n in range(PAGE + 1):
            office.invoice(f"L-{n:02}", "2026-08-20")
        office.invoice("S-1", "2026-09-03")
        office.sync()

        second = page(office, 2, due=Due.LATE)

        assert (second.number, second.pages, len(second.rows)) == (2, 2, 1)
        assert second.totals.of(Due.SOON).count == 1
        assert second.rows[0].days_late == 12

    def test_all_that_is_open_comes_to_what_its_invoices_come_to(self, busy: Office) -> None:
        totals = listing.open_totals(busy.app, busy.id)

        rows = page(busy).rows
        assert totals.count == len(rows) == 28
        assert totals.owed[0].open == sum(x.listed.invoice.open for x in rows)
        assert totals.of(Due.LATE).count == 27

    def test_a_number_that_two_bear_is_named_by_its_id(self, office: Office) -> None:
        office.invoice("F-1", "2026-08-20")
        office.invoice("F-2", "2026-08-20")
        office.sync()
        office.import_file("F-1")

        rows = page(office).rows

        assert {x.name for x in rows if x.listed.invoice.number == "F-1"} == {
            x.listed.invoice.id for x in rows if x.listed.invoice.number == "F-1"
        }
        assert {x.name for x in rows if x.listed.invoice.number == "F-2"} == {"F-2"}

    def test_customers_have_pages_and_streams_too(self, busy: Office) -> None:
        wanted = CustomersWanted(listing.today(busy.app, busy.id))

        found = listing.list_customers(busy.app, busy.id, wanted, 7)
        streamed = list(listing.each_customer(busy.app, busy.id, wanted))

        assert (found.number, found.pages, found.count) == (1, 1, 28)
        assert list(found.rows) == streamed

    def test_the_stream_of_invoices_is_all_of_them(self, busy: Office) -> None:
        wanted = InvoicesWanted(listing.today(busy.app, busy.id))

        streamed = [x.invoice.number for x in listing.each_invoice(busy.app, busy.id, wanted)]

        assert streamed == [x.listed.invoice.number for x in page(busy).rows]


class TestLookingForOne:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("l-07", "L-07"),
            (" S-1 ", "S-1"),
            ("held", "Held"),
            ("SOON@soon.example", "Soon"),
            ("340,00", "L-24"),
            ("L-0", None),
            ("Late", None),
            ("100", None),
        ],
    )
    def test_the_one_that_was_meant_is_told(self, busy: Office, typed: str, meant: str | None) -> None:
        assert name_of(look_for(busy, typed)) == meant

    def test_by_the_beginning_of_its_id(self, busy: Office) -> None:
        invoice = shown(busy)["S-1"].listed.invoice

        assert name_of(look_for(busy, invoice.id[:13].upper())) == "S-1"

    def test_what_was_not_meant_alone_is_listed(self, busy: Office) -> None:
        found = look_for(busy, "late")

        assert len(found.customers) == listing.FOUND
        assert found.is_cut
        assert found.invoices == ()

    def test_nothing_is_looked_for_where_nothing_is_typed(self, busy: Office) -> None:
        assert look_for(busy, " \x00 ") == Found()

    def test_one_that_is_closed_is_found_too(self, busy: Office) -> None:
        busy.account.pay("S-1")
        busy.sync()

        found = look_for(busy, "s-1")

        assert name_of(found) == "S-1"
        assert replace(found, exact=None).invoices[0].decision is None


def test_one_after_another_each_is_met_once_and_says_what_the_page_says(busy: Office) -> None:
    wanted = InvoicesWanted(listing.today(busy.app, busy.id))
    met: dict[str, Row] = {}
    after = ""
    while rows := listing.invoices_after(busy.app, busy.id, wanted, after, 10):
        met |= {x.listed.invoice.number: x for x in rows}
        after = rows[-1].listed.invoice.id

    assert met == shown(busy)
    asked = CustomersWanted(wanted.on)
    every = listing.list_customers(busy.app, busy.id, asked)
    assert len(listing.customers_after(busy.app, busy.id, asked, "", 99)) == every.count
