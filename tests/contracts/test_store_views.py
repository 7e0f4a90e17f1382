"""Views of the lists, and what lists are narrowed to by them, on both databases."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from connector.core.accounts import User
from connector.core.history import State
from connector.core.invoice import Hold, HoldReason, Scope
from connector.core.listing import CustomersWanted, InvoicesWanted, Only
from connector.core.source import SourceCustomer
from connector.core.views import ListOf, View
from tests.store.desk import DUPONT, NOON, TODAY, Desk, days, line, owed


@pytest.fixture
def user(desk: Desk) -> str:
    made = User(str(uuid4()), f"{uuid4()}@there.example", "hash", "key", False, NOON, NOON)
    with desk.store.accounts.writing() as unit:
        unit.add_user(made)
    return made.id


def test_ones_own_and_everybodys_are_told_by_name(desk: Desk, user: str) -> None:
    mine = View(str(uuid4()), ListOf.INVOICES, "b", "due=late", user, "anna", NOON)
    shared = View(str(uuid4()), ListOf.INVOICES, "A", "", None, "anna", NOON)
    of_customers = View(str(uuid4()), ListOf.CUSTOMERS, "c", "", user, "anna", NOON)
    with desk.writing() as unit:
        for view in (mine, shared, of_customers):
            unit.views.add(view)
        unit.views.rename(shared.id, "Z")
        unit.views.set_default(mine, is_default=True)

    with desk.reading() as unit:
        assert unit.views.all(ListOf.INVOICES, user) == (
            replace(mine, is_default=True),
            replace(shared, name="Z"),
        )
        assert [x.name for x in unit.views.all(ListOf.INVOICES, "another")] == ["Z"]
        assert (unit.views.get(mine.id), unit.views.get("none")) == (replace(mine, is_default=True), None)


def test_one_of_them_is_the_default_and_one_that_is_removed_is_gone(desk: Desk, user: str) -> None:
    one, two = (View(str(uuid4()), ListOf.INVOICES, x, "", user, "anna", NOON) for x in "ab")
    shared = replace(one, id=str(uuid4()), owner_id=None)
    with desk.writing() as unit:
        for view in (one, two, shared):
            unit.views.add(view)
            unit.views.set_default(view, is_default=True)
        unit.views.remove(one.id)

    with desk.reading() as unit:
        found = unit.views.all(ListOf.INVOICES, user)
        assert {(x.id, x.is_default) for x in found} == {(two.id, True), (shared.id, True)}


def test_views_go_with_their_user(desk: Desk, user: str) -> None:
    with desk.writing() as unit:
        unit.views.add(View("v", ListOf.INVOICES, "a", "", user, "anna", NOON))

    with desk.store.accounts.writing() as accounts:
        accounts.remove_user(user)

    with desk.reading() as unit:
        assert unit.views.get("v") is None


def numbers(desk: Desk, only: Only) -> list[str]:
    wanted = InvoicesWanted(TODAY, only=only, grace_over_on=days(3))
    with desk.reading() as unit:
        assert unit.listing.totals(wanted).count == len(unit.listing.invoices(wanted, 9))
        return [x.invoice.number for x in unit.listing.invoices(wanted, 9)]


def test_the_list_is_narrowed_to_what_is_late_for_long(desk: Desk) -> None:
    desk.merge(owed("F-1", due_on=TODAY - timedelta(days=30)), owed("F-2", due_on=TODAY - timedelta(days=31)))

    assert numbers(desk, Only.LONG_LATE) == ["F-2"]


def test_the_list_is_narrowed_to_promises_that_were_broken(desk: Desk) -> None:
    desk.merge(*(owed(f"F-{n}") for n in range(1, 6)))
    with desk.writing() as unit:
        for number, until in (("F-1", 3), ("F-2", 4), ("F-3", 2), ("F-3", 9), ("F-4", 1)):
            invoice = desk.invoice(number)
            made = Hold(
                str(uuid4()), HoldReason.PROMISE, Scope.INVOICE, days(0), invoice.customer_id, invoice.id,
                until_on=days(until),
            )  # fmt: skip
            unit.holds.add(made, NOON)
            if number == "F-4":
                unit.holds.end(made.id, TODAY, NOON)

    assert numbers(desk, Only.BROKEN) == ["F-1"]


def test_the_list_is_narrowed_to_what_waits_for_approval(desk: Desk) -> None:
    desk.merge(owed("F-1"), owed("F-2"))
    desk.planned(line(desk.invoice("F-1")), state=State.AWAITING_APPROVAL)
    desk.planned(line(desk.invoice("F-2")), language="en")

    assert numbers(desk, Only.APPROVAL) == ["F-1"]


def test_customers_are_narrowed_to_those_without_an_address(desk: Desk) -> None:
    desk.merge(owed("F-1"), customers=(DUPONT, SourceCustomer("c-2", "Durand")))
    wanted = CustomersWanted(TODAY, is_everybody=True, is_without_address=True)

    with desk.reading() as unit:
        assert [x.name for x in unit.listing.customers(wanted, 9)] == ["Durand"]
        assert unit.listing.count_customers(wanted) == 1
