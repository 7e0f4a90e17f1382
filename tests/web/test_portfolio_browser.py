"""A bookkeeper's morning: three clients, one list, by keyboard alone, and the place kept."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from connector.core.history import State
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from tests.demo.conftest import chromium
from tests.scenarios.office import Office
from tests.screens import fits
from tests.served import served
from tests.web.browsing import PASSWORD, user

__all__ = ["chromium"]

NAMES = ("Alpha", "Beta", "Gamma")


@pytest.fixture
def clients(store: SqlStore) -> list[Office]:
    """At each of the three a small message and a large one wait."""
    made = [Office(store, mode=Mode.APPROVE, name=name) for name in NAMES]
    for office in made:
        office.invoice("F-1", "2026-08-27", 100_00)
        office.invoice("F-2", "2026-08-27", 200_00, customer="Durand")
        office.sync()
        office.plan()
    return made


@pytest.fixture
def page(chromium: Browser, store: SqlStore, clients: list[Office]) -> Iterator[Page]:
    """Signed in, on the first page; a word of our pages on the console fails the test."""
    said: list[str] = []
    email = user(store)
    with served(clients[0].app, store) as at:
        context = chromium.new_context(locale="fr-FR")
        made = context.new_page()
        made.on("console", lambda message: said.append(message.text))
        made.on("pageerror", lambda error: said.append(str(error)))
        made.goto(f"{at}/sign-in")
        made.fill("#email", email)
        made.fill("#password", PASSWORD)
        with made.expect_navigation():
            made.click("main button")
        yield made
        context.close()
    assert said == []


def approved(office: Office) -> int:
    return sum(x.state is State.APPROVED for x in office.reminders())


def awake(page: Page) -> None:
    """It has been there for a moment: its buttons release."""
    expect(page.locator("body[data-read]")).to_have_count(1)


def test_three_clients_are_worked_through_from_one_list(page: Page, clients: list[Office]) -> None:
    expect(page.locator("h1")).to_contain_text("Entreprises")
    for name in NAMES:
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    assert fits(page)
    page.get_by_text("Lire ce qui attend votre accord : 6").click()
    expect(page.locator("tbody tr")).to_have_count(6)
    assert fits(page)

    # One at Alpha from the list: the row after it is looked at.
    awake(page)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_have_text("Validés : 1.")
    expect(page.locator("tr.at")).to_contain_text("100,00")

    # The next one is read, then released; reading goes on at the next client.
    page.keyboard.press("o")
    expect(page.locator("h1")).to_contain_text("100,00")
    awake(page)
    page.keyboard.press("a")
    expect(page.locator("details.switch summary")).to_contain_text("Beta")
    assert [approved(x) for x in clients] == [2, 0, 0]

    # Back to the same place in the list.
    page.locator(".pager a").first.click()
    expect(page.locator("tr.at")).to_contain_text("200,00")
    awake(page)
    page.get_by_role("button", name="Valider ces 2 : Beta").or_(
        page.get_by_role("button", name="Valider ces 2: Beta")
    ).click()
    expect(page.get_by_role("status")).to_have_text("Validés : 2.")
    assert [approved(x) for x in clients] == [2, 2, 0]

    # From the invoices of one client to those of another.
    page.get_by_role("link", name="Gamma", exact=True).click()
    page.click("nav >> text=Factures")
    page.locator("details.switch summary").click()
    page.locator("details.switch").get_by_role("link", name="Beta").click()
    expect(page.locator("h1")).to_contain_text("Factures")
    expect(page.locator("details.switch summary")).to_contain_text("Beta")
