"""Segments are written on a page, tried before they count, and explained on the page of an invoice."""

import html
from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.core.texts import RULES
from connector.store.engine import SqlStore
from connector.usecases.segments import WHICH, segments
from connector.usecases.texts import standing
from tests.scenarios.office import Office
from tests.web.browsing import browser, post
from tests.web.test_policy_editor import fields_of


@pytest.fixture
def office(store: SqlStore) -> Office:
    made = Office(store, policy="standard")
    made.invoice("F-1", "2026-09-04", 900_00)
    made.sync()
    return made


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


@pytest.fixture
def address(office: Office) -> str:
    return f"/o/{office.id}/segments"


def posted(client: TestClient, path: str, fields: dict[str, str]) -> Any:
    return post(client, path, **fields)


def read(page: Any) -> str:
    """The words of a page, with ordinary spaces."""
    return html.unescape(page.text).replace("\N{NO-BREAK SPACE}", " ")


TWO = {
    "s0-name": "Grands comptes",
    "s0-conditions": "min_owed: {EUR: 500.00}",
    "s0-policy": "by-hand",
    "s0-signed_by": "Claire Martin",
    "s1-name": "Retards",
    "s1-conditions": "min_year_late: 3",
    "s1-policy": "firm",
}


def names(office: Office) -> list[str]:
    return [x.name for x in segments(office.app, office.id)]


def test_rules_are_added_tried_saved_moved_and_had_back(
    client: TestClient, office: Office, address: str
) -> None:
    assert "s0-name" in posted(client, address, {"do": "add"}).text

    tried = read(posted(client, address, TWO | {"do": "would"}))
    assert "Grands comptes" in tried
    assert "par le segment « Grands comptes ». Signé par Claire Martin" in tried
    assert names(office) == []

    saved = posted(client, address, TWO | {"do": "save", "seen": "0"})
    assert saved.headers["location"] == f"{address}?saved=1"
    assert names(office) == ["Grands comptes", "Retards"]

    form = fields_of(client.get(address).text)
    moved = fields_of(posted(client, address, form | {"do": "up-1"}).text)
    posted(client, address, moved | {"do": "save"})
    assert names(office) == ["Retards", "Grands comptes"]

    posted(client, f"{address}/restore", {"number": "1"})
    assert names(office) == ["Grands comptes", "Retards"]
    gone = fields_of(posted(client, address, fields_of(client.get(address).text) | {"do": "remove-0"}).text)
    assert (gone["s0-name"], "s1-name" in gone) == ("Retards", False)


def test_what_is_wrong_stands_at_its_field_and_is_not_saved(
    client: TestClient, office: Office, address: str
) -> None:
    refused = posted(client, address, TWO | {"s1-conditions": "min_year_lat: 3", "do": "save"})

    assert refused.status_code == 422
    assert 'data-field="s1-conditions"' in refused.text
    assert "min_year_lat: 3" in refused.text
    assert names(office) == []


def test_the_text_itself_is_saved_and_nothing_is_no_segment(
    client: TestClient, office: Office, address: str
) -> None:
    text = "# ours\nsegments:\n  - {name: All, policy: gentle}\n"

    posted(client, address, {"text": text, "do": "save"})
    assert standing(office.app, office.id, WHICH).parts == {RULES: text}
    posted(client, address, {"text": "", "do": "save"})
    assert names(office) == []


def test_two_who_write_at_once_do_not_overwrite_each_other(
    client: TestClient, office: Office, address: str
) -> None:
    posted(client, address, TWO | {"do": "save", "seen": "0"})

    late = posted(client, address, {"s0-name": "Mine", "s0-policy": "firm", "do": "save", "seen": "0"})

    assert late.status_code == 409
    assert "Mine" in late.text
    assert names(office) == ["Grands comptes", "Retards"]


def test_the_page_of_an_invoice_says_which_segment_applied(
    client: TestClient, office: Office, address: str
) -> None:
    posted(client, address, TWO | {"do": "save"})

    page = read(client.get(f"/o/{office.id}/invoices/F-1"))

    assert "Scénario « by-hand » : par le segment « Grands comptes ». Signé par Claire Martin" in page


def test_tags_and_a_sector_are_given_on_the_page_of_a_customer(client: TestClient, office: Office) -> None:
    with office.app.store.reading(office.id) as unit:
        (whose,) = unit.ledger.find_customers("Dupont")
    here = f"/o/{office.id}/customers/{whose.id}"

    posted(client, f"{here}/change", {"what": "marks", "tags": "strategic, bois", "sector": "Menuiserie"})
    page = client.get(here).text
    long = posted(client, f"{here}/change", {"what": "marks", "tags": "x" * 51})

    assert "bois, strategic" in page
    assert "Menuiserie" in page
    assert (long.status_code, "au plus 50 signes" in long.text) == (422, True)
