"""Cards that end, as the ledger keeps them, on both databases."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import StatementError

from connector.core.card import Card
from connector.core.invoice import Status
from connector.core.source import SourceInvoice
from connector.store.schema import invoices
from tests.store.desk import Desk, days, owed

VISA = Card("Visa", "4242", date(2026, 12, 31))


def ending(**changes: Any) -> SourceInvoice:
    return owed(**({"due_on": None, "issued_on": None, "total": 0, "open": 0, "card": VISA} | changes))


class TestCardsThatEnd:
    def test_come_back_as_they_were_with_nothing_owed(self, desk: Desk) -> None:
        desk.merge(ending())

        assert desk.invoice().card == VISA
        assert (desk.invoice().open, desk.invoice().counts_from) == (0, date(2026, 12, 31))

    def test_take_what_the_source_says_later(self, desk: Desk) -> None:
        desk.merge(ending())

        desk.merge(ending(card=Card("Visa", "1881", VISA.expires_on)), day=1)

        assert desk.invoice().card == Card("Visa", "1881", VISA.expires_on)

    def test_are_no_payment_and_no_late_invoice(self, desk: Desk) -> None:
        desk.merge(ending())
        with desk.writing() as unit:
            unit.ledger.judge_cold_starts(days(400))
        desk.merge(ending(status=Status.DELETED), day=1)

        assert (desk.invoice().status, desk.invoice().cold_start_on) == (Status.DELETED, None)
        assert desk.invoice().card == VISA

    def test_come_back_where_the_old_one_is_used_again(self, desk: Desk) -> None:
        desk.merge(ending())
        desk.merge(ending(status=Status.DELETED), day=1)

        report = desk.merge(ending(), day=2)

        assert (desk.invoice().status, desk.invoice().cycle) == (Status.OPEN, 1)
        assert report.returned == ()

    def test_are_a_card_and_nothing_else(self, desk: Desk) -> None:
        desk.merge(ending())

        with pytest.raises(StatementError, match="a card is a Card"), desk.writing() as unit:
            unit.ledger._scope.run(invoices.update().values(card="visa"))
