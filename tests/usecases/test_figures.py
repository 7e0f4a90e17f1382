"""Figures of one organisation: its own day, its own currency first, days of sales once they can be known."""

from datetime import date
from decimal import Decimal

import pytest

from connector.core.figures import Age
from connector.store.engine import SqlStore
from connector.usecases.figures import figures, keep_figures
from tests.scenarios.office import Office


@pytest.fixture
def office(sqlite: SqlStore) -> Office:
    return Office(sqlite)


class TestOfOneOrganisation:
    def test_there_is_nothing_before_anything_was_read(self, office: Office) -> None:
        found = figures(office.app, office.id)

        assert (found.books, found.since, found.known_on) == ((), None, None)

    def test_its_own_currency_comes_first_and_none_is_added_to_another(self, office: Office) -> None:
        office.invoice("F-1", "2026-08-20", 100_00)
        office.invoice("F-2", "2026-09-20", 50_00)
        office.invoice("B-1", "2026-05-20", 70_00, currency="GBP")
        office.sync()

        euro, pound = figures(office.app, office.id).books

        assert [(x.currency, x.overdue, x.ageing.total.open) for x in (euro, pound)] == [
            ("EUR", 100_00, 150_00), ("GBP", 70_00, 70_00),
        ]  # fmt: skip
        assert pound.ageing.parts[Age.OVER_90].count == 1

    def test_days_of_sales_are_told_once_the_sales_behind_them_are_known(self, office: Office) -> None:
        office.invoice("F-1", "2026-12-01", 100_00, issued_on=date(2026, 8, 20))
        office.sync()
        first = figures(office.app, office.id)
        office.at("2026-09-11T09:00")
        office.invoice("F-2", "2026-12-01", 300_00, issued_on=date(2026, 9, 2))
        office.sync()
        behind = figures(office.app, office.id)
        office.account.pay("F-1")
        office.sync()

        then = figures(office.app, office.id)

        assert (first.books[0].dso, behind.books[0].dso) == (None, None)
        assert then.books[0].dso == Decimal("10.0")
        assert str(then.since) == "2026-09-01"
        assert str(then.known_on) == "2026-09-11"


class TestKept:
    def test_nothing_is_kept_before_a_day_after_the_first_reading(self, office: Office) -> None:
        assert not keep_figures(office.app, office.id)
        office.invoice("F-1", "2026-10-01")
        office.sync()

        assert not keep_figures(office.app, office.id)

    def test_where_nothing_was_owed_it_is_worked_out_once_a_day_too(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office.sync()
        office.at("2026-09-11T09:00")
        office.sync()

        assert not keep_figures(office.app, office.id)

        monkeypatch.setattr("connector.usecases.figures.points", None)
        assert not keep_figures(office.app, office.id)
        assert figures(office.app, office.id).books == ()

    def test_what_was_owed_is_worked_out_once_a_day(self, office: Office) -> None:
        office.sync()
        office.at("2026-09-11T09:00")
        office.invoice("F-1", "2026-12-01", 300_00, issued_on=date(2026, 9, 2))
        office.sync()
        live = figures(office.app, office.id)

        assert keep_figures(office.app, office.id)
        assert not keep_figures(office.app, office.id)
        office.account.pay("F-1")
        office.invoice("F-2", "2026-12-01", 10_00, issued_on=date(2026, 9, 11))
        office.sync()
        kept = figures(office.app, office.id)
        office.at("2026-09-12T09:00")

        assert [x.dso for x in live.books] == [x.dso for x in kept.books] == [Decimal("10.0")]
        assert [x.dso for x in figures(office.app, office.id).books] == [Decimal("2.0")]
        assert keep_figures(office.app, office.id)
