"""An office whose customer stands in two accounts, and whose person says who is one."""

from datetime import date
from typing import Any

from connector.core.declines import Failure
from connector.store.engine import SqlStore
from connector.usecases import linking
from connector.usecases.explain import Explanation, explain
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


def dupont(store: SqlStore) -> Linked:
    """F-1 in the books, due on 3 September 2026; the cards are open, and there is nothing in them yet."""
    office = Linked(store)
    office.customer("Dupont", tax_number=VAT)
    office.invoice("F-1", "2026-09-03")
    office.open_cards()
    return office
