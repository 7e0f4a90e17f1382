"""The views above a list: those that ship, those that people keep, and the one the list opens with."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, browser, csrf, pages_of, sign_in, user, visitor


@pytest.fixture
def office(store: SqlStore) -> Office:
    office = Office(store, mode=Mode.APPROVE)
    office.invoice("F-1", "2026-07-01")
    office.invoice("F-2", "2026-08-20", customer="Durand")
    office.customer("Leroy", "")
    office.sync()
    office.hold("promise", "F-2", until="2026-09-01")
    office.plan()
    office.at("2026-09-08")
    return office


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def look(client: TestClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return html.unescape(answer.text).replace("\xa0", " ")


def press(client: TestClient, office: Office, rest: str = "", **form: str) -> tuple[int, str]:
    token = csrf(client.get(f"/o/{office.id}/views").text)
    answer = client.post(
        f"/o/{office.id}/views{rest}", data={"csrf": token, **form}, headers={"origin": ADDRESS}
    )
    return answer.status_code, answer.headers.get("location", html.unescape(answer.text))


def numbers(text: str) -> list[str]:
    return sorted(set(re.findall(r">(F-\d)</a>", text)))


def test_the_views_that_ship_teach(client: TestClient, office: Office) -> None:
    path = f"/o/{office.id}/invoices"

    assert numbers(look(client, f"{path}?only=long_late")) == ["F-1"]
    assert numbers(look(client, f"{path}?only=broken")) == ["F-2"]
    assert numbers(look(client, f"{path}?only=approval")) == ["F-1"]
    shown = look(client, f"/o/{office.id}/customers?show=all&only=no_address")
    assert "Leroy" in shown
    assert "Durand" not in shown
    assert 'aria-current="true">Sans adresse' in shown


def test_what_is_kept_stands_above_the_list_and_opens_it(client: TestClient, office: Office) -> None:
    path = f"/o/{office.id}/invoices"
    asked = look(client, f"/o/{office.id}/views?of=invoices&q=F-2&sort=-amount&due=none")
    assert 'name="q" value="F-2"' in asked

    status, kept = press(client, office, of="invoices", name="La deux", q="F-2", sort="-amount")
    assert (status, kept.startswith(f"{path}?q=F-2&sort=-amount&view=")) == (303, True)
    shown = look(client, kept)
    assert (numbers(shown), 'aria-current="true">La deux' in shown) == (["F-2"], True)

    view_id = kept.rpartition("=")[2]
    assert press(client, office, f"/{view_id}", do="default") == (303, f"/o/{office.id}/views?of=invoices")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, kept)
    plain = look(client, f"{path}?view=none")
    assert numbers(plain) == ["F-1", "F-2"]
    assert f'href="{path}?view=none"' in look(client, kept)

    press(client, office, f"/{view_id}", do="rename", name="La seconde")
    assert "La seconde" in look(client, f"{path}?view=none")
    press(client, office, f"/{view_id}", do="remove")
    assert client.get(path).status_code == 200


def test_customers_have_their_own(client: TestClient, office: Office) -> None:
    status, kept = press(client, office, of="customers", name="Tous", show="all", whose="everybody")

    assert (status, kept.startswith(f"/o/{office.id}/customers?show=all")) == (303, True)
    press(client, office, "/" + kept.rpartition("=")[2], do="default")
    assert client.get(f"/o/{office.id}/customers").headers["location"] == kept


def test_what_is_wrong_is_said_beside_the_field(client: TestClient, office: Office) -> None:
    press(client, office, of="invoices", name="Une")

    status, text = press(client, office, of="invoices", name="une", q="F-1")

    assert status == 422
    assert "Une autre vue porte ce nom" in text
    assert 'value="une"' in text
    assert press(client, office, "/none", do="remove")[0] == 404
    assert press(client, office, "/none", do="dance")[0] == 400


def test_who_only_looks_keeps_views_for_himself(office: Office) -> None:
    client = visitor(pages_of(office))
    sign_in(client, office.store, user(office.store, "vera@atelier.example", UserRole.VIEWER, office.id))

    assert press(client, office, of="invoices", name="Pour moi")[0] == 303
    assert press(client, office, of="invoices", name="Pour tous", whose="everybody")[0] == 403
