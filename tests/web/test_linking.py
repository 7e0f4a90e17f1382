"""The page on which a person says who is one customer in two connections."""

import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.store.engine import SqlStore
from tests.scenarios.two_systems import TwoSystems
from tests.web.browsing import ADDRESS, browser, csrf, pages_of, sign_in, user, visitor

VAT = "FR 40 303 265 045"


@pytest.fixture(scope="module")
def office(shared_store: SqlStore) -> TwoSystems:
    """Dupont owes in both accounts, under two addresses and one tax number."""
    office = TwoSystems(shared_store)
    office.customer("Dupont", tax_number=VAT)
    office.invoice("F-1", "2026-09-03")
    office.open_cards()
    office.also("F-1", "dupont@cards.example", number="C-1", source_id="C-1", total=49_00, open=49_00)
    office.cards.invoices["C-1"] = office.cards.invoices.pop("F-1")
    office.sync()
    return office


@pytest.fixture(scope="module")
def client(office: TwoSystems) -> TestClient:
    return browser(office)


def page(client: TestClient, office: TwoSystems, rest: str = "") -> str:
    answer = client.get(f"/o/{office.id}/links{rest}")
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\xa0", " ").replace("\u202f", " ")


def pair_in(text: str) -> dict[str, str]:
    """The two whom the first form of a page names."""
    return {name: re.findall(f'name="{name}" value="([^"]+)"', text)[0] for name in ("one", "other")}


def press(client: TestClient, path: str, csrf_of: str, **form: str) -> tuple[int, str]:
    answer = client.post(path, data=form | {"csrf": csrf_of}, headers={"origin": ADDRESS})
    return answer.status_code, answer.headers.get("location", answer.text)


def test_two_who_may_be_one_stand_side_by_side(client: TestClient, office: TwoSystems) -> None:
    text = page(client, office)

    for shown in ("Le même numéro fiscal", VAT, "dupont@cards.example", "dupont@dupont.example"):
        assert shown in text
    assert re.search(r">100,00 €<", text)
    assert re.search(r">49,00 €<", text)
    assert text.count('class="card"') == 2


def test_the_connections_lead_there_and_say_how_many(client: TestClient, office: TwoSystems) -> None:
    text = client.get(f"/o/{office.id}/connections").text

    assert f'href="/o/{office.id}/links"' in text
    assert "dans deux connexions : 1 à trancher" in text.replace("\xa0", " ")


def test_a_button_says_it_and_another_takes_it_back(client: TestClient, office: TwoSystems) -> None:
    path = f"/o/{office.id}/links"
    text = page(client, office)
    token = csrf(text)

    said = press(client, path, token, is_one="yes", **pair_in(text))
    after = page(client, office, "?done=one")
    again = press(client, path, token, is_one="no", **pair_in(text))
    undo = re.findall(rf'action="({path}/[^"]+/undo)"', after)[0]
    undone = press(client, undo, token)
    twice = press(client, undo, token)

    assert said == (303, f"{path}?done=one")
    assert "Ils ne font plus qu'un client." in after.replace("&#39;", "'")
    assert 'class="card"' not in after
    assert (again[0], "déjà dit ou annulé entre-temps" in again[1]) == (409, True)
    assert undone == (303, f"{path}?done=undone")
    assert (twice[0], "Voici la situation" in twice[1]) == (409, True)
    assert 'class="card"' in page(client, office)


def test_who_is_kept_apart_is_shown_as_such(client: TestClient, office: TwoSystems) -> None:
    path, text = f"/o/{office.id}/links", page(client, office)
    token = csrf(text)

    said = press(client, path, token, is_one="no", **pair_in(text))
    after = page(client, office)
    press(client, re.findall(rf'action="({path}/[^"]+/undo)"', after)[0], token)

    assert said == (303, f"{path}?done=two")
    assert re.search(r">deux clients</span>", after)


def test_a_viewer_sees_and_may_not_say(office: TwoSystems) -> None:
    viewer = visitor(pages_of(office))
    sign_in(viewer, office.store, user(office.store, "vera@x.example", UserRole.VIEWER, office.id))
    text = page(viewer, office)

    answer = press(viewer, f"/o/{office.id}/links", csrf(text), is_one="yes", one="a", other="b")

    assert 'name="is_one"' not in text
    assert "disent qui ne fait" in text
    assert answer[0] == 403


@pytest.mark.parametrize("rest", ["?page=0", "?page=99", "?done=nonsense"])
def test_a_page_that_is_not_there_is_the_nearest(client: TestClient, office: TwoSystems, rest: str) -> None:
    assert 'class="card"' in page(client, office, rest)
