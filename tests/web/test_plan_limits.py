"""The limits of plans of payment: kept on their page, offered on the customer's."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.plan_limits import PlanLimits
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.scenarios.test_page_links_told import HOME, LINKS, text_of, token_in
from tests.web.browsing import ADDRESS, browser, csrf, pages_of, pages_over, post, sign_in, user, visitor


@pytest.fixture
def office(store: SqlStore) -> Office:
    office = Office(store, policy="three", reply_to="compta@atelier.example")
    office.app = office.make_app(links=LINKS, page_link=HOME)
    office.invoice("F-1", "2026-09-03")
    office.sync()
    office.cycle("2026-09-08")
    return office


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office, page_link=ADDRESS)


@pytest.fixture
def customer(office: Office) -> TestClient:
    web = pages_over(office.app, office.store)
    return TestClient(web, base_url=HOME, headers={"accept-language": "fr"}, follow_redirects=False)


def limits(office: Office) -> PlanLimits:
    with office.store.reading(office.id) as unit:
        return unit.organisation().plan_limits


def keep(client: TestClient, office: Office, **fields: str) -> tuple[int, str]:
    answer = post(client, f"/o/{office.id}/instalments", **fields)
    return answer.status_code, html.unescape(answer.text)


def test_they_are_kept_and_shown(client: TestClient, office: Office) -> None:
    kept = keep(
        client, office, most_parts="6", days="200", first_percent="30", least_open="50", is_at_once="yes"
    )

    assert kept[0] == 303
    assert limits(office) == PlanLimits(6, 200, 30, 50, True)
    page = client.get(f"/o/{office.id}/instalments?done=1").text
    assert 'value="200"' in page
    assert f'href="/o/{office.id}/instalments"' in client.get(f"/o/{office.id}/setup").text


def test_who_keeps_the_books_reads_them_and_sets_none(client: TestClient, office: Office) -> None:
    """Agreed at once, a customer keeps silence for months by himself: that is the owner's to say."""
    keep(client, office, most_parts="6", days="200", first_percent="30", least_open="50", is_at_once="no")
    bookkeeper = visitor(pages_of(office, page_link=ADDRESS))
    sign_in(
        bookkeeper, office.store, user(office.store, "bo@atelier.example", UserRole.BOOKKEEPER, office.id)
    )

    page = html.unescape(bookkeeper.get(f"/o/{office.id}/instalments").text)

    assert (
        "<dd>200</dd>" in page
        and "Le propriétaire les fixe." in page
        and "<button>" not in page.split("<main")[1]
    )
    assert keep(bookkeeper, office, most_parts="12", days="700", is_at_once="yes")[0] == 403
    assert limits(office) == PlanLimits(6, 200, 30, 50, False)


def test_what_cannot_be_meant_is_said_beside_its_field(client: TestClient, office: Office) -> None:
    status, text = keep(client, office, most_parts="6", days="3", first_percent="99", least_open="1,5")

    assert status == 422
    for words in ("de 7 à 731", "de 0 à 90", "un nombre entier sans devise"):
        assert words in text
    assert 'value="1,5"' in text
    assert limits(office) == PlanLimits()


def test_the_customer_chooses_one_of_the_plans_with_its_days_and_amounts(
    client: TestClient, office: Office, customer: TestClient
) -> None:
    keep(client, office, most_parts="3", days="90", first_percent="0", least_open="0", is_at_once="yes")
    path = f"/c/{token_in(text_of(office))}"
    page = customer.get(f"{path}/instalments?on=2026-09-15").text
    shown = re.sub(r"<[^>]+>", "", html.unescape(page)).replace("\xa0", " ")
    assert "33,34 € le 15 sept. 2026, 33,33 € le 15 oct. 2026, 33,33 € le 15 nov. 2026" in shown
    seen = re.findall(r'name="(seen|invoice)" value="([^"]+)"', page)

    form = {"csrf": csrf(page), "parts": "3", **dict(seen)}
    moved = customer.post(f"{path}/instalments", data=form | {"on": "2026-09-16"}, headers={"origin": HOME})
    assert (moved.status_code, "Voici les échéances" in moved.text) == (422, True)
    done = customer.post(f"{path}/instalments", data=form | {"on": "2026-09-15"}, headers={"origin": HOME})
    assert done.headers["location"] == f"{path}?done=agreed&what=instalments"

    after = html.unescape(customer.get(done.headers["location"]).text).replace("\xa0", " ")
    assert "Merci, c'est accepté." in after
    assert "le dernier le 15 nov. 2026" in after


def test_where_none_may_be_asked_for_none_is_offered(
    client: TestClient, office: Office, customer: TestClient
) -> None:
    keep(client, office, most_parts="0", days="90", first_percent="0", least_open="0", is_at_once="no")
    path = f"/c/{token_in(text_of(office))}"

    assert "/instalments?invoice" not in customer.get(path).text
    page = html.unescape(customer.get(f"{path}/instalments").text)
    assert "ne peut pas être échelonnée ici" in page
