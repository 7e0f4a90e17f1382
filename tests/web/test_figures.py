"""The figures as a page and as files."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO

from connector.core.declines import Failure
from tests.scenarios.office import Office
from tests.web.browsing import browser
from tests.web.test_pages import worded

Visit = Callable[[str], str]


def test_an_empty_page_says_what_will_stand_there(office: Office, visit: Visit) -> None:
    assert "Il n'y a encore rien à dessiner" in worded(visit("~/figures"))


def test_where_all_is_paid_it_says_so(office: Office, visit: Visit) -> None:
    office.sync()

    assert "toutes les factures connues sont soldées" in worded(visit("~/figures"))


def full(office: Office) -> Office:
    """Late, due, promised and apart; two currencies; a charge that was recovered."""
    office.invoice("F-1", "2026-08-20", 1_234_50)
    office.invoice("F-2", "2026-09-04", 200_00)
    office.invoice("F-3", "2026-08-01", 80_00)
    office.invoice("F-4", "2026-09-30", 30_00)
    office.invoice("Y-1", "2026-09-30", 5000, currency="JPY")
    failure = Failure("do_not_honor", date(2026, 9, 1))
    office.invoice("C-1", "2026-09-01", 49_00, is_charge=True, failure=failure)
    office.sync()
    office.hold("promise", "F-3", until="2026-09-16")
    office.hold("dispute", "F-4")
    office.account.pay("C-1", on=date(2026, 9, 3))
    office.at("2026-09-08")
    office.sync()
    return office


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


class TestThePage:
    def test_each_picture_stands_with_its_table_and_says_until_when_it_knows(
        self, office: Office, visit: Visit
    ) -> None:
        full(office)

        page = visit("~/figures")
        words = worded(page)

        assert page.count('<svg class="chart" role="img"') == 5
        assert "1 514,50 € sur 1 544,50 € sont en retard (98 %)" in words
        assert words.count("Au 8 sept. 2026. Les paiements sont connus jusqu'au 3 sept. 2026.") == 5
        assert "prélèvements échoués : 1 ; payés depuis : 1 (100 %)" in words
        assert "dont sous 7 / 14 / 30 j" in words and "1 / 1 / 1" in words
        assert "Le DSO dit combien de jours" in words

    def test_nothing_in_it_is_an_inline_style(self, office: Office, visit: Visit) -> None:
        full(office)

        assert "style=" not in visit("~/figures")


class TestFiles:
    def test_ageing(self, office: Office, visit: Visit) -> None:
        full(office)

        found = rows(visit("~/figures/ageing.csv"))

        assert len(found) == 12
        assert {"currency": "EUR", "age": "to_30", "invoices": "2", "open": "1434.50"} in found
        assert {"currency": "JPY", "age": "not_due", "invoices": "1", "open": "5000"} in found

    def test_cash(self, office: Office, visit: Visit) -> None:
        full(office)

        found = {(x["currency"], x["when"], x["week_from"]): x for x in rows(visit("~/figures/cash.csv"))}

        assert found["EUR", "overdue", ""]["due"] == "1434.50"
        assert found["EUR", "week", "2026-09-14"]["promised"] == "80.00"
        assert found["EUR", "apart", ""]["due"] == "30.00"

    def test_days_of_sales_and_charges(self, office: Office, visit: Visit) -> None:
        full(office)

        (euro, yen) = rows(visit("~/figures/dso.csv"))
        charges = rows(visit("~/figures/charges.csv"))

        assert (euro["on"], euro["owed"], euro["dso_days"]) == ("2026-09-08", "1544.50", "")
        assert yen["owed"] == "5000"
        assert len(charges) == 12
        assert charges[-1]["month"] == "2026-09-01"
        assert (charges[-1]["recovered_amount"], charges[-1]["recovered_within_7_days"]) == ("49.00", "1")

    def test_there_is_no_other(self, office: Office) -> None:
        assert browser(office).get(f"/o/{office.id}/figures/all.csv").status_code == 404
