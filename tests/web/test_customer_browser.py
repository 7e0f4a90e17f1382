"""A promise on the telephone, noted by keyboard alone in a real browser, and taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from connector.store.engine import SqlStore
from tests.demo.conftest import chromium
from tests.scenarios.office import Office
from tests.screens import fits
from tests.served import served
from tests.web.browsing import PASSWORD, user
from tests.web.debtors import Debtor, debtor

__all__ = ["chromium"]

PATIENCE = 30_000


@pytest.fixture
def his(store: SqlStore) -> Debtor:
    return debtor(Office(store, policy="three"))


@pytest.fixture
def page(chromium: Browser, his: Debtor) -> Iterator[Page]:
    """Signed in, on his page; a word of our pages on the console fails the test."""
    context = chromium.new_context(locale="fr-FR")
    said: list[str] = []
    made = context.new_page()
    made.on("console", lambda message: said.append(message.text))
    made.on("pageerror", lambda error: said.append(str(error)))
    made.set_default_timeout(PATIENCE)
    email = user(his.office.store)
    with served(his.office.app, his.office.store) as at:
        made.goto(f"{at}/sign-in?next={his.place}")
        made.fill("#email", email)
        made.fill("#password", PASSWORD)
        made.click("main button")
        expect(made.locator("h1")).to_have_text(his.name)
        yield made
        context.close()
    assert said == [
        "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
    ]


def test_a_promise_is_noted_by_keyboard_silences_and_is_taken_back(page: Page, his: Debtor) -> None:
    expect(page.get_by_text("mardi 8 septembre 2026")).to_be_visible()
    assert fits(page)

    page.locator("main").get_by_role("link", name=his.number, exact=True).first.press("Enter")
    expect(page.locator("h1")).to_contain_text(his.number)
    page.locator("summary", has_text="Promesse de paiement").press("Enter")
    page.keyboard.press("Tab")
    # As this browser of ours writes days, whatever language it reads.
    page.keyboard.type("08312026")
    page.get_by_role("group").filter(has=page.locator("#promise-until")).get_by_role("button").press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Ce jour est passé.")
    expect(page.locator("#promise-until")).to_be_focused()
    assert fits(page)
    page.keyboard.type("09102026")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Promesse")
    assert his.reason == "promise"
    assert fits(page)

    page.get_by_role("status").get_by_role("button", name="Annuler").press("Enter")
    expect(page.get_by_role("status")).to_have_text("C'est levé.")
    assert his.reason == "not_due"
    page.get_by_role("link", name=his.name, exact=True).press("Enter")
    expect(page.get_by_text("Fin : Promesse")).to_be_visible()
    assert fits(page)
