"""Several invoices are paused, and all of it is taken back, by keyboard alone, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from connector.store.engine import SqlStore
from connector.usecases import works
from connector.usecases.application import Step
from tests.demo.conftest import chromium
from tests.scenarios.office import Office
from tests.screens import fits
from tests.served import served
from tests.web.browsing import PASSWORD, user

__all__ = ["chromium"]


@pytest.fixture
def office(store: SqlStore) -> Office:
    office = Office(store)
    for n in (1, 2, 3):
        office.invoice(f"F-{n}", f"2026-08-2{n}", customer=f"Dupont {n}")
    office.sync()
    return office


@pytest.fixture
def later(office: Office, monkeypatch: pytest.MonkeyPatch) -> list[Step]:
    """What is done beside, a customer at a time, as soon as the test says so."""
    monkeypatch.setattr(works, "TURN", 1)
    waiting: list[Step] = []
    office.app = office.make_app(beside=lambda _, step: waiting.append(step))
    return waiting


@pytest.fixture
def page(chromium: Browser, store: SqlStore, office: Office) -> Iterator[Page]:
    """The list of invoices; a word of our pages on the console fails the test."""
    said: list[str] = []
    email = user(store)
    with served(office.app, store) as address:
        made = chromium.new_page(locale="fr-FR")
        made.on("console", lambda message: said.append(message.text))
        made.on("pageerror", lambda error: said.append(str(error)))
        made.goto(f"{address}/sign-in")
        made.fill("#email", email)
        made.fill("#password", PASSWORD)
        with made.expect_navigation():
            made.click("main button")
        made.goto(f"{address}/o/{office.id}/invoices")
        yield made
        made.close()
    assert said == []


def held(office: Office) -> int:
    with office.store.reading(office.id) as unit:
        return len(unit.holds.active())


def press(page: Page, selector: str) -> None:
    """By the key that presses a button."""
    page.locator(selector).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_rows_are_ticked_paused_and_taken_back(page: Page, office: Office) -> None:
    for key in "jxjjx":
        page.keyboard.press(key)
    expect(page.locator("tbody input:checked")).to_have_count(2)
    page.locator("input[data-every]").check()
    expect(page.locator("tbody input:checked")).to_have_count(3)
    page.locator("input[data-every]").uncheck()
    for key in "jxjjx":
        page.keyboard.press(key)
    assert fits(page)

    press(page, ".many button")
    page.fill("#bulk-until", "2026-09-20")
    press(page, "form.sheet button")
    assert fits(page)
    assert held(office) == 0
    press(page, "form.choices button")
    expect(page.locator(".did")).to_contain_text("C'est fait.")
    assert held(office) == 2

    press(page, ".did button")
    expect(page.locator(".notice")).to_have_text("Tout a été annulé.")
    assert held(office) == 0


def test_the_page_follows_what_is_under_way_and_takes_nobody_from_his_place(
    later: list[Step], page: Page, office: Office
) -> None:
    page.goto(page.url.replace("/invoices", "/bulk/invoices?do=pause&which=page&ready=yes&until=2026-09-20"))
    press(page, "form.choices button")
    expect(page.locator("[data-watch]")).to_contain_text("En cours : 1 sur 3.")
    assert fits(page)
    page.locator("form[action$=cancel] button").focus()

    assert later[0]()
    expect(page.locator("[data-watch]")).to_contain_text("En cours : 2 sur 3.")
    expect(page.locator("form[action$=cancel] button")).to_be_focused()

    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".did")).to_contain_text("Factures : 2")
    expect(page.locator("main")).to_contain_text("Lignes non traitées : 1.")
    assert held(office) == 2
