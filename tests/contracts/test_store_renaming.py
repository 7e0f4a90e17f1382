"""Invoices and customers that are called otherwise by their source, on both databases."""

from datetime import timedelta

import pytest

from connector.core.ledger import MergeReport
from connector.core.renamed import Face, Found, Recognised, Record
from connector.core.source import Batch, SourceCustomer
from tests.store.desk import DUPONT, NOON, Desk, days, owed

NOTHING = Found({}), Recognised({})


def rename(desk: Desk, found: Found = NOTHING[0], recognised: Recognised = NOTHING[1]) -> None:
    with desk.writing() as unit:
        unit.lock_organisation(is_shared=False)
        unit.ledger.rename(desk.connection.id, found, recognised)


def ids(desk: Desk) -> dict[str | None, str]:
    """By what its source calls it."""
    with desk.reading() as unit:
        found = (x for n in ("F-1", "F-2") for x in unit.ledger.find_invoices(n))
        return {x.source_id: x.id for x in found}


def shown(desk: Desk, whole: Batch) -> MergeReport:
    with desk.writing() as unit:
        at = NOON + timedelta(days=1)
        return unit.ledger.merge(desk.connection, iter([whole]), at, days(1), is_whole=True)


def test_faces_are_of_all_that_is_known_of_a_connection(desk: Desk) -> None:
    desk.merge(owed("F-1"), owed("F-2", total=500, open=500))
    desk.merge(owed("F-1"), day=1)

    with desk.reading() as unit:
        (first, second) = unit.ledger.faces(desk.connection.id)
        records = unit.ledger.records(desk.connection.id)
        assert unit.ledger.faces("another") == () and unit.ledger.records("another") == ()
    one = owed("F-1")
    (whose,) = (x.customer_id for x in records)
    assert records == (Record(DUPONT.source_id, whose, DUPONT.name),)
    assert first == Face(
        "s-F-1", whose, DUPONT.name, one.currency, one.total, one.issued_on, one.due_on, True
    )
    assert (second.source_id, second.total, second.is_open) == ("s-F-2", 500, False)


def test_two_may_change_their_numbers_for_each_other_s(desk: Desk) -> None:
    desk.merge(owed("F-1"), owed("F-2"))
    before = ids(desk)

    rename(desk, Found({"s-F-1": "s-F-2", "s-F-2": "s-F-1"}))

    assert ids(desk) == {"s-F-1": before["s-F-2"], "s-F-2": before["s-F-1"]}


def test_whose_number_another_one_bears_now_is_out_of_its_way(desk: Desk) -> None:
    desk.merge(owed("F-1"), owed("F-2"))
    before = ids(desk)

    rename(desk, Found({"s-F-1": "s-F-2"}, displaced=frozenset({"s-F-2"})))

    assert ids(desk)["s-F-2"] == before["s-F-1"]
    report = shown(desk, Batch((DUPONT,), (owed("F-2"),)))
    assert (report.new, [x.number for x in report.closed]) == (0, ["F-2"])


def test_a_customer_is_known_by_his_other_name_too(desk: Desk) -> None:
    desk.merge(owed("F-1"))
    with desk.reading() as unit:
        (whose,) = (x.customer_id for x in unit.ledger.records(desk.connection.id))

    rename(desk, recognised=Recognised({"c-99": whose}))

    renamed = SourceCustomer("c-99", "Dupont SARL", ("new@dupont.example",))
    shown(desk, Batch((renamed,), (owed("F-1", customer_source_id="c-99"),)))
    with desk.reading() as unit:
        (customer,) = unit.ledger.find_customers("Dupont SARL")
        assert unit.ledger.records(desk.connection.id) == (Record("c-99", whose, "Dupont SARL"),)
    assert (customer.id, customer.addresses()) == (whose, ("new@dupont.example",))


@pytest.mark.parametrize("found", [Found({"s-F-1": "s-F-1"}), NOTHING[0]])
def test_what_is_called_as_before_stays(desk: Desk, found: Found) -> None:
    desk.merge(owed("F-1"))
    before = ids(desk)

    rename(desk, found)

    assert ids(desk) == before
