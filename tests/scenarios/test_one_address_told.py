"""Two customers at one address have one gap between contacts (architecture section 8; section 5, gap).

F-1 of Dupont is due on 3 September 2026, its friendly reminder on Tuesday the 8th.
"""

from datetime import date
from typing import Any

import pytest

from connector.cli.explaining import explanation_lines
from connector.core.declines import Failure
from connector.core.invoice import Contact, Role
from connector.store.engine import SqlStore
from connector.usecases import people
from connector.usecases.explain import explain
from tests.scenarios.two_systems import TwoSystems

SHARED = "dupont@dupont.example"


def sharing(store: SqlStore, email: str = SHARED, due_on: str = "2026-09-03") -> TwoSystems:
    """F-1 in the books, and F-2 of his record at the cards' account."""
    office = TwoSystems(store)
    office.invoice("F-1", "2026-09-03")
    office.open_cards()
    day = date.fromisoformat(due_on)
    office.also("F-1", email=email, number="F-2", source_id="F-2", total=70_00, open=70_00, due_on=day)
    office.cards.invoices["F-2"] = office.cards.invoices.pop("F-1")
    office.sync()
    return office


def left(office: TwoSystems) -> list[tuple[str, str]]:
    return [(day, number) for day, number, _ in office.steps()]


@pytest.mark.parametrize("email", [SHARED, "Dupont@DUPONT.example"])
def test_of_two_that_are_due_on_one_day_one_waits_three_days(store: SqlStore, email: str) -> None:
    office = sharing(store, email)

    office.days("2026-09-08", "2026-09-12")

    (first, _), (second, _) = left(office)
    assert (first, second) == ("2026-09-08", "2026-09-11")
    assert sorted(number for _, number in left(office)) == ["F-1", "F-2"]


def test_of_two_addresses_each_has_its_own(store: SqlStore) -> None:
    office = sharing(store, "compta@durand.example")

    office.cycle("2026-09-08")

    assert [day for day, _ in left(office)] == ["2026-09-08"] * 2


def test_the_gap_is_planned_and_says_whose_it_is(store: SqlStore) -> None:
    office = sharing(store, due_on="2026-09-04")
    office.cycle("2026-09-08")
    office.at("2026-09-09")
    office.sync()
    office.plan()

    decision = explain(office.app, office.id, "F-2").decision
    with office.store.reading(office.id) as unit:
        organisation = unit.organisation()
    words = explanation_lines(explain(office.app, office.id, "F-2"), organisation)

    assert decision is not None
    assert (decision.reason, decision.on, decision.told) == ("gap", date(2026, 9, 11), "heard_beside")
    assert words[1] == "wait, gap: Another customer at the same address heard from us too recently."


def test_his_own_gap_is_told_as_his_own(store: SqlStore) -> None:
    office = sharing(store, due_on="2026-10-04")
    office.invoice("F-3", "2026-09-04")
    office.days("2026-09-08", "2026-09-09")

    decision = explain(office.app, office.id, "F-3").decision

    assert decision is not None
    assert (decision.reason, decision.told) == ("gap", "gap")


def test_an_address_that_is_gone_is_nobodys(store: SqlStore) -> None:
    """A suppressed address is never written to: it starts no gap for others."""
    office = sharing(store)
    office.add_address("Dupont", "other@dupont.example")
    office.add_address("Dupont (card)", "card@dupont.example")
    with office.store.writing(office.id) as unit:
        unit.ledger.suppress(SHARED, "550", office.now())

    office.cycle("2026-09-08")

    assert [day for day, _ in left(office)] == ["2026-09-08"] * 2


def test_an_address_that_only_gets_copies_starts_no_gap(store: SqlStore) -> None:
    office = sharing(store, "card@dupont.example")
    with office.store.writing(office.id) as unit:
        (dupont,) = unit.ledger.find_customers("Dupont")
        copied = Contact("card@dupont.example", Role.COPY)
        unit.ledger.add_contact(dupont.id, copied, office.now())

    office.cycle("2026-09-08")

    assert [day for day, _ in left(office)] == ["2026-09-08"] * 2


def test_a_failed_charge_is_told_at_once_and_the_invoice_waits(store: SqlStore) -> None:
    """51, before anybody has said that they are one."""
    office = sharing(store)
    office.at("2026-09-07")
    failure = Failure("expired_card", date(2026, 9, 7), None)
    charge: dict[str, Any] = {"is_charge": True, "is_autopay": True, "failure": failure, "due_on": None}
    office.also("F-1", number="C-1", source_id="C-1", total=49_00, open=49_00, **charge)
    office.cards.invoices["C-1"] = office.cards.invoices.pop("F-1")
    office.cards.pay("F-2")

    office.days("2026-09-07", "2026-09-10")

    assert left(office) == [("2026-09-07", "C-1"), ("2026-09-10", "F-1")]


def test_what_was_sent_by_hand_to_one_counts_for_the_other(store: SqlStore) -> None:
    office = sharing(store)
    office.at("2026-09-07")
    people.record(office.app, office.id, "F-2", "friendly", date(2026, 9, 7), "Anna")

    office.days("2026-09-08", "2026-09-10")

    assert left(office) == [("2026-09-10", "F-1")]
