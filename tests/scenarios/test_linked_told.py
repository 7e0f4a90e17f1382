"""Customers of two connections whom a person has said to be one (architecture section 8; scenario 51).

F-1 of Dupont in the books is due on 3 September 2026, its friendly reminder on Tuesday the 8th. In the cards'
account he is called otherwise, and has another address.
"""

from datetime import date
from typing import Any

import pytest

from connector.cli.explaining import explanation_lines
from connector.core.declines import Failure
from connector.core.errors import Refused
from connector.core.linked import Alike, Pair
from connector.store.engine import SqlStore
from connector.usecases import linking, people
from connector.usecases.explain import explain
from connector.usecases.people import Whom
from tests.scenarios.two_systems import TwoSystems

VAT = "FR 40 303 265 045"
CARDS = "dupont@cards.example"


class Linked(TwoSystems):
    """An office whose person says who is one."""

    def charge(self, number: str = "C-1", failed_on: str = "2026-09-08", **known: Any) -> None:
        """A charge of Dupont has failed, in the cards' account."""
        failure = Failure("expired_card", date.fromisoformat(failed_on), None)
        told = {"is_charge": True, "is_autopay": True, "failure": failure, "due_on": None}
        self.beside(number, **(told | known))

    def beside(self, number: str, **fields: Any) -> None:
        """Another invoice, of his record at the cards' account."""
        self.also("F-1", CARDS, **({"number": number, "source_id": number, "total": 49_00, "open": 49_00} | fields))
        self.cards.invoices[number] = self.cards.invoices.pop("F-1")

    def link(self, is_one: bool = True) -> None:
        (offer,) = linking.offers(self.app, self.id)
        linking.say(self.app, self.id, offer.proposal.pair, is_one, "Anna")

    def left(self) -> list[tuple[str, str]]:
        return [(day, number) for day, number, _ in self.steps()]


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
    """The reminder asks for more and would be sent before it: what is about to be said of the charge counts."""
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
