"""The log of an organisation, on both databases: newest first, filtered, a page at a time."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from connector.core.source import SourceCustomer
from connector.core.trail import TrailWanted
from tests.store.desk import DUPONT, NOON, Desk, owed

DURAND = SourceCustomer("c-2", "Durand")


@pytest.fixture
def told(desk: Desk) -> Desk:
    """Anna held Dupont, Bruno changed Durand an hour later, and then Anna the organisation, twice at once."""
    desk.merge(owed(), customers=(DUPONT, DURAND))
    with desk.writing() as unit:
        unit.audit(NOON, "anna", "hold.pause", customer=of(desk, "Dupont SA"), until="None")
        unit.audit(hours(1), "bruno", "customer.changed", customer=of(desk, "Durand"), policy="firm")
        unit.audit(hours(2), "anna", "organisation.changed", mode="auto")
        unit.audit(hours(2), "anna", "organisation.changed", mode="approve")
    return desk


def of(desk: Desk, name: str) -> str:
    with desk.reading() as unit:
        return unit.ledger.find_customers(name)[0].id


def hours(n: int) -> datetime:
    return NOON + timedelta(hours=n)


def found(desk: Desk, wanted: TrailWanted) -> list[str]:
    with desk.reading() as unit:
        page, every = unit.trail.page(wanted, 99), list(unit.trail.each(wanted))
    assert list(page) == every
    return [f"{x.event.who} {x.event.what}" for x in page]


CHANGED = "anna organisation.changed"
ALL = [CHANGED, CHANGED, "bruno customer.changed", "anna hold.pause"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TrailWanted(), ALL),
        (TrailWanted(who="anna"), [CHANGED, CHANGED, "anna hold.pause"]),
        (TrailWanted(what="customer.changed"), ["bruno customer.changed"]),
        (TrailWanted(who="bruno", what="hold.pause"), []),
        (TrailWanted(since=hours(1)), ALL[:3]),
        (TrailWanted(until=hours(2)), ALL[2:]),
        (TrailWanted(who="anna", since=hours(0), until=hours(1)), ["anna hold.pause"]),
        (TrailWanted(customers=[]), []),
    ],
)
def test_what_is_asked_for_is_found_newest_first(
    told: Desk, wanted: TrailWanted, expected: list[str]
) -> None:
    assert found(told, wanted) == expected


def test_by_its_customers(told: Desk) -> None:
    dupont, durand = of(told, "Dupont SA"), of(told, "Durand")

    assert found(told, TrailWanted(customers=[dupont])) == ["anna hold.pause"]
    assert found(told, TrailWanted(customers=[dupont, durand], who="bruno")) == ["bruno customer.changed"]
    assert found(told, TrailWanted(customers=[str(uuid4())])) == []


def test_the_customer_is_named_where_there_is_one(told: Desk) -> None:
    with told.reading() as unit:
        last, _, durand, dupont = unit.trail.page(TrailWanted(), 9)

    assert (last.customer_id, last.customer) == (None, None)
    assert last.event.facts == {"mode": "approve"}
    assert (durand.customer_id, durand.customer) == (of(told, "Durand"), "Durand")
    assert dupont.customer == "Dupont SA"


def test_page_after_page_none_is_left_out_or_shown_twice(told: Desk) -> None:
    with told.reading() as unit:
        whole = unit.trail.page(TrailWanted(), 9)
        one_by_one = [unit.trail.page(TrailWanted(), 1)[0]]
        while following := unit.trail.page(TrailWanted(), 1, one_by_one[-1].event):
            one_by_one += following

    assert one_by_one == list(whole)


def test_everybody_who_did_something_stands_in_it_once(told: Desk) -> None:
    with told.writing() as unit:
        unit.audit(NOON, "Zoé", "customer.noted", text="x")

    with told.reading() as unit:
        assert unit.trail.people() == ("Zoé", "anna", "bruno")


def test_nobody_did_anything_yet(desk: Desk) -> None:
    with desk.reading() as unit:
        assert unit.trail.people() == ()
        assert unit.trail.page(TrailWanted(), 9) == ()
