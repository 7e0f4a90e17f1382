"""Customers of two connections whom a person has said to be one (architecture section 8; scenario 51).

F-1 of Dupont in the books is due on 3 September 2026, its friendly reminder on Tuesday the 8th. In the cards'
account he is called otherwise, and has another address.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from connector.cli.explaining import explanation_lines
from connector.core.declines import Failure
from connector.core.errors import Refused
from connector.core.invoice import HoldReason, Mode
from connector.core.linked import Alike, Pair
from connector.core.links import CustomerLink
from connector.store.engine import SqlStore
from connector.usecases import linking, people
from connector.usecases.cards import opened
from connector.usecases.explain import Explanation, explain
from connector.usecases.people import Whom
from connector.usecases.simulate import simulate
from tests.scenarios.test_cards_told import LINKS
from tests.scenarios.two_systems import TwoSystems

VAT = "FR 40 303 265 045"
CARDS = "dupont@cards.example"


class Linked(TwoSystems):
    """An office whose person says who is one."""

    def charge(self, number: str = "C-1", failed_on: str = "2026-09-08", **known: Any) -> None:
        """A charge of Dupont has failed, in the cards' account."""
        failure = Failure("expired_card", date.fromisoformat(failed_on), None)
        told = {"is_charge": True, "is_autopay": True, "failure": failure, "due_on": None}
        self.card_invoice(number, **(told | known))

    def card_invoice(self, number: str = "C-1", **fields: Any) -> None:
        """An invoice of his record at the cards' account, due as F-1 is."""
        known = {"number": number, "source_id": number, "total": 49_00, "open": 49_00}
        self.also("F-1", CARDS, **(known | fields))
        self.cards.invoices[number] = self.cards.invoices.pop("F-1")

    def link(self, *, is_one: bool = True) -> None:
        (offer,) = linking.offers(self.app, self.id)
        linking.say(self.app, self.id, offer.proposal.pair, is_one, "Anna")

    def unlink(self) -> None:
        (said,) = linking.spoken(self.app, self.id)
        linking.undo(self.app, self.id, said.link.id, "Bruno")

    def left(self) -> list[tuple[str, str]]:
        return [(day, number) for day, number, _ in self.steps()]

    def told(self, number: str) -> Explanation:
        self.plan()
        return explain(self.app, self.id, number)

    def events(self) -> list[str]:
        """What was written down of linking."""
        with self.store.engine.connect() as made:
            rows = made.exec_driver_sql(
                f"SELECT who, what FROM audit_events WHERE organisation_id = '{self.id}' ORDER BY at"
            )
            return [f"{who} {what}" for who, what in rows if what.startswith("customers.")]


@pytest.fixture
def office(store: SqlStore) -> Linked:
    """F-1 in the books; the cards are open, and there is nothing in them yet."""
    office = Linked(store)
    office.customer("Dupont", tax_number=VAT)
    office.invoice("F-1", "2026-09-03")
    office.open_cards()
    return office


def test_the_first_notice_of_a_charge_leaves_at_once_and_the_invoice_waits(office: Linked) -> None:
    """51."""
    office.charge(failed_on="2026-09-07")
    office.at("2026-09-07")
    office.sync()
    office.link()

    office.days("2026-09-07", "2026-09-10")

    assert office.left() == [("2026-09-07", "C-1"), ("2026-09-10", "F-1")]


def test_of_both_on_one_day_the_charge_goes_first(office: Linked) -> None:
    """The reminder asks for more, and would leave before it."""
    office.charge()
    office.at("2026-09-08")
    office.sync()
    office.link()

    office.days("2026-09-08", "2026-09-11")

    assert office.left() == [("2026-09-08", "C-1"), ("2026-09-11", "F-1")]


def test_a_charge_is_told_at_once_though_a_reminder_left_the_day_before(office: Linked) -> None:
    office.charge(failed_on="2026-09-09")
    office.sync()
    office.link()

    office.days("2026-09-08", "2026-09-09")

    assert office.left() == [("2026-09-08", "F-1"), ("2026-09-09", "C-1")]


def test_of_two_charges_under_two_records_each_is_told_at_once(office: Linked) -> None:
    office.charge()
    failed = office.cards.invoices["C-1"].failure
    office.account.invoices.pop("F-1")
    office.invoice("F-2", "2026-09-08", is_charge=True, is_autopay=True, failure=failed)
    office.at("2026-09-08")
    office.sync()
    office.link()

    office.cycle("2026-09-08")

    assert sorted(office.left()) == [("2026-09-08", "C-1"), ("2026-09-08", "F-2")]


def test_two_reminders_of_one_day_wait_for_each_other_whatever_their_addresses(office: Linked) -> None:
    office.card_invoice()
    office.sync()
    office.link()

    office.days("2026-09-08", "2026-09-12")

    (first, _), (second, _) = office.left()
    assert (first, second) == ("2026-09-08", "2026-09-11")
    assert sorted(number for _, number in office.left()) == ["C-1", "F-1"]


@pytest.mark.parametrize("is_one", [None, False])
def test_who_is_not_linked_has_his_own_gap(office: Linked, is_one: bool | None) -> None:
    """Nothing is linked without a person, however alike they are."""
    office.card_invoice()
    office.sync()
    if is_one is not None:
        office.link(is_one=is_one)

    office.cycle("2026-09-08")

    assert [day for day, _ in office.left()] == ["2026-09-08"] * 2


def test_what_was_said_is_taken_back_and_asked_again(office: Linked) -> None:
    office.card_invoice()
    office.sync()
    office.link()
    office.unlink()

    office.cycle("2026-09-08")

    assert [day for day, _ in office.left()] == ["2026-09-08"] * 2
    assert linking.how_many(office.app, office.id) == 1
    assert office.events() == ["Anna customers.linked", "Bruno customers.link_undone"]


def test_who_is_kept_apart_is_not_asked_of_again(office: Linked) -> None:
    office.card_invoice()
    office.sync()
    office.link(is_one=False)

    assert linking.how_many(office.app, office.id) == 0
    assert office.events() == ["Anna customers.kept_apart"]


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
        "wait, gap: Une autre fiche du même client passe d'abord, ou a eu un message trop récent."
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
        office.cards.customers["Dupont (card)"] = type(known)(
            "Dupont (card)", "Dupont", known.emails, tax_number=VAT
        )
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
