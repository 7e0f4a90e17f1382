"""The first run on the pages: a business, and what is left to do for it."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.invoice import Mode, Organisation
from connector.store.engine import SqlStore
from connector.web.app import create_app
from tests.scenarios.office import Office
from tests.web.browsing import OWNER, PASSWORD, browser, entrance_of, pages_over, post, sign_in, visitor
from tests.web.test_pages import shop


@pytest.fixture
def client(store: SqlStore) -> TestClient:
    """The owner of an installation in which there is no organisation."""
    made = visitor(pages_over(shop(store), store))
    sign_in(made, store)
    return made


def words(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text).replace("\xa0", " ").replace("\u202f", " ")


def everyone(store: SqlStore) -> tuple[Organisation, ...]:
    return store.directory.all()


def test_the_first_user_is_led_straight_to_adding_it(store: SqlStore) -> None:
    fresh = visitor(create_app(shop(store), entrance_of(store), setup_code="abcde"))
    typed = {"code": "abcde", "email": OWNER, "password": PASSWORD, "again": PASSWORD}

    assert post(fresh, "/first-user", "/first-user", **typed).headers["location"] == "/organisations/new"


class TestANewOrganisation:
    def test_the_first_page_leads_there(self, client: TestClient) -> None:
        assert 'href="/organisations/new"' in client.get("/").text

    def test_countries_stand_by_their_names_in_the_reader_s_language(self, client: TestClient) -> None:
        page = words(client, "/organisations/new")

        assert '<option value="FR" selected>France' in page
        assert page.index("Espagne") < page.index("États-Unis") < page.index("Finlande")

    @pytest.mark.parametrize(("asked_for", "chosen"), [("en-US,en;q=0.9", ""), ("en", ""), ("fr-CA", "CA")])
    def test_a_country_is_chosen_beforehand_only_where_the_browser_says_it(
        self, client: TestClient, asked_for: str, chosen: str
    ) -> None:
        page = client.get("/organisations/new", headers={"accept-language": asked_for}).text

        assert re.findall(r'<option value="(..)" selected>', page) == [chosen][: len(chosen)]
        assert ('<option value="">' in page.partition("</select>")[0]) is not bool(chosen)

    def test_zone_language_and_currency_are_the_country_s(self, client: TestClient, store: SqlStore) -> None:
        answer = post(client, "/organisations/new", name="  Atelier   Nord ", country="FR")

        (made,) = everyone(store)
        assert answer.headers["location"] == f"/o/{made.id}/setup"
        assert (made.name, made.timezone, made.language, made.currency, made.mode) == (
            "Atelier Nord", "Europe/Paris", "fr", "EUR", Mode.SHADOW,
        )  # fmt: skip

    def test_others_may_be_said(self, client: TestClient, store: SqlStore) -> None:
        post(client, "/organisations/new", name="Nord", country="BE", language="en", currency="usd")

        (made,) = everyone(store)
        assert (made.language, made.currency) == ("en", "USD")

    def test_a_country_with_several_zones_asks_which(self, client: TestClient, store: SqlStore) -> None:
        asked = post(client, "/organisations/new", name="Harbour", country="US")
        assert asked.status_code == 409
        assert "New York (America)" in asked.text and 'value="Harbour"' in asked.text
        assert everyone(store) == ()

        post(client, "/organisations/new", name="Harbour", country="US", timezone="America/New_York")

        assert everyone(store)[0].timezone == "America/New_York"

    @pytest.mark.parametrize(
        "wrong", [{"name": " "}, {"name": "x" * 201}, {"country": "ZZ"}, {"currency": "XXQ"}, {"country": ""}]
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
        self, client: TestClient, store: SqlStore, wrong: dict[str, str]
    ) -> None:
        answer = post(client, "/organisations/new", **{"name": "Nord", "country": "FR"} | wrong)

        assert answer.status_code == 409
        assert 'role="alert"' in answer.text
        assert wrong.get("name", "Nord") in answer.text
        assert everyone(store) == ()

    def test_a_name_is_given_once(self, client: TestClient, store: SqlStore) -> None:
        said = [post(client, "/organisations/new", name="Nord", country="FR").status_code for _ in range(2)]

        assert said == [303, 409]
        assert len(everyone(store)) == 1


class TestTheGuide:
    def test_it_says_what_is_done_and_what_is_left(self, store: SqlStore) -> None:
        office = Office(store, mode=Mode.SHADOW)
        client = browser(office)
        page = words(client, f"/o/{office.id}/setup")
        assert page.count(' class="now"') == 1 and "Vos factures" in page

        office.invoice("F-1", "2026-08-01")
        office.sync()

        assert "Factures ouvertes : 1" in words(client, f"/o/{office.id}/setup")

    def test_the_overview_leads_there_until_the_organisation_leaves_shadow(self, store: SqlStore) -> None:
        office = Office(store, mode=Mode.SHADOW)
        client = browser(office)
        assert "Mise en route" in client.get(f"/o/{office.id}").text

        office.set_mode(Mode.APPROVE)

        assert "Mise en route" not in client.get(f"/o/{office.id}").text


def test_the_menu_leads_to_getting_started_and_to_the_settings_afterwards(store: SqlStore) -> None:
    office = Office(store, mode=Mode.SHADOW)
    client, place = browser(office), f'<a href="/o/{office.id}/setup">'

    before = [client.get(f"/o/{office.id}/{x}").text for x in ("invoices", "start")]
    office.set_mode(Mode.APPROVE)
    after = [client.get(f"/o/{office.id}/{x}").text for x in ("invoices", "start")]

    assert f"{place}Mise en route</a>" in before[0]
    assert f"{place}Réglages</a>" in after[0]
    assert [
        "Rien n'est encore planifié" in html.unescape(x[1]).replace("\xa0", " ") for x in (before, after)
    ] == [
        True,
        False,
    ]
