"""Contacts made with another customer at the same address, on both databases."""

from dataclasses import replace

import pytest

from connector.core.history import ContactMade, Sort, State, Through
from connector.core.invoice import Contact, Role
from connector.core.policy import Channel
from tests.store.desk import DUPONT, NOON, TODAY, Desk, days, line, owed

DURAND = replace(DUPONT, source_id="c-2", name="Durand", emails=("Billing@Dupont.example",))
HEARD = (ContactMade(TODAY, ("EUR", "fr", Sort.REMINDER), Through.ADDRESS),)


@pytest.fixture(autouse=True)
def _two_at_one_address(desk: Desk) -> None:
    """F-1 is Dupont's, F-2 Durand's."""
    desk.merge(owed("F-1"), owed("F-2", customer_source_id="c-2"), customers=(DUPONT, DURAND))


def beside(desk: Desk, name: str = "Durand") -> tuple[ContactMade, ...]:
    """What he has heard through others."""
    with desk.reading() as unit:
        (facts,) = unit.ledger.facts([x.id for x in unit.ledger.find_customers(name)])
    assert set(facts.history.beside) <= set(facts.history.contacts())
    return facts.history.beside


def test_what_left_to_one_is_heard_by_the_other(desk: Desk) -> None:
    desk.sent(line(desk.invoice()))

    assert (beside(desk), beside(desk, "Dupont SA")) == (HEARD, ())


def test_what_is_leaving_is_heard_already(desk: Desk) -> None:
    """Of two senders at once the second one must see the first."""
    desk.sending(line(desk.invoice()))

    assert beside(desk) == HEARD


@pytest.mark.parametrize("state", [State.APPROVED, State.CANCELLED, State.FAILED])
def test_what_has_not_left_is_not(desk: Desk, state: State) -> None:
    desk.planned(line(desk.invoice()), state=state)

    assert beside(desk) == ()


@pytest.mark.parametrize(("word", "heard"), [("reached", True), ("not-reached", False)])
def test_a_call_counts_where_somebody_was_reached(desk: Desk, word: str, heard: bool) -> None:
    call = desk.planned(channel=Channel.CALL, sort=Sort.CALL, state=State.AWAITING_APPROVAL)
    with desk.writing() as unit:
        unit.reminders.settle(call.id, State.SENT, word, NOON, days(1))

    assert bool(beside(desk)) is heard


def test_an_address_that_is_gone_or_only_gets_copies_is_not_shared(desk: Desk) -> None:
    desk.sent(line(desk.invoice()))
    with desk.writing() as unit:
        unit.ledger.suppress("billing@dupont.example", "550", NOON)
        (dupont,) = unit.ledger.find_customers("Dupont SA")
        (durand,) = unit.ledger.find_customers("Durand")
        unit.ledger.add_contact(durand.id, Contact("new@dupont.example"), NOON)
        unit.ledger.add_contact(dupont.id, Contact("new@dupont.example", Role.COPY), NOON)

    assert beside(desk) == ()
