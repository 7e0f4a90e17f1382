"""Two invoices that bear one number: each is named by its id."""

from collections.abc import Callable
from datetime import date

import pytest

from connector.core.errors import Refused
from connector.usecases import people
from connector.usecases.explain import explain
from connector.usecases.whom import Whom
from tests.scenarios.office import Office

Story = Callable[..., Office]


def twins(story: Story) -> Office:
    """F-1 from the account and F-1 from a ledger file, each of its own Dupont."""
    office = story()
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.import_file("F-1")
    return office


def ids_of(office: Office) -> list[str]:
    """The account's first."""
    with office.store.reading(office.id) as unit:
        found = unit.ledger.find_invoices("F-1")
    return [x.id for x in sorted(found, key=lambda x: x.connection_id != office.connection.id)]


def test_the_refusal_names_each_with_its_id(story: Story) -> None:
    office = twins(story)

    with pytest.raises(Refused) as refused:
        explain(office.app, office.id, "F-1")

    said = str(refused.value)
    assert said.startswith("2 invoices are called «F-1»: ")
    assert all(f"{key[:13]} (Dupont, 100.00 EUR, due 2026-09-03, " in said for key in ids_of(office))
    assert "account)" in said and "ledger file)" in said


def test_the_id_that_was_told_names_one_wherever_a_number_does(story: Story) -> None:
    office = twins(story)
    first, second = (key[:13] for key in ids_of(office))
    office.at("2026-09-08")
    office.sync()

    held = office.hold("dispute", first)
    people.record(office.app, office.id, second, "friendly", date(2026, 9, 7), "Anna")

    told = [explain(office.app, office.id, key).decision for key in (first, second)]
    assert held.invoice_id == ids_of(office)[0]
    assert [x and x.reason for x in told] == ["dispute", "duplicate_source"]
    assert people.release(office.app, office.id, Whom(number=first), None, "Anna") == 1


def test_a_closed_one_is_explained_by_its_id(story: Story) -> None:
    office = twins(story)
    office.account.pay("F-1")
    office.sync()

    told = explain(office.app, office.id, ids_of(office)[0])

    assert (told.invoice.status, told.decision) == ("paid", None)


@pytest.mark.parametrize("length", [4, 8, 12])
def test_a_number_that_nobody_has_is_not_taken_for_an_id(story: Story, length: int) -> None:
    """A slip of the finger must not hold another invoice."""
    office = twins(story)

    with pytest.raises(Refused, match="No invoice has the number"):
        office.hold("dispute", ids_of(office)[0][:length])
