"""A credit note is found by its number, with what is left of it and what it keeps silent."""

import pytest

from connector.store.engine import SqlStore
from connector.usecases import listing
from connector.usecases.credits import FoundCredit, credits_called
from connector.usecases.listing import FOUND, look_for
from tests.scenarios.office import Office


@pytest.fixture
def office(sqlite: SqlStore) -> Office:
    """AV-1 pays F-1 wholly, AV-2 no invoice."""
    office = Office(sqlite)
    office.invoice("F-1", "2026-08-20", 100_00)
    office.invoice("F-2", "2026-08-20", 70_00)
    office.credit("AV-1", 100_00, "2026-08-25", number="AV-1", total=120_00)
    office.credit("AV-2", 5_00, "2026-08-26", number="AV-2")
    office.sync()
    return office


def told(found: tuple[FoundCredit, ...]) -> list[tuple[str, int, str, list[str]]]:
    return [(x.listed.credit.number, x.listed.left, x.told, [y.number for y in x.silenced]) for x in found]


def test_it_says_what_is_left_and_which_invoices_are_silent_for_it(office: Office) -> None:
    assert told(credits_called(office.app, office.id, "av-1")) == [
        ("AV-1", 100_00, "credit_silences", ["F-1"])
    ]


def test_one_that_covers_no_invoice_is_shown_in_messages(office: Office) -> None:
    assert told(credits_called(office.app, office.id, "AV-2")) == [("AV-2", 5_00, "credit_shown", [])]


def test_one_that_is_used_up_keeps_nothing_silent(office: Office) -> None:
    del office.account.credits["AV-1"]
    office.sync()

    assert told(credits_called(office.app, office.id, "AV-1")) == [("AV-1", 0, "credit_used", [])]


def test_a_part_of_a_number_is_not_called_so(office: Office) -> None:
    assert credits_called(office.app, office.id, "AV-") == ()


def test_the_search_lists_those_whose_number_holds_it(office: Office) -> None:
    found = look_for(office.app, office.id, "av-")

    assert [x.listed.credit.number for x in found.credits] == ["AV-1", "AV-2"]
    assert (found.exact, found.is_cut) == (None, False)


def test_an_invoice_that_bears_the_number_of_a_credit_note_is_not_opened_alone(office: Office) -> None:
    office.credit("other", 1_00, "2026-08-26", number="F-2")
    office.sync()

    found = look_for(office.app, office.id, "F-2")

    assert [x.listed.invoice.number for x in found.invoices] == ["F-2"]
    assert found.exact is None


def test_no_more_are_shown_than_a_page_holds(office: Office) -> None:
    for n in range(FOUND + 1):
        office.credit(f"N-{n}", 1_00, "2026-08-26", number=f"N-{n:02}")
    office.sync()

    found = listing.look_for(office.app, office.id, "N-")

    assert len(found.credits) == FOUND and found.is_cut
