"""The lists of invoices and customers, the search, and the files that come of them."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest

from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.web.browsing import browser
from tests.web.test_pages import late, worded

Visit = Callable[[str], str]
HEADER = "number,customer,issued_on,due_on,days_late,currency,total,open,status,paid_on".split(",")


@pytest.fixture
def book(office: Office) -> Office:
    """Two who owe something, of whom one is late."""
    late(office, "F-1", "Dupont")
    office.invoice("F-2", "2026-09-20", 40_00, customer="Durand & fils")
    office.sync()
    return office


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


class TestInvoices:
    def test_each_stands_with_what_comes_next_and_when(self, book: Office, visit: Visit) -> None:
        page = worded(visit("~/invoices"))

        assert "Factures : 2" in page
        assert "12 j de retard" in page
        assert "Relance ferme" in page

    def test_fifty_stand_on_a_page(self, office: Office, visit: Visit) -> None:
        for n in range(51):
            office.invoice(f"F-{n:04}", "2026-10-01", 10_000, "Dupont")
        office.sync()

        first, second = visit("~/invoices?q=F-"), visit("~/invoices?q=F-&page=2")

        assert first.count("/invoices/F-") == 50
        assert 'href="/o/~/invoices?q=F-&amp;sort=due&amp;page=2"'.replace("~", office.id) in first
        assert second.count("/invoices/F-") == 1
        assert "Page 2 sur 2" in second

    def test_a_filter_stays_in_the_address_of_every_other(self, book: Office, visit: Visit) -> None:
        page = visit("~/invoices?due=late&q=dup&sort=-amount")

        assert "F-1" in page and "F-2" not in page
        assert f'href="/o/{book.id}/invoices?q=dup&amp;due=late&amp;sort=amount"' in page
        assert '<input type="hidden" name="due" value="late">' in page
        assert 'aria-sort="descending"' in page

    @pytest.mark.parametrize("asked", ["show=send", "due=soonish", "sort=-", "currency=1", "held=maybe"])
    def test_what_an_address_says_of_nothing_known_is_not_heard(
        self, book: Office, visit: Visit, asked: str
    ) -> None:
        page = visit(f"~/invoices?{asked}")

        assert "F-1" in page and "F-2" in page

    def test_what_is_closed_says_how_it_ended(self, book: Office, visit: Visit) -> None:
        book.account.pay("F-1")
        book.sync()

        page = worded(visit("~/invoices?show=closed&due=late"))

        assert "Payée" in page
        assert "1 234,50 €" in page

    def test_a_hold_stands_beside_what_it_keeps_silent(self, book: Office, visit: Visit) -> None:
        book.hold("dispute", "F-2")

        page = visit("~/invoices?held=yes")

        assert "Contestation" in page
        assert "F-1" not in page

    def test_where_nothing_matches_the_way_back_is_shown(self, book: Office, visit: Visit) -> None:
        page = visit("~/invoices?q=zzz")

        assert "Rien ne correspond" in page
        assert f'<a href="/o/{book.id}/invoices">' in page

    def test_where_all_is_paid_it_says_so(self, book: Office, visit: Visit) -> None:
        for number in ("F-1", "F-2"):
            book.account.pay(number)
        book.sync()

        assert "Tout est réglé" in worded(visit("~/invoices"))


class TestCustomers:
    def test_who_is_late_comes_first_with_his_own_page(self, book: Office, visit: Visit) -> None:
        page = visit("~/customers")

        assert page.index("Dupont") < page.index("Durand")
        with book.store.reading(book.id) as unit:
            (dupont,) = unit.ledger.find_customers("Dupont")
        assert f'href="/o/{book.id}/customers/{dupont.id}"' in page

    def test_one_is_found_by_his_address(self, book: Office, visit: Visit) -> None:
        page = visit("~/customers?q=bills@dupont")

        assert "Dupont" in page and "Durand" not in page

    @pytest.mark.parametrize(("asked", "says"), [("q=zzz", "Rien ne correspond"), ("", "Personne ne doit")])
    def test_where_there_is_nobody_it_says_why(
        self, office: Office, visit: Visit, asked: str, says: str
    ) -> None:
        assert says in visit(f"~/customers?{asked}")


class TestSearch:
    @pytest.mark.parametrize(
        ("typed", "place"), [("f-1", "invoices/F-1"), ("1 234,50", "invoices/F-1"), ("dupont", "customers/")]
    )
    def test_the_one_that_was_meant_is_opened(self, book: Office, typed: str, place: str) -> None:
        answer = browser(book).get(f"/o/{book.id}/search", params={"q": typed})

        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/o/{book.id}/{place}")

    def test_a_credit_note_leads_to_its_customer_and_to_what_it_pays(
        self, book: Office, visit: Visit
    ) -> None:
        book.credit("n", 40_00, "2026-08-26", customer="Durand & fils", number="AV-7", total=60_00)
        book.sync()

        page = visit("~/search?q=av-7")

        assert "Avoirs" in page and "/customers/" in page and "/invoices/F-2" in page
        assert "60,00 €" in worded(page) and "40,00 €" in worded(page)

    def test_where_a_filter_of_the_list_finds_none_the_search_does(self, book: Office, visit: Visit) -> None:
        assert f"/o/{book.id}/search?q=AV-7" in visit("~/invoices?q=AV-7")

    def test_several_are_listed(self, book: Office, visit: Visit) -> None:
        page = visit("~/search?q=F-")

        assert "/invoices/F-1" in page and "/invoices/F-2" in page

    @pytest.mark.parametrize(
        ("typed", "says"),
        [("", "Saisissez un numéro"), ("zzz", "Rien n'a été trouvé"), ("%", "Rien n'a été")],
    )
    def test_where_nothing_is_found_it_says_what_can_be(
        self, book: Office, visit: Visit, typed: str, says: str
    ) -> None:
        assert says in worded(visit(f"~/search?q={typed}"))

    def test_nothing_of_another_organisation_is_found(self, book: Office, store: SqlStore) -> None:
        other = Office(store)

        answer = browser(book).get(f"/o/{other.id}/search?q=F-1")

        assert answer.status_code == 200
        assert "/invoices/F-1" not in answer.text


class TestFiles:
    def test_the_list_as_it_is_filtered_is_a_file(self, book: Office) -> None:
        answer = browser(book).get(f"/o/{book.id}/invoices.csv?q=dupont")

        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert 'filename="invoices-2026-09-01.csv"' in answer.headers["content-disposition"]
        (row,) = rows(answer.text)
        assert list(row) == HEADER
        assert (row["number"], row["due_on"], row["open"], row["days_late"]) == (
            "F-1", "2026-08-20", "1234.50", "12",
        )  # fmt: skip

    @pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
    def test_no_name_is_a_formula(self, office: Office, visit: Visit, name: str) -> None:
        office.customer(name, f"{name}@x.example")
        office.invoice("-5", "2026-08-20", 10_00, customer=name)
        office.sync()

        (invoice,), (customer,) = rows(visit("~/invoices.csv")), rows(visit("~/customers.csv"))

        assert invoice["number"] == "'-5"
        for cell in (invoice["customer"], customer["customer"], customer["email"]):
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert customer["open"] == "10.00"

    def test_customers_have_a_line_for_each_currency(self, book: Office, visit: Visit) -> None:
        book.invoice("Y-1", "2026-08-20", 500, customer="Dupont", currency="JPY")
        book.customer("Zoé")
        book.sync()

        found = rows(visit("~/customers.csv?show=all"))

        assert [(x["customer"], x["currency"], x["late"]) for x in found] == [
            ("Dupont", "EUR", "1234.50"), ("Dupont", "JPY", "500"), ("Durand & fils", "EUR", "0.00"),
            ("Zoé", "", ""),
        ]  # fmt: skip
