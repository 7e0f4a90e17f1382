"""All that ever was with a customer, on both databases."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from connector.core.invoice import Hold, HoldReason, Scope, Status
from connector.core.linked import Alike, Link, Pair
from connector.core.past import Held
from connector.core.source import SourceCustomer
from connector.core.tasks import Task, TaskKind
from tests.store.desk import DUPONT, NOON, TODAY, Desk, credit, days, owed

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def dupont(desk: Desk) -> str:
    """Owes F-1; of F-2 he has paid a part, of F-3 all."""
    durand = SourceCustomer("c-2", "Durand")
    everything = [owed(f"F-{n}", issued_on=days(n)) for n in (1, 2, 3)]
    desk.merge(*everything, customers=(DUPONT, durand), credits=(credit(),))
    paid = owed("F-3", issued_on=days(3), open=0, status=Status.PAID, paid_on=days(1))
    desk.merge(everything[0], owed("F-2", issued_on=days(2), open=4000), paid, day=1)
    return desk.facts().customer.id


def test_what_came_in_is_told_from_its_day_on(desk: Desk, dupont: str) -> None:
    with desk.reading() as unit:
        told, later = (
            unit.past.received(TODAY + timedelta(days=1)),
            unit.past.received(TODAY + timedelta(days=2)),
        )

    assert [(x.number, x.amount, x.currency, x.is_settled) for x in told] == [
        ("F-2", 6000, "EUR", False),
        ("F-3", 10000, "EUR", True),
    ]
    assert {(x.customer_id, x.customer) for x in told} == {(dupont, DUPONT.name)}
    assert later == ()


def test_what_a_first_import_brought_did_not_come_in(desk: Desk) -> None:
    desk.merge(owed("F-1", open=4000))

    with desk.reading() as unit:
        assert unit.past.received(TODAY) == ()


def promise(desk: Desk, key: str, until: int, since: int = -9, **fields: Any) -> None:
    whose: dict[str, Any] = {
        "customer_id": desk.facts().customer.id,
        "scope": Scope.INVOICE,
        "author": "Anna",
    } | fields
    made = Hold(key, HoldReason.PROMISE, since_on=days(since), until_on=days(until), **whose)
    with desk.writing() as unit:
        unit.holds.add(made, NOON)


def promised(desk: Desk, limit: int = 9) -> list[tuple[Any, ...]]:
    with desk.reading() as unit:
        found = unit.past.promised(TODAY, days(7), days(-1), limit)
        return [(x.until_on, x.number, x.amount, x.currency) for x in found]


def test_promises_are_told_that_are_near_or_new_by_their_day(desk: Desk, dupont: str) -> None:
    with desk.reading() as unit:
        ids = {x.number: x.id for x in unit.past.invoices([dupont])}
    promise(desk, "near", 7, invoice_id=ids["F-1"], amount=3000)
    promise(desk, "new", 12, since=-1, invoice_id=ids["F-2"])
    promise(desk, "all", 0, scope=Scope.CUSTOMER)
    promise(desk, "far", 8, invoice_id=ids["F-1"])
    promise(desk, "over", -1, since=-1, invoice_id=ids["F-1"])
    promise(desk, "paid", 2, invoice_id=ids["F-3"])
    promise(desk, "ended", 2, invoice_id=ids["F-1"])
    with desk.writing() as unit:
        unit.holds.end("ended", TODAY, NOON)

    assert promised(desk) == [
        (TODAY, None, None, None),
        (days(7), "F-1", 3000, "EUR"),
        (days(12), "F-2", 4000, "EUR"),
    ]
    assert len(promised(desk, limit=2)) == 2


def durand_of(desk: Desk) -> str:
    with desk.reading() as unit:
        return unit.ledger.find_customers("Durand")[0].id


def test_what_was_written_down_about_him_is_told_oldest_first(desk: Desk, dupont: str) -> None:
    with desk.writing() as unit:
        unit.audit(NOON, "anna", "customer.noted", customer=dupont, text="Called.")
        unit.audit(NOON, "anna", "customer.noted", customer=durand_of(desk), text="Another's.")
        unit.audit(NOON, "anna", "organisation.changed", mode="auto")
        unit.audit(LATER, "bruno", "customer.changed", customer=dupont, was={"policy": None})

    with desk.reading() as unit:
        first, second = unit.past.events([dupont])
        assert unit.past.event(second.number) == second
        assert unit.past.event(second.number + 1000) is None

    assert (first.who, first.what, first.facts["text"]) == ("anna", "customer.noted", "Called.")
    assert (second.who, second.at, second.facts["was"]) == ("bruno", LATER, {"policy": None})


def test_his_holds_are_told_with_their_beginning_and_their_end(desk: Desk, dupont: str) -> None:
    his = Hold(str(uuid4()), HoldReason.PAUSE, Scope.CUSTOMER, TODAY, dupont, author="anna")
    of_one = Hold(str(uuid4()), HoldReason.DISPUTE, Scope.INVOICE, TODAY, dupont, desk.invoice("F-1").id)
    other = Hold(str(uuid4()), HoldReason.PAUSE, Scope.CUSTOMER, TODAY, durand_of(desk))
    with desk.writing() as unit:
        unit.holds.add(his, NOON)
        unit.holds.add(of_one, LATER)
        unit.holds.add(other, LATER)
        unit.holds.end(his.id, TODAY, LATER)

    with desk.reading() as unit:
        first, second = unit.past.holds([dupont])
        ended, nothing = unit.holds.get(his.id), unit.holds.get("made-up")

    assert (first.made_at, first.ended_at, first.hold.ended_on) == (NOON, LATER, TODAY)
    assert second == Held(of_one, LATER)
    assert ended == first.hold
    assert nothing is None


def test_his_tasks_are_told_closed_ones_included(desk: Desk, dupont: str) -> None:
    mine = Task("t-1", TaskKind.FIND_CONTACT, "k-1", "", NOON, dupont)
    with desk.writing() as unit:
        unit.tasks.open(mine)
        unit.tasks.open(Task("t-2", TaskKind.FIND_CONTACT, "k-2", "", LATER, durand_of(desk)))
        unit.tasks.close("t-1", "done", LATER)

    with desk.reading() as unit:
        (found,) = unit.past.tasks([dupont])

    assert (found.id, found.closed_at, found.outcome) == ("t-1", LATER, "done")


def test_his_invoices_payments_and_credit_are_told_whatever_became_of_them(desk: Desk, dupont: str) -> None:
    with desk.reading() as unit:
        invoices = unit.past.invoices([dupont])
        payments = unit.past.payments([dupont])
        credits = unit.past.credits([dupont])
        nobody = unit.past.invoices([]), unit.past.payments([durand_of(desk)])

    assert [(x.number, x.status) for x in invoices] == [("F-1", "open"), ("F-2", "open"), ("F-3", "paid")]
    numbers = {x.id: x.number for x in invoices}
    assert sorted((numbers[x.invoice_id], x.amount) for x in payments) == [("F-2", 6000), ("F-3", 10000)]
    assert [x.amount for x in credits] == [5000]
    assert nobody == ((), ())


def test_what_was_said_of_him_and_stands_is_told(desk: Desk, dupont: str) -> None:
    link = Link(str(uuid4()), Pair.of(dupont, durand_of(desk)), True, Alike.EMAIL, "anna", NOON)
    with desk.writing() as unit:
        unit.linking.add(link)

    with desk.reading() as unit:
        assert unit.past.links([durand_of(desk)]) == (link,)
    with desk.writing() as unit:
        unit.linking.undo(link, "anna", LATER)
        assert unit.past.links([dupont]) == ()
