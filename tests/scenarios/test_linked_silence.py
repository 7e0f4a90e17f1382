"""What is asked, said and explained of customers who may be one, and whose silence is whose.

As in test_linked_told: F-1 in the books, C-1 at the cards' account, both due on 3 September 2026.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from connector.cli.explaining import explanation_lines
from connector.core.errors import Refused
from connector.core.invoice import HoldReason, Mode
from connector.core.linked import Alike, Pair
from connector.core.links import CustomerLink
from connector.store.engine import SqlStore
from connector.usecases import linking, people
from connector.usecases.cards import opened
from connector.usecases.simulate import simulate
from connector.usecases.whom import Whom
from tests.scenarios.linked import Linked, dupont
from tests.scenarios.test_cards_told import LINKS


@pytest.fixture
def office(sqlite: SqlStore) -> Linked:
    return dupont(sqlite)


def test_a_proposal_shows_both_and_why(office: Linked) -> None:
    office.card_invoice()
    office.sync()

    (offer,) = linking.offers(office.app, office.id)

    assert offer.proposal.alike is Alike.TAX_NUMBER
    sides = sorted((offer.one, offer.other), key=lambda x: x.party.name)
    shown = [(x.party.name, x.place and x.place.name, dict(x.party.owes)) for x in sides]
    assert shown == [("Dupont", "account", {"EUR": 100_00}), ("Dupont (card)", "cards", {"EUR": 49_00})]


def test_what_is_said_twice_or_was_never_asked_is_refused(office: Linked) -> None:
    office.card_invoice()
    office.sync()
    (offer,) = linking.offers(office.app, office.id)
    office.link()
    (said,) = linking.spoken(office.app, office.id)
    office.unlink()

    linking.say(office.app, office.id, offer.proposal.pair, False, "Anna")
    for pair in (offer.proposal.pair, Pair.of(offer.one.party.customer_id, "nobody")):
        with pytest.raises(Refused, match="not proposed"):
            linking.say(office.app, office.id, pair, True, "Anna")
    with pytest.raises(Refused, match="taken back already"):
        linking.undo(office.app, office.id, said.link.id, "Anna")


def test_the_gap_says_that_it_was_another_record_of_his(office: Linked) -> None:
    office.card_invoice(due_on=date(2026, 9, 4))
    office.sync()
    office.link()
    office.cycle("2026-09-08")
    office.at("2026-09-09")
    office.sync()

    told = office.told("C-1")
    with office.store.reading(office.id) as unit:
        words = explanation_lines(told, unit.organisation())

    assert told.decision is not None
    assert (told.decision.reason, told.decision.on, told.why) == ("gap", date(2026, 9, 11), "heard_linked")
    assert words[1] == (
        "wait, gap: Another record of the same customer comes first, or heard from us too recently."
    )


def test_a_reminder_that_lets_a_charge_go_first_says_so(office: Linked) -> None:
    """Even before the notice has left: a person releases it first."""
    office.set_mode(Mode.APPROVE)
    office.charge()
    office.at("2026-09-08")
    office.sync()
    office.link()
    office.plan()

    told = office.told("F-1")

    assert told.decision is not None
    assert (told.decision.reason, told.decision.on, told.why) == ("gap", date(2026, 9, 11), "heard_linked")
    foreseen = [(str(x.on), x.planned.item.numbers) for x in simulate(office.app, office.id, 5)]
    assert foreseen == [("2026-09-08", ("C-1",)), ("2026-09-11", ("F-1",))]


def test_what_was_sent_by_hand_under_one_record_counts_for_the_other(office: Linked) -> None:
    office.card_invoice()
    office.sync()
    office.link()
    office.at("2026-09-07")
    people.record(office.app, office.id, "C-1", "friendly", date(2026, 9, 7), "Anna")

    office.days("2026-09-08", "2026-09-10")

    assert office.left() == [("2026-09-10", "F-1")]


def test_what_left_before_it_is_disconnected_counts_still(office: Linked) -> None:
    """And the link is there when it is connected again."""
    office.card_invoice()
    office.sync()
    office.link()
    office.at("2026-09-07")
    people.record(office.app, office.id, "C-1", "friendly", date(2026, 9, 7), "Anna")
    office.close_cards()

    office.cycle("2026-09-08")

    assert office.left() == []
    (said,) = linking.spoken(office.app, office.id)
    assert {None if x.place is None else x.place.name for x in (said.one, said.other)} == {"account", None}


class TestSilence:
    @pytest.fixture
    def office(self, office: Linked) -> Linked:
        """C-1 is due as F-1 is, and both records are one customer."""
        office.card_invoice()
        office.sync()
        office.link()
        office.at("2026-09-08")
        office.sync()
        return office

    def silent(self, office: Linked) -> list[tuple[str, str]]:
        """What is decided of both, and the sentence that says why."""
        return [(x.decision.reason if x.decision else "", x.why) for x in map(office.told, ("F-1", "C-1"))]

    def test_a_pause_under_one_record_holds_for_both_until_it_is_released_under_either(
        self, office: Linked
    ) -> None:
        office.hold("pause", customer="Dupont (card)")
        held = self.silent(office)
        reasons = {x.reason for x in office.told("F-1").holds}
        people.release(office.app, office.id, Whom(customer="Dupont"), None, "Anna")

        assert (held, reasons) == ([("pause", "pause")] * 2, {HoldReason.PAUSE})
        assert [reason for reason, _ in self.silent(office)] == ["step_due"] * 2

    def test_a_pause_holds_at_once_where_it_is_still_yesterday(self, office: Linked) -> None:
        """Ten in the evening of the 8th in Paris, the morning of the 9th in Sydney."""
        known = office.cards.customers
        known["Dupont (card)"] = replace(known["Dupont (card)"], country="AU", timezone="Australia/Sydney")
        office.at("2026-09-08T22:00")
        office.sync()
        office.hold("pause", customer="Dupont (card)")

        assert self.silent(office) == [("pause", "pause")] * 2

    def test_a_dispute_of_one_invoice_is_of_that_invoice(self, office: Linked) -> None:
        office.hold("dispute", "C-1")

        assert [reason for reason, _ in self.silent(office)] == ["step_due", "dispute"]

    def test_who_is_excluded_under_one_record_is_under_both_until_he_is_included_under_either(
        self, office: Linked
    ) -> None:
        people.change_customer(office.app, office.id, "Dupont (card)", "Anna", is_excluded=True)
        excluded = self.silent(office)
        people.change_customer(office.app, office.id, "Dupont", "Anna", is_excluded=False)

        assert excluded == [("excluded", "excluded_linked"), ("excluded", "excluded")]
        assert [reason for reason, _ in self.silent(office)] == ["step_due"] * 2

    def test_what_is_held_under_one_record_is_not_charged_under_the_other(self, office: Linked) -> None:
        office.hold("pause", customer="Dupont")
        with office.store.reading(office.id) as unit:
            (charge,) = unit.ledger.find_invoices("C-1")

        app = office.make_app(links=LINKS, page_link="https://relance.example")
        token = LINKS.token(CustomerLink(office.id, charge.id, office.now() + timedelta(days=1)))

        assert opened(app, token).is_held


class TestOneName:
    @pytest.fixture
    def office(self, office: Linked) -> Linked:
        """Both records are called Dupont."""
        office.invoice("F-1", "2026-09-03")
        office.card_invoice()
        known = office.cards.customers.pop("Dupont (card)")
        office.cards.customers["Dupont (card)"] = replace(known, name="Dupont")
        office.sync()
        return office

    def test_two_of_one_name_are_not_guessed_at(self, office: Linked) -> None:
        with pytest.raises(Refused, match="2 customers are called «Dupont»"):
            office.hold("pause", customer="Dupont")

    def test_once_they_are_linked_the_name_is_enough(self, office: Linked) -> None:
        office.link()
        office.hold("pause", customer="Dupont")
        people.change_customer(office.app, office.id, "Dupont", "Anna", language="en")
        people.add_address(office.app, office.id, "Dupont", "new@dupont.example", "Anna")
        with office.store.reading(office.id) as unit:
            found = unit.ledger.find_customers("Dupont")

        assert [x.language for x in found] == ["en", "en"]
        assert ["new@dupont.example" in x.addresses() for x in found] == [True, True]
        assert [x.why for x in map(office.told, ("F-1", "C-1"))] == ["pause", "pause"]
