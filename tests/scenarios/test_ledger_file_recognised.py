"""A ledger file that names its customers otherwise than the last one: what was said of them stands."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from connector.core.invoice import Customer, Status
from connector.core.source import Batch, SourceCredit, SourceCustomer
from connector.core.wishes import Remembered, Wishes
from connector.usecases.renaming import NotFoundAgain
from connector.usecases.sync import import_ledger
from tests.scenarios.handed import BY_CODE, BY_NUMBER, coded, customers, handed_in, invoice, line, told_once
from tests.scenarios.office import Office

Story = Callable[..., Office]


@pytest.fixture
def told(story: Story) -> Office:
    return told_once(story("2026-09-14T09:00"))


def shut_out(office: Office, name: str = "Dupont") -> Customer:
    (found,) = customers(office, name)
    with office.store.writing(office.id) as unit:
        unit.ledger.change_customer(found.id, is_excluded=True)
    return found


def test_who_gets_a_code_is_who_he_was(told: Office) -> None:
    """He is not to be written to, whatever column says who he is."""
    before = shut_out(told)

    report = handed_in(told, BY_CODE, coded("F-1", "c-7"), called={"c-7": "Dupont"})

    assert (report.renamed, report.closed) == (1, ())
    (found,) = customers(told, "Dupont")
    assert found.id == before.id and found.is_excluded and invoice(told, "F-1").customer_id == before.id


def test_who_gave_an_invoice_away_under_another_header_is_who_he_was(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2", "2026-10-20"))
    before = shut_out(told)
    lines = line("F-1"), line("F-2", "2026-10-20", customer="Durand")

    report = handed_in(told, BY_NUMBER | {"customer": "Nom"}, *lines)

    assert report.renamed == 0 and customers(told, "Dupont")[0].id == before.id
    assert not customers(told, "Durand")[0].is_excluded


def test_and_who_loses_it(told: Office) -> None:
    before = shut_out(told)
    handed_in(told, BY_CODE, coded("F-1", "c-7"), called={"c-7": "Dupont"})

    handed_in(told, BY_NUMBER, line("F-1"))

    (found,) = customers(told, "Dupont")
    assert found.id == before.id and found.is_excluded


def test_whose_code_lost_its_zeros_is_who_he_was(told: Office) -> None:
    handed_in(told, BY_CODE, coded("F-1", "007"), called={"007": "Dupont"})
    before = shut_out(told)

    report = handed_in(told, BY_CODE, coded("F-1", "7"), called={"7": "Dupont"})

    (found,) = customers(told, "Dupont")
    assert report.renamed == 1 and (found.id, found.is_excluded) == (before.id, True)


def test_an_invoice_that_was_somebody_else_s_is_no_other_name_of_him(told: Office) -> None:
    shut_out(told)

    report = handed_in(told, BY_NUMBER, line("F-1", customer="Durand"))

    assert report.renamed == 0
    assert not customers(told, "Durand")[0].is_excluded


def test_one_who_is_two_now_is_not_guessed(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2", "2026-10-20"))
    lines = coded("F-1", "c-7"), coded("F-2", "c-8", due="2026-10-20")
    names = {"c-7": "Dupont", "c-8": "Dupont"}

    with pytest.raises(NotFoundAgain, match=r"Dupont\. Leave «Code» aside, as last time .*Code=ignore"):
        handed_in(told, BY_CODE, *lines, called=names)

    assert handed_in(told, BY_CODE, *lines, as_it_stands=True, called=names).renamed == 0
    assert len(customers(told, "Dupont")) == 3


def test_two_who_are_one_now_are_not_guessed(told: Office) -> None:
    handed_in(
        told, BY_CODE, coded("F-1", "c-7"), coded("F-2", "c-8", due="2026-10-20"), called={"c-7": "Dupont"}
    )

    with pytest.raises(NotFoundAgain, match=r"C-8, Dupont\. Read the customer's number from «Code»"):
        handed_in(told, BY_NUMBER | {"customer": "Nom"}, line("F-1"), line("F-2", "2026-10-20"))


def test_a_code_that_is_another_s_name_is_not_him(told: Office) -> None:
    handed_in(told, BY_NUMBER, line("F-1"), line("F-2", "2026-10-20", customer="7"))

    with pytest.raises(NotFoundAgain, match="Dupont"):
        handed_in(told, BY_CODE, coded("F-1", "7"), coded("F-2", "8", due="2026-10-20"))


def test_customers_who_keep_their_names_under_another_header_are_the_same(told: Office) -> None:
    report = handed_in(told, BY_NUMBER | {"customer": "Nom"}, line("F-1"))

    assert (report.renamed, report.changed) == (0, 0)


def test_names_of_another_column_that_nobody_can_tell_apart_are_refused(told: Office) -> None:
    lines = line("F-1"), line("F-2", "2026-10-20", customer="Durand")
    handed_in(told, BY_NUMBER, *lines)

    with pytest.raises(NotFoundAgain, match="Read the customer from «Client», as last time"):
        handed_in(
            told, BY_NUMBER | {"customer": "Ville"}, *(replace(x, customer_source_id="lyon") for x in lines)
        )


def test_who_has_no_invoice_in_common_is_known_by_his_name(told: Office) -> None:
    before = shut_out(told)
    lines = coded("F-8", "c-7", due="2026-10-20"), coded("F-9", "c-8", due="2026-10-20")

    report = handed_in(told, BY_CODE, *lines, called={"c-7": "Dupont"})

    assert report.renamed == 1 and invoice(told, "F-8").customer_id == before.id
    assert invoice(told, "F-9").customer_id != before.id


def test_who_had_no_invoice_in_that_file_is_known_once_he_has_one(told: Office) -> None:
    """He is not to be written to; the file that brought the codes did not show him."""
    before = shut_out(told)
    others = coded("F-2", "c-2", due="2026-10-20"), {"c-2": "Durand"}
    handed_in(
        told, BY_NUMBER, line("F-1", open=0, status=Status.PAID), line("F-2", "2026-10-20", customer="Durand")
    )
    handed_in(told, BY_CODE, others[0], called=others[1])

    report = handed_in(told, BY_CODE, others[0], coded("F-3", "c-1"), called=others[1] | {"c-1": "Dupont"})

    assert report.renamed == 1 and invoice(told, "F-3").customer_id == before.id


def test_whose_code_loses_its_zeros_later_is_who_he_was(told: Office) -> None:
    handed_in(told, BY_CODE, coded("F-1", "007"), called={"007": "Dupont"})
    before = shut_out(told)
    handed_in(told, BY_CODE, coded("F-2", "10"), called={"10": "Durand"})

    handed_in(told, BY_CODE, coded("F-2", "10"), coded("F-3", "7"), called={"10": "Durand", "7": "Dupont"})

    assert invoice(told, "F-3").customer_id == before.id


def test_a_further_code_is_another_customer_of_that_name(told: Office) -> None:
    handed_in(told, BY_CODE, coded("F-1", "c-1"), called={"c-1": "Dupont"})
    before = shut_out(told)

    report = handed_in(told, BY_CODE, coded("F-3", "c-2", due="2026-10-20"), called={"c-2": "Dupont"})

    assert report.renamed == 0 and invoice(told, "F-3").customer_id != before.id


def test_a_third_of_one_name_is_none_of_the_others(told: Office) -> None:
    """By name they were one; the two that the codes told apart are new, and he may be a third."""
    before = shut_out(told)
    both = coded("F-2", "c-2", due="2026-10-20"), coded("F-3", "c-3", due="2026-10-21")
    called = {"c-2": "Dupont", "c-3": "Dupont", "c-4": "Dupont"}
    handed_in(told, BY_NUMBER, line("F-1", open=0, status=Status.PAID))
    handed_in(told, BY_CODE, *both, called=dict.fromkeys(("c-2", "c-3"), "Dupont"))

    handed_in(told, BY_CODE, *both, coded("F-4", "c-4", due="2026-10-22"), called=called)

    assert invoice(told, "F-4").customer_id != before.id


def test_who_has_nothing_but_a_credit_is_known_by_his_name(told: Office) -> None:
    before = shut_out(told)
    handed_in(told, BY_NUMBER, line("F-1", open=0, status=Status.PAID))
    credit = SourceCredit("A-1", "c-7", "EUR", 5_00, date(2026, 9, 20))
    batch = Batch((SourceCustomer("c-7", "Dupont"),), (), (credit,))
    import_ledger(told.app, told.id, "a-file", [batch], how=Remembered(("Nr",), Wishes(), BY_CODE))

    handed_in(told, BY_CODE, coded("F-2", "c-7", due="2026-10-20"), called={"c-7": "Dupont"})

    assert invoice(told, "F-2").customer_id == before.id


def test_whose_former_name_is_another_s_now_is_not_made_one_with_him(told: Office) -> None:
    """Each has his own address."""
    handed_in(told, BY_CODE, coded("F-1", "c-1"), called={"c-1": "Dupont"})
    both = coded("F-1", "c-1"), coded("F-2", "c-2", due="2026-10-20")
    handed_in(told, BY_CODE, *both, called={"c-1": "Martin", "c-2": "Dupont"})
    by_name = line("F-1", customer="Martin"), line("F-2", "2026-10-20")

    whose = [invoice(told, x).customer_id for x in ("F-1", "F-2")]

    handed_in(told, BY_NUMBER, *by_name)

    assert [invoice(told, x).customer_id for x in ("F-1", "F-2")] == whose and whose[0] != whose[1]


def test_a_file_of_which_nothing_was_kept_is_looked_through_too(story: Story) -> None:
    """An earlier version did not write down how it read."""
    office = story("2026-09-14T09:00")
    batch = Batch((SourceCustomer("dupont", "Dupont"),), (line("0017"),))
    import_ledger(office.app, office.id, "a-file", [batch])
    before = invoice(office, "0017")

    handed_in(office, BY_CODE, coded("17", "c-7"), called={"c-7": "Dupont"})

    after = invoice(office, "17")
    assert (after.id, after.customer_id) == (before.id, before.customer_id)


def test_but_not_where_two_bear_it(told: Office) -> None:
    shut_out(told)
    lines = coded("F-8", "c-7", due="2026-10-20"), coded("F-9", "c-8", due="2026-10-20")

    assert handed_in(told, BY_CODE, *lines, called={"c-7": "Dupont", "c-8": "Dupont"}).renamed == 0


def test_an_address_that_was_read_wrongly_under_a_code_is_right_again_under_the_name(told: Office) -> None:
    handed_in(told, BY_CODE, coded("F-1", "c-7"), called={"c-7": "Dupont"})
    assert customers(told, "Dupont")[0].addresses() == ("c-7@example.com",)

    handed_in(told, BY_NUMBER, line("F-1"))

    assert customers(told, "Dupont")[0].addresses() == ("dupont@example.com",)


def test_whose_invoice_became_another_s_while_codes_came_in_keeps_his_word(told: Office) -> None:
    """Durand, who was billed in his place, must not have his address; nor is he to be written to."""
    shut_out(told)
    lines = coded("F-1", "c-9"), coded("F-3", "c-7", due="2026-10-20")

    with pytest.raises(NotFoundAgain, match="Dupont"):
        handed_in(told, BY_CODE, *lines, called={"c-9": "Durand", "c-7": "Dupont"})
